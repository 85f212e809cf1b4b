"""Dates with the precision that their words have; resolved only where a reference date was declared.

A value is an ISO 8601 prefix (``2017``, ``2017-04``, ``2017-04-20``, ``2017-W16``), one without the year where none is
told (``--04``, ``--05-26``), or a relative name counted from the article's own day (``day-2``, ``week-1``, ``month+0``,
``winter-1``, ``monday``, ``day=same``): the same words in both languages give the same value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from align.facts.numbers import find as numbers_of
from align.facts.vocabulary import base, listed, plain, table
from align.model import Anchor, Moment, Quantity, Span

Precision = Literal["day", "week", "month", "season", "year", "unresolved"]
Reading = Callable[[re.Match[str], str, "date | None"], "Moment | None"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEASON_ENDS = {"winter": 3, "spring": 6, "summer": 9, "autumn": 12}
"""The month in which a season ends: winter 2017 is the one that ended in March 2017."""

UNITS = {
    "en": {"day": "day", "night": "day", "week": "week", "weekend": "week", "month": "month", "year": "year",
           "hour": "hour", "minute": "hour", "decade": "decade", "century": "century", "quarter": "quarter"},
    "fr": {"jour": "day", "journée": "day", "nuit": "day", "semaine": "week", "week-end": "week", "mois": "month",
           "an": "year", "année": "year", "heure": "hour", "minute": "hour", "décennie": "decade", "siècle": "century",
           "trimestre": "quarter"},
}  # fmt: skip
SHORT = frozenset({"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec"}) | frozenset(
    {"janv", "févr", "avr", "juil", "déc"}
)
"""Short forms of months stand beside a day or a year only: Jan is also a man."""

NAMED_DAYS = {
    "today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "overnight": 0, "the day before yesterday": -2,
    "the day after tomorrow": 2, "aujourd'hui": 0, "hier": -1, "avant-hier": -2, "demain": 1, "après-demain": 2,
}  # fmt: skip


@dataclass(frozen=True)
class Names:
    """The calendar words of a language, lower-cased, with their values."""

    month: Mapping[str, int]
    weekday: Mapping[str, int]
    season: Mapping[str, str]
    feast: Mapping[str, str]


@cache
def _names(language: str) -> Names:
    kinds: dict[str, dict[str, str]] = {"month": {}, "weekday": {}, "season": {}, "feast": {}}
    for kind, value, english, french in table("dates", 4):
        for name in {"en": english, "fr": french}.get(language, "").split("|"):
            if name:
                kinds[kind][plain(name)] = value
    months, weekdays = ({k: int(v) for k, v in kinds[n].items()} for n in ("month", "weekday"))
    return Names(months, weekdays, kinds["season"], kinds["feast"])


def find(text: str, language: str, reference: date | None = None) -> list[Anchor]:
    """Find the dates of ``text``; relative ones stay unresolved without a ``reference`` (the day of publication)."""
    tongue = base(language)
    lowered = plain(text)
    found: list[Anchor] = []
    taken = 0
    spans: list[Span] = []
    for pattern, reading in _patterns(tongue):
        for match in pattern.finditer(lowered):
            span = _trimmed(match, lowered)
            if any(span.overlap(s) for s in spans):
                continue
            if not _plausible(match, text, tongue):
                continue
            moment = reading(match, tongue, reference)
            if moment is not None:
                spans.append(span)
                found.append(Anchor("date", span, span.of(text), moment))
                taken += 1
    return sorted(found, key=lambda a: a.span)


def _trimmed(match: re.Match[str], text: str) -> Span:
    start, end = match.span("date") if "date" in match.re.groupindex else match.span()
    while end > start and text[end - 1] in " ,.":
        end -= 1
    return Span(start, end)


def _plausible(match: re.Match[str], text: str, language: str) -> bool:
    """Refuse words that only look like dates: “may”, “march”, “sat” in lower case, a Spring that is a verb."""
    groups = match.groupdict()
    if language == "en":
        for name in ("month", "weekday"):
            start = match.start(name) if groups.get(name) else -1
            if start >= 0 and not text[start].isupper():
                return False
        bare = groups.get("bare")
        if bare and bare in ("may", "march") and (match.start("bare") == 0 or _before_verb(match, text)):
            return False
    if language == "fr" and groups.get("month"):  # Mars with a capital inside a sentence is the planet or the god
        start = match.start("month")
        return text[start].islower() or re.search(r"(?:^|[.!?:»”\"]\s*|\n)$", text[:start]) is not None
    return True


def _before_verb(match: re.Match[str], text: str) -> bool:
    return re.match(r"\s+(?:be|have|not|also|well|on|of|the|a)\b", text[match.end() :]) is not None and not re.search(
        r"\b(?:in|since|until|by|from|last|next|early|late|mid|this|of|and|to|before|after|during)\W+$",
        text[: match.start("bare")],
        re.IGNORECASE,
    )


# --- readings -------------------------------------------------------------------------------------------------------


def _full(match: re.Match[str], language: str, reference: date | None) -> Moment | None:
    """Read a day and month, with a year or without."""
    month = _names(language).month[match["month"]]
    day = int(re.sub(r"\D", "", match["day"]))
    year = match["year"]
    if not 1 <= day <= 31:
        return None
    if year:
        return Moment(f"{int(year):04d}-{month:02d}-{day:02d}", "day")
    if reference is not None:
        resolved = _nearest_year(reference, month, day)
        if resolved is not None:
            return Moment(resolved.isoformat(), "day")
    return Moment(f"--{month:02d}-{day:02d}", "day")


def _nearest_year(reference: date, month: int, day: int) -> date | None:
    """Give the year that brings the day closest to the reference."""
    choices = []
    for year in (reference.year - 1, reference.year, reference.year + 1):
        try:
            choices.append(date(year, month, day))
        except ValueError:
            continue
    return min(choices, key=lambda d: abs((d - reference).days)) if choices else None


def _iso(match: re.Match[str], _language: str, _reference: date | None) -> Moment | None:
    try:
        return Moment(date(int(match["year"]), int(match["m"]), int(match["d"])).isoformat(), "day")
    except ValueError:
        return None


def _numeric(match: re.Match[str], language: str, _reference: date | None) -> Moment | None:
    first, second, year = int(match["d"]), int(match["m"]), int(match["year"])
    year += 2000 if year < 100 else 0
    try:
        return Moment(date(year, second, first).isoformat(), "day")
    except ValueError:
        pass
    try:
        return Moment(date(year, first, second).isoformat(), "day") if language == "en" else None
    except ValueError:
        return None


def _month_year(match: re.Match[str], language: str, _reference: date | None) -> Moment:
    return Moment(f"{int(match['year']):04d}-{_names(language).month[match['month']]:02d}", "month")


def _bare_month(match: re.Match[str], language: str, reference: date | None) -> Moment:
    month = _names(language).month[match["month"]]
    shift = _direction(match.groupdict().get("which") or "")
    if reference is None:
        return Moment(f"--{month:02d}", "month")
    year = reference.year
    if shift >= 0 and (shift == 1 or month - reference.month <= 2):
        year += 1 if shift == 1 and month <= reference.month else 0
        if shift == 0 and month > reference.month + 2:
            year -= 1
    else:
        year -= 1 if month > reference.month or (shift == -1 and month == reference.month) else 0
    return Moment(f"{year:04d}-{month:02d}", "month")


def _year(match: re.Match[str], _language: str, _reference: date | None) -> Moment | None:
    year = int(match["year"])
    return Moment(f"{year:04d}", "year") if 1000 <= year <= 2199 else None


def _decade(match: re.Match[str], _language: str, _reference: date | None) -> Moment:
    year = int(match["year"])
    year += 1900 if year < 100 else 0
    return Moment(f"{year // 10:03d}x", "unresolved")


def _weekday(match: re.Match[str], language: str, reference: date | None) -> Moment:
    number = _names(language).weekday[match["weekday"]]
    shift = _direction(match.groupdict().get("which") or "")
    if reference is None:
        mark = {-1: "-1", 1: "+1"}.get(shift, "")
        return Moment(f"{WEEKDAYS[number - 1]}{mark}", "unresolved")
    ago = (reference.isoweekday() - number) % 7
    if shift == -1 and ago == 0:
        ago = 7
    if shift == 1:
        ago -= 7
    return Moment((reference - timedelta(days=ago)).isoformat(), "day")


def _named_day(match: re.Match[str], _language: str, reference: date | None) -> Moment:
    return _shifted("day", NAMED_DAYS[match["named"]], reference)


def _same(match: re.Match[str], language: str, _reference: date | None) -> Moment:
    return Moment(f"{_unit(match['unit'], language)}=same", "unresolved")


def _this(match: re.Match[str], language: str, reference: date | None) -> Moment | None:
    word = match["unit"]
    if word in _names(language).season:
        return _season_shift(_names(language).season[word], 0, reference)
    unit = "day" if word in listed("*", "part-of-day") else _unit(word, language)
    return _shifted(unit, 0, reference)


def _last(match: re.Match[str], language: str, reference: date | None) -> Moment | None:
    word = match["unit"]
    shift = _direction(match["which"]) or -1
    if word in _names(language).season:
        return _season_shift(_names(language).season[word], shift, reference)
    return _shifted("day" if word in listed("*", "part-of-day") else _unit(word, language), shift, reference)


def _ago(match: re.Match[str], language: str, reference: date | None) -> Moment | None:
    """Read “two months ago”, « il y a deux jours », « dans trois semaines »: an amount, a unit, a direction."""
    sign = 1 if match.groupdict().get("ahead") else -1
    if match.group().endswith(("plus tôt", "earlier", "before")):
        reference = None  # counted from the day the story speaks of, not from the day of the article
    amount, unit = match["amount"].strip(), _unit(match["unit"], language)
    vague = amount in ("quelques", "a few", "several", "plusieurs", "few", "some", "the past few", "the last few")
    if vague:
        return Moment(f"{unit}{'+' if sign > 0 else '-'}few", "unresolved")
    count = _count(amount, language)
    if count is None:
        return None
    return _shifted(unit, sign * count, reference)


def _count(amount: str, language: str) -> int | None:
    if amount in ("a", "an", "un", "une", "one"):
        return 1
    read = numbers_of(amount, language)
    value = read[0].value if len(read) == 1 else None
    if isinstance(value, Quantity) and value.low == value.high and value.low == int(value.low):
        return int(value.low)
    return None


def _season_year(match: re.Match[str], language: str, _reference: date | None) -> Moment:
    return Moment(f"{int(match['year']):04d}-{_names(language).season[match['season']]}", "season")


def _bare_season(match: re.Match[str], language: str, reference: date | None) -> Moment:
    name = _names(language).season[match["season"]]
    return _season_shift(name, 0, reference) if reference else Moment(name, "season")


def _feast(match: re.Match[str], language: str, _reference: date | None) -> Moment:
    year = match.groupdict().get("year")
    name = _names(language).feast[match["feast"]]
    return Moment(f"{name} {year}" if year else name, "unresolved")


def _unit(word: str, language: str) -> str:
    units = UNITS[language]
    return units.get(word) or units.get(word.rstrip("s")) or units.get(word.rstrip("es")) or word


def _direction(word: str) -> int:
    if re.match(r"(?:last|past|derni(?:er|ère)s?|précédente?s?|passée?s?|previous)$", word):
        return -1
    return 1 if re.match(r"(?:next|coming|following|prochaine?s?|à venir|suivante?s?)$", word) else 0


def _shifted(unit: str, count: int, reference: date | None) -> Moment:
    """Name the day, week, month or year ``count`` units away, or the shift itself without a reference."""
    if reference is None or unit not in ("day", "week", "month", "year"):
        return Moment(f"{unit}{count:+d}", "unresolved")
    if unit == "day":
        return Moment((reference + timedelta(days=count)).isoformat(), "day")
    if unit == "week":
        year, week, _ = (reference + timedelta(weeks=count)).isocalendar()
        return Moment(f"{year:04d}-W{week:02d}", "week")
    if unit == "month":
        index = reference.year * 12 + reference.month - 1 + count
        return Moment(f"{index // 12:04d}-{index % 12 + 1:02d}", "month")
    return Moment(f"{reference.year + count:04d}", "year")


def _season_shift(name: str, count: int, reference: date | None) -> Moment:
    if reference is None:
        return Moment(f"{name}{count:+d}" if count else name, "season" if not count else "unresolved")
    ends = SEASON_ENDS[name]
    year = reference.year
    if count < 0 and reference.month <= ends:
        year -= 1
    elif count >= 0 and reference.month > ends:
        year += 1 if count else 0
    return Moment(f"{year:04d}-{name}", "season")


# --- patterns -------------------------------------------------------------------------------------------------------


def _any(words: Mapping[str, object]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], Reading], ...]:
    shared: list[tuple[str, Reading]] = [
        (r"\b(?P<year>[12]\d{3})-(?P<m>\d\d)-(?P<d>\d\d)\b", _iso),
        (r"\b(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<year>\d{4}|\d\d)\b", _numeric),
    ]
    own = {"fr": _french, "en": _english}.get(language)
    rows = [*shared, *(own() if own is not None else [])]
    return tuple((re.compile(pattern), reading) for pattern, reading in rows)


def _french() -> list[tuple[str, Reading]]:
    names = _names("fr")
    whole = _any({m: 0 for m in names.month if m not in SHORT})
    month, weekday, season, feast = (_any(n) for n in (names.month, names.weekday, names.season, names.feast))
    amount = r"(?P<amount>quelques|plusieurs|une?|\d+|[a-zéè]+(?:-[a-zéè]+)*)"
    units = (
        r"(?P<unit>jours?|journées?|nuits?|semaines?|mois|ans?|années?|heures?|minutes?|week-ends?|décennies?|siècles?)"
    )
    which = r"(?P<which>derni(?:er|ère)|prochaine?|passée?|précédente?|suivante?)"
    half = r"(?:(?:début|fin|mi|courant)[- ](?:du mois de |du mois d')?)?"
    return [
        (rf"(?:\b(?:{weekday}) )?\b(?P<day>\d{{1,2}}|1er) (?P<month>{month})\.?(?: (?P<year>[12]\d{{3}}))?\b", _full),
        (rf"\b{half}(?P<month>{month}) (?P<year>[12]\d{{3}})\b", _month_year),
        (rf"\b(?:il y a|voici|voilà) (?:de cela )?(?:environ |à peine |plus de |près de )?{amount} {units}\b", _ago),
        (rf"\bdepuis (?P<amount>quelques|plusieurs) {units}\b", _ago),
        (r"\bannées \d\d(?:\d\d)? (?:et|ou|à) (?P<date>(?P<year>\d0))\b", _decade),
        (rf"\b(?P<ahead>dans|d'ici) (?:environ )?{amount} {units}\b(?! de\b)", _ago),
        (rf"\b(?:ces )?{amount.replace('quelques', 'ces|quelques')} {units} plus tôt\b", _ago),
        (r"\b(?P<named>aujourd'hui|avant-hier|hier|après-demain|demain)\b(?: (?:matin|soir|après-midi))?", _named_day),
        (r"\b(?:le|la|ce|cette|au cours de la|pendant la) même (?P<unit>jour|nuit|semaine|mois|année|heure)\b", _same),
        (rf"\b(?:la |le |l'|du |au )(?P<unit>nuit|semaine|mois|an|année|week-end|siècle|décennie|{season}) {which}\b",
         _last),
        (r"\b(?:cette|ce|cet) (?P<unit>semaine|mois|année|matin|matinée|soir|soirée|nuit|après-midi|week-end"
         rf"|{season})\b(?:-ci)?", _this),
        (rf"\b(?P<weekday>{weekday})\b(?: (?P<which>dernier|prochain|passé))?(?: (?:matin|soir|après-midi|midi))?",
         _weekday),
        (rf"\b(?P<season>{season}) (?P<year>[12]\d{{3}})\b", _season_year),
        (r"\b(?:les )?années (?:19|20)?(?P<year>\d0)\b|\bannées (?P<other>[12]\d{2}0)\b", _french_decade),
        (r"\b(?:en|depuis|jusqu'en|dès|avant|après|fin|début|mi-|l'année|année|de|depuis l'année|printemps|d'ici) "
         r"(?P<date>(?P<year>1[5-9]\d\d|20\d\d))\b(?! (?:personnes|euros|habitants|ans|morts|hommes|femmes))", _year),
        (rf"\b{half}(?P<month>{whole})\b(?: (?P<which>dernier|prochain))?", _bare_month),
        (rf"\b(?:cet |l'|en |au |d')(?P<date>(?P<season>{season}))\b(?!s)", _bare_season_fr),
        (rf"\b(?P<feast>{feast})\b(?: (?P<year>[12]\d{{3}}))?", _feast),
        (r"(?:\(|, |\b)(?P<date>(?P<year>19[5-9]\d|20[0-4]\d))\b(?! ?[%€$\d]|[.,]\d|\w)(?! [^\W\d_]+s\b)", _year),
    ]  # fmt: skip


def _french_decade(match: re.Match[str], _language: str, _reference: date | None) -> Moment:
    whole = match.group()
    year = int(re.sub(r"\D", "", whole))
    return Moment(f"{(year + 1900 if year < 100 else year) // 10:03d}x", "unresolved")


def _bare_season_fr(match: re.Match[str], language: str, reference: date | None) -> Moment | None:
    # « été » is also “been”: only « l'été », « en été », « cet été » are the season, and « a l'été » hardly occurs.
    return _bare_season(match, language, reference)


def _english() -> list[tuple[str, Reading]]:
    names = _names("en")
    whole = _any({m: 0 for m in names.month if m not in SHORT})
    month, weekday, season, feast = (_any(n) for n in (names.month, names.weekday, names.season, names.feast))
    amount = r"(?P<amount>a few|several|few|an?|some \d+|\d+|[a-z]+(?:-[a-z]+)?)"
    units = r"(?P<unit>days?|nights?|weeks?|months?|years?|hours?|minutes?|weekends?|decades?|century|centuries)"
    which = r"(?P<which>last|past|next|coming|following|previous)"
    half = r"(?:(?:early|late|mid)[- ])?"
    return [
        (rf"(?:\b(?:{weekday}),? )?\b(?P<month>{month})\.? (?P<day>\d{{1,2}}(?:st|nd|rd|th)?)\b(?!\d|[.,:]\d)"
         r"(?:,? (?P<year>[12]\d{3})\b)?", _full),
        (rf"(?:\b(?:{weekday}),? )?\b(?P<day>\d{{1,2}}(?:st|nd|rd|th)?)(?: of)? (?P<month>{month})\b\.?"
         r"(?:,? (?P<year>[12]\d{3})\b)?", _full),
        (rf"\b{half}(?P<month>{month})\.?,? (?:of )?(?P<year>[12]\d{{3}})\b", _month_year),
        (rf"\b(?:(?:about|around|more than|over|nearly) )?{amount} {units} "
            r"(?:ago|earlier|before(?! (?:the|he|she|it|they)))\b", _ago),
        (rf"\b(?P<ahead>in) (?:about )?{amount} {units}(?:'s? time)\b", _ago),
        (rf"\bfor (?P<amount>a few|several|the past few|the last few) {units}\b", _ago),
        (r"\b(?P<named>the day before yesterday|the day after tomorrow|today|tonight|yesterday|tomorrow|overnight)\b"
         r"(?: (?:morning|evening|afternoon|night))?", _named_day),
        (r"\b(?:on |in )?the same (?P<unit>day|night|week|month|year|hour)\b", _same),
        (rf"\b(?:earlier |later )?this (?P<unit>week|month|year|weekend|morning|evening|afternoon|{season})\b", _this),
        (rf"\b{half}{which} (?P<unit>night|week|month|year|weekend|century|decade|quarter|{season})\b", _last),
        (rf"\b(?:(?P<which>last|next|this) )?(?P<weekday>{weekday})\b"
         r"(?: (?:morning|evening|afternoon|night|lunchtime))?", _weekday),
        (rf"\b(?P<season>{season}) (?:of )?(?P<year>[12]\d{{3}})\b", _season_year),
        (r"\b(?:the )?(?:early |late |mid-)?(?P<year>[12]\d{2}0|\d0)'?s\b", _decade),
        (r"\b(?:in|since|until|till|by|from|during|of|before|after|to|early|late|mid-?|year|the|born|est\.|founded|©) "
         r"(?P<date>(?P<year>1[5-9]\d\d|20\d\d))\b(?![,.]\d| (?:people|euros|men|women|residents|gmt))", _year),
        (rf"\b(?:(?P<which>last|next|this) )?{half}(?P<month>(?P<bare>{whole}))\b", _bare_month),
        (rf"\b(?:in|the|during|since) (?P<date>(?P<season>{season}))\b(?! (?:of|in|from|to|down|back|apart|off))",
         _bare_season),
        (r"\b(?P<season>autumn|winter|summer)\b(?! (?:olympics|games|palace|school|camp))", _bare_season),
        (rf"\b(?P<feast>{feast})\b(?: (?P<year>[12]\d{{3}}))?", _feast),
        (r"(?:\(|, |\b)(?P<date>(?P<year>19[5-9]\d|20[0-4]\d))\b(?! ?[%€$\d]|[.,]\d|\w)(?! [^\W\d_]+s\b)", _year),
    ]  # fmt: skip
