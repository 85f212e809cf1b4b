"""XLIFF 1.2 (strict): bilingual files for CAT tools, streamed both ways.

Follows the OASIS standard of 2008 and its strict schema, and what clients make of it, see docs/formats.md. A machine
draft is ``needs-review-translation`` with ``leveraged-mt``, a human pair ``translated`` with ``x-aligned``; only what a
person approved is ``approved``. Provenance stands in notes for people and in a context-group for programs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TypeAlias

from align import __version__
from align.formats import xml
from align.formats.marks import told
from align.formats.properties import facts, people
from align.formats.reading import (
    Complain,
    FormatWarning,
    Header,
    Located,
    ReadResult,
    blank,
    gather,
    ignore,
    trim,
    with_languages,
)
from align.formats.xliff12_reader import Reader
from align.model import Memory, Proposal, Unit

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Profile: TypeAlias = Literal["generic", "omegat", "lokalize", "weblate"]
PROFILES: tuple[Profile, ...] = ("generic", "omegat", "lokalize", "weblate")

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ALIGNMENT, ENGINE = "align", "mt"
NEEDS_EDITING = "needs-translation"
"""What Weblate counts as “needs editing”; it doesn't know needs-review-translation."""


class XLIFF12:
    """Reads and writes XLIFF 1.2.

    Args:
        profile: ``generic`` (strict, alt-trans, states), ``lokalize`` (the same), ``omegat`` (each target a copy of
            its source, no alt-trans: OmegaT 3.6 translates no other unit), ``weblate`` (drafts in a state that it
            counts as “needs editing”).
        date: for files and phases; without it SOURCE_DATE_EPOCH's, else none.
        complain: told of every unit that isn't written, and why.
    """

    name = "xliff"
    suffixes = (".xlf", ".xliff")
    holds: Literal["units"] = "units"

    def __init__(self, *, profile: Profile = "generic", date: str = "", complain: Complain = ignore) -> None:
        self._profile = profile
        self._date = xml.declared_date(date)
        self._complain = complain

    def write(self, memory: Memory, stream: BinaryIO) -> int:
        """Write a memory as XLIFF 1.2; return the number of units written."""
        return self.write_units(memory.units, memory, stream)

    def write_units(self, units: Iterable[Unit], head: Memory, stream: BinaryIO) -> int:
        """Write units as they come; a new ``file`` begins where the original document changes."""
        from lxml import etree

        units, head = with_languages(units, head)
        stream.write(xml.DECLARATION)
        count = 0
        schema = {f"{{{XSI}}}schemaLocation": f"{NAMESPACE} xliff-core-1.2-strict.xsd"}
        with (
            etree.xmlfile(stream, encoding="UTF-8") as out,
            out.element(f"{{{NAMESPACE}}}xliff", {"version": "1.2", **schema}, nsmap={None: NAMESPACE, "xsi": XSI}),
        ):
            for (original, *_), group in groupby(self._writable(units), key=lambda u: _file_of(u, head)):
                count += self._file(out, original, group, head)
            if not count:
                self._file(out, _original(None, head), (), head)
            out.write("\n")
        stream.write(b"\n")
        return count

    def _writable(self, units: Iterable[Unit]) -> Iterator[Unit]:
        for unit in units:
            if blank(xml.legal(unit.source)):
                what = f"unit {unit.id or '?'} has no source; not written"
                self._complain(FormatWarning(0, unit.id, what, "empty-source"))
            else:
                yield unit

    def _file(self, out: Any, original: str, units: Iterable[Unit], head: Memory) -> int:
        """Write a ``file`` with its header; units of one paragraph share a group."""
        stream = iter(units)
        first = next(stream, None)
        attributes = {
            "original": xml.legal(original) or "memory",
            "source-language": (first.source_language if first else "") or head.source_language,
            "target-language": (first.target_language if first else "") or head.target_language,
            "datatype": "plaintext",
            "tool-id": ALIGNMENT,
        }
        if self._date:
            attributes["date"] = xml.extended(self._date)
        count = 0
        used: set[str] = set()
        out.write("\n  ")
        with out.element("file", attributes):
            out.write("\n    ")
            out.write(self._header(head))
            out.write("\n    ")
            with out.element("body"):
                for paragraph, group in groupby(_chain(first, stream), key=lambda u: u.detail("align-paragraph")):
                    with ExitStack() as stack:
                        pad = "\n      "
                        if paragraph:
                            out.write(pad)
                            # npm's xliff drops every unit of a group without an id.
                            named = {"id": xml.own_nmtoken(f"group-{paragraph}", used), "restype": "x-paragraph"}
                            stack.enter_context(out.element("group", named))
                            pad += "  "
                        for unit in group:
                            count += 1
                            out.write(pad)
                            out.write(self._unit(unit, xml.own_nmtoken(unit.id or f"u{count}", used), len(pad) - 1))
                        if paragraph:
                            out.write("\n      ")
                out.write("\n    ")
            out.write("\n  ")
        return count

    def _header(self, head: Memory) -> Element:
        from lxml import etree

        header = etree.Element("header")
        engine = next((value for name, value in head.properties if name == "align-engine"), "")
        phases = etree.SubElement(header, "phase-group")
        tools = [(ALIGNMENT, "align", __version__)]
        for name, process in ((ALIGNMENT, "alignment"), (ENGINE, "machine-translation")):
            phase = etree.SubElement(phases, "phase", {"phase-name": name, "process-name": process, "tool-id": name})
            if self._date:
                phase.set("date", xml.extended(self._date))
        tools.append((ENGINE, engine.rpartition(" ")[0] or engine or "machine translation", engine.rpartition(" ")[2]))
        for identity, name, version in tools:
            tool_element = etree.SubElement(header, "tool", {"tool-id": identity, "tool-name": xml.legal(name)})
            if version:
                tool_element.set("tool-version", xml.legal(version))
        notes = [head.note, *(f"{key}: {value}" for key, value in head.properties)]
        for text in notes:
            if not blank(text):
                etree.SubElement(header, "note", {"from": "align"}).text = xml.legal(text)
        xml.indent(phases, 8)
        xml.indent(header, 6)
        return header

    def _unit(self, unit: Unit, name: str, depth: int) -> Element:
        from lxml import etree

        element = etree.Element("trans-unit", {"id": name})
        if unit.approved and unit.target and unit.origin == "human":
            element.set("approved", "yes")
        element.set(xml.XML_SPACE, "preserve")
        etree.SubElement(element, "source").text = xml.legal(trim(unit.source))
        if self._profile == "omegat":
            etree.SubElement(element, "target").text = xml.legal(trim(unit.source))
        else:
            self._target(element, unit)
            self._context(element, unit, depth)
            for proposal in unit.proposals:
                _alternative(element, proposal)
        if not blank(unit.note):
            etree.SubElement(element, "note", {"from": "align"}).text = xml.legal(trim(unit.note))
        for mark in unit.marks:
            words = mark.span.of(unit.source if mark.side == "source" else unit.target)
            note = etree.SubElement(element, "note", {"from": "align", "annotates": mark.side, "priority": "2"})
            note.text = xml.legal(told(mark, words))
        xml.indent(element, depth + 2)
        return element

    def _target(self, element: Element, unit: Unit) -> None:
        from lxml import etree

        text = xml.legal(trim(unit.target))
        if blank(text):
            return
        state, qualifier = self._state(unit)
        attributes = {"state": state} if state else {}
        if qualifier:
            attributes["state-qualifier"] = qualifier
        if unit.origin == "machine":
            attributes["phase-name"] = ENGINE
        elif unit.kind:
            attributes["phase-name"] = ALIGNMENT
        etree.SubElement(element, "target", attributes).text = text

    def _state(self, unit: Unit) -> tuple[str, str]:
        if unit.origin == "machine":
            state = NEEDS_EDITING if self._profile == "weblate" else "needs-review-translation"
            return state, "leveraged-mt"
        if unit.approved:
            return "final", ""
        return unit.state or "translated", "x-aligned" if unit.kind else ""

    def _context(self, element: Element, unit: Unit, depth: int) -> None:
        """Write what programs need to know; no client shows or changes it."""
        from lxml import etree

        group = etree.Element("context-group", {"purpose": "information"})
        for name, value in (*facts(unit), *people(unit), *unit.properties):
            if not blank(value):
                context = etree.SubElement(group, "context", {"context-type": f"x-{xml.nmtoken(name)}"})
                context.text = xml.legal(trim(value))
        if len(group):
            xml.indent(group, depth + 4)
            element.append(group)

    def read(self, path: Path) -> ReadResult:
        """Read a whole file.

        Raises:
            BrokenFormat: malformed, hostile or not XLIFF 1.x.
            UsageError: there is no such file.
        """
        return gather(path, lambda complain, head: self.iterate(path, complain, head), pairs_once=False)

    def iterate(
        self, path: Path, complain: Complain = ignore, head: Callable[[Header], None] = lambda header: None
    ) -> Iterator[Located]:
        """Yield the units of a file with their lines, untranslated ones too, one at a time."""
        with xml.opened(path) as stream:
            yield from self.parse(stream, str(path), complain, head)

    def parse(
        self,
        stream: BinaryIO,
        where: str,
        complain: Complain = ignore,
        head: Callable[[Header], None] = lambda header: None,
    ) -> Iterator[Located]:
        """Do `iterate`'s work on a stream; ``where`` names it in errors."""
        yield from Reader(where, complain, head).units(stream)


def _original(unit: Unit | None, head: Memory) -> str:
    named = (unit.detail("align-source-path") or unit.detail("align-source-document")) if unit else ""
    return named or head.original or "memory"


def _file_of(unit: Unit, head: Memory) -> tuple[str, str, str]:
    """What units of one ``file`` element share: the original document and both languages."""
    return (
        _original(unit, head),
        unit.source_language or head.source_language,
        unit.target_language or head.target_language,
    )


def _chain(first: Unit | None, rest: Iterator[Unit]) -> Iterator[Unit]:
    if first is not None:
        yield first
    yield from rest


def _alternative(element: Element, proposal: Proposal) -> None:
    from lxml import etree

    text = xml.legal(trim(proposal.target))
    if blank(text):
        return
    attributes = {"alttranstype": "proposal"}
    if proposal.quality is not None:
        attributes["match-quality"] = f"{round(100 * proposal.quality)}%"
    if proposal.origin:
        attributes["origin"] = xml.legal(proposal.origin)
    if proposal.machine:
        attributes["tool-id"] = ENGINE
    alternative = etree.SubElement(element, "alt-trans", attributes)
    if not blank(proposal.source):
        etree.SubElement(alternative, "source").text = xml.legal(trim(proposal.source))
    target = etree.SubElement(alternative, "target")
    target.text = text
    if proposal.machine:
        target.set("state-qualifier", "mt-suggestion")
