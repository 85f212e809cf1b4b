"""Length: long sentences become long sentences (Gale & Church 1993)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from align.signature import compose


def characters(texts: Sequence[str]) -> Any:
    """Count the characters of each text without its white space, at least 1 where there is any: int64 of shape (n,)."""
    return np.fromiter((len("".join(t.split())) for t in texts), dtype=np.int64, count=len(texts))


class Length:
    """Closeness of lengths as vectors: a Gaussian over the logarithm of the length, spread over overlapping bins.

    The parallel aligner uses the lengths themselves (`characters`); these vectors serve where only X·Yᵀ is understood.
    """

    name = "length"

    def __init__(self, *, spread: float = 0.25, bins_per_spread: int = 2) -> None:
        self.spread = spread
        self.bins_per_spread = bins_per_spread

    @property
    def signature(self) -> str:
        """Name and settings."""
        return compose(self.name, spread=self.spread)

    def vectors(self, source: Sequence[str], target: Sequence[str]) -> tuple[Any, Any]:
        """Return unit CSR rows (n, k) and (m, k); each side's lengths are taken relative to its own total."""
        from scipy.sparse import csr_matrix, vstack

        step = self.spread / self.bins_per_spread
        sides = [characters(side).astype(np.float64) for side in (source, target)]
        logs = [np.log(np.maximum(s, 1.0) / max(float(s.mean()), 1.0)) if len(s) else s for s in sides]
        positions = np.concatenate(logs)
        if not len(positions):
            return csr_matrix((0, 1)), csr_matrix((0, 1))
        low = float(positions.min()) - 3 * self.spread
        centres = np.arange(low, float(positions.max()) + 3 * self.spread + step, step)
        made = []
        for side, place in zip(sides, logs, strict=True):
            # The product of two such rows falls off with variance 2·spread².
            rows = np.exp(-((place[:, None] - centres[None, :]) ** 2) / (2 * self.spread**2))
            rows[rows < 0.01] = 0.0
            rows /= np.sqrt((rows**2).sum(axis=1, keepdims=True)) + 1e-12
            rows[side == 0] = 0.0
            made.append(csr_matrix(rows.astype(np.float32)))
        return vstack([made[0]]).tocsr(), vstack([made[1]]).tocsr()
