"""How a claim stands to what it tells: promised, begun or refused, confirmed or denied; and a person's standing.

The words of each stance lie in ``data/stances.tsv``, which names the general sources of its classes. A stance is read
from verbs, nouns and adjectives alike; a denied one is turned into its opposite where it has one (“not ruled out” is
considered), else it is none. Hedges (“allegedly”, « aurait ») are no stance of their own: two sides that hedge
differently tell the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from align.facts.terms import Term, terms
from align.facts.vocabulary import base, plain, table
from align.model import Claim, Span

OPPOSITE: Mapping[tuple[str, str], str] = {
    ("act", "considered"): "refused",
    ("act", "promised"): "refused",
    ("act", "planned"): "refused",
    ("act", "refused"): "considered",
    ("assent", "for"): "against",
    ("belief", "confirmed"): "unconfirmed",
}
"""What a stance becomes under a negation; others say nothing then."""

MODAL = frozenset({"may", "might", "could"})
"""English verbs that take a bare infinitive."""

SHORTEST = 4
"""Letters of the shortest stem that stands for all its forms: « périr » and « père » share three."""

INFINITIVE = re.compile(r"(?:er|ir|re|oir)$")

NEGATED = {
    "en": re.compile(r"(?:\b(?:not|never|no longer|no|neither|nor|cannot)|n't)(?: [^\s,;:]+){0,2} $"),
    "fr": re.compile(r"(?:\b(?:ne|jamais|ni|aucune?) |\bn')(?:[^\s,;:]+ ){0,3}$"),
}
DENYING = {
    "en": re.compile(r"\b(?:not|never|no|nor|neither|cannot|none|nobody|nothing)\b|n't\b"),
    "fr": re.compile(r"\bn(?:e\b|')|\b(?:pas|jamais|aucune?|rien|ni)\b"),
}
"""Words that deny something in their clause, whatever it be."""

ADJACENT = re.compile(r"\b(?:non|sans|without|non-)\s?$")
"""What denies the word behind it."""

COMPLETED = {
    "en": re.compile(
        r"\b(?:has|have|had|was|were) (?:(?:already|since|been|also|now) ){0,2}\w+(?:ed|en|un|ilt|ent|ought|ade|ent)\b"
        r"|\b[a-z]{3,}ed\b"
    ),
    "fr": re.compile(
        r"\b(?:a|ont|avait|avaient|est|sont|s'est|se sont) (?:(?:déjà|été|aussi|également) ){0,2}"
        r"\w{2,}(?:é|i|u|ert|is|it)e?s?\b"
    ),
}
"""Verbs that tell an act as accomplished: the perfect and the simple past."""


@dataclass(frozen=True, slots=True)
class Stance:
    """What a claim says in one respect (``axis``): a ``value``, by which words.

    ``turned`` by a negation; ``embeds`` a verb for what is told.
    """

    axis: str
    value: str
    span: Span
    text: str
    turned: bool = False
    embeds: bool = False


def stances(claim: Claim, language: str) -> list[Stance]:
    """List the stances of a claim in the order of its words; an accomplished act where it takes no other to its act."""
    tongue = base(language)
    if tongue not in NEGATED:
        return []
    found = _listed(claim, tongue)
    if not any(s.axis == "act" for s in found) and not claim.negated and claim.modality != "possible":
        done = COMPLETED[tongue].search(plain(claim.text))
        if done is not None:
            span = Span(claim.span.start + done.start(), claim.span.start + done.end())
            found.append(Stance("act", "done", span, claim.text[done.start() : done.end()]))
    return found


def _listed(claim: Claim, language: str) -> list[Stance]:
    words = terms(claim.text, language)
    lowered = plain(claim.text)
    made: list[Stance] = []
    for place, first in enumerate(words):
        for entry in _entries(language).get(first.stem, ()):
            end = place + len(entry.stems)
            if not entry.told(words[place:end]) or (entry.infinitive and not _infinitive(words, end, language)):
                continue
            turned = denied(lowered, first, language)
            value = OPPOSITE.get((entry.axis, entry.value), "") if turned else entry.value
            if not turned and DENYING[language].search(lowered):  # whether it is denied, is not told by its neighbours
                value = ""
            if value:
                inner = Span(first.start, words[end - 1].end)
                span = Span(claim.span.start + inner.start, claim.span.start + inner.end)
                embeds = _infinitive(words, end, language)
                made.append(Stance(entry.axis, value, span, inner.of(claim.text), turned, embeds))
    return _longest(list(dict.fromkeys(made)))


def denied(lowered: str, word: Term, language: str) -> bool:
    """True for a word of a clause (in lower case) that is denied by what stands right before it."""
    ahead, tongue = lowered[: word.start], base(language)
    return tongue in NEGATED and (NEGATED[tongue].search(ahead) or ADJACENT.search(ahead)) is not None


BEFORE = {
    "en": re.compile(r"(?:\b(?:not|never|cannot|nor)|n't) $"),
    "fr": re.compile(r"(?:\b(?:ne|pas|jamais) |\bn')$"),
}


def undone(lowered: str, word: Term, language: str) -> bool:
    """True for a word right behind a negation: « n'exclut pas », “did not refuse”."""
    pattern = BEFORE.get(base(language))
    return pattern is not None and pattern.search(lowered[: word.start]) is not None


def _longest(found: Sequence[Stance]) -> list[Stance]:
    """Drop what stands inside a longer expression: the “witness” of “as a witness”, the “set” of “set up”."""
    return [
        s for s in found if not any(len(o.span) > len(s.span) and o.span.overlap(s.span) == len(s.span) for o in found)
    ]


@dataclass(frozen=True, slots=True)
class _Entry:
    axis: str
    value: str
    stems: tuple[str, ...]
    forms: tuple[str, ...]
    infinitive: bool

    def told(self, words: Sequence[Term]) -> bool:
        """True for words of the same stems; short stems say too little, so their words must be the very same."""
        pairs = list(zip(self.stems, self.forms, words, strict=False))
        return len(words) == len(self.stems) and all(
            w.form == form or (w.stem == stem and len(stem) >= SHORTEST) for stem, form, w in pairs
        )


@cache
def _entries(language: str) -> Mapping[str, tuple[_Entry, ...]]:
    """Map the first stem of each expression of a language to the expressions."""
    made: dict[str, list[_Entry]] = {}
    for axis, value, english, french in table("stances", 4):
        for words in (english if language == "en" else french).split("|"):
            found = terms(words.rstrip("+"), language)
            stems = tuple(t.stem for t in found)
            entry = _Entry(axis, value, stems, tuple(t.form for t in found), words.endswith("+"))
            if stems and entry not in made.setdefault(stems[0], []):
                made[stems[0]].append(entry)
    return {stem: tuple(entries) for stem, entries in made.items()}


def _infinitive(words: Sequence[Term], end: int, language: str) -> bool:
    """True where an infinitive (or a gerund) follows."""
    rest = [w.form for w in words[end : end + 2]]
    if not rest:
        return False
    if language == "en":
        return rest[0] == "to" or rest[0].endswith("ing") or words[end - 1].form in MODAL
    if rest[0] in ("de", "à") and len(rest) > 1:
        rest = rest[1:]
    return INFINITIVE.search(rest[0]) is not None
