"""Fit how sure the fact diff is (`align/facts/data/support.json`), and hold three fits against each other.

    python scripts/bench/fit_facts.py             each fit, read on what it wasn't fitted on
    python scripts/bench/fit_facts.py --write     and write the last one: support.json, and facts_left_out.json beside
                                                  this script, from which `facts.py` prints the left-out figures

Fitted on: the invented events; SwissGov-RSD's development part and the even rows of RTE3; all of them (`facts_fit.py`).
Read on: each event by a fit without it; SwissGov in five folds of documents; RTE3's odd rows, REFreSD and the real
event, which no fit sees. The odds at which a claim counts as shared are those of the best left-out macro-F1 less the
false-only rate. About five minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import facts_bands as reliability
import facts_data as data
import facts_fit as fitting
import facts_scoring as scoring
import facts_sets as sets
from align.facts import confidence
from align.facts.comparison import Comparison, told_word
from facts_fit import Row

ROOT = Path(__file__).resolve().parents[2]
SUPPORT = ROOT / "align" / "facts" / "data" / "support.json"
ODDS = (0.5, 0.52, 0.54, 0.56, 0.58, 0.6, 0.62, 0.64, 0.66, 0.68, 0.7)
FOLDS = 5
FITS = {"events": "E", "SwissGov, RTE3": "SR", "all three": "ESR"}
SHIPPED = "all three"


@dataclass(frozen=True)
class Tokens:
    """What a page's figure needs: its claims' rows, and each token's claim (−1: none), sentence, find and label."""

    features: list[tuple[float, ...]]
    told: list[float | None]
    tokens: list[tuple[int, float, float, float]]


def tokens_of(page: data.Page, comparison: Comparison) -> Tokens:
    features, told, place = [], [], {}
    for n, (claim, found, around, words) in enumerate(comparison.word_evidence()):
        features.append(found.features)
        marks = fitting.marks_under(page, claim)
        told.append(1 - sum(marks) / len(marks) if marks else None)
        place.update({(claim.document, start): (n, around, share) for start, share in words})
    rows = [
        (*place.get((document, start), (-1, 0.0, 0.0)), mark)
        for document, kept in page.labels.items()
        for start, (_, mark) in kept.items()
    ]
    return Tokens(features, told, rows)


class Bench:
    """The three sets that are fitted and the two that are only read, each compared once."""

    def __init__(self) -> None:
        self.cases = [(case, Comparison(case.alignment)) for case in data.events()]
        self.seeds = (data.seeds(), Comparison(data.seeds().alignment))
        self.of_events = [fitting.event_rows(case.facts, made) for case, made in self.cases]
        self.pages: list[Tokens] = []
        self.of_pages: list[list[Row]] = []
        for page in data.pages():
            comparison = Comparison(page.alignment)
            self.pages.append(tokens_of(page, comparison))
            self.of_pages.append(fitting.page_rows(page, comparison))
        self.rte3 = [(pair, Comparison(pair.alignment)) for pair in data.rte3_pairs()]
        self.of_pairs = [fitting.pair_rows(pair, made) for pair, made in self.rte3[::2]]

    @cached_property
    def refresd(self) -> list[tuple[data.Pair, Comparison]]:
        return [(pair, Comparison(pair.alignment)) for pair in data.refresd_pairs()]

    def fit(self, kind: str, odds: float, event: int | None = None, fold: int | None = None) -> dict[str, float]:
        """Fit without one event, or without every fifth page from ``fold`` on."""
        events = _flat(r for k, r in enumerate(self.of_events) if k != event)
        chosen = {
            "E": events,
            "S": _flat(r for k, r in enumerate(self.of_pages) if fold is None or k % FOLDS != fold),
            "R": _flat(self.of_pairs),
        }
        made = fitting.fit([chosen[letter] for letter in kind])
        start = made.intercepts[0] if kind[0] == "E" else fitting.intercept(made.slopes, events)
        return made.coefficients(start, odds)

    # --- read on what wasn't fitted ---------------------------------------------------------------------------------

    def events_left_out(self, kind: str, odds: float) -> list[scoring.EventScore]:
        scores = []
        for k, (case, comparison) in enumerate(self.cases):
            fitting.use(self.fit(kind, odds, event=k))
            scores.append(scoring.score_event(case.name, case.facts, comparison.findings().findings))
        return scores

    def best_odds(self, kind: str) -> float:
        """Choose the odds of the best left-out macro-F1 less the false-only rate."""
        rated = []
        for odds in ODDS:
            scores = self.events_left_out(kind, odds)
            rated.append((scoring.mean(scores, "macro") - scoring.mean(scores, "false_only"), odds))
        return max(rated)[1]

    def claim_auc(self, kind: str) -> float:
        """Tell claims with a counterpart from those without, on left-out events."""
        rated = []
        for k, rows in enumerate(self.of_events):
            fitting.use(self.fit(kind, 0.5, event=k))
            rated += [(confidence.probability(f), y) for f, y, _ in rows]
        return scoring.auc([p for p, y in rated if y], [p for p, y in rated if not y])

    def swissgov(self, kind: str, odds: float) -> float:
        folds = [self.fit(kind, odds, fold=k if "S" in kind else None) for k in range(FOLDS)]
        values, gold = [], []
        for k, page in enumerate(self.pages):
            fitting.use(folds[k % FOLDS])
            chance = [confidence.probability(f) for f in page.features]
            values.append([1 - (told_word(chance[n], near, s) if n >= 0 else 1.0) for n, near, s, _ in page.tokens])
            gold.append([mark for *_, mark in page.tokens])
        return sets.correlation(values, gold)

    def row(self, name: str, odds: float) -> str:
        """Print a fit's figures on what it didn't see."""
        kind = FITS[name]
        scores = self.events_left_out(kind, odds)
        auc, pages = self.claim_auc(kind), self.swissgov(kind, odds)
        fitting.use(self.fit(kind, odds))
        case, comparison = self.seeds
        real = scoring.score_event(case.name, case.facts, comparison.findings().findings)
        judged = [sets.judged(pair, made) for pair, made in self.rte3]
        entailed, classes = sets.rte3_figures(judged)
        same = sets.refresd_figures([(pair.label, sets.both_told(made)) for pair, made in self.refresd])[0]
        return (
            f"{name:16}{odds:5.2f} | {scoring.mean(scores, 'macro'):.3f} {scoring.mean(scores, 'false_only'):6.1%}"
            f" {scoring.differs_f1(scores):.2f} {auc:.3f} | {real.macro:.2f} {real.false_only:4.0%}"
            f" | {pages:.3f} | {entailed:.2f} {classes:.2f} | {same:.3f}"
        )

    # --- bands --------------------------------------------------------------------------------------------------------

    def judged_events(self, kind: str, odds: float) -> list[tuple[str, float, bool]]:
        """List verdict, score on the verdict's side and right or not of the findings of left-out events."""
        made = []
        for k, (case, comparison) in enumerate(self.cases):
            fitting.use(self.fit(kind, odds, event=k))
            made += reliability.scored(case.facts, comparison.findings().findings)
        return made

    def judged_pages(self, kind: str, odds: float) -> list[tuple[str, float, bool]]:
        """The same of SwissGov's claims, in folds; right where most of its tokens are labelled so."""
        made = []
        folds = [self.fit(kind, odds, fold=k) for k in range(FOLDS)]
        for k, page in enumerate(self.pages):
            fitting.use(folds[k % FOLDS])
            for features, told in zip(page.features, page.told, strict=True):
                if told is not None:
                    chance = confidence.probability(features)
                    made.append(("shared", chance, told >= 0.5) if chance >= 0.5 else ("only", 1 - chance, told < 0.5))
        return made


def _flat(parts: Iterable[list[Row]]) -> list[Row]:
    return [row for rows in parts for row in rows]


# --- what ships -------------------------------------------------------------------------------------------------------

ABOUT = "logistic model of whether the other side tells a claim; scripts/bench/fit_facts.py fits it"
BANDS = {
    "only_source": {"likely": 0.7, "sure": 0.8},
    "only_target": {"likely": 0.7, "sure": 0.8},
    "shared": {"likely": 0.6, "sure": 0.8},
    "differs": {"likely": 0.1, "sure": 0.5},
}
"""From where on a verdict is likely or sure, before any reason to doubt it: chosen by eye on the slices that are
printed, so that nine of ten *sure* ones and three of four *likely* ones are right on left-out events."""

EDGES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.01)


def print_slices(title: str, rows: Sequence[tuple[str, float, bool]]) -> None:
    """Print how many findings are right, by kind and by score on the verdict's side."""
    print(f"\n{title}: right, by score on the verdict's side")
    for kind in ("only", "shared", "differs"):
        cells = []
        for low, high in pairwise(EDGES):
            marks = [ok for name, score, ok in rows if name == kind and low <= score < high]
            if marks:
                cells.append(f"{low:.2f}: {sum(marks)}/{len(marks)}")
        print(f"{kind:8} " + "  ".join(cells))


def write(bench: Bench, kind: str, odds: float) -> None:
    names = [case.name for case, _ in bench.cases]
    fitted_on = {"events": names, "swissgov-rsd-fr": "development part", "rte3-fr": "even rows of the development half"}
    made = {"about": ABOUT, "fitted_on": fitted_on, "odds": odds, "coefficients": bench.fit(kind, odds), "bands": BANDS}
    SUPPORT.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    left_out = {
        "about": "coefficients without one event, and without every fifth page; scripts/bench/fit_facts.py writes it",
        "events": {name: bench.fit(kind, odds, event=k) for k, name in enumerate(names)},
        "swissgov": [bench.fit(kind, odds, fold=k) for k in range(FOLDS)],
    }
    fitting.LEFT_OUT.write_text(json.dumps(left_out, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    bench = Bench()
    odds = {name: bench.best_odds(kind) for name, kind in FITS.items()}
    if options.write:
        write(bench, FITS[SHIPPED], odds[SHIPPED])
    print(json.dumps(bench.fit(FITS[SHIPPED], odds[SHIPPED]), indent=1), flush=True)
    print_slices("events, each left out", bench.judged_events(FITS[SHIPPED], odds[SHIPPED]))
    print_slices("SwissGov's claims, in folds", bench.judged_pages(FITS[SHIPPED], odds[SHIPPED]))
    print(
        "\nfitted on        odds | events left out: macro-F1, false-only, differs F1, claims' AUC | real event"
        " | SwissGov | RTE3 | REFreSD"
    )
    for name in FITS:
        print(bench.row(name, odds[name]), flush=True)


if __name__ == "__main__":
    main()
