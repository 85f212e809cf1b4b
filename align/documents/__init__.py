"""Reads files and folders into documents: text exactly as decoded, its lines with the roles they play."""

from __future__ import annotations

from align.documents.events import discover, read_event
from align.documents.reading import read, read_bytes, read_segmented

__all__ = ["discover", "read", "read_bytes", "read_event", "read_segmented"]
