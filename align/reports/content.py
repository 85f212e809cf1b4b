"""What every report says, before any format: warnings, findings with their evidence, beads, what was set aside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from align.model import Alignment, Bead, Document, Draft, Finding, Findings, Passage, Segment, Span, Verdict
from align.reports import wording

ORDER: Final[tuple[Verdict, ...]] = ("differs", "only_source", "only_target", "shared")
WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Said:
    """Words of an article with the sentence they stand in, cut at the words so that they can be marked."""

    document: Document
    before: str
    words: str
    after: str
    draft: str = ""
    score: float | None = None

    @property
    def language(self) -> str:
        """The language of the words."""
        return self.document.language

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return self.before + self.words + self.after


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as a report shows it."""

    finding: Finding
    claims: tuple[Said, ...]
    evidence: tuple[Said, ...]
    nearest: Said | None


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one verdict (or differences ``inside`` one side) under a heading, and what they mean."""

    key: Verdict | Literal["inside"]
    heading: str
    note: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A bead with its segments and their drafts."""

    bead: Bead
    source: tuple[Segment, ...]
    target: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A whole report. Without an alignment ``pairs``, ``unpaired_…`` and ``aside`` are empty."""

    title: str
    source: tuple[Document, ...]
    target: tuple[Document, ...]
    warnings: tuple[str, ...]
    groups: tuple[Group, ...]
    pairs: tuple[Pair, ...]
    unpaired_source: tuple[Pair, ...]
    unpaired_target: tuple[Pair, ...]
    aside: tuple[Segment, ...]
    drafts: Mapping[str, Draft]
    documents: Mapping[str, Document]
    mode: str
    signatures: tuple[tuple[str, str], ...]

    def language(self, segment: Segment) -> str:
        """Return the language of a segment's document."""
        return self.documents[segment.document].language


def gather(findings: Findings, alignment: Alignment | None, title: str) -> Content:
    """Put together what a report says about ``findings`` and, where given, the ``alignment`` they were made from."""
    source, target = _sides(findings, alignment)
    documents = {d.id: d for d in (*source, *target)}
    segments = {s.id: s for d in documents.values() for s in d.segments}
    drafts = dict(alignment.draft_of()) if alignment else {}
    rows: dict[Verdict, list[Row]] = {verdict: [] for verdict in ORDER}
    for finding in findings.findings:
        rows[finding.verdict].append(_row(finding, documents, segments, drafts))
    pairs = _pairs(alignment, segments) if alignment else []
    return Content(
        title=title,
        source=source,
        target=target,
        warnings=_warnings(findings, source, target, tuple(drafts.values())),
        groups=(
            *(_group(verdict, tuple(rows[verdict]), source, target) for verdict in ORDER),
            *_inside(tuple(_row(f, documents, segments, drafts) for f in findings.inside)),
        ),
        pairs=tuple(p for p in pairs if not p.bead.null),
        unpaired_source=tuple(p for p in pairs if not p.target and not p.source[0].role.set_aside),
        unpaired_target=tuple(p for p in pairs if not p.source and not p.target[0].role.set_aside),
        aside=tuple(s for d in documents.values() for s in d.segments if s.role.set_aside) if alignment else (),
        drafts=drafts,
        documents=documents,
        mode=alignment.mode if alignment else "",
        signatures=tuple(
            (name, value)
            for name, value in (
                ("findings", findings.signature),
                ("alignment", alignment.signature if alignment else ""),
            )
            if value
        ),
    )


def _sides(findings: Findings, alignment: Alignment | None) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
    """Tell source from target documents: by the alignment, else by the sides that the verdicts speak of."""
    if alignment:
        return alignment.source, alignment.target
    source = {p.document for f in findings.findings if f.verdict != "only_target" for p in f.claims}
    target = {p.document for f in findings.findings if f.verdict == "only_target" for p in f.claims}
    target |= {p.document for f in findings.findings if f.verdict in ("shared", "differs") for p in f.evidence}
    target |= {f.nearest.document for f in findings.findings if f.verdict == "only_source" and f.nearest}
    source |= {f.nearest.document for f in findings.findings if f.verdict == "only_target" and f.nearest}
    languages = {d.language for d in findings.documents if d.id in source - target}
    first = [d for d in findings.documents if d.id not in target and (d.id in source or d.language in languages)]
    return tuple(first), tuple(d for d in findings.documents if d not in first)


def _row(
    finding: Finding, documents: Mapping[str, Document], segments: Mapping[str, Segment], drafts: Mapping[str, Draft]
) -> Row:
    def said(passage: Passage) -> Said:
        return _said(passage, documents, segments, drafts)

    return Row(
        finding,
        tuple(said(p) for p in finding.claims),
        tuple(said(p) for p in finding.evidence),
        said(finding.nearest) if finding.nearest else None,
    )


def _said(
    passage: Passage, documents: Mapping[str, Document], segments: Mapping[str, Segment], drafts: Mapping[str, Draft]
) -> Said:
    document = documents.get(passage.document) or Document(passage.document, "und", "")
    machine = passage.draft or (drafts[passage.segment].text if passage.segment in drafts else "")
    segment = segments.get(passage.segment)
    if segment is not None and not _within(passage.span, segment):
        return Said(document, "", _window(passage, document), "", machine, passage.score)
    if segment is None:
        return Said(document, "", passage.text, "", machine, passage.score)
    start, end = passage.span.start - segment.span.start, passage.span.end - segment.span.start
    return Said(document, segment.text[:start], segment.text[start:end], segment.text[end:], machine, passage.score)


def _window(passage: Passage, document: Document) -> str:
    """Return the sentences that a passage of several covers; what was set aside between them is left out as “[…]”."""
    parts: list[str] = []
    for segment in document.segments:
        if segment.span.overlap(passage.span):
            parts.append("[…]" if segment.role.set_aside else segment.text)
    kept = [part for n, part in enumerate(parts) if part != "[…]" or n == 0 or parts[n - 1] != "[…]"]
    return " ".join(kept) or passage.text


def _within(span: Span, segment: Segment) -> bool:
    return segment.span.start <= span.start < span.end <= segment.span.end


def _group(verdict: Verdict, rows: tuple[Row, ...], source: Sequence[Document], target: Sequence[Document]) -> Group:
    first, second = wording.language_names(source), wording.language_names(target)
    if first == second:
        first, second = "the source", "the target"
    heading, note = {
        "differs": (
            "They differ",
            "Both sides speak of the same thing and give another value. One may be an update, or count otherwise.",
        ),
        "only_source": (
            f"Only in {first}",
            f"Not found in {wording.articles(target)}. The nearest sentence stands beside each, to judge for yourself.",
        ),
        "only_target": (
            f"Only in {second}",
            f"Not found in {wording.articles(source)}. The nearest sentence stands beside each, to judge for yourself.",
        ),
        "shared": ("Shared", "Told on both sides, with the passage that tells it on the other."),
    }[verdict]
    return Group(verdict, heading, note, rows)


def _inside(rows: tuple[Row, ...]) -> tuple[Group, ...]:
    """Put differences between articles of one side under a heading of their own; no heading where there are none."""
    note = "Articles of the same side give another value. These are no differences between the two sides."
    return (Group("inside", "Differences inside one side", note, rows),) if rows else ()


def _pairs(alignment: Alignment, segments: Mapping[str, Segment]) -> list[Pair]:
    order = {s: n for n, s in enumerate(segments)}
    pairs = [
        Pair(b, tuple(segments[i] for i in b.source), tuple(segments[i] for i in b.target)) for b in alignment.beads
    ]
    return sorted(pairs, key=lambda p: order[(p.source or p.target)[0].id])


def _warnings(
    findings: Findings, source: Sequence[Document], target: Sequence[Document], drafts: Sequence[Draft]
) -> tuple[str, ...]:
    found = list(_about_dates(source, target))
    origins = list(dict.fromkeys(d.origin for d in drafts if d.origin))
    machine = bool(drafts) or any(p.draft for f in findings.findings for p in (*f.claims, *f.evidence))
    if machine:
        by = f" ({', '.join(origins)})" if origins else ""
        found.append(f"Lines marked “draft” are machine text{by}, shown beside the original, never instead of it.")
    weak = sum(bool(d.warnings) for d in drafts)
    if weak:
        found.append(
            f"{wording.count(weak, 'draft')} of {len(drafts)} may have lost a number, a name or a quotation: "
            "what depends on them is less certain."
        )
    found.extend(w for w in findings.warnings if w not in found)
    found.append(
        "“Not found” speaks of the articles compared here alone, and of what this program could see in them. "
        "Read the passages before you rely on a line."
    )
    return tuple(found)


def _about_dates(source: Sequence[Document], target: Sequence[Document]) -> list[str]:
    undated = [wording.outlet(d) for d in (*source, *target) if d.provenance.published is None]
    if undated:
        return [
            f"No date of publication is known for {wording.listed(undated)}. “Monday” or “last week” stay unresolved, "
            "and a difference may be an update: nobody can tell here which article is the later one. "
            "If you know the dates, declare them (--date DOC=YYYY-MM-DD, or published in event.toml)."
        ]
    days = sorted((d.provenance.published, wording.outlet(d)) for d in (*source, *target) if d.provenance.published)
    apart = (days[-1][0] - days[0][0]).days if days else 0
    if apart >= WEEK:
        return [
            f"The articles lie {wording.count(apart, 'day')} apart ({days[0][1]} {days[0][0].isoformat()}, "
            f"{days[-1][1]} {days[-1][0].isoformat()}): differences may be updates."
        ]
    return []


def reason(row: Row) -> str:
    """Return why a verdict was given, without what the section's heading says already."""
    said = row.finding.reason
    found = re.match(r"not found in the (?:\d+ )?[^,;]* articles? compared[;,]? ?", said)
    return said[found.end() :] if found else said


def later(row: Row) -> str:
    """Say which article of a difference is the later one, where both dates are known."""
    if row.finding.verdict != "differs" or not row.claims or not row.evidence:
        return ""
    first, second = row.claims[0].document, row.evidence[0].document
    one, other = first.provenance.published, second.provenance.published
    if one is None or other is None or one == other:
        return ""
    newer, days = (second, (other - one).days) if other > one else (first, (one - other).days)
    return f"{wording.outlet(newer)} is the later article, by {wording.count(days, 'day')}"
