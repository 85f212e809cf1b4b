"""Grades a bead by what is left uncovered: equivalent, or partial because one side says more.

Similarity can't tell the two apart (on REFreSD, Briakou & Carpuat 2020, AUC 0.70): what counts is the weight of the
words, numbers first, that have no counterpart on the other side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from align.aligners.evidence import Evidence, Vector
from align.aligners.logistic import Logistic, load, probability
from align.aligners.merging import Group, Joint
from align.model import Grade

GRADE_FEATURES = ("cover_least", "cover_most", "similarity", "length", "numbers_missing", "shortness")
"""What the grade looks at, in the order of the columns."""


PSEUDO = 4.0
"""Beads' worth of the base prior, so that three sentences don't vouch for a document."""
ROUNDS = 30


def features(beads: Sequence[tuple[tuple[int, ...], tuple[int, ...]]], evidence: Evidence) -> Any:
    """Describe beads (indices on both sides) by what they cover: a matrix (beads, len(GRADE_FEATURES))."""
    joint = Joint([Group(s, t, 0.0) for s, t in beads], evidence)
    return np.stack(
        [joint.cover, joint.cover_most, joint.similarity, joint.length, joint.numbers_missing, joint.shortness], axis=1
    )


def grade(
    beads: Sequence[tuple[tuple[int, ...], tuple[int, ...]]], evidence: Evidence, *, prior: float | None = None
) -> list[Grade]:
    """Grade each bead.

    Args:
        prior: share of equivalent beads to expect (texts known to be translations); None estimates it from the beads
            themselves, and never below the one that the weights were fitted with: documents that translate each other
            earn trust, others lose none.
    """
    if not beads:
        return []
    table = load("grade")[evidence.kind]
    chances = probability(Logistic.of(table).logits(features(beads, evidence)))
    base = float(table["prior"])
    expected = prior if prior is not None else max(base, _share(chances, base))
    return ["equivalent" if p >= table["least"] else "partial" for p in _shifted(chances, base, expected)]


def _shifted(chances: Vector, base: float, expected: float) -> Vector:
    """Bring probabilities from one prior to another (Saerens, Latinne & Decaestecker 2002)."""
    odds = chances / np.maximum(1.0 - chances, 1e-9) * (expected / (1.0 - expected)) / (base / (1.0 - base))
    found: Vector = odds / (1.0 + odds)
    return found


def _share(chances: Vector, base: float) -> float:
    """Estimate the share of equivalent beads by expectation–maximisation, with a few pseudo-beads of the base prior."""
    share = base
    for _ in range(ROUNDS):
        share = float((_shifted(chances, base, share).sum() + PSEUDO * base) / (len(chances) + PSEUDO))
        share = min(max(share, 0.02), 0.98)
    return share
