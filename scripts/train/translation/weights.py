"""A model's weights in files that can be kept and sent: int8 rows with a scale each, at most 15 MB a file.

Nothing of torch is needed. A folder (a *pack*) holds ``weights-N.npz``, ``pieces.model`` and ``run.json`` (what was
done for them). Packs of the first recipe, with other names inside, are read too.
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.errors import NotReady, UsageError
from align.workspace import atomic, write_bytes
from translation.prepare import PIECES

Weights = dict[str, NDArray[np.float32]]
LARGEST_FILE = 15_000_000
RUN = "run.json"
LEARNT = "learnt_from"
"""The record's entry for corpora: name to source, licence, share_alike and the pairs of it that were there."""

FIRST_NAMES = {
    "emb": "embedding", "out_bias": "output_bias", "enorm": "encoder_norm", "dnorm": "decoder_norm",
    "sa": "self_attention", "ca": "cross_attention", "n1": "self_norm", "n2": "cross_norm", "n3": "feed_norm",
    "fa": "feed_in", "fb": "feed_out", "qkv": "query_key_value", "kv": "key_value", "q": "query", "o": "output",
}  # fmt: skip
"""Names in packs of the first recipe, and ours."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a network must be built with to take the weights."""

    vocabulary: int
    width: int
    feed_forward: int
    encoder: int
    decoder: int
    heads: int


@dataclass(frozen=True, slots=True)
class Pack:
    """Weights by name (float32), their shape, and the record of the run that made them."""

    weights: Weights
    shape: Shape
    run: Mapping[str, Any]

    @property
    def parameters(self) -> int:
        """How many numbers the model has."""
        return sum(w.size for w in self.weights.values())


def quantized(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round the rows of a matrix to int8 with one scale a row; the error is at most half a scale."""
    scale = np.abs(matrix).max(axis=1, keepdims=True) / 127 + np.float32(1e-12)
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)


def save(folder: Path, pack: Pack, pieces: Path, largest: int = LARGEST_FILE) -> None:
    """Write a pack in files of at most ``largest`` bytes; larger matrices are cut into rows.

    The weights that were there before are replaced when all new ones are written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: list[dict[str, NDArray[Any]]] = [{}]
    size = 0
    for name, weight in sorted(pack.weights.items()):
        rows = math.ceil(weight.size / (largest / 2)) if weight.ndim == 2 else 1
        for number, part in enumerate(np.array_split(weight, rows)):
            if size + part.size * (1 if part.ndim == 2 else 4) > largest:
                files.append({})
                size = 0
            place = f"{name}|{number}"
            if part.ndim == 2:
                files[-1][f"{place}|q"], files[-1][f"{place}|s"] = quantized(part)
            else:
                files[-1][f"{place}|v"] = part.astype(np.float32)
            size += part.size * (1 if part.ndim == 2 else 4)
    files[0]["shape"] = np.array(json.dumps(asdict(pack.shape)))
    old = set(folder.glob("weights-*.npz"))
    for number, arrays in enumerate(files):
        place_ = folder / f"weights-{number}.npz"
        with atomic(place_) as stream:
            np.savez(stream, allow_pickle=False, **arrays)
        old.discard(place_)
    for path in old:
        path.unlink()
    write_bytes(folder / RUN, (json.dumps(dict(pack.run), indent=1, sort_keys=True) + "\n").encode())
    if pieces.resolve() != (folder / PIECES).resolve():
        shutil.copyfile(pieces, folder / PIECES)


def load(folder: Path) -> Pack:
    """Read a pack.

    Raises:
        NotReady: there is none, or a file of it is missing or broken.
    """
    files = sorted(folder.glob("weights-*.npz"), key=lambda p: int(p.stem.split("-")[1]))
    parts: dict[str, dict[int, NDArray[np.float32]]] = {}
    shape: Shape | None = None
    try:
        for path in files:
            with np.load(path, allow_pickle=False) as arrays:
                for name in arrays.files:
                    if name in ("shape", "config"):
                        shape = _shape(arrays[name])
                        continue
                    own, number, kind = name.split("|")
                    if kind != "s":
                        value = arrays[name].astype(np.float32)
                        scaled = value * arrays[f"{own}|{number}|s"] if kind == "q" else value
                        parts.setdefault(_name(own), {})[int(number)] = scaled
    except (OSError, ValueError, KeyError) as error:
        raise NotReady(f"these weights can't be read: {error}", where=str(folder)) from error
    if shape is None:
        raise NotReady("there are no weights here (weights-0.npz)", where=str(folder))
    run = folder / RUN
    record = json.loads(run.read_text(encoding="utf-8")) if run.is_file() else {}
    return Pack({n: np.concatenate([p[i] for i in sorted(p)]) for n, p in sorted(parts.items())}, shape, record)


def _shape(stored: NDArray[Any]) -> Shape:
    if stored.dtype.kind == "U":
        return Shape(**json.loads(str(stored)))
    vocabulary, width, feed_forward, encoder, decoder = map(int, stored)
    return Shape(vocabulary, width, feed_forward, encoder, decoder, width // 64)


def _name(stored: str) -> str:
    return ".".join(FIRST_NAMES.get(part, part) for part in stored.split("."))


def pieces_of(folder: Path) -> Path:
    """Return the vocabulary in a pack's folder.

    Raises:
        NotReady: there is none.
    """
    for name in (PIECES, "spm.model"):
        if (folder / name).is_file():
            return folder / name
    raise NotReady(f"there is no vocabulary here ({PIECES})", where=str(folder))


def average(packs: Sequence[Pack]) -> Pack:
    """Return the mean of the weights of several packs: later ones of one run, best with a steady rate.

    Raises:
        UsageError: fewer than two, or of different shapes.
    """
    if len(packs) < 2 or len({p.shape for p in packs}) != 1:
        raise UsageError("two packs or more of one shape are averaged")
    count = np.float32(len(packs))
    sums = {name: np.sum([p.weights[name] for p in packs], axis=0, dtype=np.float32) for name in packs[0].weights}
    mean = {name: np.asarray(total / count, np.float32) for name, total in sums.items()}
    return Pack(mean, packs[0].shape, {**packs[-1].run, "averaged": len(packs)})
