"""Alignment of comparable texts: crossings are allowed, and to have no counterpart is the normal case.

Two logistic stages rate the candidate pairs: what the two sentences share and how far they stand out from their
rivals; then what the neighbours and the whole document say. An assignment with a null for every sentence picks the
pairs, neighbours that make a pair more complete join it, and what else is likely stands as secondary links.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

from align.aligners import candidates, merging
from align.aligners.candidates import Candidates
from align.aligners.evidence import Evidence, Indices, Vector
from align.aligners.logistic import Calibration, Logistic, load, logit, probability
from align.signature import compose

CONTEXT_FEATURES = ("logit", "support_most", "support_least", "rival_most", "rival_least", "document_share")
"""What stage two looks at, in the order of the columns."""
REACH = 3
"""Target sentences that the neighbour's counterpart may lie apart."""
LEAST_FURTHER = 0.65
"""Share of right ones from which secondary links are shown: about three in four of them are right, held out."""
DENSE = 2_000
"""Sentences a side up to which a group of entangled pairs is solved by the dense solver."""


@dataclass(frozen=True, slots=True)
class Match:
    """Sentences that belong together: indices on both sides, and the calibrated share of such beads that are right."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What the comparable aligner found.

    ``matches`` in the order of their first source sentence; ``further`` are likely pairs outside the matches;
    the null scores hold, for every sentence, the probability that it has no counterpart.
    """

    matches: tuple[Match, ...]
    further: tuple[Match, ...]
    source_null: Vector
    target_null: Vector


@dataclass(frozen=True)
class Model:
    """The fitted numbers for one kind of evidence.

    Secondary links have two tables: ``link`` for one target document, which seldom says a thing twice, and
    ``link_several`` for more, which often tell the same.
    """

    pair: Logistic
    context: Logistic
    merge: Logistic
    bead: Calibration
    link: Calibration
    link_several: Calibration
    null: Calibration

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Model:
        """Read one kind's part of ``weights/comparable.json``."""
        return cls(
            Logistic.of(table["pair"]),
            Logistic.of(table["context"]),
            Logistic.of(table["merge"]),
            Calibration.of(table["calibration"]["bead"]),
            Calibration.of(table["calibration"]["link"]),
            Calibration.of(table["calibration"]["link_several"]),
            Calibration.of(table["calibration"]["null"]),
        )


class ComparableAligner:
    """Aligns sentences in any order by margins, neighbours and a global assignment with nulls.

    Args:
        context: let neighbours speak for a pair; without, the order of sentences has no influence.
        merge: let unmatched neighbours join a pair, up to four sentences a side.
        least: pairs less probable than this are left as nulls.
        least_further: secondary links less probable than this are left out; most are well above it: of those shown
            about three in four are right.
        model: fitted numbers to use; None takes those of the package that fit the evidence.
    """

    name: ClassVar[str] = "comparable"

    def __init__(
        self,
        *,
        context: bool = True,
        merge: bool = True,
        least: float = 0.5,
        least_further: float = LEAST_FURTHER,
        model: Model | None = None,
    ) -> None:
        self.context = context
        self.merge = merge
        self.least = least
        self.least_further = least_further
        self.model = model

    @property
    def signature(self) -> str:
        """What this aligner is, with its settings."""
        version = load("comparable")["version"]
        return compose("comparable", v=version, context=self.context, merge=self.merge, least=self.least)

    def align(self, evidence: Evidence) -> Decision:
        """Decide which sentences of the two sides belong together."""
        n, m = evidence.size
        if not n or not m:
            return Decision((), (), np.ones(n), np.ones(m))
        model = self.model or model_for(evidence)
        found = candidates.find(evidence)
        rated = rate(found, evidence, model, context=self.context)
        chosen = assign(found, rated, self.least)
        beads = [merging.Group((int(found.rows[k]),), (int(found.columns[k]),), float(rated[k])) for k in chosen]
        if self.merge:
            beads = merging.extend(beads, found, rated, evidence, model.merge)
        several = len(np.unique(evidence.target_documents)) > 1
        return self._decide(beads, found, rated, model, model.link_several(rated) if several else model.link(rated))

    def _decide(
        self, beads: list[merging.Group], found: Candidates, rated: Vector, model: Model, shares: Vector
    ) -> Decision:
        n, m = found.size
        scores = model.bead(np.array([b.score for b in beads]))
        matches = tuple(
            sorted(
                (Match(b.source, b.target, float(s)) for b, s in zip(beads, scores, strict=True)),
                key=lambda match: (match.source, match.target),
            )
        )
        inside = {(i, j) for b in beads for i in b.source for j in b.target}
        further = tuple(
            Match((int(i),), (int(j),), float(share))
            for i, j, share in zip(found.rows, found.columns, shares, strict=True)
            if share >= self.least_further and (int(i), int(j)) not in inside
        )
        best_source, best_target = np.zeros(n), np.zeros(m)
        np.maximum.at(best_source, found.rows, rated)
        np.maximum.at(best_target, found.columns, rated)
        return Decision(matches, further, 1.0 - model.null(best_source), 1.0 - model.null(best_target))


def model_for(evidence: Evidence) -> Model:
    """Return the fitted numbers for this kind of evidence."""
    return Model.of(load("comparable" if evidence.meaning is None else "comparable-vectors")[evidence.kind])


def rate(found: Candidates, evidence: Evidence, model: Model, *, context: bool = True) -> Vector:
    """Return the raw probability of every candidate pair."""
    first = model.pair.logits(found.features)
    if not context:
        return probability(first)
    return probability(model.context.logits(surroundings(found, first, evidence)))


def surroundings(found: Candidates, logits: Vector, evidence: Evidence) -> Any:
    """Return the matrix of stage two: each pair's own logit, its neighbours, its rivals, its document."""
    rated = probability(logits)
    after, before = np.zeros(len(found)), np.zeros(len(found))
    for step in range(REACH + 1):
        for side, sign in ((after, 1), (before, -1)):
            # The neighbour of either sentence, so that swapping the sides mirrors.
            for down, across in ((1, step), (step, 1)):
                rows, columns = found.rows + sign * down, found.columns + sign * across
                np.maximum(side, _same_documents(found, rows, columns, evidence, rated), out=side)
    rivals = _best_other(found.rows, rated), _best_other(found.columns, rated)
    return np.stack(
        [
            logits,
            np.maximum(after, before),
            np.minimum(after, before),
            np.maximum(*rivals),
            np.minimum(*rivals),
            _document_share(found, rated, evidence),
        ],
        axis=1,
    )


def _same_documents(found: Candidates, rows: Indices, columns: Indices, evidence: Evidence, rated: Vector) -> Vector:
    """Return what the pairs (rows, columns) are rated where they lie in the same documents as the candidates."""
    n, m = found.size
    at_row, at_column = np.clip(rows, 0, n - 1), np.clip(columns, 0, m - 1)
    together = (evidence.source_documents[at_row] == evidence.source_documents[found.rows]) & (
        evidence.target_documents[at_column] == evidence.target_documents[found.columns]
    )
    kept: Vector = np.where(together, found.lookup(rows, columns, rated), 0.0)
    return kept


def _best_other(groups: Indices, values: Vector) -> Vector:
    """Return, for each pair, the highest value of the other pairs of its row (or column); 0 where it is alone."""
    if not len(values):
        return values
    order = np.lexsort((-values, groups))
    ordered = groups[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[starts, len(ordered)])
    highest = values[order[starts]]
    second = np.where(sizes > 1, values[order[np.minimum(starts + 1, len(order) - 1)]], 0.0)
    which = np.repeat(np.arange(len(starts)), sizes)
    others = np.where(np.arange(len(order)) == starts[which], second[which], highest[which])
    found = np.empty_like(values)
    found[order] = others
    return found


def _document_share(found: Candidates, rated: Vector, evidence: Evidence) -> Vector:
    """Return the logit of the share of sentences that seem to have a counterpart, for each target document."""
    n, _ = found.size
    shares = np.zeros(len(found))
    documents = evidence.target_documents[found.columns]
    for document in np.unique(documents):
        here = documents == document
        rows, columns = np.zeros(n), np.zeros(found.size[1])
        np.maximum.at(rows, found.rows[here], rated[here])
        np.maximum.at(columns, found.columns[here], rated[here])
        size = int((evidence.target_documents == document).sum())
        shares[here] = 0.5 * (rows.mean() + columns.sum() / size)
    return logit(np.clip(shares, 0.01, 0.99))


def assign(found: Candidates, rated: Vector, least: float) -> Indices:
    """Choose pairs, each sentence at most once, so that Σ (probability − least) is highest; null counts 0.

    Pairs below ``least`` can't help, so the rest falls apart into small groups that are solved one by one.
    """
    n, m = found.size
    worth = np.flatnonzero(rated > least)
    if not len(worth):
        return worth
    graph = sp.coo_matrix((np.ones(len(worth)), (found.rows[worth], n + found.columns[worth])), shape=(n + m, n + m))
    _, labels = connected_components(graph, directed=False)
    group = labels[found.rows[worth]]
    order = np.argsort(group, kind="stable")
    borders = np.flatnonzero(np.r_[True, np.diff(group[order]) != 0, True])
    chosen: list[Indices] = []
    for start, end in pairwise(borders):
        some = worth[order[start:end]]
        chosen.append(
            some if len(some) == 1 else _solve(found.rows[some], found.columns[some], rated[some] - least, some)
        )
    return np.sort(np.concatenate(chosen))


def _solve(rows: Indices, columns: Indices, gains: Vector, names: Indices) -> Indices:
    """Solve one group; returns the names of the pairs chosen."""
    row_ids, r = np.unique(rows, return_inverse=True)
    column_ids, c = np.unique(columns, return_inverse=True)
    n, m = len(row_ids), len(column_ids)
    place = {(int(i), int(j)): int(name) for i, j, name in zip(r, c, names, strict=True)}
    if max(n, m) <= DENSE:
        table = np.zeros((n, m))
        table[r, c] = gains
        pairs = zip(*linear_sum_assignment(table, maximize=True), strict=True)
    else:
        # A private null for each row; costs are shifted above zero, which changes no full matching's rank.
        own = np.arange(n)
        costs = np.r_[2.0 - gains, np.full(n, 2.0)]
        graph = sp.csr_matrix((costs, (np.r_[r, own], np.r_[c, m + own])), shape=(n, m + n))
        pairs = zip(*min_weight_full_bipartite_matching(graph), strict=True)
    return np.array(sorted(place[int(i), int(j)] for i, j in pairs if (int(i), int(j)) in place), dtype=np.int64)
