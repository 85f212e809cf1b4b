"""Texts as rows of counted features: the ground on which the lexical similarities stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import numpy as np

from align.text import fold

TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?")
"""A run of letters, or a number with its separators (an apostrophe or hyphen parts words)."""

PUNCTUATED = re.compile(r"[^\W\d_]+|\d+(?:[.,\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?|[?!;:«»“”\"()]|—|--")
"""Words, numbers and the marks that translators tend to keep."""

Features = Callable[[str], tuple[str, ...]]
"""What one token contributes to its text's row."""


def tokens(text: str, *, marks: bool = False) -> list[str]:
    """List the words and numbers of ``text`` in order, with ``marks`` its stronger punctuation too."""
    return (PUNCTUATED if marks else TOKEN).findall(text)


def number(token: str) -> str:
    """Strip a number of its separators: ``8 839,8`` and ``8,839.8`` become ``88398``."""
    return "".join(c for c in token if c.isdigit())


def count(source: Sequence[Sequence[str]], target: Sequence[Sequence[str]], features: Features) -> tuple[Any, Any]:
    """Count each text's features.

    Args:
        source: n tokenised texts.
        target: m tokenised texts.
        features: what a token contributes; asked once for every distinct token.

    Returns:
        Two CSR matrices (n, k) and (m, k) of counts over the features that both have in common order.
    """
    known = _Columns(features)
    sides = [[list(chain.from_iterable(map(known.__getitem__, row))) for row in side] for side in (source, target)]
    return _matrix(sides[0], len(known.numbers)), _matrix(sides[1], len(known.numbers))


class _Columns(dict[str, tuple[int, ...]]):
    """The columns of each token's features, numbered when first asked for."""

    def __init__(self, features: Features) -> None:
        super().__init__()
        self.features = features
        self.numbers: dict[str, int] = {}

    def __missing__(self, token: str) -> tuple[int, ...]:
        numbers = self.numbers
        self[token] = made = tuple(numbers.setdefault(f, len(numbers)) for f in self.features(token))
        return made


def _matrix(rows: Sequence[Sequence[int]], width: int) -> Any:
    from scipy.sparse import csr_matrix

    lengths = np.fromiter((len(r) for r in rows), dtype=np.int64, count=len(rows))
    starts = np.concatenate(([0], np.cumsum(lengths)))
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=int(starts[-1]))
    made = csr_matrix((np.ones(len(columns), dtype=np.float32), columns, starts), shape=(len(rows), max(width, 1)))
    made.sum_duplicates()
    return made


def inverse_frequency(source: Any, target: Any) -> Any:
    """Return the idf of each feature, ln(1 + N/df) − ln 2 + 0.05, over the texts of both sides.

    A feature that stands in every text keeps 0.05, so that identical short texts still match.
    """
    texts = source.shape[0] + target.shape[0]
    df = np.asarray((source > 0).sum(axis=0)).ravel() + np.asarray((target > 0).sum(axis=0)).ravel()
    weights = np.log1p(texts / np.maximum(df, 1)) - np.log(2.0) + 0.05
    return weights.astype(np.float32)


def weigh(matrix: Any, weights: Any) -> Any:
    """Multiply each column of a CSR matrix by its weight."""
    made = matrix.copy()
    made.data = made.data * weights[made.indices]
    return made


def unit(matrix: Any) -> Any:
    """Scale each row of a CSR matrix to length one; an empty row stays empty."""
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    made = matrix.copy()
    made.data = made.data / np.repeat(np.where(norms > 0, norms, 1.0), np.diff(made.indptr)).astype(made.data.dtype)
    return made


def finish(source: Any, target: Any, *, scale: bool, down: Callable[[Any], Any] | None = None) -> tuple[Any, Any]:
    """Weigh counts by idf and, with ``scale``, make the rows unit vectors.

    ``down`` may change the idf weights (an array of one weight a feature) before they are applied.
    """
    weights = inverse_frequency(source, target)
    if down is not None:
        weights = np.asarray(down(weights), dtype=np.float32)
    made = weigh(source, weights), weigh(target, weights)
    return (unit(made[0]), unit(made[1])) if scale else made


def folded_prefixes(token: str, *lengths: int) -> tuple[str, ...]:
    """Cut the accent-folded ``token`` to each of ``lengths``; numbers are taken whole and marked as such."""
    if token[0].isdigit():
        return ("#" + number(token),)
    plain = fold(token)
    return tuple(f"{n}:{plain[:n]}" for n in lengths if len(plain) >= min(n, 4) or n == max(lengths))
