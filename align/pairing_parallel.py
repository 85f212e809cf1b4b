"""The parallel path: similarities and the monotone search composed in two passes (Moore 2002; Varga et al. 2005).

The first pass uses lengths and cognates, or drafts; from its beads IBM model 1 learns how the words of these very texts
translate, and the second pass aligns again with what was learned, round the first pass's path.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from align.aligners.bands import path_band
from align.aligners.parallel import ParallelAligner, RawBead, Signal
from align.similarity.cognates import Cognates
from align.similarity.ibm1 import IBM1
from align.similarity.length import characters
from align.similarity.lexical import Lexical

LEARN_FROM = 3
"""Beads of up to so many sentences teach IBM model 1."""


def parallel_beads(
    source: Sequence[str],
    target: Sequence[str],
    drafts_source: Sequence[str] | None = None,
    drafts_target: Sequence[str] | None = None,
    vectors: tuple[Any, Any] | None = None,
    pooled: Sequence[tuple[str, str]] | None = None,
) -> list[RawBead]:
    """Align two texts that are translations of each other.

    Args:
        source: n sentences.
        target: m sentences.
        drafts_source: drafts of the source sentences in the target's language, n of them.
        drafts_target: drafts of the target sentences in the source's language, m of them.
        vectors: rows (n, d) and (m, d) of sentence vectors, dense or CSR.
        pooled: further pairs of corresponding texts from which IBM model 1 may learn.

    Returns:
        Beads in order that partition both sides; null alignments hold one sentence each.
    """
    lengths = characters(source), characters(target)
    drafted = []
    if drafts_source is not None:
        drafted.append(Lexical(scale=False).vectors(drafts_source, target))
    if drafts_target is not None:
        drafted.append(Lexical(scale=False).vectors(source, drafts_target))
    cognates = Cognates(scale=False).vectors(source, target)
    first = ParallelAligner(length_weight=1.0, threshold=0.05, penalty=0.1)
    beads = first.align(*lengths, [Signal(*cognates, 2.0)])
    taught = [
        (b.source, b.target)
        for b in beads
        if not b.null and b.source[1] - b.source[0] + b.target[1] - b.target[0] <= LEARN_FROM
    ]
    learned = IBM1(taught, scale=False).vectors(source, target)
    band = path_band([(b.source, b.target) for b in beads], len(source), len(target))
    if drafted:
        signals = [Signal(*learned, 1.0), *(Signal(*d, 3.0 / len(drafted)) for d in drafted)]
        second = ParallelAligner(length_weight=1.0, threshold=0.0, penalty=0.15)
    else:
        signals = [Signal(*learned, 2.0), Signal(*cognates, 1.0)]
        second = ParallelAligner(length_weight=1.0, threshold=0.0, penalty=0.1)
    return second.align(*lengths, signals, band=band)
