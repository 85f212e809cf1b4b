"""What a bead is worth: lengths, similarities, translated words and marks, added up over rectangles of the grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from align.aligners.dynamic import Shape

SPREAD = 27.2
"""Four times Gale & Church's variance a character (6.8): the length signal is soft."""

MOST_GAIN = 5.0
"""Nats that each word of one side may explain on the other."""


@dataclass(frozen=True)
class Signal:
    """One similarity: CSR rows of both sides whose sums over a bead's sentences are compared by cosine."""

    source: Any
    target: Any
    weight: float = 1.0
    name: str = "similarity"


@dataclass(frozen=True)
class Translations:
    """Word counts of both sides and word translation probabilities both ways, all CSR.

    ``source`` (n, k) and ``target`` (m, l) hold counts, ``forward`` (k, l) p(target word | source word), ``backward``
    (l, k) the other way round. ``noise`` is the share of words that come from nowhere, ``weight`` what a nat of gain in
    log-likelihood over the words' own frequencies is worth (Moore 2002).
    """

    source: Any
    target: Any
    forward: Any
    backward: Any
    noise: float = 0.1
    weight: float = 0.0075


@dataclass(frozen=True, slots=True)
class Weights:
    """What the parts of a bead's score weigh; a sentence without counterpart scores 0.

    ``length`` multiplies the closeness of lengths, ``stretch`` its squared misfit (in units of the spread, at most 10);
    ``threshold`` is what the sum of similarities must exceed; ``penalty`` is the price of each sentence beyond 1-1; the
    others are prices of a disagreement: a question mark, an end in a comma or semicolon, a start with a small letter, a
    start with a quotation mark.
    """

    length: float = 0.15
    stretch: float = 0.05
    threshold: float = 0.0
    penalty: float = 0.1
    question: float = 0.04
    run_on: float = 0.03
    small: float = 0.05
    speech: float = 0.04


LENGTH_TERMS = ("length", "stretch", "size")
MARK_TERMS = ("question", "run_on", "small", "speech")


class BeadScorer:
    """Scores all bead shapes over rectangles of the grid, from prefix sums of the signals' products.

    Args:
        lengths: characters of each source and each target sentence.
        signals: similarities, compared by cosine.
        translations: word translations, or None.
        marks: outlines of both sides, (n, 4) and (m, 4) as `align.similarity.marks.marks` gives them, or None.
        shapes: the bead shapes to score.
        weights: what the parts weigh.
        ratio: characters of the target for one of the source where they correspond; None takes that of the totals.
    """

    def __init__(
        self,
        lengths: tuple[Sequence[int], Sequence[int]],
        signals: Sequence[Signal],
        translations: Translations | None,
        marks: tuple[Any, Any] | None,
        shapes: Sequence[Shape],
        weights: Weights,
        ratio: float | None = None,
    ) -> None:
        here, there = (np.asarray(side, dtype=np.float64) for side in lengths)
        if ratio is None:
            ratio = max(there.sum(), 1.0) / max(here.sum(), 1.0)
        # Each side moves half the way to the other, so that swapping the sides changes nothing.
        self.lengths = (
            np.concatenate(([0.0], np.cumsum(here * np.sqrt(ratio)))),
            np.concatenate(([0.0], np.cumsum(there / np.sqrt(ratio)))),
        )
        self.signals = signals
        self.shapes = shapes
        self.weights = weights
        self.reach = max(max(s) for s in shapes)
        self.norms = [(_norms(s.source, self.reach), _norms(s.target, self.reach)) for s in signals]
        self.gains = _Gains(translations, self.reach) if translations is not None else None
        self.marks = marks
        if marks is not None:
            self.questions = tuple(np.concatenate(([0], np.cumsum(side[:, 0]))) for side in marks)

    def __call__(self, i0: int, i1: int, j0: int, j1: int) -> Any:
        """Score beads that end at rows i0 ≤ i < i1 and columns j0 ≤ j < j1: (shapes, rows, columns)."""
        prefixes = [self._prefix(s, i0, i1, j0, j1) for s in self.signals]
        gains = self.gains.rectangle(i0, i1, j0, j1) if self.gains is not None else None
        made = np.full((len(self.shapes), i1 - i0, j1 - j0), -np.inf)
        for number, (a, b) in enumerate(self.shapes):
            # A bead can't begin before the text.
            i, j = max(i0, a), max(j0, b)
            if i >= i1 or j >= j1:
                continue
            block = self._lengths_and_marks(a, b, i, i1, j, j1)
            for (prefix, row, column), signal, norms in zip(prefixes, self.signals, self.norms, strict=True):
                box = _box(prefix, a, b, i - row, i1 - row, j - column, j1 - column)
                box *= (signal.weight * (a + b) / 2 * norms[0][a, i:i1])[:, None]
                box *= norms[1][b, j:j1][None, :]
                block += box
            if gains is not None:
                block += gains(a, b, i, i1, j, j1)
            made[number, i - i0 :, j - j0 :] = block
        return made

    def _lengths_and_marks(self, a: int, b: int, i: int, i1: int, j: int, j1: int) -> Any:
        w = self.weights
        here = (self.lengths[0][i:i1] - self.lengths[0][i - a : i1 - a])[:, None]
        there = (self.lengths[1][j:j1] - self.lengths[1][j - b : j1 - b])[None, :]
        misfit = _misfit(here, there)
        block = np.exp(-misfit) * (w.length * (a + b) / 2) - w.stretch * np.minimum(misfit, 10.0)
        block -= (a + b) / 2 * w.threshold + w.penalty * (a + b - 2)
        if self.marks is None:
            return block
        source, target = self.marks
        asked = self.questions[0][i:i1] - self.questions[0][i - a : i1 - a]
        answered = self.questions[1][j:j1] - self.questions[1][j - b : j1 - b]
        block -= w.question * np.minimum(np.abs(asked[:, None] - answered[None, :]), 4)
        ends, starts = slice(i - 1, i1 - 1), slice(i - a, i1 - a)
        far_ends, far_starts = slice(j - 1, j1 - 1), slice(j - b, j1 - b)
        block -= w.run_on * np.not_equal.outer(source[ends, 1], target[far_ends, 1])
        block -= w.small * np.not_equal.outer(source[starts, 2], target[far_starts, 2])
        block -= w.speech * np.not_equal.outer(source[starts, 3], target[far_starts, 3])
        return block

    def _prefix(self, signal: Signal, i0: int, i1: int, j0: int, j1: int) -> tuple[Any, int, int]:
        """Return prefix sums of the products over the rectangle with its reach, and the grid point where they begin."""
        row, column = max(i0 - self.reach, 0), max(j0 - self.reach, 0)
        products = _dense(signal.source[row : i1 - 1] @ signal.target[column : j1 - 1].T)
        prefix = np.zeros((products.shape[0] + 1, products.shape[1] + 1))
        np.cumsum(products, axis=0, out=prefix[1:, 1:])
        np.cumsum(prefix[1:, 1:], axis=1, out=prefix[1:, 1:])
        return prefix, row, column

    @property
    def term_names(self) -> tuple[str, ...]:
        """Name the columns of `terms`."""
        names = (*LENGTH_TERMS, *(s.name for s in self.signals))
        names += ("translations",) if self.gains is not None else ()
        return names + (MARK_TERMS if self.marks is not None else ())

    def terms(self, source: Any, target: Any) -> Any:
        """Return what each part adds to the scores of beads given as (beads, 2) ranges: (beads, `term_names`).

        The rows add up to what the search counts; null alignments score 0.
        """
        w = self.weights
        sizes = source[:, 1] - source[:, 0], target[:, 1] - target[:, 0]
        paired = (sizes[0] > 0) & (sizes[1] > 0)
        if not paired.any():
            return np.zeros((len(source), len(self.term_names)))
        here, there = (sums[r[:, 1]] - sums[r[:, 0]] for sums, r in zip(self.lengths, (source, target), strict=True))
        misfit = _misfit(here, there)
        half = (sizes[0] + sizes[1]) / 2
        columns = [
            np.exp(-misfit) * (w.length * half),
            -w.stretch * np.minimum(misfit, 10.0),
            -half * w.threshold - w.penalty * (2 * half - 2),
        ]
        columns += [half * s.weight * c for s, c in zip(self.signals, self.parts(source, target).T[1:], strict=True)]
        if self.gains is not None:
            columns.append(self.gains.of(source, target))
        columns += self._mark_terms(source, target)
        return np.where(paired[:, None], np.stack(columns, axis=1), 0.0)

    def _mark_terms(self, source: Any, target: Any) -> list[Any]:
        if self.marks is None:
            return []
        w, (left, right) = self.weights, self.marks
        asked = self.questions[0][source[:, 1]] - self.questions[0][source[:, 0]]
        answered = self.questions[1][target[:, 1]] - self.questions[1][target[:, 0]]
        starts, ends = np.minimum(source[:, 0], len(left) - 1), np.maximum(source[:, 1] - 1, 0)
        far_starts, far_ends = np.minimum(target[:, 0], len(right) - 1), np.maximum(target[:, 1] - 1, 0)
        return [
            -w.question * np.minimum(np.abs(asked - answered), 4),
            -w.run_on * (left[ends, 1] != right[far_ends, 1]),
            -w.small * (left[starts, 2] != right[far_starts, 2]),
            -w.speech * (left[starts, 3] != right[far_starts, 3]),
        ]

    def parts(self, source: Any, target: Any) -> Any:
        """Return the length signal and each signal's cosine for beads given as (beads, 2) ranges; 0 for null ones."""
        paired = (source[:, 1] > source[:, 0]) & (target[:, 1] > target[:, 0])
        sizes = [np.minimum(side[:, 1] - side[:, 0], self.reach) for side in (source, target)]
        here = self.lengths[0][source[:, 1]] - self.lengths[0][source[:, 0]]
        there = self.lengths[1][target[:, 1]] - self.lengths[1][target[:, 0]]
        columns = [np.where(paired, np.exp(-_misfit(here, there)), 0.0)]
        for signal, norms in zip(self.signals, self.norms, strict=True):
            product = _sums(signal.source, source).multiply(_sums(signal.target, target)).sum(axis=1)
            scale = norms[0][sizes[0], source[:, 1]] * norms[1][sizes[1], target[:, 1]]
            columns.append(np.where(paired, np.asarray(product).ravel() * scale, 0.0))
        return np.stack(columns, axis=1)


class _Gains:
    """How much better each side's words are explained by the other side's than by their own frequency."""

    def __init__(self, given: Translations, reach: int) -> None:
        self.given = given
        self.reach = reach
        self.frequency = [_frequency(given.target), _frequency(given.source)]
        self.words = [
            np.concatenate(([0.0], np.cumsum(np.asarray(side.sum(axis=1)).ravel())))
            for side in (given.source, given.target)
        ]

    def rectangle(self, i0: int, i1: int, j0: int, j1: int) -> Any:
        """Return a function (a, b, i, i1, j, j1) → gains of beads that end in that part of the rectangle."""
        g = self.given
        row, column = max(i0 - self.reach, 0), max(j0 - self.reach, 0)
        x, y = g.source[row : i1 - 1], g.target[column : j1 - 1]
        ahead = self._side(x, g.forward, y, 0, (row, i0, i1))
        back = self._side(y, g.backward, x, 1, (column, j0, j1))

        def gain(a: int, b: int, i: int, i1: int, j: int, j1: int) -> Any:
            here, there = ahead[a][i - i0 : i1 - i0], back[b][j - j0 : j1 - j0]
            # A few words explain a few words: without a bound a page would gain from any line it is laid beside.
            most = MOST_GAIN * (self.words[0][i:i1] - self.words[0][i - a : i1 - a])[:, None]
            block = np.minimum(here[:, j - column : j1 - column] - here[:, j - b - column : j1 - b - column], most)
            most = MOST_GAIN * (self.words[1][j:j1] - self.words[1][j - b : j1 - b])[:, None]
            far = np.minimum(there[:, i - row : i1 - row] - there[:, i - a - row : i1 - a - row], most)
            block += far.T
            return block * g.weight

        return gain

    def of(self, source: Any, target: Any) -> Any:
        """Return the gains of beads given as (beads, 2) ranges."""
        g = self.given
        sums = _sums(g.source, source), _sums(g.target, target)
        total = np.zeros(len(source))
        for side, table in ((0, g.forward), (1, g.backward)):
            words = np.asarray(sums[side].sum(axis=1)).ravel()
            likely = self._explained((sums[side] @ table).tocsr(), words + 1.0, side)
            met = np.asarray(likely.multiply(sums[1 - side]).sum(axis=1)).ravel()
            total += np.minimum(met, MOST_GAIN * words)
        return total * g.weight

    def _explained(self, likely: Any, words: Any, side: int) -> Any:
        """Turn expected counts of the other side's words into what each of them gains when it stands there."""
        noise = self.given.noise
        rows = np.repeat(np.arange(likely.shape[0]), np.diff(likely.indptr))
        share = likely.data / (words[rows] * self.frequency[side][likely.indices])
        likely.data = np.log1p((1 - noise) / noise * share)
        return likely

    def _side(self, given: Any, table: Any, made: Any, side: int, place: tuple[int, int, int]) -> list[Any]:
        """For groups of 1, 2 … sentences that end at each row, gains of the other side's sentences as prefix sums."""
        first, begin, end = place
        translated = (given @ table).tocsr()
        index = np.arange(begin, end)
        sums = []
        for size in range(1, self.reach + 1):
            start = np.maximum(index - size, first)
            likely = _sums(translated, np.stack([start, index], axis=1) - first)
            words = self.words[side][index] - self.words[side][start] + 1.0
            products = _dense(self._explained(likely, words, side) @ made.T)
            prefix = np.zeros((products.shape[0], products.shape[1] + 1))
            np.cumsum(products, axis=1, out=prefix[:, 1:])
            sums.append(prefix)
        return [None, *sums]


def _frequency(counts: Any) -> Any:
    """Relative frequency of each word, half a count added."""
    sums = np.asarray(counts.sum(axis=0)).ravel() + 0.5
    return sums / sums.sum()


def _box(prefix: Any, a: int, b: int, i: int, i1: int, j: int, j1: int) -> Any:
    """Sum the products of a rows and b columns that end before each grid point of a rectangle."""
    box = prefix[i:i1, j:j1] - prefix[i - a : i1 - a, j:j1]
    box -= prefix[i:i1, j - b : j1 - b]
    box += prefix[i - a : i1 - a, j - b : j1 - b]
    return box


def _misfit(here: Any, there: Any) -> Any:
    """Squared difference of two lengths over its spread."""
    difference = here - there
    return difference * difference / (SPREAD * np.maximum(here + there, 1e-9))


def _dense(product: Any) -> Any:
    return product.toarray() if hasattr(product, "toarray") else np.asarray(product)


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
    made, squares = np.zeros((reach + 1, n + 1)), np.zeros(n + 1)
    # ‖Σ‖² grows by the square of the row that joins and twice its products with the rows that stand there already.
    joining = np.zeros(n)
    for a in range(1, min(reach, n) + 1):
        beside = np.asarray(matrix[: n - a + 1].multiply(matrix[a - 1 :]).sum(axis=1), dtype=np.float64).ravel()
        joining[: n - a + 1] += beside if a == 1 else 2 * beside
        squares = squares.copy()
        squares[a:] += joining[: n - a + 1]
        made[a] = np.where(squares > 0, 1.0 / np.sqrt(np.where(squares > 0, squares, 1.0)), 0.0)
    made[n + 1 :] = made[min(reach, n)]
    return made
