"""BLEU and chrF of the bundled package on the development sets: CTranslate2 alone, and ours with its repairs.

Usage: quality.py [SENTENCES]

Same package, beam 4. The table also counts the sentences whose draft the repairs changed.
"""

from __future__ import annotations

import sys

from _data import SETS, parallel
from align.model import Segment, Span
from align.models import route
from align.translators.argos import ArgosTranslator


def main(count: int | None = None) -> None:
    import sacrebleu

    folder = route("fr", "en")[0].path
    print(
        "| set | sentences | BLEU, CTranslate2 | BLEU, align | chrF, CTranslate2 | chrF, align | drafts that differ |"
    )
    print("|---|---|---|---|---|---|---|")
    for name in SETS:
        chosen = parallel(name).part(0, count)
        segments = [Segment(f"s{n}", "d", Span(0, len(t)), t) for n, t in enumerate(chosen.source)]
        both = [
            [d.text for d in ArgosTranslator([folder], repairs=repairs).translate(segments)]
            for repairs in (False, True)
        ]
        bleu = [sacrebleu.corpus_bleu(drafts, [chosen.reference]).score for drafts in both]
        chrf = [sacrebleu.corpus_chrf(drafts, [chosen.reference]).score for drafts in both]
        changed = sum(one != other for one, other in zip(*both, strict=True))
        figures = " | ".join(f"{value:.2f}" for value in (*bleu, *chrf))
        print(f"| {name} | {len(segments)} | {figures} | {changed} |", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
