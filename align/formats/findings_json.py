"""``findings.json``: what a comparison found, with the evidence (schemas/findings.schema.json)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from align.errors import InvalidValue
from align.formats import json
from align.formats.alignment_json import document_of, document_value
from align.formats.json import Place
from align.model import Band, Document, Finding, Findings, Passage, Relation, Slot, Span, Verdict

KIND = "findings"


def dump(findings: Findings) -> bytes:
    """Return findings as JSON, the same bytes for the same findings."""
    value: dict[str, Any] = {
        "format": f"align/{KIND}",
        "version": 1,
        "signature": findings.signature,
        "documents": [document_value(d) for d in findings.documents],
        "findings": [_finding_value(f) for f in findings.findings],
    }
    if findings.inside:
        value["inside"] = [_finding_value(f) for f in findings.inside]
    if findings.warnings:
        value["warnings"] = list(findings.warnings)
    return json.dump(value)


def _finding_value(finding: Finding) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": finding.id,
        "verdict": finding.verdict,
        "band": finding.band,
        "score": round(finding.score, 4),
        "slot": finding.slot,
        "values": list(finding.values),
        "reason": finding.reason,
        "claims": [_passage_value(p) for p in finding.claims],
        "evidence": [_passage_value(p) for p in finding.evidence],
        "nearest": None if finding.nearest is None else _passage_value(finding.nearest),
    }
    if finding.relation is not None:
        value["relation"] = finding.relation
    return value


def _passage_value(passage: Passage) -> dict[str, Any]:
    value: dict[str, Any] = {
        "document": passage.document,
        "segment": passage.segment,
        "start": passage.span.start,
        "end": passage.span.end,
        "text": passage.text,
    }
    if passage.draft is not None:
        value["draft"] = passage.draft
    if passage.score is not None:
        value["score"] = round(passage.score, 4)
    return value


def load(path: Path) -> Findings:
    """Read findings; their documents have no text, only what is known about them.

    Raises:
        UsageError: there is no such file.
        BrokenFormat: not such a file; names the place.
    """
    return _findings(json.load(path, KIND))


def loads(data: bytes, name: str = "findings.json") -> Findings:
    """Read findings from bytes; ``name`` stands for the file in errors."""
    return _findings(json.parse(data, name, KIND))


def _findings(root: Place) -> Findings:
    documents = tuple(document_of(place) for place in root.member("documents").items())
    return Findings(
        documents,
        tuple(_finding(place, documents) for place in root.member("findings").items()),
        root.member("signature").text(),
        root.member("warnings").texts(optional=True),
        tuple(_finding(place, documents) for place in root.member("inside").items(optional=True)),
    )


def _finding(place: Place, documents: tuple[Document, ...]) -> Finding:
    known = {d.id for d in documents}
    slot, nearest, relation = place.member("slot"), place.member("nearest"), place.member("relation")
    return Finding(
        place.member("id").text(),
        place.member("verdict").choice(get_args(Verdict)),  # type: ignore[arg-type]
        place.member("band").choice(get_args(Band)),  # type: ignore[arg-type]
        place.member("score").share(),
        tuple(_passage(item, known) for item in place.member("claims").items()),
        tuple(_passage(item, known) for item in place.member("evidence").items(optional=True)),
        None if nearest.value is None else _passage(nearest, known),
        None if slot.value is None else slot.choice(get_args(Slot)),  # type: ignore[arg-type]
        place.member("values").texts(optional=True),
        place.member("reason").maybe_text() or "",
        None if relation.value is None else relation.choice(get_args(Relation)),  # type: ignore[arg-type]
    )


def _passage(place: Place, known: set[str]) -> Passage:
    document = place.member("document")
    if document.text() not in known:
        raise document.wrong(f"is {document.text()!r}, which isn't among the documents")
    start, end, score = place.member("start"), place.member("end"), place.member("score")
    try:
        span = Span(
            0 if start.value is None else start.integer(),
            len(place.member("text").text()) if end.value is None else end.integer(),
        )
    except InvalidValue as error:
        raise place.wrong(error.what) from error
    return Passage(
        document.text(),
        place.member("segment").text(),
        span,
        place.member("text").text(),
        place.member("draft").maybe_text(),
        None if score.value is None else score.share(),
    )
