"""How long a run is, how fast it learns when, and from what: functions of the share that is done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from align.errors import UsageError
from translation.settings import Phase, Schedule


@dataclass(frozen=True, slots=True)
class Amount:
    """A length of training: so many seconds, or so many steps."""

    value: float
    unit: Literal["seconds", "steps"]

    @classmethod
    def parse(cls, text: str) -> Amount:
        """Read ``90s``, ``40m``, ``2h`` or ``500 steps``.

        Raises:
            UsageError: it is none of these.
        """
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(s|m|h|steps?)\s*", text)
        if not match or float(match[1]) <= 0:
            raise UsageError(f"{text!r} is no length of training", mend="write 90s, 40m, 2h or 500steps")
        if match[2].startswith("step"):
            return cls(float(match[1]), "steps")
        return cls(float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]], "seconds")


def rate(schedule: Schedule, share: float) -> float:
    """Return the learning rate at a share (0–1) of the run: up, level, and linearly down to nearly nothing."""
    up = share / schedule.warm_up + 0.01 if schedule.warm_up else 1.0
    down = (1 - share) / (1 - schedule.fall_from) if schedule.fall_from < 1 else 1.0
    return schedule.learning_rate * min(1.0, up, max(0.005, down))


def phase_at(phases: Sequence[Phase], share: float) -> Phase:
    """Return the phase of a share (0–1) of the run."""
    return next((phase for phase in phases if share < phase.until), phases[-1])
