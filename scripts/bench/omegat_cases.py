"""Replay what OmegaT 3.6 did with each hand-made memory, and say which cases behave otherwise today.

    scripts/bench/omegat_cases.py [--only NAME]... [--record] [--big 20000]

The table is tests/fixtures/formats/omegat.tsv: name, source, memory (``-``: none), folder, languages, segmentation,
how the memory loaded, the translated text with line breaks as ``\\n``. ``--record`` writes it anew. ``--big N`` times a
memory of N units written by our own writer, beside a run without a memory. A run takes some two seconds a case.
Ends with 1 when a case differs, with 3 when OmegaT isn't installed.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import sys
import tempfile
import time
from pathlib import Path

from align.formats.tmx import TMX
from align.model import Memory, Unit

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
omegat = importlib.import_module("clients.omegat")  # the driver that the tests use
FIXTURES = ROOT / "tests" / "fixtures" / "formats"
COLUMNS = ("name", "source", "tmx", "folder", "from", "to", "segmentation", "load", "target")


def play(case: dict[str, str]) -> tuple[str, str]:
    """Run one case; return how the memory loaded and the translated text, as the table writes them."""
    source = FIXTURES / case["source"]
    outcome = omegat.with_memory(
        {source.name: source.read_text(encoding="utf-8")},
        None if case["tmx"] == "-" else FIXTURES / case["tmx"],
        place=case["folder"],
        source_language=case["from"],
        target_language=case["to"],
        sentences=case["segmentation"] == "on",
    )
    text = outcome.target.replace("\r", "").replace("\n", "\\n").replace("\t", "\\t")
    return ("error" if outcome.load_error else "ok"), text


def big(count: int) -> bool:
    """Translate every hundredth sentence of a memory of ``count`` units; print the time beside that of no memory."""
    units = tuple(Unit(f"u{n}", f"Phrase numéro {n} avec des mots.", f"Sentence {n} with words.") for n in range(count))
    wanted = units[::100]
    source = {"big.txt": "\n\n".join(u.source for u in wanted) + "\n"}
    with tempfile.TemporaryDirectory() as scratch:
        memory = Path(scratch, "big.tmx")
        with memory.open("wb") as stream:
            TMX().write(Memory("fr", "en", units), stream)
        times = []
        for given in (None, memory):
            began = time.monotonic()
            outcome = omegat.with_memory(source, given, sentences=False)
            times.append(time.monotonic() - began)
    found = sum(u.target in outcome.target for u in wanted)
    print(f"{count} units: {found} of {len(wanted)} found in {times[1]:.1f} s; without a memory {times[0]:.1f} s")
    return found == len(wanted)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--big", type=int, default=0)
    options = parser.parse_args()
    if not omegat.JAR.exists():
        print("OmegaT isn't installed: .ci/clients installs it", file=sys.stderr)
        return 3
    table = FIXTURES / "omegat.tsv"
    with table.open(encoding="utf-8", newline="") as stream:
        cases = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    played = differ = 0
    for case in cases:
        if options.only and case["name"] not in options.only:
            continue
        load, target = play(case)
        played += 1
        if (load, target) != (case["load"], case["target"]):
            differ += 1
            print(f"differs: {case['name']}: {load} | {target}", flush=True)
        if options.record:
            case["load"], case["target"] = load, target
    print(f"{played - differ} of {played} cases as written")
    if options.record:
        lines = ["\t".join(COLUMNS), *("\t".join(case[c] or "" for c in COLUMNS) for case in cases)]
        table.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return 0
    return 1 if differ + (not big(options.big) if options.big else 0) else 0


if __name__ == "__main__":
    sys.exit(main())
