"""Writes a small ONNX file: nodes, constants, inputs, outputs, metadata. Protocol buffers by hand, some forty lines.

So little of the format is needed (onnx.proto, IR version 8, opset 13) that a dependency of 20 MB would be the larger
half; and the bytes depend on nothing but what is written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

IR_VERSION, OPSET = 8, 13
FLOAT, INT8, INT64 = 1, 3, 7
INT, INTS = 2, 7
"""Codes of onnx.proto: types of tensors (FLOAT, INT8, INT64) and of attributes (INT, INTS)."""

STORED = {"f": (FLOAT, "<f4"), "i1": (INT8, "<i1"), "i8": (INT64, "<i8")}


@dataclass(frozen=True, slots=True)
class Node:
    """One operation; attributes are whole numbers or rows of them."""

    operation: str
    inputs: tuple[str, ...]
    output: str
    attributes: Mapping[str, int | tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Value:
    """An input or output: its type, and its dimensions (a name stands for one that varies)."""

    name: str
    kind: int
    dimensions: tuple[int | str, ...]


def model(
    nodes: Sequence[Node],
    constants: Mapping[str, NDArray[Any]],
    inputs: Sequence[Value],
    outputs: Sequence[Value],
    metadata: Mapping[str, str],
) -> bytes:
    """Serialise a graph as a ModelProto."""
    graph = b"".join(
        [
            *(_message(1, _node(node)) for node in nodes),
            _text(2, "graph"),
            *(_message(5, _tensor(name, array)) for name, array in constants.items()),
            *(_message(11, _value(value)) for value in inputs),
            *(_message(12, _value(value)) for value in outputs),
        ]
    )
    opset = _message(8, _text(1, "") + _number(2, OPSET))
    entries = (_message(14, _text(1, key) + _text(2, value)) for key, value in metadata.items())
    return b"".join([_number(1, IR_VERSION), _text(2, "align"), _message(7, graph), opset, *entries])


def _node(node: Node) -> bytes:
    parts = [*(_text(1, name) for name in node.inputs), _text(2, node.output), _text(4, node.operation)]
    for name, value in node.attributes.items():
        if isinstance(value, int):
            parts.append(_message(5, _text(1, name) + _number(3, value) + _number(20, INT)))
        else:
            parts.append(_message(5, _text(1, name) + b"".join(_number(8, v) for v in value) + _number(20, INTS)))
    return b"".join(parts)


def _tensor(name: str, array: NDArray[Any]) -> bytes:
    kind, little = STORED["f" if array.dtype.kind == "f" else f"i{array.dtype.itemsize}"]
    dimensions = b"".join(_number(1, size) for size in array.shape)
    return dimensions + _number(2, kind) + _text(8, name) + _message(9, array.astype(np.dtype(little)).tobytes())


def _value(value: Value) -> bytes:
    sizes = (_number(1, d) if isinstance(d, int) else _text(2, d) for d in value.dimensions)
    shape = b"".join(_message(1, size) for size in sizes)
    tensor = _number(1, value.kind) + _message(2, shape)
    return _text(1, value.name) + _message(2, _message(1, tensor))


def _varint(number: int) -> bytes:
    made = bytearray()
    while number > 127:
        made.append(number & 127 | 128)
        number >>= 7
    return bytes([*made, number])


def _number(place: int, value: int) -> bytes:
    return _varint(place << 3) + _varint(value)


def _message(place: int, data: bytes) -> bytes:
    return _varint(place << 3 | 2) + _varint(len(data)) + data


def _text(place: int, text: str) -> bytes:
    return _message(place, text.encode())
