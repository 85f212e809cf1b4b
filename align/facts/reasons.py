"""Why a verdict was given, in a sentence that names the pieces: what is told, what isn't, what was looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from align.facts.agreement import unmatched
from align.facts.support import Look
from align.facts.wording import found_words, untold
from align.model import Anchor, Claim, Document, Span

LONGEST = 60
"""Letters of the longest piece that a reason quotes whole."""

SOME = 0.25
"""From this share on the nearest sentence is said to tell some of a claim."""


def missing_pieces(look: Look, claim: int, windows: Sequence[int], document: Document) -> list[str]:
    """Name what a claim tells that none of the windows does: anchors first, then stretches of other words."""
    told = look.claims[claim]
    if not windows:
        return []
    anchors = [a for a in missing_anchors(look, claim, windows) if a.kind != "quotation"]
    pieces: list[tuple[Span, str]] = [(a.span, a.text.strip()) for a in anchors]
    words = [found_words(look, claim, w) for w in windows]
    best = [(span, max(row[k][1] for row in words), mass) for k, (span, _, mass) in enumerate(words[0])]
    for found in untold(best):
        span = whole(found, told.span, document.text)
        if not any(span.overlap(other) for other, _ in pieces) and len(span) < len(told.span):
            pieces.append((span, span.of(document.text)))
    return [shortened(text) for _, text in sorted(pieces, key=lambda p: p[0])][:3]


def whole(span: Span, inside: Span, text: str) -> Span:
    """Widen a stretch of words so that it cuts no elision (« s'agirait ») and no name (“Human Rights Watch”)."""
    start, end = span.start, span.end
    before = text[inside.start : start]
    elided = ELIDED.search(before)
    if elided is not None:
        start -= len(elided.group())
    if text[span.start].isupper():
        named = NAME_BEFORE.search(text[inside.start : span.start])
        start = min(start, span.start - len(named.group())) if named else start
    last = re.search(r"[^\W\d_]+$", text[start:end])
    if last is not None and last.group()[0].isupper():
        named = NAME_BEHIND.match(text[end : inside.end])
        end += len(named.group()) if named else 0
    return Span(start, end)


ELIDED = re.compile(r"(?<![^\W_])(?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu|quoiqu|presqu)['’]$", re.IGNORECASE)
NAME_BEFORE = re.compile(r"(?<!\w)(?:[^\W\d_a-zà-öø-ÿ][\w'’-]*[ \u00a0])+$")
NAME_BEHIND = re.compile(r"(?:[ \u00a0][^\W\d_a-zà-öø-ÿ][\w-]*)+")


def missing_anchors(look: Look, claim: int, windows: Sequence[int]) -> list[Anchor]:
    """List the numbers, dates, places and names of a claim that agree with nothing in the windows, in value or word."""
    told = look.claims[claim]
    there = anchors_of(look, windows)
    rows = [found_words(look, claim, w) for w in windows]
    words = {span: max(row[k][1] for row in rows) for k, (span, _, _) in enumerate(rows[0])}
    missing = []
    for anchor in unmatched([a for a in told.anchors if _counts(a)], there):
        inside = [share for span, share in words.items() if anchor.span.overlap(span)]
        spelt = anchor.kind not in ("number", "date") and inside and max(inside) >= 0.6
        if not spelt:
            missing.append(anchor)
    return missing


def _counts(anchor: Anchor) -> bool:
    return anchor.kind not in ("quotation",) and len(anchor.text.strip()) > 1


def anchors_of(look: Look, windows: Sequence[int]) -> list[Anchor]:
    """List the anchors of the other side's claims in the given windows."""
    segments = {
        s.id for w in windows for s in look.there.segments[look.there.windows[w].first : look.there.windows[w].last + 1]
    }
    return [a for c in look.others if c.segment in segments for a in c.anchors]


def shortened(text: str) -> str:
    """Squeeze a piece to one line and cut a long one at a word."""
    flat = " ".join(text.split())
    return f"“{flat}”" if len(flat) <= LONGEST else f"“{flat[:LONGEST].rsplit(' ', 1)[0]} …”"


def listed(words: Sequence[str]) -> str:
    """Join words as prose does."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def side_name(documents: Sequence[Document], other: Sequence[Document], name: str) -> str:
    """Name a side by its language; by ``name`` where both are in one language."""
    if not documents or (other and other[0].language.split("-")[0] == documents[0].language.split("-")[0]):
        return f"on the {name} side"
    return f"in {_language(documents[0].language)}"


def _language(tag: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag.replace("-", "_")).get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag


def outlet(document: Document) -> str:
    """Name who published a document, or its id."""
    return document.provenance.outlet or document.id


def shared_reason(pieces: Sequence[str], here: str) -> str:
    """Say that a claim is shared, and what of it is only on its own side."""
    if not pieces:
        return "shared"
    return f"shared, but {listed(pieces)} {'is' if len(pieces) == 1 else 'are'} only {here}"


def only_reason(share: float, pieces: Sequence[str], there: Sequence[Document]) -> str:
    """Say that a claim wasn't found, and what the nearest sentence lacks."""
    count = len(there)
    language = _language(there[0].language) if there else ""
    where = f"the {language} article" if count == 1 else f"the {count} {language} articles"
    if share >= SOME and pieces:
        return f"not found in {where} compared; the nearest sentence tells some of it, but not {listed(pieces)}"
    return f"not found in {where} compared"


def later(one: Document, two: Document) -> str:
    """Say which of two documents is the later one, where both dates are declared and differ."""
    first, second = one.provenance.published, two.provenance.published
    if first is None or second is None or first == second:
        return ""
    newer, days = (two, (second - first).days) if second > first else (one, (first - second).days)
    return f"; {outlet(newer)} is {days} {'day' if days == 1 else 'days'} later"


def attributed(one: Claim, two: Claim) -> str:
    """Say who is cited for each value, where somebody is."""
    named = [c.attribution for c in (one, two) if c.attribution and c.attribution.lower() not in PRONOUNS]
    return f"; cited: {listed([shortened(n) for n in named])}" if named else ""


PRONOUNS = frozenset({"he", "i", "it", "she", "they", "we", "elle", "elles", "il", "ils", "je", "nous", "on"})
"""Who is cited by these, only the passage tells."""
