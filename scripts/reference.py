"""Write docs/reference.md from the commands' own help. A test holds the page to it.

Usage: reference.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from align.commands import VERBS, cli

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference.md"
INTRODUCTION = (
    "# Every command and option\n\n"
    "Written by `scripts/reference.py` from the commands' own help; the contract is [cli.md](cli.md).\n"
)


def render() -> str:
    """The page as it should read."""
    parts = [INTRODUCTION]
    context = click.Context(cli, info_name="align", terminal_width=100, max_content_width=100)
    for name in VERBS:
        command = cli.get_command(context, name)
        assert command is not None
        parts.append(section(command, name, context, 2))
    return "\n".join(parts)


def section(command: click.Command, name: str, parent: click.Context, level: int) -> str:
    """One command's help under a heading, its subcommands' below."""
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100, max_content_width=100)
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    parts = [f"{'#' * level} {context.command_path}\n\n```text\n{text}\n```\n"]
    if isinstance(command, click.Group):
        parts.extend(section(sub, n, context, level + 1) for n, sub in sorted(command.commands.items()))
    return "\n".join(parts)


def main() -> int:
    """Write the page, or with --check say whether it is as it should be."""
    page = render()
    if "--check" in sys.argv[1:]:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
