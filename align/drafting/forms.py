"""Drafts as files: the text with its layout, JSON, a plain page; TMX and XLIFF go through the formats room."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
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
    from align.formats.bitext import draft_memory, machine_only

    stream = io.BytesIO()
    memory = draft_memory(documents, drafts, *languages)
    if form == "tmx":  # what a person wrote stands in the memory it came from
        memory = machine_only(memory)
    name = "xliff21" if (form, xliff) == ("xliff", "2.1") else form
    registry.load("formats", name)().write(memory, stream)
    return stream.getvalue()


def output_name(document: Document, target: str, form: As) -> str:
    """Name the file of one document's draft in a folder: ``fr.tf1.en.txt``."""
    return f"{document.id}.{target}{SUFFIXES[form]}"


def lines(document: Document, drafts: Sequence[Draft]) -> str:
    """Write the draft of each line on a line of its own; blank lines stay, so that line n is the draft of line n."""
    flat = [replace(draft, text=" ".join(draft.text.split())) for draft in drafts]
    return laid_out(document, flat)


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
    from lxml.html import builder, tostring

    made = {draft.segment: draft for draft in drafts}
    articles = []
    for document in documents:
        article = builder.DIV(id=document.id)
        paragraph: list[Any] = []
        for index, segment in enumerate(document.segments):
            paragraph += [" "] if paragraph else []
            paragraph.append(_sentence(made[segment.id]))
            following = document.segments[index + 1 : index + 2]
            if not following or following[0].paragraph != segment.paragraph:
                element = builder.H1 if segment.role.value == "title" else builder.P
                article.append(element(*paragraph))
                paragraph = []
        articles.append(article)
    head = builder.HEAD(
        builder.META(charset="utf-8"),
        builder.META(name="generator", content="align: machine draft"),
        builder.TITLE("Machine draft"),
    )
    whole = builder.HTML(head, builder.BODY(*articles), lang=languages[1])
    text: str = tostring(whole, encoding="unicode", pretty_print=True, doctype="<!DOCTYPE html>")
    return text


def _sentence(draft: Draft) -> Any:
    from lxml.html import builder

    # Characters that no page can hold: they can only come from the source.
    text = "".join(c for c in draft.text if c in "\t\n\r" or (c >= " " and not _unfit(c)))
    return builder.SPAN(text, title="; ".join(draft.warnings), **{"class": "warned"}) if draft.warnings else text


def _unfit(character: str) -> bool:
    return "\ud800" <= character <= "\udfff" or character in "\ufffe\uffff"
