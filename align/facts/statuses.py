"""What both sides tell in another state: promised here and done there, ruled out or not, abstained and opposed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from align.facts.conflicts import Conflict, ground
from align.facts.grammar import is_denied
from align.facts.stances import Stance, stances
from align.facts.support import Look
from align.facts.wording import found_words
from align.model import Relation, Span

INCOMPATIBLE: Relation = "incompatible"
LATER: Relation = "later figure"

APART: Mapping[str, Mapping[Relation, str]] = {
    "act": {
        INCOMPATIBLE: "considered/refused promised/refused planned/refused begun/refused begun/cancelled"
        " promised/cancelled planned/cancelled begun/postponed planned/postponed postponed/cancelled",
        LATER: "promised/begun promised/done",
    },
    "assent": {INCOMPATIBLE: "for/against for/abstained against/abstained"},
    "belief": {INCOMPATIBLE: "confirmed/denied confirmed/unconfirmed unconfirmed/denied"},
    "standing": {
        INCOMPATIBLE: "witness/suspected witness/detained witness/charged witness/convicted acquitted/convicted"
        " convicted/released"
    },
    "post": {
        INCOMPATIBLE: "suspended/dismissed suspended/resigned suspended/reinstated dismissed/resigned"
        " dismissed/reinstated dismissed/appointed resigned/reinstated resigned/appointed"
    },
}
"""Which stances of one axis can't both hold of one thing, or of which one comes after the other."""

REALISED = frozenset({"begun", "done"})
PROSPECTIVE = frozenset({"considered", "promised", "planned"})
OF_PERSONS = frozenset({"standing", "post"})

ASKED = 0.28
BESIDE = 0.45
"""Ground that two claims must share, and how much of one of them besides its stance the other's sentence must hold."""

ACT = 0.6
"""How well a word of an act that is told as promised must be found where it is told as done."""

ACT_GROUND = 0.22

HEAVY = 0.35
"""A word that weighs so much of the heaviest may name an act."""

SAME = 0.15
LEAST = 0.2
"""Where a claim so much less alike, but at least so much, tells the same, nothing differs."""


@dataclass(frozen=True)
class _Pair:
    """Two claims that take a stance in one respect, and how they stand to each other ("" where they agree)."""

    source: int
    target: int
    one: Stance
    two: Stance
    relation: Relation | None
    ground: float


def statuses(source: Look, target: Look) -> list[Conflict]:
    """List the claims of both sides that tell one thing in states that exclude or follow each other."""
    here = [stances(c, source.here.language) for c in source.claims]
    there = [stances(c, target.here.language) for c in target.claims]
    pairs = list(_pairs(source, target, here, there))
    kept: dict[tuple[str, str, str], _Pair] = {}
    for pair in pairs:
        if pair.relation is None or not _firm(pair, source, target) or _agreed(pair, pairs, source, target):
            continue
        if _told_near(pair, source, target, here, there):
            continue
        key = (source.claims[pair.source].segment, target.claims[pair.target].segment, pair.one.axis)
        if key not in kept or pair.ground > kept[key].ground:
            kept[key] = pair
    return [_conflict(p, source, target) for p in kept.values()]


def _pairs(
    source: Look, target: Look, here: Sequence[Sequence[Stance]], there: Sequence[Sequence[Stance]]
) -> Iterator[_Pair]:
    for i, mine in enumerate(here):
        for d, yours in enumerate(there):
            if not mine or not yours or max(source.pairs[i, d], target.pairs[d, i]) <= 0.1:
                continue
            shared = ground(i, d, source, target)
            for one in mine:
                for two in yours:
                    if one.axis == two.axis:
                        yield _Pair(i, d, one, two, relation(one, two), shared)


def relation(one: Stance, two: Stance) -> Relation | None:
    """Say how two stances of one axis stand to each other; None where both may hold."""
    for name, listed in APART[one.axis].items():
        if f"{one.value}/{two.value}" in listed.split() or f"{two.value}/{one.value}" in listed.split():
            return name
    return None


def _firm(pair: _Pair, source: Look, target: Look) -> bool:
    """True where the two claims are surely about one thing."""
    if pair.one.value in REALISED or pair.two.value in REALISED:
        look, claim, stance, segment = (
            (target, pair.target, pair.two, source.claims[pair.source].segment)
            if pair.one.value in REALISED
            else (source, pair.source, pair.one, target.claims[pair.target].segment)
        )
        if stance.value not in PROSPECTIVE:
            return pair.ground >= ASKED and min(_beside_both(pair, source, target)) >= BESIDE
        if not stance.embeds:
            return False  # “pledged allegiance” is done
        return pair.ground >= ACT_GROUND and _holds_act(look, claim, stance.span.end, segment)
    return pair.ground >= ASKED and max(_beside_both(pair, source, target)) >= BESIDE


def _beside_both(pair: _Pair, source: Look, target: Look) -> tuple[float, float]:
    """Return how much of each claim besides its stance the other's sentence holds."""
    return (
        _beside(source, pair.source, pair.one.span, target.claims[pair.target].segment),
        _beside(target, pair.target, pair.two.span, source.claims[pair.source].segment),
    )


def _beside(look: Look, claim: int, stance: Span, segment: str) -> float:
    """Return how much of a claim besides its stance's words a sentence of the other side holds."""
    place = look.there.place.get(segment)
    if place is None:
        return 0.0
    window = look.there.single[place]
    rows = [(w, s) for span, s, w in found_words(look, claim, window) if not span.overlap(stance)]
    total = sum(w for w, _ in rows)
    return sum(w * s for w, s in rows) / total if total else 0.0


def _holds_act(look: Look, claim: int, at: int, segment: str) -> bool:
    """True when a sentence of the other side holds a word of weight of the act, which is told from ``at`` on."""
    place = look.there.place.get(segment)
    told = look.claims[claim]
    return place is not None and any(
        span.start >= at
        and weight >= HEAVY * float(look.here.weights.max())
        and share >= ACT
        and told.text[span.start - told.span.start].islower()  # an act is no name
        for span, share, weight in found_words(look, claim, look.there.single[place])
    )


def _agreed(pair: _Pair, pairs: Sequence[_Pair], source: Look, target: Look) -> bool:
    """True where one of the two documents also tells it as the other does, about as near."""
    document, other = source.claims[pair.source].document, target.claims[pair.target].document
    return any(
        p.one.axis == pair.one.axis
        and _as_good(p.one.value, p.two.value)
        and p.ground >= max(pair.ground - SAME, LEAST)
        and (
            (p.source == pair.source and target.claims[p.target].document == other)
            or (p.target == pair.target and source.claims[p.source].document == document)
        )
        and max(_beside_both(p, source, target)) >= BESIDE / 2
        for p in pairs
    )


def _told_near(
    pair: _Pair, source: Look, target: Look, here: Sequence[Sequence[Stance]], there: Sequence[Sequence[Stance]]
) -> bool:
    """True where either sentence takes the other's stance, too, or denies where the other's stance is a denied one."""
    one, two = source.claims[pair.source].segment, target.claims[pair.target].segment
    mine = {s.value for c, found in zip(source.claims, here, strict=True) if c.segment == one for s in found}
    yours = {s.value for c, found in zip(target.claims, there, strict=True) if c.segment == two for s in found}
    if pair.two.value in mine - REALISED or pair.one.value in yours - REALISED:
        return True
    if pair.one.turned == pair.two.turned:
        return False
    look, name = (target, two) if pair.one.turned else (source, one)
    return is_denied(look.here.segments[look.here.place[name]].text, look.here.language)


def _as_good(one: str, two: str) -> bool:
    """True for stances that tell the same: equal ones, begun and done, promised and planned."""
    return one == two or {one, two} <= REALISED or {one, two} == {"promised", "planned"}


def _conflict(pair: _Pair, source: Look, target: Look) -> Conflict:
    values = (pair.one.text, pair.two.text)
    reason = REASONS.get(pair.one.axis, "").format(pair.one.value, pair.two.value)
    return Conflict(
        pair.source, pair.target, "status", values, pair.ground, reason, False, pair.relation or INCOMPATIBLE
    )


REASONS = {
    "act": "one tells it as {}, the other as {}",
    "assent": "one says {}, the other {}",
    "belief": "one has it {}, the other {}",
    "standing": "one says {}, the other {}",
    "post": "one says {}, the other {}",
}
