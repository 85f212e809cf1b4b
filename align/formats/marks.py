"""Facts that one language has alone, as marks on stretches of text: the issue types of ITS 2.0, Localization Quality.

A claim that the other side's articles don't report is an ``omission`` on the side that has it when that is the source,
an ``addition`` when it is the target; where both tell it differently, the slot decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from align.formats.reading import base, shorten
from align.formats.xml import legal
from align.model import Finding, Findings, Mark, Passage, Segment, Span

SEVERITY = {"sure": 75, "likely": 50, "check": 25}
"""ITS counts severity from 0 to 100; the bands are ours."""

ISSUES = {
    "number": "numbers",
    "date": "inconsistent-entities",
    "place": "inconsistent-entities",
    "actor": "inconsistent-entities",
}
"""The ITS type of a difference; a differing status or wording has none of its own and is ``other``."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What there is to say about a passage, before it is known in which unit the passage stands."""

    passage: Passage
    issue: str
    comment: str
    severity: int


def facts_by_segment(findings: Findings | None) -> dict[str, list[Fact]]:
    """Sort the facts of one language, and those that differ, by the segment that tells them."""
    found: dict[str, list[Fact]] = defaultdict(list)
    if findings is None:
        return found
    languages = {d.id: d.language for d in findings.documents}
    for finding in findings.findings:
        if finding.verdict == "shared":
            continue
        for passage in finding.claims:
            issue, comment = _issue(finding, passage, languages)
            found[passage.segment].append(Fact(passage, issue, comment, SEVERITY[finding.band]))
    return found


def _issue(finding: Finding, passage: Passage, languages: dict[str, str]) -> tuple[str, str]:
    here = base(languages.get(passage.document, ""))
    others = [tag for tag in languages.values() if base(tag) != here]
    if finding.verdict == "differs":
        slot = finding.slot or "wording"
        values = " against ".join(f"“{shorten(v)}”" for v in finding.values)
        return ISSUES.get(slot, "other"), f"{slot} differs: {values}" if values else f"{slot} differs"
    count = len(others)
    articles = f"the {count} {_name(others)} articles" if count > 1 else f"the {_name(others)} article"
    return ("omission" if finding.verdict == "only_source" else "addition"), f"not found in {articles} compared"


def _name(tags: Sequence[str]) -> str:
    from babel import Locale

    names = {str(Locale("en").languages.get(base(tag), tag)) for tag in tags}
    return names.pop() if len(names) == 1 else "other"


@dataclass(frozen=True, slots=True)
class Line:
    """Segments joined to the one line of a unit, and where each code point of their documents went."""

    text: str
    places: tuple[tuple[str, int], ...]

    def span(self, passage: Passage) -> Span | None:
        """Find the stretch of the line that shows ``passage``, or None where nothing of it is shown."""
        inside = [
            i
            for i, (document, offset) in enumerate(self.places)
            if document == passage.document and passage.span.start <= offset < passage.span.end
        ]
        return Span(inside[0], inside[-1] + 1) if inside else None


BREAKS = " \t\r\n\x0b\x0c\x85\u2028\u2029"
PIECE = re.compile(r"[ \t\r\n\x0b\x0c\x85\u2028\u2029]+|[^ \t\r\n\x0b\x0c\x85\u2028\u2029]+")
"""A run of blanks and line breaks, or of anything else."""


def join(segments: Iterable[Segment]) -> Line:
    """Join segments with a space; line breaks inside them become one too, all other characters stay as they are."""
    text: list[str] = []
    places: list[tuple[str, int]] = []
    for segment in segments:
        shown = segment.text.strip(BREAKS)
        if text and shown:
            text.append(" ")
            places.append(("", -1))
        start = segment.span.start + len(segment.text) - len(segment.text.lstrip(BREAKS))
        for match in PIECE.finditer(shown):
            piece = match.group()
            if piece[0] in BREAKS and piece.strip(" \t"):
                piece = " "
            for offset, character in enumerate(piece, start + match.start()):
                kept = legal(character)
                text.extend(kept)
                places.extend([(segment.document, offset)] * len(kept))
    return Line("".join(text), tuple(places))


def place(side: Literal["source", "target"], line: Line, facts: Iterable[Fact]) -> tuple[Mark, ...]:
    """Turn facts into marks of a unit's text, in order; overlapping ones are cut or merged, no mark lies in another."""
    marks: list[Mark] = []
    end = 0
    found = [(span, fact) for fact in facts if (span := line.span(fact.passage)) is not None]
    for span, fact in sorted(found, key=lambda f: (f[0].start, -f[0].end, f[1].issue)):
        if span.end <= end:
            if marks and marks[-1].span.end >= span.end and fact.comment not in marks[-1].comment:
                last = marks.pop()
                comment = "; ".join(filter(None, (last.comment, fact.comment)))
                marks.append(Mark(last.side, last.span, last.issue, comment, max(last.severity, fact.severity)))
            continue
        start = max(span.start, end)
        while start < span.end and line.text[start].isspace():
            start += 1
        if start >= span.end:
            continue
        marks.append(Mark(side, Span(start, span.end), fact.issue, fact.comment, fact.severity))
        end = span.end
    return tuple(marks)


LONGEST_NOTE = 5_000
NOTE = re.compile(
    r"(?P<issue>[a-z-]+) at (?P<start>\d{1,9})–(?P<end>\d{1,9}) “.*”: "
    r"(?P<comment>.*) \(severity (?P<severity>\d{1,3})\)",
    re.DOTALL,
)


def told(mark: Mark, words: str) -> str:
    """Say a mark in a note that a person and `understood` understand; ``words`` are those it stands on."""
    span = f"{mark.span.start}–{mark.span.end}"
    return f"{mark.issue} at {span} “{words}”: {mark.comment} (severity {mark.severity})"


def understood(note: str, side: str, text: str) -> Mark | None:
    """Read a note that `told` wrote about ``text``, or return None for any other note."""
    if len(note) > LONGEST_NOTE:
        return None
    found = NOTE.fullmatch(note)
    if found is None or side not in ("source", "target"):
        return None
    start, end = int(found["start"]), int(found["end"])
    if not start < end <= len(text):
        return None
    return Mark(side, Span(start, end), found["issue"], found["comment"], int(found["severity"]))  # type: ignore[arg-type]
