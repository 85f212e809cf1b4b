"""The parallel path's beads as values: document by document, scores calibrated, no bead across two documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import hstack

from align.aligners.evidence import Evidence, Indices
from align.aligners.grade import grade
from align.aligners.logistic import Logistic, load, probability
from align.aligners.parallel import RawBead
from align.model import Bead, Document, Grade, Segment
from align.pairing.comparable import DIGITS, Sides, evidence, known_words
from align.pairing.parallel import parallel_beads

FEATURES = ("score", "length", "further_sentences", "score_beside", "nulls_beside")
"""What the calibration looks at, in the order of the columns."""
PRIOR = 0.95
"""Share of equivalent beads to expect in texts that are translations of each other."""


def ordered_beads(
    source: Sequence[Document], target: Sequence[Document], both: Sides, measured: Evidence | None
) -> tuple[Bead, ...]:
    """Align in order: the k-th source with the k-th target where there are as many, else all in one row."""
    if len(source) == len(target):
        groups = [([s], [t]) for s, t in zip(source, target, strict=True)]
    else:
        groups = [(list(source), list(target))]
    measured = measured or evidence(both)
    beads: list[Bead] = []
    for here, there in groups:
        beads.extend(_one({d.id for d in here}, {d.id for d in there}, both, measured))
    return tuple(beads)


def _expected_words(measured: Evidence, left: Indices, right: Indices) -> tuple[Any, Any] | None:
    """Return both halves of the dictionary's evidence side by side, as one more signal; None without a dictionary."""
    if not measured.kind.startswith("dictionary"):
        return None
    sides = [
        hstack([half_ahead[chosen], half_back[chosen]]).tocsr()
        for half_ahead, half_back, chosen in (
            (measured.ahead.source, measured.back.source, left),
            (measured.ahead.target, measured.back.target, right),
        )
    ]
    return sides[0], sides[1]


def raw_beads(both: Sides, measured: Evidence, left: Sequence[int], right: Sequence[int]) -> list[RawBead]:
    """Align the chosen source segments with the chosen target segments in order (indices into ``both``)."""
    texts = [both.source[k].text for k in left], [both.target[k].text for k in right]
    expected = _expected_words(measured, np.array(left, dtype=np.int64), np.array(right, dtype=np.int64))
    return parallel_beads(
        *texts,
        [both.source_words[k] for k in left] if both.drafted_side == "source" else None,
        [both.target_words[k] for k in right] if both.drafted_side == "target" else None,
        expected=expected,
        known=() if expected is None else known_words(both.languages, *texts),
    )


def features(raw: Sequence[RawBead]) -> Any:
    """Describe each bead by its own score and shape and by its neighbours: a matrix (beads, len(FEATURES))."""
    if not raw:
        return np.zeros((0, len(FEATURES)))
    score = np.array([b.score for b in raw])
    null = np.array([b.null for b in raw], dtype=np.float64)
    sizes = np.array([b.source[1] - b.source[0] + b.target[1] - b.target[0] for b in raw], dtype=np.float64)
    length = np.array([b.parts[0] if b.parts else 0.0 for b in raw])
    before = [np.concatenate((v[:1], v[:-1])) for v in (score, null)]
    after = [np.concatenate((v[1:], v[-1:])) for v in (score, null)]
    beside = np.minimum(before[0], after[0])
    return np.stack([score, length, np.maximum(sizes - 2.0, 0.0), beside, before[1] + after[1]], axis=1)


def _one(here: set[str], there: set[str], both: Sides, measured: Evidence) -> list[Bead]:
    left = [k for k, s in enumerate(both.source) if s.document in here]
    right = [k for k, s in enumerate(both.target) if s.document in there]
    source, target = [both.source[k] for k in left], [both.target[k] for k in right]
    raw = raw_beads(both, measured, left, right)
    table = load("parallel")["drafts" if both.drafted_side else "none"]
    values = features(raw)
    chances = [probability(Logistic.of(table[part]).logits(values)) for part in ("bead", "null")]
    scores = np.where([b.null for b in raw], chances[1], chances[0])
    paired = [b for b in raw if not b.null]
    spans = [(tuple(left[slice(*b.source)]), tuple(right[slice(*b.target)])) for b in paired]
    grades = iter(grade(spans, measured, prior=PRIOR) if paired else ())
    beads: list[Bead] = []
    for bead, score in zip(raw, scores, strict=True):
        value = round(float(score), DIGITS)
        kept = None if bead.null else next(grades)
        beads.extend(_parted(source[slice(*bead.source)], target[slice(*bead.target)], value, kept))
    return beads


def _parted(source: Sequence[Segment], target: Sequence[Segment], score: float, kept: Grade | None) -> list[Bead]:
    """Cut a bead at document borders: the first document of each side keeps the bead, the rest stays unpaired."""
    if not source or not target:
        return [Bead((s.id,), (), score) for s in source] + [Bead((), (t.id,), score) for t in target]
    kept_source = [s for s in source if s.document == source[0].document]
    kept_target = [t for t in target if t.document == target[0].document]
    beads = [Bead(tuple(s.id for s in kept_source), tuple(t.id for t in kept_target), score, kept)]
    rest = round(1.0 - score, DIGITS)
    beads.extend(Bead((s.id,), (), rest) for s in source if s.document != source[0].document)
    beads.extend(Bead((), (t.id,), rest) for t in target if t.document != target[0].document)
    return beads
