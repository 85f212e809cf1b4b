"""The report as one HTML file: no asset, no request, readable without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from align.model import Alignment, Findings, Segment
from align.reports import wording
from align.reports.content import Content, Group, Pair, Row, Said, gather, later, reason
from align.reports.markup import element, page

FOLDED: Final = ("shared",)
"""Groups whose table is folded away at first: agreement is read last."""


def render(findings: Findings, alignment: Alignment | None, title: str) -> str:
    """Write the report: warnings, differences, what one side alone tells, what both tell, then the alignment."""
    content = gather(findings, alignment, title)
    sections = [_group(group) for group in content.groups]
    if alignment:
        sections += [pairs_section(content), *unpaired_sections(content), aside_section(content)]
    body = [
        element("a", "Skip to the findings", class_="skip", href="#findings"),
        element("header", element("h1", title), _lead(content)),
        element(
            "main",
            _warnings(content),
            _summary(content, alignment is not None),
            _filter(),
            element("div", *sections, id="findings", tabindex="-1"),
        ),
        _foot(content),
    ]
    return page(title, body, styles=("report.css",), scripts=("report.js",))


def _lead(content: Content) -> Any:
    sides = [
        f"{wording.listed([wording.outlet(d) for d in side])} ({wording.language_names(side)})"
        for side in (content.source, content.target)
        if side
    ]
    return element("p", " compared with ".join(sides), class_="lead")


def _warnings(content: Content) -> Any:
    return element(
        "section",
        element("h2", "Before you read", id="warnings"),
        element("ul", *(element("li", w) for w in content.warnings)),
        class_="warning",
        aria_labelledby="warnings",
    )


def _summary(content: Content, aligned: bool) -> Any:
    links = [(f"#{g.key}", g.heading, len(g.rows)) for g in content.groups]
    if aligned:
        links += [
            ("#alignment", "Aligned beads", len(content.pairs)),
            ("#unpaired-source", "Unpaired, source", len(content.unpaired_source)),
            ("#unpaired-target", "Unpaired, target", len(content.unpaired_target)),
            ("#aside", "Set aside", len(content.aside)),
        ]
    return element(
        "div",
        element(
            "nav",
            element(
                "ul",
                *(
                    element("li", element("a", element("strong", str(number)), f" {name}", href=target))
                    for target, name, number in links
                ),
            ),
            aria_label="Contents",
            class_="summary",
        ),
        _documents(content),
    )


def _documents(content: Content) -> Any:
    rows = []
    for side, documents in (("source", content.source), ("target", content.target)):
        for document in documents:
            published = document.provenance.published
            rows.append(
                _tr(
                    element("th", wording.outlet(document), scope="row", role="rowheader"),
                    _td("Language", wording.language_name(document.language)),
                    _td("Side", side),
                    _td("Published", published.isoformat() if published else "not known"),
                    _td("Sentences", str(len(document.active)) if document.segments else "–"),
                    _td("File", element("code", document.provenance.path or document.id)),
                )
            )
    return _table("The articles compared", ("Publisher", "Language", "Side", "Published", "Sentences", "File"), rows)


def _filter() -> Any:
    """Make the search field; it stays hidden until the script that serves it runs."""
    bands = [
        element("label", element("input", type="checkbox", value=band, checked="checked"), f" {sign} {word}")
        for band, (sign, word) in wording.BANDS.items()
    ]
    return element(
        "form",
        element("label", "Search ", element("input", type="search", id="search", autocomplete="off")),
        element("fieldset", element("legend", "How sure"), *bands),
        element("output", "", id="count", aria_live="polite"),
        id="filter",
        hidden="hidden",
        role="search",
    )


def _group(group: Group) -> Any:
    heading = element("h2", f"{group.heading} ", element("span", f"({len(group.rows)})", class_="number"), id=group.key)
    if not group.rows:
        return element("section", heading, element("p", "None found.", class_="note"), aria_labelledby=group.key)
    names = {
        "differs": ("How sure", "One side", "Other side"),
        "shared": ("How sure", "One side", "Other side"),
        "inside": ("How sure", "One article", "Another article"),
    }.get(group.key, ("How sure", "What it says", "Nearest on the other side"))
    table = _table(
        f"{group.heading}: {wording.count(len(group.rows), 'finding')}",
        names,
        [_finding(row, names) for row in group.rows],
        class_=f"findings {group.key}",
    )
    inner: Any = table
    if group.key in FOLDED:
        inner = element("details", element("summary", f"Show {wording.count(len(group.rows), 'finding')}"), table)
    return element("section", heading, element("p", group.note, class_="note"), inner, aria_labelledby=group.key)


def _finding(row: Row, names: Sequence[str]) -> Any:
    finding = row.finding
    claims: list[Any] = [_said(s) for s in row.claims]
    other: list[Any] = [_said(s) for s in row.evidence]
    if row.nearest and not row.evidence:
        other.append(_said(row.nearest, near=True))
    elif row.nearest:
        other.append(element("details", element("summary", "Nearest sentence"), _said(row.nearest, near=True)))
    if not other:
        other.append(element("p", "Nothing near was found.", class_="note"))
    if reason(row):
        other.append(element("p", f"Why: {reason(row)}", class_="why"))
    return _tr(
        _sureness(row),
        element("td", *claims, role="cell", data_label=names[1]),
        element("td", *other, role="cell", data_label=names[2]),
        data_band=finding.band,
        id=f"finding-{finding.id}" if finding.id else None,
    )


def _sureness(row: Row) -> Any:
    finding = row.finding
    sign, word = wording.BANDS[finding.band]
    parts: list[Any] = [element("span", f"{sign} {word}", class_=f"band {finding.band}")]
    if finding.slot:
        parts.append(element("span", wording.slot(finding), class_="slot"))
    pair = wording.values(finding)
    if pair:
        first, second = (element("span", value, class_="value") for value in pair)
        parts.append(element("span", first, " · ", second, class_="values"))
    if later(row):
        parts.append(element("span", later(row), class_="later"))
    parts.append(element("span", f"support {finding.score:.2f}", class_="score"))
    return element("th", *parts, scope="row", role="rowheader", class_="gutter")


def _said(said: Said, *, near: bool = False) -> Any:
    label = wording.outlet(said.document)
    if said.document.provenance.published:
        label += f", {said.document.provenance.published.isoformat()}"
    if near and said.score is not None:
        label += f" · likeness {said.score:.2f}"
    language = said.document.language
    words: list[Any] = [said.before, said.words if near else element("mark", said.words), said.after]
    if said.sentence == said.words:
        words = [said.words]
    return element(
        "div",
        element("span", label, class_="outlet"),
        element("blockquote", *words, lang=language),
        _draft(said.draft),
        class_="said near" if near else "said",
    )


def _draft(text: str) -> Any:
    if not text:
        return None
    return element("p", element("span", wording.DRAFT, class_="tag"), " ", text, class_="draft")


def pairs_section(content: Content) -> Any:
    """Show the beads with two sides as a table."""
    rows = [_bead(content, pair) for pair in content.pairs]
    heads = ("How sure", wording.language_names(content.source), wording.language_names(content.target))
    note = (
        f"Mode: {content.mode}. A score is the share of such beads that are right. “Equivalent” beads say the same; "
        "“partial” ones share some of it and never enter a memory of translations unasked."
    )
    table = _table(f"{wording.count(len(rows), 'bead')} with two sides", heads, rows, class_="beads")
    return element(
        "section",
        element("h2", "Alignment ", element("span", f"({len(rows)})", class_="number"), id="alignment"),
        element("p", note, class_="note"),
        table if rows else element("p", "No sentence of one side was paired with one of the other.", class_="note"),
        aria_labelledby="alignment",
    )


def _bead(content: Content, pair: Pair) -> Any:
    bead = pair.bead
    word = wording.bead_word(bead)
    gutter = element(
        "th",
        element("span", f"{wording.bead_sign(bead)} {word} {bead.score:.2f}", class_=f"band bead-{word}"),
        element("span", bead.kind, class_="score"),
        element("span", bead.grade, class_="slot") if bead.grade else None,
        scope="row",
        role="rowheader",
        class_="gutter",
    )
    outlet = wording.outlet(content.documents[pair.target[0].document])
    return _tr(
        gutter,
        element("td", *(_sentence(content, s) for s in pair.source), role="cell", data_label="Source"),
        element(
            "td",
            element("span", outlet, class_="outlet"),
            *(_sentence(content, s) for s in pair.target),
            role="cell",
            data_label="Target",
        ),
    )


def _sentence(content: Content, segment: Segment) -> Any:
    draft = content.drafts.get(segment.id)
    return element(
        "div",
        element("blockquote", segment.text, lang=content.language(segment)),
        _draft(draft.text if draft else ""),
        class_="said",
    )


def unpaired_sections(content: Content) -> list[Any]:
    """Show the sentences of both sides that no bead holds with a counterpart."""
    sections = []
    for side, pairs, documents in (
        ("source", content.unpaired_source, content.source),
        ("target", content.unpaired_target, content.target),
    ):
        rows = [_alone(content, pair) for pair in pairs]
        name = f"Unpaired sentences of the {side}"
        heads = ("Probability", "Publisher", f"Sentence ({wording.language_names(documents)})")
        table = _table(f"{name}: {len(rows)}", heads, rows, class_="unpaired")
        folded = element("details", element("summary", f"Show {wording.count(len(rows), 'sentence')}"), table)
        sections.append(
            element(
                "section",
                element("h2", f"{name} ", element("span", f"({len(rows)})", class_="number"), id=f"unpaired-{side}"),
                element(
                    "p",
                    "No counterpart was found for these. The number is the probability that there is none.",
                    class_="note",
                ),
                folded if rows else element("p", "None.", class_="note"),
                aria_labelledby=f"unpaired-{side}",
            )
        )
    return sections


def _alone(content: Content, pair: Pair) -> Any:
    segment = (pair.source or pair.target)[0]
    return _tr(
        element("th", f"○ {pair.bead.score:.2f}", scope="row", role="rowheader", class_="gutter"),
        _td("Publisher", wording.outlet(content.documents[segment.document])),
        element("td", _sentence(content, segment), role="cell", data_label="Sentence"),
    )


def aside_section(content: Content) -> Any:
    """Show what took no part."""
    rows = [
        _tr(
            element("th", wording.ROLES[s.role], scope="row", role="rowheader", class_="gutter"),
            _td("Publisher", wording.outlet(content.documents[s.document])),
            element("td", element("blockquote", s.text, lang=content.language(s)), role="cell", data_label="Line"),
        )
        for s in content.aside
    ]
    table = _table(f"{wording.count(len(rows), 'line')} set aside", ("Kind", "Publisher", "Line"), rows, class_="aside")
    return element(
        "section",
        element("h2", "Set aside ", element("span", f"({len(rows)})", class_="number"), id="aside"),
        element(
            "p",
            "Page furniture, captions and section headings took no part in the comparison. Nothing was deleted: "
            "--keep-boilerplate brings them back in.",
            class_="note",
        ),
        element("details", element("summary", f"Show {wording.count(len(rows), 'line')}"), table)
        if rows
        else element("p", "Nothing.", class_="note"),
        aria_labelledby="aside",
    )


def _foot(content: Content) -> Any:
    return element(
        "footer",
        element("p", "Made offline by align."),
        *(element("p", f"{name}: ", element("code", value)) for name, value in content.signatures),
    )


def _table(caption: str, heads: Sequence[str], rows: Sequence[Any], class_: str | None = None) -> Any:
    """Make a table; the roles keep its meaning where a narrow screen shows rows as blocks."""
    return element(
        "table",
        element("caption", caption),
        element(
            "thead",
            element("tr", *(element("th", h, scope="col", role="columnheader") for h in heads), role="row"),
            role="rowgroup",
        ),
        element("tbody", *rows, role="rowgroup"),
        role="table",
        class_=class_,
    )


def _tr(*cells: Any, **attributes: str | None) -> Any:
    return element("tr", *cells, role="row", **attributes)


def _td(label: str, *children: Any) -> Any:
    return element("td", *children, role="cell", data_label=label)
