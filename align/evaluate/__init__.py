"""Scores of alignments and translations against gold."""

from __future__ import annotations

from align.evaluate.figures import FIGURES, Figure, Gold, Pair, Score, Scores, completed, score, split_nulls
from align.evaluate.reading import is_gold, read_alignment, read_gold, read_ladder, read_lines, score_folder
from align.evaluate.showing import as_json, as_table
from align.evaluate.translation import TranslationScore, score_translation

__all__ = [
    "FIGURES",
    "Figure",
    "Gold",
    "Pair",
    "Score",
    "Scores",
    "TranslationScore",
    "as_json",
    "as_table",
    "completed",
    "is_gold",
    "read_alignment",
    "read_gold",
    "read_ladder",
    "read_lines",
    "score",
    "score_folder",
    "score_translation",
    "split_nulls",
]
