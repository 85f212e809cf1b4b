"""What each part added to the score of a bead of the parallel mode, and which other cut came nearest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from align.aligners.margins import Ranges, next_best, with_margins
from align.aligners.parallel import RawBead
from align.model import Alignment, Bead, Segment
from align.pairing.comparable import Sides, evidence
from align.pairing.ordered import FEATURES, calibration, features, given_of, rows
from align.pairing.parallel import passes
from align.protocols import Similarity

COUNTED = {
    "length": "lengths fit",
    "stretch": "lengths differ",
    "size": "more than one sentence a side",
    "cognates": "words and numbers alike in both languages",
    "drafts": "words shared with the draft",
    "dictionary": "words that the dictionary leads one to expect",
    "vectors": "sentence vectors",
    "translations": "words that translate each other, by the dictionary and by these texts",
    "question": "question marks on one side",
    "run_on": "only one side ends in a comma or semicolon",
    "small": "only one side begins with a small letter",
    "speech": "only one side begins with a quotation mark or dash",
}
"""What each term of the search says, in words."""
CALIBRATED = {
    "score": "likeness of the bead",
    "length": "lengths fit",
    "further_sentences": "number of sentences",
    "score_beside": "likeness of the beads beside it",
    "nulls_beside": "null alignments beside it",
    "margin": "distance from the next best cut",
    "margin_beside": "distance of the beads beside it from theirs",
    "nulls_share": "share of the texts without counterpart",
    "nulls_run": "null alignments in a row",
}
"""What each feature of the score says, in words."""
LEAST = 0.005
"""Terms nearer to 0 are not listed."""


def reasons(alignment: Alignment, bead: Bead, both: Sides, vectors: Similarity | None = None) -> list[str]:
    """Tell, line by line, what the search counted for a bead, what made its score of that, and the next best cut."""
    measured = evidence(both, vectors=vectors)
    for left, right in rows(alignment.source, alignment.target, both):
        here, there = [both.source[k] for k in left], [both.target[k] for k in right]
        if not ({s.id for s in here} & set(bead.source) or {t.id for t in there} & set(bead.target)):
            continue
        given = given_of(both, measured, left, right)
        swapped = given.mirrored
        beads, scorer = passes(given.swapped() if swapped else given)
        sides = (there, here) if swapped else (here, there)
        number = _place(beads, sides, bead)
        if number is None:
            return []
        found = beads[number]
        told = _counted(found, scorer)
        values = features(with_margins(beads, scorer))[[number]]
        table = calibration(both, measured, "null" if found.null else "bead").terms(values)[0]
        told += ["what made the score of it, strongest first:", *_listed(zip(FEATURES, table, strict=True), CALIBRATED)]
        offer = next_best(beads, number, scorer)
        return told + ([] if offer is None else [_nearest(offer, sides, swapped)])
    return []


def _place(beads: Sequence[RawBead], sides: tuple[Sequence[Segment], Sequence[Segment]], bead: Bead) -> int | None:
    """Find the raw bead of which a bead was made; document borders may have cut it."""
    wanted = {*bead.source, *bead.target}
    for number, raw in enumerate(beads):
        names = {s.id for s in (*sides[0][slice(*raw.source)], *sides[1][slice(*raw.target)])}
        if wanted <= names:
            return number
    return None


def _counted(found: RawBead, scorer: Any) -> list[str]:
    if found.null:
        return ["what the search counted: a null alignment counts 0"]
    terms = scorer.terms(np.array([found.source]), np.array([found.target]))[0]
    lines = _listed(zip(scorer.term_names, terms, strict=True), COUNTED)
    return [
        f"what the search counted, {terms.sum():+.2f} in all (left without counterpart: 0), strongest first:",
        *lines,
    ]


def _listed(pairs: Any, words: dict[str, str]) -> list[str]:
    table = sorted(((float(value), words.get(name, name)) for name, value in pairs), key=lambda row: -abs(row[0]))
    return [f"  {value:+.2f}  {name}" for value, name in table if abs(value) >= LEAST]


def _nearest(
    offer: tuple[float, tuple[Ranges, ...]], sides: tuple[Sequence[Segment], Sequence[Segment]], swapped: bool
) -> str:
    loss, made = offer
    if not made:
        return f"next best cut ({loss:.2f} less): nothing joined"
    parts = []
    for ranges in made:
        names = [" ".join(s.id for s in side[slice(*place)]) for side, place in zip(sides, ranges, strict=True)]
        parts.append(" – ".join(names[::-1] if swapped else names))
    return f"next best cut ({loss:.2f} less): {'; '.join(parts)}"
