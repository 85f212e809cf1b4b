"""Scores of alignments and translations against gold: strict, lax, link and null figures as the field counts them.

- **strict**: a predicted bead counts if gold has the same bead; **lax**: if it shares a sentence link with a gold bead.
  Precision is over all predicted beads, null alignments included, one a sentence; recall is over gold beads with two
  sides, looked up among predicted beads with two sides. The asymmetry is that of Sennrich & Volk (2010) and vecalign.
- **link**: sentence pairs; an n:m bead is n·m links. With graded links (E same main proposition, P partial), precision
  is over E and P, recall over the source and target sentences that have an E link.
- **null**: sentences without counterpart, both sides pooled; with graded links without the sentences that have P only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Pair: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]
"""0-based sentence numbers of source and target; an empty side is a null alignment."""

FIGURES = ("strict", "lax", "link", "null")


@dataclass(frozen=True, slots=True)
class Figure:
    """Precision and recall as fractions of counts, so that documents can be pooled by adding."""

    right: int = 0
    predicted: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float:
        """Share of what was predicted that is right; 0 where nothing was predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of what gold holds that was found; 0 where it holds nothing."""
        return self.found / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def defined(self) -> bool:
        """False when gold holds nothing of the kind and nothing was predicted."""
        return bool(self.predicted or self.wanted)

    def __add__(self, other: Figure) -> Figure:
        return Figure(
            self.right + other.right,
            self.predicted + other.predicted,
            self.found + other.found,
            self.wanted + other.wanted,
        )


@dataclass(frozen=True, slots=True)
class Score:
    """The four figures of one document."""

    name: str
    strict: Figure
    lax: Figure
    link: Figure
    null: Figure

    def figures(self) -> Mapping[str, Figure]:
        """Map each figure's name to it."""
        return {name: getattr(self, name) for name in FIGURES}


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores by document; the mean weighs every document alike."""

    documents: tuple[Score, ...] = field(default=())

    def mean(self, name: str, part: str = "f1") -> float:
        """Average ``part`` (precision, recall, f1) of a figure over the documents in which it is defined."""
        values = [getattr(f, part) for d in self.documents if (f := getattr(d, name)).defined]
        return sum(values) / len(values) if values else 0.0

    def pooled(self, name: str) -> Figure:
        """Add up a figure's counts over the documents."""
        return sum((getattr(d, name) for d in self.documents), Figure())


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold alignment: sentences a side, beads, and graded links where the set has them."""

    name: str
    source: int
    target: int
    beads: tuple[Pair, ...]
    links: Mapping[tuple[int, int], str] | None = None


def split_nulls(beads: Iterable[Pair]) -> list[Pair]:
    """Part null alignments into one a sentence; drop beads that are empty on both sides; keep each bead once."""
    made: dict[Pair, None] = {}
    for source, target in beads:
        if source and target:
            made[(tuple(source), tuple(target))] = None
        else:
            made.update({((i,), ()): None for i in source})
            made.update({((), (i,)): None for i in target})
    return list(made)


def completed(beads: Iterable[Pair], source: int, target: int) -> list[Pair]:
    """Add a null alignment for every sentence that stands in no bead."""
    made = split_nulls(beads)
    here = {i for s, _ in made for i in s}
    there = {i for _, t in made for i in t}
    made.extend(((i,), ()) for i in range(source) if i not in here)
    made.extend(((), (i,)) for i in range(target) if i not in there)
    return made


def score(gold: Gold, beads: Iterable[Pair]) -> Score:
    """Score predicted beads (sorted sentence numbers) against one gold alignment."""
    predicted = completed(((tuple(sorted(s)), tuple(sorted(t))) for s, t in beads), gold.source, gold.target)
    wanted = completed(((tuple(sorted(s)), tuple(sorted(t))) for s, t in gold.beads), gold.source, gold.target)
    two_predicted = [b for b in predicted if b[0] and b[1]]
    two_wanted = [b for b in wanted if b[0] and b[1]]
    strict = Figure(
        sum(b in set_wanted for b in predicted) if (set_wanted := set(wanted)) else 0,
        len(predicted),
        sum(b in set_predicted for b in two_wanted) if (set_predicted := set(two_predicted)) else 0,
        len(two_wanted),
    )
    pairs_wanted, pairs_predicted = _links(two_wanted), _links(two_predicted)
    lax = Figure(
        sum(_right_at_all(b, pairs_wanted, set_wanted) for b in predicted),
        len(predicted),
        sum(bool(_links([b]) & pairs_predicted) for b in two_wanted),
        len(two_wanted),
    )
    if gold.links is None:
        both = len(pairs_wanted & pairs_predicted)
        link = Figure(both, len(pairs_predicted), both, len(pairs_wanted))
        null = _nulls(predicted, wanted, frozenset())
    else:
        link, null = _graded(gold, predicted, pairs_predicted)
    return Score(gold.name, strict, lax, link, null)


def _links(beads: Iterable[Pair]) -> set[tuple[int, int]]:
    return {(i, j) for s, t in beads for i in s for j in t}


def _right_at_all(bead: Pair, pairs: set[tuple[int, int]], beads: set[Pair]) -> bool:
    return bead in beads or any((i, j) in pairs for i in bead[0] for j in bead[1])


Side: TypeAlias = tuple[str, int]


def _null_sentences(beads: Iterable[Pair]) -> set[Side]:
    alone = {("source", i) for s, t in beads if not t for i in s}
    return alone | {("target", j) for s, t in beads if not s for j in t}


def _nulls(predicted: Iterable[Pair], wanted: Iterable[Pair], without: frozenset[Side]) -> Figure:
    mine, theirs = _null_sentences(predicted) - without, _null_sentences(wanted) - without
    return Figure(len(mine & theirs), len(mine), len(mine & theirs), len(theirs))


def _graded(gold: Gold, predicted: list[Pair], pairs: set[tuple[int, int]]) -> tuple[Figure, Figure]:
    links = gold.links or {}
    same = {pair for pair, grade in links.items() if grade == "E"}
    owed: set[Side] = {("source", i) for i, _ in same} | {("target", j) for _, j in same}
    hit = pairs & same
    reached: set[Side] = {("source", i) for i, _ in hit} | {("target", j) for _, j in hit}
    link = Figure(len(pairs & set(links)), len(pairs), len(reached), len(owed))
    touched: set[Side] = {("source", i) for i, _ in links} | {("target", j) for _, j in links}
    wanted = [((i,), ()) for i in range(gold.source) if ("source", i) not in touched]
    alone: list[Pair] = [*wanted, *(((), (j,)) for j in range(gold.target) if ("target", j) not in touched)]
    return link, _nulls(predicted, alone, frozenset(touched - owed))
