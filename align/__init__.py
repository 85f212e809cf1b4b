"""Offline news translation, sentence alignment, CAT-tool files and a diff of the facts that only one language has."""

from __future__ import annotations

__version__ = "0.1.0"
