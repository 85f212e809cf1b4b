"""Which mode fits: parallel where most sentences lie on one rising path, comparable where they don't."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from align.aligners import candidates
from align.aligners.comparable import assign, model_for, rate
from align.aligners.evidence import Evidence
from align.model import Mode
from align.pairing.comparable import Sides

LEAST_SHARE = 0.7
"""Share of both texts that must lie on one rising path for them to count as parallel."""
LOOKED_AT = 1_500
"""Sentences of the longer side that are looked at; a book shows its order in its first chapters."""
LOPSIDED = 1.5
"""How many times longer one side of a stretch without links may be than the other."""
ENOUGH = 0.3
"""Probability from which a pair counts as a sign of order; context is left out, it would prefer order."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A mode and the sentence that says why."""

    mode: Mode
    reason: str


def choose(both: Sides, measured: Evidence | None) -> Choice:
    """Choose the mode by a cheap pass over the evidence (None: one side is empty)."""
    documents = len({s.document for s in both.target})
    if documents > 1:
        return Choice("comparable", f"comparable: one side against {documents} documents")
    if measured is None:
        return Choice("comparable", "comparable: one side is empty")
    share = ordered_share(measured)
    said = f"{share:.0%} of both texts lie on one rising path"
    if share >= LEAST_SHARE:
        return Choice("parallel", f"parallel: {said}")
    return Choice("comparable", f"comparable: only {said}, {LEAST_SHARE:.0%} would make it parallel")


def ordered_share(measured: Evidence) -> float:
    """Return the share of both texts, in characters, that lies on one rising path.

    The path runs over the longest rising chain of likely pairs. Between two links of the chain, what corresponds
    without our seeing it (no word in common, no dictionary) still takes as much room on both sides: a stretch counts
    as far as its two sides are of one length, and not at all where one is more than `LOPSIDED` times the other.
    """
    n, m = measured.size
    if max(n, m) > LOOKED_AT:
        measured = measured.leading(max(1, LOOKED_AT * n // max(n, m)), max(1, LOOKED_AT * m // max(n, m)))
    found = candidates.find(measured)
    rated = rate(found, measured, model_for(measured), context=False)
    chosen = assign(found, rated, ENOUGH)
    order = np.argsort(found.rows[chosen], kind="stable")
    rows, columns = found.rows[chosen][order], found.columns[chosen][order]
    kept = longest_rise([int(c) for c in columns])
    here, there = candidates.scaled_lengths(measured)
    ends = [np.concatenate(([0.0], np.cumsum(side))) for side in (here, there)]
    links = [(int(rows[k]), int(columns[k])) for k in kept]
    on_path = sum(here[i] + there[j] for i, j in links)
    borders = [(-1, -1), *links, measured.size]
    for (i, j), (next_i, next_j) in pairwise(borders):
        gap = ends[0][next_i] - ends[0][i + 1], ends[1][next_j] - ends[1][j + 1]
        if max(gap) <= LOPSIDED * min(gap):
            on_path += 2.0 * min(gap)
    return float(on_path / max(here.sum() + there.sum(), 1.0))


def longest_rise(values: Sequence[int]) -> list[int]:
    """Return the places of a longest strictly rising subsequence (Fredman 1975)."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        k = bisect_left(tails, value)
        before.append(last[k - 1] if k else -1)
        tails[k : k + 1] = [value]
        last[k : k + 1] = [place]
    chain: list[int] = []
    place = last[-1] if last else -1
    while place >= 0:
        chain.append(place)
        place = before[place]
    return chain[::-1]
