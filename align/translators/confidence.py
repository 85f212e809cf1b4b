"""How good a draft is likely to be: its expected chrF (0–1) against a translation that a person made.

A weighted sum of six things that are known without a reference. The weights are fitted on development text for one
package and lie in it as ``confidence.json`` (``scripts/bench/confidence.py`` writes the file, docs/translate.md shows
how reliable it is). A package without that file, or whose model changed since, gets no score rather than one that
means nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from align.signature import digest
from align.text import WORD
from align.translators import checks
from align.translators.engine import Engine, Hypothesis

FILE = "confidence.json"
FORMAT = "align/confidence"

FEATURES = ("certainty", "length", "disproportion", "losses", "source_pieces", "draft_pieces")
"""What is weighed: see `features`."""


def features(engine: Engine, source: str, draft: str, hypotheses: Sequence[Hypothesis]) -> dict[str, float]:
    """Measure a draft.

    certainty: the probability the model gives a piece, as a geometric mean; length: the logarithm of the number of
    pieces; disproportion: how far the logarithm of the draft's length over the source's lies from the usual one;
    losses: their weights, at most 4; source_pieces, draft_pieces: pieces a word, high where words are strange.
    """
    pieces = sum(h.length + 1 for h in hypotheses)
    total = sum(h.log_probability * (h.length + 1) for h in hypotheses)
    ratio = math.log((len(draft) + 1) / (len(source) + 1))
    found = checks.losses(source, draft, engine.source, engine.target)
    return {
        "certainty": math.exp(total / max(1, pieces)),
        "length": math.log(max(1, pieces)),
        "disproportion": abs(ratio + 0.06),
        "losses": min(4.0, sum(checks.WEIGHTS[loss.kind] for loss in found)),
        "source_pieces": len(engine.encode(source)) / max(1, len(WORD.findall(source))),
        "draft_pieces": pieces / max(1, len(WORD.findall(draft))),
    }


def rate(engines: Sequence[Engine], source: str, draft: str, hypotheses: Sequence[Hypothesis]) -> float | None:
    """Return the expected chrF of a draft, 0–1, or None where there is nothing to tell it by.

    That is: two packages in a row, a package without fitted weights, a text that no model translated.
    """
    if len(engines) != 1 or not any(h.length for h in hypotheses):
        return None
    weights = _weights(engines[0])
    if weights is None:
        return None
    measured = features(engines[0], source, draft, hypotheses)
    value = weights["intercept"] + sum(weights[name] * measured[name] for name in FEATURES)
    return round(min(1.0, max(0.0, value)), 2)


def version(engines: Sequence[Engine]) -> str | None:
    """Return a digest of the weights in use, for signatures; None where drafts get no score."""
    weights = _weights(engines[0]) if len(engines) == 1 else None
    return None if weights is None else digest((f"{k}:{v:g}" for k, v in sorted(weights.items())), 8)


def _weights(engine: Engine) -> Mapping[str, float] | None:
    path = engine.folder / FILE
    if not path.is_file():
        return None
    fitted = _read(path, path.stat().st_mtime_ns)
    if fitted is None or fitted[0] != engine.content_digest:
        return None
    return fitted[1]


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> tuple[str, Mapping[str, float]] | None:
    """Read a file of weights; one that isn't as it should be counts as none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        weights = {name: float(data["weights"][name]) for name in ("intercept", *FEATURES)}
        return (str(data["content"]), weights) if data["format"] == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
