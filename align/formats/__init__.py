"""Memories, bilingual files and alignments on disk: one module a format, both ways."""
