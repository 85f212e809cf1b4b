"""Places and demonyms with one English name as value: France, French, « française », Hexagone are all “France”.

Names come from CLDR, ISO 3166-2 and GeoNames (``places.tsv``) and from a table of exonyms, regions, waters and seats of
power (``exonyms.tsv``). A word must be capitalised to be a place, but for the adjectives of French.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from align.facts.vocabulary import base, listed, table
from align.model import Span
from align.text import fold

WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*(?:\.(?=[A-Z]\b|\s[A-Z]))?|[A-Z](?:\.[A-Z])+\.?", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it stands in a text: its canonical English name, and whether it is a demonym or a seat of power."""

    span: Span
    name: str
    kind: str
    demonym: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: str
    demonym: bool


DOUBLED = re.compile(r"(.)\1+")


def key(word: str) -> str:
    """Fold a word; hyphens are spaces and dots go."""
    folded = word.lower() if word.isascii() else fold(word).replace("’", "'")
    return folded.replace("-", " ").replace(".", "")


def _halved(word: str) -> str:
    """Halve the doubled letters of a key: « tchétchenne » and « tchétchène » meet."""
    return DOUBLED.sub(r"\1", word)


@cache
def _index(language: str) -> Mapping[str, Mapping[str, _Entry]]:
    """Map the first word of each name to the full keys that begin with it, in a language's own words."""
    found: dict[str, dict[str, _Entry]] = {}

    def add(text: str, entry: _Entry) -> None:
        whole = key(text)
        if whole:
            found.setdefault(whole.split(" ")[0], {}).setdefault(whole, entry)

    own = {"en": (2, 4), "fr": (3, 5)}.get(language, (2, 4))
    for name in ("exonyms", "places"):
        for row in table(name, 6):
            plain = _Entry(row[0], row[1], False)
            for text in ({row[0]} if row[1] not in ("seat",) else set()) | set(row[own[0]].split("|")):
                if text != "-" and text:
                    add(text, plain)
            for people in row[own[1]].split("|"):
                if people != "-":
                    for form in demonym_forms(people, language):
                        add(form, _Entry(row[0], row[1], True))
                        slip = "~" + _halved(key(form))  # one letter doubled too often or too seldom
                        found.setdefault(slip, {}).setdefault(slip, _Entry(row[0], row[1], True))
    return found


def demonym_forms(people: str, language: str) -> list[str]:
    """Inflect a demonym: English plurals, French feminine and plurals (Italien → italienne, Grec → grecque)."""
    if language != "fr":
        return [people, people + "s"] if not people.endswith(("s", "ish", "ese", "ch", "men")) else [people]
    low = people
    feminine = low + "e"
    for ending, other in _FEMININE:
        if low.endswith(ending):
            feminine = low[: len(low) - len(ending)] + other
            break
    forms = [low, feminine, feminine + "s"]
    return forms if low.endswith(("s", "x")) else [*forms, low + "s"]


_FEMININE = (
    ("e", "e"), ("ien", "ienne"), ("éen", "éenne"), ("on", "onne"), ("Grec", "Grecque"), ("Turc", "Turque"),
    ("el", "elle"), ("ou", "ouse"), ("and", "ande"), ("i", "ie"),
)  # fmt: skip


def find(text: str, language: str) -> list[Place]:
    """Find the places of ``text``, the longest name first; spans count in ``text``."""
    tongue = base(language)
    index = _index(tongue)
    words = list(WORD.finditer(text))
    found: list[Place] = []
    place = 0
    while place < len(words):
        hit = _longest(text, words, place, index, tongue)
        if hit is None:
            place += 1
            continue
        entry, span, count = hit
        found.append(Place(span, entry.name, entry.kind, entry.demonym))
        place += count
    return found


def _longest(
    text: str, words: list[re.Match[str]], place: int, index: Mapping[str, Mapping[str, _Entry]], language: str
) -> tuple[_Entry, Span, int] | None:
    """Match the longest name that begins at a word (behind an elided article)."""
    start = words[place].start()
    head = words[place].group()
    elided = re.match(r"(?:[dlDL]|[qQ]u)['’](?=\w)", head)
    if elided:
        start += elided.end()
        head = head[elided.end() :]
    head = re.sub(r"['’]s?$", "", head)
    first = key(head)
    candidates = index.get(first.split(" ")[0])
    if not candidates:
        slip = (
            index.get("~" + _halved(first), {}).get("~" + _halved(first))
            if language == "fr" and len(first) > 6
            else None
        )
        return (slip, Span(start, start + len(head)), 1) if slip is not None else None
    best: tuple[_Entry, Span, int] | None = None
    for count in (5, 4, 3, 2, 1):
        if place + count > len(words):
            continue
        end = words[place + count - 1].end() if count > 1 else start + len(head)
        piece = re.sub(r"['’]s$", "", text[start:end])
        if "\n" in piece or "," in piece or (count > 1 and re.search(r"[;:()«»“”\"]|\.\s", piece)):
            continue
        entry = candidates.get(key(re.sub(r"\s+", " ", piece)))
        if entry is not None and _credible(text, start, piece, entry, language):
            best = (entry, Span(start, start + len(piece)), count)
            break
    return best


def _credible(text: str, start: int, piece: str, entry: _Entry, language: str) -> bool:
    """Ask for a capital, and for a locative word before towns whose name is a common word."""
    if not piece[0].isupper():
        small = entry.demonym and language == "fr" and not piece[0].isupper()
        return (small and len(piece) > 3) or (
            entry.kind in ("water", "area") and language == "fr" and _capital_inside(piece)
        )
    if len(piece) <= 3 and not (piece.isupper() or entry.kind == "country"):
        return False
    if piece.isupper() and len(piece) > 3 and " " not in piece and entry.kind not in ("country", "area"):
        return False
    if entry.kind == "town":
        before = re.findall(r"[\w’']+", text[max(0, start - 20) : start])
        return bool(before) and before[-1].lower() in listed(language, "locative")
    return True


def _capital_inside(piece: str) -> bool:
    return any(c.isupper() for c in piece)


Use = Literal["place", "organisation"]


def use_of_seat(text: str, span: Span, language: str) -> Use:
    """Tell whether a seat of power is the building (« au Kremlin ») or who sits there (“the Kremlin said”)."""
    before = re.findall(r"[\w’']+", text[max(0, span.start - 24) : span.start])
    tongue = base(language)
    words = [w.lower() for w in before[-2:]]
    after = re.match(r"['’]?s?\s+([\w'’]+)", text[span.end :])
    if tongue == "fr":
        if words and words[-1] in ("au", "à", "du") and words[-1] != "du":
            return "place"
        following = after.group(1).lower() if after else ""
        acts = following in (
            "a",
            "avait",
            "est",
            "dit",
            "affirme",
            "dément",
            "assure",
            "annonce",
            "juge",
            "estime",
            "veut",
        )
        return "organisation" if acts else "place"
    if len(words) == 2 and words[0] in ("in", "at", "inside", "outside", "near", "to", "from", "around"):
        return "place"
    return "organisation"


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, str]:
    kinds: dict[str, str] = {}
    for name in ("exonyms", "places"):
        for row in table(name, 6):
            kinds.setdefault(row[0], row[1])
    return kinds


@cache
def places_in(text: str) -> frozenset[str]:
    """Return the canonical names of the places that a name holds in either language."""
    return frozenset(p.name for language in ("en", "fr") for p in find(text, language))


def kind_of(name: str) -> str:
    """Return the kind (country, region, city, area, water, seat) of a canonical place name, "" for an unknown one."""
    return _kinds().get(name, "")
