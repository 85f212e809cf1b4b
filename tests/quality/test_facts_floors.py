"""The fact diff's figures, pinned: they may rise; to lower one takes a reason in the open.

Read from the development sets that `scripts/bench/facts.py` prints in full; skipped where these aren't at hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from types import ModuleType

import pytest

from align.model import Document, Findings, Segment, Span

FLOORS = {
    "events": {"macro": 0.73, "coverage": 0.98, "differs_f1": 0.60},
    "seeds": {"macro": 0.74, "coverage": 0.98},
    "refresd": {"auc": 0.86},
    "rte3": {"auc": 0.61, "classes": 0.48},
}
LEFT_OUT = {"macro": 0.73, "false_only": 0.06, "swissgov, 15 pages": 0.22}
"""What no fit saw: each event by a fit on everything else, pages by a fit on four fifths of them."""

CEILINGS = {"events": {"false_only": 0.06, "false_differs": 4}, "seeds": {"false_only": 0.05, "false_differs": 2}}


@pytest.fixture(scope="module")
def bench(bench_named: Callable[[str], ModuleType]) -> ModuleType:
    return bench_named("facts")


def hold(name: str, figures: dict[str, float]) -> None:
    for key, least in FLOORS[name].items():
        assert figures[key] >= least, f"{name}: {key} fell to {figures[key]:.3f}"
    for key, most in CEILINGS[name].items():
        assert figures[key] <= most, f"{name}: {key} rose to {figures[key]:.3f}"
    assert figures["macro"] > figures["plain lexical"] + 0.15


def test_invented_events_keep_their_figures(bench: ModuleType) -> None:
    figures = bench.report_events("Invented events, development part", list(bench.events()), False)
    hold("events", figures)


def test_the_real_event_keeps_its_figures(bench: ModuleType) -> None:
    case = bench.seeds()
    bench.compare(case.alignment)
    figures = bench.report_events("Seeds", [case], False)
    hold("seeds", figures)


def shuffled(document: Document) -> Document:
    """The same paragraphs in another order, their segments with the same ids."""
    paragraphs: dict[int, list[Segment]] = {}
    for segment in document.segments:
        paragraphs.setdefault(segment.paragraph, []).append(segment)
    text, segments = "", []
    for number in sorted(paragraphs, key=lambda n: sha256(f"{document.id}{n}".encode()).hexdigest()):
        for segment in paragraphs[number]:
            span = Span(len(text), len(text) + len(segment.text))
            segments.append(replace(segment, span=span))
            text += segment.text + " "
        text += "\n\n"
    return replace(document, text=text, blocks=(), segments=tuple(segments))


def words_by_verdict(findings: Findings) -> Counter[tuple[str, str]]:
    return Counter((f.verdict, p.text) for f in findings.findings if f.verdict != "shared" for p in f.claims)


def test_shuffled_paragraphs_change_few_verdicts(bench: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    changed = total = 0
    for case in bench.events():
        plain = case.alignment
        moved = replace(plain, source=tuple(map(shuffled, plain.source)), target=tuple(map(shuffled, plain.target)))
        one, two = words_by_verdict(bench.compare(plain)), words_by_verdict(bench.compare(moved))
        changed += sum(((one - two) + (two - one)).values())
        total += sum((one + two).values())
    with capsys.disabled():
        print(f"\nparagraphs shuffled: {changed / total:.1%} of the one-sided and differing findings change")  # noqa: T201
    assert changed / total <= 0.05


def test_one_changed_number_name_or_denial_is_seen(bench: ModuleType) -> None:
    least, most = {"numbers": 43, "names": 44, "negation": 88}, {"numbers": 3, "names": 3, "negation": 3}
    for kind, (hits, alarms, _) in bench.demetr().items():
        assert hits >= least[kind], f"{kind}: {hits} found"
        assert alarms <= most[kind], f"{kind}: {alarms} false alarms"


def test_an_event_that_no_fit_saw_keeps_its_figures(bench: ModuleType) -> None:
    figures = bench.report_left_out(list(bench.events()))
    assert figures["macro"] >= LEFT_OUT["macro"]
    assert figures["false_only"] <= LEFT_OUT["false_only"]


def test_the_bands_keep_their_promise(bench: ModuleType) -> None:
    figures = bench.report_left_out(list(bench.events()))
    assert figures["sure"] >= 0.9
    assert figures["sure"] > figures["likely"] > figures["check"]
    real = bench.report_events("Seeds", [bench.seeds()], False)
    assert real.get("sure", 1.0) >= 0.9


def test_tokens_of_the_first_pages_are_told_apart(bench: ModuleType) -> None:
    figures = bench.swissgov(15)
    assert figures["left out"] >= LEFT_OUT["swissgov, 15 pages"]
    assert figures["align diff"] > figures["plain words"] + 0.05


def test_sentences_that_tell_the_same_stand_apart_from_others(bench: ModuleType) -> None:
    figures = bench.refresd(3)
    assert figures["align diff"] >= FLOORS["refresd"]["auc"]
    assert figures["align diff"] > figures["plain lexical"] + 0.05


def test_entailment_is_told_from_the_rest(bench: ModuleType) -> None:
    figures = bench.rte3(3)
    assert figures["align diff"] >= FLOORS["rte3"]["auc"]
    assert figures["align diff, three classes"] >= FLOORS["rte3"]["classes"]
