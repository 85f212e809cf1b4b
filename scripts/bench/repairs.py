"""What each repair of drafts costs and saves: all of them, each left out alone, narrower searches, none.

Usage: repairs.py [--sentences 500] [--rounds 5]

Speed is measured on the first sentences of newstest2013, in turn with raw CTranslate2 on sorted batches (wall; CPU);
BLEU, chrF and losses (numbers, names, negations… that the source has and the draft hasn't) on the whole of both sets.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from _data import TestSet, parallel
from align.model import Segment, Span
from align.models import route
from align.translators import checks
from align.translators.argos import ArgosTranslator
from align.translators.faithful import FaithfulEngine
from translate import Way, measure, ratios, raw

Change = Callable[[FaithfulEngine], None]


def without(name: str) -> Change:
    def change(engine: FaithfulEngine) -> None:
        engine.second_thoughts = tuple(s for s in engine.second_thoughts if s.__name__ != name)

    return change


def searching(beam: int) -> Change:
    def change(engine: FaithfulEngine) -> None:
        engine.second_beam = beam

    return change


def halves_later(engine: FaithfulEngine) -> None:
    engine.second_thoughts = tuple(sorted(engine.second_thoughts, key=lambda s: s.__name__ == "_cut_in_two"))


CHANGES: dict[str, Change | None] = {
    "all repairs": lambda engine: None,
    "halves left out": without("_cut_in_two"),
    "search without repetition left out": without("_search_without_loops"),
    "halves after the search without repetition": halves_later,
    "other stand-ins left out": without("_other_stand_ins"),
    "names' stand-ins left out": without("_keep_names"),
    "second searches at beam 1": searching(1),
    "second searches at beam 4": searching(4),
    "none": None,
}


def way(name: str, package: Path, change: Change | None) -> Way:
    translator = ArgosTranslator([package], repairs=change is not None)
    if change is not None:
        for stage in translator.stages:
            change(stage)

    def draft(texts: list[str]) -> list[str]:
        segments = [Segment(f"s{n}", "d", Span(0, len(t)), t) for n, t in enumerate(texts)]
        return [d.text for d in translator.translate(segments)]

    return Way(name, draft)


def quality(chosen: TestSet, drafts: list[str]) -> str:
    import sacrebleu

    bleu, chrf = (f(drafts, [chosen.reference]).score for f in (sacrebleu.corpus_bleu, sacrebleu.corpus_chrf))
    lost = sum(len(checks.losses(s, t, "fr", "en")) for s, t in zip(chosen.source, drafts, strict=True))
    return f"{bleu:.2f} / {chrf:.2f} / {lost}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    package = route("fr", "en")[0].path
    news, flores = parallel("newstest2013"), parallel("flores200-dev")
    base = Way("raw CTranslate2", raw(package))
    ways = [base, *(way(name, package, change) for name, change in CHANGES.items())]
    measure(ways, news.part(0, arguments.sentences), arguments.rounds)
    print("| repairs | speed / raw CTranslate2 (wall; CPU) | newstest2013: BLEU / chrF / losses | FLORES-dev |")
    print("|---|---|---|---|")
    for each in ways:
        found = [quality(chosen, each.run(chosen.source)) for chosen in (news, flores)]
        print(f"| {each.name} | {ratios(each, base)} | {' | '.join(found)} |", flush=True)


if __name__ == "__main__":
    main()
