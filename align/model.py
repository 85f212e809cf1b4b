"""The values that flow through the house: documents, segments, drafts, beads, claims and findings.

Everything here is frozen and slotted; sequences are tuples; no value knows about files, models or the terminal.
Offsets count Unicode code points in the document's text exactly as it was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Literal, TypeAlias

from align.errors import InvalidValue


class Role(str, Enum):
    """What a stretch of a document is; captions, headings and boilerplate are set aside from alignment and findings."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    QUOTATION = "quotation"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"

    @property
    def set_aside(self) -> bool:
        """True when segments of this role take no part in alignment and findings."""
        return self in (Role.HEADING, Role.CAPTION, Role.BOILERPLATE)


Mode: TypeAlias = Literal["parallel", "comparable"]
Grade: TypeAlias = Literal["equivalent", "partial"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, ``start`` included, ``end`` not."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise InvalidValue(f"span {self.start}–{self.end} runs backwards or starts before the text")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the words of ``text`` that this span covers."""
        return text[self.start : self.end]

    def overlap(self, other: Span) -> int:
        """Count the code points that both spans cover."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document comes from. ``published`` is declared by a person, never guessed."""

    path: str = ""
    sha256: str = ""
    outlet: str | None = None
    title: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or line of a document as the reader found it, with the role it plays."""

    span: Span
    role: Role = Role.BODY


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence (or title, caption, …) of a document: ``document.text[span] == text``."""

    id: str
    document: str
    span: Span
    text: str
    paragraph: int = 0
    role: Role = Role.BODY


@dataclass(frozen=True, slots=True)
class Document:
    """A text exactly as read, the blocks its reader saw and, once segmented, its segments.

    Segments are ordered, disjoint spans of ``text``; spans and gaps joined give ``text`` back: nothing is lost.
    ``language`` is a BCP 47 tag.
    """

    id: str
    language: str
    text: str
    blocks: tuple[Block, ...] = ()
    segments: tuple[Segment, ...] = ()
    provenance: Provenance = field(default_factory=Provenance)

    def __post_init__(self) -> None:
        end = 0
        for segment in self.segments:
            if segment.span.start < end or segment.span.end > len(self.text):
                raise InvalidValue(f"segment {segment.id} of {self.id} overlaps the one before it or leaves the text")
            if segment.span.of(self.text) != segment.text:
                raise InvalidValue(f"segment {segment.id} of {self.id} differs from the text it points at")
            end = segment.span.end

    def with_segments(self, segments: tuple[Segment, ...]) -> Document:
        """Return this document with ``segments`` in the place of its own."""
        return replace(self, segments=segments)

    @property
    def active(self) -> tuple[Segment, ...]:
        """The segments that take part in alignment and findings."""
        return tuple(s for s in self.segments if not s.role.set_aside)


@dataclass(frozen=True, slots=True)
class Draft:
    """Machine text for one segment: never confused with a sentence that a person wrote.

    ``score`` lies in 0–1 or is None where no calibrated score exists; ``origin`` says who made it
    (``argos fr_en 0.1``, ``memory exact``); ``warnings`` are sentences for a person to read.
    """

    segment: str
    text: str
    score: float | None = None
    origin: str = ""
    warnings: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments of the two sides that say the same; with one side empty, a null alignment.

    ``score`` is the calibrated share (0–1) of such beads that are right.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    score: float = 1.0
    grade: Grade | None = None

    def __post_init__(self) -> None:
        if not self.source and not self.target:
            raise InvalidValue("a bead must hold a segment on at least one side")
        if not 0.0 <= self.score <= 1.0:
            raise InvalidValue(f"bead score {self.score} lies outside 0–1")

    @property
    def kind(self) -> str:
        """The bead's shape: ``1-1``, ``2-1``, ``1-0`` …"""
        return f"{len(self.source)}-{len(self.target)}"

    @property
    def null(self) -> bool:
        """True when one side is empty."""
        return not self.source or not self.target


@dataclass(frozen=True, slots=True)
class Link:
    """A further correspondence outside the beads: the same fact told again elsewhere."""

    source: str
    target: str
    score: float
    grade: Grade = "partial"


@dataclass(frozen=True, slots=True)
class Alignment:
    """Beads over the segments of source and target documents.

    Beads partition both sides (segments set aside stand as null alignments of their own); a bead's target segments
    belong to one document; crossings are allowed. ``drafts`` may cover either side.
    """

    mode: Mode
    source: tuple[Document, ...]
    target: tuple[Document, ...]
    beads: tuple[Bead, ...]
    links: tuple[Link, ...] = ()
    drafts: tuple[Draft, ...] = ()
    signature: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        for name, documents, sides in (
            ("source", self.source, [b.source for b in self.beads]),
            ("target", self.target, [b.target for b in self.beads]),
        ):
            expected = [s.id for d in documents for s in d.segments]
            found = [i for side in sides for i in side]
            if len(expected) != len(set(expected)):
                raise InvalidValue(f"two {name} segments carry the same id")
            if len(found) != len(expected) or set(found) != set(expected):
                odd = sorted(set(expected) ^ set(found)) or sorted(i for i in set(found) if found.count(i) > 1)
                raise InvalidValue(f"beads must partition the {name} side; look at {', '.join(odd[:3])}")

    def segments(self) -> Mapping[str, Segment]:
        """Map every segment id of both sides to its segment."""
        return {s.id: s for d in (*self.source, *self.target) for s in d.segments}

    def documents(self) -> Mapping[str, Document]:
        """Map every document id of both sides to its document."""
        return {d.id: d for d in (*self.source, *self.target)}

    def draft_of(self) -> Mapping[str, Draft]:
        """Map segment ids to the drafts that were made of them."""
        return {d.segment: d for d in self.drafts}

    def above(self, score: float) -> Alignment:
        """Keep the beads and links with at least ``score``; the others fall apart into null alignments.

        A dissolved bead's segments become nulls whose score is what was missing from the bead's own.
        """
        beads: list[Bead] = []
        for bead in self.beads:
            if bead.null or bead.score >= score:
                beads.append(bead)
                continue
            rest = round(1.0 - bead.score, 4)
            beads.extend(Bead((i,), (), rest) for i in bead.source)
            beads.extend(Bead((), (i,), rest) for i in bead.target)
        return replace(self, beads=tuple(beads), links=tuple(k for k in self.links if k.score >= score))


# --- memories -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggestion beside a unit's own target, as XLIFF's alt-trans and matches hold it: never the translation itself.

    ``quality`` lies in 0–1 or is None where nobody measured it.
    """

    target: str
    source: str = ""
    origin: str = ""
    quality: float | None = None
    machine: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a unit's text that the other side lacks or tells differently.

    ``span`` counts code points in the unit's own text of that side; ``issue`` is a localisation quality issue type of
    ITS 2.0 (``omission``, ``addition``, ``numbers``, ``inconsistent-entities`` …); ``severity`` lies in 0–100.
    """

    side: Literal["source", "target"]
    span: Span
    issue: str
    comment: str = ""
    severity: int = 50


@dataclass(frozen=True, slots=True)
class Unit:
    """A translation unit as memories and bilingual files hold it: one source text, one target text.

    ``origin`` is ``human`` or ``machine``; ``state`` follows XLIFF 1.2; ``created`` and ``changed`` are
    ``YYYYMMDDTHHMMSSZ``, ``creator`` and ``author`` who did it; ``kind`` is a bead's shape, ``n-m`` where a file only
    says “more than a sentence”, empty where it says nothing; ``properties`` are name–value pairs without their
    ``x-`` prefix, in order.
    """

    id: str
    source: str
    target: str
    source_language: str = ""
    target_language: str = ""
    origin: Literal["human", "machine"] = "human"
    kind: str = "1-1"
    score: float | None = None
    grade: Grade | None = None
    state: str = ""
    approved: bool = False
    author: str = ""
    changed: str = ""
    note: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    creator: str = ""
    created: str = ""
    proposals: tuple[Proposal, ...] = ()
    marks: tuple[Mark, ...] = ()

    def detail(self, name: str, default: str = "") -> str:
        """Return the first value of a property, or ``default``."""
        return next((value for key, value in self.properties if key == name), default)


@dataclass(frozen=True, slots=True)
class Memory:
    """Translation units that belong together, with what a file's header says about them.

    ``tool`` is the program that made it, with its version after the last space; ``created`` is ``YYYYMMDDTHHMMSSZ``.
    """

    source_language: str
    target_language: str
    units: tuple[Unit, ...] = ()
    original: str = ""
    note: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    tool: str = ""
    created: str = ""

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.units)


# --- facts ----------------------------------------------------------------------------------------------------------

AnchorKind: TypeAlias = Literal["person", "organisation", "place", "number", "date", "quotation", "tag"]
Verdict: TypeAlias = Literal["only_source", "only_target", "differs", "shared"]
Band: TypeAlias = Literal["sure", "likely", "check"]
Slot: TypeAlias = Literal["number", "date", "place", "actor", "status", "wording"]
Relation: TypeAlias = Literal["incompatible", "more precise", "bound differs", "later figure"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as the interval that its words allow, with the noun that it counts (a canonical key, or "").

    ``unit`` is the base unit that the interval is given in (``day``, ``metre``, ``percent``, ``EUR`` …), ``ordinal``
    for a place in a series, ``clock`` for minutes after midnight, or "" for a plain count.
    """

    low: float
    high: float
    counted: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with its precision; ``value`` is an ISO prefix (``2017``, ``2017-04``, ``2017-04-20``) or a canonical
    relative name when no reference date was declared."""

    value: str
    precision: Literal["day", "week", "month", "season", "year", "unresolved"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A typed expression of a claim whose canonical ``value`` compares equal across languages."""

    kind: AnchorKind
    span: Span
    text: str
    value: str | Quantity | Moment


@dataclass(frozen=True, slots=True)
class Claim:
    """A clause of a segment: what it asserts, how firmly, and on whose word. Spans are document offsets."""

    id: str
    document: str
    segment: str
    span: Span
    text: str
    anchors: tuple[Anchor, ...] = ()
    negated: bool = False
    modality: Literal["asserted", "reported", "possible"] = "asserted"
    attribution: str = ""
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a document that a person can go and read, with a draft where they aren't in the reader's language."""

    document: str
    segment: str
    span: Span
    text: str
    draft: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict on claims, with the evidence for it and the nearest miss.

    ``claims`` stand on the side that has the fact (for ``shared`` and ``differs`` the source side, ``evidence`` then
    holds the other); ``score`` is the support found on the other side, 0–1; ``values`` are [source, target], and
    ``relation`` says how they stand to each other.
    """

    id: str
    verdict: Verdict
    band: Band
    score: float
    claims: tuple[Passage, ...]
    evidence: tuple[Passage, ...] = ()
    nearest: Passage | None = None
    slot: Slot | None = None
    values: tuple[str, ...] = ()
    reason: str = ""
    relation: Relation | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What a comparison of an event's documents gave, in reading order.

    ``inside`` lists differences between documents of one side: their claims and their evidence stand on that side.
    """

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    signature: str = ""
    warnings: tuple[str, ...] = ()
    inside: tuple[Finding, ...] = ()


# --- events ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One document as ``event.toml`` declares it."""

    id: str
    path: str
    language: str
    role: Literal["source", "target"]
    outlet: str | None = None
    title: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A folder of documents about the same event."""

    name: str
    title: str
    entries: tuple[Entry, ...]
