"""Ten thousand hostile sentences through the engine: one draft each, in order, no exception.

Usage: fuzz.py [SENTENCES] [SEED]

Random Unicode, control characters, lone surrogates, lines of 2,000 words, nothing at all, emoji, right-to-left text,
mark-up, and real sentences with such things put into them. Checked: as many drafts as sentences, each with its own id;
protected tokens, white space at the edges and underscores there again; no draft longer than it can reasonably be.
"""

from __future__ import annotations

import random
import sys
import time
import unicodedata

from _data import parallel
from align.model import Segment, Span
from align.models import route
from align.translators.argos import ArgosTranslator

WORDS = [
    "le", "la", "maire", "a", "dit", "que", "les", "12", "400", "habitants", "n'iront", "pas", "à", "Paris", "#marche",
    "@afpfr", "https://a.fr/b_c", "mai@x.fr", "—", "«", "oui", "»", "3,5", "%",
]  # fmt: skip
ODD = [
    "", " ", "\n\n", "\t", "\x00", "\ufeff", "\u200f", "\u202e", "\ud800", "\uffff", "😀", "👩‍👩‍👧",
    "🇫🇷", "שלום עולם", "مرحبا بالعالم", "Привет, мир", "你好世界",
    "e\u0301", "ﬁ", "Ⅷ", "…", "____", "a_b", "&amp;",
    "<b>gras</b>", "{{x}}", "%s", "\\n", "\r\n", "|||", "\u2028", "▁", "<unk>", "</s>", "<s>", "@@ ", "ⅹ½", "١٢٣",
    "\u00ad", "ZZZ" * 50,
]  # fmt: skip


def sentence(chance: random.Random, real: list[str]) -> str:
    """Make one hostile sentence."""
    kind = chance.randrange(9)
    if kind == 0:
        return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(60)))
    if kind == 1:
        return "".join(chance.choice(ODD) for _ in range(chance.randrange(6)))
    if kind == 2:
        return chance.choice(["", " "]).join(chance.choice(ODD + WORDS) for _ in range(chance.randrange(30)))
    if kind == 3 and chance.random() < 0.05:
        return " ".join(chance.choice(WORDS) for _ in range(2000))
    if kind == 4:
        return " ".join([chance.choice(WORDS)] * chance.randrange(1, 40))
    if kind == 5:
        return chance.choice(real).upper()
    words = chance.choice(real).split(" ")
    for _ in range(chance.randrange(1, 4)):
        words.insert(chance.randrange(len(words) + 1), chance.choice(ODD))
    return " ".join(words)


def faults(source: str, draft: str) -> list[str]:
    """List what a draft of anything must not lack."""
    found = []
    if source[: len(source) - len(source.lstrip())] != draft[: len(draft) - len(draft.lstrip())]:
        found.append("white space before the text")
    if source.count("_") > draft.count("_"):
        found.append("underscores")
    for token in ("#marche", "@afpfr", "https://a.fr/b_c", "mai@x.fr"):
        if source.split().count(token) > draft.count(token):
            found.append(token)
    if len(draft) > 4 * len(source) + 200:
        found.append("far too long")
    return found


def main(count: int = 10_000, seed: int = 1) -> None:
    chance = random.Random(seed)
    real = parallel("newstest2013").source[:400]
    texts = [sentence(chance, real) for _ in range(count)]
    segments = [Segment(f"s{n}", "d", Span(0, len(t)), t) for n, t in enumerate(texts)]
    translator = ArgosTranslator([route("fr", "en")[0].path], beam_size=1)
    begin = time.perf_counter()
    drafts = translator.translate(segments)
    took = time.perf_counter() - begin
    assert len(drafts) == count, "one draft a segment"
    assert [d.segment for d in drafts] == [s.id for s in segments], "in order"
    bad: dict[str, list[tuple[str, str]]] = {}
    for segment, draft in zip(segments, drafts, strict=True):
        for fault in faults(segment.text, draft.text):
            bad.setdefault(fault, []).append((segment.text, draft.text))
    scripts = {unicodedata.name(c, "?").split()[0] for t in texts[:500] for c in t}
    print(f"{count} sentences ({len(scripts)} scripts in the first 500), longest {max(map(len, texts))} characters")
    print(f"{len(drafts)} drafts in order, no exception, {took:.0f} s")
    for fault, cases in bad.items():
        print(f"  {fault}: {len(cases)}, for example {cases[0][0][:120]!r} → {cases[0][1][:120]!r}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
