"""Finds the lines of a text and, where it was wrapped by hand, the paragraphs they make. Offsets are code points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from align.model import Span

NEWLINE: Final = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
INVISIBLE: Final = "\ufeff\u200b\u200e\u200f\u2060"
"""Marks that show nothing; they stay in the text and, at a border, outside the blocks."""

LONGEST_WRAPPED: Final = 100
"""No line of a text wrapped by hand is longer than this many code points."""


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of visible text and the group it stands in; a blank line ends a group."""

    span: Span
    text: str
    group: int


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Move ``start`` and ``end`` inwards over white space and invisible marks."""
    while start < end and (text[start].isspace() or text[start] in INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in INVISIBLE):
        end -= 1
    return start, end


def lines(text: str) -> list[Line]:
    """List the visible lines of ``text``, those of a text wrapped by hand joined to paragraphs."""
    found = list(_physical(text))
    return _paragraphs(text, found) if _wrapped(found) else found


def _physical(text: str) -> Iterator[Line]:
    position, group, blank = 0, 0, False
    ends = [(m.start(), m.end()) for m in NEWLINE.finditer(text)] + [(len(text), len(text))]
    for end, following in ends:
        start, stop = trim(text, position, end)
        position = following
        if start == stop:
            blank = True
            continue
        group += blank
        blank = False
        yield Line(Span(start, stop), text[start:stop], group)


def _wrapped(found: list[Line]) -> bool:
    """Tell whether lines were broken by hand: none is long and many go on in lower case."""
    inner = [(a, b) for a, b in pairwise(found) if a.group == b.group]
    if len(inner) < 2 or max(len(line.span) for line in found) > LONGEST_WRAPPED:
        return False
    return sum(b.text[0].islower() for _, b in inner) >= 0.4 * len(inner)


def _paragraphs(text: str, found: list[Line]) -> list[Line]:
    joined: list[Line] = []
    for line in found:
        if joined and joined[-1].group == line.group:
            span = Span(joined[-1].span.start, line.span.end)
            joined[-1] = Line(span, span.of(text), line.group)
        else:
            joined.append(line)
    return joined
