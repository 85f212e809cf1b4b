"""Words related in meaning: the table that ships, and the script that builds it from a WordNet folder."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from align.facts.relations import KINDS, derived, of_stem, opposed, opposition, synonyms
from align.facts.terms import stemmer

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(("word", "other"), [("physician", "doctor"), ("begin", "commence"), ("labour", "labor")])
def test_synonyms_are_found_by_their_stems(word: str, other: str) -> None:
    assert stemmer("en")(other) in synonyms(word)


@pytest.mark.parametrize(("word", "other"), [("decide", "decision"), ("close", "closure"), ("die", "death")])
def test_derived_words_are_found_both_ways(word: str, other: str) -> None:
    assert stemmer("en")(other) in derived(word)
    assert stemmer("en")(word) in derived(other)


@pytest.mark.parametrize(("form", "word"), [("fell", "fall"), ("rose", "rise"), ("children", "child")])
def test_irregular_forms_lead_to_their_word(form: str, word: str) -> None:
    assert stemmer("en")(word) in of_stem(stemmer("en")(form), "form")


OPPOSITES = """
    opened closed
    accepted refused
    convicted acquitted
    rose fell
    increase reduce
    arrived left
    won lost
    guilty innocent
    legal illegal
    began ended
    allowed banned
    agreed refused
    majority minority
    released detained
"""

ALIKE = """
    said told
    killed murdered
    arrested jailed
    big large
    president minister
    closed shut
"""


def pairs(table: str) -> list[str]:
    return [line.strip() for line in table.strip().split("\n")]


@pytest.mark.parametrize("pair", pairs(OPPOSITES))
def test_opposites_are_opposed_both_ways(pair: str) -> None:
    one, two = pair.split()
    assert opposed(one, two)
    assert opposition(one, two) == opposition(two, one)


@pytest.mark.parametrize("pair", pairs(ALIKE))
def test_words_alike_are_not_opposed(pair: str) -> None:
    assert not opposed(*pair.split())


def test_unknown_words_have_no_relations() -> None:
    assert all(not of_stem("xyzzyq", kind) for kind in KINDS)
    assert not opposed("xyzzyq", "open")


def test_relatedness_is_a_share_and_the_most_related_word_comes_first() -> None:
    for word in ("arrest", "open", "kill", "chief", "claim"):
        for kind in KINDS:
            values = list(of_stem(word, kind).values())
            assert all(0 < v <= 0.99 for v in values)
            assert values == sorted(values, reverse=True)


# --- the script -------------------------------------------------------------------------------------------------------

FILES = {
    "data.verb": """  1 a licence
00000010 30 v 02 mend 0 repair 0 002 @ 00000020 v 0000 + 00000040 n 0201 01 + 08 00 | put right
00000020 30 v 01 better 0 002 ~ 00000010 v 0000 ! 00000030 v 0101 01 + 08 00 | make better
00000030 30 v 01 worsen 0 001 ! 00000020 v 0101 01 + 08 00 | make worse
00000050 30 v 01 repair 1 000 01 + 08 00 | go to
""",
    "data.noun": """00000040 04 n 01 reparation 0 001 + 00000010 v 0102 | a mending
00000060 04 n 01 mend_and_make_do 0 001 @ 00000040 n 0000 | thrift
""",
    "data.adj": "",
    "data.adv": "",
    "index.verb": """mend v 1 1 @ 1 1 00000010
repair v 2 1 @ 2 1 00000010 00000050
better v 1 1 ! 1 0 00000020
worsen v 1 1 ! 1 0 00000030
""",
    "index.noun": """reparation n 1 1 + 1 0 00000040
mend_and_make_do n 1 1 @ 1 0 00000060
""",
    "index.adj": "",
    "index.adv": "",
    "cntlist.rev": "repair%2:30:00:: 1 2\nrepair%2:30:01:: 2 1\n",
    "verb.exc": "mole mend\n",
}


@pytest.fixture(scope="module")
def script() -> Any:
    spec = importlib.util.spec_from_file_location("synonyms", ROOT / "scripts" / "train" / "synonyms.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["synonyms"] = module  # its dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_script_reads_a_wordnet_folder(script: Any, folder: Path) -> None:
    blocks = script.build(folder, {"mend", "repair", "better", "worsen", "repar"}).removesuffix("\n").split("\n\n")
    table = {kind: block.split("\n") for kind, block in zip(KINDS, blocks, strict=True)}
    # The first sense of “repair” has 2 + 1/2 of its uses, the second 1 + 1/4: two thirds.
    assert table["same"] == ["mend\trepair 67", "repair\tmend 67"]
    assert table["derived"] == ["repair\trepar 67", "repar\trepair 67"]
    assert table["opposed"] == ["better\tworsen 99", "worsen\tbetter 99"]
    # Kinds of a word are opposed to what it is opposed to.
    assert "mend\tworsen 99" in table["against"]
    assert "mole\tmend 99" in table["form"]


def test_the_script_makes_the_same_bytes_twice(script: Any, folder: Path) -> None:
    assert script.build(folder, {"mend", "repair"}) == script.build(folder, {"repair", "mend"})


def test_a_loose_relation_is_kept_between_known_words_only(script: Any, folder: Path) -> None:
    table = dict(zip(KINDS, script.build(folder, {"mend"}).removesuffix("\n").split("\n\n"), strict=True))
    assert table["same"]
    assert not table["wider"]
