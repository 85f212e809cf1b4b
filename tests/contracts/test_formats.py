"""The laws that every format obeys, over all that the registry knows."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align import registry
from align.errors import AlignError, UsageError
from align.formats import detect
from align.formats.bitext import article_memory, bitext_memory, draft_memory
from align.formats.reading import PADDING, FormatWarning
from align.formats.xml import legal
from align.model import Alignment, Memory, Unit
from sample_alignment import ALIGNMENT, DRAFTS, SOURCE, encoded

NAMES = registry.names("formats")
UNITS = [name for name in NAMES if registry.load("formats", name)().holds == "units"]
ALIGNMENTS = [name for name in NAMES if registry.load("formats", name)().holds == "alignment"]
MARKUP = ["tmx", "xliff", "xliff21"]
MEMORIES = {
    "bitext": bitext_memory(ALIGNMENT),
    "partial": bitext_memory(ALIGNMENT, partial=True),
    "article": article_memory(ALIGNMENT),
    "drafts": draft_memory((SOURCE,), DRAFTS, "fr", "en"),
}
TYPOGRAPHY = "« Je reviens ! », a-t-il dit à l’AFP : 3 000 €, R&D <ici> ]]> 😀 👩‍🔬 e\u0301\u00ad\u200b“”"


def adapter(name: str, **settings: Any) -> Any:
    return registry.load("formats", name)(**settings)


def back(name: str, data: bytes) -> list[Unit]:
    return [found.unit for found in adapter(name).parse(io.BytesIO(data), "written")]


def memory(*pairs: tuple[str, str], **more: Any) -> Memory:
    return Memory("fr", "en", tuple(Unit(f"u{n}", s, t, "fr", "en", **more) for n, (s, t) in enumerate(pairs)))


def test_the_registry_knows_the_formats_of_the_contract() -> None:
    assert {"tmx", "xliff", "xliff21", "tsv"} <= set(UNITS)
    assert {"json", "ladder", "text"} <= set(ALIGNMENTS)


@pytest.mark.parametrize("name", NAMES)
def test_an_adapter_says_what_it_is(name: str) -> None:
    made = adapter(name)
    assert made.name == name
    assert all(suffix.startswith(".") for suffix in made.suffixes)


# --- units ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize("which", MEMORIES)
def test_the_same_memory_gives_the_same_bytes(name: str, which: str) -> None:
    assert encoded(adapter(name), MEMORIES[which]) == encoded(adapter(name), MEMORIES[which])


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize("which", MEMORIES)
def test_what_a_unit_knows_of_itself_comes_back(name: str, which: str) -> None:
    data = encoded(adapter(name), MEMORIES[which])
    written = [u for u in MEMORIES[which].units if u.target or name.startswith("xliff")]
    for before, after in zip(written, back(name, data), strict=True):
        for what in (
            "id",
            "source",
            "target",
            "source_language",
            "target_language",
            "origin",
            "kind",
            "score",
            "grade",
        ):
            assert getattr(after, what) == getattr(before, what), what
        for what in ("state", "approved", "note", "creator", "created", "author", "changed"):
            assert getattr(after, what) == getattr(before, what), what
        for side in ("source", "target"):
            for fact in ("document", "outlet", "date", "segments"):
                assert after.detail(f"align-{side}-{fact}") == before.detail(f"align-{side}-{fact}")
        for fact in ("engine", "signature", "tool"):
            assert after.detail(f"align-{fact}") == before.detail(f"align-{fact}")


@pytest.mark.parametrize("name", UNITS)
def test_the_number_written_is_told(name: str) -> None:
    stream = io.BytesIO()
    count = adapter(name).write(memory(("Un.", "One."), ("Deux.", "Two.")), stream)
    assert count == 2 == len(back(name, stream.getvalue()))


@pytest.mark.parametrize("name", UNITS)
def test_typography_comes_back_untouched(name: str) -> None:
    (unit,) = back(name, encoded(adapter(name), memory((TYPOGRAPHY, TYPOGRAPHY[::-1]), note=TYPOGRAPHY)))
    assert (unit.source, unit.target, unit.note) == (TYPOGRAPHY, TYPOGRAPHY[::-1], TYPOGRAPHY)


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u00a0", "\x0b", "\x00", "\ufffe"])
def test_an_empty_target_is_never_written(name: str, blank: str) -> None:
    told: list[FormatWarning] = []
    data = encoded(adapter(name, complain=told.append), memory(("Un.", "One."), ("Deux.", blank)))
    assert [u.target for u in back(name, data) if u.target] == ["One."]
    for mark in (b"<seg/>", b"<seg></seg>", b"<target/>", b"<target></target>"):
        assert mark not in data
    assert told or name.startswith("xliff")  # a bilingual file keeps the sentence, open


@pytest.mark.parametrize("name", UNITS)
def test_an_empty_source_is_never_written_and_named(name: str) -> None:
    told: list[FormatWarning] = []
    data = encoded(adapter(name, complain=told.append), memory(("Un.", "One."), (" \n", "Two.")))
    assert [u.source for u in back(name, data)] == ["Un."]
    assert [w.unit for w in told] == ["u1"]


@pytest.mark.parametrize("name", UNITS)
def test_without_a_declared_date_no_date_is_written(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    data = encoded(adapter(name), memory(("Un.", "One.")))
    assert b"date=" not in data
    assert b"20" not in data.replace(b"2009", b"").replace(b":2.0", b"").replace(b"2005/11", b"").replace(
        b"2001/XML", b""
    )


@pytest.mark.parametrize("name", ["tmx", "xliff"])
def test_the_declared_date_is_the_only_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1785585600")
    data = encoded(adapter(name), memory(("Un.", "One.")))
    assert b"20260801T120000Z" in data or b"2026-08-01T12:00:00Z" in data
    assert data == encoded(adapter(name, date="2026-08-01T12:00:00Z"), memory(("Un.", "One.")))


@pytest.mark.parametrize("name", UNITS)
def test_a_date_that_is_none_is_wrong_usage(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError):
        adapter(name, date="yesterday")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(UsageError):
        adapter(name)


@pytest.mark.parametrize("name", UNITS)
def test_a_draft_is_never_translated_nor_approved(name: str) -> None:
    pushed = replace(
        MEMORIES["drafts"], units=tuple(replace(u, approved=True, state="final") for u in MEMORIES["drafts"])
    )
    for drafts in (MEMORIES["drafts"], replace(MEMORIES["drafts"], units=pushed)):
        data = encoded(adapter(name), drafts)
        assert b'approved="yes"' not in data
        for state in ("translated", "final", "signed-off", "reviewed"):
            assert f'state="{state}"'.encode() not in data
        assert {u.origin for u in back(name, data)} == {"machine"}


@pytest.mark.parametrize("name", UNITS)
def test_a_missing_file_is_wrong_usage(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        adapter(name).read(tmp_path / "nowhere")


@pytest.mark.parametrize("name", UNITS)
def test_a_written_file_is_recognised_and_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"memory{adapter(name).suffixes[0]}"
    path.write_bytes(encoded(adapter(name), MEMORIES["bitext"]))
    assert detect.kind_of(path) == name
    result = adapter(name).read(path)
    assert not result.warnings
    assert [u.target for u in result.memory] == [u.target for u in MEMORIES["bitext"]]
    assert (result.memory.source_language, result.memory.target_language) == ("fr", "en")


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n \n",
        b"\x00\x01\x02",
        b"<",
        b"<tmx",
        b"<!DOCTYPE tmx [<!ENTITY a 'b'>]><tmx/>",
        b"\xff\xfe<\x00t\x00",
        b"no tab",
        b"\xe9",
        b"<html/>",
        b"<a>" * 100_000,
        b'<?xml version="1.0" encoding="EBCDIC-CP-FR"?><tmx/>',
        b'<?xml version="1.0" encoding="UTF-7"?><tmx/>',
        b"<!--" + b" " * 100_000 + b"--><tmx/>",
    ],
)
def test_nonsense_gets_a_plain_answer(name: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "nonsense.xml"
    path.write_bytes(data)
    told = str(path)
    try:
        result = adapter(name).read(path)
    except AlignError as error:
        told = str(error)
    else:
        assert not result.memory.units
    assert str(path) in told


WORDS = st.text(st.characters(), max_size=40)


@pytest.mark.parametrize("name", MARKUP)
@given(source=WORDS, target=WORDS, note=WORDS)
def test_any_text_gives_well_formed_files_and_comes_back_without_what_xml_forbids(
    name: str, source: str, target: str, note: str
) -> None:
    first = Unit("u0", "Un.", "One.", "fr", "en")
    unit = Unit("u1", "x" + source, "y" + target, "fr", "en", note=note, properties=((f"n{note}", note),))
    _, after = back(name, encoded(adapter(name), Memory("fr", "en", (first, unit), note=note)))
    assert after.source == legal("x" + source).strip(PADDING)
    assert after.target == legal("y" + target).strip(PADDING)


@given(source=WORDS, target=WORDS)
def test_any_text_fits_a_line_of_tab_separated_values(source: str, target: str) -> None:
    data = encoded(adapter("tsv"), memory(("x" + source, "y" + target)))
    (after,) = back("tsv", data)
    assert data.count(b"\n") == 2
    assert after.source.split() == legal("x" + source).split()
    assert after.target.split() == legal("y" + target).split()


@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_any_id_becomes_a_name_that_xml_takes(one: str, two: str) -> None:
    pairs = Memory("fr", "en", tuple(Unit(i, f"Un {n}.", "One.", "fr", "en") for n, i in enumerate((one, two, one))))
    for name in ("xliff", "xliff21"):
        found = [u.id for u in back(name, encoded(adapter(name), pairs))]
        assert len(set(found)) == 3
        assert all(re.fullmatch(r"[-.\w:·\u0300-\u036f\u203f\u2040]+", i) for i in found)


# --- alignments -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALIGNMENTS)
def test_an_alignment_gives_the_same_bytes_twice_and_counts_its_beads(name: str) -> None:
    streams = io.BytesIO(), io.BytesIO()
    assert [adapter(name).write(ALIGNMENT, s) for s in streams] == [6, 6]
    assert streams[0].getvalue() == streams[1].getvalue()
    assert streams[0].getvalue().endswith(b"\n")


@pytest.mark.parametrize("name", ALIGNMENTS)
def test_an_alignment_of_nothing_is_written_too(name: str) -> None:
    encoded(adapter(name), Alignment("parallel", (), (), ()))
