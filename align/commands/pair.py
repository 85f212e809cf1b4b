"""``align pair``: which sentences of a source and of one or more targets say the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from align.commands import options
from align.commands.console import progress, say, stdout_bytes, talk

if TYPE_CHECKING:
    from align.model import Alignment
    from align.pipeline import Drafted, Loaded
    from align.protocols import Similarity

FILE = click.Path(path_type=Path, allow_dash=True)


@click.command()
@click.argument("source", type=FILE)
@click.argument("targets", metavar="TARGET...", nargs=-1, required=True, type=FILE)
@options.languages()
@click.option(
    "--mode",
    type=click.Choice(["auto", "parallel", "comparable"]),
    default="auto",
    show_default=True,
    help="parallel keeps to the order; comparable lets beads cross and expects sentences without counterpart.",
)
@click.option(
    "--with",
    "engine",
    type=click.Choice(["argos", "none"]),
    help="Compare by machine drafts, or without any. [default: drafts if a package is installed]",
)
@click.option("--above", type=click.FloatRange(0, 1), help="Take apart beads with a lower score. [memories: 0.8]")
@click.option(
    "--as",
    "form",
    type=click.Choice(["json", "text", "tsv", "ladder", "tmx", "xliff"]),
    default="text",
    show_default=True,
    help="What to write.",
)
@click.option("--explain", metavar="N", type=click.IntRange(1), help="Tell what made the score of bead N instead.")
@options.output
@options.packages
@options.segmented
@options.keep_boilerplate
@options.vectors
@options.xliff_version
@options.verbosity
def command(
    source: Path,
    targets: tuple[Path, ...],
    source_language: str,
    target_language: str,
    mode: str,
    engine: str | None,
    above: float | None,
    form: str,
    explain: int | None,
    output: Path | None,
    package_paths: tuple[Path, ...],
    segmented: bool,
    keep_boilerplate: bool,
    vectors: bool,
    xliff_version: str,
    quiet: bool,
    verbose: bool,
) -> int:
    """Align the sentences of SOURCE with those of one or more TARGETs.

    Scores are shares: of the beads with 0.9, nine in ten are right; a null alignment's score is the probability that
    the sentence has no counterpart.

    \b
    align pair article.fr.txt article.en.txt
    align pair article.fr.txt a.en.txt b.en.txt --as json -o alignment.json
    align pair book.fr.txt book.en.txt --segmented --with none --as ladder
    align pair article.fr.txt article.en.txt --explain 3
    """
    from align import pipeline, registry
    from align.pairing.output import render
    from align.workspace import write_bytes

    meaning = pipeline.sentence_vectors() if vectors else None
    here = pipeline.load([source], source_language, segmented=segmented, keep_boilerplate=keep_boilerplate)
    there = pipeline.load(
        targets,
        target_language,
        segmented=segmented,
        keep_boilerplate=keep_boilerplate,
        taken=[d.id for d in here.documents],
    )
    failures = (*here.failures, *there.failures)
    for error in failures:
        say(f"error: {error}")
    if not here.documents or not there.documents:
        return 1
    drafted = _drafts(here, there, engine, package_paths, quiet)
    alignment = pipeline.align(here.documents, there.documents, drafted.drafts, mode, meaning)  # type: ignore[arg-type]
    tell = talk(quiet)
    if drafted.reason:
        tell(drafted.reason)
    if mode == "auto" or vectors:
        tell(alignment.reason)
    if explain is not None:
        data, told = _explained(alignment if above is None else alignment.above(above), explain, meaning), ""
    else:
        data, told = render(alignment, form, above=above, xliff=xliff_version)  # type: ignore[arg-type]
    if output is None or str(output) == "-":
        stdout_bytes().write(data)
    else:
        write_bytes(output, data)
        tell(f"written: {output}")
    if told:
        tell(told)
    if verbose:
        tell(f"signature: {alignment.signature}; formats at hand: {', '.join(registry.names('formats'))}")
    return 1 if failures else 0


def _drafts(here: Loaded, there: Loaded, engine: str | None, packages: tuple[Path, ...], quiet: bool) -> Drafted:
    """Draft whichever side a package can draft, as ``--with`` asks."""
    from align import pipeline

    if engine == "none":
        return pipeline.Drafted()
    total = sum(len(d.segments) for d in here.documents)
    with progress(total, "drafting", quiet=quiet) as bar:
        return pipeline.draft_either(
            here.documents,
            there.documents,
            given=packages,
            demanded=engine == "argos",
            cache=pipeline.default_cache(),
            progress=bar,
        )


def _explained(alignment: Alignment, number: int, vectors: Similarity | None) -> bytes:
    from align.pairing.explain import explain

    return (explain(alignment, number, vectors) + "\n").encode("utf-8")
