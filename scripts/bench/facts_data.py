"""The sets on which the fact diff is measured and fitted, read and aligned as `align diff` does.

Drafts come from the bundled package and are kept in $ALIGN_CACHE.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import facts_scoring as scoring
from _data import data_dir
from align import pipeline
from align.model import Alignment, Block, Document, Draft, Provenance, Segment, Span


@lru_cache(maxsize=1)
def translator() -> Any:
    return pipeline.translator("fr", "en", cache=pipeline.default_cache())


def drafts_of(documents: Sequence[Document]) -> tuple[Draft, ...]:
    return pipeline.draft(documents, translator())


def lines(name: str) -> list[str]:
    return (data_dir() / "gold" / name).read_text(encoding="utf-8").rstrip("\n").split("\n")


# --- events -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """An event with its gold, as the default settings align it."""

    name: str
    facts: list[scoring.Fact]
    alignment: Alignment


def events(root: Path | None = None) -> Iterator[Case]:
    folder = root or data_dir() / "gold" / "events"
    for path in sorted(folder.glob("*/event.json")):
        yield case(path, path.parent)


def seeds() -> Case:
    return case(data_dir() / "gold" / "seeds" / "seeds.json", data_dir())


def case(path: Path, root: Path) -> Case:
    """Read, segment, draft and align an event as `align diff` does."""
    from align.documents import read

    gold = json.loads(path.read_text(encoding="utf-8"))
    sides: dict[str, list[Document]] = {"fr": [], "en": []}
    for entry in gold["documents"]:
        published = entry.get("published")
        sides[entry["lang"]].append(
            read(
                root / entry["path"],
                language=entry["lang"],
                id=entry["id"],
                outlet=entry.get("outlet"),
                published=date.fromisoformat(published[:10]) if published else None,
                shown=Path(entry["path"]).name,
            )
        )
    source, target = (tuple(pipeline.segment(sides[code])) for code in ("fr", "en"))
    return Case(path.parent.name, scoring.gold_facts(gold), pipeline.align(source, target, drafts_of(source)))


# --- pages whose tokens are labelled ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """A pair of pages: for each document the labels of its tokens, by offset; 1: the other side has nothing like it."""

    alignment: Alignment
    labels: Mapping[str, Mapping[int, tuple[str, float]]]


def pages(limit: int | None = None) -> Iterator[Page]:
    """Read the development part of SwissGov-RSD; tokens labelled −1 are left out, as its authors do."""
    for n, line in enumerate(lines("swissgov-rsd-fr/split_dev.jsonl")[:limit]):
        row = json.loads(line)
        sides = [(row["text_b"].split(), row["labels_b"], "fr"), (row["text_a"].split(), row["labels_a"], "en")]
        documents = [_of_tokens(f"{code}{n}", code, tokens) for tokens, _, code in sides]
        source, target = pipeline.segment(documents[:1]), pipeline.segment(documents[1:])
        labels: dict[str, dict[int, tuple[str, float]]] = {}
        for (tokens, marks, _), document in zip(sides, documents, strict=True):
            start, kept = 0, labels.setdefault(document.id, {})
            for token, mark in zip(tokens, marks, strict=True):
                if mark != -1:
                    kept[start] = token, float(mark)
                start += len(token) + 1
        yield Page(pipeline.align(source, target, drafts_of(source)), labels)


def _of_tokens(name: str, language: str, tokens: Sequence[str]) -> Document:
    text = " ".join(tokens)
    return Document(name, language, text, (Block(Span(0, len(text))),), (), Provenance(name))


# --- pairs of sentences -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """A French and an English sentence with their label."""

    label: str
    source: str
    target: str

    @property
    def alignment(self) -> Alignment:
        return pair_alignment(self.source, self.target)


def refresd_pairs(every: int = 1) -> list[Pair]:
    """Read every n-th pair; the file is sorted by label."""
    rows = [line.rstrip("\n").split("\t") for line in lines("refresd/REFreSD_sentence_labels.tsv") if line[0] != "#"]
    return _drafted([Pair(row[1], row[3], row[2]) for row in rows[::every]])


def rte3_pairs(every: int = 1) -> list[Pair]:
    """Read every n-th pair: with an odd n the odd ones of what is read are odd rows of the file."""
    rows = [json.loads(line) for line in lines("rte3-fr/rte3_cross_dev.jsonl")[::every]]
    return _drafted([Pair(row["label"], row["premise_fr"], row["hypothesis_en"]) for row in rows])


def _drafted(pairs: list[Pair]) -> list[Pair]:
    drafts_of([made_of(f"p{n}", "fr", [pair.source]) for n, pair in enumerate(pairs)])
    return pairs


def pair_alignment(source: str, target: str) -> Alignment:
    left, right = made_of("fr", "fr", [source]), made_of("en", "en", [target])
    return pipeline.align((left,), (right,), drafts_of((left,)))


def made_of(name: str, language: str, sentences: Sequence[str]) -> Document:
    """Make a document of sentences that are its segments."""
    text, segments, start = "\n".join(sentences), [], 0
    for n, sentence in enumerate(sentences, 1):
        segments.append(Segment(f"{name}.s{n:04d}", name, Span(start, start + len(sentence)), sentence, paragraph=n))
        start += len(sentence) + 1
    return Document(name, language, text, segments=tuple(segments), provenance=Provenance(name))
