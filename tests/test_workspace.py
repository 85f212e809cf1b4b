"""Nothing half-written, nothing drafted twice, nothing of a person's overwritten."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from align.errors import AlignError
from align.model import Draft, Segment, Span
from align.outputs import LEDGER, OutputFolder
from align.protocols import Progress
from align.workspace import CachedTranslator, DraftCache, atomic, write_bytes


class Counting:
    """A translator that shouts, and counts what it was asked; it can be made to break down."""

    name = "counting"
    source_language, target_language = "fr", "en"

    def __init__(self, signature: str = "counting|v:1", breaks_after: int = 10**9) -> None:
        self.signature, self.asked, self.breaks_after = signature, [], breaks_after
        self.asked: list[str] = []

    def translate(self, segments: Sequence[Segment], progress: Progress | None = None) -> list[Draft]:
        if len(self.asked) >= self.breaks_after:
            raise KeyboardInterrupt
        self.asked.extend(s.text for s in segments)
        return [Draft(s.id, s.text.upper(), 0.5, "counting", ("a warning",), ("other",)) for s in segments]


def segments(*texts: str) -> list[Segment]:
    return [Segment(f"s{n}", "d", Span(0, len(t)), t) for n, t in enumerate(texts)]


@pytest.fixture
def cache(tmp_path: Path) -> DraftCache:
    return DraftCache(tmp_path / "drafts.sqlite")


def test_a_draft_kept_is_the_draft_made(cache: DraftCache) -> None:
    first = CachedTranslator(Counting(), cache).translate(segments("un", "deux"))
    machine = Counting()
    assert CachedTranslator(machine, cache).translate(segments("un", "deux")) == first
    assert machine.asked == []


def test_a_changed_sentence_is_redone_alone(cache: DraftCache) -> None:
    CachedTranslator(Counting(), cache).translate(segments("un", "deux"))
    machine = Counting()
    drafts = CachedTranslator(machine, cache).translate(segments("un", "trois", "deux"))
    assert machine.asked == ["trois"]
    assert [(d.segment, d.text) for d in drafts] == [("s0", "UN"), ("s1", "TROIS"), ("s2", "DEUX")]


def test_a_changed_model_redoes_all(cache: DraftCache) -> None:
    CachedTranslator(Counting(), cache).translate(segments("un", "deux"))
    machine = Counting("counting|v:2")
    CachedTranslator(machine, cache).translate(segments("un", "deux"))
    assert machine.asked == ["un", "deux"]


def test_an_interrupted_run_goes_on_where_it_stopped(cache: DraftCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CachedTranslator, "PORTION", 2)
    texts = ["a", "b", "c", "d", "e"]
    with pytest.raises(KeyboardInterrupt):
        CachedTranslator(Counting(breaks_after=4), cache).translate(segments(*texts))
    machine = Counting()
    drafts = CachedTranslator(machine, cache).translate(segments(*texts))
    assert machine.asked == ["e"]
    assert [d.text for d in drafts] == ["A", "B", "C", "D", "E"]


def test_an_interrupted_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")

    def write_half() -> None:
        with atomic(path) as stream:
            stream.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]


def test_a_new_file_has_ordinary_permissions(tmp_path: Path) -> None:
    write_bytes(tmp_path / "ours", b"x")
    (tmp_path / "theirs").write_bytes(b"x")
    modes = {stat.S_IMODE((tmp_path / n).stat().st_mode) for n in ("ours", "theirs")}
    assert len(modes) == 1


def test_a_folder_that_cannot_be_made_is_an_error_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises((AlignError, OSError)):
        write_bytes(tmp_path / "file" / "out.txt", b"x")


def test_an_edited_output_is_kept_and_named(tmp_path: Path) -> None:
    OutputFolder(tmp_path).write({"a": b"1", "b": b"1"})
    (tmp_path / "a").write_bytes(b"a translator's work")
    written = OutputFolder(tmp_path).write({"a": b"2", "b": b"2"})
    assert (written.kept, written.written) == (("a",), ("b",))
    assert (tmp_path / "a").read_bytes() == b"a translator's work"
    assert (tmp_path / "b").read_bytes() == b"2"
    assert OutputFolder(tmp_path).write({"a": b"3"}).kept == ("a",), "still edited in the next run"


def test_force_moves_each_edit_aside_under_a_number_of_its_own(tmp_path: Path) -> None:
    OutputFolder(tmp_path).write({"a": b"1"})
    for n, edit in enumerate((b"first edit", b"second edit"), 1):
        (tmp_path / "a").write_bytes(edit)
        written = OutputFolder(tmp_path).write({"a": b"2"}, force=True)
        assert written.moved == (f"a.edited-{n}",)
        assert (tmp_path / f"a.edited-{n}").read_bytes() == edit
        assert (tmp_path / "a").read_bytes() == b"2"


def test_a_file_of_unknown_origin_counts_as_edited(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"from elsewhere")
    assert OutputFolder(tmp_path).write({"a": b"1"}).kept == ("a",)


def test_the_same_bytes_again_change_nothing(tmp_path: Path) -> None:
    OutputFolder(tmp_path).write({"a": b"1"})
    before = {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    assert OutputFolder(tmp_path).write({"a": b"1"}).unchanged == ("a",)
    assert {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()} == before


def test_comparing_writes_nothing(tmp_path: Path) -> None:
    assert OutputFolder(tmp_path / "new").compare({"a": b"1"}).written == ("a",)
    assert not (tmp_path / "new").exists()


def test_a_damaged_ledger_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_text("{")
    with pytest.raises(AlignError, match="delete it"):
        OutputFolder(tmp_path)


def test_a_device_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_bytes(pipe, b"words")
        assert os.read(reader, 100) == b"words"
        assert pipe.is_fifo()
    finally:
        os.close(reader)


def test_a_link_stays_a_link_and_the_file_behind_it_is_written(tmp_path: Path) -> None:
    behind, link = tmp_path / "behind.tmx", tmp_path / "link.tmx"
    behind.write_bytes(b"old")
    link.symlink_to(behind)
    write_bytes(link, b"new")
    assert link.is_symlink()
    assert behind.read_bytes() == b"new"
