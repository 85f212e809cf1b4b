"""What *differs* says of pairs of sentences: slot, values, relation; and where it says nothing."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from align.facts import compare
from align.formats import findings_json
from align.model import Alignment, Bead, Document, Draft, Finding, Findings, Provenance, Segment, Span

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "cases" / "differences.txt"


def cases() -> list[dict[str, str]]:
    made: list[dict[str, str]] = []
    for block in CASES.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split(": ", 1) for line in block.split("\n") if line.strip() and not line.startswith("#")]
        if rows:
            made.append(dict(rows))
    return made


def document(name: str, language: str, sentence: str) -> Document:
    segment = Segment(f"{name}.s0001", name, Span(0, len(sentence)), sentence, 1)
    return Document(name, language, sentence, segments=(segment,), provenance=Provenance(f"{name}.txt"))


def paired(case: dict[str, str], *, swapped: bool = False) -> Alignment:
    here, there = document("fr", "fr", case["fr"]), document("en", "en", case["en"])
    drafts = (Draft("fr.s0001", case["draft"], 0.8, "test"),)
    if swapped:
        here, there = there, here
    beads = (Bead((here.segments[0].id,), ()), Bead((), (there.segments[0].id,)))
    return Alignment("comparable", (here,), (there,), beads, drafts=drafts)


def differences(case: dict[str, str], *, swapped: bool = False) -> list[Finding]:
    return [f for f in compare(paired(case, swapped=swapped)).findings if f.verdict == "differs"]


@pytest.mark.parametrize("case", cases(), ids=lambda c: f"{c['fr'][:30]} ~ {c['en'][:30]}")
def test_a_pair_differs_in_the_slot_that_the_table_says(case: dict[str, str]) -> None:
    found = differences(case)
    if case["slot"] == "none":
        assert not [(f.slot, f.values) for f in found]
        return
    assert [f.slot for f in found] == [case["slot"]]
    assert (found[0].relation or "none") == case["relation"]
    if "values" in case:
        assert list(found[0].values) == case["values"].split(" ~ ")


@pytest.mark.parametrize("case", cases(), ids=lambda c: f"{c['fr'][:30]} ~ {c['en'][:30]}")
def test_swapped_sides_differ_in_the_same_slot_with_mirrored_values(case: dict[str, str]) -> None:
    plain = {(f.slot, *f.values) for f in differences(case)}
    assert {(f.slot, *reversed(f.values)) for f in differences(case, swapped=True)} == plain


@pytest.mark.parametrize("case", cases(), ids=lambda c: c["fr"][:30])
def test_a_sentence_never_differs_from_its_draft(case: dict[str, str]) -> None:
    assert not differences({**case, "en": case["draft"]})


def test_findings_json_keeps_slot_values_and_relation_and_fits_its_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((ROOT / "align" / "formats" / "schemas" / "findings.schema.json").read_text(encoding="utf-8"))
    seen: set[str | None] = set()
    for case in cases():
        findings = compare(paired(case))
        data = findings_json.dump(findings)
        jsonschema.validate(json.loads(data), schema)
        read = findings_json.loads(data).findings
        assert [(f.slot, f.values, f.relation) for f in read] == [
            (f.slot, f.values, f.relation) for f in findings.findings
        ]
        seen |= {f.slot for f in read}
    assert {"number", "actor", "status", "wording"} <= seen


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_reports_say_how_the_two_values_stand_to_each_other(form: str) -> None:
    case = next(c for c in cases() if c.get("relation") == "bound differs")
    alignment = paired(case)
    page = reports(form)(compare(alignment), alignment, "test")
    assert "number, one is a bound" in page


def reports(form: str) -> Callable[[Findings, Alignment, str], str]:
    module = importlib.import_module(f"align.reports.{form}")
    return module.render  # type: ignore[no-any-return]
