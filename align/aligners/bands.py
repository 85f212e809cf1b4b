"""Where a monotone path may run: a band of grid cells, so that long texts cost what they are long, not its square."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

WHOLE_GRID = 250_000
"""Grids of up to so many cells are searched whole."""

GAP_GRID = 2_000_000
"""So are stretches between two anchors of up to so many cells; longer ones round their diagonal only."""

DIVIDE = 20_000
"""Stretches between anchors of more cells are looked through for further anchors, unique within the stretch."""


@dataclass(frozen=True)
class Band:
    """For each row i of the grid (i source sentences taken, 0…n) the columns ``low[i]`` … ``high[i]`` that are open.

    Both bounds are int64 of shape (n + 1,), never decrease, and leave (0, 0) and (n, m) open.
    """

    low: Any
    high: Any

    @property
    def cells(self) -> int:
        """Count the open cells."""
        return int((self.high - self.low + 1).sum())


def whole(n: int, m: int) -> Band:
    """Open every cell of an n × m grid."""
    return Band(np.zeros(n + 1, dtype=np.int64), np.full(n + 1, m, dtype=np.int64))


def line(n: int) -> Band:
    """Open the diagonal of an n × n grid alone."""
    return Band(np.arange(n + 1, dtype=np.int64), np.arange(n + 1, dtype=np.int64))


def around(points: Sequence[tuple[int, int]], n: int, m: int, margin: int) -> Band:
    """Open the rectangles between consecutive points of a monotone chain, widened by ``margin`` cells on each side.

    Args:
        points: strictly ordered grid points (source sentences taken, target sentences taken); the corners are added.
        n: source sentences.
        m: target sentences.
        margin: cells by which rows and columns are widened.
    """
    chain = [(0, 0), *(p for p in points if (0, 0) != p != (n, m)), (n, m)]
    rows = np.array([p[0] for p in chain])
    columns = np.array([p[1] for p in chain])
    index = np.arange(n + 1)
    # Row i may use what the points up to i + margin allow above, and from i − margin on below.
    before = np.searchsorted(rows, index - margin, side="right") - 1
    after = np.searchsorted(rows, index + margin, side="left")
    low = columns[np.maximum(before, 0)] - margin
    high = columns[np.minimum(after, len(columns) - 1)] + margin
    low = np.maximum.accumulate(np.clip(low, 0, m))
    high = np.minimum.accumulate(np.clip(high, 0, m)[::-1])[::-1].copy()
    for (i0, j0), (i1, j1) in pairwise(chain):
        if (i1 - i0) * (j1 - j0) > GAP_GRID:
            # Nothing is known of so long a stretch: only round its diagonal can it be searched at all.
            inside = np.arange(i0, i1 + 1)
            line = j0 + (inside - i0) * (j1 - j0) // (i1 - i0)
            slack = 150 + max(i1 - i0, j1 - j0) // 20
            low[inside] = np.maximum(low[inside], line - slack)
            high[inside] = np.minimum(high[inside], line + slack)
    low[0], high[n] = 0, m
    return Band(low.astype(np.int64), high.astype(np.int64))


def anchors(source: Any, target: Any, *, corridor: int = 15, support: int = 3) -> list[tuple[int, int]]:
    """Find pairs of sentences that share a feature which is unique on both sides, and keep a consistent chain of them.

    What is unique is asked again in each stretch between two anchors, until the stretches are short (patience diff).

    Args:
        source: CSR rows (n, k).
        target: CSR rows (m, k).
        corridor: how far from its neighbours' diagonal an anchor may lie, in sentences.
        support: how many of an anchor's eight neighbours must lie in its corridor.

    Returns:
        Sentence pairs (i, j), both strictly increasing.
    """
    found: list[tuple[int, int]] = []
    stretches = [(0, source.shape[0], 0, target.shape[0])]
    while stretches:
        i0, i1, j0, j1 = stretches.pop()
        if (i1 - i0) * (j1 - j0) <= DIVIDE:
            continue
        chain = _unique_pairs(source, target, i0, i1, j0, j1)
        for _ in range(2):
            chain = _supported(chain, (j1 - j0) / (i1 - i0), corridor, support)
        if chain:
            found.extend(chain)
            corners = [(i0 - 1, j0 - 1), *chain, (i1, j1)]
            stretches.extend((a + 1, c, b + 1, d) for (a, b), (c, d) in pairwise(corners))
    return sorted(found)


def _unique_pairs(source: Any, target: Any, i0: int, i1: int, j0: int, j1: int) -> list[tuple[int, int]]:
    """Chain the sentence pairs of a stretch whose features occur once on each side of it."""
    sides = []
    for matrix, begin, end in ((source, i0, i1), (target, j0, j1)):
        columns = matrix.indices[matrix.indptr[begin] : matrix.indptr[end]]
        rows = np.repeat(np.arange(begin, end), np.diff(matrix.indptr[begin : end + 1]))
        values, first, counts = np.unique(columns, return_index=True, return_counts=True)
        sides.append((values[counts == 1], rows[first[counts == 1]]))
    _, here, there = np.intersect1d(sides[0][0], sides[1][0], assume_unique=True, return_indices=True)
    pairs = np.unique(np.stack([sides[0][1][here], sides[1][1][there]], axis=1), axis=0)
    return _longest_increasing([(int(i), int(j)) for i, j in pairs])


def _supported(chain: list[tuple[int, int]], slope: float, corridor: int, support: int) -> list[tuple[int, int]]:
    """Drop the points that stray from the diagonal of their neighbours in the chain."""
    if len(chain) <= 8:
        return []
    i = np.array([p[0] for p in chain], dtype=np.float64)
    offset = np.array([p[1] for p in chain]) - slope * i
    near = np.zeros(len(chain), dtype=int)
    for shift in (-4, -3, -2, -1, 1, 2, 3, 4):
        moved = np.full(len(chain), np.inf)
        if shift > 0:
            moved[:-shift] = offset[shift:]
        else:
            moved[-shift:] = offset[:shift]
        near += np.abs(moved - offset) <= corridor
    return [p for p, count in zip(chain, near.tolist(), strict=True) if count >= support]


def _longest_increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest subsequence that increases strictly in both coordinates (patience sorting, O(N log N))."""
    # Of pairs in one row at most one may stay: columns of a row are visited from the right.
    ordered = sorted(pairs, key=lambda p: (p[0], -p[1]))
    tails: list[int] = []
    holders: list[int] = []
    before: list[int] = []
    for number, (_, column) in enumerate(ordered):
        place = bisect_left(tails, column)
        before.append(holders[place - 1] if place else -1)
        if place == len(tails):
            tails.append(column)
            holders.append(number)
        else:
            tails[place] = column
            holders[place] = number
    chain = []
    at = holders[-1] if holders else -1
    while at >= 0:
        chain.append(ordered[at])
        at = before[at]
    return chain[::-1]


def first_band(source: Any, target: Any, *, margin: int = 20) -> Band:
    """Choose the band of a first pass: the whole grid where it is small, else round a chain of anchors."""
    n, m = source.shape[0], target.shape[0]
    if (n + 1) * (m + 1) <= WHOLE_GRID:
        return whole(n, m)
    chain = anchors(source, target)
    return around(chain, n, m, margin)


def path_band(ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]], n: int, m: int, *, margin: int = 10) -> Band:
    """Open ``margin`` cells round the path of an earlier pass's beads (their source and target ranges)."""
    points = [(source[1], target[1]) for source, target in ranges]
    return around(points, n, m, margin)
