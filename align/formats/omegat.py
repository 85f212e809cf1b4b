"""A whole OmegaT project: open the folder and translate.

The source is written one sentence a paragraph with OmegaT's own segmentation off, because a memory cut by other rules
finds one sentence in four (measured with OmegaT 3.6: ``15 h. 30.``, ``« … ! »``, ``al. 3, etc.``). Which memory stands
where decides what OmegaT does with it:

=================  ==================================================================================
``tm/auto/``       what a person accepted (``human``): inserted by OmegaT itself
``tm/``            sentences that people wrote in both languages (``bitext``): offered as matches
``tm/mt/``         machine drafts: offered, shown as machine translation, never inserted by OmegaT itself
``tm/penalty-030/``  beads graded partial: offered 30 points below their worth (tried: 100 becomes 70)
=================  ==================================================================================
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Final

from lxml import etree

from align.formats.bitext import machine_only
from align.formats.marks import join
from align.formats.reading import blank
from align.model import Alignment, Document, Memory
from align.text import identifier

FOLDERS: Final = ("source", "target", "omegat", "glossary", "dictionary", "tm", "tm/auto", "tm/mt")
"""OmegaT asks for these when it opens a project and one is missing."""

_DEFAULTS: Final = ("source_dir", "target_dir", "tm_dir", "glossary_dir", "glossary_file", "dictionary_dir")


def project(
    alignment: Alignment,
    *,
    bitext: Memory,
    drafts: Memory | None = None,
    partial: Memory | None = None,
    human: Memory | None = None,
) -> dict[str, bytes]:
    """Lay out an OmegaT project for the source documents of ``alignment``.

    Args:
        bitext: beads graded equivalent, both sides written by people.
        drafts: machine drafts of the source segments, unit ids being segment ids.
        partial: beads graded partial.
        human: pairs that came back from a CAT tool.

    Returns:
        Bytes by path within the project, ``/`` between the names; a path that ends with ``/`` is an empty folder.
    """
    pair = (alignment.source[0].language, alignment.target[0].language if alignment.target else bitext.target_language)
    files: dict[str, bytes] = {f"{folder}/": b"" for folder in FOLDERS}
    files["omegat.project"] = _settings(*pair)
    files["omegat/filters.xml"] = _filters()
    for document in alignment.source:
        files[f"source/{identifier(document.id)}.txt"] = ("\n\n".join(_lines(document)) + "\n").encode("utf-8")
    sentences = {line for d in alignment.source for line in _lines(d)}
    for place, name, memory in (
        ("tm/auto", "human", _kept(human, sentences, inside=True)),
        ("tm", "human-other", _kept(human, sentences, inside=False)),
        ("tm", "bitext", bitext),
        ("tm/mt", "draft", machine_only(drafts) if drafts else None),
        ("tm/penalty-030", "partial", partial),
    ):
        if memory is not None and memory.units:
            files[f"{place}/{name}.{pair[0]}-{pair[1]}.tmx"] = _encoded(memory)
    return files


def _kept(memory: Memory | None, sentences: set[str], *, inside: bool) -> Memory | None:
    """Keep the units whose source is (or isn't) one sentence of the project: only such may be inserted unasked."""
    if memory is None:
        return None
    return replace(memory, units=tuple(u for u in memory.units if (u.source in sentences) == inside))


def _encoded(memory: Memory) -> bytes:
    from align.formats.tmx import TMX

    stream = io.BytesIO()
    TMX().write(memory, stream)
    return stream.getvalue()


def _lines(document: Document) -> list[str]:
    """Return a document's sentences in the spelling of its memories, set-aside ones too: a CAT tool shows all."""
    found = (join((segment,)).text for segment in document.segments)
    return [line for line in found if not blank(line)]


def _settings(source_language: str, target_language: str) -> bytes:
    """Write ``omegat.project``: sentence segmentation off, default folders."""
    root = etree.Element("omegat")
    body = etree.SubElement(root, "project", version="1.0")
    for name in _DEFAULTS:
        etree.SubElement(body, name).text = "__DEFAULT__"
    for name, value in (
        ("source_lang", source_language),
        ("target_lang", target_language),
        ("sentence_seg", "false"),
        ("support_default_translations", "true"),
        ("remove_tags", "false"),
    ):
        etree.SubElement(body, name).text = value
    return _serialised(root)


def _filters() -> bytes:
    """Write ``omegat/filters.xml``: texts are UTF-8 on every system and paragraphs end at an empty line."""
    root = etree.Element(
        "filters", removeTags="true", removeSpacesNonseg="true", preserveSpaces="false", ignoreFileContext="false"
    )
    text = etree.SubElement(root, "filter", className="org.omegat.filters2.text.TextFilter", enabled="true")
    etree.SubElement(
        text,
        "files",
        sourceFilenameMask="*.txt",
        sourceEncoding="UTF-8",
        targetEncoding="UTF-8",
        targetFilenamePattern="${filename}",
    )
    etree.SubElement(text, "option", name="segmentOn", value="EMPTYLINES")
    return _serialised(root)


def _serialised(root: etree._Element) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data
