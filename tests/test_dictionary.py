"""The dictionary as similarity: what one side leads one to expect on the other, and what drafts add."""

from __future__ import annotations

import numpy as np
import pytest

from align.similarity.dictionary import Dictionary, Halves
from align.similarity.numbers import Numbers

TABLE = {
    "maire": [("mayor", 0.9, 0.8)],
    "pont": [("bridg", 0.7, 0.6), ("deck", 0.1, 0.1), ("the", 0.01, 0.01)],
    "ferme": [("close", 0.4, 0.3), ("farm", 0.4, 0.9)],
}
STEMS = {"bridge": "bridg", "closes": "close", "closed": "close", "farms": "farm"}


def dictionary() -> Dictionary:
    return Dictionary(
        lambda word: TABLE.get(word, ()),
        lambda word: STEMS.get(word, word),
        {"maire": 6.0, "pont": 6.0, "ferme": 5.0},
        {"mayor": 6.0, "bridg": 6.0, "close": 4.0, "farm": 6.0, "deck": 8.0, "the": 0.2},
    )


def products(halves: Halves) -> tuple[np.ndarray, np.ndarray]:
    return tuple((x @ y.T).toarray() for x, y in (halves.ahead, halves.back))  # type: ignore[return-value]


def test_translations_meet_in_both_languages_and_strangers_do_not() -> None:
    ahead, back = products(dictionary().halves(["Le maire", "Un pont ferme"], ["The bridge closed", "A mayor"]))
    for half in (ahead, back):
        assert half[0, 1] > 0
        assert half[1, 0] > 0
        assert half[0, 0] == 0
        assert half[1, 1] == 0


def test_every_sense_of_a_word_is_expected() -> None:
    ahead, _ = products(dictionary().halves(["La ferme"], ["farms", "closed", "deck"]))
    assert ahead[0, 0] > 0
    assert ahead[0, 1] > 0
    assert ahead[0, 2] == 0


def test_an_unlikely_translation_is_not_expected() -> None:
    ahead, _ = products(dictionary().halves(["Un pont"], ["the"]))
    assert ahead[0, 0] == 0


def test_names_that_the_dictionary_does_not_know_meet_by_their_beginning() -> None:
    ahead, back = products(dictionary().halves(["Corvault", "Dubreuil"], ["Corvaultian", "Tessier"]))
    assert ahead[0, 0] > 0
    assert back[0, 0] > 0
    assert not ahead[1].any()


def test_numbers_meet_whatever_their_separators() -> None:
    ahead, _ = products(dictionary().halves(["8\u202f839,8", "12"], ["8,839.8", "13"]))
    assert ahead[0, 0] > 0
    assert ahead[1, 1] == 0


@pytest.mark.parametrize("side", ["source", "target"])
def test_words_of_a_draft_are_expected_where_the_dictionary_has_none(side: str) -> None:
    made = dictionary()
    plain = products(made.halves(["xyl"], ["bridge"]))
    drafts = {"source_drafts": ["bridge"]} if side == "source" else {"target_drafts": ["xyl"]}
    with_draft = products(made.halves(["xyl"], ["bridge"], **drafts))
    half = 0 if side == "source" else 1
    assert plain[half][0, 0] == 0
    assert with_draft[half][0, 0] > 0


def test_a_text_without_words_has_empty_rows() -> None:
    made = dictionary()
    halves = made.halves(["", "…"], ["maire", ""])
    for x, y in (halves.ahead, halves.back):
        assert x.shape[0] == 2
        assert y.shape[0] == 2
        assert x.nnz == 0
        assert not y[1].nnz
    x, y = made.vectors([], [])
    assert x.shape[0] == y.shape[0] == 0


def test_numbers_count_once_a_sentence() -> None:
    x, y = Numbers().vectors(["12 and 12 of 3"], ["3 or 12"])
    assert (x @ y.T).toarray()[0, 0] == 2
    assert x.sum() == 2
