"""Quotation marks, apostrophes and spaces in the manner of a language, for drafts that are to be printed.

Off by default: a draft has the typography that the package gives it. English follows the Chicago Manual of Style,
French the Imprimerie nationale (guillemets with no-break spaces, narrow ones before ; ! ?).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from align.model import Draft, Segment
from align.protocols import Progress, Translator
from align.signature import compose
from align.translators.protect import tokens

QUOTES = {
    "en": ("“", "”"),
    "fr": ("«\u00a0", "\u00a0»"),
    "de": ("„", "“"),
    "es": ("«", "»"),
    "it": ("«", "»"),
    "pt": ("“", "”"),
    "nl": ("“", "”"),
}
"""Opening and closing marks of a quotation; for other languages marks stay as they are."""

_ANY_QUOTED = re.compile(r"[«“„\"][\s\u00a0\u202f]*([^«»“”„\"]*?)[\s\u00a0\u202f]*[»”“\"]")


class TypographyTranslator:
    """Passes segments on to ``translator`` and restyles its drafts and their alternatives."""

    name = "typography"

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self.source_language = translator.source_language
        self.target_language = translator.target_language

    @property
    def signature(self) -> str:
        """The signature of the translator behind, and that its drafts are restyled."""
        return compose("typography", then=self._translator.signature)

    def translate(self, segments: Sequence[Segment], progress: Progress | None = None) -> list[Draft]:
        """Draft every segment; one draft a segment, in order."""
        return [
            replace(
                draft,
                text=restyled(draft.text, self.target_language),
                alternatives=tuple(restyled(a, self.target_language) for a in draft.alternatives),
            )
            for draft in self._translator.translate(segments, progress)
        ]


def restyled(text: str, language: str) -> str:
    """Return ``text`` with the typography of ``language``; protected tokens (URLs and the like) stay as they are."""
    kept = tokens(text)
    parts: list[str] = []
    end = 0
    for number, token in enumerate(kept):
        parts += [text[end : token.span.start], f"\ue000{chr(0xE100 + number)}\ue001"]
        end = token.span.end
    styled = _styled("".join([*parts, text[end:]]), language.split("-")[0])
    for number, token in enumerate(kept):
        styled = styled.replace(f"\ue000{chr(0xE100 + number)}\ue001", token.text)
    return styled


def _styled(text: str, language: str) -> str:
    if language in QUOTES:
        opening, closing = QUOTES[language]
        text = _ANY_QUOTED.sub(lambda m: opening + m.group(1) + closing, text)
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(r"(?<!\.)\.\.\.(?!\.)", "…", text)
    if language == "fr":
        text = re.sub(r"(?<=[\w»\u00a0)…])[ \u00a0\u202f]*([;!?])(?=\s|$|[»\u00a0)])", "\u202f\\1", text)
        return re.sub(r"(?<=[\w»)])[ \u00a0\u202f]*:(?=\s|$)", "\u00a0:", text)
    text = re.sub(r"(?<=\S)[ \u00a0\u202f]+([;:!?,.](?=\s|$|[”\"»)]))", r"\1", text)
    return re.sub(r"(?<=\S)[ \u00a0]{2,}(?=\S)", " ", text)
