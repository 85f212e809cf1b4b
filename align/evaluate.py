"""Scores of alignments and translations against gold: strict, lax, link and null figures as the field counts them.

- **strict**: a predicted bead counts if gold has the same bead; **lax**: if it shares a sentence link with a gold bead.
  Precision is over all predicted beads, null alignments included, one a sentence; recall is over gold beads with two
  sides, looked up among predicted beads with two sides. The asymmetry is that of Sennrich & Volk (2010) and vecalign.
- **link**: sentence pairs; an n:m bead is n·m links. With graded links (E same main proposition, P partial), precision
  is over E and P, recall over the source and target sentences that have an E link.
- **null**: sentences without counterpart, both sides pooled; with graded links without the sentences that have P only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from align.errors import BrokenFormat, NotReady, UnreadableDocument, UsageError

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


# --- counting -------------------------------------------------------------------------------------------------------


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


# --- reading gold and alignments ------------------------------------------------------------------------------------


def read_ladder(path: Path) -> list[Pair]:
    """Read beads ``0,1:2``, one a line, 0-based; text after white space is left aside; an empty side is a null.

    Raises:
        BrokenFormat: a line isn't a bead; it is named.
    """
    made: list[Pair] = []
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        left, mark, right = line.split("\t")[0].strip().partition(":")
        # vecalign writes lists, [0, 1]:[2]:cost.
        right = right.split(":")[0]
        try:
            if not mark:
                raise ValueError(line)
            made.append((_numbers(left), _numbers(right)))
        except ValueError:
            raise BrokenFormat(
                f"line {number} is no bead: {line.strip()[:60]!r}",
                where=str(path),
                mend="write source and target line numbers from 0 as 0,1:2",
            ) from None
    return made


def _numbers(side: str) -> tuple[int, ...]:
    return tuple(int(n) for n in side.strip().strip("[]").split(",") if n.strip())


def read_gold(folder: Path) -> Gold:
    """Read a folder that holds ``src.txt``, ``tgt.txt``, ``gold.txt`` and perhaps ``links.tsv``.

    Raises:
        UsageError: a file is missing.
        BrokenFormat: a line can't be understood, or names a sentence that isn't there.
    """
    for name in ("src.txt", "tgt.txt", "gold.txt"):
        if not (folder / name).is_file():
            raise UsageError(
                f"there is no {name}", where=str(folder), mend="a gold folder holds src.txt, tgt.txt, gold.txt"
            )
    sizes = len(_lines(folder / "src.txt")), len(_lines(folder / "tgt.txt"))
    beads = read_ladder(folder / "gold.txt")
    _within(beads, sizes, folder / "gold.txt")
    graded = folder / "links.tsv"
    return Gold(folder.name, *sizes, tuple(beads), _read_links(graded, sizes) if graded.is_file() else None)


def _read_links(path: Path, sizes: tuple[int, int]) -> dict[tuple[int, int], str]:
    made: dict[tuple[int, int], str] = {}
    for number, line in enumerate(_lines(path), 1):
        fields = line.split("\t")
        if not line.strip() or not fields[0].strip().isdigit():
            continue
        try:
            made[(int(fields[0]), int(fields[1]))] = fields[2].strip()
        except (ValueError, IndexError):
            raise BrokenFormat(f"line {number} is no link", where=str(path)) from None
    _within([((i,), (j,)) for i, j in made], sizes, path)
    return made


def _within(beads: Iterable[Pair], sizes: tuple[int, int], path: Path) -> None:
    for s, t in beads:
        for numbers, size, side in ((s, sizes[0], "source"), (t, sizes[1], "target")):
            for n in numbers:
                if not 0 <= n < size:
                    raise BrokenFormat(f"{side} sentence {n} is named, but there are {size}", where=str(path))


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"not UTF-8 at byte {error.start}", where=str(path), mend="convert it to UTF-8"
        ) from None
    lines = text.split("\n")
    return [line.rstrip("\r") for line in (lines[:-1] if lines[-1] == "" else lines)]


def read_alignment(path: Path) -> list[Pair]:
    """Read an alignment.json (its set-aside segments count as sentences) or a ladder as numbered beads.

    Raises:
        BrokenFormat: neither the one nor the other.
    """
    if path.suffix.lower() != ".json":
        return read_ladder(path)
    try:
        data: Any = json.loads(path.read_bytes())
        places = [{s["id"]: n for n, s in enumerate(data[side]["segments"])} for side in ("source", "target")]
        return [
            (tuple(places[0][i] for i in b["source"]), tuple(places[1][i] for i in b["target"])) for b in data["beads"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenFormat(
            f"this is no alignment.json ({type(error).__name__}: {error})",
            where=str(path),
            mend="write it with: align pair SOURCE TARGET --as json -o FILE",
        ) from None


def is_gold(folder: Path) -> bool:
    """Tell whether ``folder`` itself is a gold folder."""
    return (folder / "gold.txt").is_file()


def score_folder(gold: Path, alignment: Path) -> Scores:
    """Score one gold folder against a file, or a folder of gold folders against a folder of NAME.json or NAME.txt.

    Raises:
        UsageError: a file is missing.
        BrokenFormat: a file can't be read as what it should be, or names sentences that gold doesn't have.
    """
    if is_gold(gold):
        found = _fitting(alignment, gold.name) if alignment.is_dir() else alignment
        return Scores((_score_one(gold, found),))
    folders = sorted(f for f in gold.iterdir() if f.is_dir() and is_gold(f))
    if not folders:
        raise UsageError("no gold.txt here nor in the folders below", where=str(gold))
    if not alignment.is_dir():
        raise UsageError(
            "several gold folders need a folder of alignments", where=str(alignment), mend="NAME.json each"
        )
    return Scores(tuple(_score_one(folder, _fitting(alignment, folder.name)) for folder in folders))


def _fitting(folder: Path, name: str) -> Path:
    for candidate in (folder / f"{name}.json", folder / f"{name}.ladder", folder / f"{name}.txt"):
        if candidate.is_file():
            return candidate
    raise UsageError(f"there is no {name}.json for the gold folder {name}", where=str(folder), mend="align it first")


def _score_one(folder: Path, alignment: Path) -> Score:
    gold = read_gold(folder)
    beads = read_alignment(alignment)
    _within(beads, (gold.source, gold.target), alignment)
    return score(gold, beads)


# --- showing scores -------------------------------------------------------------------------------------------------


def as_json(scores: Scores) -> dict[str, Any]:
    """Lay out scores by document, their mean and the pooled counts, fractions to four digits."""

    def fractions(figure: Figure) -> dict[str, Any]:
        parts = {part: round(getattr(figure, part), 4) for part in ("precision", "recall", "f1")}
        return {**parts, "predicted": figure.predicted, "gold": figure.wanted}

    return {
        "documents": [{"name": d.name, **{k: fractions(f) for k, f in d.figures().items()}} for d in scores.documents],
        "mean": {k: {p: round(scores.mean(k, p), 4) for p in ("precision", "recall", "f1")} for k in FIGURES},
        "pooled": {k: fractions(scores.pooled(k)) for k in FIGURES},
    }


def as_table(scores: Scores) -> list[str]:
    """Lay out precision, recall and F1 × 100 in aligned columns: a line a document, the mean, the pooled counts."""
    width = max([len(d.name) for d in scores.documents] + [8])
    lines = [
        " " * width + "".join(f"  {k:^17}" for k in FIGURES),
        " " * width + "  " + "  ".join(["    P     R    F1"] * len(FIGURES)),
    ]

    def row(name: str, values: Sequence[tuple[float, float, float] | None]) -> str:
        cells = ["".join(f"{100 * v:6.1f}" for v in three)[1:] if three else f"{'–':>17}" for three in values]
        return f"{name:<{width}}  " + "  ".join(cells)

    for d in scores.documents:
        lines.append(row(d.name, [(f.precision, f.recall, f.f1) if f.defined else None for f in d.figures().values()]))
    if len(scores.documents) > 1:
        means = [(scores.mean(k, "precision"), scores.mean(k, "recall"), scores.mean(k)) for k in FIGURES]
        lines.append(row("mean", means))
        pooled = [scores.pooled(k) for k in FIGURES]
        lines.append(row("pooled", [(f.precision, f.recall, f.f1) for f in pooled]))
    return lines


# --- translations ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TranslationScore:
    """BLEU and chrF of a draft, with sacreBLEU's signatures."""

    sentences: int
    bleu: float
    chrf: float
    signatures: tuple[str, str]


def score_translation(reference: Sequence[str], draft: Sequence[str]) -> TranslationScore:
    """Score drafts against references, line by line (sacreBLEU; Post 2018, Popović 2015).

    Raises:
        NotReady: the extra ``score`` isn't installed.
        UsageError: the two sides differ in length or are empty.
    """
    if len(reference) != len(draft) or not reference:
        raise UsageError(
            f"the reference has {len(reference)} lines, the draft {len(draft)}",
            mend="give one draft a reference line: align translate --segmented --as text",
        )
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
    except ModuleNotFoundError:
        raise NotReady("BLEU and chrF need sacrebleu", mend="pip install 'align-bitext[score]'") from None
    bleu, chrf = BLEU(), CHRF()
    figures = bleu.corpus_score(list(draft), [list(reference)]), chrf.corpus_score(list(draft), [list(reference)])
    return TranslationScore(
        len(reference), figures[0].score, figures[1].score, (str(bleu.get_signature()), str(chrf.get_signature()))
    )


def read_lines(path: Path) -> list[str]:
    """Read a text with one sentence a line.

    Raises:
        UnreadableDocument: it isn't UTF-8.
    """
    return _lines(path)
