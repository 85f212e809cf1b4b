"""Development gold for the benches: comparable sets with links and drafts, read into plain values."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETS = ("wikigap", "news-comparable", "tico19-comparable")

Pair = tuple[int, int]


@dataclass(frozen=True)
class Case:
    """One document pair (or one document against several) with gold links and drafts of the source by name."""

    group: str
    name: str
    source: tuple[str, ...]
    targets: tuple[tuple[str, ...], ...]
    same: frozenset[Pair]
    partial: frozenset[Pair]
    drafts: dict[str, tuple[str, ...]]
    debatable: frozenset[Pair] = frozenset()

    @property
    def target(self) -> tuple[str, ...]:
        return tuple(t for document in self.targets for t in document)

    @property
    def links(self) -> frozenset[Pair]:
        return self.same | self.partial


def data_dir() -> Path:
    """The folder of development data, or the end of the script with the reason."""
    chosen = Path(os.environ["ALIGN_DATA"]) if os.environ.get("ALIGN_DATA") else ROOT.parent / "shared"
    if not (chosen / "gold").is_dir():
        sys.exit("development data are not at hand (set ALIGN_DATA)")
    return chosen / "gold"


def lines(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))


def comparable(sets: tuple[str, ...] = SETS) -> list[Case]:
    """The sets of one document against one, with the drafts that lie in their folders."""
    return [
        _folder(name, folder) for name in sets for folder in sorted((data_dir() / name).iterdir()) if folder.is_dir()
    ]


def _folder(group: str, folder: Path) -> Case:
    graded = [line.split("\t") for line in lines(folder / "links.tsv")]
    links = {grade: frozenset((int(a), int(b)) for a, b, g in graded if g == grade) for grade in ("E", "P")}
    drafts = {p.name.split(".")[2]: lines(p) for p in sorted(folder.glob("src.mt-en.*.txt"))}
    return Case(
        group, folder.name, lines(folder / "src.txt"), (lines(folder / "tgt.txt"),), links["E"], links["P"], drafts
    )


def events(*, seeds: bool = False) -> list[Case]:
    """The invented events (or the real one, ``seeds``): one document against several."""
    root = data_dir()
    files = [root / "seeds" / "seeds.json"] if seeds else sorted((root / "events").glob("*/event.json"))
    return [_event("seeds" if seeds else "events", path) for path in files]


def _event(group: str, path: Path) -> Case:
    event = json.loads(path.read_text(encoding="utf-8"))
    here = [s for s in event["sentences"] if s["lang"] == "fr"]
    there = [s for s in event["sentences"] if s["lang"] == "en"]
    places = {s["id"]: i for i, s in enumerate(here)}, {s["id"]: j for j, s in enumerate(there)}
    documents = list(dict.fromkeys(s["doc"] for s in there))
    rated = [(places[0][a["fr"]], places[1][a["en"]], a) for a in event["alignments_fr_en"]]
    return Case(
        group,
        path.parent.name,
        tuple(s["text"] for s in here),
        tuple(tuple(s["text"] for s in there if s["doc"] == d) for d in documents),
        frozenset((i, j) for i, j, a in rated if a["grade"] == 2),
        frozenset((i, j) for i, j, a in rated if a["grade"] == 1),
        {},
        frozenset((i, j) for i, j, a in rated if a.get("debatable")),
    )


@lru_cache(maxsize=1)
def _machine() -> object:
    from align import pipeline

    cache = Path(os.environ.get("ALIGN_BENCH_CACHE") or Path(tempfile.gettempdir()) / "align-bench") / "drafts.sqlite"
    return pipeline.translator("fr", "en", cache=cache)


def drafted(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Draft French texts with the best package at hand; kept under $ALIGN_BENCH_CACHE between calls."""
    from align.model import Segment, Span

    segments = [Segment(f"s{i}", "d", Span(0, len(t)), t) for i, t in enumerate(texts)]
    return tuple(d.text for d in _machine().translate(segments))  # type: ignore[attr-defined]


@dataclass(frozen=True)
class GradedPair:
    """A sentence pair with a verdict: True equivalent, False partial (one side says more or else)."""

    source: str
    target: str
    equivalent: bool


def refresd() -> list[GradedPair]:
    """REFreSD (Briakou & Carpuat 2020): no meaning difference against some; unrelated pairs are left out."""
    rows = [line.split("\t") for line in lines(data_dir() / "refresd" / "REFreSD_sentence_labels.tsv")[1:]]
    return [GradedPair(r[3], r[2], r[1] == "no_meaning_difference") for r in rows if r[1] != "unrelated"]


def sconf() -> list[GradedPair]:
    """TransRead: pairs that both annotators call sure against those that both call partial or imperfect."""
    rows = [line.split("\t") for line in lines(data_dir() / "transread-sconf" / "pairs.tsv")[1:]]
    less = {"partial", "unperfect"}
    kept = [r for r in rows if r[1] == r[2] == "sure" or (r[1] in less and r[2] in less)]
    return [GradedPair(r[3], r[4], r[1] == "sure") for r in kept]
