"""What `align translate` does: a translator as wished, drafts in the form asked for, pages in place."""

from __future__ import annotations

from align.drafting.compose import Wishes, translator
from align.drafting.forms import As, render
from align.drafting.jobs import Done, Job, carry_out, save, wishes
from align.drafting.pages import DraftedPage, is_page, translate_page

__all__ = [
    "As",
    "Done",
    "DraftedPage",
    "Job",
    "Wishes",
    "carry_out",
    "is_page",
    "render",
    "save",
    "translate_page",
    "translator",
    "wishes",
]
