"""XML in and out through lxml, hardened: nothing is loaded, nothing is expanded, nothing illegal is written.

Readers refuse an internal subset and every entity that XML itself doesn't define, with the line; a bare DOCTYPE, as
OmegaT writes it, is accepted and never loaded. Nesting and the length of one text are held by libxml2's own limits
(``huge_tree`` stays off). Writers drop what XML 1.0 forbids (section 2.2).
"""

from __future__ import annotations

import errno
import gzip
import os
import re
import zipfile
import zlib
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from align.errors import AlignError, BrokenFormat, UsageError
from align.formats.reading import refuse, stamp

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

PROLOG_LIMIT = 1 << 16
"""Bytes in which the root element must begin; a real prolog has some hundred."""

UNPACKED_LIMIT = 8 << 30
"""Bytes that a compressed memory may unpack to."""

DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
SPACELIKE = re.compile("[\x0b\x0c\x1c-\x1f]")
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOT_NAME = re.compile(
    r"[^-.\w:\u00b7]|[^\x00-\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]|[\u00b2\u00b3\u00b9\u00aa\u00ba]"
)
ENCODINGS = re.compile(r"utf-?8|utf-?16(?:le|be)?|us-ascii|ascii|iso-8859-\d+|latin-?\d|windows-125\d", re.IGNORECASE)


def legal(text: str) -> str:
    """Return ``text`` without the characters that XML 1.0 forbids; those that part words become a space."""
    if text.isprintable():
        return text
    return ILLEGAL.sub("", SPACELIKE.sub(" ", text))


def nmtoken(text: str, default: str = "u") -> str:
    """Make an NMTOKEN of ``text`` that is the same in every run: what a name may not hold becomes a dash."""
    return NOT_NAME.sub("-", text) or default


def own_nmtoken(name: str, used: set[str]) -> str:
    """Return an NMTOKEN that no unit of the file has yet."""
    wanted = candidate = nmtoken(name)
    number = 2
    while candidate in used:
        candidate, number = f"{wanted}-{number}", number + 1
    used.add(candidate)
    return candidate


def declared_date(argument: str = "") -> str:
    """Return the one date that may stand in an output: the argument's, else SOURCE_DATE_EPOCH's, else none.

    Raises:
        UsageError: neither ``YYYYMMDDTHHMMSSZ`` nor an ISO date-time in UTC nor a number of seconds.
    """
    if argument:
        found, _ = stamp(argument)
        if not found:
            raise UsageError(f"{argument!r} is not a date as YYYYMMDDTHHMMSSZ")
        return found
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return ""
    from datetime import datetime, timezone

    try:
        return datetime.fromtimestamp(int(epoch), timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"SOURCE_DATE_EPOCH={epoch!r} is not a number of seconds since 1970") from error


def loose_date(text: str) -> tuple[str, bool]:
    """Read what CAT tools write as a date; return ``YYYYMMDDTHHMMSSZ`` (or nothing) and whether XML Schema allows it.

    A day without a time, as Lokalize writes it, counts from midnight.
    """
    from datetime import datetime, timezone

    found = DATE.fullmatch(text)
    if found is None:
        return stamp(text)[0], False
    day, clock, zone = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock or '00:00:00'}{(zone or '').replace('Z', '+00:00')}")
        if moment.tzinfo is not None:
            moment = moment.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return "", False
    return f"{moment.year:04d}{moment:%m%dT%H%M%SZ}", clock is not None


def extended(date: str) -> str:
    """Turn ``YYYYMMDDTHHMMSSZ`` into the form of XML Schema and XLIFF."""
    return f"{date[:4]}-{date[4:6]}-{date[6:11]}:{date[11:13]}:{date[13:15]}Z"


def indent(element: Any, depth: int) -> None:
    """Put each child on a line of its own, ``depth`` spaces in, unless the element holds text; texts stay untouched."""
    children = list(element)
    if not children or (element.text and element.text.strip()):
        return
    element.text = "\n" + " " * depth
    for child in children:
        child.tail = element.text
    children[-1].tail = "\n" + " " * (depth - 2)


# --- reading --------------------------------------------------------------------------------------------------------


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading, unpacking ``.gz`` and a ``.zip`` that holds one file.

    Raises:
        UsageError: there is no such file.
        BrokenFormat: the archive is damaged, encrypted or holds several files.
    """
    try:
        with path.open("rb") as raw:
            magic = raw.read(4)
            raw.seek(0)
            if magic[:2] == b"\x1f\x8b":
                with gzip.open(raw) as unpacked:
                    yield cast(BinaryIO, _Limited(cast(BinaryIO, unpacked), str(path)))
            elif magic == b"PK\x03\x04":
                with zipfile.ZipFile(raw) as archive, archive.open(_only_member(archive, path)) as member:
                    yield cast(BinaryIO, _Limited(cast(BinaryIO, member), str(path)))
            else:
                yield raw
    except (FileNotFoundError, IsADirectoryError) as error:
        raise UsageError("there is no such file", where=str(path), mend="check the path") from error
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise refuse(str(path), 0, f"the archive can't be unpacked: {error}") from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        # A zip whose directory points before its own start.
        raise refuse(str(path), 0, "the archive is damaged") from error


def _only_member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    files = [m for m in archive.infolist() if not m.is_dir()]
    if len(files) != 1:
        raise refuse(str(path), 0, f"the archive holds {len(files)} files instead of one", "unpack it first")
    return files[0]


class _Limited:
    """A stream that ends with an error when an archive unpacks to more than any real memory holds."""

    def __init__(self, stream: BinaryIO, where: str) -> None:
        self._stream, self._where, self._read = stream, where, 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._read += len(data)
        if self._read > UNPACKED_LIMIT:
            raise refuse(self._where, 0, "the archive unpacks to more than 8 GiB")
        return data

    def readline(self, size: int = -1) -> bytes:
        data = self._stream.readline(size)
        self._read += len(data)
        return data

    def seek(self, offset: int) -> int:
        self._read = 0
        return self._stream.seek(offset)


def events(stream: BinaryIO, where: str, start: Sequence[str], end: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Parse a stream and yield ("start" | "end", element) for the tags named, in any namespace or none.

    The first event is ("root", element) for the root, whatever it is. Call `discard` on what is done with, so that
    memory stays flat.

    Raises:
        BrokenFormat: malformed or hostile, with path and line.
    """
    from lxml import etree

    check_prolog(stream, where)
    wanted = dict.fromkeys((*start, *end))
    parser = etree.iterparse(
        stream,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        attribute_defaults=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        collect_ids=False,
        tag=[f"{{*}}{name}" for name in wanted],
    )
    first = True
    noted = 0
    starts, ends = frozenset(start), frozenset(end)
    try:
        for event, element in parser:
            if len(parser.error_log) > noted:
                noted = len(parser.error_log)
                _check_log(parser.error_log, where)
            if first:
                first = False
                yield "root", element.getroottree().getroot()
            name = local(element)
            if (event == "start" and name in starts) or (event == "end" and name in ends):
                yield event, element
        _check_log(parser.error_log, where)
        if first:
            yield "root", parser.root
    except etree.XMLSyntaxError as error:
        _check_log(parser.error_log, where)
        raise _syntax(error, parser.error_log, where) from error
    except (AlignError, OSError):
        raise
    except (etree.LxmlError, ValueError, LookupError, AssertionError) as error:
        raise refuse(where, 0, f"not well-formed XML: {error}") from error


def _check_log(log: Any, where: str) -> None:
    for entry in log:
        if "UNDECLARED_ENTITY" in entry.type_name:
            raise refuse(
                where,
                entry.line,
                f"an entity is used ({entry.message})",
                "replace entities by the characters they mean",
            )


def _syntax(error: Any, log: Any, where: str) -> BrokenFormat:
    last = next((entry for entry in log if entry.level_name in ("ERROR", "FATAL")), None)
    line = last.line if last is not None else max(error.lineno or 0, 1)
    text = last.message.strip() if last is not None else str(error.msg)
    if "no element found" in text:
        text = "the file holds no XML"
    return refuse(where, line, f"not well-formed XML: {text}", "export it again, or mend that line in a text editor")


_LOCAL: dict[object, str] = {}


def local(element: Any) -> str:
    """Return an element's name without its namespace (empty for anything but an element)."""
    tag = element.tag
    found = _LOCAL.get(tag)
    if found is None:
        found = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        if len(_LOCAL) < 1000:  # A memory asks this fifty times a unit, of ten names; a hostile one may have any.
            _LOCAL[tag] = found
    return found


def namespace(element: Any) -> str:
    """Return an element's namespace, or an empty string."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


FAR = 65_535
"""libxml2 keeps an element's line in 16 bits; beyond, it gives the line where the nearest text ends."""


def line(element: Any) -> int:
    """Return the line on which an element starts, 0 where that isn't known."""
    found: int = element.sourceline or 0
    if found < FAR:
        return found
    node = element
    while node is not None:
        if node.text:
            return found - int(node.text.count("\n"))
        if len(node):
            node = node[0]
        elif node.tail:
            return found - int(node.tail.count("\n"))
        else:
            node = node.getnext()
    return found


def discard(element: Any) -> None:
    """Free an element that is done with, and everything before it in its parent."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def words(element: Any, codes: Container[str] = ()) -> str:
    """Join the text of an element and of what it holds, leaving out the elements named in ``codes``."""
    if not len(element):
        return element.text or ""
    parts: list[str] = []
    waiting: list[Any] = [element]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        parts.append(node.text or "")
        for child in reversed(node):
            waiting.append(child.tail or "")
            if isinstance(child.tag, str) and local(child) not in codes:
                waiting.append(child)
    return "".join(parts)


def check_prolog(stream: BinaryIO, where: str) -> None:
    """Look at what stands before the root element, and rewind.

    Raises:
        BrokenFormat: an internal subset, an encoding outside the usual ones, no root within 64 KiB.
    """
    head = stream.read(PROLOG_LIMIT)
    stream.seek(0)
    if not head.strip():
        raise refuse(where, 1, "the file is empty")
    text = _decoded(head, where)
    position = 0
    while True:
        position = _skip_space(text, position)
        rest = text[position : position + 9]
        if rest.startswith("<?"):
            position = _after(text, "?>", position, where)
        elif rest.startswith("<!--"):
            position = _after(text, "-->", position + 4, where)
        elif rest.upper() == "<!DOCTYPE":
            position = _check_doctype(text, position + 9, where)
        else:
            return


def _decoded(head: bytes, where: str) -> str:
    if head[:4] in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"\x00\x00\x00<", b"<\x00\x00\x00"):
        raise refuse(where, 1, "the file is UTF-32", "save it as UTF-8")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    if head[:4] in (b"<\x00?\x00", b"\x00<\x00?"):
        return head.decode("utf-16-le" if head[0] else "utf-16-be", "replace")
    text = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    found = re.match(r"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", text)
    if found and not ENCODINGS.fullmatch(found.group(1)):
        raise refuse(where, 1, f"the encoding {found.group(1)!r} is not taken", "save it as UTF-8")
    return text


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n\ufeff":
        position += 1
    return position


def _after(text: str, mark: str, position: int, where: str) -> int:
    found = text.find(mark, position)
    if found < 0:
        raise refuse(where, 1 + text.count("\n", 0, position), f"no {mark} follows, or too far away")
    return found + len(mark)


def _check_doctype(text: str, position: int, where: str) -> int:
    """Skip a bare DOCTYPE and return where it ends; its quoted names may hold any bracket."""
    quote = ""
    while position < len(text):
        character = text[position]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "[":
            raise refuse(
                where,
                1 + text.count("\n", 0, position),
                "the DOCTYPE has an internal subset, which can define entities",
                "delete everything between [ and ] in the DOCTYPE",
            )
        elif character == ">":
            return position + 1
        position += 1
    raise refuse(where, 1, "the DOCTYPE doesn't end")


__all__ = [
    "DECLARATION",
    "XML_LANG",
    "XML_SPACE",
    "check_prolog",
    "declared_date",
    "discard",
    "events",
    "extended",
    "indent",
    "legal",
    "line",
    "local",
    "loose_date",
    "namespace",
    "nmtoken",
    "opened",
    "words",
]
