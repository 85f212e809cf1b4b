"""Laws of what explains a parallel bead: terms add up, margins are losses, lengths are learned from the beads."""

from __future__ import annotations

import numpy as np
import pytest

from align.aligners.margins import MOST, next_best, with_margins
from align.aligners.parallel import RawBead
from align.pairing import pair
from align.pairing.explain import explain
from align.pairing.ordered import FEATURES, features
from align.pairing.parallel import Given, length_ratio, parallel_beads, passes
from align.pairing.reasons import CALIBRATED, COUNTED
from align.similarity.ibm1 import IBM1
from parallel_texts import bitext

SOURCE, TARGET, _ = bitext(120, seed=3)
FRENCH = ["Le pont ferme lundi pour six mois.", "Les travaux coûteront 12 millions.", "Les riverains sont inquiets."]
ENGLISH = ["The bridge closes on Monday for six months.", "The work will cost 12 million.", "Residents are worried."]


def test_the_terms_of_each_bead_add_up_to_what_the_search_counted() -> None:
    beads, scorer = passes(Given(SOURCE, TARGET))
    source, target = np.array([b.source for b in beads]), np.array([b.target for b in beads])
    sizes = (source[:, 1] - source[:, 0]) + (target[:, 1] - target[:, 0])
    terms = scorer.terms(source, target)
    assert terms.shape == (len(beads), len(scorer.term_names))
    assert terms.sum(axis=1) / sizes == pytest.approx([b.gain for b in beads], abs=1e-5)


def test_no_other_cut_nearby_would_have_scored_more() -> None:
    # Of adjacent null alignments the search may have weighed more than the two that a margin looks at, never less.
    assert min(b.margin for b in parallel_beads(SOURCE, TARGET)) >= -1e-5


def test_the_margin_is_the_loss_of_the_next_best_cut() -> None:
    beads, scorer = passes(Given(SOURCE, TARGET))
    for number, bead in enumerate(with_margins(beads, scorer)):
        offer = next_best(beads, number, scorer)
        assert bead.margin == pytest.approx(MOST if offer is None else min(offer[0], MOST), abs=1e-9)


def test_a_text_whose_half_is_gone_still_shows_how_long_its_sentences_are() -> None:
    lengths = np.full(40, 100), np.full(20, 120)
    beads = [RawBead((i, i + 1), (i, i + 1), 0.5) for i in range(20)]
    beads += [RawBead((i, i + 1), (20, 20)) for i in range(20, 40)]
    assert length_ratio(lengths, beads) == pytest.approx(1.2)


def test_of_few_beads_no_ratio_of_lengths_is_learned() -> None:
    assert (
        length_ratio((np.full(3, 9), np.full(3, 9)), [RawBead((i, i + 1), (i, i + 1), 0.5) for i in range(3)]) is None
    )


def test_what_a_dictionary_knows_is_believed_without_a_meeting() -> None:
    model = IBM1([((0, 1), (0, 1))])
    texts = ["le pont ferme", "un chat"], ["the bridge closes", "a cat"]
    known = model.known([("chat", "cat", 0.9, 0.8), ("chien", "dog", 1.0, 1.0)], *texts)
    learned = model.learn(*(model.counts(side) for side in texts), known)
    here, there = (model.columns(side) for side in texts)
    assert learned.forward[here["chat"], there["cat"]] > 0.5
    assert learned.backward[there["cat"], here["chat"]] > 0.5
    assert "chien" not in here


def test_known_words_mirror_with_the_sides() -> None:
    known = [("pont", "bridge", 0.7, 0.9), ("ferme", "closes", 0.4, 0.5), ("riverains", "residents", 0.6, 0.9)]
    forth = parallel_beads(FRENCH, ENGLISH, known=known)
    back = parallel_beads(ENGLISH, FRENCH, known=[(t, s, b, f) for s, t, f, b in known])
    assert [(b.source, b.target, b.margin) for b in forth] == [(b.target, b.source, b.margin) for b in back]


def test_nulls_in_a_row_are_counted_up_to_eight() -> None:
    beads = [RawBead((0, 1), (0, 1), 0.5), *(RawBead((i, i + 1), (1, 1)) for i in range(1, 12))]
    found = features(beads)[:, FEATURES.index("nulls_run")]
    assert found[0] == 0
    assert np.expm1(found[1:]) == pytest.approx(8)


def test_explain_says_what_each_part_added_in_parallel_mode() -> None:
    told = explain(pair(FRENCH, ENGLISH, languages=("fr", "en"), mode="parallel"), 2)
    assert "what the search counted" in told
    assert COUNTED["dictionary"] in told
    assert CALIBRATED["margin"] in told
    assert "next best cut" in told


def test_explain_tells_what_a_null_would_have_joined() -> None:
    made = pair(FRENCH, [*ENGLISH[:2], "It was planned long ago by others.", ENGLISH[2]], mode="parallel")
    number = next(n for n, b in enumerate(made.beads, 1) if b.null)
    assert "a null alignment counts 0" in explain(made, number)
    assert "next best cut" in explain(made, number)


@pytest.mark.parametrize("words", [COUNTED, CALIBRATED], ids=["counted", "calibrated"])
def test_every_part_has_its_words(words: dict[str, str]) -> None:
    _, scorer = passes(Given(FRENCH, ENGLISH, drafts_source=ENGLISH, known=[("pont", "bridge", 1.0, 1.0)]))
    wanted = FEATURES if words is CALIBRATED else scorer.term_names
    assert set(wanted) <= set(words)
