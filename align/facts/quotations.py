"""Quotations in four styles, and the marks of the web: hashtags, handles, addresses.

« … », “ … ”, " … " and ‘ … ’ (or ' … '); a quotation that runs over paragraphs repeats its opening mark at the head of
each and closes once. The span is that of the words inside the marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from align.model import Anchor, Span
from align.text import squeeze

PAIRS = {"«": "»", "“": "”", "„": "“", "‹": "›"}
LONGEST = 3000
"""A mark that isn't closed within so many code points is a stray one."""

TAG = re.compile(
    r"(?<![\w/&])[#@]\w[\w]*(?:[.\-]\w+)*|https?://[^\s<>«»“”\"]+[^\s<>«»“”\".,;:!?)\]'’]|\bwww\.[^\s<>]+\w"
)

WORDLIKE = re.compile(r"\w")


def tags(text: str) -> list[Anchor]:
    """Find hashtags, handles and addresses; their values are exact but for the case."""
    return [Anchor("tag", Span(*m.span()), m.group(), m.group().rstrip(".").lower()) for m in TAG.finditer(text)]


def quotations(text: str) -> list[Span]:
    """Find the stretches of ``text`` that stand between quotation marks, marks left out, in order, disjoint."""
    found: list[Span] = []
    place = 0
    while place < len(text):
        sign = text[place]
        if sign in PAIRS and not (sign == "“" and _closes(text, place, sign)):
            place = _paired(text, place, PAIRS[sign], found)
        elif sign == "”" and _opens(text, place):
            place = _paired(text, place, "”", found)
        elif sign == '"' and _opens(text, place):
            place = _paired(text, place, '"', found)
        elif sign in "'‘" and _opens(text, place):
            place = _single(text, place, found)
        else:
            place += 1
    return found


def anchors(text: str, spans: Sequence[Span], within: Span) -> list[Anchor]:
    """Make anchors of the quoted stretches that lie in ``within`` (a sentence), cut at its borders."""
    made: list[Anchor] = []
    for span in spans:
        start, end = max(span.start, within.start), min(span.end, within.end)
        while start < end and text[start] in " \u00a0\u202f\n\r\t“«\"”’'":
            start += 1
        while end > start and text[end - 1] in ' \u00a0\u202f\n\r\t”»"':
            end -= 1
        if end > start and WORDLIKE.search(text[start:end]):
            part = Span(start, end)
            made.append(Anchor("quotation", part, part.of(text), squeeze(part.of(text)).rstrip(" ,.")))
    return made


def _paired(text: str, place: int, closing: str, found: list[Span]) -> int:
    """Read a quotation with distinct or double marks from ``place``; return where to go on."""
    opening, end = text[place], place + 1
    while True:
        end = text.find(closing, end)
        if end < 0 or end - place > LONGEST:
            return place + 1
        if closing != '"' or _closes(text, end, closing):
            break
        if _opens(text, end) and not _new_paragraph(text, end):
            break
        end += 1
    inner = text[place + 1 : end]
    if opening == closing == '"' and "\n" in inner and not _continued(inner, opening):
        end = place + 1 + inner.index("\n")  # never closed within its paragraph
    elif opening != closing and "\n" in inner and not _continued(inner, opening):
        cut = _last_continued(inner, opening)
        end = place + 1 + cut
    found.extend(_paragraphs(text, place + 1, end))
    return end + 1


def _continued(inner: str, opening: str) -> bool:
    """True when every paragraph inside begins with an opening mark again."""
    paragraphs = [p for p in re.split(r"\n+", inner)[1:] if p.strip()]
    return all(p.lstrip()[0] in (opening, "»") for p in paragraphs)


def _last_continued(inner: str, opening: str) -> int:
    """Say how far the quotation goes when its paragraphs stop repeating the mark."""
    cut = inner.find("\n")
    while cut >= 0:
        rest = inner[cut:].lstrip()
        if not rest.startswith(opening):
            return cut
        following = inner.find("\n", len(inner) - len(rest))
        if following < 0:
            return len(inner)
        cut = following
    return len(inner)


def _paragraphs(text: str, start: int, end: int) -> list[Span]:
    return [
        Span(start + m.start(1), start + m.end(1))
        for m in re.finditer(r"[ \t]*[“«»\"]?[ \u00a0\u202f]*([^\n]+)", text[start:end])
        if WORDLIKE.search(m.group(1))
    ]


def _new_paragraph(text: str, place: int) -> bool:
    return text[:place].rstrip(" \t").endswith("\n")


def _opens(text: str, place: int) -> bool:
    """True when the mark at ``place`` may open: a space, bracket, dash or apostrophe before, a word behind."""
    before = text[place - 1] if place else " "
    after = text[place + 1] if place + 1 < len(text) else " "
    return ((before.isspace() or before in "([{—–-/:’'") and not after.isspace()) or (
        before in ".,;!?" and after.isalpha() and after.isupper()
    )


def _closes(text: str, place: int, sign: str) -> bool:
    before = text[place - 1] if place else " "
    after = text[place + 1] if place + 1 < len(text) else " "
    return not before.isspace() and (not after.isalnum() or before in ".,;!?…")


def _single(text: str, place: int, found: list[Span]) -> int:
    """Read a quotation in single marks; apostrophes inside words don't close it."""
    end = place + 1
    while end < len(text) and end - place < LONGEST and text[end] != "\n":
        if text[end] in "'’" and _closes(text, end, "'") and not _genitive(text, place, end):
            if WORDLIKE.search(text[place + 1 : end]):
                found.append(Span(place + 1, end))
            return end + 1
        end += 1
    return place + 1


def _genitive(text: str, place: int, end: int) -> bool:
    """True for the plural genitive (“the journalists' union”) when a better closing mark follows in the sentence."""
    if text[end - 1] != "s" or not (end + 1 < len(text) and text[end + 1] == " "):
        return False
    rest = text[end + 1 : end + 400].split("\n")[0]
    following = re.search(r"[\w.,!?…]['’](?!\w)", rest)
    opening = re.search(r"(?:^|\s)['‘](?=\w)", rest)
    return following is not None and (opening is None or following.start() < opening.start())
