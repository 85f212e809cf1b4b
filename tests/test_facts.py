"""The fact diff: laws that hold for any articles, and what each kind of finding says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from align import diffing, pipeline
from align.errors import UsageError
from align.facts import compare
from align.facts.comparison import Comparison, runs
from align.facts.conflicts import close
from align.facts.lexicon import lexicon
from align.facts.likeness import cognate, translation
from align.facts.reasons import whole
from align.facts.terms import stemmer, terms, tokens
from align.formats import findings_json
from align.model import (
    Alignment,
    Bead,
    Block,
    Document,
    Draft,
    Finding,
    Findings,
    Provenance,
    Quantity,
    Role,
    Segment,
    Span,
)

FRENCH = (
    "Un incendie a détruit l’entrepôt Marbeuf de Vannes dans la nuit de mardi à mercredi.",
    "Trois pompiers ont été blessés par la chute d’un mur.",
    "Le maire, Yvon Kerdrel, a salué le courage des secours.",
    "L’entrepôt abritait 400 tonnes de papier.",
    "La préfecture du Morbihan a ouvert une cellule psychologique.",
)
DRAFTS = (
    "A fire destroyed the Marbeuf warehouse in Vannes in the night from Tuesday to Wednesday.",
    "Three firefighters were injured by the fall of a wall.",
    "The mayor, Yvon Kerdrel, praised the courage of the rescue workers.",
    "The warehouse housed 400 tonnes of paper.",
    "The prefecture of Morbihan opened a psychological unit.",
)
ENGLISH = (
    "A fire has destroyed the Marbeuf warehouse in Vannes, western France.",
    "Five firefighters were injured when a wall fell.",
    "Insurers are sending experts to the port next week.",
    "The warehouse held 400 tonnes of paper.",
)


def document(name: str, language: str, sentences: tuple[str, ...], published: date | None = None) -> Document:
    """A document of sentences, one a paragraph."""
    segments, start = [], 0
    for number, sentence in enumerate(sentences, 1):
        span = Span(start, start + len(sentence))
        segments.append(Segment(f"{name}.s{number:04d}", name, span, sentence, number))
        start = span.end + 1
    provenance = Provenance(f"{name}.txt", outlet=name.upper(), published=published)
    return Document(name, language, "\n".join(sentences), segments=tuple(segments), provenance=provenance)


def aligned(
    source: tuple[Document, ...],
    target: tuple[Document, ...],
    drafts: tuple[Draft, ...] = (),
    pairs: tuple[Bead, ...] = (),
) -> Alignment:
    """An alignment in which nothing is paired but what ``pairs`` says."""
    paired = {i for b in pairs for i in (*b.source, *b.target)}
    here = [Bead((s.id,), ()) for d in source for s in d.segments if s.id not in paired]
    there = [Bead((), (s.id,)) for d in target for s in d.segments if s.id not in paired]
    return Alignment("comparable", source, target, (*pairs, *here, *there), drafts=drafts)


def drafted(source: Document, texts: tuple[str, ...] = DRAFTS) -> tuple[Draft, ...]:
    return tuple(Draft(s.id, text, 0.8, "test") for s, text in zip(source.segments, texts, strict=True))


def event() -> Alignment:
    here = document("fr", "fr", FRENCH)
    return aligned((here,), (document("en", "en", ENGLISH),), drafted(here))


def told(findings: Findings, verdict: str) -> list[str]:
    """The words of the claims with a verdict."""
    return [p.text for f in findings.findings if f.verdict == verdict for p in f.claims]


def mirrored(alignment: Alignment) -> Alignment:
    beads = tuple(Bead(b.target, b.source, b.score, b.grade) for b in alignment.beads)
    return replace(alignment, source=alignment.target, target=alignment.source, beads=beads)


# --- what it says -----------------------------------------------------------------------------------------------------


def test_each_kind_of_finding_is_told() -> None:
    found = compare(event())
    assert any("préfecture" in text for text in told(found, "only_source"))
    assert any("Insurers" in text for text in told(found, "only_target"))
    assert any("400 tonnes" in text for text in told(found, "shared"))
    assert any("Trois pompiers" in text for text in told(found, "differs"))


def test_a_difference_names_its_slot_and_both_values() -> None:
    (differing,) = [f for f in compare(event()).findings if f.verdict == "differs"]
    assert differing.slot == "number"
    assert differing.values == ("Trois", "Five")


def test_every_passage_points_at_words_of_its_document() -> None:
    alignment = event()
    documents = alignment.documents()
    for finding in compare(alignment).findings:
        nearest = (finding.nearest,) if finding.nearest else ()
        for p in (*finding.claims, *finding.evidence, *nearest):
            assert p.text == p.span.of(documents[p.document].text)


def test_one_sided_findings_show_the_nearest_sentence_and_claim_no_absence() -> None:
    for finding in compare(event()).findings:
        if finding.verdict.startswith("only"):
            assert finding.nearest is not None
            assert "not found in" in finding.reason
        assert not any(word in finding.reason for word in ("absent", "omitted", "false", "contradict"))


def test_a_shared_claim_names_the_piece_that_one_side_alone_tells() -> None:
    here = document("fr", "fr", ("Le parquet de Lorient a ouvert une enquête sur l’incendie de l’entrepôt Marbeuf.",))
    there = document("en", "en", ("An inquiry into the fire at the Marbeuf warehouse has been opened.",))
    drafts = (
        Draft(here.segments[0].id, "The Lorient prosecutor opened an investigation into the fire of the warehouse."),
    )
    reasons = [f.reason for f in compare(aligned((here,), (there,), drafts)).findings if f.verdict == "shared"]
    assert any("only in French" in reason and "Lorient" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("Il s'agirait d'une vaste opération", "agirait", "s'agirait"),
        (
            "Lorsqu’elle parle, la directrice d’Human Rights Watch",
            "directrice d’Human",
            "directrice d’Human Rights Watch",
        ),
        ("La directrice d’Human Rights Watch", "Watch", "Human Rights Watch"),
        ("un aujourd'hui radieux", "hui radieux", "hui radieux"),
        ("Pierre a dit non", "dit non", "dit non"),
    ],
)
def test_a_named_piece_cuts_no_elision_and_no_name(text: str, found: str, expected: str) -> None:
    span = Span(text.index(found), text.index(found) + len(found))
    assert whole(span, Span(0, len(text)), text).of(text) == expected


def test_a_later_article_is_said_to_be_later() -> None:
    here = document("fr", "fr", FRENCH, date(2024, 3, 6))
    there = document("en", "en", ENGLISH, date(2024, 3, 8))
    (differing,) = [f for f in compare(aligned((here,), (there,), drafted(here))).findings if f.verdict == "differs"]
    assert "EN is 2 days later" in differing.reason


def test_differences_inside_one_side_are_listed_on_their_own() -> None:
    here = document("fr", "fr", FRENCH)
    one = document("a", "en", ("Five firefighters were injured when a wall fell in Vannes.",))
    two = document("b", "en", ("Nine firefighters were injured when a wall fell in Vannes.",))
    found = compare(aligned((here,), (one, two), drafted(here)))
    (inside,) = found.inside
    assert (inside.claims[0].document, inside.evidence[0].document) == ("a", "b")
    assert inside.values == ("Five", "Nine")
    assert all("fr" in {p.document for p in f.claims} for f in found.findings if f.verdict == "differs")


def test_set_aside_segments_take_no_part() -> None:
    here = document("fr", "fr", FRENCH)
    aside = replace(here, segments=tuple(replace(s, role=Role.CAPTION) for s in here.segments))
    assert not told(compare(aligned((aside,), (document("en", "en", ENGLISH),))), "only_source")


def test_no_passage_runs_over_a_segment_that_was_set_aside() -> None:
    french = ("L’entrepôt Marbeuf de Vannes a brûlé.", "Lire aussi : nos jeux", "Il abritait 400 tonnes de papier.")
    here = document("fr", "fr", french)
    aside = replace(here.segments[1], role=Role.BOILERPLATE)
    here = replace(here, segments=(here.segments[0], aside, here.segments[2]))
    there = document("en", "en", ("The Marbeuf warehouse in Vannes, which held 400 tonnes of paper, burnt down.",))
    found = compare(aligned((here,), (there,))).findings
    passages = [p for f in found for p in (*f.claims, *f.evidence, *([f.nearest] if f.nearest else []))]
    assert found
    assert not [p for p in passages if p.document == "fr" and p.span.overlap(aside.span)]


def test_empty_sides_give_no_findings_and_no_error() -> None:
    empty = Document("fr", "fr", "")
    assert compare(aligned((empty,), (Document("en", "en", ""),))).findings == ()
    assert {f.verdict for f in compare(aligned((empty,), (document("en", "en", ENGLISH),))).findings} == {"only_target"}


def test_languages_without_rules_are_compared_by_words_and_said_to_be() -> None:
    here = document(
        "de", "de", ("Das Lagerhaus Marbeuf in Vannes brannte mit 400 Tonnen Papier.", "Niemand weiß warum.")
    )
    drafts = (Draft(here.segments[0].id, "The Marbeuf warehouse in Vannes burned with 400 tonnes of paper."),)
    found = compare(aligned((here,), (document("en", "en", ENGLISH),), drafts))
    assert any("de is compared by words" in warning for warning in found.warnings)
    assert told(found, "shared")


# --- metamorphic laws -------------------------------------------------------------------------------------------------


def verdicts(findings: Findings) -> dict[tuple[str, int, int], set[str]]:
    """The verdicts on each stretch of text, of claims and evidence."""
    made: dict[tuple[str, int, int], set[str]] = {}
    for finding in findings.findings:
        for p in (*finding.claims, *finding.evidence):
            made.setdefault((p.document, p.span.start, p.span.end), set()).add(finding.verdict)
    return made


def test_swapped_sides_mirror_the_verdicts() -> None:
    there = {"only_source": "only_target", "only_target": "only_source"}
    plain, swapped = compare(event()), compare(mirrored(event()))
    for name in ("only_source", "only_target"):
        assert sorted(told(plain, name)) == sorted(told(swapped, there[name]))
    assert {f.values for f in plain.findings if f.verdict == "differs"} == {
        tuple(reversed(f.values)) for f in swapped.findings if f.verdict == "differs"
    }


@pytest.mark.parametrize(("language", "sentences"), [("fr", FRENCH), ("en", ENGLISH)])
def test_a_document_against_itself_is_all_shared(language: str, sentences: tuple[str, ...]) -> None:
    here, there = document("a", language, sentences), document("b", language, sentences)
    assert {f.verdict for f in compare(aligned((here,), (there,))).findings} == {"shared"}


def test_a_document_against_its_own_draft_shows_the_noise_of_the_draft(capsys: pytest.CaptureFixture[str]) -> None:
    here, there = document("fr", "fr", FRENCH), document("en", "en", DRAFTS)
    found = compare(aligned((here,), (there,), drafted(here)))
    noise = sum(f.verdict != "shared" for f in found.findings) / len(found.findings)
    with capsys.disabled():
        print(f"\nnoise floor against the own draft: {noise:.0%} of {len(found.findings)} findings")  # noqa: T201 - the figure is published
    assert noise <= 0.1


@pytest.mark.parametrize("deleted", [{0}, {3}, {1, 3}])
def test_what_only_deleted_sentences_told_becomes_one_sided(deleted: set[int]) -> None:
    here = document("fr", "fr", FRENCH)
    kept = tuple(s for n, s in enumerate(DRAFTS) if n not in deleted)
    found = compare(aligned((here,), (document("en", "en", kept),), drafted(here)))
    only = {p.segment for f in found.findings if f.verdict == "only_source" for p in f.claims}
    assert only == {here.segments[n].id for n in deleted}


def test_one_changed_number_gives_one_difference() -> None:
    here = document("fr", "fr", FRENCH)
    changed = (*DRAFTS[:3], DRAFTS[3].replace("400", "650"), *DRAFTS[4:])
    found = compare(aligned((here,), (document("en", "en", changed),), drafted(here)))
    assert [f.values for f in found.findings if f.verdict == "differs"] == [("400 tonnes", "650 tonnes")]


@pytest.mark.parametrize(
    ("french", "draft", "english", "values"),
    [
        (
            "Hier, Baba Kanjar a quitté la prison de Lille avec deux avocats.",
            "Yesterday, Baba Kanjar left the prison in Lille with two lawyers.",
            "Yesterday, Dorota Wysocka left the prison in Lille with two lawyers.",
            ("Baba Kanjar", "Dorota Wysocka"),
        ),
        (
            "Les vendeurs ont reçu trois tablettes et trois téléphones pendant le salon.",
            "The sellers received three tablets and three phones during the fair.",
            "The sellers received three tablets and four phones during the fair.",
            ("trois", "four"),
        ),
        (
            "Les ministres du G7 ont promis une aide aux pays pauvres pendant le sommet.",
            "The ministers of the G7 promised aid to poor countries during the summit.",
            "The ministers of the G20 promised aid to poor countries during the summit.",
            ("G7", "G20"),
        ),
    ],
)
def test_sentences_that_tell_the_same_differ_in_the_piece_left_over(
    french: str, draft: str, english: str, values: tuple[str, str]
) -> None:
    source, target = document("fr", "fr", (french,)), document("en", "en", (english,))
    drafts = (Draft("fr.s0001", draft),)
    found = [f.values for f in compare(aligned((source,), (target,), drafts)).findings if f.verdict == "differs"]
    assert found == [values]
    unchanged = document("en", "en", (draft,))
    assert not [f for f in compare(aligned((source,), (unchanged,), drafts)).findings if f.verdict == "differs"]


def test_linked_sentences_of_a_translation_differ_whatever_words_they_share() -> None:
    source = document("fr", "fr", ("Le squadre antincendio sono riuscite a domare il fuoco alle 23:35.",))
    target = document("en", "en", ("The fire crews managed to put out the fire at 11:45 pm.",))
    linked = aligned((source,), (target,), pairs=(Bead(("fr.s0001",), ("en.s0001",), 0.95),))
    assert not [f for f in compare(linked).findings if f.verdict == "differs"]
    found = compare(replace(linked, mode="parallel")).findings
    assert [f.values for f in found if f.verdict == "differs"] == [("23:35", "11:45 pm")]


def test_an_act_promised_on_one_side_and_done_on_the_other_differs_in_status() -> None:
    french = "Une usine de batteries a été construite par Kerdrel à Vannes."
    source = document("fr", "fr", (french, *FRENCH[1:]))
    drafts = (Draft("fr.s0001", "A battery factory was built by Kerdrel in Vannes."),)
    promised = "Kerdrel agreed to build a battery factory in Vannes."
    done = "Kerdrel has built a battery factory in Vannes."
    for english, expected in ((promised, [("a été construite", "agreed")]), (done, [])):
        target = document("en", "en", (english, *ENGLISH[2:]))
        found = compare(aligned((source,), (target,), drafts)).findings
        assert [f.values for f in found if f.slot == "status"] == expected


def test_added_boilerplate_changes_nothing() -> None:
    plain = event()
    words = "Lire aussi : nos articles sur les 400 pompiers de Vannes"
    (here,) = plain.source
    text = f"{here.text}\n{words}"
    span = Span(len(here.text) + 1, len(text))
    extra = Segment("fr.s9999", "fr", span, words, 99, Role.BOILERPLATE)
    longer = replace(
        here, text=text, blocks=(*here.blocks, Block(span, Role.BOILERPLATE)), segments=(*here.segments, extra)
    )
    with_it = aligned((longer,), plain.target, plain.drafts)
    assert compare(with_it).findings == compare(plain).findings


def test_shuffled_paragraphs_change_no_verdict_with_neighbours_off() -> None:
    here = document("fr", "fr", FRENCH)
    order = (3, 0, 4, 2, 1)
    shuffled = document("fr", "fr", tuple(FRENCH[n] for n in order))
    there = document("en", "en", ENGLISH)
    one = Comparison(aligned((here,), (there,), drafted(here)), neighbours=False).findings()
    two = Comparison(
        aligned((shuffled,), (there,), drafted(shuffled, tuple(DRAFTS[n] for n in order))), neighbours=False
    ).findings()
    for name in ("only_source", "only_target", "differs"):
        assert sorted(told(one, name)) == sorted(told(two, name))


def test_the_same_input_gives_the_same_bytes() -> None:
    assert findings_json.dump(compare(event())) == findings_json.dump(compare(event()))


# --- ids --------------------------------------------------------------------------------------------------------------


def test_ids_are_unique_and_stay_when_another_document_joins() -> None:
    plain = event()
    found = compare(plain)
    ids = [f.id for f in found.findings]
    assert len(ids) == len(set(ids))
    more = (*plain.target, document("x", "en", ("The weather was fine.",)))
    joined = {f.id for f in compare(aligned(plain.source, more, plain.drafts)).findings}
    assert {f.id for f in found.findings if f.verdict == "only_source"} <= joined


def test_two_runs_are_compared_by_their_ids() -> None:
    old = compare(event())
    changed = replace(old.findings[0], verdict="shared" if old.findings[0].verdict != "shared" else "only_source")
    new = replace(old, findings=(changed, *old.findings[2:]))
    changes = diffing.since(old, new)
    assert changes.new == ()
    assert changes.gone == (old.findings[1].id,)
    assert [c[0] for c in changes.changed] == [old.findings[0].id]
    text = diffing.render_changes(old, new, changes, "text").decode()
    assert text.endswith("0 new, 1 gone, 1 changed\n")
    assert json.loads(diffing.render_changes(old, new, changes, "json"))["gone"] == [old.findings[1].id]


def test_findings_are_chosen_by_kind_and_band() -> None:
    found = compare(event())
    kept = diffing.chosen(found, ("only_source",), ())
    assert {f.verdict for f in kept.findings} == {"only_source"}
    for band in ("sure", "likely", "check"):
        assert {f.band for f in diffing.chosen(found, (), (band,)).findings} <= {band}
    assert diffing.chosen(found) == found


# --- parts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’enquête aujourd’hui", ["enquête", "aujourdhui"]),
        ("qu’elle n’est", ["elle", "est"]),
        ("France’s refugees don't", ["france", "refugees", "don"]),
        ("1 200 foyers", ["1 200", "foyers"]),
    ],
)
def test_words_lose_their_elided_articles(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("french", "english"), [("1 200", "1,200"), ("3,20", "3.20"), ("1 200", "1200"), ("40.000", "40,000")]
)
def test_numbers_of_both_languages_have_one_stem(french: str, english: str) -> None:
    assert terms(french, "fr")[0].stem == terms(english, "en")[0].stem


def test_cognates_share_most_of_their_beginning() -> None:
    assert cognate("tchetchenie", "tchetchene") > 0.8
    assert cognate("prefecture", "prefect") > 0.5
    assert cognate("incendie", "inquiry") == 0.0


def test_the_lexicon_knows_everyday_words_and_how_rare_they_are() -> None:
    known = lexicon("fr", "en")
    assert known is not None
    stem = stemmer("en")
    assert known.of("pompiers")[0].stem == stem("firefighters")
    assert known.of("xyzzy") == ()
    assert known.rarity("fr")["de"] < known.rarity("fr")["pompiers"]
    assert lexicon("en", "fr") is known
    assert lexicon("fr", "xx") is None
    assert 0 < translation(0.3, 0.01) < translation(0.9, 0.2) <= 1


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (Quantity(3, 3), Quantity(3, float("inf")), True),
        (Quantity(3, float("inf")), Quantity(5, 5), False),
        (Quantity(14, 14), Quantity(10.2, 14.4), True),
        (Quantity(86, 86), Quantity(81, 90), True),
        (Quantity(20, 99), Quantity(100, float("inf")), False),
        (Quantity(4_200_000, 4_200_000), Quantity(4_000_000, float("inf")), True),
    ],
)
def test_figures_are_close_when_one_may_round_the_other(one: Quantity, two: Quantity, same: bool) -> None:
    assert close(one, two) is same
    assert close(two, one) is same


def test_claims_of_one_sentence_that_stand_together_are_told_together() -> None:
    claims = Comparison(event()).source.claims
    assert runs(claims, [False] * len(claims)) == []
    grouped = runs(claims, [True] * len(claims))
    assert [i for run in grouped for i in run] == list(range(len(claims)))
    assert all(len({claims[i].segment for i in run}) == 1 for run in grouped)


def test_scores_lie_between_zero_and_one_and_bands_are_named() -> None:
    for finding in compare(event()).findings:
        assert 0.0 <= finding.score <= 1.0
        assert finding.band in ("sure", "likely", "check")


def test_a_doubtful_draft_lowers_the_band() -> None:
    plain = event()
    doubted = replace(plain, drafts=tuple(replace(d, warnings=("a number was lost",)) for d in plain.drafts))
    steps = {"sure": 0, "likely": 1, "check": 2}

    def bands(alignment: Alignment) -> dict[str, int]:
        return {f.id: steps[f.band] for f in compare(alignment).findings if f.verdict == "only_source"}

    before, after = bands(plain), bands(doubted)
    assert before.keys() == after.keys()
    assert all(after[i] >= before[i] for i in before)
    assert any(after[i] > before[i] for i in before)


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    from align.formats import alignment_json

    path = tmp_path / "alignment.json"
    path.write_bytes(alignment_json.dump(event()))
    return path


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json", "csv"])
def test_align_diff_takes_an_alignment_and_writes_every_form(kept: Path, form: str) -> None:
    from click.testing import CliRunner

    from align.commands.diff import command

    result = CliRunner().invoke(command, [str(kept), "--as", form], standalone_mode=False)
    assert result.exception is None
    assert result.return_value == 0
    assert "Insurers" in result.stdout


def test_align_diff_ends_with_one_when_asked_and_something_is_left(kept: Path) -> None:
    from click.testing import CliRunner

    from align.commands.diff import command

    run = CliRunner()
    found = run.invoke(command, [str(kept), "--exit-code", "--kind", "differs"], standalone_mode=False)
    assert found.return_value == 1
    quiet = run.invoke(command, [str(kept), "--exit-code", "--kind", "shared"], standalone_mode=False)
    assert quiet.return_value == 0


def test_align_diff_since_tells_only_what_changed(kept: Path, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from align.commands.diff import command

    run = CliRunner()
    old = tmp_path / "old.json"
    old.write_bytes(run.invoke(command, [str(kept), "--as", "json"], standalone_mode=False).stdout_bytes)
    same = run.invoke(command, [str(kept), "--since", str(old), "--exit-code"], standalone_mode=False)
    assert same.stdout == "0 new, 0 gone, 0 changed\n"
    assert same.return_value == 0


def test_align_diff_refuses_a_lonely_source_and_unknown_dates(kept: Path, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from align.commands.diff import command

    lonely = tmp_path / "article.fr.txt"
    lonely.write_text(FRENCH[0], encoding="utf-8")
    run = CliRunner()
    for call in ([str(lonely)], [str(kept), "--date", "nobody=2024-01-01"], [str(tmp_path / "none.json")]):
        assert isinstance(run.invoke(command, call, standalone_mode=False).exception, UsageError)


def test_dates_given_on_the_command_line_reach_the_findings(kept: Path) -> None:
    compared = diffing.of_alignment(kept, [("fr", date(2024, 3, 6)), ("en", date(2024, 3, 8))])
    assert {d.provenance.published for d in compared.findings.documents} == {date(2024, 3, 6), date(2024, 3, 8)}
    assert any("later" in f.reason for f in compared.findings.findings)


def test_the_pipeline_compares_what_it_aligned() -> None:
    assert isinstance(pipeline.compare(event()).findings[0], Finding)
