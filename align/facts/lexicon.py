"""A small statistical lexicon between two languages, and how rare words are in general.

Built by ``scripts/train/lexicon.py`` from open parallel text; the file says for each word of one language its best
stems in the other with both conditional probabilities. Read once, looked up lazily.
"""

from __future__ import annotations

import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
"""Where the lexicons and the coefficients lie."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A stem of the other language with p(stem | word) and p(word | stem)."""

    stem: str
    forward: float
    backward: float


@dataclass(frozen=True)
class Lexicon:
    """Words of ``keyed`` with their stems in ``other``; rarity is ln(sentences / sentences with the word)."""

    keyed: str
    other: str
    lines: Mapping[str, str]
    keyed_rarity: Mapping[str, float]
    other_rarity: Mapping[str, float]

    def of(self, word: str) -> tuple[Pairing, ...]:
        """Return the best stems for a lower-cased word, best first; none for an unknown one."""
        line = self.lines.get(word)
        if line is None:
            return ()
        parts = line.split(" ")
        return tuple(Pairing(parts[i], int(parts[i + 1]) / 99, int(parts[i + 2]) / 99) for i in range(0, len(parts), 3))

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
    table, left, right = lzma.decompress(path.read_bytes()).decode("utf-8").split("\n\n")
    lines = dict(line.split("\t", 1) for line in table.split("\n"))
    return Lexicon(keyed, other, lines, _rarity(left), _rarity(right))


def _rarity(block: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for line in block.strip().split("\n"):
        value, *words = line.split(" ")
        found.update(dict.fromkeys(words, int(value) / 4))
    return found
