"""The comparison of one event, step by step: claims, support both ways, verdicts, bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from align.facts.support import Look, bundle, look_both_ways
from align.facts.verdicts import documents_in_order, evidence, identifier, of_window, only, passage
from align.model import Alignment, Claim, Document, Finding, Findings
from align.signature import compose

SHARED = 0.5


class Comparison:
    """Everything one comparison needs, made once."""

    def __init__(self, alignment: Alignment, *, neighbours: bool = True) -> None:
        self.alignment = alignment
        self.bundle = bundle(alignment, neighbours=neighbours)
        self.drafts = alignment.draft_of()
        self.source, self.target = look_both_ways(
            self.bundle, claims(alignment.source), claims(alignment.target)
        )

    def findings(self) -> Findings:
        """Give every claim its verdict, in reading order."""
        documents = (*self.alignment.source, *self.alignment.target)
        order = {d.id: i for i, d in enumerate(documents)}
        made = documents_in_order([*self._source_findings(), *self._target_findings()], order)
        return Findings(documents, tuple(made), compose("facts", v=1))

    def score(self, look: Look, claim: int) -> float:
        """Return the support of a claim on the other side, 0–1."""
        return look.best(claim)[1]

    def _source_findings(self) -> list[Finding]:
        made = []
        for i, claim in enumerate(self.source.claims):
            score = self.score(self.source, i)
            if score < SHARED:
                made.append(only("only_source", self.source, i, score, self.drafts))
                continue
            told = passage(claim, self.drafts)
            found = []
            for document in self.alignment.target:
                window, share = self.source.best(i, document.id)
                if share >= SHARED:
                    found.extend(evidence(self.source, i, window, self.drafts))
            made.append(Finding(identifier("shared", told), "shared", "likely", round(score, 4), (told,), tuple(found)))
        return made

    def _target_findings(self) -> list[Finding]:
        made = []
        for i, claim in enumerate(self.target.claims):
            score = self.score(self.target, i)
            if score < SHARED:
                made.append(only("only_target", self.target, i, score, self.drafts))
                continue
            window, share = self.target.best(i)
            told = of_window(self.bundle.source, window, round(share, 4), self.drafts)
            found = passage(claim, self.drafts)
            made.append(
                Finding(
                    identifier("shared", found), "shared", "likely", round(score, 4), (replace(told, score=None),), (found,)
                )
            )
        return made


def claims(documents: Sequence[Document]) -> list[Claim]:
    """Extract the claims of documents: clauses where the extractor is there, whole segments elsewhere."""
    return [Claim(s.id, d.id, s.id, s.span, s.text) for d in documents for s in d.active]
