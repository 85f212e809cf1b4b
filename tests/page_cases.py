"""Reads the table of copied pages, `tests/cases/pages.txt`: lines with the role that each should get."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from align.model import Role

TABLE = Path(__file__).resolve().parent / "cases" / "pages.txt"
MARKS = {
    "T": Role.TITLE,
    "B": Role.BODY,
    "H": Role.HEADING,
    "C": Role.CAPTION,
    "X": Role.BOILERPLATE,
}


@dataclass(frozen=True)
class Page:
    """A page's name, language, text and, for each visible line or part of one, the role wanted."""

    name: str
    language: str
    text: str
    roles: tuple[tuple[str, Role], ...]


def pages() -> list[Page]:
    """Read all pages; comments and what stands before the first page are left out."""
    found: list[Page] = []
    for part in ("\n" + TABLE.read_text(encoding="utf-8")).split("\n=== ")[1:]:
        head, _, body = part.partition("\n")
        name, language = head.split()
        lines = [line for line in body.strip("\n").split("\n") if not line.startswith("#")]
        roles = tuple((line[2:], MARKS[line[0]]) for line in lines if line.strip())
        text = "\n".join(line[2:] for line in lines) + "\n"
        found.append(Page(name, language, text, roles))
    return found
