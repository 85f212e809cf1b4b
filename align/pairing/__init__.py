"""Pairing: documents (or plain sentences) in, an Alignment out; the mode chosen where none is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from align.aligners.comparable import ComparableAligner
from align.aligners.evidence import Evidence
from align.errors import InvalidValue
from align.model import Alignment, Bead, Document, Draft, Link, Segment, Span
from align.pairing.choice import Choice, choose
from align.pairing.comparable import NO_VECTORS, Sides, comparable_beads, evidence, sides, why_no_vectors
from align.protocols import Similarity
from align.signature import compose

Asked: TypeAlias = Literal["auto", "parallel", "comparable"]


def pair_documents(
    source: Sequence[Document],
    target: Sequence[Document],
    drafts: Sequence[Draft] = (),
    *,
    mode: Asked = "auto",
    vectors: Similarity | None = None,
) -> Alignment:
    """Align the segments of source documents with those of one or more target documents.

    Args:
        source, target: segmented documents; set-aside segments become null beads of their own.
        drafts: machine text of either side in the language of the other.
        mode: ``parallel`` keeps to the order of the texts, ``comparable`` lets beads cross and expects nulls,
            ``auto`` looks at the texts and says in ``Alignment.reason`` what it chose and why.
        vectors: sentence vectors (`align.vectors.sentence_vectors`) to compare the texts by as well, where both are in
            a language that they read, by drafts or by nature; ``Alignment.reason`` says so where they aren't.

    Raises:
        InvalidValue: the mode is none of these, or a segment id stands twice.
    """
    if mode not in ("auto", "parallel", "comparable"):
        raise InvalidValue(f"mode {mode!r} is none of auto, parallel, comparable")
    both = sides(source, target, drafts)
    measured = None
    if both.source and both.target:
        measured = evidence(both, vectors=vectors)
    choice = Choice(mode, "asked for") if mode != "auto" else choose(both, measured and measured.plain)
    left_out = why_no_vectors(both, vectors) if vectors is not None else ""
    reason = f"{choice.reason}; {left_out}" if left_out else choice.reason
    found = _comparable(both, measured) if choice.mode == "comparable" else _parallel(source, target, both, measured)
    beads = _with_set_aside(found.beads, source, target)
    return Alignment(
        choice.mode,
        tuple(source),
        tuple(target),
        beads,
        found.links,
        tuple(drafts),
        found.signature if vectors is None or left_out else compose(found.signature, vectors=vectors.signature),
        reason,
    )


def pair(
    source: Sequence[str],
    target: Sequence[str],
    *,
    drafts: Sequence[str] | None = None,
    target_drafts: Sequence[str] | None = None,
    mode: Asked = "auto",
    languages: tuple[str, str] = ("und", "mul"),
    vectors: Similarity | None = None,
) -> Alignment:
    """Align two lists of sentences.

    Args:
        source, target: sentences in order; ids of the segments are ``source.s0001`` … and ``target.s0001`` …
        drafts: one draft of each source sentence in the target's language; or
        target_drafts: one draft of each target sentence in the source's language.
        mode: see `pair_documents`.
        vectors: see `pair_documents`.
        languages: BCP 47 tags of the two sides; alike, the sentences are compared word by word without drafts.

    Raises:
        InvalidValue: there are drafts, but not one for each sentence.
    """
    here = document_of("source", languages[0], source)
    there = document_of("target", languages[1], target)
    made: list[Draft] = []
    for document, texts in ((here, drafts), (there, target_drafts)):
        if texts is None:
            continue
        if len(texts) != len(document.segments):
            raise InvalidValue(f"{len(texts)} drafts for {len(document.segments)} {document.id} sentences")
        made.extend(Draft(s.id, t) for s, t in zip(document.segments, texts, strict=True))
    return pair_documents([here], [there], made, mode=mode, vectors=vectors)


def document_of(name: str, language: str, sentences: Sequence[str]) -> Document:
    """Make a document of sentences, one a line and a segment each."""
    segments: list[Segment] = []
    start = 0
    for number, sentence in enumerate(sentences, 1):
        end = start + len(sentence)
        segments.append(Segment(f"{name}.s{number:04d}", name, Span(start, end), sentence, number))
        start = end + 1
    return Document(name, language, "\n".join(sentences), segments=tuple(segments))


def vectors_left_out(alignment: Alignment) -> str:
    """Return the sentence of ``Alignment.reason`` that says why sentence vectors weren't used; "" where they were."""
    _, said, why = alignment.reason.partition(NO_VECTORS)
    return said + why


@dataclass(frozen=True, slots=True)
class Found:
    """Beads over the segments that take part, secondary links, and what made them."""

    beads: tuple[Bead, ...]
    links: tuple[Link, ...]
    signature: str


def _comparable(both: Sides, measured: Evidence | None) -> Found:
    aligner = ComparableAligner()
    paired = comparable_beads(both, aligner, measured)
    return Found(paired.beads, paired.links, compose(aligner.signature, drafts=both.drafted_side or None))


def _parallel(source: Sequence[Document], target: Sequence[Document], both: Sides, measured: Evidence | None) -> Found:
    from align.pairing.ordered import ordered_beads

    return Found(
        ordered_beads(source, target, both, measured), (), compose("parallel", drafts=both.drafted_side or None)
    )


def _with_set_aside(beads: Sequence[Bead], source: Sequence[Document], target: Sequence[Document]) -> tuple[Bead, ...]:
    """Put the set-aside segments, each a null bead of its own, where they stand in their documents."""
    left = [s for d in source for s in d.segments]
    right = [s for d in target for s in d.segments]
    places = {s.id: k for k, s in enumerate(left)}, {s.id: k for k, s in enumerate(right)}
    waiting = [s for s in left if s.role.set_aside], [s for s in right if s.role.set_aside]
    made: list[Bead] = []

    def flush(side: int, before: int) -> None:
        while waiting[side] and places[side][waiting[side][0].id] < before:
            aside = waiting[side].pop(0)
            made.append(Bead((aside.id,), (), 1.0) if side == 0 else Bead((), (aside.id,), 1.0))

    for bead in beads:
        if bead.source:
            flush(0, min(places[0][i] for i in bead.source))
        elif bead.target:
            flush(1, min(places[1][i] for i in bead.target))
        made.append(bead)
    flush(0, len(left))
    flush(1, len(right))
    return tuple(made)
