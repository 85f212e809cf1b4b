"""What stands in a memory, counted: units, words, people, dates, and how much of it repeats."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from align.formats import detect
from align.formats.merge import date_of
from align.formats.reading import Header, ignore
from align.model import Unit
from align.text import words


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of one file; ``words`` and ``characters`` are (source, target), dates ``YYYYMMDDTHHMMSSZ``.

    ``repeated`` units say what another says; ``contested`` sources have several targets.
    """

    path: str
    kind: str
    source_language: str
    target_language: str
    units: int
    untranslated: int
    words: tuple[int, int]
    characters: tuple[int, int]
    origins: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    states: tuple[tuple[str, int], ...]
    authors: tuple[tuple[str, int], ...]
    first: str
    last: str
    repeated: int
    contested: int
    scores: tuple[tuple[str, int], ...]
    tool: str


def count(path: Path) -> Statistics:
    """Count a TMX, XLIFF or TSV file to its end, with one hash a unit kept.

    Raises:
        UsageError: there is no such file.
        BrokenFormat: it can't be read.
    """
    headers: list[Header] = []
    tally = _Tally()
    for located in detect.reader_of(path).iterate(path, ignore, headers.append):
        tally.add(located.unit)
    header = headers[-1] if headers else Header()
    totals, shares = tally.totals, tally.shares
    pair = next(iter(shares["pair"]), "\t").split("\t")
    return Statistics(
        str(path),
        detect.kind_of(path),
        header.source_language or pair[0],
        header.target_language or pair[1],
        totals["units"],
        totals["untranslated"],
        (totals["source words"], totals["target words"]),
        (totals["source characters"], totals["target characters"]),
        _ranked(shares["origin"]),
        _ranked(shares["kind"]),
        _ranked(shares["state"]),
        _ranked(shares["author"]),
        tally.first,
        tally.last,
        totals["repeated"],
        len(tally.contested),
        tuple(sorted(shares["score"].items())),
        header.tool,
    )


@dataclass
class _Tally:
    """Counts that grow unit by unit."""

    totals: Counter[str] = field(default_factory=Counter)
    shares: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    contested: set[int] = field(default_factory=set)
    first: str = ""
    last: str = ""
    _targets: dict[int, int] = field(default_factory=dict)

    def add(self, unit: Unit) -> None:
        """Count one unit."""
        if not unit.target:
            self.totals["untranslated"] += 1
            return
        self.totals["units"] += 1
        for side, text in (("source", unit.source), ("target", unit.target)):
            self.totals[f"{side} words"] += len(words(text))
            self.totals[f"{side} characters"] += len(text)
        for name, value in (
            ("pair", f"{unit.source_language}\t{unit.target_language}"),
            ("origin", unit.origin),
            ("kind", unit.kind),
            ("state", unit.state),
            ("author", unit.author or unit.creator),
            ("score", "" if unit.score is None else f"{min(int(unit.score * 10), 9) / 10:.1f}"),
        ):
            if value:
                self.shares[name][value] += 1
        source, target = hash(unit.source), hash(unit.target)
        known = self._targets.get(source)
        if known is None:
            self._targets[source] = target
        elif known == target:
            self.totals["repeated"] += 1
        else:
            self.contested.add(source)
        self._date(date_of(unit))

    def _date(self, date: str) -> None:
        if date:
            self.first = min(self.first or date, date)
            self.last = max(self.last, date)


def _ranked(tally: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Sort by count, then by name, so that equal files give equal output."""
    return tuple(sorted(tally.items(), key=lambda item: (-item[1], item[0])))


def told(found: Statistics) -> list[str]:
    """Say it in lines for a person."""
    lines = [
        f"{found.path}: {found.units} units {found.source_language or '?'}–{found.target_language or '?'}"
        + (f", {found.untranslated} untranslated" if found.untranslated else ""),
        f"  words: {found.words[0]} source, {found.words[1]} target",
        f"  characters: {found.characters[0]} source, {found.characters[1]} target",
    ]
    for name, pairs in (
        ("origin", found.origins),
        ("shape", found.kinds),
        ("state", found.states),
        ("by", found.authors),
        ("score from", found.scores),
    ):
        if pairs:
            lines.append(f"  {name}: " + ", ".join(f"{value} {n}" for value, n in pairs))
    if found.first:
        lines.append(f"  dates: {found.first} to {found.last}")
    lines.append(f"  repeated pairs: {found.repeated}; sources with several targets: {found.contested}")
    if found.tool:
        lines.append(f"  written by: {found.tool}")
    return lines
