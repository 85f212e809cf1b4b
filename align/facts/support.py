"""How much of a claim the other side tells: rare words found again in the best one or two sentences.

Words of the two languages are held alike when the lexicon, the draft, a cognate spelling or plain identity says so;
rare words weigh more, words that the whole bundle shares weigh less (they are its topic, not its facts).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from align.facts.lexicon import Lexicon, lexicon
from align.facts.terms import Term, terms
from align.model import Alignment, Claim, Document, Draft, Segment, Span
from align.text import fold

ALIKE_FLOOR = 0.2
"""Two words less alike than this are taken to have nothing to do with each other."""

FUNCTION_WORD = 2.2
"""Words rarer than this (ln of sentences a word's occurrence) begin to count; function words lie below."""

WIDE = 0.93
"""What a find in two sentences together counts against a find in one."""


@dataclass(frozen=True)
class Window:
    """One sentence or two neighbouring ones of a document, as numbers of word types."""

    document: str
    first: int
    last: int
    types: Any


@dataclass(frozen=True)
class Side:
    """One side of a bundle: its active segments, their words, and how much each word type counts."""

    language: str
    documents: tuple[Document, ...]
    segments: tuple[Segment, ...]
    words: tuple[tuple[Term, ...], ...]
    types: Mapping[str, int]
    weights: Any
    windows: tuple[Window, ...]

    def key(self, term: Term, keyed: str) -> str:
        """Name the word type of a term: its form where the lexicon is keyed by forms, its stem elsewhere."""
        return term.form if self.language == keyed and not term.stem[0].isdigit() else term.stem

    @property
    def order(self) -> Mapping[str, int]:
        """Map segment ids to their place on this side."""
        return {s.id: i for i, s in enumerate(self.segments)}


@dataclass(frozen=True)
class Bundle:
    """Both sides of an event and how alike their words are: ``alike[i, j]`` of source type i and target type j."""

    source: Side
    target: Side
    alike: Any
    keyed: str

    def words_of(self, claim: Claim, side: Side) -> list[tuple[Term, int]]:
        """List the words inside a claim's span, each with the number of its type."""
        place = side.order.get(claim.segment)
        if place is None:
            return []
        origin = side.segments[place].span.start
        return [
            (t, side.types[side.key(t, self.keyed)])
            for t in side.words[place]
            if origin + t.start >= claim.span.start and origin + t.end <= claim.span.end
        ]


def bundle(alignment: Alignment) -> Bundle:
    """Index the words of both sides of an alignment."""
    here = _base(alignment.source)
    there = _base(alignment.target)
    known = lexicon(here, there) if here != there else None
    keyed = known.keyed if known is not None else ""
    source = _side(alignment.source, here, known, keyed)
    target = _side(alignment.target, there, known, keyed)
    alike = _alike(source, target, known, alignment.draft_of())
    return Bundle(source, target, alike, keyed)


def _base(documents: Sequence[Document]) -> str:
    return documents[0].language.split("-")[0].lower() if documents else ""


def _side(documents: tuple[Document, ...], language: str, known: Lexicon | None, keyed: str) -> Side:
    segments = tuple(s for d in documents for s in d.active)
    words = tuple(tuple(terms(s.text, language)) for s in segments)
    types: dict[str, int] = {}
    empty = Side(language, documents, segments, words, types, None, ())
    numbered: list[list[int]] = []
    for line in words:
        numbered.append([types.setdefault(empty.key(t, keyed), len(types)) for t in line])
    weights = _weights(types, numbered, known.rarity(language) if known else {})
    return Side(language, documents, segments, words, types, weights, tuple(_windows(segments, numbered)))


def _weights(types: Mapping[str, int], numbered: Sequence[Sequence[int]], rarity: Mapping[str, float]) -> Any:
    """Weigh each word type: general rarity, damped where many sentences of the bundle use it."""
    seen = Counter(t for line in numbered for t in set(line))
    total = len(numbered) + 1
    weights = np.zeros(len(types))
    for name, number in types.items():
        general = rarity.get(name, 9.0 if rarity else 1.5 + len(name))
        if name[0].isdigit():
            general = 7.0
        inside = math.log(total / (seen[number] + 0.5)) / math.log(total + 1)
        weights[number] = min(1.0, max(0.0, (general - FUNCTION_WORD) / 5)) * max(0.1, inside)
    return weights


def _windows(segments: Sequence[Segment], numbered: Sequence[Sequence[int]]) -> list[Window]:
    made: list[Window] = []
    for i, segment in enumerate(segments):
        made.append(Window(segment.document, i, i, np.unique(np.array(numbered[i], dtype=np.int64))))
        if i + 1 < len(segments) and segments[i + 1].document == segment.document:
            both = np.unique(np.array([*numbered[i], *numbered[i + 1]], dtype=np.int64))
            made.append(Window(segment.document, i, i + 1, both))
    return made


# --- which words are alike --------------------------------------------------------------------------------------------


def _alike(source: Side, target: Side, known: Lexicon | None, drafts: Mapping[str, Draft]) -> Any:
    """Rate every pair of word types from 0 (nothing in common) to 1 (the same word)."""
    alike = np.zeros((len(source.types), len(target.types)))
    _same_spelling(alike, source, target)
    if source.language == target.language:
        return alike
    if known is not None:
        if known.keyed == source.language:
            _translations(alike, source, target, known)
        else:
            _translations(alike.T, target, source, known)
    _through_drafts(alike, source, target, drafts)
    _through_drafts(alike.T, target, source, drafts)
    return alike


def _same_spelling(alike: Any, source: Side, target: Side) -> None:
    """Hold identical and cognate spellings alike: a shared beginning of most of both words."""
    folded = {name: fold(name) for name in target.types}
    by_start: dict[str, list[str]] = {}
    for name, plain in folded.items():
        by_start.setdefault(plain[:4], []).append(name)
    for name, i in source.types.items():
        plain = fold(name)
        for other in by_start.get(plain[:4], ()):
            j = target.types[other]
            if plain == folded[other]:
                alike[i, j] = 1.0
            elif plain[0].isalpha() and len(plain) >= 5 and len(folded[other]) >= 4:
                alike[i, j] = max(alike[i, j], cognate(plain, folded[other]))


def cognate(one: str, two: str) -> float:
    """Rate two folded words by the beginning they share: 0 under half of the longer one, up to 0.9."""
    shared = 0
    for a, b in zip(one, two, strict=False):
        if a != b:
            break
        shared += 1
    share = shared / max(len(one), len(two))
    return min(0.9, share) if share >= 0.55 and shared >= 4 else 0.0


def _translations(alike: Any, keyed: Side, other: Side, known: Lexicon) -> None:
    for name, i in keyed.types.items():
        for pairing in known.of(name):
            j = other.types.get(pairing.stem)
            if j is not None:
                alike[i, j] = max(alike[i, j], translation(pairing.forward, pairing.backward))


def translation(forward: float, backward: float) -> float:
    """Rate a lexicon pair: either direction may be spread over synonyms and inflected forms, so the product's root."""
    return min(1.0, 2.5 * math.sqrt(forward * max(backward, 0.02)))


def _through_drafts(alike: Any, side: Side, other: Side, drafts: Mapping[str, Draft]) -> None:
    """Let the words of a draft stand for the words they render: by the lexicon, else by their place."""
    stems: dict[str, list[int]] = {}
    for name, j in other.types.items():
        stems.setdefault(name, []).append(j)
    for place, segment in enumerate(side.segments):
        draft = drafts.get(segment.id)
        if draft is None or not draft.text:
            continue
        _place_draft(alike, side, side.words[place], terms(draft.text, other.language), other)


def _place_draft(alike: Any, side: Side, words: Sequence[Term], machine: Sequence[Term], other: Side) -> None:
    keys = [t.form if t.form in side.types else t.stem for t in words]
    rows = [side.types[k] for k in keys if k in side.types]
    if not rows or not machine:
        return
    explained: set[int] = set()
    loose: list[tuple[int, int]] = []
    for at, term in enumerate(machine):
        j = other.types.get(term.stem, other.types.get(term.form))
        if j is None:
            continue
        column = alike[rows, j]
        best = int(np.argmax(column))
        if column[best] >= ALIKE_FLOOR:
            alike[rows[best], j] = max(column[best], 0.95)
            explained.add(best)
        else:
            loose.append((at, j))
    for at, j in loose:
        middle = at / len(machine) * len(rows)
        for position, row in enumerate(rows):
            if position not in explained and abs(position - middle) <= 2.5 and side.weights[row] > 0:
                alike[row, j] = max(alike[row, j], 0.6)


# --- support ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Find:
    """Where a claim was looked for and what was found: share of its weight, and which of its words."""

    window: Window
    share: float
    found: tuple[bool, ...]


def coverage(types: Sequence[int], side: Side, windows: Sequence[Window], alike: Any) -> Any:
    """Return for each window the share (0–1) of the claim's weight that it holds; shape (windows,)."""
    weights = side.weights[list(types)]
    total = weights.sum()
    if total <= 0:
        return np.zeros(len(windows))
    rows = alike[list(types)]
    shares = np.empty(len(windows))
    for k, window in enumerate(windows):
        if not len(window.types):
            shares[k] = 0.0
            continue
        best = rows[:, window.types].max(axis=1)
        best[best < ALIKE_FLOOR] = 0.0
        shares[k] = float(best @ weights) / total * (WIDE if window.last > window.first else 1.0)
    return shares


def overlap(span: Span, other: Span) -> float:
    """Return the share of the shorter span that both cover."""
    shorter = min(len(span), len(other))
    return span.overlap(other) / shorter if shorter else 0.0
