"""Parallel alignment on development gold, beside other aligners and two baselines; speed and memory by size.

    python scripts/bench/parallel.py                     quality: every set, without drafts, with those beside the gold
    python scripts/bench/parallel.py --package           and with drafts of the best package at hand (a minute or two)
    python scripts/bench/parallel.py --speed [N ...]     seconds, processor seconds and memory for N sentences a side

hunalign runs if it is on the PATH or named by $HUNALIGN; Bleualign if $BLEUALIGN names its bleualign.py (neither Debian
nor PyPI has them: build them from their repositories). Figures are F1 × 100, strict
and lax pooled over a set's texts, then the mean of the texts; null alignments are written out for every tool.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from _data import ROOT, data_dir
from align.aligners.bands import whole
from align.aligners.dynamic import best_path
from align.evaluate import Pair, Scores, read_gold, read_ladder, read_lines, score
from align.pairing.parallel import parallel_beads
from align.similarity.length import characters

System = Callable[[Path, list[str], list[str]], Sequence[Pair]]

PRIORS = {(1, 1): 0.89, (1, 2): 0.0445, (2, 1): 0.0445, (2, 2): 0.011}
NULL = 0.0099 / 2
EARLIER = {
    "transread": "hunalign + MUSE 81.8/95.7, YASA 78.8/93.2, Gargantua 79.4/93.4, Bleualign 69.4/85.1",
    "textberg": "hunalign + MUSE 75.5/96.4, YASA 73.8/94.1, Bleualign (Google's drafts) 72.0/89.3",
}
"""Pooled strict/lax of other tools, measured once on the same texts when the project began."""


def ours(draft: Callable[[Path], list[str] | None]) -> System:
    def system(folder: Path, source: list[str], target: list[str]) -> list[Pair]:
        beads = parallel_beads(source, target, draft(folder))
        return [(tuple(range(*b.source)), tuple(range(*b.target))) for b in beads]

    return system


def beside_gold(folder: Path) -> list[str] | None:
    found = [*sorted(folder.glob("src.mt-en.*.txt")), *sorted(folder.glob("src.mt-fr.txt"))]
    return read_lines(found[0]) if found else None


def by_package(folder: Path) -> list[str] | None:
    """Drafts of a French side by the best package at hand; other languages keep those beside the gold."""
    if folder.parent.name == "textberg":
        return beside_gold(folder)
    import _gold

    return list(_gold.drafted(tuple(read_lines(folder / "src.txt"))))


def gale_church(folder: Path, source: list[str], target: list[str]) -> list[Pair]:
    """Gale & Church (1993): lengths and the priors of bead shapes, on the project's own search."""
    from scipy.special import log_ndtr

    sums = [np.concatenate(([0.0], np.cumsum(characters(side)))) for side in (source, target)]
    ratio = sums[1][-1] / max(sums[0][-1], 1.0)
    shapes = list(PRIORS)

    def scorer(i0: int, i1: int, j0: int, j1: int) -> np.ndarray:
        made = np.full((len(shapes), i1 - i0, j1 - j0), -np.inf)
        for number, (a, b) in enumerate(shapes):
            i, j = max(i0, a), max(j0, b)
            here = (sums[0][i:i1] - sums[0][i - a : i1 - a])[:, None]
            there = (sums[1][j:j1] - sums[1][j - b : j1 - b])[None, :]
            delta = (there - here * ratio) / np.sqrt(6.8 * np.maximum((here + there / ratio) / 2, 1.0))
            chance = np.log(2.0) + log_ndtr(-np.abs(delta)) + np.log(PRIORS[a, b])
            # The search gives null alignments 0: every bead is set against leaving its sentences alone.
            made[number, i - i0 :, j - j0 :] = chance - (a + b) * (np.log(NULL) + np.log(0.05))
        return made

    path, _ = best_path(whole(len(source), len(target)), shapes, scorer)
    return [(tuple(range(*s)), tuple(range(*t))) for s, t in path]


def by_chance(folder: Path, source: list[str], target: list[str]) -> list[Pair]:
    """Beads of random shapes that keep to the diagonal."""
    chance, made, i, j = random.Random(1), [], 0, 0
    while i < len(source) and j < len(target):
        behind = (i + 1) / len(source) - (j + 1) / len(target)
        kinds = [(1, 1), (1, 2) if behind > 0 else (2, 1)]
        a, b = chance.choices(kinds, [0.75, 0.25])[0]
        a, b = min(a, len(source) - i), min(b, len(target) - j)
        made.append((tuple(range(i, i + a)), tuple(range(j, j + b))))
        i, j = i + a, j + b
    return made


def hunalign(program: str) -> System:
    def system(folder: Path, source: list[str], target: list[str]) -> list[Pair]:
        with tempfile.TemporaryDirectory() as name:
            empty = Path(name) / "empty.dic"
            empty.write_text("", encoding="utf-8")
            call = [program, str(empty), str(folder / "src.txt"), str(folder / "tgt.txt")]
            rungs = subprocess.run(call, check=True, capture_output=True, text=True).stdout.split("\n")
        steps = [tuple(map(int, r.split("\t")[:2])) for r in rungs if r.strip()]
        return [
            (tuple(range(a, min(c, len(source)))), tuple(range(b, min(d, len(target)))))
            for (a, b), (c, d) in pairwise(steps)
        ]

    return system


def bleualign(program: str) -> System:
    def system(folder: Path, source: list[str], target: list[str]) -> list[Pair]:
        draft = next(iter([*sorted(folder.glob("src.mt-en.*.txt")), *sorted(folder.glob("src.mt-fr.txt"))]))
        with tempfile.TemporaryDirectory() as name:
            call = [sys.executable, program, "-s", folder / "src.txt", "-t", folder / "tgt.txt", "--srctotarget", draft]
            subprocess.run([*map(str, call), "-f", "indices", "-o", f"{name}/out"], check=True, capture_output=True)
            return read_ladder(Path(name) / "out")

    return system


def systems(package: bool) -> dict[str, System]:
    made: dict[str, System] = {"random": by_chance, "Gale–Church": gale_church}
    found = os.environ.get("HUNALIGN") or shutil.which("hunalign")
    if found:
        made["hunalign, no dictionary"] = hunalign(found)
    else:
        print("hunalign: skipped, not on the PATH and $HUNALIGN isn't set")
    if os.environ.get("BLEUALIGN"):
        made["Bleualign"] = bleualign(os.environ["BLEUALIGN"])
    else:
        print("Bleualign: skipped, $BLEUALIGN isn't set")
    print("YASA, Gargantua, Bertalign, Vecalign: not run here (to be built by hand, or models of 1–2 GB)")
    made["ours, no model"] = ours(lambda folder: None)
    made["ours, drafts beside the gold"] = ours(beside_gold)
    if package:
        made["ours, drafts of the package"] = ours(by_package)
    return made


def quality(package: bool) -> None:
    gold = data_dir() / "gold"
    for name, system in systems(package).items():
        for group in ("transread", "textberg", "tico19"):
            folders = sorted(p.parent for p in (gold / group).glob("*/gold.txt"))
            if group == "tico19" and name.startswith(("Bleualign", "ours, drafts")):
                continue  # no drafts lie beside this set
            begun, made = time.perf_counter(), []
            for folder in folders:
                sides = read_lines(folder / "src.txt"), read_lines(folder / "tgt.txt")
                made.append(score(read_gold(folder), system(folder, *sides)))
            print(line(name, group, Scores(tuple(made)), time.perf_counter() - begun), flush=True)
    for group, figures in EARLIER.items():
        print(f"measured earlier on {group}: {figures}")


def line(name: str, group: str, scores: Scores, seconds: float) -> str:
    strict, lax, null = (100 * scores.pooled(k).f1 for k in ("strict", "lax", "null"))
    means = "/".join(f"{100 * scores.mean(k):.1f}" for k in ("strict", "lax", "null"))
    texts = " ".join(f"{100 * d.strict.f1:.1f}" for d in scores.documents) if len(scores.documents) < 8 else ""
    return (
        f"{name:<30}{group:<10} strict {strict:5.1f}  lax {lax:5.1f}  null {null:5.1f}   mean {means}"
        f"  {seconds:6.1f} s  {texts}"
    )


def speed(sizes: Sequence[int]) -> None:
    """Measure each size in a process of its own, so that the memory is its own too."""
    print(f"{'sentences':>10}{'seconds':>9}{'processor':>11}{'MB':>7}{'right':>8}")
    for size in sizes:
        subprocess.run([sys.executable, __file__, "--one", str(size)], check=True)


def one(size: int) -> None:
    sys.path.append(str(ROOT / "tests"))
    from parallel_texts import bitext

    source, target, gold = bitext(round(size / 1.08))
    begun, used = time.perf_counter(), time.process_time()
    beads = parallel_beads(source, target)
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    found = {(",".join(map(str, range(*b.source))), ",".join(map(str, range(*b.target)))) for b in beads}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    right = sum(bead in found for bead in gold) / len(gold)
    print(f"{len(source):>10}{seconds:>9.1f}{processor:>11.1f}{memory:>7.0f}{right:>8.3f}", flush=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == ["--one"]:
        one(int(given[1]))
    elif given[:1] == ["--speed"]:
        speed([int(n) for n in given[1:]] or [600, 6_000, 20_000, 100_000])
    else:
        quality("--package" in given)
