"""The recipe's settings: one TOML file, read strictly, so that a misspelt name is an error and no default."""

from __future__ import annotations

import dataclasses
import sys
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from align.errors import UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Languages:
    """Codes as Argos Translate writes them, and names for people."""

    source: str
    target: str
    source_name: str
    target_name: str


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """What the package says of itself, and the megabytes (10⁶ bytes, unpacked) that it may have."""

    version: str
    licence: str
    largest_mb: float = 45.0


@dataclass(frozen=True, slots=True)
class Corpus:
    """One parallel corpus: where it lies, whose it is, how much of it is taken.

    ``files`` is a pattern under the folder of data (a file in parts is read as one); ``limit`` the most pairs, 0 for
    all; ``vary`` False where the text has typography of many kinds already; ``share_alike`` True where its licence
    binds the model's.
    """

    name: str
    files: str
    group: str
    source: str
    licence: str
    limit: int = 0
    vary: bool = True
    share_alike: bool = False


@dataclass(frozen=True, slots=True)
class Preparing:
    """How pairs are chosen and varied; shares are of all pairs, 0–1.

    ``held_out`` are patterns of files under the folder of data whose lines must not be trained on; ``names``,
    ``numbers`` and ``hashtags`` add that share of pairs once more with an invented name, number or hashtag on both
    sides, which teaches copying.
    """

    seed: int = 9
    part_mb: float = 36.0
    longest_words: int = 80
    held_out: tuple[str, ...] = ()
    curly_apostrophes: float = 0.4
    guillemets: float = 0.5
    bare_headlines: float = 0.05
    names: float = 0.0
    numbers: float = 0.0
    hashtags: float = 0.0


@dataclass(frozen=True, slots=True)
class Pieces:
    """The SentencePiece vocabulary; ``sentences`` are the lines it is learnt from, both sides counted."""

    vocabulary: int = 16000
    sentences: int = 900_000
    coverage: float = 0.9999


@dataclass(frozen=True, slots=True)
class Sizes:
    """The Transformer; ``longest`` counts pieces of a side, ``heads`` 0 stands for one in 64 of the width."""

    width: int = 512
    feed_forward: int = 2048
    encoder: int = 6
    decoder: int = 2
    heads: int = 0
    dropout: float = 0.1
    longest: int = 126


@dataclass(frozen=True, slots=True)
class Schedule:
    """How it learns. Shares are of the whole run: its seconds, or its steps.

    The rate rises over ``warm_up``, stays, and falls linearly to nothing from ``fall_from`` on; weights are averaged
    from ``average_from`` on (1 for never), every ``average_every`` steps.
    """

    batch_tokens: int = 65536
    learning_rate: float = 3e-3
    weight_decay: float = 0.01
    smoothing: float = 0.1
    clip: float = 1.0
    warm_up: float = 0.02
    fall_from: float = 0.55
    average_from: float = 1.0
    average_every: int = 20
    save_every_s: float = 600.0
    log_every: int = 100
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the run up to the share ``until``: how often each group's pairs stand in an epoch (0.5: a half)."""

    name: str
    until: float
    repeats: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Gate:
    """What a candidate must reach to replace the present package, and the figures that are shown beside it.

    ``sets`` are names of development sets (``NAME.fr``, ``NAME.en``); ``kept_slack`` is the share of names and numbers
    kept (0–1) that a candidate may lose, about the standard error of a count in a thousand; ``published`` has rows of a
    name and one BLEU a set; ``weaknesses`` go into the card.
    """

    sets: tuple[str, ...]
    kept_slack: float = 0.01
    beam: int = 4
    published: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    weaknesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the recipe has chosen."""

    languages: Languages
    package: PackageFacts
    prepare: Preparing
    pieces: Pieces
    model: Sizes
    schedule: Schedule
    gate: Gate
    corpora: tuple[Corpus, ...]
    phases: tuple[Phase, ...]
    reverse: bool = False

    def corpus(self, name: str) -> Corpus:
        """Return a corpus by name.

        Raises:
            UsageError: there is none.
        """
        for corpus in self.corpora:
            if corpus.name == name:
                return corpus
        raise UsageError(f"the settings know no corpus {name!r}", mend="prepare anew, or put it back")

    def reversed(self) -> Settings:
        """Return the settings of the opposite direction, for a model that back-translates."""
        tongues = self.languages
        other = Languages(tongues.target, tongues.source, tongues.target_name, tongues.source_name)
        return dataclasses.replace(self, languages=other, reverse=not self.reverse)


SECTIONS: Mapping[str, type[Any]] = {
    "languages": Languages,
    "package": PackageFacts,
    "prepare": Preparing,
    "pieces": Pieces,
    "model": Sizes,
    "schedule": Schedule,
    "gate": Gate,
}

LISTS = ("corpus", "phase")
"""Parts of the settings of which there are several, each with its name."""


def load(path: Path, changes: Iterable[str] = (), profile: str | None = None) -> Settings:
    """Read the settings of ``path``.

    Args:
        path: a TOML file.
        changes: ``SECTION.NAME=VALUE``, ``corpus.WHICH.NAME=VALUE`` or ``phase.WHICH.NAME=VALUE``, values written as in
            TOML (a bare word is a string).
        profile: a table under ``[profiles]`` whose values go over those of the file, before ``changes``.

    Raises:
        UsageError: the file isn't there or isn't TOML; a name is unknown, a value of the wrong kind or impossible.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"the settings can't be read: {error.strerror}", where=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"this is no TOML: {error}", where=str(path)) from error
    profiles = table.pop("profiles", {})
    if profile is not None and profile not in profiles:
        raise UsageError(f"there is no profile {profile!r}", where=str(path), mend=f"one of: {', '.join(profiles)}")
    for name, value in [*profiles.get(profile, {}).items(), *map(_change, changes)]:
        where, _, key = name.rpartition(".")
        _place(table, where)[key] = value
    return _checked(_settings(table, path), path)


def _change(text: str) -> tuple[str, Any]:
    name, mark, value = text.partition("=")
    if not mark:
        raise UsageError(f"{text!r} changes no setting", mend="write SECTION.NAME=VALUE")
    try:
        return name.strip(), tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return name.strip(), value.strip()


def _place(table: dict[str, Any], where: str) -> dict[str, Any]:
    """Return the part of the table that ``where`` names: a section, or a corpus or phase by its name."""
    section, _, which = where.partition(".")
    if section in LISTS and which:
        for row in table.get(section, []):
            if row.get("name") == which:
                return typing.cast("dict[str, Any]", row)
    elif section in SECTIONS and not which:
        return typing.cast("dict[str, Any]", table.setdefault(section, {}))
    known = ", ".join([*SECTIONS, *(f"{kind}.{row.get('name')}" for kind in LISTS for row in table.get(kind, []))])
    raise UsageError(f"{where!r} names no part of the settings", mend=f"SECTION.NAME, of {known}")


def _settings(table: dict[str, Any], path: Path) -> Settings:
    unknown = set(table) - set(SECTIONS) - set(LISTS)
    if unknown:
        raise UsageError(f"unknown section: {', '.join(sorted(unknown))}", where=str(path))
    parts = {name: _build(kind, table.get(name, {}), f"[{name}]", path) for name, kind in SECTIONS.items()}
    corpora = tuple(_build(Corpus, row, "[[corpus]]", path) for row in table.get("corpus", []))
    phases = tuple(_build(Phase, row, "[[phase]]", path) for row in table.get("phase", []))
    return Settings(**parts, corpora=corpora, phases=phases)


def _build(kind: type[T], table: Mapping[str, Any], where: str, path: Path) -> T:
    """Make a value of ``kind`` from a table: no name unknown, none missing, every value of its kind."""
    hints = typing.get_type_hints(kind)
    place = f"{path} {where}"
    unknown = set(table) - set(hints)
    if unknown:
        raise UsageError(f"unknown: {', '.join(sorted(unknown))}", where=place, mend=f"known: {', '.join(hints)}")
    for slot in dataclasses.fields(typing.cast(Any, kind)):
        needed = slot.default is dataclasses.MISSING and slot.default_factory is dataclasses.MISSING
        if needed and slot.name not in table:
            raise UsageError(f"{slot.name} is missing", where=place)
    return kind(**{name: _typed(value, hints[name], f"{place} {name}") for name, value in table.items()})


def _typed(value: Any, hint: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if origin is tuple and isinstance(value, list):
        return tuple(_typed(v, typing.get_args(hint)[0], where) for v in value)
    if origin is not None and issubclass(origin, Mapping) and isinstance(value, dict):
        return {str(k): _typed(v, typing.get_args(hint)[1], where) for k, v in value.items()}
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if origin is None and isinstance(value, hint) and isinstance(value, bool) == (hint is bool):
        return value
    raise UsageError(f"{value!r} is not what belongs here", where=where)


def _checked(settings: Settings, path: Path) -> Settings:
    """Refuse settings that can't work, before hours are spent on them."""
    bad: list[str] = []
    names = [c.name for c in settings.corpora]
    groups = {c.group for c in settings.corpora}
    if not names or len(set(names)) != len(names):
        bad.append("there must be corpora, each with a name of its own")
    ends = [p.until for p in settings.phases]
    if not ends or ends != sorted(set(ends)) or ends[-1] != 1:
        bad.append("phases must follow each other, the last until = 1")
    bad += [f"phase {p.name} says nothing of the group {g}" for p in settings.phases for g in groups - set(p.repeats)]
    heads = settings.model.heads or settings.model.width // 64
    if not heads or settings.model.width % heads or settings.model.width // heads % 2:
        bad.append(f"a width of {settings.model.width} can't be shared among {heads} heads")
    if not 256 < settings.pieces.vocabulary <= 65535:
        bad.append("a vocabulary has more than 256 and fewer than 65,536 pieces")
    bound = [c.name for c in settings.corpora if c.share_alike and c.licence != settings.package.licence]
    if bound:
        bad.append(f"{', '.join(bound)} binds the model's licence: take it, or leave the corpus out")
    if bad:
        raise UsageError("; ".join(bad), where=str(path))
    return settings
