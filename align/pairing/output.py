"""An alignment as bytes in each of the forms that ``align pair`` writes."""

from __future__ import annotations

import io
from typing import Any, Literal, TypeAlias

from align import registry
from align.model import Alignment, Memory

Form: TypeAlias = Literal["json", "text", "tsv", "ladder", "tmx", "xliff"]
FORMS: tuple[Form, ...] = ("json", "text", "tsv", "ladder", "tmx", "xliff")
LEAST_IN_MEMORY = 0.8
"""Least score of a unit in a memory where the caller names none."""


def render(alignment: Alignment, form: Form, *, above: float | None = None, xliff: str = "1.2") -> tuple[bytes, str]:
    """Render ``alignment``; the second value is a line to tell about it (what entered a memory), or "".

    ``above`` dissolves less sure beads into null alignments (json, text, ladder), or keeps them out of the memory
    (tmx, tsv, xliff; 0.8 unless told).
    """
    stream = io.BytesIO()
    if form in ("json", "text", "ladder"):
        kept = alignment if above is None else alignment.above(above)
        registry.load("formats", form)().write(kept, stream)
        return stream.getvalue(), ""
    from align.formats.bitext import article_memory, bitext_counts, bitext_memory

    least = LEAST_IN_MEMORY if above is None else above
    counts = bitext_counts(alignment, above=least)
    memory: Memory = (
        article_memory(alignment, above=least) if form == "xliff" else bitext_memory(alignment, above=least)
    )
    writer: Any = registry.load("formats", "xliff21" if (form, xliff) == ("xliff", "2.1") else form)
    writer().write(memory, stream)
    return stream.getvalue(), counts.told(least)
