"""Measure the sentence splitter that packages bring for Argos Translate, beside align's own rules and break rules.

    python scripts/bench/splitter.py

As in segmentation.py: hard cases cut exactly right, and boundary precision, recall and F1 where five lines of a
development set are joined. Bytes are those of the ONNX file, bare and packed.
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

from _data import ROOT, data_dir
from segmentation import LANGUAGES, SETS, Cut, joined, ours, right_cases, with_srx

sys.path.insert(0, str(ROOT / "scripts" / "train"))
from translation import splitter


def compiled(language: str) -> Cut:
    made = splitter.circuit(language)
    return lambda text: splitter.sentences(text, made)


def main() -> None:
    folder: Path = data_dir() / "data" / "mt" / "eval"
    print(f"| language, splitter | hard cases | {' | '.join(f'{name} P / R / F1' for name in SETS)} |")
    print("|---|---|---|---|")
    for language in LANGUAGES:
        for name, make in (("align", ours), ("package", compiled), ("break rules", with_srx)):
            cut = make(language)
            right, total = right_cases(language, cut)
            told = (" / ".join(f"{x:.3f}" for x in joined(folder / f"{s}.{language}", cut)) for s in SETS)
            print(f"| {language}, {name} | {right}/{total} | {' | '.join(told)} |", flush=True)
    for language in LANGUAGES:
        data = splitter.splitter(language)
        print(f"\n{language}.onnx: {len(data):,} bytes, {len(zlib.compress(data, 9)):,} packed")


if __name__ == "__main__":
    main()
