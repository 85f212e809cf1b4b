"""Fit the parallel beads' scores on TransRead, Text+Berg, tico19 and cut texts; write weights/parallel.json.

    python scripts/bench/fit_parallel.py            fit, print reliability over held-out texts, write
    python scripts/bench/fit_parallel.py --dry-run  without writing
    python scripts/bench/fit_parallel.py --vectors  with sentence vectors, on English drafts; parallel-vectors.json

Right is strict: gold has the same bead; a null is right where gold gives the sentence no counterpart. Human gold holds
few nulls, so tico19 and newstest2013 are cut by rule as well (`_cut.py`), drafted by the package at hand. Each text is
scored by weights fitted on the other texts; every text weighs alike, nulls of human gold as much as those of the cuts.
Strict F1 with and without the dictionary is printed as well.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

import _cut
import _gold
import fit_comparable
from align import pipeline
from align.aligners.logistic import probability
from align.aligners.parallel import RawBead
from align.evaluate import Scores, completed, read_gold, score
from align.model import Draft
from align.pairing import document_of
from align.pairing import ordered as pairing_ordered
from align.pairing.comparable import evidence, sides
from align.protocols import Similarity


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


def vectors() -> Similarity | None:
    return pipeline.sentence_vectors() if "--vectors" in sys.argv else None


def raw_beads(folder: Any, languages: tuple[str, str], draft: str, dictionary: bool = True) -> list[RawBead]:
    found = [*sorted(folder.glob(f"src.mt-{languages[1]}.*.txt")), *sorted(folder.glob(f"src.mt-{languages[1]}.txt"))]
    drafts = _gold.lines(found[0]) if draft == "drafts" and found else None
    if vectors() is not None and not found:
        drafts = _gold.drafted(_gold.lines(folder / "src.txt"))
    return aligned(_gold.lines(folder / "src.txt"), _gold.lines(folder / "tgt.txt"), languages, drafts, dictionary)


def aligned(
    source: Sequence[str],
    target: Sequence[str],
    languages: tuple[str, str],
    drafts: Sequence[str] | None,
    dictionary: bool = True,
) -> list[RawBead]:
    here, there = document_of("s", languages[0], source), document_of("t", languages[1], target)
    made = [Draft(s.id, t) for s, t in zip(here.segments, drafts, strict=True)] if drafts else []
    both = sides([here], [there], made)
    return pairing_ordered.raw_beads(
        both,
        evidence(both, use_dictionary=dictionary, vectors=vectors()),
        range(len(both.source)),
        range(len(both.target)),
    )


def text(folder: Any, languages: tuple[str, str], draft: str) -> Text:
    gold = read_gold(folder)
    wanted = set(completed(gold.beads, gold.source, gold.target))
    return judged(folder.name, draft, raw_beads(folder, languages, draft), wanted)


def cut_text(made: _cut.Cut, draft: str) -> Text:
    drafts = None
    if draft == "drafts":
        by_line = iter(_gold.drafted(tuple(line for lines in made.lines for line in lines)))
        drafts = [" ".join(next(by_line) for _ in lines) for lines in made.lines]
    raw = aligned(made.source, made.target, ("fr", "en"), drafts)
    return judged(f"cut {made.name}", draft, raw, set(completed(made.beads, len(made.source), len(made.target))))


def judged(name: str, draft: str, raw: Sequence[RawBead], wanted: set[Any]) -> Text:
    beads = [(tuple(range(*b.source)), tuple(range(*b.target))) for b in raw]
    right = np.array([b in wanted for b in beads], float)
    null = np.array([b.null for b in raw])
    values = pairing_ordered.features(raw)
    return Text(name, draft, values[~null], right[~null], values[null], right[null])


def logistic(texts: Sequence[Text], part: str) -> Any:
    values = [getattr(t, part) for t in texts]
    labels = [getattr(t, f"{part}_right") for t in texts]
    weights = [np.full(len(y), 300.0 / max(len(y), 60)) for y in labels]
    # There are more cut texts than others, with more nulls in each. Of nulls, which human gold has few of, both kinds
    # weigh alike; of beads the cuts weigh a third, since people join and part by sense where rules don't.
    cut = [t.name.startswith("cut ") for t in texts]
    mass = [sum(w.sum() for w, c in zip(weights, cut, strict=True) if c is kind) for kind in (False, True)]
    if all(mass):
        kinds = 600.0, 600.0 * (1.0 if part == "null" else 0.3)
        weights = [w * (kinds[c] / mass[c]) for w, c in zip(weights, cut, strict=True)]
    return fit_comparable.logistic(
        pairing_ordered.FEATURES, np.vstack(values), np.concatenate(labels), np.concatenate(weights)
    )


def reliability(texts: Sequence[Text], part: str, title: str, cut: bool) -> None:
    """Print how many are right of the beads or nulls of human gold (or of cut texts) with such a score, held out."""
    chances, right = [], []
    for held in sorted({t.name for t in texts if t.name.startswith("cut ") is cut}):
        # A document and what was cut from it are held out together.
        model = logistic([t for t in texts if t.name.split("-")[-1] != held.split("-")[-1]], part)
        for t in texts:
            if t.name == held and len(getattr(t, part)):
                chances.append(probability(model.logits(getattr(t, part))))
                right.append(getattr(t, f"{part}_right"))
    score_, share = np.concatenate(chances), np.concatenate(right)
    error = 0.0
    print(f"  {part}, {title}: score, cases, mean, right")
    for low, high in pairwise((0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0001)):
        inside = (score_ >= low) & (score_ < high)
        if inside.any():
            error += inside.sum() * abs(score_[inside].mean() - share[inside].mean())
            print(
                f"    {low:.2f}–{min(high, 1):.2f} {inside.sum():>6} "
                f"{score_[inside].mean():.2f} {share[inside].mean():.2f}"
            )
    brier, base = ((score_ - share) ** 2).mean(), ((share.mean() - share) ** 2).mean()
    print(f"    ECE {error / len(score_):.3f}, Brier {brier:.3f} (always the mean share: {base:.3f})")


def main() -> None:
    written: dict[str, Any] = {"version": 1}
    name = "parallel" if vectors() is None else "parallel-vectors"
    for draft in ("none", "drafts") if vectors() is None else ("drafts",):
        kept = [f for f in folders() if vectors() is None or f[1][1] == "en"]
        texts = [text(folder, languages, draft) for folder, languages in kept]
        texts += [cut_text(made, draft) for made in _cut.cuts()]
        print(f"== {draft}")
        for part in ("bead", "null"):
            for title, keep in (("human gold", False), ("cut texts", True)):
                reliability(texts, part, title, keep)
        written[draft] = {part: fit_comparable.table(logistic(texts, part)) for part in ("bead", "null")}
        for dictionary in (True, False):
            found = []
            for folder, languages in kept:
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
                f" {found[-1].name} strict {100 * found[-1].strict.f1:.1f}, lax {100 * found[-1].lax.f1:.1f}"
            )
    if "--dry-run" not in sys.argv:
        fit_comparable.write(name, written)


if __name__ == "__main__":
    main()
