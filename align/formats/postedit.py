"""The way back: what a translator saved in a CAT tool, told apart from what the tool merely passed through.

CAT tools keep texts and lose marks: OmegaT's exports drop ``x-`` properties and ids, Lokalize leaves an edited draft in
the state ``needs-review-translation``. So the texts decide. A pair whose target still reads like a draft, or like a
sentence of the bitext, was not edited and is no post-edit, whatever the file says; any other target is a person's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from align.errors import UsageError
from align.formats import detect
from align.formats.merge import Merged, Preference, date_of, merge, source_key, target_key
from align.formats.reading import base
from align.formats.tmx import MACHINE_NOTE, TMX
from align.model import Memory, Unit

DRAFT: Final = "align-draft"
"""Property of a post-edited pair: the machine's text that the person started from."""

ACCEPTED: Final = ("final", "signed-off")
"""States that only a person sets: our writers never do."""

ALIKE: Final = 0.8
"""Share of characters that two spellings of one source have in common; two sentences have less."""

OURS: Final = ("ALIGN", "MT", "MT!")
"""Names that stand where a translator's should, in capitals."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an event's own files say: its languages, and the targets known of each source text before any edit.

    ``targets`` are keyed by source text, as `source_key` spells it; ``sources`` lead from a draft's id to that key.
    """

    pair: tuple[str, str]
    targets: Mapping[str, tuple[Unit, ...]] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def of(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the units known for a source text, drafts first.

        Where a tool has changed the source (``'`` for ``’``), its id leads back to it, if both still read alike: after
        another segmentation the id may belong to another sentence.
        """
        found = self.targets.get(source_key(unit.source), ())
        if found or unit.id not in self.sources:
            return found
        from rapidfuzz.distance import Indel

        key = self.sources[unit.id]
        alike = Indel.normalized_similarity(key, source_key(unit.source)) >= ALIKE
        return self.targets[key] if alike else ()

    def turned(self) -> Known:
        """Return what people's pairs say the other way round; a draft is no source text."""
        people = [u for units in self.targets.values() for u in units if u.origin == "human"]
        swapped = (replace(u, source=u.target, target=u.source, id="", properties=()) for u in people)
        return known([Memory("", "", tuple(swapped))], (self.pair[1], self.pair[0]))


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back.

    ``taken`` are pairs to keep as a person's; ``confirmed`` are drafts that a person approved as they stood (among
    ``taken`` only if asked for); ``untouched`` counts pairs that read as they were handed out; ``elsewhere`` counts
    those among ``taken`` whose source is no segment of this event; ``drafts`` counts machine pairs of unknown origin.
    """

    taken: tuple[Unit, ...] = ()
    confirmed: tuple[Unit, ...] = ()
    untouched: int = 0
    elsewhere: int = 0
    drafts: int = 0


def known(memories: Iterable[Memory], pair: tuple[str, str]) -> Known:
    """Gather the targets of memories by their source text, drafts before what people wrote."""
    targets: dict[str, list[Unit]] = {}
    for unit in sorted((u for m in memories for u in m), key=lambda u: u.origin == "human"):
        targets.setdefault(source_key(unit.source), []).append(unit)
    sources = {u.id: key for key, units in targets.items() for u in units if u.id and u.origin == "machine"}
    return Known(pair, {key: tuple(units) for key, units in targets.items()}, sources)


def take_back(
    units: Iterable[Unit], before: Known, *, author: str = "", date: str = "", with_confirmed: bool = False
) -> Returned:
    """Sort what a CAT tool saved into edits, confirmations and what nobody touched.

    Args:
        units: the pairs of the file that came back.
        before: what was handed out.
        author: who did the work, where the file doesn't say.
        date: ``YYYYMMDDTHHMMSSZ``, likewise.
        with_confirmed: take drafts too that a person approved without a change.
    """
    taken: list[Unit] = []
    confirmed: list[Unit] = []
    untouched = elsewhere = drafts = 0
    for unit in units:
        candidates = before.of(unit)
        same = next((c for c in candidates if target_key(c.target) == target_key(unit.target)), None)
        if same is not None:
            if same.origin == "machine" and (unit.approved or unit.state in ACCEPTED):
                confirmed.append(_as_human(unit, same, before.pair, author, date))
            else:
                untouched += 1
        elif not candidates and unit.origin == "machine":
            drafts += 1
        else:
            elsewhere += not candidates
            taken.append(_as_human(unit, _nearest(unit, candidates), before.pair, author, date))
    if with_confirmed:
        taken.extend(confirmed)
    return Returned(tuple(taken), tuple(confirmed), untouched, elsewhere, drafts)


def _nearest(unit: Unit, candidates: Sequence[Unit]) -> Unit | None:
    """Return what the person most likely started from.

    A unit that still bears a draft's marks started from the draft; of several targets it is the one that reads most
    like theirs, the first of equals.
    """
    likely = [c for c in candidates if c.origin == "machine"] if unit.origin == "machine" else []
    likely = likely or list(candidates)
    if len(likely) < 2:
        return likely[0] if likely else None
    from rapidfuzz.distance import Indel

    return max(likely, key=lambda c: Indel.normalized_similarity(c.target, unit.target))


def _as_human(unit: Unit, start: Unit | None, pair: tuple[str, str], author: str, date: str) -> Unit:
    """Make a person's pair of an edited unit: our ids and spelling of the source, their words, name and date."""
    accepted = unit.approved or unit.state in ACCEPTED
    edited = start is not None and start.origin == "machine" and target_key(start.target) != target_key(unit.target)
    where_from = tuple(p for p in (start or unit).properties if start is None or p[0].startswith("align-source-"))
    return Unit(
        id=(start.id if start else "") or unit.id,
        source=start.source if start else unit.source,
        target=unit.target,
        source_language=pair[0],
        target_language=pair[1],
        origin="human",
        kind=(start.kind if start else unit.kind) or "1-1",
        state="final" if accepted else "translated",
        approved=accepted,
        author=next((n for n in (unit.author, unit.creator) if n and n.upper() not in OURS), author),
        changed=date_of(unit) or date,
        note=_own_words(unit, start),
        properties=(*where_from, (DRAFT, start.target)) if edited and start else where_from,
    )


def _own_words(unit: Unit, start: Unit | None) -> str:
    """Keep the translator's lines of a note; ours, on score and draft, are true no more."""
    ours = set(start.note.splitlines()) if start else set()
    return "\n".join(x for x in unit.note.splitlines() if x not in ours and not x.startswith(MACHINE_NOTE))


# --- an event's folder ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Homecoming:
    """An event's human memory after an import: ``memory`` holds it, ``merged`` what happened, ``returned`` what came.

    ``changed`` tells whether the memory at ``path`` has to be written, ``next_step`` what a person may do then.
    """

    path: Path
    memory: Memory
    returned: Returned
    merged: Merged
    changed: bool
    next_step: str = ""

    def told(self) -> list[str]:
        """Say in lines what happened."""
        back = self.returned
        lines = [f"{_many(self.merged.added, 'pair')} taken into {self.path}"]
        if self.merged.replaced:
            lines.append(f"{_many(self.merged.replaced, 'pair')} replaced there")
        if self.merged.duplicates:
            lines.append(f"{_many(self.merged.duplicates, 'pair')} known already")
        lines.append(f"{_many(back.untouched + back.drafts, 'pair')} as handed out, not taken")
        if back.confirmed:
            lines.append(f"{_many(len(back.confirmed), 'draft')} approved without a change")
        if back.elsewhere:
            lines.append(f"{_many(back.elsewhere, 'pair')} whose source is no segment of this event")
        return lines

    def facts(self) -> dict[str, object]:
        """Say it for a program."""
        back, merged = self.returned, self.merged
        return {
            "file": str(self.path),
            "added": merged.added,
            "replaced": merged.replaced,
            "known": merged.duplicates,
            "untouched": back.untouched + back.drafts,
            "confirmed": len(back.confirmed),
            "elsewhere": back.elsewhere,
            "pairs": [
                {"id": u.id, "source": u.source, "target": u.target, "author": u.author, "changed": u.changed}
                for u in back.taken
            ],
            "conflicts": [
                {"source": c.ours.source, "ours": c.ours.target, "theirs": c.theirs.target, "kept": c.kept}
                | {"settled": c.settled}
                for c in merged.conflicts
            ],
        }


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def bring_home(
    folder: Path,
    given: Sequence[Path],
    *,
    against: Sequence[Path] = (),
    prefer: Preference | None = None,
    author: str = "",
    date: str = "",
    with_confirmed: bool = False,
) -> Homecoming:
    """Fold files that came back from a CAT tool into an event's human memory; writes nothing.

    Args:
        folder: the event's folder, as ``align run`` wrote it.
        given: XLIFF or TMX files, or OmegaT project folders.
        against: files as they were before the edit, where the folder doesn't say.

    Raises:
        UsageError: no such file, no event's folder, another language pair.
        BrokenFormat: a file that can't be read.
    """
    files = [saved for path in given for saved in saved_in(path)]
    before = gather(folder, files, against)
    memories = [(file, detect.read(file).memory) for file in files]
    if memories and all(_turned(memory, before.pair) for _, memory in memories):
        before = before.turned()
    path = folder / f"human.{before.pair[0]}-{before.pair[1]}.tmx"
    there = TMX().read(path).memory.units if path.exists() else ()
    for file, memory in memories:
        _same_pair(file, memory, before.pair)
    units = [unit for _, memory in memories for unit in memory]
    returned = take_back(units, before, author=author, date=date, with_confirmed=with_confirmed)
    merged = merge(there, returned.taken, prefer)
    memory = Memory(*before.pair, merged.units, note="align: pairs that came back from a CAT tool")
    ours = [f for f in files if f.parent.resolve() == folder.resolve() and f.name.startswith("draft.")]
    step = f"next: align run --force moves {ours[0].name} aside and drafts anew with these pairs" if ours else ""
    return Homecoming(path, memory, returned, merged, merged.units != there, step)


def _turned(memory: Memory, pair: tuple[str, str]) -> bool:
    """Tell whether a memory leads the other way round: the target side's own facts, translated back."""
    found = (base(memory.source_language), base(memory.target_language))
    return found == (base(pair[1]), base(pair[0])) and bool(memory.units)


def _same_pair(file: Path, memory: Memory, pair: tuple[str, str]) -> None:
    found = (memory.source_language, memory.target_language)
    if memory.units and [base(tag) for tag in found] != [base(tag) for tag in pair]:
        raise UsageError(
            f"is {'-'.join(found)}, the event is {'-'.join(pair)}", where=str(file), mend="choose the event with --into"
        )


def gather(folder: Path, given: Iterable[Path], against: Iterable[Path] = ()) -> Known:
    """Gather what ``align run`` wrote into an event's folder, and further files named by hand.

    Args:
        given: the files that came back; they say nothing of how things were before.
        against: files as they were before the edit, or memories of the time.

    Raises:
        UsageError: the folder has no trace of an event, or holds several language pairs.
    """
    memories = list(_aligned(folder / "alignment.json"))
    back = {p.resolve() for p in given}
    for path in (*sorted(folder.glob("draft.*.tmx")), *sorted(folder.glob("bitext*.tmx")), *against):
        if path.resolve() not in back:
            memories.append(detect.read(path).memory)
    pairs = list(dict.fromkeys((m.source_language, m.target_language) for m in memories if m.units))
    if not pairs:
        raise UsageError(
            "holds neither alignment.json nor a draft, so nobody can tell what was edited",
            where=str(folder),
            mend="name the event's folder with --into, or the file as it was before the edit with --against",
        )
    if len({(base(s), base(t)) for s, t in pairs}) > 1:
        raise UsageError("holds several language pairs", where=str(folder), mend="keep one folder a pair")
    return known(memories, pairs[0])


def _aligned(path: Path) -> Iterator[Memory]:
    """Yield the drafts and beads of an alignment, all of them: what an export may have handed out."""
    if not path.exists():
        return
    from align.formats import alignment_json
    from align.formats.bitext import bitext_memory, draft_memory

    alignment = alignment_json.load(path)
    if not alignment.source or not alignment.target:
        return
    yield draft_memory(alignment.source, alignment.drafts, alignment.source[0].language, alignment.target[0].language)
    yield bitext_memory(alignment, above=0.0)
    yield bitext_memory(alignment, above=0.0, partial=True)


def event_folder(given: Sequence[Path]) -> Path:
    """Return the folder of the first file, which holds the event it was handed out from.

    Raises:
        UsageError: it doesn't.
    """
    folder = given[0].parent
    if given[0].is_file() and (any(folder.glob("draft.*.tmx")) or (folder / "alignment.json").exists()):
        return folder
    raise UsageError(
        "which event this belongs to can't be told", where=str(given[0]), mend="name it: --into translations/EVENT"
    )


def saved_in(path: Path) -> list[Path]:
    """Return the memories that a CAT tool's project folder keeps a translator's work in; a file is itself.

    Raises:
        UsageError: a folder that is no OmegaT project, or one in which nothing was translated yet.
    """
    if not path.is_dir():
        return [path]
    if not (path / "omegat.project").exists():
        raise UsageError("this folder is no OmegaT project", where=str(path), mend="name the files that came back")
    work = path / "omegat" / "project_save.tmx"
    if not work.exists():
        raise UsageError(
            "nothing was translated in this project yet", where=str(path), mend="translate in OmegaT and save first"
        )
    return [work]
