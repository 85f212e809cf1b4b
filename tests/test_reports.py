"""Reports: article text never becomes markup, the words are fair, the page stands alone and reads without a screen."""

from __future__ import annotations

import csv as reader
import io
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from align.model import (
    Alignment,
    Bead,
    Block,
    Document,
    Draft,
    Finding,
    Findings,
    Passage,
    Provenance,
    Role,
    Segment,
    Span,
)
from align.reports import csv, html, markdown, review, text
from align.segmenters.rules import RuleSegmenter

EVIL = '<script>alert("x")</script> & <img src=x onerror=alert(1)> *gras* [lien](http://a.example) | `code` \x0b fin'
TITLE = "Valmer <b>rouvre</b>"


def document(key: str, language: str, lines: list[tuple[str, Role]], published: date | None = None) -> Document:
    body = "\n".join(line for line, _ in lines)
    blocks, position = [], 0
    for line, role in lines:
        blocks.append(Block(Span(position, position + len(line)), role))
        position += len(line) + 1
    made = Document(key, language, body, tuple(blocks), (), Provenance(f"{key}.txt", "", key.upper(), None, published))
    return RuleSegmenter().segment([made])[0]


def event(words: str = EVIL, dates: tuple[date | None, date | None] = (None, None)) -> tuple[Findings, Alignment]:
    french = document(
        "fr.a",
        "fr",
        [("Le pont rouvre", Role.TITLE), (f"Quarante ouvriers {words}", Role.BODY), ("Lire aussi", Role.BOILERPLATE)],
        dates[0],
    )
    english = document(
        "en.b",
        "en",
        [("Bridge opens", Role.TITLE), ("Thirty workers came.", Role.BODY), (words, Role.CAPTION)],
        dates[1],
    )
    source, target = french.segments, english.segments
    beads = [Bead((source[0].id,), (target[0].id,), 0.91, "equivalent"), Bead((source[1].id,), (), 0.7)]
    beads += [Bead((s.id,), (), 1.0) for s in source[2:]]
    beads += [Bead((), (s.id,), 1.0) for s in target[1:]]
    drafts = tuple(Draft(s.id, f"Draft of {words}", 0.5, "argos fr_en 0.1") for s in source)
    alignment = Alignment("comparable", (french,), (english,), tuple(beads), (), drafts, "pairing|v:1")

    def passage(segment: Segment, draft: str | None = None, score: float | None = None) -> Passage:
        return Passage(segment.document, segment.id, segment.span, segment.text, draft, score)

    near = passage(target[1], score=0.3)
    found = (
        Finding("1", "differs", "sure", 0.9, (passage(source[1]),), (near,), None, "number", ("40", "30"), words),
        Finding("2", "only_source", "likely", 0.1, (passage(source[1], f"D {words}"),), (), near),
        Finding("3", "only_target", "check", 0.2, (passage(target[1]),), (), passage(source[0], score=0.1)),
        Finding("4", "shared", "sure", 0.9, (passage(source[0]),), (passage(target[0]),)),
    )
    return Findings((french, english), found, "facts|v:1", (f"A warning: {words}",)), alignment


def page(words: str = EVIL, **options: tuple[date | None, date | None]) -> str:
    return html.render(*event(words, **options), TITLE)


# --- nothing that an article says becomes markup -------------------------------------------------------------------


def test_a_script_in_an_article_is_shown_and_never_run() -> None:
    for written in (page(), review.render(event()[1], TITLE)):
        tree = lxml_html.document_fromstring(written)
        assert not [e for e in tree.iter() if isinstance(e.tag, str) and e.tag in ("img", "b", "iframe", "object")]
        assert not [a for e in tree.iter() if isinstance(e.tag, str) for a in e.attrib if a.startswith("on")]
        scripts = list(tree.iter("script"))
        assert all("alert" not in (s.text or "") or s.get("type") == "application/json" for s in scripts)
        assert '<script>alert("x")</script>' in tree.text_content()
        assert "&lt;script&gt;" in written


def test_embedded_data_can_not_end_its_script_element() -> None:
    written = review.render(event("</script><h1>out</h1><!-- <script>")[1], TITLE)
    tree = lxml_html.document_fromstring(written)
    assert [h.text_content() for h in tree.iter("h1")] == [TITLE]


def test_markdown_shows_an_articles_marks_letter_by_letter() -> None:
    written = markdown.render(*event(), TITLE)
    assert "<script" not in written
    assert "<img" not in written
    assert "&lt;script\\>" in written
    assert "\\*gras\\*" in written
    assert "\\[lien\\]" in written
    assert "\\|" in written
    rows = [line for line in written.split("\n") if line.startswith("|")]
    tables = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
    assert tables <= {5, 7}, "a cell broke its table"


@given(st.text(max_size=60))
def test_no_text_breaks_a_report_or_its_lines(words: str) -> None:
    findings, alignment = event(f"x {words} y")
    for written in (markdown.render(findings, alignment, words), text.render(findings, alignment, words)):
        assert not set(written) & {"\r", "\x0b", "\x0c", "\x1b", "\0"}
    tree = lxml_html.document_fromstring(html.render(findings, alignment, words))
    assert len(list(tree.iter("h1"))) == 1
    assert len(list(reader.reader(io.StringIO(csv.render(findings, alignment, words), newline="")))) == 5


def test_a_terminal_is_not_steered_by_an_article() -> None:
    assert "\x1b" not in text.render(*event("\x1b[31mred\x07"), TITLE)


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_a_spreadsheet_runs_no_formula_from_an_article(start: str) -> None:
    findings, alignment = event("fin.")
    claim = findings.findings[0].claims[0]
    evil = Passage(claim.document, claim.segment, claim.span, start)
    changed = Findings(findings.documents, (Finding("1", "shared", "sure", 1.0, (evil,), (evil,)),))
    row = next(reader.DictReader(io.StringIO(csv.render(changed, alignment, ""), newline="")))
    assert row["text"] == f"'{start}"


# --- what the page is ----------------------------------------------------------------------------------------------


def test_the_page_stands_alone() -> None:
    for written in (page(), review.render(event()[1], TITLE)):
        tree = lxml_html.document_fromstring(written)
        assert not list(tree.iter("link", "img", "base", "iframe"))
        assert not [e for e in tree.iter() if e.get("src")]
        assert all(e.get("href").startswith("#") for e in tree.iter("a"))
        assert "default-src 'none'" in written
        assert not re.search(r"@import|url\(", written)


def test_warnings_come_first_then_differences_then_each_side_then_what_both_tell() -> None:
    tree = lxml_html.document_fromstring(page())
    heads = [h.get("id") for h in tree.iter("h2")]
    order = ["warnings", "differs", "only_source", "only_target", "shared", "alignment"]
    assert heads == [*order, "unpaired-source", "unpaired-target", "aside"]


def test_every_passage_names_its_language_and_every_table_its_heads() -> None:
    tree = lxml_html.document_fromstring(page())
    assert tree.get("lang") == "en"
    assert all(q.get("lang") in ("fr", "en") for q in tree.iter("blockquote"))
    assert len(list(tree.iter("blockquote"))) > 8
    for table in tree.iter("table"):
        assert table.find("caption") is not None
        assert all(h.get("scope") == "col" for h in table.iterfind("thead/tr/th"))
        assert all(h.get("scope") == "row" for h in table.iterfind("tbody/tr/th"))
    assert "skip" in [a.get("class") for a in tree.iter("a")]
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert all(a.get("href")[1:] in ids for a in tree.iter("a"))


def test_the_alignment_shows_each_bead_the_unpaired_and_what_was_set_aside() -> None:
    shown = lxml_html.document_fromstring(page()).text_content()
    for words in (
        "sure 0.91",
        "1-1",
        "equivalent",
        "Bridge opens",
        "○ 0.70",
        "Lire aussi",
        "page furniture",
        "caption or credit",
    ):
        assert words in shown


def test_the_same_values_give_the_same_bytes() -> None:
    assert page() == page()
    assert markdown.render(*event(), TITLE) == markdown.render(*event(), TITLE)


def _luminance(colour: str) -> float:
    full = colour if len(colour) == 7 else "#" + "".join(2 * c for c in colour[1:])
    parts = [int(full[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_reach_the_contrast_of_wcag_aa(scheme: int) -> None:
    styles = (Path(html.__file__).parent / "assets" / "report.css").read_text(encoding="utf-8")
    palette = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", re.findall(r":root \{[^}]*\}", styles)[scheme]))
    for ink in ("ink", "soft", "link", "sure", "likely", "check"):
        for ground in ("paper", "tint", "warn") if ink in ("ink", "soft", "link") else ("paper",):
            light, dark = sorted((_luminance(palette[ink]), _luminance(palette[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{ink} on {ground}"
    light, dark = sorted((_luminance(palette["ink"]), _luminance(palette["mark"])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


# --- the words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["html", "markdown", "text"])
def test_reports_never_say_that_something_is_omitted_false_or_contradicted(form: str) -> None:
    findings, alignment = event("Rien.")
    render = {"html": html.render, "markdown": markdown.render, "text": text.render}[form]
    written = render(findings, alignment, "Pont")
    if form == "html":
        written = " ".join(lxml_html.document_fromstring(written.partition("<script>")[0]).find("body").itertext())
    assert not re.search(r"\b(?:omit|omitted|missing|false|contradict\w*|absent|lie[sd]?)\b", written.lower())
    for words in (
        "Not found in the English article compared",
        "Not found in the French article compared",
        "They differ",
    ):
        assert words in re.sub(r"\s+", " ", written)


def test_unknown_dates_are_the_first_warning_and_say_how_to_declare_them() -> None:
    assert page().index("No date of publication is known for FR.A and EN.B") < page().index("Lines marked")
    assert "--date DOC=YYYY-MM-DD" in page()


def test_known_dates_tell_which_article_is_later() -> None:
    written = page("Rien.", dates=(date(2017, 4, 1), date(2017, 5, 30)))
    assert "EN.B is the later article, by 59 days" in written
    assert "59 days apart" in written
    assert "No date of publication" not in written


def test_machine_text_is_named_wherever_it_stands() -> None:
    tree = lxml_html.document_fromstring(page("Rien."))
    drafts = tree.find_class("draft")
    assert drafts
    assert all("draft, machine text" in d.text_content() for d in drafts)


def test_a_report_can_be_made_of_findings_alone() -> None:
    findings, _ = event("Rien.")
    for render in (html.render, markdown.render, text.render, csv.render):
        written = render(findings, None, "Pont")
        assert "Quarante ouvriers" in written
    assert "Only in French" in html.render(findings, None, "Pont")


def test_csv_has_one_row_a_finding() -> None:
    findings, alignment = event("Rien.")
    rows = list(reader.DictReader(io.StringIO(csv.render(findings, alignment, ""), newline="")))
    assert [r["verdict"] for r in rows] == ["differs", "only_source", "only_target", "shared"]
    assert rows[0]["source_value"] == "40"
    assert rows[0]["slot"] == "number"


def test_a_passage_over_set_aside_lines_leaves_them_out() -> None:
    findings, alignment = event("Rien.")
    french = alignment.source[0]
    whole = Passage("fr.a", french.segments[0].id, Span(0, len(french.text)), french.text)
    shown = html.render(
        Findings(findings.documents, (Finding("1", "shared", "sure", 1.0, (whole,), ()),)), alignment, "t"
    )
    claim = lxml_html.document_fromstring(shown).find_class("findings")[0].find(".//blockquote").text_content()
    assert "Lire aussi" not in claim
    assert "[…]" in claim
