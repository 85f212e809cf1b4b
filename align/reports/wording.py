"""The words of every report: what was not found is said to be not found in what was compared, never to be absent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from align.model import Band, Bead, Document, Finding, Grade, Relation, Role, Slot

BANDS: Final[dict[Band, tuple[str, str]]] = {"sure": ("●", "sure"), "likely": ("◐", "likely"), "check": ("○", "check")}
"""A sign and a word for each band, so that colour is never needed."""

GRADES: Final[dict[Grade, str]] = {"equivalent": "the same content", "partial": "part of the content"}

SLOTS: Final[dict[Slot, str]] = {
    "number": "number",
    "date": "date",
    "place": "place",
    "actor": "who",
    "status": "status",
    "wording": "wording of a quotation",
}

RELATIONS: Final[dict[Relation, str]] = {
    "incompatible": "they exclude each other",
    "more precise": "one is more precise",
    "bound differs": "one is a bound",
    "later figure": "one may be the later state",
}

ROLES: Final[dict[Role, str]] = {
    Role.BOILERPLATE: "page furniture",
    Role.CAPTION: "caption or credit",
    Role.HEADING: "section heading",
}

SURE: Final = 0.8
"""Beads from this score on are called sure: the default limit of the bitext."""

DRAFT: Final = "draft, machine text"


def language_name(tag: str) -> str:
    """Name a language in English; an unknown tag stands for itself."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag.replace("-", "_")).get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag


def language_names(documents: Sequence[Document]) -> str:
    """Name the languages of ``documents``, each once: “English”, “English and Dutch”."""
    return listed(list(dict.fromkeys(language_name(d.language) for d in documents)))


def listed(words: Sequence[str]) -> str:
    """Join words as prose does: “a”, “a and b”, “a, b and c”."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def count(number: int, one: str, many: str = "") -> str:
    """Say a number with its noun: “1 sentence”, “2 sentences”."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def articles(documents: Sequence[Document]) -> str:
    """Name the documents that were compared: “the 3 English articles compared”."""
    if len(documents) == 1:
        return f"the {language_names(documents)} article compared"
    return f"the {len(documents)} {language_names(documents)} articles compared"


def outlet(document: Document) -> str:
    """Name who published a document, or its id where nobody said."""
    return document.provenance.outlet or document.id


def bead_word(bead: Bead) -> str:
    """Say in a word how a bead stands: sure, doubtful, unpaired."""
    if bead.null:
        return "unpaired"
    return "sure" if bead.score >= SURE else "doubtful"


def bead_sign(bead: Bead) -> str:
    """Return the sign beside the word."""
    return {"sure": "●", "doubtful": "◐", "unpaired": "○"}[bead_word(bead)]


def values(finding: Finding) -> tuple[str, str] | None:
    """Return the two values of a difference, source first."""
    if len(finding.values) < 2:
        return None
    return finding.values[0], finding.values[1]


def slot(finding: Finding) -> str:
    """Say what differs and how the two values stand to each other: “number, one is a bound”; "" where nothing does."""
    if finding.slot is None:
        return ""
    return SLOTS[finding.slot] + (f", {RELATIONS[finding.relation]}" if finding.relation else "")
