"""Cognates: words that begin alike in both languages, and numbers, without any dictionary (Simard et al. 1992)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from align.signature import compose
from align.similarity.features import count, finish, number, tokens
from align.text import fold


class Cognates:
    """Accent-folded prefixes of longer words, and numbers whole, weighted by idf over the texts given.

    Args:
        prefix: how many letters make a cognate; shorter words contribute nothing.
        scale: make unit rows, so that X·Yᵀ is a cosine; without it the rows can be added up to those of n:m beads.
        down: a function that changes the idf weights, to put words that an event has in common in their place.
    """

    name = "cognates"

    def __init__(self, *, prefix: int = 4, scale: bool = True, down: Callable[[Any], Any] | None = None) -> None:
        self.prefix = prefix
        self.scale = scale
        self.down = down

    @property
    def signature(self) -> str:
        """Name and settings."""
        return compose(self.name, prefix=self.prefix)

    def features(self, token: str) -> tuple[str, ...]:
        """Return the cognate key of a word, the digits of a number, nothing for a short word."""
        if token[0].isdigit():
            return ("#" + number(token),)
        plain = fold(token)
        return (plain[: self.prefix],) if len(plain) >= self.prefix else ()

    def vectors(self, source: Sequence[str], target: Sequence[str]) -> tuple[Any, Any]:
        """Return CSR rows (n, k) and (m, k)."""
        counts = count([tokens(t) for t in source], [tokens(t) for t in target], self.features)
        return finish(*counts, scale=self.scale, down=self.down)
