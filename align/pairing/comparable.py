"""The comparable path: texts and drafts become similarities, the aligner decides, every bead gets its grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from align.aligners.comparable import ComparableAligner, Decision
from align.aligners.evidence import Evidence, Factors
from align.aligners.grade import grade
from align.facts.lexicon import lexicon
from align.facts.terms import stemmer
from align.model import Bead, Document, Draft, Link, Segment
from align.protocols import Similarity
from align.similarity.cognates import Cognates
from align.similarity.dictionary import Dictionary
from align.similarity.ibm1 import Known
from align.similarity.lexical import Lexical
from align.similarity.minilm import settled
from align.similarity.numbers import Numbers

DIGITS = 3
"""Decimals of a score in the values: finer ones would only differ from machine to machine."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The segments that take part, with the texts by which the two sides are compared.

    ``source_words`` and ``target_words`` hold drafts in the place of the sentences of ``drafted_side`` (``source``,
    ``target``, or "" where there are none); ``languages`` are those of the sentences.
    """

    source: tuple[Segment, ...]
    target: tuple[Segment, ...]
    source_words: tuple[str, ...]
    target_words: tuple[str, ...]
    languages: tuple[str, str]
    drafted_side: str = ""

    @property
    def comparable_words(self) -> bool:
        """True where the words of both sides are in one language, by drafts or by nature."""
        return bool(self.drafted_side) or _base(self.languages[0]) == _base(self.languages[1])

    @property
    def words_language(self) -> str:
        """The language in which the words of both sides are, "" where each side keeps its own."""
        if not self.comparable_words:
            return ""
        return _base(self.languages[0] if self.drafted_side == "target" else self.languages[1])


def sides(source: Sequence[Document], target: Sequence[Document], drafts: Sequence[Draft]) -> Sides:
    """Take the active segments of both sides and set drafts of either side in the place of its sentences."""
    here = tuple(s for d in source for s in d.active)
    there = tuple(s for d in target for s in d.active)
    made = {d.segment: d.text for d in drafts if d.text.strip()}
    texts = tuple(s.text for s in here), tuple(s.text for s in there)
    languages = source[0].language if source else "und", target[0].language if target else "und"
    if any(s.id in made for s in here):
        drafted = tuple(made.get(s.id, s.text) for s in here)
        return Sides(here, there, drafted, texts[1], languages, "source")
    if any(s.id in made for s in there):
        drafted = tuple(made.get(s.id, s.text) for s in there)
        return Sides(here, there, texts[0], drafted, languages, "target")
    return Sides(here, there, *texts, languages)


def _base(language: str) -> str:
    return language.split("-")[0].lower()


LARGE = 20_000
"""Sentences a side from which the dictionary is left out: it costs time, and such texts teach their own words."""


NO_VECTORS = "sentence vectors not used"


def why_no_vectors(both: Sides, vectors: Similarity) -> str:
    """Say why sentence vectors can't be used for these texts; "" where they can."""
    reads = getattr(vectors, "language", "") or both.words_language
    if both.words_language and both.words_language == reads:
        return ""
    there = f"the texts are compared in {both.words_language}" if both.words_language else "there are no drafts"
    return f"{NO_VECTORS}: they read {reads or 'one language'}, and {there}"


def evidence(both: Sides, *, use_dictionary: bool = True, vectors: Similarity | None = None) -> Evidence:
    """Measure both sides: words, cognates, numbers, lengths, documents; and what the sentences mean, by ``vectors``."""
    use_dictionary = use_dictionary and max(len(both.source), len(both.target)) <= LARGE
    plain = [s.text for s in both.source], [s.text for s in both.target]
    cognates = Factors(*Cognates(scale=False).vectors(*plain))
    words = cognates
    if both.comparable_words:
        words = Factors(*Lexical(scale=False).vectors(both.source_words, both.target_words))
    halves = _through_dictionary(both) if use_dictionary else None
    ahead, back = halves if halves is not None else (words, words)
    kind = "drafts" if both.comparable_words else "cognates"
    if halves is not None:
        kind = "dictionary+drafts" if both.drafted_side else "dictionary"
    return Evidence(
        ahead,
        back,
        cognates,
        Factors(*Numbers().vectors(both.source_words, both.target_words)),
        np.array([len(t) for t in plain[0]], dtype=np.float64),
        np.array([len(t) for t in plain[1]], dtype=np.float64),
        _numbered(both.source),
        _numbered(both.target),
        ((2.0, words),) if kind == "dictionary+drafts" else (),
        kind,
        _meaning(both, vectors) if vectors is not None else None,
    )


def _meaning(both: Sides, vectors: Similarity) -> Factors | None:
    if why_no_vectors(both, vectors):
        return None
    return Factors(*settled(*vectors.vectors(both.source_words, both.target_words)))


def _dictionary(languages: tuple[str, str]) -> tuple[Dictionary, bool] | None:
    """Return the dictionary between two languages, if there is one, and whether it is keyed by words of the first."""
    here, there = (_base(language) for language in languages)
    found = lexicon(here, there) if here != there else None
    if found is None:
        return None

    def translations(word: str) -> list[tuple[str, float, float]]:
        return [(p.stem, p.forward, p.backward) for p in found.of(word)]

    made = Dictionary(translations, stemmer(found.other), found.keyed_rarity, found.other_rarity)
    return made, found.keyed == here


def known_words(languages: tuple[str, str], source: Sequence[str], target: Sequence[str]) -> Known:
    """List which words of both sides the dictionary knows to translate each other; none without a dictionary."""
    found = _dictionary(languages)
    if found is None:
        return ()
    if found[1]:
        return found[0].pairs(source, target)
    return [(t, s, backward, forward) for s, t, forward, backward in found[0].pairs(target, source)]


def _through_dictionary(both: Sides) -> tuple[Factors, Factors] | None:
    """Return what covers the target and what covers the source by the dictionary between the two languages, if any."""
    found = _dictionary(both.languages)
    if found is None:
        return None
    dictionary, keyed_here = found
    plain = [s.text for s in both.source], [s.text for s in both.target]
    drafts = (
        both.source_words if both.drafted_side == "source" else None,
        both.target_words if both.drafted_side == "target" else None,
    )
    if keyed_here:
        halves = dictionary.halves(*plain, *drafts)
        return Factors(*halves.ahead), Factors(*halves.back)
    halves = dictionary.halves(*plain[::-1], *drafts[::-1])
    return Factors(*halves.back).swapped(), Factors(*halves.ahead).swapped()


def _numbered(segments: Sequence[Segment]) -> Any:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(s.document, len(numbers)) for s in segments], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Paired:
    """Beads of the segments that take part, and the secondary links."""

    beads: tuple[Bead, ...]
    links: tuple[Link, ...]


def comparable_beads(both: Sides, aligner: ComparableAligner, measured: Evidence | None = None) -> Paired:
    """Align the segments of both sides in any order; beads come by their first source segment, target nulls last."""
    measured = measured if measured is not None else evidence(both)
    decision = aligner.align(measured)
    grades = grade([(m.source, m.target) for m in decision.matches], measured.plain)
    further = grade([(m.source, m.target) for m in decision.further], measured.plain)
    beads = [
        (
            match.source[0],
            Bead(_ids(both.source, match.source), _ids(both.target, match.target), _score(match.score), g),
        )
        for match, g in zip(decision.matches, grades, strict=True)
    ]
    beads.extend(_nulls(both, decision))
    links = tuple(
        Link(both.source[match.source[0]].id, both.target[match.target[0]].id, _score(match.score), g)
        for match, g in zip(decision.further, further, strict=True)
    )
    return Paired(tuple(bead for _, bead in sorted(beads, key=lambda b: b[0])), links)


def _nulls(both: Sides, decision: Decision) -> list[tuple[int, Bead]]:
    used_source = {i for m in decision.matches for i in m.source}
    used_target = {j for m in decision.matches for j in m.target}
    nulls = [
        (i, Bead((s.id,), (), _score(decision.source_null[i])))
        for i, s in enumerate(both.source)
        if i not in used_source
    ]
    nulls.extend(
        (len(both.source) + j, Bead((), (s.id,), _score(decision.target_null[j])))
        for j, s in enumerate(both.target)
        if j not in used_target
    )
    return nulls


def _ids(segments: Sequence[Segment], indices: Sequence[int]) -> tuple[str, ...]:
    return tuple(segments[i].id for i in indices)


def _score(value: float) -> float:
    return round(min(max(float(value), 0.0), 1.0), DIGITS)
