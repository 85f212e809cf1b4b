"""The laws of the values: nothing lost, beads partition, scores stay in their range."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align import model
from align.errors import InvalidValue
from align.model import Alignment, Bead, Document, Link, Role, Segment, Span


def document(name: str, sentences: list[str], language: str = "en") -> Document:
    text = "\n".join(sentences)
    segments, at = [], 0
    for n, sentence in enumerate(sentences):
        segments.append(Segment(f"{name}.s{n}", name, Span(at, at + len(sentence)), sentence))
        at += len(sentence) + 1
    return Document(name, language, text, segments=tuple(segments))


FR, EN = document("fr", ["Il pleut.", "Il neige."], "fr"), document("en", ["It rains."])


@pytest.mark.parametrize(
    "value", [v for v in vars(model).values() if dataclasses.is_dataclass(v)], ids=lambda v: v.__name__
)
def test_every_value_is_frozen_and_slotted(value: type) -> None:
    assert value.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(value)
    assert value.__doc__


def test_a_segment_that_differs_from_its_text_is_refused() -> None:
    with pytest.raises(InvalidValue, match="differs from the text"):
        Document("d", "en", "Rain.", segments=(Segment("s", "d", Span(0, 5), "Snow."),))


def test_segments_that_overlap_are_refused() -> None:
    two = (Segment("a", "d", Span(0, 4), "Rain"), Segment("b", "d", Span(3, 5), "n."))
    with pytest.raises(InvalidValue, match="overlaps"):
        Document("d", "en", "Rain.", segments=two)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_a_span_runs_forwards_from_the_text_on(start: int, end: int) -> None:
    with pytest.raises(InvalidValue):
        Span(start, end)


@pytest.mark.parametrize(
    ("beads", "named"),
    [
        ((Bead(("fr.s0",), ("en.s0",)),), "fr.s1"),
        ((Bead(("fr.s0", "fr.s1"), ("en.s0",)), Bead((), ("en.s9",))), "en.s9"),
        ((Bead(("fr.s0", "fr.s1"), ("en.s0",)), Bead(("fr.s1",), ())), "fr.s1"),
    ],
)
def test_beads_that_do_not_partition_a_side_are_refused_and_the_segment_named(
    beads: tuple[Bead, ...], named: str
) -> None:
    with pytest.raises(InvalidValue, match=named):
        Alignment("parallel", (FR,), (EN,), beads)


def test_a_bead_without_segments_and_a_score_beyond_one_are_refused() -> None:
    with pytest.raises(InvalidValue):
        Bead((), ())
    with pytest.raises(InvalidValue):
        Bead(("a",), ("b",), 1.2)


@given(st.floats(0, 1), st.floats(0, 1))
def test_filtering_keeps_the_partition_and_no_bead_below_the_score(score: float, threshold: float) -> None:
    beads = (Bead(("fr.s0", "fr.s1"), ("en.s0",), score, "equivalent"),)
    kept = Alignment("parallel", (FR,), (EN,), beads, links=(Link("fr.s0", "en.s0", score),)).above(threshold)
    assert all(b.null or b.score >= threshold for b in kept.beads)
    assert sorted(i for b in kept.beads for i in b.source) == ["fr.s0", "fr.s1"]
    assert [b.kind for b in kept.beads] == (["2-1"] if score >= threshold else ["1-0", "1-0", "0-1"])
    assert len(kept.links) == (score >= threshold)


def test_the_three_roles_that_are_set_aside() -> None:
    assert {role for role in Role if role.set_aside} == {Role.HEADING, Role.CAPTION, Role.BOILERPLATE}
    assert date(2017, 4, 20) == model.Provenance(published=date(2017, 4, 20)).published
