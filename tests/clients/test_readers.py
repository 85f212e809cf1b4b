"""Other people's readers see the same units and texts in our files (checks 13, 17, 19)."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.formats.detect import read
from clients import readers
from clients.conftest import Event

pytestmark = pytest.mark.client


def article(event: Event, version: str = "1.2") -> Path:
    return event.export(f"article.{version}.xlf", "--as", "xliff", "--xliff", version)


def ours(path: Path) -> list[tuple[str, str]]:
    return [(u.source, u.target) for u in read(path).whole]


def test_translate_toolkit_reads_as_many_pairs_with_the_same_text_in_our_memories(event: Event) -> None:
    for path in (event.bitext, event.partial, event.folder / "draft.fr-en.tmx"):
        assert readers.toolkit(path) == ours(path)
        assert ours(path)


@pytest.mark.parametrize("reader", [readers.toolkit, readers.symfony, readers.lconvert, readers.npm])
def test_a_reader_of_xliff_12_sees_our_units_and_texts(event: Event, reader: readers.Reader) -> None:
    for path in (event.draft, article(event)):
        assert sorted(reader(path)) == sorted(ours(path))


@pytest.mark.parametrize("reader", [readers.toolkit, readers.npm])
def test_a_reader_of_xliff_2_sees_our_units_and_texts(event: Event, reader: readers.Reader) -> None:
    path = article(event, "2.1")
    seen = reader(path)
    for number, (source, target) in enumerate(ours(path)):
        # npm's reader loses a source that holds a mark; its target it keeps.
        assert seen[number] == (source, target) or (reader is readers.npm and seen[number] == ("", target))


def test_no_draft_counts_as_translated_and_no_human_pair_as_a_draft(event: Event) -> None:
    path = article(event)
    machine = {u.source for u in read(path).memory if u.origin == "machine"}
    assert machine
    for unit in readers.toolkit_units(path):
        # Translate Toolkit counts only what somebody approved; ours nobody did.
        assert not unit["translated"]
        assert unit["fuzzy"] or unit["source"] not in machine
    assert not any(u["translated"] for u in readers.toolkit_units(event.draft))
