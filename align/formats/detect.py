"""Which reader a bilingual file needs, told by what stands in it: names of files lie, roots of documents rarely do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from align.formats import xml
from align.formats.reading import ReadResult, refuse

_ROOT: Final = re.compile(r"<(?:[\w.-]+:)?(tmx|xliff)[\s>/]")
_VERSION: Final = re.compile(r"""<(?:[\w.-]+:)?xliff\b[^>]*?\sversion\s*=\s*["']([^"']*)""")


def kind_of(path: Path) -> str:
    """Return ``tmx``, ``xliff``, ``xliff21`` or ``tsv``.

    Raises:
        UsageError: there is no such file.
        BrokenFormat: hostile before its root even starts, or none of these.
    """
    if path.name.lower().removesuffix(".gz").endswith((".tsv", ".txt", ".tab")):
        return "tsv"
    with xml.opened(path) as stream:
        head = stream.read(xml.PROLOG_LIMIT)
    text = _text(head)
    found = _ROOT.search(text)
    if found is None:
        # The XML reader names line and reason of what is broken; only sound XML of another kind gets past it.
        with xml.opened(path) as stream:
            for event, element in xml.events(stream, str(path), (), ()):
                if event == "root":
                    raise refuse(str(path), element.sourceline or 1, f"neither TMX nor XLIFF: {xml.local(element)!r}")
        raise refuse(str(path), 1, "neither TMX nor XLIFF")
    if found.group(1) == "tmx":
        return "tmx"
    version = _VERSION.search(text)
    return "xliff21" if version and version.group(1).startswith("2") else "xliff"


def _text(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    if head[:4] in (b"<\x00?\x00", b"\x00<\x00?"):
        return head.decode("utf-16-le" if head[0] else "utf-16-be", "replace")
    return head.decode("latin-1")


def reader_of(path: Path) -> Any:
    """Return the format object that reads ``path``; raises what `kind_of` raises."""
    kind = kind_of(path)
    if kind == "tmx":
        from align.formats.tmx import TMX

        return TMX()
    if kind == "tsv":
        from align.formats.tsv import TSV

        return TSV()
    if kind == "xliff21":
        from align.formats.xliff21 import XLIFF21

        return XLIFF21()
    from align.formats.xliff12 import XLIFF12

    return XLIFF12()


def read(path: Path) -> ReadResult:
    """Read a bilingual file with the reader it needs; raises what that reader raises."""
    result: ReadResult = reader_of(path).read(path)
    return result
