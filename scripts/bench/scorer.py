"""The translation model as scorer of alignment candidates: what it would give, and its price. Not used by the package.

    python scripts/bench/scorer.py [events seeds tico19-comparable …]     sets to look at; the events unless told

For every French sentence its five best English candidates, and the other way round (by words, without vectors): the
mean log-probability of the English under forced decoding, less its mean under four other French sentences, else fluent
English wins. It and its distance margin stand beside the aligner's features; weights are fitted without the document's
fold, over the sets named.
"""

from __future__ import annotations

import random
import sys
import time
from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np

import _gold
import comparable
import fit_comparable
from align import models
from align.aligners import candidates
from align.translators.engine import Engine

BEST, OTHERS, LEAST, MOST = 5, 4, -0.5, 4.0
NAMES = ("scorer", "scorer_margin")


class Scorer:
    """Mean log-probabilities by the package at hand, with the count of forced decodes and their seconds."""

    def __init__(self) -> None:
        self.engine = Engine(models.route("fr", "en")[-1].path)
        self.decodes, self.seconds = 0, 0.0

    def score(self, pairs: list[tuple[str, str]]) -> list[float]:
        begun = time.perf_counter()
        pieces = [[self.engine.encode(text)[:200] or ["▁"] for text in side] for side in zip(*pairs, strict=True)]
        order = sorted(range(len(pairs)), key=lambda k: (len(pieces[1][k]), len(pieces[0][k])))
        sides = [[side[k] for k in order] for side in pieces]
        found = self.engine._loaded().score_batch(*sides, max_batch_size=4096, batch_type="tokens")
        made = [0.0] * len(pairs)
        for k, one in zip(order, found, strict=True):
            made[k] = float(np.mean(one.log_probs))
        self.decodes, self.seconds = self.decodes + len(pairs), self.seconds + time.perf_counter() - begun
        return made

    def features(self, sample: fit_comparable.Sample) -> Any:
        """Rate the candidates of a case: (pairs, 2), in the order of `NAMES`."""
        found, case = sample.found, sample.case
        likeness = np.full(found.size, -1.0)
        likeness[found.rows, found.columns] = found.column("similarity")
        documents = sample.evidence.target_documents
        chosen = set()
        for document in np.unique(documents):
            inside = np.flatnonzero(documents == document)
            for i, row in enumerate(likeness[:, inside]):
                chosen |= {(i, int(inside[j])) for j in np.argsort(-row, kind="stable")[:BEST] if row[j] > 0}
        for j, column in enumerate(likeness.T):
            chosen |= {(int(i), j) for i in np.argsort(-column, kind="stable")[:BEST] if column[i] > 0}
        pairs, chance = sorted(chosen), random.Random(1)
        asked = sorted({j for _, j in pairs})
        beside = [(i, j) for j in asked for i in chance.sample(range(found.size[0]), min(OTHERS, found.size[0]))]
        rated = self.score([(case.source[i], case.target[j]) for i, j in (*pairs, *beside)])
        usual = defaultdict(list)
        for (_, j), value in zip(beside, rated[len(pairs) :], strict=True):
            usual[j].append(value)
        table = np.full(found.size, LEAST)
        for (i, j), value in zip(pairs, rated, strict=False):
            table[i, j] = np.clip(value - np.mean(usual[j]), LEAST, MOST)
        margin = np.zeros(found.size)
        for document in np.unique(documents):
            inside = np.flatnonzero(documents == document)
            part = table[:, inside]
            top = [-np.sort(-part, axis=axis) for axis in (1, 0)]
            rivals = top[0][:, :4].mean(axis=1)[:, None] + top[1][:4].mean(axis=0)[None, :]
            margin[:, inside] = part - rivals / 2
        return np.stack([table[found.rows, found.columns], margin[found.rows, found.columns]], axis=1)


def report(title: str, samples: list[fit_comparable.Sample]) -> None:
    decide = comparable.held_out(samples)
    for group in dict.fromkeys(s.case.group for s in samples):
        some = [s for s in samples if s.case.group == group]
        comparable.tell(f"{group}, {title}", [comparable.rated(s.case, decide(s)) for s in some])


def main() -> None:
    wanted = sys.argv[1:] or ["events"]
    cases = [*_gold.comparable(), *_gold.events(), *_gold.events(seeds=True)]
    samples = [fit_comparable.sample(case, "package") for case in cases if case.group in wanted]
    print(f"{'':<46}{'P':>7}{'R':>7}{'F1':>7}{'null':>7}{'mean F1':>7}{'null':>7}")
    report("without", samples)
    scorer = Scorer()
    more = []
    for s in samples:
        found = replace(s.found, features=np.hstack([s.found.features, scorer.features(s)]))
        more.append(fit_comparable.Sample(s.case, s.draft, s.evidence, found, s.labels))
    candidates.PAIR_FEATURES = (*candidates.PAIR_FEATURES, *NAMES)  # type: ignore[assignment]
    report("with the scorer", more)
    print(f"{scorer.decodes} forced decodes for {len(samples)} cases, {scorer.seconds:.0f} s")


if __name__ == "__main__":
    main()
