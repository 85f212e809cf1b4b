"""Parallel texts with sentences taken out and joined by rule: null alignments of which the truth is known.

A third of the texts loses one sentence in thirty, a third one in ten, a third one in four, on each side by itself;
half of what goes, goes in blocks of three to eight. One pair in ten is then joined with the next on one side.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from _data import data_dir, parallel

SHARES = (1 / 30, 1 / 10, 1 / 4)
JOINED = 0.1
STRETCH = 120
STRETCHES = 12
"""Stretches of newstest2013, and their lines."""

Beads = list[tuple[tuple[int, ...], tuple[int, ...]]]


@dataclass(frozen=True)
class Cut:
    """A parallel text after the cuts, with its beads and the lines that each source sentence is made of."""

    name: str
    source: list[str]
    target: list[str]
    beads: Beads
    lines: list[list[str]]


def cut(name: str, source: Sequence[str], target: Sequence[str], share: float, seed: int) -> Cut:
    """Take sentences out of both sides of line-aligned texts, and join some that are left."""
    chance = random.Random(seed)
    gone = _gone(len(source), share, chance), _gone(len(source), share, chance)
    made = Cut(name, [], [], [], [])
    line = 0
    while line < len(source):
        lines = [line]
        kept = [line not in side for side in gone]
        follows = line + 1 < len(source) and not any(line + 1 in side for side in gone)
        joined = chance.random() < JOINED and all(kept) and follows
        if joined:
            lines.append(line + 1)
        wide = chance.random() < 0.5 if joined else False
        here = _put(made.source, source, lines, kept[0], joined and not wide)
        there = _put(made.target, target, lines, kept[1], joined and wide)
        if kept[0]:
            made.lines.extend([[source[k] for k in lines]] if len(here) == 1 else [[source[k]] for k in lines])
        if here or there:
            made.beads.append((here, there))
        line += len(lines)
    return made


def _gone(size: int, share: float, chance: random.Random) -> set[int]:
    gone: set[int] = set()
    while len(gone) < share * size / 2:
        start = chance.randrange(size)
        gone.update(range(start, min(start + chance.randint(3, 8), size)))
    gone.update(k for k in range(size) if chance.random() < share / 2)
    return gone


def _put(side: list[str], texts: Sequence[str], lines: Sequence[int], kept: bool, join: bool) -> tuple[int, ...]:
    """Add the lines to a side, each by itself or as one; return their numbers."""
    if not kept:
        return ()
    first = len(side)
    side.extend([" ".join(texts[k] for k in lines)] if join else [texts[k] for k in lines])
    return tuple(range(first, len(side)))


def cuts() -> list[Cut]:
    """Cut tico19's development documents and stretches of newstest2013."""
    texts: list[tuple[str, Sequence[str], Sequence[str]]] = []
    for folder in sorted(p for p in (data_dir() / "gold" / "tico19").iterdir() if p.is_dir()):
        here, there = (
            (folder / f"{s}.txt").read_text(encoding="utf-8").rstrip("\n").split("\n") for s in ("src", "tgt")
        )
        texts.append((f"tico19-{folder.name}", here, there))
    news = parallel("newstest2013")
    for k in range(STRETCHES):
        part = slice(k * STRETCH, (k + 1) * STRETCH)
        texts.append((f"newstest-{k:02d}", news.source[part], news.reference[part]))
    return [cut(*text, SHARES[k % 3], k) for k, text in enumerate(texts)]
