"""From evidence to a probability: few features, readable coefficients, three bands.

The coefficients (``data/support.json``) are fitted by ``scripts/bench/fit_facts.py`` on development sets, never on
the event that the seeds hold; a logistic model, so that each coefficient can be read as what its feature is worth.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from align.facts.agreement import unmatched
from align.facts.lexicon import DATA
from align.facts.support import Look
from align.model import Alignment, Anchor, Band, Verdict

FEATURES = ("share", "rival", "whole", "clause", "anchors")
"""What the model looks at, all of them in 0–1:

share: weight of the claim's words found in the best window; rival: the same, averaged over the dozen best windows
(what any passage of the bundle would give); whole: how much of the claim's whole sentence the window holds; clause:
how much the claim and a clause of the window hold of each other, at best (their harmonic mean, so that a clause of
one common word is worth little); anchors: share of the claim's numbers, dates, places and names that agree with the
window's.
"""

RIVALS = 12

SENTENCE = 0.3
"""What a window's sentence, held by the claim's, counts beside the claim's own words when windows are chosen."""


@lru_cache(maxsize=1)
def fitted() -> Mapping[str, Any]:
    """Read what was fitted: coefficients, and from which score on a verdict is *likely* or *sure*."""
    made: dict[str, Any] = json.loads((DATA / "support.json").read_text(encoding="utf-8"))
    return made


def coefficients() -> Mapping[str, float]:
    """Return the fitted coefficients: one a feature, and ``intercept``."""
    read = fitted()["coefficients"]
    return {name: float(read.get(name, 0.0)) for name in ("intercept", *FEATURES)}


def bands() -> Mapping[str, Mapping[str, float]]:
    """Return for each verdict how far a score must lie on its side (0–1) to be called ``likely`` or ``sure``."""
    made: Mapping[str, Mapping[str, float]] = fitted()["bands"]
    return made


@dataclass(frozen=True)
class Support:
    """How far a window of the other side tells a claim."""

    window: int
    score: float
    features: tuple[float, ...]


class Judge:
    """Rates the claims of one side against windows of the other."""

    def __init__(self, look: Look, opposite: Look, links: Mapping[tuple[str, str], float]) -> None:
        self._look = look
        self._opposite = opposite
        self._links = links
        self._by_segment: dict[str, list[Anchor]] = {}
        self._claims_of: dict[str, list[int]] = {}
        for d, other in enumerate(look.others):
            self._by_segment.setdefault(other.segment, []).extend(other.anchors)
            self._claims_of.setdefault(other.segment, []).append(d)
        names = np.array([w.document for w in look.there.windows])
        self._windows: dict[str | None, Any] = {None: np.arange(len(names))}
        for name in dict.fromkeys(names.tolist()):
            self._windows[name] = np.flatnonzero(names == name)
        top = np.sort(look.shares, axis=1)[:, -RIVALS:] if look.shares.size else np.zeros((len(look.claims), 1))
        self._rivals = top.mean(axis=1)

    def support(self, claim: int, document: str | None = None) -> Support | None:
        """Return the best support of a claim in one document, or in all of them; None where there is nothing."""
        places = self._windows.get(document, ())
        if not len(places):
            return None
        row = self._look.shares[claim, places] + SENTENCE * self._look.back[claim, places]
        window = int(places[int(row.argmax())])
        features = self.features(claim, window)
        return Support(window, probability(features), features)

    def features(self, claim: int, window: int) -> tuple[float, ...]:
        """Describe a claim against a window, in the order of ``FEATURES``."""
        look = self._look
        chosen = look.there.windows[window]
        ids = [s.id for s in look.there.segments[chosen.first : chosen.last + 1]]
        inside = [d for i in ids for d in self._claims_of.get(i, ())]
        clause = max((_mutual(look.pairs[claim, d], self._opposite.pairs[d, claim]) for d in inside), default=0.0)
        return (
            float(look.shares[claim, window]),
            float(self._rivals[claim]),
            float(look.whole[claim, window]),
            clause,
            self._anchors(claim, ids),
        )

    def link(self, claim: int, window: int) -> float:
        """Return the aligner's score between a claim's sentence and a window's."""
        own, chosen = self._look.claims[claim].segment, self._look.there.windows[window]
        ids = [s.id for s in self._look.there.segments[chosen.first : chosen.last + 1]]
        return max((self._links.get((own, i), self._links.get((i, own), 0.0)) for i in ids), default=0.0)

    def _anchors(self, claim: int, segments: Sequence[str]) -> float:
        """Return the share of a claim's numbers, dates, places and names that agree with the window's; ½ for none."""
        mine = [a for a in self._look.claims[claim].anchors if a.kind != "quotation"]
        if not mine:
            return 0.5
        there = [a for s in segments for a in self._by_segment.get(s, ())]
        return 1 - len(unmatched(mine, there)) / len(mine)


def _mutual(one: Any, two: Any) -> float:
    """Return the harmonic mean of two shares."""
    both = float(one) + float(two)
    return 2 * float(one) * float(two) / both if both else 0.0


def probability(features: tuple[float, ...]) -> float:
    """Return the fitted probability that the other side tells a claim."""
    known = coefficients()
    logit = known["intercept"] + sum(known[n] * f for n, f in zip(FEATURES, features, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def links(alignment: Alignment) -> dict[tuple[str, str], float]:
    """Map (source segment, target segment) to the aligner's score, from beads and links."""
    made: dict[tuple[str, str], float] = {}
    for bead in alignment.beads:
        for one in bead.source:
            for two in bead.target:
                made[one, two] = max(made.get((one, two), 0.0), bead.score)
    for link in alignment.links:
        key = (link.source, link.target)
        made[key] = max(made.get(key, 0.0), link.score)
    return made


def band(score: float, verdict: Verdict, reasons_to_doubt: int) -> Band:
    """Name how sure a verdict is; every reason to doubt lowers the band by one step."""
    asked = bands()[verdict]
    side = score if verdict in ("shared", "differs") else 1 - score
    step = (0 if side >= asked["sure"] else 1 if side >= asked["likely"] else 2) + reasons_to_doubt
    return ("sure", "likely", "check")[min(2, step)]
