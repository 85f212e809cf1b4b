"""A pair of lines that translate each other."""

from __future__ import annotations

from typing import NamedTuple


class Pair(NamedTuple):
    """One line in either language, in the order of the corpus' files."""

    left: str
    right: str
