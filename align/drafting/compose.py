"""A translator as wished: memories, the machine with its cache, typography and glossary over both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from align import pipeline, registry
from align.errors import UsageError
from align.model import Memory
from align.protocols import Translator


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a draft is to be made with."""

    source: str
    target: str
    packages: Sequence[Path] = ()
    machine: bool = True
    memories: Sequence[Path] = ()
    fuzzy: float = 0.85
    glossary: Path | None = None
    typography: bool = False
    beam_size: int = 4
    alternatives: int = 0
    threads: int = 0
    cache: Path | None = None


def translator(wishes: Wishes) -> Translator:
    """Compose a translator: the memories, then the machine with its cache; then typography and glossary over both.

    Raises:
        UsageError: the languages are one, or there is neither machine nor memory.
        NotReady: no package leads from one language to the other.
        BrokenFormat: a memory or the glossary is malformed.
    """
    if wishes.source.split("-")[0] == wishes.target.split("-")[0]:
        raise UsageError(f"--from {wishes.source} and --to {wishes.target} are one language: there is nothing to draft")
    memories = [read_memory(path, wishes.source, wishes.target) for path in wishes.memories]
    made: Translator | None = None
    if wishes.machine:
        made = pipeline.translator(
            wishes.source,
            wishes.target,
            given=wishes.packages,
            cache=wishes.cache,
            beam_size=wishes.beam_size,
            alternatives=wishes.alternatives,
            threads=wishes.threads,
        )
    if memories or made is None:
        languages = {"source_language": wishes.source, "target_language": wishes.target}
        made = registry.load("translators", "memory")(memories, made, fuzzy=wishes.fuzzy, **languages)
    if wishes.typography:
        from align.translators.typography import TypographyTranslator

        made = TypographyTranslator(made)
    if wishes.glossary is not None:
        from align.translators.glossary import GlossaryTranslator, read_glossary

        made = GlossaryTranslator(read_glossary(wishes.glossary), made)
    return made


def read_memory(path: Path, source: str, target: str) -> Memory:
    """Read a TMX file as a memory of these languages, in whichever direction it was made."""
    read = registry.load("formats", "tmx")().read(path)
    memory: Memory = getattr(read, "memory", read)
    if not memory.units:
        return Memory(source, target, original=str(path))
    return memory
