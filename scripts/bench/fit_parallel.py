"""Fit the table from a parallel bead's raw score to the share of such beads that gold has, and print its reliability.

    python scripts/bench/fit_parallel.py [--write]

Every set weighs alike (novels, yearbooks, health documents); the printed shares come from documents that the table has
not seen (leaving out one document at a time). ``--write`` renews align/aligners/weights/parallel.json.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from _data import ROOT, data_dir

from align.aligners.logistic import Calibration
from align.evaluate import completed, read_gold, read_lines
from align.pairing_parallel import parallel_beads

Row = tuple[float, bool, bool]
EDGES = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0001)


def folders() -> list[tuple[str, Path]]:
    gold = data_dir() / "gold"
    return [
        (name, path.parent)
        for name in ("transread", "textberg", "tico19")
        for path in sorted((gold / name).glob("*/gold.txt"))
    ]


def rows(folder: Path) -> list[Row]:
    """Raw score, whether gold has the bead, whether it is a null alignment; without drafts and with them."""
    gold = read_gold(folder)
    right = set(completed(gold.beads, gold.source, gold.target))
    source, target = read_lines(folder / "src.txt"), read_lines(folder / "tgt.txt")
    made = []
    for name in ("", "src.mt-en.apertium.txt", "src.mt-fr.txt"):
        if name and not (folder / name).is_file():
            continue
        beads = parallel_beads(source, target, read_lines(folder / name) if name else None)
        made += [(b.score, (tuple(range(*b.source)), tuple(range(*b.target))) in right, b.null) for b in beads]
    return made


def table(groups: list[tuple[str, list[Row]]]) -> list[list[float]]:
    """Shares in eight bins of equal weight, made to rise."""
    sizes = {name: sum(len(r) for n, r in groups if n == name) for name, _ in groups}
    flat = sorted((s, right, 1 / sizes[n]) for n, found in groups for s, right, null in found if not null)
    score, share, weight = (np.array(column, dtype=float) for column in zip(*flat, strict=True))
    cuts = np.searchsorted(np.cumsum(weight) / weight.sum(), np.linspace(0, 1, 9)[1:-1])
    points = []
    for part in np.split(np.arange(len(score)), cuts):
        if len(part):
            points.append(
                (np.average(score[part], weights=weight[part]), np.average(share[part], weights=weight[part]))
            )
    rising = np.maximum.accumulate([p[1] for p in points])
    return [[round(float(x), 3), round(min(float(y), 0.99), 3)] for (x, _), y in zip(points, rising, strict=True)]


def nulls(groups: list[tuple[str, list[Row]]]) -> float:
    found = [right for _, r in groups for _, right, null in r if null]
    return round(sum(found) / max(len(found), 1), 2)


def main() -> None:
    groups = [(name, rows(folder)) for name, folder in folders()]
    seen: list[tuple[float, bool]] = []
    for k, (_, held) in enumerate(groups):
        curve = Calibration.of(table(groups[:k] + groups[k + 1 :]))
        beads = [(s, right) for s, right, null in held if not null]
        seen += list(zip(curve(np.array([s for s, _ in beads])).tolist(), [right for _, right in beads], strict=True))
    print(f"{'score':>12}{'beads':>8}{'mean':>8}{'right':>8}")
    for low, high in zip(EDGES[:-1], EDGES[1:], strict=True):
        part = [(s, right) for s, right in seen if low <= s < high]
        if part:
            mean, share = np.mean([p[0] for p in part]), np.mean([p[1] for p in part])
            print(f"{low:>7.2f}–{min(high, 1):.2f}{len(part):>8}{mean:>8.2f}{share:>8.2f}")
    made = {"version": 1, "bead": table(groups), "null": nulls(groups)}
    print(json.dumps(made))
    if "--write" in sys.argv[1:]:
        path = ROOT / "align" / "aligners" / "weights" / "parallel.json"
        path.write_text(json.dumps(made) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
