"""Reading TMX 1.1 to 1.4: lenient where the meaning is plain, naming the line that a CAT tool would stumble over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from align.formats import xml
from align.formats.properties import MACHINE_NOTE, known
from align.formats.reading import (
    Complain,
    FormatWarning,
    Header,
    Located,
    base,
    blank,
    language,
    refuse,
    shorten,
    stamp,
    trim,
)
from align.model import Unit

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

KNOWN_VERSIONS = ("1.1", "1.2", "1.3", "1.4")
HEADER_NEEDS = ("creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype")
RESERVED = ("file", "id", "prev", "next", "path")
CODES = ("ph", "bpt", "ept", "it", "ut")
"""Inline elements that hold a tool's code, not text."""


@dataclass(slots=True)
class _Parts:
    """The children of an element, sorted."""

    notes: list[str]
    properties: list[tuple[str, str]]
    inner: list[Element]


@dataclass(slots=True)
class _Side:
    """One ``tuv``: its language, its words and where it stands."""

    tag: str
    base: str
    text: str
    element: Element
    line: int
    parts: _Parts


class Reader:
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
            raise refuse(self._where, xml.line(element), f"this is not TMX: its root is {xml.local(element)!r}")
        line = xml.line(element)
        if xml.namespace(element):
            self._say(line, "", "TMX has no namespace, xmlns must go", "namespace", "OmegaT 5 and newer")
        self._version = element.get("version", "")
        if self._version not in KNOWN_VERSIONS:
            what = f"version {self._version!r} is none, TMX 1.4b writes 1.4"
            self._say(line, "", what, "version", "OmegaT 5 and newer", "validators")

    def take_header(self, element: Element) -> None:
        """Read the header."""
        line = xml.line(element)
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
        parts = self._parts(element, "", "")
        original = next((v for k, v in parts.properties if k == "align-original"), "")
        tool = f"{element.get('creationtool', '')} {element.get('creationtoolversion', '')}".strip()
        created = self._date(element, "creationdate", "")
        self.header = Header(
            source,
            self.header.target_language,
            original,
            "\n".join(parts.notes),
            tuple(p for p in parts.properties if p[0] != "align-original"),
            tool,
            created,
            self._version,
        )

    def take_unit(self, element: Element) -> Iterator[Located]:
        """Yield the pairs of a ``tu``."""
        self._units += 1
        name = element.get("tuid", "")
        line = xml.line(element)
        parts = self._parts(element, "tuv", name)
        sides = [self._side(e, name) for e in parts.inner]
        if not self._source and sides:
            self._source = base(sides[0].tag)
            self.header = replace(self.header, source_language=sides[0].tag)
        here = [s for s in sides if s.base == self._source]
        if not here:
            self._foreign += 1
            self._say(line, name, f"has no text in the source language {self._source!r}; skipped", "no-source")
            return
        source = here[0]
        if len(here) > 1:
            self._say(line, name, "has two source texts; the first is taken", "two-sources")
        if blank(source.text):
            self._say(source.line or line, name, "has an empty source; skipped", "empty-source")
            return
        there = [s for s in sides if s.base != self._source]
        if not there:
            self._say(line, name, "has no target; skipped", "no-target", "Weblate")
            return
        for side in sides:
            parts.notes.extend(side.parts.notes)
            parts.properties.extend(side.parts.properties)
        common = self._common(element, name, source, parts)
        written: set[str] = set()
        for side in there:
            if self._takes(side, name, written):
                yield Located(line, Unit(**{**common, **self._target_fields(common, element, side, name)}))

    def _takes(self, side: _Side, name: str, written: set[str]) -> bool:
        """Tell whether a target becomes a pair; ``written`` are those before it."""
        if not self._target:
            self._target = side.base
            self.header = replace(self.header, target_language=side.tag)
        if side.base != self._target:
            what = f"a target in another language ({side.tag}) is skipped"
            self._say(side.line, name, what, "other-language", "RWS cloud", once=side.base)
            return False
        if blank(side.text):
            what = "has an empty target; skipped"
            self._say(side.line, name, what, "empty-target", "OmegaT (deletes the sentence from the translation)")
            return False
        if written and side.text not in written:
            tools = ("OmegaT (takes the last)", "Translate Toolkit (takes the first)")
            self._say(side.line, name, "holds a second target for one source", "rival-targets", *tools)
        written.add(side.text)
        return True

    def _common(self, element: Element, name: str, source: _Side, parts: _Parts) -> dict[str, Any]:
        """Give the fields that all pairs of a ``tu`` share."""
        segtype = element.get("segtype") or self._segtype
        return {
            "id": name,
            "source": source.text,
            "source_language": source.tag,
            "kind": "n-m" if segtype in ("paragraph", "block") else "",
            "note": "\n".join(parts.notes),
            "origin": "human",
            **known(parts.properties),
        }

    def _target_fields(self, common: dict[str, Any], element: Element, side: _Side, name: str) -> dict[str, Any]:
        """Give the fields of one target; a date or hand of its own goes before that of the ``tu``."""
        people = {}
        for attribute, field in (
            ("creationid", "creator"),
            ("changeid", "author"),
            ("creationdate", "created"),
            ("changedate", "changed"),
        ):
            holder = side.element if side.element.get(attribute) is not None else element
            dated = field in ("created", "changed")
            people[field] = self._date(holder, attribute, name) if dated else holder.get(attribute, "")
        hands = {people["creator"].upper(), people["author"].upper()} - {""}
        # An OmegaT export of our drafts has lost their properties; its note still says what they are.
        ours = common["note"].startswith(MACHINE_NOTE) and not hands - {"ALIGN"}
        origin = "machine" if ours or (hands and hands <= {"MT!", "MT"}) else common["origin"]
        return {"target": side.text, "target_language": side.tag, "origin": origin, **people}

    def _parts(self, element: Element, last: str, name: str) -> _Parts:
        """Sort the children of a ``tu`` (``last`` is tuv) or ``tuv`` (seg), in one pass: memories are long."""
        notes: list[str] = []
        properties: list[tuple[str, str]] = []
        inner: list[Element] = []
        for child in element:
            kind = xml.local(child)
            if kind == last:
                inner.append(child)
                continue
            if kind == "prop":
                named = child.get("type", "")
                properties.append((named.removeprefix("x-"), trim(xml.words(child))))
                if named in RESERVED:
                    what = f"prop type {named!r} is reserved" + (
                        ": it switches auto-population off" if named == "file" else ""
                    )
                    self._say(xml.line(child), name, what, "reserved-prop", "OmegaT")
            elif kind == "note":
                text = trim(xml.words(child))
                if text:
                    notes.append(text)
            else:
                continue
            if inner:
                what = f"{kind} after {last}"
                self._say(xml.line(child), name, what, "order", "OmegaT 5 and newer", "validators")
        return _Parts(notes, properties, inner)

    def _side(self, element: Element, name: str) -> _Side:
        line = xml.line(element)
        tag = element.get(xml.XML_LANG)
        if tag is None:
            tag = element.get("lang", "")
            if tag and self._version not in ("1.1", "1.2", "1.3"):
                what = "lang stands where TMX 1.4 wants xml:lang"
                self._say(line, name, what, "lang-attribute", "OmegaT 5 and newer", "Translate Toolkit", once="lang")
        parts = self._parts(element, "seg", name)
        text = self._text(parts.inner[0], name) if parts.inner else ""
        trimmed = trim(text)
        if text != trimmed:
            what = f"white space around “{shorten(text)}” is trimmed"
            self._say(line, name, what, "padding", "every tool: no exact match")
        tag = self._language(tag, line, name) if tag else ""
        return _Side(tag, base(tag), trimmed, element, line, parts)

    def _text(self, seg: Element, name: str) -> str:
        """Join the words of a ``seg``; codes go, highlighted words stay."""
        for child in seg.iter("{*}hi") if len(seg) else ():
            what = "OmegaT drops hi together with its text"
            self._say(xml.line(child), name, what, "hi", "OmegaT")
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
            self._say(xml.line(element), name, what, "date", "OmegaT (reads no date)")
        return date

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
