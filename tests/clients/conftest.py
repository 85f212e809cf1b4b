"""What our own commands write for an invented event: the files that the clients are given to open."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from clients import ABSENT, ROOT

EVENTS = ROOT / "tests" / "fixtures" / "events"

BEADS = (
    ((1,), (1,), "equivalent", 0.96),
    ((2, 3), (2, 3), "equivalent", 0.95),
    ((4,), (4,), "equivalent", 0.97),
    ((5,), (5,), "equivalent", 0.98),
    ((6,), (6,), "equivalent", 0.99),
    ((7,), (7,), "equivalent", 0.91),
    ((10,), (9,), "partial", 0.85),
)
"""The beads as a person sees them, one of them 2-2, one partial: the tests of clients don't hang on the aligner."""


def align(*arguments: object, ok: tuple[int, ...] = (0,)) -> str:
    """Call the command line in a process of its own; return what it said on both streams."""
    done = subprocess.run(
        [sys.executable, "-c", "from align.commands import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        env={**os.environ, "NO_COLOR": "1"},
        check=False,
    )
    assert done.returncode in ok, f"align {' '.join(map(str, arguments))}: {done.returncode}\n{done.stderr}"
    return done.stdout + done.stderr


@dataclass(frozen=True)
class Event:
    """An event's folder as ``align run`` wrote it, and its alignment with a person's beads for ``align export``."""

    folder: Path
    alignment: Path
    scratch: Path

    def export(self, name: str, *options: object) -> Path:
        """Export the alignment once; the file or folder it went to."""
        path = self.scratch / name
        if not path.exists():
            align("export", self.alignment, *options, "-o", path)
        return path

    @property
    def draft(self) -> Path:
        """The French article with its machine drafts, XLIFF 1.2."""
        return self.folder / "draft.fr-en.xlf"

    @property
    def bitext(self) -> Path:
        """The human pairs as TMX."""
        return self.export("bitext.tmx", "--as", "tmx", "--partial")

    @property
    def partial(self) -> Path:
        """The partial pairs as TMX."""
        return self.bitext.with_name("bitext-partial.tmx")

    def sources(self) -> dict[str, str]:
        """The French segments by id, in order."""
        value = json.loads(self.alignment.read_text(encoding="utf-8"))
        return {s["id"]: s["text"] for s in value["source"]["segments"]}

    def targets(self) -> dict[str, str]:
        """The English segments by id, in order."""
        value = json.loads(self.alignment.read_text(encoding="utf-8"))
        return {s["id"]: s["text"] for s in value["target"]["segments"]}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it aloud when a client wasn't there: a skipped test proves nothing."""
    for client, count in sorted(ABSENT.items()):
        terminalreporter.write_line(
            f"CAT client not installed: {client}: {count} tests skipped (.ci/clients)", yellow=True
        )


@pytest.fixture(scope="session")
def event(tmp_path_factory: pytest.TempPathFactory, _own_folders: None) -> Event:
    """Run the event the whole way, then set its beads by hand."""
    root = tmp_path_factory.mktemp("clients")
    align("run", "harbour-fire", "--corpus", EVENTS, "--into", root / "translations")
    folder = root / "translations" / "harbour-fire"
    value = json.loads((folder / "alignment.json").read_text(encoding="utf-8"))
    names = {side: [s["id"] for s in value[side]["segments"]] for side in ("source", "target")}
    beads = [
        {
            "source": [names["source"][n - 1] for n in source],
            "target": [names["target"][n - 1] for n in target],
            "kind": f"{len(source)}-{len(target)}",
            "score": score,
            "grade": grade,
        }
        for source, target, grade, score in BEADS
    ]
    for side in ("source", "target"):
        paired = {i for bead in beads for i in bead[side]}  # type: ignore[attr-defined]
        for name in names[side]:
            if name not in paired:
                empty = {"source": [], "target": []} | {side: [name]}
                beads.append({**empty, "kind": "1-0" if side == "source" else "0-1", "score": 0.9})  # type: ignore[dict-item]
    value["beads"], value["links"] = beads, []
    path = root / "alignment.json"
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return Event(folder, path, root)


@pytest.fixture
def workspace(event: Event, tmp_path: Path) -> Path:
    """A copy of the event's folder, in which a translator may work."""
    copy = tmp_path / "harbour-fire"
    shutil.copytree(event.folder, copy)
    return copy
