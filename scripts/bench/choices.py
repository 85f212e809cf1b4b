"""Two numbers that were chosen, and what others would give: the price of a loss, and the longest sentence left whole.

Usage: choices.py

The price is tried on FLORES-200 dev, the length on all development sentences of more than 30 words.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from _data import SETS, TestSet, parallel
from align.model import Segment, Span
from align.models import route
from align.translators import checks, cuts, faithful
from align.translators.argos import ArgosTranslator


def row(folder: Path, chosen: TestSet) -> str:
    """Draft a set and tell its chrF and what was lost."""
    import sacrebleu

    segments = [Segment(f"s{n}", "d", Span(0, len(t)), t) for n, t in enumerate(chosen.source)]
    texts = [d.text for d in ArgosTranslator([folder]).translate(segments)]
    lost = Counter(
        loss.kind for s, t in zip(chosen.source, texts, strict=True) for loss in checks.losses(s, t, "fr", "en")
    )
    bleu, chrf = (f(texts, [chosen.reference]).score for f in (sacrebleu.corpus_bleu, sacrebleu.corpus_chrf))
    return f"{bleu:.2f} | {chrf:.2f} | {sum(lost.values())} |"


def long_sentences() -> TestSet:
    pairs = [
        (s, r)
        for chosen in map(parallel, SETS)
        for s, r in zip(chosen.source, chosen.reference, strict=True)
        if len(s.split()) > 30
    ]
    return TestSet("long sentences", [s for s, _ in pairs], [r for _, r in pairs])


def main() -> None:
    folder = route("fr", "en")[0].path
    flores, longer = parallel("flores200-dev"), long_sentences()
    price, most = faithful.PRICE, cuts.MOST_WORDS
    print(f"price of a loss, on {len(flores.source)} sentences of {flores.name} (chosen: {price})")
    print("| price | BLEU | chrF | losses |\n|---|---|---|---|")
    for faithful.PRICE in (0.1, 0.25, 0.5, 1.0):
        print(f"| {faithful.PRICE} | {row(folder, flores)}", flush=True)
    faithful.PRICE = price
    print(f"\nlongest sentence left whole, on {len(longer.source)} sentences of more than 30 words (chosen: {most})")
    print("| words | BLEU | chrF | losses |\n|---|---|---|---|")
    for cuts.MOST_WORDS in (30, 45, 60, 1000):
        print(f"| {cuts.MOST_WORDS} | {row(folder, longer)}", flush=True)
    cuts.MOST_WORDS = most


if __name__ == "__main__":
    main()
