"""What an adapter must offer: a name, a signature and one batched call.

A signature names what an adapter is, its version and its settings, in the manner of sacreBLEU
(``argos:fr_en|v:0.1|beam:4``), so that every stored result says where it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, Protocol, TypeAlias

from align.model import Alignment, Claim, Document, Draft, Memory, Segment

if TYPE_CHECKING:
    from pathlib import Path

Progress: TypeAlias = Callable[[int], None]
"""Called with the number of items finished since the last call."""


class Segmenter(Protocol):
    """Cuts the blocks of documents into segments; blocks keep their roles, spans stay exact."""

    name: str

    @property
    def signature(self) -> str: ...

    def segment(self, documents: Sequence[Document]) -> list[Document]: ...


class Translator(Protocol):
    """Drafts segments from one language into another: exactly one draft a segment, in order."""

    name: str
    source_language: str
    target_language: str

    @property
    def signature(self) -> str: ...

    def translate(self, segments: Sequence[Segment], progress: Progress | None = None) -> list[Draft]: ...


class Similarity(Protocol):
    """Turns the two sides into sparse row vectors X and Y whose products X·Yᵀ are the scores.

    ``source`` and ``target`` are texts in one language or two, n and m of them; the result is a pair of scipy CSR
    matrices of shapes (n, k) and (m, k). A text without any feature has an empty row, never a random one.
    """

    name: str

    @property
    def signature(self) -> str: ...

    def vectors(self, source: Sequence[str], target: Sequence[str]) -> tuple[Any, Any]: ...


class Extractor(Protocol):
    """Finds the claims of documents, with their typed anchors."""

    name: str

    @property
    def signature(self) -> str: ...

    def extract(self, documents: Sequence[Document]) -> list[Claim]: ...


class MemoryFormat(Protocol):
    """A file format that holds translation units (TMX, XLIFF, TSV)."""

    name: str
    suffixes: tuple[str, ...]
    holds: Literal["units"]

    def write(self, memory: Memory, stream: BinaryIO) -> int: ...

    def read(self, path: Path) -> Iterable[Any]: ...


class AlignmentFormat(Protocol):
    """A file format that holds an alignment (JSON, ladder, text)."""

    name: str
    suffixes: tuple[str, ...]
    holds: Literal["alignment"]

    def write(self, alignment: Alignment, stream: BinaryIO) -> int: ...
