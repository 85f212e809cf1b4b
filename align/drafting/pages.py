"""Pages of HTML translated in place: mark-up stays, inline elements go with their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from align import pipeline
from align.model import Block, Document, Draft, Segment, Span
from align.protocols import Progress, Translator

PAGES = (".html", ".htm", ".xhtml")


def is_page(path: Path) -> bool:
    """Tell whether a path names a page of HTML."""
    return path.suffix.lower() in PAGES


@dataclass(frozen=True, slots=True)
class DraftedPage:
    """A page in the target language, the drafts that went into it, and how many inline elements found no place."""

    data: bytes
    document: Document
    drafts: tuple[Draft, ...]
    unplaced: int


def translate_page(
    data: bytes, name: str, machine: Translator, languages: tuple[str, str], progress: Progress | None = None
) -> DraftedPage:
    """Translate a page of HTML; its mark-up stays, inline elements go with their words (see `markup`).

    Raises:
        UnreadableDocument: it is empty, binary or not UTF-8.
    """
    from align.documents.decoding import decode
    from align.text import identifier
    from align.translators import markup

    parsed = markup.parse(decode(data, name).removeprefix("\ufeff"))
    document, spans = _page_document(identifier(Path(name).stem), languages[0], parsed.texts())
    (document,) = pipeline.segment([document])
    phrases = [
        Segment(f"{document.id}.p{n:04d}", document.id, Span(0, len(t)), t) for n, t in enumerate(parsed.phrases(), 1)
    ]
    drafts = machine.translate([*document.segments, *phrases], progress)
    texts = {p.text: d.text for p, d in zip(phrases, drafts[len(document.segments) :], strict=True)}
    made = drafts[: len(document.segments)]
    drafted: list[list[markup.Sentence]] = [[] for _ in spans]
    for segment, draft in zip(document.segments, made, strict=True):
        place = next(n for n, span in enumerate(spans) if span.start <= segment.span.start < span.end)
        shifted = Span(segment.span.start - spans[place].start, segment.span.end - spans[place].start)
        drafted[place].append(markup.Sentence(shifted, draft.text))
    markup.fill(parsed, drafted, lambda text: texts.get(text, text))
    written = markup.serialise(parsed, languages[1]).encode("utf-8", "replace")
    return DraftedPage(written, document, tuple(made), parsed.unplaced)


def _page_document(name: str, language: str, texts: Sequence[str]) -> tuple[Document, list[Span]]:
    """Make a document whose blocks are the runs of a page."""
    spans: list[Span] = []
    length = 0
    for text in texts:
        spans.append(Span(length, length + len(text)))
        length += len(text) + 2
    blocks = tuple(Block(span) for span in spans)
    return Document(name, language, "\n\n".join(texts), blocks), spans
