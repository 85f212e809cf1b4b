"""Reliability of the scores: of the beads, secondary links and nulls with such a score, how many are right.

    python scripts/bench/calibration.py

Every document is scored with weights fitted without its fold (five folds), and by tables from the other folds'
scores of that kind; every set weighs alike. The printed table stands in docs/align.md. ECE is the mean distance between
score and share, weighted by cases. Kinds of evidence may be named: calibration.py dictionary+drafts
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

import _gold
import fit_comparable
from align.aligners.comparable import ComparableAligner, Decision
from align.aligners.logistic import Calibration

EDGES = (0.0, 0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0001)
Seen = dict[str, list[tuple[float, bool, str]]]
Raw = dict[str, list[tuple[float, bool, str, int]]]


def judge(sample: fit_comparable.Sample, decision: Decision, fold: int, seen: Raw) -> None:
    """Note each raw score with whether it is right, its set and its fold; of nulls, 1 − score with whether linked."""
    links, group = sample.case.links, sample.case.group
    for match in decision.matches:
        right = all((i, j) in links for i in match.source for j in match.target)
        seen["beads"].append((match.score, right, group, fold))
    kind = "secondary links of " + ("several" if group in fit_comparable.SEVERAL else "one")
    for match in decision.further:
        seen[kind].append((match.score, (match.source[0], match.target[0]) in links, group, fold))
    for side, scores in ((0, decision.source_null), (1, decision.target_null)):
        linked = {pair[side] for pair in links}
        used = {x for m in decision.matches for x in (m.target if side else m.source)}
        seen["nulls"].extend((1.0 - float(s), x in linked, group, fold) for x, s in enumerate(scores) if x not in used)


def observe(kind: str, folds: int = 5) -> Seen:
    """Score every document of the comparable sets with weights and tables that have not seen it."""
    cases = [*_gold.comparable(), *_gold.events()]
    samples = [
        fit_comparable.sample(case, draft, kind.startswith("dictionary"))
        for case in cases
        for draft in (["package", *case.drafts] if "drafts" in kind else ["none"])
    ]
    names = sorted({(s.case.group, s.case.name) for s in samples})
    fold = {name: k % folds for k, name in enumerate(names)}
    raw: Raw = defaultdict(list)
    for k in range(folds):
        model = fit_comparable.fit([s for s in samples if fold[s.case.group, s.case.name] != k])
        for s in samples:
            if fold[s.case.group, s.case.name] == k:
                judge(s, ComparableAligner(model=model, least_further=0.05).align(s.evidence), k, raw)
    return {name: tabled(rows, folds, null=name == "nulls") for name, rows in raw.items()}


def tabled(rows: Sequence[tuple[float, bool, str, int]], folds: int, *, null: bool) -> list[tuple[float, bool, str]]:
    """Turn raw scores into shares by tables fitted on the other folds."""
    counts = {g: sum(r[2] == g for r in rows) for g in {r[2] for r in rows}}
    made: list[tuple[float, bool, str]] = []
    for k in range(folds):
        others = [r for r in rows if r[3] != k]
        scores, right, weights = (
            np.array([f(r) for r in others], float) for f in (_score, _right, lambda r: 1 / counts[r[2]])
        )
        shares = Calibration.of(fit_comparable.isotonic(scores, right, weights))
        for score, good, group, _ in (r for r in rows if r[3] == k):
            share = float(shares(np.array([score]))[0])
            made.append((1.0 - share, not good, group) if null else (share, good, group))
    return made


def _score(row: tuple[float, bool, str, int]) -> float:
    return row[0]


def _right(row: tuple[float, bool, str, int]) -> bool:
    return row[1]


def show(seen: Seen, weigh: bool = True) -> None:
    for name, rows in seen.items():
        score = np.array([r[0] for r in rows])
        right = np.array([r[1] for r in rows], float)
        counts = {g: sum(r[2] == g for r in rows) for g in {r[2] for r in rows}}
        weight = np.array([1.0 / counts[r[2]] if weigh else 1.0 for r in rows])
        print(f"{name}: {'score':>11}{'cases':>8}{'mean':>8}{'right':>8}")
        error = 0.0
        for low, high in pairwise(EDGES):
            inside = (score >= low) & (score < high)
            if inside.any():
                mean, share = (np.average(v[inside], weights=weight[inside]) for v in (score, right))
                error += weight[inside].sum() * abs(mean - share)
                label = f"{low:.2f}–{min(high, 1):.2f}"
                print(f"{'':>{len(name)}}  {label:>11}{inside.sum():>8}{mean:>8.2f}{share:>8.2f}")
        brier = np.average((score - right) ** 2, weights=weight)
        base = np.average((right - np.average(right, weights=weight)) ** 2, weights=weight)
        print(f"  ECE {error / weight.sum():.3f}, Brier {brier:.3f} (always the mean share: {base:.3f})")


def main() -> None:
    for kind in sys.argv[1:] or fit_comparable.KINDS:
        print(f"== {kind}")
        seen = observe(kind)
        show(seen)
        for group in (*_gold.SETS, "events"):
            part = [r for r in seen["beads"] if r[2] == group]
            if part:
                mean, share = np.mean([r[0] for r in part]), np.mean([r[1] for r in part])
                print(f"  beads of {group}: {len(part)} cases, mean score {mean:.2f}, right {share:.2f}")


if __name__ == "__main__":
    main()
