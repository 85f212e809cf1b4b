"""The review page: the beads of an alignment side by side, to check and mend with mouse or keys; one HTML file.

Without JavaScript it is a table to read. With it, decisions save themselves in the browser, and Download gives
``review.json`` for ``align review --apply``, keyed by the words of the segments.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from align.model import Alignment, Document, Findings
from align.reports import wording
from align.reports.content import Content, Pair, gather
from align.reports.html import aside_section, pairs_section, unpaired_sections
from align.reports.markup import element, page
from align.signature import digest

KEYS: Final = (
    ("↑ ↓ ← →", "go to another row or side"),
    ("U  D", "move this side's first sentence up, its last one down"),
    ("S", "split: this side's last sentence gets a row of its own"),
    ("M", "merge with the row below"),
    ("Space", "pinpoint: mark this side, then press Space on its counterpart in another row"),
    ("A", "accept"),
    ("R", "needs review"),
    ("K", "keep or drop: the sentences have no counterpart here"),
    ("G", "grade: the same content, or part of it"),
    ("C", "clear what you decided"),
    ("N", "next doubtful row"),
    ("Ctrl-Z", "undo"),
    ("?", "show or hide this help"),
)

BUTTONS: Final = (
    ("accept", "Accept", "A"),
    ("review", "Needs review", "R"),
    ("drop", "Keep or drop", "K"),
    ("grade", "Grade", "G"),
    ("up", "Move up", "U"),
    ("down", "Move down", "D"),
    ("split", "Split", "S"),
    ("merge", "Merge", "M"),
    ("pin", "Pinpoint", "Space"),
    ("clear", "Clear", "C"),
    ("undo", "Undo", "Ctrl-Z"),
    ("next", "Next doubtful", "N"),
)
"""What a button does, in the page's script; its words; its key."""

ROWS: Final = (("all", "all rows"), ("doubtful", "doubtful"), ("unpaired", "unpaired"), ("decided", "decided"))


def render(alignment: Alignment, title: str) -> str:
    """Write the review page of an alignment."""
    content = gather(Findings((*alignment.source, *alignment.target), ()), alignment, title)
    body = [
        element("a", "Skip to the beads", class_="skip", href="#beads"),
        element("header", element("h1", title), _lead(content)),
        element(
            "main",
            _tools(),
            element("section", _grid(content), id="beads", hidden="hidden", aria_label="Beads to check"),
            element("div", pairs_section(content), *unpaired_sections(content), id="plain"),
            aside_section(content),
        ),
        element("script", _embedded(_data(content)), type="application/json", id="data"),
    ]
    return page(title, body, styles=("report.css", "review.css"), scripts=("review.js",))


def _lead(content: Content) -> Any:
    return element(
        "p",
        f"{wording.count(len(content.pairs), 'bead')}, {len(content.unpaired_source)} sentences unpaired in the "
        f"source, {len(content.unpaired_target)} in the target. Mode: {content.mode}.",
        class_="lead",
    )


def _tools() -> Any:
    """Make the tool bar; it stays hidden until the script that serves it runs."""
    keys = [element("div", element("dt", element("kbd", key)), element("dd", what)) for key, what in KEYS]
    buttons = [
        element("button", label, " ", element("kbd", key), type="button", data_do=do) for do, label, key in BUTTONS
    ]
    return element(
        "div",
        element("div", *buttons, role="toolbar", aria_label="Decide on the chosen row"),
        _files(),
        element("details", element("summary", "Keys"), element("dl", *keys), id="help"),
        id="tools",
        hidden="hidden",
    )


def _files() -> Any:
    """Make the line of the tool bar that saves, opens, filters and tells the state."""
    choices = [element("option", words, value=value) for value, words in ROWS]
    return element(
        "p",
        element("button", "Download review.json", type="button", data_do="download"),
        element("label", "Open a review.json ", element("input", type="file", id="open", accept=".json")),
        element("label", "Show ", element("select", *choices, id="show")),
        element("output", "", id="state", aria_live="polite"),
        class_="files",
    )


def _grid(content: Content) -> Any:
    heads = ("Decision", wording.language_names(content.source), wording.language_names(content.target))
    return element(
        "table",
        element("caption", "Beads: choose a row and a side, then a key or a button"),
        element(
            "thead",
            element("tr", *(element("th", head, scope="col", role="columnheader") for head in heads), role="row"),
            role="rowgroup",
        ),
        element("tbody", id="rows", role="rowgroup"),
        role="table",
        class_="beads grid",
    )


def _embedded(data: dict[str, Any]) -> str:
    """Write JSON that can't end the element it stands in."""
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c").replace(">", "\\u003e")


def _data(content: Content) -> dict[str, Any]:
    documents = [*content.source, *content.target]
    place = {d.id: n for n, d in enumerate(documents)}
    segments = {s.id: n for n, s in enumerate(s for d in documents for s in d.segments if not s.role.set_aside)}
    listed = [_segment(content, place, d) for d in documents]
    rows = [
        {
            "s": [segments[s.id] for s in pair.source],
            "t": [segments[s.id] for s in pair.target],
            "score": round(pair.bead.score, 2),
            "grade": pair.bead.grade,
        }
        for pair in _ordered(content)
    ]
    return {
        "key": digest([json.dumps(rows), *(s.text for d in documents for s in d.segments)]),
        "sure": wording.SURE,
        "documents": [{"id": d.id, "outlet": wording.outlet(d), "language": d.language} for d in documents],
        "segments": [s for part in listed for s in part],
        "rows": rows,
    }


def _segment(content: Content, place: dict[str, int], document: Document) -> list[dict[str, Any]]:
    """List a document's segments as the page needs them; ``nth`` tells equal ones apart, as `align.reviewing` does."""
    found: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for segment in document.segments:
        key = " ".join(segment.text.split())
        seen[key] = seen.get(key, 0) + 1
        if segment.role.set_aside:
            continue
        draft = content.drafts.get(segment.id)
        found.append(
            {"d": place[document.id], "x": segment.text, "n": seen[key]} | ({"m": draft.text} if draft else {})
        )
    return found


def _ordered(content: Content) -> Iterator[Pair]:
    """Yield the pairs in the order of the source, then the unpaired target sentences.

    Parallel texts run side by side, so there each unpaired target sentence stands behind the one before it.
    """
    place = {s.id: n for n, s in enumerate(s for d in content.source for s in d.segments)}
    sourced = sorted((*content.pairs, *content.unpaired_source), key=lambda p: place[p.source[0].id])
    if content.mode != "parallel":
        yield from (*sourced, *content.unpaired_target)
        return
    active = [[s.id for s in d.segments if not s.role.set_aside] for d in content.target]
    before = {after: first for ids in active for first, after in pairwise(ids)}
    waiting: dict[str, list[Pair]] = {}
    for pair in content.unpaired_target:
        waiting.setdefault(before.get(pair.target[0].id, ""), []).append(pair)
    queue = [*waiting.pop("", []), *sourced][::-1]
    while queue:
        pair = queue.pop()
        yield pair
        for segment in reversed(pair.target):
            queue.extend(reversed(waiting.pop(segment.id, [])))
