"""alignment.json, findings.json, ladders, the text for terminals: what is written is read again, or a plain error."""

from __future__ import annotations

import contextlib
import json
import tempfile
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.errors import BrokenFormat, UsageError
from align.formats import alignment_json, findings_json
from align.formats.alignment_json import AlignmentJSON
from align.formats.ladder import Ladder, Rung
from align.formats.text import AlignmentText, columns, wrap
from align.model import Alignment, Bead, Document, Draft, Findings, Provenance, Role, Segment, Span
from conftest import ROOT
from sample_alignment import ALIGNMENT, BEADS, FINDINGS, FRENCH, F, encoded

SCHEMAS = ROOT / "align" / "formats" / "schemas"


@lru_cache
def schema(name: str) -> Any:
    import jsonschema

    read = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(read)
    return jsonschema.Draft202012Validator(read)


def plain(data: bytes) -> Any:
    return json.loads(data)


# --- alignment.json -------------------------------------------------------------------------------------------------


def test_an_alignment_is_valid_against_its_schema() -> None:
    schema("alignment").validate(plain(alignment_json.dump(ALIGNMENT)))


def test_the_contract_of_the_command_line_is_kept() -> None:
    written = plain(alignment_json.dump(ALIGNMENT))
    assert list(written)[:8] == ["format", "version", "signature", "mode", "source", "target", "beads", "links"]
    assert (written["format"], written["version"]) == ("align/alignment", 1)
    assert written["source"]["documents"][0] == {
        "id": "fr.port",
        "language": "fr",
        "path": "fr.port.txt",
        "sha256": "0f" * 32,
        "title": "La Vigie & <co>",
        "outlet": "La Vigie",
        "published": "2026-08-01",
    }
    segment = written["source"]["segments"][1]
    assert {k: segment[k] for k in ("id", "document", "start", "end", "role")} == {
        "id": F[1],
        "document": "fr.port",
        "start": len(FRENCH[0][0]) + 1,
        "end": len(FRENCH[0][0]) + 1 + len(FRENCH[1][0]),
        "role": "body",
    }
    assert segment["draft"] == {
        "text": "DRAFT 1 of the port",
        "score": 0.5,
        "origin": "argos fr_en 0.1",
        "warnings": ["the number 3 000 is lost"],
    }
    assert written["beads"][1]["kind"] == "2-1"
    assert written["beads"][2] == {"source": [F[3]], "target": [], "kind": "1-0", "score": 1.0}
    assert written["links"][0]["grade"] == "partial"


def test_an_item_stands_on_a_line_of_its_own_and_letters_are_letters() -> None:
    lines = alignment_json.dump(ALIGNMENT).decode("utf-8").splitlines()
    assert sum('"role": ' in line for line in lines) == 10
    assert any("s’étend « jusqu’à nouvel ordre »" in line for line in lines)


def test_what_was_written_is_read_again() -> None:
    data = alignment_json.dump(ALIGNMENT)
    read = alignment_json.loads(data)
    assert alignment_json.dump(read) == data
    assert read.beads == ALIGNMENT.beads
    assert read.links == ALIGNMENT.links
    assert read.drafts == ALIGNMENT.drafts
    assert [s for d in read.source for s in d.segments] == [s for d in ALIGNMENT.source for s in d.segments]
    assert read.source[0].provenance == ALIGNMENT.source[0].provenance
    assert (read.mode, read.signature, read.reason) == (ALIGNMENT.mode, ALIGNMENT.signature, ALIGNMENT.reason)


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("format",), "align/findings", "align/alignment"),
        (("version",), 2, "version 2"),
        (("mode",), "sideways", "mode should be one of"),
        (("signature",), None, "signature should be a string"),
        (("source",), [], "source should be an object"),
        (("source", "segments"), None, "source.segments should be a list"),
        (("source", "segments", 1, "start"), -1, "source.segments[1].start"),
        (("source", "segments", 1, "start"), True, "source.segments[1].start"),
        (("source", "segments", 1, "end"), 9, "source.segments[1]"),
        (("source", "segments", 1, "start"), 10**12, "source.segments[1]"),
        (("source", "segments", 1, "role"), "villain", "source.segments[1].role"),
        (("source", "segments", 1, "document"), "fr.elsewhere", "isn't among the documents"),
        (("source", "segments", 1, "text"), "\ud800", "source.segments[1].text"),
        (("source", "segments", 1, "draft", "score"), "high", "draft.score"),
        (("source", "segments", 1, "draft", "warnings"), [1], "draft.warnings[0]"),
        (("source", "documents", 0, "published"), "2026-02-30", "published"),
        (("source", "documents"), [{}], "source.documents[0].id"),
        (("beads", 0, "score"), 1.5, "beads[0].score"),
        (("beads", 0, "score"), float("nan"), "beads[0].score"),
        (("beads", 0, "grade"), "so-so", "beads[0].grade"),
        (("beads", 0, "kind"), "3-3", "says 3-3 and is 1-1"),
        (("beads", 0, "source"), ["nobody"], "partition"),
        (("beads", 2, "source"), [], "beads[2] is empty on both sides"),
        (("links", 0, "target"), "nobody", "isn't among the segments"),
    ],
)
def test_a_broken_law_is_refused_at_its_place(place: tuple[Any, ...], value: Any, said: str) -> None:
    written = deepcopy(plain(alignment_json.dump(ALIGNMENT)))
    at = written
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    with pytest.raises(BrokenFormat) as caught:
        alignment_json.loads(json.dumps(written).encode(), "broken.json")
    assert said in str(caught.value)
    assert str(caught.value).startswith("broken.json")


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"format": "align/alignment"}', b"[" * 100_000, b"9" * 10_000]
)
def test_what_is_no_json_of_ours_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)
    for load in (alignment_json.load, findings_json.load, AlignmentJSON().read):
        with pytest.raises(BrokenFormat) as caught:
            load(path)
        assert str(path) in str(caught.value)
    with pytest.raises(UsageError):
        alignment_json.load(tmp_path / "none.json")


TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
ROLES = st.sampled_from(list(Role))


@st.composite
def documents(draw: st.DrawFn, language: str) -> Document:
    pieces = draw(st.lists(st.tuples(TEXT, ROLES, st.integers(0, 3)), max_size=5))
    segments, text = [], ""
    for number, (words, role, gap) in enumerate(pieces):
        text += "\n" * gap
        segments.append(
            Segment(f"{language}.s{number}", language, Span(len(text), len(text) + len(words)), words, number, role)
        )
        text += words
    about = Provenance("a.txt", "", draw(st.none() | TEXT), draw(st.none() | TEXT), draw(st.none() | st.dates()))
    return Document(language, language, text, (), tuple(segments), about)


@st.composite
def alignments(draw: st.DrawFn) -> Alignment:
    source, target = draw(documents("fr")), draw(documents("en"))
    beads = []
    waiting = [s.id for s in target.segments]
    for segment in source.segments:
        taken = waiting[: draw(st.integers(0, 2))]
        waiting = waiting[len(taken) :]
        grade = draw(st.sampled_from([None, "equivalent", "partial"]))
        beads.append(Bead((segment.id,), tuple(taken), draw(st.integers(0, 100)) / 100, grade))
    beads.extend(Bead((), (i,), 1.0) for i in waiting)
    drafts = tuple(Draft(s.id, draw(TEXT), draw(st.none() | st.just(0.25)), "m 1") for s in source.segments[::2])
    return Alignment("comparable", (source,), (target,), tuple(beads), (), drafts, draw(st.text(max_size=5)))


@settings(deadline=None)
@given(alignments())
def test_any_alignment_comes_back(alignment: Alignment) -> None:
    data = alignment_json.dump(alignment)
    schema("alignment").validate(plain(data))
    read = alignment_json.loads(data)
    assert alignment_json.dump(read) == data
    assert (read.beads, read.drafts) == (alignment.beads, alignment.drafts)
    assert [d.segments for d in read.source + read.target] == [d.segments for d in alignment.source + alignment.target]


# --- findings.json --------------------------------------------------------------------------------------------------


def test_findings_are_valid_and_come_back() -> None:
    data = findings_json.dump(FINDINGS)
    schema("findings").validate(plain(data))
    read = findings_json.loads(data)
    assert read.findings == FINDINGS.findings
    assert (read.signature, read.warnings) == (FINDINGS.signature, FINDINGS.warnings)
    assert [d.provenance for d in read.documents] == [d.provenance for d in FINDINGS.documents]
    assert findings_json.dump(read) == data


def test_no_findings_are_findings_too() -> None:
    empty = Findings((), ())
    assert findings_json.loads(findings_json.dump(empty)) == empty


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("findings", 0, "verdict"), "guilty", "findings[0].verdict"),
        (("findings", 0, "band"), None, "findings[0].band"),
        (("findings", 0, "score"), -0.1, "findings[0].score"),
        (("findings", 0, "claims", 0, "document"), "fr.elsewhere", "isn't among the documents"),
        (("findings", 0, "claims", 0, "end"), 0, "findings[0].claims[0]"),
        (("findings", 1, "slot"), "weather", "findings[1].slot"),
        (("findings", 1, "values"), "two", "findings[1].values"),
        (("documents",), {}, "documents should be a list"),
    ],
)
def test_broken_findings_are_refused_at_their_place(place: tuple[Any, ...], value: Any, said: str) -> None:
    written = plain(findings_json.dump(FINDINGS))
    at = written
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    with pytest.raises(BrokenFormat) as caught:
        findings_json.loads(json.dumps(written).encode())
    assert said in str(caught.value)


# --- ladders --------------------------------------------------------------------------------------------------------


def test_a_ladder_names_sentences_by_number() -> None:
    assert encoded(Ladder(), ALIGNMENT).decode() == (
        "0:0\t0.9700\tequivalent\n1,2:1\t0.9100\tequivalent\n3:\t1.0000\n4:2\t0.8400\tpartial\n5:\t0.7700\n:3\t0.9000\n"
    )


def test_our_own_ladder_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.ladder"
    path.write_bytes(encoded(Ladder(), ALIGNMENT))
    rungs = Ladder().read(path)
    assert [(len(r.source), len(r.target), r.score, r.grade or None) for r in rungs] == [
        (len(b.source), len(b.target), b.score, b.grade) for b in BEADS
    ]


@pytest.mark.parametrize(
    ("text", "rungs"),
    [
        ("[0, 1]:[2]:0.317\n[]:[3]:0.0\n", [Rung((0, 1), (2,)), Rung((), (3,))]),
        ("0\t0\t0.3\n1\t2\t1.5\n2\t2\t0\n4\t3\t-0.3\n", [Rung((0,), (0, 1)), Rung((1,), ()), Rung((2, 3), (2,))]),
        ("\n0:0\r\n", [Rung((0,), (0,))]),
        ("", []),
    ],
    ids=["vecalign", "hunalign", "plain", "empty"],
)
def test_ladders_of_others_are_read(text: str, rungs: list[Rung], tmp_path: Path) -> None:
    path = tmp_path / "a.ladder"
    path.write_text(text, encoding="utf-8")
    assert Ladder().read(path) == rungs


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("0:0\nzero:one\n", 2),
        ("0:0\n:\n", 2),
        ("2\t2\t0\n1\t3\t0\n", 2),
        ("0-0\n", 1),
        ("9" * 5000 + ":0", 1),
        ("0\t0\t0\n0\t999999999\t0\n", 2),
    ],
)
def test_a_line_that_is_no_bead_is_named(text: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "a.ladder"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenFormat) as caught:
        Ladder().read(path)
    assert caught.value.where == f"{path}:{line}"


# --- for terminals --------------------------------------------------------------------------------------------------


def test_the_ladder_for_terminals_reads_as_it_should() -> None:
    golden = ROOT / "tests" / "golden" / "alignment.txt"
    assert encoded(AlignmentText(width=80), ALIGNMENT) == golden.read_bytes()


@pytest.mark.parametrize("width", [20, 60, 100])
def test_no_row_is_wider_than_the_terminal(width: int) -> None:
    wide = replace(ALIGNMENT, reason="")
    rows = encoded(AlignmentText(width=width), wide).decode().splitlines()
    assert max(columns(row) for row in rows if "│" in row) <= max(width, 40)


def test_a_text_cannot_move_the_cursor() -> None:
    evil = "\x1b[2J\x07a\u202eb"
    segment = replace(ALIGNMENT.source[0].segments[0], text=evil, span=Span(0, len(evil)))
    document = replace(ALIGNMENT.source[0], text=evil, segments=(segment,))
    shown = encoded(AlignmentText(), Alignment("parallel", (document,), (), (Bead((segment.id,), ()),))).decode()
    assert not set("\x1b\x07\u202e") & set(shown)


@given(st.text(max_size=60), st.integers(2, 30))
def test_wrapping_loses_no_word(text: str, width: int) -> None:
    rows = wrap(text, width)
    assert "".join("".join(rows).split(" ")) == "".join(text.split(" "))
    assert all(columns(row) <= width for row in rows)


# --- damaged files --------------------------------------------------------------------------------------------------


def test_damaged_json_gives_an_answer_or_a_plain_error() -> None:
    chance = Random(7)
    written = [plain(alignment_json.dump(ALIGNMENT)), plain(findings_json.dump(FINDINGS))]
    nonsense = (None, True, -1, 0.5, 10**30, "", "x", [], {}, [None], {"id": 3}, "2026-01-01", "\ud800")
    refused = 0
    for _ in range(1500):
        value = deepcopy(chance.choice(written))
        for _ in range(chance.randint(1, 2)):
            at = value
            while isinstance(at, (dict, list)) and at:
                key = chance.choice(list(at) if isinstance(at, dict) else range(len(at)))
                if chance.random() < 0.4 or not isinstance(at[key], (dict, list)) or not at[key]:
                    if chance.random() < 0.3:
                        del at[key]
                    else:
                        at[key] = chance.choice(nonsense)
                    break
                at = at[key]
        for load in (alignment_json.loads, findings_json.loads):
            try:
                load(json.dumps(value).encode(), "damaged.json")
            except BrokenFormat:
                refused += 1
    assert refused > 1000


@given(st.binary(max_size=80))
def test_any_bytes_are_a_ladder_or_a_plain_error(data: bytes) -> None:
    with contextlib.suppress(BrokenFormat), tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        Ladder().read(Path(file.name))
