"""Argos packages: bundled, installed on this machine, or given by path; and the way between two languages.

Installed packages are found where Argos Translate keeps them (``ARGOS_PACKAGES_DIR``, else the user's data folder), so
both programs share them. ``argostranslate.translate`` is never imported: it needs torch and may go online.
"""

from __future__ import annotations

from align.models.folders import package_folders
from align.models.install import export, install, remove
from align.models.package import Package
from align.models.packages import bundled, given_packages, installed, packages
from align.models.route import find, named, route, superseded

__all__ = [
    "Package",
    "bundled",
    "export",
    "find",
    "given_packages",
    "install",
    "installed",
    "named",
    "package_folders",
    "packages",
    "remove",
    "route",
    "superseded",
]
