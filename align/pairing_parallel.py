"""The parallel path: similarities and the monotone search composed in passes (Moore 2002; Varga et al. 2005).

The first pass uses lengths and cognates, and drafts where there are some. From its beads IBM model 1 learns how the
words of these very texts translate; the second pass aligns again with what was learned, round the first pass's path,
and a third once more with what the better beads teach.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from align.aligners.bands import path_band
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

FIRST = Weights(length=1 / 3, stretch=0.0, threshold=0.05, penalty=0.1)
LATER = Weights()
COGNATES_FIRST, COGNATES, DRAFTS, VECTORS = 2 / 3, 0.45, 0.25, 0.25


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
    beads = first.align(*lengths, [Signal(*cognates, COGNATES_FIRST), *further])
    signals = [Signal(*cognates, COGNATES), *further]
    outlines = marks(source), marks(target)
    for margin in MARGINS:
        band = path_band([(b.source, b.target) for b in beads], len(source), len(target), margin=margin)
        learned = _learned(source, target, beads, pooled or ())
        beads = ParallelAligner(LATER).align(*lengths, signals, translations=learned, marks=outlines, band=band)
    return beads


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


def _learned(
    source: Sequence[str], target: Sequence[str], beads: Sequence[RawBead], pooled: Sequence[tuple[str, str]]
) -> Translations:
    """Learn word translations from the smaller beads, and from further pairs of texts where there are some."""
    n, m = len(source), len(target)
    taught = [
        (b.source, b.target)
        for b in beads
        if not b.null and b.source[1] - b.source[0] + b.target[1] - b.target[0] <= LEARN_FROM
    ]
    taught.extend(((n + k, n + k + 1), (m + k, m + k + 1)) for k in range(len(pooled)))
    model = IBM1(taught)
    x = model.counts([*source, *(s for s, _ in pooled)])
    y = model.counts([*target, *(t for _, t in pooled)])
    lexicon = model.learn(x, y)
    return Translations(x[:n], y[:m], lexicon.forward, lexicon.backward)
