"""``align translate``: machine drafts of texts, offline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.commands import options
from align.commands.console import progress, say, stdout_bytes, talk

if TYPE_CHECKING:
    from align.drafting import As, Job


@click.command()
@click.argument("paths", metavar="[FILE|DIR|-]...", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@options.languages()
@click.option(
    "--with",
    "engine",
    type=click.Choice(["argos", "memory"]),
    default="argos",
    show_default=True,
    help="What drafts: an Argos package (after the memories), or the memories alone.",
)
@click.option(
    "--memory",
    "memories",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TMX file to look into first; repeatable, earlier ones are preferred.",
)
@click.option(
    "--fuzzy",
    type=click.FloatRange(0.5, 1),
    default=0.85,
    show_default=True,
    help="Least likeness of a close match; 1 takes exact ones alone.",
)
@click.option(
    "--glossary",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TSV file (source, tab, target|other target): warn where a draft doesn't use a term.",
)
@click.option(
    "--alternatives", type=click.IntRange(0, 20), default=0, show_default=True, help="Further drafts to keep."
)
@click.option("--typography", is_flag=True, help="Give drafts the quotation marks and spaces of their language.")
@click.option(
    "--beam", type=click.IntRange(1, 20), default=4, show_default=True, help="Width of the search: 1 is fastest."
)
@click.option("--threads", type=click.IntRange(0), default=0, help="Batches at a time; 0 takes every core.")
@click.option("--no-cache", is_flag=True, help="Neither read nor keep drafts of earlier calls.")
@click.option(
    "--as",
    "form",
    type=click.Choice(["text", "html", "xliff", "tmx", "json"]),
    default="text",
    show_default=True,
    help="What to write; html keeps the mark-up of HTML files.",
)
@options.output
@options.packages
@options.segmented
@options.keep_boilerplate
@options.xliff_version
@options.verbosity
def command(
    paths: tuple[Path, ...],
    source_language: str,
    target_language: str,
    form: As,
    output: Path | None,
    segmented: bool,
    keep_boilerplate: bool,
    xliff_version: str,
    quiet: bool,
    verbose: bool,
    **wishes: Any,
) -> int:
    """Draft texts in another language with an Argos package, offline.

    What a draft lost (numbers, names, dates, negation, quotation marks) is told on stderr and kept in XLIFF and JSON.
    With several texts, -o names a folder.

    \b
    align translate article.fr.txt
    align translate article.fr.txt --as xliff -o article.xlf
    align translate - --segmented < sentences.fr.txt
    align translate page.fr.html --as html -o page.en.html --glossary terms.tsv
    """
    from align import drafting

    job: Job = drafting.Job(
        paths or (Path("-"),),
        form,
        output,
        segmented,
        keep_boilerplate,
        xliff_version,
        drafting.wishes(source_language, target_language, **wishes),
    )
    tell = talk(quiet)
    done = drafting.carry_out(job, lambda total: progress(total, "drafting", quiet=quiet))
    for name, data in done.outputs:
        if name is None:
            stdout_bytes().write(data)
        else:
            drafting.save(name, data)
            tell(f"written: {name}")
    _talk_about(done.warnings, tell, None if verbose else 20)
    if done.note:
        tell(done.note)
    for error in done.failures:
        say(f"error: {error}")
    return 1 if done.failures else 0


def _talk_about(warnings: Sequence[str], tell: Any, most: int | None) -> None:
    shown = warnings[:most]
    for line in shown:
        tell(f"warning: {line}")
    if len(warnings) > len(shown):
        tell(f"and {len(warnings) - len(shown)} more warnings (--verbose tells all; --as json and xliff keep them)")
