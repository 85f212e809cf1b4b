"""How often a finding is right, by verdict and band: what *sure*, *likely* and *check* are worth.

A finding is judged by its own words: the claim that was looked for on the other side. It is right when most letters of
the gold under that claim have its verdict; a *differs* when it names a gold difference, both sides' passages. Findings
on debatable gold, or on none, aren't counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import facts_scoring as scoring
from align.model import Finding, Passage

BANDS = ("sure", "likely", "check")

Judged = tuple[str, str, bool]
"""Verdict, band, right or not."""


def own(finding: Finding) -> list[Passage]:
    """List the passages that were looked for; those that hold them have a score."""
    if finding.verdict != "shared":
        return list(finding.claims)
    return [p for p in (*finding.claims, *finding.evidence) if p.score is None]


def right(facts: Sequence[scoring.Fact], finding: Finding) -> bool | None:
    """Say whether gold bears a finding out; None where it says nothing firm about it."""
    if finding.verdict == "differs":
        named = [f for f in facts if f.verdict == "differs" and scoring.names(finding, f)]
        return None if named and all(f.debatable for f in named) else bool(named)
    letters: Counter[str] = Counter()
    for fact in facts:
        for phrase in (*fact.source, *fact.target):
            for passage in own(finding):
                common = passage.span.overlap(phrase.span) if passage.document == phrase.document else 0
                if common and common >= 0.5 * min(len(passage.span), len(phrase.span)):
                    letters["" if fact.debatable else fact.verdict] += common
    if not letters:
        return None
    (most, _), *_ = letters.most_common(1)
    return None if most == "" else most == finding.verdict


def scored(facts: Sequence[scoring.Fact], findings: Iterable[Finding]) -> list[tuple[str, float, bool]]:
    """List kind (only, shared, differs), score on the verdict's side, and right or not."""
    made = []
    for finding in findings:
        ok = right(facts, finding)
        if ok is not None:
            kind = finding.verdict.split("_")[0]
            made.append((kind, 1 - finding.score if kind == "only" else finding.score, ok))
    return made


def judged(facts: Sequence[scoring.Fact], findings: Iterable[Finding]) -> list[Judged]:
    made: list[Judged] = []
    for finding in findings:
        verdict = right(facts, finding)
        if verdict is not None:
            made.append((finding.verdict, finding.band, verdict))
    return made


def share(rows: Iterable[Judged], band: str, verdicts: Sequence[str] = scoring.CLASSES) -> tuple[int, int]:
    """Count the right ones and all of a band, of the given verdicts."""
    marks = [ok for verdict, name, ok in rows if name == band and verdict in verdicts]
    return sum(marks), len(marks)


def figures(rows: Sequence[Judged]) -> dict[str, float]:
    """Return the share right of each band that any finding has."""
    counted = {band: share(rows, band) for band in BANDS}
    return {band: good / count for band, (good, count) in counted.items() if count}


def report(title: str, rows: Sequence[Judged]) -> None:
    """Print the reliability table of a set."""
    print(f"\n{title:34}" + "".join(f"{band:>20}" for band in BANDS))
    for name, verdicts in (*((c, (c,)) for c in scoring.CLASSES), ("all", scoring.CLASSES)):
        cells = [share(rows, band, verdicts) for band in BANDS]
        if any(n for _, n in cells):
            print(f"{name:34}" + "".join(f"{_cell(*cell):>20}" for cell in cells))


def _cell(good: int, count: int) -> str:
    return f"{good} of {count} ({good / count:.0%})" if count else "–"
