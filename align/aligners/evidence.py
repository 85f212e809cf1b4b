"""What a comparable aligner is told about two sides: similarities as sparse factors, lengths, documents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from align.errors import InvalidValue

Vector: TypeAlias = npt.NDArray[np.float64]
Indices: TypeAlias = npt.NDArray[np.int64]

MEANING = 2.0
"""The weight of sentence vectors in the combined similarity."""


@dataclass(frozen=True)
class Factors:
    """One similarity as a pair of sparse matrices X (n, k) and Y (m, k), weights as the similarity gave them.

    A bead's vector is the sum of its sentences' rows; an empty row is a sentence without any feature.
    """

    source: Any
    target: Any

    def __post_init__(self) -> None:
        if self.source.shape[1] != self.target.shape[1]:
            raise InvalidValue("the two sides of a similarity must share their columns")

    @cached_property
    def unit(self) -> tuple[Any, Any]:
        """X and Y with rows of length one (empty rows stay empty)."""
        return _unit(self.source), _unit(self.target)

    @cached_property
    def root(self) -> tuple[Any, Any]:
        """X and Y with the square roots of their weights, whose products sum the weight of what is shared."""
        return _mapped(self.source, np.sqrt), _mapped(self.target, np.sqrt)

    @cached_property
    def mass(self) -> tuple[Vector, Vector]:
        """The summed weight of each row of X and of Y."""
        return _sums(self.source), _sums(self.target)

    def swapped(self) -> Factors:
        """Return the same similarity seen from the other side."""
        return Factors(self.target, self.source)


@dataclass(frozen=True)
class Evidence:
    """Everything the comparable aligner may look at; it never sees the texts.

    Args:
        ahead: what covers the target: the words that the source leads one to expect there, and the target's own.
        back: what covers the source: its own words, and those that the target leads one to expect there. The same as
            ``ahead`` where both sides are compared in one language.
        cognates: what both languages write alike.
        numbers: the numbers of each sentence, one column a number.
        source_lengths, target_lengths: characters a sentence.
        source_documents, target_documents: the document number of each sentence, ascending.
        further: more signals with their weights beside ``ahead`` and ``back`` (1 each) and ``cognates`` (1).
        kind: which fitted numbers fit this evidence (a part of ``weights/comparable.json``).
        meaning: sentence vectors of both sides, where there are any; they weigh `MEANING`.
    """

    ahead: Factors
    back: Factors
    cognates: Factors
    numbers: Factors
    source_lengths: Vector
    target_lengths: Vector
    source_documents: Indices
    target_documents: Indices
    further: tuple[tuple[float, Factors], ...] = ()
    kind: str = "drafts"
    meaning: Factors | None = None

    @property
    def size(self) -> tuple[int, int]:
        """The number of sentences on the two sides."""
        return len(self.source_lengths), len(self.target_lengths)

    @property
    def signals(self) -> tuple[tuple[float, Factors], ...]:
        """The signals with their weights in the combined similarity, which add up to one."""
        rated = [(1.0, self.ahead), (1.0, self.back), *self.further]
        if self.back is self.ahead:
            rated[:2] = [(2.0, self.ahead)]
        if self.cognates is not self.ahead:
            rated.append((1.0, self.cognates))
        if self.meaning is not None:
            rated.append((MEANING, self.meaning))
        total = sum(weight for weight, _ in rated)
        return tuple((weight / total, factors) for weight, factors in rated)

    @property
    def plain(self) -> Evidence:
        """The same evidence without sentence vectors, for what was fitted without them."""
        return replace(self, meaning=None) if self.meaning is not None else self

    def leading(self, source: int, target: int) -> Evidence:
        """Return the evidence for the first sentences of both sides alone."""

        def cut(factors: Factors) -> Factors:
            return Factors(factors.source[:source], factors.target[:target])

        ahead = cut(self.ahead)
        return Evidence(
            ahead,
            ahead if self.back is self.ahead else cut(self.back),
            ahead if self.cognates is self.ahead else cut(self.cognates),
            cut(self.numbers),
            self.source_lengths[:source],
            self.target_lengths[:target],
            self.source_documents[:source],
            self.target_documents[:target],
            tuple((weight, cut(factors)) for weight, factors in self.further),
            self.kind,
            self.meaning and cut(self.meaning),
        )

    def swapped(self) -> Evidence:
        """Return the same evidence seen from the other side."""
        ahead = self.back.swapped()
        return Evidence(
            ahead,
            ahead if self.back is self.ahead else self.ahead.swapped(),
            ahead if self.cognates is self.ahead else self.cognates.swapped(),
            self.numbers.swapped(),
            self.target_lengths,
            self.source_lengths,
            self.target_documents,
            self.source_documents,
            tuple((weight, factors.swapped()) for weight, factors in self.further),
            self.kind,
            self.meaning and self.meaning.swapped(),
        )


def _unit(matrix: Any) -> Any:
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    norms[norms == 0] = 1.0
    return sp.csr_matrix(sp.diags(1.0 / norms) @ matrix)


def _mapped(matrix: Any, function: Any) -> Any:
    mapped = sp.csr_matrix(matrix, copy=True)
    mapped.data = function(np.maximum(mapped.data, 0.0))
    return mapped


def _sums(matrix: Any) -> Vector:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
