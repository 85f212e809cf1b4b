"""Does a draft depend on the company it came in? 3,000 sentences in another order and in portions of another size.

Usage: order.py [SENTENCES]

The baseline is CTranslate2 on padded batches, as Argos Translate and most programs call it.
"""

from __future__ import annotations

import random
import sys
from typing import Any

from _data import parallel
from align.model import Segment, Span
from align.models import route
from align.translators.argos import ArgosTranslator
from align.translators.engine import Engine


def padded(engine: Engine, texts: list[str], batch: int) -> list[tuple[str, float]]:
    """Draft on sorted, padded batches."""
    pieces = [engine.encode(text) for text in texts]
    answers: list[Any] = engine._loaded().translate_batch(
        pieces, beam_size=4, max_batch_size=batch, batch_type="tokens", length_penalty=0.2, return_scores=True
    )
    return [(" ".join(a.hypotheses[0]), a.scores[0]) for a in answers]


def ours(translator: ArgosTranslator, texts: list[str], portion: int) -> list[tuple[str, float]]:
    """Draft in portions, as an interrupted run would."""
    found: list[tuple[str, float]] = []
    for start in range(0, len(texts), portion):
        part = [Segment(f"s{n}", "d", Span(0, len(t)), t) for n, t in enumerate(texts[start : start + portion])]
        found.extend((d.text, d.score or 0.0) for d in translator.translate(part))
    return found


def main(count: int = 3000) -> None:
    texts = (parallel("newstest2013").source + parallel("flores200-dev").source)[:count]
    order = list(range(len(texts)))
    random.Random(7).shuffle(order)
    shuffled = [texts[i] for i in order]
    folder = route("fr", "en")[0].path
    engine, translator = Engine(folder), ArgosTranslator([folder])
    rows = {
        "CTranslate2, padded, 2,048 against 512 pieces a batch": (
            padded(engine, texts, 2048),
            padded(engine, shuffled, 512),
        ),
        "align, all at once against portions of 97": (
            ours(translator, texts, len(texts)),
            ours(translator, shuffled, 97),
        ),
    }
    print("| way | sentences | drafts that change | scores that change |\n|---|---|---|---|")
    for name, (one, other) in rows.items():
        back = dict(zip(order, other, strict=True))
        drafts = sum(one[i][0] != back[i][0] for i in range(len(texts)))
        scores = sum(one[i][1] != back[i][1] for i in range(len(texts)))
        print(f"| {name} | {len(texts)} | {drafts} | {scores} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
