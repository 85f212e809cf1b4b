"""`align export`: the right file for each tool, counted aloud, never over somebody's work."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.exporting import beside
from align.formats import alignment_json, findings_json
from align.formats.ladder import Ladder
from align.formats.tmx import TMX
from align.formats.tsv import TSV
from align.formats.xliff12 import XLIFF12
from align.formats.xliff21 import XLIFF21
from conftest import Caller
from sample_alignment import ALIGNMENT, FINDINGS, F


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "alignment.json").write_bytes(alignment_json.dump(ALIGNMENT))
    (tmp_path / "findings.json").write_bytes(findings_json.dump(FINDINGS))
    return tmp_path


def test_a_memory_holds_what_is_sure_and_the_counts_are_told(cli: Caller, folder: Path) -> None:
    out = folder / "bitext.fr-en.tmx"
    called = cli("export", folder / "alignment.json", "-o", out)
    assert called.code == 0
    assert called.stdout == b""
    assert "2 units written, 0 below 0.8, 1 partial left out, 2 segments unpaired, 1 set aside" in called.stderr
    assert [u.id for u in TMX().read(out).memory] == [F[0], F[1]]


def test_without_o_the_bytes_go_to_standard_output(cli: Caller, folder: Path) -> None:
    called = cli("export", folder / "alignment.json", "--as", "tsv", "--above", "0.95", "--quiet")
    assert (called.code, called.stderr) == (0, "")
    assert called.stdout.count(b"\n") == 2


def test_partial_beads_get_a_file_of_their_own_named_so(cli: Caller, folder: Path) -> None:
    out = folder / "bitext.fr-en.tmx"
    assert cli("export", folder / "alignment.json", "--partial", "-o", out).code == 0
    assert [u.id for u in TMX().read(folder / "bitext-partial.fr-en.tmx").memory] == [F[4]]
    assert F[4] not in [u.id for u in TMX().read(out).memory]
    assert cli("export", folder / "alignment.json", "--partial").code == 2


@pytest.mark.parametrize("form", ["tmx", "xliff", "tsv"])
def test_every_form_is_read_by_its_reader(cli: Caller, folder: Path, form: str) -> None:
    out = folder / f"out.{form}"
    assert cli("export", folder / "alignment.json", "--as", form, "-o", out).code == 0
    reader = {"tmx": TMX, "xliff": XLIFF12, "tsv": TSV}[form]()
    assert len(reader.read(out).whole.units) == (5 if form == "xliff" else 2)


def test_a_ladder_holds_every_bead(cli: Caller, folder: Path) -> None:
    out = folder / "out.ladder"
    assert cli("export", folder / "alignment.json", "--as", "ladder", "-o", out).code == 0
    assert len(Ladder().read(out)) == len(ALIGNMENT.beads)


def test_xliff_says_how_much_a_person_wrote_and_marks_the_facts(cli: Caller, folder: Path) -> None:
    out = folder / "article.fr-en.xlf"
    called = cli(
        "export", folder / "alignment.json", "--as", "xliff", "--xliff", "2.1",
        "--findings", folder / "findings.json", "--target-facts", "-o", out,
    )  # fmt: skip
    assert called.code == 0, called.stderr
    assert "5 units written: 2 written by people, 3 drafts to review, 0 open" in called.stderr
    assert [m.issue for u in XLIFF21().read(out).whole for m in u.marks] == ["addition", "numbers", "omission"]
    own = XLIFF21().read(folder / "article.en-fr.xlf").whole
    assert (own.source_language, len(own.units)) == ("en", 2)


def test_a_profile_decides_what_the_tool_sees(cli: Caller, folder: Path) -> None:
    for profile in ("omegat", "lokalize", "weblate"):
        called = cli("export", folder / "alignment.json", "--as", "xliff", "--for", profile)
        assert called.code == 0
        assert (b"<alt-trans" in called.stdout) == (profile != "omegat")
        assert (b'"needs-translation"' in called.stdout) == (profile == "weblate")


def test_a_project_is_written_whole_and_never_over_another(cli: Caller, folder: Path) -> None:
    out = folder / "project"
    assert cli("export", folder / "alignment.json", "--as", "omegat-project", "-o", out).code == 0
    assert (out / "omegat.project").is_file()
    assert len(TMX().read(next((out / "tm" / "mt").glob("*.tmx"))).memory.units) == 6
    (out / "omegat.project").write_text("mine")
    called = cli("export", folder / "alignment.json", "--as", "omegat-project", "-o", out)
    assert called.code == 1
    assert "something already" in called.stderr
    assert (out / "omegat.project").read_text() == "mine"
    assert not [p for p in folder.iterdir() if p.name.startswith(".")]


def test_human_pairs_beside_the_alignment_enter_the_project(cli: Caller, folder: Path) -> None:
    with (folder / "human.fr-en.tmx").open("wb") as stream:
        from align.formats.bitext import bitext_memory

        TMX().write(bitext_memory(ALIGNMENT), stream)
    out = folder / "project"
    assert cli("export", folder / "alignment.json", "--as", "omegat-project", "-o", out).code == 0
    assert list((out / "tm" / "auto").glob("*.tmx"))


@pytest.mark.parametrize(
    "wrong",
    [
        ["--as", "xliff", "--xliff", "2.1", "--for", "omegat"],
        ["--as", "tsv", "--for", "weblate"],
        ["--as", "ladder", "--partial", "-o", "x"],
        ["--as", "tmx", "--target-facts", "-o", "x"],
        ["--as", "xliff", "--target-facts", "-o", "x"],
        ["--as", "omegat-project"],
        ["--as", "omegat-project", "--for", "lokalize", "-o", "x"],
        ["--above", "2"],
        ["--as", "pdf"],
    ],
    ids=" ".join,
)
def test_what_contradicts_itself_is_wrong_usage_and_nothing_is_written(
    cli: Caller, folder: Path, wrong: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    before = sorted(p.name for p in folder.iterdir())
    called = cli("export", folder / "alignment.json", *wrong)
    assert called.code == 2
    assert called.stdout == b""
    assert sorted(p.name for p in folder.iterdir()) == before


def test_a_file_that_is_no_alignment_is_refused_and_nothing_is_written(cli: Caller, folder: Path) -> None:
    called = cli("export", folder / "findings.json", "-o", folder / "x.tmx")
    assert called.code == 1
    assert "findings.json" in called.stderr
    assert not (folder / "x.tmx").exists()


@pytest.mark.parametrize(
    ("output", "addition", "named"),
    [
        ("bitext.fr-en.tmx", "-partial", "bitext-partial.fr-en.tmx"),
        ("bitext.tmx", "-partial", "bitext-partial.tmx"),
        ("article.fr-en.xlf", ".en-fr", "article.en-fr.xlf"),
        ("article.xlf", ".en-fr", "article.en-fr.xlf"),
        ("article", ".en-fr", "article.en-fr"),
    ],
)
def test_further_files_are_named_after_the_first(output: str, addition: str, named: str) -> None:
    assert beside(Path("folder") / output, addition) == Path("folder") / named
