"""The packages at hand: given by path, installed where Argos Translate looks, bundled with align."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from align.errors import NotReady
from align.models.folders import package_folders
from align.models.install import unpacked
from align.models.package import Origin, Package, read_package


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
