"""The parallel aligner: n:m beads in order, from lengths and any number of similarities given as vectors.

The call that others compose::

    aligner = ParallelAligner(length_weight=1.0, threshold=0.05, penalty=0.1)
    beads = aligner.align(lengths_source, lengths_target, [Signal(x, y, weight=2.0)], band=None)

``lengths_*`` are characters a sentence (``align.similarity.length.characters``); ``x`` and ``y`` are CSR rows (n, k)
and (m, k), *not* scaled to unit length (``Cognates(scale=False).vectors(source, target)``), so that the rows of a bead
can be added up. The result is a list of `RawBead`, which partitions both sides in order. ``band=None`` searches the whole
grid where it is small and round a chain of anchors (features unique on both sides of the first signal) where it isn't.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from align.aligners.bands import Band, first_band, whole
from align.aligners.dynamic import Shape, best_path
from align.signature import compose

SHAPES: tuple[Shape, ...] = tuple((a, b) for a in range(1, 5) for b in range(1, 5))
SPREAD = 27.2
"""Four times Gale & Church's variance a character (6.8): the length signal is soft."""


@dataclass(frozen=True)
class Signal:
    """One similarity: CSR rows of both sides whose sums over a bead's sentences are compared by cosine."""

    source: Any
    target: Any
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class RawBead:
    """Half-open ranges of source and target sentences with an uncalibrated score.

    ``score`` is the weighted mean of the signals (0 for a null alignment); ``parts`` are the length signal and each
    signal's cosine, in the order given.
    """

    source: tuple[int, int]
    target: tuple[int, int]
    score: float = 0.0
    parts: tuple[float, ...] = ()

    @property
    def null(self) -> bool:
        """True when one side is empty."""
        return self.source[0] == self.source[1] or self.target[0] == self.target[1]


class ParallelAligner:
    """Additive scoring of beads, searched by banded dynamic programming.

    A bead of a × b sentences scores (a + b)/2 · (weighted mean of its signals − threshold) − penalty · (a + b − 2); a
    sentence without counterpart scores 0.

    Args:
        length_weight: weight of the length signal; each `Signal` carries its own.
        threshold: what a bead's mean must exceed to be better than null alignments.
        penalty: price of each sentence beyond 1-1.
        largest: most sentences a bead takes from one side.
    """

    name = "parallel"

    def __init__(
        self, *, length_weight: float = 1.0, threshold: float = 0.05, penalty: float = 0.1, largest: int = 4
    ) -> None:
        self.length_weight = length_weight
        self.threshold = threshold
        self.penalty = penalty
        self.shapes = tuple(s for s in SHAPES if max(s) <= largest)

    @property
    def signature(self) -> str:
        """Name and settings."""
        return compose(
            self.name,
            length=self.length_weight,
            threshold=self.threshold,
            penalty=self.penalty,
            shapes=len(self.shapes),
        )

    def align(
        self,
        lengths_source: Sequence[int],
        lengths_target: Sequence[int],
        signals: Sequence[Signal],
        *,
        band: Band | None = None,
    ) -> list[RawBead]:
        """Align n with m sentences; see the module's docstring."""
        n, m = len(lengths_source), len(lengths_target)
        if band is None:
            band = first_band(signals[0].source, signals[0].target) if signals else whole(n, m)
        scorer = BeadScorer(lengths_source, lengths_target, signals, self)
        path = best_path(band, self.shapes, scorer)
        return scorer.rate(path)


class BeadScorer:
    """Scores of all bead shapes over rectangles of the grid, from prefix sums of the signals' products."""

    def __init__(
        self,
        lengths_source: Sequence[int],
        lengths_target: Sequence[int],
        signals: Sequence[Signal],
        settings: ParallelAligner,
    ) -> None:
        here = np.asarray(lengths_source, dtype=np.float64)
        there = np.asarray(lengths_target, dtype=np.float64)
        middle = (here.sum() + there.sum()) / 2
        # Each side is brought to the mean of both totals, so that swapping the sides changes nothing.
        self.lengths = (
            np.concatenate(([0.0], np.cumsum(here * (middle / max(here.sum(), 1.0))))),
            np.concatenate(([0.0], np.cumsum(there * (middle / max(there.sum(), 1.0))))),
        )
        self.signals = signals
        self.settings = settings
        self.shapes = settings.shapes
        self.total = settings.length_weight + sum(s.weight for s in signals)
        self.reach = max(max(s) for s in self.shapes)
        self.norms = [(_norms(s.source, self.reach), _norms(s.target, self.reach)) for s in signals]

    def __call__(self, i0: int, i1: int, j0: int, j1: int) -> Any:
        """Score beads that end at rows i0 ≤ i < i1 and columns j0 ≤ j < j1: (shapes, rows, columns)."""
        prefixes = [self._prefix(s, i0, i1, j0, j1) for s in self.signals]
        made = np.full((len(self.shapes), i1 - i0, j1 - j0), -np.inf)
        for number, (a, b) in enumerate(self.shapes):
            r, c = max(a - i0, 0), max(b - j0, 0)
            if r >= i1 - i0 or c >= j1 - j0:
                continue
            block = self.settings.length_weight * self._length(a, b, i0 + r, i1, j0 + c, j1)
            for (prefix, row, column), signal, norms in zip(prefixes, self.signals, self.norms, strict=True):
                p, q = i0 + r - row, j0 + c - column
                height, width = i1 - i0 - r, j1 - j0 - c
                box = prefix[p : p + height, q : q + width] - prefix[p - a : p - a + height, q : q + width]
                box -= prefix[p : p + height, q - b : q - b + width]
                box += prefix[p - a : p - a + height, q - b : q - b + width]
                box *= (signal.weight * norms[0][a, i0 + r : i1])[:, None]
                box *= norms[1][b, j0 + c : j1][None, :]
                block += box
            made[number, r:, c:] = self._value(a, b, block / self.total)
        return made

    def _value(self, a: int, b: int, mean: Any) -> Any:
        return (a + b) / 2 * (mean - self.settings.threshold) - self.settings.penalty * (a + b - 2)

    def _prefix(self, signal: Signal, i0: int, i1: int, j0: int, j1: int) -> tuple[Any, int, int]:
        """Return prefix sums of the products over the rectangle with its reach, and the grid point where they begin."""
        row, column = max(i0 - self.reach, 0), max(j0 - self.reach, 0)
        products = (signal.source[row : i1 - 1] @ signal.target[column : j1 - 1].T).toarray()
        prefix = np.zeros((products.shape[0] + 1, products.shape[1] + 1))
        np.cumsum(products, axis=0, out=prefix[1:, 1:])
        np.cumsum(prefix[1:, 1:], axis=1, out=prefix[1:, 1:])
        return prefix, row, column

    def _length(self, a: int, b: int, i0: int, i1: int, j0: int, j1: int) -> Any:
        here = (self.lengths[0][i0:i1] - self.lengths[0][i0 - a : i1 - a])[:, None]
        there = (self.lengths[1][j0:j1] - self.lengths[1][j0 - b : j1 - b])[None, :]
        return _closeness(here, there)

    def rate(self, path: Sequence[tuple[Shape, Shape]]) -> list[RawBead]:
        """Turn ranges into beads that carry their score and its parts."""
        if not path:
            return []
        s = np.array([p[0] for p in path])
        t = np.array([p[1] for p in path])
        paired = (s[:, 1] > s[:, 0]) & (t[:, 1] > t[:, 0])
        a, b = np.minimum(s[:, 1] - s[:, 0], self.reach), np.minimum(t[:, 1] - t[:, 0], self.reach)
        here = self.lengths[0][s[:, 1]] - self.lengths[0][s[:, 0]]
        there = self.lengths[1][t[:, 1]] - self.lengths[1][t[:, 0]]
        parts = [np.where(paired, _closeness(here, there), 0.0)]
        for signal, norms in zip(self.signals, self.norms, strict=True):
            x, y = _sums(signal.source, s), _sums(signal.target, t)
            product = np.asarray(x.multiply(y).sum(axis=1)).ravel()
            parts.append(np.where(paired, product * norms[0][a, s[:, 1]] * norms[1][b, t[:, 1]], 0.0))
        weights = [self.settings.length_weight, *(k.weight for k in self.signals)]
        table = np.stack(parts, axis=1)
        mean = table @ np.array(weights) / self.total
        return [
            RawBead((int(i), int(j)), (int(k), int(v)), float(score), tuple(row))
            for (i, j), (k, v), score, row in zip(s, t, mean, table.tolist(), strict=True)
        ]


def _closeness(here: Any, there: Any) -> Any:
    difference = here - there
    return np.exp(-(difference * difference) / (SPREAD * np.maximum(here + there, 1e-9)))


def _sums(matrix: Any, ranges: Any) -> Any:
    """Add up the rows of each half-open range: CSR (ranges, k)."""
    from scipy.sparse import csr_matrix

    lengths = ranges[:, 1] - ranges[:, 0]
    starts = np.concatenate(([0], np.cumsum(lengths)))
    columns = np.repeat(ranges[:, 0] - starts[:-1], lengths) + np.arange(starts[-1])
    ones = np.ones(len(columns), dtype=matrix.dtype)
    return (csr_matrix((ones, columns, starts), shape=(len(ranges), matrix.shape[0])) @ matrix).tocsr()


def _norms(matrix: Any, reach: int) -> Any:
    """Return 1 / ‖sum of the a rows that end before row i‖ at [a, i], 0 where the sum is empty: (reach + 1, n + 1)."""
    n = matrix.shape[0]
    made = np.zeros((reach + 1, n + 1))
    index = np.arange(n + 1)
    for a in range(1, reach + 1):
        sums = _sums(matrix, np.stack([np.maximum(index - a, 0), index], axis=1))
        squares = np.asarray(sums.multiply(sums).sum(axis=1)).ravel()
        made[a] = np.where(squares > 0, 1.0 / np.sqrt(np.where(squares > 0, squares, 1.0)), 0.0)
    return made
