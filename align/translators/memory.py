"""Drafts from translation memories: exact matches, then close ones, and another translator for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from align.errors import UsageError
from align.model import Draft, Memory, Segment, Unit
from align.protocols import Progress, Translator
from align.signature import compose, digest
from align.text import fold, squeeze
from align.translators import checks
from align.translators.mending import localised

CLOSEST = 0.85
"""Likeness (rapidfuzz's normalised Indel similarity, 0–1) from which a unit serves as a draft."""

_TYPOGRAPHY = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "…": "...", "–": "-", "—": "-"}
)


class MemoryTranslator:
    """Looks each segment up in ``memories`` before it asks ``fallback``.

    An exact match has the same words and marks, whatever the typography (’ or ', U+00A0 or a space). A close match
    whose only difference is figures gets the figures of the segment; any other carries a warning that says what the
    memory's own source is. Units that people translated go before machine ones, later changes before earlier.

    Args:
        memories: in order of preference; those of the opposite direction are turned round.
        fallback: drafts what no unit matches; without it such drafts are empty and say so.
        fuzzy: the least likeness of a close match, 0–1; 1 takes exact matches alone.
        source_language, target_language: needed only where there is no ``fallback``; else the first memory's.

    Raises:
        UsageError: neither a memory nor a fallback, or a memory of other languages.
    """

    name = "memory"

    def __init__(
        self,
        memories: Sequence[Memory],
        fallback: Translator | None = None,
        *,
        fuzzy: float = CLOSEST,
        source_language: str | None = None,
        target_language: str | None = None,
    ) -> None:
        if fallback is None and not memories:
            raise UsageError("no memory to draft from", mend="give one: --memory FILE.tmx")
        self._fallback = fallback
        self._fuzzy = fuzzy
        first = fallback if fallback is not None else memories[0]
        self.source_language = source_language or first.source_language
        self.target_language = target_language or first.target_language
        self._exact: dict[str, Unit] = {}
        for unit in _in_order(memories, self.source_language, self.target_language):
            self._exact.setdefault(_key(unit.source), unit)

    @property
    def signature(self) -> str:
        """The memories' content, the least likeness, and the signature of the fallback."""
        behind = self._fallback.signature if self._fallback is not None else None
        return compose("memory", units=len(self._exact), content=self._content, fuzzy=self._fuzzy, then=behind)

    @cached_property
    def _content(self) -> str:
        return digest(part for unit in self._exact.values() for part in (unit.source, unit.target))

    @cached_property
    def _sources(self) -> dict[str, str]:
        """The memory's sources as they are compared, by their keys."""
        return {key: fold(unit.source) for key, unit in self._exact.items()}

    def translate(self, segments: Sequence[Segment], progress: Progress | None = None) -> list[Draft]:
        """Draft every segment; one draft a segment, in order."""
        matched: dict[str, Draft | None] = {}
        for segment in segments:
            if segment.text not in matched:
                matched[segment.text] = self._match(segment.text)
        rest = [s for s in segments if matched[s.text] is None]
        if progress is not None:
            progress(len(segments) - len(rest))
        if self._fallback is not None:
            made = iter(self._fallback.translate(rest, progress) if rest else [])
        else:
            made = (Draft(s.id, "", None, "memory none", ("no match in the memory",)) for s in rest)
        return [replace(d, segment=s.id) if (d := matched[s.text]) is not None else next(made) for s in segments]

    def _match(self, text: str) -> Draft | None:
        body = text.strip()
        if not body:
            return None
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        unit = self._exact.get(_key(body))
        if unit is not None:
            found = self._lost(body, unit) if unit.origin == "machine" else ()
            return Draft("", lead + unit.target.strip() + tail, 1.0, "memory exact" + _made_by(unit), found)
        if self._fuzzy >= 1.0 or len(body.split()) < 3:
            return None
        from rapidfuzz import process
        from rapidfuzz.distance import Indel

        close = process.extractOne(
            fold(body), self._sources, scorer=Indel.normalized_similarity, score_cutoff=self._fuzzy
        )
        return self._close(body, self._exact[close[2]], close[1], lead, tail) if close is not None else None

    def _close(self, body: str, unit: Unit, likeness: float, lead: str, tail: str) -> Draft:
        origin = f"memory fuzzy {likeness:.2f}{_made_by(unit)}"
        adapted = _with_figures(body, unit, self.source_language, self.target_language)
        if adapted is not None:
            return Draft("", lead + adapted + tail, round(likeness, 4), origin)
        warnings = (f"close match; the memory's source is: {squeeze(unit.source)}", *self._lost(body, unit))
        return Draft("", lead + unit.target.strip() + tail, round(likeness, 4), origin, warnings)

    def _lost(self, body: str, unit: Unit) -> tuple[str, ...]:
        found = checks.losses(body, unit.target, self.source_language, self.target_language)
        return tuple(dict.fromkeys(loss.message for loss in found))


def _in_order(memories: Sequence[Memory], source: str, target: str) -> Iterator[Unit]:
    """List the units with both sides filled, in order of preference, all from ``source`` to ``target``."""
    for memory in memories:
        units = [_turned(memory, unit, source, target) for unit in memory.units]
        ranked = sorted(
            (u for u in units if u.source.strip() and u.target.strip()), key=lambda u: u.changed, reverse=True
        )
        yield from sorted(ranked, key=lambda u: u.origin != "human")


def _turned(memory: Memory, unit: Unit, source: str, target: str) -> Unit:
    here = (
        _base(unit.source_language or memory.source_language),
        _base(unit.target_language or memory.target_language),
    )
    if here == (_base(source), _base(target)):
        return unit
    if here == (_base(target), _base(source)):
        return replace(unit, source=unit.target, target=unit.source)
    raise UsageError(
        f"the memory holds {here[0]}→{here[1]}, not {source}→{target}",
        where=memory.original,
        mend="choose a memory of these languages, or change --from and --to",
    )


def _base(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()


def _key(text: str) -> str:
    plain = squeeze(text.translate(_TYPOGRAPHY))
    return re.sub(r" (?=[;:!?])", "", re.sub(r"\" ?([^\"]*?) ?\"", r'"\1"', plain))


def _made_by(unit: Unit) -> str:
    return " (machine)" if unit.origin == "machine" else ""


def _with_figures(body: str, unit: Unit, source: str, target: str) -> str | None:
    """Return the unit's target with the figures of ``body`` where the sources differ in nothing else."""
    ours, theirs = checks.numbers(body), checks.numbers(unit.source)
    if len(ours) != len(theirs) or _key(checks.DIGITS.sub("0", body)) != _key(checks.DIGITS.sub("0", unit.source)):
        return None
    text = unit.target.strip()
    changes = [(old, new) for old, new in zip(theirs, ours, strict=True) if old != new]
    if len({old for old, _ in changes}) != len(changes):
        return None
    for old, new in changes:
        there = [m for m in checks.DIGITS.finditer(text) if checks.readings(m.group()) & checks.readings(old)]
        if len(there) != 1:
            return None
        text = text[: there[0].start()] + "\0" + localised(new, source, target) + "\0" + text[there[0].end() :]
        # What was put in is no longer a candidate for the next change.
        text = re.sub(r"\0([^\0]*)\0", lambda m: "\0" + m.group(1).translate(_HIDDEN) + "\0", text)
    return re.sub(r"\0([^\0]*)\0", lambda m: m.group(1).translate(_SHOWN), text)


_HIDDEN = {ord(str(d)): 0xE000 + d for d in range(10)}
_SHOWN = {0xE000 + d: str(d) for d in range(10)}
