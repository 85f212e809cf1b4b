"""JSON as this project writes and reads it: one value of a list a line, nothing taken on trust.

Reading goes through `Place`, which knows where in the file it stands: whatever is missing or of another type is refused
with that place, never met later as a traceback.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from align.errors import BrokenFormat, UsageError


def dump(value: Mapping[str, Any]) -> bytes:
    """Write an object with one line for each member, and one for each item of its lists; ends with a line feed."""
    return (_object(value, 0) + "\n").encode("utf-8")


def _object(value: Mapping[str, Any], depth: int) -> str:
    pad = " " * (depth + 1)
    members = (f"{pad}{json.dumps(key)}: {_member(item, depth + 1)}" for key, item in value.items())
    return "{\n" + ",\n".join(members) + "\n" + " " * depth + "}"


def _member(value: Any, depth: int) -> str:
    if isinstance(value, Mapping) and any(isinstance(v, (list, tuple)) for v in value.values()):
        return _object(value, depth)
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], Mapping):
        pad = " " * (depth + 1)
        return "[\n" + ",\n".join(pad + _line(item) for item in value) + "\n" + " " * depth + "]"
    return _line(value)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


class Place:
    """A value of a JSON file together with where it stands (``source.segments[3].start``)."""

    __slots__ = ("_file", "path", "value")

    def __init__(self, value: Any, file: str, path: str = "") -> None:
        self.value = value
        self._file = file
        self.path = path

    def wrong(self, what: str) -> BrokenFormat:
        """Make the error for this place."""
        return BrokenFormat(f"{self.path or 'the file'} {what}", where=self._file, mend="write it again with align")

    def member(self, key: str) -> Place:
        """Return the member ``key`` of an object; a place that holds None where there is none."""
        if not isinstance(self.value, dict):
            raise self.wrong("should be an object")
        return Place(self.value.get(key), self._file, f"{self.path}.{key}" if self.path else key)

    def items(self, *, optional: bool = False) -> Iterator[Place]:
        """Yield the items of a list."""
        if self.value is None and optional:
            return
        if not isinstance(self.value, list):
            raise self.wrong("should be a list")
        for number, item in enumerate(self.value):
            yield Place(item, self._file, f"{self.path}[{number}]")

    def text(self) -> str:
        """Return a string that UTF-8 can hold."""
        if not isinstance(self.value, str):
            raise self.wrong("should be a string")
        try:
            self.value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise self.wrong("holds half of a surrogate pair") from error
        return self.value

    def maybe_text(self) -> str | None:
        """Return a string, or None where the value is null or missing."""
        return None if self.value is None else self.text()

    def texts(self, *, optional: bool = False) -> tuple[str, ...]:
        """Return a list of strings."""
        return tuple(item.text() for item in self.items(optional=optional))

    def integer(self) -> int:
        """Return a whole number that isn't negative."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < 0:
            raise self.wrong("should be a whole number from 0")
        return self.value

    def number(self) -> float:
        """Return a finite number."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise self.wrong("should be a number")
        return float(value)

    def share(self) -> float:
        """Return a number between 0 and 1."""
        value = self.number()
        if not 0.0 <= value <= 1.0:
            raise self.wrong("should lie between 0 and 1")
        return value

    def choice(self, allowed: Sequence[str]) -> str:
        """Return one of a few strings."""
        if self.value not in allowed or not isinstance(self.value, str):
            raise self.wrong(f"should be one of {', '.join(allowed)}")
        return self.value


def load(path: Path, kind: str) -> Place:
    """Read a JSON object whose ``format`` is ``align/KIND`` and whose ``version`` is 1.

    Raises:
        UsageError: there is no such file.
        BrokenFormat: not UTF-8, not JSON, another format or a later version.
    """
    file = str(path)
    try:
        data = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise UsageError("there is no such file", where=file, mend="check the path") from error
    return parse(data, file, kind)


def parse(data: bytes, file: str, kind: str) -> Place:
    """Do `load`'s work on bytes; ``file`` names them in errors."""
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BrokenFormat(f"not UTF-8 at byte {error.start}", where=file, mend="save it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise BrokenFormat(f"not JSON: {error.msg}", where=f"{file}:{error.lineno}") from error
    except (ValueError, RecursionError) as error:
        raise BrokenFormat(f"not JSON that can be read: {error}", where=file) from error
    if not isinstance(value, dict) or value.get("format") != f"align/{kind}":
        raise BrokenFormat(
            f"this is no {kind} file (its format should be 'align/{kind}')", where=file, mend=f"give a {kind}.json"
        )
    if value.get("version") != 1 or isinstance(value.get("version"), bool):
        raise BrokenFormat(
            f"version {value.get('version')!r} isn't known to this align, only 1", where=file, mend="upgrade align"
        )
    return Place(value, file)
