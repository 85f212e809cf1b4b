"""Drafts from an Argos package, or from two in a row, on CTranslate2."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from align.errors import UsageError
from align.model import Draft, Segment
from align.protocols import Progress
from align.signature import compose
from align.translators.engine import Engine


class ArgosTranslator:
    """Drafts segments with the packages in ``folders``: one, or two that meet in a third language."""

    name = "argos"

    def __init__(self, folders: Sequence[Path], *, beam_size: int = 4, threads: int = 0, alternatives: int = 0) -> None:
        if not 1 <= len(folders) <= 2:
            raise UsageError(f"a route has one package or two, not {len(folders)}")
        self._engines = [Engine(Path(folder), threads) for folder in folders]
        self.source_language = self._engines[0].source
        self.target_language = self._engines[-1].target
        self._beam_size = beam_size
        self._alternatives = alternatives

    @property
    def signature(self) -> str:
        """Packages with version and content, the engine's version, and what decides about a draft."""
        packages = "+".join(engine.signature for engine in self._engines)
        return compose(f"argos:{packages}", beam=self._beam_size, alternatives=self._alternatives or None)

    @property
    def origin(self) -> str:
        """What a draft's origin says: ``argos fr_en 0.1``."""
        return "argos " + " + ".join(engine.label for engine in self._engines)

    def translate(self, segments: Sequence[Segment], progress: Progress | None = None) -> list[Draft]:
        """Draft every segment; one draft a segment, in order."""
        texts = [segment.text for segment in segments]
        for engine in self._engines:
            found = engine.hypotheses(
                texts, beam_size=self._beam_size, done=(lambda b: progress(len(b))) if progress else None
            )
            texts = [h[0].text if h else "" for h in found]
        return [Draft(s.id, t, None, self.origin) for s, t in zip(segments, texts, strict=True)]
