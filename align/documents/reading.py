"""Reads one file, text or HTML, into a document whose blocks carry their roles."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path
from typing import Final

from align.documents.decoding import decode
from align.documents.lines import trim
from align.documents.roles import blocks_of
from align.errors import UnreadableDocument, UsageError
from align.model import Block, Document, Provenance, Role, Segment, Span
from align.text import identifier

TEXT_SUFFIXES: Final = (".txt", ".text", ".md")
HTML_SUFFIXES: Final = (".html", ".htm", ".xhtml")
MARKUP: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)


def read(
    path: Path,
    *,
    language: str,
    id: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    published: date | None = None,
    shown: str | None = None,
    keep_boilerplate: bool = False,
) -> Document:
    """Read a UTF-8 text or HTML file into a document with blocks and no segments.

    Args:
        path: the file.
        language: its BCP 47 tag, declared by a person.
        id: the document's id; without it the file's name, made an NMTOKEN.
        outlet, title, published: what a person declares about it.
        shown: the path to keep in the outputs, so that they don't depend on the place.
        keep_boilerplate: treat captions, headings and boilerplate as body.

    Raises:
        UsageError: there is no such file.
        UnreadableDocument: it is empty, binary or not UTF-8.
        NotReady: it is HTML and the extra ``html`` isn't installed.
    """
    return read_bytes(
        _load(path),
        name=str(path),
        language=language,
        id=id,
        outlet=outlet,
        title=title,
        published=published,
        shown=shown,
        keep_boilerplate=keep_boilerplate,
    )


def read_bytes(
    data: bytes,
    *,
    name: str,
    language: str,
    id: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    published: date | None = None,
    shown: str | None = None,
    keep_boilerplate: bool = False,
) -> Document:
    """Read the bytes of a text or HTML file; ``name`` stands for its path (``-`` is standard input). See `read`."""
    text = decode(data, name)
    if name.lower().endswith(HTML_SUFFIXES) or (not name.lower().endswith(TEXT_SUFFIXES) and MARKUP.match(text)):
        from align.documents.html import blocks_of as page_blocks

        text, blocks = page_blocks(text, name, language=language, outlet=outlet, title=title)
    else:
        blocks = blocks_of(text, language, title=title, outlet=outlet)
    if keep_boilerplate:
        blocks = tuple(Block(b.span, Role.BODY if b.role.set_aside else b.role) for b in blocks)
    return Document(
        id=id or document_id(name),
        language=language,
        text=text,
        blocks=blocks,
        provenance=Provenance(
            path=name if shown is None else shown,
            sha256=hashlib.sha256(data).hexdigest(),
            outlet=outlet,
            title=title,
            published=published,
        ),
    )


def read_segmented(
    source: Path | bytes,
    *,
    language: str,
    name: str | None = None,
    id: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    published: date | None = None,
    shown: str | None = None,
) -> Document:
    """Read a text that has one sentence a line: every line that isn't blank is a segment with the role body.

    Lines end at line feeds only, so that other programs count them alike. ``source`` is a path or the bytes themselves.
    """
    data = source if isinstance(source, bytes) else _load(source)
    name = name or ("-" if isinstance(source, bytes) else str(source))
    text = decode(data, name)
    key = id or document_id(name)
    blocks: list[Block] = []
    segments: list[Segment] = []
    position = 0
    for line in text.split("\n"):
        start, end = trim(text, position, position + len(line))
        position += len(line) + 1
        if start < end:
            span = Span(start, end)
            blocks.append(Block(span))
            segments.append(Segment(f"{key}.s{len(segments) + 1:04d}", key, span, span.of(text), len(segments)))
    provenance = Provenance(
        name if shown is None else shown, hashlib.sha256(data).hexdigest(), outlet, title, published
    )
    return Document(key, language, text, tuple(blocks), tuple(segments), provenance)


def document_id(name: str) -> str:
    """Make a document's id of its file name: ``corpus/fr.tf1.txt`` gives ``fr.tf1``."""
    if name == "-":
        return "stdin"
    base = Path(name).name
    for suffix in (*TEXT_SUFFIXES, *HTML_SUFFIXES):
        if base.lower().endswith(suffix) and len(base) > len(suffix):
            base = base[: -len(suffix)]
            break
    return identifier(base)


def _load(path: Path) -> bytes:
    if path.is_dir():
        raise UsageError("this is a folder, not a file", where=str(path), mend="name the files in it")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UsageError("there is no such file", where=str(path), mend="check the path") from None
    except OSError as error:
        raise UnreadableDocument(
            f"the file can't be read: {error.strerror or error}", where=str(path), mend="check its permissions"
        ) from None
