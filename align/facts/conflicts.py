"""Where both sides tell the same thing with another number, day, place or with another polarity.

A difference needs its ground first: the two claims must be about the same thing, told by the words they share besides
the slot itself, and count the same thing (numbers) or fill the same slot. A claim that the same document also tells
with an agreeing value doesn't differ from it. Disputes that an article reports are no differences between sources:
what somebody is quoted as saying is compared with what is quoted, what an article says with what an article says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from align.facts.counted import wider
from align.facts.support import Look
from align.model import Anchor, AnchorKind, Claim, Document, Moment, Quantity, Relation, Slot

SAME_NUMBER = 0.12
"""Two figures closer than this (as a share of the larger) are the same figure, rounded."""

SAME_TIME = 5
"""Minutes that two times of day may lie apart and still be the same, rounded."""

SOME = 10
"""From here on an equal figure of any count is hardly there by chance."""

LARGE = 1000
"""From here on figures are too rare to lie near each other by chance."""

ASKED: Mapping[str, float] = {
    "state": 0.11,
    "counted": 0.22,
    "related": 0.31,
    "measured": 0.28,
    "large": 0.08,
    "date": 0.22,
    "place": 0.2,
}
"""Ground that a difference asks for: numbers of persons in one state, of one thing by name, of things perhaps the
same; measures and sums (but not times, which every article is full of); large figures of one order that only one side
tells; dates; countries that only one side names.
Chosen on the development events."""


@dataclass(frozen=True)
class Conflict:
    """A source claim and a target claim that fill one slot differently; ``ground`` is how alike they are besides."""

    source: int
    target: int
    slot: Slot
    values: tuple[str, str]
    ground: float
    reason: str
    exact: bool
    relation: Relation | None = "incompatible"


@dataclass(frozen=True)
class _Filler:
    claim: int
    anchor: Anchor
    document: str


Ruling = tuple[str, float, str]
"""``same`` or ``differs``, the ground that this asks for, and a reason."""

Judge = Callable[[_Filler, _Filler, "_Sides"], "Ruling | None"]


@dataclass(frozen=True)
class _Sides:
    """What both sides tell of one kind, with the days their documents were published."""

    source: Sequence[_Filler]
    target: Sequence[_Filler]
    documents: Mapping[str, Document]


def conflicts(source: Look, target: Look, *, inside: bool = False) -> list[Conflict]:
    """List the conflicts between the claims of both sides, the best-grounded one for each claim, slot and document.

    With ``inside`` the two are documents of one side: numbers and dates alone, on firm ground, as they share words.
    """
    made: list[Conflict] = []
    if inside:
        for slot, judge in (("number", _numbers), ("date", _dates)):
            found = _of_kind(slot, slot, judge, source, target)  # type: ignore[arg-type]
            made.extend(c for c in found if c.ground >= ASKED["counted"])
        return made
    made.extend(_of_kind("number", "number", _numbers, source, target))
    made.extend(_of_kind("date", "date", _dates, source, target))
    made.extend(_of_kind("place", "place", _places, source, target))
    return made


def _of_kind(slot: Slot, kind: AnchorKind, judge: Judge, source: Look, target: Look) -> Iterator[Conflict]:
    documents = {d.id: d for d in (*source.here.documents, *target.here.documents)}
    sides = _Sides(_fillers(source.claims, kind), _fillers(target.claims, kind), documents)
    by_document: dict[str, list[_Filler]] = {}
    for filler in sides.target:
        by_document.setdefault(filler.document, []).append(filler)
    for one in sides.source:
        for fillers in by_document.values():
            found = _best(one, fillers, judge, source, target, sides)
            if found is not None:
                other, shared, reason = found
                values = (one.anchor.text, other.anchor.text)
                relation = _relation(one, other, reason, documents)
                yield Conflict(one.claim, other.claim, slot, values, shared, reason, shared >= 0.4, relation)


def _relation(one: _Filler, other: _Filler, reason: str, documents: Mapping[str, Document]) -> Relation:
    """Say how two values stand to each other: a toll that the later document gives higher is the later figure."""
    a, b = one.anchor.value, other.anchor.value
    first, second = (documents[f.document].provenance.published for f in (one, other))
    if isinstance(a, Quantity) and isinstance(b, Quantity) and first is not None and second is not None:
        toll = "~" in a.counted and "~" in b.counted
        if toll and first != second and (first < second) == (_figure(a) < _figure(b)):
            return "later figure"
    return "bound differs" if reason == BOUND else "incompatible"


def _fillers(claims: Sequence[Claim], kind: AnchorKind) -> list[_Filler]:
    return [
        _Filler(i, a, c.document) for i, c in enumerate(claims) for a in c.anchors if a.kind == kind and tells(a, c)
    ]


def tells(anchor: Anchor, claim: Claim) -> bool:
    """False for numbers that hardly count: “a”, “first”, and a part of a number (“two of the dead”)."""
    value = anchor.value
    if not isinstance(value, Quantity):
        return True
    if not any(c.isdigit() for c in anchor.text) and (value.low == value.high == 1.0 or len(anchor.text) < 3):
        return False
    if value.unit:
        return True
    rest = claim.text[anchor.span.end - claim.span.start :].lstrip().lower()
    return not rest.startswith(("of the ", "of them", "of those", "of its", "of their", "d'entre", "d’entre", "des "))


def _best(
    one: _Filler, fillers: Sequence[_Filler], judge: Judge, source: Look, target: Look, sides: _Sides
) -> tuple[_Filler, float, str] | None:
    """Pick the filler of one document that stands in the likeliest place; None where it agrees, or none stands firm."""
    rated = []
    settled = _settled(one, fillers, judge, source, target, sides)
    for other in fillers:
        if target.claims[other.claim].segment in settled:
            continue
        shared = ground(one.claim, other.claim, source, target)
        ruling = judge(one, other, sides) if shared > 0 else None
        if ruling is None or not _comparable(source.claims[one.claim], target.claims[other.claim]):
            continue
        verdict, asked, reason = ruling
        if shared >= asked:
            # An agreeing filler anywhere near the same ground settles it.
            rated.append((shared + (0.15 if verdict == "same" else 0.0), verdict == "same", other, shared, reason))
    if not rated:
        return None
    best = max(rated, key=lambda r: (r[0], r[1]))
    return None if best[1] else (best[2], best[3], best[4])


def _settled(
    one: _Filler, fillers: Sequence[_Filler], judge: Judge, source: Look, target: Look, sides: _Sides
) -> set[str]:
    """List the sentences of a document that hold an agreeing value, too: “from three to five” differs from neither."""
    return {target.claims[f.claim].segment for f in fillers if (judge(one, f, sides) or ("", 0, ""))[0] == "same"}


def _comparable(one: Claim, two: Claim) -> bool:
    """False where one side quotes a person and the other speaks itself of what may be: their dispute, not ours."""
    return not (one.modality == "possible" and two.modality == "possible")


def ground(one: int, other: int, source: Look, target: Look) -> float:
    """Say how much two claims share: the better direction counts more, their whole sentences a little."""
    forth, back = float(source.pairs[one, other]), float(target.pairs[other, one])
    return 0.5 * max(forth, back) + 0.3 * min(forth, back) + 0.2 * _sentences(one, other, source, target)


def _sentences(one: int, other: int, source: Look, target: Look) -> float:
    place = target.here.place.get(target.claims[other].segment)
    window = source.there.single.get(place) if place is not None else None
    return 0.0 if window is None else float(max(source.whole[one, window], source.back[one, window]))


# --- numbers ----------------------------------------------------------------------------------------------------------


BOUND = "one gives a bound, the other a figure"


def _numbers(one: _Filler, other: _Filler, sides: _Sides) -> Ruling | None:
    a, b = one.anchor.value, other.anchor.value
    if not isinstance(a, Quantity) or not isinstance(b, Quantity):
        return None
    if same_digits(one.anchor.text, other.anchor.text):
        return "same", 0.0, ""
    if a.unit != b.unit:
        return None
    kind = _counted(a.counted, b.counted)
    if kind == "related" and a.unit not in ("", "day"):
        kind = "measured"
    if not kind:
        return None
    if close(a, b):
        return "same", 0.0, ""
    if _told_there(one, sides.target, other.document) and _told_there(other, sides.source, one.document):
        return None  # each side tells both figures: they are two things
    asked = ASKED[kind]
    alone = _only_there(one, sides.target, other.document) and _only_there(other, sides.source, one.document)
    if alone and _of_one_order(a, b):
        asked = min(asked, ASKED["large"])
    overlap = a.low <= b.high and b.low <= a.high
    return "differs", asked, BOUND if overlap else "the figures exclude each other"


def same_digits(one: str, two: str) -> bool:
    """True for figures of the same digits and scale, however grouped: “8,733” in a French text is 8,733, too."""
    left, right = (re.sub(r"\D", "", t) for t in (one, two))
    return bool(left) and left == right and _scale(one) == _scale(two)


def _scale(text: str) -> int:
    lowered = text.lower()
    return next((power for pattern, power in SCALES if re.search(pattern, lowered)), 0)


SCALES = ((r"milliard|billion|bn\b", 9), (r"million|\dm\b|\bm\b", 6), (r"\bmille|millier|thousand|\dk\b", 3))
"""Words of a thousand, a million, a thousand million; “billion” is the English one."""


def close(a: Quantity, b: Quantity) -> bool:
    """True for figures that round to each other; an open bound stands for its figure."""
    one, two = _figure(a), _figure(b)
    if a.unit == b.unit == "clock":
        return abs(one - two) <= SAME_TIME
    if abs(one - two) <= SAME_NUMBER * max(abs(one), abs(two)):
        return True
    bounded = all(q.low > 0 and q.high != float("inf") for q in (a, b))
    return bounded and a.low <= b.high and b.low <= a.high


def _of_one_order(a: Quantity, b: Quantity) -> bool:
    """True for large figures less than a factor of two apart; times are told in days, no measure of size."""
    if "day" in (a.unit, b.unit):
        return False
    one, two = sorted((_figure(a), _figure(b)))
    return one >= LARGE and two <= 2 * one


def _only_there(one: _Filler, others: Sequence[_Filler], document: str) -> bool:
    """True when no figure of ``document`` is close to ``one``'s, whatever it counts."""
    value = one.anchor.value
    return isinstance(value, Quantity) and not any(
        o.document == document and isinstance(o.anchor.value, Quantity) and close(value, o.anchor.value) for o in others
    )


def _told_there(one: _Filler, others: Sequence[_Filler], document: str) -> bool:
    """True when ``document`` tells a measure, or a figure of some size, that is exactly ``one``'s."""
    value = one.anchor.value
    if not isinstance(value, Quantity) or (not value.unit and _figure(value) < SOME):
        return False
    return any(o.document == document and o.anchor.value == value for o in others)


def _figure(value: Quantity) -> float:
    if value.high == float("inf"):
        return value.low
    return value.high if value.low == 0 else (value.low + value.high) / 2


def _counted(one: str, two: str) -> str:
    """Say whether two numbers count the same: one ``state``, one ``counted`` thing, ``related`` ones, or nothing."""
    a, b = set(one.split("+")) - {""}, set(two.split("+")) - {""}
    if not a or not b:
        return "related"
    if a & b:
        return "state" if any(x.startswith("~") for x in a & b) else "counted"
    if any(wider(x) == y or wider(y) == x or (wider(x) and wider(x) == wider(y)) for x in a for y in b):
        return "related"
    return "related" if "person" in a | b and any(x.startswith("~") for x in a | b) else ""


# --- dates and places -------------------------------------------------------------------------------------------------


def _dates(one: _Filler, other: _Filler, sides: _Sides) -> Ruling | None:
    a, b = one.anchor.value, other.anchor.value
    if not isinstance(a, Moment) or not isinstance(b, Moment) or a.precision != b.precision:
        return None
    if a.value == b.value or a.value.endswith(b.value.lstrip("-")) or b.value.endswith(a.value.lstrip("-")):
        return "same", 0.0, ""
    if same_weekday(one.anchor, other.anchor) or "=" in a.value + b.value:
        return "same", 0.0, ""
    if _of_its_day(one, sides) and _of_its_day(other, sides):
        # Each article speaks of its own day: a state of things that goes on, not another date.
        return None
    return "differs", ASKED["date"], "the dates differ"


def same_weekday(one: Anchor, other: Anchor) -> bool:
    """True for days weeks apart of which one was told by its weekday: “Thursday” may be last week's or this week's."""
    days = []
    for anchor in (one, other):
        value = anchor.value
        if not isinstance(value, Moment) or value.precision != "day" or len(value.value) != 10:
            return False
        days.append(date.fromisoformat(value.value))
    told = any(not any(c.isdigit() for c in a.text) for a in (one, other))
    return told and (days[0] - days[1]).days % 7 == 0


def _of_its_day(filler: _Filler, sides: _Sides) -> bool:
    published = sides.documents[filler.document].provenance.published
    value = filler.anchor.value
    if published is None or not isinstance(value, Moment) or value.precision != "day" or len(value.value) != 10:
        return False
    return abs((published - date.fromisoformat(value.value)).days) <= 3


def _places(one: _Filler, other: _Filler, sides: _Sides) -> Ruling | None:
    a, b = one.anchor.value, other.anchor.value
    if a == b:
        return "same", 0.0, ""
    if str(a) not in _countries() or str(b) not in _countries():
        return None
    if any(f.anchor.value == a for f in sides.target if f.document == other.document):
        return None
    if any(f.anchor.value == b for f in sides.source if f.document == one.document):
        return None
    return "differs", ASKED["place"], "each names another country"


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    from babel import Locale

    return frozenset(name for code, name in Locale("en").territories.items() if code.isalpha())
