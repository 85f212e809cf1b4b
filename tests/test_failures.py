"""The table of failures in docs/cli.md: what the user gets, and that nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Caller

FRENCH = "Le maire a ouvert le marché samedi.\n\nTrois cents personnes sont venues.\n"
ENGLISH = "The mayor opened the market on Saturday.\n\nThree hundred people came.\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a French and an English text, in which the call stands."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fr.txt").write_text(FRENCH, encoding="utf-8")
    (tmp_path / "en.txt").write_text(ENGLISH, encoding="utf-8")
    return tmp_path


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


BAD = {
    "empty": (b"", "empty"),
    "binary": (bytes(range(256)) * 4, "binary"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "PNG"),
    "latin1": ("Le marché est fermé.".encode("latin-1"), "UTF-8"),
    "blank": (b"  \n\n \n", "white space"),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("verb", ["translate", "pair", "diff"])
def test_a_document_that_is_no_text_is_named_and_the_call_ends_with_1(
    verb: str, kind: str, here: Path, cli: Caller
) -> None:
    data, word = BAD[kind]
    (here / "bad.txt").write_bytes(data)
    others = [] if verb == "translate" else ["en.txt"]
    before = files(here)
    called = cli(verb, "bad.txt", *others, "-o", "out.json", "--as", "json")
    assert called.code == 1
    assert "bad.txt" in called.stderr
    assert word.lower() in called.stderr.lower()
    assert "to fix:" in called.stderr
    assert "Traceback" not in called.stderr
    assert files(here) == before


def test_the_byte_that_is_not_utf8_is_named(here: Path, cli: Caller) -> None:
    (here / "bad.txt").write_bytes("Le marché".encode("latin-1"))
    assert "8" in cli("translate", "bad.txt").stderr


def test_other_documents_go_on_after_a_bad_one(here: Path, cli: Caller) -> None:
    (here / "bad.txt").write_bytes(b"\xff\xfe\x00")
    called = cli("translate", "bad.txt", "fr.txt", "--as", "json")
    assert called.code == 1
    assert "market" in called.text.lower() or "mayor" in called.text.lower() or len(called.text) > 20
    assert "bad.txt" in called.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("translate", "missing.txt"),
        ("pair", "fr.txt", "missing.txt"),
        ("diff", "missing.txt", "en.txt"),
        ("export", "missing.json", "--as", "tmx"),
        ("score", "missing", "missing.json"),
        ("run", "--corpus", "missing"),
        ("translate", "fr.txt", "--from", "xx"),
        ("translate", "fr.txt", "--to", "english"),
        ("pair", "fr.txt", "en.txt", "--from", "f"),
        ("diff", "fr.txt", "en.txt", "--date", "fr=2017-02-30"),
        ("diff", "fr.txt", "en.txt", "--date", "nowhere=2017-02-03"),
        ("diff", "fr.txt", "en.txt", "--date", "2017-02-03"),
        ("pair", "fr.txt"),
        ("nonsense",),
        ("translate", "fr.txt", "--as", "pdf"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_before_any_work(arguments: tuple[str, ...], here: Path, cli: Caller) -> None:
    before = files(here)
    called = cli(*arguments)
    assert called.code == 2, called.stderr
    assert called.stdout == b""
    assert called.stderr.strip()
    assert "Traceback" not in called.stderr
    assert files(here) == before


def test_a_missing_package_ends_with_3_and_says_where_it_looked(here: Path, cli: Caller) -> None:
    called = cli("translate", "fr.txt", "--from", "fr", "--to", "sw")
    assert called.code == 3
    for word in ("fr", "sw", "to fix:", "align models add"):
        assert word in called.stderr


def test_pairing_goes_on_without_a_package_unless_one_is_demanded(here: Path, cli: Caller) -> None:
    without = cli("pair", "fr.txt", "en.txt", "--from", "cy", "--to", "br", "--as", "json")
    assert without.code == 0
    assert "package" in without.stderr
    assert json.loads(without.text)["beads"]
    assert cli("pair", "fr.txt", "en.txt", "--from", "cy", "--to", "br", "--with", "argos").code == 3


HOSTILE = {
    "entity": '<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY x "boom">]><tmx version="1.4"><body>&x;</body></tmx>',
    "external": '<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tmx><body>&x;</body></tmx>',
    "cut off": '<?xml version="1.0"?><tmx version="1.4"><body><tu>',
    "deep": "<a>" * 5000 + "</a>" * 5000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_broken_or_hostile_xml_is_refused_with_its_place(kind: str, here: Path, cli: Caller) -> None:
    (here / "m.tmx").write_text(HOSTILE[kind], encoding="utf-8")
    before = files(here)
    called = cli("translate", "fr.txt", "--memory", "m.tmx", "-o", "out.txt")
    assert called.code == 1
    assert "m.tmx" in called.stderr
    assert "root:" not in called.stderr
    assert "Traceback" not in called.stderr
    assert files(here) == before


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("{", "a.json:1"),
        ("[]", "alignment"),
        ('{"format": "align/findings", "version": 1}', "alignment"),
        ('{"format": "align/alignment", "version": 99}', "version"),
    ],
)
def test_a_file_that_is_no_alignment_is_refused(content: str, word: str, here: Path, cli: Caller) -> None:
    (here / "a.json").write_text(content, encoding="utf-8")
    for arguments in (("export", "a.json", "--as", "tmx", "-o", "out.tmx"), ("diff", "a.json")):
        called = cli(*arguments)
        assert called.code == 1
        assert "a.json" in called.stderr
        assert word in called.stderr.lower()
    assert "out.tmx" not in files(here)


def test_an_output_in_a_folder_that_is_a_file_is_an_error_not_a_traceback(here: Path, cli: Caller) -> None:
    called = cli("translate", "fr.txt", "-o", "en.txt/out.txt")
    assert called.code in (1, 2)
    assert "en.txt" in called.stderr


EVENT = """title = "Market"
[[document]]
id = "a"
path = "fr.txt"
language = "fr"
role = "source"
[[document]]
id = "b"
path = "en.txt"
language = "en"
role = "target"
"""


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (("outlet", "outlte"), "outlte"),
        (('role = "source"', 'role = "sauce"'), "role"),
        (('path = "fr.txt"', 'path = "../fr.txt"'), "path"),
        (('path = "fr.txt"', 'path = "gone.txt"'), "gone.txt"),
        (('id = "b"', 'id = "a"'), "a"),
        (('language = "fr"', 'language = "zz-zz-zz"'), "language"),
        (('role = "target"', 'role = "target"\npublished = "yesterday"'), "published"),
        (('title = "Market"', "title ="), "line 1"),
    ],
    ids=lambda v: str(v),
)
def test_a_wrong_event_file_ends_with_2_and_names_its_line(
    change: tuple[str, str], word: str, here: Path, cli: Caller
) -> None:
    text = EVENT.replace('language = "fr"', 'language = "fr"\noutlet = "X"').replace(*change)
    folder = here / "corpus" / "market"
    folder.mkdir(parents=True)
    for name in ("fr.txt", "en.txt"):
        (folder / name).write_bytes((here / name).read_bytes())
    (folder / "event.toml").write_text(text, encoding="utf-8")
    called = cli("run")
    assert called.code == 2, called.stderr
    assert word in called.stderr
    assert "event.toml" in called.stderr
    assert not (here / "translations").exists()
