"""Words, folding and identifiers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.text import fold, identifier, squeeze, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’œuvre d'art", ["L", "œuvre", "d", "art"]),
        ("aujourd'hui, elle part", ["aujourd'hui", "elle", "part"]),
        ("70.000 morts et 1 200 blessés", ["70.000", "morts", "et", "1 200", "blessés"]),
        ("1,2 million, 3,5 %", ["1,2", "million", "3,5"]),
        ("Marks & Spencer's", ["Marks", "Spencer's"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "folded"), [("Tchétchénie", "tchetchenie"), ("ŒUVRE", "oeuvre"), ("STRASSE", "strasse")]
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_folds_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_squeezing_leaves_single_spaces_inside_only(text: str) -> None:
    assert not re.search(r"\s\s|^\s|\s$", squeeze(text))


@given(st.text())
def test_an_identifier_is_an_xml_name_token(text: str) -> None:
    assert re.fullmatch(r"[\w.\-]+", identifier(text))
