"""What a run of capitalised words is: a person, an organisation, a place of its own, or no name at all.

Titles, offices and cues stand in and around the run; the surer the sign, the higher the weight.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from align.facts.names import Cues, Kind, Name, Word, cues, given, known_body
from align.facts.places import Place
from align.facts.vocabulary import base, listed
from align.model import Span
from align.text import fold


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
