"""What must come through untouched: URLs, e-mail addresses, hashtags, handles, identifiers, other scripts.

A model spells such tokens anew, letter by letter, and often wrongly. So they never reach it: those at the edges of a
sentence are taken off and put back; those inside are replaced by a name that models copy (a *stand-in*), and exchanged
again in the draft. Where a stand-in doesn't come through exactly once, another is tried, and at last the sentence is
translated around the token. ``scripts/bench/survival.py`` measures each of these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from align.model import Span
from align.translators.language import LATIN

Kind: TypeAlias = Literal[
    "URL", "e-mail address", "hashtag", "handle", "identifier", "foreign script", "symbol", "name"
]

STAND_INS = ("Windows", "Microsoft", "Oxford", "Twitter", "Linux", "Facebook", "Google", "IBM", "Berlin")
"""Names that models copy, in the order in which they are tried; measured by ``scripts/bench/survival.py``."""

MOST_STAND_INS = 3
"""Protected tokens that one sentence may carry through the model; with more, it is translated around them."""

_URL = r"(?:https?://|ftp://|www\.)[^\s<>«»“”\"]+[^\s<>«»“”\".,;:!?…'’)\]}]"
_DOMAIN = (
    r"(?<![\w@.])(?:[a-z0-9-]+\.)+(?:com|org|net|fr|eu|info|gouv\.fr|co\.uk|be|ch|ca|de|es|it|io|tv|int)"
    r"(?:/[^\s<>«»“”\"]*[\w/])?(?![\w@])"
)
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_HASHTAG = r"(?<![\w&/])#\w*[^\W\d]\w*"
_HANDLE = r"(?<![\w./@])@\w{2,}"
_IDENTIFIER = r"(?<!\w)\w*_\w*(?!\w)|</?[a-zA-Z][^<>]*>|\{\{?\w+\}?\}|%\(\w+\)[sd]|(?<!\w)%[sd](?!\w)"

PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("e-mail address", re.compile(_EMAIL)),
    ("URL", re.compile(_URL, re.IGNORECASE)),
    ("URL", re.compile(_DOMAIN)),
    ("hashtag", re.compile(_HASHTAG)),
    ("handle", re.compile(_HANDLE)),
    ("identifier", re.compile(_IDENTIFIER)),
)


@dataclass(frozen=True, slots=True)
class Token:
    """A protected stretch of a sentence."""

    kind: Kind
    span: Span
    text: str


FIRST_ODD = "\u0250"
"""Characters before this one are Latin letters, figures and their marks."""


@lru_cache(maxsize=4096)
def tokens(text: str, scripts: frozenset[str] = LATIN) -> tuple[Token, ...]:
    """Find the protected tokens of ``text`` in order, disjoint; words outside ``scripts`` are among them."""
    found: list[Token] = []
    taken = [False] * len(text)

    def take(kind: Kind, start: int, end: int) -> None:
        # What touches a token found before gives way to it: a blank to fill in glued to a URL, say.
        while start < end and taken[end - 1]:
            end -= 1
        while start < end and taken[start]:
            start += 1
        if start < end and not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            found.append(Token(kind, Span(start, end), text[start:end]))

    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            take(kind, *match.span())
    for start, end, kind in _odd_runs(text, scripts):
        take(kind, start, end)
    return tuple(sorted(found, key=lambda t: t.span))


def _odd_runs(text: str, scripts: frozenset[str]) -> list[tuple[int, int, Kind]]:
    """List runs of symbols (emoji, arrows) and of words in other scripts, as (start, end, kind)."""
    runs: list[tuple[int, int, Kind]] = []
    if max(text, default="") < FIRST_ODD:
        return runs
    for position, character in enumerate(text):
        kind = _odd(character, scripts)
        if kind is None:
            continue
        if runs and runs[-1][2] == kind and _joined(text[runs[-1][1] : position], kind):
            runs[-1] = (runs[-1][0], position + 1, kind)
        else:
            runs.append((position, position + 1, kind))
    return runs


def _joined(between: str, kind: Kind) -> bool:
    # Two words of another script stand together even across a space, symbols only where they touch.
    return not between or (kind == "foreign script" and len(between) <= 2 and not between.strip(" \u00a0,،-"))


@lru_cache(maxsize=8192)
def _odd(character: str, scripts: frozenset[str]) -> Kind | None:
    if character < FIRST_ODD:
        return None
    category = unicodedata.category(character)
    if category in ("So", "Sk", "Co", "Cn", "Cs") or character in "\u200d\ufe0f":
        return "symbol"
    if category[0] == "L" or category in ("Mn", "Mc"):
        own = script_of(character)
        return None if own in scripts or own in ("COMBINING", "MODIFIER") else "foreign script"
    return None


@lru_cache(maxsize=8192)
def script_of(character: str) -> str:
    """Name the script of a letter by the first word of its Unicode name (``LATIN``, ``CYRILLIC``, ``CJK`` …)."""
    first = unicodedata.name(character, "UNKNOWN").split(" ")[0].split("-")[0]
    return "LATIN" if first in ("FULLWIDTH", "FEMININE", "MASCULINE", "MICRO") else first


@dataclass(frozen=True, slots=True)
class Masked:
    """A sentence with stand-ins in the places of its protected tokens."""

    text: str
    pairs: tuple[tuple[str, str], ...]

    def restore(self, draft: str) -> str | None:
        """Exchange the stand-ins of a draft for the tokens; None where one is lost or doubled."""
        for stand_in, token in self.pairs:
            pattern = re.compile(rf"(?<!\w){stand_in}(?!\w)")
            if len(pattern.findall(draft)) != 1:
                return None
            draft = pattern.sub(lambda _, token=token: token, draft)  # type: ignore[misc]
        return draft


def mask(text: str, found: Sequence[Token], attempt: int) -> Masked | None:
    """Replace the protected tokens of ``text`` by stand-ins, others at each ``attempt``.

    Returns None where there are too many tokens, or no stand-ins left that don't occur in the text itself.
    """
    free = [name for name in STAND_INS if name.casefold() not in text.casefold()]
    free = free[attempt * len(found) :]
    if len(found) > MOST_STAND_INS or len(free) < len(found):
        return None
    parts: list[str] = []
    end = 0
    for token, name in zip(found, free, strict=False):
        parts += [text[end : token.span.start], name]
        end = token.span.end
    return Masked("".join(parts) + text[end:], tuple(zip(free, (t.text for t in found), strict=False)))
