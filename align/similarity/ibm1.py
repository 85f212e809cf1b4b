"""IBM model 1, learned on the spot from beads of the very texts (Brown et al. 1993), both ways.

The estimate is variational, with a sparse Dirichlet prior over each word's translations: on a text of a few hundred
sentences plain maximum likelihood believes every pair of rare words that met once, this doesn't.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from align.signature import compose
from align.similarity.features import count, inverse_frequency, number, tokens, unit, weigh
from align.text import fold

TRANSLATIONS = 50
"""Translations that the prior gives a word to choose among."""

Ranges = tuple[tuple[int, int], tuple[int, int]]
"""Half-open ranges of source and target texts that correspond."""


Known = Sequence[tuple[str, str, float, float]]
"""Words that are known to translate each other: source word, target word, p(target | source), p(source | target)."""


@dataclass(frozen=True)
class Lexicon:
    """Word translation probabilities both ways: ``forward[s, t]`` = p(t | s), ``backward[t, s]`` = p(s | t), CSR."""

    forward: Any
    backward: Any


class IBM1:
    """Translation words: a text becomes the likely translations of its words, met by the words of the other side.

    Args:
        beads: ranges of texts that correspond, to learn from; None takes text i of one side with text i of the other.
        stem: letters that a word keeps.
        iterations: rounds of expectation–maximisation.
        prior: Dirichlet parameter of one translation; 0 gives plain maximum likelihood.
        floor: translations less likely are dropped.
        most: pairs of words that meet in a bead to learn from; of more, an even sample of the beads is taken.
        scale: make unit rows, so that X·Yᵀ is a mean of the two directions' cosines.
    """

    name = "ibm1"

    def __init__(
        self,
        beads: Sequence[Ranges] | None = None,
        *,
        stem: int = 6,
        iterations: int = 4,
        prior: float = 0.005,
        floor: float = 0.005,
        most: int = 6_000_000,
        scale: bool = True,
    ) -> None:
        self.beads = beads
        self.stem = stem
        self.iterations = iterations
        self.prior = prior
        self.floor = floor
        self.most = most
        self.scale = scale

    @property
    def signature(self) -> str:
        """Name and settings."""
        return compose(self.name, stem=self.stem, iterations=self.iterations, prior=self.prior, floor=self.floor)

    def features(self, token: str) -> tuple[str, ...]:
        """Return the stem of a word, the digits of a number, a mark as it is."""
        if token[0].isdigit():
            return ("#" + number(token),)
        return (fold(token)[: self.stem],) if token[0].isalpha() else (token,)

    def vectors(self, source: Sequence[str], target: Sequence[str]) -> tuple[Any, Any]:
        """Return CSR rows (n, k) and (m, k): the halves for the two directions side by side."""
        from scipy.sparse import hstack

        x, y = self.counts(source), self.counts(target)
        lexicon = self.learn(x, y)
        here, there = inverse_frequency(x, x[:0]), inverse_frequency(y, y[:0])
        ahead = weigh((x @ lexicon.forward).tocsr(), there), weigh(y, there)
        back = weigh(x, here), weigh((y @ lexicon.backward).tocsr(), here)
        if self.scale:
            ahead, back = (unit(ahead[0]), unit(ahead[1])), (unit(back[0]), unit(back[1]))
            half = np.float32(np.sqrt(0.5))
            return hstack([ahead[0] * half, back[0] * half]).tocsr(), hstack([ahead[1] * half, back[1] * half]).tocsr()
        return hstack([ahead[0], back[0]]).tocsr(), hstack([ahead[1], back[1]]).tocsr()

    def counts(self, texts: Sequence[str]) -> Any:
        """Count the words and marks of texts of one language: CSR (n, k), columns in order of appearance."""
        return count([tokens(t, marks=True) for t in texts], [], self.features)[0]

    def columns(self, texts: Sequence[str]) -> dict[str, int]:
        """Number the words of texts as `counts` does."""
        numbers: dict[str, int] = {}
        for token in dict.fromkeys(chain.from_iterable(tokens(t, marks=True) for t in texts)):
            numbers.setdefault(self.features(token)[0], len(numbers))
        return numbers

    def known(self, words: Known, source: Sequence[str], target: Sequence[str]) -> Lexicon:
        """Lay out known translations over the words of both sides, for `learn`; other words are left out."""
        here, there = self.columns(source), self.columns(target)
        cells: dict[tuple[int, int], tuple[float, float]] = {}
        for word, other, forward, backward in words:
            cell = here.get(self.features(word)[0], -1), there.get(self.features(other)[0], -1)
            if min(cell) >= 0:
                before = cells.get(cell, (0.0, 0.0))
                cells[cell] = max(forward, before[0]), max(backward, before[1])
        rows, columns = np.array([*cells], dtype=np.int64).reshape(-1, 2).T
        values = np.array([*cells.values()], dtype=np.float64).reshape(-1, 2)
        width, height = max(len(here), 1), max(len(there), 1)
        return Lexicon(
            csr_matrix((values[:, 0], (rows, columns)), shape=(width, height)),
            csr_matrix((values[:, 1], (columns, rows)), shape=(height, width)),
        )

    def learn(self, x: Any, y: Any, known: Lexicon | None = None) -> Lexicon:
        """Learn translation probabilities from count matrices (n, k) and (m, l), the beads and what is known before.

        Each known probability counts like so many times that the two words were seen to translate each other.
        """
        beads = self.beads
        if beads is None:
            beads = [((i, i + 1), (i, i + 1)) for i in range(min(x.shape[0], y.shape[0]))]
        beads = _sample(beads, x, y, self.most)
        pairs = _cells(_joined(x, [b[0] for b in beads]), _joined(y, [b[1] for b in beads]), known)
        forward = _expect(pairs, x.shape[1], y.shape[1], self.iterations, self.prior)
        backward = _expect(pairs.mirrored(), y.shape[1], x.shape[1], self.iterations, self.prior)
        return Lexicon(
            _table(pairs, forward, (x.shape[1], y.shape[1]), self.floor),
            _table(pairs.mirrored(), backward, (y.shape[1], x.shape[1]), self.floor),
        )


def _sample(beads: Sequence[Ranges], x: Any, y: Any, most: int) -> Sequence[Ranges]:
    """Thin out the beads evenly until their words meet ``most`` times."""
    here, there = (m.indptr.astype(np.int64) for m in (x, y))
    met = sum(int((here[s[1]] - here[s[0]]) * (there[t[1]] - there[t[0]])) for s, t in beads)
    if met <= most:
        return beads
    kept = max(1, len(beads) * most // met)
    return [beads[i] for i in np.linspace(0, len(beads) - 1, kept).astype(int)]


@dataclass(frozen=True)
class _Cells:
    """Every (bead, source word, target word) that meet: counts, and the number of the distinct word pair."""

    given: Any  # pair -> source word
    made: Any  # pair -> target word
    pair: Any  # cell -> pair
    given_count: Any  # cell -> occurrences of the source word
    made_count: Any  # cell -> occurrences of the target word
    given_slot: Any  # cell -> number of the (bead, source word)
    made_slot: Any  # cell -> number of the (bead, target word)
    given_null: Any  # (bead, source word) -> its source word
    made_null: Any  # (bead, target word) -> its target word
    given_slot_count: Any  # (bead, source word) -> occurrences
    made_slot_count: Any  # (bead, target word) -> occurrences
    known: Any  # pair -> pseudo-counts of the target word for the source word, or 0
    known_back: Any  # pair -> pseudo-counts of the source word for the target word, or 0

    def mirrored(self) -> _Cells:
        """The same cells seen from the other language."""
        return _Cells(
            self.made, self.given, self.pair, self.made_count, self.given_count, self.made_slot, self.given_slot,
            self.made_null, self.given_null, self.made_slot_count, self.given_slot_count, self.known_back, self.known,
        )  # fmt: skip


def _joined(matrix: Any, ranges: Sequence[tuple[int, int]]) -> Any:
    """Add up the rows of each range."""
    lengths = np.array([b - a for a, b in ranges], dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    columns = np.concatenate([np.arange(a, b) for a, b in ranges]) if len(ranges) else np.zeros(0, dtype=np.int64)
    sums = csr_matrix((np.ones(len(columns), dtype=np.float32), columns, starts), shape=(len(ranges), matrix.shape[0]))
    made = (sums @ matrix).tocsr()
    made.sort_indices()
    return made


def _cells(x: Any, y: Any, known: Lexicon | None) -> _Cells:
    """Lay out the cross product of each bead's source and target words, and the known pairs that never meet."""
    rows_x, rows_y = np.diff(x.indptr), np.diff(y.indptr)
    sizes = rows_x.astype(np.int64) * rows_y
    total = int(sizes.sum())
    bead = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    within = np.arange(total, dtype=np.int32) - np.repeat(np.cumsum(sizes) - sizes, sizes).astype(np.int32)
    width = np.maximum(rows_y, 1).astype(np.int32)[bead]
    given_slot = x.indptr[:-1].astype(np.int32)[bead] + within // width
    made_slot = y.indptr[:-1].astype(np.int32)[bead] + within % width
    del bead, within, width
    key = x.indices[given_slot].astype(np.int64) * y.shape[1] + y.indices[made_slot]
    distinct, pair = np.unique(key, return_inverse=True)
    pair = pair.ravel()
    ahead, back = np.zeros(0), np.zeros(0)
    if known is not None:
        told, ahead, back = _told(known, y.shape[1])
        new = told[distinct[np.minimum(np.searchsorted(distinct, told), len(distinct) - 1)] != told] if total else told
        pair = (np.arange(len(distinct)) + np.searchsorted(new, distinct))[pair]
        distinct = np.insert(distinct, np.searchsorted(distinct, new), new)
        ahead, back = (_placed(distinct, told, values) for values in (ahead, back))
    return _Cells(
        distinct // y.shape[1], distinct % y.shape[1], pair.astype(np.int32),
        x.data[given_slot], y.data[made_slot], given_slot, made_slot,
        x.indices.astype(np.int64), y.indices.astype(np.int64), x.data, y.data, ahead, back,
    )  # fmt: skip


def _told(known: Lexicon, width: int) -> tuple[Any, Any, Any]:
    """Return the numbers of the known pairs, rising, with their probabilities both ways."""
    both = (known.forward + known.backward.T).tocoo()
    order = np.lexsort((both.col, both.row))
    rows, columns = both.row[order].astype(np.int64), both.col[order].astype(np.int64)
    ahead, back = known.forward.tocsr()[rows, columns], known.backward.tocsr()[columns, rows]
    return rows * width + columns, np.asarray(ahead).ravel(), np.asarray(back).ravel()


def _placed(distinct: Any, told: Any, values: Any) -> Any:
    """Put the values of the told pairs in their places among the distinct ones."""
    made = np.zeros(len(distinct))
    made[np.searchsorted(distinct, told)] = values
    return made


def _expect(cells: _Cells, given: int, made: int, iterations: int, prior: float) -> Any:
    """Run expectation–maximisation; return p(made word | given word) for each pair, with a NULL word beside."""
    from scipy.special import digamma

    table = np.full(len(cells.given), 1.0 / max(made, 1))
    null = np.full(made, 1.0 / max(made, 1))
    for _ in range(iterations):
        share = table[cells.pair] * cells.given_count
        nothing = null[cells.made_null]
        total = np.maximum(nothing + np.bincount(cells.made_slot, weights=share, minlength=len(nothing)), 1e-300)
        expected = share / total[cells.made_slot] * cells.made_count
        counts = np.bincount(cells.pair, weights=expected, minlength=len(table))
        if len(cells.known):
            counts = counts + cells.known
        sums = np.bincount(cells.given, weights=counts, minlength=given)
        if prior > 0:
            table = np.exp(digamma(counts + prior) - digamma(sums + prior * TRANSLATIONS)[cells.given])
        else:
            table = counts / np.maximum(sums[cells.given], 1e-300)
        null = np.bincount(cells.made_null, weights=nothing / total * cells.made_slot_count, minlength=made)
        null = null / max(float(null.sum()), 1e-300)
    return table


def _table(cells: _Cells, probability: Any, shape: tuple[int, int], floor: float) -> Any:
    kept = probability >= floor
    data = probability[kept].astype(np.float32)
    return csr_matrix((data, (cells.given[kept], cells.made[kept])), shape=shape)
