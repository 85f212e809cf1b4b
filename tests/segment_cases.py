"""Reads the plain-text tables of sentence ends: `tests/cases/segments.LANGUAGE.txt`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "cases"


@dataclass(frozen=True)
class Case:
    """One line of a table: the paragraph and the sentences it should fall into."""

    line: int
    text: str
    sentences: tuple[str, ...]


def cases(language: str) -> list[Case]:
    """Read a language's table; the comment on its first lines explains the notation."""
    found = []
    table = (FOLDER / f"segments.{language}.txt").read_text(encoding="utf-8")
    for number, line in enumerate(table.split("\n"), 1):
        if not line.strip() or line.startswith("# "):
            continue
        shown = line.replace("␣", "\u00a0").replace("⎵", "\u202f")
        sentences = tuple(part.strip(" ") for part in shown.split("|"))
        found.append(Case(number, shown.replace(" | ", " ").replace("|", ""), sentences))
    return found
