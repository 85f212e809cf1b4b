"""A small statistical lexicon between two languages, and how rare words are in general.

Built by ``scripts/train/lexicon.py`` from open parallel text; the file says for each word of one language its best
stems in the other with both conditional probabilities, and which words are forms of one stem: a rare form is told by
what its sisters mean. Read once, looked up lazily.
"""

from __future__ import annotations

import lzma
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
"""Where the lexicons and the coefficients lie."""

NOTHING = "-"
"""How a family writes that all its forms begin differently, or that one has no ending."""

NEVER = 12.0
"""Rarity of a word of which it isn't known."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A stem of the other language with p(stem | word) and p(word | stem)."""

    stem: str
    forward: float
    backward: float


@dataclass(frozen=True)
class Lexicon:
    """Words of ``keyed`` with their stems in ``other``; rarity is ln(sentences / sentences with the word).

    ``families``: the forms of a stem of ``keyed``, as the beginning that all have and the endings.
    """

    keyed: str
    other: str
    lines: Mapping[str, str]
    keyed_rarity: Mapping[str, float]
    other_rarity: Mapping[str, float]
    families: Mapping[str, str] = field(default_factory=dict)
    _met: dict[str, tuple[Pairing, ...]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, word: str) -> tuple[Pairing, ...]:
        """Return the best stems for a lower-cased word, best first; none for an unknown one."""
        line = self.lines.get(word)
        if line is None:
            return ()
        parts = line.split(" ")
        return tuple(Pairing(parts[i], int(parts[i + 1]) / 99, int(parts[i + 2]) / 99) for i in range(0, len(parts), 3))

    def forms(self, stem: str) -> tuple[str, ...]:
        """Return the known words of a (folded) stem of ``keyed``."""
        line = self.families.get(stem)
        if line is None:
            return ()
        start, *endings = ("" if part == NOTHING else part for part in line.split(" "))
        return tuple(start + ending for ending in endings)

    def of_family(self, stem: str) -> tuple[Pairing, ...]:
        """Return what the forms of a stem have for their stems together: each form counts as often as it was seen."""
        if stem not in self._met:
            self._met[stem] = self._together(self.forms(stem))
        return self._met[stem]

    def _together(self, forms: tuple[str, ...]) -> tuple[Pairing, ...]:
        forward: dict[str, float] = {}
        backward: dict[str, float] = {}
        total = 0.0
        for form in forms:
            seen = math.exp(-self.keyed_rarity.get(form, NEVER))
            total += seen
            for pairing in self.of(form):
                forward[pairing.stem] = forward.get(pairing.stem, 0.0) + seen * pairing.forward
                backward[pairing.stem] = backward.get(pairing.stem, 0.0) + pairing.backward
        made = [Pairing(name, value / total, min(1.0, backward[name])) for name, value in forward.items()]
        return tuple(sorted(made, key=lambda p: (-p.forward * p.backward, p.stem)))

    def rarity(self, language: str) -> Mapping[str, float]:
        """Return how rare the words of one of its two languages are."""
        return self.keyed_rarity if language == self.keyed else self.other_rarity


@cache
def lexicon(first: str, second: str) -> Lexicon | None:
    """Return the lexicon between two languages, whichever of them it is keyed by; None where none was built."""
    one, two = first.split("-")[0].lower(), second.split("-")[0].lower()
    for keyed, other in ((one, two), (two, one)):
        path = DATA / f"lexicon.{keyed}-{other}.txt.xz"
        if path.exists():
            return _read(path, keyed, other)
    return None


@cache
def _read(path: Path, keyed: str, other: str) -> Lexicon:
    table, left, right, families = lzma.decompress(path.read_bytes()).decode("utf-8").strip("\n").split("\n\n")
    return Lexicon(keyed, other, _lines(table), _rarity(left), _rarity(right), _lines(families))


def _lines(block: str) -> dict[str, str]:
    return dict(line.split("\t", 1) for line in block.split("\n"))


def _rarity(block: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for line in block.strip().split("\n"):
        value, *words = line.split(" ")
        found.update(dict.fromkeys(words, int(value) / 4))
    return found
