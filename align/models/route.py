"""The way from one language to another: a direct package, or two through a third language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from align.errors import NotReady, UsageError
from align.models.folders import package_folders
from align.models.package import Package
from align.models.packages import bundled, packages

# Argos has codes of its own for two regional languages.
ARGOS_CODES = {"pt-br": "pb", "zh-hant": "zt", "zh-tw": "zt", "zh-hk": "zt"}


def route(source: str, target: str, given: Sequence[Path] = ()) -> tuple[Package, ...]:
    """Choose the one or two packages that lead from ``source`` to ``target`` (BCP 47).

    Routes with more given packages come first, then direct ones, then those whose packages are preferred
    (see `packages`). Regions count only where a package exists for them.

    Raises:
        NotReady: no route; the message says which pair, where was looked and what installs one.
    """
    found = find(source, target, given)
    if found is not None:
        return found
    there = packages(given)
    pairs = ", ".join(sorted({f"{p.source}→{p.target}" for p in there})) or "none"
    looked = ", ".join([*(str(p) for p in package_folders()), f"the {len(bundled())} bundled with align"])
    raise NotReady(
        f"no package translates {source} to {target} (there are: {pairs})\nlooked in: {looked}",
        mend="install one from a file: align models add FILE.argosmodel, or give it: --package FILE",
    )


def find(source: str, target: str, given: Sequence[Path] = ()) -> tuple[Package, ...] | None:
    """Return what `route` returns, or None where it would raise."""
    there = packages(given)
    routes = [*_direct(there, source, target), *_pivots(there, source, target)]
    if not routes:
        return None
    place = {package.path: i for i, package in enumerate(there)}

    def rank(chosen: tuple[Package, ...]) -> tuple[object, ...]:
        ours = sum(package.origin == "given" for package in chosen)
        regions = sum((_fit(chosen[0].source, source), _fit(chosen[-1].target, target)))
        english = len(chosen) == 2 and chosen[0].target != "en"
        return (-ours, len(chosen), regions, english, [place[package.path] for package in chosen])

    return min(routes, key=rank)


def _direct(there: Sequence[Package], source: str, target: str) -> Iterable[tuple[Package, ...]]:
    return [(p,) for p in there if _fit(p.source, source) < 2 and _fit(p.target, target) < 2]


def _pivots(there: Sequence[Package], source: str, target: str) -> Iterable[tuple[Package, ...]]:
    firsts = [p for p in there if _fit(p.source, source) < 2]
    seconds = [p for p in there if _fit(p.target, target) < 2]
    return [
        (a, b)
        for a in firsts
        for b in seconds
        if a.target == b.source and _base(a.target) not in map(_base, (source, target))
    ]


def _fit(code: str, language: str) -> int:
    """Return 0 where a package's code is the language wanted, 1 where only the base language is, 2 where neither."""
    wanted = language.lower()
    own = code.lower().replace("_", "-")
    if own in (wanted, ARGOS_CODES.get(wanted)):
        return 0
    return 1 if own == _base(wanted) else 2


def _base(language: str) -> str:
    return language.lower().replace("_", "-").split("-")[0]


def named(name: str, *, installed_only: bool = False) -> Package:
    """Find a package by its folder's name or its languages (``fr_en``).

    Raises:
        UsageError: none, or more than one, is called so.
    """
    there = [p for p in packages() if p.origin == "installed" or not installed_only]
    fitting = [p for p in there if name == p.name] or [p for p in there if name == f"{p.source}_{p.target}"]
    if len(fitting) == 1 or (fitting and not installed_only):
        return fitting[0]
    kind = "installed package" if installed_only else "package"
    names = ", ".join(p.name for p in fitting or there) or "none"
    what = f"more than one {kind} is called {name}" if fitting else f"no {kind} is called {name}"
    raise UsageError(what, mend=f"name one of: {names}")


def superseded(package: Package) -> list[Package]:
    """List the other installed packages of the same languages with a version that isn't newer."""
    return [
        p
        for p in packages()
        if p.origin == "installed"
        and p.path != package.path
        and (p.source, p.target) == (package.source, package.target)
        and p.order <= package.order
    ]
