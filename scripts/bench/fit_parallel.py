"""Fit the parallel beads' scores on TransRead, Text+Berg and tico19; write align/aligners/weights/parallel.json.

    python scripts/bench/fit_parallel.py            fit, print reliability over held-out texts, write
    python scripts/bench/fit_parallel.py --dry-run  without writing

Right is strict: gold has the same bead; a null is right where gold gives the sentence no counterpart. Each text is
scored by weights fitted on the other texts; every text weighs alike. Strict F1 with and without the dictionary is
printed as well.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

import _gold
import fit_comparable
from align.aligners.logistic import probability
from align.aligners.parallel import RawBead
from align.evaluate import Scores, completed, read_gold, score
from align.model import Draft
from align.pairing import document_of
from align.pairing import ordered as pairing_ordered
from align.pairing.comparable import evidence, sides


@dataclass
class Text:
    """One parallel text with one kind of draft: features and verdicts of its beads and of its nulls."""

    name: str
    draft: str
    bead: Any
    bead_right: Any
    null: Any
    null_right: Any


def folders() -> list[tuple[Any, tuple[str, str]]]:
    root = _gold.data_dir()
    found = [(f, ("fr", "en")) for f in sorted((root / "transread").iterdir()) if f.is_dir()]
    found += [(f, ("de", "fr")) for f in sorted((root / "textberg").iterdir()) if f.is_dir()]
    return found + [(f, ("fr", "en")) for f in sorted((root / "tico19").iterdir()) if f.is_dir()]


def raw_beads(folder: Any, languages: tuple[str, str], draft: str, dictionary: bool = True) -> list[RawBead]:
    here = document_of("s", languages[0], _gold.lines(folder / "src.txt"))
    there = document_of("t", languages[1], _gold.lines(folder / "tgt.txt"))
    path = next(iter(sorted(folder.glob(f"src.mt-{languages[1]}.*.txt"))), None) if draft == "drafts" else None
    made = [Draft(s.id, t) for s, t in zip(here.segments, _gold.lines(path), strict=True)] if path else []
    both = sides([here], [there], made)
    return pairing_ordered.raw_beads(
        both, evidence(both, use_dictionary=dictionary), range(len(both.source)), range(len(both.target))
    )


def text(folder: Any, languages: tuple[str, str], draft: str) -> Text:
    gold = read_gold(folder)
    wanted = set(completed(gold.beads, gold.source, gold.target))
    raw = raw_beads(folder, languages, draft)
    beads = [(tuple(range(*b.source)), tuple(range(*b.target))) for b in raw]
    right = np.array([b in wanted for b in beads], float)
    null = np.array([b.null for b in raw])
    values = pairing_ordered.features(raw)
    return Text(folder.name, draft, values[~null], right[~null], values[null], right[null])


def logistic(texts: Sequence[Text], part: str) -> Any:
    values = [getattr(t, part) for t in texts]
    labels = [getattr(t, f"{part}_right") for t in texts]
    weights = [np.full(len(y), 300.0 / max(len(y), 60)) for y in labels]
    return fit_comparable.logistic(
        pairing_ordered.FEATURES, np.vstack(values), np.concatenate(labels), np.concatenate(weights)
    )


def reliability(texts: Sequence[Text], part: str) -> None:
    chances, right = [], []
    for held in sorted({t.name for t in texts}):
        model = logistic([t for t in texts if t.name != held], part)
        for t in texts:
            if t.name == held and len(getattr(t, part)):
                chances.append(probability(model.logits(getattr(t, part))))
                right.append(getattr(t, f"{part}_right"))
    score_, share = np.concatenate(chances), np.concatenate(right)
    error = 0.0
    print(f"  {part}: score, cases, mean, right")
    for low, high in pairwise((0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0001)):
        inside = (score_ >= low) & (score_ < high)
        if inside.any():
            error += inside.sum() * abs(score_[inside].mean() - share[inside].mean())
            print(
                f"    {low:.2f}–{min(high, 1):.2f} {inside.sum():>6} "
                f"{score_[inside].mean():.2f} {share[inside].mean():.2f}"
            )
    print(f"    ECE {error / len(score_):.3f}")


def main() -> None:
    written: dict[str, Any] = {"version": 1}
    for draft in ("none", "drafts"):
        texts = [text(folder, languages, draft) for folder, languages in folders()]
        print(f"== {draft}")
        for part in ("bead", "null"):
            reliability(texts, part)
        written[draft] = {part: fit_comparable.table(logistic(texts, part)) for part in ("bead", "null")}
        for dictionary in (True, False):
            found = []
            for folder, languages in folders():
                if folder.parent.name != "tico19":
                    raw = raw_beads(folder, languages, draft, dictionary)
                    found.append(
                        score(read_gold(folder), [(tuple(range(*b.source)), tuple(range(*b.target))) for b in raw])
                    )
            books = Scores(tuple(s for s in found if s.name != "dev"))
            print(
                f"  {'with' if dictionary else 'without'} dictionary: TransRead dev strict "
                f"{100 * books.mean('strict'):.1f}, lax {100 * books.mean('lax'):.1f}, "
                f"null {100 * books.mean('null'):.1f};"
                f" Text+Berg dev strict {100 * found[-1].strict.f1:.1f}, lax {100 * found[-1].lax.f1:.1f}"
            )
    if "--dry-run" not in sys.argv:
        fit_comparable.write("parallel", written)


if __name__ == "__main__":
    main()
