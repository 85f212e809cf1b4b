"""XLIFF 2.1: bilingual files with the facts of one language marked inside the text, streamed both ways.

Follows the OASIS standard of 2018 with its matches, metadata and ITS modules; 2.0 and 2.2 are read too. One segment a
unit, since some clients keep only the last of several. A draft is ``initial`` with ``align:mt``, a human pair
``translated`` with ``align:aligned``; ``reviewed`` and ``final`` stand only where a person approved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from align import __version__
from align.errors import UsageError
from align.formats import xml
from align.formats.properties import facts, people, status
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
    trim,
    with_languages,
)
from align.formats.xliff21_reader import Reader
from align.model import Mark, Memory, Unit

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

CORE = "urn:oasis:names:tc:xliff:document:2.0"
MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
ITS = "http://www.w3.org/2005/11/its"
MODULES = {"mtc": MATCHES, "mda": METADATA, "its": ITS}
SEGMENT = "s1"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


class XLIFF21:
    """Reads XLIFF 2.0, 2.1 and 2.2 and writes 2.1.

    Args:
        profile: ``generic`` only: OmegaT 3.6, Lokalize and Weblate don't read XLIFF 2.
        date: taken for the sake of the other writers; XLIFF 2.1 has no place for a date in its core.
        complain: told of every unit that isn't written, and why.

    Raises:
        UsageError: a profile whose client doesn't read XLIFF 2.
    """

    name = "xliff21"
    suffixes = (".xlf", ".xliff")
    holds: Literal["units"] = "units"

    def __init__(self, *, profile: str = "generic", date: str = "", complain: Complain = ignore) -> None:
        if profile != "generic":
            raise UsageError(f"{profile} doesn't read XLIFF 2.1", mend="write --xliff 1.2 for it")
        xml.declared_date(date)
        self._complain = complain

    def write(self, memory: Memory, stream: BinaryIO) -> int:
        """Write a memory as XLIFF 2.1; return the number of units written."""
        return self.write_units(memory.units, memory, stream)

    def write_units(self, units: Iterable[Unit], head: Memory, stream: BinaryIO) -> int:
        """Write units as they come; a new ``file`` begins where the original document changes."""
        from lxml import etree

        units, head = with_languages(units, head)
        count = files = 0
        attributes = {"version": "2.1", "srcLang": head.source_language, "trgLang": head.target_language}
        attributes[f"{{{ITS}}}version"] = "2.0"
        prefixes: dict[str | None, str] = {None: CORE, "mtc": MATCHES, "mda": METADATA, "its": ITS}
        stream.write(xml.DECLARATION)
        with (
            etree.xmlfile(stream, encoding="UTF-8") as out,
            out.element(f"{{{CORE}}}xliff", attributes, nsmap=prefixes),
        ):
            for original, group in groupby(self._writable(units, head), key=lambda u: _original(u, head)):
                files += 1
                count += self._file(out, original, files, group, head)
            out.write("\n")
        if not count:
            raise UsageError("there is no unit to write", mend="an XLIFF 2.1 file holds at least one unit")
        stream.write(b"\n")
        return count

    def _writable(self, units: Iterable[Unit], head: Memory) -> Iterator[Unit]:
        for unit in units:
            if blank(xml.legal(unit.source)):
                self._tell(unit, "has no source", "empty-source")
            elif foreign(unit, head):
                self._tell(unit, "is in other languages than its file", "other-language")
            else:
                yield unit

    def _tell(self, unit: Unit, what: str, code: str) -> None:
        self._complain(FormatWarning(0, unit.id, f"unit {unit.id or '?'} {what}; not written", code))

    def _file(self, out: Any, original: str, number: int, units: Iterable[Unit], head: Memory) -> int:
        from lxml import etree

        count = 0
        used: set[str] = set()
        out.write("\n  ")
        with out.element("file", {"id": f"f{number}", "original": xml.legal(original)}):
            notes = etree.Element("notes")
            for text in (head.note, *(f"{key}: {value}" for key, value in head.properties)):
                if not blank(text):
                    note = etree.SubElement(notes, "note", {"id": f"n{len(notes)}", "category": "align"})
                    note.text = xml.legal(text)
            if len(notes):
                xml.indent(notes, 6)
                out.write("\n    ")
                out.write(notes)
            for unit in units:
                count += 1
                out.write("\n    ")
                out.write(_unit(unit, xml.own_nmtoken(unit.id or f"u{count}", used), f"pr{number}.{count}"))
            out.write("\n  ")
        return count

    def read(self, path: Path) -> ReadResult:
        """Read a whole file.

        Raises:
            BrokenFormat: malformed, hostile, not XLIFF 2, or against a law of XLIFF that its schema can't hold.
            UsageError: there is no such file.
        """
        return gather(path, lambda complain, head: self.iterate(path, complain, head), pairs_once=False)

    def iterate(
        self, path: Path, complain: Complain = ignore, head: Callable[[Header], None] = lambda header: None
    ) -> Iterator[Located]:
        """Yield the units of a file with their lines, untranslated ones too, one at a time.

        What breaks a law of XLIFF 2 is only known at the end: take nothing for good before the iteration is over.
        """
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


def _original(unit: Unit, head: Memory) -> str:
    return unit.detail("align-source-path") or unit.detail("align-source-document") or head.original or "memory"


def _unit(unit: Unit, name: str, record: str) -> Element:
    """Build a unit: what the modules say, then notes, then its one segment.

    ``record`` is the id of its provenance record: an xml:id, so no other element of the whole file may have it.
    """
    from lxml import etree

    element = etree.Element("unit", {"id": name, xml.XML_SPACE: "preserve"}, nsmap=MODULES)
    target = xml.legal(trim(unit.target))
    has_target = not blank(target)
    if has_target:
        _provenance(element, unit, record)
    _matches(element, unit)
    _metadata(element, unit)
    if not blank(unit.note):
        notes = etree.SubElement(element, "notes")
        side = {"appliesTo": "target"} if has_target else {}
        note = etree.SubElement(notes, "note", {"id": "n1", **side, "category": "align"})
        note.text = xml.legal(trim(unit.note))
    segment = etree.SubElement(element, "segment", {"id": SEGMENT, **_state(unit, has_target)})
    _text(etree.SubElement(segment, "source"), xml.legal(trim(unit.source)), "source", unit.marks)
    if has_target:
        _text(etree.SubElement(segment, "target"), target, "target", unit.marks)
    for inner in (element.find(f"{{{MATCHES}}}matches"), element.find("notes"), segment):
        if inner is not None:
            xml.indent(inner, 8)
    xml.indent(element, 6)
    etree.cleanup_namespaces(element)
    return element


def _state(unit: Unit, has_target: bool) -> dict[str, str]:
    if not has_target:
        return {"state": "initial"}
    if unit.origin == "machine":
        return {"state": "initial", "subState": "align:mt"}
    if unit.approved:
        return {"state": "reviewed" if unit.state == "signed-off" else "final"}
    if unit.grade == "partial":
        return {"state": "initial", "subState": "align:partial"}
    return {"state": "translated"} | ({"subState": "align:aligned"} if unit.kind else {})


def _provenance(element: Element, unit: Unit, record: str) -> None:
    """Write who or what made the target, as an ITS provenance record of the unit's own."""
    from lxml import etree

    if unit.origin == "machine":
        agent = {"tool": unit.detail("align-engine") or "machine translation", "org": "align"}
    else:
        agent = {"tool": unit.detail("align-tool") or f"align {__version__}"} if unit.kind else {}
        publisher = unit.detail("align-target-outlet") or unit.detail("align-target-document")
        agent |= {"org": publisher} if publisher else {}
        agent |= {"person": unit.author} if unit.author else {}
    if not agent:
        return
    element.set(f"{{{ITS}}}provenanceRecordsRef", f"#its={record}")
    records = etree.SubElement(element, f"{{{ITS}}}provenanceRecords", {XML_ID: record})
    etree.SubElement(records, f"{{{ITS}}}provenanceRecord", {name: xml.legal(value) for name, value in agent.items()})


def _matches(element: Element, unit: Unit) -> None:
    from lxml import etree

    proposals = [p for p in unit.proposals if not blank(xml.legal(p.target))]
    if not proposals:
        return
    matches = etree.SubElement(element, f"{{{MATCHES}}}matches")
    for number, proposal in enumerate(proposals, 1):
        attributes = {"id": f"m{number}", "ref": f"#{SEGMENT}", "type": "mt" if proposal.machine else "other"}
        if proposal.origin:
            attributes["origin"] = xml.legal(proposal.origin)
        if proposal.quality is not None:
            attributes["matchSuitability"] = f"{100 * proposal.quality:.1f}"
        match = etree.SubElement(matches, f"{{{MATCHES}}}match", attributes)
        # The core's own elements must say so here: a match stands in another namespace.
        source = proposal.source if not blank(proposal.source) else unit.source
        etree.SubElement(match, "source").text = xml.legal(trim(source))
        etree.SubElement(match, "target").text = xml.legal(trim(proposal.target))


def _metadata(element: Element, unit: Unit) -> None:
    from lxml import etree

    groups: dict[str, list[tuple[str, str]]] = {"align:alignment": [], "align:other": []}
    for name, value in (*facts(unit), *status(unit), *people(unit), *unit.properties):
        if blank(value) or not name:
            continue
        own = name.startswith("align-") and len(name) > len("align-")
        groups["align:alignment" if own else "align:other"].append(
            (name.removeprefix("align-") if own else name, value)
        )
    if not any(groups.values()):
        return
    metadata = etree.SubElement(element, f"{{{METADATA}}}metadata")
    for category, members in groups.items():
        if members:
            group = etree.SubElement(metadata, f"{{{METADATA}}}metaGroup", {"category": category})
            for name, value in members:
                meta = etree.SubElement(group, f"{{{METADATA}}}meta", {"type": xml.legal(name)})
                meta.text = xml.legal(trim(value))
            xml.indent(group, 10)
    xml.indent(metadata, 8)


def _text(element: Element, text: str, side: str, marks: Iterable[Mark]) -> None:
    """Write a text with its marks as ``mrk`` elements; those that don't fit it are left out."""
    from lxml import etree

    end = 0
    last: Element | None = None
    number = 0
    for mark in sorted(marks, key=lambda m: m.span.start):
        number += 1
        if mark.side != side or mark.span.start < end or mark.span.end > len(text) or not len(mark.span):
            continue
        _append(element, last, text[end : mark.span.start])
        attributes = {"id": f"q{number}", "type": "its:generic", f"{{{ITS}}}locQualityIssueType": mark.issue}
        if not blank(mark.comment):
            attributes[f"{{{ITS}}}locQualityIssueComment"] = xml.legal(mark.comment)
        attributes[f"{{{ITS}}}locQualityIssueSeverity"] = str(mark.severity)
        last = etree.SubElement(element, "mrk", attributes)
        last.text = mark.span.of(text)
        end = mark.span.end
    _append(element, last, text[end:])


def _append(element: Element, last: Element | None, text: str) -> None:
    if last is None:
        element.text = (element.text or "") + text
    else:
        last.tail = (last.tail or "") + text
