"""The drafts' figures, pinned: never below raw CTranslate2 on the same package, and no lower than once reached.

Measured on the first sentences of FLORES-200 dev, which is at hand with the development data only;
`scripts/bench/quality.py` prints both development sets whole.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from align import models
from align.model import Segment, Span
from align.translators.argos import ArgosTranslator

sacrebleu = pytest.importorskip("sacrebleu", reason="needs the extra score")

SENTENCES = 200
CHRF_FLOOR = 56.5
PACKAGE = "translate-fr_en-0_2"
"""The floor is this package's; another bundled one brings its own figure."""


def test_repairs_raise_chrf_above_the_engine_alone(data_dir: Path) -> None:
    folder = data_dir / "data" / "mt" / "eval"
    source, reference = (
        (folder / f"flores200-dev.{code}").read_text(encoding="utf-8").splitlines()[:SENTENCES] for code in ("fr", "en")
    )
    segments = [Segment(f"s{n}", "d", Span(0, len(text)), text) for n, text in enumerate(source)]
    (package,) = [p for p in models.packages() if p.origin == "bundled" and (p.source, p.target) == ("fr", "en")]
    chrf = {}
    for repairs in (False, True):
        drafts = ArgosTranslator([package.path], repairs=repairs).translate(segments)
        chrf[repairs] = sacrebleu.corpus_chrf([d.text for d in drafts], [reference]).score
    assert chrf[True] >= chrf[False]
    if package.name == PACKAGE:
        assert chrf[True] >= CHRF_FLOOR, f"chrF fell to {chrf[True]:.2f}"
