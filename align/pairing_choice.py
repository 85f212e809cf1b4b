"""Which mode fits: parallel where most sentences lie on one rising path, comparable where they don't."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.aligners import candidates
from align.aligners.comparable import assign, model_for, rate
from align.aligners.evidence import Evidence
from align.model import Mode
from align.pairing_comparable import Sides

LEAST_SHARE = 0.6
"""Share of the shorter side's sentences that must lie on one rising path for the texts to count as parallel."""
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
    said = f"{share:.0%} of the shorter side's sentences lie on one rising path"
    if share >= LEAST_SHARE:
        return Choice("parallel", f"parallel: {said}")
    return Choice("comparable", f"comparable: only {said}, {LEAST_SHARE:.0%} would make it parallel")


def ordered_share(measured: Evidence) -> float:
    """Return the share of the shorter side's sentences on the longest rising chain of likely pairs."""
    found = candidates.find(measured)
    rated = rate(found, measured, model_for(measured), context=False)
    chosen = assign(found, rated, ENOUGH)
    order = np.argsort(found.rows[chosen], kind="stable")
    chain = longest_rise([int(c) for c in found.columns[chosen][order]])
    return chain / max(1, min(measured.size))


def longest_rise(values: Sequence[int]) -> int:
    """Return the length of the longest strictly rising subsequence (Fredman 1975)."""
    tails: list[int] = []
    for value in values:
        place = bisect_left(tails, value)
        tails[place : place + 1] = [value]
    return len(tails)
