"""Build ``align/facts/data/relations.en.txt.xz`` from a WordNet ``dict`` folder (Princeton WordNet 3.x).

    python scripts/train/synonyms.py DICT --into align/facts/data

DICT holds ``data.noun``, ``data.verb``, ``data.adj``, ``data.adv`` and, where there are any, ``cntlist.rev`` (how often
each sense was tagged in running text) and the irregular forms ``noun.exc``, ``verb.exc``, ``adj.exc``, ``adv.exc``.

Words are lower-cased English snowball stems, as the comparison counts them; of a word that several stems or senses
hold, each sense has its share of the word's use (tag counts, smoothed by rank). Two words are related as much as the
smaller of the two shares says, summed over the senses they are related by. Words of several parts are left out: the
comparison goes word by word. Left out too are words that ``align/facts/data``'s French–English lexicon doesn't know:
both of a pair for synonyms, antonyms and derived words, either of it for the looser relations. Deterministic: same
folder and lexicon, same bytes.
"""

from __future__ import annotations

import argparse
import lzma
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

from align.facts.lexicon import lexicon
from align.facts.relations import FILE, KINDS
from align.facts.terms import stemmer
from align.text import fold

PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
"""Files by their part of speech."""

POINTERS = {
    "@": "wider",  # hypernym
    "*": "wider",  # the verb entails another one
    ">": "wider",  # it causes another one
    "&": "near",  # adjectives of similar meaning
    "$": "near",  # verbs grouped by meaning
    "^": "near",  # see also
    "=": "derived",  # the quality a noun names and an adjective tells
    "+": "derived",
    "\\": "derived",  # pertains to a noun; an adverb's adjective
    "!": "opposed",
}
"""WordNet's pointers by the relation they make here; instances (@i), parts, members and domains make none."""

SMOOTHING = 0.5
"""Tagged occurrences that a word's first sense is given besides those counted; the n-th sense gets 1/n of it."""

LEAST = {"form": 0.03, "same": 0.03, "derived": 0.03, "wider": 0.05, "near": 0.05, "opposed": 0.03, "against": 0.08}
"""Two words less related than this are left out."""

MOST = 24
"""Words kept of a relation, the most related ones."""

LOOSE = frozenset({"wider", "near", "against"})
"""Relations kept between two known words only: they are many."""


@dataclass(frozen=True)
class Sense:
    """A set of synonyms: its words with the number of each in it, and its pointers as (symbol, sense, from, to)."""

    words: tuple[str, ...]
    pointers: tuple[tuple[str, str, int, int], ...]


def senses(folder: Path) -> dict[str, Sense]:
    """Read the sets of synonyms by part of speech and offset; an adjective's mark of place is cut off."""
    made: dict[str, Sense] = {}
    for part, letter in PARTS.items():
        for line in (folder / f"data.{part}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue  # the licence
            fields = line.split(" | ")[0].split()
            count = int(fields[3], 16)
            names = tuple(fields[4 + 2 * i].split("(")[0] for i in range(count))
            at = 4 + 2 * count
            pointers = []
            for k in range(int(fields[at])):
                symbol, offset, of, ends = fields[at + 1 + 4 * k : at + 5 + 4 * k]
                pointers.append((symbol, f"{of}{offset}", int(ends[:2], 16), int(ends[2:], 16)))
            made[f"{letter}{fields[0]}"] = Sense(names, tuple(pointers))
    return made


def ranks(folder: Path) -> dict[tuple[str, str], list[str]]:
    """Read each word's senses, the most used first, by (word, part of speech)."""
    made: dict[tuple[str, str], list[str]] = {}
    for part, letter in PARTS.items():
        for line in (folder / f"index.{part}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue
            fields = line.split()
            made[fields[0], letter] = [f"{letter}{offset}" for offset in fields[-int(fields[2]) :]]
    return made


def tagged(folder: Path) -> dict[tuple[str, str, int], int]:
    """Read how often the n-th sense of a word was tagged, by (word, part of speech, n)."""
    path = folder / "cntlist.rev"
    made: dict[tuple[str, str, int], int] = {}
    letters = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            key, number, count = line.split()
            word, _, rest = key.rpartition("%")
            made[word, letters[rest[0]], int(number)] = int(count)
    return made


def shares(folder: Path) -> dict[tuple[str, str], float]:
    """Return how much of a stem's use each sense of a word has, by (word, sense); a stem's shares sum to 1."""
    counts = tagged(folder)
    use: dict[tuple[str, str], float] = {}
    total: dict[str, float] = defaultdict(float)
    for (word, part), order in ranks(folder).items():
        for n, sense in enumerate(order, 1):
            value = counts.get((word, part, n), 0) + SMOOTHING / n
            use[word, sense] = value
            total[stem_of(word)] += value
    return {(word, sense): value / total[stem_of(word)] for (word, sense), value in use.items()}


def stem_of(word: str) -> str:
    """Return the stem by which the comparison knows a word, or nothing for a word of several parts."""
    plain = fold(word)
    return stemmer("en")(plain) if plain.isalpha() else ""


Table = dict[tuple[str, str], float]


def related(all_senses: Mapping[str, Sense], use: Mapping[tuple[str, str], float]) -> dict[str, Table]:
    """Sum over the senses how much two stems are related, by relation; both orders of a pair."""
    made: dict[str, Table] = {kind: defaultdict(float) for kind in KINDS}
    weighed_words = {
        name: [(stem_of(w), use.get((w.lower(), name), 0.0)) for w in sense.words] for name, sense in all_senses.items()
    }
    for weighed in weighed_words.values():
        for pair in combinations(weighed, 2):
            add(made["same"], *pair)
    for kind, (one, start), (two, end) in sorted(links(all_senses)):
        here, there = weighed_words[one], weighed_words[two]
        for pair in product(here[start - 1 : start] if start else here, there[end - 1 : end] if end else there):
            add(made[kind], *pair)
    for one, two in sorted(set(against(all_senses))):
        for pair in product(weighed_words[one], weighed_words[two]):
            add(made["against"], *pair)
    return made


def links(all_senses: Mapping[str, Sense]) -> set[tuple[str, tuple[str, int], tuple[str, int]]]:
    """List the pointers as (relation, end, end), each once whether one end or both have it.

    An end is a sense and the number of its word that is meant; 0 for all of them.
    """
    made = set()
    for name, sense in all_senses.items():
        for symbol, other, start, end in sense.pointers:
            if symbol in POINTERS:
                one, two = sorted([(name, start), (other, end)])
                made.add((POINTERS[symbol], one, two))
    return made


def against(all_senses: Mapping[str, Sense]) -> Iterator[tuple[str, str]]:
    """Yield the senses opposed as wholes: those of antonyms, and the narrower verbs and similar adjectives of each."""
    for name, sense in all_senses.items():
        for symbol, other, _, _ in sense.pointers:
            if symbol == "!" and name < other:
                yield from product(narrowed(all_senses, name), narrowed(all_senses, other))


def narrowed(all_senses: Mapping[str, Sense], name: str) -> list[str]:
    """List a sense and, of a verb or an adjective, those that are kinds of it."""
    wanted = {"v": "~", "a": "&"}.get(name[0])
    return [name, *(other for symbol, other, _, _ in all_senses[name].pointers if symbol == wanted)]


def add(table: Table, one: tuple[str, float], two: tuple[str, float]) -> None:
    if one[0] and two[0] and one[0] != two[0]:
        value = min(one[1], two[1])
        table[one[0], two[0]] += value
        table[two[0], one[0]] += value


def irregular(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the stem of each irregular form with the stem of its word."""
    for part in PARTS:
        path = folder / f"{part}.exc"
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                form, *words = (stem_of(w) for w in line.split())
                for word in words:
                    if form and word and form != word:
                        yield form, word


def block(table: Table, least: float) -> str:
    """Write a relation: ``word<TAB>other hundredths other hundredths …``, most related first."""
    rows: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (one, two), value in table.items():
        if value >= least:
            rows[one].append((-min(0.99, value), two))
    return "\n".join(
        f"{one}\t{' '.join(f'{two} {round(-value * 100)}' for value, two in sorted(found)[:MOST])}"
        for one, found in sorted(rows.items())
    )


def build(folder: Path, known: Set[str]) -> str:
    """Return the text of the table: a block for each relation of ``KINDS``, in order; ``known``: stems worth a line."""
    made = related(senses(folder), shares(folder))
    for form, word in irregular(folder):
        made["form"][form, word] = made["form"][word, form] = 0.99
    for kind in KINDS:
        enough = all if kind in LOOSE else any
        made[kind] = {pair: value for pair, value in made[kind].items() if enough(word in known for word in pair)}
    return "\n\n".join(block(made[kind], LEAST[kind]) for kind in KINDS) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dict", type=Path)
    parser.add_argument("--into", type=Path, required=True)
    options = parser.parse_args()
    words = lexicon("fr", "en")
    text = build(options.dict, frozenset(words.rarity("en")) if words else frozenset())
    path = options.into / FILE
    path.write_bytes(lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))
    for kind, part in zip(KINDS, text.removesuffix("\n").split("\n\n"), strict=True):
        print(f"{kind:8} {part.count(chr(10)) + 1} words, {len(part)} letters")
    print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
