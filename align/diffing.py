"""The work of ``align diff``: from files or an alignment to findings, chosen, compared with an older run, rendered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeAlias

from align import pipeline, registry
from align.errors import AlignError, UsageError
from align.model import Alignment, Band, Finding, Findings, Verdict
from align.protocols import Similarity

As: TypeAlias = Literal["text", "markdown", "html", "json", "csv"]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two runs: ids of findings that are new, gone, or have another verdict now."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[tuple[str, str, str], ...] = ()

    @property
    def any(self) -> bool:
        """True when something changed."""
        return bool(self.new or self.gone or self.changed)


@dataclass(frozen=True, slots=True)
class Compared:
    """The alignment and findings of a call, the files that couldn't be read, and a sentence about missing drafts."""

    alignment: Alignment
    findings: Findings
    failures: tuple[AlignError, ...] = ()
    note: str = ""


def of_call(
    paths: Sequence[Path],
    sources: Sequence[Path],
    languages: tuple[str, str],
    dates: Sequence[tuple[str, date]],
    **reading: Any,
) -> Compared:
    """Compare what a call names: one alignment.json, or a source, further ``sources`` and targets.

    Raises:
        UsageError: a file isn't there, or there is nothing to compare with.
    """
    for path in (*sources, *(p for p in paths if p.suffix == ".json")):
        there(path)
    if len(paths) == 1 and paths[0].suffix == ".json" and not sources:
        compared = of_alignment(paths[0], dates)
        unused = "sentence vectors not used: the alignment is made already"
        return replace(compared, note=unused) if reading.get("vectors") is not None else compared
    if len(paths) < 2:
        raise UsageError("a comparison needs a SOURCE and at least one TARGET", mend="align diff SOURCE TARGET...")
    return of_files((paths[0], *sources), paths[1:], languages, dates=dates, **reading)


def there(path: Path) -> Path:
    """Return ``path``, or raise UsageError where there is no such file."""
    if not path.exists():
        raise UsageError("there is no such file", where=str(path), mend="check the path")
    return path


def of_files(
    source: Sequence[Path],
    target: Sequence[Path],
    languages: tuple[str, str],
    *,
    dates: Sequence[tuple[str, date]] = (),
    given: Sequence[Path] = (),
    cache: Path | None = None,
    segmented: bool = False,
    keep_boilerplate: bool = False,
    vectors: Similarity | None = None,
) -> Compared:
    """Read, draft, align and compare files.

    Raises:
        UsageError: a file isn't there, a date names no document.
        AlignError: no document of one side could be read.
    """
    here = pipeline.load(source, languages[0], segmented=segmented, keep_boilerplate=keep_boilerplate)
    taken = [d.id for d in here.documents]
    there = pipeline.load(target, languages[1], segmented=segmented, keep_boilerplate=keep_boilerplate, taken=taken)
    failures = (*here.failures, *there.failures)
    if not here.documents or not there.documents:
        raise failures[0] if failures else UsageError("nothing to compare", mend="name a SOURCE and a TARGET")
    dated = pipeline.declare_dates((*here.documents, *there.documents), dates)
    left, right = dated[: len(here.documents)], dated[len(here.documents) :]
    drafted = pipeline.draft_either(left, right, given=given, cache=cache)
    alignment = pipeline.align(left, right, drafted.drafts, vectors=vectors)
    notes = (drafted.reason, pipeline.vectors_left_out(alignment))
    return Compared(alignment, pipeline.compare(alignment), failures, "; ".join(n for n in notes if n))


def of_alignment(path: Path, dates: Sequence[tuple[str, date]] = ()) -> Compared:
    """Compare the two sides of an alignment that was kept as JSON."""
    from align.formats import alignment_json

    alignment = alignment_json.load(path)
    documents = pipeline.declare_dates((*alignment.source, *alignment.target), dates)
    cut = len(alignment.source)
    alignment = replace(alignment, source=tuple(documents[:cut]), target=tuple(documents[cut:]))
    return Compared(alignment, pipeline.compare(alignment))


def chosen(findings: Findings, kinds: Sequence[Verdict] = (), bands: Sequence[Band] = ()) -> Findings:
    """Keep the findings of the kinds and bands asked for; none asked for keeps all."""
    kept = tuple(f for f in findings.findings if (not kinds or f.verdict in kinds) and (not bands or f.band in bands))
    return replace(findings, findings=kept)


def since(old: Findings, new: Findings) -> Changes:
    """Compare two runs by the ids of their findings, which name a document and a span, not a verdict."""
    before = {f.id: f for f in old.findings}
    after = {f.id: f for f in new.findings}
    return Changes(
        tuple(i for i in after if i not in before),
        tuple(i for i in before if i not in after),
        tuple(
            (i, before[i].verdict, f.verdict)
            for i, f in after.items()
            if i in before and before[i].verdict != f.verdict
        ),
    )


def load_findings(path: Path) -> Findings:
    """Read findings that an earlier run wrote."""
    from align.formats import findings_json

    return findings_json.load(path)


def render(compared: Compared, findings: Findings, form: As) -> bytes:
    """Render findings in the form asked for."""
    if form == "json":
        from align.formats import findings_json

        return findings_json.dump(findings)
    report = registry.load("reports", form)
    rendered: str = report(findings, compared.alignment, title(compared.alignment))
    return rendered.encode("utf-8", "replace")


def title(alignment: Alignment) -> str:
    """Name a comparison by its first source document."""
    first = alignment.source[0] if alignment.source else None
    return (first.provenance.title or first.id) if first else "comparison"


def render_changes(old: Findings, new: Findings, changes: Changes, form: As) -> bytes:
    """Tell what changed since an older run, as JSON or as lines of text."""
    if form == "json":
        facts = {
            "format": "align/changes",
            "version": 1,
            "new": list(changes.new),
            "gone": list(changes.gone),
            "changed": [{"id": i, "before": was, "now": now} for i, was, now in changes.changed],
        }
        return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()
    after = {f.id: f for f in new.findings}
    before = {f.id: f for f in old.findings}
    lines = [f"+ {_line(after[i])}" for i in changes.new]
    lines += [f"- {_line(before[i])}" for i in changes.gone]
    lines += [f"~ {_line(after[i])} (was {was.replace('_', ' ')})" for i, was, _ in changes.changed]
    counted = f"{len(changes.new)} new, {len(changes.gone)} gone, {len(changes.changed)} changed"
    return ("\n".join([*lines, counted]) + "\n").encode("utf-8", "replace")


def _line(finding: Finding) -> str:
    words = finding.claims[0] if finding.claims else finding.evidence[0]
    text = " ".join(words.text.split())
    return f"{finding.id} {finding.verdict.replace('_', ' ')} · {words.document} · {text}"
