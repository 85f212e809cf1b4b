"""`align run` on an invented event: files, resumption, edits that survive, the same bytes twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Caller

FRENCH = """Un pont ferme à Valmont

Le pont de Valmont est fermé depuis lundi, après une inspection. Environ 1 200 habitants doivent faire un détour.

« Nous n'avons pas le choix », a dit la maire, Claire Dubreuil. Les travaux dureront trois mois.

Lire aussi
"""
ENGLISH = """Bridge closed in Valmont

The Valmont bridge has been closed since Monday after an inspection, mayor Claire Dubreuil said.

The works will last four months. <script>alert("x")</script> & more.
"""
EVENT = """title = "A bridge <b>closes</b>"
[[document]]
id = "fr.pont"
path = "fr.txt"
language = "fr"
outlet = "L'Écho"
role = "source"
published = 2024-03-05
[[document]]
id = "en.bridge"
path = "en.txt"
language = "en"
role = "target"
"""
FILES = {
    "draft.fr-en.xlf", "draft.fr-en.tmx", "bitext.fr-en.tmx", "alignment.json", "findings.json", "report.html",
    "report.md", "review.html",
}  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one event under corpus/."""
    monkeypatch.chdir(tmp_path)
    make_event(tmp_path, "bridge")
    return tmp_path


def make_event(root: Path, name: str, french: str = FRENCH) -> None:
    folder = root / "corpus" / name
    folder.mkdir(parents=True)
    (folder / "fr.txt").write_text(french, encoding="utf-8")
    (folder / "en.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "event.toml").write_text(EVENT, encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def test_a_run_leaves_the_files_of_the_contract(here: Path, cli: Caller) -> None:
    called = cli("run")
    assert called.code == 0, called.stderr
    assert called.stdout == b""
    found = set(contents(here / "translations" / "bridge"))
    assert found - {".written.json"} == FILES


def test_the_same_bytes_come_out_twice_and_in_another_place(here: Path, cli: Caller) -> None:
    cli("run")
    assert cli("run", "--into", here / "again").code == 0
    assert contents(here / "again" / "bridge") == contents(here / "translations" / "bridge")


def test_nothing_of_an_article_becomes_mark_up(here: Path, cli: Caller) -> None:
    cli("run")
    for name in ("report.html", "review.html"):
        page = (here / "translations" / "bridge" / name).read_text(encoding="utf-8")
        assert '<script>alert("x")' not in page
        assert "<b>closes</b>" not in page
        assert "alert(" in page


def test_paths_in_outputs_are_relative_to_the_event(here: Path, cli: Caller) -> None:
    cli("run")
    for name in sorted(FILES):
        assert str(here).encode() not in (here / "translations" / "bridge" / name).read_bytes()
    kept = json.loads((here / "translations" / "bridge" / "alignment.json").read_bytes())
    assert [d["path"] for d in kept["source"]["documents"]] == ["fr.txt"]


def test_check_tells_by_its_status_whether_outputs_would_differ(here: Path, cli: Caller) -> None:
    assert cli("run", "--check").code == 1
    assert not (here / "translations").exists()
    cli("run")
    assert cli("run", "--check").code == 0
    (here / "corpus/bridge/en.txt").write_text(ENGLISH.replace("four", "five"), encoding="utf-8")
    assert cli("run", "--check").code == 1


def test_a_dry_run_names_files_and_writes_none(here: Path, cli: Caller) -> None:
    called = cli("run", "--dry-run")
    assert called.code == 0
    assert all(name in called.stderr for name in FILES)
    assert not (here / "translations").exists()


@pytest.mark.parametrize(
    ("step", "files"),
    [
        ("translate", {"draft.fr-en.xlf", "draft.fr-en.tmx"}),
        ("align", {"bitext.fr-en.tmx", "alignment.json"}),
        ("compare", {"findings.json"}),
        ("report", {"report.html", "report.md", "review.html"}),
    ],
)
def test_only_one_step_writes_only_its_files(step: str, files: set[str], here: Path, cli: Caller) -> None:
    assert cli("run", "--only", step).code == 0
    assert set(contents(here / "translations" / "bridge")) - {".written.json"} == files


def test_a_translators_edit_is_kept_named_and_ends_with_1(here: Path, cli: Caller) -> None:
    cli("run")
    path = here / "translations/bridge/draft.fr-en.xlf"
    path.write_bytes(edited := path.read_bytes().replace(b"<target", b"<target ", 1))
    (here / "corpus/bridge/fr.txt").write_text(FRENCH.replace("trois", "deux"), encoding="utf-8")
    called = cli("run")
    assert called.code == 1
    assert "draft.fr-en.xlf" in called.stderr
    assert "align tm import" in called.stderr
    assert path.read_bytes() == edited
    called = cli("run", "--force")
    assert called.code == 0
    assert path.with_name("draft.fr-en.xlf.edited-1").read_bytes() == edited


def test_a_bad_document_stops_neither_its_event_nor_the_next(here: Path, cli: Caller) -> None:
    make_event(here, "second")
    event = here / "corpus/bridge/event.toml"
    event.write_text(EVENT + '[[document]]\nid = "bad"\npath = "bad.txt"\nlanguage = "en"\nrole = "target"\n')
    (here / "corpus/bridge/bad.txt").write_bytes(b"\xff\xfe\x00\x00")
    called = cli("run")
    assert called.code == 1
    assert "bad.txt" in called.stderr
    for name in ("bridge", "second"):
        assert set(contents(here / "translations" / name)) >= FILES


def test_events_side_by_side_give_the_same_bytes(here: Path, cli: Caller) -> None:
    make_event(here, "second", FRENCH.replace("lundi", "mardi"))
    assert cli("run").code == 0
    assert cli("run", "--jobs", 2, "--into", here / "again").code == 0
    for name in ("bridge", "second"):
        assert contents(here / "again" / name) == contents(here / "translations" / name)


def test_an_unknown_event_ends_with_2_and_names_those_there_are(here: Path, cli: Caller) -> None:
    called = cli("run", "flood")
    assert called.code == 2
    assert "bridge" in called.stderr


def test_pairs_of_a_person_come_back_as_memory(here: Path, cli: Caller) -> None:
    cli("run")
    folder = here / "translations" / "bridge"
    memory = (folder / "draft.fr-en.tmx").read_text(encoding="utf-8")
    assert "Les travaux dureront trois mois." in memory
    human = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en"
 srclang="fr" datatype="plaintext"/><body><tu><tuv xml:lang="fr"><seg>Les travaux dureront trois mois.</seg></tuv>
<tuv xml:lang="en"><seg>Works are to last for three months.</seg></tuv></tu></body></tmx>"""
    (folder / "human.fr-en.tmx").write_text(human, encoding="utf-8")
    assert cli("run").code == 0
    drafts = json.loads((folder / "alignment.json").read_bytes())["source"]["segments"]
    found = [s["draft"] for s in drafts if s["text"] == "Les travaux dureront trois mois."]
    assert [d["text"] for d in found] == ["Works are to last for three months."]
    assert found[0]["origin"].startswith("memory")
    assert (folder / "human.fr-en.tmx").read_text(encoding="utf-8") == human
