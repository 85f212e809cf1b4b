"""Speed of the comparable path after translation: an article pair, and ten thousand sentences a side.

    python scripts/bench/comparable_speed.py [SENTENCES]

Texts are random draws from the gold sentences, numbered so that no two are alike; half of them correspond.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np

import _gold
from align.aligners.comparable import ComparableAligner
from align.model import Draft
from align.pairing import document_of
from align.pairing.comparable import comparable_beads, evidence, sides


def measure(n: int, m: int, drafted: bool, corpus: list[tuple[str, str, str]]) -> None:
    chance = np.random.default_rng(n)
    picked = chance.integers(0, len(corpus), n)
    other = np.where(
        np.arange(m) % 2 == 0, picked[chance.permutation(max(n, m))[:m] % n], chance.integers(0, len(corpus), m)
    )
    source = document_of("s", "fr", [f"{corpus[k][0]} n{i % 97}" for i, k in enumerate(picked)])
    target = document_of("t", "en", [f"{corpus[k][1]} n{j % 89}" for j, k in enumerate(other)])
    drafts = [Draft(s.id, corpus[k][2]) for s, k in zip(source.segments, picked, strict=True)] if drafted else []
    started = time.perf_counter()
    both = sides([source], [target], drafts)
    measured = evidence(both)
    prepared = time.perf_counter()
    paired = comparable_beads(both, ComparableAligner(), measured)
    done = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{n:>6} × {m:<6} drafts {'yes' if drafted else 'no ':<3}: {prepared - started:7.2f} s to measure, "
        f"{done - prepared:7.2f} s to align, {sum(not b.null for b in paired.beads)} beads, {memory:.0f} MB at most"
    )


def main() -> None:
    corpus = [
        (s, case.target[j], d)
        for case in _gold.comparable(("tico19-comparable", "news-comparable"))
        for i, j in sorted(case.same)
        for s, d in [(case.source[i], next(iter(case.drafts.values()))[i])]
    ]
    measure(50, 80, True, corpus)  # warms the dictionary
    for n, m in (
        (50, 80),
        (1000, 1000),
        (int(sys.argv[1]), int(sys.argv[1])) if len(sys.argv) > 1 else (10_000, 10_000),
    ):
        for drafted in (True, False):
            measure(n, m, drafted, corpus)


if __name__ == "__main__":
    main()
