"""``align export``: an alignment as the file that a CAT tool wants."""

from __future__ import annotations

from pathlib import Path

import click

from align.commands import options
from align.commands.console import stdout_bytes, talk

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("alignment", metavar="ALIGNMENT.json", type=FILE)
@click.option(
    "--as",
    "form",
    type=click.Choice(["tmx", "xliff", "tsv", "ladder", "omegat-project"]),
    default="tmx",
    show_default=True,
    help="What to write; a project is a folder.",
)
@click.option(
    "--for",
    "profile",
    type=click.Choice(["generic", "omegat", "lokalize", "weblate"]),
    default="generic",
    show_default=True,
    help="The CAT tool that the file is for.",
)
@click.option(
    "--above", type=click.FloatRange(0, 1), default=0.8, show_default=True, help="Least score of a human pair."
)
@click.option("--partial", is_flag=True, help="Also write the partial beads, to a file of their own (NAME-partial).")
@click.option("--findings", type=FILE, help="findings.json: mark its facts in XLIFF.")
@click.option(
    "--target-facts",
    is_flag=True,
    help="Also write the target side's own facts, as a file to translate the other way round (XLIFF).",
)
@options.xliff_version
@options.output
@options.verbosity
def command(
    alignment: Path,
    form: str,
    profile: str,
    above: float,
    partial: bool,
    findings: Path | None,
    target_facts: bool,
    xliff_version: str,
    output: Path | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write an alignment as a memory, a bilingual file or a whole project for a CAT tool.

    A memory (tmx, tsv) holds only pairs that people wrote on both sides, equivalent and sure enough. A bilingual file
    (xliff) holds the whole source: human pairs where there are any, drafts to review elsewhere.

    \b
    align export alignment.json --as tmx -o bitext.fr-en.tmx
    align export alignment.json --as xliff --for lokalize -o article.xlf
    align export alignment.json --as xliff --xliff 2.1 --findings findings.json -o article.xlf
    align export alignment.json --as omegat-project -o omegat/
    """
    from align import exporting
    from align.formats import alignment_json, findings_json
    from align.workspace import write_bytes

    tell = talk(quiet)
    order = exporting.Order(form, profile, above, partial, target_facts, xliff_version)  # type: ignore[arg-type]
    to_stdout = output is None or str(output) == "-"
    if to_stdout and (form == "omegat-project" or partial or target_facts):
        raise click.UsageError("this writes more than one file: name the first with -o PATH")
    read = alignment_json.load(alignment)
    if form == "omegat-project":
        assert output is not None
        human = exporting.human_memory(read, alignment.parent)
        files, told = exporting.project(read, order, human)
        exporting.write_folder(output, files)
        tell(f"written: {output} ({sum(not name.endswith('/') for name in files)} files)")
    else:
        exported = exporting.export(read, order, findings_json.load(findings) if findings else None)
        told = exported.told
        if to_stdout:
            stdout_bytes().write(exported.data)
        else:
            assert output is not None
            write_bytes(output, exported.data)
            tell(f"written: {output}")
            for addition, data in exported.further.items():
                further = exporting.beside(output, addition)
                write_bytes(further, data)
                tell(f"written: {further}")
    for line in told:
        tell(line)
    if verbose:
        tell(f"signature: {read.signature}")
