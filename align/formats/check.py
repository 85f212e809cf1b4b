"""What is wrong with a memory, where, and which CAT tool stumbles over it.

The schema of TMX says little of what breaks: a file can be valid and lose every match. The faults named here were
seen by running OmegaT, Lokalize, Translate Toolkit and others over files that had them, or stand in those programs'
sources or manuals.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeAlias

from align.errors import BrokenFormat
from align.formats import detect, xml
from align.formats.reading import FormatWarning, Header, Located, rivals, shorten

Weight: TypeAlias = Literal["refused", "problem", "remark"]

LONGEST: Final = 2000
"""Characters a side that RWS's cloud takes."""

BLIND: Final = ("OmegaT (drops the whole memory, says nothing)", "Translate Toolkit", "every XML reader")
"""What a file that is not well-formed does to its readers."""

_FAULT: Final = re.compile(r"(?:: |; )line (\d+): (.*?)(?=; line \d+: |; and \d+ more$|$)")
"""A fault in the message of a reader that gathered several."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong with a file: ``line`` counts from 1 (0: the file as a whole), ``breaks`` names CAT tools.

    A file that is ``refused`` isn't read at all; a ``problem`` harms in a tool; a ``remark`` is worth knowing.
    """

    path: str
    line: int
    unit: str
    what: str
    code: str
    breaks: tuple[str, ...] = ()
    weight: Weight = "problem"
    mend: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        unit = f" unit {self.unit}:" if self.unit else ""
        word = "" if self.weight == "problem" else f" {self.weight}:"
        breaks = f" [breaks {'; '.join(self.breaks)}]" if self.breaks else ""
        return f"{place}:{word}{unit} {self.what}{breaks}"


@dataclass(frozen=True, slots=True)
class Report:
    """What `check` found in one file, in the order of its lines."""

    path: str
    kind: str
    units: int
    complaints: tuple[Complaint, ...]

    @property
    def problems(self) -> tuple[Complaint, ...]:
        """All but the remarks."""
        return tuple(c for c in self.complaints if c.weight != "remark")

    @property
    def remarks(self) -> tuple[Complaint, ...]:
        """What is worth knowing and harms nothing by itself."""
        return tuple(c for c in self.complaints if c.weight == "remark")

    @property
    def refused(self) -> bool:
        """True when the file can't be read at all."""
        return any(c.weight == "refused" for c in self.complaints)


def check(path: Path) -> Report:
    """Read a file to its end and name everything that is wrong with it; memory stays flat but for the complaints.

    Raises:
        UsageError: there is no such file.
    """
    watch = _Watch(str(path))
    kind = ""
    try:
        kind = detect.kind_of(path)
        found = detect.reader_of(path).iterate(path, watch.warn, watch.head)
        for warning in rivals(watch.units(found)):
            watch.warn(warning)
        watch.finish(path, kind)
    except BrokenFormat as error:
        watch.refused(error)
    complaints = sorted(watch.complaints, key=lambda c: c.line)
    return Report(str(path), kind, watch.count, tuple(complaints))


@dataclass
class _Watch:
    """Looks at units as they pass and gathers complaints."""

    path: str
    complaints: list[Complaint] = field(default_factory=list)
    count: int = 0
    origins: Counter[str] = field(default_factory=Counter)
    header: Header = field(default_factory=Header)

    def warn(self, warning: FormatWarning) -> None:
        """Take a reader's warning over."""
        self.complaints.append(
            Complaint(self.path, warning.line, warning.unit, warning.what, warning.code, warning.breaks)
        )

    def head(self, header: Header) -> None:
        """Take the header over."""
        self.header = header

    def remark(self, line: int, unit: str, what: str, code: str, *breaks: str) -> None:
        """Note what harms nothing by itself."""
        self.complaints.append(Complaint(self.path, line, unit, what, code, breaks, "remark"))

    def refused(self, error: BrokenFormat) -> None:
        """Turn the error that ended the reading into the gravest complaint, one a line that it names."""
        path, _, line = error.where.rpartition(":")
        number = int(line) if path and line.isdigit() else 0
        breaks = BLIND if "well-formed" in error.what else ()
        faults = [(int(m.group(1)), m.group(2)) for m in _FAULT.finditer(error.what)] or [(number, error.what)]
        self.complaints.extend(
            Complaint(self.path, place, "", what, "refused", breaks, "refused", error.mend) for place, what in faults
        )

    def units(self, found: Iterator[Located]) -> Iterator[Located]:
        """Pass units on, looking at each."""
        for located in found:
            unit = located.unit
            self.count += bool(unit.target)
            self.origins[unit.origin] += bool(unit.target)
            if max(len(unit.source), len(unit.target)) > LONGEST:
                self.remark(located.line, unit.id, f"more than {LONGEST} characters on one side", "long", "RWS cloud")
            if unit.origin == "machine" and (unit.approved or unit.state in ("final", "signed-off")):
                what = f"a machine draft is marked {'approved' if unit.approved else unit.state}"
                self.remark(located.line, unit.id, what, "approved-draft")
            yield located

    def finish(self, path: Path, kind: str) -> None:
        """Say what only the whole file shows."""
        # A bilingual file holds a whole article, drafts included; a memory shouldn't.
        if kind in ("tmx", "tsv") and self.origins["human"] and self.origins["machine"]:
            what = f"machine drafts ({self.origins['machine']}) among pairs that people wrote ({self.origins['human']})"
            self.remark(0, "", what, "mixed-origin")
        if zipfile.is_zipfile(path):
            self.remark(0, "", "a zip archive", "zip", "OmegaT 3.6", "Translate Toolkit")
        if kind == "tmx":
            self._tmx(path)
        elif kind == "xliff21":
            self.remark(0, "", "XLIFF 2", "xliff2", "Lokalize", "Qt Linguist", "OmegaT 3.6 (copies it untranslated)")

    def _tmx(self, path: Path) -> None:
        line, attributes = _header(path)
        if attributes.get("srclang", "").lower() == "*all*":
            self.remark(line, "", "the header names no source language (*all*)", "srclang-all", "Weblate")
        if attributes.get("segtype") in ("paragraph", "block"):
            what = f"segtype={attributes['segtype']!r} in the header: units are split again, the pieces paired by order"
            self.remark(line, "", what, "segtype", "OmegaT (pairs the wrong sentences)")
        if self.header.version in ("1.1", "1.2", "1.3"):
            what = f"TMX {self.header.version} writes lang instead of xml:lang"
            self.remark(line, "", what, "old-version", "Translate Toolkit (reads no source)")


def _header(path: Path) -> tuple[int, dict[str, str]]:
    """Return the line and the attributes of a memory's header."""
    with xml.opened(path) as stream:
        for event, element in xml.events(stream, str(path), start=("header", "body"), end=()):
            if event == "start" and xml.local(element) == "header":
                return element.sourceline or 0, dict(element.attrib)
            if event == "start":
                break
    return 0, {}


def summary(report: Report) -> str:
    """Say in one line how a file fared."""
    if report.refused:
        return f"{report.path}: can't be read"
    found = len(report.problems)
    words = "nothing wrong" if not found else f"{found} problem{'s' if found > 1 else ''}"
    remarks = len(report.remarks)
    also = f", {remarks} remark{'s' if remarks > 1 else ''}" if remarks else ""
    return f"{report.path}: {report.units} units, {words}{also}"


__all__ = ["Complaint", "Report", "check", "shorten", "summary"]
