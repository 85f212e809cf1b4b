"""Parallel alignment on development gold, beside other aligners and two baselines; speed and memory by size.

    python scripts/bench/parallel.py                     quality: every set, without drafts, with those beside the gold
    python scripts/bench/parallel.py --package           and with drafts of the best package at hand (a minute or two)
    python scripts/bench/parallel.py --speed [N ...]     seconds, processor seconds and memory for N sentences a side

Other tools run where they are at hand, in processes of their own: hunalign on the PATH or named by $HUNALIGN; Bleualign
and Gale–Church from PyPI in an environment whose Python $ALIGN_PEERS names:

    python -m venv peers && peers/bin/pip install --no-deps pypi-bleualign galechurch
    ALIGN_PEERS=peers/bin/python python scripts/bench/parallel.py

Neither Debian nor PyPI has hunalign, YASA or Gargantua: what was measured with them once is printed beside. Figures are
F1 × 100, strict and lax pooled over a set's texts (so are those of the others), then the mean of the texts; null
alignments are written out for every tool. “No model” without and with the dictionary that the package carries.
"""

from __future__ import annotations

import json
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

from _data import ROOT, data_dir, parallel
from align.aligners.bands import whole
from align.aligners.dynamic import best_path
from align.evaluate import Pair, Scores, read_gold, read_lines, score
from align.pairing.parallel import parallel_beads
from align.similarity.length import characters

System = Callable[[Path, list[str], list[str]], Sequence[Pair]]

PRIORS = {(1, 1): 0.89, (1, 2): 0.0445, (2, 1): 0.0445, (2, 2): 0.011}
NULL = 0.0099 / 2
EARLIER = {
    "transread": "hunalign 72.7/87.9, with MUSE's dictionary 81.8/95.7, YASA 78.8/93.2, Gargantua 79.4/93.4, "
    "Bleualign 69.4/85.1",
    "textberg": "hunalign 70.7/92.9, with MUSE's dictionary 75.5/96.4, YASA 73.8/94.1, Bleualign (Google's drafts) "
    "72.0/89.3",
}
"""Pooled strict/lax of other tools, measured on the same texts when the project began (null alignments written out)."""
PUBLISHED = (
    "Vecalign with LASER 90.2/98.6 (Thompson & Koehn 2019), SentAlign 93.2/96.4 (Steingrímsson et al. 2023), "
    "Bertalign 93.6/98.9 (Liu & Zhu 2022); all need models of 1–2 GB"
)
"""Strict/lax as published for Text+Berg's tests, which are not the document measured here."""

BLEUALIGN = """
import json, sys
from bleualign.align import Aligner
given = json.load(sys.stdin)
texts = {"srcfile": ["-"], "targetfile": ["-"], "srctotarget": [["-"]], "verbosity": 0, "log_to": sys.stderr}
beads = Aligner(texts).process(given["source"], given["target"], [given["draft"]], [])
json.dump([bead for bead, _ in beads], sys.stdout)
"""
GALECHURCH = """
import json, sys, galechurch
given = json.load(sys.stdin)
beads = galechurch.align(given["source"], given["target"]).beads
ranges = [((b.source_start, b.source_end), (b.target_start, b.target_end)) for b in beads]
json.dump([[list(range(*s)), list(range(*t))] for s, t in ranges], sys.stdout)
"""


def ours(draft: Callable[[Path], list[str] | None], *, dictionary: bool = False) -> System:
    def system(folder: Path, source: list[str], target: list[str]) -> list[Pair]:
        import fit_parallel

        languages = ("de", "fr") if folder.parent.name == "textberg" else ("fr", "en")
        beads = fit_parallel.aligned(source, target, languages, draft(folder), dictionary)
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


def peer(python: str, program: str) -> System:
    """Run a tool in its own environment: texts go in and beads come out as JSON."""

    def system(folder: Path, source: list[str], target: list[str]) -> list[Pair]:
        given = json.dumps({"source": source, "target": target, "draft": beside_gold(folder) or source})
        made = subprocess.run([python, "-c", program], input=given, check=True, capture_output=True, text=True)
        return [(tuple(s), tuple(t)) for s, t in json.loads(made.stdout)]

    return system


def peers() -> dict[str, System]:
    made: dict[str, System] = {}
    found = os.environ.get("HUNALIGN") or shutil.which("hunalign")
    if found:
        made["hunalign, no dictionary"] = hunalign(found)
    else:
        print("hunalign: skipped, not on the PATH and $HUNALIGN isn't set")
    python = os.environ.get("ALIGN_PEERS")
    tools = ("galechurch", GALECHURCH), ("bleualign", BLEUALIGN)
    for module, program in tools:
        if python and not subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode:
            made[f"{module} (PyPI)"] = peer(python, program)
        else:
            print(f"{module}: skipped, no environment that has it is named by $ALIGN_PEERS")
    print("YASA, Gargantua, Bertalign, Vecalign: not run here (to be built by hand, or models of 1–2 GB)")
    return made


def systems(package: bool) -> dict[str, System]:
    made: dict[str, System] = {"random": by_chance, "Gale–Church, our search": gale_church, **peers()}
    made["ours, no model"] = ours(lambda folder: None)
    made["ours, dictionary"] = ours(lambda folder: None, dictionary=True)
    made["ours, drafts beside the gold"] = ours(beside_gold)
    made["ours, both"] = ours(beside_gold, dictionary=True)
    if package:
        made["ours, drafts of the package"] = ours(by_package)
        made["ours, both, the package's drafts"] = ours(by_package, dictionary=True)
    return made


def quality(package: bool) -> None:
    gold = data_dir() / "gold"
    for name, system in systems(package).items():
        for group in ("transread", "textberg", "tico19"):
            folders = sorted(p.parent for p in (gold / group).glob("*/gold.txt"))
            if group == "tico19" and name.startswith(("bleualign", "ours, drafts", "ours, both")):
                continue  # no drafts lie beside this set
            begun, made = time.perf_counter(), []
            for folder in folders:
                sides = read_lines(folder / "src.txt"), read_lines(folder / "tgt.txt")
                made.append(score(read_gold(folder), system(folder, *sides)))
            print(line(name, group, Scores(tuple(made)), time.perf_counter() - begun), flush=True)
    for group, figures in EARLIER.items():
        print(f"measured earlier on {group}: {figures}")
    print(f"published for Text+Berg's tests: {PUBLISHED}")


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
    for languages in (("fr", "en"), ("und", "und")):
        subprocess.run([sys.executable, __file__, "--book", *languages], check=True)


def book(languages: tuple[str, str]) -> None:
    """Align the five novels and newstest2013 as one text, a little over 6,000 sentences of 125 letters."""
    from align import pair

    texts: list[list[str]] = [[], []]
    for folder in sorted(p for p in (data_dir() / "gold" / "transread").iterdir() if p.is_dir()):
        for side, name in zip(texts, ("src.txt", "tgt.txt"), strict=True):
            side += read_lines(folder / name)
    news = parallel("newstest2013")
    texts = [texts[0] + news.source, texts[1] + news.reference]
    pair(*(side[:50] for side in texts), mode="parallel", languages=languages)  # what is loaded once
    begun, used = time.perf_counter(), time.process_time()
    pair(texts[0], texts[1], mode="parallel", languages=languages)
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    kind = "with the dictionary" if languages == ("fr", "en") else "without a dictionary"
    print(f"{len(texts[0]):>10}{seconds:>9.1f}{processor:>11.1f}   real text, {kind}", flush=True)


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
    elif given[:1] == ["--book"]:
        book((given[1], given[2]))
    elif given[:1] == ["--speed"]:
        speed([int(n) for n in given[1:]] or [600, 6_000, 20_000, 100_000])
    else:
        quality("--package" in given)
