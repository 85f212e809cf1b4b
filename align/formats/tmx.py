"""TMX 1.4: translation memories, streamed both ways.

Follows TMX 1.4b (LISA OSCAR, 2005; the DTD says 1.4) and what CAT tools make of it, see docs/formats.md. The header's
segtype is always ``sentence``: OmegaT re-splits every unit of a memory whose header says ``paragraph``; units of
several sentences say so on their own ``tu``. What our own units know stands in ``x-align-*`` properties and, for tools
that drop those, in the note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from align import __version__
from align.formats import xml
from align.formats.properties import facts, restore, status
from align.formats.reading import (
    Complain,
    FormatWarning,
    Header,
    Located,
    ReadResult,
    base,
    blank,
    gather,
    ignore,
    language,
    refuse,
    shorten,
    stamp,
    trim,
)
from align.model import Memory, Unit

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

DOCTYPE = b'<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
KNOWN_VERSIONS = ("1.1", "1.2", "1.3", "1.4")
HEADER_NEEDS = ("creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype")
RESERVED = ("file", "id", "prev", "next", "path")
CODES = ("ph", "bpt", "ept", "it", "ut")
"""Inline elements that hold a tool's code, not text."""

MACHINE_NOTE = "machine draft"
"""How the note of a machine unit begins: OmegaT's exports keep notes and drop properties."""


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

        stream.write(xml.DECLARATION + DOCTYPE)
        count = 0
        with etree.xmlfile(stream, encoding="UTF-8") as out, out.element("tmx", version="1.4"):
            out.write("\n  ")
            out.write(self._header(head))
            out.write("\n  ")
            with out.element("body"):
                for unit in self._writable(units, head):
                    out.write("\n    ")
                    out.write(self._unit(unit))
                    count += 1
                out.write("\n  ")
            out.write("\n")
        stream.write(b"\n")
        return count

    def _writable(self, units: Iterable[Unit], head: Memory) -> Iterator[Unit]:
        """Pass the units that a memory may hold: words on both sides, one target a source."""
        seen: set[int] = set()
        for unit in units:
            source, target = (xml.legal(trim(text)) for text in (unit.source, unit.target))
            if blank(source) or blank(target):
                side = "source" if blank(source) else "target"
                self._tell(unit, f"has no {side}: OmegaT would delete the sentence", "half-empty")
                continue
            if self._unique:
                # A 64-bit hash instead of the text: some 70 bytes a unit.
                key = hash((source, unit.target_language))
                if key in seen:
                    self._tell(unit, f"has a source that was written already: “{shorten(source)}”", "rival-targets")
                    continue
                seen.add(key)
            yield replace(
                unit,
                source=source,
                target=target,
                source_language=unit.source_language or head.source_language,
                target_language=unit.target_language or head.target_language,
            )

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

    def _unit(self, unit: Unit) -> Element:
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
        for tag, text in ((unit.source_language, unit.source), (unit.target_language, unit.target)):
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
        reader = _Reader(where, complain, source, target)
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


@dataclass
class _Side:
    """One ``tuv``: its language, its words and what was odd about them."""

    tag: str
    text: str
    element: Element


class _Reader:
    """Makes units of elements; holds what it learnt from the header and the first units."""

    def __init__(self, where: str, complain: Complain, source: str, target: str) -> None:
        self._where = where
        self._complain = complain
        self._told: set[tuple[str, str]] = set()
        self._source = base(source)
        self._target = base(target)
        self._version = ""
        self._segtype = ""
        self._units = self._foreign = self._pairs = 0
        self.header = Header(source_language=source, target_language=target)

    def root(self, element: Element) -> None:
        """Look at the root element."""
        if xml.local(element) != "tmx":
            raise refuse(self._where, element.sourceline or 1, f"this is not TMX: its root is {xml.local(element)!r}")
        line = element.sourceline or 1
        if xml.namespace(element):
            self._say(line, "", "TMX has no namespace, xmlns must go", "namespace", "OmegaT 5 and newer")
        self._version = element.get("version", "")
        if self._version not in KNOWN_VERSIONS:
            what = f"version {self._version!r} is none, TMX 1.4b writes 1.4"
            self._say(line, "", what, "version", "OmegaT 5 and newer", "validators")

    def take_header(self, element: Element) -> None:
        """Read the header."""
        line = element.sourceline or 1
        missing = [name for name in HEADER_NEEDS if not element.get(name)]
        if self._version == "1.4" and missing:
            self._say(line, "", f"the header lacks {', '.join(missing)}", "header", "OmegaT 5 and newer", "Weblate")
        declared = element.get("srclang", "").strip()
        source = self.header.source_language
        if not source and declared and declared.lower() != "*all*":
            source = self._language(declared, line, "")
            self._source = base(source)
        self._segtype = element.get("segtype", "")
        if self._segtype in ("paragraph", "block"):
            what = "the header's segtype makes OmegaT split units again and pair the pieces by order"
            self._say(line, "", what, "segtype", quiet=True)
        notes, properties = _annotations(element)
        original = next((v for k, v in properties if k == "align-original"), "")
        tool = f"{element.get('creationtool', '')} {element.get('creationtoolversion', '')}".strip()
        created = self._date(element, "creationdate", "")
        self.header = Header(
            source,
            self.header.target_language,
            original,
            "\n".join(notes),
            tuple(p for p in properties if p[0] != "align-original"),
            tool,
            created,
            self._version,
        )

    def take_unit(self, element: Element) -> Iterator[Located]:
        """Yield the pairs of a ``tu``."""
        self._units += 1
        name = element.get("tuid", "")
        line = element.sourceline or 0
        self._check_order(element, name)
        sides = [self._side(e, name) for e in element if xml.local(e) == "tuv"]
        if not self._source and sides:
            self._source = base(sides[0].tag)
            self.header = replace(self.header, source_language=sides[0].tag)
        here = [s for s in sides if base(s.tag) == self._source]
        there = [s for s in sides if base(s.tag) != self._source]
        if not here:
            self._foreign += 1
            self._say(line, name, f"has no text in the source language {self._source!r}; skipped", "no-source")
            return
        source = here[0]
        if len(here) > 1:
            self._say(line, name, "has two source texts; the first is taken", "two-sources")
        if blank(source.text):
            self._say(source.element.sourceline or line, name, "has an empty source; skipped", "empty-source")
            return
        yield from self._pair(element, name, line, source, there)

    def _pair(self, element: Element, name: str, line: int, source: _Side, there: list[_Side]) -> Iterator[Located]:
        if not there:
            self._say(line, name, "has no target; skipped", "no-target", "Weblate")
            return
        common = self._common(element, name, source)
        written: list[str] = []
        for side in there:
            if not self._target:
                self._target = base(side.tag)
                self.header = replace(self.header, target_language=side.tag)
            place = side.element.sourceline or line
            if base(side.tag) != self._target:
                what = f"a target in another language ({side.tag}) is skipped"
                self._say(place, name, what, "other-language", "RWS cloud", once=base(side.tag))
                continue
            if blank(side.text):
                what = "has an empty target; skipped"
                self._say(place, name, what, "empty-target", "OmegaT (deletes the sentence from the translation)")
                continue
            if written and side.text not in written:
                what = "holds a second target for one source"
                tools = ("OmegaT (takes the last)", "Translate Toolkit (takes the first)")
                self._say(place, name, what, "rival-targets", *tools)
            written.append(side.text)
            self._pairs += 1
            yield Located(line, self._with_target(common, element, side, name))

    def _common(self, element: Element, name: str, source: _Side) -> Unit:
        notes, properties = _annotations(element)
        for side in (e for e in element if xml.local(e) == "tuv"):
            more_notes, more_properties = _annotations(side)
            notes += more_notes
            properties += more_properties
        for child in element.iter("{*}prop"):
            kind = child.get("type", "")
            if kind in RESERVED:
                what = f"prop type {kind!r} is reserved" + (
                    ": it switches auto-population off" if kind == "file" else ""
                )
                self._say(child.sourceline or 0, name, what, "reserved-prop", "OmegaT")
        segtype = element.get("segtype") or self._segtype
        kind = "n-m" if segtype in ("paragraph", "block") else ""
        return restore(Unit(name, source.text, "", source.tag, kind=kind, note="\n".join(notes)), properties)

    def _with_target(self, common: Unit, element: Element, side: _Side, name: str) -> Unit:
        people = {}
        for attribute, dated in (
            ("creationid", False),
            ("creationdate", True),
            ("changeid", False),
            ("changedate", True),
        ):
            holder = side.element if side.element.get(attribute) is not None else element
            people[attribute] = self._date(holder, attribute, name) if dated else holder.get(attribute, "")
        origin = common.origin
        hands = {people["creationid"].upper(), people["changeid"].upper()} - {""}
        if hands and hands <= {"MT!", "MT"}:
            origin = "machine"
        elif common.note.startswith(MACHINE_NOTE) and not hands - {"ALIGN"}:
            # An OmegaT export of our drafts: the properties are gone, the note still says it.
            origin = "machine"
        return replace(
            common,
            target=side.text,
            target_language=side.tag,
            origin=origin,
            creator=people["creationid"],
            created=people["creationdate"],
            author=people["changeid"],
            changed=people["changedate"],
        )

    def _side(self, element: Element, name: str) -> _Side:
        line = element.sourceline or 0
        tag = element.get(xml.XML_LANG)
        if tag is None:
            tag = element.get("lang", "")
            if tag and self._version not in ("1.1", "1.2", "1.3"):
                what = "lang stands where TMX 1.4 wants xml:lang"
                self._say(line, name, what, "lang-attribute", "OmegaT 5 and newer", "Translate Toolkit", once="lang")
        segs = [e for e in element if xml.local(e) == "seg"]
        text = self._text(segs[0], name) if segs else ""
        if text != trim(text):
            what = f"white space around “{shorten(text)}” is trimmed"
            self._say(line, name, what, "padding", "every tool: no exact match")
        return _Side(self._language(tag, line, name) if tag else "", trim(text), element)

    def _text(self, seg: Element, name: str) -> str:
        """Join the words of a ``seg``; codes go, highlighted words stay."""
        for child in seg.iter("{*}hi"):
            what = "OmegaT drops hi together with its text"
            self._say(child.sourceline or 0, name, what, "hi", "OmegaT")
        return xml.words(seg, CODES)

    def _language(self, tag: str, line: int, name: str) -> str:
        canonical, fault = language(tag)
        if fault:
            self._say(line, name, fault, "language-tag", "OmegaT (finds no match)", once=tag)
        return canonical

    def _date(self, element: Element, attribute: str, name: str) -> str:
        value = element.get(attribute)
        if value is None:
            return ""
        date, strict = stamp(value)
        if not strict:
            what = f"{attribute} {value!r} is not YYYYMMDDTHHMMSSZ" + ("" if date else "; dropped")
            self._say(element.sourceline or 0, name, what, "date", "OmegaT (reads no date)")
        return date

    def _check_order(self, element: Element, name: str) -> None:
        for parent, last in ((element, "tuv"), *((e, "seg") for e in element if xml.local(e) == "tuv")):
            passed = False
            for child in parent:
                kind = xml.local(child)
                if kind == last:
                    passed = True
                elif passed and kind in ("note", "prop"):
                    what = f"{kind} after {last}"
                    self._say(child.sourceline or 0, name, what, "order", "OmegaT 5 and newer", "validators")

    def finish(self) -> None:
        """Refuse a file of which nothing could be understood."""
        if self._units and self._foreign == self._units:
            raise refuse(
                self._where,
                0,
                f"no unit has a text in the source language {self.header.source_language!r}",
                "mend srclang in the header or xml:lang of the units",
            )

    def _say(
        self, line: int, name: str, what: str, code: str, *breaks: str, once: str = "", quiet: bool = False
    ) -> None:
        if once:
            if (code, once) in self._told:
                return
            self._told.add((code, once))
        if not quiet:
            # A unit without an id is named by its place.
            place = f"no. {self._units}" if self._units else ""
            self._complain(FormatWarning(line, name or place, what, code, breaks))


def _annotations(element: Element) -> tuple[list[str], list[tuple[str, str]]]:
    notes, properties = [], []
    for child in element:
        kind = xml.local(child)
        if kind == "note":
            text = trim(xml.words(child))
            if text:
                notes.append(text)
        elif kind == "prop":
            properties.append((child.get("type", "").removeprefix("x-"), trim(xml.words(child))))
    return notes, properties
