"""Pairing as users meet it: modes and their reasons, set-aside segments, drafts of either side, forms, explanations."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import align
from align.commands.pair import command
from align.errors import InvalidValue, UsageError
from align.model import Alignment, Document, Draft, Role
from align.pairing import document_of, pair, pair_documents
from align.pairing.choice import longest_rise
from align.pairing.explain import balance, explain

FRENCH = (
    "Le maire de Corvault a inauguré mardi le pont de la Brenne, fermé depuis trois ans.",
    "Les travaux ont coûté 14 millions d'euros, soit deux fois plus que prévu.",
    "Une crue avait emporté l'ancien pont en février 2019.",
    "Les commerçants du quartier espèrent le retour de leurs clients.",
    "Le préfet a salué la patience des habitants.",
    "Un vol d'hirondelles a interrompu la cérémonie.",
)
ENGLISH = (
    "Swollen by rain, the river swept the old bridge away in February 2019.",
    "Shopkeepers in the district hope that their customers will return.",
    "Nobody mentioned the ferry that had served meanwhile.",
    "The mayor of Corvault opened the bridge over the Brenne on Tuesday, closed for three years.",
    "The work cost 14 million euros, twice as much as planned.",
)
GOLD = {(0, 3), (1, 4), (2, 0), (3, 1)}


def links(alignment: Alignment) -> set[tuple[int, int]]:
    """Pairs of sentence numbers from 0."""
    return {(int(i[-4:]) - 1, int(j[-4:]) - 1) for b in alignment.beads for i in b.source for j in b.target}


def test_sentences_in_another_order_are_found_and_the_rest_are_nulls() -> None:
    made = pair(FRENCH, ENGLISH, languages=("fr", "en"))
    assert made.mode == "comparable"
    assert links(made) == GOLD
    nulls = {i for b in made.beads if b.null for i in (*b.source, *b.target)}
    assert nulls == {"source.s0005", "source.s0006", "target.s0003"}


def test_both_directions_find_the_same_pairs() -> None:
    there = links(pair(FRENCH, ENGLISH, languages=("fr", "en"), mode="comparable"))
    back = links(pair(ENGLISH, FRENCH, languages=("en", "fr"), mode="comparable"))
    assert {(j, i) for i, j in back} == there


def test_a_language_pair_without_dictionary_works_on_what_both_write_alike() -> None:
    swedish = ("Borgmästaren i Corvault invigde bron över Brenne.", "Bron kostade 14 miljoner euro 2019.")
    dutch = ("De kosten: 14 miljoen euro in 2019.", "Burgemeester van Corvault opent brug over de Brenne.")
    assert links(pair(swedish, dutch, languages=("sv", "nl"), mode="comparable")) <= {(0, 1), (1, 0)}


@pytest.mark.parametrize("side", ["source", "target"])
def test_drafts_of_either_side_are_used(side: str) -> None:
    drafts = {"drafts": ENGLISH[::-1]} if side == "source" else {"target_drafts": ENGLISH[::-1]}
    here = ("alpha", "beta", "gamma", "delta", "epsilon")
    source, target = (here, ENGLISH) if side == "source" else (ENGLISH, here)
    made = pair(source, target, **drafts, languages=("xx", "yy"), mode="comparable")
    assert links(made) == {(k, 4 - k) for k in range(5)}
    assert f"drafts:{side}" in made.signature


def test_drafts_that_are_too_few_are_refused() -> None:
    with pytest.raises(InvalidValue, match="5 drafts for 6 source sentences"):
        pair(FRENCH, ENGLISH, drafts=ENGLISH)


def test_a_text_against_itself_is_parallel_and_all_one_to_one() -> None:
    text = [*FRENCH, *ENGLISH]
    made = pair(text, text, languages=("fr", "fr"))
    assert made.mode == "parallel"
    assert made.reason.startswith("parallel: 100%")
    assert links(made) == {(k, k) for k in range(len(text))}
    assert {b.kind for b in made.beads} == {"1-1"}
    assert all(b.grade == "equivalent" for b in made.beads)


def test_auto_says_why_it_took_a_text_in_another_order_for_comparable() -> None:
    made = pair(FRENCH, ENGLISH, languages=("fr", "en"))
    assert made.reason.startswith("comparable: only")
    assert "70%" in made.reason


def test_one_against_many_is_comparable_and_no_bead_spans_two_documents() -> None:
    source = document_of("fr", "fr", FRENCH)
    targets = [document_of("a", "en", ENGLISH[:3]), document_of("b", "en", ENGLISH[3:])]
    made = pair_documents([source], targets)
    assert "2 documents" in made.reason
    assert {len({j.split(".")[0] for j in b.target}) for b in made.beads if b.target} == {1}
    found = {(b.source[0], b.target[0]) for b in made.beads if not b.null}
    assert found == {
        ("fr.s0001", "b.s0001"),
        ("fr.s0002", "b.s0002"),
        ("fr.s0003", "a.s0001"),
        ("fr.s0004", "a.s0002"),
    }


def aside(document: Document, numbers: Sequence[int]) -> Document:
    """Set some segments aside."""
    return document.with_segments(
        tuple(replace(s, role=Role.CAPTION) if k in numbers else s for k, s in enumerate(document.segments))
    )


@pytest.mark.parametrize("mode", ["parallel", "comparable"])
def test_set_aside_segments_stand_where_they_are_as_nulls_of_their_own(mode: str) -> None:
    source = aside(document_of("fr", "fr", FRENCH), [0, 5])
    target = aside(document_of("en", "en", ENGLISH), [3])
    made = pair_documents([source], [target], mode=mode)  # type: ignore[arg-type]
    alone = {b.source or b.target for b in made.beads if b.null and b.score == 1.0}
    assert {("fr.s0001",), ("fr.s0006",), ("en.s0004",)} <= alone
    order = [i for b in made.beads for i in b.source]
    assert order == sorted(order)


def test_parallel_documents_are_paired_one_by_one_where_there_are_as_many() -> None:
    sources = [document_of(f"f{k}", "fr", FRENCH[k : k + 3]) for k in (0, 3)]
    made = pair_documents(sources, [replace_id(d, "g") for d in sources], mode="parallel")
    assert all(b.source[0][1:] == b.target[0][1:] for b in made.beads)


def replace_id(document: Document, letter: str) -> Document:
    return document_of(letter + document.id[1:], document.language, [s.text for s in document.segments])


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(InvalidValue, match="sideways"):
        pair(FRENCH, ENGLISH, mode="sideways")  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["auto", "parallel", "comparable"])
@pytest.mark.parametrize(("source", "target"), [((), ()), (FRENCH, ()), ((), ENGLISH), (FRENCH[:1], ENGLISH[:1])])
def test_empty_and_single_sides_partition(source: Sequence[str], target: Sequence[str], mode: str) -> None:
    made = pair(source, target, mode=mode, languages=("fr", "en"))  # type: ignore[arg-type]
    assert len({i for b in made.beads for i in (*b.source, *b.target)}) == len(source) + len(target)


sentences = st.lists(st.text(max_size=60), max_size=8)


@given(sentences, sentences, st.sampled_from(["auto", "parallel", "comparable"]))
@settings(max_examples=60, deadline=None)
def test_whatever_the_sentences_beads_partition_both_sides(source: list[str], target: list[str], mode: str) -> None:
    # Alignment itself refuses beads that don't partition.
    made = pair(source, target, mode=mode, languages=("fr", "en"))  # type: ignore[arg-type]
    assert all(0.0 <= b.score <= 1.0 for b in made.beads)
    assert pair(source, target, mode=mode, languages=("fr", "en")) == made  # type: ignore[arg-type]


def test_a_sentence_of_five_thousand_words_is_aligned() -> None:
    long = " ".join(f"mot{k} {FRENCH[k % 6]}" for k in range(450))
    assert len(long.split()) > 5000
    made = pair([long, *FRENCH], [*ENGLISH, long], languages=("fr", "en"), mode="comparable")
    assert (0, 5) in links(made)


def test_drafts_that_are_blank_count_as_no_drafts() -> None:
    plain = pair(FRENCH, ENGLISH, languages=("fr", "en"))
    source, target = plain.source, plain.target
    blank = [Draft(s.id, "  ") for s in source[0].segments]
    assert links(pair_documents(source, target, blank)) == links(plain)


def test_the_public_name_is_there_and_importing_the_package_loads_nothing_heavy() -> None:
    assert align.pair is pair
    code = "import sys, align; print(sorted({'numpy', 'scipy', 'lxml', 'click'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = align.nothing_like_it


@pytest.mark.parametrize(
    ("values", "places"), [([], []), ([3, 1, 2], [1, 2]), ([1, 2, 3], [0, 1, 2]), ([5, 1, 6, 2, 7, 3], [1, 3, 5])]
)
def test_the_longest_rise(values: list[int], places: list[int]) -> None:
    assert longest_rise(values) == places


# --- explain --------------------------------------------------------------------------------------------------------


def test_explain_names_words_numbers_names_and_lengths() -> None:
    made = pair(FRENCH, ENGLISH, drafts=[f"{t} 14" for t in (*ENGLISH, "x")], languages=("fr", "en"))
    number = next(k for k, b in enumerate(made.beads, 1) if not b.null)
    told = explain(made, number)
    for word in ("score", "draft:", "words shared", "only in the source", "numbers", "names", "lengths"):
        assert word in told, told


def test_explain_shows_the_nearest_sentences_of_a_null() -> None:
    made = pair(FRENCH, ENGLISH, languages=("fr", "en"))
    number = next(k for k, b in enumerate(made.beads, 1) if b.source == ("source.s0005",))
    assert "nearest other pair" in explain(made, number)


@pytest.mark.parametrize("number", [0, 99])
def test_explain_refuses_a_bead_that_is_not_there(number: int) -> None:
    with pytest.raises(UsageError, match=f"no bead {number}"):
        explain(pair(FRENCH, ENGLISH), number)


def test_balance_weighs_rare_words_above_common_ones() -> None:
    found = balance("the ferry sank", "the ferry left", ["the ferry sank", "the ferry left", "the mayor", "the end"])
    assert [w for w, _ in found.shared] == ["ferry", "the"]
    assert [w for w, _ in found.source_only] == ["sank"]
    assert [w for w, _ in found.target_only] == ["left"]


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    source, target = tmp_path / "bridge.fr.txt", tmp_path / "bridge.en.txt"
    source.write_text("\n".join(FRENCH) + "\n", encoding="utf-8")
    target.write_text("\n".join(ENGLISH) + "\n", encoding="utf-8")
    return str(source), str(target)


def run(*arguments: str) -> tuple[bytes, str, int]:
    """Run the command; return stdout's bytes, stderr and the exit code."""
    done = CliRunner().invoke(command, list(arguments), standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done.stdout_bytes, done.stderr, done.return_value


def test_the_command_writes_json_that_the_score_reads(files: tuple[str, str]) -> None:
    out, _, code = run(*files, "--segmented", "--with", "none", "--as", "json")
    assert code == 0
    data = json.loads(out)
    assert data["format"] == "align/alignment"
    assert data["mode"] == "comparable"
    places = {s["id"]: k for side in ("source", "target") for k, s in enumerate(data[side]["segments"])}
    assert {
        (places[b["source"][0]], places[b["target"][0]]) for b in data["beads"] if b["source"] and b["target"]
    } == GOLD


@pytest.mark.parametrize("form", ["text", "tsv", "ladder", "tmx", "xliff"])
def test_every_form_is_written(files: tuple[str, str], form: str) -> None:
    out, _, code = run(*files, "--segmented", "--with", "none", "--as", form)
    assert code == 0
    assert out


def test_above_takes_less_sure_beads_apart(files: tuple[str, str]) -> None:
    out, _, _ = run(*files, "--segmented", "--with", "none", "--as", "json", "--above", "1")
    assert not [b for b in json.loads(out)["beads"] if b["source"] and b["target"] and b["score"] < 1]


def test_explain_takes_the_place_of_the_output(files: tuple[str, str]) -> None:
    out, _, code = run(*files, "--segmented", "--with", "none", "--explain", "1")
    assert code == 0
    assert out.decode().startswith("bead 1 · 1-1 · score 0.")


def test_one_language_on_both_sides_needs_no_package(files: tuple[str, str]) -> None:
    out, err, code = run(files[0], files[0], "--from", "fr", "--to", "fr", "--with", "argos", "--as", "ladder")
    assert code == 0
    assert out
    assert "no draft is needed" in err


def test_the_reason_for_the_mode_is_told_on_stderr(files: tuple[str, str]) -> None:
    _, err, _ = run(*files, "--segmented", "--with", "none")
    assert "rising path" in err
    _, err, _ = run(*files, "--segmented", "--with", "none", "--quiet")
    assert err == ""
