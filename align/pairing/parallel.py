"""The parallel path: similarities and the monotone search composed in passes (Moore 2002; Varga et al. 2005).

The first pass uses lengths and cognates, and drafts where there are some. From its beads IBM model 1 learns how the
words of these very texts translate; the second pass aligns again with what was learned, round the first pass's path,
and a third once more with what the better beads teach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from align.aligners.bands import WHOLE_GRID, first_band, path_band
from align.aligners.parallel import ParallelAligner, RawBead, Signal, Translations, Weights
from align.similarity.cognates import Cognates
from align.similarity.ibm1 import IBM1
from align.similarity.length import characters
from align.similarity.lexical import Lexical
from align.similarity.marks import marks

LEARN_FROM = 3
"""Beads of up to so many sentences teach IBM model 1."""

MARGINS = (10, 6)
"""Sentences round the path of the pass before that the second and the third pass search."""

LONG = 6_000
"""Texts of more sentences (both sides together) are aligned in two passes, shorter ones in three."""

FIRST = Weights(length=1 / 3, stretch=0.0, threshold=0.05, penalty=0.1)
LATER = Weights()
DEARER = 0.08
"""What a sentence beyond 1-1 costs more for each unit of weight that drafts or vectors bring: they lift every bead."""
COGNATES_FIRST, COGNATES, DRAFTS, VECTORS = 2 / 3, 0.45, 0.3, 0.25


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
    if (len(source), list(source)) > (len(target), list(target)):
        # One orientation for both, so that ties fall alike and swapping the sides mirrors exactly.
        beads = parallel_beads(
            target, source, drafts_target, drafts_source, vectors and vectors[::-1], _swapped(pooled)
        )
        return [RawBead(b.target, b.source, b.score, b.parts, b.gain) for b in beads]
    lengths = characters(source), characters(target)
    cognates = Cognates(scale=False).vectors(source, target)
    further = _further(source, target, drafts_source, drafts_target, vectors)
    first = ParallelAligner(FIRST)
    band = first_band(*_landmarks(source, target, cognates))
    beads = first.align(*lengths, [Signal(*cognates, COGNATES_FIRST), *further], band=band)
    signals = [Signal(*cognates, COGNATES), *further]
    outlines = marks(source), marks(target)
    later = replace(LATER, penalty=LATER.penalty + DEARER * sum(s.weight for s in further))
    words = _words(source, target, pooled or ())
    # In a long text the first pass has taught enough: a third would cost time and change next to nothing.
    for margin in MARGINS if len(source) + len(target) <= LONG else MARGINS[:1]:
        band = path_band([(b.source, b.target) for b in beads], len(source), len(target), margin=margin)
        learned = _learned(words, beads, len(source), len(target))
        beads = ParallelAligner(later).align(*lengths, signals, translations=learned, marks=outlines, band=band)
    return beads


def _landmarks(source: Sequence[str], target: Sequence[str], cognates: tuple[Any, Any]) -> tuple[Any, Any]:
    """Join short and long beginnings of words: the long ones are unique in a long text, the short ones in a stretch."""
    from scipy.sparse import hstack

    if len(source) * len(target) <= WHOLE_GRID:
        return cognates
    long = Cognates(prefix=7, scale=False).vectors(source, target)
    return hstack([cognates[0], long[0]]).tocsr(), hstack([cognates[1], long[1]]).tocsr()


def _swapped(pooled: Sequence[tuple[str, str]] | None) -> list[tuple[str, str]] | None:
    return None if pooled is None else [(t, s) for s, t in pooled]


def _further(
    source: Sequence[str],
    target: Sequence[str],
    drafts_source: Sequence[str] | None,
    drafts_target: Sequence[str] | None,
    vectors: tuple[Any, Any] | None,
) -> list[Signal]:
    """Turn drafts and sentence vectors into signals; two sets of drafts share the weight of one."""
    from scipy.sparse import csr_matrix

    drafted = []
    if drafts_source is not None:
        drafted.append(Lexical(scale=False).vectors(drafts_source, target))
    if drafts_target is not None:
        drafted.append(Lexical(scale=False).vectors(source, drafts_target))
    signals = [Signal(*d, DRAFTS / len(drafted)) for d in drafted]
    if vectors is not None:
        x, y = (csr_matrix(np.asarray(v, dtype=np.float32)) if not hasattr(v, "tocsr") else v.tocsr() for v in vectors)
        signals.append(Signal(x, y, VECTORS))
    return signals


def _words(source: Sequence[str], target: Sequence[str], pooled: Sequence[tuple[str, str]]) -> tuple[Any, Any]:
    """Count the words of both sides, those of the further pairs of texts below them."""
    model = IBM1()
    return model.counts([*source, *(s for s, _ in pooled)]), model.counts([*target, *(t for _, t in pooled)])


def _learned(words: tuple[Any, Any], beads: Sequence[RawBead], n: int, m: int) -> Translations:
    """Learn word translations from the smaller beads, and from the further pairs of texts that stand below n and m."""
    taught = [
        (b.source, b.target)
        for b in beads
        if not b.null and b.source[1] - b.source[0] + b.target[1] - b.target[0] <= LEARN_FROM
    ]
    x, y = words
    taught.extend(((n + k, n + k + 1), (m + k, m + k + 1)) for k in range(x.shape[0] - n))
    lexicon = IBM1(taught).learn(x, y)
    return Translations(x[:n], y[:m], lexicon.forward, lexicon.backward)
