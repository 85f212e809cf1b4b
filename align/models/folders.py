"""Where Argos Translate keeps packages on this machine."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path

# Importing argostranslate.package makes folders and parses the user's settings: each of these can come out of that.
IMPORT_TROUBLES = (ImportError, OSError, ValueError, KeyError, AssertionError, TypeError)


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
