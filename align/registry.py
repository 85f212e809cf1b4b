"""Finds adapters through entry points, the built-in ones too; what is not chosen is never imported."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal, TypeAlias

from align.errors import NotReady, UsageError

Group: TypeAlias = Literal["segmenters", "translators", "similarity", "aligners", "extractors", "formats", "reports"]


@cache
def _group(group: Group) -> dict[str, EntryPoint]:
    found = {point.name: point for point in entry_points(group=f"align.{group}")}
    if not found:
        raise NotReady(
            f"no {group} are installed",
            where="align",
            mend="install the project itself (pip install -e .), a bare checkout has no entry points",
        )
    return found


def names(group: Group) -> tuple[str, ...]:
    """List the names of a group's adapters in alphabetical order, importing none of them."""
    return tuple(sorted(_group(group)))


def load(group: Group, name: str) -> Any:
    """Import and return the adapter ``name`` of a group (a class or factory).

    Raises:
        UsageError: no such adapter; the message lists those there are.
        NotReady: the adapter needs a package that isn't installed.
    """
    points = _group(group)
    if name not in points:
        raise UsageError(f"there is no {name!r} among the {group}", mend=f"choose one of {', '.join(sorted(points))}")
    try:
        return points[name].load()
    except ModuleNotFoundError as error:
        raise NotReady(
            f"the {group[:-1]} {name!r} needs the package {error.name!r}",
            mend=f"install it: pip install {error.name}",
        ) from error
