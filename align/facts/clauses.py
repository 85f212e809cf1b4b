"""Claims: the clauses of segments, in the original's own words and offsets.

A segment is cut at quotation borders, colons, dashes and brackets, before relatives, subordinators and coordinated
clauses, around appositions; pieces too short to say anything fall to their neighbour. A bare frame (“he said”,
« écrit le journal ») is no claim: it becomes the attribution of what it frames, so that “X says P” can meet “P”.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from align.facts.anchors import Finder
from align.facts.grammar import Grammar, grammar_of, is_negated, modality
from align.facts.quotations import quotations
from align.facts.vocabulary import base, listed, plain
from align.model import Anchor, Claim, Document, Segment, Span
from align.signature import compose, digest
from align.text import squeeze

VERSION = 1
LEAST = 3
"""A piece of fewer words says nothing on its own, unless it holds a verb."""

SUBJECT = 6
"""A subject of so many words stays with its verb; a longer one, with its apposition, is a claim of its own."""

WORDS = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*", re.UNICODE)
EDGES = ' \t\n\r\u00a0\u202f,;:.…–—-()[]«»“”"‘'
MARKS = re.compile(r"[;:](?=\s)|,(?=[\s”\"»’'])|\s[–—-]\s|—|\((?=\w)|\)|(?<=[a-zé]{3})[.!?…]+[”\"»]?\s*(?=[A-ZÀÉÊ«“])")
"""Marks that end a piece behind them, but for the opening bracket, which begins one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a segment on its way to become a claim; ``frame`` marks one that only names a speaker."""

    start: int
    end: int
    attribution: str = ""
    frame: bool = False


class ClauseExtractor:
    """Cuts documents into claims with typed anchors (French and English; elsewhere at commas and marks alone)."""

    name = "clauses"

    @property
    def signature(self) -> str:
        """Name the extractor and its version."""
        return compose(self.name, v=VERSION)

    def extract(self, documents: Sequence[Document]) -> list[Claim]:
        """List the claims of all active segments in reading order; names are made one over all the documents."""
        finder = Finder(documents)
        return [claim for document in documents for claim in _of_document(document, finder)]


def _of_document(document: Document, finder: Finder) -> list[Claim]:
    grammar = grammar_of(base(document.language))
    quoted = quotations(document.text)
    claims: list[Claim] = []
    speaker = ""
    for segment in document.active:
        anchors = finder.of(document, segment, quoted)
        pieces = split(document.text, segment.span, quoted, base(document.language))
        spoken = next((p.attribution for p in pieces if p.attribution), "")
        inside = any(q.overlap(segment.span) >= 0.6 * len(segment.span) for q in quoted)
        speaker = spoken or (speaker if inside else "")
        for piece in pieces:
            if piece.frame:
                continue
            if not piece.attribution and inside and speaker:
                piece = replace(piece, attribution=speaker)
            claims.append(_claim(document, segment, piece, anchors, grammar))
    return claims


def _claim(
    document: Document, segment: Segment, piece: Piece, anchors: Sequence[Anchor], grammar: Grammar | None
) -> Claim:
    span = Span(piece.start, piece.end)
    text = span.of(document.text)
    inner = tuple(a for a in anchors if a.span.overlap(span) * 2 > len(a.span))
    return Claim(
        id=f"{segment.id}.c{digest([document.id, text, str(span.start - segment.span.start)], 8)}",
        document=document.id,
        segment=segment.id,
        span=span,
        text=text,
        anchors=inner,
        negated=grammar is not None and is_negated(text, document.language),
        modality=modality(text, document.language),
        attribution=piece.attribution,
    )


# --- cutting --------------------------------------------------------------------------------------------------------


def split(text: str, within: Span, quoted: Sequence[Span], language: str) -> list[Piece]:
    """Cut the stretch ``within`` of ``text`` into pieces: ordered, disjoint, trimmed; frames are marked."""
    grammar = grammar_of(language)
    lowered = plain(within.of(text))
    inner = [(max(q.start, within.start) - within.start, min(q.end, within.end) - within.start) for q in quoted]
    inner = [(a, b) for a, b in inner if b > a]
    borders = _marks(within.of(text))
    if grammar is not None:
        borders |= _words_that_cut(lowered, grammar)
    whole = [(a, b) for a, b in inner if _says_something(lowered, a, b, grammar)]
    scraps = [q for q in inner if q not in whole]
    small = [(a, b) for a, b in scraps if len(WORDS.findall(lowered[a:b])) < 9]
    borders = {b for b in borders if not any(s < b < e for s, e in small)} | {b for q in whole for b in q}
    places = sorted({0, len(lowered), *borders})
    pieces = list(pairwise(places))
    merged = _merge(lowered, pieces, grammar, whole)
    trimmed = [t for t in (_trim(lowered, a, b) for a, b in merged) if t is not None]
    if grammar is not None:
        trimmed = _with_subject(lowered, trimmed, grammar)
    trimmed = [_with_marks(lowered, a, b, scraps) for a, b in trimmed]
    made = [Piece(within.start + a, within.start + b) for a, b in trimmed]
    return _frames(text, made, grammar) if grammar is not None else made


def _says_something(lowered: str, start: int, end: int, grammar: Grammar | None) -> bool:
    """True for a quotation that is a clause; “emergency humanitarian visa” stays a part of the sentence around it."""
    quoted = lowered[start:end]
    count = len(WORDS.findall(quoted))
    before = lowered[: max(0, start - 1)].rstrip(" «“\"'‘\u00a0\u202f")
    woven = bool(before) and before[-1].isalpha()  # it goes on a sentence: « il a pris des mesures pour “établir …” »
    if woven:
        return False
    return count >= 3 and (count >= 6 or grammar is None or grammar.verbs.search(quoted) is not None)


def _marks(raw: str) -> set[int]:
    """Cut at colons, semicolons, dashes, brackets, commas and stops inside a segment."""
    return {m.end() if m.group() != "(" else m.start() for m in MARKS.finditer(raw)}


def _words_that_cut(lowered: str, grammar: Grammar) -> set[int]:
    borders = {m.start("cut") for m in grammar.cuts.finditer(lowered)}
    borders |= {m.start(m.lastgroup or 0) for m in grammar.participle.finditer(lowered)}
    for match in grammar.coordinate.finditer(lowered):
        rest = lowered[match.end() :]
        head = " ".join(rest.split()[:7])
        stop = re.search(r"[,;:.]", head)
        if grammar.verbs.search(head[: stop.start()] if stop else head):
            borders.add(match.start("cut"))
    borders |= {m.end() for pattern in (grammar.that, grammar.bare_that) for m in pattern.finditer(lowered)}
    return borders


def _merge(
    lowered: str, pieces: list[tuple[int, int]], grammar: Grammar | None, quoted: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Let pieces that are too short, or that only go on a list, fall to their neighbour."""
    merged: list[tuple[int, int]] = []
    pending: int | None = None
    for start, end in pieces:
        start = start if pending is None else pending
        pending = None
        words = WORDS.findall(lowered[start:end])
        verb = grammar is not None and grammar.verbs.search(lowered[start:end]) is not None
        if not words:
            if merged and not _borders_quote(start, quoted):
                merged[-1] = (merged[-1][0], end)
            continue
        strong = (len(words) >= LEAST and (verb or grammar is None)) or len(words) >= 4
        framed = grammar is not None and (
            _is_frame(lowered[start:end], grammar) or grammar.source.match(lowered[start:end].strip(EDGES)) is not None
        )
        if strong or framed:
            merged.append((start, end))
        elif grammar is not None and end < len(lowered) and (not merged or grammar.joins.match(lowered[start:end])):
            pending = start
        elif merged and not _borders_quote(start, quoted):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    if pending is not None:
        merged.append((pending, len(lowered)))
    return merged


def _with_subject(lowered: str, pieces: Sequence[tuple[int, int]], grammar: Grammar) -> list[tuple[int, int]]:
    """Join a short subject to the verb behind an apposition: « Le maire, Paul Verneuil, | a démissionné »."""
    made: list[tuple[int, int]] = []
    for start, end in pieces:
        first, last = made[-1] if made else (0, 0)
        before = lowered[first:last]
        lone = bool(made) and len(WORDS.findall(before)) <= SUBJECT and grammar.verbs.search(before) is None
        lone = lone and lowered[last:start].strip() in (",", "") and grammar.source.match(before) is None
        if lone and _begins_with_verb(lowered[start:end], grammar):
            made[-1] = (first, end)
        else:
            made.append((start, end))
    return made


def _begins_with_verb(piece: str, grammar: Grammar) -> bool:
    verb = grammar.verbs.search(piece)
    if verb is None or grammar.cuts.match(" " + piece) or grammar.joins.match(piece):
        return False
    return len(WORDS.findall(piece[: verb.start()])) <= 2


def _borders_quote(place: int, quoted: Sequence[tuple[int, int]]) -> bool:
    return any(place in (start, end) for start, end in quoted)


def _trim(lowered: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and (
        lowered[start] in EDGES or (lowered[start] in "'’" and lowered[start + 1 : start + 2] == " ")
    ):
        start += 1
    while end > start and lowered[end - 1] in EDGES and not (lowered[end - 1] == ")" and "(" in lowered[start:end]):
        end -= 1
    tail = TAIL.search(lowered[:end], start)
    if tail is not None and lowered[end:].lstrip(" \u00a0\u202f«“\"‘'")[:1].isalnum():
        end = tail.start()
    return (start, end) if WORDS.search(lowered[start:end]) else None


TAIL = re.compile(r"[\s,]+(?:that|que|qu'|and|et|but|mais|or|ou)\s*$")
"""Joining words that a cut left at the end of a piece."""


def _with_marks(lowered: str, start: int, end: int, scraps: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Take back the mark that trimming cut off a quotation inside the piece."""
    for first, last in scraps:
        if first == start and start:
            start = _back(lowered, start)
        if last >= end > first >= start:
            end = min(len(lowered), max(end, last) + 1) if last < len(lowered) else end
            while end < len(lowered) and lowered[end - 1].isspace():
                end += 1
    return start, end


def _back(lowered: str, start: int) -> int:
    place = start - 1
    while place > 0 and lowered[place].isspace():
        place -= 1
    return place


# --- frames ---------------------------------------------------------------------------------------------------------


def _is_frame(lowered: str, grammar: Grammar) -> bool:
    """True for a piece that only says who speaks: a subject and a report verb, in either order, hardly more."""
    match = grammar.report.search(lowered)
    if match is None or any(c.isdigit() for c in lowered):
        return False
    before, after = WORDS.findall(lowered[: match.start()]), WORDS.findall(lowered[match.end() :])
    if grammar.verbs.search(lowered[match.end() :]):
        return False
    if before and before[0] in ("and", "but", "et", "mais"):
        before = before[1:]
    only_verb = not before or (before[-1] in listed("*", "helper") and len(before) == 1)
    return (len(before) <= 6 and len(after) <= 1) or (only_verb and len(after) <= 6)


def _frames(text: str, pieces: Sequence[Piece], grammar: Grammar) -> list[Piece]:
    """Mark bare frames and hand their speaker to the pieces around them."""
    made = list(pieces)
    for place, piece in enumerate(pieces):
        lowered = plain(text[piece.start : piece.end])
        source = grammar.source.match(lowered)
        if source is not None and len(pieces) > 1:
            speaker = squeeze(text[piece.start + source.end() : piece.end])
            made = [replace(p, attribution=speaker) if p is not made[place] and not p.attribution else p for p in made]
            if len(WORDS.findall(lowered)) <= LEAST:
                made[place] = replace(made[place], frame=True)
            continue
        report = grammar.report.search(lowered)
        if report is None:
            continue
        framed = len(pieces) > 1 and _is_frame(lowered, grammar)
        announces = re.match(r"\s*(?:,\s*)?:", text[piece.end : piece.end + 4]) is not None
        speaker = _speaker(text[piece.start : piece.end], report)
        if framed:
            made[place] = replace(piece, frame=True)
            made = [replace(p, attribution=speaker) if not p.frame and not p.attribution else p for p in made]
        elif announces:
            made[place + 1 :] = [p if p.attribution else replace(p, attribution=speaker) for p in made[place + 1 :]]
        elif place and _trails(lowered, report, grammar):
            made[:place] = [p if p.attribution else replace(p, attribution=speaker) for p in made[:place]]
        elif place + 1 < len(pieces) and report.end() >= len(lowered.rstrip()) - 24 and not made[place + 1].attribution:
            made[place + 1] = replace(made[place + 1], attribution=speaker)
    return made


def _trails(lowered: str, report: re.Match[str], grammar: Grammar) -> bool:
    """True for a frame that closes a sentence: “…, he told the agency”."""
    before = WORDS.findall(lowered[: report.start()])
    if not 1 <= len(before) <= 3 or before[0] in listed("*", "joining"):
        return False
    return grammar.verbs.search(lowered[report.end() :]) is None


def _speaker(words: str, report: re.Match[str]) -> str:
    """Take the words before the report verb as the speaker, or those behind it where it stands first."""
    light = listed("*", "helper") | listed("*", "joining")
    before, after = words[: report.start()], words[report.end() :]
    chosen = before if any(w.lower() not in light for w in WORDS.findall(before)) else after
    found = list(WORDS.finditer(chosen))
    while found and found[0].group().lower() in light:
        found.pop(0)
    while found and found[-1].group().lower() in listed("*", "helper"):
        found.pop()
    return squeeze(chosen[found[0].start() : found[-1].end()]) if found else ""
