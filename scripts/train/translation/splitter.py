"""A sentence splitter for stock Argos Translate: align's rules on full stops, compiled into an ONNX file.

Argos Translate looks into a package for ``minisbd/*.onnx`` and, finding none, fetches one from the network. What it
expects is a network that reads characters and names the last one of each sentence. Such a network can be *built*: every
plane of it is a statement about a character ("a mark", "Mme. ends here", "a sentence may begin here"), every layer a
convolution whose clipped sum is an AND or an OR of statements before it. Nothing is trained, so nobody's text is in it;
the abbreviations and first words are those of align's own segmenter, whose finer rules are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.segmenters.abbreviations import CONVENTIONS, Conventions
from translation import onnx_file as onnx

FEATURES = ("capitalized", "start_of_para")
"""What Argos' reader tells of each character besides the character."""

LETTERS = "".join(c for c in map(chr, range(0x41, 0x250)) if c.isalpha())
MARKS = ".!?…‽"
APART = "»›"
CLOSERS = "”’»)]›\"'"
OPENERS = "“‘«([„‹¿¡\"'-–—•"
CHARACTERS = "".join(dict.fromkeys(" 0123456789" + LETTERS + MARKS + CLOSERS + OPENERS + ",;:°§/&%"))
FLAGS = {
    "letter": LETTERS, "digit": "0123456789", "joint": LETTERS + "0123456789.-", "dot": ".", "mark": MARKS,
    "space": " ", "closer": CLOSERS, "apart": APART, "skipped": OPENERS + " ",
}  # fmt: skip
NEVER = -99.0
"""Weight of a statement that must not hold."""

LOOK = 5
"""Opening marks and spaces that may stand before the first word of a sentence."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A statement: it holds where the weighted sum of others, at offsets from here, plus ``bias`` is 1 or more."""

    name: str
    bias: float
    terms: tuple[tuple[str, int, float], ...]


def both(name: str, *terms: tuple[str, int], never: Sequence[tuple[str, int]] = ()) -> Gate:
    """All of ``terms`` (statement, offset) hold and none of ``never``."""
    return Gate(name, 1.0 - len(terms), (*((n, at, 1.0) for n, at in terms), *((n, at, NEVER) for n, at in never)))


def either(name: str, *terms: tuple[str, int]) -> Gate:
    """One of ``terms`` or more holds."""
    return Gate(name, 0.0, tuple((n, at, 1.0) for n, at in terms))


@dataclass(slots=True)
class Circuit:
    """Layers of gates over characters; `run` computes them with numpy, `file` writes them as ONNX."""

    planes: list[str]
    table: NDArray[np.float32]
    layers: list[tuple[NDArray[np.float32], NDArray[np.float32], tuple[int, int], bool]] = field(default_factory=list)

    def add(self, gates: Sequence[Gate], *, instead: bool = False) -> None:
        """Add a layer whose statements stand beside those before, or ``instead`` of them."""
        offsets = [at for gate in gates for _, at, _ in gate.terms]
        before, after = max(0, -min(offsets)), max(0, *offsets)
        weights = np.zeros((len(gates), len(self.planes), before + after + 1), np.float32)
        for row, gate in enumerate(gates):
            for name, at, weight in gate.terms:
                weights[row, self.planes.index(name), before + at] += weight
        bias = np.array([gate.bias for gate in gates], np.float32)
        self.layers.append((weights, bias, (before, after), instead))
        self.planes = [*([] if instead else self.planes), *(gate.name for gate in gates)]

    def run(self, text: str) -> NDArray[np.float32]:
        """Compute the statements after the last layer: (statements, characters), 0 or 1."""
        rows = [self.table[1 + 1 + CHARACTERS.index(c) if c in CHARACTERS else 1] for c in text]
        told = [[float(c.isupper()), float(n == 0)] for n, c in enumerate(text)]
        x: NDArray[np.float32] = np.concatenate([np.array(rows), np.array(told, np.float32)], axis=1).T
        for weights, bias, (before, after), instead in self.layers:
            padded = np.pad(x, ((0, 0), (before, after)))
            windows = np.lib.stride_tricks.sliding_window_view(padded, weights.shape[2], axis=1)
            y: NDArray[np.float32] = np.clip(np.einsum("ock,ctk->ot", weights, windows) + bias[:, None], 0, 1)
            x = y if instead else np.concatenate([x, y])
        return x

    def file(self, language: str) -> bytes:
        """Write the circuit, whose last layer has one statement: a sentence ends here."""
        constants: dict[str, NDArray[Any]] = {"table": self.table, "zero": np.zeros((), "f4"), "one": np.ones((), "f4")}
        nodes = [
            onnx.Node("Gather", ("table", "units"), "known"),
            onnx.Node("Concat", ("known", "features"), "told", {"axis": 2}),
            onnx.Node("Transpose", ("told",), "x0", {"perm": (0, 2, 1)}),
        ]
        for number, (weights, bias, pads, instead) in enumerate(self.layers):
            # All weights are small whole numbers, so a byte holds each.
            constants |= {f"i{number}": weights.astype(np.int8), f"b{number}": bias}
            here, sum_, clipped = f"x{number}", f"s{number}", f"c{number}"
            nodes.append(onnx.Node("Cast", (f"i{number}",), f"w{number}", {"to": onnx.FLOAT}))
            nodes.append(onnx.Node("Conv", (here, f"w{number}", f"b{number}"), sum_, {"pads": pads}))
            after = f"x{number + 1}"
            nodes.append(onnx.Node("Clip", (sum_, "zero", "one"), after if instead else clipped))
            if not instead:
                nodes.append(onnx.Node("Concat", (here, clipped), after, {"axis": 1}))
        # Labels: 0 goes on, 1 ends a token (never said), 2 ends a sentence.
        constants |= {"labels": np.array([[[0]], [[0]], [[1]]], np.float32), "even": np.array([0.5, 0, 0], np.float32)}
        nodes.append(onnx.Node("Conv", (f"x{len(self.layers)}", "labels", "even"), "rated", {"pads": (0, 0)}))
        nodes.append(onnx.Node("Transpose", ("rated",), "scores", {"perm": (0, 2, 1)}))
        inputs = [
            onnx.Value("units", onnx.INT64, ("sentences", "characters")),
            onnx.Value("features", onnx.FLOAT, ("sentences", "characters", len(FEATURES))),
        ]
        outputs = [onnx.Value("scores", onnx.FLOAT, ("sentences", "characters", 3))]
        return onnx.model(nodes, constants, inputs, outputs, _metadata(language))


def _metadata(language: str) -> dict[str, str]:
    """What Argos' reader needs to know: the features it computes, and the number of each character."""
    units = ["<PAD>", "<UNK>", *CHARACTERS]
    numbers = {unit: number for number, unit in enumerate(units)}
    vocabulary = {"lang": language, "idx": 0, "cutoff": 0, "lower": False, "_unit2id": numbers, "_id2unit": units}
    settings = {"feat_funcs": list(FEATURES), "batch_size": 32, "max_seqlen": 1000, "skip_newline": False}
    return {
        "lang_code": language,
        "config": json.dumps(settings),
        "vocab": json.dumps(vocabulary),
        "lexicon": "null",
        "author": "align",
        "licence": "MIT",
    }


def circuit(language: str) -> Circuit:
    """Build the statements for a language; one without conventions of its own knows no abbreviations."""
    known = CONVENTIONS.get(language) or Conventions(*(frozenset[str]() for _ in range(5)))
    lists = {
        "attached": known.attached,
        "numbered": known.numbered,
        "open": known.open | known.hours,
        "starter": known.starters,
    }
    used = sorted(set("".join(w for words in lists.values() for w in words)) & set(CHARACTERS))
    bits = [f"bit{n}" for n in range(max(1, (len(used) - 1).bit_length()))]
    made = Circuit([*bits, *FLAGS, *FEATURES], _table(used, len(bits)))
    _words(made, lists, used)
    _sentences(made)
    return made


def _table(used: Sequence[str], bits: int) -> NDArray[np.float32]:
    """Give every character its flags and, if abbreviations need it, a code of ±1; padding and strangers have zeros."""
    table = np.zeros((2 + len(CHARACTERS), bits + len(FLAGS)), np.float32)
    for number, char in enumerate(CHARACTERS, 2):
        if char in used:
            table[number, :bits] = _code(used.index(char), bits)
        table[number, bits:] = [char in members for members in FLAGS.values()]
    return table


def _code(number: int, bits: int) -> list[float]:
    return [1.0 if number >> bit & 1 else -1.0 for bit in range(bits)]


def _words(made: Circuit, lists: dict[str, frozenset[str]], used: Sequence[str]) -> None:
    """State where the full stop of a listed abbreviation stands, and where a listed first word begins."""
    bits = [name for name in made.planes if name.startswith("bit")]
    base = list(made.planes)
    gates: list[Gate] = []
    for kind, words in lists.items():
        for number, word in enumerate(sorted(w for w in words if set(w) <= set(used))):
            first = 0 if kind == "starter" else -len(word)
            terms = [
                (bit, first + at, value)
                for at, char in enumerate(word)
                for bit, value in zip(bits, _code(used.index(char), len(bits)), strict=True)
            ]
            if kind != "starter":
                terms += [("dot", 0, 1.0), ("joint", first - 1, NEVER)]
            elif word[-1] not in "'’":
                terms += [("letter", len(word), NEVER)]
            most = len(bits) * len(word) + (kind != "starter")
            gates.append(Gate(f"{kind} {number}", 1.0 - most, tuple(terms)))
    copies = [either(name, (name, 0)) for name in base if not name.startswith("bit")]
    made.add([*gates, *copies], instead=True)
    found = [either(kind, *((g.name, 0) for g in gates if g.name.startswith(f"{kind} "))) for kind in lists]
    kept = [either(name, (name, 0)) for name in base if not name.startswith("bit")]
    made.add([*(f for f in found if f.terms), *kept], instead=True)
    for missing in (f.name for f in found if not f.terms):
        made.add([Gate(missing, 0.0, (("dot", 0, 0.0),))])


def _sentences(made: Circuit) -> None:
    """State where sentences may begin and end, and at last where they do."""
    made.add([either("begin0", ("capitalized", 0), ("digit", 0)), either("closed0", ("mark", 0))])
    # What begins: a capital or a digit, a digit alone, a listed word; after as many openers and spaces as LOOK.
    first = {"begin": "begin0", "number": "digit", "word": "starter"}
    for step in range(1, LOOK + 1):
        gates = []
        for name, start in first.items():
            last = f"{name}{step - 1}" if step > 1 else start
            gates.append(Gate(f"{name}{step}", -1.0, ((start, 0, 2.0), ("skipped", 0, 1.0), (last, 1, 1.0))))
        made.add(gates)
    # What ends: a mark, and the marks that close after it, French ones behind a space.
    for step in (1, 2):
        last = f"closed{step - 1}"
        beside, apart = (
            both(f"beside{step}", ("closer", 0), (last, -1)),
            both(f"apart{step}", ("apart", 0), ("space", -1), (last, -2)),
        )
        made.add([beside, apart])
        made.add([either(f"closed{step}", ("mark", 0), (beside.name, 0), (apart.name, 0))])
    word, number = (f"{name}{LOOK}" for name in ("word", "number"))
    made.add(
        [
            both("initial", ("dot", 0), ("capitalized", -1), never=[("letter", -2), ("digit", -2)]),
            both("list1", ("dot", 0), ("digit", -1), ("start_of_para", -1)),
            both("list2", ("dot", 0), ("digit", -1), ("digit", -2), ("start_of_para", -2)),
            both("counted", ("numbered", 0), (number, 1)),
            both("short", ("open", 0), never=[(word, 1)]),
        ]
    )
    made.add([both("initials", ("initial", 0), never=[(word, 1)])])
    blocks = ("attached", "list1", "list2", "counted", "short", "initials")
    made.add([either("blocked", *((name, 0) for name in blocks))])
    made.add([both("end", ("closed2", 0), ("space", 1), (f"begin{LOOK}", 1), never=[("blocked", 0)])], instead=True)


def splitter(language: str) -> bytes:
    """Return the ONNX file for a language (an Argos code)."""
    return circuit(language).file(language)


def sentences(text: str, made: Circuit) -> list[str]:
    """Split a paragraph as Argos Translate does with the file: white space is one space, ends are trimmed."""
    plain = " ".join(text.split())
    ends = [int(n) + 1 for n in np.flatnonzero(made.run(plain)[0] > 0.5)] if plain else []
    cuts: Iterable[tuple[int, int]] = zip([0, *ends], [*ends, len(plain)], strict=True)
    return [part for part in (plain[a:b].strip() for a, b in cuts) if part]
