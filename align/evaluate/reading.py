"""Gold alignments and those to be scored, as files: ladders, graded links, JSON, folders of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from align.errors import BrokenFormat, UnreadableDocument, UsageError
from align.evaluate.figures import Gold, Pair, Score, Scores, score


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


def read_lines(path: Path) -> list[str]:
    """Read a text with one sentence a line.

    Raises:
        UnreadableDocument: it isn't UTF-8.
    """
    return _lines(path)
