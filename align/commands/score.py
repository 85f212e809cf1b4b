"""``align score``: alignments and translations against gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from align.commands import options
from align.commands.console import say

if TYPE_CHECKING:
    from align.evaluate import Scores, TranslationScore

READABLE = click.Path(exists=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("gold", type=READABLE, required=False)
@click.argument("alignment", type=READABLE, required=False)
@click.option(
    "--translation",
    type=(FILE, FILE),
    metavar="REF DRAFT",
    help="Score a draft against a reference, one sentence a line each: BLEU and chrF.",
)
@options.as_json
@options.verbosity
def command(
    gold: Path | None,
    alignment: Path | None,
    translation: tuple[Path, Path] | None,
    json_output: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Score an alignment against gold: strict and lax beads, links, null alignments.

    GOLD is a folder with src.txt, tgt.txt, gold.txt (and links.tsv if links are graded), or a folder of such folders.
    ALIGNMENT is an alignment.json or a ladder (0,1:2 a line); for a folder of gold, a folder with NAME.json for each.

    \b
    align pair --segmented book/src.txt book/tgt.txt --as json -o book.json
    align score book book.json
    align score --translation reference.en.txt draft.en.txt
    """
    from align import evaluate

    if translation is not None:
        if gold is not None:
            raise click.UsageError("--translation stands alone: give either GOLD and ALIGNMENT or --translation")
        if verbose and not quiet:
            say(f"scoring {translation[1]} against {translation[0]}")
        reference, draft = (evaluate.read_lines(path) for path in translation)
        _show_translation(evaluate.score_translation(reference, draft), json_output)
        return
    if gold is None or alignment is None:
        raise click.UsageError("give GOLD and ALIGNMENT, or --translation REF DRAFT")
    if not gold.is_dir():
        raise click.BadParameter(f"{gold} is a file; gold is a folder", param_hint="GOLD")
    if verbose and not quiet:
        say(f"scoring {alignment} against {gold}")
    _show(evaluate.score_folder(gold, alignment), json_output)


def _show(scores: Scores, json_output: bool) -> None:
    from align import evaluate

    if json_output:
        click.echo(json.dumps(evaluate.as_json(scores), indent=1, ensure_ascii=False))
        return
    for line in evaluate.as_table(scores):
        click.echo(line)


def _show_translation(score: TranslationScore, json_output: bool) -> None:
    if json_output:
        facts = {"sentences": score.sentences, "bleu": round(score.bleu, 2), "chrf": round(score.chrf, 2)}
        click.echo(json.dumps({**facts, "signatures": list(score.signatures)}, indent=1))
        return
    click.echo(f"BLEU {score.bleu:.1f}  {score.signatures[0]}")
    click.echo(f"chrF {score.chrf:.1f}  {score.signatures[1]}")
    click.echo(f"{score.sentences} sentences")
