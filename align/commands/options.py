"""Options that several verbs share, so that they are spelt and explained once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-[A-Za-z0-9]{4,8})*")


@lru_cache(maxsize=1)
def _known_languages() -> frozenset[str]:
    from babel import Locale

    return frozenset(Locale("en").languages)


class Language(click.ParamType[str]):
    """A BCP 47 tag whose language CLDR knows; returned in canonical case (``pt-BR``)."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check ``value`` and return it in canonical case; an unknown code ends the call with status 2."""
        tag = str(value).replace("_", "-")
        parts = tag.split("-")
        if not LANGUAGE_TAG.fullmatch(tag) or parts[0].lower() not in _known_languages():
            self.fail(f"{value!r} is not a language code; use BCP 47, for example fr, en, pt-BR", param, ctx)
        return "-".join([parts[0].lower(), *(_subtag(p) for p in parts[1:])])


def _subtag(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) <= 3 else part.lower()


class DocumentDate(click.ParamType[tuple[str, date]]):
    """``DOC=YYYY-MM-DD``: a document and the day it was published."""

    name = "doc=date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, date]:
        """Split ``value`` at its last ``=`` and read the day."""
        if isinstance(value, tuple):
            return value
        document, mark, day = str(value).rpartition("=")
        if not mark or not document:
            self.fail(f"{value!r} should read DOC=YYYY-MM-DD, for example fr.tf1=2017-04-20", param, ctx)
        try:
            return document, date.fromisoformat(day)
        except ValueError:
            self.fail(f"{day!r} is not a day of the calendar as YYYY-MM-DD", param, ctx)


def languages(source: str | None = "fr", target: str | None = "en") -> Callable[[F], F]:
    """Add ``--from`` and ``--to``; languages are declared, never guessed."""

    def add(function: F) -> F:
        function = click.option(
            "--to", "target_language", type=Language(), default=target, show_default=True, help="Target language."
        )(function)
        return click.option(
            "--from", "source_language", type=Language(), default=source, show_default=True, help="Source language."
        )(function)

    return add


def packages(function: F) -> F:
    """Add ``--package PATH``, repeatable."""
    return click.option(
        "--package",
        "package_paths",
        type=click.Path(exists=True, path_type=Path),
        multiple=True,
        help="An .argosmodel file or a package folder to use before all others; repeatable.",
    )(function)


def keep_boilerplate(function: F) -> F:
    """Add ``--keep-boilerplate``."""
    return click.option(
        "--keep-boilerplate",
        is_flag=True,
        help="Treat captions, headings and boilerplate as text of the article instead of setting them aside.",
    )(function)


def segmented(function: F) -> F:
    """Add ``--segmented``."""
    return click.option(
        "--segmented", is_flag=True, help="The input has one sentence a line; keep these as the segments."
    )(function)


def xliff_version(function: F) -> F:
    """Add ``--xliff 1.2|2.1``."""
    return click.option(
        "--xliff",
        "xliff_version",
        type=click.Choice(["1.2", "2.1"]),
        default="1.2",
        show_default=True,
        help="XLIFF version to write.",
    )(function)


def vectors(function: F) -> F:
    """Add ``--vectors``."""
    return click.option(
        "--vectors", is_flag=True, help="Compare drafts by what the sentences mean, too (the extra 'vectors')."
    )(function)


def output(function: F) -> F:
    """Add ``-o PATH`` (``-`` is standard output)."""
    return click.option(
        "-o", "--output", "output", type=click.Path(path_type=Path, allow_dash=True), help="Write here; - is stdout."
    )(function)


def dates(function: F) -> F:
    """Add ``--date DOC=YYYY-MM-DD``, repeatable."""
    return click.option(
        "--date",
        "declared_dates",
        type=DocumentDate(),
        multiple=True,
        help="When a document was published: DOC is its id, file name or path; repeatable.",
    )(function)


def verbosity(function: F) -> F:
    """Add ``--quiet`` and ``--verbose``."""
    function = click.option("--verbose", is_flag=True, help="Tell each step on stderr.")(function)
    return click.option("--quiet", is_flag=True, help="Tell only errors.")(function)


def as_json(function: F) -> F:
    """Add ``--json``: print the facts as JSON."""
    return click.option("--json", "json_output", is_flag=True, help="Print the result as JSON.")(function)
