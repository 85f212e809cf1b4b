"""Drafts as files: the text with its layout, JSON, a page; TMX and XLIFF go through the formats room."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from align import pipeline, registry
from align.errors import AlignError, UsageError
from align.model import Block, Document, Draft, Memory, Segment, Span
from align.protocols import Progress, Translator
from align.workspace import write_bytes

As: TypeAlias = Literal["text", "html", "xliff", "tmx", "json"]

SUFFIXES: Mapping[As, str] = {"text": ".txt", "html": ".html", "xliff": ".xlf", "tmx": ".tmx", "json": ".json"}
PAGES = (".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a draft is to be made with."""

    source: str
    target: str
    packages: Sequence[Path] = ()
    machine: bool = True
    memories: Sequence[Path] = ()
    fuzzy: float = 0.85
    glossary: Path | None = None
    typography: bool = False
    beam_size: int = 4
    alternatives: int = 0
    threads: int = 0
    cache: Path | None = None


def translator(wishes: Wishes) -> Translator:
    """Compose a translator: the memories, then the machine with its cache; then typography and glossary over both.

    Raises:
        UsageError: the languages are one, or there is neither machine nor memory.
        NotReady: no package leads from one language to the other.
        BrokenFormat: a memory or the glossary is malformed.
    """
    if wishes.source.split("-")[0] == wishes.target.split("-")[0]:
        raise UsageError(f"--from {wishes.source} and --to {wishes.target} are one language: there is nothing to draft")
    memories = [read_memory(path, wishes.source, wishes.target) for path in wishes.memories]
    made: Translator | None = None
    if wishes.machine:
        made = pipeline.translator(
            wishes.source,
            wishes.target,
            given=wishes.packages,
            cache=wishes.cache,
            beam_size=wishes.beam_size,
            alternatives=wishes.alternatives,
            threads=wishes.threads,
        )
    if memories or made is None:
        languages = {"source_language": wishes.source, "target_language": wishes.target}
        made = registry.load("translators", "memory")(memories, made, fuzzy=wishes.fuzzy, **languages)
    if wishes.typography:
        from align.translators.typography import TypographyTranslator

        made = TypographyTranslator(made)
    if wishes.glossary is not None:
        from align.translators.glossary import GlossaryTranslator, read_glossary

        made = GlossaryTranslator(read_glossary(wishes.glossary), made)
    return made


def read_memory(path: Path, source: str, target: str) -> Memory:
    """Read a TMX file as a memory of these languages, in whichever direction it was made."""
    read = registry.load("formats", "tmx")().read(path)
    memory: Memory = getattr(read, "memory", read)
    if not memory.units:
        return Memory(source, target, original=str(path))
    return memory


def render(
    documents: Sequence[Document],
    drafts: Sequence[Draft],
    languages: tuple[str, str],
    form: As,
    *,
    segmented: bool = False,
    xliff: str = "1.2",
    signature: str = "",
) -> bytes:
    """Render the drafts of documents (one a segment, in order) in the form asked for."""
    if form == "text":
        texts = [lines(d, drafts) if segmented else laid_out(d, drafts) for d in documents]
        return "".join(t if t.endswith("\n") or not t else t + "\n" for t in texts).encode("utf-8", "replace")
    if form == "json":
        facts = as_json(documents, drafts, languages, signature)
        return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
    if form == "html":
        return page(documents, drafts, languages).encode("utf-8", "replace")
    from align.formats.bitext import draft_memory, machine_only

    stream = io.BytesIO()
    memory = draft_memory(documents, drafts, *languages)
    if form == "tmx":  # what a person wrote stands in the memory it came from
        memory = machine_only(memory)
    name = "xliff21" if (form, xliff) == ("xliff", "2.1") else form
    registry.load("formats", name)().write(memory, stream)
    return stream.getvalue()


def output_name(document: Document, target: str, form: As) -> str:
    """Name the file of one document's draft in a folder: ``fr.tf1.en.txt``."""
    return f"{document.id}.{target}{SUFFIXES[form]}"


def lines(document: Document, drafts: Sequence[Draft]) -> str:
    """Write the draft of each line on a line of its own; blank lines stay, so that line n is the draft of line n."""
    flat = [replace(draft, text=" ".join(draft.text.split())) for draft in drafts]
    return laid_out(document, flat)


def laid_out(document: Document, drafts: Sequence[Draft]) -> str:
    """Put each draft where its segment stood: the white space between segments stays as it was."""
    made = {draft.segment: draft.text for draft in drafts}
    parts: list[str] = []
    end = 0
    for segment in document.segments:
        gap = document.text[end : segment.span.start]
        # Sentences glued to each other in the source (“said.”France) are set apart.
        parts.append(" " if not gap and parts else gap)
        parts.append(made[segment.id])
        end = segment.span.end
    parts.append(document.text[end:])
    return "".join(parts)


def as_json(
    documents: Sequence[Document], drafts: Sequence[Draft], languages: tuple[str, str], signature: str
) -> dict[str, Any]:
    """Build the object that ``--as json`` prints; offsets count code points in the document."""
    made = {draft.segment: draft for draft in drafts}
    return {
        "format": "align/drafts",
        "version": 1,
        "signature": signature,
        "source_language": languages[0],
        "target_language": languages[1],
        "documents": [
            {
                "id": d.id,
                "path": d.provenance.path,
                "sha256": d.provenance.sha256,
                "title": d.provenance.title,
                "segments": [
                    {
                        "id": s.id,
                        "start": s.span.start,
                        "end": s.span.end,
                        "paragraph": s.paragraph,
                        "role": s.role.value,
                        "text": s.text,
                        "draft": _draft_facts(made[s.id]),
                    }
                    for s in d.segments
                ],
            }
            for d in documents
        ],
    }


def _draft_facts(draft: Draft) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "text": draft.text,
        "score": draft.score,
        "origin": draft.origin,
        "warnings": list(draft.warnings),
    }
    if draft.alternatives:
        facts["alternatives"] = list(draft.alternatives)
    return facts


def page(documents: Sequence[Document], drafts: Sequence[Draft], languages: tuple[str, str]) -> str:
    """Write a plain page of the drafts, a paragraph for each of the source; warnings show on the sentence."""
    from lxml.html import builder, tostring

    made = {draft.segment: draft for draft in drafts}
    articles = []
    for document in documents:
        article = builder.DIV(id=document.id)
        paragraph: list[Any] = []
        for index, segment in enumerate(document.segments):
            paragraph += [" "] if paragraph else []
            paragraph.append(_sentence(made[segment.id]))
            following = document.segments[index + 1 : index + 2]
            if not following or following[0].paragraph != segment.paragraph:
                element = builder.H1 if segment.role.value == "title" else builder.P
                article.append(element(*paragraph))
                paragraph = []
        articles.append(article)
    head = builder.HEAD(
        builder.META(charset="utf-8"),
        builder.META(name="generator", content="align: machine draft"),
        builder.TITLE("Machine draft"),
    )
    whole = builder.HTML(head, builder.BODY(*articles), lang=languages[1])
    text: str = tostring(whole, encoding="unicode", pretty_print=True, doctype="<!DOCTYPE html>")
    return text


def _sentence(draft: Draft) -> Any:
    from lxml.html import builder

    # Characters that no page can hold: they can only come from the source.
    text = "".join(c for c in draft.text if c in "\t\n\r" or (c >= " " and not _unfit(c)))
    return builder.SPAN(text, title="; ".join(draft.warnings), **{"class": "warned"}) if draft.warnings else text


def _unfit(character: str) -> bool:
    return "\ud800" <= character <= "\udfff" or character in "\ufffe\uffff"


@dataclass(frozen=True, slots=True)
class DraftedPage:
    """A page in the target language, the drafts that went into it, and how many inline elements found no place."""

    data: bytes
    document: Document
    drafts: tuple[Draft, ...]
    unplaced: int


def translate_page(
    data: bytes, name: str, machine: Translator, languages: tuple[str, str], progress: Progress | None = None
) -> DraftedPage:
    """Translate a page of HTML; its mark-up stays, inline elements go with their words (see `markup`).

    Raises:
        UnreadableDocument: it is empty, binary or not UTF-8.
    """
    from align.documents.decoding import decode
    from align.text import identifier
    from align.translators import markup

    parsed = markup.parse(decode(data, name).removeprefix("\ufeff"))
    document, spans = _page_document(identifier(Path(name).stem), languages[0], parsed.texts())
    (document,) = pipeline.segment([document])
    phrases = [
        Segment(f"{document.id}.p{n:04d}", document.id, Span(0, len(t)), t) for n, t in enumerate(parsed.phrases(), 1)
    ]
    drafts = machine.translate([*document.segments, *phrases], progress)
    texts = {p.text: d.text for p, d in zip(phrases, drafts[len(document.segments) :], strict=True)}
    made = drafts[: len(document.segments)]
    drafted: list[list[markup.Sentence]] = [[] for _ in spans]
    for segment, draft in zip(document.segments, made, strict=True):
        place = next(n for n, span in enumerate(spans) if span.start <= segment.span.start < span.end)
        shifted = Span(segment.span.start - spans[place].start, segment.span.end - spans[place].start)
        drafted[place].append(markup.Sentence(shifted, draft.text))
    markup.fill(parsed, drafted, lambda text: texts.get(text, text))
    written = markup.serialise(parsed, languages[1]).encode("utf-8", "replace")
    return DraftedPage(written, document, tuple(made), parsed.unplaced)


def _page_document(name: str, language: str, texts: Sequence[str]) -> tuple[Document, list[Span]]:
    """Make a document whose blocks are the runs of a page."""
    spans: list[Span] = []
    length = 0
    for text in texts:
        spans.append(Span(length, length + len(text)))
        length += len(text) + 2
    blocks = tuple(Block(span) for span in spans)
    return Document(name, language, "\n\n".join(texts), blocks), spans


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


def is_page(path: Path) -> bool:
    """Tell whether a path names a page of HTML."""
    return path.suffix.lower() in PAGES
