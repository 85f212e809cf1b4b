"""Where both sides tell the same thing with another number, day, place, person or status.

A difference needs its ground first: the two claims must be about the same thing, told by the words they share besides
the slot itself, and count the same thing (numbers) or fill the same slot. Disputes that an article reports itself are
not differences between sources, and a claim that the same document also tells with an agreeing value doesn't differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from align.facts.counted import wider
from align.facts.support import Look
from align.model import Anchor, Claim, Moment, Quantity, Slot

SAME_NUMBER = 0.12
"""Two figures closer than this (as a share of the larger) are the same figure, rounded."""

GROUND = 0.32
"""Mean share of each other's words (besides the slot) from which two claims are about the same thing."""

COUNTED_GROUND = 0.18
"""The same where both count the same thing by name."""


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


@dataclass(frozen=True)
class _Filler:
    claim: int
    anchor: Anchor


def conflicts(source: Look, target: Look) -> list[Conflict]:
    """List the conflicts between the claims of both sides, the best-grounded one for each claim, slot and document."""
    made: list[Conflict] = []
    for slot, kind, judge in (("number", "number", _numbers), ("date", "date", _dates), ("place", "place", _places)):
        made.extend(_of_kind(slot, kind, judge, source, target))  # type: ignore[arg-type]
    return made


Judge = Callable[[Anchor, Anchor], "tuple[str, float, str] | None"]
"""Returns ``same``, ``other`` or ``differs`` for two fillers, the ground that this asks for, and a reason."""


def _of_kind(slot: Slot, kind: str, judge: Judge, source: Look, target: Look) -> Iterator[Conflict]:
    here, there = _fillers(source.claims, kind), _fillers(target.claims, kind)
    by_document: dict[str, list[_Filler]] = {}
    for filler in there:
        by_document.setdefault(target.claims[filler.claim].document, []).append(filler)
    for one in here:
        for fillers in by_document.values():
            found = _best(one, fillers, judge, source, target)
            if found is not None:
                other, ground, reason = found
                yield Conflict(
                    one.claim, other.claim, slot, (one.anchor.text, other.anchor.text), ground, reason, ground >= 0.5
                )


def _fillers(claims: Sequence[Claim], kind: str) -> list[_Filler]:
    return [_Filler(i, a) for i, c in enumerate(claims) for a in c.anchors if a.kind == kind and _tells(a)]


def _tells(anchor: Anchor) -> bool:
    """False for numbers that hardly count: articles, ordinals, years read as numbers."""
    value = anchor.value
    if not isinstance(value, Quantity):
        return True
    return value.low != 1.0 or anchor.text.strip()[:1].isdigit()


def _best(
    one: _Filler, fillers: Sequence[_Filler], judge: Judge, source: Look, target: Look
) -> tuple[_Filler, float, str] | None:
    """Pick the filler of one document that stands in the likeliest place; None where it agrees, or none stands firm."""
    rated = []
    for other in fillers:
        ruling = judge(one.anchor, other.anchor)
        if ruling is None:
            continue
        verdict, asked, reason = ruling
        ground = _ground(one.claim, other.claim, source, target)
        if ground >= asked:
            # An agreeing filler anywhere near the same ground settles it.
            rated.append((ground + (0.15 if verdict == "same" else 0.0), verdict == "same", other, ground, reason))
    if not rated:
        return None
    best = max(rated, key=lambda r: (r[0], r[1]))
    return None if best[1] else (best[2], best[3], best[4])


def _ground(one: int, other: int, source: Look, target: Look) -> float:
    """Say how much two claims share: the better direction counts more, their whole sentences a little."""
    forth, back = float(source.pairs[one, other]), float(target.pairs[other, one])
    return 0.5 * max(forth, back) + 0.3 * min(forth, back) + 0.2 * _sentences(one, other, source, target)


def _sentences(one: int, other: int, source: Look, target: Look) -> float:
    place = target.here.place.get(target.claims[other].segment)
    if place is None:
        return 0.0
    window = next((k for k, w in enumerate(source.there.windows) if w.first == w.last == place), None)
    return 0.0 if window is None else float(max(source.whole[one, window], source.back[one, window]))


def _numbers(one: Anchor, other: Anchor) -> tuple[str, float, str] | None:
    a, b = one.value, other.value
    if not isinstance(a, Quantity) or not isinstance(b, Quantity):
        return None
    same = _counted(a.counted, b.counted)
    if same == 0:
        return None
    asked = COUNTED_GROUND if same == 2 else GROUND
    if _close(a, b):
        return "same", 0.0, ""
    overlap = a.low <= b.high and b.low <= a.high
    reason = "one gives a bound, the other a figure" if overlap else "the figures exclude each other"
    return "differs", asked, reason


def _close(a: Quantity, b: Quantity) -> bool:
    """True for figures that round to each other; an open bound stands for its figure."""
    one, two = _figure(a), _figure(b)
    if abs(one - two) <= SAME_NUMBER * max(abs(one), abs(two)):
        return True
    bounded = all(q.low > 0 and q.high != float("inf") for q in (a, b))
    return bounded and a.low <= b.high and b.low <= a.high


def _figure(value: Quantity) -> float:
    if value.high == float("inf"):
        return value.low
    return value.high if value.low == 0 else (value.low + value.high) / 2


def _counted(one: str, two: str) -> int:
    """Say whether two numbers count the same: 2 by name, 1 perhaps, 0 no."""
    a, b = set(one.split("+")) - {""}, set(two.split("+")) - {""}
    if a and b:
        if a & b:
            return 2
        if any(wider(x) == y or wider(y) == x for x in a for y in b):
            return 1
        return 1 if "person" in a | b and any(x.startswith("~") for x in a | b) else 0
    return 1


def _dates(one: Anchor, other: Anchor) -> tuple[str, float, str] | None:
    a, b = one.value, other.value
    if not isinstance(a, Moment) or not isinstance(b, Moment) or a.precision != b.precision:
        return None
    if a.value == b.value or a.value.endswith(b.value.lstrip("-")) or b.value.endswith(a.value.lstrip("-")):
        return "same", 0.0, ""
    return "differs", GROUND, "the dates differ"


def _places(one: Anchor, other: Anchor) -> tuple[str, float, str] | None:
    if one.value == other.value:
        return "same", 0.0, ""
    return "differs", 0.45, "the places differ"
