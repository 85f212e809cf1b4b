"""Offline news translation, sentence alignment, CAT-tool files and a diff of the facts that only one language has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from align.pairing import pair as pair

__version__ = "0.1.0"
__all__ = ["__version__", "pair"]


def __getattr__(name: str) -> Any:
    """Import `pair` when it is first asked for (PEP 562), so that ``import align`` loads nothing."""
    if name == "pair":
        from align.pairing import pair

        return pair
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
