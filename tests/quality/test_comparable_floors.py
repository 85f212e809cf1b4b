"""Floors of comparable alignment on development gold: they only rise. Links precision and F1, nulls F1, × 100."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "scripts" / "bench"))

# (set, draft): least link precision, link F1 and null F1, pooled over the set's documents; one setting for all.
FLOORS = {
    ("wikigap", "apertium"): (95.5, 86.0, 86.2),
    ("wikigap", "none"): (95.5, 85.4, 86.5),
    ("news-comparable", "bergamot-tiny"): (95.5, 96.0, 95.8),
    ("news-comparable", "none"): (95.5, 95.3, 95.4),
    ("tico19-comparable", "apertium"): (97.0, 97.4, 97.6),
    ("tico19-comparable", "none"): (95.0, 96.0, 96.1),
}


@pytest.mark.parametrize(("group", "draft"), FLOORS)
def test_comparable_links_and_nulls_stay_above_their_floors(group: str, draft: str, data_dir: Path) -> None:
    del data_dir  # skips where the gold is not at hand
    import _gold
    import comparable
    import fit_comparable
    from align.evaluate import Scores

    samples = [fit_comparable.sample(case, draft) for case in _gold.comparable((group,))]
    scores = Scores(tuple(comparable.rated(s.case, comparable.ours(s)) for s in samples))
    link, null = scores.pooled("link"), scores.pooled("null")
    reached = tuple(round(100 * figure, 1) for figure in (link.precision, link.f1, null.f1))
    assert all(r >= floor for r, floor in zip(reached, FLOORS[group, draft], strict=True)), reached


@pytest.mark.parametrize("group", ["wikigap", "news-comparable", "tico19-comparable"])
def test_permuting_paragraphs_changes_at_most_one_link_in_twenty(group: str, data_dir: Path) -> None:
    del data_dir
    import _gold
    import comparable_order

    changed, total = comparable_order.swayed(_gold.comparable((group,)), "apertium")
    assert changed <= 0.05 * total


def test_three_secondary_links_in_four_are_right_where_several_texts_tell_the_same(data_dir: Path) -> None:
    del data_dir
    import _gold
    import comparable
    import fit_comparable

    right, shown = comparable.secondary([fit_comparable.sample(case, "none") for case in _gold.events()])
    assert shown >= 20
    assert right >= 0.80 * shown
