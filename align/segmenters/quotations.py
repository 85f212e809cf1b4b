"""Finds the stretches of a paragraph that stand in quotation marks, whatever marks the house style takes."""

from __future__ import annotations

from typing import Final

from align.model import Span

PAIRS: Final = {"«": "»", "“": "”", "„": "“", "‹": "›"}
SINGLE: Final = {"‘": "’", "'": "'"}


def quotations(text: str) -> list[Span]:
    """List the quoted stretches of ``text`` in order, marks included; a quotation left open runs to the end.

    Apostrophes are told from single quotes by their neighbours; a single quote that never closes is no quotation.
    """
    found: list[Span] = []
    opened: int | None = None
    closer = ""
    for index, char in enumerate(text):
        if opened is None:
            closer = _closer(text, index)
            opened = index if closer else None
        elif char == closer and _closes(text, index, closer):
            found.append(Span(opened, index + 1))
            opened = None
    if opened is not None:
        if closer not in SINGLE.values():
            found.append(Span(opened, len(text)))
        elif len(text) - opened > 1:
            rest = quotations(text[opened + 1 :])
            found.extend(Span(s.start + opened + 1, s.end + opened + 1) for s in rest)
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
