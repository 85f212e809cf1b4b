"""A memory of a million units written and read back: seconds and peak memory, a process for each step.

    python scripts/bench/memory.py [--units N] [--formats tmx,xliff,xliff21,tsv]

The promise is for TMX: both ways in under 120 s and under 300 MB. Seconds of the processor decide, since the clock's
depend on what else the machine does. Beside it stands the same file read the plain way,
as one lxml tree (the baseline), for a tenth of the units because it grows with them.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from align import registry
from align.model import Memory, Unit

HEAD = Memory("fr", "en", note="a million units for a measurement")
LIMIT_SECONDS, LIMIT_MB = 120.0, 300.0


def units(count: int) -> Iterator[Unit]:
    """Make units of the length of news sentences (about 130 characters a side), each another."""
    for n in range(count):
        yield Unit(
            f"news.s{n:07d}",
            f"Le {n} mars, la préfecture a compté {n % 9973} manifestants devant l’hôtel de ville, où les orateurs de "
            f"la {n % 31}e section ont parlé pendant {n % 7} heures.",
            f"On {n} March the prefecture counted {n % 9973} demonstrators in front of the town hall, where speakers "
            f"of the {n % 31}th branch talked for {n % 7} hours.",
            "fr",
            "en",
            score=0.9,
            grade="equivalent",
            note="1-1, score 0.90, equivalent",
            properties=(("align-source-document", "fr.news"), ("align-target-document", "en.news")),
        )


def write(path: Path, name: str, count: int) -> int:
    with path.open("wb") as stream:
        made: int = registry.load("formats", name)().write_units(units(count), HEAD, stream)
    return made


def read(path: Path, name: str, count: int) -> int:
    return sum(1 for _ in registry.load("formats", name)().iterate(path))


def read_as_tree(path: Path, name: str, count: int) -> int:
    from lxml import etree

    return len(etree.parse(path).findall(".//{*}tu"))


def step(work: Any, pipe: Any, *arguments: Any) -> None:
    start = time.perf_counter()
    count = work(*arguments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pipe.send((count, time.perf_counter() - start, time.process_time(), peak))


def measured(work: Any, *arguments: Any) -> tuple[int, float, float, float]:
    """Run ``work`` in a process of its own; return its count, seconds, processor seconds and peak megabytes."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=step, args=(work, there, *arguments))
    process.start()
    result: tuple[int, float, float, float] = here.recv()
    process.join()
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--formats", default="tmx")
    options = parser.parse_args()
    print(f"{'what':28} {'units':>9} {'seconds':>8} {'CPU s':>8} {'peak MB':>8} {'file MB':>8}")
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for name in options.formats.split(","):
            path = Path(folder) / f"memory.{name}"
            seconds = waited = 0.0
            for title, work in ((f"{name} written", write), (f"{name} read back", read)):
                count, spent, worked, peak = measured(work, path, name, options.units)
                seconds += worked
                waited += spent
                good = good and count == options.units and peak < LIMIT_MB
                size = path.stat().st_size / 1e6
                print(f"{title:28} {count:9} {spent:8.1f} {worked:8.1f} {peak:8.0f} {size:8.0f}", flush=True)
            good = good and seconds < LIMIT_SECONDS
            print(f"{name + ' both ways':28} {'':9} {waited:8.1f} {seconds:8.1f}")
            path.unlink()
        small = Path(folder) / "baseline.tmx"
        write(small, "tmx", options.units // 10)
        count, spent, worked, peak = measured(read_as_tree, small, "tmx", 0)
        size = small.stat().st_size / 1e6
        print(f"{'baseline: tmx as one tree':28} {count:9} {spent:8.1f} {worked:8.1f} {peak:8.0f} {size:8.0f}")
    print("within the limits" if good else f"OVER THE LIMITS ({LIMIT_SECONDS:g} s, {LIMIT_MB:g} MB)")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
