"""Reads HTML: all visible text in reading order is the document; trafilatura decides which lines are the article."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from align.documents import roles
from align.documents.lines import Line, trim
from align.errors import NotReady, UnreadableDocument
from align.model import Block, Role, Span
from align.text import squeeze

HIDDEN: Final = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "svg",
        "math",
        "canvas",
        "object",
        "embed",
        "iframe",
        "audio",
        "video",
        "select",
        "option",
        "datalist",
        "input",
        "textarea",
        "meta",
        "link",
        "map",
        "area",
        "param",
        "source",
        "track",
        "progress",
        "meter",
        "dialog",
    ]
)
"""Elements whose text no reader sees."""

FLOWING: Final = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
"""Elements that stand inside a line; all others begin a new one."""

FRAME: Final = frozenset(["nav", "footer", "aside", "form", "button", "menu"])
HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
HIDING: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
LONG: Final = 20
"""Letters from which a line that is part of an extracted one (or holds one) counts as the same."""

MANY: Final = 3000
"""Lines of an article from which only equal lines count: beyond, the comparison would take minutes."""

WHITE: Final = re.compile(r"[ \t\n\r\f]+")


@dataclass(slots=True)
class _Page:
    """The visible lines gathered so far, each with the elements it stood in."""

    done: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    current: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.current.append(text)

    def flush(self, inside: frozenset[str]) -> None:
        line = WHITE.sub(" ", "".join(self.current)).strip(" ")
        self.current.clear()
        if len(set(trim(line, 0, len(line)))) > 1:
            self.done.append((line, inside))


def blocks_of(
    markup: str, name: str, *, language: str, outlet: str | None = None, title: str | None = None
) -> tuple[str, tuple[Block, ...]]:
    """Return the visible text of an HTML page, a line a block element, and the roles of its lines.

    Args:
        markup: the page as decoded.
        name: what to call the file in an error.
        language, outlet, title: as for `align.documents.read`.

    Raises:
        NotReady: the extra ``html`` isn't installed.
        UnreadableDocument: the page shows no text.
    """
    try:
        import lxml.html
        import trafilatura
    except ImportError as error:
        raise NotReady(
            f"{name} is HTML, and reading HTML needs the package {error.name or 'trafilatura'!r}",
            where=name,
            mend='install the extra: pip install "align-bitext[html]"; or give the article as plain text',
        ) from error
    root = _tree(markup, lxml.html)
    if root is None:
        raise UnreadableDocument("the page shows no text", where=name, mend="check that this is the article's page")
    page = _Page()
    _walk(root, page, frozenset())
    page.flush(frozenset())
    if not page.done:
        raise UnreadableDocument("the page shows no text", where=name, mend="check that this is the article's page")
    text = "\n\n".join(line for line, _ in page.done) + "\n"
    main = _main_lines(markup, trafilatura)
    hints = [_hint(line, inside, main) for line, inside in page.done]
    found, position = [], 0
    for group, (line, _) in enumerate(page.done):
        span = Span(*trim(text, position, position + len(line)))
        found.append(Line(span, span.of(text), group))
        position += len(line) + 2
    return text, roles.classify(text, found, title=title, outlet=outlet, hints=hints)


def _tree(markup: str, html: Any) -> Any:
    # A declared encoding would contradict the text, which is decoded already; lxml refuses such a string.
    try:
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except Exception as error:  # lxml raises several classes for an empty tree
        if type(error).__name__ in ("ParserError", "XMLSyntaxError"):
            return None
        raise


def _walk(root: Any, page: _Page, outer: frozenset[str]) -> None:
    """Gather the visible text under ``root`` in reading order, without recursion: pages can nest deep."""
    stack: list[tuple[Any, frozenset[str], bool]] = [(root, outer, False)]
    while stack:
        element, inside, leaving = stack.pop()
        flowing = element.tag in FLOWING
        if leaving:
            if not flowing:
                page.flush(inside | {str(element.tag)})
            if element.tail and element is not root:
                page.add(element.tail)
            continue
        if element.tag in HIDDEN or not isinstance(element.tag, str) or _hidden(element):
            if element.tail and element is not root:
                page.add(element.tail)
            continue
        if not flowing:
            page.flush(inside)
        here = inside | {element.tag}
        if element.text:
            page.add(element.text)
        stack.append((element, inside, True))
        stack.extend((child, here, False) for child in reversed(list(element)))


def _hidden(element: Any) -> bool:
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or bool(HIDING.search(element.get("style", "")))
    )


def _main_lines(markup: str, trafilatura: Any) -> set[str] | None:
    """Ask trafilatura for the article; None where it finds no lines, so that the rules for text decide alone."""
    article = trafilatura.extract(
        markup, include_comments=False, include_tables=True, favor_recall=True, output_format="txt", deduplicate=False
    )
    if not article:
        return None
    found = {_key(line) for line in article.splitlines() if line.strip()}
    return found if len(found) > 1 else None  # all in one piece: its last resort, which tells no lines apart


def _key(line: str) -> str:
    return re.sub(r"\W+", "", squeeze(line).casefold())


def _part(key: str, main: set[str]) -> bool:
    """Tell whether a line is part of an extracted one, or holds one."""
    return any(key in other or (len(other) >= LONG and other in key) for other in main)


def _hint(line: str, inside: frozenset[str], main: set[str] | None) -> Role | None:
    """Say what the markup tells about a line: its element first, then whether trafilatura keeps it."""
    if "h1" in inside:
        return Role.TITLE
    if "figcaption" in inside or "figure" in inside:
        return Role.CAPTION
    if inside & FRAME:
        return Role.BOILERPLATE
    key = _key(line)
    kept = main is None or key in main or (len(key) >= LONG and len(main) < MANY and _part(key, main))
    if not kept:
        return Role.BOILERPLATE
    if inside & HEADINGS:
        return Role.HEADING
    return None
