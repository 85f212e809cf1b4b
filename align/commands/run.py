"""``align run``: every event under a corpus folder, from its texts to its files."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from align.commands import options
from align.commands.console import progress, say, stdout_bytes, talk

if TYPE_CHECKING:
    from align.events import Action, Outcome, Plan
    from align.outputs import Written


@click.command()
@click.argument("names", metavar="[EVENT]...", nargs=-1)
@click.option(
    "--corpus", type=click.Path(path_type=Path), default=Path("corpus"), show_default=True, help="The events."
)
@click.option(
    "--into", type=click.Path(path_type=Path), default=Path("translations"), show_default=True, help="Where to write."
)
@click.option(
    "--only", type=click.Choice(["translate", "align", "compare", "report"]), help="Write the outputs of one step."
)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Events aligned side by side.")
@click.option("--above", type=click.FloatRange(0, 1), default=0.8, show_default=True, help="Least score in a memory.")
@click.option("--partial", is_flag=True, help="Also write partial beads, to a memory of their own.")
@click.option("--force", is_flag=True, help="Move files that somebody edited aside (NAME.edited-N) and write anew.")
@click.option("--dry-run", is_flag=True, help="Tell what would be written; write nothing.")
@click.option("--check", is_flag=True, help="Write nothing; end with 1 if an output would differ.")
@options.packages
@options.keep_boilerplate
@options.vectors
@options.xliff_version
@options.as_json
@options.verbosity
def command(
    names: tuple[str, ...],
    corpus: Path,
    into: Path,
    only: str | None,
    jobs: int,
    above: float,
    partial: bool,
    force: bool,
    dry_run: bool,
    check: bool,
    package_paths: tuple[Path, ...],
    keep_boilerplate: bool,
    vectors: bool,
    xliff_version: str,
    json_output: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Take events the whole way: translate, align, compare, report.

    An event is a folder under --corpus with an event.toml and its texts; its outputs go to a folder of the same name
    under --into. A file that somebody changed since it was written is kept and named.

    \b
    align run
    align run chechnya-2017 --only report
    align run --check
    """
    from align import events, pipeline
    from align.outputs import Settings

    plan = events.Plan(
        corpus,
        into,
        names,
        only,  # type: ignore[arg-type]
        jobs,
        force,
        package_paths,
        keep_boilerplate,
        pipeline.default_cache(),
        Settings(above, partial, xliff_version),  # type: ignore[arg-type]
        vectors,
    )
    if vectors:
        pipeline.sentence_vectors()  # before any work starts: a missing extra ends the call
    action: Action = "check" if check else "dry-run" if dry_run else "write"
    settled: list[tuple[Outcome, Written]] = []

    def done(outcome: Outcome) -> None:
        settled.append((outcome, events.settle_files(outcome, plan, action)))
        if not json_output:
            _tell(*settled[-1], plan, action, quiet, verbose)

    events.run(plan, watch=lambda total: progress(total, "drafting", quiet=quiet), done=done)
    if json_output:
        stdout_bytes().write((json.dumps([_facts(*s) for s in settled], indent=1, ensure_ascii=False) + "\n").encode())
    return _status(settled, action)


def _status(settled: list[tuple[Outcome, Written]], action: Action) -> int:
    failed = any(outcome.failures for outcome, _ in settled)
    kept = any(written.kept for _, written in settled)
    differs = action == "check" and any(written.differing for _, written in settled)
    return 1 if failed or kept or differs else 0


def _tell(outcome: Outcome, written: Written, plan: Plan, action: Action, quiet: bool, verbose: bool) -> None:
    tell = talk(quiet)
    folder = plan.into / outcome.name
    for error in outcome.failures:
        say(f"error: {error}")
    if outcome.counts:
        tell(f"{outcome.name}: {_summary(outcome.counts)}")
    for warning in outcome.warnings:
        tell(f"  note: {warning}")
    verb = {"write": "written", "check": "would differ", "dry-run": "would be written"}[action]
    for name in written.written:
        tell(f"  {verb}: {folder / name}")
    if written.unchanged and (verbose or not written.written):
        tell(f"  unchanged: {len(written.unchanged)} files in {folder}")
    for name in written.moved:
        tell(f"  moved aside: {folder / name}")
    for name in written.kept:
        say(
            f"  kept: {folder / name} was changed since it was written and stays as it is\n"
            f"  to fix: align tm import {folder / name} takes a translator's work over; --force moves it aside"
        )


def _summary(counts: dict[str, int]) -> str:
    parts = [f"{counts['segments']} segments drafted ({counts['warnings']} with warnings)"]
    if "beads" in counts:
        parts.append(
            f"{counts['beads']} beads ({counts['equivalent']} equivalent), {counts['unpaired']} segments unpaired, "
            f"{counts['set_aside']} set aside"
        )
    if "shared" in counts:
        parts.append(
            f"facts: {counts['only_source']} only in the source, {counts['only_target']} only in the target, "
            f"{counts['differs']} differ, {counts['shared']} shared"
        )
    return "; ".join(parts)


def _facts(outcome: Outcome, written: Written) -> dict[str, object]:
    return {
        "event": outcome.name,
        "counts": outcome.counts,
        "files": asdict(written),
        "failures": [str(error) for error in outcome.failures],
        "warnings": list(outcome.warnings),
    }
