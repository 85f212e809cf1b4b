"""The parallel path: similarities and the monotone search composed in passes (Moore 2002; Varga et al. 2005).

The first pass uses lengths and cognates, and drafts where there are some. From its beads IBM model 1 learns how the
words of these very texts translate, beside what a dictionary knows; the second pass aligns again with what was learned,
round the first pass's path, and a third once more with what the better beads teach. How long a translation is beside
its original is learned from the beads too: where one side is abridged, the totals would mislead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from align.aligners.bands import WHOLE_GRID, first_band, line, path_band
from align.aligners.margins import with_margins
from align.aligners.parallel import ParallelAligner, RawBead, Signal, Translations, Weights
from align.aligners.scoring import BeadScorer
from align.similarity.cognates import Cognates
from align.similarity.ibm1 import IBM1, Known, Lexicon
from align.similarity.length import characters
from align.similarity.lexical import Lexical
from align.similarity.marks import marks

Factors: TypeAlias = tuple[Any, Any]
"""Rows of both sides whose products are a similarity."""

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
DEARER_WITH_VECTORS = 0.12
"""The same where there are sentence vectors: those of neighbours are alike, so that joining them costs little else."""
ABRIDGED = 0.25
"""And for each unit of ln(ratio of the totals / ratio of the beads): where one side is abridged, what stands beside a
bead is rather a null alignment than a part of it."""
NOISE, NOISE_KNOWN = 0.1, 0.2
"""Share of words that come from nowhere, where words are learned from the texts alone and with a dictionary."""
COGNATES_FIRST, COGNATES, DRAFTS, VECTORS, EXPECTED = 2 / 3, 0.45, 0.3, 0.3, 0.25
DRAFTS_BESIDE = 0.15
"""The weight of drafts where a dictionary speaks too."""
FEWEST_FOR_RATIO = 8
"""Beads from which the ratio of lengths is learned; with fewer it is that of the totals."""
CHANCE = 0.5
"""Two standard errors of ln(ratio), times the root of the beads' number."""


@dataclass(frozen=True)
class Given:
    """What the parallel path is told: two texts and whatever says how they correspond; see `parallel_beads`."""

    source: Sequence[str]
    target: Sequence[str]
    drafts_source: Sequence[str] | None = None
    drafts_target: Sequence[str] | None = None
    vectors: Factors | None = None
    expected: Factors | None = None
    pooled: Sequence[tuple[str, str]] = ()
    known: Known = ()

    @property
    def mirrored(self) -> bool:
        """Whether the texts are aligned the other way round: one orientation for both, so that ties fall alike."""
        return (len(self.source), list(self.source)) > (len(self.target), list(self.target))

    def swapped(self) -> Given:
        """Return the same seen from the other side."""
        return Given(
            self.target,
            self.source,
            self.drafts_target,
            self.drafts_source,
            self.vectors and self.vectors[::-1],
            self.expected and self.expected[::-1],
            [(t, s) for s, t in self.pooled],
            [(t, s, backward, forward) for s, t, forward, backward in self.known],
        )


def parallel_beads(
    source: Sequence[str],
    target: Sequence[str],
    drafts_source: Sequence[str] | None = None,
    drafts_target: Sequence[str] | None = None,
    vectors: Factors | None = None,
    pooled: Sequence[tuple[str, str]] | None = None,
    expected: Factors | None = None,
    known: Known = (),
) -> list[RawBead]:
    """Align two texts that are translations of each other.

    Args:
        source: n sentences.
        target: m sentences.
        drafts_source: drafts of the source sentences in the target's language, n of them.
        drafts_target: drafts of the target sentences in the source's language, m of them.
        vectors: rows (n, d) and (m, d) of sentence vectors, dense or CSR.
        pooled: further pairs of corresponding texts from which IBM model 1 may learn.
        expected: rows (n, k) and (m, k), CSR, of the words that a dictionary leads one to expect.
        known: words that translate each other, for IBM model 1 to start from.

    Returns:
        Beads in order that partition both sides; null alignments hold one sentence each.
    """
    return beads_of(Given(source, target, drafts_source, drafts_target, vectors, expected, pooled or (), known))


def beads_of(given: Given) -> list[RawBead]:
    """Align what is given; see `parallel_beads`."""
    if not given.mirrored:
        return with_margins(*passes(given))
    beads, scorer = passes(given.swapped())
    return [replace(b, source=b.target, target=b.source) for b in with_margins(beads, scorer)]


def passes(given: Given) -> tuple[list[RawBead], BeadScorer]:
    """Align in passes; return the beads of the last with what scored them."""
    source, target = given.source, given.target
    lengths = characters(source), characters(target)
    cognates = Cognates(scale=False).vectors(source, target)
    further = _further(given)
    # Of a text against itself only the diagonal is searched: repeated sentences leave no ties that fall to one side.
    itself = line(len(source)) if list(source) == list(target) else None
    band = itself or first_band(*_landmarks(source, target, cognates))
    beads = ParallelAligner(FIRST).align(*lengths, [Signal(*cognates, COGNATES_FIRST), *further], band=band)
    signals = [Signal(*cognates, COGNATES, "cognates"), *further]
    outlines = marks(source), marks(target)
    words, told = _words(given)
    # In a long text the first pass has taught enough: a third would cost time and change next to nothing.
    for margin in MARGINS if len(source) + len(target) <= LONG else MARGINS[:1]:
        band = itself or path_band([(b.source, b.target) for b in beads], len(source), len(target), margin=margin)
        learned = _learned(words, beads, len(source), len(target), told)
        ratio = length_ratio(lengths, beads)
        dearer = DEARER if given.vectors is None else DEARER_WITH_VECTORS
        weights = _dearer(lengths, ratio, dearer * sum(s.weight for s in further))
        aligner = ParallelAligner(weights)
        scorer = BeadScorer(lengths, signals, learned, outlines, aligner.shapes, weights, ratio)
        beads = aligner.search(scorer, band)
    return beads, scorer


def _dearer(lengths: tuple[Any, Any], ratio: float | None, further: float) -> Weights:
    """Raise the price of n:m beads by ``further``, and by what one side has beyond the other."""
    excess = abs(np.log(max(lengths[1].sum(), 1) / max(lengths[0].sum(), 1) / ratio)) if ratio else 0.0
    return replace(LATER, penalty=LATER.penalty + further + ABRIDGED * float(excess))


def length_ratio(lengths: tuple[Any, Any], beads: Sequence[RawBead]) -> float | None:
    """Return how long the target is beside the source where they correspond: the weighted median of the beads.

    None where that is by chance the ratio of the totals: beads' logarithms spread by 0.2, so two standard errors of
    their median are 0.5 / √beads.
    """
    paired = [b for b in beads if not b.null]
    if len(paired) < FEWEST_FOR_RATIO:
        return None
    here, there = (
        np.array([max(sums[end] - sums[begin], 1.0) for begin, end in ranges])
        for sums, ranges in (
            (np.concatenate(([0.0], np.cumsum(lengths[0]))), [b.source for b in paired]),
            (np.concatenate(([0.0], np.cumsum(lengths[1]))), [b.target for b in paired]),
        )
    )
    weights = (np.array([b.score for b in paired]) + 0.01) * np.sqrt(here * there)
    ratios = there / here
    order = np.argsort(ratios, kind="stable")
    sums = np.cumsum(weights[order])
    ratio = float(ratios[order][np.searchsorted(sums, sums[-1] / 2)])
    totals = max(lengths[1].sum(), 1) / max(lengths[0].sum(), 1)
    return None if abs(np.log(totals / ratio)) < CHANCE / np.sqrt(len(paired)) else ratio


def _landmarks(source: Sequence[str], target: Sequence[str], cognates: tuple[Any, Any]) -> tuple[Any, Any]:
    """Join short and long beginnings of words: the long ones are unique in a long text, the short ones in a stretch."""
    from scipy.sparse import hstack

    if len(source) * len(target) <= WHOLE_GRID:
        return cognates
    long = Cognates(prefix=7, scale=False).vectors(source, target)
    return hstack([cognates[0], long[0]]).tocsr(), hstack([cognates[1], long[1]]).tocsr()


def _further(given: Given) -> list[Signal]:
    """Turn drafts, sentence vectors and expected words into signals; two sets of drafts share the weight of one."""
    drafted = []
    if given.drafts_source is not None:
        drafted.append(Lexical(scale=False).vectors(given.drafts_source, given.target))
    if given.drafts_target is not None:
        drafted.append(Lexical(scale=False).vectors(given.source, given.drafts_target))
    weight = DRAFTS_BESIDE if given.known else DRAFTS
    signals = [Signal(*d, weight / len(drafted), "drafts") for d in drafted]
    for name, pair, weight in (("vectors", given.vectors, VECTORS), ("dictionary", given.expected, EXPECTED)):
        if pair is not None:
            signals.append(Signal(_sparse(pair[0]), _sparse(pair[1]), weight, name))
    return signals


def _sparse(rows: Any) -> Any:
    from scipy.sparse import csr_matrix

    return rows.tocsr() if hasattr(rows, "tocsr") else csr_matrix(np.asarray(rows, dtype=np.float32))


def _words(given: Given) -> tuple[tuple[Any, Any], Lexicon | None]:
    """Count the words of both sides, those of the further pairs of texts below them; lay out what is known of them."""
    model = IBM1()
    left = [*given.source, *(s for s, _ in given.pooled)]
    right = [*given.target, *(t for _, t in given.pooled)]
    told = model.known(given.known, left, right) if given.known else None
    return (model.counts(left), model.counts(right)), told


def _learned(words: tuple[Any, Any], beads: Sequence[RawBead], n: int, m: int, known: Lexicon | None) -> Translations:
    """Learn word translations from the smaller beads, and from the further pairs of texts that stand below n and m."""
    taught = [
        (b.source, b.target)
        for b in beads
        if not b.null and b.source[1] - b.source[0] + b.target[1] - b.target[0] <= LEARN_FROM
    ]
    x, y = words
    taught.extend(((n + k, n + k + 1), (m + k, m + k + 1)) for k in range(x.shape[0] - n))
    lexicon = IBM1(taught).learn(x, y, known)
    noise = NOISE if known is None else NOISE_KNOWN
    return Translations(x[:n], y[:m], lexicon.forward, lexicon.backward, noise)
