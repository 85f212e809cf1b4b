"""How findings are held against gold: the rules of the fact benchmark, apart from what is scored.

A gold fact is found when the span of a claim or of evidence covers at least half of one of its phrases: French ones
if it has any; for a differing fact, either side's. Of the best-covering findings the commonest verdict counts; on a
tie, or where a *differs* is among them, the gold's class counts if one of them has it. Debatable facts are left out;
missed ones count as wrong.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from align.model import Finding, Findings, Passage, Span

CLASSES = ("only_source", "only_target", "shared", "differs")
OF_GOLD = {"fr_only": "only_source", "en_only": "only_target", "shared": "shared", "conflicting": "differs"}
MISSED = "missed"


@dataclass(frozen=True)
class Phrase:
    document: str
    span: Span


@dataclass(frozen=True)
class Fact:
    """A gold fact with its phrases on both sides."""

    id: str
    verdict: str
    debatable: bool
    source: tuple[Phrase, ...]
    target: tuple[Phrase, ...]
    statement: str = ""
    slot: str = ""

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        if self.verdict == "differs":
            return (*self.source, *self.target)
        return self.source or self.target


def gold_facts(event: Mapping[str, Any]) -> list[Fact]:
    """Read the facts of an ``event.json`` or of ``seeds.json``."""

    def phrases(side: Sequence[Mapping[str, Any]]) -> tuple[Phrase, ...]:
        return tuple(Phrase(p["doc"], Span(p["doc_start"], p["doc_end"])) for p in side)

    return [
        Fact(
            f["id"],
            OF_GOLD[f["class"]],
            bool(f.get("debatable")),
            phrases(f["evidence"]["fr"]),
            phrases(f["evidence"]["en"]),
            f.get("statement_en", ""),
            f.get("slot", ""),
        )
        for f in event["facts"]
    ]


def covered(phrase: Phrase, passages: Iterable[Passage]) -> float:
    """Return the largest share of a phrase that one of the passages covers."""
    shares = [phrase.span.overlap(p.span) / max(1, len(phrase.span)) for p in passages if p.document == phrase.document]
    return max(shares, default=0.0)


def best_covering(fact: Fact, findings: Sequence[Finding]) -> list[Finding]:
    """List the findings that cover a fact best, none of them less than half of a phrase."""
    rated = [
        (max((round(covered(p, (*f.claims, *f.evidence)), 3) for p in fact.phrases), default=0.0), f) for f in findings
    ]
    top = max((share for share, _ in rated), default=0.0)
    return [f for share, f in rated if share == top] if top >= 0.5 else []


def verdict_of(fact: Fact, findings: Sequence[Finding]) -> str:
    """Return the verdict that the findings give a fact."""
    votes = Counter(f.verdict for f in best_covering(fact, findings))
    if not votes:
        return MISSED
    most = max(votes.values())
    tied = sorted(v for v, n in votes.items() if n == most)
    if fact.verdict in votes and ("differs" in votes or fact.verdict in tied):
        return fact.verdict
    return tied[0]


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Average the F1 of the classes that gold or prediction use; pairs are (gold, predicted)."""
    found: list[float] = []
    for name in CLASSES:
        true = sum(g == p == name for g, p in pairs)
        gold = sum(g == name for g, _ in pairs)
        said = sum(p == name for _, p in pairs)
        if gold or said:
            found.append(2 * true / (gold + said))
    return sum(found) / len(found) if found else 0.0


@dataclass
class EventScore:
    """What one event scored."""

    name: str
    pairs: list[tuple[str, str]] = field(default_factory=list)
    slots: int = 0
    slots_found: int = 0
    false_differs: int = 0
    true_differs: int = 0

    @property
    def macro(self) -> float:
        return macro_f1(self.pairs)

    @property
    def false_only(self) -> float:
        shared = [p for g, p in self.pairs if g == "shared"]
        return sum(p in ("only_source", "only_target") for p in shared) / len(shared) if shared else 0.0

    @property
    def coverage(self) -> float:
        return sum(p != MISSED for _, p in self.pairs) / len(self.pairs) if self.pairs else 0.0

    @property
    def differs_f1(self) -> float:
        said = self.true_differs + self.false_differs
        precision = self.true_differs / said if said else 0.0
        recall = self.slots_found / self.slots if self.slots else 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def score_event(name: str, facts: Sequence[Fact], findings: Sequence[Finding]) -> EventScore:
    """Score the findings of one event."""
    made = EventScore(name)
    for fact in facts:
        if not fact.debatable:
            made.pairs.append((fact.verdict, verdict_of(fact, findings)))
    slots = [f for f in facts if f.verdict == "differs"]
    firm = [f for f in slots if not f.debatable]
    said = [f for f in findings if f.verdict == "differs"]
    made.slots = len(firm)
    made.slots_found = sum(any(names(f, s) for f in said) for s in firm)
    for finding in said:
        hit = [s for s in slots if names(finding, s)]
        if any(not s.debatable for s in hit):
            made.true_differs += 1
        elif not hit:
            made.false_differs += 1
    return made


def mean(scores: Sequence[EventScore], name: str) -> float:
    """Average a figure over events."""
    return sum(float(getattr(s, name)) for s in scores) / len(scores)


def differs_f1(scores: Sequence[EventScore]) -> float:
    """Pool the facts of all events: the F1 of the class *differs*."""
    pairs = [p for s in scores for p in s.pairs]
    true = sum(g == p == "differs" for g, p in pairs)
    total = sum(g == "differs" for g, _ in pairs) + sum(p == "differs" for _, p in pairs)
    return 2 * true / total if total else 0.0


def names(finding: Finding, fact: Fact) -> bool:
    """A differs finding names a gold one when it covers half of a phrase of each side."""
    here = any(covered(p, finding.claims) >= 0.5 for p in fact.source)
    there = any(covered(p, finding.evidence) >= 0.5 for p in fact.target)
    return here and there


# --- baselines: the same claims, other verdicts -----------------------------------------------------------------------

Judge = Callable[[Finding, Passage, bool], str]


def rejudged(findings: Findings, sources: frozenset[str], judge: Judge) -> list[Finding]:
    """Give every claim and piece of evidence of ``findings`` a finding of its own with the judge's verdict."""
    seen: dict[tuple[str, Span], Finding] = {}
    for finding in findings.findings:
        for p in (*finding.claims, *finding.evidence):
            seen.setdefault((p.document, p.span), replace(finding, claims=(p,), evidence=()))
    made = []
    for finding in seen.values():
        p = finding.claims[0]
        verdict: Any = judge(finding, p, p.document in sources)
        made.append(replace(finding, verdict=verdict))
    return made


def all_only(finding: Finding, passage: Passage, source: bool) -> str:
    return "only_source" if source else "only_target"


def at_random(finding: Finding, passage: Passage, source: bool) -> str:
    """One of the three verdicts the side allows, by a hash: the same on every run."""
    number = hashlib.sha256(f"{passage.document}:{passage.span.start}".encode()).digest()[0]
    return ("only_source" if source else "only_target", "shared", "differs")[number % 3]


def plain_lexical(here: Mapping[str, list[set[str]]], drafts: Mapping[str, str], threshold: float = 0.5) -> Judge:
    """Judge by plain word coverage: the share of a claim's words (or its segment's draft's) in the best sentence.

    ``here`` maps "source" and "target" to the word sets of the sentences, source ones drafted.
    """

    def judge(finding: Finding, passage: Passage, source: bool) -> str:
        own = word_set(drafts.get(passage.segment, passage.text) if source else passage.text)
        others = here["target" if source else "source"]
        best = max((len(own & other) / len(own) for other in others), default=0.0) if own else 0.0
        return "shared" if best >= threshold else ("only_source" if source else "only_target")

    return judge


def word_set(text: str) -> set[str]:
    from align.text import fold, words

    return {fold(w) for w in words(text) if len(w) > 3 or w[0].isdigit()}


# --- numbers --------------------------------------------------------------------------------------------------------


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the chance that a positive one scores above a negative one (ties count half)."""
    import numpy as np
    from scipy.stats import rankdata

    ranks = rankdata(np.concatenate([positive, negative]))
    n, m = len(positive), len(negative)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * m))


def bootstrap(
    values: Sequence[Any], statistic: Callable[[Sequence[Any]], float], rounds: int = 1000
) -> tuple[float, float]:
    """Return the 95 % interval of a statistic over documents drawn with replacement (seeded)."""
    import numpy as np

    chance = np.random.default_rng(1)
    drawn = sorted(statistic([values[i] for i in chance.integers(0, len(values), len(values))]) for _ in range(rounds))
    return drawn[int(0.025 * rounds)], drawn[int(0.975 * rounds) - 1]
