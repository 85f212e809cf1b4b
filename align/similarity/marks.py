"""Marks that translators keep: questions, clauses that run on, and where speech begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

CLOSING = " \u00a0\u202f»”\"'’)"
OPENING = "«“\"‘'—–-"


def marks(texts: Sequence[str]) -> Any:
    """Describe each text's outline: int64 of shape (n, 4).

    The columns are the number of question marks; 1 where it ends in a comma or semicolon; 1 where it begins with a
    small letter; 1 where it begins with a quotation mark or dash.
    """
    return np.array([_outline(text) for text in texts], dtype=np.int64).reshape(len(texts), 4)


def _outline(text: str) -> tuple[int, int, int, int]:
    bare = text.strip()
    end = bare.rstrip(CLOSING)[-1:]
    first = next((c for c in bare if c.isalnum()), "")
    return bare.count("?"), int(end in (";", ",")), int(first.islower()), int(bare[:1] in OPENING and bool(bare))
