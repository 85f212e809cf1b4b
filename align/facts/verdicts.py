"""From support to verdicts: what only one side tells, what both tell, what they tell differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from align.facts.support import Bundle, Side, coverage
from align.model import Claim, Draft, Finding, Passage, Verdict
from align.signature import digest

SHARED = 0.5
"""From this support on the other side is taken to tell the claim too."""


@dataclass(frozen=True)
class Match:
    """A claim and where the other side comes nearest to it: its best window in every document, best first."""

    claim: Claim
    support: float
    windows: tuple[tuple[float, int], ...]


def matches(claims: Sequence[Claim], here: Side, there: Side, alike: Any, bundle: Bundle) -> list[Match]:
    """Find for each claim of one side the best window in each document of the other."""
    made: list[Match] = []
    for claim in claims:
        types = [number for _, number in bundle.words_of(claim, here)]
        shares = coverage(types, here, there.windows, alike) if types else np.zeros(len(there.windows))
        best: dict[str, tuple[float, int]] = {}
        for number, share in enumerate(shares):
            document = there.windows[number].document
            if share > best.get(document, (-1.0, 0))[0]:
                best[document] = (float(share), number)
        ranked = tuple(sorted(best.values(), key=lambda b: (-b[0], b[1])))
        made.append(Match(claim, ranked[0][0] if ranked else 0.0, ranked))
    return made


def passage(claim: Claim, drafts: dict[str, Draft]) -> Passage:
    """Make a passage of a claim, with its segment's draft where there is one."""
    draft = drafts.get(claim.segment)
    text = claim.draft or (draft.text if draft else None)
    return Passage(claim.document, claim.segment, claim.span, claim.text, text)


def of_window(side: Side, number: int, score: float, drafts: dict[str, Draft]) -> Passage:
    """Make a passage of a window; of two sentences, of both with what stands between."""
    window = side.windows[number]
    first, last = side.segments[window.first], side.segments[window.last]
    document = next(d for d in side.documents if d.id == window.document)
    span = type(first.span)(first.span.start, last.span.end)
    draft = drafts.get(first.id)
    return Passage(first.document, first.id, span, span.of(document.text), draft.text if draft else None, score)


def identifier(verdict: Verdict, claim: Passage, extra: str = "") -> str:
    """Name a finding by its document and span, so that two runs can be compared."""
    return digest((verdict if extra else "", claim.document, str(claim.span.start), str(claim.span.end), extra), 12)


def one_sided(verdict: Verdict, match: Match, there: Side, drafts: dict[str, Draft]) -> Finding:
    """Tell a claim that the other side doesn't tell, with the nearest sentence."""
    claim = passage(match.claim, drafts)
    nearest = of_window(there, match.windows[0][1], match.support, drafts) if match.windows else None
    return Finding(identifier(verdict, claim), verdict, "likely", round(match.support, 4), (claim,), nearest=nearest)
