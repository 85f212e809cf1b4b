"""Fit and check the score of drafts: expected chrF against the chrF that references give.

Usage: confidence.py [--package FOLDER] [--write]

Fits on FLORES-200 dev and the first half of newstest2013, checks on the second half. The table is the reliability:
drafts in ten bins by their score, the mean score and the mean chrF of each. With --write the weights go into the
package's confidence.json (to be done anew for every new model: a file for other weights is ignored).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from _data import TestSet, parallel
from align.models import route
from align.translators import confidence
from align.translators.argos import ArgosTranslator
from align.translators.engine import Engine


def measured(folder: Path, chosen: TestSet) -> tuple[Any, Any]:
    """Return the features (n × 6) and the chrF (n) of the drafts of a set."""
    import sacrebleu

    engine = Engine(folder)
    assembled = ArgosTranslator([folder]).assembled(chosen.source)
    rows, scores = [], []
    for text, made, reference in zip(chosen.source, assembled, chosen.reference, strict=True):
        weighed = confidence.features(engine, text, made.text, [c.hypothesis for c in made.candidates])
        rows.append([weighed[name] for name in confidence.FEATURES])
        scores.append(sacrebleu.sentence_chrf(made.text, [reference]).score / 100)
    return np.array(rows), np.array(scores)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, default=None)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    folder = arguments.package or route("fr", "en")[0].path
    news = parallel("newstest2013")
    half = len(news.source) // 2
    fitting = [measured(folder, parallel("flores200-dev")), measured(folder, news.part(0, half))]
    features, scores = np.vstack([f for f, _ in fitting]), np.concatenate([s for _, s in fitting])
    weights, *_ = np.linalg.lstsq(np.column_stack([np.ones(len(scores)), features]), scores, rcond=None)
    named = dict(zip(("intercept", *confidence.FEATURES), (round(float(w), 4) for w in weights), strict=True))
    unseen, truth = measured(folder, news.part(half))
    rated = np.clip(np.column_stack([np.ones(len(truth)), unseen]) @ np.array(list(named.values())), 0, 1)
    error, base = np.abs(rated - truth).mean(), np.abs(scores.mean() - truth).mean()
    print("weights:", ", ".join(f"{name} {value:+.3f}" for name, value in named.items()))
    print(f"unseen half of newstest2013: r = {np.corrcoef(rated, truth)[0, 1]:.2f}, mean error {error:.3f}")
    print(f"baseline (the mean of the fitted part for every draft): mean error {base:.3f}")
    print("| score | drafts | mean score | mean chrF |\n|---|---|---|---|")
    for part in np.array_split(np.argsort(rated, kind="stable"), 10):
        low, high = rated[part[0]], rated[part[-1]]
        print(f"| {low:.2f}–{high:.2f} | {len(part)} | {rated[part].mean():.2f} | {truth[part].mean():.2f} |")
    if arguments.write:
        engine = Engine(folder)
        facts = {
            "format": confidence.FORMAT,
            "package": engine.label,
            "content": engine.content_digest,
            "fitted_on": "FLORES-200 dev and newstest2013 1–1500, beam 4: sentence chrF / 100, least squares",
            "weights": named,
        }
        text = json.dumps(facts, indent=1, ensure_ascii=False) + "\n"
        (folder / confidence.FILE).write_text(text, encoding="utf-8")
        print(f"written: {folder / confidence.FILE}")


if __name__ == "__main__":
    main()
