"""An alignment as the files that ``align export`` writes, for one CAT tool or for any."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from align import registry
from align.errors import AlignError, UsageError
from align.formats.reading import FormatWarning
from align.model import Alignment, Findings, Memory

Form: TypeAlias = Literal["tmx", "xliff", "tsv", "ladder", "omegat-project"]
FORMS: tuple[Form, ...] = ("tmx", "xliff", "tsv", "ladder", "omegat-project")
Profile: TypeAlias = Literal["generic", "omegat", "lokalize", "weblate"]
PROFILES: tuple[Profile, ...] = ("generic", "omegat", "lokalize", "weblate")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for.

    ``above`` is the least score of a human pair; ``partial`` adds a file of the partial beads; ``facts`` adds, for
    XLIFF, a file of the target side's own facts, to be translated the other way round (needs findings).
    """

    form: Form
    profile: Profile = "generic"
    above: float = 0.8
    partial: bool = False
    facts: bool = False
    xliff: Literal["1.2", "2.1"] = "1.2"

    def __post_init__(self) -> None:
        if self.profile != "generic" and self.form in ("tsv", "ladder"):
            raise UsageError(f"--for {self.profile} is about TMX and XLIFF, not {self.form}")
        if self.partial and self.form == "ladder":
            raise UsageError("a ladder holds every bead with its grade; --partial is about memories")
        if self.facts and self.form != "xliff":
            raise UsageError("--target-facts is about XLIFF", mend="add --as xliff")
        if self.form == "omegat-project" and self.profile not in ("generic", "omegat"):
            raise UsageError(f"an OmegaT project is of no use to {self.profile}")


@dataclass(frozen=True, slots=True)
class Exported:
    """What an order came to: the file's bytes, further files by what their names add, words for the person."""

    data: bytes
    further: Mapping[str, bytes] = field(default_factory=dict)
    told: tuple[str, ...] = ()


def export(alignment: Alignment, order: Order, findings: Findings | None = None) -> Exported:
    """Render ``alignment`` as one file, and as a second one where the order asks for it.

    Raises:
        UsageError: the order contradicts itself, or needs findings that aren't given.
    """
    if order.form == "ladder":
        stream = io.BytesIO()
        count = registry.load("formats", "ladder")().write(alignment, stream)
        return Exported(stream.getvalue(), told=(f"{count} beads written",))
    from align.formats import bitext

    further: dict[str, bytes] = {}
    told: list[str] = []
    counts = bitext.bitext_counts(alignment, above=order.above)
    if order.form == "xliff":
        memory = bitext.article_memory(alignment, above=order.above, findings=findings)
        told.append(f"{_kinds(memory)}; {counts.told(order.above).partition(', ')[2]}")
    else:
        memory = bitext.bitext_memory(alignment, above=order.above)
        told.append(counts.told(order.above))
    data = _written(memory, order, told)
    if order.partial:
        partial = bitext.bitext_memory(alignment, above=order.above, partial=True)
        if partial.units:
            further["-partial"] = _written(partial, order, told)
        told.append(f"partial: {bitext.bitext_counts(alignment, above=order.above, partial=True).told(order.above)}")
    if order.facts:
        further |= _facts(alignment, order, findings, told)
    return Exported(data, further, tuple(told))


def beside(output: Path, addition: str) -> Path:
    """Name a further file after ``output``: ``-partial`` joins the first part of the name, ``.en-fr`` takes the place
    of the pair of languages.

    ``bitext.fr-en.tmx`` gives ``bitext-partial.fr-en.tmx``, ``article.fr-en.xlf`` gives ``article.en-fr.xlf``.
    """
    first, *rest = output.name.split(".")
    if addition.startswith("."):
        kept = [part for part in rest if part != "-".join(reversed(addition[1:].split("-")))]
        return output.with_name(".".join([first, addition[1:], *kept]))
    return output.with_name(".".join([first + addition, *rest]))


def _facts(alignment: Alignment, order: Order, findings: Findings | None, told: list[str]) -> dict[str, bytes]:
    from align.formats.bitext import one_sided_memory

    if findings is None:
        raise UsageError("the target side's own facts stand in findings.json", mend="name it with --findings FILE")
    source, target = alignment.source[0].language, alignment.target[0].language
    memory = one_sided_memory(alignment.target, findings, target, source)
    told.append(f"facts: {len(memory.units)} units of the target side to translate into {source}")
    return {f".{target}-{source}": _written(memory, order, told)} if memory.units else {}


def _written(memory: Memory, order: Order, told: list[str]) -> bytes:
    """Write a memory in the order's form, telling of every unit that is left out."""

    def complain(warning: FormatWarning) -> None:
        told.append(f"note: {warning.what}")

    name = "xliff21" if (order.form, order.xliff) == ("xliff", "2.1") else order.form
    settings: dict[str, Any] = {"profile": order.profile} if order.form == "xliff" else {}
    stream = io.BytesIO()
    registry.load("formats", name)(complain=complain, **settings).write(memory, stream)
    return stream.getvalue()


def _kinds(memory: Memory) -> str:
    kinds = Counter("open" if not u.target else u.origin for u in memory.units)
    return (
        f"{len(memory.units)} units written: {kinds['human']} written by people, {kinds['machine']} drafts to review, "
        f"{kinds['open']} open"
    )


def project(
    alignment: Alignment, order: Order, human: Memory | None = None
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Lay out a whole OmegaT project: bytes by path, and words for the person."""
    from align.formats import bitext, omegat

    pair = alignment.source[0].language, alignment.target[0].language
    pairs = bitext.bitext_memory(alignment, above=order.above)
    drafts = bitext.draft_memory(alignment.source, alignment.drafts, *pair)
    partial = bitext.bitext_memory(alignment, above=order.above, partial=True) if order.partial else None
    files = omegat.project(alignment, bitext=pairs, drafts=drafts, partial=partial, human=human)
    told = [bitext.bitext_counts(alignment, above=order.above).told(order.above)]
    if not alignment.drafts:
        told.append("no drafts: the alignment was made without them")
    return files, tuple(told)


def human_memory(alignment: Alignment, folder: Path) -> Memory | None:
    """Read the pairs that came back from a CAT tool, if they lie beside the alignment."""
    path = folder / f"human.{alignment.source[0].language}-{alignment.target[0].language}.tmx"
    if not path.exists():
        return None
    memory: Memory = registry.load("formats", "tmx")().read(path).memory
    return memory


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder whole or not at all; a path that ends with ``/`` is an empty folder.

    Raises:
        AlignError: the folder is there and holds something: somebody may have worked in it.
    """
    import shutil
    import tempfile

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise AlignError("there is something already", where=str(folder), mend="name a new folder with -o")
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".part"))
    try:
        for name, data in files.items():
            path = temporary / name
            if name.endswith("/"):
                path.mkdir(parents=True, exist_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        temporary.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        temporary.rename(folder)
    except OSError as error:
        raise AlignError(f"can't be written: {error.strerror or error}", where=str(folder)) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
