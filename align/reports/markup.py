"""Builds HTML as a tree, so that no article's text can become markup; one file, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any, Final, TypeAlias

Child: TypeAlias = Any
"""A string, an element, None (nothing), or an iterable of these."""

UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML and HTML can't hold; shown as the replacement character."""


def element(tag: str, *children: Child, **attributes: str | None) -> Any:
    """Make an element; ``class_`` and ``for_`` lose their underscore, inner ones become hyphens, None is left out."""
    from lxml import etree

    made = etree.Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("_", "-"), clean(value))
    _append(made, children)
    return made


def _append(parent: Any, children: Iterable[Child]) -> None:
    for child in children:
        if child is None:
            continue
        if isinstance(child, str):
            text = clean(child)
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + text
            else:
                parent.text = (parent.text or "") + text
        elif hasattr(child, "tag"):
            parent.append(child)
        else:
            _append(parent, child)


def clean(text: str) -> str:
    """Replace the characters that HTML can't hold."""
    return UNPRINTABLE.sub("\ufffd", text)


def asset(name: str) -> str:
    """Read a style sheet or script that comes with the program."""
    return files("align.reports").joinpath("assets").joinpath(name).read_text(encoding="utf-8")


def page(
    title: str, body: Sequence[Child], *, styles: Sequence[str], scripts: Sequence[str] = (), language: str = "en"
) -> str:
    """Serialise a page whose policy lets it run its own style and script and nothing else, and fetch nothing."""
    from lxml import etree

    style = "".join(asset(name) for name in styles)
    script = "".join(asset(name) for name in scripts)
    policy = f"default-src 'none'; style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'"
    if script:
        policy += f"; script-src '{_hash(script)}'"
    root = element(
        "html",
        element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=policy),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="generator", content="align"),
            element("title", title),
            element("style", style),
        ),
        element("body", *body, element("script", script) if script else None),
        lang=language,
    )
    written: str = etree.tostring(root, method="html", encoding="unicode", doctype="<!DOCTYPE html>")
    return written + "\n"


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")
