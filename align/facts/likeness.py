"""Which words of two languages are alike: by spelling, by the lexicon, through the drafts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from align.facts.lexicon import Lexicon
from align.facts.terms import Term, stemmer, terms
from align.model import Draft
from align.text import fold

if TYPE_CHECKING:
    from align.facts.support import Side

EXPLAINED = 0.25
"""A draft word this much like a word of its sentence is taken to render it."""

BY_PLACE = 0.6
"""Trust in a draft word that no word of its sentence resembles, for the unrendered words around its place."""

GAIN = 1.6
"""What the root of a translation's probability is multiplied with: from two fifths on it counts as the only one."""

SISTERS = 0.8
"""Trust in what the other forms of a word's stem translate to, for a word that has translations of its own."""

LIGHT = 0.05
HEAVY = 0.25
"""Weights under and over which two words are too unlike in what they say to stand for each other."""

REACH = 2.5
"""How many words off its proportional place a draft word is looked for."""


def alike(source: Side, target: Side, known: Lexicon | None, drafts: Mapping[str, Draft]) -> Any:
    """Rate every pair of word types from 0 (nothing in common) to 1 (the same word); shape (source, target)."""
    rated = np.zeros((len(source.types), len(target.types)))
    _same_spelling(rated, source, target)
    if source.language == target.language:
        return rated
    if known is not None:
        if known.keyed == source.language:
            _translations(rated, source, target, known)
        else:
            _translations(rated.T, target, source, known)
    _through_drafts(rated, source, target, drafts)
    _through_drafts(rated.T, target, source, drafts)
    _keep_apart(rated, source.weights, target.weights)
    return rated


def _keep_apart(rated: Any, source: Any, target: Any) -> None:
    """A word that says something isn't told by one that says nothing: an English “is” in a French text, say."""
    one, two = source[:, None], target[None, :]
    rated[(np.minimum(one, two) < LIGHT) & (np.maximum(one, two) > HEAVY)] = 0.0


def _same_spelling(rated: Any, source: Side, target: Side) -> None:
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
                rated[i, j] = 1.0
            elif plain[0].isalpha() and source.language != target.language:
                rated[i, j] = cognate(plain, folded[other])


def cognate(one: str, two: str) -> float:
    """Rate two folded words by the beginning they share: nothing under half of the longer one, at most 0.9."""
    shared = 0
    for a, b in zip(one, two):  # noqa: B905 - the shorter one ends it
        if a != b:
            break
        shared += 1
    share = shared / max(len(one), len(two))
    return min(0.9, share) if share >= 0.55 and shared >= 4 else 0.0


def _translations(rated: Any, keyed: Side, other: Side, known: Lexicon) -> None:
    """Hold a word alike with its translations, and with those of its sister forms: alone where it is unknown itself."""
    stem = stemmer(keyed.language)
    for name, i in keyed.types.items():
        own, root = known.of(name), stem(name)
        sisters = known.of_family(root) if known.forms(root) != (name,) else ()
        for pairings, trust in ((own, 1.0), (sisters, SISTERS if own else 1.0)):
            for pairing in pairings:
                j = other.types.get(pairing.stem)
                if j is not None:
                    rated[i, j] = max(rated[i, j], trust * translation(pairing.forward, pairing.backward))


def translation(forward: float, backward: float) -> float:
    """Rate a lexicon pair by the better direction: the other may be spread over synonyms and inflected forms."""
    return min(1.0, GAIN * math.sqrt(max(forward, backward)))


def _through_drafts(rated: Any, side: Side, other: Side, drafts: Mapping[str, Draft]) -> None:
    """Let the words of a draft stand for the words they render: those alike, else those around their place."""
    for place, segment in enumerate(side.segments):
        draft = drafts.get(segment.id)
        if draft is not None and draft.text and side.numbers[place]:
            _place_draft(rated, side, side.numbers[place], terms(draft.text, other.language), other)


def _place_draft(rated: Any, side: Side, rows: Sequence[int], machine: Sequence[Term], other: Side) -> None:
    rendered: set[int] = set()
    loose: list[tuple[int, int]] = []
    for at, term in enumerate(machine):
        j = other.types.get(term.stem, other.types.get(term.form))
        if j is None:
            continue
        column = rated[list(rows), j]
        best = int(np.argmax(column))
        if column[best] >= EXPLAINED:
            rated[rows[best], j] = max(column[best], 0.95)
            rendered.add(best)
        elif other.weights[j] > 0:
            loose.append((at, j))
    for at, j in loose:
        middle = at / len(machine) * len(rows)
        for position, row in enumerate(rows):
            if position not in rendered and abs(position - middle) <= REACH and side.weights[row] > 0:
                rated[row, j] = max(rated[row, j], BY_PLACE)
