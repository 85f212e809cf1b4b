"""What stands in a memory, counted: units, words, people, dates, and how much of it repeats."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from align.formats import detect
from align.formats.merge import date_of
from align.formats.reading import Header
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
    tally: dict[str, Counter[str]] = {k: Counter() for k in ("origin", "kind", "state", "author", "score", "language")}
    totals: Counter[str] = Counter()
    targets: dict[int, int] = {}
    contested: set[int] = set()
    dates: list[str] = []
    for located in detect.reader_of(path).iterate(path, lambda warning: None, headers.append):
        unit = located.unit
        if not unit.target:
            totals["untranslated"] += 1
            continue
        totals["units"] += 1
        for side, text in (("source", unit.source), ("target", unit.target)):
            totals[f"{side} words"] += len(words(text))
            totals[f"{side} characters"] += len(text)
        for name, value in (
            ("origin", unit.origin),
            ("kind", unit.kind),
            ("state", unit.state),
            ("author", unit.author or unit.creator),
            ("score", "" if unit.score is None else f"{min(int(unit.score * 10), 9) / 10:.1f}"),
            ("language", f"{unit.source_language}\t{unit.target_language}"),
        ):
            tally[name][value] += bool(value)
        key, value_hash = hash(unit.source), hash(unit.target)
        if key in targets:
            same = targets[key] == value_hash
            totals["repeated"] += same
            contested.update(() if same else (key,))
        targets.setdefault(key, value_hash)
        date = date_of(unit)
        if date:
            dates = [min(dates[0], date), max(dates[1], date)] if dates else [date, date]
    header = headers[-1] if headers else Header()
    pair = next(iter(tally["language"]), "\t").split("\t")
    return Statistics(
        str(path),
        detect.kind_of(path),
        header.source_language or pair[0],
        header.target_language or pair[1],
        totals["units"],
        totals["untranslated"],
        (totals["source words"], totals["target words"]),
        (totals["source characters"], totals["target characters"]),
        _ranked(tally["origin"]),
        _ranked(tally["kind"]),
        _ranked(tally["state"]),
        _ranked(tally["author"]),
        dates[0] if dates else "",
        dates[1] if dates else "",
        totals["repeated"],
        len(contested),
        tuple(sorted((s, n) for s, n in tally["score"].items() if s)),
        header.tool,
    )


def _ranked(tally: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Sort by count, then by name, so that equal files give equal output."""
    return tuple(sorted(((name, n) for name, n in tally.items() if name), key=lambda item: (-item[1], item[0])))


def told(found: Statistics) -> list[str]:
    """Say it in lines for a person."""
    lines = [
        f"{found.path}: {found.units} units {found.source_language}–{found.target_language}"
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
