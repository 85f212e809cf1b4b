"""Fitted scores: logistic weights and calibration tables kept in readable JSON files beside this module.

`scripts/bench/fit_comparable.py` writes the files; nothing is fitted at run time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from align.aligners.evidence import Vector

FOLDER = Path(__file__).parent / "weights"


@dataclass(frozen=True)
class Logistic:
    """A logistic score over named features: z = intercept + Σ weight · (value − mean) / scale."""

    names: tuple[str, ...]
    weights: Vector
    means: Vector
    scales: Vector
    intercept: float

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Logistic:
        """Read ``{"intercept": b, "features": {name: [weight, mean, scale]}}``."""
        features = table["features"]
        columns = np.array([features[name] for name in features], dtype=np.float64).reshape(-1, 3)
        return cls(tuple(features), columns[:, 0], columns[:, 1], columns[:, 2], float(table["intercept"]))

    def terms(self, values: Any) -> Any:
        """Return what each feature adds to z, a matrix of the shape of ``values`` (rows, features)."""
        return self.weights * (values - self.means) / self.scales

    def logits(self, values: Any) -> Vector:
        """Return z for each row of ``values``."""
        z: Vector = self.terms(values).sum(axis=1) + self.intercept
        return z


@dataclass(frozen=True)
class Calibration:
    """A rising table from a raw score to the share of such cases that are right, linear between its points."""

    raw: Vector
    share: Vector

    @classmethod
    def of(cls, points: Sequence[Sequence[float]]) -> Calibration:
        """Read ``[[raw, share], …]``, both rising."""
        table = np.array(points, dtype=np.float64).reshape(-1, 2)
        return cls(table[:, 0], table[:, 1])

    def __call__(self, raw: Vector) -> Vector:
        """Return the share of right cases for each raw score."""
        found: Vector = np.clip(np.interp(raw, self.raw, self.share), 0.0, 1.0)
        return found


def probability(logits: Vector) -> Vector:
    """Squash logits into 0–1 without overflow."""
    found: Vector = 1.0 / (1.0 + np.exp(-np.clip(logits, -40.0, 40.0)))
    return found


def logit(share: Vector) -> Vector:
    """Return the logit of shares, kept finite at 0 and 1."""
    kept = np.clip(share, 1e-6, 1.0 - 1e-6)
    found: Vector = np.log(kept / (1.0 - kept))
    return found


@cache
def load(name: str) -> Mapping[str, Any]:
    """Read the weights file ``name`` (without suffix) once."""
    table: Mapping[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return table
