"""One Argos package: what its folder holds, and what its metadata say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from align.errors import NotReady

Origin: TypeAlias = Literal["given", "installed", "bundled"]

NEEDED_KEYS = ("from_code", "to_code", "package_version")
ENGINE_FILE = Path("model") / "model.bin"
TOKENIZER_FILES = ("sentencepiece.model", "bpe.model")


@dataclass(frozen=True, slots=True)
class Package:
    """One Argos package: a folder with ``metadata.json``, a CTranslate2 model and a tokenizer."""

    path: Path
    source: str
    target: str
    version: str
    name: str
    origin: Origin = "installed"

    @property
    def order(self) -> tuple[Any, ...]:
        """A key by which newer versions sort later (``1.10`` after ``1.9``; what is no version sorts first)."""
        from packaging.version import InvalidVersion, Version

        try:
            return (1, Version(self.version))
        except InvalidVersion:
            return (0, self.version)

    def size(self) -> int:
        """Count the bytes of the package's files."""
        return sum(f.stat().st_size for f in self.path.rglob("*") if f.is_file())


def read_package(folder: Path, origin: Origin) -> Package:
    """Read the metadata of the package in ``folder``.

    Raises:
        NotReady: there is no such package, or it lacks what is needed to run it.
    """
    metadata_path = folder / "metadata.json"
    try:
        metadata = json.loads(metadata_path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotReady(
            "this folder is no Argos package: its metadata.json can't be read",
            where=str(folder),
            mend="give the folder that holds metadata.json and model/",
        ) from error
    except ValueError as error:
        raise NotReady(
            f"metadata.json is broken: {error}", where=str(folder), mend="install the package anew"
        ) from error
    fault = metadata_fault(metadata)
    if fault is None and not (folder / ENGINE_FILE).is_file():
        fault = f"{ENGINE_FILE.as_posix()} is missing"
    if fault is None and not any((folder / name).is_file() for name in TOKENIZER_FILES):
        fault = f"its tokenizer is missing ({' or '.join(TOKENIZER_FILES)})"
    if fault is not None:
        raise NotReady(f"this package can't be used: {fault}", where=str(folder), mend="install the package anew")
    return Package(folder, metadata["from_code"], metadata["to_code"], metadata["package_version"], folder.name, origin)


def metadata_fault(metadata: object) -> str | None:
    """Say what is wrong with a package's metadata, or None."""
    if not isinstance(metadata, dict):
        return "metadata.json holds no object"
    for key in NEEDED_KEYS:
        if not isinstance(metadata.get(key), str) or not metadata[key]:
            return f"metadata.json lacks {key}"
    if metadata.get("type", "translate") != "translate":
        return f"its type is {metadata['type']!r}, not 'translate'"
    return None
