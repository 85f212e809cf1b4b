"""Events under ``corpus/`` taken the whole way, the drafts of all of them made in one batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

from align import outputs, pipeline
from align.errors import AlignError, UsageError
from align.model import Alignment, Document, Draft, Event, Findings, Memory, Segment
from align.outputs import OutputFolder, Settings, Stage, Written
from align.protocols import Progress


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is asked to do."""

    corpus: Path = Path("corpus")
    into: Path = Path("translations")
    names: tuple[str, ...] = ()
    only: Stage | None = None
    jobs: int = 1
    force: bool = False
    packages: tuple[Path, ...] = ()
    keep_boilerplate: bool = False
    cache: Path | None = None
    settings: Settings = field(default_factory=Settings)
    vectors: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """An event's documents, read and segmented."""

    event: Event
    source: tuple[Document, ...]
    target: tuple[Document, ...]
    memories: tuple[Memory, ...] = ()
    failures: tuple[AlignError, ...] = ()

    @property
    def pair(self) -> tuple[str, str]:
        """The event's source and target language."""
        return self.source[0].language, self.target[0].language


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run made of one event: files for `OutputFolder`, a summary, errors."""

    name: str
    files: dict[str, bytes] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    failures: tuple[AlignError, ...] = ()
    warnings: tuple[str, ...] = ()


def find_events(corpus: Path, names: Sequence[str] = ()) -> list[Event]:
    """Read the ``event.toml`` of every event (or of those named), before any work starts.

    Raises:
        UsageError: no such folder, no event in it, an unknown name, an invalid ``event.toml``.
    """
    from align.documents import read_event

    if not corpus.is_dir():
        raise UsageError("there is no such folder", where=str(corpus), mend="name the corpus with --corpus DIR")
    folders = sorted(p.parent for p in corpus.glob("*/event.toml"))
    if not folders:
        raise UsageError(
            "no event found", where=str(corpus), mend="make a folder with event.toml and texts for each event"
        )
    there = {folder.name: folder for folder in folders}
    for name in names:
        if name not in there:
            raise UsageError(f"there is no event {name!r}", where=str(corpus), mend=f"choose of {', '.join(there)}")
    return [read_event(there[name]) for name in (dict.fromkeys(names) if names else there)]


def prepare(event: Event, plan: Plan) -> Prepared:
    """Read and segment an event's documents; a bad one is reported and left out."""
    from align import documents as reader

    found: dict[str, list[Document]] = {"source": [], "target": []}
    failures: list[AlignError] = []
    for entry in event.entries:
        try:
            document = reader.read(
                plan.corpus / event.name / entry.path,
                language=entry.language,
                id=entry.id,
                outlet=entry.outlet,
                title=entry.title,
                published=entry.published,
                shown=entry.path,
                keep_boilerplate=plan.keep_boilerplate,
            )
        except AlignError as error:
            failures.append(error)
            continue
        found[entry.role].append(document)
    for role, documents in found.items():
        if not documents:
            failures.append(AlignError(f"no {role} document could be read", where=event.name))
        elif len({d.language for d in documents}) > 1:
            failures.append(
                AlignError(
                    f"the {role} documents are in several languages",
                    where=f"{event.name}/event.toml",
                    mend="make one event for each pair of languages",
                )
            )
    source, target = (tuple(pipeline.segment(found[role])) if found[role] else () for role in ("source", "target"))
    memories: tuple[Memory, ...] = ()
    if source and target:
        memories = _human_memory(plan.into / event.name, source[0].language, target[0].language)
    return Prepared(event, source, target, memories, tuple(failures))


def _human_memory(folder: Path, source: str, target: str) -> tuple[Memory, ...]:
    """Read the pairs that came back from a CAT tool, if there are any."""
    path = folder / f"human.{source}-{target}.tmx"
    if not path.exists():
        return ()
    from align.formats.tmx import TMX

    return (TMX().read(path).memory,)


def draft_all(events: Sequence[Prepared], plan: Plan, progress: Progress | None = None) -> dict[str, tuple[Draft, ...]]:
    """Draft the source side of every event, all events of a language pair and memory in one batch."""
    drafts: dict[str, tuple[Draft, ...]] = {}
    groups: dict[object, list[Prepared]] = {}
    for event in events:
        # An event with pairs of its own goes through its own memory; the rest share one batch.
        key = (event.pair, event.event.name if event.memories else None)
        groups.setdefault(key, []).append(event)
    for group in groups.values():
        machine = pipeline.translator(*group[0].pair, given=plan.packages, cache=plan.cache, memories=group[0].memories)
        segments: list[Segment] = []
        for event in group:
            # Ids are unique within an event only; the batch needs them unique altogether.
            segments.extend(replace(s, id=f"{event.event.name}/{s.id}") for d in event.source for s in d.segments)
        made = {d.segment: d for d in machine.translate(segments, progress)}
        for event in group:
            drafts[event.event.name] = tuple(
                replace(made[f"{event.event.name}/{s.id}"], segment=s.id) for d in event.source for s in d.segments
            )
    return drafts


def finish(prepared: Prepared, drafts: tuple[Draft, ...], plan: Plan) -> Outcome:
    """Align, compare and render one event; its files as bytes, nothing written."""
    name = prepared.event.name
    alignment: Alignment | None = None
    findings: Findings | None = None
    files: dict[str, bytes] = {}
    if plan.only != "translate":
        alignment = _reviewed(plan, name) or pipeline.align(
            prepared.source, prepared.target, drafts, vectors=pipeline.sentence_vectors() if plan.vectors else None
        )
        if plan.only != "align":
            findings = pipeline.compare(alignment)
    if plan.only in (None, "translate"):
        files |= outputs.draft_files(prepared.source, drafts, prepared.pair, findings, plan.settings.xliff)
    if alignment is not None and plan.only in (None, "align"):
        files |= outputs.alignment_files(alignment, prepared.pair, plan.settings)
    if findings is not None and plan.only in (None, "compare"):
        files |= outputs.findings_files(findings)
    if findings is not None and alignment is not None and plan.only in (None, "report"):
        files |= outputs.report_files(findings, alignment, prepared.event.title)
    counts = {"segments": len(drafts), "warnings": sum(bool(d.warnings) for d in drafts)}
    if alignment is not None:
        counts |= pipeline.counts(alignment)
    if findings is not None:
        for verdict in ("only_source", "only_target", "differs", "shared"):
            counts[verdict] = sum(f.verdict == verdict for f in findings.findings)
    warnings = tuple(findings.warnings) if findings is not None else ()
    if alignment is not None and pipeline.vectors_left_out(alignment):
        warnings += (pipeline.vectors_left_out(alignment),)
    return Outcome(name, files, counts, prepared.failures, warnings)


def _reviewed(plan: Plan, name: str) -> Alignment | None:
    """Load the alignment on disk when only what follows from it is asked for."""
    path = plan.into / name / "alignment.json"
    if plan.only not in ("compare", "report") or not path.exists():
        return None
    from align.formats import alignment_json

    return alignment_json.load(path)


def run(
    plan: Plan,
    *,
    watch: Callable[[int], AbstractContextManager[Progress]] = lambda total: nullcontext(lambda done: None),
    done: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """Take every event of the plan the whole way; an event that fails stops no other.

    ``watch`` is given the number of segments to draft and yields the function that counts them.
    ``done`` is called with each outcome, in order, as soon as it is ready: write the files there.
    """
    ready: list[Prepared] = []
    outcomes: list[Outcome] = []

    def settle(outcome: Outcome) -> None:
        outcomes.append(outcome)
        done(outcome)

    for event in find_events(plan.corpus, plan.names):
        prepared = prepare(event, plan)
        languages = {d.language for d in prepared.source}, {d.language for d in prepared.target}
        if [len(side) for side in languages] == [1, 1]:
            ready.append(prepared)
        else:
            settle(Outcome(event.name, failures=prepared.failures))
    with watch(sum(len(d.segments) for prepared in ready for d in prepared.source)) as progress:
        drafts = draft_all(ready, plan, progress)
    jobs = [(prepared, drafts[prepared.event.name], plan) for prepared in ready]
    if plan.jobs > 1 and len(jobs) > 1:
        # The engine has threads by now, and a process forked beside threads may hang.
        with ProcessPoolExecutor(max_workers=plan.jobs, mp_context=get_context("spawn")) as pool:
            for outcome in pool.map(_finish_safely, *zip(*jobs, strict=True)):
                settle(outcome)
    else:
        for job in jobs:
            settle(_finish_safely(*job))
    return outcomes


def _finish_safely(prepared: Prepared, drafts: tuple[Draft, ...], plan: Plan) -> Outcome:
    try:
        return finish(prepared, drafts, plan)
    except AlignError as error:
        return Outcome(prepared.event.name, failures=(*prepared.failures, error))


Action = Literal["write", "check", "dry-run"]


def settle_files(outcome: Outcome, plan: Plan, action: Action) -> Written:
    """Write an outcome's files, or only tell what writing would do."""
    folder = OutputFolder(plan.into / outcome.name)
    if action == "write":
        return folder.write(outcome.files, force=plan.force)
    return folder.compare(outcome.files)
