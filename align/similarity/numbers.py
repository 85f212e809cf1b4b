"""Numbers: what a sentence counts, one column a number, without weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from align.signature import compose
from align.similarity.features import count, number, tokens


class Numbers:
    """The numbers written in digits, each once a sentence, stripped of their separators."""

    name = "numbers"

    @property
    def signature(self) -> str:
        """Name; there are no settings."""
        return compose(self.name)

    def features(self, token: str) -> tuple[str, ...]:
        """Return the digits of a number, nothing for a word."""
        return (number(token),) if token[0].isdigit() else ()

    def vectors(self, source: Sequence[str], target: Sequence[str]) -> tuple[Any, Any]:
        """Return CSR rows (n, k) and (m, k) of ones."""
        made = count([tokens(t) for t in source], [tokens(t) for t in target], self.features)
        for matrix in made:
            matrix.data = np.ones_like(matrix.data)
        return made
