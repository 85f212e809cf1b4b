"""What a unit knows of itself, as named values: TMX properties, XLIFF 1.2 contexts and XLIFF 2.1 metadata alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from align.model import Unit

SCORE: Final = "align-score"
KIND: Final = "align-kind"
ORIGIN: Final = "align-origin"
GRADE: Final = "align-grade"
STATE: Final = "align-state"
APPROVED: Final = "align-approved"
PEOPLE: Final = {
    "align-creator": "creator",
    "align-created": "created",
    "align-author": "author",
    "align-changed": "changed",
}
MACHINE_NOTE: Final = "machine draft"
"""How the note of a machine unit begins: OmegaT's exports keep notes and drop properties."""

OWN: Final = frozenset({SCORE, KIND, ORIGIN, GRADE, STATE, APPROVED, *PEOPLE})


def facts(unit: Unit) -> Iterator[tuple[str, str]]:
    """Give score, kind, origin and grade, which no format has attributes for, the most asked for first."""
    if unit.score is not None:
        yield SCORE, repr(round(unit.score, 4))
    if unit.kind:
        yield KIND, unit.kind
    yield ORIGIN, unit.origin
    if unit.grade:
        yield GRADE, unit.grade


def status(unit: Unit) -> Iterator[tuple[str, str]]:
    """Give state and approval, for formats without attributes for them (TMX)."""
    if unit.state:
        yield STATE, unit.state
    if unit.approved:
        yield APPROVED, "yes"


def people(unit: Unit) -> Iterator[tuple[str, str]]:
    """Give who made and changed the unit and when, for formats without attributes for them (XLIFF)."""
    for name, field in PEOPLE.items():
        value = getattr(unit, field)
        if value:
            yield name, value


def restore(unit: Unit, properties: Iterable[tuple[str, str]]) -> Unit:
    """Put named values back where `facts`, `status` and `people` took them from; the others become properties."""
    return replace(unit, **known(properties))


def known(properties: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Sort named values into fields of `Unit`; those that are no field's stay together as its properties."""
    rest: list[tuple[str, str]] = []
    fields: dict[str, Any] = {}
    for name, value in properties:
        if name not in OWN:
            rest.append((name, value))
        elif name == SCORE:
            fields["score"] = share(value)
        elif name == KIND:
            fields["kind"] = value
        elif name == ORIGIN:
            fields["origin"] = "machine" if value == "machine" else "human"
        elif name == GRADE and value in ("equivalent", "partial"):
            fields["grade"] = value
        elif name == STATE:
            fields["state"] = value
        elif name == APPROVED:
            fields["approved"] = value == "yes"
        elif name in PEOPLE:
            fields[PEOPLE[name]] = value
    fields["properties"] = tuple(rest)
    return fields


def share(text: str) -> float | None:
    """Read a number between 0 and 1; None for anything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0.0 <= value <= 1.0 else None
