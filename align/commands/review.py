"""align review: one HTML page on which to check and mend beads, and the way back of what was decided there."""

from __future__ import annotations

from pathlib import Path

import click

from align.commands import options
from align.commands.console import say, stdout_bytes, talk


@click.command(name="review")
@click.argument("alignment", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--apply",
    "review",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Fold in the decisions that the page saved, and write the new alignment.",
)
@click.option("--force", is_flag=True, help="Move a file that is in the way aside (NAME.before-N) and write.")
@click.option("--title", help="The page's title; without it, the alignment's file name.")
@options.output
@options.verbosity
def command(
    alignment: Path,
    review: Path | None,
    force: bool,
    title: str | None,
    output: Path | None,
    quiet: bool,
    verbose: bool,
) -> int:
    """Write a page that shows the beads of ALIGNMENT side by side, to check and mend with mouse or keys.

    The page works from disk and saves itself in the browser. Its button Download gives review.json; --apply folds that
    into an alignment. Decisions are keyed by the words of the segments: those whose words have vanished are listed, and
    the call then ends with 1. No file is overwritten without --force.

    \b
    align review alignment.json -o review.html
    align review alignment.json --apply review.json -o reviewed.json
    """
    from align.formats import alignment_json

    loaded = alignment_json.load(alignment)
    tell = talk(quiet)
    if review is None:
        from align import workspace
        from align.reports import review as page

        made = page.render(loaded, title or f"Review of {alignment.name}").encode("utf-8")
        if output is None or str(output) == "-":
            stdout_bytes().write(made)
        else:
            workspace.write_bytes(output, made)
        tell(f"{sum(not b.null for b in loaded.beads)} beads to check, {sum(b.null for b in loaded.beads)} unpaired")
        return 0
    from align import reviewing

    applied = reviewing.apply(loaded, reviewing.load(review))
    data = alignment_json.dump(applied.alignment)
    if output is None or str(output) == "-":
        stdout_bytes().write(data)
    elif moved := reviewing.write(output, data, force=force):
        tell(f"moved aside: {moved}")
    counts = applied.counts
    tell(
        f"{counts['accept']} accepted, {counts['change']} changed, {counts['drop']} dropped, "
        f"{counts['review']} still to review, {len(applied.vanished)} not found any more"
    )
    for words in applied.vanished:
        say(f"not found any more: {words}")
    return 1 if applied.vanished else 0
