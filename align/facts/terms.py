"""Words as the comparison counts them: folded, stemmed, with the place where each stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from align.text import WORD, fold

STEMMED = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "nb": "norwegian", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
"""Languages with a snowball stemmer."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a text: its lower-cased form, its stem and where it starts and ends there."""

    form: str
    stem: str
    start: int
    end: int


def tokens(text: str) -> list[str]:
    """List the lower-cased words and numbers of ``text``; elided articles are cut off, English 's too."""
    return [form for form, _, _ in _cut(text)]


def _cut(text: str) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for match in WORD.finditer(text):
        word = match.group().replace("’", "'").lower()
        head, mark, tail = word.partition("'")
        start = match.start()
        if not mark:
            found.append((word, start, match.end()))
        elif len(head) <= 2 or head in ELIDED:
            found.append((tail, start + len(head) + 1, match.end()))
        else:
            found.append((head if len(tail) <= 2 else word.replace("'", ""), start, match.end()))
    return found


ELIDED = frozenset({"qu", "lorsqu", "puisqu", "jusqu", "quoiqu", "presqu"})
"""French words that end in an apostrophe before a vowel."""


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """Return the stemmer of a language: words in, folded stems out; where there is none, folding alone."""
    name = STEMMED.get(language.split("-")[0].lower())
    if name is None:
        return fold
    import snowballstemmer

    engine = snowballstemmer.stemmer(name)

    @lru_cache(maxsize=65536)
    def stem(word: str) -> str:
        return fold(engine.stemWord(word))

    return stem


def terms(text: str, language: str) -> list[Term]:
    """Cut ``text`` into terms, in order."""
    stem = stemmer(language)
    return [Term(form, _number(form) or stem(form), start, end) for form, start, end in _cut(text)]


def _number(form: str) -> str:
    """Return a number's digits in one spelling (``1 200`` and ``1,200`` are both ``1200``), or nothing for a word."""
    if not form[0].isdigit():
        return ""
    whole = form.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    head, mark, tail = whole.rpartition("," if "," in whole else ".")
    if mark and len(tail) == 3:
        return head.replace(".", "").replace(",", "") + tail
    return whole.replace(",", ".")
