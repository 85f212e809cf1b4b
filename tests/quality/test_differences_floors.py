"""What *differs* is worth beyond one changed number, name or denial: opposed words, slots found, false ones, pinned.

Read from the development sets that `scripts/bench/differences.py` and `scripts/bench/facts.py` print in full.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def bench(bench_named: Callable[[str], ModuleType]) -> ModuleType:
    return bench_named("differences")


def test_opposed_words_are_seen_and_their_translations_are_not(bench: ModuleType, data_dir: Path) -> None:
    path = data_dir / "gold" / "demetr-fr" / "demetr_fr.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]
    chosen = [r for r in rows if r["pert_name"] == bench.DEMETR["antonyms"] and r["pert_check"]]
    bench.draft_all([(r["src_sent"], "") for r in chosen])
    assert sum(bool(bench.said((r["src_sent"], r["pert_sent"]))) for r in chosen) >= 35
    assert sum(bool(bench.said((r["src_sent"], r["mt_sent"]))) for r in chosen) <= 3
