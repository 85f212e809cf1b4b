"""Mended copies: a memory that lost its matches to a stray character finds them again.

A copy is what our strict writer makes of what our lenient reader understood. A file that isn't well-formed is first
mended as text where that is safe: characters that XML forbids, ampersands that nobody escaped, HTML's entities.
Tags are never guessed at, and a file with an internal subset is not touched.
"""

from __future__ import annotations

import codecs
import html
import io
import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from align.errors import BrokenFormat
from align.formats import detect, xml
from align.formats.check import Complaint, Report
from align.formats.reading import Complain, FormatWarning, Header, Located, ignore
from align.model import Memory, Unit

LOSSES: Final = (
    "rival-targets",
    "other-language",
    "half-empty",
    "empty-target",
    "no-target",
    "no-source",
    "empty-source",
)
"""Faults whose mending leaves something out of the copy."""

_UNTOUCHED: Final = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)
_REFERENCE: Final = re.compile(r"&(?:#(?:(\d{1,9})|x([0-9A-Fa-f]{1,8}));|(\w{1,31});|)")
_ESCAPED: Final = re.compile("[\udc80-\udcff]+")
"""Bytes that are no text in the declared encoding, as Python's surrogateescape holds them."""

_PREDEFINED: Final = ("amp", "lt", "gt", "quot", "apos")


@dataclass(frozen=True, slots=True)
class Mending:
    """How a file fared before and after: ``left`` is still wrong in the copy, ``lost`` isn't in it."""

    before: Report
    after: Report
    characters: tuple[FormatWarning, ...]

    @property
    def left(self) -> tuple[Complaint, ...]:
        """Problems that the copy still has."""
        return self.after.problems

    @property
    def lost(self) -> tuple[Complaint, ...]:
        """Problems that were mended by leaving something out."""
        return tuple(c for c in self.before.problems if c.code in LOSSES)

    def told(self) -> list[str]:
        """Say what became of the problems, in lines."""
        lines = [f"line {c.line}: {c.what}" for c in self.characters]
        lines.extend(f"left out: line {c.line}: {c.what}" for c in self.lost)
        lines.extend(f"not mended: {c}" for c in self.left)
        return lines


def copy_name(path: Path) -> Path:
    """Return where the mended copy of ``path`` goes: ``memory.tmx.gz`` → ``memory.fixed.tmx``."""
    name = path.name
    for packed in (".gz", ".zip"):
        name = name.removesuffix(packed)
    stem, dot, suffix = name.rpartition(".")
    return path.with_name(f"{stem}.fixed.{suffix}" if dot else f"{name}.fixed")


def fix(path: Path, stream: BinaryIO, complain: Complain = ignore, *, target_language: str = "") -> int:
    """Write a mended copy of a TMX or XLIFF file; return the number of units in it.

    Args:
        stream: takes the copy, plain XML in UTF-8.
        complain: told of every character that was mended, with its line.
        target_language: what an XLIFF 2 file with targets and no ``trgLang`` is in.

    Raises:
        BrokenFormat: the file is hostile, or broken in a way that only a person can mend.
    """
    kind = detect.kind_of(path)
    if kind == "tsv":
        raise BrokenFormat("only TMX and XLIFF are mended", where=str(path), mend="mend it in a text editor")

    def rewrite(source: BinaryIO, where: str, stream: BinaryIO) -> int:
        if kind == "tmx":
            return _memory(source, where, stream)
        from align.formats import mend_xliff

        return mend_xliff.rewrite(source, where, stream, target_language)

    try:
        with xml.opened(path) as raw:
            return rewrite(raw, str(path), stream)
    except BrokenFormat as error:
        if "well-formed" not in error.what and "entity" not in error.what:
            raise
    with xml.opened(path) as raw:
        xml.check_prolog(raw, str(path))
        data = raw.read()
    stream.seek(0)
    stream.truncate()
    return rewrite(cast(BinaryIO, io.BytesIO(characters(data, complain))), str(path), stream)


def _memory(source: BinaryIO, where: str, stream: BinaryIO) -> int:
    """Read a memory and write it anew, unit by unit, one target a source."""
    from align.formats.tmx import TMX

    headers: list[Header] = []
    memory = TMX()
    found = memory.parse(source, where, ignore, headers.append)
    first = next(found, None)
    units = _one_a_source(itertools.chain([first] if first else [], found))
    return memory.write_units(units, _head(headers[0] if headers else Header(), first), stream)


def _one_a_source(found: Iterable[Located]) -> Iterator[Unit]:
    """Pass the first target of each source: OmegaT looks at no region and would take the last."""
    seen: set[int] = set()
    for located in found:
        key = hash(located.unit.source)
        if key not in seen:
            seen.add(key)
            yield located.unit


def _head(header: Header, first: Located | None) -> Memory:
    """Give the copy the header of the file, its languages from the first unit where the header leaves them open."""
    return Memory(
        header.source_language or (first.unit.source_language if first else "") or "und",
        header.target_language or (first.unit.target_language if first else "") or "und",
        (),
        header.original,
        header.note,
        header.properties,
        header.tool,
        header.created,
    )


def characters(data: bytes, complain: Complain = ignore) -> bytes:
    """Return the text of a broken XML file, in UTF-8, without what XML forbids and with stray ampersands escaped."""
    text = _declared_utf8(_decoded(data, complain))
    lines = [m.start() for m in re.finditer("\n", text)]
    out: list[str] = []
    position = 0
    for kept in [*_UNTOUCHED.finditer(text), None]:
        start, end = kept.span() if kept else (len(text), len(text))
        out.append(_sound(text[position:start], position, lines, complain))
        out.append(_legal(text[start:end], start, lines, complain))
        position = end
    return "".join(out).encode("utf-8", "replace")


def _decoded(data: bytes, complain: Complain) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    plain = data.removeprefix(b"\xef\xbb\xbf")
    found = re.match(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)", plain[:200])
    name = found.group(1).decode("ascii") if found else "utf-8"
    try:
        codecs.lookup(name)
    except LookupError:
        name = "utf-8"
    text = plain.decode(name, "surrogateescape")

    def foreign(match: re.Match[str]) -> str:
        line = text.count("\n", 0, match.start()) + 1
        complain(FormatWarning(line, "", f"bytes that are not {name}, read as Windows-1252", "encoding"))
        return bytes(ord(c) - 0xDC00 for c in match.group()).decode("cp1252", "replace")

    return _ESCAPED.sub(foreign, text)


def _declared_utf8(text: str) -> str:
    """Take the XML declaration away: what follows is UTF-8, XML's own default."""
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", lambda m: "\n" * m.group().count("\n"), text, count=1).lstrip(" \t")


def _legal(piece: str, offset: int, lines: list[int], complain: Complain) -> str:
    for match in xml.ILLEGAL.finditer(piece):
        line = bisect_left(lines, offset + match.start()) + 1
        complain(FormatWarning(line, "", f"U+{ord(match.group()):04X} taken out", "illegal-character"))
    return xml.legal(piece)


def _sound(piece: str, offset: int, lines: list[int], complain: Complain) -> str:
    """Mend the characters and references of a stretch of markup and text that starts at ``offset``."""

    def mended(match: re.Match[str]) -> str:
        new, what, code = _reference(match)
        if what:
            complain(FormatWarning(bisect_left(lines, offset + match.start()) + 1, "", what, code))
        return new

    _legal(piece, offset, lines, complain)
    return xml.legal(_REFERENCE.sub(mended, piece))


def _reference(match: re.Match[str]) -> tuple[str, str, str]:
    """Return what a reference becomes, and what to say of it (nothing where it was sound)."""
    decimal, hexadecimal, name = match.groups()
    whole = match.group()
    if decimal or hexadecimal:
        code = int(decimal or hexadecimal, 10 if decimal else 16)
        if code <= 0x10FFFF and not xml.ILLEGAL.fullmatch(chr(code)):
            return whole, "", ""
        spacelike = code <= 0x10FFFF and xml.SPACELIKE.fullmatch(chr(code))
        return " " if spacelike else "", f"{whole} taken out", "illegal-character"
    if name in _PREDEFINED:
        return whole, "", ""
    letter = html.unescape(whole) if name else whole
    if letter != whole:
        return html.escape(letter, quote=False), f"{whole} written as {letter!r}", "entity"
    return "&amp;" + whole[1:], "& written as &amp;", "ampersand"
