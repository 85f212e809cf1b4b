"""What a schema can't say about our own files: the laws that CAT tools hold without telling (checks 3–8, 19).

No client is needed; the files are what ``align run`` and ``align export`` really wrote.
"""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from align.errors import UsageError
from align.formats.tmx import TMX
from align.formats.xliff12 import XLIFF12
from align.formats.xliff21 import XLIFF21
from align.model import Memory, Unit
from clients.conftest import Event, align

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def memories(event: Event) -> list[Path]:
    return [event.bitext, event.partial, *sorted(event.folder.glob("*.tmx"))]


def units(path: Path) -> list[etree._Element]:
    return list(etree.parse(path).iter("tu"))


def test_version_languages_and_header_are_what_every_tool_takes(event: Event) -> None:
    for path in memories(event):
        root = etree.parse(path).getroot()
        header = root.find("header")
        assert header is not None
        assert (root.get("version"), header.get("srclang"), header.get("segtype")) == ("1.4", "fr", "sentence")
        for unit in units(path):
            assert [tuv.get(LANG) for tuv in unit.iter("tuv")] == ["fr", "en"]


def test_every_date_is_in_the_one_form_that_is_read(event: Event, workspace: Path, tmp_path: Path) -> None:
    draft = workspace / "draft.fr-en.tmx"
    before = tmp_path / "before.tmx"
    before.write_bytes(draft.read_bytes())
    text = draft.read_text(encoding="utf-8")
    draft.write_text(re.sub(r"<seg>No one[^<]*", "<seg>Not a soul was hurt.", text), encoding="utf-8")
    align("tm", "import", draft, "--author", "ana", "--date", "2026-03-01")
    dates = [
        value
        for path in (*memories(event), workspace / "human.fr-en.tmx")
        for element in etree.parse(path).iter()
        for name, value in element.attrib.items()
        if str(name).endswith("date")
    ]
    assert "20260301T000000Z" in dates
    assert all(re.fullmatch(r"\d{8}T\d{6}Z", str(d)) for d in dates)


def test_no_unit_is_half_empty_padded_or_holds_markup(event: Event) -> None:
    for path in memories(event):
        for unit in units(path):
            segs = list(unit.iter("seg"))
            assert len(segs) == 2
            for seg in segs:
                assert not len(seg)
                assert seg.text
                assert seg.text == seg.text.strip()


def test_every_property_is_our_own(event: Event) -> None:
    kinds = {p.get("type", "") for path in memories(event) for p in etree.parse(path).iter("prop")}
    assert kinds
    assert all(kind.startswith("x-align-") for kind in kinds)


def test_each_unit_says_score_shape_origin_and_documents_in_properties_and_note(event: Event) -> None:
    for unit in units(event.bitext):
        facts = {p.get("type"): p.text for p in unit.iter("prop")}
        assert {"x-align-score", "x-align-kind", "x-align-origin", "x-align-grade", "x-align-signature"} <= set(facts)
        assert (facts["x-align-origin"], facts["x-align-source-document"]) == ("human", "fr.lemouillage")
        note = unit.findtext("note") or ""
        assert facts["x-align-kind"] in note
        assert "score 0.9" in note
        assert len(unit.findall("note")) == 1


def test_a_source_has_one_target_and_two_runs_give_the_same_bytes(event: Event, tmp_path: Path) -> None:
    for path in memories(event):
        sources = [next(unit.iter("seg")).text for unit in units(path)]
        assert len(sources) == len(set(sources))
    for options in (("tmx",), ("xliff",), ("xliff", "--xliff", "2.1"), ("tsv",)):
        first, second = tmp_path / "first", tmp_path / "second"
        for path in (first, second):
            align("export", event.alignment, "--as", *options, "-o", path)
        assert first.read_bytes() == second.read_bytes()


def test_drafts_and_peoples_pairs_are_never_in_one_memory_nor_called_each_other(event: Event) -> None:
    origins = {
        path.name: {unit.findtext("prop[@type='x-align-origin']") for unit in units(path)} for path in memories(event)
    }
    assert origins["draft.fr-en.tmx"] == {"machine"}
    assert origins["bitext.tmx"] == origins["bitext-partial.tmx"] == {"human"}


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_no_draft_is_called_translated_or_approved_in_xliff(event: Event, version: str) -> None:
    path = event.export(f"article.{version}.xlf", "--as", "xliff", "--xliff", version)
    tree = etree.parse(path)
    assert not tree.xpath("//*[@approved='yes']")
    if version == "1.2":
        holders = [t for u in tree.iter("{*}trans-unit") for t in u.findall("{*}target")]
    else:
        holders = [s for s in tree.iter("{*}segment") if s.find("{*}target") is not None]
    machine = [e for e in holders if "mt" in (e.get("state-qualifier") or e.get("subState") or "")]
    assert len(machine) == 4
    assert {e.get("state") for e in machine} == {"needs-review-translation" if version == "1.2" else "initial"}
    assert {e.get("state") for e in holders if e not in machine} == {"translated"}


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_an_edit_in_an_exported_article_comes_home_from_either_version(
    event: Event, workspace: Path, version: str
) -> None:
    path = event.export(f"article.{version}.xlf", "--as", "xliff", "--xliff", version)
    tree = etree.parse(path)
    unit = "{*}trans-unit" if version == "1.2" else "{*}segment"
    targets = [t for u in tree.iter(unit) for t in u.findall("{*}target")]
    targets[0].text = "The port’s fish market burns down\u00a0— again"
    targets[-2].text = "The gendarmes investigate."
    edited = workspace / "edited.xlf"
    tree.write(edited, encoding="UTF-8", xml_declaration=True)
    shutil.copy(event.alignment, workspace / "alignment.json")
    said = align("tm", "import", edited, "--author", "ana", "--date", "2026-03-01", "--json")
    assert "2 pairs taken" in said
    found = TMX().read(workspace / "human.fr-en.tmx").memory.units
    assert [(u.target, u.author, u.changed) for u in found] == [
        ("The port’s fish market burns down\u00a0— again", "ana", "20260301T000000Z"),
        ("The gendarmes investigate.", "ana", "20260301T000000Z"),
    ]
    assert [u.kind for u in found] == ["1-1", "1-1"]


ANYTHING = st.text(st.characters(codec=None, exclude_categories=()))


@settings(deadline=None)
@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_whatever_goes_in_what_comes_out_is_well_formed(
    source: str, target: str, note: str, name: str, value: str
) -> None:
    unit = Unit(name, source, target, "fr", "en", note=note, author=name, properties=((name or "p", value),))
    for form in (TMX(), XLIFF12(), XLIFF21()):
        stream = io.BytesIO()
        try:
            form.write(Memory("fr", "en", (unit,), original=name, note=note), stream)
        except UsageError:
            # XLIFF 2 has no way to hold no unit at all.
            continue
        root = etree.fromstring(stream.getvalue(), etree.XMLParser(resolve_entities=False, no_network=True))
        for seg in root.iter("seg"):
            assert (seg.text or "").strip()
