"""More news than there are translations of: target sentences that people wrote, their sources made by a reverse model.

The pairs go into a corpus file of their own, which the settings list like any other (Sennrich et al. 2016): the target
side is human and current, the source side a draft whose faults teach no bad English.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from align.models import given_packages
from align.text import squeeze
from align.translators import checks
from align.translators.engine import Engine
from align.workspace import atomic

BATCH = 2000
SHORTEST, LONGEST = 4, 60
"""Words of a sentence that is worth it."""

GRAVE = frozenset({"loop", "copy", "unfinished", "short"})
"""Faults of a draft for which the pair is left out."""


def back_translate(
    package: Path, lines: Iterable[str], file: Path, *, beam: int = 1, sampling: int = 0
) -> tuple[int, int]:
    """Write ``draft<TAB>line`` for every line whose draft is sound; return the pairs written and the lines read.

    Args:
        package: a package of the opposite direction.
        lines: sentences in the target language; doubles and those too short or too long are left out.
        file: the ``.tsv.xz`` to write, whole or not at all.
        beam: hypotheses kept; 1 is fastest.
        sampling: 0 searches; N draws each piece from the N likeliest (Edunov et al. 2018), which varies more.
    """
    (reverse,) = given_packages([package])
    engine = Engine(reverse.path)
    search: dict[str, Any] = {"sampling_topk": sampling} if sampling else {}
    written = read = 0
    waiting = _worth(lines)
    with atomic(file) as raw, lzma.LZMAFile(raw, "wb") as stream:
        while some := list(islice(waiting, BATCH)):
            read += len(some)
            for line, found in zip(some, engine.hypotheses(some, beam_size=beam, **search), strict=True):
                draft = squeeze(found[0].text) if found else ""
                faults = {loss.kind for loss in checks.losses(line, draft, reverse.source, reverse.target)}
                if draft and found[0].finished and not faults & GRAVE:
                    stream.write(f"{draft}\t{line}\n".encode())
                    written += 1
    return written, read


def _worth(lines: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for raw in lines:
        line = squeeze(raw)
        if line not in seen and SHORTEST <= len(line.split()) <= LONGEST:
            seen.add(line)
            yield line
