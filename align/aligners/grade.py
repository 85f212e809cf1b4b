"""Grades a bead by what is left uncovered: equivalent, or partial because one side says more.

Similarity can't tell the two apart (on REFreSD, Briakou & Carpuat 2020, AUC 0.70): what counts is the weight of the
words, numbers first, that have no counterpart on the other side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from align.aligners.evidence import Evidence
from align.aligners.logistic import Logistic, load, probability
from align.aligners.merging import Group, Joint
from align.model import Grade

GRADE_FEATURES = ("cover_least", "numbers_missing")
"""What the grade looks at, in the order of the columns."""


def features(beads: Sequence[tuple[tuple[int, ...], tuple[int, ...]]], evidence: Evidence) -> Any:
    """Describe beads (indices on both sides) by what they cover: a matrix (beads, len(GRADE_FEATURES))."""
    joint = Joint([Group(s, t, 0.0) for s, t in beads], evidence)
    return np.stack([joint.cover, joint.numbers_missing], axis=1)


def grade(beads: Sequence[tuple[tuple[int, ...], tuple[int, ...]]], evidence: Evidence) -> list[Grade]:
    """Grade each bead; without drafts nothing can be said to be equivalent with less than a clear likeness."""
    if not beads:
        return []
    table = load("grade")[evidence.kind]
    chances = probability(Logistic.of(table).logits(features(beads, evidence)))
    return ["equivalent" if p >= table["least"] else "partial" for p in chances]
