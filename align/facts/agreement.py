"""Whether two anchors say the same: ``same``, ``compatible``, ``disjoint`` or ``unrelated``.

Laws (tests/test_anchors.py): symmetric; an anchor is the same as itself; ``disjoint`` only where both speak of one
thing (a number of the same noun and unit, two days of a calendar, two countries) and can't both hold.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from align.facts.counted import is_listed, under
from align.facts.dates import SEASON_ENDS, WEEKDAYS
from align.facts.names import transliterated
from align.facts.places import kind_of, places_in
from align.model import Anchor, Moment, Quantity
from align.text import fold, squeeze

Agreement = Literal["same", "compatible", "disjoint", "unrelated"]

CONVERTED = {"metre": 0.03, "square metre": 0.03, "kilogram": 0.03, "litre": 0.03, "km/h": 0.03, "percent": 0.0101}
"""How far two measures may lie apart after a conversion that was rounded (miles and kilometres, a third and 33 %)."""

EXACT = 0.001
YEAR = 365.25


def agree(a: Anchor, b: Anchor) -> Agreement:
    """Compare two anchors of either language."""
    if isinstance(a.value, Quantity) and isinstance(b.value, Quantity):
        return _quantities(a.value, b.value)
    if isinstance(a.value, Moment) and isinstance(b.value, Moment):
        return _moments(a.value, b.value)
    if isinstance(a.value, str) and isinstance(b.value, str):
        return _words(a, b, a.value, b.value)
    return "unrelated"


def unmatched(these: Sequence[Anchor], those: Sequence[Anchor]) -> list[Anchor]:
    """List the anchors of ``these`` that none of ``those`` agrees with; another bound is no agreement."""
    return [a for a in these if not any(_meets(a, b) for b in those)]


def _meets(a: Anchor, b: Anchor) -> bool:
    found = agree(a, b)
    if found == "compatible" and isinstance(a.value, Quantity) and isinstance(b.value, Quantity):
        return not bound_differs(a.value, b.value)
    return found in ("same", "compatible")


# --- numbers --------------------------------------------------------------------------------------------------------


def _quantities(a: Quantity, b: Quantity) -> Agreement:
    a, b = _same_unit(a, b)
    if a.unit != b.unit:
        return "unrelated"
    if not _comparable(a.counted, b.counted):
        guessed = not (is_listed(a.counted) and is_listed(b.counted))
        return "compatible" if guessed and (a.low, a.high) == (b.low, b.high) else "unrelated"
    slack = CONVERTED.get(a.unit, EXACT)
    if _close(a.low, b.low, slack) and _close(a.high, b.high, slack):
        return "same"
    low, high = max(a.low, b.low), min(a.high, b.high)
    return "compatible" if low <= high or _close(low, high, slack) else "disjoint"


def _same_unit(a: Quantity, b: Quantity) -> tuple[Quantity, Quantity]:
    """Read a bare number beside a time as years where that makes them meet: “at 14” and « à 14 ans »."""
    for bare, timed in ((a, b), (b, a)):
        if not bare.unit and not bare.counted and timed.unit == "day" and _close(bare.low * YEAR, timed.low, EXACT):
            return timed, timed
    return a, b


def bound_differs(a: Quantity, b: Quantity) -> bool:
    """True where both state a bound on one side and the bounds aren't equal: at least 20, at least 66; 10–20, 15–20."""
    if a.unit != b.unit:
        return False
    slack = CONVERTED.get(a.unit, EXACT)
    low, high = _close(a.low, b.low, slack), _close(a.high, b.high, slack)
    open_above = math.isinf(a.high) and math.isinf(b.high)
    open_below = a.low == b.low == 0 and a.high > 0 and b.high > 0 and a.low < a.high and b.low < b.high
    ranges = a.low < a.high and b.low < b.high and low != high
    return (open_above and not low) or (open_below and not high) or (ranges and not open_above and not open_below)


def _close(a: float, b: float, slack: float) -> bool:
    return a == b or (math.isfinite(a) and math.isfinite(b) and abs(a - b) <= slack * max(abs(a), abs(b)))


def _comparable(a: str, b: str) -> bool:
    """True where two keys may count the same: equal, one unknown, one wider than the other, or a state in common."""
    if a == b or not a or not b:
        return True
    states = set(a.split("+")) & set(b.split("+"))
    if states:
        return True
    if a.startswith("~") or b.startswith("~"):
        return False
    if not is_listed(a) and not is_listed(b) and len(a) > 5 and a[:5] == b[:5]:
        return True  # stems of one word in two languages: particul, particl
    return under(b, a) or under(a, b)


# --- dates ----------------------------------------------------------------------------------------------------------


def _moments(a: Moment, b: Moment) -> Agreement:
    if a.value == b.value:
        return "same"
    if a.value in WEEKDAYS and b.value in WEEKDAYS:
        return "disjoint"
    one, two = _parts(a.value), _parts(b.value)
    if one is None or two is None:
        return _with_weekday(a.value, b.value)
    if any(x is not None and y is not None and x != y for x, y in zip(one, two, strict=True)):
        return "disjoint"
    known = [x is not None and y is not None for x, y in zip(one, two, strict=True)]
    return "compatible" if any(known) else "unrelated"


def _parts(value: str) -> tuple[str | None, str | None, str | None, str | None] | None:
    """Take an ISO value apart into year, quarter-like season, month and day; None for what isn't on the calendar."""
    match = re.fullmatch(r"(\d{4}|-)(?:-(\d\d))?(?:-(\d\d))?", value)
    if match and (match[1] != "-" or match[2]):
        year = None if match[1] == "-" else match[1]
        return year, None, match[2], match[3]
    season = re.fullmatch(r"(?:(\d{4})-)?(winter|spring|summer|autumn)", value)
    if season:
        return season[1], season[2], None, None
    return None


def _with_weekday(a: str, b: str) -> Agreement:
    """Compare a weekday, a week or a decade with a calendar date."""
    for one, two in ((a, b), (b, a)):
        day = _day(two)
        if one in WEEKDAYS and day is not None:
            return "compatible" if WEEKDAYS[day.weekday()] == one else "disjoint"
        week = re.fullmatch(r"(\d{4})-W(\d\d)", one)
        if week and day is not None:
            year, number, _ = day.isocalendar()
            return "compatible" if (year, number) == (int(week[1]), int(week[2])) else "disjoint"
        decade = re.fullmatch(r"(\d{3})x", one)
        if decade and re.match(r"\d{4}", two):
            return "compatible" if two.startswith(decade[1]) else "disjoint"
    if all(re.fullmatch(r"\d{4}-W\d\d|\d{3}x", v) for v in (a, b)) and len(a) == len(b):
        return "disjoint"
    return "unrelated"


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def season_of(month: int) -> str:
    """Name the season that a month belongs to: December is winter."""
    return next((name for name, ends in SEASON_ENDS.items() if (ends - month) % 12 in (0, 1, 2) and month != ends), "")


# --- words ----------------------------------------------------------------------------------------------------------


def _words(a: Anchor, b: Anchor, one: str, two: str) -> Agreement:
    if fold(one) == fold(two):
        return "same" if {a.kind, b.kind} != {"tag", "quotation"} else "unrelated"
    if {a.kind, b.kind} <= {"person", "organisation"}:
        return _names(a, b, one, two)
    if a.kind != b.kind:
        within = {a.kind, b.kind} == {"place", "organisation"} and (_holds(a, b) or _holds(b, a))
        return "compatible" if within else "unrelated"
    if a.kind == "place":
        same_sort = kind_of(one) == kind_of(two) and kind_of(one) in ("country", "city", "region")
        return "disjoint" if same_sort else "unrelated"
    if a.kind == "quotation":
        left, right = fold(squeeze(one)), fold(squeeze(two))
        return "compatible" if left in right or right in left else "unrelated"
    return "disjoint" if a.kind == "tag" else "unrelated"


def _names(a: Anchor, b: Anchor, one: str, two: str) -> Agreement:
    """Compare names across spellings: Poutine and Putin, a last name and the full one, a body and its acronym."""
    left, right = transliterated(one).split(), transliterated(two).split()
    if left == right or _alike(" ".join(left), " ".join(right)):
        return "same"
    if _acronym(one, two) or _acronym(two, one):
        return "same"
    short, long = sorted((left, right), key=len)
    if a.kind == b.kind == "person" and short and long:
        if _alike(short[-1], long[-1]):
            return "same" if len(short) == 1 else "disjoint"
        return "disjoint"
    shared = [w for w in short if len(w) > 3 and any(_alike(w, v) for v in long)]
    if shared and (len(shared) == len(short) or a.kind == b.kind == "organisation"):
        return "compatible"
    return "disjoint" if a.kind == b.kind else "unrelated"


def _holds(body: Anchor, place: Anchor) -> bool:
    """True when an organisation's name holds the place (“Iraq Study Group”, Irak)."""
    if body.kind != "organisation" or not isinstance(body.value, str) or not isinstance(place.value, str):
        return False
    words = fold(f"{body.value} {body.text}").split()
    return fold(place.text) in words or place.value in places_in(f"{body.text}, {body.value}")


def _alike(one: str, two: str) -> bool:
    if one == two:
        return True
    if min(len(one), len(two)) < 5:
        return False
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.normalized_similarity(one, two) >= 0.84


def _acronym(short: str, long: str) -> bool:
    if not (short.isupper() and 2 <= len(short) <= 6 and " " in long):
        return False
    initials = "".join(w[0] for w in re.findall(r"[^\W\d_]+", long) if w[0].isupper())
    return initials == short
