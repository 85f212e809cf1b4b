"""How English words are related in meaning: the same, derived, wider, near, opposed.

The table is made by ``scripts/train/synonyms.py`` from WordNet (Princeton University, see NOTICE). Words are looked up
by their stems; how much two words are related, 0–1, is how much of their use the senses make by which they are.
"""

from __future__ import annotations

import lzma
from collections.abc import Mapping
from functools import cache, lru_cache

from align.facts.lexicon import DATA
from align.facts.terms import stemmer

FILE = "relations.en.txt.xz"
"""The table's name; it lies beside the other tables in ``data``."""

KINDS = ("form", "same", "derived", "wider", "near", "opposed", "against")
"""form: an irregular form and its word (fell, fall); same: synonyms; derived: arrest, arrestation; wider: one is a
kind of the other, entails or causes it; near: similar adjectives, grouped verbs, see also; opposed: antonyms; against:
words of the senses that antonyms belong to, or of narrower ones: release, imprison."""

OPPOSED = 0.1
"""Two words opposed so much, themselves or through a form or derived word of theirs, count as opposed."""


@cache
def _blocks() -> Mapping[str, Mapping[str, str]]:
    blocks = lzma.decompress((DATA / FILE).read_bytes()).decode("utf-8").removesuffix("\n").split("\n\n")
    return {
        kind: dict(line.split("\t", 1) for line in block.split("\n") if line)
        for kind, block in zip(KINDS, blocks, strict=True)
    }


@lru_cache(maxsize=65536)
def of_stem(stem: str, kind: str) -> Mapping[str, float]:
    """Return the stems related to ``stem`` in one way of ``KINDS``, each with how much, most related first."""
    line = _blocks()[kind].get(stem)
    if line is None:
        return {}
    parts = line.split(" ")
    return {parts[i]: int(parts[i + 1]) / 100 for i in range(0, len(parts), 2)}


def synonyms(word: str) -> Mapping[str, float]:
    """Return the stems that mean the same as an English word, each with how much (0–1), most alike first."""
    return of_stem(stemmer("en")(word.lower()), "same")


def derived(word: str) -> Mapping[str, float]:
    """Return the stems derived from an English word or it from them: decide, decision; each with how much (0–1)."""
    return of_stem(stemmer("en")(word.lower()), "derived")


@lru_cache(maxsize=65536)
def opposition(one: str, two: str) -> float:
    """Return how much two English words are opposed (0–1): antonyms, or words that mean what antonyms do."""
    stem = stemmer("en")
    here, there = _meant(stem(one.lower())), _meant(stem(two.lower()))
    made = 0.0
    for x, a in here.items():
        for kind in ("opposed", "against"):
            found = of_stem(x, kind)
            made = max([made, *(a * value * there[y] for y, value in found.items() if y in there)])
    return made


def opposed(one: str, two: str) -> bool:
    """True when two English words say the opposite of each other: open and closed, accept and refusal."""
    return opposition(one, two) >= OPPOSED


def _meant(stem: str) -> dict[str, float]:
    """Map a stem, its forms and the stems derived from it to how much they stand for it; 1 for itself."""
    made = {stem: 1.0}
    for kind in ("form", "derived"):
        for other, value in list(made.items()):
            for found, share in of_stem(other, kind).items():
                made[found] = max(made.get(found, 0.0), value * share)
    return made
