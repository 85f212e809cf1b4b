"""How often *differs* is said, slot by slot, and how often rightly.

    python scripts/bench/differences.py                    every set
    python scripts/bench/differences.py newstest           one: newstest, articles, wmt, authored, demetr, rte3, gqnli
    python scripts/bench/differences.py --show newstest    with what was said

newstest (500 pairs of the second half of newstest2013), wmt (news of 2008–2012) and authored (written for the project),
500 pairs each, are true translations: a *differs* there is a false alarm, counted for a thousand pairs; articles are 20
sentences in a row of newstest2013 against their translation, as articles of one event. demetr: translations with one
error put in, and the same without it. rte3, gqnli: contradictions, and the pairs beside them that are none.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from _data import data_dir
from align import pipeline
from align.facts import compare
from align.model import Finding
from facts_data import drafts_of, made_of, pair_alignment

SLOTS = ("number", "date", "place", "actor", "status", "wording")
Pair = tuple[str, str]


def newstest() -> list[Pair]:
    folder = data_dir() / "data" / "mt" / "eval"
    sides = [(folder / f"newstest2013.{code}").read_text(encoding="utf-8").split("\n") for code in ("fr", "en")]
    return [(a, b) for a, b in zip(*sides, strict=False) if a.strip() and b.strip()][FIRST:]


FIRST, MOST = 1500, 500
"""Where the half of newstest2013 begins that was read less; how many pairs of each set are compared."""


def parallel(name: str, most: int = MOST) -> list[Pair]:
    made: list[Pair] = []
    with lzma.open(data_dir() / "data" / "mt" / f"{name}.tsv.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            french, english = line.rstrip("\n").split("\t")
            made.append((french, english))
            if len(made) == most:
                break
    return made


def said(pair: Pair) -> list[Finding]:
    return [f for f in compare(pair_alignment(*pair)).findings if f.verdict == "differs"]


def draft_all(pairs: Sequence[Pair]) -> None:
    drafts_of([made_of("fr", "fr", [a]) for a, _ in pairs])


def rate(title: str, pairs: Sequence[Pair], show: bool) -> Counter[str]:
    """Print how many false alarms a thousand true translations give, slot by slot."""
    draft_all(pairs)
    found: Counter[str] = Counter()
    hit = 0
    for pair in pairs:
        findings = said(pair)
        hit += bool(findings)
        for f in findings:
            found[f.slot or ""] += 1
            if show:
                print(f"  {f.slot} {f.values} {f.score:.2f} {f.reason}\n    {pair[0]}\n    {pair[1]}")
    cells = "  ".join(f"{slot} {1000 * found[slot] / len(pairs):.1f}" for slot in SLOTS)
    print(
        f"{title:34}{len(pairs):6} pairs  {1000 * hit / len(pairs):6.1f} ‰ with a false alarm   ({cells})", flush=True
    )
    return found


def articles(show: bool, length: int = 20) -> None:
    """Compare stretches of newstest2013 with their translation, as two articles."""
    pairs = newstest()[:MOST]
    found: Counter[str] = Counter()
    total = 0
    for n, start in enumerate(range(0, len(pairs) - length + 1, length)):
        part = pairs[start : start + length]
        left, right = made_of(f"fr{n}", "fr", [a for a, _ in part]), made_of(f"en{n}", "en", [b for _, b in part])
        findings = compare(pipeline.align((left,), (right,), drafts_of((left,)))).findings
        total += len(part)
        for f in findings:
            if f.verdict == "differs":
                found[f.slot or ""] += 1
                if show:
                    print(f"  {f.slot} {f.values} {f.reason}\n    {f.claims[0].text}\n    {f.evidence[0].text}")
    cells = "  ".join(f"{slot} {1000 * found[slot] / total:.1f}" for slot in SLOTS)
    alarms = 1000 * sum(found.values()) / total
    print(f"{'newstest2013, articles of 20':34}{total:6} pairs  {alarms:6.1f} ‰ false alarms  ({cells})")


DEMETR = {
    "numbers": "critical_id10_numbers_replaced",
    "names": "critical_id9_ne_replaced",
    "negation": "critical_id8_negation",
    "antonyms": "critical_id7_antonym",
    "tense": "major_id17_tense",
    "hypernyms": "major_id3_hypernym",
}


def demetr(show: bool) -> None:
    path = data_dir() / "gold" / "demetr-fr" / "demetr_fr.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]
    for kind, name in DEMETR.items():
        chosen = [r for r in rows if r["pert_name"] == name and r["pert_check"]]
        draft_all([(r["src_sent"], "") for r in chosen])
        hits = [said((r["src_sent"], r["pert_sent"])) for r in chosen]
        alarms = [said((r["src_sent"], r["mt_sent"])) for r in chosen]
        slots = Counter(f.slot for found in hits for f in found)
        told = f"{sum(map(bool, hits))}/{len(chosen)} said to differ; {sum(map(bool, alarms))} without the error"
        print(f"DEMETR {kind:12} {told}   {dict(slots)}")
        for row, found in zip(chosen, alarms, strict=True):
            for f in found if show else []:
                print(f"  FALSE {f.slot} {f.values} {row['src_sent']} | {row['mt_sent']}")
        if show:
            for row, found in zip(chosen, hits, strict=True):
                print("  ", [(f.slot, f.values) for f in found], row["pert_sent"])


def labelled(title: str, rows: Sequence[tuple[str, str, str]], show: bool) -> None:
    """Print how often pairs of each label are said to differ."""
    draft_all([(a, "") for a, _, _ in rows])
    total, hit, slots = Counter(), Counter(), Counter()  # type: ignore[var-annotated]
    for source, target, label in rows:
        findings = said((source, target))
        total[label] += 1
        hit[label] += bool(findings)
        slots.update((label[:7], f.slot) for f in findings)
        for f in findings if show else []:
            print(f"  {label} {f.slot} {f.values} {f.reason}\n     {source}\n     {target}")
    print(f"{title:10}", "  ".join(f"{label} {hit[label]}/{total[label]}" for label in sorted(total)), dict(slots))


def rte3(show: bool) -> None:
    path = data_dir() / "gold" / "rte3-fr" / "rte3_cross_dev.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]
    labelled("RTE3", [(r["premise_fr"], r["hypothesis_en"], r["label"]) for r in rows], show)


def gqnli(show: bool) -> None:
    path = data_dir() / "gold" / "gqnli-fr" / "gqnli.test.fr.tsv"
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")[1:]]
    labelled("GQNLI", [(r[1], r[6], r[4]) for r in rows], show)


def main() -> None:
    sets: dict[str, Callable[[bool], object]] = {
        "newstest": lambda show: rate("newstest2013", newstest()[:MOST], show),
        "articles": articles,
        "wmt": lambda show: rate("news of 2008–2012", parallel("wmt-news-2008-2012"), show),
        "authored": lambda show: rate("news written for the project", parallel("authored-news"), show),
        "demetr": demetr,
        "rte3": rte3,
        "gqnli": gqnli,
    }
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", choices=[*sets, []], default=[])
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    for name, run in sets.items():
        if name in (options.sets or sets):
            run(options.show)


if __name__ == "__main__":
    main()
