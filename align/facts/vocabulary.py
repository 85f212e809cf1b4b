"""The plain tables under ``data``: read once, lazily, and kept."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from align.errors import InvalidValue

DATA = Path(__file__).parent / "data"
"""Where the tables lie: tab-separated UTF-8, a line that starts with # is a comment (the first names the source)."""


@cache
def table(name: str, columns: int) -> tuple[tuple[str, ...], ...]:
    """Read the rows of ``data/NAME.tsv``.

    Raises InvalidValue where a row has another number of columns: a table that lost a tab must not pass unseen.
    """
    rows: list[tuple[str, ...]] = []
    for number, line in enumerate((DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(line.split("\t"))
        if len(cells) != columns:
            raise InvalidValue(f"{len(cells)} columns instead of {columns}", where=f"{name}.tsv, line {number}")
        rows.append(cells)
    return tuple(rows)


@cache
def listed(language: str, kind: str) -> frozenset[str]:
    """Return one of the small closed lists of ``words.tsv``; an unknown language has none."""
    found: set[str] = set()
    for tongue, name, words in table("words", 3):
        if (tongue, name) == (language, kind):
            found.update(words.split("|"))
    return frozenset(found)


def base(language: str) -> str:
    """Return the primary subtag of a BCP 47 tag: ``fr`` of ``fr-CA``."""
    return language.replace("_", "-").split("-")[0].lower()


APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})
"""Typographic apostrophes become plain ones; the length of the text stays."""


def plain(text: str) -> str:
    """Lower-case ``text`` with plain apostrophes and spaces, one code point for one: offsets stay valid."""
    lowered = text.translate(APOSTROPHES).replace("\u00a0", " ").replace("\u202f", " ")
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in lowered)
