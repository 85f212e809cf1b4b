"""Training in pieces: of time or of steps, each going on where the last one stopped.

A run has a length, its *total*, in seconds or steps; a piece is a part of it. The learning rate and the phase follow
from the share that is done. ``WORK/state.pt`` holds weights, optimisers, the place among the batches and the state of
chance, so that a run measured in steps gives the same weights in one piece and in several (on a CPU; a GPU's sums
differ in their last bits). After each piece the weights are packed into ``WORK/weights``.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from align.errors import NotReady, UsageError
from align.workspace import atomic
from translation import weights as packed
from translation.batches import Batches, Place
from translation.encoding import Encoded, encoded
from translation.network import END, Translator, smoothed_loss
from translation.optimiser import optimisers
from translation.prepare import PIECES
from translation.schedule import Amount, phase_at, rate
from translation.settings import Phase, Settings

Say = Callable[[str], None]
STATE = "state.pt"
WEIGHTS = "weights"
CHECKED_LINES = 400

WARM_STEPS = 100
"""Steps over which the rate rises again where the optimisers' state was lost."""


@dataclass(slots=True)
class Progress:
    """How far a run is; ``used`` is in the unit of its total, ``seconds`` counts all that was spent.

    ``cold`` is the step at which the optimisers last began anew; the rate rises for some steps after it. ``learnt``
    are the corpora so far; ``unrecorded`` names weights at the beginning that don't tell theirs.
    """

    used: float = 0.0
    seconds: float = 0.0
    steps: int = 0
    tokens: int = 0
    averaged: int = 0
    began_from: str = ""
    cold: int = -WARM_STEPS
    unrecorded: str = ""
    learnt: dict[str, dict[str, Any]] = field(default_factory=dict)
    place: Place = field(default_factory=Place)


class Run:
    """One run of training, taken up where it stands."""

    def __init__(
        self,
        settings: Settings,
        work: Path,
        *,
        start: Path | None = None,
        lost: bool = False,
        bf16: bool = False,
        threads: int = 2,
        say: Say = print,
    ) -> None:
        """Begin a run, or take up the one in ``work``.

        Args:
            settings: the recipe.
            work: the folder that was prepared.
            start: packed weights to begin with, where there is no state in ``work``.
            lost: these weights are of the same run, whose state was lost: its schedule goes on.
            bf16: compute products in bfloat16 on a CPU.
            threads: threads on a CPU.
            say: gets the log.

        Raises:
            UsageError: no vocabulary in ``work``, or another than that of the weights.
            NotReady: the weights can't be read.
        """
        self.settings, self.work, self.say = settings, work, say
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        if self.device == "cpu":
            torch.set_num_threads(threads)
        else:
            torch.set_float32_matmul_precision("high")
        self._bf16 = bf16 or self.device == "cuda"
        torch.manual_seed(settings.schedule.seed)
        self.pieces = _pieces(work, start)
        self.progress = Progress()
        begun = packed.load(start) if start is not None else None
        self.network = Translator(begun.shape if begun else self._shape(), settings.model.dropout).to(self.device)
        self.optimisers = optimisers(self.network, settings.schedule)
        self.mean: dict[str, Tensor] = {}
        if (work / STATE).is_file():
            self._restore()
        elif begun is not None and start is not None:
            self.network.load_state_dict({k: torch.from_numpy(v) for k, v in begun.weights.items()})
            if lost:
                self._take_up(begun.run)
            else:
                self.progress.began_from = start.name
                self.progress.learnt = dict(begun.run.get(packed.LEARNT, {}))
                known = packed.LEARNT in begun.run
                self.progress.unrecorded = begun.run.get("unrecorded", "") if known else start.name

    def _take_up(self, record: Mapping[str, Any]) -> None:
        """Go on in the schedule of a run of which there are only packed weights; the epoch begun is left."""
        self.progress = Progress(
            used=float(record["used"]),
            seconds=float(record["seconds"]),
            steps=int(record["steps"]),
            tokens=int(record["target_pieces"]),
            began_from=str(record["began_from"]),
            cold=int(record["steps"]),
            unrecorded=str(record["unrecorded"]),
            learnt=dict(record[packed.LEARNT]),
            place=Place(int(record["epoch"]) + 1),
        )

    def _shape(self) -> packed.Shape:
        import sentencepiece

        count = sentencepiece.SentencePieceProcessor(model_file=str(self.pieces)).get_piece_size()
        m = self.settings.model
        return packed.Shape(count, m.width, m.feed_forward, m.encoder, m.decoder, m.heads or m.width // 64)

    def cast(self) -> contextlib.AbstractContextManager[Any]:
        """Compute products in bfloat16 where that was asked for."""
        cast: contextlib.AbstractContextManager[Any] = torch.autocast(self.device, torch.bfloat16, enabled=self._bf16)
        return cast

    def piece(self, length: Amount, total: Amount, workers: int) -> bool:
        """Train for ``length`` of a run of ``total``; False if a signal (SIGINT, SIGTERM) ended it before, all saved.

        Raises:
            UsageError: the two are of different units, or the run is at its end.
        """
        if length.unit != total.unit:
            raise UsageError(f"a piece in {length.unit} of a run in {total.unit}", mend="measure both alike")
        if self.progress.used >= total.value:
            raise UsageError(
                f"this run is at its end: {self.progress.used:.0f} of {total.value:.0f} {total.unit}",
                mend="give a longer --total, or start a new run from its weights (--start WEIGHTS, another WORK)",
            )
        began = time.monotonic()
        data = encoded(self.work, self.pieces, self.settings, workers)
        batches = Batches(data, self.settings, self.device, self.progress.place)
        millions = sum(p.numel() for p in self.network.parameters()) / 1e6
        self.say(
            f"{millions:.1f} M parameters on {self.device}{' in bfloat16' if self._bf16 else ''};"
            f" {len(data):,} pairs, {len(data.source) + len(data.target):,} pieces,"
            f" {time.monotonic() - began:.0f} s to load; {self._told(total)}"
        )
        self._note(data)
        try:
            with _stopping() as stop:
                self._steps(batches, length, total, stop)
        except torch.OutOfMemoryError as error:
            raise NotReady("the memory is full", mend="halve schedule.batch_tokens (--set)") from error
        self.progress.place = batches.place
        self.save()
        self.pack()
        self.say(f"step {self.progress.steps}: {self._told(total)}; {self.work / WEIGHTS} written")
        return not stop

    def _note(self, data: Encoded) -> None:
        """Note which corpora are learnt from, for the model card."""
        for corpus, pairs in zip(
            self.settings.corpora, np.bincount(data.corpus, minlength=len(self.settings.corpora)), strict=True
        ):
            before = self.progress.learnt.get(corpus.name, {"pairs": 0})
            if pairs or before["pairs"]:
                self.progress.learnt[corpus.name] = {
                    "pairs": max(int(pairs), before["pairs"]),
                    "source": corpus.source,
                    "licence": corpus.licence,
                    "share_alike": corpus.share_alike,
                }

    def _told(self, total: Amount) -> str:
        return f"{self.progress.used:.0f} of {total.value:.0f} {total.unit} done"

    def _steps(self, batches: Batches, length: Amount, total: Amount, stop: list[int]) -> None:
        schedule, progress = self.settings.schedule, self.progress
        before, spent, began = progress.used, progress.seconds, time.monotonic()
        logged, saved, lost, seen = began, began, 0.0, 0
        end = min(before + length.value, total.value)
        while not stop and progress.used < end:
            phase = phase_at(self.settings.phases, progress.used / total.value)
            for batch in batches.run(phase):
                share = progress.used / total.value
                warm = min(1.0, (progress.steps + 1 - progress.cold) / WARM_STEPS)
                plain, tokens = self._step(batch, warm * rate(schedule, share))
                now = time.monotonic()
                progress.steps += 1
                progress.tokens += tokens
                progress.seconds = spent + now - began
                progress.used = before + now - began if total.unit == "seconds" else progress.used + 1
                lost, seen = lost + plain, seen + tokens
                if share >= schedule.average_from and progress.steps % schedule.average_every == 0:
                    self._average()
                if progress.steps % schedule.log_every == 0:
                    self._log(float(lost) / seen, rate(schedule, share), seen / (now - logged), phase)
                    logged, lost, seen = now, 0.0, 0
                if now - saved > schedule.save_every_s:
                    progress.place, saved = batches.place, now
                    self.save()
                done = progress.used / total.value
                if stop or progress.used >= end or phase_at(self.settings.phases, done) != phase:
                    break

    def _step(self, batch: tuple[Tensor, Tensor, Tensor], rate_now: float) -> tuple[Any, int]:
        source, shifted, wanted = batch
        self.network.train()
        with self.cast():
            states = self.network(source, shifted)
            total, plain, count = smoothed_loss(self.network, states, wanted, self.settings.schedule.smoothing)
        (total / count).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.settings.schedule.clip)
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = rate_now
            with self.cast():
                optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        return plain, count

    def _log(self, loss: float, rate_now: float, speed: float, phase: Phase) -> None:
        if not math.isfinite(loss):
            raise UsageError(
                f"the loss is {loss} at step {self.progress.steps}", mend="take a lower schedule.learning_rate"
            )
        self.say(
            f"{self.progress.steps} {self.progress.seconds:.0f}s loss {loss:.3f} rate {rate_now:.5f}"
            f" {speed:,.0f} target pieces/s, {phase.name}"
        )

    def _average(self) -> None:
        self.progress.averaged += 1
        for name, weight in self.network.state_dict().items():
            mean = self.mean.setdefault(name, torch.zeros_like(weight))
            mean.lerp_(weight, 1 / self.progress.averaged)

    def save(self) -> None:
        """Write the state, whole or not at all."""
        state = {
            "network": self.network.state_dict(),
            "shape": {s: getattr(self.network.shape, s) for s in packed.Shape.__slots__},
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
            "mean": self.mean,
            "progress": {s: getattr(self.progress, s) for s in Progress.__slots__ if s != "place"},
            "place": {s: getattr(self.progress.place, s) for s in Place.__slots__},
            "chance": torch.get_rng_state(),
            "chance_cuda": torch.cuda.get_rng_state_all() if self.device == "cuda" else [],
        }
        with atomic(self.work / STATE) as stream:
            torch.save(state, stream)

    def _restore(self) -> None:
        state = torch.load(self.work / STATE, map_location="cpu", weights_only=True)
        shape = packed.Shape(**state["shape"])
        if shape != self.network.shape:
            self.say(f"the run in {self.work} has sizes of its own: {shape}")
            self.network = Translator(shape, self.settings.model.dropout).to(self.device)
            self.optimisers = optimisers(self.network, self.settings.schedule)
        self.network.load_state_dict(state["network"])
        for optimiser, kept in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(kept)
        self.mean = {name: mean.to(self.device) for name, mean in state["mean"].items()}
        self.progress = Progress(**state["progress"], place=Place(**state["place"]))
        torch.set_rng_state(state["chance"])
        if self.device == "cuda" and state["chance_cuda"]:
            torch.cuda.set_rng_state_all(state["chance_cuda"])

    def pack(self) -> None:
        """Write the weights, averaged if averaging began, with the record of the run."""
        chosen = self.mean or self.network.state_dict()
        arrays = {name: weight.detach().float().cpu().numpy() for name, weight in chosen.items()}
        record = {
            "used": self.progress.used,
            "epoch": self.progress.place.epoch,
            "seconds": round(self.progress.seconds),
            "steps": self.progress.steps,
            "target_pieces": self.progress.tokens,
            "device": torch.cuda.get_device_name() if self.device == "cuda" else f"{os.cpu_count()} CPU cores",
            "numbers": "bfloat16" if self._bf16 else "float32",
            "averaged": self.progress.averaged,
            "began_from": self.progress.began_from,
            "unrecorded": self.progress.unrecorded,
            packed.LEARNT: self.progress.learnt,
        }
        pack = packed.Pack(arrays, self.network.shape, record)
        packed.save(self.work / WEIGHTS, pack, self.pieces)

    def check(self, source: Path, reference: Path) -> float:
        """Return the BLEU of greedy drafts of the first lines of a development set: a look, no figure to quote."""
        import sacrebleu
        import sentencepiece

        pieces = sentencepiece.SentencePieceProcessor(model_file=str(self.pieces))
        lines, references = (p.read_text(encoding="utf-8").splitlines()[:CHECKED_LINES] for p in (source, reference))
        self.network.eval()
        ids = [pieces.encode(line)[: self.settings.model.longest] for line in lines]
        order = sorted(range(len(lines)), key=lambda i: len(ids[i]))
        drafts = [""] * len(lines)
        for start in range(0, len(order), 100):
            some = order[start : start + 100]
            rows = np.zeros((len(some), max(1, *(len(ids[i]) for i in some))), np.int64)
            for row, i in enumerate(some):
                rows[row, : len(ids[i])] = ids[i]
            with self.cast():
                found = self.network.greedy(torch.from_numpy(rows).to(self.device))
            for i, draft in zip(some, found, strict=True):
                drafts[i] = pieces.decode([piece for piece in draft if piece > END])
        return float(sacrebleu.corpus_bleu(drafts, [references]).score)


def _pieces(work: Path, start: Path | None) -> Path:
    """Return the vocabulary in ``work``, which must be that of the weights to start from."""
    own = work / PIECES
    if not own.is_file():
        raise UsageError("there is no vocabulary to train with", where=str(own), mend="prepare first")
    if start is not None and own.read_bytes() != packed.pieces_of(start).read_bytes():
        raise UsageError(
            "these weights were trained with another vocabulary",
            where=str(start),
            mend="prepare with --pieces of theirs",
        )
    return own


@contextlib.contextmanager
def _stopping() -> Iterator[list[int]]:
    """Collect signals that ask to stop, so that a step is finished and the state saved."""
    asked: list[int] = []
    before = {s: signal.signal(s, lambda number, _: asked.append(number)) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
