"""Make a translation package: from parallel text to an ``.argosmodel``. docs/training.md tells the way.

python scripts/train/package.py prepare|train|average|export|measure|gate|repack|back-translate|notice --help
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from align.commands.console import INTERRUPTED, report_errors, say
from align.errors import AlignError, NotReady
from align.models import Package, bundled, given_packages, named
from translation.schedule import Amount
from translation.settings import Settings, load

RECIPE = Path(__file__).parent / "translation" / "fr-en.toml"
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path)

settings_option = click.option("--settings", type=FILE, default=RECIPE, show_default="fr-en.toml", help="The recipe.")
profile_option = click.option("--profile", help="A table under [profiles] of the recipe, put over it.")
set_option = click.option("--set", "changes", multiple=True, metavar="SECTION.NAME=VALUE", help="Change one setting.")
reverse_option = click.option("--reverse", is_flag=True, help="The opposite direction, to back-translate with.")
sets_option = click.option("--sets", type=FOLDER, help="Folder of development sets: NAME.fr, NAME.en.")
lines_option = click.option("--lines", type=int, help="Measure on the first N lines only.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Make a translation package from parallel text; see docs/training.md."""


def recipe(path: Path, changes: tuple[str, ...], profile: str | None, reverse: bool = False) -> Settings:
    """Read the settings as the options say."""
    settings = load(path, changes, profile)
    return settings.reversed() if reverse else settings


@cli.command()
@click.option("--data", type=FOLDER, required=True, help="Folder of the corpora.")
@click.option("--work", type=FOLDER, required=True, help="Folder to write to.")
@click.option("--pieces", type=FILE, help="Take this vocabulary instead of learning one.")
@settings_option
@profile_option
@set_option
@reverse_option
def prepare(
    data: Path,
    work: Path,
    pieces: Path | None,
    settings: Path,
    profile: str | None,
    changes: tuple[str, ...],
    reverse: bool,
) -> None:
    """Filter and vary the corpora into WORK/part-N.tsv.xz and learn the vocabulary."""
    from translation.prepare import prepare as run

    run(recipe(settings, changes, profile, reverse), data, work, pieces=pieces, say=say)


@cli.command()
@click.option("--work", type=FOLDER, required=True, help="Folder that was prepared; state and weights go there.")
@click.option("--for", "length", required=True, help="Length of this piece: 90s, 40m, 2h or 500steps.")
@click.option("--total", required=True, help="Length of the whole run, in the same unit.")
@click.option("--start", type=FOLDER, help="Begin a new run with these packed weights.")
@click.option("--resume", type=FOLDER, help="Go on in the run of these packed weights, whose state.pt was lost.")
@click.option("--bf16", is_flag=True, help="bfloat16 on a CPU; for those with AMX.")
@click.option("--threads", type=int, default=2, show_default=True, help="Threads on a CPU.")
@click.option("--workers", type=int, default=2, show_default=True, help="Processes that turn text into pieces.")
@sets_option
@settings_option
@profile_option
@set_option
def train(
    work: Path,
    length: str,
    total: str,
    start: Path | None,
    resume: Path | None,
    bf16: bool,
    threads: int,
    workers: int,
    sets: Path | None,
    settings: Path,
    profile: str | None,
    changes: tuple[str, ...],
) -> int:
    """Train for a piece of a run; the same call again goes on from WORK/state.pt."""
    try:
        from translation.training import Run
    except ModuleNotFoundError as error:
        raise NotReady(f"training needs {error.name}", mend="pip install 'align-bitext[train]'") from error
    chosen = recipe(settings, changes, profile)
    if start and resume:
        raise click.UsageError("--start begins a new run, --resume goes on in one")
    begun = start or resume
    run = Run(chosen, work, start=begun, lost=resume is not None, bf16=bf16, threads=threads, say=say)
    if not run.piece(Amount.parse(length), Amount.parse(total), workers):
        return INTERRUPTED
    if sets is not None:
        name = chosen.gate.sets[0]
        source, reference = (sets / f"{name}.{code}" for code in (chosen.languages.source, chosen.languages.target))
        say(f"greedy BLEU on the first lines of {name}, a look only: {run.check(source, reference):.1f}")
    return 0


@cli.command()
@click.argument("packs", type=FOLDER, nargs=-1, required=True)
@click.option("--into", type=FOLDER, required=True, help="Folder for the averaged weights.")
def average(packs: tuple[Path, ...], into: Path) -> None:
    """Average the weights of several packs of one run."""
    from translation import weights

    weights.save(into, weights.average([weights.load(pack) for pack in packs]), weights.pieces_of(packs[-1]))
    say(f"{into}: the mean of {len(packs)}")


@cli.command()
@click.argument("weights", type=FOLDER)
@click.option("-o", "--output", type=FILE, required=True, help="The .argosmodel to write.")
@sets_option
@lines_option
@settings_option
@profile_option
@set_option
@reverse_option
def export(
    weights: Path,
    output: Path,
    sets: Path | None,
    lines: int | None,
    settings: Path,
    profile: str | None,
    changes: tuple[str, ...],
    reverse: bool,
) -> None:
    """Write packed weights as an .argosmodel with its card; measured if --sets are given."""
    from translation import export as steps
    from translation.gate import measure as figures

    chosen = recipe(settings, changes, profile, reverse)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / steps.name_of(chosen)
        steps.build(chosen, weights, folder)
        (package,) = given_packages([folder])
        measured = figures(package, sets, chosen.gate, lines) if sets else ()
        steps.write_card(chosen, weights, folder, measured)
        steps.zipped(folder, output, chosen.package.largest_mb)
        say(f"{output}: {package.size() / 1e6:.1f} MB unpacked, {output.stat().st_size / 1e6:.1f} MB")


@cli.command()
@click.argument("packages", type=FILE, nargs=-1)
@click.option("--sets", type=FOLDER, required=True, help="Folder of development sets: NAME.fr, NAME.en.")
@lines_option
@settings_option
def measure(packages: tuple[Path, ...], sets: Path, lines: int | None, settings: Path) -> None:
    """Print the figures of packages (the bundled one if none is named) beside the published ones."""
    from translation import gate

    chosen = load(settings)
    there = list(given_packages(packages)) if packages else [present(chosen)]
    rows = [(p.name, p.size() / 1e6, gate.measure(p, sets, chosen.gate, lines)) for p in there]
    click.echo("\n".join(gate.table(chosen, rows)))


def present(settings: Settings) -> Package:
    """Return the bundled package of the recipe's languages.

    Raises:
        AlignError: none is bundled.
    """
    tongues = settings.languages
    for package in bundled():
        if (package.source, package.target) == (tongues.source, tongues.target):
            return package
    raise AlignError(f"no package {tongues.source}→{tongues.target} is bundled", mend="give one with --present")


@cli.command()
@click.argument("candidate", type=FILE)
@click.option("--sets", type=FOLDER, required=True, help="Folder of development sets: NAME.fr, NAME.en.")
@click.option("--present", "against", type=FILE, help="Compare with this package instead of the bundled one.")
@click.option("--replace", is_flag=True, help="Put a candidate that passes in the bundled package's place.")
@lines_option
@settings_option
def gate(candidate: Path, sets: Path, against: Path | None, replace: bool, lines: int | None, settings: Path) -> int:
    """Compare a candidate with the present package; 1 and nothing replaced where it is worse."""
    from translation import gate as steps

    chosen = load(settings)
    if replace and (lines is not None or against is not None):
        raise click.UsageError("--replace needs the whole sets and the bundled package")
    (new,), old = given_packages([candidate]), given_packages([against])[0] if against else present(chosen)
    before, after = (steps.measure(package, sets, chosen.gate, lines) for package in (old, new))
    rows = [
        (f"{old.name} (present)", old.size() / 1e6, before),
        (f"{new.name} (candidate)", new.size() / 1e6, after),
    ]
    click.echo("\n".join(steps.table(chosen, rows)))
    verdict = steps.judge(chosen, before, after, new.size() / 1e6)
    for fault in verdict.faults:
        say(f"refused: {fault}")
    if not verdict.passed:
        return 1
    say("passed")
    if replace:
        place = steps.replace_bundled(candidate, old.path.parent)
        say(f"{place} replaces {old.name}; what must be run again stands in docs/training.md")
    return 0


@cli.command()
@click.argument("package")
@click.option("-o", "--output", type=FILE, required=True, help="The .argosmodel to write.")
def repack(package: str, output: Path) -> None:
    """Write a package (a file, a folder or a name) again with a sentence splitter for stock Argos Translate inside."""
    from translation.export import repack as run

    source = Path(package) if Path(package).exists() else named(package).path
    say(f"{output}: {run(source, output):,} bytes of splitter inside")


@cli.command("back-translate")
@click.argument("lines", type=FILE)
@click.option("--package", type=FILE, required=True, help="A package of the opposite direction.")
@click.option("-o", "--output", type=FILE, required=True, help="The corpus to write, .tsv.xz.")
@click.option("--beam", type=int, default=1, show_default=True)
@click.option(
    "--sampling", type=int, default=0, show_default=True, help="Draw from the N likeliest pieces; 0 searches."
)
def back_translate(lines: Path, package: Path, output: Path, beam: int, sampling: int) -> None:
    """Make a corpus of sentences in the target language, one a line, and a reverse model's drafts of them."""
    from translation.backtranslation import back_translate as run

    with lines.open(encoding="utf-8") as stream:
        written, read = run(package, stream, output, beam=beam, sampling=sampling)
    say(f"{output}: {written:,} pairs of {read:,} sentences; list it in the recipe as a corpus")


@cli.command()
@click.argument("weights", type=FOLDER, required=False)
@settings_option
def notice(weights: Path | None, settings: Path) -> None:
    """Print the lines on the package for NOTICE: the recipe's corpora, or those that WEIGHTS learnt from."""
    from translation.card import notice as run
    from translation.weights import load as unpack

    click.echo(run(load(settings), unpack(weights).run if weights else None), nl=False)


if __name__ == "__main__":
    sys.exit(report_errors(cli, name="package.py"))
