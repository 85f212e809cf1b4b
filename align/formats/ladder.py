"""Ladders: beads as sentence numbers from 0, one a line, as aligners and their evaluation exchange them.

Written is ``0,1:2 TAB score TAB grade``, which holds crossings and null alignments. Read are that form, vecalign's
``[0, 1]:[2]:cost`` and hunalign's rungs (``i TAB j TAB quality``: where the next bead starts on both sides).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Literal

from align.errors import UsageError
from align.formats.properties import share
from align.formats.reading import refuse
from align.model import Alignment

LONGEST_BEAD = 10_000
DIGITS = 9
BEAD = re.compile(r"\[?([\d, ]*)\]?:\[?([\d, ]*)\]?(?::(-?[\d.eE+-]+))?(?:\t(-?[\d.]+)(?:\t(\w*))?)?")
RUNG = re.compile(r"(\d{1,9})[\t ](\d{1,9})(?:[\t ](-?[\d.eE+-]+))?")


@dataclass(frozen=True, slots=True)
class Rung:
    """A bead as sentence numbers from 0, with a score in 0–1 where the file has one of ours."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float | None = None
    grade: str = ""


class Ladder:
    """Reads and writes ladders; segments are counted through all documents of a side, in order."""

    name = "ladder"
    suffixes = (".ladder",)
    holds: Literal["alignment"] = "alignment"

    def write(self, alignment: Alignment, stream: BinaryIO) -> int:
        """Write one bead a line, in the alignment's order; return the number of beads."""
        places = [
            {s.id: number for number, s in enumerate(s for d in documents for s in d.segments)}
            for documents in (alignment.source, alignment.target)
        ]
        for bead in alignment.beads:
            source = ",".join(str(n) for n in sorted(places[0][i] for i in bead.source))
            target = ",".join(str(n) for n in sorted(places[1][i] for i in bead.target))
            cells = [f"{source}:{target}", f"{bead.score:.4f}", *([bead.grade] if bead.grade else [])]
            stream.write(("\t".join(cells) + "\n").encode("ascii"))
        return len(alignment.beads)

    def read(self, path: Path) -> list[Rung]:
        """Read the beads of a ladder of any of the three forms.

        Raises:
            BrokenFormat: a line that is none of them; it is named.
            UsageError: there is no such file.
        """
        try:
            lines = path.read_bytes().decode("utf-8-sig").splitlines()
        except (FileNotFoundError, IsADirectoryError) as error:
            raise UsageError("there is no such file", where=str(path), mend="check the path") from error
        except UnicodeDecodeError as error:
            raise refuse(str(path), 0, f"not UTF-8 at byte {error.start}", "save it as UTF-8") from error
        numbered = [(n, line.strip()) for n, line in enumerate(lines, 1) if line.strip()]
        if numbered and all(RUNG.fullmatch(line) for _, line in numbered):
            return list(_from_rungs(numbered, str(path)))
        return [_bead(number, line, str(path)) for number, line in numbered]


def _bead(number: int, line: str, where: str) -> Rung:
    found = BEAD.fullmatch(line)
    if found is None:
        raise refuse(where, number, f"no bead: {line[:60]!r}", "write source and target numbers from 0 as 0,1:2")
    named = [found[side].replace(",", " ").split() for side in (1, 2)]
    if any(len(n) > DIGITS for side in named for n in side):
        raise refuse(where, number, "a number beyond all documents")
    sides = [tuple(int(n) for n in side) for side in named]
    if not any(sides):
        raise refuse(where, number, "a bead with nothing on both sides")
    return Rung(sides[0], sides[1], share(found[4] or ""), found[5] or "")


def _from_rungs(numbered: list[tuple[int, str]], where: str) -> Iterator[Rung]:
    """Turn hunalign's rungs into the beads between them."""
    rungs = [(n, [int(x) for x in line.split()[:2]]) for n, line in numbered]
    for (_, (i, j)), (number, (next_i, next_j)) in pairwise(rungs):
        if next_i < i or next_j < j:
            raise refuse(where, number, "the ladder goes down; hunalign's never does")
        if max(next_i - i, next_j - j) > LONGEST_BEAD:
            raise refuse(where, number, f"a bead of more than {LONGEST_BEAD} sentences")
        if (next_i, next_j) != (i, j):
            yield Rung(tuple(range(i, next_i)), tuple(range(j, next_j)))
