"""From support to verdicts: what only one side tells, what both tell, what they tell differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from align.facts.support import Look, Side
from align.model import Claim, Draft, Finding, Passage, Span
from align.signature import digest

LIGHT = 0.5
"""A clause whose words weigh less than this together (“And now?”, “he said”) is no evidence of anything."""


def passage(claim: Claim, drafts: Mapping[str, Draft], score: float | None = None) -> Passage:
    """Make a passage of a claim, with its segment's draft where there is one."""
    draft = drafts.get(claim.segment)
    text = claim.draft or (draft.text if draft else None)
    return Passage(claim.document, claim.segment, claim.span, claim.text, text, score)


def of_window(side: Side, number: int, score: float, drafts: Mapping[str, Draft]) -> list[Passage]:
    """Make a passage of a window; of two sentences with text set aside between them, a passage each."""
    window = side.windows[number]
    segments = side.segments[window.first : window.last + 1]
    document = next(d for d in side.documents if d.id == window.document)
    between = Span(segments[0].span.end, segments[-1].span.start) if len(segments) > 1 else None
    apart = between is not None and any(s.role.set_aside and s.span.overlap(between) for s in document.segments)
    made = []
    for group in [[s] for s in segments] if apart else [segments]:
        first, span = group[0], Span(group[0].span.start, group[-1].span.end)
        draft = drafts.get(first.id)
        text = draft.text if draft else None
        made.append(Passage(first.document, first.id, span, span.of(document.text), text, score))
    return made


def identifier(claim: Passage, extra: str = "") -> str:
    """Name a finding by the document and span of its claim, so that two runs can be compared whatever its verdict."""
    return digest((claim.document, str(claim.span.start), str(claim.span.end), extra), 12)


def nearest(look: Look, claim: int, drafts: Mapping[str, Draft]) -> Passage | None:
    """Return the sentence of the other side that comes nearest to a claim."""
    singles = list(look.there.single.values())
    if not singles:
        return None
    number = max(singles, key=lambda k: (look.shares[claim, k], -k))
    return of_window(look.there, number, round(float(look.shares[claim, number]), 4), drafts)[0]


def evidence(look: Look, claim: int, window: int, drafts: Mapping[str, Draft]) -> list[Passage]:
    """List the claims of a window that hold most of a claim; the window itself where none does."""
    chosen = look.there.windows[window]
    inside = {s.id for s in look.there.segments[chosen.first : chosen.last + 1]}
    rated = [
        (look.pairs[claim, d], d)
        for d, c in enumerate(look.others)
        if c.segment in inside and float(look.there.weights[look.there.bag(c)].sum()) >= LIGHT
    ]
    top = max((share for share, _ in rated), default=0.0)
    kept = [(share, d) for share, d in rated if share >= min(top, max(0.2, 0.6 * top))]
    if not kept:
        return of_window(look.there, window, round(float(look.shares[claim, window]), 4), drafts)
    return [passage(look.others[d], drafts, round(float(share), 4)) for share, d in kept]


def documents_in_order(findings: Sequence[Finding], order: Mapping[str, int]) -> list[Finding]:
    """Sort findings by the document and place of their first claim."""
    return sorted(
        findings, key=lambda f: (order[f.claims[0].document], f.claims[0].span.start, f.claims[0].span.end, f.verdict)
    )
