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
from align.pairing.parallel import Given, beads_of

FEATURES = (
    "score",
    "length",
    "further_sentences",
    "score_beside",
    "nulls_beside",
    "margin",
    "margin_beside",
    "nulls_share",
    "nulls_run",
)
"""What the calibration looks at, in the order of the columns."""
PRIOR = 0.95
"""Share of equivalent beads to expect in texts that are translations of each other."""


def ordered_beads(
    source: Sequence[Document], target: Sequence[Document], both: Sides, measured: Evidence | None
) -> tuple[Bead, ...]:
    """Align in order: the k-th source with the k-th target where there are as many, else all in one row."""
    measured = measured or evidence(both)
    beads: list[Bead] = []
    for left, right in rows(source, target, both):
        beads.extend(_one(left, right, both, measured))
    return tuple(beads)


def rows(source: Sequence[Document], target: Sequence[Document], both: Sides) -> list[tuple[list[int], list[int]]]:
    """List which source segments are aligned with which target segments in one go, as indices into ``both``."""
    if len(source) == len(target):
        groups = [([s], [t]) for s, t in zip(source, target, strict=True)]
    else:
        groups = [(list(source), list(target))]
    made = []
    for here, there in groups:
        names = {d.id for d in here}, {d.id for d in there}
        left = [k for k, s in enumerate(both.source) if s.document in names[0]]
        made.append((left, [k for k, s in enumerate(both.target) if s.document in names[1]]))
    return made


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


def given_of(both: Sides, measured: Evidence, left: Sequence[int], right: Sequence[int]) -> Given:
    """Gather what the parallel path is told about the chosen segments (indices into ``both``)."""
    texts = [both.source[k].text for k in left], [both.target[k].text for k in right]
    expected = _expected_words(measured, np.array(left, dtype=np.int64), np.array(right, dtype=np.int64))
    return Given(
        *texts,
        [both.source_words[k] for k in left] if both.drafted_side == "source" else None,
        [both.target_words[k] for k in right] if both.drafted_side == "target" else None,
        None if measured.meaning is None else (measured.meaning.source[left], measured.meaning.target[right]),
        expected=expected,
        known=() if expected is None else known_words(both.languages, *texts),
    )


def raw_beads(both: Sides, measured: Evidence, left: Sequence[int], right: Sequence[int]) -> list[RawBead]:
    """Align the chosen source segments with the chosen target segments in order (indices into ``both``)."""
    return beads_of(given_of(both, measured, left, right))


def features(raw: Sequence[RawBead]) -> Any:
    """Describe each bead by its own score and shape and by its neighbours: a matrix (beads, len(FEATURES))."""
    if not raw:
        return np.zeros((0, len(FEATURES)))
    score = np.array([b.score for b in raw])
    null = np.array([b.null for b in raw], dtype=np.float64)
    sizes = np.array([b.source[1] - b.source[0] + b.target[1] - b.target[0] for b in raw], dtype=np.float64)
    length = np.array([b.parts[0] if b.parts else 0.0 for b in raw])
    margin = np.sqrt(np.maximum([b.margin for b in raw], 0.0))
    before = [np.concatenate((v[:1], v[:-1])) for v in (score, null, margin)]
    after = [np.concatenate((v[1:], v[-1:])) for v in (score, null, margin)]
    least = [np.minimum(before[k], after[k]) for k in (0, 2)]
    # Where a text has many null alignments one more is likely; where it has none, the cut is likelier wrong.
    share = np.full(len(raw), np.log((sizes[null > 0].sum() + 1.0) / (sizes.sum() + 20.0)))
    further = np.maximum(sizes - 2.0, 0.0)
    columns = (score, length, further, least[0], before[1] + after[1], margin, least[1], share, _runs(null > 0))
    return np.stack(columns, axis=1)


def _runs(null: Any) -> Any:
    """Return ln(1 + length) of the run of null alignments that each bead stands in, at most 8; 0 for other beads."""
    borders = np.flatnonzero(np.diff(null)) + 1
    lengths = np.diff(np.concatenate(([0], borders, [len(null)])))
    return np.where(null, np.log1p(np.minimum(np.repeat(lengths, lengths), 8)), 0.0)


def _one(left: Sequence[int], right: Sequence[int], both: Sides, measured: Evidence) -> list[Bead]:
    source, target = [both.source[k] for k in left], [both.target[k] for k in right]
    raw = raw_beads(both, measured, left, right)
    values = features(raw)
    chances = [probability(calibration(both, measured, part).logits(values)) for part in ("bead", "null")]
    scores = np.where([b.null for b in raw], chances[1], chances[0])
    paired = [b for b in raw if not b.null]
    spans = [(tuple(left[slice(*b.source)]), tuple(right[slice(*b.target)])) for b in paired]
    grades = iter(grade(spans, measured.plain, prior=PRIOR) if paired else ())
    beads: list[Bead] = []
    for bead, score in zip(raw, scores, strict=True):
        value = round(float(score), DIGITS)
        kept = None if bead.null else next(grades)
        beads.extend(_parted(source[slice(*bead.source)], target[slice(*bead.target)], value, kept))
    return beads


def calibration(both: Sides, measured: Evidence, part: str) -> Logistic:
    """Return the fitted numbers for ``bead`` or ``null`` scores, with drafts or without, or with sentence vectors."""
    if measured.meaning is not None:
        return Logistic.of(load("parallel-vectors")["drafts"][part])
    return Logistic.of(load("parallel")["drafts" if both.drafted_side else "none"][part])


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
