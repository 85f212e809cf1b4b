"""What comes through: numbers, names, negation on newstest2013; hashtags, URLs, handles, e-mails put into it.

Usage: survival.py [SENTENCES] [--stand-ins]

With and without the repairs, same package, same beam. Names are counted where the reference keeps their spelling, so
that a name which English writes otherwise doesn't count as lost. newstest2013 has hardly any hashtags or URLs, so each
sentence of a part of it gets one, at its end, in brackets, at its head or in its midst in turn.
--stand-ins also measures how often each candidate for a stand-in comes through exactly once.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable

from _data import TestSet, parallel
from align.model import Segment, Span
from align.models import route
from align.text import fold
from align.translators import checks
from align.translators.argos import ArgosTranslator
from align.translators.engine import Engine
from align.translators.language import SURE_NEGATION
from align.translators.protect import STAND_INS

TOKENS = {
    "hashtag": ["#Kiss4LGBTQrights", "#JeSuisCharlie", "#COP21", "#loi_travail", "#MeToo"],
    "URL": ["https://www.lemonde.fr/planete/article/2017/04/20/x_51.html", "http://bit.ly/2pQx9", "www.insee.fr"],
    "handle": ["@afpfr", "@EmmanuelMacron", "@le_gorafi"],
    "e-mail address": ["redaction@exemple.fr", "j.dupont-martin@mairie.example.org"],
}


PLURAL = {"hashtag": "hashtags", "URL": "URLs", "handle": "handles", "e-mail address": "e-mail addresses"}


def draft(texts: list[str], repairs: bool) -> list[str]:
    folder = route("fr", "en")[0].path
    segments = [Segment(f"s{n}", "d", Span(0, len(t)), t) for n, t in enumerate(texts)]
    return [d.text for d in ArgosTranslator([folder], repairs=repairs).translate(segments)]


def put(sentence: str, token: str, place: int) -> str:
    """Put a token into a sentence."""
    words = sentence.split()
    half = len(words) // 2
    return (
        f"{sentence} {token}",
        f"{sentence.rstrip(' .')} ({token}).",
        f"{token} {sentence}",
        " ".join([*words[:half], token, *words[half:]]),
    )[place]


def with_tokens(texts: list[str]) -> list[tuple[str, str, str]]:
    """Give every sentence a token in turn: (kind, token, sentence)."""
    kinds = [(kind, token) for kind, tokens in TOKENS.items() for token in tokens]
    return [
        (*kinds[n % len(kinds)], put(t, kinds[n % len(kinds)][1], n // len(kinds) % 4)) for n, t in enumerate(texts)
    ]


def lost(kind: str) -> Callable[[str, str], list[str]]:
    return lambda source, text: [x.item for x in checks.losses(source, text, "fr", "en") if x.kind == kind]


def share(chosen: TestSet, drafts: list[str], kind: str) -> tuple[int, int]:
    """Count the items of a kind that survive, and all that the reference has too."""
    kept = total = 0
    for source, reference, text in zip(chosen.source, chosen.reference, drafts, strict=True):
        if kind == "name":
            items = {m.group("name") for m in checks.names(source, "fr") if fold(m.group("name")) in fold(reference)}
            total += len(items)
            kept += sum(bool(re.search(rf"(?<!\w){re.escape(fold(i))}(?!\w)", fold(text))) for i in items)
            continue
        missing_there = lost(kind)(source, reference)
        if kind == "number":
            wanted = [i for i in checks.numbers(source) if i not in missing_there]
            total += len(wanted)
            kept += len(wanted) - sum(i in wanted for i in lost(kind)(source, text))
        elif SURE_NEGATION.search(source) and not missing_there:
            total += 1
            kept += not lost(kind)(source, text)
    return kept, total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sentences", nargs="?", type=int, default=3000)
    parser.add_argument("--stand-ins", action="store_true")
    arguments = parser.parse_args()
    news = parallel("newstest2013").part(0, arguments.sentences)
    bare, repaired = draft(news.source, False), draft(news.source, True)
    print("| what | there | without repairs | with repairs |\n|---|---|---|---|")
    for kind, label in (
        ("number", "numbers in figures"),
        ("name", "names that English keeps"),
        ("negation", "negation"),
    ):
        counts = [share(news, drafts, kind) for drafts in (bare, repaired)]
        shown = " | ".join(f"{kept / max(1, total):.1%}" for kept, total in counts)
        print(f"| {label} | {counts[0][1]} | {shown} |")
    planted = with_tokens([t for t in news.source if 6 <= len(t.split()) <= 40][:480])
    texts = [text for _, _, text in planted]
    both = [draft(texts, False), draft(texts, True)]
    for kind in TOKENS:
        there = [n for n, (k, _, _) in enumerate(planted) if k == kind]
        shares = [sum(planted[n][1] in drafts[n] for n in there) / len(there) for drafts in both]
        print(f"| {PLURAL[kind]} (put in) | {len(there)} | {shares[0]:.1%} | {shares[1]:.1%} |")
    alarms = Counter(
        kind
        for s, r in zip(news.source, news.reference, strict=True)
        for kind in {loss.kind for loss in checks.losses(s, r, "fr", "en")}
    )
    told = ", ".join(f"{kind} {count / len(news.source):.1%}" for kind, count in alarms.most_common())
    print(f"\nfalse alarms, sentences of the human reference that a check would report: {told}\n")
    if arguments.stand_ins:
        stand_ins([put(t, "{}", 3) for t in news.source if 8 <= len(t.split()) <= 30 and "{" not in t][:150])


def stand_ins(templates: list[str]) -> None:
    """Print how often candidates come through exactly once, in the midst of sentences."""
    engine = Engine(route("fr", "en")[0].path)
    print("| stand-in | exactly once |\n|---|---|")
    for name in (*STAND_INS, "Paris", "XYZ", "[1]", "<1>", "__1__", "⟨1⟩"):
        found = engine.hypotheses([t.format(name) for t in templates], beam_size=4)
        print(f"| {name} | {sum(h[0].text.count(name) == 1 for h in found) / len(found):.0%} |")


if __name__ == "__main__":
    main()
