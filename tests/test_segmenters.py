"""Segmentation: the tables of sentence ends, what never changes whatever the text, and how long it takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.documents import read_bytes
from align.model import Block, Document, Role, Span
from align.segmenters.quotations import quotations
from align.segmenters.rules import RuleSegmenter, sentences
from segment_cases import Case, cases

PRESS = st.text(
    alphabet=st.sampled_from(
        [*"aAéÉ.!?…»«“”\"'’‘()-– \u00a0\u202f\n0123,:;", "M", "m", "\r", "\ufeff", "字", "。", "😀"]
    ),
    max_size=80,
)
ANY = st.one_of(st.text(max_size=200), PRESS)
LANGUAGES = st.sampled_from(["fr", "en", "fr-CA", "de", "ar", "zh", "und", "tlh"])


def segmented(text: str, language: str = "fr") -> Document:
    return RuleSegmenter().segment([Document("d", language, text)])[0]


@pytest.mark.parametrize(
    ("language", "case"),
    [pytest.param(lang, case, id=f"{lang}:{case.line}") for lang in ("fr", "en") for case in cases(lang)],
)
def test_sentences_end_where_the_table_says(language: str, case: Case) -> None:
    assert tuple(span.of(case.text) for span in sentences(case.text, language)) == case.sentences


def test_each_table_holds_enough_to_mean_something() -> None:
    assert all(len(cases(language)) >= 120 for language in ("fr", "en"))


@given(ANY, LANGUAGES)
def test_nothing_but_white_space_lies_between_segments_and_all_joined_is_the_text(text: str, language: str) -> None:
    document = segmented(text, language)
    position, rebuilt = 0, ""
    for segment in document.segments:
        gap = text[position : segment.span.start]
        assert not any(c.isprintable() and not c.isspace() for c in gap)
        rebuilt += gap + segment.text
        position = segment.span.end
    assert rebuilt + text[position:] == text
    assert not any(c.isalnum() for c in text[position:])


@given(ANY, LANGUAGES)
def test_segments_are_trimmed_and_numbered_in_order(text: str, language: str) -> None:
    found = segmented(text, language).segments
    assert [s.id for s in found] == [f"d.s{n:04d}" for n in range(1, len(found) + 1)]
    assert all(s.text and s.text == s.text.strip() for s in found)


@given(ANY, LANGUAGES)
def test_segmenting_twice_changes_nothing(text: str, language: str) -> None:
    once = segmented(text, language)
    assert RuleSegmenter().segment([once])[0] == once


@given(
    st.lists(st.sampled_from(["Le maire est venu.", "Il a parlé.", "« Non. »", "Qui sait ?"]), min_size=1, max_size=6)
)
def test_sentences_set_side_by_side_come_apart_again(parts: list[str]) -> None:
    text = " ".join(parts)
    assert " ".join(s.text for s in segmented(text).segments) == text
    assert len(segmented(text).segments) == len(parts)


# Quadratic time would take hours here: the limit tells a hang from a slow machine, it measures nothing.
@pytest.mark.timeout(120)
@pytest.mark.parametrize(("language", "length"), [("fr", 1_000_000), ("en", 1_000_000), ("de", 200_000)])
def test_a_megabyte_is_segmented(language: str, length: int) -> None:
    text = 'M. Roux est venu à 15 h. 30. « Rien. Absolument rien », dit-il... Puis il a ri ! "Non" (dit-il). ' * 10_000
    document = segmented(text[:length], language)
    assert len(document.segments) > length / 50


@pytest.mark.timeout(120)
def test_marks_without_end_end() -> None:
    for text in (
        "." * 200_000,
        "“" * 200_000,
        "« " * 100_000,
        "'a" * 100_000,
        "A." * 100_000,
        '" ' * 100_000,
        "‘a " * 50_000,
    ):
        segmented(text, "en")


# --- roles ----------------------------------------------------------------------------------------------------------


def test_titles_and_what_is_set_aside_stay_whole_and_keep_their_role() -> None:
    text = "Fini. Ou presque\nLe maire est venu. Il est reparti.\nPhoto A. B. Le maire. AFP"
    blocks = (
        Block(Span(0, 16), Role.TITLE),
        Block(Span(17, 51)),
        Block(Span(52, len(text)), Role.CAPTION),
    )
    document = RuleSegmenter().segment([Document("d", "fr", text, blocks)])[0]
    assert [(s.role, s.paragraph) for s in document.segments] == [
        (Role.TITLE, 0),
        (Role.BODY, 1),
        (Role.BODY, 1),
        (Role.CAPTION, 2),
    ]
    assert len(document.active) == 3


def test_a_sentence_wholly_inside_quotation_marks_is_a_quotation() -> None:
    text = '« Il faut tenir. Nous tiendrons. » La salle se lève. « Oui », dit-il. "Encore." ‘C’est fini.’'
    assert [s.role for s in segmented(text).segments] == [
        Role.QUOTATION,
        Role.QUOTATION,
        Role.BODY,
        Role.BODY,
        Role.QUOTATION,
        Role.QUOTATION,
    ]


def test_a_quotation_that_goes_on_in_the_next_paragraph_needs_no_closing_mark() -> None:
    assert [s.role for s in segmented("“He began. It is slow.", "en").segments] == [Role.QUOTATION, Role.QUOTATION]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Il dit « oui » et « non ».", ["« oui »", "« non »"]),
        ("He said 'no facts' in the workers' room.", ["'no facts'"]),
        ("It’s the players’ union.", []),
        ("Rock 'n' roll isn't dead.", ["'n'"]),
        ('A "b" c "d" e', ['"b"', '"d"']),
        ('Il a dit " oui " hier', ['" oui "']),
        ("“He said ‘go’ twice.”", ["“He said ‘go’ twice.”"]),
        ("l'homme d'affaires", []),
    ],
)
def test_quotation_marks_are_told_from_apostrophes(text: str, quoted: list[str]) -> None:
    assert [s.of(text) for s in quotations(text)] == quoted


# --- real texts -----------------------------------------------------------------------------------------------------


def test_the_golden_cases_of_the_real_articles(data_dir: Path) -> None:
    def texts(name: str, language: str) -> list[str]:
        data = (data_dir / "corpus" / name).read_bytes()
        return [s.text for s in RuleSegmenter().segment([read_bytes(data, name=name, language=language)])[0].segments]

    french, english = texts("fr.tf1.txt", "fr"), texts("en.pinknews.txt", "en")
    assert "Et tous les clichés sont géolocalisés au... Kremlin." in french
    assert '"Love is love".' in french
    assert "France has started to welcome Chechen refugees." in english
    assert any(s.startswith("“That’s completely false.") and s.endswith("false.") for s in english)


@pytest.mark.parametrize(("language", "floor"), [("fr", 0.965), ("en", 0.968)])
def test_boundaries_of_joined_news_sentences_are_found(data_dir: Path, language: str, floor: float) -> None:
    path = data_dir / "data" / "mt" / "eval" / f"newstest2013.{language}"
    lines = [line.strip() for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    right = found = gold = 0
    for start in range(0, len(lines), 5):
        part = lines[start : start + 5]
        text = " ".join(part)
        ends = {sum(map(len, part[: n + 1])) + n for n in range(len(part) - 1)}
        given_ends = {s.end for s in sentences(text, language)[:-1]}
        right, found, gold = right + len(ends & given_ends), found + len(given_ends), gold + len(ends)
    assert 2 * right / (found + gold) >= floor


def test_other_languages_go_through_the_library() -> None:
    text = "Das ist z. B. Dr. Müller. Er kam gestern. Warum?"
    assert [s.text for s in segmented(text, "de").segments] == [
        "Das ist z. B. Dr. Müller.",
        "Er kam gestern.",
        "Warum?",
    ]
