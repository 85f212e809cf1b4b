"""Laws of the parallel path: beads partition, sides mirror, gaps stay local, nothing is too short or too long."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.aligners.bands import anchors, around, first_band, whole
from align.aligners.parallel import ParallelAligner, RawBead, Signal, Weights
from align.pairing.parallel import parallel_beads
from align.similarity.cognates import Cognates
from align.similarity.length import characters
from parallel_texts import bitext

SENTENCE = st.text(alphabet="abcdé 123?;.", max_size=30)
TEXTS = st.lists(SENTENCE, max_size=12)


def ranges(beads: list[RawBead]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return [(b.source, b.target) for b in beads]


def assert_partition(beads: list[RawBead], n: int, m: int) -> None:
    i = j = 0
    for bead in beads:
        assert bead.source[0] == i
        assert bead.target[0] == j
        i, j = bead.source[1], bead.target[1]
        assert max(i - bead.source[0], j - bead.target[0]) <= 4
        assert not bead.null or (i - bead.source[0]) + (j - bead.target[0]) == 1
        assert 0.0 <= bead.score <= 1.0 + 1e-6
    assert (i, j) == (n, m)


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_beads_partition_both_sides_in_order_whatever_the_texts(source: list[str], target: list[str]) -> None:
    assert_partition(parallel_beads(source, target), len(source), len(target))


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_swapping_the_sides_mirrors_every_bead(source: list[str], target: list[str]) -> None:
    there = {(t, s) for s, t in ranges(parallel_beads(target, source)) if s[0] < s[1] and t[0] < t[1]}
    assert there == {(s, t) for s, t in ranges(parallel_beads(source, target)) if s[0] < s[1] and t[0] < t[1]}


def test_a_text_of_blanks_and_repeats_against_itself_mirrors() -> None:
    text = ["", "1", "", "1", "", "", "1", "1", "", "", "", ""]
    found = ranges(parallel_beads(text, list(text)))
    assert found == [(t, s) for s, t in found]


def test_swapping_the_sides_of_a_longer_text_mirrors_beads_and_scores() -> None:
    source, target, _ = bitext(700)
    forth, back = parallel_beads(source, target), parallel_beads(target, source)
    assert ranges(forth) == [(t, s) for s, t in ranges(back)]
    assert [b.score for b in forth] == [b.score for b in back]


@pytest.mark.parametrize("pairs", [1, 2, 40, 700])
def test_a_text_against_itself_is_all_one_to_one(pairs: int) -> None:
    source, _, _ = bitext(pairs, plain=True)
    beads = parallel_beads(source, source)
    assert ranges(beads) == [((i, i + 1), (i, i + 1)) for i in range(len(source))]


def test_repeated_sentences_against_themselves_are_all_one_to_one() -> None:
    source = ["Bara noke.", "Zita melu dapo.", "Bara noke.", "Bara noke.", "Kuvi?"] * 5
    assert all(b.source == b.target for b in parallel_beads(source, source))


@pytest.mark.parametrize("side", ["source", "target"])
@pytest.mark.parametrize("gap", [1, 8, 40])
def test_a_deleted_paragraph_becomes_nulls_and_changes_nothing_far_away(side: str, gap: int) -> None:
    source, target, _ = bitext(300, plain=True)
    texts = {"source": source, "target": target}
    cut = dict(texts)
    cut[side] = texts[side][:120] + texts[side][120 + gap :]
    beads = parallel_beads(cut["source"], cut["target"])
    full = set(ranges(parallel_beads(source, target)))
    back = {("source", side == "source"): 0}
    shift_source = gap if side == "source" else 0
    shift_target = gap - shift_source
    assert back is not None
    restored = {
        (
            tuple(x + shift_source * (s[0] >= 120) for x in s),
            tuple(x + shift_target * (t[0] >= 120) for x in t),
        )
        for s, t in ranges(beads)
    }
    far = {(s, t) for s, t in full if s[1] <= 120 - 5 or s[0] >= 120 + gap + 5}
    assert far <= restored
    assert gap - 1 <= sum(b.null for b in beads) <= gap + 1


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ([], [], []),
        (["Un seul."], [], [((0, 1), (0, 0))]),
        ([], ["One.", "Two."], [((0, 0), (0, 1)), ((0, 0), (1, 2))]),
        (["Le ministre Dupont a parlé."], ["Minister Dupont spoke."], [((0, 1), (0, 1))]),
        (["", ""], [""], None),
        (["…"], ["?!"], None),
    ],
)
def test_empty_and_one_sentence_documents_are_aligned(
    source: list[str], target: list[str], expected: list[tuple[tuple[int, int], tuple[int, int]]] | None
) -> None:
    beads = parallel_beads(source, target)
    assert_partition(beads, len(source), len(target))
    if expected is not None:
        assert ranges(beads) == expected


def test_a_sentence_of_five_thousand_words_meets_its_translation() -> None:
    source, target, _ = bitext(900, seed=3, plain=True)
    long = [" ".join(side[:450]) for side in (source, target)]
    assert len(long[0].split()) > 5000
    here = [*source[450:460], long[0], *source[460:470]]
    there = [*target[450:460], long[1], *target[460:470]]
    assert all(b.source == b.target for b in parallel_beads(here, there))


def test_most_beads_of_an_invented_text_are_found() -> None:
    source, target, gold = bitext(400)
    found = {
        (",".join(map(str, range(*b.source))), ",".join(map(str, range(*b.target))))
        for b in parallel_beads(source, target)
    }
    assert sum(bead in found for bead in gold) / len(gold) > 0.9


def test_a_thousand_sentences_are_searched_round_anchors_as_well_as_whole() -> None:
    source, target, _ = bitext(700)
    vectors = Cognates(scale=False).vectors(source, target)
    lengths = characters(source), characters(target)
    banded = first_band(*vectors)
    assert banded.cells < whole(len(source), len(target)).cells / 3
    aligner = ParallelAligner(Weights(length=1 / 3, stretch=0.0, threshold=0.05))
    signals = [Signal(*vectors, 2 / 3)]
    narrow = aligner.align(*lengths, signals, band=banded)
    assert ranges(narrow) == ranges(aligner.align(*lengths, signals, band=whole(len(source), len(target))))


def test_anchors_ascend_and_are_empty_where_nothing_is_shared() -> None:
    source, target, _ = bitext(700)
    chain = anchors(*Cognates().vectors(source, target))
    assert len(chain) > 50
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(chain))
    assert anchors(*Cognates().vectors(["Абв"] * 300, ["λόγος"] * 300)) == []


@given(st.integers(0, 60), st.integers(0, 60), st.data())
def test_a_band_leaves_both_corners_open_and_never_breaks(n: int, m: int, data: st.DataObject) -> None:
    steps = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=10)
    points, i, j = [], 0, 0
    for a, b in data.draw(steps):
        i, j = i + a, j + b
        if i <= n and j <= m:
            points.append((i, j))
    band = around(points, n, m, margin=2)
    assert band.low[0] == 0
    assert band.high[n] == m
    assert (band.low[1:] <= band.high[:-1]).all(), "rows that follow each other share a column"
    assert (band.low[1:] >= band.low[:-1]).all()
    assert (band.high[1:] >= band.high[:-1]).all()


def test_the_same_texts_give_the_same_beads_twice() -> None:
    source, target, _ = bitext(300, seed=5)
    assert parallel_beads(source, target) == parallel_beads(source, target)


def test_drafts_help_where_the_texts_share_nothing() -> None:
    english = ["The lake froze over.", "Nobody was hurt at all.", "Rescue crews left the valley at dawn."]
    strange = ["ыфва олдж", "йцук енгш щзхъ фыва пролд", "ячсм итьб юэжд лорпав"]
    crossed = parallel_beads(strange[:2] + strange[2:], english[1:], drafts_source=english)
    assert ((1, 2), (0, 1)) in ranges(crossed)
    assert ((2, 3), (1, 2)) in ranges(crossed)
