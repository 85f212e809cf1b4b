"""How far each bead of a path stands above its alternatives: what the next best cut nearby would have scored.

A null sentence could join the bead before or after it, or pair with a null sentence of the other side; a bead could
lose a sentence at its ends, part in two, or take a null neighbour in. The margin is the loss of the best of these
against what was chosen: near 0, the choice was a toss-up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from align.aligners.dynamic import Shape
from align.aligners.parallel import RawBead
from align.aligners.scoring import BeadScorer

Ranges: TypeAlias = tuple[Shape, Shape]
MOST = 1.0
"""Margins are cut here: what is surer than this is sure."""


def with_margins(beads: Sequence[RawBead], scorer: BeadScorer) -> list[RawBead]:
    """Return the beads of a path with their margins."""
    asked: list[Ranges] = [(b.source, b.target) for b in beads]
    owners: list[tuple[int, tuple[int, ...], tuple[int, ...]]] = []
    for number in range(len(beads)):
        for replaced, made in alternatives(beads, number, scorer.reach):
            owners.append((number, replaced, tuple(range(len(asked), len(asked) + len(made)))))
            asked.extend(made)
    if not asked:
        return []
    ranges = np.array(asked, dtype=np.int64)
    worth: Any = scorer.terms(ranges[:, 0], ranges[:, 1]).sum(axis=1)
    margins = np.full(len(beads), MOST)
    for number, replaced, places in owners:
        loss = sum(worth[k] for k in replaced) - sum(worth[k] for k in places)
        margins[number] = min(margins[number], loss)
    return [replace(b, margin=float(max(m, -MOST))) for b, m in zip(beads, margins, strict=True)]


def next_best(beads: Sequence[RawBead], number: int, scorer: BeadScorer) -> tuple[float, tuple[Ranges, ...]] | None:
    """Return what the best other cut round a bead would have lost, and the beads that it would have made."""
    offers = list(alternatives(beads, number, scorer.reach))
    if not offers:
        return None

    def worth(ranges: Sequence[Ranges]) -> float:
        places = np.array(ranges, dtype=np.int64).reshape(-1, 2, 2)
        return float(scorer.terms(places[:, 0], places[:, 1]).sum())

    rated = [
        (worth([(beads[k].source, beads[k].target) for k in replaced]) - worth(made), made) for replaced, made in offers
    ]
    return min(rated, key=lambda offer: offer[0])


def alternatives(
    beads: Sequence[RawBead], number: int, reach: int
) -> Iterator[tuple[tuple[int, ...], tuple[Ranges, ...]]]:
    """Yield (beads that would go, beads that would stand in their place); null alignments score 0 and are left out."""
    bead = beads[number]
    if not bead.null:
        yield (number,), ()
        for parts in _parted(bead):
            yield (number,), parts
    for other in (number - 1, number + 1):
        if 0 <= other < len(beads) and (bead.null or beads[other].null):
            joined = _joined(bead, beads[other])
            if all(0 < end - begin <= reach for begin, end in joined):
                yield (number, other), (joined,)


def _parted(bead: RawBead) -> Iterator[tuple[Ranges, ...]]:
    """Cut one sentence off each end, and the bead in two."""
    (i0, i1), (j0, j1) = bead.source, bead.target
    if i1 - i0 > 1:
        yield (((i0 + 1, i1), (j0, j1)),)
        yield (((i0, i1 - 1), (j0, j1)),)
    if j1 - j0 > 1:
        yield (((i0, i1), (j0 + 1, j1)),)
        yield (((i0, i1), (j0, j1 - 1)),)
    for i in range(i0 + 1, i1):
        for j in range(j0 + 1, j1):
            yield ((i0, i), (j0, j)), ((i, i1), (j, j1))


def _joined(bead: RawBead, other: RawBead) -> Ranges:
    ends = [(min(a[0], b[0]), max(a[1], b[1])) for a, b in ((bead.source, other.source), (bead.target, other.target))]
    return ends[0], ends[1]
