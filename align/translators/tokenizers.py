"""The tokenizers that Argos packages bring: SentencePiece, and Moses with BPE in older ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from align.errors import NotReady


class Tokenizer(Protocol):
    """Turns a text into the pieces that a model reads, and its pieces back into a text."""

    def encode(self, text: str) -> list[str]:
        """Cut a text into pieces."""
        ...

    def decode(self, pieces: list[str]) -> str:
        """Join pieces into a text."""
        ...


def tokenizer(folder: Path, source: str, target: str) -> Tokenizer:
    """Open the tokenizer of the package in ``folder``.

    Raises:
        NotReady: the package has none, or it can't be read.
    """
    try:
        if (folder / "sentencepiece.model").is_file():
            return SentencePiece(folder / "sentencepiece.model")
        if (folder / "bpe.model").is_file():
            return MosesBPE(folder / "bpe.model", source, target)
    except (OSError, RuntimeError, ValueError) as error:
        raise NotReady(
            f"the package's tokenizer can't be read: {error}", where=str(folder), mend="install the package anew"
        ) from error
    raise NotReady("the package has no tokenizer", where=str(folder), mend="install the package anew")


class SentencePiece:
    """SentencePiece pieces; its own decoding keeps ``_``, which Argos Translate turns into a space."""

    def __init__(self, path: Path) -> None:
        import sentencepiece

        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(path))

    def encode(self, text: str) -> list[str]:
        """Cut ``text`` into pieces."""
        # A lone surrogate is no text, and SentencePiece refuses it.
        sound = text.encode("utf-8", "replace").decode("utf-8")
        pieces: list[str] = self._processor.encode(sound, out_type=str)
        return pieces

    def decode(self, pieces: list[str]) -> str:
        """Join pieces; byte pieces become characters again."""
        text: str = self._processor.decode(pieces)
        return text.replace("\u2581", " ")


class MosesBPE:
    """Moses normalisation and tokens, then byte-pair codes with ``@@`` (packages made before SentencePiece)."""

    def __init__(self, path: Path, source: str, target: str) -> None:
        # Upstream carries subword-nmt's reader of such codes; this module of it imports nothing else.
        from argostranslate.apply_bpe import BPE
        from sacremoses.normalize import MosesPunctNormalizer
        from sacremoses.tokenize import MosesDetokenizer, MosesTokenizer

        self._normalizer: Any = MosesPunctNormalizer(source)
        self._tokenizer: Any = MosesTokenizer(source)
        self._detokenizer: Any = MosesDetokenizer(target)
        with path.open(encoding="utf-8") as codes:
            self._codes: Any = BPE(codes)

    def encode(self, text: str) -> list[str]:
        """Cut ``text`` into byte-pair pieces."""
        tokens = self._tokenizer.tokenize(self._normalizer.normalize(text))
        pieces: list[str] = self._codes.segment_tokens(tokens)
        return pieces

    def decode(self, pieces: list[str]) -> str:
        """Join pieces into tokens and tokens into a text."""
        text: str = self._detokenizer.detokenize(" ".join(pieces).replace("@@ ", "").split(" "))
        return text
