"""From alignments and drafts to units: what enters which memory, and what each unit knows about where it comes from.

Human pairs and machine drafts never share a memory. A human memory holds beads graded equivalent and sure enough, one
target a source; partial beads get a memory of their own. An article (for XLIFF) holds every sentence of the source in
order, with the human pair where there is one and the draft where there isn't.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from align import __version__
from align.formats.marks import Fact, Line, facts_by_segment, join, place
from align.formats.reading import blank, shorten
from align.formats.tmx import MACHINE_NOTE
from align.formats.xml import nmtoken
from align.model import Alignment, Bead, Document, Draft, Findings, Memory, Proposal, Segment, Unit

TOOL = f"align {__version__}"
NEEDS_REVIEW = "needs-review-translation"
TRANSLATED = "translated"
RECALLED = "memory exact"
"""The origin of a draft that is no machine's: a person translated this very sentence before."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of an alignment's beads on their way into a memory."""

    written: int
    below: int
    partial: int
    repeated: int
    unpaired: int
    set_aside: int

    def told(self, above: float) -> str:
        """Say it in a line: “17 units written, 6 below 0.8, 15 segments unpaired”."""
        parts = [f"{_count(self.written, 'unit')} written", f"{self.below} below {above:g}"]
        if self.partial:
            parts.append(f"{self.partial} partial left out")
        if self.repeated:
            parts.append(f"{self.repeated} with a source that was written already")
        parts.append(f"{_count(self.unpaired, 'segment')} unpaired")
        if self.set_aside:
            parts.append(f"{self.set_aside} set aside")
        return ", ".join(parts)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")


def bitext_memory(alignment: Alignment, *, above: float = 0.8, partial: bool = False) -> Memory:
    """Make the memory of what people wrote on both sides.

    Args:
        above: the least score of a bead that enters.
        partial: take the partial beads instead of the equivalent ones, for a file of their own.
    """
    chosen, _ = _choose(alignment, above, partial)
    segments = alignment.segments()
    documents = alignment.documents()
    units = tuple(_human_unit(bead, segments, documents, alignment.signature) for bead in chosen)
    name = "partial pairs: the sides share only part of what they say" if partial else "human pairs"
    source, target = _languages(alignment)
    return Memory(
        source,
        target,
        units,
        original=_original(alignment.source),
        note=f"align: {name}, score {above:g} or more",
        properties=(
            ("align-signature", alignment.signature),
            *_document_list("source", alignment.source),
            *_document_list("target", alignment.target),
        ),
        tool=TOOL,
    )


def bitext_counts(alignment: Alignment, *, above: float = 0.8, partial: bool = False) -> Counts:
    """Count what `bitext_memory` takes and leaves."""
    chosen, repeated = _choose(alignment, above, partial)
    segments = alignment.segments()
    paired = [b for b in alignment.beads if not b.null]
    wanted = "partial" if partial else "equivalent"
    nulls = [segments[i] for b in alignment.beads if b.null for i in (*b.source, *b.target)]
    return Counts(
        len(chosen),
        sum(b.grade == wanted and b.score < above for b in paired),
        0 if partial else sum(b.grade != wanted for b in paired),
        repeated,
        sum(not s.role.set_aside for s in nulls),
        sum(s.role.set_aside for s in nulls),
    )


def _choose(alignment: Alignment, above: float, partial: bool) -> tuple[list[Bead], int]:
    """Return the beads that enter, in reading order, and how many a better twin kept out.

    Of several beads with the same source text the one with the highest score stays, the first of equals.
    """
    wanted = "partial" if partial else "equivalent"
    segments = alignment.segments()
    best: dict[str, Bead] = {}
    repeated = 0
    for bead in _in_source_order(alignment):
        if bead.null or bead.grade != wanted or bead.score < above:
            continue
        text = join(segments[i] for i in bead.source).text
        if blank(text) or blank(join(segments[i] for i in bead.target).text):
            continue
        if text in best:
            repeated += 1
            if bead.score <= best[text].score:
                continue
        best[text] = bead
    kept = {id(b) for b in best.values()}
    return [b for b in _in_source_order(alignment) if id(b) in kept], repeated


def _in_source_order(alignment: Alignment) -> list[Bead]:
    place_of = {s.id: n for n, s in enumerate(s for d in alignment.source for s in d.segments)}
    return sorted((b for b in alignment.beads if b.source), key=lambda b: min(place_of[i] for i in b.source))


def _languages(alignment: Alignment) -> tuple[str, str]:
    return (
        alignment.source[0].language if alignment.source else "",
        alignment.target[0].language if alignment.target else "",
    )


def _original(documents: Sequence[Document]) -> str:
    return documents[0].provenance.path or documents[0].id if len(documents) == 1 else ""


def _document_list(side: str, documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    """Give each document with all that is known of it, for a file's header."""
    for document in documents:
        about = document.provenance
        parts = (
            document.id,
            about.outlet,
            about.published.isoformat() if about.published else None,
            about.title,
            about.path,
            f"sha256:{about.sha256}" if about.sha256 else None,
        )
        yield f"align-{side}-document", " | ".join(p for p in parts if p)


def _provenance(side: str, document: Document) -> Iterator[tuple[str, str]]:
    """Give the properties that say where one side of a unit comes from."""
    about = document.provenance
    yield f"align-{side}-document", document.id
    if about.path:
        yield f"align-{side}-path", about.path
    if about.outlet:
        yield f"align-{side}-outlet", about.outlet
    if about.published:
        yield f"align-{side}-date", about.published.isoformat()


def _named(document: Document) -> str:
    about = document.provenance
    known = [about.outlet, about.published.isoformat() if about.published else None]
    inside = ", ".join(k for k in known if k)
    return f"{document.id} ({inside})" if inside else document.id


def _human_unit(bead: Bead, segments: Mapping[str, Segment], documents: Mapping[str, Document], signature: str) -> Unit:
    source, target = ([segments[i] for i in side] for side in (bead.source, bead.target))
    here, there = documents[source[0].document], documents[target[0].document]
    graded = f", {bead.grade}" if bead.grade else ""
    return Unit(
        nmtoken(bead.source[0]),
        join(source).text,
        join(target).text,
        here.language,
        there.language,
        origin="human",
        kind=bead.kind,
        score=round(bead.score, 4),
        grade=bead.grade,
        state=TRANSLATED if bead.grade == "equivalent" else NEEDS_REVIEW,
        note=f"{bead.kind}, score {bead.score:.2f}{graded}; both sides written by people: "
        f"{_named(here)} – {_named(there)}",
        creator="align",
        properties=(
            *_provenance("source", here),
            *_provenance("target", there),
            ("align-source-segments", " ".join(bead.source)),
            ("align-target-segments", " ".join(bead.target)),
            ("align-signature", signature),
            ("align-tool", TOOL),
        ),
    )


# --- drafts ---------------------------------------------------------------------------------------------------------


def draft_memory(
    documents: Sequence[Document],
    drafts: Sequence[Draft],
    source_language: str,
    target_language: str,
    findings: Findings | None = None,
) -> Memory:
    """Make the memory of whole articles with their machine drafts, in order, set-aside segments marked as such.

    ``findings`` put marks on what the other language's articles don't report or tell differently; without them none.
    A segment without a draft keeps an empty target: writers of bilingual files leave it open, memories skip it.
    """
    made = {d.segment: d for d in drafts}
    facts = facts_by_segment(findings)
    units = tuple(
        _draft_unit(segment, document, made.get(segment.id), target_language, facts.get(segment.id, ()))
        for document in documents
        for segment in document.segments
        if not blank(segment.text)
    )
    return Memory(
        source_language,
        target_language,
        units,
        original=_original(documents),
        note="align: machine drafts, not reviewed",
        properties=(("align-origin", "machine"), *_engine(drafts), *_document_list("source", documents)),
        tool=TOOL,
    )


def machine_only(memory: Memory) -> Memory:
    """Leave out what people wrote: a memory of drafts holds nothing else, a person's pairs have one of their own."""
    return replace(memory, units=tuple(u for u in memory.units if u.origin == "machine"))


def _engine(drafts: Iterable[Draft]) -> Iterator[tuple[str, str]]:
    engines = list(dict.fromkeys(d.origin for d in drafts if d.origin))
    if engines:
        yield "align-engine", "; ".join(engines)


def _draft_unit(
    segment: Segment, document: Document, draft: Draft | None, target_language: str, facts: Iterable[Fact]
) -> Unit:
    line = join((segment,))
    aside = f"; set aside as {segment.role.value}" if segment.role.set_aside else ""
    note = f"{_named(document)}{aside}"
    extra: list[tuple[str, str]] = []
    recalled = draft is not None and draft.origin == RECALLED
    if recalled:
        note = f"a person's translation, from memory; {note}"
    elif draft is not None:
        note = f"{MACHINE_NOTE} ({draft.origin or 'unknown engine'}), not reviewed; {note}"
        note += "".join(f"; check: {warning}" for warning in draft.warnings)
        extra.append(("align-engine", draft.origin))
        extra.extend(("align-warning", warning) for warning in draft.warnings)
    return Unit(
        nmtoken(segment.id),
        line.text,
        "" if draft is None else draft.text,
        document.language,
        target_language,
        origin="machine" if draft is not None and not recalled else "human",
        kind="1-0" if draft is None else "" if recalled else "1-1",
        state="" if draft is None else TRANSLATED if recalled else NEEDS_REVIEW,
        note=note,
        creator="align" if draft is not None and not recalled else "",
        properties=(
            *_provenance("source", document),
            ("align-source-segments", segment.id),
            ("align-role", segment.role.value),
            ("align-paragraph", str(segment.paragraph)),
            *extra,
            ("align-tool", TOOL),
        ),
        proposals=_alternatives(draft),
        marks=place("source", line, facts),
    )


def _alternatives(draft: Draft | None) -> tuple[Proposal, ...]:
    if draft is None:
        return ()
    return tuple(Proposal(text, origin=draft.origin) for text in draft.alternatives if not blank(text))


# --- whole articles -------------------------------------------------------------------------------------------------


def article_memory(alignment: Alignment, *, above: float = 0.8, findings: Findings | None = None) -> Memory:
    """Make the units of a bilingual file: every sentence of the source side in order.

    A sentence in an equivalent bead of at least ``above`` gets the human text, its draft beside it as a proposal; any
    other gets its draft, or no target at all. A partial counterpart is quoted in the note and never made the target.
    """
    source, target = _languages(alignment)
    return Memory(
        source,
        target,
        tuple(_article_units(alignment, above, findings)),
        original=_original(alignment.source),
        note=f"align: human pairs of score {above:g} or more, drafts for the rest",
        properties=(
            ("align-signature", alignment.signature),
            *_engine(alignment.drafts),
            *_document_list("source", alignment.source),
            *_document_list("target", alignment.target),
        ),
        tool=TOOL,
    )


def _article_units(alignment: Alignment, above: float, findings: Findings | None) -> Iterator[Unit]:
    segments, documents, drafts = alignment.segments(), alignment.documents(), alignment.draft_of()
    facts = facts_by_segment(findings)
    bead_of = {i: b for b in alignment.beads for i in b.source}
    _, target_language = _languages(alignment)
    done: set[str] = set()
    for segment in (s for d in alignment.source for s in d.segments):
        if segment.id in done or blank(segment.text):
            continue
        bead = bead_of[segment.id]
        if not bead.null and bead.grade == "equivalent" and bead.score >= above:
            done.update(bead.source)
            yield _article_pair(bead, segments, documents, drafts, facts, alignment.signature)
            continue
        unit = _draft_unit(
            segment, documents[segment.document], drafts.get(segment.id), target_language, facts.get(segment.id, ())
        )
        about = _about_bead(bead, segments)
        if about and not segment.role.set_aside:
            unit = replace(unit, note=f"{unit.note}; {about}")
        yield replace(unit, properties=(*unit.properties, ("align-signature", alignment.signature)))


def _article_pair(
    bead: Bead,
    segments: Mapping[str, Segment],
    documents: Mapping[str, Document],
    drafts: Mapping[str, Draft],
    facts: Mapping[str, Sequence[Fact]],
    signature: str,
) -> Unit:
    unit = _human_unit(bead, segments, documents, signature)
    first = segments[bead.source[0]]
    proposals: tuple[Proposal, ...] = ()
    parts = [drafts[i] for i in bead.source if i in drafts]
    if len(parts) == len(bead.source):
        text = " ".join(d.text for d in parts if not blank(d.text))
        if text:
            by_machine = any(d.origin != RECALLED for d in parts)
            proposals = (Proposal(text, unit.source, parts[0].origin, machine=by_machine),)
    marks = (
        *place("source", _line(bead.source, segments), [f for i in bead.source for f in facts.get(i, ())]),
        *place("target", _line(bead.target, segments), [f for i in bead.target for f in facts.get(i, ())]),
    )
    extra = (("align-role", first.role.value), ("align-paragraph", str(first.paragraph)))
    return replace(unit, proposals=proposals, marks=marks, properties=(*unit.properties, *extra))


def _line(ids: Iterable[str], segments: Mapping[str, Segment]) -> Line:
    return join(segments[i] for i in ids)


def _about_bead(bead: Bead, segments: Mapping[str, Segment]) -> str:
    if bead.null:
        return "no counterpart found"
    text = " ".join(shorten(segments[i].text, 200) for i in bead.target)
    where = segments[bead.target[0]].document
    return f"{bead.grade or 'ungraded'} counterpart, score {bead.score:.2f}, in {where}: “{text}”"


def one_sided_memory(
    documents: Sequence[Document], findings: Findings, source_language: str, target_language: str
) -> Memory:
    """Make a file of the sentences that tell what the other language's articles don't, in reading order, to translate.

    ``documents`` are the articles of one language (the target side, say); each sentence with such a fact becomes a
    unit without a target. From the point of view of this file, whose source they are, each is an ``omission``.
    """
    facts = facts_by_segment(findings)
    units = []
    for document in documents:
        for segment in document.segments:
            here = [
                replace(f, issue="omission" if f.issue == "addition" else f.issue) for f in facts.get(segment.id, ())
            ]
            if here and not blank(segment.text):
                units.append(_draft_unit(segment, document, None, target_language, here))
    return Memory(
        source_language,
        target_language,
        tuple(units),
        original=_original(documents),
        note="align: sentences whose facts the other language's articles don't report",
        properties=tuple(_document_list("source", documents)),
        tool=TOOL,
    )
