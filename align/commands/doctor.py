"""``align doctor``: whether this machine can do the work, and a proof that the work stays offline."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from align.commands import options
from align.commands.console import say

MARKS = {"ok": "ok   ", "note": "note ", "fail": "FAIL "}


@click.command()
@options.languages()
@options.packages
@options.as_json
@options.verbosity
def command(
    source_language: str,
    target_language: str,
    package_paths: tuple[Path, ...],
    json_output: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Check Python, packages and caches, then draft and align a text in a process that has no network.

    Ends with 3 when something the work needs is missing. --quiet shows only what fails.

    \b
    align doctor
    align doctor --from de --to en --json
    """
    from align import readiness

    if verbose and not quiet:
        say(f"drafting and aligning {source_language} to {target_language} in a process without a network")
    found = readiness.checks(source_language, target_language, package_paths)
    if json_output:
        click.echo(json.dumps([asdict(check) for check in found], indent=1, ensure_ascii=False))
    else:
        for check in found:
            if quiet and check.level != "fail":
                continue
            click.echo(f"{MARKS[check.level]} {check.name}: {check.detail}")
            if check.mend:
                click.echo(f"      to fix: {check.mend}")
    return 0 if readiness.ready(found) else 3
