"""Fitting whether the other side tells a claim: labelled claims of three sets, one logistic regression over them.

A claim's label is what gold says under it: on events, whether most letters are told on both sides (shared, differing);
on SwissGov's pages, how much of its tokens is told, 0–1; on RTE3, whether the French premise entails the English
hypothesis. The slopes are shared, each set has an intercept of its own (how much is told there is the set's business,
not the model's), and each set weighs the same. The intercept that ships is the events', lowered by the odds at which a
claim counts as shared: a claim often holds a shared fact beside one of its own, and calling it shared hides the latter.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

import facts_data as data
import facts_scoring as scoring
from align.facts import confidence
from align.facts.comparison import Comparison
from align.model import Claim, Span

RIDGE = 3.0
WEIGHT = 1000.0
"""What all the claims of a set weigh together, against the ridge."""

Row = tuple[tuple[float, ...], float, float]
"""Features, label 0–1, weight."""

Weights = Mapping[str, float]


@dataclass(frozen=True)
class Fit:
    """Slopes by feature, and the intercept of each set that was fitted."""

    slopes: Mapping[str, float]
    intercepts: tuple[float, ...]

    def coefficients(self, intercept: float, odds: float) -> dict[str, float]:
        made = {"intercept": intercept - math.log(odds / (1 - odds)), **self.slopes}
        return {name: round(made.get(name, 0.0), 4) for name in ("intercept", *confidence.FEATURES)}


# --- labelled claims --------------------------------------------------------------------------------------------------


def told(facts: Sequence[scoring.Fact], claim: Claim) -> float | None:
    """Return the share of a claim's gold letters that both sides tell; None where gold says nothing about it."""
    letters = {True: 0, False: 0}
    for fact in facts:
        for phrase in (*fact.source, *fact.target):
            if fact.debatable or phrase.document != claim.document:
                continue
            common = claim.span.overlap(phrase.span)
            if common >= 0.5 * min(len(claim.span), len(phrase.span)):
                letters[fact.verdict in ("shared", "differs")] += common
    total = sum(letters.values())
    return letters[True] / total if total else None


def event_rows(facts: Sequence[scoring.Fact], comparison: Comparison) -> list[Row]:
    rows = []
    for claim, found, *_ in comparison.word_evidence():
        known = told(facts, claim)
        if known is not None:
            rows.append((found.features, float(known >= 0.5), 1.0))
    return rows


def page_rows(page: data.Page, comparison: Comparison) -> list[Row]:
    rows = []
    for claim, found, *_ in comparison.word_evidence():
        marks = marks_under(page, claim)
        if marks:
            rows.append((found.features, 1 - sum(marks) / len(marks), float(len(marks))))
    return rows


def marks_under(page: data.Page, claim: Claim) -> list[float]:
    """List the labels of the tokens of which a claim holds half at least."""
    tokens = page.labels[claim.document].items()
    return [
        mark for start, (token, mark) in tokens if 2 * Span(start, start + len(token)).overlap(claim.span) >= len(token)
    ]


def pair_rows(pair: data.Pair, comparison: Comparison) -> list[Row]:
    """The hypothesis' claims; a pair weighs one."""
    rated = [(c, found) for c, found, *_ in comparison.word_evidence() if c.document == "en"]
    length = sum(len(c.span) for c, _ in rated)
    return [(found.features, float(pair.label == "entailment"), len(c.span) / length) for c, found in rated]


# --- the fit ----------------------------------------------------------------------------------------------------------


def fit(sets: Sequence[Iterable[Row]], names: Sequence[str] = confidence.FEATURES) -> Fit:
    """Fit shared slopes and an intercept a set by iteratively reweighted least squares with a ridge on the slopes."""
    columns = [confidence.FEATURES.index(n) for n in names]
    groups = [list(rows) for rows in sets]
    features = np.array([f for rows in groups for f, _, _ in rows])[:, columns]
    labels = np.array([y for rows in groups for _, y, _ in rows])
    weights = np.concatenate([_balanced([w for _, _, w in rows]) for rows in groups])
    mean = np.average(features, axis=0, weights=weights)
    spread = np.sqrt(np.average((features - mean) ** 2, axis=0, weights=weights)) + 1e-9
    which = np.repeat(np.arange(len(groups)), [len(rows) for rows in groups])
    design = np.c_[np.eye(len(groups))[which], (features - mean) / spread]
    ridge = np.diag([0.0] * len(groups) + [RIDGE] * len(names))
    found = np.zeros(design.shape[1])
    for _ in range(40):
        chance = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        gradient = design.T @ (weights * (chance - labels)) + ridge @ found
        curvature = (design * (weights * chance * (1 - chance))[:, None]).T @ design + ridge
        found -= np.linalg.solve(curvature, gradient)
    slopes = found[len(groups) :] / spread
    starts = found[: len(groups)] - float((slopes * mean).sum())
    return Fit(dict(zip(names, map(float, slopes), strict=True)), tuple(map(float, starts)))


def _balanced(weights: Sequence[float]) -> Any:
    made = np.array(weights)
    return made * WEIGHT / made.sum()


def intercept(slopes: Weights, rows: Sequence[Row]) -> float:
    """Fit the intercept alone, the slopes given."""
    logits = np.array(
        [sum(slopes.get(n, 0.0) * x for n, x in zip(confidence.FEATURES, f, strict=True)) for f, _, _ in rows]
    )
    labels = np.array([y for _, y, _ in rows])
    found = 0.0
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(found + logits)))
        found -= float((chance - labels).sum() / (chance * (1 - chance)).sum())
    return found


def use(values: Weights) -> None:
    """Let the comparison judge by these coefficients from here on."""
    confidence.coefficients = lambda: values


@contextmanager
def using(values: Weights) -> Iterator[None]:
    """Let the comparison judge by these coefficients for a while."""
    before = confidence.coefficients
    use(values)
    try:
        yield
    finally:
        confidence.coefficients = before


LEFT_OUT = Path(__file__).with_name("facts_left_out.json")


@lru_cache(maxsize=1)
def left_out() -> Any:
    """Read the coefficients that `fit_facts.py` wrote without each event, and without fifths of the pages."""
    return json.loads(LEFT_OUT.read_text(encoding="utf-8"))
