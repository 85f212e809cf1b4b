"""Anchors: the tables of cases, and the laws of values and of agreement."""

from __future__ import annotations

import math
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.facts import dates, numbers
from align.facts.agreement import agree, unmatched
from align.facts.anchors import Finder, of_text
from align.facts.names import transliterated
from align.facts.quotations import anchors as quoted_anchors
from align.facts.quotations import quotations
from align.facts.vocabulary import DATA, table
from align.model import Anchor, Document, Moment, Provenance, Quantity, Segment, Span

CASES = Path(__file__).parent / "cases"
NUMBER = re.compile(
    r"(?P<text>.+?) \[(?P<low>\S+), (?P<high>\S+)\](?: \{(?P<counted>[^}]+)\})?(?: <(?P<unit>[^>]+)>)?$"
)


def cases(kind: str, language: str) -> list[object]:
    lines = (CASES / f"{kind}.{language}.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" => ") for line in lines if line.strip() and not line.startswith("#")]
    return [pytest.param(language, sentence, expected, id=sentence) for sentence, expected in rows]


def shown(value: float) -> str:
    return "∞" if math.isinf(value) else f"{value:.6f}".rstrip("0").rstrip(".")


def told(anchor: Anchor) -> str:
    assert isinstance(anchor.value, Quantity)
    value = anchor.value
    counted = f" {{{value.counted}}}" if value.counted else ""
    unit = f" <{value.unit}>" if value.unit else ""
    return f"{anchor.text} [{shown(value.low)}, {shown(value.high)}]{counted}{unit}"


@pytest.mark.parametrize(("language", "sentence", "expected"), [*cases("numbers", "fr"), *cases("numbers", "en")])
def test_a_number_is_an_interval_with_what_it_counts(language: str, sentence: str, expected: str) -> None:
    found = [told(a) for a in of_text(sentence, language) if a.kind == "number"]
    assert found == ([] if expected == "none" else expected.split(" ; "))


@pytest.mark.parametrize(("language", "sentence", "expected"), [*cases("anchors", "fr"), *cases("anchors", "en")])
def test_an_anchor_has_one_value_in_both_languages(language: str, sentence: str, expected: str) -> None:
    found = []
    for anchor in of_text(sentence, language):
        if anchor.kind != "number":
            value = anchor.value.value if isinstance(anchor.value, Moment) else anchor.value
            found.append(f"{anchor.kind}: {anchor.text} = {value}")
    assert sorted(found) == ([] if expected == "none" else sorted(expected.split(" ; ")))


# --- dates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("fr", "il y a deux jours", "2017-05-29"),
        ("en", "two days ago", "2017-05-29"),
        ("fr", "hier", "2017-05-30"),
        ("en", "on Monday", "2017-05-29"),
        ("fr", "mercredi", "2017-05-31"),
        ("en", "last Wednesday", "2017-05-24"),
        ("fr", "la semaine dernière", "2017-W21"),
        ("en", "two months ago", "2017-03"),
        ("fr", "l'hiver dernier", "2017-winter"),
        ("en", "in April", "2017-04"),
        ("en", "in November", "2016-11"),
        ("fr", "le 26 mai", "2017-05-26"),
        ("en", "last year", "2016"),
    ],
)
def test_a_relative_date_is_resolved_from_the_declared_day(language: str, words: str, expected: str) -> None:
    found = dates.find(words, language, date(2017, 5, 31))
    assert [a.value.value for a in found if isinstance(a.value, Moment)] == [expected]


def test_without_a_declared_day_a_relative_date_stays_unresolved() -> None:
    (found,) = dates.find("il y a deux jours", "fr")
    assert found.value == Moment("day-2", "unresolved")


def test_the_declared_day_comes_from_the_document() -> None:
    text = "Ils sont partis hier."
    segment = Segment("d.s0001", "d", Span(0, len(text)), text)
    document = Document("d", "fr", text, (), (segment,), Provenance(published=date(2020, 3, 2)))
    (found,) = Finder([document]).of(document, segment)
    assert found.value == Moment("2020-03-01", "day")


# --- names over documents -------------------------------------------------------------------------------------------


def document(name: str, language: str, *sentences: str) -> Document:
    text = "\n".join(sentences)
    start, segments = 0, []
    for number, sentence in enumerate(sentences, 1):
        segments.append(Segment(f"{name}.s{number:04d}", name, Span(start, start + len(sentence)), sentence))
        start += len(sentence) + 1
    return Document(name, language, text, segments=tuple(segments))


def test_a_last_name_takes_the_full_name_told_in_another_document() -> None:
    first = document("a", "fr", "Le ministre Oleg Tchernov est venu.")
    second = document("b", "en", "Reporters waited. Chernov said nothing.")
    finder = Finder([first, second])
    (one,) = [a for a in finder.of(first, first.segments[0]) if a.kind == "person"]
    (two,) = [a for a in finder.of(second, second.segments[0]) if a.kind == "person"]
    assert one.value == two.value == "Oleg Tchernov"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Poutine", "Putin"),
        ("Eltchine", "Elchin"),
        ("Tchernov", "Chernov"),
        ("Khrouchtchev", "Khrushchev"),
        ("Zelensky", "Zelenskyy"),
    ],
)
def test_french_and_english_spellings_of_a_foreign_name_meet(one: str, two: str) -> None:
    assert transliterated(one) == transliterated(two)


# --- quotations -----------------------------------------------------------------------------------------------------


def test_a_quotation_over_paragraphs_is_cut_at_each_and_closes_once() -> None:
    text = "“We left at night.\n\n“Nobody helped us,” she said.\nThe town slept."
    assert [s.of(text) for s in quotations(text)] == ["We left at night.", "Nobody helped us,"]


def test_an_apostrophe_neither_opens_nor_closes() -> None:
    text = "‘They didn’t see the drivers’ hands,’ he said."
    assert [s.of(text) for s in quotations(text)] == ["They didn’t see the drivers’ hands,"]


def test_a_mark_that_never_closes_quotes_nothing_beyond_its_paragraph() -> None:
    text = 'He said "no.\nThe end.'
    assert all("\n" not in s.of(text) for s in quotations(text))


def test_a_quotation_is_cut_at_the_borders_of_its_sentences() -> None:
    text = "« Partez. Ne revenez pas. »"
    found = quoted_anchors(text, quotations(text), Span(0, 9))
    assert [a.text for a in found] == ["Partez."]


# --- agreement ------------------------------------------------------------------------------------------------------


def number(words: str, language: str) -> Anchor:
    (found,) = numbers.find(words, language)
    return found


def one(words: str, language: str, kind: str) -> Anchor:
    (found,) = [a for a in of_text(words, language) if a.kind == kind]
    return found


@pytest.mark.parametrize(
    ("french", "english", "expected"),
    [
        ("des dizaines de personnes", "dozens of people", "compatible"),
        ("une centaine de maisons", "a hundred houses", "same"),
        ("au moins trois morts", "three dead", "compatible"),
        ("trois morts", "five dead", "disjoint"),
        ("trois morts", "five injured", "unrelated"),
        ("plus de 100 hommes", "80 men", "disjoint"),
        ("deux hommes", "two people", "same"),
        ("quatre maisons", "five cars", "unrelated"),
        ("10 km", "six miles", "disjoint"),
        ("80 km", "50 miles", "same"),
        ("un tiers des voix", "33% of the vote", "same"),
        ("deux semaines", "a fortnight", "same"),
        ("trois euros", "three dollars", "unrelated"),
        ("le troisième jour", "three days", "unrelated"),
    ],
)
def test_numbers_agree_where_they_count_the_same(french: str, english: str, expected: str) -> None:
    found = of_text(english, "en")
    (other,) = [a for a in found if a.kind == "number"] or [Anchor("number", Span(0, 1), "-", Quantity(0, 0, "-", "-"))]
    assert agree(number(french, "fr"), other) == expected


@pytest.mark.parametrize(
    ("french", "english", "expected"),
    [
        ("le 20 avril", "in April", "compatible"),
        ("en mars", "in April", "disjoint"),
        ("lundi", "on Monday", "same"),
        ("lundi", "on Tuesday", "disjoint"),
        ("le 20 avril 2017", "on April 20", "compatible"),
        ("en 2016", "in 2017", "disjoint"),
        ("il y a deux jours", "on Monday", "unrelated"),
        ("la semaine dernière", "last week", "same"),
    ],
)
def test_dates_agree_as_far_as_they_are_told(french: str, english: str, expected: str) -> None:
    assert agree(one(french, "fr", "date"), one(english, "en", "date")) == expected


def test_two_countries_are_disjoint_and_a_city_is_unrelated_to_a_country() -> None:
    france, spain, rome = (Anchor("place", Span(0, 1), n, n) for n in ("France", "Spain", "Rome"))
    assert agree(france, spain) == "disjoint"
    assert agree(france, rome) == "unrelated"


VALUES = st.one_of(
    st.builds(
        lambda kind, low, width, counted, unit: Anchor(
            kind, Span(0, 1), "x", Quantity(low, low + width, counted, unit)
        ),
        st.just("number"),
        st.integers(0, 500),
        st.sampled_from([0, 1, 10, math.inf]),
        st.sampled_from(["", "person", "man", "house", "~dead", "~dead+~hurt"]),
        st.sampled_from(["", "day", "metre", "percent", "ordinal", "EUR"]),
    ),
    st.builds(
        lambda value: Anchor("date", Span(0, 1), "x", Moment(value, "unresolved")),
        st.sampled_from(
            ["2017", "2017-04", "2017-04-20", "--04", "--04-20", "monday", "tuesday", "day-1", "week+0", "198x"],
        )
        | st.sampled_from(["2017-W16", "winter", "2017-winter", "Ramadan"]),
    ),
    st.builds(
        lambda kind, text: Anchor(kind, Span(0, 1), text, text),
        st.sampled_from(["person", "organisation", "place", "quotation", "tag"]),
        st.sampled_from(
            ["France", "Spain", "Rome", "Iraq Study Group", "Iraq", "Ann Lee", "Bo Lee", "Lee", "#lee", "ISG"]
        ),
    ),
)


@settings(deadline=None)
@given(VALUES, VALUES)
def test_agreement_is_symmetric(a: Anchor, b: Anchor) -> None:
    assert agree(a, b) == agree(b, a)


@settings(deadline=None)
@given(VALUES)
def test_an_anchor_is_the_same_as_itself(a: Anchor) -> None:
    assert agree(a, a) == "same"
    assert unmatched([a], [a]) == []


# --- laws -----------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.text(alphabet="abc ABCé0123456789.,'’«»“”\"-% \u00a0\n€#@", max_size=80), st.sampled_from(["fr", "en", "de"]))
def test_every_anchor_points_at_its_own_words(text: str, language: str) -> None:
    for anchor in of_text(text, language):
        assert anchor.span.of(text) == anchor.text
        assert anchor.text.strip()


@settings(deadline=None)
@given(st.integers(0, 999_999))
def test_digits_with_either_grouping_read_the_same(value: int) -> None:
    grouped = f"{value:,}"
    (english,) = numbers.find(f"{grouped} people", "en")
    (french,) = numbers.find(f"{grouped.replace(',', ' ')} personnes", "fr")
    assert agree(english, french) == "same"
    assert isinstance(english.value, Quantity)
    assert english.value.low == value


def test_another_language_gives_no_names_but_places_and_bodies() -> None:
    found = {(a.kind, a.text) for a in of_text("Der Bürgermeister von Paris sprach mit der NATO über Menschen.", "de")}
    assert found == {("place", "Paris"), ("organisation", "NATO")}


def test_another_language_gives_figures_tags_and_quotations() -> None:
    found = {a.kind for a in of_text("Mehr als 300 Leute riefen „Frieden“ #Ruhe am 2017-04-20.", "de")}
    assert found >= {"number", "tag", "quotation", "date"}


@pytest.mark.parametrize("path", sorted(DATA.glob("*.tsv")), ids=lambda p: p.name)
def test_every_table_names_its_source_and_keeps_its_columns(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#")
    assert "ource" in " ".join(line for line in lines[:4] if line.startswith("#"))
    columns = {line.count("\t") for line in lines if line and not line.startswith("#")}
    assert len(columns) == 1
    assert table(path.stem, columns.pop() + 1)
