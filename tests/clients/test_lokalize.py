"""Lokalize opens our drafts, a person edits one, and that edit is what comes home (check 16)."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.formats.detect import read
from align.formats.tmx import TMX
from clients import lokalize
from clients.conftest import Event, align

pytestmark = pytest.mark.client

EDITED = "“We’ve lost it all — boats excepted!”\u00a0said Maëlle Kerguen & crew <live> 🐟 d'accord."


def test_lokalize_shows_every_unit_of_a_draft_and_counts_none_as_done(event: Event) -> None:
    shown = lokalize.entries(event.draft)
    ours = read(event.draft).memory.units
    assert [(e.id, e.source, e.target) for e in shown] == [(u.id, u.source, u.target) for u in ours]
    assert not any(e.ready for e in shown)


def test_lokalize_shows_every_unit_of_an_article_with_human_pairs(event: Event) -> None:
    path = event.export("article.lokalize.xlf", "--as", "xliff", "--for", "lokalize")
    shown = lokalize.entries(path)
    assert [(e.source, e.target) for e in shown] == [(u.source, u.target) for u in read(path).whole]


def test_an_edit_in_lokalize_is_the_one_thing_that_comes_home(event: Event, workspace: Path) -> None:
    draft = workspace / event.draft.name
    before = read(draft).memory.units
    lokalize.edit(event.draft, draft, {5: EDITED})
    after = read(draft).memory.units
    changed = [
        n for n, (a, b) in enumerate(zip(before, after, strict=True)) if (a.source, a.target) != (b.source, b.target)
    ]
    assert changed == [5]

    said = align("tm", "import", draft)
    assert "1 pair taken" in said
    assert f"{len(before) - 1} pairs as handed out" in said
    (unit,) = TMX().read(workspace / "human.fr-en.tmx")
    assert (unit.source, unit.target) == (before[5].source, EDITED)
    assert (unit.id, unit.origin, unit.author) == (before[5].id, "human", "Test Translator")
    assert unit.changed
    assert unit.detail("align-draft") == before[5].target
    assert not unit.note


def test_a_file_saved_without_an_edit_brings_nothing_home(event: Event, workspace: Path) -> None:
    draft = workspace / event.draft.name
    same = read(draft).memory.units[0].target
    lokalize.edit(event.draft, draft, {0: same})
    assert "0 pairs taken" in align("tm", "import", draft)
    assert not (workspace / "human.fr-en.tmx").exists()


def test_align_run_keeps_the_edited_file_and_then_drafts_with_the_persons_words(
    event: Event, workspace: Path, tmp_path: Path
) -> None:
    from clients.conftest import EVENTS

    draft = workspace / event.draft.name
    lokalize.edit(event.draft, draft, {5: EDITED})
    saved = draft.read_bytes()
    again = ("run", "harbour-fire", "--corpus", EVENTS, "--into", workspace.parent)
    assert "align tm import" in align(*again, ok=(1,))
    assert draft.read_bytes() == saved
    align("tm", "import", draft)
    human = (workspace / "human.fr-en.tmx").read_bytes()
    align(*again, "--force")
    assert (workspace / "human.fr-en.tmx").read_bytes() == human
    assert (workspace / f"{draft.name}.edited-1").read_bytes() == saved
    again_drafted = read(draft).memory.units[5]
    assert (again_drafted.target, again_drafted.origin, again_drafted.state) == (EDITED, "human", "translated")
    assert EDITED not in {u.target for u in TMX().read(workspace / "draft.fr-en.tmx")}
