"""Lexical overlap of two texts in one language, of which one may be machine-made: words cut to a stem, and prefixes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from align.signature import compose
from align.similarity.features import count, finish, number, tokens
from align.text import fold


class Lexical:
    """Words cut to ``stem`` letters together with ``prefix``-letter prefixes, idf over the texts given.

    Args:
        stem: letters that a word keeps.
        prefix: letters of the second, looser feature of longer words; 0 leaves it out.
        scale: make unit rows, so that X·Yᵀ is a cosine; without it the rows can be added up to those of n:m beads.
        down: a function that changes the idf weights, to put words that an event has in common in their place.
    """

    name = "lexical"

    def __init__(
        self, *, stem: int = 6, prefix: int = 4, scale: bool = True, down: Callable[[Any], Any] | None = None
    ) -> None:
        self.stem = stem
        self.prefix = prefix
        self.scale = scale
        self.down = down

    @property
    def signature(self) -> str:
        """Name and settings."""
        return compose(self.name, stem=self.stem, prefix=self.prefix)

    def features(self, token: str) -> tuple[str, ...]:
        """Return the stem of a word and its prefix, or the digits of a number."""
        if token[0].isdigit():
            return ("#" + number(token),)
        plain = fold(token)
        stem = plain[: self.stem]
        return (stem, f"{plain[: self.prefix]}-") if self.prefix and len(plain) > self.prefix else (stem,)

    def vectors(self, source: Sequence[str], target: Sequence[str]) -> tuple[Any, Any]:
        """Return CSR rows (n, k) and (m, k)."""
        counts = count([tokens(t) for t in source], [tokens(t) for t in target], self.features)
        return finish(*counts, scale=self.scale, down=self.down)
