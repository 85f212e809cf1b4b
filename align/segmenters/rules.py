"""The built-in segmenter: own rules for French and English, the library sentencex for other languages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from align import signature
from align.model import Block, Document, Role, Segment, Span
from align.segmenters.abbreviations import CONVENTIONS
from align.segmenters.quotations import quotations
from align.segmenters.sentences import cuts

INVISIBLE = "\ufeff\u200b\u200e\u200f\u2060"
VERSION = 1
WINDOW = 10_000
"""Code points of a paragraph that the library is given at a time."""


class RuleSegmenter:
    """Cuts body blocks into sentences; titles and what is set aside stay whole."""

    name = "rules"

    @property
    def signature(self) -> str:
        """Name, version and the languages that have rules of their own."""
        return signature.compose("segmenter", rules="+".join(sorted(CONVENTIONS)), v=VERSION)

    def segment(self, documents: Sequence[Document]) -> list[Document]:
        """Give each document its segments; a document without blocks is taken as one block.

        Segment ids are ``{document id}.s{n:04d}`` from 1; ``paragraph`` is the block's place, from 0.
        """
        return [document.with_segments(tuple(_segments(document))) for document in documents]


def _segments(document: Document) -> Iterator[Segment]:
    blocks = document.blocks or (Block(Span(0, len(document.text))),)
    number = 0
    for paragraph, block in enumerate(blocks):
        for span, role in _parts(document, block):
            number += 1
            words = span.of(document.text)
            yield Segment(f"{document.id}.s{number:04d}", document.id, span, words, paragraph, role)


def _parts(document: Document, block: Block) -> Iterator[tuple[Span, Role]]:
    text = block.span.of(document.text)
    if block.role is Role.BODY or block.role is Role.QUOTATION:
        quoted = quotations(text)
        starts = [q.start for q in quoted]
        for span in sentences(text, document.language):
            role = Role.QUOTATION if _inside(text, span, quoted, starts) else block.role
            yield Span(span.start + block.span.start, span.end + block.span.start), role
        return
    trimmed = _trim(text, 0, len(text))
    if trimmed:
        yield Span(trimmed.start + block.span.start, trimmed.end + block.span.start), block.role


def sentences(text: str, language: str) -> list[Span]:
    """Cut one paragraph into sentences: spans in order, white space around them left out, nothing else lost."""
    conventions = CONVENTIONS.get(language.split("-")[0].lower())
    ends = cuts(text, conventions) if conventions else _library_cuts(text, language)
    spans = (_trim(text, a, b) for a, b in zip([0, *ends], [*ends, len(text)], strict=True))
    return [span for span in spans if span]


def _library_cuts(text: str, language: str) -> list[int]:
    """Ask sentencex where sentences end, a window at a time: some of its versions take quadratic time.

    The last piece of a window may be cut short, so the next window begins with it; a sentence longer than the window
    gets a larger one.
    """
    import sentencex

    ends: list[int] = []
    start, width = 0, WINDOW
    while start < len(text):
        window = text[start : start + width]
        found = _ends(window, sentencex.segment(language, window))
        if start + width >= len(text):
            ends.extend(start + end for end in found)
            break
        if len(found) < 2:
            width *= 2
            continue
        ends.extend(start + end for end in found[:-1])
        start, width = ends[-1], WINDOW
    return [end for end in ends if end < len(text)]


def _ends(text: str, pieces: Iterable[str]) -> list[int]:
    """Find the pieces again in the text, so that offsets are code points and a piece that was changed is no border."""
    ends: list[int] = []
    position = 0
    for piece in pieces:
        at = text.find(piece, position)
        if at >= 0 and piece:
            position = at + len(piece)
            ends.append(position)
    return ends


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and (text[start].isspace() or text[start] in INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in INVISIBLE):
        end -= 1
    return Span(start, end) if start < end else None


def _inside(text: str, span: Span, quoted: Sequence[Span], starts: Sequence[int]) -> bool:
    """Tell whether every letter and digit of ``span`` stands inside one quotation or several."""
    at = max(0, bisect_right(starts, span.start) - 1)
    letters = False
    for index in range(span.start, span.end):
        if not text[index].isalnum():
            continue
        letters = True
        while at < len(quoted) and quoted[at].end <= index:
            at += 1
        if at >= len(quoted) or index < quoted[at].start:
            return False
    return letters
