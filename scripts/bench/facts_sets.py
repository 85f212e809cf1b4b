"""The fact diff on SwissGov-RSD, REFreSD, RTE3 and DEMETR, beside plain words; figures from `align.facts`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import facts_data as data
import facts_fit as fitting
import facts_scoring as scoring
from align.facts import compare
from align.facts.comparison import Comparison
from align.text import fold, words

# --- SwissGov ---------------------------------------------------------------------------------------------------------


def swissgov(limit: int | None = None) -> dict[str, float]:
    """Correlate each token's distance from the other side with the gold labels, over all tokens of all documents."""
    names = ("align diff", "left out", "plain words")
    folds = fitting.left_out()["swissgov"]
    made: dict[str, list[list[float]]] = {name: [] for name in names}
    gold: list[list[float]] = []
    for n, page in enumerate(data.pages(limit)):
        comparison, known = Comparison(page.alignment), known_words(page)
        told = comparison.told_words()
        with fitting.using(folds[n % len(folds)]):
            told_unseen = comparison.told_words()
        tokens = [(d, start, token) for d, kept in page.labels.items() for start, (token, _) in kept.items()]
        gold.append([mark for kept in page.labels.values() for _, mark in kept.values()])
        made["align diff"].append([1 - told[d].get(start, 1.0) for d, start, _ in tokens])
        made["left out"].append([1 - told_unseen[d].get(start, 1.0) for d, start, _ in tokens])
        made["plain words"].append([float(fold(token)[:5] not in known[d]) for d, _, token in tokens])
    found = {}
    print("\n## SwissGov-RSD, development part: Spearman over tokens (left out: by a fit on the other four fifths)\n")
    for name, values in made.items():
        found[name] = correlation(values, gold)
        low, high = scoring.bootstrap(
            list(zip(values, gold, strict=True)), lambda drawn: correlation(*zip(*drawn, strict=True)), rounds=100
        )
        count = sum(map(len, gold))
        print(f"{name:16}{found[name]:8.3f} [{low:.3f}, {high:.3f}]  ({len(gold)} document pairs, {count} tokens)")
    print("random           0.000   best published without a large model: 0.154")
    return found


def correlation(values: Sequence[Sequence[float]], gold: Sequence[Sequence[float]]) -> float:
    """Spearman's rank correlation over the tokens of all documents together."""
    from scipy.stats import spearmanr

    flat = [[x for row in rows for x in row] for rows in (values, gold)]
    return float(spearmanr(*flat).statistic)


def known_words(page: data.Page) -> dict[str, set[str]]:
    """Map each document to the beginnings of the other side's words, French ones drafted."""
    target = page.alignment.target[0]
    drafted = {fold(w)[:5] for d in page.alignment.drafts for w in words(d.text)}
    return {page.alignment.source[0].id: {fold(w)[:5] for w in target.text.split()}, target.id: drafted}


# --- pairs ------------------------------------------------------------------------------------------------------------


def pair_support(comparison: Comparison, side: str) -> float:
    """Average the support of a pair's findings on one side by length; what differs has none."""
    total = weight = 0.0
    for finding in comparison.findings().findings:
        for p in (*finding.claims, *finding.evidence):
            if finding.verdict == "differs" or p.document != side:
                continue
            total += finding.score * len(p.span)
            weight += len(p.span)
    return total / weight if weight else 0.0


def both_told(comparison: Comparison) -> float:
    """Two sentences tell the same when each tells the other: the lower of both."""
    return min(comparison.told_share(True), comparison.told_share(False))


def refresd(every: int = 1) -> dict[str, float]:
    pairs = data.refresd_pairs(every)
    made: Mapping[str, list[tuple[str, float]]] = {
        "align diff": [(pair.label, both_told(Comparison(pair.alignment))) for pair in pairs],
        "plain lexical": [(pair.label, _plain_pair(pair.source, pair.target)) for pair in pairs],
    }
    print("\n## REFreSD, development half: AUC of equivalent against some difference or unrelated\n")
    found = {}
    for name, rows in made.items():
        found[name], unrelated = refresd_figures(rows)
        print(f"{name:16}{found[name]:8.3f}   unrelated against the rest {unrelated:.3f}   ({len(pairs)} pairs)")
    return found


def refresd_figures(rows: Sequence[tuple[str, float]]) -> tuple[float, float]:
    """AUC of the equivalent pairs against the rest, and of the related ones against the unrelated."""
    values = [value for _, value in rows]
    same = [label == "no_meaning_difference" for label, _ in rows]
    return _apart(values, same), _apart(values, [label != "unrelated" for label, _ in rows])


def _apart(values: Sequence[float], chosen: Sequence[bool]) -> float:
    rows = list(zip(values, chosen, strict=True))
    return scoring.auc([v for v, c in rows if c], [v for v, c in rows if not c])


def _plain_pair(source: str, target: str) -> float:
    one, two = _drafted_words(source), scoring.word_set(target)
    return len(one & two) / max(1, len(one | two))


def _drafted_words(source: str) -> set[str]:
    return scoring.word_set(data.translator().translate(data.made_of("fr", "fr", [source]).segments)[0].text)


@dataclass(frozen=True)
class Judged:
    """An RTE3 pair: its label, how much of the hypothesis the premise tells, and whether a difference was found."""

    label: str
    support: float
    differs: bool


def rte3(every: int = 1) -> dict[str, float]:
    """Does the French premise support, contradict or leave open the English hypothesis? Even rows fit, odd read."""
    pairs = data.rte3_pairs(every)
    made: Mapping[str, list[Judged]] = {
        "align diff": [judged(pair, Comparison(pair.alignment)) for pair in pairs],
        "plain lexical": [Judged(p.label, _plain_support(p.source, p.target), False) for p in pairs],
    }
    print("\n## RTE3 cross, development half: a threshold fitted on its even rows, read on the odd ones\n")
    found = {}
    for name, rows in made.items():
        found[name], classes = rte3_figures(rows)
        found[f"{name}, three classes"] = classes
        print(f"{name:16} AUC {found[name]:.3f}   macro-F1 over three classes {classes:.3f}")
    print(f"{'random':16} AUC 0.500   macro-F1 over three classes 0.30")
    return found


def rte3_figures(rows: Sequence[Judged]) -> tuple[float, float]:
    """AUC and macro-F1 on the odd rows, with the threshold that is best on the even ones."""
    fit, read = rows[::2], rows[1::2]
    threshold = max((r.support for r in fit), key=lambda t: three_way(fit, t))
    entailed = _apart([r.support for r in read], [r.label == "entailment" for r in read])
    return entailed, three_way(read, threshold)


def judged(pair: data.Pair, comparison: Comparison) -> Judged:
    differs = any(f.verdict == "differs" for f in comparison.findings().findings)
    return Judged(pair.label, pair_support(comparison, "en"), differs)


def _plain_support(source: str, target: str) -> float:
    one, two = _drafted_words(source), scoring.word_set(target)
    return len(one & two) / max(1, len(two))


def three_way(rows: Iterable[Judged], threshold: float) -> float:
    """Macro-F1 over entailment, neutral and contradiction."""
    said = [
        (r.label, "contradiction" if r.differs else "entailment" if r.support >= threshold else "neutral") for r in rows
    ]
    scores = []
    for name in ("entailment", "neutral", "contradiction"):
        true = sum(g == s == name for g, s in said)
        total = sum(g == name for g, _ in said) + sum(s == name for _, s in said)
        scores.append(2 * true / total if total else 0.0)
    return sum(scores) / 3


# --- DEMETR -----------------------------------------------------------------------------------------------------------

SLOTS = {"numbers": {"number", "date"}, "names": {"actor", "place"}, "negation": {"status"}}
PARTS = {
    "numbers": "critical_id10_numbers_replaced",
    "names": "critical_id9_ne_replaced",
    "negation": "critical_id8_negation",
}


def demetr() -> dict[str, tuple[int, int, int]]:
    """Is the one error found (and no such thing in the translation without it)? By the pieces a diff names."""
    rows = [json.loads(line) for line in data.lines("demetr-fr/demetr_fr.jsonl")]
    wanted = {kind: [r for r in rows if r["pert_name"] == part] for kind, part in PARTS.items()}
    data.drafts_of([data.made_of("fr", "fr", [r["src_sent"]]) for kind in wanted.values() for r in kind])
    print("\n## DEMETR-fr: found / false alarms on the translation without the error\n")
    found = {}
    for kind, every in wanted.items():
        chosen = [r for r in every if r["pert_check"]]
        hits = sum(tells(r["src_sent"], r["pert_sent"], kind) for r in chosen)
        alarms = sum(tells(r["src_sent"], r["mt_sent"], kind) for r in chosen)
        found[kind] = (hits, alarms, len(chosen))
        print(f"{kind:10} {hits}/{len(chosen)} found, {alarms} false alarms")
    return found


def tells(source: str, target: str, kind: str) -> bool:
    """Does a diff of one sentence with its translation report a difference of this kind?"""
    findings = compare(data.pair_alignment(source, target)).findings
    return any(f.verdict == "differs" and f.slot in SLOTS[kind] for f in findings)
