"""How much the order of paragraphs sways the comparable aligner, with context and merging on.

    python scripts/bench/comparable_order.py

The target's sentences are permuted in blocks of three (paragraphs); printed is the share of links that change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

import _gold
import fit_comparable
from align.aligners.comparable import ComparableAligner

BLOCK = 3


def links(case: _gold.Case, draft: str) -> set[_gold.Pair]:
    decision = ComparableAligner().align(fit_comparable.measure(case, draft))
    return {(i, j) for m in decision.matches for i in m.source for j in m.target}


def swayed(cases: Sequence[_gold.Case], draft: str) -> tuple[float, int]:
    """Return how many links change when the target's paragraphs are permuted, and how many there are."""
    changed, total = 0.0, 0
    for number, case in enumerate(cases):
        blocks = [np.arange(k, min(k + BLOCK, len(case.target))) for k in range(0, len(case.target), BLOCK)]
        order = np.concatenate([blocks[k] for k in np.random.default_rng(number).permutation(len(blocks))])
        moved = replace(case, targets=(tuple(case.target[j] for j in order),))
        before, after = links(case, draft), {(i, int(order[j])) for i, j in links(moved, draft)}
        changed += len(before ^ after) / 2
        total += len(before)
    return changed, total


def main() -> None:
    for group in _gold.SETS:
        changed, total = swayed(_gold.comparable((group,)), "apertium")
        print(f"{group:<20} {changed:6.1f} of {total} links change: {100 * changed / total:.1f} %")


if __name__ == "__main__":
    main()
