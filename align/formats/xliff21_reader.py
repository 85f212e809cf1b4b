"""Reading XLIFF 2.0, 2.1 and 2.2, and the laws of it that no XML Schema can hold.

Broken identity — ids used twice, references to nothing, qualifiers without what they qualify, targets in no language —
makes a file ambiguous: all such faults are named with their lines, and the file is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from align.formats import xml
from align.formats.properties import STATE, restore, share
from align.formats.reading import Complain, FormatWarning, Header, Located, blank, language, refuse, shorten, trim
from align.model import Mark, Proposal, Span, Unit

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

ITS = "{http://www.w3.org/2005/11/its}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
VERSIONS = ("2.0", "2.1", "2.2")
STATES = ("initial", "translated", "reviewed", "final")
SINCE_12 = {
    "initial": "needs-review-translation",
    "translated": "translated",
    "reviewed": "signed-off",
    "final": "final",
}
"""The states of 2.x in the words of 1.2, as `Unit.state` has them."""
MOST_FAULTS = 20


class Reader:
    """Makes units of the elements of one file, and collects what breaks its laws."""

    def __init__(self, where: str, complain: Complain, head: Callable[[Header], None]) -> None:
        self._where = where
        self._complain = complain
        self._tell_head = head
        self._header = Header()
        self._original = ""
        self._ids: set[str] = set()
        self._files: set[str] = set()
        self._records: set[str] = set()
        self._faults: list[tuple[int, str]] = []
        self._targetless = False

    def units(self, stream: BinaryIO) -> Iterator[Located]:
        """Yield every segment that has a source, in order; at the end raise what was against the law."""
        events = xml.events(stream, self._where, ("file",), ("notes", "unit", "group", "file"))
        for event, element in events:
            name = xml.local(element)
            if event == "root":
                self._root(element)
            elif event == "start":
                self._file(element)
            elif name == "unit":
                yield from self._unit(element)
                xml.discard(element)
            elif name == "notes":
                self._file_notes(element)
            else:
                xml.discard(element)
        if not self._files:
            self._tell_head(self._header)
        if self._faults:
            named = "; ".join(f"line {line}: {what}" for line, what in sorted(self._faults)[:MOST_FAULTS])
            more = f"; and {len(self._faults) - MOST_FAULTS} more" if len(self._faults) > MOST_FAULTS else ""
            raise refuse(
                self._where, min(line for line, _ in self._faults), f"against the laws of XLIFF 2: {named}{more}"
            )

    def _root(self, element: Element) -> None:
        line = xml.line(element)
        if xml.local(element) != "xliff":
            raise refuse(self._where, line, f"this is not XLIFF: its root is {xml.local(element)!r}")
        version = element.get("version", "")
        if version.startswith("1"):
            raise refuse(self._where, line, f"this is XLIFF {version}, not 2", "read it as xliff")
        if version not in VERSIONS:
            self._say(line, "", f"version {version!r} is none of XLIFF's", "version", "validators")
        tags = []
        for attribute in ("srcLang", "trgLang"):
            given = element.get(attribute, "")
            tag, fault = language(given) if given else ("", "")
            if fault:
                self._say(line, "", fault, "language-tag")
            tags.append(tag)
        if not tags[0]:
            self._fault(line, "the root has no srcLang")
        self._header = Header(tags[0], tags[1], version=version)

    def _file(self, element: Element) -> None:
        name = element.get("id", "")
        if not name or name in self._files:
            self._fault(xml.line(element), f"file id {name!r} is used twice" if name else "a file has no id")
        self._ids = set()
        self._original = element.get("original", "")
        if not self._files:
            self._header = replace(self._header, original=self._original)
            self._tell_head(self._header)
        self._files.add(name)

    def _file_notes(self, element: Element) -> None:
        parent = element.getparent()
        if parent is not None and xml.local(parent) == "file" and not self._ids and len(self._files) == 1:
            notes = [trim(xml.words(note)) for note in element]
            self._header = replace(self._header, note="\n".join(n for n in notes if n))
            self._tell_head(self._header)

    def _unit(self, element: Element) -> Iterator[Located]:
        line, name = xml.line(element), element.get("id", "")
        if not name:
            self._fault(line, "a unit has no id")
        elif name in self._ids:
            self._fault(line, f"unit id {name!r} is used twice")
        self._ids.add(name)
        segments = [e for e in element if xml.local(e) == "segment"]
        if not segments:
            self._say(line, name, "has no segment", "no-segment", "validators")
        self._check_references(element, name)
        properties = list(self._metadata(element))
        proposals = self._proposals(element)
        note = "\n".join(
            text
            for notes in element
            if xml.local(notes) == "notes"
            for text in (trim(xml.words(n)) for n in notes)
            if text
        )
        for number, segment in enumerate(segments, 1):
            identity = name if len(segments) == 1 else xml.nmtoken(f"{name}.{segment.get('id') or number}")
            unit = self._segment(segment, identity)
            if unit is None:
                continue
            unit = self._with_status(restore(unit, properties), segment, properties)
            if self._original and not unit.detail("align-source-path") and not unit.detail("align-source-document"):
                unit = replace(unit, properties=(*unit.properties, ("align-source-path", self._original)))
            own = segment.get("id")
            # A lone segment may go without an id; then the unit's matches can only mean it.
            alone = not own and len(segments) == 1
            meant = [p for made in proposals.values() for p in made] if alone else proposals.get(f"#{own}", [])
            yield Located(xml.line(segment) or line, replace(unit, note=note, proposals=tuple(meant)))

    def _segment(self, segment: Element, name: str) -> Unit | None:
        children = {xml.local(child): child for child in reversed(segment)}
        source, source_marks = self._side(children.get("source"), "source", name)
        target, target_marks = self._side(children.get("target"), "target", name)
        if children.get("target") is not None and not self._header.target_language and not self._targetless:
            self._targetless = True
            self._fault(xml.line(children["target"]), "there are targets, but the root has no trgLang")
        if blank(source):
            self._say(xml.line(segment), name, "has an empty source; skipped", "empty-source")
            return None
        return Unit(
            name,
            source,
            "" if blank(target) else target,
            self._header.source_language,
            self._header.target_language,
            kind="",
            marks=(*source_marks, *(target_marks if not blank(target) else ())),
        )

    def _with_status(self, unit: Unit, segment: Element, properties: list[tuple[str, str]]) -> Unit:
        """Read the segment's own state; what the metadata said of it holds only where it means the same."""
        line, state, sub = xml.line(segment), segment.get("state"), segment.get("subState")
        if sub is not None and state is None:
            self._fault(line, f"subState {sub!r} stands without a state")
        if sub is not None and ":" not in sub:
            self._say(line, unit.id, f"subState {sub!r} has no prefix", "state", "validators")
        if state is not None and state not in STATES:
            self._say(line, unit.id, f"state {state!r} is none of XLIFF 2's", "state", "validators")
            state = None
        remembered = dict(properties).get(STATE, "")
        approved = state in ("reviewed", "final")
        machine = state in (None, "initial") and (sub == "align:mt" or unit.origin == "machine") and bool(unit.target)
        if not unit.target:
            meant = ""
        elif sub == "align:partial" or machine or state == "initial":
            meant = "needs-review-translation"
        else:
            meant = SINCE_12[state or "translated"] if state else ""
        same = remembered and (state or "initial") == _state_21(remembered)
        return replace(
            unit,
            state=remembered if same else meant,
            approved=approved,
            origin="machine" if machine else "human",
        )

    def _check_references(self, element: Element, name: str) -> None:
        """Look at what the schema can't: references within a unit and attributes that depend on each other."""
        ids: set[str] = set()
        for part in element:
            if xml.local(part) in ("segment", "ignorable"):
                own = part.get("id")
                if own is not None and own in ids:
                    self._fault(xml.line(part), f"id {own!r} is used twice in unit {name!r}")
                ids.add(own or "")
                ids.update(e.get("id", "") for e in part.iter("{*}mrk", "{*}sm", "{*}pc", "{*}ph", "{*}sc"))
        records = {e.get(XML_ID, "") for e in element.iter(f"{ITS}provenanceRecords")}
        for own in sorted(records & self._records):
            self._fault(xml.line(element), f"xml:id {own!r} is used twice")
        self._records |= records
        reference = element.get(f"{ITS}provenanceRecordsRef", "")
        if reference.startswith("#its=") and reference[5:] not in records:
            self._fault(xml.line(element), f"provenanceRecordsRef {reference!r} leads nowhere")
        for match in element.iter("{*}match"):
            line, reference = xml.line(match), match.get("ref", "")
            if not reference:
                self._fault(line, "a match has no ref")
            elif reference.startswith("#") and "=" not in reference and reference[1:] not in ids:
                self._fault(line, f"ref {reference!r} leads nowhere")
            if match.get("subType") is not None and match.get("type") is None:
                self._fault(line, f"subType {match.get('subType')!r} stands without a type")
        for mark in element.iter("{*}mrk", "{*}sm"):
            if not mark.get("id"):
                self._say(xml.line(mark), name, "an annotation has no id", "id", "validators")

    def _proposals(self, element: Element) -> dict[str, list[Proposal]]:
        """Read a unit's matches by what they refer to (``#s1``)."""
        found: dict[str, list[Proposal]] = {}
        for match in element.iter("{*}match"):
            parts = {xml.local(part): part for part in reversed(match)}
            target = trim(xml.words(parts["target"])) if "target" in parts else ""
            if blank(target):
                continue
            source = trim(xml.words(parts["source"])) if "source" in parts else ""
            given = match.get("matchSuitability", "")
            quality = share(f"{float(given) / 100}") if given.replace(".", "", 1).isdecimal() else None
            machine = match.get("type", "") in ("mt", "amt")
            made = Proposal(target, source, match.get("origin", ""), quality, machine)
            found.setdefault(match.get("ref", ""), []).append(made)
        return found

    def _metadata(self, element: Element) -> Iterator[tuple[str, str]]:
        for part in element:
            if xml.local(part) != "metadata":
                continue
            for meta in part.iter("{*}meta"):
                group = meta.getparent()
                own = group is not None and group.get("category") == "align:alignment"
                name = meta.get("type", "")
                if name:
                    yield (f"align-{name}" if own else name), trim(xml.words(meta))

    def _side(self, element: Element | None, side: str, name: str) -> tuple[str, list[Mark]]:
        """Read a source or target: its words, and the marks of facts with their places in the trimmed text."""
        if element is None:
            return "", []
        pieces: list[str] = []
        found: list[tuple[int, int, Element]] = []
        _walk(element, pieces, found)
        text = "".join(pieces)
        trimmed = trim(text)
        if text != trimmed:
            what = f"white space around “{shorten(text)}” is trimmed"
            self._say(xml.line(element), name, what, "padding")
        lead = len(text) - len(text.lstrip(" \t\r\n"))
        marks = []
        for start, end, mark in found:
            start, end = max(start - lead, 0), min(end - lead, len(trimmed))
            if start < end:
                marks.append(_mark(side, Span(start, end), mark))
        return trimmed, sorted(marks, key=lambda m: (m.span.start, m.span.end))

    def _fault(self, line: int, what: str) -> None:
        self._faults.append((line, what))

    def _say(self, line: int, name: str, what: str, code: str, *breaks: str) -> None:
        self._complain(FormatWarning(line, name, what, code, breaks))


def _state_21(state: str) -> str:
    """Say a state of 1.2 in the words of 2.x."""
    return {"translated": "translated", "signed-off": "reviewed", "final": "final"}.get(state, "initial")


def _mark(side: str, span: Span, element: Element) -> Mark:
    severity = element.get(f"{ITS}locQualityIssueSeverity", "50").partition(".")[0]
    return Mark(
        side,  # type: ignore[arg-type]
        span,
        element.get(f"{ITS}locQualityIssueType", "other"),
        element.get(f"{ITS}locQualityIssueComment", ""),
        min(int(severity), 100) if severity.isdecimal() else 50,
    )


def _walk(element: Element, pieces: list[str], found: list[tuple[int, int, Element]]) -> None:
    """Collect the words of an element and where its ITS issues stand; libxml2 bounds the depth of nesting."""
    waiting: list[tuple[Element, int | None]] = [(element, None)]
    length = 0
    while waiting:
        node, opened = waiting.pop()
        if opened is not None:
            if xml.local(node) == "mrk" and node.get(f"{ITS}locQualityIssueType"):
                found.append((opened, length, node))
            if node is not element and node.tail:
                pieces.append(node.tail)
                length += len(node.tail)
            continue
        words = _character(node) if xml.local(node) == "cp" else node.text or ""
        if not isinstance(node.tag, str):
            words = ""
        waiting.append((node, length))
        pieces.append(words)
        length += len(words)
        waiting.extend((child, None) for child in reversed(node))


def _character(element: Element) -> str:
    """Return the character that a ``cp`` element stands for, unless XML forbids it."""
    try:
        return xml.legal(chr(int(element.get("hex", ""), 16)))
    except (ValueError, OverflowError):
        return ""
