"""Words left over on both sides of sentences that tell the same, and opposed: opened and closed, rose and fell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from align.facts.conflicts import Conflict, ground
from align.facts.lexicon import lexicon
from align.facts.relations import of_stem, opposition
from align.facts.support import Look, alike_sentences
from align.facts.terms import Term, stemmer
from align.facts.vocabulary import listed
from align.facts.wording import TOLD
from align.model import Claim, Slot, Span

RENDERED = 0.1
"""A word renders another where the lexicon says so with this probability at least."""


@dataclass(frozen=True, slots=True)
class Left:
    """A word of a sentence that the other side's sentence doesn't hold."""

    term: Term
    span: Span
    weight: float
    share: float


def left_over(look: Look, place: int, other: int) -> list[Left]:
    """List the words of a sentence that a sentence of the other side doesn't hold."""
    window = look.there.single[other]
    start = look.here.segments[place].span.start
    closed = listed(look.here.language, "stop")
    made = []
    for term, number in zip(look.here.words[place], look.here.numbers[place], strict=True):
        share = float(look.finds[number, window])
        if share < TOLD and len(term.form) > 1 and not term.form[0].isdigit() and term.form not in closed:
            span = Span(start + term.start, start + term.end)
            made.append(Left(term, span, float(look.here.weights[number]), share))
    return made


@lru_cache(maxsize=65536)
def english(word: str, language: str) -> tuple[tuple[str, float], ...]:
    """List what a word means in English, each with how likely."""
    if language == "en":
        return ((word, 1.0),)
    known = lexicon(language, "en")
    if known is None or known.keyed != language:
        return ()
    return tuple((p.stem, p.forward) for p in known.of(word) if p.forward >= RENDERED)


def opposed_words(one: str, here: str, two: str, there: str) -> float:
    """Say how much a word of one language and a word of another are opposed in meaning, 0–1."""
    return max(
        (p * q * opposition(a, b) for a, p in english(one, here) for b, q in english(two, there)),
        default=0.0,
    )


def contrasts(source: Look, target: Look, place: int, other: int) -> Iterator[tuple[float, Left, Left]]:
    """Pair opposed words that two sentences have left over, each with how much they are opposed."""
    here, there = source.here.language, target.here.language
    right = left_over(target, other, place)
    for one in left_over(source, place, other):
        for two in right:
            value = opposed_words(one.term.form, here, two.term.form, there)
            if value > 0:
                yield value, one, two


# --- as differences ---------------------------------------------------------------------------------------------------

ALIKE = 0.6
"""Sentences that hold so much of each other tell the same but for the words left over."""

GROUND = 0.55
"""The same, for clauses."""

LEAST = 0.05
"""Words opposed so much count as opposed."""

LIGHT = 0.3
"""A word that weighs less, as a share of the heaviest, opposes nothing: a preposition has too many meanings."""

KIN = 0.1


def opposites(source: Look, target: Look) -> list[Conflict]:
    """List the clauses that tell the same but for two words of opposed meaning."""
    made = []
    if not source.sentences.size:
        return []
    both = alike_sentences(source, target)
    known: dict[tuple[int, int], list[tuple[float, Left, Left]]] = {}
    for i, one in enumerate(source.claims):
        for d, two in enumerate(target.claims):
            place, other = source.here.place[one.segment], target.here.place[two.segment]
            likeness = float(both[place, other])
            if likeness < ALIKE and max(source.pairs[i, d], target.pairs[d, i]) < (GROUND - 0.2) / 0.8:
                continue
            shared = ground(i, d, source, target)
            if likeness < ALIKE and shared < GROUND:
                continue
            if (place, other) not in known:
                known[place, other] = _surely(source, target, place, other)
            found = [
                (v, a, b)
                for v, a, b in known[place, other]
                if one.span.overlap(a.span) and two.span.overlap(b.span) and one.negated == two.negated
            ]
            if found:
                _, a, b = max(found, key=lambda f: (f[0], -f[1].span.start))
                texts = (_text(one, a), _text(two, b))
                quoted = in_quotation(one, a.span) and in_quotation(two, b.span)
                slot: Slot = "wording" if quoted else "status"
                made.append(Conflict(i, d, slot, texts, max(shared, likeness), "the words are opposed", False))
    return made


def has_opposites(source: Look, target: Look, place: int, other: int) -> bool:
    """True where two sentences have words of opposed meaning left over."""
    return bool(_surely(source, target, place, other))


def _surely(source: Look, target: Look, place: int, other: int) -> list[tuple[float, Left, Left]]:
    """List the words of weight of two sentences that are surely opposed."""
    least = LIGHT * float(source.here.weights.max()), LIGHT * float(target.here.weights.max())
    return [
        (v, a, b)
        for v, a, b in contrasts(source, target, place, other)
        if v >= LEAST
        and a.weight >= least[0]
        and b.weight >= least[1]
        and not kin(a.term.form, source.here.language, b.term.form, target.here.language)
    ]


def _text(claim: Claim, left: Left) -> str:
    return claim.text[left.span.start - claim.span.start : left.span.end - claim.span.start]


def kin(one: str, here: str, two: str, there: str) -> bool:
    """True where a meaning of one word is near the other: “true” and “truth” are no opposites."""
    for a, _ in english(one, here):
        for b, _ in english(two, there):
            x, y = stemmer("en")(a), stemmer("en")(b)
            if x == y or x[:4] == y[:4]:
                return True
            if any(of_stem(x, k).get(y, 0.0) >= KIN or of_stem(y, k).get(x, 0.0) >= KIN for k in NEAR):
                return True
    return False


NEAR = ("form", "same", "derived", "wider", "near")


def in_quotation(claim: Claim, span: Span) -> bool:
    """True for words that stand inside a quotation."""
    return any(a.kind == "quotation" and a.span.overlap(span) == len(span) for a in claim.anchors)
