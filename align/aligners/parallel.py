"""The parallel aligner: n:m beads in order, from lengths and any number of similarities given as arguments.

The call that others compose::

    aligner = ParallelAligner(Weights(length=1 / 3, penalty=0.1))
    beads = aligner.align(lengths_source, lengths_target, [Signal(x, y, weight=2 / 3)], band=None)

``lengths_*`` are characters a sentence (``align.similarity.length.characters``); ``x`` and ``y`` are CSR rows (n, k)
and (m, k), *not* scaled to unit length (``Cognates(scale=False).vectors(source, target)``), so that the rows of a bead
can be added up. `Translations` add what IBM model 1 has learned, ``marks`` the outlines of the sentences. The result is
a list of `RawBead`, which partitions both sides in order. ``band=None`` searches the whole grid where it is small, and
round a chain of anchors (features unique on both sides of the first signal) where it isn't.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from align.aligners.bands import Band, first_band, whole
from align.aligners.dynamic import Shape, best_path
from align.aligners.scoring import BeadScorer, Signal, Translations, Weights
from align.signature import compose

__all__ = ["ParallelAligner", "RawBead", "Signal", "Translations", "Weights"]


@dataclass(frozen=True, slots=True)
class RawBead:
    """Half-open ranges of source and target sentences with an uncalibrated score.

    ``score`` is the mean of the signals by their weights (0 for a null alignment); ``parts`` are the length signal and
    each signal's cosine, in the order given; ``gain`` is what the bead added to the path's sum, a sentence on average;
    ``margin`` is how far it stands above the best way to cut it differently (`align.aligners.margins`).
    """

    source: tuple[int, int]
    target: tuple[int, int]
    score: float = 0.0
    parts: tuple[float, ...] = ()
    gain: float = 0.0
    margin: float = 0.0

    @property
    def null(self) -> bool:
        """True when one side is empty."""
        return self.source[0] == self.source[1] or self.target[0] == self.target[1]


class ParallelAligner:
    """Additive scoring of beads, searched by banded dynamic programming.

    A bead of a × b sentences scores (a + b)/2 · (weighted sum of its signals − threshold) − penalty · (a + b − 2), the
    gain of its translated words, less the price of marks that disagree; a sentence without counterpart scores 0.

    Args:
        weights: what the parts weigh; each `Signal` carries its own weight.
        largest: most sentences that a bead takes from one side.
    """

    name = "parallel"

    def __init__(self, weights: Weights | None = None, *, largest: int = 4) -> None:
        self.weights = weights or Weights()
        self.shapes: tuple[Shape, ...] = tuple((a, b) for a in range(1, largest + 1) for b in range(1, largest + 1))

    @property
    def signature(self) -> str:
        """Name and settings."""
        w = self.weights
        return compose(self.name, length=w.length, stretch=w.stretch, penalty=w.penalty, shapes=len(self.shapes))

    def align(
        self,
        lengths_source: Sequence[int],
        lengths_target: Sequence[int],
        signals: Sequence[Signal],
        *,
        translations: Translations | None = None,
        marks: tuple[Any, Any] | None = None,
        band: Band | None = None,
        ratio: float | None = None,
    ) -> list[RawBead]:
        """Align n with m sentences; see the module's docstring, and `BeadScorer` for ``ratio``."""
        n, m = len(lengths_source), len(lengths_target)
        if band is None:
            band = first_band(signals[0].source, signals[0].target) if signals else whole(n, m)
        lengths = lengths_source, lengths_target
        return self.search(BeadScorer(lengths, signals, translations, marks, self.shapes, self.weights, ratio), band)

    def search(self, scorer: BeadScorer, band: Band) -> list[RawBead]:
        """Find the best path of a band by a scorer of this aligner's shapes and weights."""
        path, gains = best_path(band, self.shapes, scorer)
        if not path:
            return []
        source, target = np.array([p[0] for p in path]), np.array([p[1] for p in path])
        parts = scorer.parts(source, target)
        weights = np.array([self.weights.length, *(s.weight for s in scorer.signals)])
        means = parts @ weights / weights.sum() if weights.sum() else parts[:, 0] * 0.0
        return [
            RawBead(s, t, score, tuple(row), gain)
            for (s, t), score, row, gain in zip(path, means.tolist(), parts.tolist(), gains, strict=True)
        ]
