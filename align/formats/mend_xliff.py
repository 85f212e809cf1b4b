"""Mended copies of XLIFF files: the tree is kept, only what a strict reader stumbles over is put right.

Nothing of another tool's is thrown away: its phases, notes, metadata and proposals stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from align.errors import BrokenFormat
from align.formats import xml
from align.formats.reading import PADDING, language
from align.formats.xliff12_reader import ORDER, STATES

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MATCHES: Final = "{urn:oasis:names:tc:xliff:matches:2.0}"


def rewrite(source: BinaryIO, where: str, stream: BinaryIO, target_language: str = "") -> int:
    """Write a mended copy of an XLIFF file of any version; return the number of units with a target.

    Args:
        target_language: what an XLIFF 2 file with targets and no ``trgLang`` is in.

    Raises:
        BrokenFormat: not XLIFF, malformed or hostile.
    """
    from lxml import etree

    root = _tree(source, where)
    if xml.local(root) != "xliff":
        raise BrokenFormat(f"this is not XLIFF: its root is {xml.local(root)!r}", where=where)
    if root.get("version", "").startswith("2"):
        _version_2(root, target_language)
        found = sum(any(xml.local(c) == "target" for c in s) for s in root.iter("{*}segment"))
    else:
        _version_1(root)
        found = sum(any(xml.local(c) == "target" for c in u) for u in root.iter("{*}trans-unit"))
    stream.write(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8") + b"\n")
    return found


def _tree(source: BinaryIO, where: str) -> Element:
    root = None
    for event, element in xml.events(source, where, (), ()):
        root = element if event == "root" else root
    if root is None:
        raise BrokenFormat("the file holds no XML", where=where)
    return root


# --- 1.2 ------------------------------------------------------------------------------------------------------------


def _version_1(root: Element) -> None:
    if root.get("version") not in ("1.0", "1.1", "1.2"):
        root.set("version", "1.2")
    for number, file in enumerate(root.iter("{*}file"), 1):
        for name, value in (("original", f"file-{number}"), ("datatype", "plaintext")):
            if not file.get(name):
                file.set(name, value)
        for name in ("source-language", "target-language"):
            _canonical(file, name)
        units = list(file.iter("{*}trans-unit"))
        _unique_ids(units, "u")
        for unit in units:
            unit[:] = sorted(unit, key=lambda child: ORDER.get(xml.local(child), 3))
    for element in root.iter("{*}phase", "{*}file"):
        _dated(element)
    for target in root.iter("{*}target"):
        state = target.get("state", "")
        if state and state not in STATES and not state.startswith("x-"):
            known = state.lower().replace("_", "-").replace(" ", "-")
            target.set("state", known if known in STATES else f"x-{xml.nmtoken(known)}")
    _unpadded(root)


def _dated(element: Element) -> None:
    """Write a date as XML Schema has it; one that can't be understood goes."""
    given = element.get("date")
    if given is None:
        return
    date, strict = xml.loose_date(given)
    if not strict:
        if date:
            element.set("date", xml.extended(date))
        else:
            del element.attrib["date"]


def _canonical(element: Element, name: str) -> None:
    given = element.get(name)
    if given:
        tag, fault = language(given)
        if fault and tag:
            element.set(name, tag)


def _unpadded(root: Element) -> None:
    """Trim texts without inline elements; padding keeps a memory from matching."""
    for element in root.iter("{*}source", "{*}target"):
        if not len(element) and element.text and element.text != element.text.strip(PADDING):
            element.text = element.text.strip(PADDING)


# --- 2.x ------------------------------------------------------------------------------------------------------------


def _version_2(root: Element, target_language: str) -> None:
    for name in ("srcLang", "trgLang"):
        _canonical(root, name)
    if target_language and not root.get("trgLang") and next(root.iter("{*}target"), None) is not None:
        root.set("trgLang", target_language)
    for file in root.iter("{*}file"):
        units = list(file.iter("{*}unit"))
        _unique_ids(units, "u")
        for unit in units:
            segments = list(_children(unit, "segment"))
            _unique_ids([*segments, *_children(unit, "ignorable")], "s", only_repeated=True)
            for segment in segments:
                if segment.get("subState") and not segment.get("state"):
                    # The state that the specification takes for granted.
                    segment.set("state", "initial")
            for match in unit.iter(f"{MATCHES}match"):
                _mend_match(match, segments)
    _unpadded(root)


def _mend_match(match: Element, segments: list[Element]) -> None:
    """Give a match the type that its subtype needs and lead it back to the segment whose source it has."""
    kind = match.get("subType", "")
    if kind and not match.get("type"):
        match.set("type", "mt" if kind.startswith("align:") else "other")
    reference = match.get("ref", "")
    if any(reference == f"#{s.get('id')}" for s in segments if s.get("id")):
        return
    text = _source(match)
    fitting = [s for s in segments if _source(s) == text] or (segments if len(segments) == 1 else [])
    if not fitting:
        parent = match.getparent()
        if parent is not None:
            parent.remove(match)
            above = parent.getparent()
            if not len(parent) and above is not None:
                above.remove(parent)
        return
    if not fitting[0].get("id"):
        taken = {s.get("id") for s in segments}
        fitting[0].set("id", next(f"s{n}" for n in range(1, len(segments) + 2) if f"s{n}" not in taken))
    match.set("ref", f"#{fitting[0].get('id')}")


def _source(element: Element) -> str:
    return next((xml.words(c).strip(PADDING) for c in _children(element, "source")), "")


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if xml.local(child) == name)


def _unique_ids(elements: list[Element], letter: str, *, only_repeated: bool = False) -> None:
    """Number the second bearer of an id, and give those one that have none."""
    taken = {e.get("id", "") for e in elements}
    seen: set[str] = set()
    for place, element in enumerate(elements, 1):
        name = element.get("id", "")
        if name in seen or (not name and not only_repeated):
            stem, number = name or f"{letter}{place}", 2 if name else 1
            candidate = f"{stem}-{number}" if name else stem
            while candidate in taken:
                number += 1
                candidate = f"{stem}-{number}"
            element.set("id", candidate)
            taken.add(candidate)
            name = candidate
        if name:
            seen.add(name)
