"""What one speaker calls one thing, quoted in other words: “unverified” reports here, “fabricated” ones there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from align.facts.actors import one_line, roles_in
from align.facts.agreement import unmatched
from align.facts.conflicts import Conflict, ground
from align.facts.contrasts import english
from align.facts.relations import of_stem
from align.facts.support import Look
from align.facts.terms import terms
from align.facts.vocabulary import base, listed, plain
from align.facts.wording import TOLD, found_words
from align.model import Anchor, Claim

SHORT = 5
"""Words of the longest quotation that is a name for something and no sentence."""

RELATED = 0.2
"""Two nouns related so much may name one thing."""

HEAVY = 0.3
"""A word that weighs so much of the heaviest says something."""


@dataclass(frozen=True)
class Label:
    """A short quotation by which a speaker (roles and names) calls something (words in English)."""

    claim: int
    quotation: Anchor
    roles: frozenset[str]
    names: tuple[Anchor, ...]
    thing: frozenset[str]


def relabelled(source: Look, target: Look) -> list[Conflict]:
    """List what a speaker is quoted to call by unlike words on either side."""
    here, there = _labels(source), _labels(target)
    made = []
    for one in here:
        for two in there:
            if (
                _one_speaker(one, two)
                and _one_thing(one, two)
                and _unlike(one, two, source, target)
                and _unlike(two, one, target, source)
            ):
                values = (one.quotation.text, two.quotation.text)
                shared = ground(one.claim, two.claim, source, target)
                reason = "one speaker is quoted in other words"
                made.append(Conflict(one.claim, two.claim, "wording", values, shared, reason, False, None))
    return made


def _labels(look: Look) -> list[Label]:
    language = base(look.here.language)
    pattern = _verbs(language)
    made: list[Label] = []
    for i, claim in enumerate(look.claims):
        lowered = plain(claim.text)
        for anchor in claim.anchors:
            start = anchor.span.start - claim.span.start
            verb = next((m for m in pattern.finditer(lowered) if m.end() <= start), None)
            if anchor.kind != "quotation" or verb is None or len(terms(anchor.text, language)) > SHORT:
                continue
            before = look.claims[i - 1] if i and look.claims[i - 1].segment == claim.segment else None
            roles, names = _speaker(claim, verb.start(), before, language)
            thing = frozenset(
                stem
                for w in terms(claim.text[verb.end() : start], language)
                for stem, _ in english(w.form if language != "en" else w.stem, language)
            )
            made.append(Label(i, anchor, roles, names, thing))
    return made


@cache
def _verbs(language: str) -> re.Pattern[str]:
    words = sorted(listed(language, "labelling"), key=lambda w: (-len(w), w))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})" if words else r"(?!)")


def _speaker(claim: Claim, verb: int, before: Claim | None, language: str) -> tuple[frozenset[str], tuple[Anchor, ...]]:
    """Read the roles and the names before a verb; in the clause before where there are none."""
    for told, end in ((claim, verb), (before, None)):
        if told is None:
            continue
        stop = len(told.text) if end is None else end
        roles = roles_in(told.text[max(0, stop - 60) : stop], language)
        names = tuple(
            a
            for a in told.anchors
            if a.kind in ("person", "organisation", "place") and stop - 60 <= a.span.start - told.span.start < stop
        )
        if roles:
            return roles, names
    return frozenset(), ()


def _one_speaker(one: Label, two: Label) -> bool:
    """True for roles of one line, and a name or country in common where both give one."""
    if not any(one_line(a, b) for a in one.roles for b in two.roles):
        return False
    return bool(one.names and two.names) and len(unmatched(one.names, two.names)) < len(one.names)


def _one_thing(one: Label, two: Label) -> bool:
    """True where the two things are called by the same word, or by words of nearly one meaning."""
    related = one.thing & two.thing
    return bool(related) or any(
        of_stem(a, kind).get(b, 0.0) >= RELATED
        for a in one.thing
        for b in two.thing
        for kind in ("same", "wider", "near", "derived")
    )


def _unlike(one: Label, two: Label, look: Look, other: Look) -> bool:
    """True where the other's sentence holds no word of weight of the first quotation."""
    place = look.there.place[look.others[two.claim].segment]
    window = look.there.single[place]
    span = one.quotation.span
    return not any(
        share >= TOLD
        for found, share, weight in found_words(look, one.claim, window)
        if weight >= HEAVY * float(look.here.weights.max()) and span.start <= found.start < span.end
    )
