"""Facts: claims with typed anchors, and what a comparison of both sides finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from align.model import Alignment, Findings

__all__ = ["compare"]


def compare(alignment: Alignment) -> Findings:
    """Compare what the two sides of an alignment report, in both directions, over all documents.

    Returns:
        Findings in reading order: those of the source side, then what only the target side tells.
    """
    from align.facts.comparison import Comparison

    return Comparison(alignment).findings()
