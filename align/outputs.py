"""The files of one event under ``translations/``: what stands in them, and how a person's edits survive the next run.

A ledger beside the outputs keeps the hash of each file as it was written. A file whose hash is another one was worked
in by somebody: it is kept and named, or moved aside when the caller says so, never overwritten.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from align import registry
from align.errors import AlignError
from align.model import Alignment, Document, Draft, Findings, Memory
from align.workspace import sha256, write_bytes

Stage: TypeAlias = Literal["translate", "align", "compare", "report"]
STAGES: tuple[Stage, ...] = ("translate", "align", "compare", "report")
LEDGER = ".written.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the bytes of an event's outputs, apart from its texts."""

    above: float = 0.8
    partial: bool = False
    xliff: Literal["1.2", "2.1"] = "1.2"


def _encoded(format_name: str, memory: Memory, **settings: Any) -> bytes:
    stream = io.BytesIO()
    registry.load("formats", format_name)(**settings).write(memory, stream)
    return stream.getvalue()


def draft_files(
    documents: Sequence[Document], drafts: Sequence[Draft], pair: tuple[str, str], findings: Findings | None, xliff: str
) -> dict[str, bytes]:
    """Render the machine drafts as XLIFF to post-edit and as a memory of their own."""
    from align.formats.bitext import draft_memory, machine_only

    stem = f"draft.{pair[0]}-{pair[1]}"
    whole = draft_memory(documents, drafts, pair[0], pair[1], findings=findings)
    return {
        f"{stem}.xlf": _encoded("xliff" if xliff == "1.2" else "xliff21", whole),
        f"{stem}.tmx": _encoded("tmx", machine_only(draft_memory(documents, drafts, pair[0], pair[1]))),
    }


def alignment_files(alignment: Alignment, pair: tuple[str, str], settings: Settings) -> dict[str, bytes]:
    """Render the alignment as JSON and its equivalent beads as a memory of sentences that people wrote."""
    from align.formats import alignment_json
    from align.formats.bitext import bitext_memory

    stem = f"{pair[0]}-{pair[1]}"
    files = {
        f"bitext.{stem}.tmx": _encoded("tmx", bitext_memory(alignment, above=settings.above)),
        "alignment.json": alignment_json.dump(alignment),
    }
    if settings.partial:
        partial = bitext_memory(alignment, above=settings.above, partial=True)
        files[f"bitext-partial.{stem}.tmx"] = _encoded("tmx", partial)
    return files


def findings_files(findings: Findings) -> dict[str, bytes]:
    """Render the findings as JSON."""
    from align.formats import findings_json

    return {"findings.json": findings_json.dump(findings)}


def report_files(findings: Findings, alignment: Alignment, title: str) -> dict[str, bytes]:
    """Render the reports for people."""
    from align.reports import html, markdown, review

    return {
        "report.html": html.render(findings, alignment, title).encode("utf-8"),
        "report.md": markdown.render(findings, alignment, title).encode("utf-8"),
        "review.html": review.render(alignment, title).encode("utf-8"),
    }


@dataclass(frozen=True, slots=True)
class Written:
    """What became of an event's files: names in the order they were rendered."""

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()

    @property
    def differing(self) -> tuple[str, ...]:
        """Files whose bytes are not (or were not) those that the run would write."""
        return (*self.written, *self.kept)


class OutputFolder:
    """A folder of outputs with its ledger."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ledger = _read_ledger(path / LEDGER)

    def compare(self, files: Mapping[str, bytes]) -> Written:
        """Tell what `write` would do, writing nothing."""
        return self._sort(files)[0]

    def write(self, files: Mapping[str, bytes], *, force: bool = False) -> Written:
        """Write ``files`` whose place is free or still holds what was written there.

        Args:
            files: bytes by file name.
            force: move an edited file to ``NAME.edited-N`` and write in its place.
        """
        plan, edited = self._sort(files)
        moved: list[str] = []
        for name in edited if force else ():
            aside = self._aside(name)
            (self.path / name).rename(self.path / aside)
            moved.append(aside)
        for name in (*plan.written, *(edited if force else ())):
            write_bytes(self.path / name, files[name])
        settled = [n for n in files if force or n not in edited]
        self._ledger.update({name: sha256(files[name]) for name in settled})
        ledger = json.dumps(dict(sorted(self._ledger.items())), indent=1) + "\n"
        ledger_path = self.path / LEDGER
        if not ledger_path.exists() or ledger_path.read_text(encoding="utf-8") != ledger:
            write_bytes(ledger_path, ledger.encode("utf-8"))
        if force:
            return Written((*plan.written, *edited), plan.unchanged, (), tuple(moved))
        return plan

    def _sort(self, files: Mapping[str, bytes]) -> tuple[Written, tuple[str, ...]]:
        written, unchanged, edited = [], [], []
        for name, data in files.items():
            path = self.path / name
            if not path.exists():
                written.append(name)
                continue
            present = path.read_bytes()
            if present == data:
                unchanged.append(name)
            elif self._ledger.get(name) == sha256(present):
                written.append(name)
            else:
                edited.append(name)
        return Written(tuple(written), tuple(unchanged), tuple(edited)), tuple(edited)

    def _aside(self, name: str) -> str:
        number = 1
        while (self.path / f"{name}.edited-{number}").exists():
            number += 1
        return f"{name}.edited-{number}"


def _read_ledger(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise AlignError(
            "the ledger of written files is damaged",
            where=str(path),
            mend="delete it; every output that differs is then treated as edited and kept",
        ) from error
    return {str(name): str(value) for name, value in kept.items()}
