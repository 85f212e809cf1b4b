"""The comparison of one event, step by step: claims, support both ways, verdicts, bands."""

from __future__ import annotations

from collections.abc import Sequence

from align.facts.conflicts import Conflict, conflicts
from align.facts.confidence import Judge, Support, band, links
from align.facts.support import Look, bundle, look_both_ways
from align.facts.verdicts import documents_in_order, evidence, identifier, of_window, only, passage
from align.model import Alignment, Claim, Document, Finding, Findings, Passage, Verdict
from align.signature import compose

SHARED = 0.5
"""From this probability on a claim counts as told on the other side."""


class Comparison:
    """Everything one comparison needs, made once."""

    def __init__(self, alignment: Alignment, *, neighbours: bool = True) -> None:
        self.alignment = alignment
        self.bundle = bundle(alignment, neighbours=neighbours)
        self.drafts = alignment.draft_of()
        self.source, self.target = look_both_ways(self.bundle, claims(alignment.source), claims(alignment.target))
        known = links(alignment)
        self.from_source = Judge(self.source, self.target, known)
        self.from_target = Judge(self.target, self.source, known)

    def findings(self) -> Findings:
        """Give every claim its verdict, in reading order."""
        documents = (*self.alignment.source, *self.alignment.target)
        order = {d.id: i for i, d in enumerate(documents)}
        here = self._supports(self.source, self.from_source, self.alignment.target)
        there = self._supports(self.target, self.from_target, self.alignment.source)
        made = self._only("only_source", self.source, here) + self._only("only_target", self.target, there)
        made += self._shared(here, there)
        made += [self._differs(c) for c in conflicts(self.source, self.target)]
        return Findings(documents, tuple(documents_in_order(made, order)), compose("facts", v=1))

    def _supports(self, look: Look, judge: Judge, documents: Sequence[Document]) -> list[list[Support]]:
        """List for each claim its support in each document of the other side, best first."""
        made = []
        for i in range(len(look.claims)):
            rated = [judge.support(i, d.id) for d in documents]
            made.append(sorted((s for s in rated if s is not None), key=lambda s: (-s.score, s.window)))
        return made

    def _only(self, verdict: Verdict, look: Look, supports: list[list[Support]]) -> list[Finding]:
        return [
            only(verdict, look, i, found[0].score if found else 0.0, self.drafts)
            for i, found in enumerate(supports)
            if not found or found[0].score < SHARED
        ]

    def _shared(self, here: list[list[Support]], there: list[list[Support]]) -> list[Finding]:
        made = []
        for i, found in enumerate(here):
            kept = [s for s in found if s.score >= SHARED]
            if kept:
                told = (passage(self.source.claims[i], self.drafts),)
                made.append(
                    self._finding(told, tuple(p for s in kept for p in self._place(self.source, i, s)), kept[0])
                )
        for d, found in enumerate(there):
            kept = [s for s in found if s.score >= SHARED]
            if kept:
                told = tuple(p for s in kept for p in self._place(self.target, d, s))
                made.append(self._finding(told, (passage(self.target.claims[d], self.drafts),), kept[0]))
        return made

    def _differs(self, found: Conflict) -> Finding:
        told = passage(self.source.claims[found.source], self.drafts)
        other = passage(self.target.claims[found.target], self.drafts, round(found.ground, 4))
        name = identifier("differs", told, f"{other.document}:{other.span.start}:{found.slot}:{found.values[0]}")
        sure = band(min(1.0, found.ground + 0.3), "differs", 0 if found.exact else 1)
        return Finding(
            name,
            "differs",
            sure,
            round(found.ground, 4),
            (told,),
            (other,),
            None,
            found.slot,
            found.values,
            found.reason,
        )

    def _place(self, look: Look, claim: int, support: Support) -> list[Passage]:
        import os

        mode = os.environ.get("EMODE", "E2,E1").split(",")[0 if look is self.source else 1]
        if mode == "E1":
            return [of_window(look.there, support.window, round(support.score, 4), self.drafts)]
        if mode == "E2":
            return evidence(look, claim, support.window, self.drafts)
        if mode == "E3":
            return evidence(look, claim, support.window, self.drafts, 0.99, 1.0)
        w = look.there.windows[support.window]
        if mode == "E4":
            k = max(
                (k for k, x in enumerate(look.there.windows) if x.first == x.last and w.first <= x.first <= w.last),
                key=lambda k: look.shares[claim, k],
            )
            return [of_window(look.there, k, round(support.score, 4), self.drafts)]
        return []

    def _finding(self, told: tuple[Passage, ...], found: tuple[Passage, ...], support: Support) -> Finding:
        score = support.score
        name = identifier("shared", told[0], found[0].document + str(found[0].span.start) if found else "")
        return Finding(name, "shared", band(score, "shared", 0), round(score, 4), told, found)


def claims(documents: Sequence[Document]) -> list[Claim]:
    """Extract the claims of documents."""
    from align.facts.clauses import ClauseExtractor

    return ClauseExtractor().extract(documents)
