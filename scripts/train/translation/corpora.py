"""Parallel text as it is learnt from: read, cleaned, varied, and never a line of a test set.

All chance comes from a generator that is seeded by the corpus and its settings: same files, same pairs.
"""

from __future__ import annotations

import io
import lzma
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from align.errors import UsageError
from align.text import squeeze
from translation.noise import noisy
from translation.pairs import Pair
from translation.settings import Corpus, Preparing

SURE_LENGTH = 20
"""Letters and digits from which one equal side is enough to tell that a pair comes from a test set."""


def read(folder: Path, corpus: Corpus) -> Iterator[Pair]:
    """Yield the pairs of a corpus, ``left<TAB>right`` a line; parts of one file are joined before they are unpacked.

    Raises:
        UsageError: no file fits the pattern, or one is damaged.
    """
    files = sorted(folder.glob(corpus.files))
    if not files:
        raise UsageError(f"no file for the corpus {corpus.name}", where=str(folder / corpus.files))
    packed = ".xz" in "".join(files[0].suffixes)
    data = b"".join(path.read_bytes() for path in files)
    try:
        with (
            lzma.open(io.BytesIO(data)) if packed else io.BytesIO(data) as raw,
            io.TextIOWrapper(raw, encoding="utf-8", newline="\n") as stream,
        ):
            for line in stream:
                fields = line.rstrip("\r\n").split("\t")
                if len(fields) >= 2:
                    yield Pair(squeeze(fields[0]), squeeze(fields[1]))
    except (lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
        raise UsageError(f"the corpus {corpus.name} can't be read: {error}", where=str(files[0])) from error


def sound(pair: Pair, longest: int) -> bool:
    """Tell whether a pair can be a translation: both sides there, of like length, not the same long text."""
    left, right = len(pair.left.split()), len(pair.right.split())
    if not (0 < left <= longest and 0 < right <= longest):
        return False
    return left <= 2.5 * right + 5 and right <= 2.5 * left + 5 and not (pair.left == pair.right and len(pair.left) > 30)


def key(text: str) -> str:
    """Fold a line to its letters and digits, so that typography hides no test sentence."""
    return "".join(c for c in text.casefold() if c.isalnum())


class HeldOut:
    """The lines of test sets; tells whether a pair has one of them."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._keys = frozenset(filter(None, map(key, lines)))

    def __len__(self) -> int:
        return len(self._keys)

    def has(self, pair: Pair) -> bool:
        """Tell whether one side, or both where they are short, is a line of a test set."""
        there = [k for k in (key(pair.left), key(pair.right)) if k in self._keys]
        return len(there) == 2 or any(len(k) >= SURE_LENGTH for k in there)


def held_out(folder: Path, patterns: Iterable[str]) -> HeldOut:
    """Read every file that a pattern names, a sentence a line.

    Raises:
        UsageError: a pattern names no file: a test set that isn't there can't be kept apart.
    """
    lines: list[str] = []
    for pattern in patterns:
        files = sorted(folder.glob(pattern))
        if not files:
            raise UsageError("no test set there to keep apart", where=str(folder / pattern))
        for file in files:
            lines += file.read_text(encoding="utf-8").splitlines()
    return HeldOut(lines)


def varied(pair: Pair, chosen: Preparing, rng: random.Random) -> Pair:
    """Meet apostrophes, quotation marks and headlines in the forms that the press has."""
    left, right = pair
    if rng.random() < chosen.curly_apostrophes:
        left = left.replace("'", "’")
        right = right.replace("'", "’") if rng.random() < 0.3 else right
    if rng.random() < chosen.guillemets:
        left = re.sub(r'"([^"]{2,})"', r"« \1 »", left)
        right = re.sub(r'"([^"]{2,})"', "“\\1”", right) if rng.random() < 0.4 else right
    short = len(left) < 110 and left.endswith(".") and right.endswith(".")
    if short and rng.random() < chosen.bare_headlines:
        left, right = left[:-1], right[:-1]
    return Pair(left, right)


def chosen_pairs(
    folder: Path, corpus: Corpus, settings: Preparing, apart: HeldOut, seen: set[int]
) -> tuple[list[Pair], dict[str, int]]:
    """Read, vary and filter one corpus; ``seen`` holds hashes of pairs taken so far and grows.

    Returns the pairs and how many were left out, by reason.
    """
    rng = random.Random(f"{settings.seed} {corpus.name}")
    taken: list[Pair] = []
    left_out = {"unsound": 0, "in a test set": 0, "double": 0}
    for number, pair in enumerate(read(folder, corpus)):
        if corpus.limit and number >= corpus.limit:
            break
        if not sound(pair, settings.longest_words):
            left_out["unsound"] += 1
        elif apart.has(pair):
            left_out["in a test set"] += 1
        else:
            made = varied(pair, settings, rng) if corpus.vary else pair
            # hash() of text changes from run to run, but only equality within this run counts.
            mark = hash(made)
            if mark in seen:
                left_out["double"] += 1
                continue
            seen.add(mark)
            taken.append(made)
            taken += noisy(made, settings, rng)
    return taken, left_out
