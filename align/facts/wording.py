"""Which words of a text the other side doesn't tell, and how to say so."""

from __future__ import annotations

from collections.abc import Sequence

from align.facts.support import Look
from align.model import Span

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
