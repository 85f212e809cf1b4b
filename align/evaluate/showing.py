"""Scores for programs and for people: JSON, and a table in aligned columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from align.evaluate.figures import FIGURES, Figure, Scores


def as_json(scores: Scores) -> dict[str, Any]:
    """Lay out scores by document, their mean and the pooled counts, fractions to four digits."""

    def fractions(figure: Figure) -> dict[str, Any]:
        parts = {part: round(getattr(figure, part), 4) for part in ("precision", "recall", "f1")}
        return {**parts, "predicted": figure.predicted, "gold": figure.wanted}

    return {
        "documents": [{"name": d.name, **{k: fractions(f) for k, f in d.figures().items()}} for d in scores.documents],
        "mean": {k: {p: round(scores.mean(k, p), 4) for p in ("precision", "recall", "f1")} for k in FIGURES},
        "pooled": {k: fractions(scores.pooled(k)) for k in FIGURES},
    }


def as_table(scores: Scores) -> list[str]:
    """Lay out precision, recall and F1 × 100 in aligned columns: a line a document, the mean, the pooled counts."""
    width = max([len(d.name) for d in scores.documents] + [8])
    lines = [
        " " * width + "".join(f"  {k:^17}" for k in FIGURES),
        " " * width + "  " + "  ".join(["    P     R    F1"] * len(FIGURES)),
    ]

    def row(name: str, values: Sequence[tuple[float, float, float] | None]) -> str:
        cells = ["".join(f"{100 * v:6.1f}" for v in three)[1:] if three else f"{'–':>17}" for three in values]
        return f"{name:<{width}}  " + "  ".join(cells)

    for d in scores.documents:
        lines.append(row(d.name, [(f.precision, f.recall, f.f1) if f.defined else None for f in d.figures().values()]))
    if len(scores.documents) > 1:
        means = [(scores.mean(k, "precision"), scores.mean(k, "recall"), scores.mean(k)) for k in FIGURES]
        lines.append(row("mean", means))
        pooled = [scores.pooled(k) for k in FIGURES]
        lines.append(row("pooled", [(f.precision, f.recall, f.f1) for f in pooled]))
    return lines
