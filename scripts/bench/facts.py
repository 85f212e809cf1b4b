"""What the fact diff is worth, set by set, beside its baselines; every figure comes from `align.facts.compare`.

    python scripts/bench/facts.py                    every set
    python scripts/bench/facts.py events seeds       some of them
    python scripts/bench/facts.py --errors events    with the facts that got another verdict

Sets: events (invented, exact gold), seeds (one real event), swissgov, refresd, rte3, demetr. Intervals are 95 %
bootstraps over documents (1,000 rounds, seeded). Drafts come from the bundled package and are kept in $ALIGN_CACHE.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import facts_bands as reliability
import facts_fit as fitting
import facts_scoring as scoring
from align.facts import compare
from align.facts.comparison import Comparison
from align.model import Findings
from facts_data import Case, events, seeds
from facts_scoring import differs_f1, mean
from facts_sets import demetr, refresd, rte3, swissgov

# --- events and seeds -------------------------------------------------------------------------------------------------


def baselines(case: Case, findings: Findings) -> dict[str, scoring.EventScore]:
    sources = frozenset(d.id for d in case.alignment.source)
    drafts = {k: d.text for k, d in case.alignment.draft_of().items()}
    here = {
        "source": [scoring.word_set(drafts.get(s.id, s.text)) for d in case.alignment.source for s in d.active],
        "target": [scoring.word_set(s.text) for d in case.alignment.target for s in d.active],
    }
    judges = {
        "all only": scoring.all_only,
        "random": scoring.at_random,
        "plain lexical": scoring.plain_lexical(here, drafts),
    }
    return {
        name: scoring.score_event(case.name, case.facts, scoring.rejudged(findings, sources, judge))
        for name, judge in judges.items()
    }


def report_events(title: str, cases: Sequence[Case], errors: bool) -> dict[str, float]:
    print(f"\n## {title}\n")
    rows: dict[str, list[scoring.EventScore]] = {}
    seconds = []
    bands: list[reliability.Judged] = []
    for one in cases:
        start = time.perf_counter()
        findings = compare(one.alignment)
        seconds.append(time.perf_counter() - start)
        score = scoring.score_event(one.name, one.facts, findings.findings)
        rows.setdefault("align diff", []).append(score)
        bands.extend(reliability.judged(one.facts, findings.findings))
        for name, other in baselines(one, findings).items():
            rows.setdefault(name, []).append(other)
        print(
            f"{one.name:24} macro-F1 {score.macro:.2f}  false-only {score.false_only:.0%}"
            f"  coverage {score.coverage:.2f}  slots {score.slots_found}/{score.slots},"
            f" {score.false_differs} false  ({seconds[-1]:.2f} s)"
        )
        if title.startswith("Seeds"):
            print_slots(one, findings)
        if errors:
            _print_errors(one, findings)
    print(f"\n{'':16}{'macro-F1':>22}{'false-only':>12}{'coverage':>10}{'differs F1':>12}{'slot F1':>9}")
    for name, scores in rows.items():
        low, high = scoring.bootstrap(scores, lambda drawn: mean(drawn, "macro"))
        print(
            f"{name:16}{mean(scores, 'macro'):8.3f} [{low:.2f}, {high:.2f}]{mean(scores, 'false_only'):12.1%}"
            f"{mean(scores, 'coverage'):10.3f}{differs_f1(scores):12.2f}{mean(scores, 'differs_f1'):9.2f}"
        )
    print_confusion(rows["align diff"])
    reliability.report("right, by verdict and band", bands)
    ours = rows["align diff"]
    return {
        "macro": mean(ours, "macro"),
        "false_only": mean(ours, "false_only"),
        "coverage": mean(ours, "coverage"),
        "differs_f1": differs_f1(ours),
        "slots_found": sum(s.slots_found for s in ours),
        "false_differs": sum(s.false_differs for s in ours),
        "seconds": max(seconds),
        "plain lexical": mean(rows["plain lexical"], "macro"),
        **reliability.figures(bands),
    }


def report_left_out(cases: Sequence[Case]) -> dict[str, float]:
    """Score each event by a fit on everything but it, and say what the bands are worth then."""
    scores, bands = [], []
    for one in cases:
        with fitting.using(fitting.left_out()["events"][one.name]):
            findings = Comparison(one.alignment).findings().findings
        scores.append(scoring.score_event(one.name, one.facts, findings))
        bands.extend(reliability.judged(one.facts, findings))
    print(
        f"\neach event left out: macro-F1 {mean(scores, 'macro'):.3f}  false-only {mean(scores, 'false_only'):.1%}",
        end="",
    )
    print(f"  differs F1 {differs_f1(scores):.2f}")
    reliability.report("right, each event left out", bands)
    return {"macro": mean(scores, "macro"), "false_only": mean(scores, "false_only"), **reliability.figures(bands)}


def print_confusion(scores: Sequence[scoring.EventScore]) -> None:
    counted = Counter(p for s in scores for p in s.pairs)
    columns = (*scoring.CLASSES, scoring.MISSED)
    print("\n" + f"{'gold, then said':16}" + "".join(f"{c:>13}" for c in columns))
    for gold in scoring.CLASSES:
        print(f"{gold:16}" + "".join(f"{counted[gold, said]:13}" for said in columns))


def print_slots(one: Case, findings: Findings) -> None:
    """Say of every differing slot, debatable ones too, whether a finding has both sides' passages."""
    said = [f for f in findings.findings if f.verdict == "differs"]
    slots = [f for f in one.facts if f.verdict == "differs"]
    found = [s for s in slots if any(scoring.names(f, s) for f in said)]
    false = sum(not any(scoring.names(f, s) for s in slots) for f in said)
    for slot in slots:
        mark = "found" if slot in found else "–"
        print(f"    {slot.id:4} {mark:6}{'debatable ' if slot.debatable else ''}{slot.statement[:90]}")
    print(f"    {len(found)} of all {len(slots)} differing slots found, {false} false")


def _print_errors(one: Case, findings: Findings) -> None:
    for fact in one.facts:
        said = scoring.verdict_of(fact, findings.findings)
        if said != fact.verdict and not fact.debatable:
            print(f"    {fact.id:4} {fact.verdict} -> {said}: {fact.statement[:100]}")
    for finding in findings.findings:
        if finding.verdict == "differs":
            print(f"    differs {finding.slot} {finding.values} {finding.score}: {finding.reason}")


def main() -> None:
    sets: dict[str, Callable[[], Any]] = {"swissgov": swissgov, "refresd": refresd, "rte3": rte3, "demetr": demetr}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", choices=["events", "seeds", *sets, []], default=[])
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    chosen = options.sets or ["events", "seeds", *sets]
    if "events" in chosen:
        cases = list(events())
        report_events("Invented events, development part", cases, options.errors)
        report_left_out(cases)
    if "seeds" in chosen:
        report_events("Seeds (development only)", [seeds()], options.errors)
    for name, run in sets.items():
        if name in chosen:
            run()


if __name__ == "__main__":
    main()
