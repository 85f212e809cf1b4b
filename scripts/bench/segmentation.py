"""Measure sentence segmentation: ours beside sentencex, pysbd, spaCy, NLTK and plain break rules.

    python scripts/bench/segmentation.py

Two measures. Cases: the share of lines of tests/cases/segments.*.txt cut exactly right (made for this project, some of
them after a tool's mistake was seen: a test of what we ask for, not of what is common). Boundary precision, recall and
F1 on newstest2013 and FLORES-200 dev: five lines joined to a paragraph, the joints are the boundaries to find. A line
of these sets may hold two sentences, and headlines end without a mark, so that no tool can reach 1. Tools that aren't
installed are skipped: pip install pysbd spacy nltk.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from _data import ROOT, data_dir

sys.path.insert(0, str(ROOT / "tests"))
from segment_cases import cases

Cut = Callable[[str], list[str]]
LANGUAGES = ("fr", "en")
SETS = ("newstest2013", "flores200-dev")
JOINED = 5
SRX_ABBREVIATIONS = {
    "fr": r"M|MM|Mme|Mlle|Dr|Pr|Me|cf|p|etc|art|vol|no|av|env|ex|J\.-C|[A-Z]",
    "en": r"Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Capt|Sgt|Rev|St|Jr|Sr|Inc|Ltd|Co|Corp|vs|e\.g|i\.e|etc|No|p|[A-Z]",
}
"""A short list in the manner of the break rules that CAT tools come with; written for this script."""


def ours(language: str) -> Cut:
    from align.segmenters.rules import sentences

    return lambda text: [span.of(text) for span in sentences(text, language)]


def with_sentencex(language: str) -> Cut:
    import sentencex

    return lambda text: list(sentencex.segment(language, text))


def with_pysbd(language: str) -> Cut:
    segmenter = import_module("pysbd").Segmenter(language=language, clean=False)
    return lambda text: list(segmenter.segment(text))


def with_spacy(language: str) -> Cut:
    pipeline = import_module("spacy").blank(language)
    pipeline.add_pipe("sentencizer")
    return lambda text: [sentence.text for sentence in pipeline(text).sents]


def with_nltk(language: str) -> Cut:
    tokenizer = import_module(
        "nltk.tokenize.punkt"
    ).PunktSentenceTokenizer()  # untrained: its models would have to be downloaded
    return lambda text: list(tokenizer.tokenize(text))


def with_srx(language: str) -> Cut:
    """Break after a mark, closing quotes and a space before a capital, except after listed abbreviations."""
    abbreviation = re.compile(rf"(?:^|[\s(«“\"'’])(?:{SRX_ABBREVIATIONS[language]})\.$")
    mark = re.compile(r"[.!?…]+[\"'”’»)\]]*(\s+)(?=[\"'“‘«(\[]*\s?[A-ZÀ-Þ\d])")

    def cut(text: str) -> list[str]:
        ends = [m.start(1) for m in mark.finditer(text) if not abbreviation.search(text[: m.start(1)])]
        return [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]

    return cut


TOOLS: dict[str, Callable[[str], Cut]] = {
    "align": ours,
    "sentencex": with_sentencex,
    "pysbd": with_pysbd,
    "spaCy sentencizer": with_spacy,
    "NLTK punkt, untrained": with_nltk,
    "break rules, SRX-like": with_srx,
}


def right_cases(language: str, cut: Cut) -> tuple[int, int]:
    table = cases(language)
    return sum(tuple(p.strip() for p in cut(c.text) if p.strip()) == c.sentences for c in table), len(table)


def boundaries(text: str, pieces: Iterable[str]) -> set[int]:
    """Return the ends of all pieces but the last, counted in characters that aren't white space."""
    ends, seen = set(), 0
    for piece in pieces:
        seen += len(re.sub(r"\s", "", piece))
        ends.add(seen)
    return ends - {len(re.sub(r"\s", "", text))}


def joined(path: Path, cut: Cut) -> tuple[float, float, float]:
    lines = [line.strip() for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    right = found = gold = 0
    for start in range(0, len(lines), JOINED):
        part = lines[start : start + JOINED]
        text = " ".join(part)
        expected, given = boundaries(text, part), boundaries(text, cut(text))
        right, found, gold = right + len(expected & given), found + len(given), gold + len(expected)
    precision, recall = right / max(1, found), right / max(1, gold)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def seconds(cut: Cut, text: str) -> float:
    start = time.perf_counter()
    cut(text)
    return time.perf_counter() - start


def main() -> None:
    folder = data_dir() / "data" / "mt" / "eval"
    for language in LANGUAGES:
        print(f"\n{language}: cases right; boundary P / R / F1 on {', '.join(SETS)}; seconds for 100 kB")
        sample = " ".join((folder / f"{SETS[0]}.{language}").read_text(encoding="utf-8").split("\n"))[:100_000]
        for name, make in TOOLS.items():
            try:
                cut = make(language)
            except ImportError as error:
                print(f"  {name:24} skipped: {error.name} is not installed")
                continue
            right, total = right_cases(language, cut)
            scores = (joined(folder / f"{s}.{language}", cut) for s in SETS)
            told = "   ".join(" / ".join(f"{x:.3f}" for x in score) for score in scores)
            print(f"  {name:24} {right:3}/{total} {right / total:.3f}   {told}   {seconds(cut, sample):.2f}")


if __name__ == "__main__":
    main()
