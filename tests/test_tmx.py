"""TMX: what is written, what is read, and every odd memory of the fixtures with the line that is named."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from align.errors import AlignError, BrokenFormat, UsageError
from align.formats import detect
from align.formats.bitext import article_memory, bitext_counts, bitext_memory, draft_memory
from align.formats.reading import language
from align.formats.tmx import TMX
from align.formats.xml import legal
from align.model import Alignment, Bead, Memory, Unit
from conftest import ROOT, development_data
from sample_alignment import ALIGNMENT, DRAFTS, SOURCE, E, F, encoded

FIXTURES = ROOT / "tests" / "fixtures" / "formats"
LINES = {
    # fixture: the line that the first warning, or the error, must name
    "date_bad": 3,
    "empty_target": 3,
    "hostile_entity": 2,
    "hostile_external": 2,
    "hostile_laughs": 2,
    "illegal_fffe": 3,
    "illegal_ncr": 3,
    "illegal_raw": 3,
    "lang_iso3": 3,
    "lang_underscore": 3,
    "minimal_header": 3,
    "no_target_tuv": 3,
    "peer_prop_after_seg": 3,
    "peer_unbalanced": 6,
    "peer_unescaped": 3,
    "peer_version": 2,
    "prop_file": 3,
    "two_same_lang_tuv": 3,
    "version14b": 3,
    "ws_pad": 3,
    "xmlns": 3,
}


def expected() -> list[dict[str, str]]:
    with (FIXTURES / "expect.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def unit(source: str, target: str, **more: Any) -> Unit:
    return Unit(more.pop("id", "u1"), source, target, "fr", "en", **more)


def written(*units: Unit, **head: Any) -> bytes:
    return encoded(TMX(), Memory("fr", "en", units, **head))


def parse(data: bytes) -> list[Unit]:
    return [found.unit for found in TMX().parse(io.BytesIO(data), "written.tmx")]


def wrapped(body: str, version: str = "1.4", source: str = "fr") -> bytes:
    head = "creationtool='x' creationtoolversion='1' segtype='sentence' o-tmf='x' adminlang='en' datatype='plaintext'"
    return f"<tmx version='{version}'><header {head} srclang='{source}'/><body>{body}</body></tmx>".encode()


# --- the table of fixtures ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", expected(), ids=lambda row: row["file"])
def test_every_fixture_is_read_warned_of_or_refused_as_the_table_says(row: dict[str, str]) -> None:
    path = FIXTURES / row["file"]
    try:
        result = detect.read(path)
        outcome = ("warn" if result.warnings else "read", len(result.memory.units))
        lines = [w.line for w in result.warnings]
    except BrokenFormat as error:
        outcome, lines = ("refuse", 0), [int(n) for n in re.findall(f"^{re.escape(str(path))}:(\\d+)$", error.where)]
    assert outcome == (row["verdict"], int(row["pairs"]))
    name = path.name.partition(".")[0]
    if name in LINES:
        assert lines[0] == LINES[name]


@pytest.mark.parametrize("row", [r for r in expected() if r["verdict"] != "refuse"], ids=lambda row: row["file"])
def test_what_was_read_is_written_well_and_says_the_same(row: dict[str, str], tmp_path: Path) -> None:
    memory = detect.read(FIXTURES / row["file"]).memory
    path = tmp_path / "again.tmx"
    path.write_bytes(encoded(TMX(), memory))
    again = TMX().read(path)
    assert not again.warnings
    firsts = {u.source: u for u in reversed(memory.units)}
    assert {u.source: (u.target, u.origin) for u in again.memory} == {
        s: (u.target, u.origin) for s, u in firsts.items()
    }


def test_reading_and_writing_a_good_memory_gives_the_same_bytes() -> None:
    path = FIXTURES / "tmx" / "good.tmx"
    assert encoded(TMX(), TMX().read(path).memory) == path.read_bytes()


# --- reading --------------------------------------------------------------------------------------------------------


def test_text_goes_by_language_not_by_order() -> None:
    (found,) = TMX().read(FIXTURES / "tmx" / "reversed_tuv.tmx").memory
    assert (found.source_language, found.target, found.target_language) == ("fr", "REV", "en")


def test_tags_come_out_canonical() -> None:
    for name, wanted in (
        ("lang_underscore", ("fr-FR", "en-GB")),
        ("lang_iso3", ("fr", "en")),
        ("lang_upper", ("fr-FR", "en-US")),
    ):
        memory = TMX().read(FIXTURES / "tmx" / f"{name}.tmx").memory
        assert {(u.source_language, u.target_language) for u in memory} == {wanted}
        assert memory.source_language == wanted[0]


@pytest.mark.parametrize(
    ("given", "canonical", "faulty"),
    [
        ("fr", "fr", False),
        ("EN-us", "en-US", False),
        ("zh_hant_TW", "zh-Hant-TW", True),
        ("fre", "fr", True),
        ("deu", "de", True),
        ("gsw", "gsw", False),
        ("es-419", "es-419", False),
        ("", "", True),
        ("f r", "f r", True),
    ],
)
def test_a_language_code_is_brought_to_bcp_47(given: str, canonical: str, faulty: bool) -> None:
    found, fault = language(given)
    assert (found, bool(fault)) == (canonical, faulty)


def test_codes_go_and_highlighted_words_stay() -> None:
    data = wrapped(
        "<tu><tuv xml:lang='fr'><seg>a<ph>&lt;br/></ph>b<bpt i='1'>x<sub>y</sub></bpt>c<ept i='1'/> <hi>d<ph/>e</hi>"
        "<ut>z</ut>f</seg></tuv><tuv xml:lang='en'><seg><it>q</it>G</seg></tuv></tu>"
    )
    (found,) = parse(data)
    assert (found.source, found.target) == ("abc def", "G")


def test_a_note_within_a_tuv_and_two_notes_are_kept_as_one() -> None:
    (found,) = TMX().read(FIXTURES / "tmx" / "tuv_note_prop.tmx").memory
    assert found.note == "n1\nn2\ntn"
    assert found.properties == (("a", "1"), ("b", "2"))
    again = etree.fromstring(written(found))
    assert len(again.findall(".//tu/note")) == 1
    assert {p.get("type") for p in again.iter("prop")} == {"x-a", "x-b", "x-align-origin"}


def test_reserved_properties_come_out_as_properties_of_our_own() -> None:
    found = TMX().read(FIXTURES / "tmx" / "prop_file.tmx").memory.units[0]
    assert b'<prop type="x-file">' in written(found)


def test_who_and_when_are_those_of_the_target() -> None:
    found = {u.source[:4]: u for u in TMX().read(FIXTURES / "tmx" / "omegat_saved_14.tmx").memory}["Le p"]
    assert (found.author, found.changed, found.creator, found.created) == (
        "align",
        "20260801T120000Z",
        "align",
        "20260801T120000Z",
    )


def test_a_memory_of_several_languages_gives_one_pair_and_says_what_it_left() -> None:
    data = wrapped(
        "<tu><tuv xml:lang='fr'><seg>Un.</seg></tuv><tuv xml:lang='en'><seg>One.</seg></tuv>"
        "<tuv xml:lang='de'><seg>Eins.</seg></tuv></tu>"
    )
    told: list[Any] = []
    assert [f.unit.target for f in TMX().parse(io.BytesIO(data), "x", told.append)] == ["One."]
    assert [w.code for w in told] == ["other-language"]
    assert [f.unit.target for f in TMX().parse(io.BytesIO(data), "x", target="de")] == ["Eins."]


def test_machine_units_are_known_by_their_hand_and_by_our_note() -> None:
    by_hand = (
        "<tu creationid='MT!'><tuv xml:lang='fr'><seg>Un.</seg></tuv><tuv xml:lang='en'><seg>One.</seg></tuv></tu>"
    )
    by_note = (
        "<tu><note>machine draft (argos fr_en 0.1), not reviewed</note><tuv xml:lang='fr'><seg>Un.</seg></tuv>{}</tu>"
    )
    ours = "<tuv xml:lang='en' changeid='align'><seg>One.</seg></tuv>"
    edited = "<tuv xml:lang='en' changeid='Ada'><seg>One.</seg></tuv>"
    origins = [parse(wrapped(b))[0].origin for b in (by_hand, by_note.format(ours), by_note.format(edited))]
    assert origins == ["machine", "machine", "human"]


@pytest.mark.parametrize(
    "attack",
    [
        b"<!DOCTYPE tmx [<!ENTITY a 'b'>]><tmx version='1.4'/>",
        b"<!DOCTYPE tmx SYSTEM 'tmx14.dtd' [<!ENTITY % a SYSTEM 'file:///etc/passwd'> %a;]><tmx version='1.4'/>",
        b"<!DOCTYPE tmx PUBLIC '-//x//[]>' 'y' []><tmx version='1.4'/>",
        "<!DOCTYPE tmx [<!ENTITY a 'b'>]><tmx version='1.4'/>".encode("utf-16"),
        "<?xml version='1.0' encoding='UTF-16LE'?><!DOCTYPE tmx [<!ENTITY a 'b'>]><tmx/>".encode("utf-16-le"),
        "<!DOCTYPE tmx [<!ENTITY a 'b'>]><tmx/>".encode("utf-32"),
        b"<!-- " + b"x" * 70_000 + b" --><!DOCTYPE tmx [<!ENTITY a 'b'>]><tmx version='1.4'/>",
        b"<!DOCTYPE tmx SYSTEM 'tmx14.dtd'>" + wrapped("<tu><tuv xml:lang='fr'><seg>&who;</seg></tuv></tu>"),
        b"<!DOCTYPE tmx SYSTEM 'tmx14.dtd'>" + wrapped("<tu tuid='&who;'/>"),
        b"<!DOCTYPE tmx SYSTEM 'tmx14.dtd'>" + wrapped("<note>&who;</note>"),
        wrapped("<tu>" + "<a>" * 5000),
        wrapped("<tu><tuv xml:lang='fr'><seg>" + "x" * 11_000_000 + "</seg></tuv></tu>"),
    ],
    ids=lambda data: data[:40].decode("latin-1"),
)
def test_hostile_xml_is_refused_with_a_place(attack: bytes) -> None:
    with pytest.raises(BrokenFormat) as caught:
        parse(attack)
    assert re.fullmatch(r"written\.tmx:\d+", caught.value.where)


@pytest.mark.parametrize(
    "quoted", ['SYSTEM "tmx14.dtd"', "PUBLIC '-//LISA//DTD' \"http://example.org/[tmx14]>.dtd\"", ""]
)
def test_a_bare_doctype_is_accepted_and_never_loaded(quoted: str, tmp_path: Path) -> None:
    (tmp_path / "tmx14.dtd").write_text("<!ENTITY loaded 'yes'>")
    path = tmp_path / "bare.tmx"
    body = "<tu><tuv xml:lang='fr'><seg>Un.</seg></tuv><tuv xml:lang='en'><seg>One.</seg></tuv></tu>"
    path.write_bytes(f"<!DOCTYPE tmx {quoted}>".encode() + wrapped(body))
    assert len(TMX().read(path).memory.units) == 1
    path.write_bytes(f"<!DOCTYPE tmx {quoted}>".encode() + wrapped(body.replace("One.", "&loaded;")))
    with pytest.raises(BrokenFormat):
        TMX().read(path)


def test_a_bad_archive_is_refused(tmp_path: Path) -> None:
    good = (FIXTURES / "tmx" / "good.tmx").read_bytes()
    cut = tmp_path / "cut.tmx.gz"
    cut.write_bytes(gzip.compress(good)[:-20])
    two = tmp_path / "two.tmx.zip"
    with zipfile.ZipFile(two, "w") as archive:
        archive.writestr("a.tmx", good)
        archive.writestr("b.tmx", good)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(two.read_bytes()[:60])
    for path in (cut, two, broken):
        with pytest.raises(BrokenFormat, match="archive"):
            TMX().read(path)


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("align.formats.xml.UNPACKED_LIMIT", 1_000_000)
    bomb = tmp_path / "bomb.tmx.gz"
    bomb.write_bytes(gzip.compress(wrapped(" " * 3_000_000)))
    with pytest.raises(BrokenFormat, match="unpacks to more"):
        TMX().read(bomb)


def test_lines_are_right_beyond_sixty_five_thousand() -> None:
    one = "<tu><tuv xml:lang='fr'>\n<seg>{}</seg></tuv>\n<tuv xml:lang='en'><seg>One.</seg></tuv></tu>\n"
    data = wrapped("\n" * 70_000 + one.format("Un.") + one.format("Deux."))
    assert [f.line for f in TMX().parse(io.BytesIO(data), "x")] == [70_001, 70_004]
    told: list[Any] = []
    assert (
        len(list(TMX().parse(io.BytesIO(wrapped("\n" * 70_000 + "<tu>\n</tu>\n<tu/>\n" + one)), "x", told.append))) == 1
    )
    assert [w.line for w in told][:2] == [70_001, 70_003]


def test_units_come_one_at_a_time() -> None:
    """The reader yields before it has seen the end: a fault there is met only then."""
    one = "<tu><tuv xml:lang='fr'><seg>Un.</seg></tuv><tuv xml:lang='en'><seg>One.</seg></tuv></tu>"
    found = TMX().parse(io.BytesIO(wrapped(one * 5000)[:-20]), "x")
    assert next(found).unit.target == "One."
    with pytest.raises(BrokenFormat):
        list(found)


# --- writing --------------------------------------------------------------------------------------------------------


def test_the_file_looks_as_cat_tools_want_it() -> None:
    data = encoded(TMX(), bitext_memory(ALIGNMENT))
    assert data.startswith(
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
    )
    root = etree.fromstring(data)
    header = root.find("header")
    assert header is not None
    assert header.get("segtype") == "sentence"
    assert header.get("srclang") == "fr"
    assert all(header.get(n) for n in ("creationtool", "creationtoolversion", "o-tmf", "adminlang", "datatype"))
    for tu in root.iter("tu"):
        kinds = [child.tag for child in tu]
        assert kinds == sorted(kinds, key=("note", "prop", "tuv").index)
        assert [t.get("{http://www.w3.org/XML/1998/namespace}lang") for t in tu.iter("tuv")] == ["fr", "en"]
        assert all(p.get("type").startswith("x-") for p in tu.iter("prop"))
        assert all(s.text == s.text.strip() != "" for s in tu.iter("seg"))


def test_units_of_several_sentences_say_so_on_the_unit() -> None:
    root = etree.fromstring(encoded(TMX(), bitext_memory(ALIGNMENT)))
    assert [tu.get("segtype") for tu in root.iter("tu")] == ["sentence", "paragraph"]


def test_a_second_target_for_one_source_is_not_written_and_told() -> None:
    told: list[Any] = []
    stream = io.BytesIO()
    pairs = Memory("fr", "en", (unit("Un.", "One."), unit("Un.", "A.", id="u2")))
    assert TMX(complain=told.append).write(pairs, stream) == 1
    assert [w.unit for w in told] == ["u2"]
    assert TMX(unique=False).write(pairs, io.BytesIO()) == 2


def test_units_in_other_languages_than_their_memory_are_not_written_and_told() -> None:
    told: list[Any] = []
    stream = io.BytesIO()
    pairs = (
        unit("Un.", "One."),
        replace(unit("Zwei.", "Two.", id="u2"), source_language="de"),
        unit("Trois.", "Three."),
    )
    assert TMX(complain=told.append).write(Memory("fr-CA", "en", pairs), stream) == 2
    assert [(w.unit, w.code) for w in told] == [("u2", "other-language")]


def test_a_memory_takes_its_languages_from_its_units_and_needs_them() -> None:
    root = etree.fromstring(encoded(TMX(), Memory("", "", (unit("Un.", "One."),))))
    assert root.find("header").get("srclang") == "fr"  # type: ignore[union-attr]
    with pytest.raises(UsageError):
        encoded(TMX(), Memory("fr", "", (Unit("u1", "Un.", "One."),)))


def test_the_declared_date_never_takes_the_place_of_a_units_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    (found,) = parse(written(unit("Un.", "One.", created="20200101T000000Z")))
    assert found.created == "20200101T000000Z"
    (found,) = parse(written(unit("Un.", "One.")))
    assert (found.created, found.changed) == ("19700101T000000Z", "")


DATES = st.datetimes().map(lambda d: f"{d.year:04d}{d:%m%dT%H%M%SZ}")
NAMES = st.text(st.characters(categories=("Ll", "Lu", "Nd"), include_characters="-."), min_size=1, max_size=12)
LETTERS = st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs"))
TEXTS = st.text(LETTERS, min_size=1, max_size=30).filter(lambda t: t.strip() and t == t.strip(" ") and t == legal(t))
UNITS = st.builds(
    Unit,
    id=NAMES,
    source=TEXTS,
    target=TEXTS,
    source_language=st.sampled_from(["fr", "fr-CA"]),
    target_language=st.sampled_from(["en", "en-GB"]),
    origin=st.sampled_from(["human", "machine"]),
    kind=st.sampled_from(["", "1-1", "2-1", "1-3"]),
    score=st.none() | st.integers(0, 10_000).map(lambda n: n / 10_000),
    grade=st.sampled_from([None, "equivalent", "partial"]),
    state=st.sampled_from(["", "translated", "needs-review-translation", "final"]),
    approved=st.booleans(),
    author=st.just("") | NAMES,
    changed=st.just("") | DATES,
    note=st.just("") | TEXTS,
    properties=st.lists(st.tuples(NAMES.map(lambda n: f"own-{n}"), TEXTS), max_size=3).map(tuple),
    creator=st.just("") | NAMES,
    created=st.just("") | DATES,
)


@given(st.lists(UNITS, max_size=4, unique_by=lambda u: u.source))
def test_every_unit_comes_back_as_it_was(units: list[Unit]) -> None:
    units = [replace(u, kind="2-2" if u.kind == "" else u.kind) for u in units]
    assert parse(encoded(TMX(date=""), Memory("fr", "en", tuple(units)))) == units


# --- what enters a memory -------------------------------------------------------------------------------------------


def test_only_equivalent_beads_that_are_sure_enough_enter() -> None:
    assert [u.id for u in bitext_memory(ALIGNMENT)] == [F[0], F[1]]
    assert [u.id for u in bitext_memory(ALIGNMENT, above=0.95)] == [F[0]]
    assert [u.id for u in bitext_memory(ALIGNMENT, partial=True)] == [F[4]]
    assert {u.origin for u in bitext_memory(ALIGNMENT)} == {"human"}


def test_what_entered_and_what_did_not_is_counted() -> None:
    assert bitext_counts(ALIGNMENT, above=0.95).told(0.95) == (
        "1 unit written, 1 below 0.95, 1 partial left out, 2 segments unpaired, 1 set aside"
    )


def test_of_two_beads_with_one_source_the_better_stays() -> None:
    twice = replace(SOURCE, text=SOURCE.segments[0].text, segments=SOURCE.segments[:1])
    second = replace(
        twice, id="fr.other", segments=(replace(twice.segments[0], id="fr.other.s0001", document="fr.other"),)
    )
    beads = (
        Bead((F[0],), (E[0],), 0.85, "equivalent"),
        Bead(("fr.other.s0001",), (E[1],), 0.95, "equivalent"),
        *(Bead((), (i,), 1.0) for i in E[2:]),
    )
    alignment = Alignment("comparable", (twice, second), ALIGNMENT.target, beads)
    assert [u.id for u in bitext_memory(alignment)] == ["fr.other.s0001"]
    assert bitext_counts(alignment).repeated == 1


def test_each_unit_says_where_it_comes_from() -> None:
    found = bitext_memory(ALIGNMENT).units[1]
    said = dict(found.properties)
    assert said["align-source-outlet"] == "La Vigie"
    assert said["align-source-date"] == "2026-08-01"
    assert "align-target-date" not in said
    assert said["align-target-document"] == "en.port"
    assert said["align-source-segments"] == f"{F[1]} {F[2]}"
    assert said["align-signature"] == ALIGNMENT.signature
    assert (found.kind, found.score, found.grade) == ("2-1", 0.91, "equivalent")
    assert found.note == (
        "2-1, score 0.91, equivalent; both sides written by people: fr.port (La Vigie, 2026-08-01) – en.port (The Mole)"
    )


def test_drafts_cover_the_whole_article_in_order_and_say_what_was_set_aside() -> None:
    drafts = draft_memory((SOURCE,), DRAFTS, "fr", "en")
    assert [u.id for u in drafts] == F
    assert {u.origin for u in drafts} == {"machine"}
    assert "set aside as caption" in drafts.units[3].note
    assert "check: the number 3 000 is lost" in drafts.units[1].note
    assert drafts.units[1].detail("align-engine") == "argos fr_en 0.1"


def test_an_article_has_the_human_pair_where_there_is_one_and_the_draft_elsewhere() -> None:
    article = article_memory(ALIGNMENT)
    assert [u.id for u in article] == [F[0], F[1], F[3], F[4], F[5]]
    assert [u.origin for u in article] == ["human", "human", "machine", "machine", "machine"]
    assert [len(u.proposals) for u in article] == [1, 1, 0, 0, 0]
    assert "partial counterpart, score 0.84" in article.units[3].note
    without = article_memory(replace(ALIGNMENT, drafts=()))
    assert [bool(u.target) for u in without] == [True, True, False, False, False]


def test_line_breaks_inside_a_sentence_become_spaces_and_no_break_spaces_stay() -> None:
    text = "Un\u00a0prix  : \r\n  3\u202f000\u00a0€"
    document = replace(
        SOURCE,
        text=text,
        segments=(replace(SOURCE.segments[0], text=text, span=replace(SOURCE.segments[0].span, end=len(text))),),
    )
    (found,) = draft_memory((document,), (), "fr", "en")
    assert found.source == "Un\u00a0prix  : 3\u202f000\u00a0€"


# --- against the published schemas ----------------------------------------------------------------------------------


def schemas() -> Path:
    data = development_data()
    if data is None or not (data / "schemas" / "tmx14.dtd").exists():
        pytest.skip("tmx14.dtd is not at hand")
    return data / "schemas"


@pytest.mark.parametrize(
    "memory",
    [
        bitext_memory(ALIGNMENT),
        article_memory(ALIGNMENT),
        draft_memory((SOURCE,), DRAFTS, "fr", "en"),
        Memory("fr", "en"),
    ],
    ids=["bitext", "article", "drafts", "empty"],
)
def test_memories_are_valid_against_dtd_and_schema(memory: Memory) -> None:
    folder = schemas()
    tree = etree.fromstring(encoded(TMX(date="20260801T120000Z"), memory))
    dtd = etree.DTD(str(folder / "tmx14.dtd"))
    assert dtd.validate(tree), dtd.error_log
    xsd = etree.XMLSchema(etree.parse(folder / "tmx14.xsd"))
    assert xsd.validate(tree), xsd.error_log


# --- damaged files --------------------------------------------------------------------------------------------------


def bench(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / "bench" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_damaged_files_give_an_answer_or_a_plain_error_and_never_half_a_file() -> None:
    outcomes = bench("fuzz_formats").fuzz(1500, seed=2026)
    assert set(outcomes) == {"converted", "refused"}
    assert outcomes["converted"] > 150


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_any_bytes_give_an_answer_or_a_plain_error(data: bytes) -> None:
    for start in (b"", b"<tmx version='1.4'>", b"<!DOCTYPE tmx"):
        where = "written.tmx"
        try:
            assert parse(start + data) == []
        except AlignError as error:
            where = error.where
        assert where.startswith("written.tmx")


def test_ten_thousand_units_take_a_second_or_two_and_little_memory() -> None:
    import tracemalloc

    def units() -> Any:
        for n in range(10_000):
            yield unit(f"Phrase numéro {n}.", f"Sentence number {n}.", id=f"u{n}")

    class Counting(io.RawIOBase):
        size = 0

        def write(self, data: Any) -> int:
            self.size += len(data)
            return len(data)

    tracemalloc.start()
    sink: Any = Counting()
    assert TMX(unique=False).write_units(units(), Memory("fr", "en"), sink) == 10_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sink.size > 2_500_000
    assert peak < 2_000_000
