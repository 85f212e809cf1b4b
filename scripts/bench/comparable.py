"""Comparable alignment on development gold beside baselines: links and nulls by set, draft and, if asked, document.

    python scripts/bench/comparable.py             every set, every kind of draft, pooled and mean over documents
    python scripts/bench/comparable.py --documents  each document as well
    python scripts/bench/comparable.py --held-out   weights fitted without the document's fold (five folds)

Figures are precision, recall and F1 × 100 of links, and F1 of nulls, as `align score` counts them. Below stand the
secondary links that a caller sees, and how many are right (their scores were fitted on these sets, out of fold).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

import _gold
import fit_comparable
from align.aligners.comparable import ComparableAligner, Model
from align.evaluate import Gold, Score, Scores, score

Beads = list[tuple[tuple[int, ...], tuple[int, ...]]]


def margins(sample: fit_comparable.Sample) -> Beads:
    """The baseline of the prototype: words and cognates, distance margin, assignment with a null at 0.06."""
    found = sample.found
    n, m = found.size
    margin = np.zeros((n, m))
    margin[found.rows, found.columns] = found.column("margin")
    rows, columns = linear_sum_assignment(np.maximum(margin - 0.06, 0.0), maximize=True)
    return [((int(i),), (int(j),)) for i, j in zip(rows, columns, strict=True) if margin[i, j] > 0.06]


def ours(sample: fit_comparable.Sample) -> Beads:
    return [(m.source, m.target) for m in ComparableAligner().align(sample.evidence).matches]


def secondary(samples: Sequence[fit_comparable.Sample]) -> tuple[int, int]:
    """Count the secondary links that are right, and all that are shown."""
    judged = [
        (m.source[0], m.target[0]) in s.case.links
        for s in samples
        for m in ComparableAligner().align(s.evidence).further
    ]
    return sum(judged), len(judged)


def rated(case: _gold.Case, beads: Beads) -> Score:
    links = dict.fromkeys(case.same, "E") | dict.fromkeys(case.partial, "P")
    return score(Gold(case.name, len(case.source), len(case.target), (), links), beads)


def tell(title: str, scores: Sequence[Score]) -> None:
    whole = Scores(tuple(scores))
    link, null = whole.pooled("link"), whole.pooled("null")
    figures = [link.precision, link.recall, link.f1, null.f1, whole.mean("link"), whole.mean("null")]
    print(f"{title:<46}" + "".join(f"{100 * f:7.1f}" for f in figures))


def run(title: str, samples: Sequence[fit_comparable.Sample], align: Callable[[fit_comparable.Sample], Beads]) -> None:
    scores = [rated(s.case, align(s)) for s in samples]
    tell(title, scores)
    if "--documents" in sys.argv:
        for s in scores:
            tell(f"    {s.name}", [s])


def held_out(samples: Sequence[fit_comparable.Sample], folds: int = 5) -> Callable[[fit_comparable.Sample], Beads]:
    """Return an aligner whose weights, for each document, come from the other folds."""
    names = sorted({(s.case.group, s.case.name) for s in samples if s.case.group != "seeds"})
    fold = {name: k % folds for k, name in enumerate(names)}
    models: list[Model] = []
    for k in range(folds):
        kept = [s for s in samples if fold.get((s.case.group, s.case.name), k) != k]
        models.append(fit_comparable.fit(kept))

    def align(sample: fit_comparable.Sample) -> Beads:
        model = models[fold.get((sample.case.group, sample.case.name), 0)]
        beads, _ = fit_comparable.predict(sample, model, ComparableAligner().least)
        return [(b.source, b.target) for b in beads]

    return align


def main() -> None:
    cases = [*_gold.comparable(), *_gold.events(), *_gold.events(seeds=True)]
    print(f"{'':<46}{'P':>7}{'R':>7}{'F1':>7}{'null':>7}{'mean F1':>7}{'null':>7}")
    for kind in fit_comparable.KINDS:
        print(kind)
        samples = [
            fit_comparable.sample(case, draft, kind.startswith("dictionary"))
            for case in cases
            for draft in (["package", *case.drafts] if "drafts" in kind else ["none"])
        ]
        decide = held_out(samples) if "--held-out" in sys.argv else ours
        for group, draft in dict.fromkeys((s.case.group, s.draft) for s in samples):
            chosen = [s for s in samples if (s.case.group, s.draft) == (group, draft)]
            run(f"  {group}, {draft}: margin baseline", chosen, margins)
            run(f"  {group}, {draft}", chosen, decide)
            right, shown = secondary(chosen)
            print(f"{'    secondary links':<46}{shown:>7} shown, {right} right")


if __name__ == "__main__":
    main()
