"""Build the French–English lexicon of the fact diff from open parallel text.

    nice python scripts/train/lexicon.py --data $ALIGN_DATA/data/mt --into align/facts/data

IBM model 1 in both directions (Brown et al. 1993, five rounds), over authored-news (CC0), Tatoeba (CC BY 2.0 FR) and
Europarl v7 (European Parliament, reuse with acknowledgement); the WMT news pairs are left out, they are for research.
Keys are lower-cased French forms, values English snowball stems with both conditional probabilities; besides, how
often each word was seen on either side, in sentences, and the families of forms that share a French stem.
Deterministic: same files, same bytes. ``--families`` makes only the families anew, from the lexicon that is there.
"""

from __future__ import annotations

import argparse
import io
import lzma
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

SOURCES = (("authored-news.tsv.xz", 40_000), ("tatoeba.tsv.xz", 160_000), ("europarl.tsv.xz", 330_000))
"""File and the most pairs to take from it; the files are shuffled, and Europarl's are its most news-like pairs."""

LONGEST = 40
"""Words of the longest sentence taken: longer ones cost much and teach little."""

ROUNDS = 5
LEAST_COUNT = 4
KEPT = 12
FLOOR = 0.008


def lines(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of one file; a file in parts is read as one."""
    whole = folder / name
    parts = [whole] if whole.exists() else sorted(folder.glob(f"{name}.part*"))
    data = b"".join(p.read_bytes() for p in parts)
    with io.TextIOWrapper(lzma.open(io.BytesIO(data)), encoding="utf-8", newline="\n") as stream:
        for line in stream:
            source, mark, target = line.rstrip("\n").partition("\t")
            if mark:
                yield source, target


def read(folder: Path) -> list[tuple[list[str], list[str]]]:
    """Read, tokenize and stem the pairs that fit."""
    from align.facts.terms import stemmer, tokens

    stem = stemmer("en")
    pairs: list[tuple[list[str], list[str]]] = []
    for name, most in SOURCES:
        taken = 0
        for source, target in lines(folder, name):
            left = sorted({t for t in tokens(source) if not t[0].isdigit()})
            right = sorted({stem(t) for t in tokens(target) if not t[0].isdigit()})
            if 2 <= len(left) <= LONGEST and 2 <= len(right) <= LONGEST:
                pairs.append((left, right))
                taken += 1
                if taken == most:
                    break
        print(f"{name}: {taken} pairs")
    return pairs


def index(pairs: list[tuple[list[str], list[str]]], side: int) -> tuple[list[str], Counter[str]]:
    counts: Counter[str] = Counter(w for pair in pairs for w in pair[side])
    return sorted(w for w, n in counts.items() if n >= LEAST_COUNT), counts


def entries(pairs: list[tuple[list[str], list[str]]], left: list[str], right: list[str]) -> tuple[Any, ...]:
    """List every (sentence, left word, right word) that occur together, as a key into the unique word pairs.

    Returns keys (unique, int64), where (entry → key, int32), row groups (entry → sentence and left word; sentence and
    right word), all of one length but the first.
    """
    at_left = {w: i for i, w in enumerate(left)}
    at_right = {w: i for i, w in enumerate(right)}
    keys, by_left, by_right = [], [], []
    lefts = rights = 0
    for one, two in pairs:
        a = np.array([at_left[w] for w in one if w in at_left], dtype=np.int64)
        b = np.array([at_right[w] for w in two if w in at_right], dtype=np.int64)
        if not len(a) or not len(b):
            continue
        keys.append((a[:, None] * len(right) + b[None, :]).ravel())
        by_left.append(np.repeat(np.arange(lefts, lefts + len(a), dtype=np.int32), len(b)))
        by_right.append(np.tile(np.arange(rights, rights + len(b), dtype=np.int32), len(a)))
        lefts += len(a)
        rights += len(b)
    flat = np.concatenate(keys)
    keys.clear()
    unique, where = np.unique(flat, return_inverse=True)
    return unique, where.astype(np.int32), np.concatenate(by_left), np.concatenate(by_right), lefts, rights


def model1(where: Any, groups: Any, size: int, given: Any, number: int) -> Any:
    """Return p(word | given) for every unique pair.

    ``groups`` name the sentence position of the word that is explained: its mass is shared among the given words of
    the sentence; ``given`` is each unique pair's given word (of ``number``).
    """
    chance = np.full(len(given), 1.0, dtype=np.float64)
    for _ in range(ROUNDS):
        mass = chance[where]
        total = np.bincount(groups, mass, size)
        mass /= total[groups]
        counts = np.bincount(where, mass, len(given))
        norm = np.bincount(given, counts, number)
        chance = counts / norm[given]
    return chance


def table(left: list[str], right: list[str], unique: Any, forward: Any, backward: Any) -> list[str]:
    """Write each left word's best right words: ``word<TAB>stem p(stem|word) p(word|stem) …`` in hundredths."""
    score = np.sqrt(forward * backward)
    rows: list[str] = []
    starts = np.searchsorted(unique, np.arange(len(left) + 1, dtype=np.int64) * len(right))
    for i, word in enumerate(left):
        low, high = starts[i], starts[i + 1]
        local = score[low:high]
        best = [k for k in np.argsort(-local, kind="stable")[:KEPT] if local[k] >= FLOOR or forward[low + k] >= 0.04]
        if best:
            parts = [
                f"{right[int(unique[k] % len(right))]} {round(99 * forward[k])} {round(99 * backward[k])}"
                for k in (low + k for k in best)
            ]
            rows.append(f"{word}\t{' '.join(parts)}")
    return rows


def frequencies(words: list[str], counts: Counter[str], total: int) -> str:
    """Write words by rarity: ``rarity word word …``, rarity = round(4·ln(total / count))."""
    by_rarity: dict[int, list[str]] = {}
    for word in words:
        by_rarity.setdefault(round(4 * math.log(total / counts[word])), []).append(word)
    return "\n".join(f"{rarity} {' '.join(group)}" for rarity, group in sorted(by_rarity.items()))


def families(words: Iterable[str]) -> str:
    """Write the forms of each stem: ``stem<TAB>beginning ending ending …``, the beginning all have; - for no ending."""
    from align.facts.terms import stemmer

    stem = stemmer("fr")
    made: dict[str, list[str]] = {}
    for word in words:
        made.setdefault(stem(word), []).append(word)
    rows = []
    for name, forms in sorted(made.items()):
        first, last = min(forms), max(forms)
        start = first[: next((i for i, c in enumerate(first) if last[i : i + 1] != c), len(first))]
        rows.append(f"{name}\t{start or '-'} {' '.join(form[len(start) :] or '-' for form in sorted(forms))}")
    return "\n".join(rows)


def save(blocks: Sequence[str], path: Path) -> None:
    """Write the blocks of a lexicon: pairs, rarity of either side's words, families."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n\n".join(block.strip("\n") for block in blocks) + "\n"
    path.write_bytes(lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))
    print(f"{path}: {blocks[0].count(chr(10)) + 1} words, {path.stat().st_size} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--data", type=Path)
    what.add_argument("--families", action="store_true")
    parser.add_argument("--into", type=Path, required=True)
    options = parser.parse_args()
    path = options.into / "lexicon.fr-en.txt.xz"
    if options.families:
        blocks = lzma.decompress(path.read_bytes()).decode("utf-8").split("\n\n")[:3]
        save([*blocks, families(row.partition("\t")[0] for row in blocks[0].split("\n"))], path)
        return
    pairs = read(options.data)
    left, left_counts = index(pairs, 0)
    right, right_counts = index(pairs, 1)
    unique, where, by_left, by_right, lefts, rights = entries(pairs, left, right)
    print(f"{len(pairs)} pairs, {len(left)} × {len(right)} words, {len(where)} entries, {len(unique)} word pairs")
    # p(e|f): the English word is explained by the French words of its sentence, and the other way round.
    forward = model1(where, by_right, rights, unique // len(right), len(left))
    backward = model1(where, by_left, lefts, unique % len(right), len(right))
    rows = table(left, right, unique, forward, backward)
    counted = (frequencies(left, left_counts, len(pairs)), frequencies(right, right_counts, len(pairs)))
    save(["\n".join(rows), *counted, families(row.partition("\t")[0] for row in rows)], path)


if __name__ == "__main__":
    main()
