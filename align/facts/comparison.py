"""The comparison of one event, step by step: claims, support both ways, verdicts, bands."""

from __future__ import annotations

from collections.abc import Sequence

from align.facts.confidence import Judge, Support, band, links
from align.facts.conflicts import Conflict, conflicts
from align.facts.support import Look, bundle, look_both_ways
from align.facts.verdicts import documents_in_order, evidence, identifier, of_window, only, passage
from align.facts.wording import found_words
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
        self._documents = alignment.documents()
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

    def told_words(self) -> dict[str, dict[int, float]]:
        """Map documents and the offsets of their words to how well the other side tells them, 0–1."""
        made: dict[str, dict[int, float]] = {}
        for look, judge in ((self.source, self.from_source), (self.target, self.from_target)):
            for i, claim in enumerate(look.claims):
                found = judge.support(i)
                if found is not None:
                    words = made.setdefault(claim.document, {})
                    for span, share, _ in found_words(look, i, found.window):
                        words[span.start] = (share + found.score) / 2
        return made

    def _supports(self, look: Look, judge: Judge, documents: Sequence[Document]) -> list[list[Support]]:
        """List for each claim its support in each document of the other side, best first."""
        made = []
        for i in range(len(look.claims)):
            rated = [judge.support(i, d.id) for d in documents]
            made.append(sorted((s for s in rated if s is not None), key=lambda s: (-s.score, s.window)))
        return made

    def _only(self, verdict: Verdict, look: Look, supports: list[list[Support]]) -> list[Finding]:
        """Tell the claims that the other side doesn't: neighbouring ones of a sentence as one finding."""
        made: list[Finding] = []
        for run in runs(look.claims, [not found or found[0].score < SHARED for found in supports]):
            scores = [supports[i][0].score if supports[i] else 0.0 for i in run]
            heaviest = max(run, key=lambda i: (look.mass[i], -i))
            made.append(only(verdict, look, run, heaviest, max(scores), self.drafts, self._documents))
        return made

    def _shared(self, here: list[list[Support]], there: list[list[Support]]) -> list[Finding]:
        """Tell the claims that the other side tells too.

        A source claim's evidence are the target's clauses that hold it; a target claim is shown beside the source
        sentences that hold it, for a source sentence may tell more than that.
        """
        made = []
        for i, found in enumerate(here):
            kept = [s for s in found if s.score >= SHARED]
            if kept:
                told = (passage(self.source.claims[i], self.drafts),)
                holding = [p for s in kept for p in evidence(self.source, i, s.window, self.drafts)]
                made.append(self._finding(told, tuple(holding), kept[0]))
        for d, found in enumerate(there):
            kept = [s for s in found if s.score >= SHARED]
            if kept:
                look = self.target
                told = tuple(of_window(look.there, s.window, round(s.score, 4), self.drafts) for s in kept)
                made.append(self._finding(told, (passage(look.claims[d], self.drafts),), kept[0]))
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

    def _finding(self, told: tuple[Passage, ...], found: tuple[Passage, ...], support: Support) -> Finding:
        score = support.score
        name = identifier("shared", told[0], found[0].document + str(found[0].span.start) if found else "")
        return Finding(name, "shared", band(score, "shared", 0), round(score, 4), told, found)


def runs(claims: Sequence[Claim], kept: Sequence[bool]) -> list[list[int]]:
    """Group the kept claims: those that follow each other in one sentence, on one person's word, belong together."""
    made: list[list[int]] = []
    for i, claim in enumerate(claims):
        if not kept[i]:
            continue
        before = claims[i - 1] if made and made[-1][-1] == i - 1 else None
        if before is not None and (before.segment, before.attribution) == (claim.segment, claim.attribution):
            made[-1].append(i)
        else:
            made.append([i])
    return made


def claims(documents: Sequence[Document]) -> list[Claim]:
    """Extract the claims of documents."""
    from align.facts.clauses import ClauseExtractor

    return ClauseExtractor().extract(documents)
