"""From corpora to the parts that are learnt from, and the SentencePiece vocabulary.

``WORK/part-N.tsv.xz``: source, target, corpus, a pair a line, best corpora first; ``WORK/pieces.model``;
``WORK/prepared.json``: what was taken and left out. Nothing is done again while settings and corpora are the same.
"""

from __future__ import annotations

import dataclasses
import io
import json
import lzma
import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from align.errors import UsageError
from align.signature import digest
from align.workspace import write_bytes
from translation.corpora import chosen_pairs, held_out
from translation.pairs import Pair
from translation.settings import Settings

PIECES = "pieces.model"
RECORD = "prepared.json"
FORMAT = "align/prepared"
LONGEST_LINE = 400
"""Code points of a line that the vocabulary is learnt from."""

BLOCK = 20_000
"""Pairs that are packed together."""

Say = Callable[[str], None]


def prepare(settings: Settings, data: Path, work: Path, *, pieces: Path | None = None, say: Say = print) -> None:
    """Write the parts, the vocabulary and the record into ``work``.

    Args:
        settings: the recipe.
        data: the folder that the corpora's patterns are under.
        work: where to write; a record of the same settings and corpora there means that nothing is left to do.
        pieces: a vocabulary to take instead of learning one (that of the weights to go on from).
        say: gets a line a corpus.

    Raises:
        UsageError: a corpus or test set isn't there.
    """
    mark = _mark(settings, data, pieces)
    record = work / RECORD
    if record.is_file() and json.loads(record.read_text(encoding="utf-8")).get("mark") == mark:
        say(f"prepared already: {record}")
        return
    work.mkdir(parents=True, exist_ok=True)
    record.unlink(missing_ok=True)
    apart = held_out(data, settings.prepare.held_out)
    rows: list[tuple[str, Pair]] = []
    counts: dict[str, dict[str, int]] = {}
    seen: set[int] = set()
    for corpus in settings.corpora:
        pairs, left_out = chosen_pairs(data, corpus, settings.prepare, apart, seen)
        rows += [(corpus.name, Pair(p.right, p.left) if settings.reverse else p) for p in pairs]
        counts[corpus.name] = {"pairs": len(pairs), **left_out}
        told = ", ".join(f"{n:,} {reason}" for reason, n in left_out.items() if n)
        say(f"{corpus.name}: {len(pairs):,} pairs{' (left out: ' + told + ')' if told else ''}")
    if pieces is not None:
        shutil.copyfile(pieces, work / PIECES)
    else:
        learn_pieces(settings, [pair for _, pair in rows], work / PIECES)
    for old in work.glob("part-*.tsv.xz"):
        old.unlink()
    parts = write_parts(rows, work, settings.prepare.part_mb)
    languages = [settings.languages.source, settings.languages.target]
    facts = {"format": FORMAT, "mark": mark, "languages": languages, "parts": parts, "corpora": counts}
    write_bytes(record, (json.dumps(facts, indent=1) + "\n").encode())
    say(f"{len(rows):,} pairs in {parts} part{'s' * (parts > 1)}; {len(apart):,} lines of test sets kept apart")


def _mark(settings: Settings, data: Path, pieces: Path | None) -> str:
    """Digest what the parts depend on: the settings of this step and the corpora's names and sizes."""
    files = sorted(p for c in settings.corpora for p in data.glob(c.files))
    held = sorted(p for pattern in settings.prepare.held_out for p in data.glob(pattern))
    chosen = [
        repr(settings.prepare),
        repr(settings.reverse),
        "given" if pieces else repr(settings.pieces),
        *(repr(dataclasses.replace(c, source="", licence="", group="")) for c in settings.corpora),
        *(f"{p.name} {p.stat().st_size}" for p in [*files, *held, *([pieces] if pieces else [])]),
    ]
    return digest(chosen)


def write_parts(rows: Iterable[tuple[str, Pair]], work: Path, part_mb: float, block: int = BLOCK) -> int:
    """Write rows into ``part-N.tsv.xz`` of at most ``part_mb`` megabytes (or one block); return how many parts.

    Rows are packed a block at a time, so that the size of a part is known before it is too large.
    """
    number, size, waiting = 0, 0, iter(rows)
    packed: list[bytes] = []
    while some := list(islice(waiting, block)):
        data = lzma.compress("".join(f"{p.left}\t{p.right}\t{name}\n" for name, p in some).encode(), preset=6)
        if packed and size + len(data) > part_mb * 1e6:
            number += 1
            write_bytes(work / f"part-{number}.tsv.xz", b"".join(packed))
            packed, size = [], 0
        packed.append(data)
        size += len(data)
    if packed:
        number += 1
        write_bytes(work / f"part-{number}.tsv.xz", b"".join(packed))
    return number


def read_parts(work: Path) -> Iterator[tuple[Path, list[tuple[str, str, str]]]]:
    """Yield each part that is there with its rows: source, target, corpus.

    Raises:
        UsageError: there is none.
    """
    parts = sorted(work.glob("part-*.tsv.xz"), key=lambda p: int(p.name.split(".")[0].split("-")[1]))
    if not parts:
        raise UsageError("there are no parts to learn from", where=str(work), mend="prepare first, or copy them there")
    for part in parts:
        with lzma.open(part, "rt", encoding="utf-8", newline="\n") as stream:
            rows = [line.rstrip("\n").split("\t") for line in stream]
        yield part, [(source, target, name) for source, target, name in rows]


def learn_pieces(settings: Settings, pairs: Sequence[Pair], path: Path) -> None:
    """Learn the shared vocabulary: a unigram model with bytes for what is rare (Kudo and Richardson 2018).

    Ids 0–3 are padding, unknown, begin, end. The same pairs give the same file: lines are drawn here, in a fixed order,
    and two threads are fixed, for the sums of more would differ in their last bits.

    Raises:
        UsageError: there is too little text for so many pieces.
    """
    import sentencepiece

    rng = random.Random(settings.prepare.seed)
    most = settings.pieces.sentences // 2
    sample = list(pairs) if len(pairs) <= most else [pairs[i] for i in sorted(rng.sample(range(len(pairs)), most))]
    written = io.BytesIO()
    # Lines are handed over in memory: a file's name would become part of the model.
    options: dict[str, Any] = {
        "sentence_iterator": (side[:LONGEST_LINE] for pair in sample for side in pair),
        "model_writer": written,
        "vocab_size": settings.pieces.vocabulary,
        "model_type": "unigram",
        "character_coverage": settings.pieces.coverage,
        "byte_fallback": True,
        "normalization_rule_name": "nmt_nfkc",
        "pad_id": 0,
        "unk_id": 1,
        "bos_id": 2,
        "eos_id": 3,
        "num_threads": 2,
        "shuffle_input_sentence": False,
        "minloglevel": 2,
    }
    try:
        sentencepiece.SentencePieceTrainer.train(**options)
    except RuntimeError as error:
        raise UsageError(
            f"no vocabulary of {settings.pieces.vocabulary} pieces can be learnt from {len(sample)} pairs: {error}",
            mend="take another number (--set pieces.vocabulary=N)",
        ) from error
    write_bytes(path, written.getvalue())
