"""How much the order of paragraphs sways the comparable aligner, with context and merging on.

    python scripts/bench/comparable_order.py

The target's sentences are permuted in blocks of three (paragraphs), small sets several times over, since one
permutation of fifty links says little. No border parts neighbours that gold links to one sentence: to tear those apart
changes what there is to find. Printed is the share of links that change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

import _gold
import fit_comparable
from align.aligners.comparable import ComparableAligner

BLOCK = 3
DOCUMENTS, MOST = 50, 10
"""Each set is permuted until so many documents have been, and at most so many times."""


def links(case: _gold.Case, draft: str) -> set[_gold.Pair]:
    decision = ComparableAligner().align(fit_comparable.measure(case, draft))
    return {(i, j) for m in decision.matches for i in m.source for j in m.target}


def blocks(case: _gold.Case) -> list[np.ndarray]:
    """Cut the target into paragraphs of about three sentences."""
    together = {j for i, j in case.links if (i, j - 1) in case.links}
    borders, last = [0], 0
    for j in range(1, len(case.target)):
        if j - last >= BLOCK and j not in together:
            borders.append(j)
            last = j
    return np.split(np.arange(len(case.target)), borders[1:])


def swayed(cases: Sequence[_gold.Case], draft: str) -> tuple[float, int]:
    """Return how many links change when the target's paragraphs are permuted, and how many there are."""
    changed, total = 0.0, 0
    for number, case in enumerate(cases):
        before = links(case, draft)
        for turn in range(min(MOST, max(1, DOCUMENTS // len(cases)))):
            made = blocks(case)
            order = np.concatenate([made[k] for k in np.random.default_rng([turn, number]).permutation(len(made))])
            moved = replace(case, targets=(tuple(case.target[j] for j in order),))
            after = {(i, int(order[j])) for i, j in links(moved, draft)}
            changed += len(before ^ after) / 2
            total += len(before)
    return changed, total


def main() -> None:
    for group in _gold.SETS:
        for draft in ("apertium", "none"):
            changed, total = swayed(_gold.comparable((group,)), draft)
            print(f"{group:<20} {draft:<10} {changed:6.1f} of {total} links change: {100 * changed / total:.1f} %")


if __name__ == "__main__":
    main()
