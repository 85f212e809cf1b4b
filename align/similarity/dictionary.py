"""A bilingual dictionary with probabilities as similarity: what a text leads one to expect on the other side.

Two halves, as with IBM model 1 both ways: in the first the words of the keyed language become the words of the other
that may render them, in the second it is the other way round, through the same table. A word of which the dictionary
knows nothing is met by words that begin alike, so that names still count. Weights are the mean of the idf over the
texts at hand and of how rare the word is in general: in a short text alone, function words look rare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from align.signature import compose
from align.similarity.features import inverse_frequency, number, tokens, weigh
from align.text import fold

Translations = Callable[[str], Sequence[tuple[str, float, float]]]
"""For a lower-cased word: (stem of the other language, p(stem | word), p(word | stem)) of its likely translations."""
Matrices = tuple[Any, Any]

KEPT, FLOOR, GAIN, BACKWARD = 5, 0.05, 2.0, 0.8
"""Translations kept of a word; the least probability; what a probability is multiplied with (capped at 1, so that one
of two good renderings counts whole); the worth of the backward probability beside the forward one."""
UNKNOWN_PREFIX = 5
UNKNOWN_RARITY, NUMBER_RARITY, RARITY_SCALE = 11.0, 7.5, 3.0
"""General rarity of words never seen and of numbers, ln(sentences / sentences with it), and what brings it to idf."""


@dataclass(frozen=True)
class Halves:
    """The two sides in the words of the other language (``ahead``) and of the keyed one (``back``), CSR, weighted."""

    ahead: Matrices
    back: Matrices


class Dictionary:
    """Texts compared through a dictionary, keyed by words of the source language.

    Args:
        translations: the dictionary.
        stem: brings a lower-cased word of the target language to the form that the dictionary uses.
        rarity_source, rarity_target: ln(sentences / sentences with it) of words and of stems in general.
    """

    name = "dictionary"

    def __init__(
        self,
        translations: Translations,
        stem: Callable[[str], str],
        rarity_source: Mapping[str, float],
        rarity_target: Mapping[str, float],
    ) -> None:
        self.translations = translations
        self.stem = stem
        self.rarity = rarity_source, rarity_target
        self._stemmed = _Stems(self)

    @property
    def signature(self) -> str:
        """Name and settings."""
        return compose(self.name, kept=KEPT, floor=FLOOR)

    def vectors(self, source: Sequence[str], target: Sequence[str]) -> Matrices:
        """Return CSR rows (n, k) and (m, k), the two halves side by side."""
        from scipy.sparse import hstack

        halves = self.halves(source, target)
        joined = zip(halves.ahead, halves.back, strict=True)
        x, y = (hstack(list(pair)).tocsr() for pair in joined)
        return x, y

    def halves(
        self,
        source: Sequence[str],
        target: Sequence[str],
        source_drafts: Sequence[str] | None = None,
        target_drafts: Sequence[str] | None = None,
    ) -> Halves:
        """Return both halves; words of drafts are expected as firmly as the dictionary's best translation."""
        words = _Vocabulary()
        stems = _Vocabulary()
        left = [_distinct(self._words(t)) for t in source]
        right = [_distinct(self._stems(t)) for t in target]
        table = self._table(left, words, stems)
        expected = [_distinct(self._stems(t)) for t in source_drafts] if source_drafts is not None else None
        recalled = [_distinct(self._words(t)) for t in target_drafts] if target_drafts is not None else None
        bags = (left, words), (recalled, words), (right, stems), (expected, stems)
        for bag, vocabulary in bags:
            for text in bag or ():
                vocabulary.add(text)
        x, y = words.matrix(left), stems.matrix(right)
        renders = table.matrix(len(words), len(stems))
        ahead, back = _capped(x @ renders), _capped(y @ renders.T)
        if expected is not None:
            ahead = ahead.maximum(stems.matrix(expected)).tocsr()
        if recalled is not None:
            back = back.maximum(words.matrix(recalled)).tocsr()
        return Halves(
            _weighted(ahead, y, stems.rarities(self.rarity[1])), _weighted(x, back, words.rarities(self.rarity[0]))
        )

    def pairs(self, source: Sequence[str], target: Sequence[str]) -> list[tuple[str, str, float, float]]:
        """List the words of the source with those of the target that may render them.

        Returns:
            (source word, target word, p(target | source), p(source | target)), lower-cased, in order of appearance.
        """
        forms: dict[str, list[str]] = {}
        for word in _distinct(w for text in target for w in tokens(text.lower())):
            forms.setdefault(self.stem(word), []).append(word)
        return [
            (word, form, forward, backward)
            for word in _distinct(w for text in source for w in tokens(text.lower()) if not w[0].isdigit())
            for stem, forward, backward in self.translations(word)
            if max(forward, backward) >= FLOOR
            for form in forms.get(stem, ())
        ]

    def _words(self, text: str) -> Iterable[str]:
        return [_word(token) for token in tokens(text.lower()) if len(token) > 1 or token.isdigit()]

    def _stems(self, text: str) -> Iterable[str]:
        return [self._stemmed[token] for token in tokens(text.lower())]

    def _table(self, texts: Sequence[Sequence[str]], words: _Vocabulary, stems: _Vocabulary) -> _Table:
        table = _Table()
        for word in _distinct(w for text in texts for w in text):
            row = words[word]
            if word[0] == "#":
                table.put(row, stems[word], 1.0)
                continue
            rated = sorted(((max(f, b * BACKWARD), s) for s, f, b in self.translations(word)), reverse=True)[:KEPT]
            likely = [(p, s) for p, s in rated if p >= FLOOR]
            for p, stem in likely:
                table.put(row, stems[stem], min(1.0, p * GAIN))
            if not likely and len(word) >= 4:
                table.put(row, stems["?" + fold(word)[:UNKNOWN_PREFIX]], 1.0)
        return table


class _Stems(dict[str, str]):
    """Tokens with the stem or mark under which the dictionary knows them, made when first asked for."""

    def __init__(self, dictionary: Dictionary) -> None:
        super().__init__()
        self._dictionary = dictionary

    def __missing__(self, token: str) -> str:
        self[token] = made = self._made(token)
        return made

    def _made(self, token: str) -> str:
        if token[0].isdigit():
            return "#" + number(token)
        stem = self._dictionary.stem(token)
        known = stem in self._dictionary.rarity[1] or len(stem) < 4
        return stem if known else "?" + fold(stem)[:UNKNOWN_PREFIX]


class _Vocabulary:
    """Words and their column numbers, in the order of their first appearance."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __getitem__(self, word: str) -> int:
        return self._numbers.setdefault(word, len(self._numbers))

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, words: Iterable[str]) -> None:
        for word in words:
            self._numbers.setdefault(word, len(self._numbers))

    def matrix(self, texts: Sequence[Sequence[str]]) -> Any:
        """Return a CSR matrix of ones, a row a text."""
        from scipy.sparse import csr_matrix

        starts = np.concatenate(([0], np.cumsum([len(t) for t in texts]))).astype(np.int64)
        columns = np.fromiter((self._numbers[w] for t in texts for w in t), dtype=np.int64, count=int(starts[-1]))
        return csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(texts), max(len(self), 1)))

    def rarities(self, general: Mapping[str, float]) -> Any:
        """Return the general rarity of each word, brought to the scale of idf."""
        values = [NUMBER_RARITY if w[0] == "#" else general.get(w, UNKNOWN_RARITY) for w in self._numbers]
        return np.array([*values] or [0.0]) / RARITY_SCALE


@dataclass
class _Table:
    """Translation weights as (word, stem, weight) triples."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def put(self, row: int, column: int, weight: float) -> None:
        self.rows.append(row)
        self.columns.append(column)
        self.weights.append(weight)

    def matrix(self, height: int, width: int) -> Any:
        from scipy.sparse import csr_matrix

        shape = max(height, 1), max(width, 1)
        return csr_matrix((self.weights, (self.rows, self.columns)), shape=shape)


def _word(token: str) -> str:
    return "#" + number(token) if token[0].isdigit() else token


def _distinct(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _capped(matrix: Any) -> Any:
    made = matrix.tocsr()
    made.data = np.minimum(made.data, 1.0)
    return made


def _weighted(x: Any, y: Any, general: Any) -> Matrices:
    """Weigh columns by the mean of local idf and general rarity; what stands in every text counts little anyway."""
    local = inverse_frequency(x > 0.3, y > 0.3)
    weights = 0.5 * local + 0.5 * general * np.minimum(1.0, local / 2.0)
    return weigh(x, weights), weigh(y, weights)
