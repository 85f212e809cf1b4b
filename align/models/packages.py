"""Where Argos packages lie on this machine, and what their metadata say."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from align.errors import NotReady

Origin: TypeAlias = Literal["given", "installed", "bundled"]

NEEDED_KEYS = ("from_code", "to_code", "package_version")
ENGINE_FILE = Path("model") / "model.bin"
TOKENIZER_FILES = ("sentencepiece.model", "bpe.model")

# Importing argostranslate.package makes folders and parses the user's settings: each of these can come out of that.
IMPORT_TROUBLES = (ImportError, OSError, ValueError, KeyError, AssertionError, TypeError)


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


def bundled() -> tuple[Package, ...]:
    """List the packages that come with align."""
    return tuple(_in_folder(Path(__file__).parent, "bundled"))


def installed() -> tuple[Package, ...]:
    """List the packages that Argos Translate has on this machine; stray and broken folders are passed over."""
    return tuple(package for folder in package_folders() for package in _in_folder(folder, "installed"))


def given_packages(paths: Sequence[Path]) -> tuple[Package, ...]:
    """Read packages given as folders or ``.argosmodel`` files (these are unpacked into the cache once).

    Raises:
        NotReady: one of them is no usable package.
    """
    from align.models.install import unpacked

    return tuple(read_package(path if path.is_dir() else unpacked(path), "given") for path in paths)


def packages(given: Sequence[Path] = ()) -> list[Package]:
    """List all packages in the order in which they are preferred: given, installed, bundled; newer versions first."""
    found = [
        *given_packages(given),
        *sorted(installed(), key=lambda p: p.order, reverse=True),
        *sorted(bundled(), key=lambda p: p.order, reverse=True),
    ]
    return list({package.path.resolve(): package for package in reversed(found)}.values())[::-1]


def _in_folder(folder: Path, origin: Origin) -> Iterator[Package]:
    try:
        inside = sorted(p for p in folder.iterdir() if (p / "metadata.json").is_file())
    except OSError:
        return
    for path in inside:
        with contextlib.suppress(NotReady):
            yield read_package(path, origin)


def install_folder() -> Path:
    """Return the folder that Argos Translate installs packages into, without making it."""
    return package_folders()[0]


def package_folders() -> tuple[Path, ...]:
    """List the folders that Argos Translate looks into.

    Its own ``argostranslate.package`` is asked where it has been used on this machine; where it hasn't, or can't be
    imported (a read-only home, broken settings), the same rule is applied here and nothing is created.
    """
    own = os.environ.get("ARGOS_PACKAGES_DIR")
    data = _xdg("XDG_DATA_HOME", ".local/share") / "argos-translate"
    settings = _xdg("XDG_CONFIG_HOME", ".config") / "argos-translate" / "settings.json"
    plain = (Path(own) if own else data / "packages",)
    used_here = data.is_dir() or settings.is_file() or "SNAP" in os.environ
    if own or not used_here:
        return plain
    try:
        # Upstream prints complaints about its settings to standard output, which is for data.
        with contextlib.redirect_stdout(io.StringIO()):
            from argostranslate import package as upstream
        # Upstream reads the environment once, at its import; the folder it means now comes first.
        return tuple(dict.fromkeys((*plain, *(Path(folder) for folder in upstream.settings.package_dirs))))
    except IMPORT_TROUBLES:
        return plain


def _xdg(variable: str, default: str) -> Path:
    value = os.environ.get(variable)
    return Path(value) if value else Path.home() / default
