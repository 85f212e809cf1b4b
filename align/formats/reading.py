"""What every reader of memories gives: units with their lines, and what was wrong with the file, in words.

A reader is lenient: it reads what can be understood and warns. It refuses (`BrokenFormat`) what is malformed, hostile
or can't be understood, and names the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from align.errors import BrokenFormat, UsageError
from align.model import Memory, Unit

PADDING = " \t\r\n"
"""What is trimmed from a unit's text: never a no-break space, which is typography."""


@dataclass(frozen=True, slots=True)
class FormatWarning:
    """Something odd in a file that was read all the same.

    ``line`` counts from 1 (0: the file as a whole), ``unit`` is the unit's id (or empty), ``what`` a sentence for a
    person, ``code`` a stable name of the fault, ``breaks`` the CAT tools that stumble over it.
    """

    line: int
    unit: str
    what: str
    code: str
    breaks: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"line {self.line}" + (f", unit {self.unit}" if self.unit else "") if self.line else "file"
        tail = f" (breaks {', '.join(self.breaks)})" if self.breaks else ""
        return f"{place}: {self.what}{tail}"


Complain: TypeAlias = Callable[[FormatWarning], None]


def ignore(warning: FormatWarning) -> None:
    """Take a warning and keep silent."""


@dataclass(frozen=True, slots=True)
class Located:
    """A unit and the line of the file on which it starts."""

    line: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says about all of its units."""

    source_language: str = ""
    target_language: str = ""
    original: str = ""
    note: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    tool: str = ""
    created: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A file read whole: its header, its units (untranslated ones too) with their lines, and the warnings."""

    path: Path
    header: Header
    located: tuple[Located, ...]
    warnings: tuple[FormatWarning, ...] = ()

    @property
    def memory(self) -> Memory:
        """The pairs: units with words on both sides."""
        return self._memory(tuple(f.unit for f in self.located if f.unit.target))

    @property
    def whole(self) -> Memory:
        """All units, untranslated ones with an empty target."""
        return self._memory(tuple(f.unit for f in self.located))

    def _memory(self, units: tuple[Unit, ...]) -> Memory:
        head = self.header
        first = next(iter(units), None)
        return Memory(
            head.source_language or (first.source_language if first else ""),
            head.target_language or (first.target_language if first else ""),
            units,
            head.original,
            head.note,
            head.properties,
            head.tool,
            head.created,
        )

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.memory)


def gather(
    path: Path, iterate: Callable[[Complain, Callable[[Header], None]], Iterable[Located]], *, pairs_once: bool = True
) -> ReadResult:
    """Read a whole file through its streaming reader and look at what only the whole can show."""
    warnings: list[FormatWarning] = []
    headers: list[Header] = []
    located = tuple(iterate(warnings.append, headers.append))
    if pairs_once:
        named = {(w.line, w.unit) for w in warnings if w.code == "rival-targets"}
        warnings.extend(w for w in rivals(located) if (w.line, w.unit) not in named)
    warnings.sort(key=lambda w: w.line)
    return ReadResult(path, headers[-1] if headers else Header(), located, tuple(warnings))


def with_languages(units: Iterable[Unit], head: Memory) -> tuple[Iterator[Unit], Memory]:
    """Give the units and their head, which learns from the first unit what it doesn't say about languages.

    Raises:
        UsageError: neither says what language there is to write.
    """
    stream = iter(units)
    first = next(stream, None)
    if first is None:
        return stream, head
    head = replace(
        head,
        source_language=head.source_language or first.source_language,
        target_language=head.target_language or first.target_language,
    )
    if not head.source_language or not head.target_language:
        side = "target" if head.source_language else "source"
        raise UsageError(f"the {side} language of the units isn't known", mend="name it with --from and --to")
    return chain((first,), stream), head


def foreign(unit: Unit, head: Memory) -> bool:
    """Tell whether a unit is in other languages than the head says; regions may differ."""
    pairs = ((unit.source_language, head.source_language), (unit.target_language, head.target_language))
    return any(tag and declared and base(tag) != base(declared) for tag, declared in pairs)


def rivals(located: Iterable[Located]) -> Iterator[FormatWarning]:
    """Name each unit whose source text already stands with another target.

    Memory grows by one hash a unit, never by its text.
    """
    seen: dict[int, int] = {}
    for found in located:
        unit = found.unit
        if not unit.target:
            continue
        key, value = hash((unit.source, unit.target_language)), hash(unit.target)
        if seen.setdefault(key, value) != value:
            yield FormatWarning(
                found.line,
                unit.id,
                f"a second target for one source: “{shorten(unit.source)}”",
                "rival-targets",
                ("OmegaT (takes the last)", "Translate Toolkit (takes the first)"),
            )


def shorten(text: str, length: int = 40) -> str:
    """Cut ``text`` for a message."""
    plain = " ".join(text.split())
    return plain if len(plain) <= length else plain[: length - 1] + "…"


def trim(text: str) -> str:
    """Cut padding (spaces, tabs, line ends) from both ends."""
    return text.strip(PADDING)


def blank(text: str) -> bool:
    """Tell whether ``text`` shows nothing, not even to a reader who sees no-break spaces as letters."""
    return not text.strip()


TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


@lru_cache(maxsize=1024)
def language(tag: str) -> tuple[str, str]:
    """Return ``tag`` as canonical BCP 47 and what is wrong with it (empty where only its case is odd).

    ``FR-FR`` is a matter of taste; ``fr_FR`` and ``fra`` make OmegaT find nothing, silently.
    """
    given = tag.strip()
    parts = given.replace("_", "-").split("-")
    fault = f"language {tag!r} is written with an underscore" if "_" in given else ""
    if not TAG.fullmatch("-".join(parts)):
        return given, f"{tag!r} is not a language code (BCP 47)"
    base = parts[0].lower()
    if len(base) == 3:
        from babel.core import get_global

        short = str(get_global("language_aliases").get(base, base)).split("_")[0]
        if short != base:
            fault = fault or f"language {tag!r} is a three-letter code where {short!r} is the rule"
            base = short
    return "-".join([base, *(_subtag(p) for p in parts[1:])]), fault


def _subtag(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) <= 3 else part.lower()


def base(tag: str) -> str:
    """Return the language of a tag without script and region, in lower case."""
    return tag.replace("_", "-").split("-")[0].lower()


STAMP = re.compile(r"\d{8}T\d{6}Z", re.ASCII)


def stamp(text: str) -> tuple[str, bool]:
    """Read a date: return it as ``YYYYMMDDTHHMMSSZ`` (empty if it isn't one) and whether it was written so."""
    for form in ("%Y%m%dT%H%M%SZ", "%Y-%m-%dT%H:%M:%SZ"):
        try:
            moment = datetime.strptime(text, form)
        except ValueError:
            continue
        # strptime takes single digits where the standard wants two.
        basic = f"{moment.year:04d}{moment:%m%dT%H%M%SZ}"
        return basic, bool(STAMP.fullmatch(text))
    return "", False


def refuse(path: str, line: int, what: str, mend: str = "") -> BrokenFormat:
    """Make the error for a file that can't be read, naming path and line."""
    return BrokenFormat(what, where=f"{path}:{line}" if line else path, mend=mend)
