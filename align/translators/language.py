"""The little that checks must know of a language: negation, number words, months, exonyms, script.

Negation and number words are tables; months, weekdays, countries and cities come from CLDR. For a language without a
table a check is left out rather than guessed.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from align.text import fold

NEGATION: dict[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:ne|n['’])(?:\s|\b)[^.;:!?]*?\b(?:pas|plus|jamais|rien|aucune?|personne|guère|point|nullement|ni)\b"
        r"|\b(?:aucune?|jamais|personne|rien|ni)\b[^.;:!?]*?\b(?:ne|n['’])|\bsans\b|\bnon\b"
        r"|\b(?:pas|plus) (?:de|d['’]|question)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:not|no|never|none|neither|nor|nothing|nobody|nowhere|without|cannot|hardly|lack\w*|fail\w*|refus\w*|"
        r"den(?:y|ies|ied)|unable|any longer|no-one|absence|un\w{4,}|in(?:ability|capable)|im\w{5,}|non\w*|instead|"
        r"only|except|beyond|until|stop\w*|avoid\w*|prevent\w*|less|free)\b|n['’]t\b",
        re.IGNORECASE,
    ),
    "de": re.compile(r"\b(?:nicht|kein\w*|nie|niemals|niemand|nichts|ohne|weder|noch nie)\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:no|nunca|jamás|nadie|nada|ningun\w*|ningún|sin|ni|tampoco)\b", re.IGNORECASE),
    "it": re.compile(r"\b(?:non|mai|nessun\w*|niente|nulla|senza|né|neanche|nemmeno)\b", re.IGNORECASE),
}
"""Words of which a sentence that denies something has at least one. For French only denials that are beyond doubt."""

SURE_NEGATION = re.compile(
    r"\b(?:ne|n['’])\s?(?:[^\W\d_]+['’]?\s?){1,3}?\b(?:pas|jamais|rien|aucune?|guère|nullement)\b|\bsans\b",
    re.IGNORECASE,
)
"""A French denial whose negative word stands close to ``ne``: what a draft must keep."""

_UNITS: dict[str, str] = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty",
    "fr": "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf vingt",
}
_TENS: dict[str, dict[str, int]] = {
    "en": {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
    "fr": {"trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60},
}
_ORDINALS: dict[str, str] = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
}
_LARGE: dict[str, dict[str, float]] = {
    "en": {"hundred": 100, "thousand": 1000, "dozen": 12, "once": 1, "twice": 2, "half": 0.5, "both": 2, "double": 2},
    "fr": {"cent": 100, "cents": 100, "mille": 1000},
}

UNSURE_NUMBER_WORDS = {"fr": {"un", "neuf", "zero", "cent", "cents", "mille"}}
"""Words that are also articles, adjectives or parts of compounds: their absence proves nothing."""


@cache
def number_words(language: str) -> dict[str, float]:
    """Map the folded number words of a language to their values; empty for a language without a table."""
    table: dict[str, float] = {w: n for n, w in enumerate(_UNITS.get(language, "").split())}
    table.update(_TENS.get(language, {}))
    table.update(_LARGE.get(language, {}))
    table.update({w: n for n, w in enumerate(_ORDINALS.get(language, "").split(), 1)})
    if language == "en":
        tens = {**_TENS["en"], "twenty": 20}
        units = _UNITS["en"].split()[1:10]
        table.update({f"{t}-{u}": v + n for t, v in tens.items() for n, u in enumerate(units, 1)})
    return table


@cache
def calendar(language: str) -> dict[str, tuple[str, int]]:
    """Map the folded names of a language's months and weekdays to ("month", 1–12) and ("day", 0–6), after CLDR."""
    locale = _locale(language)
    if locale is None:
        return {}
    table: dict[str, tuple[str, int]] = {}
    for width in ("abbreviated", "wide"):
        for context in ("format", "stand-alone"):
            for n, name in locale.months[context][width].items():
                table[fold(name).rstrip(".")] = ("month", n)
            for n, name in locale.days[context][width].items():
                table[fold(name).rstrip(".")] = ("day", n)
    return table


UNSURE_CALENDAR = {"fr": {"mars", "mer", "mar", "sept", "jeu", "sam", "dim", "lun", "ven", "avr", "juil", "dec"}}
"""Calendar words that are something else as often: they count only beside a number, or not at all."""


@cache
def exonyms(source: str, target: str) -> dict[str, tuple[str, ...]]:
    """Map folded names of countries, cities and languages to their names in the other language, usual ones first,
    after ``exonyms.tsv`` and CLDR."""
    ours, theirs = _locale(source), _locale(target)
    if ours is None or theirs is None:
        return {}
    table: dict[str, list[str]] = {fold(name): list(others) for name, others in _places(source, target)}
    for kind in ("territories", "languages"):
        mine, other = getattr(ours, kind), getattr(theirs, kind)
        for code in mine:
            if code in other:
                table.setdefault(fold(mine[code]), []).append(other[code])
    for zone, names in ours.time_zones.items():
        city = names.get("city")
        if city:
            other_city = theirs.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
            table.setdefault(fold(city), []).append(other_city)
    return {name: tuple(dict.fromkeys(others)) for name, others in table.items()}


def _places(source: str, target: str) -> list[tuple[str, list[str]]]:
    """Read ``exonyms.tsv`` in the direction asked for; empty for other languages."""
    if {source.split("-")[0], target.split("-")[0]} != {"fr", "en"}:
        return []
    lines = (Path(__file__).parent / "exonyms.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    if source.split("-")[0] == "fr":
        return [(french, english.split("|")) for french, english in rows]
    return [(variant, [french]) for french, english in rows for variant in english.split("|")]


ACRONYMS = {
    "onu": "un", "oms": "who", "omc": "wto", "ong": "ngo", "fmi": "imf", "pib": "gdp", "sida": "aids", "ogm": "gmo",
    "tva": "vat", "rfa": "frg", "rda": "gdr", "onusida": "unaids", "ovni": "ufo", "pdg": "ceo", "ia": "ai",
}  # fmt: skip
"""French acronyms whose English letters aren't merely their own in another order (as *OTAN*, *NATO* are)."""

NOT_NAMES = frozenset({
    "etat", "etats", "mme", "mlle", "mgr", "mm", "monsieur", "madame",
    "internet", "web", "terre", "dieu", "president", "ministre", "saint", "sainte",
})  # fmt: skip
"""Folded French words that newspapers write with a capital and translations put otherwise."""

LATIN = frozenset({"LATIN"})

_SCRIPTS = {
    "Cyrl": "CYRILLIC", "Arab": "ARABIC", "Grek": "GREEK", "Hebr": "HEBREW", "Deva": "DEVANAGARI", "Hans": "CJK",
    "Hant": "CJK", "Jpan": "CJK HIRAGANA KATAKANA KATAKANA-HIRAGANA", "Kore": "HANGUL CJK", "Thai": "THAI",
    "Armn": "ARMENIAN", "Geor": "GEORGIAN", "Beng": "BENGALI", "Taml": "TAMIL", "Telu": "TELUGU", "Ethi": "ETHIOPIC",
    "Mymr": "MYANMAR", "Khmr": "KHMER",
}  # fmt: skip


@cache
def scripts(language: str) -> frozenset[str]:
    """Return the scripts of a language as Unicode names of letters begin (``LATIN``), after CLDR's likely subtags."""
    from babel.core import get_global

    likely = get_global("likely_subtags").get(language.split("-")[0].lower(), "")
    parts = likely.split("_")
    return frozenset(_SCRIPTS.get(parts[1], "LATIN").split()) if len(parts) > 1 else LATIN


@cache
def separators(language: str) -> tuple[str, str] | None:
    """Return a language's decimal and grouping marks after CLDR, or None."""
    locale = _locale(language)
    if locale is None:
        return None
    symbols = locale.number_symbols.get("latn", locale.number_symbols)
    return str(symbols["decimal"]), str(symbols["group"])


def _locale(language: str) -> Any:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.replace("-", "_").split("_")[0])
    except (UnknownLocaleError, ValueError):
        return None
