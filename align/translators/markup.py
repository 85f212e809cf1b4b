"""HTML in, HTML out: blocks are translated as text, inline elements find their words in the draft again.

A block's inline content becomes one text with spans for its inline elements. After translation each span is looked
for in the draft: the same words, the words' own draft, or — for links, which must not get lost — the place in
proportion. Other elements without a counterpart are unwrapped and counted; no text is ever lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from align.model import Span
from align.text import fold

if TYPE_CHECKING:
    from lxml.html import HtmlElement

INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
})  # fmt: skip
VOID = frozenset(("img", "wbr", "input", "button", "svg", "picture", "video", "audio", "iframe", "object", "math"))
"""Elements inside a sentence that stand for themselves: kept whole, at the place in proportion."""

UNTOUCHED = frozenset(("script", "style", "pre", "textarea", "noscript", "template", "svg", "math"))
VERBATIM = frozenset(("code", "kbd", "samp", "var", "tt"))
ATTRIBUTES = ("alt", "title", "aria-label", "placeholder")
ALIKE = 78.0
"""rapidfuzz's partial ratio (0–100) from which words of a draft are the draft of an element's words."""


@dataclass
class Inline:
    """An inline element over a span of its run's text."""

    element: HtmlElement
    start: int
    end: int = 0
    depth: int = 0


@dataclass
class Run:
    """Consecutive inline content of a block: a text and the elements over it."""

    parent: HtmlElement
    index: int
    text: str = ""
    inline: list[Inline] = field(default_factory=list)
    void: list[Inline] = field(default_factory=list)
    nodes: list[HtmlElement] = field(default_factory=list)
    before: str = ""
    after: str = ""


@dataclass
class Page:
    """A parsed page: its runs and attributes wait for their drafts."""

    root: HtmlElement
    whole: bool
    doctype: str
    runs: list[Run]
    attributes: list[tuple[HtmlElement, str]]
    unplaced: int = 0

    def texts(self) -> list[str]:
        """List the texts to cut into sentences and translate: those of the runs."""
        return [run.text for run in self.runs]

    def phrases(self) -> list[str]:
        """List texts to translate as they are: attributes, and the words of inline elements (to find them again)."""
        inside = [run.text[i.start : i.end].strip() for run in self.runs for i in run.inline]
        return list(dict.fromkeys(t for t in (*(e.get(a) for e, a in self.attributes), *inside) if t and t.strip()))


def parse(text: str) -> Page:
    """Read a page or a fragment of one."""
    from lxml import html

    whole = bool(re.search(r"<(?:html|body|head)\b", text, re.IGNORECASE))
    parser = html.HTMLParser(remove_comments=False, huge_tree=True, encoding="utf-8")
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    if whole:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
        found = re.match(r"\s*(?:<!--.*?-->\s*)*(<!doctype[^>]*>)", source, re.IGNORECASE | re.DOTALL)
        doctype = found.group(1) if found else ""
    else:
        root = html.fragment_fromstring(source, create_parent="div")
        doctype = ""
    page = Page(root, whole, doctype, [], [])
    _walk(root, page)
    return page


def _walk(element: HtmlElement, page: Page) -> None:
    """Collect the runs and attributes below a block, in reading order."""
    if not isinstance(element.tag, str) or element.tag in UNTOUCHED or element.get("translate") == "no":
        return
    page.attributes += [(element, name) for name in ATTRIBUTES if (element.get(name) or "").strip()]
    if element.tag == "meta" and (element.get("name") or element.get("property") or "").endswith(
        ("description", "title")
    ):
        page.attributes.append((element, "content"))
    run = Run(element, 0, element.text or "")
    listed = _lists(element)
    for index, child in enumerate(element):
        if _flows(child) and not (listed and child.tag in INLINE):
            _gather(child, run, page, 0)
            run.nodes.append(child)
            _append(run, child.tail)
        else:
            _close(run, page)
            _walk(child, page)
            run = Run(element, index + 1, child.tail or "")
    _close(run, page)


def _flows(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return True  # comments and processing instructions stay where they are
    if element.tag in VOID:
        return True
    return element.tag in INLINE and all(_flows(child) for child in element)


def _lists(element: HtmlElement) -> bool:
    """Tell whether a block's inline elements stand side by side without words between them, as in a menu."""
    loose = (element.text or "") + "".join(child.tail or "" for child in element)
    words = [child for child in element if child.tag in INLINE and (child.text_content() or "").strip()]
    return len(words) > 1 and not any(c.isalnum() for c in loose)


def _gather(element: HtmlElement, run: Run, page: Page, depth: int) -> None:
    """Add an inline element and all below it to a run."""
    inline = Inline(element, len(run.text), depth=depth)
    if isinstance(element.tag, str):
        page.attributes += [(element, name) for name in ATTRIBUTES if (element.get(name) or "").strip()]
    if not isinstance(element.tag, str) or element.tag in VOID:
        inline.end = inline.start
        run.void.append(inline)
        return
    _append(run, element.text)
    for child in element:
        _gather(child, run, page, depth + 1)
        _append(run, child.tail)
    inline.end = len(run.text)
    (run.inline if run.text[inline.start : inline.end].strip() else run.void).append(inline)


def _append(run: Run, text: str | None) -> None:
    run.text += text or ""


def _close(run: Run, page: Page) -> None:
    """Keep a run that has words; its white space collapses as it does on a screen."""
    if any(c.isalpha() for c in run.text):
        _collapse(run)
        page.runs.append(run)


def _collapse(run: Run) -> None:
    places: list[int] = []
    parts: list[str] = []
    length = 0
    for character in run.text:
        places.append(length)
        if character in " \t\n\r\f" and (not parts or parts[-1] == " "):
            continue
        parts.append(" " if character in " \t\n\r\f" else character)
        length += 1
    places.append(length)
    text = "".join(parts)
    run.before, run.after = run.text[: len(run.text) - len(run.text.lstrip())], run.text[len(run.text.rstrip()) :]
    run.text = text
    for inline in (*run.inline, *run.void):
        inline.start, inline.end = places[inline.start], places[inline.end]


@dataclass(frozen=True)
class Sentence:
    """A stretch of a run's text and its draft."""

    span: Span
    draft: str


def fill(page: Page, drafted: Sequence[Sequence[Sentence]], phrases: Callable[[str], str]) -> None:
    """Put drafts in the places of the runs (one sequence of sentences a run) and of the attributes."""
    for element, name in page.attributes:
        element.set(name, phrases(element.get(name) or ""))
    # From the end: a run's place counts the children before it, which later runs don't change.
    for run, sentences in reversed(list(zip(page.runs, drafted, strict=True))):
        page.unplaced += _rebuild(run, sentences, phrases)


def _rebuild(run: Run, sentences: Sequence[Sentence], phrases: Callable[[str], str]) -> int:
    """Replace a run's nodes by its draft with the inline elements placed; return how many found no place."""
    text, offsets = _joined(run, sentences)
    placed: list[Inline] = []
    unplaced = 0
    for inline in sorted(run.inline, key=lambda i: (i.depth, i.start, -i.end)):
        span = _place(run, inline, sentences, offsets, text, phrases)
        if span is None or not _fits(span, inline, placed):
            unplaced += 1
            continue
        placed.append(Inline(inline.element, span.start, span.end, inline.depth))
    for inline in run.void:
        place = _proportional(inline.start, run, sentences, offsets, text)
        while any(p.start < place < p.end and inline.depth == 0 for p in placed) and place < len(text):
            place += 1
        placed.append(Inline(inline.element, place, place, inline.depth))
    head, nodes = _built(text, placed)
    _replace(run, run.before[:1] + head.strip(" ") if not nodes else run.before[:1] + head.lstrip(" "), nodes)
    return unplaced


def _joined(run: Run, sentences: Sequence[Sentence]) -> tuple[str, list[int]]:
    parts: list[str] = []
    offsets: list[int] = []
    end = length = 0
    for sentence in sentences:
        gap = run.text[end : sentence.span.start] or (" " if parts else "")
        parts += [gap, sentence.draft]
        offsets.append(length + len(gap))
        length += len(gap) + len(sentence.draft)
        end = sentence.span.end
    return "".join([*parts, run.text[end:]]), offsets


def _place(
    run: Run,
    inline: Inline,
    sentences: Sequence[Sentence],
    offsets: Sequence[int],
    text: str,
    phrases: Callable[[str], str],
) -> Span | None:
    """Find the words of the draft that an element is about."""
    inner = run.text[inline.start : inline.end].strip()
    covered = [n for n, s in enumerate(sentences) if s.span.overlap(Span(inline.start, inline.end))]
    if not covered:
        return None
    first, last = sentences[covered[0]], sentences[covered[-1]]
    start, end = offsets[covered[0]], offsets[covered[-1]] + len(last.draft)
    whole = inline.start <= first.span.start + 1 and inline.end >= last.span.end - 1
    if whole or len(covered) > 1:
        return Span(start, end)
    draft = text[start:end]
    candidates = [inner] if inline.element.tag in VERBATIM else [inner, phrases(inner).rstrip(".")]
    for words in candidates:
        found = _found(words, draft)
        if found is not None:
            return Span(start + found.start, start + found.end)
    if inline.element.tag != "a":
        return None
    here = _proportional(inline.start, run, sentences, offsets, text)
    there = _proportional(inline.end, run, sentences, offsets, text)
    return _words(text, Span(here, max(here + 1, there)), Span(start, end))


def _found(words: str, draft: str) -> Span | None:
    """Find words in a draft, as they are or nearly so, at the borders of words."""
    from rapidfuzz import fuzz

    if not words:
        return None
    exact = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", draft, re.IGNORECASE)]
    if exact:
        return Span(*exact[0])
    if len(words) < 3 or len(words) > len(draft):
        return None
    near = fuzz.partial_ratio_alignment(fold(words), _folded(draft), score_cutoff=ALIKE)
    if near is None:
        return None
    return _words(draft, Span(near.dest_start, max(near.dest_end, near.dest_start + 1)), Span(0, len(draft)))


def _folded(text: str) -> str:
    """Fold a text without changing its length, so that places stay true."""
    return "".join(f if len(f := fold(c)) == 1 else c for c in text)


def _words(text: str, span: Span, limits: Span) -> Span:
    """Widen a span to whole words within limits, then take white space and marks off its edges."""
    start, end = max(span.start, limits.start), min(span.end, limits.end)
    while start > limits.start and text[start - 1].isalnum() and text[start : start + 1].isalnum():
        start -= 1
    while end < limits.end and text[end - 1 : end].isalnum() and text[end].isalnum():
        end += 1
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return Span(start, end)


def _proportional(place: int, run: Run, sentences: Sequence[Sentence], offsets: Sequence[int], text: str) -> int:
    """Carry a place of the run over to the draft, to the nearest border of a word."""
    for sentence, offset in zip(sentences, offsets, strict=True):
        if place <= sentence.span.start:
            return offset
        if place <= sentence.span.end:
            share = (place - sentence.span.start) / max(1, len(sentence.span))
            aim = offset + round(share * len(sentence.draft))
            borders = [offset, offset + len(sentence.draft)]
            borders += [offset + m.start() for m in re.finditer(r"\s", sentence.draft)]
            return min(borders, key=lambda b: abs(b - aim))
    return len(text)


def _fits(span: Span, inline: Inline, placed: Sequence[Inline]) -> bool:
    """Tell whether a span nests with those placed before it."""
    if span.start >= span.end:
        return False
    for other in placed:
        apart = span.end <= other.start or span.start >= other.end
        inside = other.start <= span.start and span.end <= other.end and inline.depth > other.depth
        if not apart and not inside:
            return False
    return True


def _built(text: str, placed: Sequence[Inline]) -> tuple[str, list[HtmlElement]]:
    """Build the nodes of a text with elements over it; returns the text before the first, and the nodes."""
    head = ""
    nodes: list[HtmlElement] = []
    end = 0

    def add(words: str) -> None:
        nonlocal head
        if nodes:
            nodes[-1].tail = (nodes[-1].tail or "") + words
        else:
            head += words

    for outer, inner in _nested(sorted(placed, key=lambda p: (p.start, p.depth, -p.end))):
        add(text[end : outer.start])
        node = copy(outer.element)
        node.tail = None
        if outer.end > outer.start:
            for child in list(node):
                node.remove(child)
            shifted = [Inline(i.element, i.start - outer.start, i.end - outer.start, i.depth) for i in inner]
            node.text, children = _built(text[outer.start : outer.end], shifted)
            node.extend(children)
        nodes.append(node)
        end = outer.end
    add(text[end:])
    return head, nodes


def _nested(placed: Sequence[Inline]) -> Iterator[tuple[Inline, list[Inline]]]:
    """Group elements by the outermost that holds them."""
    rest = list(placed)
    while rest:
        outer = rest.pop(0)
        inner = [p for p in rest if outer.start <= p.start and p.end <= outer.end and p.depth > outer.depth]
        rest = [p for p in rest if p not in inner]
        yield outer, inner


def _replace(run: Run, head: str, nodes: Sequence[HtmlElement]) -> None:
    parent = run.parent
    for node in run.nodes:
        parent.remove(node)  # takes the tail with it, which the run's text holds
    if run.index == 0:
        parent.text = head
    else:
        parent[run.index - 1].tail = head
    for offset, node in enumerate(nodes):
        parent.insert(run.index + offset, node)
    last = nodes[-1] if nodes else None
    tail = run.after[:1]
    if last is not None:
        last.tail = (last.tail or "").rstrip(" ") + tail if (last.tail or "").strip() or tail else last.tail
    elif run.index == 0:
        parent.text = (parent.text or "").rstrip(" ") + tail
    else:
        parent[run.index - 1].tail = (parent[run.index - 1].tail or "").rstrip(" ") + tail


def serialise(page: Page, language: str) -> str:
    """Write the page with its new language, in UTF-8, and the note that a machine drafted it."""
    from lxml import html

    if not page.whole:
        inside = "".join(html.tostring(child, encoding="unicode") for child in page.root)
        return (page.root.text or "") + inside
    page.root.set("lang", language)
    for meta in page.root.iter("meta"):
        if meta.get("charset"):
            meta.set("charset", "utf-8")
        elif (meta.get("http-equiv") or "").lower() == "content-type":
            meta.set("content", "text/html; charset=utf-8")
    head = page.root.find("head")
    if head is not None and not any(m.get("name") == "generator" for m in head.iter("meta")):
        head.append(html.Element("meta", name="generator", content="align: machine draft"))
    text: str = html.tostring(page.root, encoding="unicode")
    return (page.doctype + "\n" if page.doctype else "") + text + "\n"
