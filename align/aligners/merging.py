"""Beads of more than one sentence a side: unmatched neighbours join a pair that they make more complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from align.aligners.candidates import Candidates, scaled_lengths
from align.aligners.evidence import Evidence, Vector
from align.aligners.logistic import Logistic, probability

MERGE_FEATURES = ("similarity_gain", "own_probability", "length_gain", "cover_gain", "similarity", "length")
"""What decides on a neighbour, in the order of the columns."""
LARGEST = 4
"""Sentences a side that a bead may hold."""


@dataclass(frozen=True, slots=True)
class Group:
    """A bead in the making: indices on the two sides and its raw probability."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Offer:
    """A bead that an unmatched neighbour could join: which bead, the joined indices, the neighbour."""

    bead: int
    source: tuple[int, ...]
    target: tuple[int, ...]
    joining: tuple[int, int]
    """(side, index) of the neighbour; side 0 is the source."""


def extend(
    beads: Sequence[Group], found: Candidates, rated: Vector, evidence: Evidence, model: Logistic, least: float = 0.5
) -> list[Group]:
    """Let unmatched neighbours join, the most probable first, while the bead stays more probable than ``least``."""
    current = list(beads)
    for _ in range(2 * (LARGEST - 1)):
        offers = list_offers(current, evidence)
        if not offers:
            break
        chances = probability(model.logits(features(current, offers, found, rated, evidence)))
        taken: set[tuple[int, int]] = set()
        changed: set[int] = set()
        for k in np.argsort(-chances, kind="stable"):
            offer = offers[k]
            if chances[k] <= least:
                break
            score = current[offer.bead].score * float(chances[k])
            if offer.bead in changed or offer.joining in taken or score <= least:
                continue
            changed.add(offer.bead)
            taken.add(offer.joining)
            current[offer.bead] = Group(offer.source, offer.target, score)
        if not changed:
            break
    return current


def list_offers(beads: Sequence[Group], evidence: Evidence) -> list[Offer]:
    """List each bead's unmatched neighbours of the same document."""
    used = {i for b in beads for i in b.source}, {j for b in beads for j in b.target}
    documents = evidence.source_documents, evidence.target_documents
    offers: list[Offer] = []
    for number, bead in enumerate(beads):
        for side, indices in ((0, bead.source), (1, bead.target)):
            if len(indices) >= LARGEST or (len(indices) == 1 and len(bead.target if side == 0 else bead.source) > 2):
                continue
            for neighbour in (indices[0] - 1, indices[-1] + 1):
                if not 0 <= neighbour < len(documents[side]) or neighbour in used[side]:
                    continue
                if documents[side][neighbour] != documents[side][indices[0]]:
                    continue
                joined = tuple(sorted((*indices, neighbour)))
                pair = (joined, bead.target) if side == 0 else (bead.source, joined)
                offers.append(Offer(number, *pair, (side, neighbour)))
    return offers


def features(
    beads: Sequence[Group], offers: Sequence[Offer], found: Candidates, rated: Vector, evidence: Evidence
) -> Any:
    """Describe each offer by what joining changes: a matrix (offers, len(MERGE_FEATURES))."""
    before = Joint([beads[o.bead] for o in offers], evidence)
    after = Joint([Group(o.source, o.target, 0.0) for o in offers], evidence)
    own = np.zeros(len(offers))
    for k, offer in enumerate(offers):
        side, index = offer.joining
        bead = beads[offer.bead]
        rows = np.array([index] * len(bead.target) if side == 0 else bead.source, dtype=np.int64)
        columns = np.array(bead.target if side == 0 else [index] * len(bead.source), dtype=np.int64)
        own[k] = found.lookup(rows, columns, rated).max()
    return np.stack(
        [
            after.similarity - before.similarity,
            own,
            before.length - after.length,
            after.cover - before.cover,
            before.similarity,
            before.length,
        ],
        axis=1,
    )


class Joint:
    """Beads measured as wholes: the vector of a side is the sum of its sentences' vectors."""

    def __init__(self, beads: Sequence[Group], evidence: Evidence) -> None:
        n, m = evidence.size
        left, right = _members([b.source for b in beads], n), _members([b.target for b in beads], m)
        self.similarity: Vector = np.zeros(len(beads))
        for weight, factors in evidence.signals:
            self.similarity += weight * _cosines(left @ factors.source, right @ factors.target)
        here, there = scaled_lengths(evidence)
        self.length: Vector = np.abs(np.log((left @ here + 5.0) / (right @ there + 5.0)))
        covers = [
            _covered(left @ factors.source, right @ factors.target, side)
            for side, factors in enumerate((evidence.back, evidence.ahead))
        ]
        self.cover: Vector = np.minimum(*covers)
        self.cover_most: Vector = np.maximum(*covers)
        self.shortness: Vector = np.log(np.minimum(left @ here, right @ there) + 5.0)
        counted = _signs(left @ evidence.numbers.source), _signs(right @ evidence.numbers.target)
        both = np.asarray(counted[0].multiply(counted[1]).sum(axis=1)).ravel()
        sums = [np.asarray(c.sum(axis=1)).ravel() for c in counted]
        self.numbers_missing: Vector = np.minimum(np.maximum(*sums) - both, 3.0)


def _members(groups: Sequence[tuple[int, ...]], size: int) -> Any:
    rows = np.repeat(np.arange(len(groups)), [len(g) for g in groups])
    columns = np.array([i for g in groups for i in g], dtype=np.int64)
    return sp.csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(groups), size))


def _covered(x: Any, y: Any, side: int) -> Vector:
    """Return which part of the weight of a side (0 source, 1 target) the other side meets."""
    shared = np.asarray(x.sqrt().multiply(y.sqrt()).sum(axis=1)).ravel()
    mass = np.asarray((x, y)[side].sum(axis=1)).ravel()
    found: Vector = np.minimum(1.0, shared / np.maximum(mass, 1e-9))
    return found


def _signs(matrix: Any) -> Any:
    return matrix.sign()


def _cosines(x: Any, y: Any) -> Vector:
    dots = np.asarray(x.multiply(y).sum(axis=1)).ravel()
    norms = np.sqrt(np.asarray(x.multiply(x).sum(axis=1)).ravel() * np.asarray(y.multiply(y).sum(axis=1)).ravel())
    found: Vector = np.divide(dots, norms, out=np.zeros_like(dots), where=norms > 0)
    return found
