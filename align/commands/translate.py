"""``align translate``: machine drafts of texts, offline."""

from __future__ import annotations

from pathlib import Path

import click

from align.commands import options
from align.commands.console import progress, say, stdout_bytes, talk


@click.command()
@click.argument("paths", metavar="[FILE|DIR|-]...", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@options.languages()
@click.option(
    "--as",
    "form",
    type=click.Choice(["text", "html", "xliff", "tmx", "json"]),
    default="text",
    show_default=True,
    help="What to write.",
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
    form: str,
    output: Path | None,
    package_paths: tuple[Path, ...],
    segmented: bool,
    keep_boilerplate: bool,
    xliff_version: str,
    quiet: bool,
    verbose: bool,
) -> int:
    """Draft texts in another language with an Argos package, offline.

    \b
    align translate article.fr.txt
    align translate article.fr.txt --as xliff -o article.xlf
    """
    from align import drafting, pipeline
    from align.workspace import write_bytes

    machine = pipeline.translator(source_language, target_language, given=package_paths, cache=pipeline.default_cache())
    loaded = pipeline.load(
        paths or (Path("-"),), source_language, segmented=segmented, keep_boilerplate=keep_boilerplate
    )
    total = sum(len(d.segments) for d in loaded.documents)
    with progress(total, "drafting", quiet=quiet) as bar:
        drafts = pipeline.draft(loaded.documents, machine, bar)
    data = drafting.render(
        loaded.documents,
        drafts,
        (source_language, target_language),
        form,  # type: ignore[arg-type]
        segmented=segmented,
        xliff=xliff_version,
        signature=machine.signature,
    )
    if output is None or str(output) == "-":
        stdout_bytes().write(data)
    else:
        write_bytes(output, data)
        talk(quiet)(f"written: {output} ({total} segments)")
    for error in loaded.failures:
        say(f"error: {error}")
    return 1 if loaded.failures else 0
