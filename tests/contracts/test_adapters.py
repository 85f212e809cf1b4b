"""The laws that every adapter of a protocol obeys, whoever wrote it: found through the registry, none named here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from align import models, registry, vectors
from align.model import Block, Document, Memory, Role, Segment, Span, Unit

TEXTS = ("Il pleut à Valmont.", "Le pont est fermé depuis 3 jours.", "", "…", "#Valmont", "Oui.", "Le pont est fermé.")
MEMORY = Memory("fr", "en", (Unit("u1", "Oui.", "Yes.", "fr", "en"),))
readable = st.text(st.characters(blacklist_categories=("Cs",)), max_size=80)


def made(group: registry.Group, name: str) -> Any:
    """An adapter with the settings it needs to work at all."""
    adapter = registry.load(group, name)
    if group == "translators" and name == "memory":
        return adapter([MEMORY], made(group, "argos"))
    if group == "translators":
        return adapter([package.path for package in models.route("fr", "en")])
    if group == "similarity" and name == "minilm":
        if vectors.installed() is None:
            pytest.skip("the extra 'vectors' isn't installed")
        return vectors.sentence_vectors()
    return adapter()


def segments(texts: Sequence[str]) -> list[Segment]:
    return [Segment(f"d.s{n}", "d", Span(0, len(text)), text) for n, text in enumerate(texts)]


def document(text: str, language: str = "fr") -> Document:
    return Document("d", language, text, blocks=(Block(Span(0, len(text)), Role.BODY),))


SIGNED: list[tuple[registry.Group, str]] = [
    (group, name)
    for group in ("segmenters", "translators", "similarity", "aligners", "extractors")
    for name in registry.names(group)  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("group", "name"), SIGNED, ids="-".join)
def test_an_adapter_bears_its_name_and_a_signature_that_stays(group: registry.Group, name: str) -> None:
    first, second = made(group, name), made(group, name)
    assert first.name == name
    assert first.signature == second.signature
    assert first.signature
    assert "\n" not in first.signature
    assert "0x" not in first.signature, "an address in memory is no signature"


@pytest.mark.parametrize("name", registry.names("translators"))
def test_a_translator_gives_one_draft_a_segment_in_order(name: str) -> None:
    moved: list[int] = []
    given_segments = segments(TEXTS)
    drafts = made("translators", name).translate(given_segments, moved.append)
    assert [d.segment for d in drafts] == [s.id for s in given_segments]
    assert sum(moved) == len(TEXTS)
    assert all(d.origin for d, text in zip(drafts, TEXTS, strict=True) if text)
    assert all(d.score is None or 0 <= d.score <= 1 for d in drafts)


@pytest.mark.parametrize("name", registry.names("translators"))
def test_a_draft_does_not_depend_on_its_company(name: str) -> None:
    translator = made("translators", name)
    together = {d.segment: d.text for d in translator.translate(segments(TEXTS))}
    backwards = {d.segment: d.text for d in translator.translate(segments(TEXTS)[::-1])}
    alone = {s.id: translator.translate([s])[0].text for s in segments(TEXTS)}
    assert together == backwards == alone


@pytest.mark.parametrize("name", registry.names("translators"))
def test_nothing_to_translate_is_no_fault(name: str) -> None:
    assert list(made("translators", name).translate([])) == []


@pytest.mark.parametrize("name", registry.names("segmenters"))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=readable, language=st.sampled_from(["fr", "en", "de"]))
def test_a_segmenter_loses_nothing_but_white_space(name: str, text: str, language: str) -> None:
    (cut,) = made("segmenters", name).segment([document(text, language)])
    covered = {i for s in cut.segments for i in range(s.span.start, s.span.end)}
    assert all(text[i].isspace() for i in set(range(len(text))) - covered)
    assert len({s.id for s in cut.segments}) == len(cut.segments)


@pytest.mark.parametrize("name", registry.names("similarity"))
def test_a_similarity_gives_a_row_a_text_and_an_empty_row_where_it_knows_nothing(name: str) -> None:
    source, target = list(TEXTS), ["It rains in Valmont.", "", "The bridge is closed for 3 days."]
    x, y = made("similarity", name).vectors(source, target)
    assert x.shape[0] == len(source)
    assert y.shape[0] == len(target)
    assert x.shape[1] == y.shape[1]
    assert np.isfinite(x.data).all()
    assert np.isfinite(y.data).all()
    assert x[2].nnz == 0
    assert y[1].nnz == 0


@pytest.mark.parametrize("name", registry.names("similarity"))
def test_a_similarity_of_empty_sides_has_no_rows(name: str) -> None:
    x, y = made("similarity", name).vectors([], [])
    assert (x.shape[0], y.shape[0]) == (0, 0)


@pytest.mark.parametrize("name", registry.names("extractors"))
@settings(max_examples=40, deadline=None)
@given(text=readable)
def test_a_claim_points_at_the_words_it_shows(name: str, text: str) -> None:
    whole = document(text).with_segments((Segment("d.s1", "d", Span(0, len(text)), text),) if text else ())
    for claim in made("extractors", name).extract([whole]):
        assert claim.span.of(text) == claim.text
        assert all(anchor.span.of(text) == anchor.text for anchor in claim.anchors)
