"""The comparison of one event, step by step: claims, support both ways, verdicts, bands."""

from __future__ import annotations

from collections.abc import Sequence

from align.facts.support import bundle
from align.facts.verdicts import SHARED, Match, identifier, matches, of_window, one_sided, passage
from align.model import Alignment, Claim, Document, Finding, Findings
from align.signature import compose


class Comparison:
    """Everything one comparison needs, made once."""

    def __init__(self, alignment: Alignment) -> None:
        self.alignment = alignment
        self.bundle = bundle(alignment)
        self.drafts = dict(alignment.draft_of())
        self.source = matches(
            claims(alignment.source), self.bundle.source, self.bundle.target, self.bundle.alike, self.bundle
        )
        self.target = matches(
            claims(alignment.target), self.bundle.target, self.bundle.source, self.bundle.alike.T, self.bundle
        )

    def findings(self) -> Findings:
        """Give every claim its verdict, in reading order."""
        made: list[Finding] = []
        for match in self.source:
            if match.support >= SHARED:
                made.append(self._shared(match))
            else:
                made.append(one_sided("only_source", match, self.bundle.target, self.drafts))
        for match in self.target:
            if match.support >= SHARED:
                made.append(self._shared_back(match))
            else:
                made.append(one_sided("only_target", match, self.bundle.source, self.drafts))
        documents = (*self.alignment.source, *self.alignment.target)
        return Findings(documents, tuple(made), compose("facts", v=1))

    def _shared(self, match: Match) -> Finding:
        claim = passage(match.claim, self.drafts)
        evidence = tuple(
            of_window(self.bundle.target, number, round(share, 4), self.drafts)
            for share, number in match.windows
            if share >= SHARED
        )
        return Finding(identifier("shared", claim), "shared", "likely", round(match.support, 4), (claim,), evidence)

    def _shared_back(self, match: Match) -> Finding:
        evidence = passage(match.claim, self.drafts)
        found = of_window(self.bundle.source, match.windows[0][1], round(match.support, 4), self.drafts)
        return Finding(identifier("shared", evidence), "shared", "likely", round(match.support, 4), (found,), (evidence,))


def claims(documents: Sequence[Document]) -> list[Claim]:
    """Extract the claims of documents: clauses where the extractor is there, whole segments elsewhere."""
    return [
        Claim(s.id, d.id, s.id, s.span, s.text) for d in documents for s in d.active
    ]
