"""Floors of comparable alignment on development gold: they only rise. Links precision and F1, nulls F1, × 100."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "scripts" / "bench"))

# (set, draft): least link precision, link F1 and null F1, pooled over the set's documents; one setting for all.
FLOORS = {
    ("wikigap", "apertium"): (95.0, 84.5, 84.5),
    ("wikigap", "none"): (94.0, 84.0, 84.0),
    ("news-comparable", "bergamot-tiny"): (95.0, 96.0, 95.8),
    ("news-comparable", "none"): (94.5, 95.2, 95.2),
    ("tico19-comparable", "apertium"): (95.0, 96.2, 96.2),
    ("tico19-comparable", "none"): (94.5, 95.6, 95.6),
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


def test_permuting_paragraphs_changes_at_most_one_link_in_twenty(data_dir: Path) -> None:
    del data_dir
    import _gold
    import comparable_order

    cases = _gold.comparable(("tico19-comparable",))
    changed, total = comparable_order.swayed(cases, "apertium")
    assert changed <= 0.05 * total
