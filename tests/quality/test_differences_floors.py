"""What *differs* is worth beyond one changed number, name or denial: opposed words, slots found, false ones, pinned.

Read from the development sets that `scripts/bench/differences.py` and `scripts/bench/facts.py` print in full.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bench(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    before = dict(os.environ)
    os.environ["ALIGN_CACHE"] = str(tmp_path_factory.mktemp("drafts"))
    os.environ["ALIGN_DATA"] = str(data_dir)
    folder = str(ROOT / "scripts" / "bench")
    sys.path.insert(0, folder)
    spec = importlib.util.spec_from_file_location("differences_bench", ROOT / "scripts" / "bench" / "differences.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(folder)
    os.environ.clear()
    os.environ.update(before)


def test_opposed_words_are_seen_and_their_translations_are_not(bench: ModuleType, data_dir: Path) -> None:
    path = data_dir / "gold" / "demetr-fr" / "demetr_fr.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]
    chosen = [r for r in rows if r["pert_name"] == bench.DEMETR["antonyms"] and r["pert_check"]]
    bench.draft_all([(r["src_sent"], "") for r in chosen])
    assert sum(bool(bench.said((r["src_sent"], r["pert_sent"]))) for r in chosen) >= 35
    assert sum(bool(bench.said((r["src_sent"], r["mt_sent"]))) for r in chosen) <= 3
