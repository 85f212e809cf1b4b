"""What of a segment goes to the machine, and how its draft is put together again with everything else.

A segment is cut into units at sound places (see `cuts`). From each unit come off, to be put back exactly: white space,
list marks, and tokens at its edges that must not change (see `protect`). What has no letters goes by the machine.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from align.translators.cuts import pieces
from align.translators.protect import FIRST_ODD, script_of, tokens

_EDGE = re.compile(r"[\s\u200b\ufeff]+")
_MARK = re.compile(r"(?:[-–—•*·▪►→>©®]+|\d{1,3}[.)]|[a-z]\))\s+(?=\S)")
_SIGNS = re.compile(r"[\s|/•·▪*=~^:;,\u2013\u2014-]+")
_CLOSED = re.compile(r"[.!?…:»”)\]]$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a segment: ``lead + core + tail + gap`` is the text; only ``core`` is translated, unless empty.

    ``core`` has its control characters and line breaks replaced by spaces; ``breaks`` remembers the line breaks, each
    with the share (0–1) of the core that lies before it.
    """

    lead: str
    core: str
    tail: str
    gap: str = ""
    breaks: tuple[tuple[float, str], ...] = ()

    def joined(self, draft: str) -> str:
        """Put a draft of the core where the core was."""
        return self.lead + with_breaks(draft.strip(), self.breaks) + self.tail + self.gap


def units(text: str, scripts: frozenset[str], fits: Callable[[str], bool]) -> tuple[Unit, ...]:
    """Cut ``text`` into units whose cores ``fits`` accepts; texts of ``scripts`` are translatable."""
    made: list[Unit] = []
    for piece in pieces(text, lambda part: fits(_clean(part))):
        made.append(_peeled(piece.text, piece.gap, scripts))
    return tuple(made)


def joined(parts: Sequence[Unit], drafts: Sequence[str]) -> str:
    """Join the drafts of a segment's units; units cut where there was no space are set apart by none."""
    return "".join(unit.joined(draft) for unit, draft in zip(parts, drafts, strict=True))


def _peeled(text: str, gap: str, scripts: frozenset[str]) -> Unit:
    if not translatable(text, scripts):
        return Unit(text, "", "", gap)
    start, end = 0, len(text)
    edges = [t.span for t in tokens(text, scripts)]
    moved = True
    while moved and start < end:
        moved = False
        for pattern in (_EDGE, _MARK):
            match = pattern.match(text, start, end)
            if match:
                start, moved = match.end(), True
        for span in edges:
            # A hashtag that opens a sentence may be its subject: it comes off only before a mark that closes it off.
            after = text[span.end : end]
            if (
                span.start == start
                and start < span.end <= end
                and (_closes(after) or _symbolic(text, span.start, span.end))
            ):
                sign = _SIGNS.match(after)
                start, moved = span.end + (sign.end() if sign else 0), True
    moved = True
    while moved and end > start:
        moved = False
        trimmed = end - (len(text[start:end]) - len(text[start:end].rstrip()))
        if trimmed < end:
            end, moved = trimmed, True
        for span in edges:
            before = text[start : span.start].rstrip()
            if (
                span.end == end
                and span.start >= start
                and (_CLOSED.search(before) or _symbolic(text, span.start, span.end))
            ):
                end, moved = span.start, True
    core = text[start:end]
    if not translatable(core, scripts):
        return Unit(text, "", "", gap)
    return Unit(text[:start], _clean(core), text[end:], gap, _breaks(core))


def _closes(after: str) -> bool:
    return not after.strip() or bool(re.match(r"\s*(?:[:|•·–—-]\s|[A-Z].*\s#)", after))


def _symbolic(text: str, start: int, end: int) -> bool:
    return all(unicodedata.category(c)[0] in "SCM" for c in text[start:end])


def translatable(text: str, scripts: frozenset[str]) -> bool:
    """Tell whether ``text`` has words for the machine: letters of its scripts outside protected tokens."""
    inside = [False] * len(text)
    for token in tokens(text, scripts):
        inside[token.span.start : token.span.end] = [True] * len(token.span)
    letters = (c for c, taken in zip(text, inside, strict=True) if not taken and c.isalpha())
    own = (c for c in letters if (c < FIRST_ODD and "LATIN" in scripts) or script_of(c) in scripts)
    return next(own, None) is not None and next(own, None) is not None


def _clean(text: str) -> str:
    """Replace control characters by spaces and drop what is invisible: no model has seen it."""
    if text.isprintable():  # No control character, nothing invisible, no space but the plain one.
        return text if text.isascii() else re.sub(r" {2,}", " ", text).strip()
    kept: list[str] = []
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif category not in ("Cf", "Cs", "Co", "Cn") or character == "\u200d":
            kept.append(character)
    return re.sub(r" {2,}", " ", "".join(kept)).strip()


def _breaks(core: str) -> tuple[tuple[float, str], ...]:
    return tuple(
        (match.start() / len(core), match.group()) for match in re.finditer(r"[ \t]*(?:\r\n|[\n\r\v\f])[ \t]*", core)
    )


def with_breaks(draft: str, breaks: Sequence[tuple[float, str]]) -> str:
    """Put line breaks back at the spaces nearest to where they were."""
    for share, mark in breaks:
        spaces = [m.start() for m in re.finditer(" ", draft)]
        if not spaces:
            return draft
        place = min(spaces, key=lambda s: abs(s - share * len(draft)))
        draft = draft[:place] + mark + draft[place + 1 :]
    return draft
