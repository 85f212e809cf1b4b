"""Persons and organisations: runs of capitalised words, told apart by what stands in and around them.

No list of people: given names (``given.tsv``), titles, offices, cues (“newspaper”, « l'association ») and the shape of
the words decide; a last name alone takes the full name that the documents give elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from align.facts.places import Place
from align.facts.vocabulary import base, listed, table
from align.model import Span
from align.text import fold

Kind = Literal["person", "organisation", "place"]

WORD = re.compile(r"[^\W\d_](?:[\w]|['’\-](?=\w)|\.(?=[A-Z]))*|\d+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in a text; ``weight`` is what speaks for its kind: 3 a title or a body's word, 2 a verb of
    speech, 0 nothing but capitals."""

    span: Span
    text: str
    kind: Kind
    weight: int


@dataclass(frozen=True)
class Cues:
    """Words that tell what a name is."""

    titles: frozenset[str]
    offices: frozenset[str]
    bodies: frozenset[str]
    before_body: frozenset[str]
    speech: frozenset[str]
    common: frozenset[str]
    acronyms: frozenset[str]
    months: frozenset[str]


@cache
def cues(language: str) -> Cues:
    """Read the cue words of a language (both lists of titles: papers keep foreign ones)."""
    lists: dict[str, set[str]] = {}
    for tongue, kind, words in table("names", 3):
        if tongue in (language, "*"):
            lists.setdefault(kind, set()).update(fold(w) for w in words.split("|"))
    fetch = {k: frozenset(v) for k, v in lists.items()}
    months = frozenset(
        fold(name)
        for kind, _, english, french in table("dates", 4)
        if kind in ("month", "weekday")
        for name in {"en": english, "fr": french}.get(language, "").split("|")
    )
    empty: frozenset[str] = frozenset()
    return Cues(
        titles=fetch.get("title", empty),
        offices=fetch.get("office", empty),
        bodies=fetch.get("body", empty) | _foreign_bodies(language),
        before_body=fetch.get("before-body", empty),
        speech=fetch.get("speech", empty),
        common=fetch.get("common", empty),
        acronyms=fetch.get("acronym", empty),
        months=months,
    )


def _foreign_bodies(language: str) -> frozenset[str]:
    """Return the other language's words for bodies: papers keep a club's or a paper's own name."""
    return frozenset(
        fold(word)
        for tongue, kind, words in table("names", 3)
        if kind == "body" and tongue != language
        for word in words.split("|")
        if len(word) > 4
    )


@lru_cache(maxsize=1)
def given() -> frozenset[str]:
    """Read the given names, folded."""
    return frozenset(word for row in table("given", 1) for word in row[0].split(" "))


@lru_cache(maxsize=1)
def _bodies() -> Mapping[str, str]:
    """Map folded names and acronyms of known bodies in both languages to their English name."""
    found: dict[str, str] = {}
    for name, english, french in table("bodies", 3):
        for variant in (name, *english.split("|"), *french.split("|")):
            if variant and variant != "-":
                found.setdefault(fold(variant), name)
    return found


@lru_cache(maxsize=1)
def _body_pattern() -> re.Pattern[str]:
    variants = sorted(
        {v for _, *row in table("bodies", 3) for part in row for v in part.split("|") if v != "-"}
        | {row[0] for row in table("bodies", 3)},
        key=lambda v: (-len(v), v),
    )
    heads = re.escape("".join(sorted({v[0] for v in variants})))  # most places in a text fail at their first letter
    body = "|".join(re.escape(v).replace("'", "['’]") for v in variants)
    return re.compile(rf"(?<![\w#@])(?=[{heads}])(?:{body})(?![\w-])")


def bodies(text: str, taken: Sequence[Span]) -> list[Name]:
    """Find the well-known bodies of ``text`` by any of their official names in either language."""
    spans = (Span(*match.span()) for match in _body_pattern().finditer(text))
    return [Name(s, s.of(text), "organisation", 3) for s in spans if not any(s.overlap(t) for t in taken)]


def known_body(text: str) -> str:
    """Return the canonical name of a well-known body (``ONU`` → ``United Nations``), or ""."""
    return _bodies().get(fold(text).replace("’", "'"), "")


def transliterated(text: str) -> str:
    """Fold a name so that French and English spellings of a foreign one meet: Poutine and Putin, Kadyrov, Zelensky."""
    key = fold(text).replace("’", "'")
    for old, new in _SOUNDS:
        key = re.sub(old, new, key)
    return re.sub(r"(.)\1+", r"\1", key)


_SOUNDS = (
    (r"[^a-z0-9 ]", " "), (r"tch|tsch|sch|ch|sh|cz|tj", "c"), (r"dj|j", "i"), (r"ou|oo|w(?=h)", "u"), (r"ts|tz|z", "s"),
    (r"ph", "f"), (r"ine\b", "in"), (r"(?:ev|eff|iev|yev)\b", "ef"), (r"ov\b|off\b", "of"), (r"y|ii|ij", "i"),
    (r"kh|gh|q|ck|k", "k"), (r"w", "v"), (r"aie?v", "aev"), (r"h\b", ""), (r" +", " "),
)  # fmt: skip


# --- finding --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text with its place; ``capital`` says that it begins with one; ``first`` that a sentence does."""

    text: str
    start: int
    end: int
    capital: bool
    first: bool


def is_common(word: str) -> bool:
    """True for a folded word that heads many names: University, Radio, Royal, South."""
    lists = [cues(language) for language in ("en", "fr")]
    return word in listed("*", "land") or any(word in c.common or word in c.bodies or word in c.offices for c in lists)


def words(text: str) -> list[Word]:
    """Cut ``text`` into words, elided articles apart (d'Angela → d', Angela)."""
    found: list[Word] = []
    first = True
    last = 0
    for match in WORD.finditer(text):
        between = text[last : match.start()]
        short = bool(found) and between.strip() == "." and fold(found[-1].text) in _abbreviated()
        if not short and re.search(r"[.!?:…][\s\"“”«»'’]*$|(?:^|[\s(])[\"“'‘]\s*$|[\n«]\s*$|\s[–—-]\s$", between):
            first = True
        piece, start = match.group(), match.start()
        elided = re.match(r"(?:[dlnsjmtcDLNSJMTC]|[qQ]u)['’](?=\w)", piece)
        if elided:
            found.append(Word(piece[: elided.end()], start, start + elided.end(), False, first))
            piece, start = piece[elided.end() :], start + elided.end()
            first = first and False
        genitive = re.search(r"['’](?:s|m|ve|re|ll|d|t)$", piece)
        if genitive:
            piece = piece[: genitive.start()]
        found.append(Word(piece, start, start + len(piece), piece[:1].isupper(), first))
        first = False
        last = match.end()
    return found


@cache
def _abbreviated() -> frozenset[str]:
    """Return the titles that end in a full stop without ending a sentence: M. Tremblay."""
    return frozenset(t for t in cues("en").titles if len(t) <= 4)


def capitals(texts: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Collect the words that stand capitalised inside a sentence: at its head they are names, too."""
    seen: set[str] = set()
    small: set[str] = set()
    for text, _ in texts:
        found = words(text)
        shouting = sum(w.capital for w in found) > 0.6 * max(len(found), 1)
        for word in found:
            if word.capital and not word.first and not shouting:
                seen.add(word.text)
            elif not word.capital:
                small.add(word.text.lower())
    return frozenset(w for w in seen if w.lower() not in small)


def runs(
    text: str, language: str, known: frozenset[str], taken: Sequence[Span], places: Sequence[Place]
) -> list[list[Word]]:
    """List the runs of capitalised words that may be names; words inside ``taken`` end a run."""
    cue = cues(base(language))
    found = words(text)
    shouting = sum(w.capital for w in found) > 0.6 * max(len(found), 1)
    result: list[list[Word]] = []
    current: list[Word] = []
    for place, word in enumerate(found):
        blocked = any(s.start < word.end and word.start < s.end for s in taken)
        gap = text[current[-1].end : word.start] if current else ""
        joins = not current or (
            re.fullmatch(r"(?:['’]s)?[\s]?|-", gap) is not None and "'s" not in gap and "’s" not in gap
        )
        if current and not joins:
            result.append(current)
            current = []
        if blocked or not _named(word, found, place, cue, known, shouting, places):
            if (
                current
                and not blocked
                and word.text.lower().strip("'’") in listed("*", "glue")
                and _goes_on(found, place, text, taken, cue, places)
            ):
                current.append(word)
                continue
            if current:
                result.append(current)
            current = []
            continue
        current.append(word)
    if current:
        result.append(current)
    return [r for r in (_without_tail(r) for r in result) if r]


def _goes_on(
    found: Sequence[Word], place: int, text: str, taken: Sequence[Span], cue: Cues, places: Sequence[Place]
) -> bool:
    """True when a small word is followed at once by a further capital, at most one small word later.

    “And” joins only what a body's word closes: “Engineering and Foundry Union”, not “Greece and Italy”.
    """
    if found[place].text.lower() in ("and", "et", "&", "for", "pour"):
        rest = []
        for word in found[place + 1 : place + 6]:
            if not word.capital:
                break
            rest.append(fold(word.text))
        if not any(w in cue.bodies for w in rest):
            return False
    for step in (1, 2):
        if place + step >= len(found):
            return False
        word = found[place + step]
        if text[found[place + step - 1].end : word.start].strip(" '’"):
            return False
        if any(s.start < word.end and word.start < s.end for s in taken):
            return False
        if word.capital:
            at = [p for p in places if p.span.start == word.start]
            headed = any(fold(w.text) in cue.bodies for w in found[max(0, place - 4) : place])
            plain = found[place].text.lower().strip("'’") in ("de", "of", "du") and not headed
            return not any(p.demonym or plain for p in at)
        if word.text.lower().strip("'’") not in listed("*", "glue"):
            return False
    return False


def _without_tail(run: list[Word]) -> list[Word]:
    while run and not run[-1].capital and not run[-1].text.isdigit():
        run = run[:-1]
    return run


def _named(
    word: Word,
    found: Sequence[Word],
    place: int,
    cue: Cues,
    known: frozenset[str],
    shouting: bool,
    places: Sequence[Place],
) -> bool:
    """Tell whether a word can be part of a name."""
    if not word.capital or re.fullmatch(r"[IVXLC]+e?", word.text):
        return False
    bare = fold(word.text)
    if bare in cue.months or (word.text.isupper() and bare in cue.acronyms and not _beside_capital(found, place, cue)):
        return False
    tail = word.text.rpartition("-")[2]
    if "-" in word.text and tail.islower() and len(tail) > 3:
        return False  # Muslim-majority, British-owned
    if word.text.isupper() and 2 <= len(word.text) <= 8 and not shouting and bare not in cue.common:
        return len(word.text) <= 5 or word.text in known  # a longer word in capitals may just be loud
    camel = re.search(r"[a-z][A-Z]", word.text) is not None
    if camel:
        return True
    if shouting:
        return word.text in known
    if word.first:
        if bare in cue.common:
            return False
        after = found[place + 1] if place + 1 < len(found) else None
        follows = after is not None and after.capital and not after.first and after.start - word.end <= 1
        located = any(p.span.start == word.start for p in places)
        speaks = place + 1 < len(found) and fold(found[place + 1].text) in cue.speech
        named = word.text in known or follows or located or (bare in given() and speaks)
        return named or bare in cue.titles or bare in cue.offices
    beside = [*found[max(0, place - 1) : place], *found[place + 1 : place + 2]]
    if len(beside) == 2 and all(w.capital and fold(w.text) not in cue.common for w in beside):
        return True  # “the Harbour Workers Union”
    return bare not in cue.common or bare in cue.offices or bare in cue.titles


def _beside_capital(found: Sequence[Word], place: int, cue: Cues) -> bool:
    """True for an acronym inside a body's name: “Russian LGBT Network”."""
    return 0 < place < len(found) - 1 and found[place + 1].capital and fold(found[place + 1].text) in cue.bodies
