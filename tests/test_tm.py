"""`align tm`: what is wrong and where, mended copies, merges that overwrite nothing, the way back from a CAT tool."""

from __future__ import annotations

import contextlib
import csv
import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.errors import AlignError, UsageError
from align.formats.check import check
from align.formats.mend import characters, fix
from align.formats.merge import merge, merge_memories, source_key, target_key
from align.formats.postedit import known, take_back
from align.formats.tmx import TMX
from align.model import Memory, Unit
from align.workspace import atomic
from conftest import ROOT, Caller

FIXTURES = ROOT / "tests" / "fixtures" / "formats"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


EXPECTED = table(FIXTURES / "expect.tsv")
PLACES = table(ROOT / "tests" / "cases" / "tm_check.tsv")


def write(path: Path, *units: Unit) -> Path:
    with path.open("wb") as stream:
        TMX(unique=False).write(Memory("fr", "en", units), stream)
    return path


def pair(source: str, target: str, **more: Any) -> Unit:
    return Unit(more.pop("id", ""), source, target, "fr", "en", **more)


def draft(source: str, target: str, **more: Any) -> Unit:
    return pair(source, target, origin="machine", note="machine draft (argos fr_en 0.1), not reviewed", **more)


# --- check ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row["file"])
def test_every_fixture_is_judged_as_its_table_says(row: dict[str, str]) -> None:
    report = check(FIXTURES / row["file"])
    verdict = "refuse" if report.refused else "warn" if report.problems else "read"
    assert verdict == row["verdict"], [str(c) for c in report.complaints]
    assert report.refused or report.units == int(row["pairs"])


@pytest.mark.parametrize("row", PLACES, ids=lambda row: row["file"])
def test_a_complaint_names_line_unit_and_the_tool_it_breaks(row: dict[str, str]) -> None:
    complaints = check(FIXTURES / row["file"]).problems
    assert any(
        c.line == int(row["line"])
        and c.unit == (row["unit"] or c.unit)
        and row["breaks"] in "; ".join(c.breaks)
        and row["what"] in c.what
        for c in complaints
    ), [str(c) for c in complaints]


def test_a_sound_memory_ends_with_0_and_a_faulty_one_with_1(cli: Caller) -> None:
    assert cli("tm", "check", FIXTURES / "tmx/good.tmx").code == 0
    called = cli("tm", "check", FIXTURES / "tmx/good.tmx", FIXTURES / "tmx/prop_file.tmx")
    assert called.code == 1
    assert called.text.startswith(f"{FIXTURES}/tmx/prop_file.tmx:3: unit a1-0001: ")
    assert "[breaks OmegaT" in called.text
    assert "good.tmx: 3 units, nothing wrong" in called.stderr


def test_remarks_alone_end_with_0_unless_strict(cli: Caller) -> None:
    assert cli("tm", "check", FIXTURES / "tmx/srclang_all.tmx").code == 0
    assert cli("tm", "check", FIXTURES / "tmx/srclang_all.tmx", "--strict").code == 1
    assert "Weblate" in cli("tm", "check", FIXTURES / "tmx/srclang_all.tmx", "--verbose").text


def test_check_tells_programs_the_same_as_json(cli: Caller) -> None:
    (report,) = json.loads(cli("tm", "check", FIXTURES / "tmx/prop_file.tmx", "--json").stdout)
    (complaint,) = report["complaints"]
    assert (report["units"], complaint["line"], complaint["unit"], complaint["code"]) == (
        3,
        3,
        "a1-0001",
        "reserved-prop",
    )
    assert complaint["breaks"] == ["OmegaT"]


def test_a_missing_file_is_wrong_usage_before_anything_is_read(cli: Caller, tmp_path: Path) -> None:
    called = cli("tm", "check", tmp_path / "nowhere.tmx")
    assert called.code == 2
    assert "nowhere.tmx" in called.stderr


def test_lines_are_right_far_beyond_65535(tmp_path: Path) -> None:
    units = [pair(f"Phrase {n}.", f"Sentence {n}.") for n in range(20_000)]
    path = write(tmp_path / "long.tmx", *units, pair("Fin.", "End.", properties=(("file", "x"),)))
    text = path.read_text(encoding="utf-8").replace('type="x-file"', 'type="file"')
    path.write_text(text, encoding="utf-8")
    wanted = text[: text.index('type="file"')].count("\n") + 1
    assert wanted > 65_535
    assert [c.line for c in check(path).problems] == [wanted]


# --- mended copies --------------------------------------------------------------------------------------------------

UNMENDABLE = {
    "tmx/hostile_entity.tmx",
    "tmx/hostile_external.tmx",
    "tmx/hostile_laughs.tmx",
    "tmx/peer_unbalanced.tmx",
    "tmx/peer_wrong_lang.tmx",
}
MENDABLE = [row["file"] for row in EXPECTED if row["verdict"] != "read" and row["file"] not in UNMENDABLE]


@pytest.mark.parametrize("name", MENDABLE)
def test_a_mended_copy_has_no_problem_left_and_the_original_stays(name: str, tmp_path: Path, cli: Caller) -> None:
    path = tmp_path / Path(name).name
    shutil.copy(FIXTURES / name, path)
    before = path.read_bytes()
    called = cli("tm", "check", path, "--fix", "--to", "en")
    (copy,) = (p for p in tmp_path.iterdir() if p != path)
    assert called.code == 1
    assert ".fixed." in copy.name
    assert f"mended copy: {copy}" in called.stderr
    assert path.read_bytes() == before
    assert not check(copy).problems, [str(c) for c in check(copy).problems]


@pytest.mark.parametrize("name", sorted(UNMENDABLE))
def test_what_only_a_person_can_mend_is_said_and_no_file_appears(name: str, tmp_path: Path, cli: Caller) -> None:
    path = tmp_path / Path(name).name
    shutil.copy(FIXTURES / name, path)
    called = cli("tm", "check", path, "--fix")
    assert called.code == 1
    assert "not mended" in called.stderr
    assert list(tmp_path.iterdir()) == [path]


def test_a_mended_copy_overwrites_nothing(tmp_path: Path, cli: Caller) -> None:
    path = tmp_path / "a.tmx"
    shutil.copy(FIXTURES / "tmx/prop_file.tmx", path)
    (tmp_path / "a.fixed.tmx").write_text("mine")
    called = cli("tm", "check", path, "--fix")
    assert called.code == 2
    assert (tmp_path / "a.fixed.tmx").read_text() == "mine"


def test_what_a_mended_copy_leaves_out_is_listed(tmp_path: Path, cli: Caller) -> None:
    path = tmp_path / "a.tmx"
    shutil.copy(FIXTURES / "tmx/two_target_variants.tmx", path)
    assert "left out: line 3" in cli("tm", "check", path, "--fix").stderr


@settings(deadline=None)
@given(st.text())
def test_mending_characters_leaves_well_formed_text_alone_and_makes_the_rest_well_formed(text: str) -> None:
    from lxml import etree

    from align.formats.xml import legal

    element = etree.Element("seg")
    element.text = legal(text)
    sound = etree.tostring(element, encoding="UTF-8")
    assert characters(sound).decode() == sound.decode().split("?>", 1)[-1].lstrip(" \t")
    broken = f"<seg>{text.replace('<', '')}</seg>".encode("utf-8", "surrogatepass")
    etree.fromstring(characters(broken))


def test_html_entities_become_their_letters_and_stray_ampersands_stay_text() -> None:
    assert characters(b"<seg>&eacute;t&eacute; R&D &lt; &unheard; &#233; &#x1;</seg>").decode() == (
        "<seg>été R&amp;D &lt; &amp;unheard; &#233; </seg>"
    )


# --- merge ----------------------------------------------------------------------------------------------------------

UNITS = st.lists(
    st.builds(
        pair,
        st.sampled_from(["Un.", "Deux.", "Trois.", "Trois\u00a0."]),
        st.sampled_from(["One.", "Two.", "Two\u00a0.", "Three."]),
        id=st.sampled_from(["", "a", "b"]),
        author=st.sampled_from(["", "ana"]),
        changed=st.sampled_from(["", "20260101T000000Z", "20260201T000000Z"]),
    ),
    max_size=8,
)
PREFERENCES = st.sampled_from([None, "ours", "theirs", "newer"])


@settings(deadline=None)
@given(UNITS, UNITS, PREFERENCES)
def test_a_merge_has_each_source_once_and_loses_no_target_unsaid(ours: Any, theirs: Any, prefer: Any) -> None:
    merged = merge(ours, theirs, prefer)
    sources = [source_key(u.source) for u in merged.units]
    assert len(sources) == len(set(sources))
    told = {target_key(u.target) for c in merged.conflicts for u in (c.ours, c.theirs)}
    kept = {target_key(u.target) for u in merged.units}
    assert {target_key(u.target) for u in (*ours, *theirs)} <= kept | told
    ids = [u.id for u in merged.units if u.id]
    assert len(ids) == len(set(ids))


@settings(deadline=None)
@given(UNITS, UNITS, PREFERENCES)
def test_a_merge_done_twice_changes_nothing_more(ours: Any, theirs: Any, prefer: Any) -> None:
    once = merge(merge(ours, (), prefer).units, theirs, prefer).units
    assert merge(once, (), prefer).units == once
    assert [(u.source, u.target) for u in merge(once, theirs, prefer)] == [(u.source, u.target) for u in once]


@settings(deadline=None)
@given(UNITS, UNITS)
def test_without_a_preference_ours_stays(ours: Any, theirs: Any) -> None:
    mine = {source_key(u.source): target_key(u.target) for u in merge(ours, ()).units}
    both = {source_key(u.source): target_key(u.target) for u in merge(ours, theirs).units}
    assert mine.items() <= both.items()


def test_newer_settles_only_what_dates_can_settle() -> None:
    old, new = (pair("Un.", t, changed=d) for t, d in (("A", "20260101T000000Z"), ("B", "20260201T000000Z")))
    assert merge([old], [new], "newer").units[0].target == "B"
    assert merge([new], [old], "newer").units[0].target == "B"
    (conflict,) = merge([old], [pair("Un.", "C")], "newer").conflicts
    assert not conflict.settled


def test_a_no_break_space_in_the_target_is_a_difference_and_in_the_source_is_none() -> None:
    assert len(merge([pair("Oui !", "A!")], [pair("Oui\u00a0!", "A!")]).units) == 1
    assert merge([pair("Oui !", "10 km")], [pair("Oui !", "10\u00a0km")]).conflicts


def test_drafts_and_peoples_sentences_are_never_merged_into_one_memory() -> None:
    people = ("people.tmx", Memory("fr", "en", (pair("Un.", "One."),)))
    machine = ("machine.tmx", Memory("fr", "en", (draft("Deux.", "Two."),)))
    with pytest.raises(UsageError, match=r"machine\.tmx"):
        merge_memories([people, machine])
    memory, _ = merge_memories([people, machine], origin="human")
    assert [u.target for u in memory] == ["One."]


def test_memories_of_two_language_pairs_are_not_merged() -> None:
    with pytest.raises(UsageError, match="fr-en"):
        merge_memories(
            [("a", Memory("fr", "en", (pair("Un.", "One."),))), ("b", Memory("fr", "de", (pair("Un.", "Eins."),)))]
        )


def test_the_merge_command_lists_conflicts_and_overwrites_no_file(tmp_path: Path, cli: Caller) -> None:
    a = write(tmp_path / "a.tmx", pair("Un.", "One."), pair("Deux.", "Two."))
    b = write(tmp_path / "b.tmx", pair("Deux.", "Both."), pair("Un.", "One."), pair("Trois.", "Three."))
    out = tmp_path / "all.tmx"
    called = cli("tm", "merge", a, b, "-o", out)
    assert called.code == 1
    assert [u.target for u in TMX().read(out)] == ["One.", "Two.", "Three."]
    assert "ours (stays): Two." in called.text
    assert "theirs: Both." in called.text
    assert cli("tm", "merge", a, b, "-o", out).code == 2
    first = out.read_bytes()
    assert cli("tm", "merge", a, b, "-o", out, "--force", "--prefer", "ours").code == 0
    assert out.read_bytes() == first
    assert cli("tm", "merge", a, b, "-o", out, "--force", "--prefer", "theirs").code == 0
    assert [u.target for u in TMX().read(out)] == ["One.", "Both.", "Three."]


# --- the way back ---------------------------------------------------------------------------------------------------

HANDED_OUT = (
    draft("Il est parti.", "He is part.", id="fr.a.s0001", properties=(("align-source-document", "fr.a"),)),
    draft("La grève continue.", "The strike goes on.", id="fr.a.s0002"),
    draft("« Oui\u00a0! »", "“Yes!”", id="fr.a.s0003"),
)


def back(*units: Unit, **more: Any) -> Any:
    return take_back(units, known([Memory("fr", "en", HANDED_OUT)], ("fr", "en")), **more)


def test_an_edited_draft_becomes_a_persons_pair_with_hand_and_date() -> None:
    saved = Unit(
        "1", "Il est parti.", "He left.", "FR", "EN", origin="machine", author="ana", changed="20260301T080000Z"
    )
    (unit,) = back(saved).taken
    assert (unit.origin, unit.author, unit.changed, unit.id) == ("human", "ana", "20260301T080000Z", "fr.a.s0001")
    assert (unit.source_language, unit.target_language, unit.state) == ("fr", "en", "translated")
    assert unit.detail("align-draft") == "He is part."
    assert unit.detail("align-source-document") == "fr.a"
    assert not unit.note


def test_a_draft_that_nobody_touched_is_not_taken_for_a_persons() -> None:
    result = back(*(Unit("", u.source, u.target, "fr", "en", author="ana") for u in HANDED_OUT))
    assert not result.taken
    assert result.untouched == 3


def test_white_space_that_an_editor_rewrapped_is_no_edit_but_a_no_break_space_is() -> None:
    assert not back(pair("Il est parti.", " He is\n  part. ")).taken
    assert back(pair("Il est parti.", "He is\u00a0part.")).taken


def test_a_draft_approved_as_it_stands_is_counted_and_taken_only_when_asked_for() -> None:
    saved = pair("La grève continue.", "The strike goes on.", state="final", approved=True)
    assert not back(saved).taken
    assert len(back(saved).confirmed) == 1
    (unit,) = back(saved, with_confirmed=True).taken
    assert (unit.origin, unit.state, unit.approved) == ("human", "final", True)
    assert not unit.detail("align-draft")


def test_the_source_is_found_again_when_a_tool_changed_its_spaces_and_keeps_our_spelling() -> None:
    (unit,) = back(pair("« Oui ! »", "“Indeed!”")).taken
    assert unit.source == "« Oui\u00a0! »"


def test_a_source_that_a_tool_respelt_is_found_by_its_id_and_another_sentence_is_not() -> None:
    handed = draft("L’été s’achève à l’aube.", "Summer ends.", id="fr.a.s0009")
    before = known([Memory("fr", "en", (handed,))], ("fr", "en"))
    edited = pair("L'été s'achève à l'aube.", "Summer ends at dawn.", id="fr.a.s0009", origin="machine")
    (unit,) = take_back([edited], before).taken
    assert (unit.source, unit.target) == (handed.source, "Summer ends at dawn.")
    other = pair("La grève continue.", "Summer ends at dawn.", id="fr.a.s0009", origin="machine")
    assert not take_back([other], before).taken


def test_a_machine_pair_of_unknown_origin_is_not_taken() -> None:
    assert back(draft("Ailleurs.", "Elsewhere.")).drafts == 1


def test_a_persons_pair_from_elsewhere_is_taken_and_said() -> None:
    result = back(pair("Ailleurs.", "Elsewhere."))
    assert (len(result.taken), result.elsewhere) == (1, 1)


def test_an_edit_of_a_persons_sentence_is_not_called_an_edit_of_the_draft_beside_it() -> None:
    people = pair("Il est parti.", "He went away at dawn.", id="fr.a.s0001", note="1-1, score 0.95; written by people")
    before = known([Memory("fr", "en", HANDED_OUT), Memory("fr", "en", (people,))], ("fr", "en"))
    (unit,) = take_back([pair("Il est parti.", "He went away at noon.", note=people.note)], before).taken
    assert not unit.detail("align-draft")
    assert not unit.note
    (unit,) = take_back([pair("Il est parti.", "He is party.")], before).taken
    assert unit.detail("align-draft") == "He is part."


def test_our_own_name_is_never_given_as_the_author() -> None:
    (unit,) = back(pair("Il est parti.", "He left.", author="align", creator="align"), author="bo").taken
    assert unit.author == "bo"


@pytest.fixture
def event(tmp_path: Path) -> Path:
    """An event's folder with a draft handed out."""
    folder = tmp_path / "translations" / "event"
    folder.mkdir(parents=True)
    write(folder / "draft.fr-en.tmx", *HANDED_OUT)
    return folder


def omegat_level1(path: Path, *pairs: tuple[str, str, str]) -> Path:
    """Write a memory the way OmegaT's level-1 export does: TMX 1.1, ``lang``, no ids, no properties."""
    from lxml import etree

    root = etree.Element("tmx", version="1.1")
    etree.SubElement(
        root,
        "header",
        {"creationtool": "OmegaT", "o-tmf": "OmegaT TMX", "adminlang": "EN-US", "datatype": "plaintext"}
        | {"creationtoolversion": "3.6.0", "segtype": "sentence", "srclang": "FR"},
    )
    body = etree.SubElement(root, "body")
    for source, target, author in pairs:
        unit = etree.SubElement(body, "tu")
        etree.SubElement(etree.SubElement(unit, "tuv", lang="FR"), "seg").text = source
        side = etree.SubElement(
            unit, "tuv", lang="EN", changeid=author, changedate="20260301T080000Z", creationid=author
        )
        etree.SubElement(side, "seg").text = target
    path.write_bytes(
        etree.tostring(root, xml_declaration=True, encoding="UTF-8", doctype='<!DOCTYPE tmx SYSTEM "tmx11.dtd">')
    )
    return path


def test_an_omegat_export_comes_home_by_its_texts(event: Path, tmp_path: Path, cli: Caller) -> None:
    export = omegat_level1(
        tmp_path / "project-level1.tmx",
        ("Il est parti.", "He left.", "ana"),
        ("La grève continue.", "The strike goes on.", "ana"),
    )
    called = cli("tm", "import", export, "--into", event)
    assert called.code == 0, called.stderr
    (unit,) = TMX().read(event / "human.fr-en.tmx")
    assert (unit.source, unit.target, unit.author, unit.changed) == (
        "Il est parti.",
        "He left.",
        "ana",
        "20260301T080000Z",
    )
    assert unit.origin == "human"
    assert "1 pair taken" in called.stderr
    assert "1 pair as handed out" in called.stderr


def test_importing_twice_changes_nothing(event: Path, tmp_path: Path, cli: Caller) -> None:
    export = omegat_level1(tmp_path / "a.tmx", ("Il est parti.", "He left.", "ana"))
    cli("tm", "import", export, "--into", event)
    path = event / "human.fr-en.tmx"
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    called = cli("tm", "import", export, "--into", event)
    assert called.code == 0
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stamp)
    assert "0 pairs taken" in called.stderr
    assert "1 pair known already" in called.stderr


def test_another_target_for_a_known_source_is_listed_and_overwrites_nothing_unless_told(
    event: Path, tmp_path: Path, cli: Caller
) -> None:
    first = omegat_level1(tmp_path / "a.tmx", ("Il est parti.", "He left.", "ana"))
    second = omegat_level1(tmp_path / "b.tmx", ("Il est parti.", "He has gone.", "bo"))
    cli("tm", "import", first, "--into", event)
    path = event / "human.fr-en.tmx"
    before = path.read_bytes()
    called = cli("tm", "import", second, "--into", event)
    assert called.code == 1
    assert path.read_bytes() == before
    assert "ours (stays): He left.  [ana, 20260301T080000Z]" in called.text
    assert "theirs: He has gone.  [bo" in called.text
    assert "--prefer" in called.stderr
    assert cli("tm", "import", second, "--into", event, "--prefer", "newer").code == 1, "the dates are equal"
    assert cli("tm", "import", second, "--into", event, "--prefer", "theirs").code == 0
    assert [u.target for u in TMX().read(path)] == ["He has gone."]


def test_a_draft_memory_edited_in_place_needs_to_know_how_it_was(event: Path, tmp_path: Path, cli: Caller) -> None:
    path = event / "draft.fr-en.tmx"
    shutil.copy(path, tmp_path / "before.tmx")
    path.write_text(path.read_text(encoding="utf-8").replace("He is part.", "He left."), encoding="utf-8")
    called = cli("tm", "import", path)
    assert called.code == 2
    assert "--against" in called.stderr
    assert cli("tm", "import", path, "--against", tmp_path / "before.tmx", "--author", "ana").code == 0
    (unit,) = TMX().read(event / "human.fr-en.tmx")
    assert (unit.target, unit.origin, unit.author) == ("He left.", "human", "ana")


def test_a_memory_of_another_language_pair_is_refused(event: Path, tmp_path: Path, cli: Caller) -> None:
    path = tmp_path / "de.tmx"
    with path.open("wb") as stream:
        TMX().write(Memory("fr", "de", (Unit("", "Un.", "Eins.", "fr", "de"),)), stream)
    called = cli("tm", "import", path, "--into", event)
    assert called.code == 2
    assert not (event / "human.fr-en.tmx").exists()


def test_a_dry_run_of_an_import_writes_nothing(event: Path, tmp_path: Path, cli: Caller) -> None:
    export = omegat_level1(tmp_path / "a.tmx", ("Il est parti.", "He left.", "ana"))
    called = cli("tm", "import", export, "--into", event, "--dry-run", "--json")
    assert called.code == 0
    assert json.loads(called.stdout)["pairs"][0]["target"] == "He left."
    assert not (event / "human.fr-en.tmx").exists()


def test_a_broken_file_that_comes_back_is_named_and_nothing_is_written(event: Path, cli: Caller) -> None:
    called = cli("tm", "import", FIXTURES / "tmx/illegal_raw.tmx", "--into", event)
    assert called.code == 1
    assert "illegal_raw.tmx:3" in called.stderr
    assert "Traceback" not in called.stderr
    assert not (event / "human.fr-en.tmx").exists()


def test_sentences_translated_the_other_way_round_get_a_memory_of_their_own(
    event: Path, tmp_path: Path, cli: Caller
) -> None:
    path = tmp_path / "facts.tmx"
    with path.open("wb") as stream:
        TMX().write(
            Memory("en", "fr", (Unit("", "The café stayed open.", "Le café est resté ouvert.", "en", "fr"),)), stream
        )
    assert cli("tm", "import", path, "--into", event).code == 0
    (unit,) = TMX().read(event / "human.en-fr.tmx")
    assert (unit.source_language, unit.target_language) == ("en", "fr")
    assert not (event / "human.fr-en.tmx").exists()


def test_whatever_is_done_to_a_file_check_and_fix_end_with_words_and_no_half_written_copy(tmp_path: Path) -> None:
    rng = random.Random(7)
    files = sorted((FIXTURES / "tmx").iterdir()) + sorted((FIXTURES / "xliff").iterdir())
    scraps = [
        b"<",
        b"&",
        b"&#x0;",
        b"</tu>",
        b"\xff",
        b"\x00",
        b"]]>",
        b"<!--",
        b'<!DOCTYPE x [<!ENTITY a "b">]>',
        b"<tu>",
    ]
    for number in range(400):
        original = rng.choice(files)
        data = bytearray(original.read_bytes())
        for _ in range(rng.randint(1, 4)):
            place = rng.randrange(len(data) + 1)
            if rng.random() < 0.5:
                data[place:place] = rng.choice(scraps)
            else:
                del data[place : place + rng.randint(1, 40)]
        path, copy = tmp_path / f"{number}{original.suffix}", tmp_path / f"{number}.fixed"
        path.write_bytes(data)
        check(path)
        with contextlib.suppress(AlignError), atomic(copy) as stream:
            fix(path, stream)
        assert not copy.exists() or not any("well-formed" in c.what for c in check(copy).complaints)
    assert not list(tmp_path.glob(".*"))


# --- stats ----------------------------------------------------------------------------------------------------------


def test_stats_count_what_stands_in_a_memory(tmp_path: Path, cli: Caller) -> None:
    path = write(
        tmp_path / "a.tmx",
        pair("Un deux.", "One two.", author="ana", changed="20260101T000000Z", score=0.85),
        pair("Un deux.", "One two.", author="ana"),
        pair("Un deux.", "A pair."),
        draft("Trois.", "Three."),
    )
    (found,) = json.loads(cli("tm", "stats", path, "--json").stdout)
    assert (found["units"], found["words"], found["repeated"], found["contested"]) == (4, [7, 7], 1, 1)
    assert found["origins"] == [["human", 3], ["machine", 1]]
    assert found["authors"] == [["ana", 2]]
    assert found["scores"] == [["0.8", 1]]
    assert "4 units fr–en" in cli("tm", "stats", path).text


def test_stats_go_on_after_a_broken_file_and_end_with_1(cli: Caller) -> None:
    called = cli("tm", "stats", FIXTURES / "tmx/illegal_raw.tmx", FIXTURES / "tmx/good.tmx")
    assert called.code == 1
    assert "good.tmx: 3 units" in called.text
    assert "illegal_raw.tmx:3" in called.stderr


def test_a_merge_can_go_to_standard_output(tmp_path: Path, cli: Caller) -> None:
    a = write(tmp_path / "a.tmx", pair("Un.", "One."))
    called = cli("tm", "merge", a, a, "-o", "-")
    assert called.code == 0
    assert called.stdout.startswith(b"<?xml")
    assert called.stdout.count(b"<tu ") == 1
