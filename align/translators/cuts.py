"""Where a text may be cut before translation: at line ends, between sentences, and inside very long sentences.

A model trained on sentences drops what exceeds one: the second sentence of two, the end of a long one. Cuts are made
at sound places only, and what stood between the pieces is kept, so that joined drafts have the layout of the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

MOST_WORDS = 60
"""Words up to which a sentence stays whole; ``scripts/bench/choices.py`` tries others."""

_LINES = re.compile(r"[ \t\u00a0\u202f]*(?:\r\n|[\n\r\v\f\u0085\u2028\u2029])\s*")
_ITEM = re.compile(r"(?:[-–—•*·▪]|\d{1,3}[.)]|[a-z]\))\s")
_SENTENCES = re.compile(
    r"(?<=[.!?…])(?:[»”\"’')\]]|[\u00a0\u202f ]»)*(?P<gap>\s+)(?=[«“\"'‘(\[—–-]?[\u00a0\u202f ]?[A-ZÀ-ÖØ-Þ0-9])"
)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(«“\"’'-])(?:[A-Z]|M|MM|Mme|Mlle|Dr|Pr|St|Ste|Me|Mgr|cf|etc|art|al|no|n°|vol|p|pp|av|env|ex|éd|fig|"
    r"Mr|Mrs|Ms|Prof|Gen|Sen|Gov|vs|Inc|Ltd|Co|Corp|Jr|Sr|No|z\.B|bzw|ca|Sr|Sra)\.$"
)
_STRONG = re.compile(r"(?<=[;:])\s+|\s+(?=[—–]\s)|(?<=\s[—–])\s+|(?<=[.!?…][»”\"])\s+|(?<=[.!?…])\s+")
_MEDIUM = re.compile(
    r"(?<=,)\s+(?=(?:et|mais|ou|or|car|donc|puis|tandis|alors|qui|que|dont|où|lorsque|quand|and|but|or|which|who|while|because)\b)"
)
_COMMA = re.compile(r"(?<=,)\s+")
_CONJUNCTION = re.compile(r"\s+(?=(?:et|mais|ou|car|que|qui|and|but|or|that|which|und|oder|dass|y|pero|o|e|ma)\s)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch to be translated on its own, and what stood between it and the next."""

    text: str
    gap: str = ""


def pieces(text: str, fits: Callable[[str], bool]) -> list[Piece]:
    """Cut ``text`` into stretches that ``fits`` accepts, at line ends, between sentences, then at weaker places.

    Texts and gaps joined give ``text`` back.
    """
    found: list[Piece] = []
    for line in _cut(text, _line_breaks(text)):
        sentences = _cut(line.text, _sentence_breaks(line.text))
        for index, sentence in enumerate(sentences):
            gap = line.gap if index == len(sentences) - 1 else sentence.gap
            found.extend(_shortened(Piece(sentence.text, gap), fits))
    return found


def _cut(text: str, breaks: list[tuple[int, int]]) -> list[Piece]:
    found: list[Piece] = []
    start = 0
    for begin, end in breaks:
        found.append(Piece(text[start:begin], text[begin:end]))
        start = end
    found.append(Piece(text[start:]))
    return found


def _line_breaks(text: str) -> list[tuple[int, int]]:
    """List line ends that end something; a line wrapped in the middle of a sentence is none."""
    found = []
    for match in _LINES.finditer(text):
        before, after = text[: match.start()].rstrip(), text[match.end() :]
        wrapped = (
            before
            and not re.search(r"\n\s*\n|\r\s*\n\s*\r", match.group())
            and before[-1] not in '.!?…:;»”"'
            and (after[:1].islower() or before[-1] in ",-–")
            and not _ITEM.match(after)
        )
        if not wrapped:
            found.append(match.span())
    return found


def _sentence_breaks(text: str) -> list[tuple[int, int]]:
    """List the gaps between sentences where both sides are long enough to be sure of it."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCES.finditer(text):
        before, after = text[start : match.start("gap")], text[match.end("gap") :]
        if _ABBREVIATED.search(before) or before.count("(") > before.count(")"):
            continue
        if len(before.split()) < 3 or len(after.split()) < 3:
            continue
        found.append(match.span("gap"))
        start = match.end("gap")
    return found


def _shortened(piece: Piece, fits: Callable[[str], bool]) -> list[Piece]:
    """Halve a stretch that is too long, at the soundest place near its middle, until all parts fit."""
    text = piece.text
    if fits(text) or len(text) < 2:
        return [piece]
    begin, end = _soundest(text)
    head, tail = Piece(text[:begin], text[begin:end]), Piece(text[end:], piece.gap)
    return [*_shortened(head, fits), *_shortened(tail, fits)]


def _soundest(text: str) -> tuple[int, int]:
    """Find the cut that is soundest and nearest the middle; in a word without any, the middle itself."""
    middle = len(text) / 2
    for pattern in (_STRONG, _MEDIUM, _COMMA, _CONJUNCTION, _SPACE):
        spans = [m.span() for m in pattern.finditer(text) if m.start() > 0 and m.end() < len(text)]
        near = [s for s in spans if 0.2 * len(text) <= s[0] <= 0.8 * len(text)]
        if near or (pattern is _SPACE and spans):
            return min(near or spans, key=lambda span: (abs(span[0] - middle), span))
    cut = len(text) // 2
    return cut, cut


def halves(text: str) -> tuple[str, str]:
    """Cut a sentence in two at its soundest place."""
    begin, end = _soundest(text)
    return text[:begin].strip(), text[end:].strip()
