"""``alignment.json``: an alignment with its documents, segments and drafts (schemas/alignment.schema.json).

The text between segments isn't kept: a loaded document's text has each segment at its own offsets and blanks between
them, line feeds where a paragraph ends. Everything that follows from segments is the same as before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Literal

from align.errors import InvalidValue
from align.formats import json
from align.formats.json import Place
from align.model import Alignment, Bead, Block, Document, Draft, Link, Provenance, Role, Segment, Span

KIND = "alignment"
ROLES = tuple(role.value for role in Role)
LONGEST_TEXT = 1 << 28
"""Code points a loaded document may claim to have, so that a forged offset can't eat the memory."""


class AlignmentJSON:
    """Reads and writes alignments."""

    name = "json"
    suffixes = (".json",)
    holds: Literal["alignment"] = "alignment"

    def write(self, alignment: Alignment, stream: BinaryIO) -> int:
        """Write an alignment; return the number of its beads."""
        stream.write(dump(alignment))
        return len(alignment.beads)

    def read(self, path: Path) -> Alignment:
        """Read an alignment; raises what `load` raises."""
        return load(path)


def dump(alignment: Alignment) -> bytes:
    """Return an alignment as JSON, the same bytes for the same alignment."""
    drafts = alignment.draft_of()
    value: dict[str, Any] = {
        "format": f"align/{KIND}",
        "version": 1,
        "signature": alignment.signature,
        "mode": alignment.mode,
        "source": _side(alignment.source, drafts),
        "target": _side(alignment.target, drafts),
        "beads": [
            {"source": list(b.source), "target": list(b.target), "kind": b.kind, "score": _round(b.score)}
            | ({"grade": b.grade} if b.grade else {})
            for b in alignment.beads
        ],
        "links": [
            {"source": k.source, "target": k.target, "score": _round(k.score), "grade": k.grade}
            for k in alignment.links
        ],
    }
    if alignment.reason:
        value["reason"] = alignment.reason
    return json.dump(value)


def _round(score: float) -> float:
    return round(score, 4)


def document_value(document: Document) -> dict[str, Any]:
    """Return what JSON files say about a document."""
    about = document.provenance
    return {
        "id": document.id,
        "language": document.language,
        "path": about.path,
        "sha256": about.sha256,
        "title": about.title,
        "outlet": about.outlet,
        "published": about.published.isoformat() if about.published else None,
    }


def _side(documents: Sequence[Document], drafts: Any) -> dict[str, Any]:
    return {
        "documents": [document_value(d) for d in documents],
        "segments": [_segment_value(s, drafts.get(s.id)) for d in documents for s in d.segments],
    }


def _segment_value(segment: Segment, draft: Draft | None) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": segment.id,
        "document": segment.document,
        "start": segment.span.start,
        "end": segment.span.end,
        "paragraph": segment.paragraph,
        "role": segment.role.value,
        "text": segment.text,
    }
    if draft is not None:
        value["draft"] = {
            "text": draft.text,
            "score": None if draft.score is None else _round(draft.score),
            "origin": draft.origin,
            "warnings": list(draft.warnings),
        }
        if draft.alternatives:
            value["draft"]["alternatives"] = list(draft.alternatives)
    return value


# --- reading --------------------------------------------------------------------------------------------------------


def load(path: Path) -> Alignment:
    """Read an alignment.

    Raises:
        UsageError: there is no such file.
        BrokenFormat: not such a file, or one that breaks a law of `Alignment`; names the place.
    """
    return _alignment(json.load(path, KIND))


def loads(data: bytes, name: str = "alignment.json") -> Alignment:
    """Read an alignment from bytes; ``name`` stands for the file in errors."""
    return _alignment(json.parse(data, name, KIND))


def _alignment(root: Place) -> Alignment:
    drafts: list[Draft] = []
    source = _documents(root.member("source"), drafts)
    target = _documents(root.member("target"), drafts)
    mode = root.member("mode").choice(("parallel", "comparable"))
    try:
        return Alignment(
            mode,  # type: ignore[arg-type]
            source,
            target,
            tuple(_bead(place) for place in root.member("beads").items()),
            tuple(_link(place, source, target) for place in root.member("links").items(optional=True)),
            tuple(drafts),
            root.member("signature").text(),
            root.member("reason").maybe_text() or "",
        )
    except InvalidValue as error:
        raise root.member("beads").wrong(f"break a law: {error.what}") from error


def document_of(place: Place) -> Document:
    """Read what `document_value` wrote; the document has no text yet."""
    day = place.member("published")
    published: date | None = None
    if day.value is not None:
        try:
            published = date.fromisoformat(day.text())
        except ValueError as error:
            raise day.wrong("should be a day as YYYY-MM-DD") from error
    return Document(
        place.member("id").text(),
        place.member("language").text(),
        "",
        provenance=Provenance(
            place.member("path").maybe_text() or "",
            place.member("sha256").maybe_text() or "",
            place.member("outlet").maybe_text(),
            place.member("title").maybe_text(),
            published,
        ),
    )


def _documents(side: Place, drafts: list[Draft]) -> tuple[Document, ...]:
    bare: dict[str, Document] = {}
    segments: dict[str, list[Segment]] = {}
    for place in side.member("documents").items():
        document = document_of(place)
        if document.id in bare:
            raise place.wrong(f"repeats the id {document.id}")
        bare[document.id] = document
        segments[document.id] = []
    for place in side.member("segments").items():
        segment = _segment(place)
        if segment.document not in bare:
            raise place.wrong(f"belongs to {segment.document!r}, which isn't among the documents")
        before = segments[segment.document]
        if before and before[-1].span.end > segment.span.start:
            raise place.wrong("overlaps the segment before it")
        before.append(segment)
        draft = place.member("draft")
        if draft.value is not None:
            drafts.append(_draft(draft, segment.id))
    return tuple(_filled(document, segments[name]) for name, document in bare.items())


def _segment(place: Place) -> Segment:
    start, end, text = place.member("start").integer(), place.member("end").integer(), place.member("text").text()
    if end - start != len(text) or end > LONGEST_TEXT:
        raise place.wrong(f"has {len(text)} characters of text, but start and end say {end - start}")
    paragraph = place.member("paragraph")
    return Segment(
        place.member("id").text(),
        place.member("document").text(),
        Span(start, end),
        text,
        paragraph.integer() if paragraph.value is not None else 0,
        Role(place.member("role").choice(ROLES)),
    )


def _draft(place: Place, segment: str) -> Draft:
    score = place.member("score")
    return Draft(
        segment,
        place.member("text").text(),
        None if score.value is None else score.number(),
        place.member("origin").maybe_text() or "",
        place.member("warnings").texts(optional=True),
        place.member("alternatives").texts(optional=True),
    )


def _filled(document: Document, segments: Sequence[Segment]) -> Document:
    """Give a document a text in which its segments stand where they should."""
    pieces: list[str] = []
    end = 0
    for before, segment in zip([None, *segments], segments, strict=False):
        inside = before is not None and before.paragraph == segment.paragraph
        pieces.append((" " if inside else "\n") * (segment.span.start - end))
        pieces.append(segment.text)
        end = segment.span.end
    return Document(
        document.id,
        document.language,
        "".join(pieces),
        tuple(_blocks(segments)),
        tuple(segments),
        document.provenance,
    )


def _blocks(segments: Sequence[Segment]) -> Iterator[Block]:
    """Put segments of one paragraph and one kind (set aside or not) back into a block."""
    open_block: list[Segment] = []
    for segment in segments:
        if open_block and (
            segment.paragraph != open_block[-1].paragraph or segment.role.set_aside != open_block[-1].role.set_aside
        ):
            yield _block(open_block)
            open_block = []
        open_block.append(segment)
    if open_block:
        yield _block(open_block)


def _block(segments: Sequence[Segment]) -> Block:
    role = segments[0].role
    return Block(Span(segments[0].span.start, segments[-1].span.end), Role.BODY if role is Role.QUOTATION else role)


def _bead(place: Place) -> Bead:
    source, target = place.member("source").texts(), place.member("target").texts()
    if not source and not target:
        raise place.wrong("is empty on both sides")
    grade = place.member("grade")
    bead = Bead(
        source,
        target,
        place.member("score").share(),
        None if grade.value is None else grade.choice(("equivalent", "partial")),  # type: ignore[arg-type]
    )
    kind = place.member("kind").maybe_text()
    if kind is not None and kind != bead.kind:
        raise place.wrong(f"says {kind} and is {bead.kind}")
    return bead


def _link(place: Place, source: Sequence[Document], target: Sequence[Document]) -> Link:
    link = Link(
        place.member("source").text(),
        place.member("target").text(),
        place.member("score").share(),
        place.member("grade").choice(("equivalent", "partial")),  # type: ignore[arg-type]
    )
    for name, documents in ((link.source, source), (link.target, target)):
        if not any(s.id == name for d in documents for s in d.segments):
            raise place.wrong(f"points at {name!r}, which isn't among the segments")
    return link
