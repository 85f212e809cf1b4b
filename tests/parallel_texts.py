"""Invented texts in two invented languages, with the beads they were made of: the same for the same seed."""

from __future__ import annotations

import random
from itertools import accumulate

SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 5)))


def _dictionary(chance: random.Random, size: int) -> list[tuple[str, str]]:
    """Pairs of words; a fifth are cognates."""
    made = []
    for number in range(size):
        word = _word(chance)
        made.append((word, word + "n" if number % 5 == 0 else _word(chance)))
    return made


def bitext(pairs: int, seed: int = 1, *, plain: bool = False) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """Make two texts of about ``pairs`` sentences.

    Returns:
        Source sentences, target sentences, and gold beads as strings ``0,1`` : ``0`` of sentence numbers. ``plain``
        makes 1-1 beads only.
    """
    chance = random.Random(seed)
    words = _dictionary(chance, 2000 + 2 * pairs)
    weights = list(accumulate(1 / (k + 3) for k in range(len(words))))
    source: list[str] = []
    target: list[str] = []
    gold: list[tuple[str, str]] = []

    def sentence() -> list[int]:
        return chance.choices(range(len(words)), cum_weights=weights, k=max(4, int(chance.lognormvariate(2.5, 0.4))))

    def add(side: list[str], parts: list[list[int]], language: int) -> str:
        first = len(side)
        side.extend(" ".join(words[w][language] for w in part).capitalize() + "." for part in parts)
        return ",".join(map(str, range(first, len(side))))

    for _ in range(pairs):
        here = sentence()
        there = [w for w in here if chance.random() > 0.15] or here
        kind = 1.0 if plain else chance.random()
        middle = len(here) // 2, max(1, len(there) // 2)
        if kind < 0.02:
            gold.append((add(source, [here], 0), ""))
        elif kind < 0.04:
            gold.append(("", add(target, [there], 1)))
        elif kind < 0.10:
            gold.append((add(source, [here[: middle[0]], here[middle[0] :]], 0), add(target, [there], 1)))
        elif kind < 0.16 and len(there) > 1:
            gold.append((add(source, [here], 0), add(target, [there[: middle[1]], there[middle[1] :]], 1)))
        else:
            gold.append((add(source, [here], 0), add(target, [there], 1)))
    return source, target, gold
