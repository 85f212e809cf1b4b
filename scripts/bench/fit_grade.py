"""Fit the grade (equivalent or partial) on development gold; write align/aligners/weights/grade.json.

    python scripts/bench/fit_grade.py            fit and write; prints AUC by set beside that of plain similarity
    python scripts/bench/fit_grade.py --dry-run  prints only

Equivalent: grade 2 of the invented events, links of the synthetic comparable sets, REFreSD without meaning difference,
TransRead "sure". Partial: grade 1 of the events, REFreSD with some difference, TransRead partial or imperfect. Each
figure comes from five folds; every set weighs alike.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import _gold
import fit_comparable
from align.aligners import grade
from align.aligners.evidence import Evidence
from align.aligners.logistic import probability

LEAST = 0.75
"""Probability from which a bead is called equivalent; on the events all of those are, on subtler sets four of five."""
GradedBead = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass
class Graded:
    """Features and verdicts of one set."""

    name: str
    features: Any
    labels: Any


def pairs(name: str, rows: Sequence[_gold.GradedPair], kind: str) -> Graded:
    case = _gold.Case(
        name, name, tuple(r.source for r in rows), (tuple(r.target for r in rows),), frozenset(), frozenset(), {}
    )
    draft = "package" if "drafts" in kind else "none"
    measured = fit_comparable.measure(case, draft, kind.startswith("dictionary"))
    beads = [((k,), (k,)) for k in range(len(rows))]
    return Graded(name, grade.features(beads, measured), np.array([r.equivalent for r in rows], float))


def linked(name: str, cases: Sequence[_gold.Case], kind: str) -> Graded:
    """Graded links of alignment sets, n:m links of one sentence joined into a bead."""
    features, labels = [], []
    draft = "package" if "drafts" in kind else "none"
    for case in cases:
        measured: Evidence = fit_comparable.measure(case, draft, kind.startswith("dictionary"))
        for wanted, links in ((1.0, case.same), (0.0, case.partial)):
            beads = [((i,), (j,)) for i, j in sorted(links)] if name == "events" else joined(links)
            if beads:
                features.append(grade.features(beads, measured))
                labels.extend([wanted] * len(beads))
    return Graded(name, np.vstack(features), np.array(labels))


def joined(links: frozenset[tuple[int, int]]) -> list[GradedBead]:
    """Join links that share a sentence into beads."""
    beads: list[tuple[set[int], set[int]]] = []
    for i, j in sorted(links):
        for here, there in beads:
            if i in here or j in there:
                here.add(i)
                there.add(j)
                break
        else:
            beads.append(({i}, {j}))
    return [(tuple(sorted(a)), tuple(sorted(b))) for a, b in beads]


def auc(scores: Any, labels: Any) -> float:
    """Area under the ROC curve: the chance that an equivalent pair is rated above a partial one."""
    order = np.argsort(np.argsort(scores, kind="stable"), kind="stable") + 1
    yes, no = labels.sum(), (1 - labels).sum()
    return float((order[labels == 1].sum() - yes * (yes + 1) / 2) / (yes * no)) if yes and no else float("nan")


def weights(sets: Sequence[Graded]) -> Any:
    return np.concatenate([np.full(len(s.labels), 200.0 / len(s.labels)) for s in sets])


def held_out(sets: Sequence[Graded], folds: int = 5) -> list[Any]:
    chances = [np.zeros(len(s.labels)) for s in sets]
    for k in range(folds):
        kept = [Graded(s.name, s.features[f := np.arange(len(s.labels)) % folds != k], s.labels[f]) for s in sets]
        model = fit_comparable.logistic(
            grade.GRADE_FEATURES,
            np.vstack([s.features for s in kept]),
            np.concatenate([s.labels for s in kept]),
            weights(kept),
        )
        for s, p in zip(sets, chances, strict=True):
            out = np.arange(len(s.labels)) % folds == k
            p[out] = probability(model.logits(s.features[out]))
    return chances


def main() -> None:
    written: dict[str, Any] = {"version": 1}
    for kind in fit_comparable.KINDS:
        sets = [
            linked("events", _gold.events(), kind),
            linked("synthetic", _gold.comparable(("news-comparable", "tico19-comparable")), kind),
            pairs("refresd", _gold.refresd(), kind),
            pairs("sconf", _gold.sconf(), kind),
        ]
        chances = held_out(sets)
        least = LEAST
        print(f"== {kind}: equivalent from {least}")
        for s, p in zip(sets, chances, strict=True):
            plain = s.features[:, grade.GRADE_FEATURES.index("similarity")]
            called = p >= least
            right = s.labels[called].mean() if called.any() else float("nan")
            print(
                f"  {s.name:<10} {len(s.labels):>5} pairs, {s.labels.mean():.2f} equivalent: AUC {auc(p, s.labels):.3f}"
                f" (similarity {auc(plain, s.labels):.3f}); called equivalent {called.mean():.2f}, right {right:.2f},"
                f" found {called[s.labels == 1].mean():.2f}"
            )
        model = fit_comparable.logistic(
            grade.GRADE_FEATURES,
            np.vstack([s.features for s in sets]),
            np.concatenate([s.labels for s in sets]),
            weights(sets),
        )
        prior = round(float(np.mean([s.labels.mean() for s in sets])), 4)
        written[kind] = {"least": least, "prior": prior, **fit_comparable.table(model)}
    if "--dry-run" not in sys.argv:
        fit_comparable.write("grade", written)


if __name__ == "__main__":
    main()
