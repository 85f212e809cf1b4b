"""Review: decisions made on the page come back, whatever was run again meanwhile; nothing is overwritten in silence."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from align import reviewing
from align.commands.review import command
from align.errors import BrokenFormat, EditedOutput
from align.formats import alignment_json
from align.model import Alignment, Bead, Document, Segment, Span
from align.reviewing import Decision, apply


def document(key: str, language: str, sentences: list[str]) -> Document:
    segments, position = [], 0
    for number, sentence in enumerate(sentences, 1):
        span = Span(position, position + len(sentence))
        segments.append(Segment(f"{key}.s{number:04d}", key, span, sentence, number - 1))
        position += len(sentence) + 1
    return Document(key, language, "\n".join(sentences), (), tuple(segments))


def alignment() -> Alignment:
    french = document("fr", "fr", ["Un.", "Deux.", "Trois.", "Un."])
    english = document("en", "en", ["One.", "Two.", "Three.", "More."])
    beads = (
        Bead(("fr.s0001",), ("en.s0001",), 0.6, "partial"),
        Bead(("fr.s0002", "fr.s0003"), ("en.s0002",), 0.5, "equivalent"),
        Bead(("fr.s0004",), (), 0.7),
        Bead((), ("en.s0003",), 0.8),
        Bead((), ("en.s0004",), 0.9),
    )
    return Alignment("comparable", (french,), (english,), beads, signature="pairing|v:1")


def decide(verb: str, source: list[str], target: list[str], nth: int = 1, grade: str | None = None) -> Decision:
    found: dict[str, reviewing.Verb] = {v: v for v in reviewing.VERBS}
    return Decision(
        found[verb],
        tuple(("fr", text, nth) for text in source),
        tuple(("en", text, 1) for text in target),
        "partial" if grade == "partial" else "equivalent" if grade else None,
    )


def shapes(made: Alignment) -> list[tuple[tuple[str, ...], tuple[str, ...], float]]:
    return [(tuple(i[-1] for i in b.source), tuple(i[-1] for i in b.target), b.score) for b in made.beads]


def test_no_decision_changes_nothing() -> None:
    assert apply(alignment(), ()).alignment == alignment()


def test_an_accepted_bead_is_certain_and_keeps_its_grade() -> None:
    made = apply(alignment(), [decide("accept", ["Un."], ["One."])]).alignment
    assert made.beads[0] == Bead(("fr.s0001",), ("en.s0001",), 1.0, "partial")
    assert "|reviewed:" in made.signature


def test_a_dropped_bead_falls_apart_for_certain() -> None:
    made = apply(alignment(), [decide("drop", ["Deux.", "Trois."], ["Two."])]).alignment
    assert shapes(made)[1:4] == [(("2",), (), 1.0), (("3",), (), 1.0), ((), ("2",), 1.0)]


def test_a_bead_that_a_person_made_takes_its_segments_out_of_the_others() -> None:
    made = apply(alignment(), [decide("change", ["Trois."], ["Three."])]).alignment
    assert shapes(made) == [
        (("1",), ("1",), 0.6),
        (("3",), ("3",), 1.0),
        (("2",), (), 0.5),
        ((), ("2",), 0.5),
        (("4",), (), 0.7),
        ((), ("4",), 0.9),
    ]


def test_equal_sentences_are_told_apart() -> None:
    made = apply(alignment(), [decide("accept", ["Un."], ["More."], nth=2)]).alignment
    assert (("4",), ("4",), 1.0) in shapes(made)


def test_what_still_needs_review_keeps_its_score() -> None:
    assert apply(alignment(), [decide("review", ["Un."], ["One."])]).alignment.beads[0].score == 0.6
    made = apply(alignment(), [decide("review", ["Trois."], ["Three."])]).alignment
    assert (("3",), ("3",), reviewing.UNDECIDED) in shapes(made)


def test_a_decision_whose_words_have_vanished_is_named_and_changes_nothing() -> None:
    applied = apply(alignment(), [decide("accept", ["Quatre."], ["One."]), decide("accept", ["Un."], ["One."])])
    assert applied.vanished == ("fr: Quatre.",)
    assert applied.counts["accept"] == 1
    assert apply(alignment(), [decide("drop", ["Quatre."], [])]).alignment == alignment()


def test_decisions_survive_another_segmentation() -> None:
    old = alignment()
    french = document("fr", "fr", ["Zéro.", "Un.", "Deux. Trois.", "Un."])
    beads = [Bead((s.id,), (), 0.5) for s in french.segments]
    beads += [Bead((), (s.id,), 0.5) for s in old.target[0].segments]
    new = Alignment("comparable", (french,), old.target, tuple(beads))
    applied = apply(new, [decide("accept", ["Un."], ["One."]), decide("accept", ["Deux.", "Trois."], ["Two."])])
    assert Bead(("fr.s0002",), ("en.s0001",), 1.0, "equivalent") in applied.alignment.beads
    assert applied.vanished == ("fr: Deux.", "fr: Trois.")


def test_one_segment_can_not_be_decided_twice() -> None:
    with pytest.raises(BrokenFormat, match=r"fr\.s0001"):
        apply(alignment(), [decide("accept", ["Un."], ["One."]), decide("drop", ["Un."], [])])


@given(st.integers(0, 10_000))
def test_any_decisions_leave_beads_that_partition_both_sides(seed: int) -> None:
    chance = random.Random(seed)
    start = alignment()
    source = [("fr", s.text, 2 if s.id.endswith("4") else 1) for s in start.source[0].segments]
    target = [("en", s.text, 1) for s in start.target[0].segments]
    chance.shuffle(source)
    chance.shuffle(target)
    decisions = []
    while source and target and chance.random() < 0.8:
        left = tuple(source.pop() for _ in range(min(len(source), chance.randint(0, 2))))
        right = tuple(target.pop() for _ in range(min(len(target), chance.randint(0, 2))))
        if left or right:
            decisions.append(Decision(chance.choice(reviewing.VERBS), left, right))
    applied = apply(start, decisions)  # an Alignment checks the partition itself
    assert sum(applied.counts.values()) == len(decisions)
    assert apply(start, decisions) == applied


# --- the file and the command --------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    path, review = tmp_path / "alignment.json", tmp_path / "review.json"
    path.write_bytes(alignment_json.dump(alignment()))
    decisions = [
        {
            "decision": "accept",
            "grade": "equivalent",
            "source": [{"document": "fr", "text": "Un.", "nth": 1}],
            "target": [{"document": "en", "text": "One."}],
        },
        {"decision": "drop", "source": [{"document": "fr", "text": "Neuf."}], "target": []},
    ]
    review.write_text(json.dumps({"format": "align/review", "version": 1, "decisions": decisions}), encoding="utf-8")
    return path, review


def test_apply_writes_the_new_alignment_and_ends_with_1_when_words_have_vanished(files: tuple[Path, Path]) -> None:
    path, review = files
    out = path.with_name("reviewed.json")
    result = CliRunner().invoke(
        command, [str(path), "--apply", str(review), "-o", str(out)], standalone_mode=False, catch_exceptions=False
    )
    assert result.return_value == 1
    assert "1 accepted, 0 changed, 0 dropped, 0 still to review, 1 not found any more" in result.output
    assert "not found any more: fr: Neuf." in result.output
    assert alignment_json.load(out).beads[0].score == 1.0


def test_apply_overwrites_nothing_in_silence(files: tuple[Path, Path]) -> None:
    path, review = files
    before = path.read_bytes()
    arguments = [str(path), "--apply", str(review), "-o", str(path)]
    with pytest.raises(EditedOutput):
        CliRunner().invoke(command, arguments, standalone_mode=False, catch_exceptions=False)
    assert path.read_bytes() == before
    CliRunner().invoke(command, [*arguments, "--force"], standalone_mode=False, catch_exceptions=False)
    assert path.with_name("alignment.json.before-1").read_bytes() == before
    assert path.read_bytes() != before


def test_the_page_is_written_with_the_words_of_both_sides(files: tuple[Path, Path]) -> None:
    path, _ = files
    out = path.with_name("review.html")
    CliRunner().invoke(command, [str(path), "-o", str(out)], standalone_mode=False, catch_exceptions=False)
    written = out.read_text(encoding="utf-8")
    for words in ("Deux.", "Three.", "Download review.json", 'id="data"'):
        assert words in written


@pytest.mark.parametrize(
    "broken",
    [
        {"decision": "perhaps", "source": [{"document": "fr", "text": "Un."}], "target": []},
        {"decision": "accept", "source": [], "target": []},
        {"decision": "accept", "source": [{"document": "fr"}], "target": []},
        {"decision": "accept", "source": "Un.", "target": []},
        {"decision": "accept", "grade": "good", "source": [{"document": "fr", "text": "Un."}], "target": []},
    ],
)
def test_a_broken_review_is_refused_with_its_place(tmp_path: Path, broken: dict[str, object]) -> None:
    path = tmp_path / "review.json"
    path.write_text(json.dumps({"format": "align/review", "version": 1, "decisions": [broken]}), encoding="utf-8")
    with pytest.raises(BrokenFormat, match=r"decisions\[0\]"):
        reviewing.load(path)
