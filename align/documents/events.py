"""Reads ``event.toml``, which declares an event's documents, and finds the readable files of a folder."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal

from align.documents.decoding import decode
from align.documents.reading import HTML_SUFFIXES, TEXT_SUFFIXES
from align.errors import UnreadableDocument, UsageError
from align.model import Entry, Event
from align.text import identifier

FILE: Final = "event.toml"
EVENT_KEYS: Final = ("title", "document")
REQUIRED: Final = ("id", "path", "language", "role")
OPTIONAL: Final = ("outlet", "title", "published")
TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-[A-Za-z0-9]{4,8})*")


def discover(path: Path) -> list[Path]:
    """List the text and HTML files of a folder by name, hidden ones left out; a file stands for itself.

    Raises:
        UsageError: there is no such path, or the folder holds no text or HTML file.
    """
    if not path.exists():
        raise UsageError("there is no such file or folder", where=str(path), mend="check the path")
    if not path.is_dir():
        return [path]
    suffixes = TEXT_SUFFIXES + HTML_SUFFIXES
    found = [
        p for p in path.iterdir() if p.is_file() and p.suffix.lower() in suffixes and not p.name.startswith((".", "_"))
    ]
    if not found:
        raise UsageError(
            "the folder holds no text or HTML file", where=str(path), mend=f"put files there that end in {suffixes}"
        )
    return sorted(found, key=lambda p: p.name)


def read_event(folder: Path) -> Event:
    """Read the declaration of the event in ``folder``.

    Raises:
        UsageError: ``event.toml`` is missing or breaks a rule; the message names file and line.
    """
    path = folder / FILE
    if not path.is_file():
        raise UsageError(
            f"there is no {FILE} in this folder", where=str(folder), mend=f"declare the event's documents in {path}"
        )
    text = _text(path)
    table = _parse(text, path)
    reader = _Declaration(path, text)
    return reader.event(folder, table)


def _text(path: Path) -> str:
    try:
        return decode(path.read_bytes(), str(path))
    except UnreadableDocument as error:
        raise UsageError(error.what, where=error.where, mend=error.mend) from None


def _parse(text: str, path: Path) -> Mapping[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        table: dict[str, Any] = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+)", str(error))
        where = f"{path}:{at[1]}" if at else str(path)
        raise UsageError(f"not valid TOML: {error}", where=where, mend="mend that line") from None
    return table


class _Declaration:
    """An ``event.toml`` under examination; it knows on which line a key stands, so that errors can name it."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = _key_lines(text)

    def error(self, what: str, mend: str, document: int = 0, key: str = "") -> UsageError:
        """Make an error that points at ``key`` of the ``document``-th table (0 is the event itself)."""
        line = self.lines.get((document, key)) or self.lines.get((document, ""))
        return UsageError(what, where=f"{self.path}:{line}" if line else str(self.path), mend=mend)

    def event(self, folder: Path, table: Mapping[str, Any]) -> Event:
        """Check the whole declaration and return it as a value."""
        self.no_unknown(table, EVENT_KEYS, 0)
        title = self.string(table, "title", 0, required=False) or folder.resolve().name
        documents = table.get("document", [])
        if not isinstance(documents, list) or not documents or not all(isinstance(d, dict) for d in documents):
            raise self.error("the event declares no documents", "add a [[document]] table for each article")
        entries = tuple(self.entry(folder, d, n) for n, d in enumerate(documents, 1))
        for key in ("id", "path"):
            seen: dict[str, int] = {}
            for number, entry in enumerate(entries, 1):
                value = getattr(entry, key)
                if value in seen:
                    raise self.error(
                        f"two documents have the {key} {value!r}", f"give each document its own {key}", number, key
                    )
                seen[value] = number
        for role in ("source", "target"):
            if not any(e.role == role for e in entries):
                raise self.error(f"no document has the role {role!r}", f'set role = "{role}" on at least one document')
        return Event(folder.resolve().name, title, entries)

    def entry(self, folder: Path, table: Mapping[str, Any], number: int) -> Entry:
        """Check one ``[[document]]`` table."""
        self.no_unknown(table, REQUIRED + OPTIONAL, number)
        values = {k: self.string(table, k, number, required=True) for k in REQUIRED}
        return Entry(
            id=self.id(values["id"], number),
            path=self.file(folder, values["path"], number),
            language=self.language(values["language"], number),
            role=self.role(values["role"], number),
            outlet=self.string(table, "outlet", number, required=False) or None,
            title=self.string(table, "title", number, required=False) or None,
            published=self.day(table, number),
        )

    def no_unknown(self, table: Mapping[str, Any], known: tuple[str, ...], number: int) -> None:
        """Refuse keys that mean nothing here: a misspelt ``published`` must not be lost in silence."""
        for key in table:
            if key not in known:
                raise self.error(f"unknown key {key!r}", f"use only {', '.join(known)}", number, key)

    def string(self, table: Mapping[str, Any], key: str, number: int, *, required: bool) -> str:
        """Return the string under ``key``; a missing one is "" or, when required, an error."""
        if key not in table:
            if required:
                raise self.error(f"document {number} has no {key!r}", f'add {key} = "…"', number)
            return ""
        value = table[key]
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"{key!r} must be a text in quotes", f'write {key} = "…"', number, key)
        return value.strip()

    def id(self, value: str, number: int) -> str:
        """Check that an id can stand in XML."""
        if identifier(value) != value:
            raise self.error(
                f"the id {value!r} has characters that XML ids can't hold", f"write {identifier(value)!r}", number, "id"
            )
        return value

    def file(self, folder: Path, value: str, number: int) -> str:
        """Check that a path is relative, stays in the event's folder and names a file."""
        pure = PurePosixPath(value)
        root = folder.resolve()
        if (
            pure.is_absolute()
            or ".." in pure.parts
            or "\\" in value
            or not (root / pure).resolve().is_relative_to(root)
        ):
            raise self.error(
                f"the path {value!r} leaves the event's folder", "use a path inside the folder, with /", number, "path"
            )
        if not (root / pure).is_file():
            raise self.error(f"there is no file {value!r}", "check the path", number, "path")
        return str(pure)

    def language(self, value: str, number: int) -> str:
        """Check a BCP 47 tag against CLDR's languages."""
        if not TAG.fullmatch(value) or value.split("-")[0].lower() not in _known_languages():
            raise self.error(
                f"{value!r} is not a language code", "use BCP 47, for example fr, en, pt-BR", number, "language"
            )
        return value

    def role(self, value: str, number: int) -> Literal["source", "target"]:
        """Check a role."""
        if value == "source" or value == "target":
            return value  # type: ignore[return-value, unused-ignore]  # older mypy doesn't narrow str by ==
        raise self.error(f"unknown role {value!r}", 'write "source" or "target"', number, "role")

    def day(self, table: Mapping[str, Any], number: int) -> date | None:
        """Return the declared day of publication: a TOML date, or the same in quotes; never guessed."""
        value = table.get("published")
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.error(
                f"{value!r} is not a day of the calendar", "write published = YYYY-MM-DD", number, "published"
            ) from None


def _key_lines(text: str) -> dict[tuple[int, str], int]:
    """Map (number of the document table, key) to the line it stands on; key "" is the table's own header."""
    found: dict[tuple[int, str], int] = {}
    table = 0
    for number, line in enumerate(re.split(r"\r\n|\n", text), 1):
        stripped = line.strip().removeprefix("\ufeff")
        if re.match(r"\[\[\s*[\"']?document[\"']?\s*\]\]", stripped):
            table += 1
            found.setdefault((table, ""), number)
        elif head := re.match(r"\[+\s*[\"']?([^\]\"'.]+?)[\"']?\s*[\].]", stripped):
            found.setdefault((0, head[1]), number)
        elif pair := re.match(r"[\"']?([\w-]+)[\"']?\s*(?:\.[^=]*)?=", stripped):
            found.setdefault((table, pair[1]), number)
    return found


@lru_cache(maxsize=1)
def _known_languages() -> frozenset[str]:
    from babel import Locale

    return frozenset(Locale("en").languages)
