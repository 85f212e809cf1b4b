"""Words, folding and numbers: the plain treatment of text that every room shares. Standard library only."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?", re.UNICODE)
"""A word with its inner apostrophes, or a number with its separators."""

SPACES = re.compile(r"\s+")
"""Runs of white space; Python counts U+00A0 and U+202F among them."""


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower-case ``text`` and strip its accents, so that “Tchétchénie” and “tchetchenie” compare equal."""
    if text.isascii():
        return text.lower()
    # Compatibility forms (mathematical letters, ligatures) hide capitals, so they are opened before and after.
    lowered = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe").replace("æ", "ae")
    decomposed = unicodedata.normalize("NFKD", lowered).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def squeeze(text: str) -> str:
    """Replace every run of white space by one space and trim the ends."""
    return SPACES.sub(" ", text).strip()


def words(text: str) -> list[str]:
    """List the words and numbers of ``text`` in order, unfolded; elided articles (l', d', qu') are cut off."""
    found: list[str] = []
    for match in WORD.finditer(text):
        word = match.group()
        head, mark, tail = word.replace("’", "'").partition("'")
        if mark and len(head) <= 2 and tail:
            found.extend((head, tail))
        else:
            found.append(word)
    return found


def identifier(text: str) -> str:
    """Make an XML NMTOKEN of ``text``: what isn't a letter, digit, dot, dash or underscore becomes a dash."""
    cleaned = re.sub(r"[^\w.\-]+", "-", unicodedata.normalize("NFC", text)).strip("-.")
    return cleaned or "document"
