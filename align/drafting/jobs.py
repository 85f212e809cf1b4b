"""What `align translate` does: texts in, files of drafts out, with what a person should know of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from align import pipeline
from align.drafting.compose import Wishes, translator
from align.drafting.forms import As, output_name, render
from align.drafting.pages import is_page, translate_page
from align.errors import AlignError, UsageError
from align.model import Draft
from align.protocols import Progress, Translator
from align.workspace import write_bytes


@dataclass(frozen=True, slots=True)
class Job:
    """What `align translate` was asked: texts, the form of their drafts, where to write."""

    paths: Sequence[Path]
    form: As
    output: Path | None
    segmented: bool
    keep_boilerplate: bool
    xliff: str
    wishes: Wishes


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job: files (None is standard output), warnings for a person, texts that failed."""

    outputs: tuple[tuple[Path | None, bytes], ...]
    warnings: tuple[str, ...] = ()
    failures: tuple[AlignError, ...] = ()
    note: str = ""


def wishes(
    source: str,
    target: str,
    *,
    engine: str,
    package_paths: Sequence[Path],
    memories: Sequence[Path],
    fuzzy: float,
    glossary: Path | None,
    alternatives: int,
    typography: bool,
    beam: int,
    threads: int,
    no_cache: bool,
) -> Wishes:
    """Gather what the options of the command line ask for."""
    return Wishes(
        source,
        target,
        packages=package_paths,
        machine=engine == "argos",
        memories=memories,
        fuzzy=fuzzy,
        glossary=glossary,
        typography=typography,
        beam_size=beam,
        alternatives=alternatives,
        threads=threads,
        cache=None if no_cache else pipeline.default_cache(),
    )


def carry_out(job: Job, watch: Callable[[int], AbstractContextManager[Progress]]) -> Done:
    """Draft the texts of a job; one that can't be read stops none of the others.

    ``watch`` gets the number of segments and gives the function that is told of those finished.

    Raises:
        UsageError: a path is missing, or several texts are to go into one file.
        NotReady: no package serves.
    """
    machine = translator(job.wishes)
    if job.form == "html" and any(is_page(p) for p in job.paths):
        return _pages(job, machine, watch)
    loaded = pipeline.load(job.paths, job.wishes.source, segmented=job.segmented, keep_boilerplate=job.keep_boilerplate)
    documents = loaded.documents
    apart = _apart(job, len(documents))
    with watch(sum(len(d.segments) for d in documents)) as progress:
        drafts = pipeline.draft(documents, machine, progress)
    languages = (job.wishes.source, job.wishes.target)
    settings = {"segmented": job.segmented, "xliff": job.xliff, "signature": machine.signature}
    outputs: list[tuple[Path | None, bytes]] = []
    for group in [(d,) for d in documents] if apart is not None else [documents] if documents else []:
        name = apart / output_name(group[0], job.wishes.target, job.form) if apart is not None else _file(job)
        outputs.append((name, render(group, drafts, languages, job.form, **settings)))  # type: ignore[arg-type]
    return Done(tuple(outputs), _warnings(drafts), loaded.failures, _scores(drafts))


def _pages(job: Job, machine: Translator, watch: Callable[[int], AbstractContextManager[Progress]]) -> Done:
    """Translate pages of HTML, each with its own mark-up."""
    other = [p for p in job.paths if not is_page(p)]
    if other:
        raise UsageError("HTML pages and other texts can't go together", where=str(other[0]), mend="call align twice")
    missing = [p for p in job.paths if not p.is_file()]
    if missing:
        raise UsageError("there is no such file", where=str(missing[0]), mend="check the path")
    apart = _apart(job, len(job.paths))
    outputs: list[tuple[Path | None, bytes]] = []
    failures: list[AlignError] = []
    warnings: list[str] = []
    languages = (job.wishes.source, job.wishes.target)
    for path in job.paths:
        try:
            with watch(0) as progress:
                made = translate_page(path.read_bytes(), str(path), machine, languages, progress)
        except UsageError:
            raise
        except AlignError as error:
            failures.append(error)
            continue
        name = apart / output_name(made.document, job.wishes.target, job.form) if apart is not None else _file(job)
        outputs.append((name, made.data))
        warnings.extend(_warnings(made.drafts))
        if made.unplaced:
            warnings.append(
                f"{path}: {made.unplaced} inline elements have no counterpart in the draft; their text is kept"
            )
    return Done(tuple(outputs), tuple(warnings), tuple(failures))


def _file(job: Job) -> Path | None:
    return None if job.output is None or str(job.output) == "-" else job.output


def _apart(job: Job, texts: int) -> Path | None:
    """Return the folder for one file a text, or None where all goes to one place."""
    output = _file(job)
    if output is None:
        return None
    if output.is_dir():
        return output
    if texts < 2 or job.form not in ("text", "html"):
        return None
    if output.exists():
        raise UsageError(
            f"{texts} texts can't go into one file as {job.form}", where=str(output), mend="name a folder with -o"
        )
    return output


def save(path: Path, data: bytes) -> None:
    """Write a file at once or not at all."""
    write_bytes(path, data)


def _warnings(drafts: Sequence[Draft]) -> tuple[str, ...]:
    return tuple(f"{draft.segment}: {warning}" for draft in drafts for warning in draft.warnings)


def _scores(drafts: Sequence[Draft]) -> str:
    """Sum up a job in a line: segments, where the drafts come from, their mean score."""
    if not drafts:
        return ""
    exact = sum(d.origin.startswith("memory exact") for d in drafts)
    close = sum(d.origin.startswith("memory fuzzy") for d in drafts)
    rated = [d.score for d in drafts if d.score is not None and not d.origin.startswith("memory")]
    parts = [f"{len(drafts)} segments"]
    if exact or close:
        parts.append(f"{exact} exact and {close} close matches from memory")
    if rated:
        parts.append(f"mean score {sum(rated) / len(rated):.2f}")
    parts.append(f"{sum(bool(d.warnings) for d in drafts)} with warnings")
    return ", ".join(parts)
