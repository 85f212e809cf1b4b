"""Sentence vectors: English sentences that mean the same lie close together (Reimers & Gurevych 2019, D19-1410).

The encoder is a BERT that CTranslate2 runs; `align.vectors` finds it and converts it once. No torch, no network.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from align.errors import NotReady
from align.signature import compose

TOKENIZER_FILE = "tokenizer.json"
LONGEST = 256
"""Tokens of a sentence that are read: the model was trained with so many."""
BATCH = 4_096
"""Tokens in a batch, padding included."""
DECIMALS = 4
"""Decimals kept of a vector, so that what a sentence shares its batch with changes nothing."""

PSEUDO = 8.0
"""Sentences' worth of doubt about what the sentences of a text have in common."""

ROUNDS = 40
"""Steps towards their main direction."""


class MiniLM:
    """Unit vectors of sentences, so that X·Yᵀ is their cosine; a text without a word has an empty row.

    Args:
        folder: the converted encoder with its ``tokenizer.json`` (`align.vectors.prepared` makes it).
        label: name and version of the model, for the signature.
        threads: processor threads; 0 leaves it to the engine.
    """

    name = "minilm"
    language = "en"
    """The language of the texts it understands."""

    def __init__(self, folder: Path, *, label: str = "", threads: int = 0) -> None:
        self.folder = folder
        self.label = label or folder.name
        self.threads = threads

    @property
    def signature(self) -> str:
        """Name, model and settings."""
        return compose(self.name, model=self.label, longest=LONGEST)

    def vectors(self, source: Sequence[str], target: Sequence[str]) -> tuple[Any, Any]:
        """Return CSR rows (n, d) and (m, d) of length one."""
        from scipy.sparse import csr_matrix

        made = self.encode([*source, *target])
        return csr_matrix(made[: len(source)]), csr_matrix(made[len(source) :])

    def encode(self, texts: Sequence[str]) -> Any:
        """Encode texts as float32 rows of length one, (n, d); a text without a word is a row of zeros."""
        # Each text once, in an order of its own: the same sentences give the same batches whatever their order.
        distinct = sorted({t for t in texts if any(c.isalnum() for c in t)})
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(distinct)]
        order = sorted(range(len(distinct)), key=lambda k: len(tokens[k]))
        rows = np.zeros((len(distinct), self._width), dtype=np.float32)
        for batch in _batches([len(tokens[k]) for k in order]):
            chosen = order[batch]
            rows[chosen] = self._pooled([tokens[k] for k in chosen])
        places = {text: k for k, text in enumerate(distinct)}
        made = np.zeros((len(texts), self._width), dtype=np.float32)
        for k, text in enumerate(texts):
            if text in places:
                made[k] = rows[places[text]]
        return made

    def _pooled(self, batch: list[list[int]]) -> Any:
        """Average the last layer over each sentence's own tokens and scale to length one."""
        states = np.array(self._encoder.forward_batch(batch).last_hidden_state)
        lengths = np.array([len(ids) for ids in batch])
        own = np.arange(states.shape[1])[None, :] < lengths[:, None]
        means = (states * own[:, :, None]).sum(axis=1) / lengths[:, None]
        norms = np.sqrt((means * means).sum(axis=1, keepdims=True))
        return np.round(means / np.maximum(norms, 1e-12), DECIMALS)

    @cached_property
    def _encoder(self) -> Any:
        import ctranslate2

        return ctranslate2.Encoder(str(self.folder), device="cpu", compute_type="int8", intra_threads=self.threads)

    @cached_property
    def _tokenizer(self) -> Any:
        try:
            from tokenizers import Tokenizer
        except ModuleNotFoundError as error:
            raise NotReady("sentence vectors need the package 'tokenizers'", mend="pip install tokenizers") from error
        made = Tokenizer.from_file(str(self.folder / TOKENIZER_FILE))
        # The file asks for padding to, and truncation at, 128 tokens: both would change the vectors.
        made.no_padding()
        made.enable_truncation(max_length=LONGEST)
        return made

    @cached_property
    def _width(self) -> int:
        return int(np.array(self._encoder.forward_batch([[0]]).last_hidden_state).shape[-1])


def settled(source: Any, target: Any) -> tuple[Any, Any]:
    """Take out of sentence vectors what all sentences of the texts have in common: their mean and main direction.

    In texts on one event everything is about the event, and only what is left tells the sentences apart (Arora, Liang &
    Ma 2017, "A simple but tough-to-beat baseline for sentence embeddings"). The fewer sentences, the less is taken out.

    Args:
        source, target: CSR rows (n, d) and (m, d).

    Returns:
        CSR rows of length one; empty rows stay empty.
    """
    from scipy.sparse import csr_matrix

    both = np.concatenate([source.toarray(), target.toarray()]).astype(np.float64)
    filled = both.any(axis=1)
    known = both[filled]
    if len(known):
        trust = len(known) / (len(known) + PSEUDO)
        known = known - trust * known.mean(axis=0)
        main = _main_direction(known)
        known = known - trust * np.outer(known @ main, main)
        known /= np.maximum(np.sqrt((known * known).sum(axis=1, keepdims=True)), 1e-12)
        both[filled] = np.round(known, DECIMALS)
    rows = both.astype(np.float32)
    return csr_matrix(rows[: source.shape[0]]), csr_matrix(rows[source.shape[0] :])


def _main_direction(rows: Any) -> Any:
    """Find the first principal component of rows by power iteration; their order has no influence."""
    main = np.abs(rows).sum(axis=0)
    for _ in range(ROUNDS):
        main = (rows @ main) @ rows
        main /= max(float(np.sqrt(main @ main)), 1e-12)
    return main


def _batches(lengths: Sequence[int]) -> list[slice]:
    """Cut rising lengths into batches of at most `BATCH` tokens each, padding included."""
    made: list[slice] = []
    start = 0
    for end, length in enumerate(lengths, 1):
        if end - start > 1 and (end - start) * length > BATCH:
            made.append(slice(start, end - 1))
            start = end - 1
    if start < len(lengths):
        made.append(slice(start, len(lengths)))
    return made
