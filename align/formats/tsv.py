"""Units as tab-separated values with a header row: for spreadsheets, scripts and corpus tools.

One unit a line, UTF-8, no quoting: a tab or line break inside a text becomes a space. Files without a header row are
read as ``source TAB target``, further columns left aside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Literal

from align.errors import BrokenFormat
from align.formats import xml
from align.formats.properties import share
from align.formats.reading import (
    Complain,
    FormatWarning,
    Header,
    Located,
    ReadResult,
    blank,
    gather,
    ignore,
    language,
    refuse,
    trim,
)
from align.model import Memory, Unit

FIELDS = (
    "id",
    "source",
    "target",
    "source_language",
    "target_language",
    "origin",
    "kind",
    "score",
    "grade",
    "state",
    "approved",
    "creator",
    "created",
    "author",
    "changed",
    "note",
)
PROPERTIES = tuple(
    f"align-{name}"
    for name in (
        "source-document",
        "source-outlet",
        "source-date",
        "source-segments",
        "target-document",
        "target-outlet",
        "target-date",
        "target-segments",
        "engine",
        "signature",
        "tool",
    )
)
COLUMNS = (*FIELDS, *(name.removeprefix("align-").replace("-", "_") for name in PROPERTIES))
BREAKS = re.compile("[\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
LONGEST_LINE = 10_000_000


class TSV:
    """Reads and writes units as tab-separated values.

    Args:
        date: taken for the sake of the other writers; only a unit's own dates are written.
        complain: told of every unit that isn't written, and why.
    """

    name = "tsv"
    suffixes = (".tsv",)
    holds: Literal["units"] = "units"

    def __init__(self, *, date: str = "", complain: Complain = ignore) -> None:
        xml.declared_date(date)
        self._complain = complain

    def write(self, memory: Memory, stream: BinaryIO) -> int:
        """Write a memory with its header row; return the number of units written."""
        return self.write_units(memory.units, memory, stream)

    def write_units(self, units: Iterable[Unit], head: Memory, stream: BinaryIO) -> int:
        """Write units as they come; half-empty ones are left out."""
        stream.write(("\t".join(COLUMNS) + "\n").encode("utf-8"))
        count = 0
        for unit in units:
            cells = [_cell(value) for value in _values(unit, head)]
            if blank(cells[1]) or blank(cells[2]):
                what = f"unit {unit.id or '?'} has an empty side; not written"
                self._complain(FormatWarning(0, unit.id, what, "half-empty"))
                continue
            stream.write(("\t".join(cells) + "\n").encode("utf-8"))
            count += 1
        return count

    def read(self, path: Path, *, source: str = "", target: str = "") -> ReadResult:
        """Read a whole file; ``source`` and ``target`` are its languages where it doesn't name them.

        Raises:
            BrokenFormat: not UTF-8, or without a source and a target column.
            UsageError: there is no such file.
        """
        return gather(path, lambda complain, head: self.iterate(path, complain, head, source=source, target=target))

    def iterate(
        self,
        path: Path,
        complain: Complain = ignore,
        head: Callable[[Header], None] = lambda header: None,
        *,
        source: str = "",
        target: str = "",
    ) -> Iterator[Located]:
        """Yield the pairs of a file with their lines, one at a time."""
        with xml.opened(path) as stream:
            yield from self.parse(stream, str(path), complain, head, source=source, target=target)

    def parse(
        self,
        stream: BinaryIO,
        where: str,
        complain: Complain = ignore,
        head: Callable[[Header], None] = lambda header: None,
        *,
        source: str = "",
        target: str = "",
    ) -> Iterator[Located]:
        """Do `iterate`'s work on a stream; ``where`` names it in errors."""
        columns: Sequence[str] | None = None
        told = False
        for line, text in _lines(stream, where):
            cells = text.split("\t")
            if columns is None:
                named = [c.strip().lower() for c in cells]
                columns = named if "source" in named and "target" in named else ("source", "target")
                if len(cells) < 2:
                    raise refuse(where, line, "there is no tab: one unit a line, source TAB target")
                if columns is named:
                    continue
            row = dict(zip(columns, cells, strict=False))
            unit = _unit(row, source, target)
            if blank(unit.source) or blank(unit.target):
                complain(FormatWarning(line, unit.id, "has an empty side; skipped", "half-empty"))
                continue
            if not told:
                told = True
                head(Header(unit.source_language, unit.target_language))
            yield Located(line, unit)
        if not told:
            head(Header(source, target))


def _values(unit: Unit, head: Memory) -> Iterator[str]:
    yield from (unit.id, unit.source, unit.target)
    yield unit.source_language or head.source_language
    yield unit.target_language or head.target_language
    yield from (unit.origin, unit.kind)
    yield "" if unit.score is None else repr(round(unit.score, 4))
    yield from (unit.grade or "", unit.state, "yes" if unit.approved else "")
    yield from (unit.creator, unit.created, unit.author, unit.changed, unit.note)
    yield from (unit.detail(name) for name in PROPERTIES)


def _cell(value: str) -> str:
    return BREAKS.sub(" ", trim(xml.legal(value)))


def _lines(stream: BinaryIO, where: str) -> Iterator[tuple[int, str]]:
    line = 0
    while data := stream.readline(LONGEST_LINE):
        line += 1
        if len(data) == LONGEST_LINE:
            raise refuse(where, line, "the line is longer than 10 MB")
        if line == 1:
            data = data.removeprefix(b"\xef\xbb\xbf")
        try:
            text = data.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise BrokenFormat(
                f"not UTF-8 at byte {error.start} of the line", where=f"{where}:{line}", mend="save it as UTF-8"
            ) from error
        if "\x00" in text:
            raise refuse(where, line, "a NUL: this is no text file")
        if text.strip():
            yield line, text


def _unit(row: dict[str, str], source: str, target: str) -> Unit:
    def cell(name: str) -> str:
        return trim(row.get(name, ""))

    origin, grade = cell("origin"), cell("grade")
    named = ((name, cell(name.removeprefix("align-").replace("-", "_"))) for name in PROPERTIES)
    return Unit(
        cell("id"),
        cell("source"),
        cell("target"),
        language(cell("source_language") or source)[0],
        language(cell("target_language") or target)[0],
        origin="machine" if origin == "machine" else "human",
        kind=cell("kind"),
        score=share(cell("score")),
        grade=grade if grade in ("equivalent", "partial") else None,  # type: ignore[arg-type]
        state=cell("state"),
        approved=cell("approved") == "yes",
        author=cell("author"),
        changed=cell("changed"),
        note=cell("note"),
        properties=tuple((name, value) for name, value in named if value),
        creator=cell("creator"),
        created=cell("created"),
    )
