"""The findings as CSV: one finding a row, for a spreadsheet or a script."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

from align.model import Alignment, Findings, Passage

COLUMNS: Final = (
    "id", "verdict", "band", "score", "slot", "source_value", "target_value",
    "document", "segment", "start", "end", "text", "draft",
    "evidence_document", "evidence_segment", "evidence_start", "evidence_end", "evidence_text",
    "nearest_document", "nearest_segment", "nearest_text", "nearest_score", "reason",
)  # fmt: skip
SEVERAL: Final = " | "
"""Stands between several passages in one cell."""


def render(findings: Findings, alignment: Alignment | None, title: str) -> str:
    """Write the findings as CSV (RFC 4180, line feeds) with a header; several passages share a cell, “ | ” between.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front; line breaks become
    spaces. ``alignment`` and ``title`` go unused.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for finding in findings.findings:
        values = (*finding.values, "", "")
        near = finding.nearest
        row: list[object] = [finding.id, finding.verdict, finding.band, finding.score, finding.slot or "", *values[:2]]
        row += [*_cells(finding.claims), SEVERAL.join(p.draft or "" for p in finding.claims), *_cells(finding.evidence)]
        row += [near.document, near.segment, near.text, near.score] if near else ["", "", "", ""]
        row.append(finding.reason)
        writer.writerow([_safe(cell) for cell in row])
    return stream.getvalue()


def _cells(passages: Sequence[Passage]) -> list[str]:
    columns = zip(*((p.document, p.segment, str(p.span.start), str(p.span.end), p.text) for p in passages), strict=True)
    return [SEVERAL.join(column) for column in columns] or [""] * 5


def _safe(cell: object) -> object:
    if isinstance(cell, str):
        cell = re.sub(r"[\r\n]+", " ", cell.replace("\0", "\ufffd"))
        return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
    return "" if cell is None else cell
