"""Reading XLIFF 1.2: lenient where the meaning is plain, with the line of whatever a strict tool would stumble over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from align.formats import xml
from align.formats.marks import understood
from align.formats.properties import restore, share
from align.formats.reading import (
    Complain,
    FormatWarning,
    Header,
    Located,
    blank,
    language,
    refuse,
    shorten,
    trim,
)
from align.model import Mark, Proposal, Unit

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

CODES = ("x", "bx", "ex", "ph", "bpt", "ept", "it", "sub")
STATES = (
    "final",
    "needs-adaptation",
    "needs-l10n",
    "needs-review-adaptation",
    "needs-review-l10n",
    "needs-review-translation",
    "needs-translation",
    "new",
    "signed-off",
    "translated",
)
FINISHED = ("final", "signed-off", "translated")
OPEN = ("", "new", "needs-translation")
MACHINE = ("leveraged-mt", "mt-suggestion")
ORDER = {"source": 0, "seg-source": 1, "target": 2}


class Reader:
    """Makes units of the elements of one file; holds what its headers said."""

    def __init__(self, where: str, complain: Complain, head: Callable[[Header], None]) -> None:
        self._where = where
        self._complain = complain
        self._tell_head = head
        self._told: set[tuple[str, str]] = set()
        self._header = Header()
        self._original = ""
        self._source = self._target = ""
        self._phases: dict[str, tuple[str, str]] = {}
        self._ids: set[str] = set()
        self._files = 0

    def units(self, stream: BinaryIO) -> Iterator[Located]:
        """Yield every unit that has a source, in order."""
        for event, element in xml.events(stream, self._where, ("file",), ("header", "trans-unit", "group", "file")):
            name = xml.local(element)
            if event == "root":
                self._root(element)
            elif event == "start":
                self._file(element)
            elif name == "header":
                self._take_header(element)
            elif name == "trans-unit":
                found = self._unit(element)
                if found is not None:
                    yield found
                xml.discard(element)
            else:
                xml.discard(element)
        if not self._files:
            self._tell_head(self._header)

    def _root(self, element: Element) -> None:
        line = xml.line(element)
        if xml.local(element) != "xliff":
            raise refuse(self._where, line, f"this is not XLIFF: its root is {xml.local(element)!r}")
        version = element.get("version", "")
        if version.startswith("2"):
            raise refuse(self._where, line, f"this is XLIFF {version}, not 1.2", "read it as xliff21")
        if version not in ("1.0", "1.1", "1.2"):
            self._say(line, "", f"version {version!r} is none of XLIFF's", "version", "validators")
        self._header = replace(self._header, version=version)

    def _file(self, element: Element) -> None:
        self._files += 1
        line = xml.line(element)
        self._phases, self._ids = {}, set()
        self._original = element.get("original", "")
        tags = []
        for attribute in ("source-language", "target-language"):
            given = element.get(attribute, "")
            tag, fault = language(given) if given else ("", "")
            if fault:
                self._say(line, "", fault, "language-tag", "Weblate", once=given)
            tags.append(tag)
        self._source, self._target = tags
        missing = [a for a in ("original", "source-language", "datatype") if not element.get(a)]
        if missing:
            self._say(line, "", f"the file element lacks {', '.join(missing)}", "file", "validators", "memoQ")
        if self._files == 1:
            self._header = replace(
                self._header,
                source_language=self._source,
                target_language=self._target,
                original=self._original,
                tool=element.get("tool-id", ""),
                created=xml.loose_date(element.get("date", ""))[0],
            )
            self._tell_head(self._header)

    def _take_header(self, element: Element) -> None:
        for phase in element.iter("{*}phase"):
            name, day = phase.get("phase-name", ""), phase.get("date")
            date, strict = xml.loose_date(day) if day is not None else ("", True)
            if not strict:
                what = f"date {day!r} of phase {name!r} is not a date and time"
                self._say(xml.line(phase), "", what, "date", "validators")
            self._phases[name] = (phase.get("contact-name", ""), date)
        notes = [trim(xml.words(note)) for note in element if xml.local(note) == "note"]
        if self._files == 1 and notes:
            self._header = replace(self._header, note="\n".join(n for n in notes if n))
            self._tell_head(self._header)

    def _unit(self, element: Element) -> Located | None:
        line, name = xml.line(element), element.get("id", "")
        if not name:
            self._say(line, name, "has no id", "id", "validators")
        elif name in self._ids:
            self._say(line, name, "has an id that another unit of the file has", "duplicate-id", "OmegaT", "memoQ")
        self._ids.add(name)
        self._check_order(element, name)
        children = {xml.local(child): child for child in reversed(element)}
        source = self._side(children.get("source"), name)
        if blank(source):
            self._say(line, name, "has an empty source; skipped", "empty-source")
            return None
        target_element = children.get("target")
        target = self._side(target_element, name)
        if target_element is not None and blank(target):
            target = ""
        unit = Unit(name, source, target, self._source, self._target, kind="")
        unit = restore(unit, self._contexts(element))
        unit = self._with_status(unit, element, target_element)
        unit = replace(unit, proposals=tuple(self._proposals(element)))
        note, marks = self._notes(element, unit)
        if self._original and not unit.detail("align-source-path") and not unit.detail("align-source-document"):
            unit = replace(unit, properties=(*unit.properties, ("align-source-path", self._original)))
        return Located(line, replace(unit, note=note, marks=marks))

    def _with_status(self, unit: Unit, element: Element, target: Element | None) -> Unit:
        """Read state, approval, author and origin; a copy of the source that nobody vouches for is no translation."""
        if target is None:
            return unit
        state, qualifier = target.get("state", ""), target.get("state-qualifier", "")
        if state and state not in STATES and not state.startswith("x-"):
            what = f"state {state!r} is none of XLIFF 1.2's"
            self._say(xml.line(target), unit.id, what, "state", "validators", "Lokalize", "Weblate")
            state = ""
        approved = element.get("approved") == "yes"
        author, date = self._phases.get(target.get("phase-name", ""), ("", ""))
        if approved or (state in FINISHED and qualifier not in MACHINE):
            origin = "human"
        else:
            origin = "machine" if qualifier in MACHINE else unit.origin
        copied = unit.target == unit.source and state in OPEN and not approved
        return replace(
            unit,
            target="" if copied else unit.target,
            state=state,
            approved=approved,
            origin=origin,  # type: ignore[arg-type]
            author=author or unit.author,
            changed=(date if author else "") or unit.changed,
        )

    def _proposals(self, element: Element) -> Iterator[Proposal]:
        for child in element:
            if xml.local(child) != "alt-trans":
                continue
            parts = {xml.local(part): part for part in reversed(child)}
            if "target" not in parts:
                continue
            target = trim(xml.words(parts["target"], CODES))
            if blank(target):
                continue
            source = trim(xml.words(parts["source"], CODES)) if "source" in parts else ""
            quality = child.get("match-quality", "").strip()
            percent = quality.rstrip("%").strip()
            number = share(f"{float(percent) / 100}") if percent.replace(".", "", 1).isdecimal() else None
            machine = parts["target"].get("state-qualifier", "") in MACHINE
            yield Proposal(target, source, child.get("origin", ""), number, machine)

    def _notes(self, element: Element, unit: Unit) -> tuple[str, tuple[Mark, ...]]:
        notes: list[str] = []
        marks: list[Mark] = []
        for child in element:
            if xml.local(child) != "note":
                continue
            text = trim(xml.words(child))
            side = child.get("annotates", "")
            own = child.get("from") == "align"
            mark = understood(text, side, unit.source if side == "source" else unit.target) if own else None
            if mark is not None:
                marks.append(mark)
            elif text:
                notes.append(text)
        return "\n".join(notes), tuple(marks)

    def _contexts(self, element: Element) -> Iterator[tuple[str, str]]:
        for group in element:
            if xml.local(group) == "context-group":
                for context in group:
                    kind = context.get("context-type", "") if xml.local(context) == "context" else ""
                    if kind.startswith("x-"):
                        yield kind[2:], trim(xml.words(context))

    def _side(self, element: Element | None, name: str) -> str:
        if element is None:
            return ""
        text = xml.words(element, CODES)
        if text != trim(text):
            what = f"white space around “{shorten(text)}” is trimmed"
            self._say(xml.line(element), name, what, "padding")
        return trim(text)

    def _check_order(self, element: Element, name: str) -> None:
        last = 0
        for child in element:
            kind = xml.local(child)
            place = ORDER.get(kind, 3)
            if kind and place < last:
                what = f"{kind} stands after what should follow it (source, target, then the rest)"
                self._say(xml.line(child), name, what, "order", "validators", "Lokalize", "memoQ")
                return
            last = place

    def _say(self, line: int, name: str, what: str, code: str, *breaks: str, once: str = "") -> None:
        if once:
            if (code, once) in self._told:
                return
            self._told.add((code, once))
        self._complain(FormatWarning(line, name, what, code, breaks))
