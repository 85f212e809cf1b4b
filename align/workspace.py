"""Files that never end half-written, drafts that are made once, outputs that a person's edits survive."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from align.errors import AlignError
from align.model import Draft, Segment
from align.protocols import Progress, Translator
from align.signature import digest


@contextmanager
def atomic(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside ``path`` and rename it there when the block ends well.

    Raises:
        AlignError: the folder can't be written to or the disk is full; ``path`` is as it was.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        # A device or a pipe (/dev/null, /dev/stdout) is written to; renaming a file over it would destroy it.
        with path.open("wb") as stream:
            yield stream
        return
    if path.is_symlink():
        path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        _permit(temporary)
        temporary.replace(path)
    except OSError as error:
        raise AlignError(
            f"can't be written: {error.strerror or error}", where=str(path), mend="free some space or choose another -o"
        ) from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """Make a folder beside ``path`` and rename it there when the block ends well; one that is there already stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.", suffix=".part") as name:
        folder = Path(name) / path.name
        folder.mkdir()
        yield folder
        try:
            folder.rename(path)
        except OSError:
            # Another process may have been as far a moment earlier: its folder is as good as ours.
            if not path.is_dir():
                raise


def _permit(path: Path) -> None:
    """Give a temporary file the permissions that an ordinary new file would have."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)


def write_bytes(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` at once or not at all."""
    with atomic(path) as stream:
        stream.write(data)


def sha256(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class DraftCache:
    """Drafts kept under the hash of (translator's signature, text), in one SQLite file.

    A changed sentence is redone alone, a changed model redoes all, an interrupted run goes on where it stopped.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, timeout=30)
        self._connection.execute("CREATE TABLE IF NOT EXISTS drafts (key TEXT PRIMARY KEY, draft TEXT NOT NULL)")
        self._connection.commit()

    def get(self, signature: str, segment: Segment) -> Draft | None:
        """Return the draft kept for this signature and text, or None."""
        row = self._connection.execute("SELECT draft FROM drafts WHERE key = ?", (_key(signature, segment),)).fetchone()
        if row is None:
            return None
        kept = json.loads(row[0])
        return Draft(
            segment.id,
            kept["text"],
            kept["score"],
            kept["origin"],
            tuple(kept["warnings"]),
            tuple(kept["alternatives"]),
        )

    def put(self, signature: str, segments: Sequence[Segment], drafts: Sequence[Draft]) -> None:
        """Keep ``drafts`` (one a segment, in order)."""
        rows = [
            (
                _key(signature, segment),
                json.dumps(
                    {
                        "text": draft.text,
                        "score": draft.score,
                        "origin": draft.origin,
                        "warnings": draft.warnings,
                        "alternatives": draft.alternatives,
                    }
                ),
            )
            for segment, draft in zip(segments, drafts, strict=True)
        ]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO drafts VALUES (?, ?)", rows)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _key(signature: str, segment: Segment) -> str:
    return digest((signature, segment.role.value, segment.text), length=32)


class CachedTranslator:
    """A translator that asks the cache first and keeps what it had to make, in portions."""

    PORTION = 512
    """Segments drafted between two commits: what an interrupted run can lose."""

    def __init__(self, translator: Translator, cache: DraftCache) -> None:
        self._translator = translator
        self._cache = cache
        self.name = translator.name
        self.source_language = translator.source_language
        self.target_language = translator.target_language

    @property
    def signature(self) -> str:
        """The wrapped translator's own: a cache changes nothing about its drafts."""
        return self._translator.signature

    def translate(self, segments: Sequence[Segment], progress: Progress | None = None) -> list[Draft]:
        """Draft what isn't kept yet; one draft a segment, in order."""
        signature = self.signature
        drafts: dict[int, Draft] = {}
        missing: list[int] = []
        for index, segment in enumerate(segments):
            kept = self._cache.get(signature, segment)
            if kept is None:
                missing.append(index)
            else:
                drafts[index] = kept
        if progress is not None:
            progress(len(drafts))
        for start in range(0, len(missing), self.PORTION):
            portion = missing[start : start + self.PORTION]
            chosen = [segments[i] for i in portion]
            made = self._translator.translate(chosen, progress)
            self._cache.put(signature, chosen, made)
            drafts.update(zip(portion, made, strict=True))
        return [replace(drafts[i], segment=segments[i].id) for i in range(len(segments))]
