"""Lokalize, off screen, over D-Bus (Debian: lokalize, dbus, dbus-x11, libglib2.0-bin, libqt5sql5-sqlite)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clients import HERE, call, need


@dataclass(frozen=True)
class Entry:
    """A unit as Lokalize shows it."""

    id: str
    source: str
    target: str
    ready: bool


def needed() -> None:
    """Skip where Lokalize isn't installed."""
    need("Lokalize", "lokalize", "gdbus", "dbus-run-session")


def entries(path: Path) -> list[Entry]:
    """Open ``path`` and list its units."""
    needed()
    return _entries(_drive(path))


def edit(path: Path, into: Path, changes: dict[int, str]) -> list[Entry]:
    """Open ``path``, set the targets of the entries numbered from 0, save as ``into``; the units as they were."""
    needed()
    told = _drive(path, into, *(part for number, text in changes.items() for part in (str(number), _literal(text))))
    assert into.exists(), f"Lokalize did not save: {told}"
    return _entries(told)


def _drive(path: Path, *more: str | Path) -> str:
    done = call(["bash", HERE / "lokalize.sh", path, *more])
    assert done.returncode == 0, f"Lokalize: {done.stdout}\n{done.stderr}"
    return done.stdout


def _entries(told: str) -> list[Entry]:
    fields = [line.split("\t") for line in told.splitlines() if line.startswith("entry\t")]
    return [Entry(_text(i), _text(s), _text(t), ready == "(true,)") for _, i, s, t, ready in fields]


def _literal(text: str) -> str:
    """Write ``text`` as GVariant's string literal: gdbus would take bare backslashes for escapes."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _text(answer: str) -> str:
    """Take the string out of a GVariant tuple: ``('l\\'été',)`` or ``("l'été",)``."""
    inner = answer[1:-2]
    quote = inner[0]
    return inner[1:-1].replace("\\" + quote, quote).replace("\\n", "\n").replace("\\\\", "\\")
