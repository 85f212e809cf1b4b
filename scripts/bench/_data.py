"""Where the development data lie, and the two sets that translation is tuned on."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETS = ("newstest2013", "flores200-dev")


def data_dir() -> Path:
    """Return the folder of development data ($ALIGN_DATA, else one beside the checkout), or end with the reason."""
    chosen = Path(os.environ["ALIGN_DATA"]) if os.environ.get("ALIGN_DATA") else ROOT.parent / "shared"
    if not chosen.is_dir():
        print("skipped: development data are not at hand (set ALIGN_DATA)")
        sys.exit(0)
    return chosen


@dataclass(frozen=True)
class TestSet:
    """Sentences and their reference translations, line by line."""

    name: str
    source: list[str]
    reference: list[str]

    def part(self, start: int, end: int | None = None) -> TestSet:
        return TestSet(self.name, self.source[start:end], self.reference[start:end])


def parallel(name: str, source: str = "fr", target: str = "en") -> TestSet:
    """Read a development set by name."""
    folder = data_dir() / "data" / "mt" / "eval"
    sides = [(folder / f"{name}.{code}").read_text(encoding="utf-8").splitlines() for code in (source, target)]
    return TestSet(name, sides[0], sides[1])
