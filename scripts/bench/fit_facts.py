"""Fit the coefficients of `align/facts/confidence.py` on the invented development events, never on the seeds.

    python scripts/bench/fit_facts.py             leave-one-event-out figures for each set of features
    python scripts/bench/fit_facts.py --write     and write align/facts/data/support.json

A claim's label is what the gold facts under it say, by letters covered: told on both sides (shared, differing) or on
one. The fit is a logistic regression with a ridge (iteratively reweighted least squares), the same bytes each time.
The intercept is lowered by the odds at which a claim counts as shared (``ODDS``): a claim often holds a shared fact
beside one of its own, and calling that claim shared hides the fact that only one side tells.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np

import facts as bench
import facts_scoring as scoring
from align.facts import confidence
from align.facts.comparison import Comparison
from align.model import Claim

ROOT = Path(__file__).resolve().parents[2]
RIDGE = 3.0
ODDS = 0.67
SETS: tuple[tuple[str, ...], ...] = (
    ("share",),
    ("share", "rival"),
    ("share", "rival", "whole"),
    ("share", "rival", "whole", "clause"),
    ("share", "rival", "whole", "anchors"),
    ("share", "rival", "whole", "clause", "anchors"),
    ("share", "rival", "whole", "clause", "anchors", "link"),
)
CHOSEN = ("share", "rival", "whole", "clause", "anchors")


def label(facts: Sequence[scoring.Fact], claim: Claim) -> float | None:
    """Return the share of a claim's gold letters that both sides tell; None where gold says nothing about it."""
    told = {True: 0, False: 0}
    for fact in facts:
        for phrase in (*fact.source, *fact.target):
            if fact.debatable or phrase.document != claim.document:
                continue
            letters = claim.span.overlap(phrase.span)
            if letters >= 0.5 * min(len(claim.span), len(phrase.span)):
                told[fact.verdict in ("shared", "differs")] += letters
    total = sum(told.values())
    return told[True] / total if total else None


def rows_of(case: bench.Case) -> tuple[list[tuple[float, ...]], list[bool]]:
    """List the features of every labelled claim of an event, against the window that its judge chose."""
    comparison = Comparison(case.alignment)
    rows, labels = [], []
    for look, judge in ((comparison.source, comparison.from_source), (comparison.target, comparison.from_target)):
        for i, claim in enumerate(look.claims):
            known, found = label(case.facts, claim), judge.support(i)
            if known is not None and found is not None:
                rows.append(found.features)
                labels.append(known >= 0.5)
    return rows, labels


def fit(features: Any, labels: Any) -> Any:
    """Return the intercept and the coefficients, in the features' own units."""
    mean, deviation = features.mean(0), features.std(0) + 1e-9
    design = np.c_[np.ones(len(features)), (features - mean) / deviation]
    ridge = np.eye(design.shape[1]) * RIDGE
    ridge[0, 0] = 0.0
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (chance - labels) + ridge @ weights
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design + ridge
        weights -= np.linalg.solve(curvature, gradient)
    slopes = weights[1:] / deviation
    return np.r_[weights[0] - (slopes * mean).sum(), slopes]


def model(cases: Sequence[tuple[list[tuple[float, ...]], list[bool]]], names: Sequence[str]) -> dict[str, float]:
    columns = [confidence.FEATURES.index(n) for n in names]
    features = np.array([row for rows, _ in cases for row in rows])[:, columns]
    labels = np.array([value for _, values in cases for value in values], dtype=float)
    weights = fit(features, labels)
    made = dict.fromkeys(("intercept", *confidence.FEATURES), 0.0)
    made["intercept"] = float(weights[0]) - math.log(ODDS / (1 - ODDS))
    made.update({n: float(w) for n, w in zip(names, weights[1:], strict=True)})
    return {name: round(value, 4) for name, value in made.items()}


def left_out(cases: Sequence[bench.Case], rows: Sequence[Any], names: Sequence[str]) -> list[scoring.EventScore]:
    """Score each event with coefficients fitted on the others."""
    scores = []
    for n, case in enumerate(cases):
        fitted = model([r for k, r in enumerate(rows) if k != n], names)
        with_coefficients(fitted)
        scores.append(scoring.score_event(case.name, case.facts, Comparison(case.alignment).findings().findings))
    return scores


def with_coefficients(values: dict[str, float]) -> None:
    confidence.coefficients = lambda: values  # type: ignore[assignment]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    cases = list(bench.events())
    rows = [rows_of(case) for case in cases]
    print(f"{sum(len(r) for r, _ in rows)} claims of {len(cases)} events; each event scored by a fit on the others\n")
    for names in SETS:
        scores = left_out(cases, rows, names)
        print(
            f"macro-F1 {bench.mean(scores, 'macro'):.3f}  false-only {bench.mean(scores, 'false_only'):.1%}"
            f"  differs F1 {bench.differs_f1(scores):.2f}   {', '.join(names)}"
        )
    fitted = model(rows, CHOSEN)
    print(json.dumps(fitted, indent=1))
    if options.write:
        path = ROOT / "align" / "facts" / "data" / "support.json"
        about = "logistic model of whether the other side tells a claim; scripts/bench/fit_facts.py fits it"
        data = {"about": about, "fitted_on": [c.name for c in cases], "odds": ODDS, "coefficients": fitted}
        path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
