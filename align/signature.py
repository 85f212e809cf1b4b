"""Signatures: what made a result, which version, which settings — short enough to print, exact enough to cache by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def compose(name: str, **settings: object) -> str:
    """Join a name and its settings as ``name|key:value|…``, keys in the order given, None left out."""
    return "|".join([name, *(f"{key}:{_value(value)}" for key, value in settings.items() if value is not None)])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def digest(parts: Iterable[str], length: int = 16) -> str:
    """Hash ``parts`` (order counts, borders count) into ``length`` hexadecimal digits."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()[:length]
