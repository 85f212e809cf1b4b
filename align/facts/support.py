"""How much of a claim the other side tells: rare words found again in the best one or two sentences.

Words of the two languages are held alike when the lexicon, the draft, a cognate spelling or plain identity says so;
rare words weigh more, words that the whole bundle shares weigh less (they are its topic, not its facts).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from align.facts.lexicon import Lexicon, lexicon
from align.facts.likeness import alike
from align.facts.terms import Term, terms
from align.model import Claim, Document, Draft, Segment

FLOOR = 0.2
"""Two words less alike than this are taken to have nothing to do with each other."""

FUNCTION_WORD = 2.2
"""Words rarer than this (ln of sentences a word's occurrence) begin to count; function words lie below."""

FULL_WEIGHT = 5.0
"""So much rarer than a function word, a word counts fully."""

UNKNOWN = 9.0
"""Rarity of a word that the lexicon's corpora never showed: a name, most often."""

NUMBER = 7.0
"""Rarity of digits: their text differs from their language's words."""

WIDE = 0.93
"""What a find in two sentences together counts against a find in one."""


@dataclass(frozen=True)
class Window:
    """One sentence or two neighbouring ones of a document: its segments' places and the word types they hold."""

    document: str
    first: int
    last: int


@dataclass(frozen=True)
class Side:
    """One side of a bundle: its active segments, their words, and how much each word type counts."""

    language: str
    documents: tuple[Document, ...]
    segments: tuple[Segment, ...]
    words: tuple[tuple[Term, ...], ...]
    numbers: tuple[tuple[int, ...], ...]
    types: Mapping[str, int]
    weights: Any
    windows: tuple[Window, ...]

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Map segment ids to their place on this side."""
        return {s.id: i for i, s in enumerate(self.segments)}

    @cached_property
    def single(self) -> Mapping[int, int]:
        """Map a segment's place to the number of the window that holds it alone."""
        return {w.first: k for k, w in enumerate(self.windows) if w.first == w.last}

    def inside(self, claim: Claim) -> list[int]:
        """List where in its segment the words of a claim stand."""
        place = self.place.get(claim.segment)
        if place is None:
            return []
        origin = self.segments[place].span.start
        return [
            i
            for i, t in enumerate(self.words[place])
            if origin + t.start >= claim.span.start and origin + t.end <= claim.span.end
        ]

    def bag(self, claim: Claim) -> list[int]:
        """List the word types of a claim, each once."""
        place = self.place.get(claim.segment)
        return sorted({self.numbers[place][i] for i in self.inside(claim)}) if place is not None else []

    @cached_property
    def numbers_of_segments(self) -> list[list[int]]:
        """List the word types of each segment, each once."""
        return [sorted(set(row)) for row in self.numbers]

    def group(self, window: Window) -> list[int]:
        """List the word types of a window, each once."""
        return sorted({n for k in range(window.first, window.last + 1) for n in self.numbers[k]})


@dataclass(frozen=True)
class Bundle:
    """Both sides of an event and how alike their words are: ``alike[i, j]`` of source type i and target type j."""

    source: Side
    target: Side
    alike: Any


def bundle(
    sources: tuple[Document, ...],
    targets: tuple[Document, ...],
    drafts: Mapping[str, Draft],
    *,
    neighbours: bool = True,
) -> Bundle:
    """Index the words of two sides; without ``neighbours`` no window crosses a paragraph's end."""
    here = base(sources)
    there = base(targets)
    known = lexicon(here, there) if here != there else lexicon(here, "fr" if here == "en" else "en")
    crossing = known if here != there else None
    source = _side(sources, here, known, crossing, neighbours)
    target = _side(targets, there, known, crossing, neighbours)
    rated = alike(source, target, crossing, drafts)
    rated[rated < FLOOR] = 0.0
    return Bundle(source, target, rated)


def base(documents: Sequence[Document]) -> str:
    """Return the primary language subtag of documents in one language."""
    return documents[0].language.split("-")[0].lower() if documents else ""


def _side(
    documents: tuple[Document, ...], language: str, known: Lexicon | None, crossing: Lexicon | None, neighbours: bool
) -> Side:
    segments = tuple(s for d in documents for s in d.active)
    words = tuple(tuple(terms(s.text, language)) for s in segments)
    by_form = crossing is not None and crossing.keyed == language
    types: dict[str, int] = {}
    names = [[t.form if by_form and not t.stem[0].isdigit() else t.stem for t in line] for line in words]
    numbers = tuple(tuple(types.setdefault(n, len(types)) for n in line) for line in names)
    weights = _weights(types, words, numbers, known.rarity(language) if known else {})
    windows = tuple(_windows(segments, neighbours))
    return Side(language, documents, segments, words, numbers, types, weights, windows)


def _weights(
    types: Mapping[str, int],
    words: Sequence[Sequence[Term]],
    numbers: Sequence[Sequence[int]],
    rarity: Mapping[str, float],
) -> Any:
    """Weigh each word type: general rarity, damped where many sentences of the bundle use it."""
    seen = Counter(n for line in numbers for n in set(line))
    forms = {n: t for line, row in zip(words, numbers, strict=True) for t, n in zip(line, row, strict=True)}
    total = len(numbers) + 1
    weights = np.zeros(len(types))
    for name, number in types.items():
        form = forms[number].form
        # Where nothing is known of a language, longer words are the rarer ones.
        general = rarity.get(name, rarity.get(form, UNKNOWN)) if rarity else min(UNKNOWN, 0.5 + 1.1 * len(form))
        if name[0].isdigit():
            general = NUMBER
        inside = math.log(total / (seen[number] + 0.5)) / math.log(total + 1)
        weights[number] = min(1.0, max(0.0, (general - FUNCTION_WORD) / FULL_WEIGHT)) * max(0.1, inside)
    return weights


def _windows(segments: Sequence[Segment], neighbours: bool) -> list[Window]:
    made: list[Window] = []
    for i, segment in enumerate(segments):
        made.append(Window(segment.document, i, i))
        following = segments[i + 1] if i + 1 < len(segments) else None
        if following is None or following.document != segment.document:
            continue
        if neighbours or following.paragraph == segment.paragraph:
            made.append(Window(segment.document, i, i + 1))
    return made


# --- support ----------------------------------------------------------------------------------------------------------


def found(rated: Any, groups: Sequence[Sequence[int]]) -> Any:
    """Return how well each word type is found in each group of the other side's types; shape (types, groups)."""
    made = np.zeros((rated.shape[0], len(groups)))
    for k, group in enumerate(groups):
        if group:
            made[:, k] = rated[:, group].max(axis=1)
    return made


def shares(bags: Sequence[Sequence[int]], weights: Any, finds: Any) -> Any:
    """Return the share (0–1) of each bag's weight that each group holds; shape (bags, groups)."""
    made = np.zeros((len(bags), finds.shape[1]))
    for i, bag in enumerate(bags):
        total = weights[bag].sum() if bag else 0.0
        if total > 0:
            made[i] = weights[bag] @ finds[bag] / total
    return made


@dataclass(frozen=True)
class Look:
    """One side's claims looked for on the other side.

    ``finds``: (word types, windows of the other side), how well each word is found in each window; ``shares``:
    (claims, windows), how much of a claim each window holds; ``back``: (claims, windows), how much of a window's
    fullest sentence the claim's own sentence holds; ``whole``: (claims, windows), how much of the claim's whole
    sentence the window holds; ``pairs``: (claims, the other side's claims), how much of a claim each of them holds;
    ``sentences``: (segments, the other side's segments), how much of a segment each of them holds.
    """

    here: Side
    there: Side
    claims: tuple[Claim, ...]
    others: tuple[Claim, ...]
    bags: tuple[tuple[int, ...], ...]
    mass: Any
    finds: Any
    shares: Any
    back: Any
    whole: Any
    pairs: Any
    sentences: Any

    def best(self, claim: int, document: str | None = None) -> tuple[int, float]:
        """Return the window that holds most of a claim (of one document, or of all) and its share; −1 for none."""
        row = self.shares[claim]
        places = [k for k, w in enumerate(self.there.windows) if document is None or w.document == document]
        if not places:
            return -1, 0.0
        number = max(places, key=lambda k: (row[k], -k))
        return number, float(row[number])


def look_both_ways(made: Bundle, source: Sequence[Claim], target: Sequence[Claim]) -> tuple[Look, Look]:
    """Look for the claims of each side on the other."""
    here, there = made.source, made.target
    sides = ((here, there, source, target, made.alike), (there, here, target, source, made.alike.T))
    # How much of each segment of one side each segment of the other holds: (segments of the side, of the other).
    whole = [shares(a.numbers_of_segments, a.weights, found(r, b.numbers_of_segments)) for a, b, _, _, r in sides]
    looks = []
    for index, (a, b, claims, others, rated) in enumerate(sides):
        bags = [a.bag(c) for c in claims]
        finds = found(rated, [b.group(w) for w in b.windows])
        held = shares(bags, a.weights, finds)
        held *= np.array([WIDE if w.last > w.first else 1.0 for w in b.windows]) if b.windows else 1.0
        back, entire = np.zeros_like(held), np.zeros_like(held)
        placed = [i for i, c in enumerate(claims) if c.segment in a.place]
        rows = [a.place[claims[i].segment] for i in placed]
        first, last = [w.first for w in b.windows], [w.last for w in b.windows]
        if placed and first:
            other_way = whole[1 - index].T
            back[placed] = np.maximum(other_way[rows][:, first], other_way[rows][:, last])
            entire[placed] = np.maximum(whole[index][rows][:, first], whole[index][rows][:, last])
        pairs = shares(bags, a.weights, found(rated, [b.bag(c) for c in others]))
        mass = np.array([a.weights[bag].sum() if bag else 0.0 for bag in bags])
        sets = (tuple(claims), tuple(others), tuple(map(tuple, bags)))
        looks.append(Look(a, b, *sets, mass, finds, held, back, entire, pairs, whole[index]))
    return looks[0], looks[1]


def alike_sentences(look: Look, other: Look) -> Any:
    """Return how much the sentences of both sides hold of each other (0–1); shape (segments, the other's segments)."""
    return np.sqrt(look.sentences * other.sentences.T)
