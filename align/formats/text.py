"""An alignment to read in a terminal: beads side by side, with word, score, shape and grade above each."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import BinaryIO, Literal

from align.model import Alignment, Bead, Document, Segment

SURE = 0.8
NARROWEST = 40


class AlignmentText:
    """Writes alignments for people.

    Args:
        width: columns of the terminal.
    """

    name = "text"
    suffixes = (".txt",)
    holds: Literal["alignment"] = "alignment"

    def __init__(self, *, width: int = 100) -> None:
        self._width = max(width, NARROWEST)

    def write(self, alignment: Alignment, stream: BinaryIO) -> int:
        """Write every bead, then a line that counts them; return the number of beads."""
        for line in self._lines(alignment):
            stream.write((line.rstrip() + "\n").encode("utf-8", "replace"))
        return len(alignment.beads)

    def _lines(self, alignment: Alignment) -> Iterator[str]:
        segments = alignment.segments()
        half = (self._width - 7) // 2
        yield f"source: {', '.join(_named(d) for d in alignment.source) or 'none'}"
        yield f"target: {', '.join(_named(d) for d in alignment.target) or 'none'}"
        if alignment.reason:
            yield alignment.reason
        several = len(alignment.target) > 1
        for number, bead in enumerate(alignment.beads, 1):
            yield ""
            where = segments[bead.target[0]].document if several and bead.target else ""
            yield " · ".join(filter(None, (str(number), _word(bead, segments), bead.kind, bead.grade or "", where)))
            left, right = (
                [row for i in side for row in wrap(_plain(segments[i].text), half)]
                for side in (bead.source, bead.target)
            )
            for here, there in zip_longest(left, right, fillvalue=""):
                yield f"  {here}{' ' * (half - columns(here))} │ {there}"
        yield ""
        yield _summary(alignment)


def _named(document: Document) -> str:
    about = document.provenance
    known = ", ".join(k for k in (about.outlet, about.published.isoformat() if about.published else "") if k)
    return f"{document.id} ({document.language}{', ' + known if known else ''})"


def _word(bead: Bead, segments: Mapping[str, Segment]) -> str:
    if not bead.null:
        return f"{'sure' if bead.score >= SURE else 'doubtful'} {bead.score:.2f}"
    roles = {segments[i].role for i in (*bead.source, *bead.target)}
    aside = sorted(role.value for role in roles if role.set_aside)
    return f"set aside ({', '.join(aside)})" if aside else f"unpaired {bead.score:.2f}"


def _summary(alignment: Alignment) -> str:
    segments = alignment.segments()
    paired = [b for b in alignment.beads if not b.null]
    nulls = [segments[i] for b in alignment.beads if b.null for i in (*b.source, *b.target)]
    sure = sum(b.score >= SURE for b in paired)
    aside = sum(s.role.set_aside for s in nulls)
    counted = f"{len(paired)} beads, {sure} sure, {len(paired) - sure} doubtful; {len(nulls) - aside} segments unpaired"
    return counted + (f", {aside} set aside" if aside else "")


def _plain(text: str) -> str:
    """Replace what moves the cursor: line breaks become spaces, control characters vanish."""
    flat = " ".join(text.split("\n"))
    return "".join(
        c if unicodedata.category(c) not in ("Cc", "Cf", "Cs") or c == "\u200d" else "" for c in flat
    ).strip()


def columns(text: str) -> int:
    """Count the columns that ``text`` takes in a terminal."""
    return sum(
        0 if unicodedata.combining(c) or c == "\u200d" else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def wrap(text: str, width: int) -> Sequence[str]:
    """Break ``text`` into rows of at most ``width`` columns, between words where it can be done."""
    rows: list[str] = []
    row = ""
    for word in text.split(" "):
        while columns(word) > width:
            if row:
                rows.append(row)
                row = ""
            cut = _fitting(word, width)
            rows.append(word[:cut])
            word = word[cut:]
        if row and columns(row) + 1 + columns(word) > width:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    return [*rows, row] if row or not rows else rows


def _fitting(word: str, width: int) -> int:
    """Count the characters of ``word`` that fit into ``width`` columns; at least one."""
    used = 0
    for count, character in enumerate(word):
        used += columns(character)
        if used > width:
            return max(count, 1)
    return len(word)
