"""The monotone search: dynamic programming over a band, a row at a time, in plain numpy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from align.aligners.bands import Band

Shape: TypeAlias = tuple[int, int]
"""Sentences that a bead takes from source and target."""

Scorer: TypeAlias = Callable[[int, int, int, int], Any]
"""``scorer(i0, i1, j0, j1)`` gives the scores of beads that end at grid points i0 ≤ i < i1, j0 ≤ j < j1: (shapes, rows,
columns); a bead that would begin before the text scores −inf."""

INSERTED = 127
"""Back-pointer of a target sentence without counterpart."""

CHUNK_CELLS = 24_000
"""Cells of the rectangles in which scores are worked out: a few megabytes, whatever the length of the texts."""


def best_path(band: Band, shapes: Sequence[Shape], scorer: Scorer) -> tuple[list[tuple[Shape, Shape]], list[float]]:
    """Find the monotone partition with the highest sum of scores; sentences without counterpart add nothing.

    Args:
        band: the grid cells that are open, (n + 1) rows.
        shapes: the bead shapes that are allowed, both sides at least 1.
        scorer: gives the scores of beads by their end points.

    Returns:
        Half-open source and target ranges in order (an empty range is a null alignment), and what each of them added,
        a sentence on average.
    """
    low, high = band.low.tolist(), band.high.tolist()
    n = len(low) - 1
    reach = max((max(s) for s in shapes), default=1)
    keep = max((a for a, _ in shapes), default=1) + 1
    rows = np.full((keep, high[n] + 1 + reach), -np.inf)
    starts = np.concatenate(([0], np.cumsum(band.high - band.low + 1)))
    back = np.zeros(int(starts[-1]), dtype=np.int8)
    rows[0, reach + low[0] : reach + high[0] + 1] = 0.0
    back[: high[0] + 1] = INSERTED
    sums = np.zeros(int(starts[-1]))
    i = 1
    while i <= n:
        end = _chunk_end(low, high, i, n)
        first, last = low[i], high[end - 1]
        scores = scorer(i, end, first, last + 1)
        for row in range(i, end):
            place = slice(int(starts[row]), int(starts[row + 1]))
            part = scores[:, row - i, low[row] - first : high[row] - first + 1]
            _row(rows, row, low, high, shapes, part, reach, back[place], sums[place])
        i = end
    return _trace(back, sums, starts, low, n, high[n], shapes)


def _chunk_end(low: list[int], high: list[int], begin: int, n: int) -> int:
    """Return the end of the run of rows from ``begin`` whose common rectangle stays small."""
    end = begin + 1
    while end <= n and (high[end] - low[begin] + 1) * (end + 1 - begin) <= CHUNK_CELLS and end - begin < 128:
        end += 1
    return end


def _row(
    rows: Any,
    i: int,
    low: list[int],
    high: list[int],
    shapes: Sequence[Shape],
    scores: Any,
    reach: int,
    back: Any,
    sums: Any,
) -> None:
    """Fill one row of the grid and its back-pointers."""
    keep = rows.shape[0]
    here = rows[i % keep]
    if i >= keep:
        here[reach + low[i - keep] : reach + high[i - keep] + 1] = -np.inf
    left, right = reach + low[i], reach + high[i] + 1
    width = right - left
    candidates = np.empty((len(shapes) + 1, width))
    for number, (a, b) in enumerate(shapes):
        if i >= a:
            np.add(rows[(i - a) % keep, left - b : right - b], scores[number], out=candidates[number])
        else:
            candidates[number] = -np.inf
    candidates[-1] = rows[(i - 1) % keep, left:right]
    choice = candidates.argmax(axis=0)
    best = candidates[choice, np.arange(width)]
    running = np.maximum.accumulate(best)
    here[left:right] = running
    back[:] = np.where(running > best, INSERTED, choice)
    sums[:] = running


def _trace(
    back: Any, sums: Any, starts: Any, low: list[int], n: int, m: int, shapes: Sequence[Shape]
) -> tuple[list[tuple[Shape, Shape]], list[float]]:
    """Follow the back-pointers from the far corner."""
    i, j = n, m
    path: list[tuple[Shape, Shape]] = []
    gains: list[float] = []
    offsets = starts.tolist()
    while i or j:
        at = offsets[i] + j - low[i]
        code = int(back[at])
        if i == 0 or code == INSERTED:
            a, b = 0, 1
        elif code == len(shapes):
            a, b = 1, 0
        else:
            a, b = shapes[code]
        path.append(((i - a, i), (j - b, j)))
        i, j = i - a, j - b
        gains.append(float(sums[at] - sums[offsets[i] + j - low[i]]) / (a + b))
    return path[::-1], gains[::-1]
