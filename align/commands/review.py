"""align review: one HTML page on which to check the beads of an alignment."""

from __future__ import annotations

from pathlib import Path

import click

from align.commands import options
from align.commands.console import stdout_bytes, talk


@click.command(name="review")
@click.argument("alignment", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.output
@options.verbosity
def command(alignment: Path, output: Path | None, quiet: bool, verbose: bool) -> None:
    """Write a page that shows the beads of ALIGNMENT side by side.

    \b
    align review alignment.json -o review.html
    """
    from align import workspace
    from align.formats import alignment_json
    from align.reports import review

    loaded = alignment_json.load(alignment)
    page = review.render(loaded, f"Review of {alignment.name}").encode("utf-8")
    if output is None or str(output) == "-":
        stdout_bytes().write(page)
        return
    workspace.write_bytes(output, page)
    talk(quiet)(f"{output}: {len(loaded.beads)} beads")
