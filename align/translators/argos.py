"""Drafts from an Argos package, or from two in a row, on CTranslate2."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from align.errors import UsageError
from align.model import Draft, Segment
from align.protocols import Progress
from align.signature import compose
from align.translators import checks, confidence, cuts
from align.translators import language as tongue
from align.translators.engine import Engine
from align.translators.faithful import Candidate, FaithfulEngine
from align.translators.units import Unit, joined, units

RULES = 6
"""Counts up when cuts, repairs or checks change what is drafted, so that cached drafts are made anew."""

MOST_PIECES = 250
"""Pieces of the model's vocabulary that a unit may have: models with a table of positions end at 512 or less."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """A segment's draft, put together from those of its units."""

    text: str
    candidates: tuple[Candidate, ...]
    alternatives: tuple[str, ...] = ()


class ArgosTranslator:
    """Drafts segments with the packages in ``folders``: one, or two that meet in a third language.

    Args:
        folders: package folders, in the order of translation.
        beam_size: hypotheses that the search keeps; 1 is fastest, 4 is Argos Translate's own.
        threads: batches translated at a time; 0 takes every core that the process may use.
        alternatives: further hypotheses to keep with each draft.
        repairs: False gives the model's first hypothesis as it is, with nothing protected, mended or cut.

    Raises:
        UsageError: no or too many folders, or a beam below 1.
        NotReady: a folder is no package, or its model can't be loaded.
    """

    name = "argos"

    def __init__(
        self,
        folders: Sequence[Path],
        *,
        beam_size: int = 4,
        threads: int = 0,
        alternatives: int = 0,
        repairs: bool = True,
    ) -> None:
        if not 1 <= len(folders) <= 2:
            raise UsageError(f"a route has one package or two, not {len(folders)}")
        if beam_size < 1 or alternatives < 0:
            raise UsageError("a beam has at least one hypothesis, alternatives are not below zero")
        self._engines = [Engine(Path(folder), threads) for folder in folders]
        self._settings = {"beam_size": beam_size, "alternatives": alternatives, "repairs": repairs}
        self._repairs = repairs
        self.stages = [
            FaithfulEngine(
                engine,
                beam_size=beam_size,
                repairs=repairs,
                alternatives=alternatives if engine is self._engines[-1] else 0,
            )
            for engine in self._engines
        ]
        self.source_language = self._engines[0].source
        self.target_language = self._engines[-1].target

    @property
    def signature(self) -> str:
        """Packages with version and content, the engine's version, and what decides about a draft."""
        return compose(
            f"argos:{'+'.join(engine.signature for engine in self._engines)}",
            rules=RULES,
            ctranslate2=version("ctranslate2"),
            beam=self._settings["beam_size"],
            alternatives=self._settings["alternatives"] or None,
            repairs=None if self._repairs else "none",
            score=confidence.version(self._engines),
        )

    @property
    def origin(self) -> str:
        """What a draft's origin says: ``argos fr_en 0.1``."""
        return "argos " + " + ".join(engine.label for engine in self._engines)

    def translate(self, segments: Sequence[Segment], progress: Progress | None = None) -> list[Draft]:
        """Draft every segment; one draft a segment, in order; equal texts are drafted once."""
        texts = list(dict.fromkeys(segment.text for segment in segments))
        weights = [0] * len(texts)
        place = {text: n for n, text in enumerate(texts)}
        for segment in segments:
            weights[place[segment.text]] += 1
        done = _reporter(progress, weights)
        assembled = self.assembled(texts, done)
        drafts = [self._draft(text, a) for text, a in zip(texts, assembled, strict=True)]
        return [
            Draft(s.id, d.text, d.score, d.origin, d.warnings, d.alternatives)
            for s in segments
            for d in (drafts[place[s.text]],)
        ]

    def assembled(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> list[Assembled]:
        """Take texts through every package; what each draft is made of, one a text, in order."""
        current = [Assembled(text, ()) for text in texts]
        for number, stage in enumerate(self.stages):
            last = number == len(self.stages) - 1
            current = self._pass(stage, current, done if last else None)
        return current

    def _pass(
        self, stage: FaithfulEngine, current: Sequence[Assembled], done: Callable[[int], None] | None
    ) -> list[Assembled]:
        """Take all texts through one package, every unit of every text in one go."""
        plans = [self._units(stage.engine, a.text) for a in current]
        cores = [(n, unit.core) for n, plan in enumerate(plans) for unit in plan if unit.core]
        waiting = [sum(bool(u.core) for u in plan) for plan in plans]
        if done is not None:
            for n, count in enumerate(waiting):
                if not count:
                    done(n)

        def finished(positions: Sequence[int]) -> None:
            for position in positions:
                text = cores[position][0]
                waiting[text] -= 1
                if not waiting[text] and done is not None:
                    done(text)

        answers = iter(stage.draft([core for _, core in cores], finished))
        results: list[Assembled] = []
        for plan, before in zip(plans, current, strict=True):
            found = [next(answers) if unit.core else None for unit in plan]
            results.append(_assemble(plan, found, before))
        return results

    def _units(self, engine: Engine, text: str) -> tuple[Unit, ...]:
        if not self._repairs:
            return (Unit("", " ".join(text.split()), ""),)

        def fits(part: str) -> bool:
            return len(part) < 200 or (len(part.split()) <= cuts.MOST_WORDS and len(engine.encode(part)) <= MOST_PIECES)

        return units(text, tongue.scripts(engine.source), fits)

    def _draft(self, text: str, assembled: Assembled) -> Draft:
        warnings: tuple[str, ...] = ()
        if self._repairs:
            found = checks.losses(text, assembled.text, self.source_language, self.target_language)
            unfinished = [loss for c in assembled.candidates for loss in c.losses if loss.kind == "unfinished"]
            warnings = tuple(dict.fromkeys(loss.message for loss in (*found, *unfinished)))
        score = confidence.rate(self._engines, text, assembled.text, [c.hypothesis for c in assembled.candidates])
        return Draft("", assembled.text, score, self.origin, warnings, assembled.alternatives)


def _assemble(plan: Sequence[Unit], found: Sequence[Candidate | None], before: Assembled) -> Assembled:
    text = joined(plan, [c.text if c else u.core for c, u in zip(found, plan, strict=True)])
    most = max((len(c.others) for c in found if c), default=0)
    alternatives = []
    for rank in range(most):
        parts = [
            (c.others[rank] if rank < len(c.others) else c.text) if c else u.core
            for c, u in zip(found, plan, strict=True)
        ]
        alternatives.append(joined(plan, parts))
    chosen = tuple(c for c in found if c is not None)
    return Assembled(text, (*before.candidates, *chosen), tuple(dict.fromkeys(alternatives)))


def _reporter(progress: Progress | None, weights: Sequence[int]) -> Callable[[int], None]:
    """Return a function that reports the segments of a text, once."""
    told: set[int] = set()

    def done(text: int) -> None:
        if progress is not None and text not in told:
            told.add(text)
            progress(weights[text])

    return done
