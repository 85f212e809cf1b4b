"""Laws of the comparable aligner: partition, permutation, mirror, optimal assignment, documents kept apart."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from align.aligners import candidates, comparable, merging
from align.aligners.comparable import ComparableAligner, assign
from align.aligners.evidence import Evidence, Factors
from align.aligners.grade import grade
from align.aligners.logistic import Calibration, load
from align.errors import InvalidValue

WORDS = 400
KINDS = ("dictionary+drafts", "dictionary", "drafts", "cognates")


def invented(seed: int, n: int, m: int, *, documents: int = 1, kind: str = "drafts") -> Evidence:
    """Texts of random words of which some sentences say the same, in any order."""
    chance = np.random.default_rng(seed)
    vocabulary = WORDS

    def row() -> np.ndarray:
        made = np.zeros(vocabulary)
        made[chance.choice(vocabulary, 12, replace=False)] = chance.uniform(0.5, 3.0, 12)
        return made

    source = [row() for _ in range(n)]
    target = [row() for _ in range(m)]
    for j, i in enumerate(chance.permutation(n)[: min(n, m) // 2]):
        target[j] = source[i] * (chance.uniform(size=vocabulary) < 0.8) + 0.2 * row()
    words = Factors(
        sp.csr_matrix(np.array(source).reshape(n, WORDS)), sp.csr_matrix(np.array(target).reshape(m, WORDS))
    )
    numbers = Factors(sp.csr_matrix((n, 1)), sp.csr_matrix((m, 1)))
    back = words if kind in ("drafts", "cognates") else Factors(words.source * 0.9, words.target * 0.9)
    lengths = chance.uniform(40, 200, n), chance.uniform(40, 200, m)
    borders = np.sort(chance.integers(0, documents, m))
    cognates = words if kind == "cognates" else Factors(words.source, words.target)
    return Evidence(words, back, cognates, numbers, *lengths, np.zeros(n, int), borders, (), kind)


def reordered(evidence: Evidence, order: np.ndarray) -> Evidence:
    """The same evidence with the source sentences in another order."""

    def moved(factors: Factors) -> Factors:
        return Factors(factors.source[order], factors.target)

    ahead = moved(evidence.ahead)
    return Evidence(
        ahead,
        ahead if evidence.back is evidence.ahead else moved(evidence.back),
        ahead if evidence.cognates is evidence.ahead else moved(evidence.cognates),
        moved(evidence.numbers),
        evidence.source_lengths[order],
        evidence.target_lengths,
        evidence.source_documents,
        evidence.target_documents,
        (),
        evidence.kind,
    )


sizes = st.integers(1, 25)


@given(st.integers(0, 10_000), sizes, sizes, st.integers(1, 3), st.sampled_from(KINDS))
@settings(max_examples=40, deadline=None)
def test_no_sentence_stands_in_two_matches_and_every_score_is_a_share(
    seed: int, n: int, m: int, documents: int, kind: str
) -> None:
    evidence = invented(seed, n, m, documents=documents, kind=kind)
    decision = ComparableAligner().align(evidence)
    source = [i for match in decision.matches for i in match.source]
    target = [j for match in decision.matches for j in match.target]
    assert len(source) == len(set(source))
    assert len(target) == len(set(target))
    for match in (*decision.matches, *decision.further):
        assert match.source
        assert match.target
        assert 0.0 <= match.score <= 1.0
        assert list(match.source) == list(range(match.source[0], match.source[-1] + 1))
        assert len({evidence.target_documents[j] for j in match.target}) == 1
    assert decision.source_null.shape == (n,)
    assert decision.target_null.shape == (m,)
    assert ((decision.source_null >= 0) & (decision.source_null <= 1)).all()


@given(st.integers(0, 10_000), st.integers(2, 25), sizes, st.sampled_from(KINDS))
@settings(max_examples=40, deadline=None)
def test_without_context_and_merging_the_order_of_one_side_changes_no_link(
    seed: int, n: int, m: int, kind: str
) -> None:
    evidence = invented(seed, n, m, kind=kind)
    order = np.random.default_rng(seed + 1).permutation(n)
    aligner = ComparableAligner(context=False, merge=False)
    plain = {(match.source[0], match.target[0]) for match in aligner.align(evidence).matches}
    moved = aligner.align(reordered(evidence, order)).matches
    assert {(int(order[match.source[0]]), match.target[0]) for match in moved} == plain


@given(st.integers(0, 10_000), sizes, sizes, st.sampled_from(KINDS))
@settings(max_examples=40, deadline=None)
def test_swapping_the_sides_mirrors_the_matches_of_one_document_each(seed: int, n: int, m: int, kind: str) -> None:
    evidence = invented(seed, n, m, kind=kind)
    aligner = ComparableAligner(merge=False)
    there = {(match.source, match.target) for match in aligner.align(evidence).matches}
    back = {(match.target, match.source) for match in aligner.align(evidence.swapped()).matches}
    assert back == there


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0), (1, 1)])
def test_empty_and_single_sides_are_answered(n: int, m: int) -> None:
    decision = ComparableAligner().align(invented(1, n, m))
    assert len(decision.source_null) == n
    assert len(decision.target_null) == m
    if not n or not m:
        assert decision.matches == ()
        assert (decision.source_null == 1).all()
        assert (decision.target_null == 1).all()


def test_a_sentence_without_any_feature_is_a_null_and_no_match() -> None:
    evidence = invented(3, 6, 6)
    blank = evidence.ahead.source.tolil()
    blank[2] = 0
    bare = Factors(blank.tocsr(), evidence.ahead.target)
    changed = Evidence(
        bare, bare, Factors(bare.source, bare.target), evidence.numbers, evidence.source_lengths,
        evidence.target_lengths, evidence.source_documents, evidence.target_documents, (), "drafts",
    )  # fmt: skip
    decision = ComparableAligner(merge=False).align(changed)
    assert all(2 not in match.source for match in decision.matches)
    assert decision.source_null[2] > 0.9


@given(st.lists(st.lists(st.floats(0, 1), min_size=4, max_size=4), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_the_assignment_is_the_best_there_is(table: list[list[float]]) -> None:
    matrix = np.array(table)
    n, m = matrix.shape
    rows, columns = (grid.ravel() for grid in np.indices((n, m)))
    found = candidates.Candidates(rows, columns, np.zeros((n * m, len(candidates.PAIR_FEATURES))), (n, m))
    chosen = assign(found, matrix.ravel(), 0.5)
    gained = (matrix.ravel()[chosen] - 0.5).sum()
    best = 0.0
    padded = np.hstack([matrix - 0.5, np.zeros((n, n))])
    for order in permutations(range(m + n), n):
        best = max(best, sum(padded[i, j] for i, j in enumerate(order)))
    assert gained == pytest.approx(best)


@given(st.integers(0, 1_000))
@settings(max_examples=20, deadline=None)
def test_the_sparse_solver_finds_what_the_dense_one_finds(seed: int) -> None:
    chance = np.random.default_rng(seed)
    n, m = 30, 40
    rows, columns = (grid.ravel() for grid in np.indices((n, m)))
    kept = chance.uniform(size=n * m) < 0.2
    rows, columns, rated = rows[kept], columns[kept], chance.uniform(0.5, 1.0, kept.sum())
    found = candidates.Candidates(rows, columns, np.zeros((len(rows), len(candidates.PAIR_FEATURES))), (n, m))
    dense = assign(found, rated, 0.5)
    size, comparable.DENSE = comparable.DENSE, 0
    try:
        sparse = assign(found, rated, 0.5)
    finally:
        comparable.DENSE = size
    assert rated[sparse].sum() - 0.5 * len(sparse) == pytest.approx(rated[dense].sum() - 0.5 * len(dense))


def test_blocks_of_rows_give_what_the_whole_matrix_gives() -> None:
    evidence = invented(5, 60, 70, documents=2)
    whole = candidates.find(evidence)
    size, candidates.CELLS = candidates.CELLS, 300
    try:
        parts = candidates.find(evidence)
    finally:
        candidates.CELLS = size
    assert (parts.keys == whole.keys).all()
    assert parts.features == pytest.approx(whole.features)


def test_margins_are_taken_within_each_target_document() -> None:
    evidence = invented(7, 12, 20, documents=2)
    first = np.flatnonzero(evidence.target_documents == 0)
    assert 3 < len(first) < 17
    alone = Factors(evidence.ahead.source, evidence.ahead.target[first])
    numbers = Factors(evidence.numbers.source, evidence.numbers.target[first])
    part = Evidence(
        alone, alone, Factors(alone.source, alone.target), numbers,
        evidence.source_lengths, evidence.target_lengths[first], evidence.source_documents,
        evidence.target_documents[first], (), "drafts",
    )  # fmt: skip
    both, one = candidates.find(evidence), candidates.find(part)
    inside = np.isin(both.columns, first)
    assert list(zip(both.rows[inside], both.columns[inside], strict=True)) == list(
        zip(one.rows, first[one.columns], strict=True)
    )
    for name in ("similarity", "margin", "gap_least", "gap_most"):
        assert both.column(name)[inside] == pytest.approx(one.column(name))


def test_no_neighbour_of_another_document_joins_a_bead() -> None:
    evidence = invented(2, 4, 4, documents=4)
    bead = merging.Group((1,), (1,), 0.9)
    for offer in merging.list_offers([bead], evidence):
        assert len({evidence.target_documents[j] for j in offer.target}) == 1


def test_a_bead_grows_no_larger_than_four_sentences_a_side() -> None:
    evidence = invented(2, 9, 9)
    offers = merging.list_offers([merging.Group((1, 2, 3, 4), (1,), 0.9)], evidence)
    assert all(len(offer.source) <= merging.LARGEST for offer in offers)


def test_factors_of_unequal_width_are_refused() -> None:
    with pytest.raises(InvalidValue):
        Factors(sp.csr_matrix((2, 3)), sp.csr_matrix((2, 4)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_calibration_tables_rise_and_stay_within_shares(kind: str) -> None:
    for table in load("comparable")[kind]["calibration"].values():
        points = np.array(table)
        assert (np.diff(points[:, 0]) > 0).all()
        assert (np.diff(points[:, 1]) >= 0).all()
        assert ((points[:, 1] >= 0) & (points[:, 1] <= 1)).all()
        assert Calibration.of(table)(np.array([-1.0, 2.0])) == pytest.approx(points[[0, -1], 1])


@pytest.mark.parametrize("kind", KINDS)
def test_the_weights_name_exactly_the_features_in_their_order(kind: str) -> None:
    part = load("comparable")[kind]
    assert tuple(part["pair"]["features"]) == candidates.PAIR_FEATURES
    assert tuple(part["context"]["features"]) == comparable.CONTEXT_FEATURES
    assert tuple(part["merge"]["features"]) == merging.MERGE_FEATURES


def test_a_bead_that_covers_both_sides_grades_higher_than_one_that_leaves_most_open() -> None:
    evidence = invented(11, 8, 8)
    full = Factors(evidence.ahead.source, evidence.ahead.source.copy())
    # Three quarters of each sentence's words give way to others.
    half = full.target.tolil()
    half[:, 100:] = full.target[::-1, 100:]
    chances = []
    for target in (full.target, half.tocsr()):
        words = Factors(full.source, target)
        measured = Evidence(
            words, words, Factors(full.source, target), evidence.numbers, evidence.source_lengths,
            evidence.source_lengths, evidence.source_documents, evidence.source_documents, (), "drafts",
        )  # fmt: skip
        chances.append(grade([((k,), (k,)) for k in range(8)], measured).count("equivalent"))
    assert chances[0] > chances[1]
