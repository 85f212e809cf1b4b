"""Drafts as files: the text with its layout, JSON, a page; TMX and XLIFF go through the formats room."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from align import registry
from align.model import Document, Draft

As: TypeAlias = Literal["text", "html", "xliff", "tmx", "json"]

SUFFIXES: Mapping[As, str] = {"text": ".txt", "html": ".html", "xliff": ".xlf", "tmx": ".tmx", "json": ".json"}


def render(
    documents: Sequence[Document],
    drafts: Sequence[Draft],
    languages: tuple[str, str],
    form: As,
    *,
    segmented: bool = False,
    xliff: str = "1.2",
    signature: str = "",
) -> bytes:
    """Render the drafts of documents (one a segment, in order) in the form asked for."""
    if form == "text":
        texts = [lines(d, drafts) if segmented else laid_out(d, drafts) for d in documents]
        return "".join(t if t.endswith("\n") or not t else t + "\n" for t in texts).encode("utf-8", "replace")
    if form == "json":
        facts = as_json(documents, drafts, languages, signature)
        return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
    if form == "html":
        return page(documents, drafts, languages).encode("utf-8", "replace")
    from align.formats.bitext import draft_memory

    stream = io.BytesIO()
    memory = draft_memory(documents, drafts, *languages)
    name = "xliff21" if (form, xliff) == ("xliff", "2.1") else form
    registry.load("formats", name)().write(memory, stream)
    return stream.getvalue()


def lines(document: Document, drafts: Sequence[Draft]) -> str:
    """Write one draft a line, in the order of the document's segments; line breaks inside become spaces."""
    made = {draft.segment: draft.text for draft in drafts}
    return "".join(" ".join(made[s.id].splitlines()) + "\n" for s in document.segments)


def laid_out(document: Document, drafts: Sequence[Draft]) -> str:
    """Put each draft where its segment stood: the white space between segments stays as it was."""
    made = {draft.segment: draft.text for draft in drafts}
    parts: list[str] = []
    end = 0
    for segment in document.segments:
        gap = document.text[end : segment.span.start]
        # Sentences glued to each other in the source (“said.”France) are set apart.
        parts.append(" " if not gap and parts else gap)
        parts.append(made[segment.id])
        end = segment.span.end
    parts.append(document.text[end:])
    return "".join(parts)


def as_json(
    documents: Sequence[Document], drafts: Sequence[Draft], languages: tuple[str, str], signature: str
) -> dict[str, Any]:
    """Build the object that ``--as json`` prints; offsets count code points in the document."""
    made = {draft.segment: draft for draft in drafts}
    return {
        "format": "align/drafts",
        "version": 1,
        "signature": signature,
        "source_language": languages[0],
        "target_language": languages[1],
        "documents": [
            {
                "id": d.id,
                "path": d.provenance.path,
                "sha256": d.provenance.sha256,
                "title": d.provenance.title,
                "segments": [
                    {
                        "id": s.id,
                        "start": s.span.start,
                        "end": s.span.end,
                        "paragraph": s.paragraph,
                        "role": s.role.value,
                        "text": s.text,
                        "draft": _draft_facts(made[s.id]),
                    }
                    for s in d.segments
                ],
            }
            for d in documents
        ],
    }


def _draft_facts(draft: Draft) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "text": draft.text,
        "score": draft.score,
        "origin": draft.origin,
        "warnings": list(draft.warnings),
    }
    if draft.alternatives:
        facts["alternatives"] = list(draft.alternatives)
    return facts


def page(documents: Sequence[Document], drafts: Sequence[Draft], languages: tuple[str, str]) -> str:
    """Write a plain page of the drafts, a paragraph for each of the source; warnings show on the sentence."""
    made = {draft.segment: draft for draft in drafts}
    body = []
    for document in documents:
        body.append(f'<article id="{html.escape(document.id)}">')
        paragraph: list[str] = []
        for index, segment in enumerate(document.segments):
            paragraph.append(_sentence(made[segment.id]))
            following = document.segments[index + 1 : index + 2]
            if not following or following[0].paragraph != segment.paragraph:
                tag = "h1" if segment.role.value == "title" else "p"
                body.append(f"<{tag}>{' '.join(paragraph)}</{tag}>")
                paragraph = []
        body.append("</article>")
    inside = "\n".join(body)
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(languages[1])}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="generator" content="align: machine draft">\n<title>Machine draft</title>\n</head>\n'
        f"<body>\n{inside}\n</body>\n</html>\n"
    )


def _sentence(draft: Draft) -> str:
    text = html.escape(draft.text, quote=False)
    if not draft.warnings:
        return text
    return f'<span class="warned" title="{html.escape("; ".join(draft.warnings))}">{text}</span>'
