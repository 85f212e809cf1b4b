"""XLIFF 1.2 and 2.1: states that never promise too much, facts as notes and ITS, laws that a schema can't hold."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from align.errors import BrokenFormat, UsageError
from align.formats.bitext import article_memory, draft_memory, one_sided_memory
from align.formats.marks import told, understood
from align.formats.xliff12 import PROFILES, XLIFF12
from align.formats.xliff21 import XLIFF21
from align.formats.xml import loose_date
from align.model import Mark, Memory, Proposal, Span, Unit
from conftest import ROOT, development_data
from sample_alignment import ALIGNMENT, DRAFTS, ENGLISH, FINDINGS, SOURCE, TARGET, F, encoded

FIXTURES = ROOT / "tests" / "fixtures" / "formats" / "xliff"
X12 = {"x": "urn:oasis:names:tc:xliff:document:1.2"}
X20 = {
    "x": "urn:oasis:names:tc:xliff:document:2.0",
    "mda": "urn:oasis:names:tc:xliff:metadata:2.0",
    "mtc": "urn:oasis:names:tc:xliff:matches:2.0",
    "its": "http://www.w3.org/2005/11/its",
}
ITS = "{http://www.w3.org/2005/11/its}"
ARTICLE = article_memory(ALIGNMENT, findings=FINDINGS)
DRAFT = draft_memory((SOURCE,), DRAFTS, "fr", "en", FINDINGS)
OWN_FACTS = one_sided_memory((TARGET,), FINDINGS, "en", "fr")
FOREIGN = [
    "good12",
    "alt12",
    "mixed12",
    "lokalize_saved",
    "good20",
    "good21",
    "good22",
    "facts21.fr-en",
    "facts21.en-fr",
    "multisegment21",
    "match_no_target20",
]
SEGMENT = "<segment id='s'><source>a</source></segment>"
MATCH = "<mtc:matches><mtc:match><source>a</source><target>b</target></mtc:match></mtc:matches>"
WRITERS: dict[str, Any] = {"1.2": XLIFF12, "2.1": XLIFF21}
MEMORIES = {"article": ARTICLE, "drafts": DRAFT, "one-sided": OWN_FACTS}


def tree(writer: Any, memory: Memory) -> Any:
    return etree.fromstring(encoded(writer, memory))


def back(writer: Any, data: bytes) -> list[Unit]:
    return [found.unit for found in writer.parse(io.BytesIO(data), "written.xlf")]


def fixture(name: str) -> Any:
    return (XLIFF21 if "2" in name and "12" not in name else XLIFF12)().read(FIXTURES / name)


# --- both versions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", WRITERS)
@pytest.mark.parametrize("which", MEMORIES)
def test_everything_that_was_written_comes_back(version: str, which: str) -> None:
    memory = MEMORIES[which]
    assert back(WRITERS[version](), encoded(WRITERS[version](), memory)) == list(memory.units)


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("version", WRITERS)
def test_what_others_wrote_is_written_again_without_loss_of_words(name: str, version: str) -> None:
    memory = fixture(f"{name}.xlf").whole
    again = back(WRITERS[version](), encoded(WRITERS[version](), memory))
    for before, after in zip(memory, again, strict=True):
        assert (after.source, after.target, after.origin) == (before.source, before.target, before.origin)
        assert after.approved == before.approved
        assert [p.target for p in after.proposals] == [p.target for p in before.proposals]
        assert [(m.side, m.span, m.issue, m.comment) for m in after.marks] == [
            (m.side, m.span, m.issue, m.comment) for m in before.marks
        ]


@pytest.mark.parametrize("version", WRITERS)
def test_each_document_is_a_file_of_its_own(version: str) -> None:
    other = replace(SOURCE, id="fr.other", provenance=replace(SOURCE.provenance, path='a&b "c".txt'))
    segments = tuple(replace(s, id=s.id.replace("fr.port", "fr.other"), document="fr.other") for s in SOURCE.segments)
    memory = draft_memory((SOURCE, replace(other, segments=segments)), DRAFTS, "fr", "en")
    files = [e for e in tree(WRITERS[version](), memory) if etree.QName(e).localname == "file"]
    assert [f.get("original") for f in files] == ["fr.port.txt", 'a&b "c".txt']


@pytest.mark.parametrize("version", WRITERS)
def test_a_unit_without_a_target_stays_open(version: str) -> None:
    root = tree(WRITERS[version](), draft_memory((SOURCE,), (), "fr", "en"))
    assert not [e for e in root.iter() if etree.QName(e).localname == "target"]


@pytest.mark.parametrize("version", WRITERS)
def test_a_unit_that_nobody_named_gets_a_name_of_its_own(version: str) -> None:
    pairs = Memory("fr", "en", tuple(Unit("", f"Un {n}.", "One.", "fr", "en") for n in range(3)))
    assert [u.id for u in back(WRITERS[version](), encoded(WRITERS[version](), pairs))] == ["u1", "u2", "u3"]


@pytest.mark.parametrize("version", WRITERS)
def test_the_wrong_version_is_refused_and_the_right_reader_named(version: str) -> None:
    name, reader = ("good21.xlf", XLIFF12()) if version == "1.2" else ("good12.xlf", XLIFF21())
    with pytest.raises(BrokenFormat, match="read it as xliff"):
        reader.read(FIXTURES / name)


@pytest.mark.parametrize("version", WRITERS)
def test_an_unknown_declared_language_is_wrong_usage(version: str) -> None:
    with pytest.raises(UsageError):
        encoded(WRITERS[version](), Memory("", "en", (Unit("u1", "Un.", "One."),)))


# --- 1.2 ------------------------------------------------------------------------------------------------------------


def test_states_say_who_wrote_what() -> None:
    root = tree(XLIFF12(), ARTICLE)
    states = {
        u.get("id"): (t.get("state"), t.get("state-qualifier"), t.get("phase-name"))
        for u in root.iterfind(".//x:trans-unit", X12)
        for t in u.iterfind("x:target", X12)
    }
    human, machine = ("translated", "x-aligned", "align"), ("needs-review-translation", "leveraged-mt", "mt")
    assert states == {F[0]: human, F[1]: human, F[3]: machine, F[4]: machine, F[5]: machine}
    assert not root.xpath("//@approved")


def test_the_draft_of_a_human_pair_stands_beside_it_without_a_quality_nobody_measured() -> None:
    root = tree(XLIFF12(), ARTICLE)
    alternatives = root.findall(".//x:alt-trans", X12)
    assert [a.findtext("x:target", namespaces=X12) for a in alternatives] == [
        "DRAFT 0 of the port",
        "DRAFT 1 of the port DRAFT 2 of the port",
    ]
    assert not [a for a in alternatives if a.get("match-quality")]
    assert all(a.getprevious() is not None for a in alternatives)


def test_a_measured_quality_is_a_number() -> None:
    pair = Unit("u1", "Un.", "One.", "fr", "en", proposals=(Proposal("A one.", "Un!", "mt", 0.912),))
    (found,) = tree(XLIFF12(), Memory("fr", "en", (pair,))).findall(".//x:alt-trans", X12)
    assert found.get("match-quality") == "91%"


def test_facts_of_one_language_are_notes_that_name_their_words() -> None:
    root = tree(XLIFF12(), ARTICLE)
    notes = [(n.get("annotates"), n.text) for n in root.iterfind(".//x:note[@annotates]", X12)]
    assert notes == [
        ("target", "addition at 16–23 “spreads”: not found in the French article compared (severity 50)"),
        ("source", "numbers at 0–4 “Deux”: number differs: “deux” against “three” (severity 50)"),
        (
            "source",
            "omission at 0–23 “Le maire n’a pas réagi.”: not found in the English article compared (severity 75)",
        ),
    ]


def test_set_aside_sentences_are_there_and_marked() -> None:
    found = {u.id: u for u in back(XLIFF12(), encoded(XLIFF12(), DRAFT))}
    assert list(found) == F
    assert "set aside as caption" in found[F[3]].note
    assert found[F[3]].detail("align-role") == "caption"


def test_for_omegat_every_target_is_its_source_and_nothing_else_could_take_its_place() -> None:
    root = tree(XLIFF12(profile="omegat"), ARTICLE)
    for unit in root.iterfind(".//x:trans-unit", X12):
        assert unit.findtext("x:source", namespaces=X12) == unit.findtext("x:target", namespaces=X12)
    assert not root.findall(".//x:alt-trans", X12)
    assert not root.xpath("//@state")
    assert not [u for u in back(XLIFF12(), encoded(XLIFF12(profile="omegat"), ARTICLE)) if u.target]


def test_for_weblate_drafts_are_in_a_state_that_needs_editing() -> None:
    root = tree(XLIFF12(profile="weblate"), DRAFT)
    assert set(root.xpath("//@state")) == {"needs-translation"}
    assert {u.origin for u in back(XLIFF12(), encoded(XLIFF12(profile="weblate"), DRAFT))} == {"machine"}


def test_only_what_a_person_approved_is_approved() -> None:
    pairs = tuple(
        Unit(f"u{n}", f"Un {n}.", "One.", "fr", "en", origin=origin, approved=approved)  # type: ignore[arg-type]
        for n, (origin, approved) in enumerate([("human", True), ("human", False), ("machine", True)])
    )
    root = tree(XLIFF12(), Memory("fr", "en", pairs))
    assert [u.get("approved") for u in root.iterfind(".//x:trans-unit", X12)] == ["yes", None, None]
    assert [t.get("state") for t in root.iterfind(".//x:target", X12)] == [
        "final",
        "translated",
        "needs-review-translation",
    ]


def test_a_units_own_target_wins_over_alternatives() -> None:
    found = {u.id: u for u in fixture("alt12.xlf").whole}
    assert (found["1"].target, found["1"].proposals[0].target, found["1"].proposals[0].quality) == (
        "Human one.",
        "MT one.",
        0.7,
    )
    assert (found["2"].target, found["2"].proposals[0].target) == ("", "MT two (target only).")
    assert found["3"].note == "n3a\nn3b"


def test_lokalizes_edit_is_the_only_difference_and_its_hand_and_day_are_known() -> None:
    before, after = ({u.id: u for u in fixture(n).whole} for n in ("good12.xlf", "lokalize_saved.xlf"))
    assert [i for i in before if before[i].target != after[i].target] == ["s2"]
    assert (after["s2"].author, after["s2"].changed) == ("Test Translator", "20261120T000000Z")
    (warning,) = fixture("lokalize_saved.xlf").warnings
    assert (warning.line, warning.code) == (11, "date")


@pytest.mark.parametrize(("name", "line"), [("bad12.xlf", 17), ("bad12_order.xlf", 5)])
def test_the_line_of_a_fault_is_named(name: str, line: int) -> None:
    assert [w.line for w in fixture(name).warnings] == [line]


# --- 2.1 ------------------------------------------------------------------------------------------------------------


def test_states_of_2_1_say_who_wrote_what() -> None:
    root = tree(XLIFF21(), ARTICLE)
    states = [(s.get("state"), s.get("subState")) for s in root.iterfind(".//x:segment", X20)]
    assert states == [("translated", "align:aligned")] * 2 + [("initial", "align:mt")] * 3
    assert all(len(u.findall("x:segment", X20)) == 1 for u in root.iterfind(".//x:unit", X20))


def test_facts_of_one_language_are_marked_in_the_text() -> None:
    marks = [
        (m.getparent().tag.rpartition("}")[2], m.text, m.get(f"{ITS}locQualityIssueType"))
        for m in tree(XLIFF21(), ARTICLE).iterfind(".//x:mrk", X20)
    ]
    assert marks == [
        ("target", "spreads", "addition"),
        ("source", "Deux", "numbers"),
        ("source", "Le maire n’a pas réagi.", "omission"),
    ]


def test_the_other_sides_own_facts_make_a_file_the_other_way_round() -> None:
    assert (OWN_FACTS.source_language, OWN_FACTS.target_language) == ("en", "fr")
    assert [u.source for u in OWN_FACTS] == [ENGLISH[0][0], ENGLISH[3][0]]
    root = tree(XLIFF21(), OWN_FACTS)
    assert (root.get("srcLang"), root.get("trgLang")) == ("en", "fr")
    assert [m.text for m in root.iterfind(".//x:mrk", X20)] == ["spreads", "Friday"]
    assert {m.get(f"{ITS}locQualityIssueType") for m in root.iterfind(".//x:mrk", X20)} == {"omission"}


def test_provenance_names_the_engine_or_the_publisher() -> None:
    records = tree(XLIFF21(), ARTICLE).findall(".//its:provenanceRecord", X20)
    assert [(r.get("tool").split()[0], r.get("org")) for r in records] == [("align", "The Mole")] * 2 + [
        ("argos", "align")
    ] * 3


@pytest.mark.parametrize("profile", [p for p in PROFILES if p != "generic"])
def test_tools_that_do_not_read_2_1_get_none(profile: str) -> None:
    with pytest.raises(UsageError, match=r"1\.2"):
        XLIFF21(profile=profile)


def test_the_five_faults_that_no_schema_sees_are_all_named() -> None:
    with pytest.raises(BrokenFormat) as caught:
        fixture("bad21.xlf")
    message = str(caught.value)
    for line, what in ((5, "#s9"), (6, "subState"), (6, "trgLang"), (8, "used twice"), (9, "subType")):
        assert f"line {line}: " in message
        assert what in message


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<file id='f'/><file id='f'/>", "used twice"),
        (f"<file><unit id='u'>{SEGMENT}</unit></file>", "file has no id"),
        (f"<file id='f'><unit>{SEGMENT}</unit></file>", "unit has no id"),
        (f"<file id='f'><unit id='u'>{SEGMENT}{SEGMENT}</unit></file>", "used twice"),
        (f"<file id='f'><unit id='u' its:provenanceRecordsRef='#its=p'>{SEGMENT}</unit></file>", "leads nowhere"),
        (f"<file id='f'><unit id='u'>{MATCH}{SEGMENT}</unit></file>", "no ref"),
    ],
)
def test_further_faults_of_identity_are_refused(body: str, what: str) -> None:
    spaces = " ".join(f"xmlns:{p}='{n}'" for p, n in X20.items() if p != "x")
    data = f"<xliff version='2.1' srcLang='fr' trgLang='en' xmlns='{X20['x']}' {spaces}>{body}</xliff>"
    with pytest.raises(BrokenFormat, match=what):
        back(XLIFF21(), data.encode())


def test_segments_of_one_unit_are_read_one_by_one() -> None:
    found = fixture("multisegment21.xlf").whole.units
    assert [u.id for u in found] == ["u1.s1", "u1.s2"]
    assert [len(u.proposals) for u in found] == [1, 0]
    assert [u.origin for u in found] == ["human", "machine"]


def test_inline_codes_go_and_characters_that_xml_forbids_stay_out() -> None:
    data = (
        f"<xliff version='2.0' srcLang='fr' trgLang='en' xmlns='{X20['x']}'><file id='f'><unit id='u'><segment>"
        "<source>a<ph id='1'/><pc id='2'>b<mrk id='m' type='term'>c</mrk></pc><cp hex='0041'/><cp hex='0001'/></source>"
        "<target> d </target></segment></unit></file></xliff>"
    )
    (found,) = back(XLIFF21(), data.encode())
    assert (found.source, found.target) == ("abcA", "d")


@pytest.mark.parametrize(
    ("text", "date", "strict"),
    [
        ("2026-08-01T12:00:00Z", "20260801T120000Z", True),
        ("2026-08-01T12:00:00.123456789+02:00", "20260801T100000Z", True),
        ("2026-08-01T12:00:00", "20260801T120000Z", True),
        ("2026-08-01", "20260801T000000Z", False),
        ("20260801T120000Z", "20260801T120000Z", False),
        ("20260801", "", False),
        ("2026-02-30", "", False),
        ("0001-01-01T00:00:00+23:00", "", False),
        ("yesterday", "", False),
        ("", "", False),
    ],
)
def test_dates_of_cat_tools_are_read_the_same_everywhere(text: str, date: str, strict: bool) -> None:
    assert loose_date(text) == (date, strict)


# --- marks ----------------------------------------------------------------------------------------------------------


LETTERS = st.characters(categories=("L", "N", "P", "Zs"))


@given(st.text(LETTERS, min_size=1, max_size=20), st.text(LETTERS, max_size=20), st.data())
def test_a_mark_told_in_a_note_is_understood_again(text: str, comment: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    mark = Mark("source", span, "omission", comment, 75)
    assert understood(told(mark, span.of(text)), "source", text) == mark


def test_a_note_made_to_keep_a_reader_busy_does_not() -> None:
    assert understood("omission at 0–1 “" + "”: " * 100_000, "source", "short") is None


def test_a_note_that_only_looks_like_a_mark_stays_a_note() -> None:
    assert understood("omission at 3–99 “x”: y (severity 5)", "source", "short") is None
    assert understood("see omission at 3", "source", "long enough") is None


# --- against the published schemas ----------------------------------------------------------------------------------


class _Local(etree.Resolver):
    """Lead imports of xml.xsd by web address to the copy in a folder."""

    def __init__(self, folder: Path) -> None:
        self._copy = next(folder.rglob("xml.xsd"))

    def resolve(self, url: str, public_id: str, context: Any) -> Any:
        if url.endswith("/xml.xsd") and not Path(url.removeprefix("file://")).exists():
            return self.resolve_filename(str(self._copy), context)
        return None


def compiled(path: Path, folder: Path) -> Any:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local(folder))
    return etree.XMLSchema(etree.parse(path, parser))


@pytest.fixture(scope="module")
def strict12() -> Any:
    debian = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas")
    data = development_data()
    for folder in (*([data / "schemas"] if data else []), debian):
        if (folder / "xliff-core-1.2-strict.xsd").exists():
            return compiled(folder / "xliff-core-1.2-strict.xsd", folder)
    pytest.skip("xliff-core-1.2-strict.xsd is not at hand")


@pytest.fixture(scope="module")
def core21(tmp_path_factory: pytest.TempPathFactory) -> Any:
    data = development_data()
    folder = data / "schemas" / "xliff2.1" if data else None
    if folder is None or not folder.is_dir():
        pytest.skip("the schemas of XLIFF 2.1 are not at hand")
    modules = {
        X20["x"]: "xliff_core_2.0.xsd",
        X20["mtc"]: "matches.xsd",
        X20["mda"]: "metadata.xsd",
        X20["its"]: "its.xsd",
    }
    root = etree.Element("{http://www.w3.org/2001/XMLSchema}schema")
    for name, file in modules.items():
        etree.SubElement(
            root, "{http://www.w3.org/2001/XMLSchema}import", namespace=name, schemaLocation=(folder / file).as_uri()
        )
    wrapper = tmp_path_factory.mktemp("schemas") / "all.xsd"
    wrapper.write_bytes(etree.tostring(root))
    return compiled(wrapper, folder)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("which", [*MEMORIES, "empty"])
def test_1_2_is_valid_against_the_strict_schema(profile: Any, which: str, strict12: Any) -> None:
    memory = MEMORIES.get(which, Memory("fr", "en"))
    assert strict12.validate(tree(XLIFF12(profile=profile, date="20260801T120000Z"), memory)), strict12.error_log


@pytest.mark.parametrize("which", MEMORIES)
def test_2_1_is_valid_against_core_and_modules(which: str, core21: Any) -> None:
    assert core21.validate(tree(XLIFF21(), MEMORIES[which])), core21.error_log
