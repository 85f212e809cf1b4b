"""Fit the weights of the comparable aligner and of the grades on development gold; write the package's JSON files.

    python scripts/bench/fit_comparable.py            fit and write
    python scripts/bench/fit_comparable.py --dry-run  fit, print the figures of held-out sets, write nothing
    python scripts/bench/fit_comparable.py --vectors  fit with sentence vectors, write comparable-vectors.json

Every set weighs alike, and so does every kind of draft of a set: one setting serves all. Calibration tables come from
documents that the fold's weights have not seen.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

import _gold
from align import pipeline
from align.aligners import candidates, merging
from align.aligners.candidates import Candidates
from align.aligners.comparable import CONTEXT_FEATURES, Model, assign, rate, surroundings
from align.aligners.evidence import Evidence
from align.aligners.logistic import FOLDER, Calibration, Logistic
from align.model import Draft
from align.pairing import document_of
from align.pairing.comparable import evidence, sides
from align.protocols import Similarity

RIDGE = 1.0
"""Weight of the quadratic penalty on standardised weights."""
MASS = 400.0
"""Summed weight of each set's positive pairs."""
SEVERAL = ("events",)
"""Sets of one document against several, which tell a fact more than once: their secondary links have a table."""
SUPPORT = 0.75
"""What is kept of the fitted weight of neighbours: permuted paragraphs then change fewer links at no loss."""
PLAIN = Calibration(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
LEAST = 0.5
KINDS = ("dictionary+drafts", "dictionary", "drafts", "cognates")


@dataclass
class Sample:
    """A case seen with one kind of draft: its evidence, candidates and their labels."""

    case: _gold.Case
    draft: str
    evidence: Evidence
    found: Candidates
    labels: Any
    weight: float = 1.0


def measure(case: _gold.Case, draft: str, use_dictionary: bool = True, vectors: Similarity | None = None) -> Evidence:
    here = document_of("src", "fr", case.source)
    there = [document_of(f"tgt{k}", "en", t) for k, t in enumerate(case.targets)]
    if draft == "none":
        made = []
    else:
        texts = _gold.drafted(case.source) if draft == "package" else case.drafts[draft]
        made = [Draft(s.id, t) for s, t in zip(here.segments, texts, strict=True)]
    return evidence(sides([here], there, made), use_dictionary=use_dictionary, vectors=vectors)


def sample(case: _gold.Case, draft: str, use_dictionary: bool = True, vectors: Similarity | None = None) -> Sample:
    measured = measure(case, draft, use_dictionary, vectors)
    found = candidates.find(measured)
    labels = np.array([(int(i), int(j)) in case.links for i, j in zip(found.rows, found.columns, strict=True)], float)
    return Sample(case, draft, measured, found, labels)


def weigh(samples: Sequence[Sample]) -> None:
    kinds = Counter(s.case.name for s in samples)
    mass: Counter[str] = Counter()
    for s in samples:
        mass[s.case.group] += s.labels.sum() / kinds[s.case.name]
    for s in samples:
        s.weight = MASS / mass[s.case.group] / kinds[s.case.name]


def logistic(names: Sequence[str], values: Any, labels: Any, weights: Any) -> Logistic:
    """Fit by Newton's method with a ridge; features are standardised."""
    means, scales = values.mean(axis=0), values.std(axis=0)
    scales = np.where(scales > 1e-4, scales, 1.0)
    design = np.hstack([(values - means) / scales, np.ones((len(values), 1))])
    ridge = np.eye(design.shape[1]) * RIDGE
    ridge[-1, -1] = 1e-6
    b = np.zeros(design.shape[1])
    for _ in range(60):
        p = 1.0 / (1.0 + np.exp(-np.clip(design @ b, -30, 30)))
        step = np.linalg.solve(
            (design * (weights * p * (1 - p))[:, None]).T @ design + ridge,
            design.T @ (weights * (p - labels)) + ridge @ b,
        )
        b -= step
        if np.abs(step).max() < 1e-7:
            break
    return Logistic(tuple(names), b[:-1], means, scales, float(b[-1]))


def isotonic(raw: Any, labels: Any, weights: Any, steps: int = 25) -> list[list[float]]:
    """Pool adjacent violators, then thin to ``steps`` points; ends are kept off 0 and 1 by one pseudo-count."""
    order = np.argsort(raw, kind="stable")
    edges = np.searchsorted(np.cumsum(weights[order]), np.linspace(0, weights.sum(), steps + 1))
    blocks = []
    for a, b in pairwise(edges):
        part = order[a:b]
        if len(part):
            w = weights[part]
            blocks.append([w.sum(), (w * labels[part]).sum(), (w * raw[part]).sum()])
    merged: list[list[float]] = []
    for block in blocks:
        merged.append(block)
        while len(merged) > 1 and merged[-2][1] / merged[-2][0] >= merged[-1][1] / merged[-1][0]:
            last = merged.pop()
            merged[-1] = [x + y for x, y in zip(merged[-1], last, strict=True)]
    return [[round(x / w, 4), round(min(max(y / w, 0.005), 0.995), 4)] for w, y, x in merged]


def fit(samples: Sequence[Sample]) -> Model:
    weigh(samples)
    weights = np.concatenate([np.full(len(s.labels), s.weight) for s in samples])
    labels = np.concatenate([s.labels for s in samples])
    pair = logistic(candidates.PAIR_FEATURES, np.vstack([s.found.features for s in samples]), labels, weights)
    around = np.vstack([surroundings(s.found, pair.logits(s.found.features), s.evidence) for s in samples])
    context = less_swayed(logistic(CONTEXT_FEATURES, around, labels, weights))
    half = Model(pair, context, pair, PLAIN, PLAIN, PLAIN, PLAIN)
    rows: list[Any] = []
    wanted: list[bool] = []
    mass: list[float] = []
    for s in samples:
        rated = rate(s.found, s.evidence, half)
        beads = [b for b in _beads(s, rated) if (b.source[0], b.target[0]) in s.case.links]
        offers = merging.list_offers(beads, s.evidence)
        if offers:
            rows.append(merging.features(beads, offers, s.found, rated, s.evidence))
            wanted.extend(all((i, j) in s.case.links for i in o.source for j in o.target) for o in offers)
            mass.extend([s.weight] * len(offers))
    merge = logistic(merging.MERGE_FEATURES, np.vstack(rows), np.array(wanted, float), np.array(mass))
    return Model(pair, context, merge, PLAIN, PLAIN, PLAIN, PLAIN)


def less_swayed(context: Logistic) -> Logistic:
    """Take back some of the weight of the neighbours' support."""
    kept = np.array([SUPPORT if name.startswith("support") else 1.0 for name in context.names])
    return replace(context, weights=context.weights * kept)


def _beads(s: Sample, rated: Any, least: float = LEAST) -> list[merging.Group]:
    chosen = assign(s.found, rated, least)
    return [merging.Group((int(s.found.rows[k]),), (int(s.found.columns[k]),), float(rated[k])) for k in chosen]


def predict(s: Sample, model: Model, least: float = LEAST) -> tuple[list[merging.Group], Any]:
    rated = rate(s.found, s.evidence, model)
    return merging.extend(_beads(s, rated, least), s.found, rated, s.evidence, model.merge), rated


def calibrate(samples: Sequence[Sample], folds: int = 5) -> dict[str, list[list[float]]]:
    """Fit the tables on held-out documents: beads, secondary links of one document and of several, nulls."""
    names = sorted({(s.case.group, s.case.name) for s in samples})
    fold = {name: k % folds for k, name in enumerate(names)}
    seen: dict[str, list[tuple[float, float, float]]] = {"bead": [], "link": [], "link_several": [], "null": []}
    for k in range(folds):
        model = fit([s for s in samples if fold[s.case.group, s.case.name] != k])
        held = [s for s in samples if fold[s.case.group, s.case.name] == k]
        weigh(samples)
        for s in held:
            beads, rated = predict(s, model, 0.3)
            inside = {(i, j) for b in beads for i in b.source for j in b.target}
            for b in beads:
                right = all((i, j) in s.case.links for i in b.source for j in b.target)
                seen["bead"].append((b.score, float(right), s.weight))
            further = seen["link_several" if s.case.group in SEVERAL else "link"]
            for i, j, p, y in zip(s.found.rows, s.found.columns, rated, s.labels, strict=True):
                if p > 0.05 and (int(i), int(j)) not in inside:
                    further.append((float(p), float(y), s.weight))
            for side, size in ((0, s.found.size[0]), (1, s.found.size[1])):
                best = np.zeros(size)
                np.maximum.at(best, s.found.columns if side else s.found.rows, rated)
                linked = {pair[side] for pair in s.case.links}
                used = {x for b in beads for x in (b.target if side else b.source)}
                seen["null"].extend(
                    (float(best[x]), float(x in linked), s.weight) for x in range(size) if x not in used
                )
    return {name: isotonic(*np.array(rows).T) for name, rows in seen.items()}


def table(model: Logistic) -> dict[str, Any]:
    return {
        "intercept": round(model.intercept, 4),
        "features": {
            name: [round(float(x), 5) for x in row]
            for name, *row in zip(model.names, model.weights, model.means, model.scales, strict=True)
        },
    }


def write(name: str, value: dict[str, Any]) -> None:
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(value, indent=1)
    # Short lists stand on one line, so that a person can read the file and a diff shows what moved.
    import re

    text = re.sub(r"\[\s+([-\d.,\s]+?)\s+\]", lambda m: "[" + re.sub(r"\s+", " ", m[1]) + "]", text)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    dry = "--dry-run" in sys.argv
    cases = _gold.comparable() + _gold.events()
    written: dict[str, Any] = {"version": 2}
    vectors = pipeline.sentence_vectors() if "--vectors" in sys.argv else None
    for kind in KINDS if vectors is None else [k for k in KINDS if "drafts" in k]:
        samples = [
            sample(case, draft, kind.startswith("dictionary"), vectors)
            for case in cases
            for draft in (["package", *case.drafts] if "drafts" in kind else ["none"])
        ]
        model = fit(samples)
        written[kind] = {
            "pair": table(model.pair),
            "context": table(model.context),
            "merge": table(model.merge),
            "calibration": calibrate(samples),
        }
    if not dry:
        write("comparable" if vectors is None else "comparable-vectors", written)


if __name__ == "__main__":
    main()
