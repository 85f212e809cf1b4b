"""Finds where sentences end, for French and English press text.

Every candidate (a run of full stops, question or exclamation marks, with the marks that close after it) is judged by
the word before, what stands between, and the word after. Linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from align.model import Span
from align.segmenters.abbreviations import CALENDAR, ROMAN, Conventions
from align.segmenters.quotations import quotations

CANDIDATE: Final = re.compile(r"(?P<mark>[.!?…‽]+(?:[\s\u00a0\u202f]?[!?]+)*)")
CLOSERS: Final = "”’»)]}›"
STRAIGHT: Final = "\"'"
OPENERS: Final = "“‘«([{„‹¿¡"
DASHES: Final = "-–—•"
NARROW: Final = " \u00a0\u202f\u2009"
CAMEL: Final = re.compile(r"[a-z]{1,3}[A-Z]|al-[A-ZÀ-Þ]|d[’'][A-ZÀ-Þ]")
"""Names that begin in lower case: iPhone, eBay, al-Assad, d’Alembert."""

INITIALS: Final = re.compile(r"(?:[^\W\d_]\.[- ]?)*[^\W\d_]")
TOKEN_BREAK: Final = ' \t\n\r\u00a0\u202f\u2009"“”«»‘()[]{}—–/…'


def cuts(text: str, conventions: Conventions) -> list[int]:
    """List the offsets in ``text`` (one paragraph) after which a new sentence begins, in order."""
    quoted = quotations(text)
    starts = [s.start for s in quoted]
    found: list[int] = []
    for match in CANDIDATE.finditer(text):
        cut = _judge(text, match, conventions, quoted, starts)
        if cut is not None and (not found or cut > found[-1]):
            found.append(cut)
    return found


def _judge(
    text: str, match: re.Match[str], conventions: Conventions, quoted: list[Span], starts: list[int]
) -> int | None:
    """Return the offset at which the sentence ends, closing marks included, or None where it goes on."""
    end = _closed(text, match.end(), quoted, starts)
    if end >= len(text):
        return None
    gap = end
    while gap < len(text) and (text[gap].isspace()):
        gap += 1
    if gap >= len(text):
        return None
    before, first = _word_before(text, match.start()), _word_after(text, gap)
    if gap == end:
        return end if _glued(text, match, end, before, first, conventions) else None
    mark = match["mark"]
    if not _may_begin(text, gap, first):
        return None
    if "…" in mark or mark.startswith(".."):
        return None if _pause(before, first, conventions) else end
    if mark == "." and end == match.end():
        return end if _stops(text, match.start(), gap, before, first, conventions) else None
    if mark[-1] in "!?" and _attributed(text, gap, end > match.end(), conventions):
        return None
    return end


def _closed(text: str, end: int, quoted: list[Span], starts: list[int]) -> int:
    """Move ``end`` over the marks that close after a sentence, French ones behind their narrow space."""
    while end < len(text):
        char = text[end]
        if (
            char in CLOSERS
            and not (char == "’" and end + 1 < len(text) and text[end + 1].isalpha() and text[end - 1].isalpha())
        ) or (char in STRAIGHT and _closes_here(text, end, quoted, starts)):
            end += 1
        elif char in NARROW and end + 1 < len(text) and _closes_apart(text, end + 1, quoted, starts):
            end += 2
        else:
            break
    return end


def _closes_here(text: str, index: int, quoted: list[Span], starts: list[int]) -> bool:
    """Tell whether the straight quote at ``index`` closes a quotation rather than opening one."""
    at = bisect_right(starts, index) - 1
    if at >= 0 and quoted[at].end == index + 1 and quoted[at].start < index:
        return True
    if at >= 0 and quoted[at].start == index:
        return False
    return index + 1 >= len(text) or text[index + 1].isspace() or text[index + 1] in CLOSERS


def _closes_apart(text: str, index: int, quoted: list[Span], starts: list[int]) -> bool:
    """Tell whether the mark at ``index`` closes a quotation though a space stands before it, as the French do."""
    if text[index] in "»›":
        return True
    at = bisect_right(starts, index) - 1
    return text[index] == '"' and at >= 0 and quoted[at].end == index + 1 and quoted[at].start < index


def _word_before(text: str, position: int) -> str:
    """Return the token that ends at ``position``, inner full stops and hyphens kept."""
    start = position
    while start > 0 and position - start < 40 and text[start - 1] not in TOKEN_BREAK:
        start -= 1
    return re.split("['’,;:]", text[start:position])[-1]


def _word_after(text: str, position: int) -> str:
    """Return the first word from ``position`` on, opening marks passed over."""
    while position < len(text) and (text[position] in OPENERS + STRAIGHT + DASHES or text[position].isspace()):
        position += 1
    end = position
    while end < len(text) and end - position < 40 and (text[end].isalnum() or text[end] in "'’-&"):
        end += 1
    return text[position:end]


def _may_begin(text: str, position: int, first: str) -> bool:
    """Tell whether a sentence can begin here: not with a lower-case word, nor with a mark that goes on."""
    if first:
        return not first[0].islower() or bool(CAMEL.match(first))
    return text[position] not in ",;:.!?…)]}»”%"


def _glued(text: str, match: re.Match[str], end: int, before: str, first: str, conventions: Conventions) -> bool:
    """Tell whether two sentences were run together without a space: “said.”France”, “morning.Read more”."""
    if len(first) < 2 or not first[0].isupper() or match["mark"] in ("...", "…"):
        return False
    if end > match.end():
        return text[end - 1] in "”»\"’'" and (text[end] not in STRAIGHT or len(before) > 1)
    if text[end] in "“‘«":
        return len(before) >= 2 and before[-1].islower()
    if not (first[1].islower() and text[match.end()].isupper()):
        return False
    if not before:
        return text[match.start() - 1] in CLOSERS
    plain = len(before) >= 3 and before.isalpha() and before[1:].islower()
    return plain and (before.islower() or _starts(first, conventions)) and _not_an_address(text, match)


def _not_an_address(text: str, match: re.Match[str]) -> bool:
    around = text[max(0, match.start() - 30) : match.end() + 30]
    token = re.split(r"\s", around[: match.start() - max(0, match.start() - 30)])[-1]
    tail = re.split(r"\s", around[match.end() - max(0, match.start() - 30) :])[0]
    return not re.search(r"[@/_:=]|www|\.", token + tail.rstrip(".!?,;:\"'”’»)"))


def _pause(before: str, first: str, conventions: Conventions) -> bool:
    """Tell whether dots are a pause inside a sentence: after a word that leans on the next, before an English “I”."""
    return before.lower() in conventions.leaning or first in conventions.pronouns


def _starts(first: str, conventions: Conventions) -> bool:
    head = re.match(r"[^'’]+['’]?", first)
    return first in conventions.starters or bool(head and head[0] in conventions.starters)


def _stops(text: str, dot: int, gap: int, before: str, first: str, conventions: Conventions) -> bool:
    """Judge one full stop followed by white space and a possible beginning."""
    number = first[:1].isdigit()
    starter = _starts(first, conventions)
    if not before:
        return True
    if number and (before in conventions.numbered or before.lower() in conventions.numbered):
        return False
    if before in conventions.attached or (before.lower() in conventions.attached and before.islower()):
        return False
    if before in conventions.hours:
        return first not in CALENDAR and text[gap] not in "(["
    if before in conventions.open or before.rstrip(".") in conventions.open:
        return starter and text[gap] not in "(["
    if before in conventions.numbered and before[:1].isupper() and len(before) > 1:
        return starter or not number
    if _numbering(text, dot, before):
        return False
    if "." in before and INITIALS.fullmatch(before):
        return starter
    if (len(before) == 1 and before.isalpha() and before.isupper()) or re.fullmatch(
        r"[A-ZÀ-Þ][a-zà-ÿ]*\.?-[A-ZÀ-Þ]", before
    ):
        return starter and not _named(text, dot - len(before))
    return True


def _numbering(text: str, dot: int, before: str) -> bool:
    """Tell whether the paragraph opens with a number of a list: “1. ”, “IV. ”, “a. ”."""
    start = dot - len(before)
    if start > 8 or text[:start].strip(OPENERS + STRAIGHT + DASHES + " \u00a0"):
        return False
    return bool(re.fullmatch(r"\d{1,2}|[a-zA-Z]", before)) or before in ROMAN


def _named(text: str, position: int) -> bool:
    """Tell whether a capitalised word stands right before ``position``, as in “John F.”"""
    while position > 0 and text[position - 1].isspace():
        position -= 1
    word = _word_before(text, position)
    return bool(word) and word[0].isupper() and word[1:2].islower()


def _attributed(text: str, gap: int, closed: bool, conventions: Conventions) -> bool:
    """Tell whether a speaker's name and verb follow a quotation that asks: “Who?” Smith asked."""
    if not closed or not conventions.attribution:
        return False
    following = re.findall(r"[\w’'-]+|[^\w\s.]", text[gap : gap + 60])[:4]
    for index, word in enumerate(following):
        if word in conventions.attribution:
            return index > 0
        if not word[0].isupper():
            return False
    return False
