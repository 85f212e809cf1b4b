"""Claims: how sentences fall into clauses, what frames them, and the laws that hold for every text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.facts.clauses import ClauseExtractor
from align.facts.grammar import count_negations, is_negated, modality
from align.model import Claim, Document, Role, Segment, Span

CASES = Path(__file__).parent / "cases"
LANGUAGES = ("fr", "en")


def of(text: str, language: str, role: Role = Role.BODY) -> list[Claim]:
    segment = Segment("d.s0001", "d", Span(0, len(text)), text, 0, role)
    return ClauseExtractor().extract([Document("d", language, text, segments=(segment,))])


def cases(language: str) -> list[object]:
    """Read the table: clauses apart by a bar, a speaker in braces behind what is said, frames in brackets."""
    rows = []
    for line in (CASES / f"clauses.{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            pieces = [p.strip() for p in line.split(" | ")]
            sentence = " ".join(re.sub(r"\s*\{[^}]*\}|^\[|\]$", "", p) for p in pieces)
            rows.append(pytest.param(language, sentence, [p for p in pieces if not p.startswith("[")], id=sentence))
    return rows


def bare(text: str) -> str:
    return text.strip(' ,;:.!?…—–«»“”"\u00a0()')


@pytest.mark.parametrize(("language", "sentence", "expected"), [*cases("fr"), *cases("en")])
def test_a_sentence_falls_into_its_clauses(language: str, sentence: str, expected: list[str]) -> None:
    found = [bare(c.text) + (f" {{{c.attribution}}}" if c.attribution else "") for c in of(sentence, language)]
    wanted = []
    for piece in expected:
        words, _, speaker = piece.partition(" {")
        wanted.append(bare(words) + (" {" + speaker if speaker else ""))
    assert found == wanted


# --- polarity and modality ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("fr", "Il n'a pas parlé", True),
        ("fr", "Il ne viendra jamais", True),
        ("fr", "Aucun blessé n'est à déplorer", True),
        ("fr", "Il n'a parlé que de pluie", False),
        ("fr", "Pas moins de vingt bateaux sont partis", False),
        ("fr", "Cela arrive n'importe où", False),
        ("fr", "Il est parti avant qu'elle ne revienne", False),
        ("fr", "Elle fait le premier pas", False),
        ("fr", "Le maire dément", True),
        ("en", "He did not speak", True),
        ("en", "He won't come", True),
        ("en", "Nobody was hurt", True),
        ("en", "No fewer than twenty boats left", False),
        ("en", "Not only the mayor came", False),
        ("en", "The mayor denied it", True),
        ("en", "He spoke of rain", False),
    ],
)
def test_a_clause_denies_or_not(language: str, sentence: str, expected: bool) -> None:
    assert is_negated(sentence, language) is expected


def test_ne_pas_is_one_negation() -> None:
    assert count_negations("Il n'a pas dit qu'il ne viendrait pas", "fr") == 2


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("fr", "Des dizaines de maisons auraient brûlé", "reported"),
        ("fr", "La loi pourrait changer", "possible"),
        ("fr", "La loi a changé", "asserted"),
        ("en", "Dozens of houses have reportedly burned", "reported"),
        ("en", "The law could change", "possible"),
        ("en", "The law has changed", "asserted"),
        ("en", "He arrived in May", "asserted"),
    ],
)
def test_a_clause_asserts_reports_or_holds_possible(language: str, sentence: str, expected: str) -> None:
    assert modality(sentence, language) == expected


# --- frames over sentences ------------------------------------------------------------------------------------------


def test_a_quotation_over_sentences_keeps_its_speaker() -> None:
    text = "“We left at night,” said Ann Lee. “Nobody helped us at all.”"
    cut = text.index(" “Nobody") + 1
    segments = (
        Segment("d.s0001", "d", Span(0, cut - 1), text[: cut - 1]),
        Segment("d.s0002", "d", Span(cut, len(text)), text[cut:]),
    )
    claims = ClauseExtractor().extract([Document("d", "en", text, segments=segments)])
    assert [(c.text, c.attribution) for c in claims] == [
        ("We left at night", "Ann Lee"),
        ("Nobody helped us at all", "Ann Lee"),
    ]


def test_what_is_set_aside_makes_no_claim() -> None:
    assert of("The mayor opened the bridge on Monday.", "en", Role.CAPTION) == []


def test_a_claim_carries_the_anchors_inside_it() -> None:
    first, second = of("Three people were killed in Rome, and the mayor of Oslo left on Monday.", "en")
    assert [a.text for a in first.anchors] == ["Three", "Rome"]
    assert [a.text for a in second.anchors] == ["Oslo", "Monday"]


# --- laws -----------------------------------------------------------------------------------------------------------

TOKENS = (
    "le maire a dit que la pluie n'a pas cessé , et mais « » “ ” \" ( ) – ; : the mayor said that who did not stop but "
    "Paris 12 des dizaines dozens of people selon according to il he ."
)
WORDS = st.sampled_from(TOKENS.split(" "))


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=30).map(" ".join), st.sampled_from(["fr", "en", "de"]))
def test_claims_are_ordered_disjoint_stretches_of_their_segment(text: str, language: str) -> None:
    claims = of(text, language)
    end = 0
    for claim in claims:
        assert claim.span.of(text) == claim.text
        assert claim.span.start >= end
        end = claim.span.end
        assert claim.text == claim.text.strip()
        assert re.search(r"\w", claim.text)
        assert all(a.span.overlap(claim.span) for a in claim.anchors)
    assert len({c.id for c in claims}) == len(claims)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_in_a_language_without_grammar_no_word_is_lost(text: str) -> None:
    kept = " ".join(c.text for c in of(text, "de"))
    assert re.findall(r"\w+", kept) == re.findall(r"\w+", text)


def test_extraction_does_not_depend_on_the_order_of_documents() -> None:
    texts = {"a": "Le ministre Oleg Tchernov est venu à Rome.", "b": "Le maire a vu M. Tchernov lundi."}
    documents = [
        Document(k, "fr", t, segments=(Segment(f"{k}.s0001", k, Span(0, len(t)), t),)) for k, t in texts.items()
    ]
    one = {c.id: c for c in ClauseExtractor().extract(documents)}
    two = {c.id: c for c in ClauseExtractor().extract(documents[::-1])}
    assert one == two
