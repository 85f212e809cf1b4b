"""CTranslate2 on the folder of one Argos package: texts in, hypotheses out.

Sentences are batched by *equal* length in pieces. Padded batches change the last bits of a score and, rarely, a
word; batches without padding give every sentence the same hypothesis in whatever company it comes, which is what
makes an interrupted run end like an undisturbed one. They are no slower: see ``scripts/bench/translate.py``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from align.errors import AlignError, NotReady
from align.signature import compose
from align.translators.tokenizers import Tokenizer, tokenizer

BATCH_PIECES = 2048
"""Source pieces a batch may hold."""

LENGTH_PENALTY = 0.2
"""Argos Translate's value."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One way a model would put a text.

    ``score`` is the sum of the pieces' log-probabilities divided by length^0.2 (as the search ranks them); ``length``
    counts pieces; ``finished`` is False where the model was stopped at its limit; ``attention`` has a row a target
    piece over the source pieces, where it was asked for.
    """

    text: str
    score: float
    length: int
    finished: bool = True
    pieces: tuple[str, ...] = ()
    attention: tuple[tuple[float, ...], ...] = ()

    @property
    def log_probability(self) -> float:
        """The mean log-probability of a piece, its end included."""
        length = max(1, self.length + 1)
        return self.score * float(length**LENGTH_PENALTY) / length


class Engine:
    """One package, loaded when first used; safe to share between threads."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self.folder = folder
        self._threads = threads
        self._lock = Lock()
        self._model: Any = None
        self._tokenizer: Tokenizer | None = None
        self._digest: str | None = None
        try:
            self.metadata: dict[str, Any] = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
            self.source: str = self.metadata["from_code"]
            self.target: str = self.metadata["to_code"]
            self.version: str = str(self.metadata.get("package_version", ""))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotReady(
                f"this folder is no Argos package: {error}",
                where=str(folder),
                mend="give the folder that holds metadata.json and model/",
            ) from error
        self.prefix: str = self.metadata.get("target_prefix") or ""

    @property
    def label(self) -> str:
        """The package for people: ``fr_en 0.1``."""
        return f"{self.source}_{self.target} {self.version}"

    @property
    def signature(self) -> str:
        """Languages, version and a digest of the content: a package replaced under the same name is another one."""
        return compose(f"{self.source}_{self.target}", v=self.version, content=self.content_digest)

    @property
    def content_digest(self) -> str:
        """The first 12 digits of the SHA-256 over the package's model, vocabulary and tokenizer."""
        if self._digest is None:
            total = hashlib.sha256()
            files = [
                *sorted((self.folder / "model").glob("*")),
                self.folder / "sentencepiece.model",
                self.folder / "bpe.model",
            ]
            for path in [f for f in files if f.is_file()]:
                total.update(path.name.encode())
                with path.open("rb") as stream:
                    while chunk := stream.read(1 << 20):
                        total.update(chunk)
            total.update(self.prefix.encode())
            self._digest = total.hexdigest()[:12]
        return self._digest

    def encode(self, text: str) -> list[str]:
        """Cut a text into the model's pieces."""
        return self._loaded_tokenizer().encode(text)

    def hypotheses(
        self,
        texts: Sequence[str],
        *,
        beam_size: int,
        count: int = 1,
        attention: bool = False,
        done: Callable[[Sequence[int]], None] | None = None,
        **search: Any,
    ) -> list[list[Hypothesis]]:
        """Return up to ``count`` hypotheses a text, best first, in the order of ``texts``.

        A text's hypotheses depend on it and the settings alone, not on the others. A text without pieces (empty,
        white space) has none. ``done`` gets the positions finished; ``search`` goes to CTranslate2 as it is.

        Raises:
            AlignError: the model refuses a text.
        """
        results: list[list[Hypothesis]] = [[] for _ in texts]
        for i, found in self.search(texts, beam_size=beam_size, count=count, attention=attention, done=done, **search):
            results[i] = list(found)
        return results

    def search(
        self,
        texts: Sequence[str],
        *,
        beam_size: int,
        count: int = 1,
        attention: bool = False,
        done: Callable[[Sequence[int]], None] | None = None,
        **search: Any,
    ) -> Iterator[tuple[int, Iterator[Hypothesis]]]:
        """Yield each text's position and hypotheses as soon as they are there, while the model works on at the others.

        Hypotheses become text when they are asked for. Arguments, order-independence and errors are those of
        `hypotheses`.
        """
        model, pieces = self._loaded(), [self.encode(text) for text in texts]
        settings = {
            "beam_size": max(beam_size, count),
            "num_hypotheses": count,
            "length_penalty": LENGTH_PENALTY,
            "replace_unknowns": True,
            "return_scores": True,
            "return_end_token": True,
            "return_attention": attention,
            "max_input_length": 0,
            **search,
        }
        empty = [i for i, p in enumerate(pieces) if not p]
        yield from ((i, iter(())) for i in empty)
        if done is not None:
            done(empty)
        # The model's own queue is short, and handing over waits for a place in it: batches go a few ahead of the one
        # that is read, so that drafts are looked at while others are made.
        ahead = 2 * (self._threads or available_cores())
        waiting: deque[tuple[list[int], list[Any]]] = deque()
        for batch in (*equal_batches(pieces), *([None] * ahead)):
            if batch is not None:
                waiting.append((batch, self._submit(model, [pieces[i] for i in batch], settings)))
            if waiting and (batch is None or len(waiting) > ahead):
                read, answers = waiting.popleft()
                for i, answer in zip(read, answers, strict=True):
                    yield i, self._read(answer, attention)
                if done is not None:
                    done(read)

    def _submit(self, model: Any, batch: list[list[str]], settings: dict[str, Any]) -> list[Any]:
        prefix = [[self.prefix]] * len(batch) if self.prefix else None
        # The default, 256, would cut long drafts silently; 2 pieces for 1 and some is more than any language needs.
        limit = 2 * len(batch[0]) + 40
        submitted: list[Any] = model.translate_batch(
            batch, target_prefix=prefix, max_decoding_length=limit, asynchronous=True, **settings
        )
        return submitted

    def _read(self, answer: Any, attention: bool) -> Iterator[Hypothesis]:
        try:
            result = answer.result()
        except RuntimeError as error:
            raise AlignError(f"the model can't translate this: {error}", where=str(self.folder)) from error
        for number, tokens in enumerate(result.hypotheses):
            finished = bool(tokens) and tokens[-1] == "</s>"
            body = tokens[:-1] if finished else tokens
            if self.prefix and body and body[0] == self.prefix:
                body = body[1:]
            rows = tuple(map(tuple, result.attention[number])) if attention else ()
            text = self._loaded_tokenizer().decode(body)
            yield Hypothesis(text, result.scores[number], len(body), finished, tuple(body), rows)

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                # Nothing here imports onnxruntime; should a plug-in do so, it must not queue its telemetry.
                os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
                import ctranslate2

                workers = self._threads or available_cores()
                try:
                    # Several batches at a time, each on one core: faster than one batch on several, and every
                    # product is summed in the same order on every machine with these instructions.
                    self._model = ctranslate2.Translator(
                        str(self.folder / "model"),
                        device="cpu",
                        compute_type="int8",
                        inter_threads=workers,
                        intra_threads=1,
                    )
                except (RuntimeError, ValueError) as error:
                    raise NotReady(
                        f"the package's model can't be loaded: {error}",
                        where=str(self.folder),
                        mend="install the package anew",
                    ) from error
            return self._model

    def _loaded_tokenizer(self) -> Tokenizer:
        if self._tokenizer is None:
            self._tokenizer = tokenizer(self.folder, self.source, self.target)
        return self._tokenizer


def available_cores() -> int:
    """Count the cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows have no such call
        return os.cpu_count() or 1


def equal_batches(pieces: Sequence[Sequence[str]], capacity: int = BATCH_PIECES) -> list[list[int]]:
    """Group the positions of sequences by equal length, longest first; empty ones are left out.

    A batch holds at most ``capacity`` pieces, or one sequence.
    """
    by_length: dict[int, list[int]] = defaultdict(list)
    for position, sequence in enumerate(pieces):
        if sequence:
            by_length[len(sequence)].append(position)
    batches: list[list[int]] = []
    for length in sorted(by_length, reverse=True):
        group, most = by_length[length], max(1, capacity // length)
        batches.extend(group[start : start + most] for start in range(0, len(group), most))
    return batches
