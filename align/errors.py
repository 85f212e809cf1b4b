"""Errors that a person can act on: what happened, where, and how to mend it.

Each class fixes the exit code of the command that meets it: 1 some documents failed, 2 wrong usage,
3 this machine is not ready.
"""

from __future__ import annotations


class AlignError(Exception):
    """An error with a place and a remedy; printed whole, never as a traceback."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.mend:
            lines.append(f"to fix: {self.mend}")
        return "\n".join(lines)


class InvalidValue(AlignError):
    """A value breaks one of its laws."""


class UnreadableDocument(AlignError):
    """A file can't be read as the text it should be: not UTF-8, empty, binary, too large."""


class BrokenFormat(AlignError):
    """A TMX, XLIFF, JSON or other structured file is malformed or hostile."""


class EditedOutput(AlignError):
    """An output was changed since it was written and is not overwritten."""


class UsageError(AlignError):
    """The call itself is wrong: an unknown language, a bad date, a missing file."""

    exit_code = 2


class NotReady(AlignError):
    """This machine lacks something: a package for the language pair, an extra."""

    exit_code = 3
