"""Who does the same thing on both sides: a pharmacist here and a father there, one minister here and another there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from align.facts.agreement import unmatched
from align.facts.conflicts import Conflict, ground
from align.facts.grammar import grammar_of
from align.facts.support import Look
from align.facts.terms import terms
from align.facts.vocabulary import base, plain, table
from align.facts.wording import found_words
from align.model import Anchor, Claim, Span

SUBJECT = 7
"""A subject stands among so many words before its verb."""

RELATIVE = {"en": re.compile(r"(?:who|which|that)\b"), "fr": re.compile(r"qui\b")}
CLEFT = {"en": re.compile(r"it (?:was|is)\b"), "fr": re.compile(r"c'(?:est|était)\b")}
AGENT = {"en": re.compile(r"\bby\s"), "fr": re.compile(r"\bpar\s")}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in a claim: a role's ``key``, or a person by name (``anchor``)."""

    key: str
    span: Span
    text: str
    anchor: Anchor | None = None


@cache
def _roles(language: str) -> Mapping[str, str]:
    made: dict[str, str] = {}
    for key, _, english, french in table("roles", 4):
        for word in (english if language == "en" else french).split("|"):
            made.setdefault(word, key)
    return made


@cache
def _wider() -> Mapping[str, str]:
    return {key: wider for key, wider, _, _ in table("roles", 4) if wider != "-"}


def roles_in(text: str, language: str) -> frozenset[str]:
    """List the keys of the roles that a text names."""
    roles = _roles(base(language))
    return frozenset(roles[w.form] for w in terms(text, language) if w.form in roles)


def one_line(one: str, two: str) -> bool:
    """True for keys of which one falls under the other, at any remove."""

    def above(key: str) -> set[str]:
        seen = {key}
        while key in _wider():
            key = _wider()[key]
            seen.add(key)
        return seen

    return one in above(two) or two in above(one)


def actors(claim: Claim, language: str, before: Claim | None = None) -> list[Actor]:
    """List who acts in a claim: the role or the person before its first verb, and behind “by”.

    Of a relative clause (“It was the father | who raised the alarm”) the one in the clause ``before`` it acts.
    """
    tongue = base(language)
    grammar = grammar_of(tongue)
    if grammar is None or tongue not in AGENT:
        return []
    lowered = plain(claim.text)
    if before is not None and before.segment == claim.segment and RELATIVE[tongue].match(lowered):
        cleft = CLEFT[tongue].match(plain(before.text))
        return _in_zone(before, language, cleft.end() if cleft else 0, len(before.text))
    made: list[Actor] = []
    verb = grammar.verbs.search(lowered)
    if verb is not None:
        made += _in_zone(claim, language, 0, verb.start())
    agent = AGENT[tongue].search(lowered)
    if agent is not None:
        made += _in_zone(claim, language, agent.end(), len(lowered))
    return made


def _in_zone(claim: Claim, language: str, start: int, end: int) -> list[Actor]:
    """List the first role and the first person of a stretch of a claim."""
    words = [w for w in terms(claim.text, language) if w.start >= start and w.end <= end]
    made: list[Actor] = []
    for word in words[:SUBJECT]:
        key = _roles(base(language)).get(word.form)
        if key:
            span = Span(claim.span.start + word.start, claim.span.start + word.end)
            made.append(Actor(key, span, claim.text[word.start : word.end]))
            break
    for a in claim.anchors:
        if a.kind == "person" and start <= a.span.start - claim.span.start < end:
            made.append(Actor("", a.span, a.text, a))
            break
    return made


# --- as differences ---------------------------------------------------------------------------------------------------

ASKED = 0.25
"""Ground that two claims must share, and how much of each besides its actor the other's sentence must hold."""

BESIDE = 0.35


def others(source: Look, target: Look) -> list[Conflict]:
    """List the claims of both sides that tell the same of somebody else."""
    here, there = _of_claims(source), _of_claims(target)
    made: dict[tuple[str, str], Conflict] = {}
    for i, mine in enumerate(here):
        for d, yours in enumerate(there):
            if not mine or not yours or max(source.pairs[i, d], target.pairs[d, i]) <= 0.1:
                continue
            shared = ground(i, d, source, target)
            if (
                shared < ASKED
                or source.claims[i].negated != target.claims[d].negated
                or _otherwise(i, d, source, target)
            ):
                continue
            found = _apart(i, d, mine, yours, source, target)
            key = (source.claims[i].segment, target.claims[d].segment)
            if found is not None and (key not in made or made[key].ground < shared):
                values = (found[0].text, found[1].text)
                made[key] = Conflict(i, d, "actor", values, shared, "the same is told of somebody else", False)
    return list(made.values())


def _otherwise(i: int, d: int, source: Look, target: Look) -> bool:
    """True where both claims quote, and not the same: each speaker says his own."""
    one, two = source.claims[i], target.claims[d]
    quoted = [a for a in one.anchors if a.kind == "quotation"]
    if not quoted or not any(a.kind == "quotation" for a in two.anchors):
        return False
    window = source.there.single[source.there.place[two.segment]]
    rows = [(w, s) for span, s, w in found_words(source, i, window) if any(a.span.overlap(span) for a in quoted)]
    total = sum(w for w, _ in rows)
    return total > 0 and sum(w * s for w, s in rows) / total < BESIDE


def _of_claims(look: Look) -> list[list[Actor]]:
    pairs = zip((None, *look.claims), look.claims, strict=False)
    return [actors(claim, look.here.language, before) for before, claim in pairs]


def _apart(
    i: int, d: int, mine: Sequence[Actor], yours: Sequence[Actor], source: Look, target: Look
) -> tuple[Actor, Actor] | None:
    """Pair actors of one kind that can't be the same, where the two claims tell the same of them; None where one is."""
    pairs = [(a, b) for a in mine for b in yours if (a.anchor is None) == (b.anchor is None)]
    named = [(a, b) for a, b in pairs if a.anchor is not None]
    pairs = named or pairs  # two ministers by name are two persons
    if any(_same(a, b) for a, b in pairs):
        return None
    for a, b in pairs:
        if (
            not _told(a, source, i, target, d)
            and not _told(b, target, d, source, i)
            and min(_beside(source, i, a, target.claims[d]), _beside(target, d, b, source.claims[i])) >= BESIDE
        ):
            return a, b
    return None


def _same(one: Actor, two: Actor) -> bool:
    if one.anchor is not None and two.anchor is not None:
        return not unmatched([one.anchor], [two.anchor])
    return one_line(one.key, two.key)


def _told(actor: Actor, look: Look, claim: int, other: Look, theirs: int) -> bool:
    """True where the other document names the person, or the other sentence the role."""
    document, segment = other.claims[theirs].document, other.claims[theirs].segment
    if actor.anchor is not None:
        return not unmatched([actor.anchor], [a for c in other.claims if c.document == document for a in c.anchors])
    text = " ".join(c.text for c in other.claims if c.segment == segment)
    return any(one_line(key, actor.key) for key in roles_in(text, other.here.language))


def _beside(look: Look, claim: int, actor: Actor, there: Claim) -> float:
    """Return how much of a claim besides its actor the other's sentence holds."""
    window = look.there.single[look.there.place[there.segment]]
    rows = [(w, s) for span, s, w in found_words(look, claim, window) if not span.overlap(actor.span)]
    total = sum(w for w, _ in rows)
    return sum(w * s for w, s in rows) / total if total else 0.0
