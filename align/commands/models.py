"""``align models``: the Argos packages of this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from align.commands import options
from align.commands.console import say, talk

if TYPE_CHECKING:
    from align.models import Package


@click.group()
def command() -> None:
    """List, add, remove and export Argos packages; nothing here goes online.

    \b
    align models list
    align models add translate-fr_en-1_9.argosmodel
    align models export fr_en -o fr_en.argosmodel
    """


@command.command("list")
@options.packages
@options.as_json
@options.verbosity
def list_packages(package_paths: tuple[Path, ...], json_output: bool, quiet: bool, verbose: bool) -> None:
    """List bundled and installed packages in the order in which they are preferred.

    \b
    align models list
    align models list --json
    """
    from align import models

    found = models.packages(package_paths)
    if verbose and not quiet:
        for folder in models.package_folders():
            say(f"looked into {folder}")
    if json_output:
        click.echo(json.dumps([_facts(p) for p in found], indent=1, ensure_ascii=False))
        return
    for package in found:
        size = f"{package.size() / 1e6:.0f} MB"
        click.echo(
            f"{package.source}→{package.target}  {package.version:8} {package.origin:10} {size:>7}  {package.path}"
        )


@command.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a package of the same name.")
@options.verbosity
def add(files: tuple[Path, ...], force: bool, quiet: bool, verbose: bool) -> None:
    """Install .argosmodel files where Argos Translate finds them too.

    Each file is checked first (one top folder, its metadata, model and tokenizer, no path that leads outside) and
    unpacked whole or not at all.

    \b
    align models add translate-fr_en-1_9.argosmodel
    """
    from align import models

    for file in files:
        package = models.install(file, force=force)
        talk(quiet)(f"installed: {package.source}→{package.target} {package.version} in {package.path}")
        for older in models.superseded(package):
            talk(quiet)(f"  version {older.version} is still there: align models remove {older.name}")


@command.command()
@click.argument("name")
@options.verbosity
def remove(name: str, quiet: bool, verbose: bool) -> None:
    """Remove an installed package, named by its folder or its languages (fr_en).

    \b
    align models remove translate-de_en-1_0
    """
    from align import models

    package = models.named(name, installed_only=True)
    models.remove(package)
    talk(quiet)(f"removed: {package.path}")


@command.command()
@click.argument("name")
@click.option(
    "-o", "--output", "output", required=True, type=click.Path(path_type=Path), help="The .argosmodel file to write."
)
@options.verbosity
def export(name: str, output: Path, quiet: bool, verbose: bool) -> None:
    """Write a package, bundled ones too, as a file that Argos Translate can install.

    \b
    align models export fr_en -o fr_en.argosmodel
    """
    from align import models

    package = models.named(name)
    models.export(package, output)
    talk(quiet)(f"written: {output} ({output.stat().st_size / 1e6:.1f} MB)")


def _facts(package: Package) -> dict[str, object]:
    return {
        "name": package.name,
        "from": package.source,
        "to": package.target,
        "version": package.version,
        "origin": package.origin,
        "bytes": package.size(),
        "path": str(package.path),
    }
