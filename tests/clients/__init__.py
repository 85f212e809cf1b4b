"""Real CAT tools, driven without a screen: the programs translators open our files with say whether they can.

Each driver works in a temporary folder and never writes to its input. `.ci/clients` installs the programs; a test
whose program isn't there skips and says what is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
INSTALLED = Path(os.environ.get("ALIGN_CLIENTS") or ROOT / "build" / "clients")
"""Where `.ci/clients` puts what doesn't come from Debian."""

SYMFONY = Path("/usr/share/php/Symfony/Component")


ABSENT: Counter[str] = Counter()
"""How many tests each missing client skipped, for the end of the run."""


def need(client: str, *things: str | Path) -> None:
    """Skip the test, loudly, when a program (a name) or a file (a path) that ``client`` needs isn't there."""
    missing = [str(t) for t in things if not (t.exists() if isinstance(t, Path) else shutil.which(t))]
    if missing:
        ABSENT[client] += 1
        pytest.skip(f"{client} is not installed (missing {', '.join(missing)}); .ci/clients installs it")


def call(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, seconds: int = 120
) -> subprocess.CompletedProcess[str]:
    """Run a client and return what it said; its exit status is no proof of anything."""
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
        env={**os.environ, **(env or {})},
        check=False,
    )
