"""``align doctor``: whether this machine can do the work, and a proof that the work stays offline."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from align.commands import options

MARKS = {"ok": "ok   ", "note": "note ", "fail": "FAIL "}


@click.command()
@options.languages()
@options.packages
@options.as_json
def command(source_language: str, target_language: str, package_paths: tuple[Path, ...], json_output: bool) -> int:
    """Check Python, packages and caches, then draft and align a text in a process that has no network.

    Ends with 3 when something the work needs is missing.

    \b
    align doctor
    align doctor --from de --to en --json
    """
    from align import readiness

    found = readiness.checks(source_language, target_language, package_paths)
    if json_output:
        click.echo(json.dumps([asdict(check) for check in found], indent=1, ensure_ascii=False))
    else:
        for check in found:
            click.echo(f"{MARKS[check.level]} {check.name}: {check.detail}")
            if check.mend:
                click.echo(f"      to fix: {check.mend}")
    return 0 if readiness.ready(found) else 3
