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


def classify(run: Sequence[Word], text: str, language: str, places: Sequence[Place]) -> list[Name]:
    """Turn a run into the names that it holds: titles and demonyms at its head are cut off."""
    cue = cues(base(language))
    titled = False
    items = list(run)
    while items:
        head = fold(items[0].text).rstrip(".")
        if (head in cue.titles or head in cue.offices) and (
            len(items) > 1 or head in cue.titles or head in cue.offices
        ):
            titled = titled or head in cue.titles or head in cue.offices
            items = items[1:]
        elif not items[0].capital:
            titled = False  # “President of France”: what follows isn't who bears the title
            items = items[1:]
        elif _is_demonym(items[0], places) and not _has_body(items, cue):
            items = items[1:]
        else:
            cut = next((k for k, w in enumerate(items) if k and _is_office(items, k, cue)), None)
            if cut is None:
                break
            titled, items = True, items[cut + 1 :]
    if not items or (fold(items[-1].text) in cue.offices and items[-1].capital):
        return []  # “the Prime Minister”: an office without its holder
    span = Span(items[0].start, items[-1].end)
    kind, weight = _kind(items, span, text, cue, places, titled)
    if kind is None:
        return []
    return [Name(span, span.of(text), kind, weight)]


def _is_office(items: Sequence[Word], place: int, cue: Cues) -> bool:
    return fold(items[place].text) in cue.offices and place + 1 < len(items) and items[place + 1].capital


def _is_demonym(word: Word, places: Sequence[Place]) -> bool:
    return any(p.demonym and p.span.start <= word.start and word.end <= p.span.end for p in places)


def _has_body(items: Sequence[Word], cue: Cues) -> bool:
    return any(fold(w.text) in cue.bodies for w in items)


def _kind(
    items: Sequence[Word], span: Span, text: str, cue: Cues, places: Sequence[Place], titled: bool
) -> tuple[Kind | None, int]:
    """Decide what a run of capitalised words is; None for a place, which is none of ours."""
    whole = any(p.span.start <= span.start and span.end <= p.span.end for p in places)
    folded = [fold(w.text) for w in items if w.capital]
    before = [fold(w) for w in re.findall(r"[\w’'\-]+", text[max(0, span.start - 60) : span.start])][-4:]
    before = [re.sub(r"^(?:[dl]|qu)['’](?=.)", "", w).replace("’", "'") for w in before]
    if known_body(span.of(text)):
        return "organisation", 3
    if not whole and _is_portfolio(before, cue):
        return None, 0
    if whole and not titled:
        return None, 0
    if _country_with_noun(items, places, cue):
        return None, 0
    if len(folded) == 1 and folded[0] in cue.bodies and not items[0].text.isupper():
        return None, 0  # « la Société », “the Commission”: short for a name told elsewhere
    if _has_body(items, cue) and len(folded) > 1:
        return "organisation", 3
    if titled:
        return "person", 3
    if before and (before[-1] in cue.titles or before[-1] in cue.offices) and not span.of(text).isupper():
        return "person", 3
    at_place = any(p.span.start == items[0].start and p.kind == "country" and not p.demonym for p in places)
    if before and before[-1] in cue.before_body and before[-1] != "on":
        return "organisation", 3
    if len(folded) > 1 and folded[0] in listed("*", "built"):
        return "place", 3
    if (
        len(folded) > 1
        and folded[0] in given()
        and before[-1:] not in (["the"], ["le"])
        and not items[0].text.isupper()
        and not at_place
    ):
        return "person", 3
    if before and any(b in cue.before_body for b in before[-2:]):
        return "organisation", 3
    if any(w.text.isupper() and len(w.text) > 1 and not re.fullmatch(r"[A-Z]\.?", w.text) for w in items):
        return "organisation", 3
    if any(re.search(r"[a-z][A-Z]", w.text) and not re.match(r"(?:Mc|Mac|De|Di|La|Le|O)[A-Z]", w.text) for w in items):
        return "organisation", 3
    return _from_context(items, span, text, cue, places, folded)


def _is_portfolio(before: Sequence[str], cue: Cues) -> bool:
    """True behind “minister of”, « ministre de la », « rue de la »: a department or a street, no name of its own."""
    joined = before and before[-1] in ("de", "du", "des", "la", "l", "of", "for", "l'", "d'")
    heads = {"ministre", "ministere", "minister", "ministry", "secretaire", "secretary"} | listed("*", "built")
    return bool(joined) and any(w in heads for w in before[-3:])


def _country_with_noun(items: Sequence[Word], places: Sequence[Place], cue: Cues) -> bool:
    """True for a common noun with a place: « République du Caucase », “Lake Geneva”: the place alone is meant."""
    last = Span(items[-1].start, items[-1].end)
    placed = any(p.span.overlap(last) and not p.demonym for p in places)
    return placed and len(items) > 1 and fold(items[0].text) in listed("*", "land")


def _stands_at(before: Sequence[str], cue: Cues) -> bool:
    """True behind a word that asks for a place: “near Zidani Most”, « à Moosch », « près de Thann »."""
    if not before:
        return False
    if "said" in cue.speech:
        holds = before[-2:-1] in (["shares"], ["stake"], ["stakes"], ["confidence"], ["trust"], ["interest"])
        return before[-1] in ("in", "near", "around", "outside") and not holds
    return before[-1] == "a" or before[-2:] in (["pres", "de"], ["autour", "de"], ["village", "de"], ["ville", "de"])


def _from_context(
    items: Sequence[Word], span: Span, text: str, cue: Cues, places: Sequence[Place], folded: Sequence[str]
) -> tuple[Kind | None, int]:
    after = [fold(w) for w in re.findall(r"[\w’']+", text[span.end : span.end + 40])][:3]
    before = [fold(w) for w in re.findall(r"[\w’'\-]+", text[max(0, span.start - 60) : span.start])][-3:]
    speaks = any(w in cue.speech for w in after) or (bool(before) and before[-1] in cue.speech)
    stands = before[-1:] and before[-1] in ("in", "at", "of", "from", "a", "de", "d'", "near")
    apposed = re.match(r", (?:the |an? |l['’]|le |la |une? )?([\w’'\-]+)", text[span.end :])
    described = apposed is not None and fold(apposed.group(1)) in cue.offices and not stands
    if re.match(r", \d{1,2}\b(?! \w+ \d{4})", text[span.end :]) or described:
        return "person", 3
    terrain = listed("*", "terrain")
    if set(after[:1]) & terrain or (stands and set(before[-3:]) & terrain):
        return "place", 2
    if any(p.span.overlap(span) and not p.demonym for p in places):
        return "organisation", 1
    article = before[-1:] in (["the"], ["le"], ["la"], ["les"])
    if article or before[-2:] in (["spokesman", "for"], ["spokeswoman", "for"], ["porte-parole", "de"]):
        return "organisation", 1
    bracketed = text[max(0, span.start - 1) : span.start] == "(" and text[span.end : span.end + 1] == ")"
    if not speaks and (_stands_at(before, cue) or bracketed):
        return "place", 1
    if len(folded) == 1:
        if folded[0] in given() or speaks:
            return "person", 2
        return "organisation", 0
    if speaks and len(folded) <= 3:
        return "person", 2
    return ("person", 0) if len(folded) == 2 and not any(not w.capital for w in items) else ("organisation", 0)
