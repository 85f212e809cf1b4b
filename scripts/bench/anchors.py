"""What extraction is worth before anything is compared: anchors, pair tests, clauses.

    python scripts/bench/anchors.py            every table
    python scripts/bench/anchors.py --errors   with what was missed and what was found too much

1. Anchors of ``seeds.json`` by type: precision, recall, F1 (an anchor is found when it and a gold anchor of its type
   cover each other by half), exact borders, and the share of found ones with the gold's value. Baseline: capitals,
   digits, straight quotation marks, month and weekday names.
2. DEMETR-fr pair tests: a French source against an English sentence with a number, a name or the negation changed
   (found), and against the unchanged one (false). Baseline: the same digits, the same capitalised words, not / ne.
3. Parallel news (newstest2013, lines that no rule was looked at on): share of anchors without a counterpart in the
   other language's sentence; no gold, so a bound on what is wrong in either. Baseline: equal words.
4. Clauses: share of gold facts with a claim over half of one of their phrases, and how many claims hold facts of more
   than one verdict, beside whole sentences.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from _data import data_dir, parallel
from align.facts.agreement import unmatched
from align.facts.anchors import Finder, of_text
from align.facts.clauses import ClauseExtractor
from align.facts.grammar import count_negations
from align.facts.names import transliterated
from align.facts.quotations import quotations
from align.model import Document, Moment, Quantity, Role, Segment, Span
from align.text import fold

KINDS = {"quote": "quotation", "org": "organisation", "hashtag": "tag"}
Mark = tuple[str, int, int]


def read(path: Path, root: Path) -> tuple[dict[str, Any], list[Document]]:
    """Read an event's gold with its documents, segmented as the gold is."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    documents = []
    for entry in gold["documents"]:
        text = (root / entry["path"]).read_text(encoding="utf-8")
        sentences = sorted((s for s in gold["sentences"] if s["doc"] == entry["id"]), key=lambda s: s["start"])
        segments = []
        for s in sentences:
            span = Span(s.get("doc_start", s["start"]), s.get("doc_end", s["end"]))
            role = Role.TITLE if s["kind"] == "title" else Role.BODY
            segments.append(Segment(s["id"], entry["id"], span, span.of(text), 0, role))
        documents.append(Document(entry["id"], entry["lang"], text, (), tuple(segments)))
    return gold, documents


# --- anchors --------------------------------------------------------------------------------------------------------


def ours(documents: Sequence[Document]) -> dict[str, dict[Mark, Any]]:
    finder = Finder(documents)
    found: dict[str, dict[Mark, Any]] = defaultdict(dict)
    for document in documents:
        quoted = quotations(document.text)
        for segment in document.active:
            for a in finder.of(document, segment, quoted):
                start = segment.span.start
                found[a.kind][segment.id, a.span.start - start, a.span.end - start] = a.value
    return found


NAIVE = {
    "number": r"\b\d[\d.,]*\b",
    "date": r"\b(?:[Jj]anvier|[Ff]évrier|[Mm]ars|[Aa]vril|[Mm]ai|[Jj]uin|[Jj]uillet|[Aa]oût|January|February|March"
    r"|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|lundi"
    r"|mardi|yesterday)\b",
    "quotation": r"[\"“«]\s?([^\"”»]+)[\"”»]",
    "tag": r"#\w+",
    "person": r"(?<!^)(?<![.!?“\"] )\b[A-ZÉ][\w’-]+ [A-ZÉ][\w’-]+\b",
    "organisation": r"\b[A-Z]{3,}\b",
    "place": r"(?<!^)\b[A-ZÉ][a-zé]+\b",
}


def naive(documents: Sequence[Document]) -> dict[str, dict[Mark, Any]]:
    found: dict[str, dict[Mark, Any]] = defaultdict(dict)
    for document in documents:
        for segment in document.active:
            for kind, pattern in NAIVE.items():
                for m in re.finditer(pattern, segment.text):
                    group = 1 if m.re.groups else 0
                    found[kind][segment.id, m.start(group), m.end(group)] = m.group(group)
    return found


def matched(gold: Sequence[Mark], found: Sequence[Mark]) -> list[tuple[Mark, Mark]]:
    """Pair gold and found anchors that cover each other by half, the best overlap first."""
    options = []
    for g in gold:
        for f in found:
            overlap = min(g[2], f[2]) - max(g[1], f[1]) if g[0] == f[0] else 0
            if overlap > 0 and 2 * overlap >= max(g[2] - g[1], f[2] - f[1]):
                options.append((-overlap, g, f))
    pairs: list[tuple[Mark, Mark]] = []
    for _, g, f in sorted(options):
        if all(g != p[0] and f != p[1] for p in pairs):
            pairs.append((g, f))
    return pairs


RELATIVE = {
    "REL:-2m": "month-2", "REL:same-day": "day=same", "REL:-1d": "day-1", "REL:-2d": "day-2", "REL:-1w": "week-1",
    "REL:-few-days": "day-few", "REL:this-month": "month+0", "REL:last-winter": "winter-1", "Monday": "monday",
    "Tuesday": "tuesday",
}  # fmt: skip


def same_value(canonical: str, value: Any) -> bool:
    """Hold a value against the gold's canonical one."""
    if isinstance(value, Moment):
        return value.value == RELATIVE.get(canonical, canonical)
    if isinstance(value, Quantity):
        return _same_number(canonical, value)
    if not isinstance(value, str):
        return False
    return fold(value) == fold(canonical) or transliterated(value) == transliterated(canonical)


def _same_number(canonical: str, value: Quantity) -> bool:
    digits = float(re.sub(r"\D", "", canonical) or "nan")
    if canonical.endswith(("st", "nd", "rd", "th")):
        return value.unit == "ordinal" and value.low == digits
    if "month" in canonical or "year" in canonical:
        return value.unit == "day" and abs(value.low - digits * (30.4375 if "month" in canonical else 365.25)) < 1e-3
    if canonical.startswith((">=", ">")):
        return value.low >= digits and value.high > value.low
    if canonical.startswith("~"):
        return value.low < digits < value.high
    return value.low == value.high == digits


def anchors(errors: bool) -> None:
    gold, documents = read(data_dir() / "gold" / "seeds" / "seeds.json", data_dir())
    segments = {s.id: s for d in documents for s in d.segments}
    wanted: dict[str, dict[Mark, str | None]] = defaultdict(dict)
    for a in gold["anchors"]:
        kind = KINDS.get(a["type"], a["type"])
        wanted[kind][a["sentence"], a["start"], a["end"]] = a.get("canonical")
    print(f"anchors of seeds.json ({len(gold['anchors'])}): precision, recall, F1, exact borders, value right")
    print(
        f"{'type':14}{'n':>4}   {'P':>5}{'R':>6}{'F1':>6}{'exact':>7}{'value':>7}      naive {'P':>5}{'R':>6}{'F1':>6}"
    )
    for kind in sorted(wanted):
        cells = []
        for found in (ours(documents)[kind], naive(documents)[kind]):
            pairs = matched(list(wanted[kind]), list(found))
            p, r = len(pairs) / max(len(found), 1), len(pairs) / len(wanted[kind])
            f = 2 * p * r / (p + r) if p + r else 0.0
            valued = [(wanted[kind][g], found[m]) for g, m in pairs if wanted[kind][g] is not None]
            right = sum(same_value(c, v) for c, v in valued if c is not None) / len(valued) if valued else 1.0
            cells.append((p, r, f, sum(g == m for g, m in pairs) / max(len(pairs), 1), right))
            if errors and found is not None and len(cells) == 1:
                missed = set(wanted[kind]) - {g for g, _ in pairs}
                extra = set(found) - {m for _, m in pairs}
                wrong = [(c, v) for c, v in valued if c is not None and not same_value(c, v)]
                for name, marks in (("missed", missed), ("too much", extra)):
                    print(f"   {name}:", [f"{i}: {segments[i].text[a:b]}" for i, a, b in sorted(marks)])
                print("   other value:", wrong)
        a, b = cells
        own = f"{a[0]:5.2f}{a[1]:6.2f}{a[2]:6.2f}{a[3]:7.2f}{a[4]:7.2f}"
        print(f"{kind:14}{len(wanted[kind]):4}   {own}            {b[0]:5.2f}{b[1]:6.2f}{b[2]:6.2f}")


# --- pair tests -----------------------------------------------------------------------------------------------------

TESTS = (
    ("number changed", "critical_id10_numbers_replaced", ("number", "date"), "43/43 at ≤ 3"),
    ("name changed", "critical_id9_ne_replaced", ("person", "organisation", "place"), "42/49 at ≤ 8"),
    ("negation changed", "critical_id8_negation", (), "81/100 at ≤ 5"),
)


def differ(french: str, english: str, kinds: Sequence[str]) -> bool:
    """Tell whether an anchor of either sentence has no counterpart, or the negations don't balance."""
    if not kinds:
        return count_negations(french, "fr") != count_negations(english, "en")
    one, two = (
        [a for a in of_text(text, language) if a.kind in kinds] for text, language in ((french, "fr"), (english, "en"))
    )
    return bool(unmatched(one, two) or unmatched(two, one))


def differ_naively(french: str, english: str, kinds: Sequence[str]) -> bool:
    if "number" in kinds:
        one, two = (Counter(re.sub(r"(?<=\d)[   ,.](?=\d{3})", "", t)) for t in (french, english))
        digits = "0123456789"
        return any(one[d] != two[d] for d in digits)
    if kinds:
        one_names, two_names = ({fold(w) for w in re.findall(r"(?<!^)\b[A-ZÉ]\w+", t)} for t in (french, english))
        return one_names != two_names
    return len(re.findall(r"\bne\b|\bn['’]", french)) != len(re.findall(r"\bnot\b|n['’]t\b", english))


def pairs(errors: bool) -> None:
    path = data_dir() / "gold" / "demetr-fr" / "demetr_fr.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    print("\nDEMETR-fr pair tests, source against changed (found) and unchanged (false) translation")
    print(f"{'test':20}{'found':>9}{'false':>7}   {'goal':16}{'naive found':>12}{'false':>7}")
    for name, key, kinds, goal in TESTS:
        chosen = [r for r in rows if r["pert_name"] == key and r["pert_check"]]
        cells: list[int] = []
        for test in (differ, differ_naively):
            cells += [sum(test(r["src_sent"], r[side], kinds) for r in chosen) for side in ("pert_sent", "mt_sent")]
        print(f"{name:20}{cells[0]:5}/{len(chosen)}{cells[1]:7}   {goal:16}{cells[2]:8}/{len(chosen)}{cells[3]:7}")
        for r in chosen if errors else ():
            for label, side, bad in (("missed", "pert_sent", False), ("false", "mt_sent", True)):
                if differ(r["src_sent"], r[side], kinds) is bad:
                    print(f"   {label}: {r['src_sent']}\n        {r[side]}")


# --- parallel news --------------------------------------------------------------------------------------------------

UNSEEN = (2000, 2600)


def news() -> None:
    """Count the anchors of parallel sentences that agree with none of the other side."""
    texts = parallel("newstest2013").part(*UNSEEN)
    seen: Counter[str] = Counter()
    lone: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    for french, english in zip(texts.source, texts.reference, strict=True):
        one, two = of_text(french, "fr"), of_text(english, "en")
        for mine, other in ((one, two), (two, one)):
            mine = [a for a in mine if a.kind not in ("quotation", "tag")]
            seen.update(a.kind for a in mine)
            lone.update(a.kind for a in unmatched(mine, other))
            plain.update(a.kind for a in mine if fold(a.text) not in {fold(b.text) for b in other})
    print(f"\nparallel news, lines {UNSEEN[0]}–{UNSEEN[1]}: anchors without a counterpart")
    print(f"{'type':14}{'n':>5}{'alone':>8}{'equal words':>14}")
    for kind in sorted(seen):
        print(f"{kind:14}{seen[kind]:5}{lone[kind] / seen[kind]:8.2f}{plain[kind] / seen[kind]:14.2f}")


# --- clauses --------------------------------------------------------------------------------------------------------

Cut = Callable[[Sequence[Document]], list[tuple[str, Span]]]


def by_clauses(documents: Sequence[Document]) -> list[tuple[str, Span]]:
    return [(c.document, c.span) for c in ClauseExtractor().extract(documents)]


def by_sentences(documents: Sequence[Document]) -> list[tuple[str, Span]]:
    return [(d.id, s.span) for d in documents for s in d.active]


def clauses(errors: bool) -> None:
    folder = data_dir() / "gold"
    paths = [(folder / "seeds" / "seeds.json", data_dir())]
    paths += [(p, p.parent) for p in sorted((folder / "events").glob("*/event.json"))]
    print("\nclauses: facts that one covers by half, and pieces with facts of more than one verdict")
    own = f"{'event':22}{'facts':>6}{'covered':>9}{'pieces':>8}{'mixed':>7}"
    print(f"{own}    sentences {'pieces':>7}{'mixed':>7}{'ms':>8}")
    for path, root in paths:
        gold, documents = read(path, root)
        cells = []
        by_clauses(documents)
        start = time.process_time()
        by_clauses(documents)
        took = 1000 * (time.process_time() - start)
        for cut in (by_clauses, by_sentences):
            cells.append(_coverage(gold, cut(documents), errors and cut is by_clauses))
        (covered, count, mixed), (_, whole, blurred) = cells
        own = f"{path.parent.name:22}{len(gold['facts']):6}{covered:9.3f}{count:8}{mixed:7.2f}"
        print(f"{own}    {'':9} {whole:7}{blurred:7.2f}{took:8.0f}")


def _coverage(gold: dict[str, Any], pieces: list[tuple[str, Span]], errors: bool) -> tuple[float, int, float]:
    found, verdicts = 0, defaultdict(set)
    for fact in gold["facts"]:
        sides = fact["evidence"]
        phrases = sides["fr"] or sides["en"] if fact["class"] != "conflicting" else sides["fr"] + sides["en"]
        hit = False
        for e in phrases:
            span = Span(e["doc_start"], e["doc_end"])
            for number, (document, piece) in enumerate(pieces):
                if document == e["doc"] and piece.overlap(span) * 2 >= len(span):
                    hit = True
                    verdicts[number].add(fact["class"])
        found += hit
        if errors and not hit:
            print("   not covered:", fact["id"], [e["phrase"] for e in phrases])
    mixed = sum(len(v) > 1 for v in verdicts.values()) / max(len(verdicts), 1)
    return found / len(gold["facts"]), len(pieces), mixed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="name what was missed and what was found too much")
    chosen = parser.parse_args()
    anchors(chosen.errors)
    pairs(chosen.errors)
    news()
    clauses(chosen.errors)


if __name__ == "__main__":
    main()
