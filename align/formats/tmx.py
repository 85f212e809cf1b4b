"""TMX 1.4: translation memories, streamed both ways.

Follows TMX 1.4b (LISA OSCAR, 2005; the DTD says 1.4) and what CAT tools make of it, see docs/formats.md. The header's
segtype is always ``sentence``: OmegaT re-splits every unit of a memory whose header says ``paragraph``; units of
several sentences say so on their own ``tu``. What our own units know stands in ``x-align-*`` properties and, for tools
that drop those, in the note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from align import __version__
from align.formats import xml
from align.formats.properties import MACHINE_NOTE, facts, status
from align.formats.reading import (
    Complain,
    FormatWarning,
    Header,
    Located,
    ReadResult,
    blank,
    foreign,
    gather,
    ignore,
    shorten,
    trim,
    with_languages,
)
from align.formats.tmx_reader import Reader
from align.model import Memory, Unit

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

DOCTYPE = b'<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'


class TMX:
    """Reads and writes translation memories.

    Args:
        date: ``YYYYMMDDTHHMMSSZ`` for header and units that have no date of their own; without it the date is
            SOURCE_DATE_EPOCH's, and without that there is none (TMX demands none).
        unique: write one target a source, the first; OmegaT would take the last, others the first.
        complain: told of every unit that isn't written, and why.
    """

    name = "tmx"
    suffixes = (".tmx", ".tmx.gz", ".tmx.zip")
    holds: Literal["units"] = "units"

    def __init__(self, *, date: str = "", unique: bool = True, complain: Complain = ignore) -> None:
        self._date = xml.declared_date(date)
        self._unique = unique
        self._complain = complain

    def write(self, memory: Memory, stream: BinaryIO) -> int:
        """Write a memory as TMX 1.4 in UTF-8 without BOM; return the number of units written."""
        return self.write_units(memory.units, memory, stream)

    def write_units(self, units: Iterable[Unit], head: Memory, stream: BinaryIO) -> int:
        """Write units as they come, holding one at a time; ``head`` says what the header needs."""
        from lxml import etree

        units, head = with_languages(units, head)
        stream.write(xml.DECLARATION + DOCTYPE)
        count = 0
        with etree.xmlfile(stream, encoding="UTF-8") as out, out.element("tmx", version="1.4"):
            out.write("\n  ")
            out.write(self._header(head))
            out.write("\n  ")
            with out.element("body"):
                for unit, source, target in self._writable(units, head):
                    out.write("\n    ")
                    out.write(self._unit(unit, source, target, head))
                    count += 1
                out.write("\n  ")
            out.write("\n")
        stream.write(b"\n")
        return count

    def _writable(self, units: Iterable[Unit], head: Memory) -> Iterator[tuple[Unit, str, str]]:
        """Pass the units that a memory may hold, with their texts: words on both sides, one target a source."""
        seen: set[int] = set()
        for unit in units:
            source, target = xml.legal(trim(unit.source)), xml.legal(trim(unit.target))
            if blank(source) or blank(target):
                side = "source" if blank(source) else "target"
                self._tell(unit, f"has no {side}: OmegaT would delete the sentence", "half-empty")
                continue
            if foreign(unit, head):
                self._tell(unit, "is in other languages than its memory", "other-language")
                continue
            if self._unique:
                # A 64-bit hash instead of the text: some 70 bytes a unit.
                key = hash(source)
                if key in seen:
                    self._tell(unit, f"has a source that was written already: “{shorten(source)}”", "rival-targets")
                    continue
                seen.add(key)
            yield unit, source, target

    def _tell(self, unit: Unit, what: str, code: str) -> None:
        self._complain(FormatWarning(0, unit.id, f"unit {unit.id or '?'} {what}; not written", code))

    def _header(self, head: Memory) -> Element:
        from lxml import etree

        tool, _, version = (head.tool or f"align {__version__}").rpartition(" ")
        element = etree.Element("header")
        created = head.created or self._date
        for name, value in (
            ("creationtool", tool or "align"),
            ("creationtoolversion", version),
            ("segtype", "sentence"),
            ("o-tmf", "align"),
            ("adminlang", "en"),
            ("srclang", head.source_language),
            ("datatype", "plaintext"),
            ("o-encoding", "UTF-8"),
            ("creationdate", created),
        ):
            if value:
                element.set(name, xml.legal(value))
        properties = head.properties
        if head.original:
            properties = (*properties, ("align-original", head.original))
        _annotate(element, head.note, properties)
        xml.indent(element, 4)
        return element

    def _unit(self, unit: Unit, source: str, target: str, head: Memory) -> Element:
        from lxml import etree

        element = etree.Element("tu")
        if unit.id:
            element.set("tuid", xml.legal(unit.id))
        for name, value in (
            ("creationdate", unit.created or self._date),
            ("creationid", unit.creator),
            ("changedate", unit.changed),
            ("changeid", unit.author),
        ):
            if value:
                element.set(name, xml.legal(value))
        element.set("segtype", "sentence" if unit.kind in ("", "1-1") else "paragraph")
        _annotate(element, unit.note, (*facts(unit), *status(unit), *unit.properties))
        for tag, text in (
            (unit.source_language or head.source_language, source),
            (unit.target_language or head.target_language, target),
        ):
            side = etree.SubElement(element, "tuv", {xml.XML_LANG: tag})
            etree.SubElement(side, "seg").text = text
        xml.indent(element, 6)
        return element

    def read(self, path: Path, *, source: str = "", target: str = "") -> ReadResult:
        """Read a whole memory.

        Args:
            source: its source language, where the header leaves it open (``*all*``) or is wrong.
            target: the target language to take from a memory of several.

        Raises:
            BrokenFormat: malformed, hostile, not TMX or without a text in its source language.
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
        """Yield the pairs of a memory with their lines, one at a time; memory stays flat.

        ``complain`` is told what was odd as it comes, ``head`` gets the header before the first unit.
        """
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
        reader = Reader(where, complain, source, target)
        for event, element in xml.events(stream, where, start=("body",), end=("header", "tu")):
            if event == "root":
                reader.root(element)
            elif event == "start":
                head(reader.header)
            elif xml.local(element) == "header":
                reader.take_header(element)
            else:
                yield from reader.take_unit(element)
                xml.discard(element)
        reader.finish()


def _annotate(element: Element, note: str, properties: Iterable[tuple[str, str]]) -> None:
    from lxml import etree

    if not blank(note):
        etree.SubElement(element, "note").text = xml.legal(trim(note))
    for name, value in properties:
        if value:
            etree.SubElement(element, "prop", type=xml.legal(f"x-{name}")).text = xml.legal(value)


__all__ = ["MACHINE_NOTE", "TMX"]
