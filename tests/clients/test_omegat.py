"""OmegaT with our memories, projects and bilingual files, and the way back (checks 9–12, 18, 20).

Its exit status says nothing: each test looks at the translated text and at the log's TF_TM_LOAD_ERROR.
"""

from __future__ import annotations

import resource
import shutil
import time
from pathlib import Path

import pytest
from lxml import etree

from align.formats.tmx import TMX
from align.model import Memory, Unit
from clients import ROOT, omegat
from clients.conftest import Event, align

pytestmark = pytest.mark.client

FIXTURES = ROOT / "tests" / "fixtures" / "formats"
NEWS = (FIXTURES / "omegat" / "news.txt").read_text(encoding="utf-8")


def paragraphs(event: Event) -> dict[str, str]:
    """The French article, one sentence a paragraph."""
    return {"article.txt": "\n\n".join(event.sources().values()) + "\n"}


def pairs(path: Path, kind: str | None = None) -> list[tuple[str, str]]:
    return [(u.source, u.target) for u in TMX().read(path) if kind in (None, u.kind)]


def test_every_pair_of_our_bitext_in_tm_auto_stands_in_the_translation(event: Event) -> None:
    outcome = omegat.with_memory(paragraphs(event), event.bitext, sentences=False)
    expected = pairs(event.bitext, "1-1")
    assert len(expected) == 5
    assert not outcome.load_error
    assert not outcome.complaints
    for source, target in expected:
        assert target in outcome.target
        assert source not in outcome.target


def test_the_same_bitext_in_plain_tm_is_offered_and_inserts_nothing(event: Event) -> None:
    outcome = omegat.with_memory(paragraphs(event), event.bitext, place="tm", sentences=False, look=True)
    assert not outcome.load_error
    assert outcome.target == paragraphs(event)["article.txt"]
    offered = {(m.source, m.translation) for m in outcome.matches if m.score == 100}
    assert set(pairs(event.bitext, "1-1")) <= offered


def test_units_of_several_sentences_say_so_and_never_stand_in_tm_auto(event: Event) -> None:
    body = etree.parse(event.bitext).find("body")
    assert body is not None
    several = [tu for tu in body if tu.findtext("prop[@type='x-align-kind']") != "1-1"]
    assert [tu.get("segtype") for tu in several] == ["paragraph"]
    assert etree.parse(event.bitext).find("header").get("segtype") == "sentence"  # type: ignore[union-attr]
    project = event.export("project", "--as", "omegat-project")
    for memory in (project / "tm" / "auto").glob("*.tmx"):
        assert not [u for u in TMX().read(memory) if u.kind != "1-1"]


def children_seconds() -> float:
    """Processor time that finished child processes have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_20000_of_our_units_are_read_and_found_within_ten_seconds(tmp_path: Path) -> None:
    units = tuple(
        Unit(f"u{n}", f"Phrase numéro {n} avec quelques mots de plus.", f"Sentence number {n} with a few more words.")
        for n in range(20_000)
    )
    memory = tmp_path / "big.tmx"
    with memory.open("wb") as stream:
        assert TMX().write(Memory("fr", "en", units), stream) == 20_000
    wanted = units[::100]
    began, busy = time.monotonic(), children_seconds()
    outcome = omegat.with_memory({"big.txt": "\n\n".join(u.source for u in wanted) + "\n"}, memory, sentences=False)
    # On a machine that is busy with other things, what OmegaT itself used is the fairer figure.
    spent = min(time.monotonic() - began, children_seconds() - busy)
    assert outcome.target == "\n\n".join(u.target for u in wanted) + "\n"
    assert spent < 10


TYPOGRAPHY = (
    "«\u00a0Voilà\u00a0!\u00a0» dit-elle\u00a0: 4\u202f200\u00a0€",
    "L’été d’Anaïs, l'hiver de Zoë — “smart” ‘quotes’",
    "R&D <b>gras</b> && &amp; ]]>",
    "Émojis 🐟 👩‍🚒 🇫🇷 et ﬁn",
)


def test_typography_emoji_and_markup_come_through_unchanged(tmp_path: Path) -> None:
    units = tuple(Unit(f"u{n}", f"Phrase {n}.", text, "fr", "en") for n, text in enumerate(TYPOGRAPHY))
    memory = tmp_path / "typography.tmx"
    with memory.open("wb") as stream:
        TMX().write(Memory("fr", "en", units), stream)
    outcome = omegat.with_memory({"a.txt": "\n\n".join(u.source for u in units) + "\n"}, memory, sentences=False)
    assert not outcome.load_error
    assert outcome.target == "\n\n".join(TYPOGRAPHY) + "\n"


def test_a_source_with_typography_is_found_exactly(tmp_path: Path) -> None:
    units = tuple(Unit(f"u{n}", text, f"Found {n}.", "fr", "en") for n, text in enumerate(TYPOGRAPHY))
    memory = tmp_path / "typography.tmx"
    with memory.open("wb") as stream:
        TMX().write(Memory("fr", "en", units), stream)
    outcome = omegat.with_memory({"a.txt": "\n\n".join(TYPOGRAPHY) + "\n"}, memory, sentences=False)
    assert outcome.target == "\n\n".join(u.target for u in units) + "\n"


def test_the_omegat_profile_is_translated_in_place(event: Event) -> None:
    path = event.export("article.omegat.xlf", "--as", "xliff", "--for", "omegat")
    assert b"alt-trans" not in path.read_bytes()
    outcome = omegat.with_memory({path.name: path.read_text(encoding="utf-8")}, event.bitext, sentences=False)
    assert not outcome.load_error
    tree = etree.fromstring(outcome.target.encode("utf-8"))
    written = {u.findtext("{*}source"): u.findtext("{*}target") for u in tree.iter("{*}trans-unit")}
    expected = dict(pairs(event.bitext))
    for source, target in written.items():
        assert target == expected.get(source or "", source)
    assert sum(s != t for s, t in written.items()) >= 5


def test_a_bilingual_file_that_omegat_translated_brings_the_edit_home(
    event: Event, workspace: Path, tmp_path: Path
) -> None:
    source = list(event.sources().values())[7]
    project = tmp_path / "project"
    omegat.lay_out(project, sentences=False)
    shutil.copy(event.export("article.omegat.xlf", "--as", "xliff", "--for", "omegat"), project / "source")
    shutil.copy(event.bitext, project / "tm" / "auto")
    outcome = omegat.translate(project, {source: "Fishermen want a stopgap market by 15 March."})
    (tmp_path / "back.xlf").write_text(outcome.target, encoding="utf-8")
    shutil.copy(event.alignment, workspace / "alignment.json")
    said = align("tm", "import", tmp_path / "back.xlf", "--into", workspace)
    assert "1 pair taken" in said
    assert "6 pairs as handed out" in said
    (unit,) = TMX().read(workspace / "human.fr-en.tmx")
    assert (unit.source, unit.target) == (source, "Fishermen want a stopgap market by 15 March.")


# --- the project pack -----------------------------------------------------------------------------------------------


def test_the_project_opens_one_sentence_an_entry_and_inserts_no_draft(event: Event) -> None:
    project = event.export("project", "--as", "omegat-project")
    outcome = omegat.translate(project)
    assert not outcome.load_error
    assert not outcome.complaints
    assert list(outcome.entries) == list(event.sources().values())
    assert outcome.target == paragraphs(event)["article.txt"]


def test_the_project_offers_drafts_people_and_partial_pairs_each_for_what_it_is(event: Event) -> None:
    project = event.export("project-partial", "--as", "omegat-project", "--partial")
    outcome = omegat.translate(project)
    places = {
        place: {(m.source, m.score) for m in outcome.matches if f"/{place}/" in m.memories and m.score in (100, 70)}
        for place in ("tm/mt", "tm/penalty-030")
    }
    sources = list(event.sources().values())
    assert {source for source, score in places["tm/mt"] if score == 100} == set(sources)
    assert places["tm/penalty-030"] == {(sources[9], 70)}
    assert {(m.source, m.translation) for m in outcome.matches if "/tm/bitext" in m.memories and m.score == 100} >= set(
        pairs(event.bitext, "1-1")
    )


def test_what_a_person_accepted_is_inserted_when_the_project_is_made_anew(
    event: Event, workspace: Path, tmp_path: Path
) -> None:
    sources = list(event.sources().values())
    project = event.export("project", "--as", "omegat-project")
    edits = {
        sources[4]: "Sixty firefighters fought for seven hours & won.",
        sources[7]: "The union wants a\u00a0market.",
    }
    outcome = omegat.translate(project, edits, author="Ana")
    for text in edits.values():
        assert text in outcome.target

    written = []
    flavours = [name for name in outcome.saved if name == "project_save.tmx" or name.startswith(project.name)]
    assert len(flavours) == 4, "project_save, and the exports omegat, level 1 and level 2"
    for name in flavours:
        (tmp_path / name).write_bytes(outcome.saved[name])
        folder = tmp_path / f"into-{name}"
        shutil.copytree(workspace, folder)
        assert "2 pairs taken" in align("tm", "import", tmp_path / name, "--into", folder)
        written.append((folder / "human.fr-en.tmx").read_bytes())
    assert len(set(written)) == 1, "every flavour brings the same pairs home"
    home = tmp_path / "into-project_save.tmx"
    units = TMX().read(home / "human.fr-en.tmx").memory.units
    assert {u.source: u.target for u in units} == edits
    assert {(u.author, u.origin) for u in units} == {("Ana", "human")}
    assert all(u.changed for u in units)

    shutil.copy(event.alignment, home / "alignment.json")
    align("export", home / "alignment.json", "--as", "omegat-project", "-o", tmp_path / "again")
    again = omegat.translate(tmp_path / "again")
    assert not again.load_error
    for source, text in edits.items():
        assert text in again.target
        assert source not in again.target


def test_a_project_folder_is_imported_as_it_stands(event: Event, workspace: Path, tmp_path: Path) -> None:
    source = list(event.sources().values())[2]
    project = tmp_path / "project"
    shutil.copytree(event.export("project", "--as", "omegat-project"), project)
    outcome = omegat.translate(project, {source: "No one came to harm."})
    (project / "omegat" / "project_save.tmx").write_bytes(outcome.saved["project_save.tmx"])
    assert "1 pair taken" in align("tm", "import", project, "--into", workspace)


# --- what our check says, OmegaT does -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["illegal_raw", "lang_iso3", "inline_hi"])
def test_a_memory_that_omegat_loses_finds_its_matches_again_once_mended(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.tmx"
    shutil.copy(FIXTURES / "tmx" / path.name, path)
    assert omegat.with_memory({"news.txt": NEWS}, path).target == NEWS
    assert "breaks OmegaT" in align("tm", "check", path, "--fix", ok=(1,))
    outcome = omegat.with_memory({"news.txt": NEWS}, tmp_path / f"{name}.fixed.tmx")
    assert not outcome.load_error
    for source, target in pairs(tmp_path / f"{name}.fixed.tmx"):
        assert target in outcome.target
        assert source not in outcome.target
