"""Merging memories: duplicates dropped, rival targets named, nothing overwritten unless somebody says which to prefer.

Two pairs are the same when they read the same: Unicode form and white space of the source don't count, a no-break
space in the target does, because a translator who sets one means it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from align.errors import UsageError
from align.formats.reading import base
from align.model import Memory, Unit
from align.text import squeeze

Preference: TypeAlias = Literal["ours", "theirs", "newer"]
Origin: TypeAlias = Literal["human", "machine"]

_PLAIN_SPACE = re.compile("[ \t\r\n]+")


def source_key(text: str) -> str:
    """Return what a source text is found by: composed, any run of white space one space."""
    return squeeze(unicodedata.normalize("NFC", text))


def target_key(text: str) -> str:
    """Return what a target text is compared by: composed, plain white space squeezed (editors re-wrap lines)."""
    return _PLAIN_SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


@dataclass(frozen=True, slots=True)
class Conflict:
    """One source with two targets; ``kept`` names the side that stays, ``settled`` whether a preference said so."""

    ours: Unit
    theirs: Unit
    kept: Literal["ours", "theirs"]
    settled: bool

    def told(self) -> list[str]:
        """Show the source, both targets with their hand and date, and which one stays."""
        lines = [f"conflict: {self.ours.source}"]
        for side, unit in (("ours", self.ours), ("theirs", self.theirs)):
            hand = ", ".join(x for x in (unit.author or unit.creator, date_of(unit)) if x)
            stays = " (stays)" if side == self.kept else ""
            lines.append(f"  {side}{stays}: {unit.target}" + (f"  [{hand}]" if hand else ""))
        return lines


@dataclass(frozen=True, slots=True)
class Merged:
    """The units of a merge in order of first appearance, and what became of the others."""

    units: tuple[Unit, ...]
    added: int = 0
    replaced: int = 0
    duplicates: int = 0
    conflicts: tuple[Conflict, ...] = ()

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.units)

    @property
    def unsettled(self) -> tuple[Conflict, ...]:
        """Conflicts that nothing decided: ours stays and somebody should look."""
        return tuple(c for c in self.conflicts if not c.settled)


def merge(ours: Iterable[Unit], theirs: Iterable[Unit], prefer: Preference | None = None) -> Merged:
    """Fold ``theirs`` into ``ours``; doing it twice changes nothing more.

    Args:
        ours: units that are there; those that repeat a pair or contest one are treated like ``theirs``.
        theirs: units to take in.
        prefer: which target stays where one source has several: the first (``ours``), the last (``theirs``) or the
            one changed last (``newer``, which settles nothing where a date is missing or the newest isn't alone);
            None settles nothing. What isn't settled keeps the first.
    """
    sources: dict[str, dict[str, Unit]] = {}
    counts: Counter[str] = Counter()
    mine: set[str] = set()
    for unit, new in (*((u, False) for u in ours), *((u, True) for u in theirs)):
        key, target = source_key(unit.source), target_key(unit.target)
        counts["added"] += new and key not in sources
        mine.update(() if new else (key,))
        rivals = sources.setdefault(key, {})
        if target in rivals:
            counts["duplicates"] += 1
            if prefer == "theirs" and len(rivals) > 1:
                # Its last word counts, wherever it stood first.
                rivals[target] = max(rivals.pop(target), unit, key=_worth)
                continue
        rivals[target] = max(rivals.get(target, unit), unit, key=_worth)
    kept: list[Unit] = []
    conflicts: list[Conflict] = []
    for key, rivals in sources.items():
        stays, settled = _decide(list(rivals.values()), prefer)
        first = next(iter(rivals.values()))
        conflicts.extend(_conflict(first, stays, u, settled) for u in rivals.values() if u is not stays)
        counts["replaced"] += key in mine and stays is not first
        kept.append(stays)
    return Merged(_with_unique_ids(kept), counts["added"], counts["replaced"], counts["duplicates"], tuple(conflicts))


def _decide(rivals: Sequence[Unit], prefer: Preference | None) -> tuple[Unit, bool]:
    """Return the target that stays, and whether the preference settles it."""
    if len(rivals) == 1 or prefer is None:
        return rivals[0], False
    if prefer == "newer":
        dates = [date_of(unit) for unit in rivals]
        newest = max(dates)
        settled = all(dates) and dates.count(newest) == 1
        return (rivals[dates.index(newest)], True) if settled else (rivals[0], False)
    return rivals[0 if prefer == "ours" else -1], True


def _conflict(first: Unit, stays: Unit, goes: Unit, settled: bool) -> Conflict:
    if stays is first:
        return Conflict(stays, goes, "ours", settled)
    return Conflict(goes, stays, "theirs", settled)


def _worth(unit: Unit) -> tuple[bool, bool, bool]:
    """Rank two records of one pair: a person's before a machine's, approved before open, signed before unsigned."""
    return unit.origin == "human", unit.approved, bool(unit.author)


def date_of(unit: Unit) -> str:
    """Return when a unit was last touched (``YYYYMMDDTHHMMSSZ``), or an empty string."""
    return unit.changed or unit.created


def _with_unique_ids(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Give the second bearer of an id a number: ``s1``, ``s1-2``; empty ids stay empty."""
    taken: set[str] = set()
    named: list[Unit] = []
    for unit in units:
        name, number = unit.id, 2
        while name and name in taken:
            name, number = f"{unit.id}-{number}", number + 1
        taken.add(name)
        named.append(unit if name == unit.id else replace(unit, id=name))
    return tuple(named)


def merge_memories(
    memories: Sequence[tuple[str, Memory]], prefer: Preference | None = None, origin: Origin | None = None
) -> tuple[Memory, Merged]:
    """Merge named memories of one language pair, the first having the word.

    Args:
        memories: (name to show, memory), at least one.
        prefer: see `merge`.
        origin: take only pairs that people wrote, or only drafts.

    Raises:
        UsageError: the memories are of different language pairs, or hold both drafts and people's sentences, which
            never stand in one memory, and ``origin`` doesn't say which are meant.
    """
    first_name, first = memories[0]
    pair = (base(first.source_language), base(first.target_language))
    for name, memory in memories[1:]:
        other = (base(memory.source_language), base(memory.target_language))
        if other != pair and memory.units:
            raise UsageError(
                f"{first_name} is {'-'.join(pair)} and {name} is {'-'.join(other)}", mend="merge one language pair"
            )
    units = [[u for u in m if origin in (None, u.origin)] for _, m in memories]
    origins = {u.origin for chosen in units for u in chosen}
    if len(origins) > 1:
        holding = [name for (name, _), chosen in zip(memories, units, strict=True) if any(_machine(u) for u in chosen)]
        raise UsageError(
            f"machine drafts (in {', '.join(holding)}) and sentences that people wrote don't go into one memory",
            mend="leave those files out, or say --origin human or --origin machine",
        )
    merged = merge(units[0], [u for chosen in units[1:] for u in chosen], prefer)
    return replace(first, units=merged.units, original=""), merged


def _machine(unit: Unit) -> bool:
    return unit.origin == "machine"
