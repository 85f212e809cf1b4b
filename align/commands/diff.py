"""``align diff``: facts found in one language only, those that differ, and the evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from align.commands import options
from align.commands.console import say, stdout_bytes, talk

KINDS = ("only_source", "only_target", "differs", "shared")
BANDS = ("sure", "likely", "check")


@click.command()
@click.argument(
    "paths",
    metavar="SOURCE TARGET... | ALIGNMENT.json",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, allow_dash=True),
)
@options.languages()
@click.option(
    "--source", "sources", multiple=True, type=click.Path(path_type=Path), help="A further source; repeatable."
)
@options.dates
@click.option(
    "--as",
    "form",
    type=click.Choice(["text", "markdown", "html", "json", "csv"]),
    default="text",
    show_default=True,
    help="What to write.",
)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only findings of this kind; repeatable."
)
@click.option("--band", "bands", multiple=True, type=click.Choice(BANDS), help="Only findings so sure; repeatable.")
@click.option("--since", type=click.Path(path_type=Path), help="Tell only what changed since this findings.json.")
@click.option(
    "--exit-code", is_flag=True, help="End with status 1 if a finding other than shared (or a change) is left."
)
@options.output
@options.packages
@options.segmented
@options.keep_boilerplate
@options.vectors
@options.verbosity
def command(
    paths: tuple[Path, ...],
    source_language: str,
    target_language: str,
    sources: tuple[Path, ...],
    declared_dates: tuple[tuple[str, date], ...],
    form: Any,
    kinds: tuple[Any, ...],
    bands: tuple[Any, ...],
    since: Path | None,
    exit_code: bool,
    output: Path | None,
    package_paths: tuple[Path, ...],
    segmented: bool,
    keep_boilerplate: bool,
    vectors: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """List the facts that only one side tells, those that differ and those that both tell, with the evidence.

    \b
    align diff article.fr.txt one.en.txt two.en.txt
    align diff article.fr.txt one.en.txt --date article.fr.txt=2017-04-20 --as html -o report.html
    align diff translations/EVENT/alignment.json --kind differs
    """
    from align import diffing, pipeline
    from align.workspace import write_bytes

    tell = talk(quiet)
    older = diffing.load_findings(diffing.there(since)) if since else None
    compared = diffing.of_call(
        paths,
        sources,
        (source_language, target_language),
        declared_dates,
        given=package_paths,
        cache=pipeline.default_cache(),
        segmented=segmented,
        keep_boilerplate=keep_boilerplate,
        vectors=pipeline.sentence_vectors() if vectors else None,
    )
    if compared.note:
        tell(compared.note)
    findings = diffing.chosen(compared.findings, kinds, bands)
    left = any(f.verdict != "shared" for f in findings.findings)
    if older is None:
        data = diffing.render(compared, findings, form)
    else:
        before = diffing.chosen(older, kinds, bands)
        changes = diffing.since(before, findings)
        data, left = diffing.render_changes(before, findings, changes, form), changes.any
    if output is None or str(output) == "-":
        stdout_bytes().write(data)
    else:
        write_bytes(output, data)
        tell(f"{output}: {len(findings.findings)} findings")
    for failure in compared.failures:
        say(f"error: {failure}")
    return 1 if compared.failures or (exit_code and left) else 0
