"""The parts' pairs as ids of pieces; no torch, so that the processes which share the work are light."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.signature import digest
from align.workspace import atomic
from translation.prepare import read_parts
from translation.settings import Settings

JOB = 20_000
"""Pairs that a process turns into ids at a time."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Pairs as ids: both sides flat (uint16), the lengths of the pairs' sides, and each pair's corpus by number."""

    source: NDArray[np.uint16]
    target: NDArray[np.uint16]
    source_lengths: NDArray[np.int64]
    target_lengths: NDArray[np.int64]
    corpus: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.corpus)


def _encode(job: tuple[str, int, Sequence[tuple[str, str, int]]]) -> Encoded:
    import sentencepiece

    model, longest, rows = job
    pieces = sentencepiece.SentencePieceProcessor(model_file=model)
    sides = zip(pieces.encode([r[0] for r in rows]), pieces.encode([r[1] for r in rows]), rows, strict=True)
    kept = [((x, y), r[2]) for x, y, r in sides if 0 < len(x) <= longest and 0 < len(y) <= longest]
    flat = [np.fromiter((i for ids, _ in kept for i in ids[side]), np.uint16) for side in (0, 1)]
    sizes = [np.fromiter((len(ids[side]) for ids, _ in kept), np.int64) for side in (0, 1)]
    return Encoded(flat[0], flat[1], sizes[0], sizes[1], np.fromiter((number for _, number in kept), np.int64))


def encoded(work: Path, pieces: Path, settings: Settings, workers: int) -> Encoded:
    """Turn the parts that are there into ids; each part's are kept beside it, for as long as nothing changes."""
    numbers = {corpus.name: n for n, corpus in enumerate(settings.corpora)}
    mark = digest([pieces.read_bytes().hex(), str(settings.model.longest), *numbers])
    found: list[Encoded] = []
    for part, rows in read_parts(work):
        kept = part.with_name(part.name.split(".")[0] + ".ids.npz")
        before = _kept(kept, f"{mark} {part.stat().st_size}")
        if before is None:
            numbered = [(s, t, numbers.get(name, -1)) for s, t, name in rows]
            for name in {name for *_, name in rows} - set(numbers):
                settings.corpus(name)  # says what is wrong
            jobs = [(str(pieces), settings.model.longest, numbered[i : i + JOB]) for i in range(0, len(rows), JOB)]
            before = _joined(_run(jobs, workers))
            with atomic(kept) as stream:
                np.savez(stream, allow_pickle=False, mark=np.array(f"{mark} {part.stat().st_size}"), **_arrays(before))
        found.append(before)
    return _joined(found)


def _run(jobs: Sequence[tuple[str, int, Sequence[tuple[str, str, int]]]], workers: int) -> list[Encoded]:
    if workers < 2 or len(jobs) < 2:
        return [_encode(job) for job in jobs]
    # Forking a process that holds threads of torch or a GPU is unsound.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return list(pool.map(_encode, jobs))


def _arrays(data: Encoded) -> dict[str, Any]:
    return {name: getattr(data, name) for name in Encoded.__slots__}


def _joined(parts: Sequence[Encoded]) -> Encoded:
    return Encoded(*(np.concatenate([getattr(p, name) for p in parts]) for name in Encoded.__slots__))


def _kept(path: Path, mark: str) -> Encoded | None:
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as arrays:
        if str(arrays["mark"]) != mark:
            return None
        return Encoded(*(arrays[name] for name in Encoded.__slots__))
