"""The share by which ``auto`` chooses a mode, over texts known to be parallel or comparable.

    python scripts/bench/auto_mode.py

Printed: the lowest and highest share of each set; a threshold that parts the parallel sets from the others is right.
"""

from __future__ import annotations

from collections.abc import Sequence

import _gold
from align.pairing import document_of
from align.pairing.choice import LEAST_SHARE, ordered_share
from align.pairing.comparable import evidence, sides


def share(source: Sequence[str], target: Sequence[str], languages: tuple[str, str]) -> float:
    here, there = document_of("s", languages[0], source), document_of("t", languages[1], target)
    return ordered_share(evidence(sides([here], [there], [])))


def main() -> None:
    root = _gold.data_dir()
    folders = {
        "parallel": [("transread", ("fr", "en")), ("textberg", ("de", "fr")), ("tico19", ("fr", "en"))],
        "comparable": [(name, ("fr", "en")) for name in _gold.SETS],
    }
    for wanted, sets in folders.items():
        for name, languages in sets:
            for tags in dict.fromkeys([languages, ("und", "mul")]):
                shares = [
                    share(_gold.lines(f / "src.txt"), _gold.lines(f / "tgt.txt"), tags)
                    for f in sorted((root / name).iterdir())
                    if f.is_dir()
                ]
                right = sum((s >= LEAST_SHARE) == (wanted == "parallel") for s in shares)
                known = "dictionary if there" if tags[0] != "und" else "languages unknown"
                span = f"{min(shares):.2f}–{max(shares):.2f}"
                print(f"{wanted:<11}{name:<19}{known:<20} {span}, right {right}/{len(shares)}")
                if wanted == "comparable" or len(shares) < 8:
                    print("      " + " ".join(f"{s:.2f}" for s in sorted(shares)))


if __name__ == "__main__":
    main()
