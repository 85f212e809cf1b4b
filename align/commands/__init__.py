"""The command line: one module a verb, loaded when it is called."""

from __future__ import annotations

import importlib
import sys
from typing import Final

import click

from align import __version__
from align.commands.console import report_errors

VERBS: Final = {
    "run": "Take every event the whole way: translate, align, compare, report.",
    "translate": "Draft texts in another language, offline.",
    "pair": "Align the sentences of a source with one or more targets.",
    "diff": "List the facts that only one language has, and those that differ.",
    "export": "Write an alignment as TMX, XLIFF, TSV or a CAT-tool project.",
    "review": "Make a page on which to check and mend beads, and fold the decisions back in.",
    "tm": "Check, import, merge and count translation memories.",
    "score": "Score an alignment or a translation against gold.",
    "models": "List, add, remove and export Argos packages.",
    "doctor": "Check that this machine can do the work and stays offline.",
}
"""Each verb with its line in ``align --help``, so that showing help imports no verb."""


class LazyGroup(click.Group):
    """A group that imports a verb's module only when the verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the verbs in the order of a working day."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of ``cmd_name`` and return its command."""
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"align.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="align")
def cli() -> None:
    """Translate news offline, align it with coverage in another language, and tell what each side alone reports.

    \b
    align run                               every event under corpus/
    align translate article.fr.txt          an English draft on standard output
    align pair article.fr.txt article.en.txt --as text
    align diff article.fr.txt a.en.txt b.en.txt
    """


def main() -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(report_errors(cli))
