"""Explains a bead: which words, numbers, names and lengths made its score, and what stood against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from align.aligners import candidates
from align.aligners.comparable import CONTEXT_FEATURES, model_for, rate, surroundings
from align.errors import UsageError
from align.model import Alignment, Bead, Segment
from align.pairing.comparable import Sides, evidence, sides
from align.pairing.reasons import reasons
from align.protocols import Similarity
from align.similarity.features import number, tokens
from align.text import fold

TERMS = {
    "similarity": "likeness as such",
    "margin": "nearer than the others nearby",
    "gap_least": "ahead of the closest rival",
    "gap_most": "ahead of the rival on the easier side",
    "shared_mass": "weight of the words shared",
    "cover_least": "part of the longer sentence covered",
    "cover_most": "part of the shorter sentence covered",
    "cognates": "words alike in both languages",
    "length": "lengths fit",
    "numbers_missing": "numbers without counterpart",
    "shortness": "length as such",
    "logit": "the pair by itself",
    "support_most": "a neighbour pairs nearby",
    "support_least": "both neighbours pair nearby",
    "rival_most": "the stronger rival",
    "rival_least": "the weaker rival",
    "document_share": "how much of the documents corresponds",
}
"""What each feature of the score says, in words."""
SHOWN = 12
"""Words listed at most."""


@dataclass(frozen=True, slots=True)
class WordBalance:
    """Words of two texts by where they stand, with their weight (idf), heaviest first."""

    shared: tuple[tuple[str, float], ...]
    source_only: tuple[tuple[str, float], ...]
    target_only: tuple[tuple[str, float], ...]


def explain(alignment: Alignment, position: int, vectors: Similarity | None = None) -> str:
    """Tell in plain text what made the score of bead ``position``, counted from 1 as `align pair` lists them.

    ``vectors`` are those that the alignment was made with, if any.

    Raises:
        UsageError: there is no such bead.
    """
    if not 1 <= position <= len(alignment.beads):
        raise UsageError(
            f"there is no bead {position}; the alignment has {len(alignment.beads)}", mend="count from 1, as listed"
        )
    bead = alignment.beads[position - 1]
    segments = alignment.segments()
    both = sides(alignment.source, alignment.target, alignment.drafts)
    lines = [_heading(bead, position), *_texts(bead, segments, both)]
    if any(segments[i].role.set_aside for i in (*bead.source, *bead.target)):
        return "\n".join([*lines, "set aside: its role keeps it out of the alignment"])
    if not bead.null:
        lines += [*_words(bead, both), *_numbers(bead, both), *_lengths(bead, segments)]
    if both.source and both.target:
        if alignment.mode == "parallel":
            lines += reasons(alignment, bead, both, vectors)
        lines += _terms(bead, both, alignment.mode, vectors)
    return "\n".join(lines)


def _heading(bead: Bead, position: int) -> str:
    parts = [f"bead {position}", bead.kind, f"score {bead.score:.2f}"]
    if bead.grade:
        parts.append(bead.grade)
    return " · ".join(parts)


def _texts(bead: Bead, segments: Mapping[str, Segment], both: Sides) -> list[str]:
    lines = []
    for name, chosen, all_of, words in (
        ("source", bead.source, both.source, both.source_words),
        ("target", bead.target, both.target, both.target_words),
    ):
        compared = dict(zip((s.id for s in all_of), words, strict=True))
        for identifier in chosen:
            text = segments[identifier].text
            lines.append(f"{name}  {identifier}: {text}")
            if both.drafted_side == name and compared.get(identifier, text) != text:
                lines.append(f"   draft: {compared[identifier]}")
    return lines


def _compared(bead: Bead, both: Sides) -> tuple[str, str]:
    """Return the two texts as they were compared: drafts where there are any."""
    here = dict(zip((s.id for s in both.source), both.source_words, strict=True))
    there = dict(zip((s.id for s in both.target), both.target_words, strict=True))
    return " ".join(here[i] for i in bead.source), " ".join(there[i] for i in bead.target)


def balance(source: str, target: str, texts: Sequence[str]) -> WordBalance:
    """Weigh the words that two texts share and those that only one has, by their idf over ``texts``."""
    frequency: Counter[str] = Counter()
    for text in texts:
        frequency.update({_key(t) for t in tokens(text)})
    left, right = ({_key(t): t for t in tokens(text)} for text in (source, target))

    def weighed(words: dict[str, str]) -> tuple[tuple[str, float], ...]:
        rated = [(w, float(np.log(len(texts) / max(frequency[k], 1)) + 0.05)) for k, w in words.items()]
        return tuple(sorted(rated, key=lambda pair: (-pair[1], pair[0])))

    return WordBalance(
        weighed({k: w for k, w in right.items() if k in left}),
        weighed({k: w for k, w in left.items() if k not in right}),
        weighed({k: w for k, w in right.items() if k not in left}),
    )


def _key(token: str) -> str:
    return number(token) if token[0].isdigit() else fold(token)[:6]


def _words(bead: Bead, both: Sides) -> list[str]:
    found = balance(*_compared(bead, both), [*both.source_words, *both.target_words])
    lines = []
    for title, words in (
        ("words shared", found.shared),
        ("only in the source", found.source_only),
        ("only in the target", found.target_only),
    ):
        listed = ", ".join(f"{word} {weight:.1f}" for word, weight in words[:SHOWN]) or "none"
        lines.append(f"{title} (by weight): {listed}" + (" …" if len(words) > SHOWN else ""))
    return lines


def _numbers(bead: Bead, both: Sides) -> list[str]:
    left, right = ({t for t in tokens(text) if t[0].isdigit()} for text in _compared(bead, both))
    names = _names(both, bead)
    lines = []
    for title, (a, b) in (("numbers", (left, right)), ("names", names)):
        if a or b:
            parts = [("shared", a & b), ("only in the source", a - b), ("only in the target", b - a)]
            lines.append(f"{title}: " + "; ".join(f"{what} {', '.join(sorted(s))}" for what, s in parts if s))
    return lines


def _names(both: Sides, bead: Bead) -> tuple[set[str], set[str]]:
    """Return capitalised words that don't open their text, accents stripped."""
    found = []
    for text in _compared(bead, both):
        words = tokens(text)
        found.append({fold(w).title() for w in words[1:] if w[0].isupper() and len(w) > 2})
    return found[0], found[1]


def _lengths(bead: Bead, segments: Mapping[str, Segment]) -> list[str]:
    here, there = (sum(len(segments[i].text) for i in side) for side in (bead.source, bead.target))
    return [f"lengths: {here} and {there} characters"]


def _terms(bead: Bead, both: Sides, mode: str, vectors: Similarity | None) -> list[str]:
    """List what each feature of the comparable score adds, for the bead's best pair, and its nearest rivals."""
    measured = evidence(both, vectors=vectors)
    model = model_for(measured)
    found = candidates.find(measured)
    if not len(found):
        return ["nothing on the other side shares a word with it"]
    rated = rate(found, measured, model)
    rows = {s.id: k for k, s in enumerate(both.source)}
    columns = {s.id: k for k, s in enumerate(both.target)}
    here, there = {rows[i] for i in bead.source}, {columns[j] for j in bead.target}
    inside = np.array([(i in here) and (j in there) for i, j in zip(found.rows, found.columns, strict=True)])
    beside = np.array([(i in here) or (j in there) for i, j in zip(found.rows, found.columns, strict=True)]) & ~inside
    lines: list[str] = []
    if mode == "comparable" and inside.any():
        best = int(np.flatnonzero(inside)[np.argmax(rated[inside])])
        first = model.pair.logits(found.features)
        table = list(zip(model.pair.names, model.pair.terms(found.features[[best]])[0], strict=True))
        around = model.context.terms(surroundings(found, first, measured)[[best]])[0]
        table += [(n, t) for n, t in zip(CONTEXT_FEATURES, around, strict=True) if n != "logit"]
        lines.append("what moved the score, strongest first (+ for, - against):")
        table.sort(key=lambda row: -abs(row[1]))
        lines += [f"  {value:+.2f}  {TERMS[name]}" for name, value in table if abs(value) >= 0.05]
    nearest = np.flatnonzero(beside)
    for k in nearest[np.argsort(-rated[nearest], kind="stable")][:3]:
        pair = f"{both.source[found.rows[k]].id} – {both.target[found.columns[k]].id}"
        lines.append(f"nearest other pair ({rated[k]:.2f}): {pair}: {both.target[found.columns[k]].text[:100]}")
    return lines


__all__ = ["TERMS", "WordBalance", "balance", "explain"]
