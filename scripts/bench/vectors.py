"""What sentence vectors give and what they cost, beside the same without them.

    python scripts/bench/vectors.py                 all of it
    python scripts/bench/vectors.py model parallel comparable facts      parts of it

model: int8 beside the float32 original, sentences a second. parallel: F1 × 100 strict, lax and of nulls, pooled over
TransRead's books, with the drafts that lie beside the gold. comparable: links and nulls of each set, and the average
precision on events, with the drafts beside the gold and, on events, those of the package at hand; with ``--held-out``
by weights fitted without the document's fold. facts: how well the cosine of its sentence with the best passage tells
claims that the other side has from those that it hasn't (AUC), beside the share of words found; not used by the diff.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import _gold
import comparable
import events_links
import fit_comparable
import fit_parallel
from align import pipeline, vectors
from align.aligners.candidates import find
from align.aligners.comparable import model_for, rate
from align.evaluate import Scores, read_gold, score
from align.similarity.bert import read_tensors
from align.similarity.minilm import settled

SENTENCES = 300


def model() -> None:
    sys.path.append(str(_gold.ROOT / "tests"))
    import tiny_bert

    found = vectors.installed()
    assert found is not None
    encoder: Any = pipeline.sentence_vectors()
    texts = _gold.lines(_gold.data_dir() / "tico19-comparable" / "00_PubMed_10" / "tgt.txt")
    texts += _gold.lines(_gold.data_dir() / "transread" / "Candide" / "tgt.txt")
    texts = tuple(dict.fromkeys(texts))[: 4 * SENTENCES]
    encoder.encode(texts[:10])
    begun, used = time.perf_counter(), time.process_time()
    made = encoder.encode(texts)
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    tensors = read_tensors(found.folder / "model.safetensors")
    settings = json.loads((found.folder / "config.json").read_text(encoding="utf-8"))
    tokens = encoder._tokenizer.encode_batch(list(texts[:SENTENCES]))
    cosines = [
        float(row @ tiny_bert.reference(tensors, settings, t.ids))
        for row, t in zip(made[:SENTENCES], tokens, strict=True)
    ]
    print(f"int8 beside float32, {SENTENCES} sentences: mean cosine {np.mean(cosines):.4f}, least {min(cosines):.4f}")
    print(f"{len(texts) / seconds:.0f} sentences a second, {len(texts) / processor:.0f} a processor second")


def parallel() -> None:
    for title, chosen in (("without", None), ("with vectors", pipeline.sentence_vectors())):
        fit_parallel.vectors = lambda chosen=chosen: chosen  # type: ignore[misc]
        made = []
        for folder, languages in fit_parallel.folders():
            if folder.parent.name == "transread":
                raw = fit_parallel.raw_beads(folder, languages, "drafts")
                beads = [(tuple(range(*b.source)), tuple(range(*b.target))) for b in raw]
                made.append(score(read_gold(folder), beads))
        scores = Scores(tuple(made))
        figures = " ".join(f"{k} {100 * scores.pooled(k).f1:.1f}" for k in ("strict", "lax", "null"))
        books = " ".join(f"{100 * d.strict.f1:.1f}" for d in scores.documents)
        print(f"transread, {title:<14}{figures}, mean strict {100 * scores.mean('strict'):.1f}  ({books})", flush=True)


def comparable_sets() -> None:
    held = "--held-out" in sys.argv
    cases = [*_gold.comparable(), *_gold.events(), *_gold.events(seeds=True)]
    print(f"{'':<46}{'P':>7}{'R':>7}{'F1':>7}{'null':>7}{'mean F1':>7}{'null':>7}")
    for title, chosen in (("without", None), ("with vectors", pipeline.sentence_vectors())):
        samples = [
            fit_comparable.sample(case, draft, True, chosen) for case in cases for draft in (*case.drafts, "package")
            if draft != "package" or not case.drafts
        ]  # fmt: skip
        decide: Callable[[fit_comparable.Sample], comparable.Beads] = (
            comparable.held_out(samples) if held else comparable.ours
        )
        for group, draft in dict.fromkeys((s.case.group, s.draft) for s in samples):
            some = [s for s in samples if (s.case.group, s.draft) == (group, draft)]
            comparable.run(f"{group}, {draft}, {title}", some, decide)
            if not some[0].case.drafts:
                print(f"{'':<46}average precision {100 * np.mean([precision(s) for s in some]):.1f}", flush=True)


def precision(sample: fit_comparable.Sample) -> float:
    found = find(sample.evidence)
    rated = rate(found, sample.evidence, model_for(sample.evidence))
    pairs = [(int(i), int(j)) for i, j in zip(found.rows, found.columns, strict=True)]
    return events_links.average_precision(dict(zip(pairs, rated.tolist(), strict=True)), sample.case.links, frozenset())


def facts() -> None:
    import facts_data
    import facts_fit
    import facts_scoring as scoring
    from align.facts.comparison import Comparison

    encoder = pipeline.sentence_vectors()
    for title, cases in (("events", list(facts_data.events())), ("seeds", [facts_data.seeds()])):
        rows: list[tuple[float, float, bool]] = []
        for case in cases:
            comparison = Comparison(case.alignment)
            for look, judge in (
                (comparison.source, comparison.from_source),
                (comparison.target, comparison.from_target),
            ):
                cosines = _cosines(case.alignment, look, encoder)
                for i, claim in enumerate(look.claims):
                    known, support = facts_fit.told(case.facts, claim), judge.support(i)
                    if known is not None and support is not None:
                        window = look.there.windows[support.window]
                        own = look.here.place[claim.segment]
                        near = float(cosines[own, window.first : window.last + 1].max())
                        rows.append((support.features[0], near, known >= 0.5))
        table = np.array([r[:2] for r in rows])
        table = np.column_stack([table, ((table - table.mean(axis=0)) / table.std(axis=0)).sum(axis=1)])
        told = np.array([r[2] for r in rows])
        for column, name in enumerate(("share of words", "vectors", "both")):
            both = [table[told == side, column].tolist() for side in (True, False)]
            print(f"{title}: AUC over {len(rows)} claims, {name:<16}{scoring.auc(*both):.3f}")


def _cosines(alignment: Any, look: Any, encoder: Any) -> Any:
    drafts = {k: d.text for k, d in alignment.draft_of().items()}
    texts: Sequence[list[str]] = [[drafts.get(s.id, s.text) for s in side.segments] for side in (look.here, look.there)]
    x, y = settled(*encoder.vectors(*texts))
    return (x @ y.T).toarray()


PARTS = {"model": model, "parallel": parallel, "comparable": comparable_sets, "facts": facts}


def main() -> None:
    if vectors.installed() is None:
        sys.exit(f"skipped: the extra 'vectors' isn't installed ({vectors.HOW})")
    for name in [a for a in sys.argv[1:] if a in PARTS] or PARTS:
        print(f"== {name}")
        PARTS[name]()


if __name__ == "__main__":
    main()
