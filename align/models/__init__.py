"""Argos packages: the bundled ones, those installed on this machine, those given by path; and the way between languages.

Installed packages are found where Argos Translate keeps them (``ARGOS_PACKAGES_DIR``, else the user's data folder), so
both programs share them. ``argostranslate.translate`` is never imported: it needs torch and may go online.
"""

from __future__ import annotations

from align.models.install import export, install, remove
from align.models.packages import Package, bundled, given_packages, installed, packages
from align.models.route import find, route

__all__ = [
    "Package",
    "bundled",
    "export",
    "find",
    "given_packages",
    "install",
    "installed",
    "packages",
    "remove",
    "route",
]
