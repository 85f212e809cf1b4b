"""Encoded pairs in batches whose order can be taken up again at any place.

An epoch is a shuffled list of batches that follows from the seed, its number and the phase alone; where one stands in
it is one number. So a run in pieces sees the same batches as a run in one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from align.errors import UsageError
from translation.encoding import Encoded
from translation.network import BEGIN, END, PADDING
from translation.settings import Phase, Settings

CHUNK = 400_000
"""Pairs that are sorted by length together."""

STEP = 8
"""Batches are padded to multiples of so many pieces: few shapes, which memory is reused for."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run stands: which epoch, in which phase, and how many of its batches are done."""

    epoch: int = 0
    phase: str = ""
    batch: int = 0


class Batches:
    """Batches of at most ``tokens`` padded positions a side: source (b, s), target shifted by one and wanted (b, t).

    Pairs of one target length go together, by falling source length. Everything lies on ``device`` from the start.
    """

    def __init__(self, data: Encoded, settings: Settings, device: str, place: Place = Place()) -> None:
        self._settings, self._device, self.place = settings, device, place
        self._groups = [corpus.group for corpus in settings.corpora]
        self._corpus = data.corpus
        sides = ((data.source, data.source_lengths), (data.target, data.target_lengths))
        self._ids = [torch.from_numpy(ids.astype(np.int32)).to(device) for ids, _ in sides]
        self._lengths = [torch.from_numpy(lengths).to(device) for _, lengths in sides]
        self._starts = [torch.from_numpy(np.cumsum(lengths) - lengths).to(device) for _, lengths in sides]
        self._widths = [-(-lengths // STEP) * STEP for lengths in (data.source_lengths, data.target_lengths + 1)]

    def run(self, phase: Phase) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        """Yield the rest of the epoch begun, if it was begun in this phase, else a new one."""
        if self.place.phase != phase.name:
            self.place = Place(self.place.epoch + 1, phase.name)
        seed = zlib.crc32(f"{self._settings.schedule.seed} {self.place.epoch} {phase.name}".encode())
        number = -1
        for number, rows in enumerate(self._epoch(phase.repeats, np.random.default_rng(seed))):
            if number >= self.place.batch:
                self.place = Place(self.place.epoch, phase.name, number + 1)
                yield self._batch(rows)
        if number < 0:
            raise UsageError(f"the phase {phase.name} has nothing to learn from", mend="look at its repeats")
        self.place = Place(self.place.epoch + 1, phase.name)

    def _epoch(self, repeats: Mapping[str, float], rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
        times = np.array([repeats[group] for group in self._groups])[self._corpus]
        drawn = np.floor(times).astype(np.int64) + (rng.random(len(times)) < times % 1)
        order = rng.permutation(np.repeat(np.arange(len(times)), drawn))
        for start in range(0, len(order), CHUNK):
            rows = order[start : start + CHUNK]
            cuts = list(self._cut(rows))
            for number in rng.permutation(len(cuts)).tolist():
                yield cuts[number]

    def _cut(self, rows: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
        """Cut rows into batches of like lengths, each as large as its longest pair lets it be."""
        source, target = (widths[rows] for widths in self._widths)
        rows = rows[np.lexsort((-source, target))]
        at = 0
        while at < len(rows):
            width = self._widths[1][rows[at]]
            size = max(1, self._settings.schedule.batch_tokens // max(width, self._widths[0][rows[at]]))
            some = rows[at : at + size]
            some = some[self._widths[1][some] == width]
            yield some
            at += len(some)

    def _batch(self, chosen: NDArray[np.int64]) -> tuple[Tensor, Tensor, Tensor]:
        rows = torch.from_numpy(chosen).to(self._device)
        before, after = (int(widths[chosen].max()) for widths in self._widths)
        body = self._padded(1, rows, after, 0)
        shifted = self._padded(1, rows, after, 1)
        shifted[:, 0] = BEGIN
        return self._padded(0, rows, before, 0), shifted, body.scatter(1, self._lengths[1][rows][:, None], END)

    def _padded(self, side: int, rows: Tensor, width: int, shift: int) -> Tensor:
        at = torch.arange(width, device=self._device)[None] - shift
        inside = (at >= 0) & (at < self._lengths[side][rows][:, None])
        place = (self._starts[side][rows][:, None] + at.clamp(min=0)).clamp(max=len(self._ids[side]) - 1)
        return torch.where(inside, self._ids[side][place], PADDING).long()
