"""Folds a person's decisions about beads (``review.json``) into an alignment; decisions are keyed by segment text.

So they survive another segmentation or a new run: a decision whose words are still there is applied, one whose words
have vanished is named. Schema: ``{"format": "align/review", "version": 1, "decisions": [{"decision": "accept",
"grade": "equivalent", "source": [{"document": "fr.a", "text": "…", "nth": 1}], "target": […]}]}``; ``nth`` tells equal
sentences of a document apart, from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Final, Literal, TypeAlias

from align import workspace
from align.errors import BrokenFormat, EditedOutput
from align.formats import json
from align.formats.json import Place
from align.model import Alignment, Bead, Document, Grade, Segment
from align.signature import digest
from align.text import squeeze

Verb: TypeAlias = Literal["accept", "drop", "review", "change"]
VERBS: Final[tuple[Verb, ...]] = ("accept", "drop", "review", "change")
GRADES: Final[tuple[Grade, ...]] = ("equivalent", "partial")
UNDECIDED: Final = 0.5
"""Score of a bead that a person put together and marked as needing review."""

Reference: TypeAlias = tuple[str, str, int]
"""Document, words, and which of the document's equal sentences, from 1."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one bead: the segments that belong together, and what to do with them.

    ``accept`` it is right; ``drop`` its segments have no counterpart; ``review`` somebody should look again;
    ``change`` the person put these segments together.
    """

    verb: Verb
    source: tuple[Reference, ...]
    target: tuple[Reference, ...]
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """An alignment with decisions folded in, how many of each kind, and the words that are no longer there."""

    alignment: Alignment
    counts: Mapping[str, int]
    vanished: tuple[str, ...]


def load(path: Path) -> tuple[Decision, ...]:
    """Read ``review.json``.

    Raises:
        UsageError: there is no such file.
        BrokenFormat: it isn't a review that this version knows.
    """
    return tuple(_decision(item) for item in json.load(path, "review").member("decisions").items())


def _decision(place: Place) -> Decision:
    verb = place.member("decision").choice(VERBS)
    found = place.member("grade")
    grade = None if found.value is None else found.choice(GRADES)
    source, target = (tuple(_references(place.member(side))) for side in ("source", "target"))
    if not source and not target:
        raise place.wrong("names no segment")
    return Decision(next(v for v in VERBS if v == verb), source, target, next((g for g in GRADES if g == grade), None))


def _references(place: Place) -> Iterator[Reference]:
    for item in place.items(optional=True):
        nth = item.member("nth")
        yield item.member("document").text(), item.member("text").text(), 1 if nth.value is None else nth.integer()


def apply(alignment: Alignment, decisions: Sequence[Decision]) -> Applied:
    """Fold ``decisions`` into ``alignment``.

    A decision takes its segments out of the beads that hold them now; what these beads lose leaves nulls behind, whose
    score is what was missing from the bead's own. Decisions whose words have vanished change nothing.

    Raises:
        BrokenFormat: two decisions claim one segment, or one pairs segments of two target documents.
    """
    finders = _Finder(alignment.source), _Finder(alignment.target)
    chosen: list[tuple[Decision, tuple[str, ...], tuple[str, ...]]] = []
    vanished: list[str] = []
    taken: dict[str, int] = {}
    for decision in decisions:
        lost = [
            f"{document}: {text}"
            for finder, side in zip(finders, (decision.source, decision.target), strict=True)
            for document, text, nth in side
            if finder.find((document, text, nth)) is None
        ]
        if lost:
            vanished.extend(lost)
            continue
        source, target = (
            tuple(i for r in side if (i := finder.find(r)) is not None)
            for finder, side in zip(finders, (decision.source, decision.target), strict=True)
        )
        for key in (*source, *target):
            if key in taken:
                raise BrokenFormat(f"two decisions claim the segment {key}", mend="decide on each bead once")
            taken[key] = len(chosen)
        if len({finders[1].document[i] for i in target}) > 1:
            raise BrokenFormat(f"a bead joins {' and '.join(target)}, of two documents", mend="take one of them out")
        chosen.append((decision, source, target))
    beads = tuple(_beads(alignment.beads, chosen, taken))
    counts: dict[str, int] = {verb: sum(d.verb == verb for d, _, _ in chosen) for verb in VERBS}
    made = digest(f"{d.verb}{d.grade}{s}{t}" for d, s, t in chosen)
    signature = f"{alignment.signature}|reviewed:{made}" if chosen else alignment.signature
    return Applied(replace(alignment, beads=beads, signature=signature), counts, tuple(vanished))


def write(path: Path, data: bytes, *, force: bool = False) -> Path | None:
    """Write ``data``; a file in the way is moved to ``NAME.before-N`` with ``force``, whose new path is returned.

    Raises:
        EditedOutput: a file with other content is in the way and ``force`` wasn't given.
    """
    moved: Path | None = None
    if path.is_file() and path.read_bytes() != data:
        if not force:
            raise EditedOutput(
                "the file is there already and was not overwritten",
                where=str(path),
                mend="choose another -o, or add --force to move it aside",
            )
        names = (path.with_name(f"{path.name}.before-{number}") for number in count(1))
        moved = next(name for name in names if not name.exists())
        path.rename(moved)
    workspace.write_bytes(path, data)
    return moved


class _Finder:
    """Finds the segments of one side by their words."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._found: dict[tuple[str, str], list[str]] = {}
        self.document: dict[str, str] = {}
        for document in documents:
            for segment in document.segments:
                self._add(segment)

    def _add(self, segment: Segment) -> None:
        self.document[segment.id] = segment.document
        self._found.setdefault((segment.document, squeeze(segment.text)), []).append(segment.id)

    def find(self, reference: Reference) -> str | None:
        """Return the id of the segment that ``reference`` names, or None where its words have vanished."""
        document, text, nth = reference
        found = self._found.get((document, squeeze(text)), [])
        return found[nth - 1] if 1 <= nth <= len(found) else None


def _beads(
    old: Sequence[Bead],
    chosen: Sequence[tuple[Decision, tuple[str, ...], tuple[str, ...]]],
    taken: Mapping[str, int],
) -> Iterator[Bead]:
    """Yield the new beads, each decision's in the place of the first bead that it touches."""
    done: set[int] = set()
    for bead in old:
        touched = [taken[i] for i in (*bead.source, *bead.target) if i in taken]
        if not touched:
            yield bead
            continue
        for number in dict.fromkeys(touched):
            if number not in done:
                done.add(number)
                yield from _decided(*chosen[number], bead)
        rest = bead.score if bead.null else round(1.0 - bead.score, 4)
        yield from (Bead((i,), (), rest) for i in bead.source if i not in taken)
        yield from (Bead((), (i,), rest) for i in bead.target if i not in taken)


def _decided(decision: Decision, source: tuple[str, ...], target: tuple[str, ...], old: Bead) -> Iterator[Bead]:
    same = (set(source), set(target)) == (set(old.source), set(old.target))
    if decision.verb == "drop" or not source or not target:
        score = old.score if same and decision.verb == "review" else 1.0
        yield from (Bead((i,), (), score) for i in source)
        yield from (Bead((), (i,), score) for i in target)
        return
    grade = decision.grade or (old.grade if same else None) or "equivalent"
    if decision.verb == "review":
        yield Bead(source, target, old.score if same else UNDECIDED, grade)
        return
    yield Bead(source, target, 1.0, grade)
