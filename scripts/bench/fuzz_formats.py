"""Damaged and hostile files, fed to every XML reader: an answer or a plain error, never a traceback, never half a file.

    python scripts/bench/fuzz_formats.py [--inputs 100000] [--seed 1]

Each input is a file of tests/fixtures/formats with bytes flipped, cut, doubled, moved, or with markup put in that means
trouble. It is read as what it claims to be and converted, unit by unit, into TMX or XLIFF through an atomic write; then
either the new file is there and can be read again, or an `AlignError` was raised and nothing is there.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from align.errors import AlignError, BrokenFormat
from align.formats.reading import Header
from align.formats.tmx import TMX
from align.formats.xliff12 import XLIFF12
from align.formats.xliff21 import XLIFF21
from align.model import Memory
from align.workspace import atomic

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "formats"

TROUBLE = (
    b"<!DOCTYPE tmx [<!ENTITY a 'b'>]>",
    b"&a;",
    b"&#0;",
    b"&#xFFFE;",
    b"&#xD800;",
    b"&amp;",
    b"<![CDATA[ ]]>",
    b"]]>",
    b"<!--",
    b"-->",
    b"<?xml version='1.1'?>",
    b"<?pi ",
    b"\x00",
    b"\x0b",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xef\xbf\xbe",
    b"<seg/>",
    b"<tu>",
    b"</tu>",
    b"<tuv/>",
    b"<hi>",
    b"<ph/>",
    b" xml:lang=''",
    b" xmlns='x'",
    b" xmlns:its='y'",
    b"<unit id='u1'>",
    b"<segment/>",
    b"<target/>",
    b"<mrk id='q1' type='its:generic'>",
    b"<cp hex='110000'/>",
    b"<alt-trans match-quality='NaN%'>",
    b"<context-group><context context-type='x-align-score'>1e999</context></context-group>",
    b"9" * 400,
    b"<a>" * 400,
    b"\n" * 50,
)

ELEMENT = re.compile(rb"<(\w[\w:-]*)(?:\s[^<>]*)?(?:/>|>[^<]*</\1>)")
VALUE = re.compile(rb"=[\"']([^\"'<>]*)[\"']")
TEXT = re.compile(rb">([^<>]+)<")

Format = TMX | XLIFF12 | XLIFF21


def seeds() -> list[tuple[str, bytes]]:
    """Every plain XML fixture with its name."""
    files = sorted([*(FIXTURES / "tmx").glob("*.tmx"), *(FIXTURES / "xliff").glob("*.xlf")])
    return [(path.name, path.read_bytes()) for path in files]


def damaged(data: bytes, chance: random.Random, all_seeds: list[tuple[str, bytes]]) -> bytes:
    """Apply one mutation, or up to four: a single one often leaves a file that can be read."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        chance.choice(MUTATIONS)(changed, chance, all_seeds)
    return bytes(changed)


def _flip(data: bytearray, chance: random.Random, _: Any) -> None:
    for _ in range(chance.randint(1, 6)):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)


def _cut(data: bytearray, chance: random.Random, _: Any) -> None:
    start = chance.randrange(len(data) + 1)
    del data[start : start + chance.randint(1, 200)]


def _truncate(data: bytearray, chance: random.Random, _: Any) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _insert(data: bytearray, chance: random.Random, _: Any) -> None:
    start = chance.randrange(len(data) + 1)
    data[start:start] = chance.choice(TROUBLE)


def _insert_between_tags(data: bytearray, chance: random.Random, _: Any) -> None:
    places = [i + 1 for i, byte in enumerate(data) if byte == 0x3E]
    if places:
        start = chance.choice(places)
        data[start:start] = chance.choice(TROUBLE)


def _double(data: bytearray, chance: random.Random, _: Any) -> None:
    start = chance.randrange(len(data) + 1)
    data[start:start] = data[start : start + chance.randint(1, 300)]


def _swap_words(data: bytearray, chance: random.Random, _: Any) -> None:
    words = (b"tu", b"tuv", b"seg", b"source", b"target", b"unit", b"segment", b"header", b"body", b"file", b"group")
    data[:] = data.replace(chance.choice(words), chance.choice(words), chance.randint(1, 3))


def _splice(data: bytearray, chance: random.Random, all_seeds: list[tuple[str, bytes]]) -> None:
    other = chance.choice(all_seeds)[1]
    cut = chance.randrange(len(other) + 1)
    data[chance.randrange(len(data) + 1) :] = other[cut:]


def _drop_element(data: bytearray, chance: random.Random, _: Any) -> None:
    """Take out a whole element, tags and all, so that what is left is still well-formed."""
    found = list(ELEMENT.finditer(bytes(data)))
    if found:
        chosen = chance.choice(found)
        del data[chosen.start() : chosen.end()]


def _double_element(data: bytearray, chance: random.Random, _: Any) -> None:
    found = list(ELEMENT.finditer(bytes(data)))
    if found:
        chosen = chance.choice(found)
        data[chosen.end() : chosen.end()] = chosen.group()


def _other_value(data: bytearray, chance: random.Random, _: Any) -> None:
    """Put another attribute's value, or nonsense, into an attribute."""
    found = list(VALUE.finditer(bytes(data)))
    if found:
        chosen = chance.choice(found)
        value = chance.choice(
            [chance.choice(found).group(1), b"", b"x-\xc3\xa9", b"-1", b"99999999999999999999", b"1e5"]
        )
        data[chosen.start(1) : chosen.end(1)] = value


def _other_text(data: bytearray, chance: random.Random, _: Any) -> None:
    found = list(TEXT.finditer(bytes(data)))
    if found:
        chosen = chance.choice(found)
        words = [b"", b" ", b"\xc2\xa0", b"&#13;", "e\u0301 👩‍🔬".encode(), b"a" * 5000, b"<b>x</b>", b"<x/>", b"\t\n"]
        data[chosen.start(1) : chosen.end(1)] = chance.choice(words)


def _empty_attribute(data: bytearray, chance: random.Random, _: Any) -> None:
    quotes = [i for i, byte in enumerate(data) if byte == 0x22]
    if len(quotes) > 1:
        start = chance.randrange(len(quotes) - 1)
        del data[quotes[start] + 1 : quotes[start + 1]]


MUTATIONS: tuple[Callable[[bytearray, random.Random, Any], None], ...] = (
    _flip,
    _cut,
    _truncate,
    _insert,
    _insert_between_tags,
    _insert_between_tags,
    _double,
    _swap_words,
    _splice,
    _empty_attribute,
    _drop_element,
    _double_element,
    _other_value,
    _other_text,
    _other_text,
)


def inputs(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Make ``count`` damaged files, the same for the same seed."""
    chance = random.Random(seed)
    known = seeds()
    for _ in range(count):
        name, data = chance.choice(known)
        yield name, damaged(data, chance, known)


def convert(data: bytes, reader: Format, writer: Format, path: Path) -> int:
    """Convert a file unit by unit, writing as it reads; return the number of units."""
    heads: list[Header] = []
    stream = io.BytesIO(data)
    units = (found.unit for found in reader.parse(stream, "fuzzed.xml", head=heads.append))
    with atomic(path) as out:
        return writer.write_units(units, Memory("fr", "en"), out)


def check(name: str, data: bytes, chance: random.Random, folder: Path) -> str:
    """Convert one input and say how it went: ``converted``, ``refused`` or what was wrong."""
    likely = TMX if name.endswith(".tmx") else XLIFF12 if "12" in name or "lokalize" in name else XLIFF21
    reader: Format = chance.choice((likely,) * 18 + (TMX, XLIFF12, XLIFF21))()
    writer: Format = chance.choice((TMX, XLIFF12, XLIFF21))()
    path = folder / "converted.xml"
    try:
        count = convert(data, reader, writer, path)
    except AlignError as error:
        if any(folder.iterdir()):
            return "HALF A FILE"
        if not str(error) or (isinstance(error, BrokenFormat) and not error.where):
            return "ERROR WITHOUT A PLACE"
        return "refused"
    except BaseException:  # noqa: BLE001 # whatever else comes is what this script looks for
        return "TRACEBACK " + traceback.format_exc().strip().splitlines()[-1]
    try:
        again = sum(1 for _ in writer.read(path).whole)
    except AlignError as error:
        return f"OUTPUT UNREADABLE {error.what}"
    finally:
        path.unlink()
    return "converted" if again == count else f"READ BACK {again} OF {count}"


def fuzz(count: int, seed: int, show: Callable[[str, bytes, str], None] | None = None) -> Counter[str]:
    """Check ``count`` inputs and count the outcomes."""
    outcomes: Counter[str] = Counter()
    chance = random.Random(seed + 1)
    fast = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=fast if fast.is_dir() else None) as folder:
        for name, data in inputs(count, seed):
            outcome = check(name, data, chance, Path(folder))
            outcomes[outcome] += 1
            if show is not None and outcome not in ("converted", "refused"):
                show(name, data, outcome)
    return outcomes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="Write the inputs that went wrong into this folder.")
    options = parser.parse_args()
    start = time.perf_counter()

    def show(name: str, data: bytes, outcome: str) -> None:
        print(f"{name}: {outcome}", file=sys.stderr)
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{len(list(options.keep.iterdir())):04d}.{name}").write_bytes(data)

    outcomes = fuzz(options.inputs, options.seed, show)
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:8} {outcome}")
    print(f"{options.inputs} inputs, seed {options.seed}, {time.perf_counter() - start:.0f} s")
    return 0 if set(outcomes) <= {"converted", "refused"} else 1


if __name__ == "__main__":
    sys.exit(main())
