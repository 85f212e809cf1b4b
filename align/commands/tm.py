"""``align tm``: memories checked, brought back from CAT tools, merged and counted."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.commands import options
from align.commands.console import say, stdout_bytes, talk
from align.errors import AlignError, UsageError

if TYPE_CHECKING:
    from align.formats.check import Report
    from align.formats.merge import Conflict
    from align.model import Memory

files = click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
prefer = click.option(
    "--prefer",
    type=click.Choice(["ours", "theirs", "newer"]),
    help="Which target stays where one source has two; without it ours stays, the conflict is listed and the call "
    "ends with 1.",
)


@click.group()
def command() -> None:
    """Check, import, merge and count translation memories and bilingual files (TMX, XLIFF).

    \b
    align tm check memory.tmx --fix
    align tm import translations/chechnya-2017/draft.fr-en.xlf
    align tm merge a.tmx b.tmx -o all.tmx
    align tm stats memory.tmx
    """


@command.command()
@files
@click.option("--fix", is_flag=True, help="Write a mended copy beside each faulty file (NAME.fixed.tmx), or to -o.")
@click.option(
    "--to",
    "target_language",
    type=options.Language(),
    help="For --fix: the language of the targets, where an XLIFF 2 file doesn't say.",
)
@click.option("--strict", is_flag=True, help="Count remarks as problems.")
@options.output
@options.as_json
@options.verbosity
def check(
    files: tuple[Path, ...],
    fix: bool,
    target_language: str | None,
    strict: bool,
    output: Path | None,
    json_output: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Name what is wrong in TMX and XLIFF files: file, line, unit, and which CAT tool it breaks.

    Ends with 1 when something is wrong. Remarks (what only some tools mind) are shown with --verbose.

    \b
    align tm check memory.tmx
    align tm check memory.tmx --fix -o memory.mended.tmx
    """
    from align.formats import check as checker

    if output is not None and (not fix or len(files) > 1):
        raise UsageError("-o takes the mended copy of one file", mend="say --fix and name one file")
    reports = [checker.check(path) for path in files]
    if json_output:
        _json([_report(r) for r in reports])
    tell = talk(quiet)
    for path, report in zip(files, reports, strict=True):
        for complaint in () if json_output else report.complaints if verbose or strict else report.problems:
            click.echo(str(complaint))
        tell(checker.summary(report))
        if fix and report.problems:
            _mend(path, report, output, target_language or "", tell)
    found = sum(len(r.complaints if strict else r.problems) for r in reports)
    return 1 if found else 0


def _report(report: Report) -> dict[str, Any]:
    return {"file": report.path, "format": report.kind, "units": report.units} | {
        "complaints": [{k: v for k, v in asdict(c).items() if k != "path"} for c in report.complaints]
    }


def _mend(path: Path, before: Report, output: Path | None, target_language: str, tell: Any) -> None:
    from align.formats.check import check as look
    from align.formats.mend import Mending, copy_name, fix
    from align.workspace import atomic

    copy = output or copy_name(path)
    if copy.exists():
        raise UsageError("is there already and is not overwritten", where=str(copy), mend="choose another -o")
    said: list[Any] = []
    try:
        with atomic(copy) as stream:
            units = fix(path, stream, said.append, target_language=target_language)
    except AlignError as error:
        say(f"not mended: {error}")
        return
    mending = Mending(before, look(copy), tuple(said))
    for line in mending.told():
        tell(f"  {line}")
    tell(f"  mended copy: {copy} ({units} units)")


@command.command("import")
@files
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="The event's folder under translations/; where the file lies, if nothing is said.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A file as it was before the edit, where the event's folder doesn't have it; repeatable.",
)
@prefer
@click.option("--author", default="", help="Who did the work, where the file doesn't say.")
@click.option("--date", "day", default="", help="When, where the file doesn't say: YYYY-MM-DD or YYYYMMDDTHHMMSSZ.")
@click.option("--confirmed", is_flag=True, help="Take drafts too that a person approved without changing them.")
@click.option("--dry-run", is_flag=True, help="Tell what would be taken; write nothing.")
@options.as_json
@options.verbosity
def import_(
    files: tuple[Path, ...],
    into: Path | None,
    against: tuple[Path, ...],
    prefer: Any,
    author: str,
    day: str,
    confirmed: bool,
    dry_run: bool,
    json_output: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Take a translator's work back: XLIFF or TMX as a CAT tool saved it, or an OmegaT project folder.

    Edited drafts become pairs of human.fr-en.tmx in the event's folder, with their author and date; `align run` uses
    them from then on. What reads as it was handed out is not taken. Nothing is overwritten unless --prefer says so.

    \b
    align tm import translations/chechnya-2017/draft.fr-en.xlf
    align tm import ~/omegat/chechnya --into translations/chechnya-2017
    """
    from align.formats import postedit
    from align.formats.tmx import TMX
    from align.formats.xml import declared_date
    from align.workspace import atomic

    home = postedit.bring_home(
        into or postedit.event_folder(files),
        files,
        against=against,
        prefer=prefer,
        author=author,
        date=declared_date(f"{day}T00:00:00Z" if len(day) == 10 else day) if day else "",
        with_confirmed=confirmed,
    )
    if home.changed and not dry_run:
        with atomic(home.path) as stream:
            TMX().write(home.memory, stream)
    if json_output:
        _json(home.facts())
    tell = talk(quiet)
    for line in home.told():
        tell(f"would be: {line}" if dry_run else line)
    if home.next_step and not dry_run:
        tell(home.next_step)
    if verbose:
        for unit in home.returned.taken:
            tell(f"  {unit.id or '?'}: {unit.target}")
    return _tell_conflicts(home.merged.conflicts, shown=not json_output)


@command.command()
@files
@click.option(
    "-o",
    "--output",
    "output",
    required=True,
    type=click.Path(path_type=Path, allow_dash=True),
    help="Write the merge here; - is stdout.",
)
@prefer
@click.option("--origin", type=click.Choice(["human", "machine"]), help="Take only people's pairs, or only drafts.")
@click.option("--force", is_flag=True, help="Overwrite the output if it exists.")
@options.as_json
@options.verbosity
def merge(
    files: tuple[Path, ...],
    output: Path,
    prefer: Any,
    origin: Any,
    force: bool,
    json_output: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Merge memories of one language pair into one TMX: duplicates dropped, conflicts listed, the first file first.

    \b
    align tm merge human.fr-en.tmx colleague.tmx -o all.fr-en.tmx --prefer newer
    """
    from align.formats import detect
    from align.formats.merge import merge_memories
    from align.formats.tmx import TMX
    from align.workspace import atomic

    to_stdout = str(output) == "-"
    if not to_stdout and output.exists() and not force:
        raise UsageError("is there already", where=str(output), mend="choose another -o, or say --force")
    if to_stdout and json_output:
        raise UsageError("--json and the memory can't both go to standard output", mend="name a file with -o")
    memories: list[tuple[str, Memory]] = [(str(path), detect.read(path).memory) for path in files]
    memory, merged = merge_memories(memories, prefer, origin)
    if to_stdout:
        units = TMX().write(memory, stdout_bytes())
    else:
        with atomic(output) as stream:
            units = TMX().write(memory, stream)
    facts = {"units": units, "duplicates": merged.duplicates, "conflicts": len(merged.conflicts)}
    if json_output:
        _json({"file": str(output), **facts})
    talk(quiet)(
        f"{units} units written to {output}, {merged.duplicates} duplicates dropped, {len(merged.conflicts)} conflicts"
    )
    return _tell_conflicts(merged.conflicts, shown=not json_output, to_stdout=not to_stdout)


@command.command()
@files
@options.as_json
@options.verbosity
def stats(files: tuple[Path, ...], json_output: bool, quiet: bool, verbose: bool) -> int:
    """Count units, words, people, dates and repetitions of memories and bilingual files.

    \b
    align tm stats human.fr-en.tmx draft.fr-en.xlf
    """
    from align.formats import stats as statistics

    found, failures = [], []
    for path in files:
        try:
            found.append(statistics.count(path))
        except UsageError:
            raise
        except AlignError as error:
            failures.append(error)
    if json_output:
        _json([asdict(f) for f in found])
    for one in () if json_output else found:
        click.echo("\n".join(statistics.told(one)))
    for failure in failures:
        say(f"error: {failure}")
    return 1 if failures else 0


def _tell_conflicts(conflicts: tuple[Conflict, ...], *, shown: bool, to_stdout: bool = True) -> int:
    """List conflicts, on stdout where that is free; return 1 when one of them waits for a decision."""
    for conflict in conflicts if shown else ():
        for line in conflict.told():
            click.echo(line, err=not to_stdout)
    waiting = sum(not c.settled for c in conflicts)
    if waiting:
        say(f"{waiting} conflict{'s' if waiting > 1 else ''} left as they were\nto fix: --prefer ours, theirs or newer")
    return 1 if waiting else 0


def _json(value: object) -> None:
    stdout_bytes().write((json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
