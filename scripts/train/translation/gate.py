"""The gate: a worse package never replaces a better one.

Both packages translate the development sets at the same beam through align's own engine, without its repairs, which
would hide what the model does. BLEU and chrF of every set, names and numbers kept on the first, and the size decide.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from align import evaluate
from align.errors import UsageError
from align.model import Segment, Span
from align.models import Package, given_packages
from align.text import fold
from align.translators import checks
from align.translators.argos import ArgosTranslator
from translation.card import Measured
from translation.settings import Gate, Settings


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a candidate may replace the present package, and every reason why not."""

    faults: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.faults


def development_set(folder: Path, name: str, source: str, target: str) -> tuple[list[str], list[str]]:
    """Read ``NAME.source`` and ``NAME.target``.

    Raises:
        UsageError: one is missing, or they differ in length.
    """
    files = [folder / f"{name}.{code}" for code in (source, target)]
    for file in files:
        if not file.is_file():
            raise UsageError("a development set is missing", where=str(file), mend="give its folder: --sets FOLDER")
    left, right = (evaluate.read_lines(file) for file in files)
    if len(left) != len(right):
        raise UsageError(f"{len(left)} lines against {len(right)}", where=str(files[0]))
    return left, right


def drafts(package: Path, lines: Sequence[str], beam: int) -> list[str]:
    """Translate lines as the model does it, nothing mended."""
    segments = [Segment(f"s{n}", "set", Span(0, len(text)), text) for n, text in enumerate(lines)]
    translator = ArgosTranslator([package], beam_size=beam, repairs=False)
    return [draft.text for draft in translator.translate(segments)]


def measure(package: Package, sets: Path, gate: Gate, lines: int | None = None) -> tuple[Measured, ...]:
    """Measure a package on every set of the gate (its first ``lines``); names and numbers are counted on the first."""
    found: list[Measured] = []
    for name in gate.sets:
        source, reference = (side[:lines] for side in development_set(sets, name, package.source, package.target))
        made = drafts(package.path, source, gate.beam)
        score = evaluate.score_translation(reference, made)
        names = numbers = None
        if not found:
            languages = (package.source, package.target)
            names = names_kept(source, reference, made, languages)
            numbers = numbers_kept(source, reference, made, languages)
        found.append(Measured(name, score.sentences, score.bleu, score.chrf, names, numbers))
    return tuple(found)


def names_kept(
    source: Sequence[str], reference: Sequence[str], made: Sequence[str], languages: tuple[str, str]
) -> tuple[int, int]:
    """Count the names whose spelling the reference keeps: how many the drafts keep, and how many there are."""
    kept = total = 0
    for text, wanted, draft in zip(source, reference, made, strict=True):
        there = {fold(m.group("name")) for m in checks.names(text, languages[0])}
        names = [name for name in sorted(there) if name in fold(wanted)]
        total += len(names)
        kept += sum(bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", fold(draft))) for name in names)
    return kept, total


def numbers_kept(
    source: Sequence[str], reference: Sequence[str], made: Sequence[str], languages: tuple[str, str]
) -> tuple[int, int]:
    """Count the numerals that the reference has too, in any notation: how many the drafts have, how many there are."""
    kept = total = 0
    for text, wanted, draft in zip(source, reference, made, strict=True):
        lost_there = _lost(text, wanted, languages)
        numerals = [n for n in checks.numbers(text) if n not in lost_there]
        lost = _lost(text, draft, languages)
        total += len(numerals)
        kept += sum(n not in lost for n in numerals)
    return kept, total


def _lost(source: str, draft: str, languages: tuple[str, str]) -> set[str]:
    return {loss.item for loss in checks.number_losses(source, draft, *languages)}


def judge(
    settings: Settings, present: Sequence[Measured], candidate: Sequence[Measured], candidate_mb: float
) -> Verdict:
    """Compare a candidate's figures with the present package's.

    It must be better in BLEU or chrF somewhere and worse nowhere; of names and numbers it may lose ``kept_slack``.
    """
    faults: list[str] = []
    better = False
    for old, new in zip(present, candidate, strict=True):
        for what, before, after in (("BLEU", old.bleu, new.bleu), ("chrF", old.chrf, new.chrf)):
            better = better or after > before
            if after < before:
                faults.append(f"{what} on {old.name}: {after:.2f} is below the present {before:.2f}")
        for what, kept, now in (("names", old.names, new.names), ("numbers", old.numbers, new.numbers)):
            if kept and now and _share(now) < _share(kept) - settings.gate.kept_slack:
                faults.append(f"{what} kept on {old.name}: {_share(now):.1%}, at present {_share(kept):.1%}")
    if not better:
        faults.append("no figure is better than at present")
    if candidate_mb > settings.package.largest_mb:
        faults.append(f"{candidate_mb:.1f} MB, more than {settings.package.largest_mb:.0f}")
    return Verdict(tuple(faults))


def _share(kept: tuple[int, int]) -> float:
    return kept[0] / max(1, kept[1])


def table(settings: Settings, rows: Sequence[tuple[str, float | None, Sequence[Measured]]]) -> Iterator[str]:
    """Lay out packages and the published figures beside each other, as Markdown; a row has a name, MB and figures."""
    heads = [f"{name} BLEU | chrF" for name in settings.gate.sets]
    yield f"| package | MB | {' | '.join(heads)} | names kept | numbers kept |"
    yield "|---" * (4 + 2 * len(heads)) + "|"
    for name, size, measured in rows:
        cells = [f"{m.bleu:.1f} | {m.chrf:.1f}" for m in measured]
        counts = [measured[0].names, measured[0].numbers]
        kept = [f"{k[0]} of {k[1]} ({_share(k):.1%})" if k else "" for k in counts]
        yield f"| {name} | {size or 0:.1f} | {' | '.join(cells)} | {' | '.join(kept)} |"
    for name, figures in settings.gate.published.items():
        cells = [f"{figure} | " for figure in figures]
        yield f"| {name} (published) | | {' | '.join(cells)} | | |"


def replace_bundled(candidate: Path, folder: Path) -> Path:
    """Put the package of ``candidate`` into align's folder of models in the place of those of the same languages.

    The new one is there whole before an old one goes; returns its place.
    """
    (package,) = given_packages([candidate])
    old = [p for p in _packages_in(folder) if (p.source, p.target) == (package.source, package.target)]
    place = folder / package.name
    with tempfile.TemporaryDirectory(dir=folder, prefix=".replacing-") as name:
        shutil.copytree(package.path, Path(name) / package.name)
        if place.exists():
            place.rename(Path(name) / "old")
        (Path(name) / package.name).rename(place)
    for other in old:
        if other.path != place:
            shutil.rmtree(other.path)
    return place


def _packages_in(folder: Path) -> list[Package]:
    return list(given_packages([path.parent for path in sorted(folder.glob("*/metadata.json"))]))
