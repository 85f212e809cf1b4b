"""Floors of parallel alignment on development gold: what is reached is pinned, and only rises.

Figures are F1 × 100 with one setting for all sets; each text is aligned alone. “Pooled” adds up the counts of a set's
texts, as the figures of other tools do; the mean weighs every text alike.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from align.aligners.parallel import RawBead
from align.evaluate import Scores, read_gold, read_lines, score
from align.model import Draft
from align.pairing import document_of
from align.pairing.comparable import evidence, sides
from align.pairing.ordered import raw_beads

Drafts = Callable[[Path], list[str] | None]

FLOORS = {
    # set, drafts: strict and lax pooled, strict and null by the mean of the texts
    ("transread", "none"): (91.0, 98.6, 84.5, 45.5),
    ("transread", "apertium"): (92.0, 98.8, 87.0, 53.0),
    ("transread", "dictionary"): (93.5, 99.2, 90.0, 62.0),
    ("transread", "dictionary and apertium"): (93.1, 98.9, 89.9, 59.0),
    ("textberg", "none"): (89.8, 99.0, 89.8, 81.5),
    ("textberg", "google"): (89.2, 99.3, 89.2, 83.2),
}


def folders(gold: Path, name: str) -> list[Path]:
    return sorted(path.parent for path in (gold / name).glob("*/gold.txt"))


def drafts(folder: Path, name: str) -> list[str] | None:
    found = {"apertium": "src.mt-en.apertium.txt", "google": "src.mt-fr.txt"}.get(name.split()[-1])
    return read_lines(folder / found) if found else None


def aligned(source: list[str], target: list[str], drafted: list[str] | None, *, dictionary: bool) -> list[RawBead]:
    here, there = document_of("s", "fr", source), document_of("t", "en", target)
    made = [Draft(s.id, text) for s, text in zip(here.segments, drafted, strict=True)] if drafted else []
    both = sides([here], [there], made)
    return raw_beads(both, evidence(both, use_dictionary=dictionary), range(len(source)), range(len(target)))


@lru_cache(maxsize=8)
def scores(gold: Path, name: str, drafted: str) -> Scores:
    made = []
    for folder in folders(gold, name):
        texts = read_lines(folder / "src.txt"), read_lines(folder / "tgt.txt")
        beads = aligned(*texts, drafts(folder, drafted), dictionary=drafted.startswith("dictionary"))
        pairs = [(tuple(range(*b.source)), tuple(range(*b.target))) for b in beads]
        made.append(score(read_gold(folder), pairs))
    return Scores(tuple(made))


@pytest.mark.parametrize(("name", "drafted"), FLOORS, ids=lambda v: v)
def test_parallel_alignment_stays_above_its_floors(data_dir: Path, name: str, drafted: str) -> None:
    found = scores(data_dir / "gold", name, drafted)
    reached = (
        100 * found.pooled("strict").f1,
        100 * found.pooled("lax").f1,
        100 * found.mean("strict"),
        100 * found.mean("null"),
    )
    assert all(value >= floor for value, floor in zip(reached, FLOORS[name, drafted], strict=True)), reached


def test_without_a_model_it_is_better_than_hunalign_with_a_dictionary(data_dir: Path) -> None:
    # hunalign with MUSE's dictionary, strict and lax pooled, as measured on the same texts.
    for name, strict, lax in (("transread", 81.8, 95.7), ("textberg", 75.5, 96.4)):
        found = scores(data_dir / "gold", name, "none")
        assert 100 * found.pooled("strict").f1 > strict + 5
        assert 100 * found.pooled("lax").f1 > lax + 2


def test_translated_documents_in_order_are_nearly_all_one_to_one(data_dir: Path) -> None:
    found = scores(data_dir / "gold", "tico19", "none")
    assert 100 * found.pooled("strict").f1 >= 99.8
