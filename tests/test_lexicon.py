"""The lexicon of the fact diff: words, their sister forms, and how alike they make two sides."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from align.facts.lexicon import Lexicon, lexicon
from align.facts.likeness import SISTERS, alike, translation
from align.facts.support import bundle
from align.facts.terms import stemmer
from align.model import Document, Provenance, Segment, Span

ROOT = Path(__file__).resolve().parents[1]

LINES = {"parler": "talk 40 20 speak 40 30", "parla": "spoke 80 5 talk 20 2", "maire": "mayor 90 80"}
SMALL = Lexicon("fr", "en", LINES, {"parler": 1.0, "parla": 5.0}, {}, {"parl": "parl a er", "mair": "maire -"})


def shipped() -> Lexicon:
    found = lexicon("fr", "en")
    assert found is not None
    return found


def test_a_family_lists_its_forms() -> None:
    assert SMALL.forms("parl") == ("parla", "parler")
    assert SMALL.forms("mair") == ("maire",)
    assert SMALL.forms("xyzzy") == ()


def test_sister_forms_count_as_often_as_they_were_seen() -> None:
    together = {p.stem: p for p in SMALL.of_family("parl")}
    # “parler” is e⁴ times as frequent as “parla”.
    assert together["talk"].forward == pytest.approx((40 + 20 * 0.0183) / 99 / 1.0183, abs=1e-3)
    assert together["spoke"].forward < 0.02
    # p(form | stem) of disjoint forms adds up.
    assert together["talk"].backward == pytest.approx(22 / 99)
    assert SMALL.of_family("xyzzy") == ()


def test_every_word_of_the_shipped_lexicon_is_in_the_family_of_its_stem() -> None:
    known, stem = shipped(), stemmer("fr")
    listed = {form for root in known.families for form in known.forms(root)}
    assert listed == set(known.lines)
    assert all(word in known.forms(stem(word)) for word in list(known.lines)[::97])


def side(name: str, language: str, text: str) -> Document:
    segment = Segment(f"{name}.s0001", name, Span(0, len(text)), text)
    return Document(name, language, text, segments=(segment,), provenance=Provenance(name))


def likeness(french: str, english: str) -> float:
    made = bundle((side("f", "fr", french),), (side("e", "en", english),), {})
    return float(made.alike.max())


def test_a_form_that_the_lexicon_never_saw_is_told_by_its_sisters() -> None:
    known = shipped()
    unseen = "déraillassent"  # a form that nobody writes
    assert not known.of(unseen)
    assert likeness(unseen, "derailed") == pytest.approx(
        max(translation(p.forward, p.backward) for p in known.of_family(stemmer("fr")(unseen)) if p.stem == "derail"),
        abs=1e-6,
    )


def test_a_word_with_translations_of_its_own_trusts_its_sisters_less() -> None:
    made = bundle((side("f", "fr", "parla"),), (side("e", "en", "speak"),), {})
    told = {p.stem: translation(p.forward, p.backward) for p in SMALL.of_family("parl")}["speak"]
    assert alike(made.source, made.target, SMALL, {}).max() == pytest.approx(SISTERS * told)


# --- the script -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def script() -> Any:
    spec = importlib.util.spec_from_file_location("train_lexicon", ROOT / "scripts" / "train" / "lexicon.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_families_are_written_by_stem_with_what_all_forms_begin_with(script: Any) -> None:
    assert script.families(["parlé", "parla", "maire"]) == "mair\tmaire -\nparl\tparl a é"


def test_families_of_the_shipped_lexicon_are_those_that_the_script_writes(script: Any) -> None:
    known = shipped()
    words = [w for w in known.lines if w.startswith("dé")]
    made = dict(row.split("\t") for row in script.families(words).split("\n"))
    again = Lexicon("fr", "en", {}, {}, {}, made)
    assert all(set(again.forms(root)) <= set(known.forms(root)) for root in made)
