"""Finds the stretches of a paragraph that stand in quotation marks, whatever marks the house style takes."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from align.model import Span

PAIRS: Final = {"«": "»", "“": "”", "„": "“", "‹": "›"}
SINGLE: Final = {"‘": "’", "'": "'"}

OPENERS: Final = frozenset(PAIRS) | frozenset(SINGLE) | {'"', "”"}
CLOSERS: Final = tuple(dict.fromkeys((*PAIRS.values(), *SINGLE.values(), '"')))


def quotations(text: str) -> list[Span]:
    """List the quoted stretches of ``text`` in order, marks included; a quotation left open runs to the end.

    Apostrophes are told from single quotes by their neighbours; a single quote that never closes is no quotation.
    """
    closing = {c: [i for i, x in enumerate(text) if x == c and _closes(text, i, c)] for c in CLOSERS if c in text}
    found: list[Span] = []
    index = 0
    while index < len(text):
        closer = _closer(text, index) if text[index] in OPENERS else ""
        start, index = index, index + 1
        if not closer:
            continue
        ends = closing.get(closer, [])
        at = bisect_left(ends, index)
        if at < len(ends):
            index = ends[at] + 1
        elif closer in SINGLE.values():
            continue
        else:
            index = len(text)
        found.append(Span(start, index))
    return found


def _closer(text: str, index: int) -> str:
    """Return the mark that closes the quotation which opens at ``index``, or "" where none opens."""
    char = text[index]
    if char in PAIRS:
        return PAIRS[char]
    before = text[index - 1] if index else " "
    after = text[index + 1] if index + 1 < len(text) else " "
    fresh = before.isspace() or before in "([{—–-/«“\"'‘" or before in ".!?:"
    if char == "”" and before in ".!?" and after.isupper():
        return char  # the wrong mark, typed where one opens: “said.”France has …”
    if char == '"':
        return '"' if not after.isspace() or before.isspace() else ""
    if char in SINGLE and fresh and (after.isalnum() or after in '“"[#@…'):
        return SINGLE[char]
    return ""


def _closes(text: str, index: int, closer: str) -> bool:
    if closer == '"':
        return True
    if closer in SINGLE.values():
        after = text[index + 1] if index + 1 < len(text) else " "
        before = text[index - 1]
        return not before.isspace() and (not after.isalnum() or before in ".,!?…")
    return True
