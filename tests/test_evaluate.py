"""Scores against gold: the counts of Sennrich & Volk and vecalign, by hand and in a case table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from align import evaluate
from align.commands.score import command
from align.errors import BrokenFormat, UsageError
from align.evaluate import Figure, Gold, Pair, Scores

CASES = Path(__file__).parent / "cases" / "scores.txt"


def beads(text: str) -> list[Pair]:
    """Read ``0,1:2 3:`` as beads."""
    made: list[Pair] = []
    for word in text.split():
        left, _, right = word.partition(":")
        made.append((tuple(map(int, filter(None, left.split(",")))), tuple(map(int, filter(None, right.split(","))))))
    return made


def cases() -> list[dict[str, str]]:
    blocks = CASES.read_text(encoding="utf-8").split("\n\n")
    return [
        dict(line.split(" = ", 1) for line in block.splitlines() if line and not line.startswith("#"))
        for block in blocks
        if " = " in block
    ]


@pytest.mark.parametrize("case", cases(), ids=lambda c: str(c["name"]))
def test_each_figure_is_the_one_counted_by_hand(case: dict[str, str]) -> None:
    n, m = map(int, case["size"].split("x"))
    found = evaluate.score(Gold("g", n, m, tuple(beads(case["gold"]))), beads(case["found"]))
    for name, figure in found.figures().items():
        if name in case:
            counts = f"{figure.right}/{figure.predicted} {figure.found}/{figure.wanted}"
            assert counts == case[name], name


def test_graded_links_ask_for_the_equivalent_and_forgive_the_partial() -> None:
    links = {(0, 0): "E", (1, 1): "P", (2, 2): "E"}
    gold = Gold("g", 4, 4, tuple(beads("0:0 2:2")), links)
    found = evaluate.score(gold, beads("0:0 1:1 2:3"))
    assert (found.link.right, found.link.predicted) == (2, 3)  # the partial one is right, 2:3 is not
    assert (found.link.found, found.link.wanted) == (2, 4)  # sentence 0 of each side
    # Sentences 3 of both sides are nulls; those of the partial link count neither way.
    assert (found.null.right, found.null.predicted, found.null.wanted) == (1, 2, 2)


PARTITION = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any), min_size=1, max_size=12)


def laid_out(shapes: list[tuple[int, int]]) -> tuple[list[Pair], int, int]:
    i = j = 0
    made = []
    for a, b in shapes:
        made.append((tuple(range(i, i + a)), tuple(range(j, j + b))))
        i, j = i + a, j + b
    return made, i, j


@given(PARTITION)
def test_gold_against_itself_is_perfect(shapes: list[tuple[int, int]]) -> None:
    gold, n, m = laid_out(shapes)
    found = evaluate.score(Gold("g", n, m, tuple(gold)), gold)
    assert all(f.f1 == 1.0 for f in found.figures().values() if f.wanted)


@given(PARTITION, PARTITION)
def test_lax_is_never_below_strict_and_swapping_sides_changes_no_figure(
    shapes: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    gold, n, m = laid_out(shapes)
    found = [(s, t) for s, t in laid_out(others)[0] if all(i < n for i in s) and all(j < m for j in t)]
    score = evaluate.score(Gold("g", n, m, tuple(gold)), found)
    assert score.lax.f1 >= score.strict.f1
    mirrored = evaluate.score(Gold("g", m, n, tuple((t, s) for s, t in gold)), [(t, s) for s, t in found])
    assert mirrored == score


def test_the_mean_weighs_documents_alike_and_leaves_out_what_is_undefined() -> None:
    one = evaluate.score(Gold("a", 1, 1, (((0,), (0,)),)), beads("0:0"))
    two = evaluate.score(Gold("b", 4, 4, tuple(beads("0:0 1:1 2:2 3:3"))), beads(""))
    scores = Scores((one, two))
    assert scores.mean("strict") == 0.5
    assert scores.mean("null") == 0.0  # document a has no nulls and none were predicted
    assert scores.pooled("strict") == Figure(1, 9, 1, 5)


def folder(path: Path, n: int, m: int, gold: str) -> Path:
    path.mkdir(parents=True)
    (path / "src.txt").write_text("".join(f"Phrase {i}.\n" for i in range(n)), encoding="utf-8")
    (path / "tgt.txt").write_text("".join(f"Sentence {i}.\n" for i in range(m)), encoding="utf-8")
    (path / "gold.txt").write_text(gold, encoding="utf-8")
    return path


def test_score_prints_a_table_and_json_for_a_folder_of_gold(tmp_path: Path) -> None:
    for name in ("one", "two"):
        folder(tmp_path / "gold" / name, 2, 2, "0:0\n1:1\n")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "one.txt").write_text("0:0\n1:1\n", encoding="utf-8")
    side = [{"id": "a"}, {"id": "b"}]
    alignment = {
        "source": {"segments": side},
        "target": {"segments": side},
        "beads": [{"source": ["a"], "target": ["a", "b"]}, {"source": ["b"], "target": []}],
    }
    (tmp_path / "mine" / "two.json").write_text(json.dumps(alignment), encoding="utf-8")
    arguments = [str(tmp_path / "gold"), str(tmp_path / "mine")]
    table = CliRunner().invoke(command, arguments)
    assert table.exit_code == 0, table.output
    assert [line.split()[0] for line in table.output.splitlines()[2:]] == ["one", "two", "mean", "pooled"]
    facts = json.loads(CliRunner().invoke(command, [*arguments, "--json"]).output)
    assert facts["mean"]["strict"]["f1"] == 0.5
    assert facts["documents"][1]["lax"]["predicted"] == 2


@pytest.mark.parametrize(
    ("ladder", "message"),
    [("0-0\n", "line 1 is no bead"), ("0:x\n", "line 1 is no bead"), ("0:7\n", "target sentence 7")],
)
def test_a_ladder_that_makes_no_sense_is_named(tmp_path: Path, ladder: str, message: str) -> None:
    gold = folder(tmp_path / "gold", 2, 2, "0:0\n1:1\n")
    (tmp_path / "mine.txt").write_text(ladder, encoding="utf-8")
    with pytest.raises(BrokenFormat, match=message):
        evaluate.score_folder(gold, tmp_path / "mine.txt")


def test_vecaligns_own_notation_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("[0, 1]:[0]:0.25\n[]:[1]:0.1\n", encoding="utf-8")
    assert evaluate.read_ladder(tmp_path / "a.txt") == [((0, 1), (0,)), ((), (1,))]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gold\.txt"):
        evaluate.score_folder(tmp_path, tmp_path)
    gold = folder(tmp_path / "gold" / "one", 1, 1, "0:0\n").parent
    with pytest.raises(UsageError, match=r"one\.json"):
        evaluate.score_folder(gold, tmp_path)


def test_translations_are_scored_with_a_signature(tmp_path: Path) -> None:
    pytest.importorskip("sacrebleu")
    for name in ("ref", "draft"):
        (tmp_path / name).write_text("The cat sat on the mat today.\nIt was happy there.\n", encoding="utf-8")
    paths = [str(tmp_path / "ref"), str(tmp_path / "draft")]
    facts = json.loads(CliRunner().invoke(command, ["--translation", *paths, "--json"]).output)
    assert facts["bleu"] == 100.0
    assert facts["chrf"] == 100.0
    assert "version" in facts["signatures"][0]
    (tmp_path / "draft").write_text("One line.\n", encoding="utf-8")
    failed = CliRunner().invoke(command, ["--translation", *paths])
    assert isinstance(failed.exception, UsageError)
