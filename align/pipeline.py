"""Read, segment, translate, align, compare: each step a function of values, composed here for every verb."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from align import registry
from align.errors import AlignError, NotReady, UsageError
from align.model import Alignment, Document, Draft, Findings, Memory, Segment
from align.protocols import Progress, Similarity, Translator

With: TypeAlias = Literal["argos", "none"]

STANDARD_INPUT = Path("-")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Documents that could be read and segmented, and the errors of those that could not."""

    documents: tuple[Document, ...]
    failures: tuple[AlignError, ...] = ()


def load(
    paths: Sequence[Path],
    language: str,
    *,
    segmented: bool = False,
    keep_boilerplate: bool = False,
    taken: Iterable[str] = (),
) -> Loaded:
    """Read and segment files, folders and standard input (``-``), going on after a bad one.

    ``taken`` are document ids already in use; ids stay unique, a second ``news`` becomes ``news-2``.

    Raises:
        UsageError: a path doesn't exist, before any work starts.
    """
    from align import documents as reader

    missing = [p for p in paths if p != STANDARD_INPUT and not p.exists()]
    if missing:
        raise UsageError("there is no such file or folder", where=str(missing[0]), mend="check the path")
    found: list[Document] = []
    failures: list[AlignError] = []
    used = set(taken)
    for path in _files(paths):
        try:
            document = _read(reader, path, language, segmented, keep_boilerplate)
        except UsageError:
            raise
        except AlignError as error:
            failures.append(error)
            continue
        name = _unique(document.id, used)
        used.add(name)
        found.append(replace(document, id=name))
    cut = [_renamed(d) for d in found] if segmented else segment(found)
    return Loaded(tuple(cut), tuple(failures))


def _files(paths: Sequence[Path]) -> list[Path]:
    from align.documents import discover

    files: list[Path] = []
    for path in paths:
        files.extend(discover(path) if path.is_dir() else [path])
    return files


def _read(reader: Any, path: Path, language: str, segmented: bool, keep_boilerplate: bool) -> Document:
    shown = path.name if path.is_absolute() else path.as_posix()
    if path == STANDARD_INPUT:
        data = sys.stdin.buffer.read()
        if segmented:
            return reader.read_segmented(data, name="stdin", language=language)  # type: ignore[no-any-return]
        return reader.read_bytes(data, name="stdin", language=language, keep_boilerplate=keep_boilerplate)  # type: ignore[no-any-return]
    if segmented:
        return reader.read_segmented(path, language=language, shown=shown)  # type: ignore[no-any-return]
    return reader.read(path, language=language, shown=shown, keep_boilerplate=keep_boilerplate)  # type: ignore[no-any-return]


def _unique(name: str, used: set[str]) -> str:
    candidate, number = name, 2
    while candidate in used:
        candidate, number = f"{name}-{number}", number + 1
    return candidate


def _renamed(document: Document) -> Document:
    """Carry a document's (perhaps new) id into its segments."""
    segments = tuple(
        replace(s, id=f"{document.id}.s{n:04d}", document=document.id) for n, s in enumerate(document.segments, 1)
    )
    return document.with_segments(segments)


def segment(documents: Sequence[Document], segmenter: str = "rules") -> list[Document]:
    """Cut the blocks of documents into segments."""
    made: list[Document] = registry.load("segmenters", segmenter)().segment(documents)
    return made


def declare_dates(documents: Sequence[Document], declared: Sequence[tuple[str, date]]) -> tuple[Document, ...]:
    """Set publication dates on the documents that they name by id, path or file name.

    Raises:
        UsageError: a name fits no document.
    """
    dated = list(documents)
    for name, day in declared:
        fitting = [
            i
            for i, d in enumerate(dated)
            if name in (d.id, d.provenance.path, Path(d.provenance.path).name) or Path(name).name == d.provenance.path
        ]
        if not fitting:
            there = ", ".join(d.id for d in documents) or "none"
            raise UsageError(f"--date {name}={day}: no document is called {name}", mend=f"name one of {there}")
        for i in fitting:
            dated[i] = replace(dated[i], provenance=replace(dated[i].provenance, published=day))
    return tuple(dated)


def translator(
    source: str,
    target: str,
    *,
    given: Sequence[Path] = (),
    cache: Path | None = None,
    memories: Sequence[Memory] = (),
    **settings: Any,
) -> Translator:
    """Compose the translator for a language pair: memories first, then the draft cache, then the machine.

    Args:
        given: packages (files or folders) to prefer.
        cache: the SQLite file to keep drafts in; None keeps none.
        settings: passed on to the Argos engine (beam_size, alternatives, …).

    Raises:
        NotReady: no package, nor a chain of two, leads from ``source`` to ``target``.
    """
    from align import models
    from align.workspace import CachedTranslator, DraftCache

    route = models.route(source, target, given)
    made: Translator = registry.load("translators", "argos")([package.path for package in route], **settings)
    if cache is not None:
        made = CachedTranslator(made, DraftCache(cache))
    if memories:
        made = registry.load("translators", "memory")(memories, made)
    return made


def default_cache() -> Path:
    """Return where drafts are kept between calls: ``$ALIGN_CACHE`` or the user's cache folder."""
    import os

    chosen = os.environ.get("ALIGN_CACHE")
    if chosen:
        return Path(chosen) / "drafts.sqlite"
    from platformdirs import user_cache_path

    return user_cache_path("align") / "drafts.sqlite"


def draft(documents: Sequence[Document], machine: Translator, progress: Progress | None = None) -> tuple[Draft, ...]:
    """Draft every segment of all documents in one batch; the set-aside ones too, a CAT tool shows the whole text."""
    segments: list[Segment] = [s for d in documents for s in d.segments]
    return tuple(machine.translate(segments, progress))


@dataclass(frozen=True, slots=True)
class Drafted:
    """Drafts for an alignment, and the sentence to say when there are none."""

    drafts: tuple[Draft, ...] = ()
    reason: str = ""


def draft_either(
    source: Sequence[Document],
    target: Sequence[Document],
    *,
    given: Sequence[Path] = (),
    demanded: bool = False,
    cache: Path | None = None,
    memories: Sequence[Memory] = (),
    progress: Callable[[int], Any] | None = None,
) -> Drafted:
    """Draft whichever side a package can bring into the other's language, the source side first.

    Raises:
        NotReady: no package serves and ``demanded`` is set.
    """
    if not source or not target:
        return Drafted()
    here, there = source[0].language, target[0].language
    if _base(here) == _base(there):
        return Drafted((), "both sides are in one language, no draft is needed")
    try:
        machine = translator(here, there, given=given, cache=cache, memories=memories)
        return Drafted(draft(source, machine, progress))
    except NotReady as forward:
        try:
            machine = translator(there, here, given=given, cache=cache)
            return Drafted(draft(target, machine, progress))
        except NotReady:
            if demanded:
                raise forward from None
            return Drafted((), f"no package translates {here} to {there} or back: aligned without drafts")


def _base(language: str) -> str:
    return language.split("-")[0].lower()


def align(
    source: Sequence[Document],
    target: Sequence[Document],
    drafts: Sequence[Draft] = (),
    mode: Literal["auto", "parallel", "comparable"] = "auto",
    vectors: Similarity | None = None,
) -> Alignment:
    """Align source documents with target documents."""
    from align.pairing import pair_documents

    return pair_documents(source, target, drafts, mode=mode, vectors=vectors)


def vectors_left_out(alignment: Alignment) -> str:
    """Return why the sentence vectors asked for weren't used; "" where they were, or weren't asked for."""
    from align.pairing import vectors_left_out as left_out

    return left_out(alignment)


@lru_cache(maxsize=1)
def sentence_vectors() -> Similarity:
    """Return the sentence vectors of the extra ``vectors``, loaded once.

    Raises:
        NotReady: the extra isn't installed.
    """
    from align.vectors import sentence_vectors as load_vectors

    return load_vectors(default_cache().parent)


def compare(alignment: Alignment) -> Findings:
    """Compare what the two sides of an alignment report."""
    from align import facts

    return facts.compare(alignment)


def counts(alignment: Alignment) -> Mapping[str, int]:
    """Count what a summary names: beads by being paired or null, segments set aside."""
    segments = alignment.segments()
    nulls = [b for b in alignment.beads if b.null]
    aside = sum(segments[i].role.set_aside for b in nulls for i in (*b.source, *b.target))
    return {
        "beads": len(alignment.beads) - len(nulls),
        "equivalent": sum(b.grade == "equivalent" for b in alignment.beads),
        "unpaired": len(nulls) - aside,
        "set_aside": aside,
    }
