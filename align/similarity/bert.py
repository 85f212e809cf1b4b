"""A BERT encoder's weights as CTranslate2 reads them: no framework, safetensors are read with numpy.

After Devlin et al. (2019), N19-1423; safetensors: eight bytes with the length of a JSON header, the header with name,
type, shape and place of each tensor, then the data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from align.errors import BrokenFormat

TYPES = {"F32": np.float32, "F16": np.float16, "I64": np.int64}
"""Element types that such files hold."""
LARGEST_HEADER = 100_000_000
"""Bytes of a header that the format allows."""


def read_tensors(path: Path) -> dict[str, Any]:
    """Read a ``.safetensors`` file: arrays by name.

    Raises:
        BrokenFormat: the file isn't what its header promises.
    """
    data = np.memmap(path, dtype=np.uint8, mode="r") if path.stat().st_size else np.zeros(0, np.uint8)
    size = int.from_bytes(data[:8].tobytes(), "little")
    try:
        if len(data) < 8 or size > min(LARGEST_HEADER, len(data) - 8):
            raise ValueError("its header is cut off")
        header: dict[str, Any] = json.loads(data[8 : 8 + size].tobytes())
        made = {}
        for name, entry in header.items():
            if name != "__metadata__":
                begin, end = (8 + size + int(place) for place in entry["data_offsets"])
                made[name] = data[begin:end].view(TYPES[entry["dtype"]]).reshape(entry["shape"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenFormat(
            f"these are no weights in safetensors form: {error}", where=str(path), mend="install the package anew"
        ) from error
    return made


def convert(folder: Path, into: Path) -> None:
    """Write the BERT of ``folder`` (config.json, vocab.txt, model.safetensors) to ``into`` for CTranslate2, in int8.

    Raises:
        BrokenFormat: a weight is missing or of the wrong shape, or the model is no BERT with learnt positions.
    """
    from ctranslate2.specs import common_spec, transformer_spec

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if config.get("model_type") != "bert" or config.get("position_embedding_type", "absolute") != "absolute":
        raise BrokenFormat("this is no BERT with absolute positions", where=str(folder / "config.json"))
    weights = read_tensors(folder / "model.safetensors")
    encoder = transformer_spec.TransformerEncoderSpec(
        config["num_hidden_layers"],
        config["num_attention_heads"],
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    try:
        _fill(encoder, weights)
        spec = transformer_spec.TransformerEncoderModelSpec(encoder)
        spec.register_vocabulary((folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n"))
        spec.config.unk_token = "[UNK]"
        spec.config.layer_norm_epsilon = float(config["layer_norm_eps"])
        spec.validate()
    except (KeyError, ValueError) as error:
        raise BrokenFormat(f"a weight is missing or wrong: {error}", where=str(folder)) from error
    spec.optimize(quantization="int8")
    spec.save(str(into))


def _fill(encoder: Any, weights: Mapping[str, Any]) -> None:
    """Copy the weights into the specification: `optimize` scales its arrays in place."""

    def linear(spec: Any, *names: str) -> None:
        spec.weight = np.concatenate([_copied(weights[f"{name}.weight"]) for name in names])
        spec.bias = np.concatenate([_copied(weights[f"{name}.bias"]) for name in names])

    def norm(spec: Any, name: str) -> None:
        spec.gamma, spec.beta = _copied(weights[f"{name}.weight"]), _copied(weights[f"{name}.bias"])

    for spec, name in zip(encoder.embeddings, ("word", "token_type"), strict=True):
        spec.weight = _copied(weights[f"embeddings.{name}_embeddings.weight"])
    encoder.position_encodings.encodings = _copied(weights["embeddings.position_embeddings.weight"])
    norm(encoder.layernorm_embedding, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        prefix = f"encoder.layer.{number}"
        attention = f"{prefix}.attention"
        linear(layer.self_attention.linear[0], *(f"{attention}.self.{part}" for part in ("query", "key", "value")))
        linear(layer.self_attention.linear[1], f"{attention}.output.dense")
        norm(layer.self_attention.layer_norm, f"{attention}.output.LayerNorm")
        linear(layer.ffn.linear_0, f"{prefix}.intermediate.dense")
        linear(layer.ffn.linear_1, f"{prefix}.output.dense")
        norm(layer.ffn.layer_norm, f"{prefix}.output.LayerNorm")


def _copied(array: Any) -> Any:
    return np.array(array, dtype=np.float32)
