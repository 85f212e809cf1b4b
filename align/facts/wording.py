"""Which words of a text the other side doesn't tell, and how to say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from align.facts.agreement import unmatched
from align.facts.lexicon import lexicon
from align.facts.names import given
from align.facts.support import Look
from align.facts.terms import Term
from align.model import Anchor, Span
from align.text import fold

TOLD = 0.45
"""A word found at least so well counts as told."""


def found_words(look: Look, claim: int, window: int) -> list[tuple[Span, float, float]]:
    """List the words of a claim as (document span, how well a window holds it 0–1, its weight)."""
    told = look.claims[claim]
    place = look.here.place.get(told.segment)
    if place is None:
        return []
    origin = look.here.segments[place].span.start
    made = []
    for i in look.here.inside(told):
        term, number = look.here.words[place][i], look.here.numbers[place][i]
        span = Span(origin + term.start, origin + term.end)
        made.append((span, float(look.finds[number, window]), float(look.here.weights[number])))
    return made


def untold(words: Sequence[tuple[Span, float, float]], heavy: float = 0.5) -> list[Span]:
    """List the stretches of neighbouring words that weigh something and aren't told, heaviest first, at most two."""
    runs: list[tuple[float, Span]] = []
    start: Span | None = None
    weight, end = 0.0, 0
    for span, share, mass in [*words, (Span(0, 0), 1.0, 9.0)]:
        if share < TOLD and (mass > 0.05 or start is not None):
            start = start or span
            end = span.end if mass > 0.05 else end
            weight += mass * (1 - share)
        elif start is not None and share >= TOLD:
            runs.append((weight, Span(start.start, max(end, start.end))))
            start, weight = None, 0.0
    kept = sorted((r for r in runs if r[0] >= heavy), key=lambda r: (-r[0], r[1]))
    return [span for _, span in kept[:2]]


# --- names ------------------------------------------------------------------------------------------------------------

CAPITALS = 0.5
"""Where more of a sentence's words than this are capitalised, capitals name nobody: a headline."""

HEAVY = 0.3
"""A word weighs so much at least that it may be part of a name at the start of a sentence, where all have capitals."""

NOT_NAMES = frozenset({"date", "number", "tag", "quotation"})
"""Kinds of anchors whose capitals are no names: “Monday”, “Plus”."""


@dataclass(frozen=True)
class Name:
    """A run of capitalised words; ``firm`` unless it is the single first word of its sentence and no anchor."""

    span: Span
    text: str
    firm: bool


def strange_names(look: Look, place: int, other: int, around: Sequence[Anchor]) -> list[Name]:
    """List the names of a sentence of which the other side's sentence holds nothing that weighs.

    ``around``: the anchors near the other side's sentence; a name that agrees with one of them is told.
    """
    made = []
    segment = look.here.segments[place]
    anchors = [a for c in look.claims if c.segment == segment.id for a in c.anchors]
    window = look.there.single[other]
    for run in _capitalised(look, place):
        rows = [(float(look.here.weights[n]), float(look.finds[n, window])) for _, n in run]
        weight = sum(w for w, _ in rows)
        strange = sum(w for w, share in rows if share < TOLD)
        start = segment.span.start
        span = Span(start + run[0][0].start, start + run[-1][0].end)
        read = [a for a in anchors if a.span.overlap(span)]
        agreed = [a for a in read if not unmatched([a], around)]
        if weight <= 0.0 or strange <= weight / 2 or agreed or any(a.kind in NOT_NAMES for a in read):
            continue
        heavy = sum(w >= HEAVY for w, _ in rows)
        opens = not segment.text[: run[0][0].start].strip(OPENING)
        if opens and len(run) == 1 and not read and _everyday(run[0][0], look):
            continue
        firm = bool(read) or heavy > 1 or not opens
        made.append(Name(span, segment.text[span.start - start : span.end - start], firm))
    return made


def _everyday(term: Term, look: Look) -> bool:
    """True for a word that the lexicon's corpora know: at the start of a sentence its capital names nobody."""
    known = lexicon(look.here.language, look.there.language)
    if known is None or fold(term.form) in given() or look.here.language == look.there.language:
        return False
    rarity = known.rarity(look.here.language)
    return term.form in rarity or term.stem in rarity


OPENING = " \t\n\"'“”«»‘’–—-(\u00a0\u202f"
"""What may stand before the first word of a sentence."""


def _capitalised(look: Look, place: int) -> list[list[tuple[Term, int]]]:
    """List the runs of capitalised words of a sentence, with the numbers of their types."""
    text = look.here.segments[place].text
    words = list(zip(look.here.words[place], look.here.numbers[place], strict=True))
    letters = [t for t, _ in words if t.form[0].isalpha()]
    if sum(text[t.start].isupper() for t in letters) > CAPITALS * len(letters):
        return []
    runs: list[list[tuple[Term, int]]] = []
    for term, number in words:
        if not text[term.start].isupper():
            continue
        near = runs and text[runs[-1][-1][0].end : term.start] in (" ", "-", "\u00a0")
        if near:
            runs[-1].append((term, number))
        else:
            runs.append([(term, number)])
    return runs
