"""The report as Markdown (CommonMark with GitHub's tables), every word of an article escaped."""

from __future__ import annotations

import re
from typing import Final

from align.model import Alignment, Findings, Segment
from align.reports import wording
from align.reports.content import Content, Group, Pair, Row, Said, gather, later, reason
from align.reports.text import plain

SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&=:@$^\"'/])")
HARMLESS: Final = frozenset(".-'\"()/=:+!")
"""Marks that mean something to Markdown only at certain places; escaped there and left alone elsewhere."""


def render(findings: Findings, alignment: Alignment | None, title: str) -> str:
    """Write the report as Markdown."""
    content = gather(findings, alignment, title)
    parts = [f"# {escape(title)}", "\n".join(f"> - {escape(w)}" for w in content.warnings), _documents(content)]
    parts += [_group(g) for g in content.groups]
    if alignment:
        parts += [_pairs(content), _unpaired(content), _aside(content)]
    if content.signatures:
        parts.append("\n".join(f"- {name}: {code(value)}" for name, value in content.signatures))
    return "\n\n".join(p for p in parts if p) + "\n"


def escape(text: str) -> str:
    """Return ``text`` on one line, so that Markdown shows it letter by letter: no markup, no HTML, no link."""
    line = plain(text)

    def mark(match: re.Match[str]) -> str:
        char, at = match[1], match.start()
        if char in HARMLESS and not _active(line, at):
            return char
        return "&lt;" if char == "<" else "&amp;" if char == "&" else "\\" + char

    return SPECIAL.sub(mark, line)


def _active(line: str, at: int) -> bool:
    """Tell whether a mark could start a list, a heading, a link or an address where it stands."""
    char = line[at]
    if char in "-+=":
        return at == 0
    if char in ".)":
        return line[:at].isdigit() or (char == "." and line[max(0, at - 3) : at].lower() == "www")
    if char == "(":
        return at > 0 and line[at - 1] in "]"
    if char == "!":
        return line[at + 1 : at + 2] == "["
    return char == ":" and line[at + 1 : at + 3] == "//"


def code(text: str) -> str:
    """Return ``text`` as a code span, whatever backticks it holds."""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence} {plain(text)} {fence}" if "`" in text else f"`{plain(text)}`"


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows))


def _documents(content: Content) -> str:
    rows = [
        [
            escape(wording.outlet(d)),
            escape(wording.language_name(d.language)),
            side,
            d.provenance.published.isoformat() if d.provenance.published else "not known",
            str(len(d.active)) if d.segments else "",
            escape(d.provenance.path or d.id),
        ]
        for side, documents in (("source", content.source), ("target", content.target))
        for d in documents
    ]
    return "## Articles\n\n" + _table(["Publisher", "Language", "Side", "Published", "Sentences", "File"], rows)


def _group(group: Group) -> str:
    parts = [f"## {escape(group.heading)} ({len(group.rows)})", escape(group.note)]
    parts += [_row(number, row) for number, row in enumerate(group.rows, 1)]
    return "\n\n".join(parts)


def _row(number: int, row: Row) -> str:
    sign, word = wording.BANDS[row.finding.band]
    slot = f" · {wording.slot(row.finding)}" if row.finding.slot else ""
    lines = [f"{number}. {sign} **{word}**{slot}"]
    pair = wording.values(row.finding)
    if pair:
        lines.append(f"   - values: {escape(pair[0])} · {escape(pair[1])}")
    lines += [line for s in row.claims for line in _said("", s)]
    lines += [line for s in row.evidence for line in _said("other side, ", s)]
    lines += _said("nearest sentence, ", row.nearest) if row.nearest else []
    if later(row):
        lines.append(f"   - {escape(later(row))}")
    if reason(row):
        lines.append(f"   - why: {escape(reason(row))}")
    return "\n".join(lines)


def _said(label: str, said: Said) -> list[str]:
    lines = [f"   - {label}{escape(wording.outlet(said.document))}: {_marked(said)}"]
    if said.draft:
        lines.append(f"     - _{wording.DRAFT}:_ {escape(said.draft)}")
    return lines


def _marked(said: Said) -> str:
    if said.sentence == said.words:
        return escape(said.words)
    left = " " if said.before[-1:].isspace() else ""
    right = " " if said.after[:1].isspace() else ""
    return f"{escape(said.before)}{left}**{escape(said.words)}**{right}{escape(said.after)}".strip()


def _cell(segments: tuple[Segment, ...]) -> str:
    return "<br>".join(escape(s.text) for s in segments)


def _pairs(content: Content) -> str:
    head = ["How sure", "Shape", wording.language_names(content.source), wording.language_names(content.target)]
    rows = [
        [
            f"{wording.bead_sign(p.bead)} {wording.bead_word(p.bead)} {p.bead.score:.2f}",
            p.bead.kind + (f", {p.bead.grade}" if p.bead.grade else ""),
            _cell(p.source),
            f"{_cell(p.target)} ({escape(wording.outlet(content.documents[p.target[0].document]))})",
        ]
        for p in content.pairs
    ]
    return f"## Alignment ({wording.count(len(rows), 'bead')}, {content.mode})\n\n" + _table(head, rows)


def _unpaired(content: Content) -> str:
    parts = []
    for name, pairs in (("source", content.unpaired_source), ("target", content.unpaired_target)):
        lines = [_line(content, p) for p in pairs]
        parts.append(f"### Unpaired sentences of the {name} ({len(lines)})\n\n" + "\n".join(lines or ["None."]))
    return "\n\n".join(parts)


def _line(content: Content, pair: Pair) -> str:
    segment = (pair.source or pair.target)[0]
    return f"- {escape(wording.outlet(content.documents[segment.document]))}: {escape(segment.text)}"


def _aside(content: Content) -> str:
    lines = [
        f"- {escape(wording.outlet(content.documents[s.document]))}, {wording.ROLES[s.role]}: {escape(s.text)}"
        for s in content.aside
    ]
    note = "These lines took no part; --keep-boilerplate brings them back."
    return f"## Set aside ({len(lines)})\n\n{note}\n\n" + "\n".join(lines or ["None."])
