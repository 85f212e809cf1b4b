"""Which pairs of sentences come into question, and what speaks for each of them.

The similarity of every pair is looked at in blocks and only the best of each row and column is kept, so that ten
thousand sentences a side fit into memory. Margins are taken within each target document: a sentence of a long
article must not lose to the crowd of a longer one. Distance margin: S − ½(mean of the row's best four + mean of the
column's best four), after Artetxe & Schwenk (2019), ACL P19-1309, with the difference in the place of the ratio.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse as sp

from align.aligners.evidence import Evidence, Indices, Vector

KEPT = 10
"""Pairs kept for each sentence, from its own side."""
NEAREST = 4
"""Best similarities of a row or column that make up its average in the margin."""
CELLS = 4_000_000
"""Cells of the similarity matrix held at a time."""
PAIR_FEATURES = (
    "similarity",
    "margin",
    "gap_least",
    "gap_most",
    "shared_mass",
    "cover_least",
    "cover_most",
    "cognates",
    "length",
    "numbers_missing",
    "shortness",
)
"""What stage one looks at, in the order of the columns."""


@dataclass(frozen=True)
class Candidates:
    """Pairs (rows[k], columns[k]), sorted by row and column, with a matrix of features (pairs, len(PAIR_FEATURES))."""

    rows: Indices
    columns: Indices
    features: Any
    size: tuple[int, int]
    keys: Indices = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", self.rows * self.size[1] + self.columns)

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> Vector:
        """Return one feature of every pair."""
        values: Vector = self.features[:, PAIR_FEATURES.index(name)]
        return values

    def lookup(self, rows: Indices, columns: Indices, values: Vector) -> Vector:
        """Return the value of each asked pair, 0 where the pair is no candidate or leaves the matrix."""
        inside = (rows >= 0) & (rows < self.size[0]) & (columns >= 0) & (columns < self.size[1])
        asked = np.where(inside, rows * self.size[1] + columns, -1)
        places = np.searchsorted(self.keys, asked)
        places[places == len(self.keys)] = 0
        found: Vector = np.where(inside & (self.keys[places] == asked), values[places], 0.0)
        return found


def find(evidence: Evidence) -> Candidates:
    """List the candidate pairs of all source sentences with each target document, with their features."""
    n, m = evidence.size
    parts: list[tuple[Indices, Indices, Any]] = []
    left, right = _stacked(evidence)
    for document in np.unique(evidence.target_documents):
        chosen = np.flatnonzero(evidence.target_documents == document)
        rows, columns, table = _within(left, right[chosen])
        parts.append((rows, chosen[columns], table))
    if not parts or not n:
        empty = np.zeros(0, dtype=np.int64)
        return Candidates(empty, empty, np.zeros((0, len(PAIR_FEATURES))), (n, m))
    rows, columns = (np.concatenate([p[k] for p in parts]) for k in (0, 1))
    table = np.concatenate([p[2] for p in parts])
    order = np.lexsort((columns, rows))
    rows, columns, table = rows[order], columns[order], table[order]
    return Candidates(rows, columns, _features(evidence, rows, columns, table), (n, m))


def _stacked(evidence: Evidence) -> tuple[Any, Any]:
    """Join all signals into one pair of factors whose product is the combined similarity."""
    left = [np.sqrt(weight) * factors.unit[0] for weight, factors in evidence.signals]
    right = [np.sqrt(weight) * factors.unit[1] for weight, factors in evidence.signals]
    return sp.csr_matrix(sp.hstack(left)), sp.csr_matrix(sp.hstack(right))


def _within(left: Any, right: Any) -> tuple[Indices, Indices, Any]:
    """Find the best pairs of one document: rows, columns and (similarity, margin, row gap, column gap) of each."""
    n, m = left.shape[0], right.shape[0]
    transposed = sp.csr_matrix(right.T)
    step = max(1, CELLS // max(m, 1))
    found_rows: list[Any] = []
    found_columns: list[Any] = []
    values: list[Any] = []
    row_top = np.zeros((n, NEAREST))
    column_best = np.zeros((0, m))
    column_rows = np.zeros((0, m), dtype=np.int64)
    for start in range(0, n, step):
        block = (left[start : start + step] @ transposed).toarray()
        row_top[start : start + step] = _top(block, NEAREST)
        columns = _best(block)
        rows = np.repeat(np.arange(len(block), dtype=np.int64), columns.shape[1])
        found_rows.append(rows + start)
        found_columns.append(columns.ravel())
        values.append(block[rows, columns.ravel()])
        best = _best(block.T).T
        column_best = np.vstack([column_best, np.take_along_axis(block, best, 0)])
        column_rows = np.vstack([column_rows, best + start])
        order = np.argsort(-column_best, axis=0, kind="stable")[:KEPT]
        column_best = np.take_along_axis(column_best, order, 0)
        column_rows = np.take_along_axis(column_rows, order, 0)
    found_rows.append(column_rows.ravel())
    found_columns.append(np.tile(np.arange(m, dtype=np.int64), len(column_rows)))
    values.append(column_best.ravel())
    rows, columns = np.concatenate(found_rows), np.concatenate(found_columns)
    similarity = np.concatenate(values)
    _, first = np.unique(rows * max(m, 1) + columns, return_index=True)
    first = first[similarity[first] > 0]
    rows, columns, similarity = rows[first], columns[first], similarity[first]
    return rows, columns, _relative(rows, columns, similarity, row_top, _top(column_best.T, NEAREST))


def _best(block: Any) -> Any:
    """Return the column numbers of each row's best cells, best first."""
    if block.shape[1] > KEPT:
        some = np.sort(np.argpartition(-block, KEPT - 1, axis=1)[:, :KEPT], axis=1)
    else:
        some = np.tile(np.arange(block.shape[1]), (len(block), 1))
    order = np.argsort(-np.take_along_axis(block, some, 1), axis=1, kind="stable")
    return np.take_along_axis(some, order, 1).astype(np.int64)


def _top(block: Any, count: int) -> Any:
    """Return each row's ``count`` highest values, highest first, padded with zeros."""
    width = min(count, block.shape[1])
    top = np.zeros((len(block), count))
    if width:
        part = np.partition(block, block.shape[1] - width, axis=1)[:, block.shape[1] - width :]
        top[:, :width] = -np.sort(-part, axis=1)
    return top


def _relative(rows: Indices, columns: Indices, similarity: Vector, row_top: Any, column_top: Any) -> Any:
    """Set each pair against its rivals: the margin, and the distance to the best other pair of row and column."""
    # A document of fewer than four sentences has fewer rivals: averages run over those that exist.
    row_count = np.minimum(NEAREST, max(1, len(column_top)))
    column_count = np.minimum(NEAREST, max(1, len(row_top)))
    margin = similarity - 0.5 * (row_top.sum(1)[rows] / row_count + column_top.sum(1)[columns] / column_count)
    row_gap = similarity - np.where(similarity >= row_top[rows, 0], row_top[rows, 1], row_top[rows, 0])
    column_gap = similarity - np.where(
        similarity >= column_top[columns, 0], column_top[columns, 1], column_top[columns, 0]
    )
    return np.stack([similarity, margin, row_gap, column_gap], axis=1)


def _features(evidence: Evidence, rows: Indices, columns: Indices, table: Any) -> Any:
    met_target = products(evidence.ahead.root, rows, columns)
    met_source = met_target if evidence.back is evidence.ahead else products(evidence.back.root, rows, columns)
    shared = 0.5 * (met_target + met_source)
    cover_source = np.minimum(1.0, met_source / np.maximum(evidence.back.mass[0][rows], 1e-9))
    cover_target = np.minimum(1.0, met_target / np.maximum(evidence.ahead.mass[1][columns], 1e-9))
    here, there = scaled_lengths(evidence)
    here, there = here[rows], there[columns]
    numbers = products((evidence.numbers.source, evidence.numbers.target), rows, columns)
    missing = np.maximum(evidence.numbers.mass[0][rows], evidence.numbers.mass[1][columns]) - numbers
    return np.stack(
        [
            table[:, 0],
            table[:, 1],
            np.minimum(table[:, 2], table[:, 3]),
            np.maximum(table[:, 2], table[:, 3]),
            np.log1p(shared),
            np.minimum(cover_source, cover_target),
            np.maximum(cover_source, cover_target),
            products(evidence.cognates.unit, rows, columns),
            np.abs(np.log((here + 5.0) / (there + 5.0))),
            np.minimum(missing, 3.0),
            np.log(np.minimum(here, there) + 5.0),
        ],
        axis=1,
    )


def scaled_lengths(evidence: Evidence) -> tuple[Vector, Vector]:
    """Return both sides' lengths brought to one mean, so that a wordier language is not held against a pair."""
    here, there = evidence.source_lengths, evidence.target_lengths
    common = np.sqrt(max(here.mean(), 1.0) * max(there.mean(), 1.0))
    return here * (common / max(here.mean(), 1.0)), there * (common / max(there.mean(), 1.0))


def products(factors: tuple[Any, Any], rows: Indices, columns: Indices) -> Vector:
    """Return the products of the given rows of X with the given rows of Y, pair by pair."""
    parts = [
        np.asarray(factors[0][rows[k : k + 50_000]].multiply(factors[1][columns[k : k + 50_000]]).sum(axis=1)).ravel()
        for k in range(0, len(rows), 50_000)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)
