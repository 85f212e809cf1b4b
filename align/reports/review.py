"""The review page: the beads of an alignment side by side, in one HTML file."""

from __future__ import annotations

from align.model import Alignment, Findings
from align.reports.content import gather
from align.reports.html import _aside, _pairs, _unpaired
from align.reports.markup import element, page


def render(alignment: Alignment, title: str) -> str:
    """Write the page as a table of beads, read-only."""
    empty = Findings((*alignment.source, *alignment.target), ())
    content = gather(empty, alignment, title)
    body = [
        element("a", "Skip to the beads", class_="skip", href="#alignment"),
        element("header", element("h1", title)),
        element("main", _pairs(content), *_unpaired(content), _aside(content)),
    ]
    return page(title, body, styles=("report.css",))
