"""The findings as plain text for a terminal."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import Final

from align.model import Alignment, Findings
from align.reports import wording
from align.reports.content import Content, Group, Row, Said, gather, later, reason
from align.text import squeeze

WIDTH: Final = 100


def render(findings: Findings, alignment: Alignment | None, title: str) -> str:
    """Write the findings as plain text, control characters made visible."""
    content = gather(findings, alignment, title)
    lines = [plain(title), "=" * min(WIDTH, max(3, len(plain(title)))), ""]
    for warning in content.warnings:
        lines.extend(_wrapped(f"! {plain(warning)}", "", "  "))
    lines.append("")
    for group in content.groups:
        lines.extend(_group(group))
    if alignment:
        lines.extend(_alignment(content))
    return "\n".join(lines).rstrip() + "\n"


def plain(text: str) -> str:
    """Squeeze ``text`` to one line and replace what could steer a terminal."""
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") else c for c in squeeze(text))


def _group(group: Group) -> list[str]:
    heading = f"{group.heading}: {wording.count(len(group.rows), 'finding')}"
    lines = [heading, "-" * len(heading), *_wrapped(group.note, "", ""), ""]
    for number, row in enumerate(group.rows, 1):
        lines.extend(_row(number, row))
        lines.append("")
    return lines


def _row(number: int, row: Row) -> list[str]:
    sign, word = wording.BANDS[row.finding.band]
    slot = f" · {wording.slot(row.finding)}" if row.finding.slot else ""
    lines = [f"{number}. {sign} {word}{slot}"]
    pair = wording.values(row.finding)
    if pair:
        lines.extend(_wrapped(f"{plain(pair[0])} | {plain(pair[1])}", "   values: ", "     "))
    for label, passages in (("", row.claims), ("other side: ", row.evidence)):
        for said in passages:
            lines.extend(_said(label, said))
    if row.nearest:
        lines.extend(_said("nearest: ", row.nearest))
    if later(row):
        lines.append(f"   {plain(later(row))}")
    if reason(row):
        lines.extend(_wrapped(plain(reason(row)), "   why: ", "     "))
    return lines


def _said(label: str, said: Said) -> list[str]:
    name = plain(wording.outlet(said.document))
    lines = _wrapped(plain(said.words), f"   {label}{name}: ", "     ")
    if label and said.sentence != said.words:
        lines.extend(_wrapped(plain(said.sentence), "     in: ", "         "))
    if said.draft:
        lines.extend(_wrapped(plain(said.draft), f"     [{wording.DRAFT}] ", "         "))
    return lines


def _alignment(content: Content) -> list[str]:
    return [
        f"{wording.count(len(content.pairs), 'bead')} with two sides, "
        f"{len(content.unpaired_source)} sentences unpaired in the source, "
        f"{len(content.unpaired_target)} in the target, {len(content.aside)} lines set aside."
    ]


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    ) or [first.rstrip()]
