"""Links on the real event and on the invented ones: average precision and F1, strict and lenient, beside baselines.

    python scripts/bench/events_links.py

AP ranks every pair of a French and an English sentence. Lenient takes every gold link, strict leaves debatable ones
out of gold and of the predictions. F1 counts the links that a caller sees: beads and secondary links together.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np

import _gold
import fit_comparable
from align.aligners.candidates import find
from align.aligners.comparable import ComparableAligner, model_for, rate

Rated = Mapping[_gold.Pair, float]


def average_precision(rated: Rated, gold: frozenset[_gold.Pair], left_out: frozenset[_gold.Pair]) -> float:
    """Mean over the gold links of the precision at their rank; links never rated count 0."""
    ranked = sorted((p for p in rated if p not in left_out), key=lambda p: (-rated[p], p))
    hits, total = 0, 0.0
    for rank, pair in enumerate(ranked, 1):
        if pair in gold:
            hits += 1
            total += hits / rank
    return total / len(gold) if gold else 0.0


def f1(predicted: frozenset[_gold.Pair], gold: frozenset[_gold.Pair]) -> float:
    both = len(predicted & gold)
    return 2 * both / (len(predicted) + len(gold)) if predicted or gold else 0.0


def all_pairs(case: _gold.Case) -> list[_gold.Pair]:
    return [(i, j) for i in range(len(case.source)) for j in range(len(case.target))]


def ratings(case: _gold.Case) -> dict[str, tuple[Rated, frozenset[_gold.Pair]]]:
    """Rate the pairs of a case by ours and by the baselines; with each, the links it would show."""
    measured = fit_comparable.measure(case, "package")
    found = find(measured)
    pairs = [(int(i), int(j)) for i, j in zip(found.rows, found.columns, strict=True)]
    ours = dict(zip(pairs, rate(found, measured, model_for(measured)), strict=True))
    decision = ComparableAligner().align(measured)
    shown = {(i, j) for m in (*decision.matches, *decision.further) for i in m.source for j in m.target}
    weighted = measured.further[0][1].unit
    cosine = (weighted[0] @ weighted[1].T).toarray()
    lexical = {(i, j): float(cosine[i, j]) for i, j in all_pairs(case)}
    chance = random.Random(1)
    blind = {p: chance.random() for p in all_pairs(case)}
    count = len(shown)

    def best(rated: Rated) -> frozenset[_gold.Pair]:
        return frozenset(sorted(rated, key=lambda p: (-rated[p], p))[:count])

    return {
        "ours": (ours, frozenset(shown)),
        "lexical cosine": (lexical, best(lexical)),
        "random": (blind, best(blind)),
    }


def main() -> None:
    print(f"{'':<28}{'AP':>8}{'strict':>8}{'F1':>8}{'strict':>8}")
    for title, cases in (("the real event", _gold.events(seeds=True)), ("invented events", _gold.events())):
        rated = [ratings(c) for c in cases]
        for name in rated[0]:
            rows = []
            for case, by in zip(cases, rated, strict=True):
                ap, shown = by[name]
                firm = case.links - case.debatable
                rows.append(
                    (
                        average_precision(ap, case.links, frozenset()),
                        average_precision(ap, firm, case.debatable),
                        f1(shown, case.links),
                        f1(shown - case.debatable, firm),
                    )
                )
            means = np.mean(rows, axis=0)
            print(f"{title + ', ' + name:<32}" + "".join(f"{100 * v:8.1f}" for v in means))


if __name__ == "__main__":
    main()
