"""What the fact diff is worth, set by set, beside its baselines; every figure comes from `align.facts.compare`.

    python scripts/bench/facts.py                    every set
    python scripts/bench/facts.py events seeds       some of them
    python scripts/bench/facts.py --errors events    with the facts that got another verdict

Sets: events (invented, exact gold), seeds (one real event), swissgov, refresd, rte3, demetr. Intervals are 95 %
bootstraps over documents (1,000 rounds, seeded). Drafts come from the bundled package and are kept in $ALIGN_CACHE.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import facts_scoring as scoring
from _data import data_dir
from align import pipeline
from align.facts import compare
from align.facts.comparison import Comparison
from align.model import Alignment, Block, Document, Draft, Findings, Provenance, Segment, Span
from align.text import fold, words

# --- reading --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def translator() -> Any:
    return pipeline.translator("fr", "en", cache=pipeline.default_cache())


def drafts_of(documents: Sequence[Document]) -> tuple[Draft, ...]:
    return pipeline.draft(documents, translator())


@dataclass(frozen=True)
class Case:
    """An event with its gold, as the default settings align it."""

    name: str
    facts: list[scoring.Fact]
    alignment: Alignment


def events(root: Path | None = None) -> Iterator[Case]:
    folder = root or data_dir() / "gold" / "events"
    for path in sorted(folder.glob("*/event.json")):
        yield case(path, path.parent)


def seeds() -> Case:
    return case(data_dir() / "gold" / "seeds" / "seeds.json", data_dir())


def case(path: Path, root: Path) -> Case:
    """Read, segment, draft and align an event as `align diff` does."""
    from align.documents import read

    gold = json.loads(path.read_text(encoding="utf-8"))
    sides: dict[str, list[Document]] = {"fr": [], "en": []}
    for entry in gold["documents"]:
        published = entry.get("published")
        sides[entry["lang"]].append(
            read(
                root / entry["path"],
                language=entry["lang"],
                id=entry["id"],
                outlet=entry.get("outlet"),
                published=date.fromisoformat(published[:10]) if published else None,
                shown=Path(entry["path"]).name,
            )
        )
    source, target = (tuple(pipeline.segment(sides[code])) for code in ("fr", "en"))
    return Case(path.parent.name, scoring.gold_facts(gold), pipeline.align(source, target, drafts_of(source)))


def made_of(name: str, language: str, sentences: Sequence[str]) -> Document:
    """Make a document of sentences that are its segments."""
    text, segments, start = "\n".join(sentences), [], 0
    for n, sentence in enumerate(sentences, 1):
        segments.append(Segment(f"{name}.s{n:04d}", name, Span(start, start + len(sentence)), sentence, paragraph=n))
        start += len(sentence) + 1
    return Document(name, language, text, segments=tuple(segments), provenance=Provenance(name))


# --- events and seeds -------------------------------------------------------------------------------------------------


def baselines(case: Case, findings: Findings) -> dict[str, scoring.EventScore]:
    sources = frozenset(d.id for d in case.alignment.source)
    drafts = {k: d.text for k, d in case.alignment.draft_of().items()}
    here = {
        "source": [scoring.word_set(drafts.get(s.id, s.text)) for d in case.alignment.source for s in d.active],
        "target": [scoring.word_set(s.text) for d in case.alignment.target for s in d.active],
    }
    judges = {
        "all only": scoring.all_only,
        "random": scoring.at_random,
        "plain lexical": scoring.plain_lexical(here, drafts),
    }
    return {
        name: scoring.score_event(case.name, case.facts, scoring.rejudged(findings, sources, judge))
        for name, judge in judges.items()
    }


def report_events(title: str, cases: Sequence[Case], errors: bool) -> dict[str, float]:
    print(f"\n## {title}\n")
    rows: dict[str, list[scoring.EventScore]] = {}
    seconds = []
    bands: list[tuple[str, bool]] = []
    for one in cases:
        start = time.perf_counter()
        findings = compare(one.alignment)
        seconds.append(time.perf_counter() - start)
        score = scoring.score_event(one.name, one.facts, findings.findings)
        rows.setdefault("align diff", []).append(score)
        bands.extend(right_by_band(one, findings))
        for name, other in baselines(one, findings).items():
            rows.setdefault(name, []).append(other)
        print(
            f"{one.name:24} macro-F1 {score.macro:.2f}  false-only {score.false_only:.0%}"
            f"  coverage {score.coverage:.2f}  slots {score.slots_found}/{score.slots},"
            f" {score.false_differs} false  ({seconds[-1]:.2f} s)"
        )
        if title.startswith("Seeds"):
            print_slots(one, findings)
        if errors:
            _print_errors(one, findings)
    print(f"\n{'':16}{'macro-F1':>22}{'false-only':>12}{'coverage':>10}{'differs F1':>12}{'slot F1':>9}")
    for name, scores in rows.items():
        low, high = scoring.bootstrap(scores, lambda drawn: mean(drawn, "macro"))
        print(
            f"{name:16}{mean(scores, 'macro'):8.3f} [{low:.2f}, {high:.2f}]{mean(scores, 'false_only'):12.1%}"
            f"{mean(scores, 'coverage'):10.3f}{differs_f1(scores):12.2f}{mean(scores, 'differs_f1'):9.2f}"
        )
    print_confusion(rows["align diff"])
    print_bands(bands)
    ours = rows["align diff"]
    return {
        "macro": mean(ours, "macro"),
        "false_only": mean(ours, "false_only"),
        "coverage": mean(ours, "coverage"),
        "differs_f1": differs_f1(ours),
        "slots_found": sum(s.slots_found for s in ours),
        "false_differs": sum(s.false_differs for s in ours),
        "seconds": max(seconds),
        "plain lexical": mean(rows["plain lexical"], "macro"),
    }


def mean(scores: Sequence[scoring.EventScore], name: str) -> float:
    return sum(float(getattr(s, name)) for s in scores) / len(scores)


def differs_f1(scores: Sequence[scoring.EventScore]) -> float:
    """Pool the facts of all events: the F1 of the class *differs*."""
    pairs = [p for s in scores for p in s.pairs]
    true = sum(g == p == "differs" for g, p in pairs)
    total = sum(g == "differs" for g, _ in pairs) + sum(p == "differs" for _, p in pairs)
    return 2 * true / total if total else 0.0


def print_confusion(scores: Sequence[scoring.EventScore]) -> None:
    counted = Counter(p for s in scores for p in s.pairs)
    columns = (*scoring.CLASSES, scoring.MISSED)
    print("\n" + f"{'gold, then said':16}" + "".join(f"{c:>13}" for c in columns))
    for gold in scoring.CLASSES:
        print(f"{gold:16}" + "".join(f"{counted[gold, said]:13}" for said in columns))


def right_by_band(one: Case, findings: Findings) -> list[tuple[str, bool]]:
    """Say for each finding that covers a firm gold fact best whether its verdict is the fact's, with its band."""
    made: list[tuple[str, bool]] = []
    for fact in one.facts:
        if not fact.debatable:
            made.extend((f.band, f.verdict == fact.verdict) for f in scoring.best_covering(fact, findings.findings))
    return made


def print_bands(bands: Sequence[tuple[str, bool]]) -> None:
    print()
    for band in ("sure", "likely", "check"):
        marks = [right for name, right in bands if name == band]
        share = f"{sum(marks) / len(marks):.0%}" if marks else "–"
        print(f"{band:8} {share:>5} of {len(marks)} findings on a gold fact have its verdict")


def print_slots(one: Case, findings: Findings) -> None:
    """Say of every differing slot, debatable ones too, whether a finding has both sides' passages."""
    said = [f for f in findings.findings if f.verdict == "differs"]
    slots = [f for f in one.facts if f.verdict == "differs"]
    found = [s for s in slots if any(scoring.names(f, s) for f in said)]
    false = sum(not any(scoring.names(f, s) for s in slots) for f in said)
    for slot in slots:
        mark = "found" if slot in found else "–"
        print(f"    {slot.id:4} {mark:6}{'debatable ' if slot.debatable else ''}{slot.statement[:90]}")
    print(f"    {len(found)} of all {len(slots)} differing slots found, {false} false")


def _print_errors(one: Case, findings: Findings) -> None:
    for fact in one.facts:
        said = scoring.verdict_of(fact, findings.findings)
        if said != fact.verdict and not fact.debatable:
            print(f"    {fact.id:4} {fact.verdict} -> {said}: {fact.statement[:100]}")
    for finding in findings.findings:
        if finding.verdict == "differs":
            print(f"    differs {finding.slot} {finding.values} {finding.score}: {finding.reason}")


# --- SwissGov ---------------------------------------------------------------------------------------------------------


def swissgov(limit: int | None = None) -> dict[str, float]:
    """Correlate each token's distance from the other side with the gold labels, over all tokens of all documents."""
    from scipy.stats import spearmanr

    rows = [json.loads(line) for line in _lines("swissgov-rsd-fr/split_dev.jsonl")][:limit]
    ours, plain, gold = [], [], []
    for n, row in enumerate(rows):
        sides = [(row["text_b"].split(), row["labels_b"], "fr"), (row["text_a"].split(), row["labels_a"], "en")]
        documents = [_of_tokens(f"{code}{n}", code, tokens) for tokens, _, code in sides]
        source, target = pipeline.segment(documents[:1]), pipeline.segment(documents[1:])
        drafts = drafts_of(source)
        alignment = pipeline.align(source, target, drafts)
        told = token_scores(alignment)
        known = [_plain_words(drafts), {fold(w)[:5] for w in row["text_a"].split()}]
        values, simple, labels = [], [], []
        for (tokens, marks, _), document, other in zip(sides, documents, reversed(known), strict=True):
            start = 0
            for token, mark in zip(tokens, marks, strict=True):
                if mark != -1:
                    labels.append(mark)
                    values.append(1 - told[document.id].get(start, 1.0))
                    simple.append(float(fold(token)[:5] not in other))
                start += len(token) + 1
        ours.append(values)
        plain.append(simple)
        gold.append(labels)
    found = {}
    print("\n## SwissGov-RSD, development part: Spearman over tokens\n")
    flat = [g for labels in gold for g in labels]
    for name, made in (("align diff", ours), ("plain words", plain)):
        found[name] = float(spearmanr([v for values in made for v in values], flat).statistic)
        triples = list(zip(made, gold, strict=True))
        low, high = scoring.bootstrap(
            triples,
            lambda drawn: float(
                spearmanr(
                    [v for values, _ in drawn for v in values], [g for _, labels in drawn for g in labels]
                ).statistic
            ),
            rounds=100,
        )
        print(f"{name:16}{found[name]:8.3f} [{low:.3f}, {high:.3f}]  ({len(rows)} document pairs, {len(flat)} tokens)")
    print("random           0.000   best published without a large model: 0.154")
    return found


def _plain_words(drafts: Sequence[Draft]) -> set[str]:
    return {fold(w)[:5] for d in drafts for w in words(d.text)}


def _of_tokens(name: str, language: str, tokens: Sequence[str]) -> Document:
    text = " ".join(tokens)
    return Document(name, language, text, (Block(Span(0, len(text))),), (), Provenance(name))


def token_scores(alignment: Alignment) -> dict[str, dict[int, float]]:
    """Map documents and the offsets of their words to how well the other side tells them."""
    return Comparison(alignment).told_words()


# --- pairs ------------------------------------------------------------------------------------------------------------


def pair_alignment(source: str, target: str) -> Alignment:
    left, right = made_of("fr", "fr", [source]), made_of("en", "en", [target])
    return pipeline.align((left,), (right,), drafts_of((left,)))


def pair_support(alignment: Alignment, side: str | None = None) -> float:
    """Average the support of a pair's findings by length; of one side only where ``side`` is given."""
    total = weight = 0.0
    for finding in compare(alignment).findings:
        for p in (*finding.claims, *finding.evidence):
            if finding.verdict == "differs" or (side and p.document != side):
                continue
            total += finding.score * len(p.span)
            weight += len(p.span)
    return total / weight if weight else 0.0


def refresd() -> dict[str, float]:
    rows = [line.rstrip("\n").split("\t") for line in _lines("refresd/REFreSD_sentence_labels.tsv") if line[0] != "#"]
    drafts_of([made_of(f"p{n}", "fr", [row[3]]) for n, row in enumerate(rows)])
    ours = [pair_support(pair_alignment(row[3], row[2])) for row in rows]
    plain = [_plain_pair(row[3], row[2]) for row in rows]
    same = [row[1] == "no_meaning_difference" for row in rows]
    unrelated = [row[1] == "unrelated" for row in rows]
    print("\n## REFreSD, development half: AUC of equivalent against some difference or unrelated\n")
    found = {}
    for name, made in (("align diff", ours), ("plain lexical", plain)):
        found[name] = scoring.auc(
            [m for m, s in zip(made, same, strict=True) if s], [m for m, s in zip(made, same, strict=True) if not s]
        )
        apart = scoring.auc(
            [m for m, u in zip(made, unrelated, strict=True) if not u],
            [m for m, u in zip(made, unrelated, strict=True) if u],
        )
        print(f"{name:16}{found[name]:8.3f}   unrelated against the rest {apart:.3f}   ({len(rows)} pairs)")
    return found


def _plain_pair(source: str, target: str) -> float:
    draft = translator().translate(made_of("fr", "fr", [source]).segments)[0].text
    one, two = scoring.word_set(draft), scoring.word_set(target)
    return len(one & two) / max(1, len(one | two))


def rte3() -> dict[str, float]:
    """Does the French premise support, contradict or leave open the English hypothesis? Even rows fit, odd read."""
    rows = [json.loads(line) for line in _lines("rte3-fr/rte3_cross_dev.jsonl")]
    drafts_of([made_of(f"p{n}", "fr", [row["premise_fr"]]) for n, row in enumerate(rows)])
    scored = []
    for row in rows:
        alignment = pair_alignment(row["premise_fr"], row["hypothesis_en"])
        differs = any(f.verdict == "differs" for f in compare(alignment).findings)
        plain = _plain_support(row["premise_fr"], row["hypothesis_en"])
        scored.append((row["label"], pair_support(alignment, "en"), plain, differs))
    fit, read = scored[::2], scored[1::2]
    print("\n## RTE3 cross, development half: a threshold fitted on its even rows, read on the odd ones\n")
    found = {}
    for name, column in (("align diff", 1), ("plain lexical", 2)):
        values = [(s[0], float(s[column]), bool(s[3]) and column == 1) for s in read]
        found[name] = scoring.auc(
            [v for g, v, _ in values if g == "entailment"], [v for g, v, _ in values if g != "entailment"]
        )
        fitted = [(s[0], float(s[column]), bool(s[3]) and column == 1) for s in fit]
        threshold = max((v for _, v, _ in fitted), key=lambda t: _three_way(fitted, t))
        print(f"{name:16} AUC {found[name]:.3f}   macro-F1 over three classes {_three_way(values, threshold):.3f}")
    print(f"{'random':16} AUC 0.500   macro-F1 over three classes 0.30")
    return found


def _plain_support(source: str, target: str) -> float:
    draft = translator().translate(made_of("fr", "fr", [source]).segments)[0].text
    one, two = scoring.word_set(draft), scoring.word_set(target)
    return len(one & two) / max(1, len(two))


def _three_way(values: Sequence[tuple[str, float, bool]], threshold: float) -> float:
    said = ["contradiction" if d else "entailment" if v >= threshold else "neutral" for _, v, d in values]
    scores = []
    for name in ("entailment", "neutral", "contradiction"):
        true = sum(g == s == name for (g, _, _), s in zip(values, said, strict=True))
        total = sum(g == name for g, _, _ in values) + sum(s == name for s in said)
        scores.append(2 * true / total if total else 0.0)
    return sum(scores) / 3


# --- DEMETR -----------------------------------------------------------------------------------------------------------

SLOTS = {"numbers": {"number", "date"}, "names": {"actor", "place"}, "negation": {"status"}}


def demetr() -> dict[str, tuple[int, int, int]]:
    """Is the one error found (and no such thing in the translation without it)? By the pieces a diff names."""
    rows = [json.loads(line) for line in _lines("demetr-fr/demetr_fr.jsonl")]
    parts = {
        "numbers": "critical_id10_numbers_replaced",
        "names": "critical_id9_ne_replaced",
        "negation": "critical_id8_negation",
    }
    wanted = {kind: [r for r in rows if r["pert_name"] == part] for kind, part in parts.items()}
    drafts_of([made_of("fr", "fr", [r["src_sent"]]) for kind in wanted.values() for r in kind])
    print("\n## DEMETR-fr: found / false alarms on the translation without the error\n")
    found = {}
    for kind, chosen in wanted.items():
        chosen = [r for r in chosen if r["pert_check"]]
        hits = sum(tells(r["src_sent"], r["pert_sent"], kind) for r in chosen)
        alarms = sum(tells(r["src_sent"], r["mt_sent"], kind) for r in chosen)
        found[kind] = (hits, alarms, len(chosen))
        print(f"{kind:10} {hits}/{len(chosen)} found, {alarms} false alarms")
    return found


def tells(source: str, target: str, kind: str) -> bool:
    """Does a diff of one sentence with its translation report a difference of this kind?"""
    findings = compare(pair_alignment(source, target)).findings
    return any(f.verdict == "differs" and f.slot in SLOTS[kind] for f in findings)


def _lines(name: str) -> list[str]:
    return (data_dir() / "gold" / name).read_text(encoding="utf-8").rstrip("\n").split("\n")


def main() -> None:
    sets: dict[str, Callable[[], Any]] = {"swissgov": swissgov, "refresd": refresd, "rte3": rte3, "demetr": demetr}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", choices=["events", "seeds", *sets, []], default=[])
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    chosen = options.sets or ["events", "seeds", *sets]
    if "events" in chosen:
        report_events("Invented events, development part", list(events()), options.errors)
    if "seeds" in chosen:
        report_events("Seeds (development only)", [seeds()], options.errors)
    for name, run in sets.items():
        if name in chosen:
            run()


if __name__ == "__main__":
    main()
