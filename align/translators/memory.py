"""Drafts from translation memories: exact and fuzzy matches, and another translator for the rest."""

from __future__ import annotations
