"""Installing packages from files, removing and exporting them; nothing here opens a connection."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from align.errors import AlignError, NotReady, UsageError
from align.models.folders import install_folder
from align.models.package import ENGINE_FILE, TOKENIZER_FILES, Package, metadata_fault, read_package

LARGEST = 4 << 30
"""Bytes that a package may unpack to; the largest published one has about 300 MB."""


def install(file: Path, *, force: bool = False) -> Package:
    """Unpack an ``.argosmodel`` into the folder that Argos Translate uses, all of it or nothing.

    Raises:
        UsageError: there is no such file, or another package lies in that folder and ``force`` isn't set.
        NotReady: the file is no sound package; the message says which check failed.
        AlignError: the folder can't be written to.
    """
    top = _checked(file)
    folder = install_folder()
    place = folder / top
    if place.exists() and not force:
        if _same(file, place):
            return read_package(place, "installed")
        raise UsageError(
            f"a package is already there, and it differs: {place}",
            where=str(file),
            mend="add --force to replace it, or remove it first (align models remove)",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _unpack(file, place)
    except OSError as error:
        raise AlignError(
            f"can't be installed: {error.strerror or error}",
            where=str(place),
            mend="set ARGOS_PACKAGES_DIR to a folder of yours",
        ) from error
    return read_package(place, "installed")


def unpacked(file: Path) -> Path:
    """Return the folder of an ``.argosmodel`` in the cache, unpacking it there the first time.

    The folder is named by the file's content, so a changed file is never mistaken for the old one.
    """
    from platformdirs import user_cache_path

    top = _checked(file)
    content = _sha256(file)[:16]
    for parent in (user_cache_path("align") / "packages", Path(tempfile.gettempdir()) / "align-packages"):
        place = parent / content / top
        if place.is_dir():
            return place
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            _unpack(file, place)
            return place
        except OSError:
            continue
    raise AlignError("there is no room to unpack this package", where=str(file), mend="unpack it and give the folder")


def remove(package: Package) -> None:
    """Delete an installed package.

    Raises:
        UsageError: the package is bundled with align or was only given.
    """
    if package.origin != "installed":
        raise UsageError(f"{package.name} is {package.origin}, not installed: it can't be removed")
    # Renamed first: a reader sees the package whole or not at all.
    doomed = Path(tempfile.mkdtemp(dir=package.path.parent, prefix=".removed-"))
    package.path.rename(doomed / package.path.name)
    shutil.rmtree(doomed)


def export(package: Package, file: Path) -> None:
    """Write a package as an ``.argosmodel`` that Argos Translate can install; the same bytes every time."""
    from align.workspace import atomic

    files = sorted(p for p in package.path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    with atomic(file) as stream, zipfile.ZipFile(stream, "w") as archive:
        for path in files:
            inside = (PurePosixPath(package.path.name) / path.relative_to(package.path).as_posix()).as_posix()
            entry = zipfile.ZipInfo(inside, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with path.open("rb") as content, archive.open(entry, "w") as written:
                shutil.copyfileobj(content, written)


def _checked(file: Path) -> str:
    """Check an ``.argosmodel`` without unpacking it and return the name of its top folder."""
    if not file.is_file():
        raise UsageError("there is no such file", where=str(file), mend="check the path")
    try:
        with zipfile.ZipFile(file) as archive:
            fault, top = _fault(archive)
            if fault is None and archive.testzip() is not None:
                fault = f"{archive.testzip()} in it is damaged"
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise NotReady(f"this is no Argos package (a zip archive): {error}", where=str(file)) from error
    if fault is not None:
        raise NotReady(f"this package is not installed: {fault}", where=str(file), mend="get the package anew")
    return top


def _fault(archive: zipfile.ZipFile) -> tuple[str | None, str]:
    entries = archive.infolist()
    names = [PurePosixPath(e.filename) for e in entries]
    for entry, name in zip(entries, names, strict=True):
        if name.is_absolute() or ".." in name.parts or "\\" in entry.filename or ":" in entry.filename:
            return f"{entry.filename!r} would be written outside its folder", ""
        if (entry.external_attr >> 16) & 0o170000 == 0o120000:
            return f"{entry.filename!r} is a link", ""
    tops = sorted({name.parts[0] for name in names if name.parts})
    if len(tops) != 1:
        return f"it should hold exactly one top folder, and holds {', '.join(tops[:4]) or 'nothing'}", ""
    top = tops[0]
    if top.startswith(".") or sum(e.file_size for e in entries) > LARGEST:
        return "its top folder is hidden, or it is larger than any package", ""
    inside = {name.relative_to(top).as_posix() for name in names if len(name.parts) > 1}
    if "metadata.json" not in inside:
        return "metadata.json is missing", ""
    try:
        metadata = json.loads(archive.read(f"{top}/metadata.json"))
    except ValueError as error:
        return f"metadata.json is broken: {error}", ""
    fault = metadata_fault(metadata)
    if fault is None and ENGINE_FILE.as_posix() not in inside:
        fault = f"{ENGINE_FILE.as_posix()} is missing"
    if fault is None and not inside.intersection(TOKENIZER_FILES):
        fault = f"its tokenizer is missing ({' or '.join(TOKENIZER_FILES)})"
    return fault, top


def _unpack(file: Path, place: Path) -> None:
    """Unpack beside ``place`` under a hidden name, then rename: a crash leaves no half package."""
    with (
        tempfile.TemporaryDirectory(dir=place.parent, prefix=".unpacking-") as folder,
        zipfile.ZipFile(file) as archive,
    ):
        archive.extractall(folder)
        old = Path(folder) / ".old"
        if place.exists():
            place.rename(old)
        (Path(folder) / place.name).rename(place)


def _same(file: Path, place: Path) -> bool:
    """Tell whether the installed folder holds exactly the archive's files."""
    with zipfile.ZipFile(file) as archive:
        entries = [e for e in archive.infolist() if not e.is_dir()]
        for entry in entries:
            path = place.parent / entry.filename
            if not path.is_file() or path.stat().st_size != entry.file_size or path.read_bytes() != archive.read(entry):
                return False
    return True


def _sha256(file: Path) -> str:
    total = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            total.update(chunk)
    return total.hexdigest()
