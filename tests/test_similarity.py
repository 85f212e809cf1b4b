"""Laws of the similarities: rows for every text, empty rows for empty texts, words that translate find each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align import registry
from align.similarity.cognates import Cognates
from align.similarity.features import number, tokens
from align.similarity.ibm1 import IBM1
from align.similarity.length import Length, characters
from align.similarity.lexical import Lexical
from align.similarity.marks import marks

TEXTS = st.lists(st.text(alphabet="abcdeéÉ 12,.?’", max_size=25), max_size=6)
NAMES = ("length", "cognates", "lexical", "ibm1")


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(source=TEXTS, target=TEXTS)
def test_each_similarity_gives_a_row_a_text_in_one_space(name: str, source: list[str], target: list[str]) -> None:
    x, y = registry.load("similarity", name)().vectors(source, target)
    assert x.shape == (len(source), x.shape[1])
    assert y.shape == (len(target), x.shape[1])
    for rows in (x, y):
        norms = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
        assert (norms < 1.0 + 1e-5).all()
        assert np.isfinite(rows.data).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_text_without_words_has_an_empty_row(name: str) -> None:
    x, y = registry.load("similarity", name)().vectors(["", "Le maire parle.", " "], ["The mayor speaks.", ""])
    assert x[0].nnz == x[2].nnz == y[1].nnz == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_signature_names_the_similarity(name: str) -> None:
    assert registry.load("similarity", name)().signature.split("|")[0] == name


@pytest.mark.parametrize(
    ("here", "there", "other"),
    [
        ("Le président américain", "The American president", "A quiet winter"),
        ("en 1 234,5 mètres", "at 1,234.5 meters", "at 7,777 meters"),
        ("à Grozny, Tchétchénie", "in Grozny, Chechnya", "in Paris, France"),
    ],
)
def test_cognates_and_numbers_meet_across_languages(here: str, there: str, other: str) -> None:
    x, y = Cognates().vectors([here], [there, other])
    right, wrong = (x @ y.T).toarray()[0]
    assert right > wrong


def test_lexical_prefers_the_draft_of_the_sentence_itself() -> None:
    drafts = ["The police arrested three men", "The weather remains cold"]
    x, y = Lexical().vectors(drafts, ["It remains cold, this weather", "Three men were arrested by police"])
    assert np.argmax((x @ y.T).toarray(), axis=1).tolist() == [1, 0]


def test_down_weighting_takes_a_word_out_of_the_comparison() -> None:
    x, y = Lexical(down=lambda weights: weights * 0).vectors(["one word"], ["one word"])
    assert (x @ y.T).toarray()[0, 0] == 0.0


WORDS = {"chat": "cat", "chien": "dog", "maison": "house", "rouge": "red", "noir": "black", "dort": "sleeps"}


def test_ibm_model_1_learns_which_words_translate_which() -> None:
    pairs = [(a, b) for a in WORDS for b in WORDS if a != b]
    source = [f"{a} {b}" for a, b in pairs]
    target = [f"{WORDS[b]} {WORDS[a]}" for a, b in pairs]
    model = IBM1()
    x, y = model.counts(source), model.counts(target)
    lexicon = model.learn(x, y)
    order = list(dict.fromkeys(" ".join(source).split())), list(dict.fromkeys(" ".join(target).split()))
    best = np.argmax(lexicon.forward.toarray(), axis=1)
    assert {s: order[1][k] for s, k in zip(order[0], best, strict=True)} == WORDS
    assert (lexicon.forward.sum(axis=1) <= 1.0 + 1e-5).all()


def test_one_meeting_of_two_rare_words_convinces_less_than_many() -> None:
    source, target = ["aa bb"] * 6 + ["cc dd"], ["xx yy"] * 6 + ["vv ww"]
    lexicon = IBM1()
    table = lexicon.learn(lexicon.counts(source), lexicon.counts(target)).forward.toarray()
    assert table[2].max() < table[0].max()


def test_ibm_model_1_mirrors() -> None:
    source, target = ["le chat noir", "le chien", "un chat"], ["the black cat", "the dog", "a cat"]
    model = IBM1()
    x, y = model.counts(source), model.counts(target)
    forth, back = model.learn(x, y), model.learn(y, x)
    assert np.allclose(forth.forward.toarray(), back.backward.toarray())
    assert np.allclose(forth.backward.toarray(), back.forward.toarray())


def test_length_vectors_prefer_texts_of_like_length() -> None:
    texts = ["a" * n for n in (10, 40, 160)]
    x, y = Length().vectors(texts, texts)
    assert np.argmax((x @ y.T).toarray(), axis=1).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Où va-t-il ?", (1, 0, 0, 0)),
        ("« Vraiment ? Quand ? »", (2, 0, 0, 1)),
        ("et il partit ;", (0, 1, 1, 0)),
        ("— Non, dit-il,", (0, 1, 0, 1)),
        ("", (0, 0, 0, 0)),
        ("…", (0, 0, 0, 0)),
    ],
)
def test_marks_describe_questions_clauses_and_speech(text: str, expected: tuple[int, ...]) -> None:
    assert tuple(marks([text])[0].tolist()) == expected


def test_tokens_numbers_and_lengths() -> None:
    assert tokens("L'été, 8 839,8 m!") == ["L", "été", "8 839,8", "m"]
    assert tokens("8\u00a0839,8") == ["8\u00a0839,8"]
    assert number("8\u00a0839,8") == number("8,839.8") == "88398"
    assert characters(["a b\tc", "", "\u00a0"]).tolist() == [3, 0, 0]
