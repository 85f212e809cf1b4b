"""Tells the lines of a copied web page apart: title, heading, caption, boilerplate, body.

General rules, from the shape and the place of a line and from what pages say around articles (`phrases`); never from
what one article is about. What looks like a sentence of the article stays in it: a line is set aside only on evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from align.documents import phrases
from align.documents.lines import Line, lines, trim
from align.model import Block, Role, Span
from align.text import fold, squeeze

LONGEST_TITLE: Final = 30
LONGEST_HEADING: Final = 12
LONGEST_QUESTION: Final = 9
"""Words that a title, a section heading, a heading that asks may have."""

LONGEST_FURNITURE: Final = 30
"""Words that a line of page furniture may have; beyond, it is prose."""

PROSE_SHARE: Final = 0.4
"""With less of its characters in prose lines, a text is a list or a poem rather than an article: nothing is set aside."""

FULL_STOP: Final = re.compile(r"[.!?…][\"'”’»)\]\s\u00a0\u202f]*$")
STATEMENT: Final = re.compile(r"(?:\.|…|[.!?][\"'”’»)\]])[\"'”’»)\]\s\u00a0\u202f]*$")
INNER_STOP: Final = re.compile(r"[^\W\d_]{2}[.!?][\"'”’»)]*\s+[\"'“‘«(]?\s?[A-ZÀ-ÖØ-Þ]")
BULLET: Final = re.compile(r"[-–—•*·▪►]\s|\d{1,2}[.)]\s")


@dataclass(slots=True)
class _Line:
    """A line under examination: its shape, computed once, and the role found so far."""

    line: Line
    plain: str
    words: int
    prose: bool
    statement: bool
    role: Role | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def group(self) -> int:
        return self.line.group

    @property
    def open(self) -> bool:
        """True while no rule has spoken."""
        return self.role is None


def blocks_of(text: str, language: str, *, title: str | None = None, outlet: str | None = None) -> tuple[Block, ...]:
    """Cut ``text`` into its lines and give each the role it plays.

    Args:
        text: the document's text.
        language: its BCP 47 tag; the shape of lines is judged alike in all languages.
        title: the title that a person declared, if any.
        outlet: the publisher's name, if declared: a line of it alone is a credit.
    """
    return classify(text, lines(text), title=title, outlet=outlet)


def classify(
    text: str,
    found: Sequence[Line],
    *,
    title: str | None = None,
    outlet: str | None = None,
    hints: Sequence[Role | None] = (),
) -> tuple[Block, ...]:
    """Give each of the lines ``found`` in ``text`` its role; a theme or dateline before a sentence becomes a block.

    ``hints`` (none, or one a line) say what markup knows of a line; they go before all rules.
    """
    shaped = [_shape(line) for line in found]
    for line, hint in zip(shaped, hints, strict=False):
        line.role = hint
    _one_title(shaped)
    _furniture(shaped, outlet)
    head = _title(shaped, title)
    if _is_article(shaped):
        _repeated(shaped, head)
        _lists(shaped)
        _captions(shaped)
        _credits(shaped, outlet)
        _ending(shaped)
        _headings(shaped, head)
    else:
        for line in shaped:
            line.role = line.role if line.role is Role.TITLE else Role.BODY
    return _blocks(text, shaped, head)


def _shape(line: Line) -> _Line:
    plain = squeeze(fold(line.text).replace("’", "'"))
    words = len(plain.split())
    ends = bool(FULL_STOP.search(line.text))
    inner = bool(INNER_STOP.search(line.text))
    prose = (ends and words >= 5) or inner or words > LONGEST_TITLE or line.text.endswith((":", ",", ";"))
    return _Line(line, plain, words, prose, bool(STATEMENT.search(line.text)))


def _is_article(shaped: Sequence[_Line]) -> bool:
    total = sum(len(s.text) for s in shaped)
    prose = sum(len(s.text) for s in shaped if s.prose and s.role is not Role.BOILERPLATE)
    return len(shaped) > 1 and prose >= PROSE_SHARE * total


def _furniture(shaped: Sequence[_Line], outlet: str | None) -> None:
    """Mark what pages say around articles, by phrase."""
    for line in shaped:
        if line.words > LONGEST_FURNITURE or line.role is not None:
            continue
        if (
            phrases.FURNITURE.search(line.plain)
            or (not line.statement and phrases.INVITATION.search(line.plain))
            or (not line.statement and (phrases.STAMP.search(line.plain) or _link(line) or _label(line)))
        ):
            line.role = Role.BOILERPLATE
        elif not line.prose and line.text.isupper() and line.text.endswith(("-", "–", "—")):
            line.role = Role.BOILERPLATE  # a theme on a line of its own


def _label(line: _Line) -> bool:
    """Tell whether the line is a label of links or films and nothing more."""
    bare = line.plain.strip(" :>-–—»→…|")
    return bool(phrases.RELATED.fullmatch(bare) or phrases.MEDIA.fullmatch(bare))


def _link(line: _Line) -> bool:
    """Tell whether the line is a label followed by the headline it leads to: “Lire aussi : …”, “READ MORE: …”."""
    found = phrases.RELATED.match(line.plain)
    return bool(found and re.match(r" ?[:>|→»-]", line.plain[found.end() :]))


def _one_title(shaped: Sequence[_Line]) -> None:
    """Keep the first title that markup names; another is the page's, not the article's."""
    titles = [line for line in shaped if line.role is Role.TITLE]
    for line in titles[1:]:
        line.role = Role.BOILERPLATE


def _title(shaped: Sequence[_Line], declared: str | None) -> int | None:
    """Mark the title: the declared one where it stands, else the first line that looks like one before any prose."""
    wanted = squeeze(fold(declared).replace("’", "'")) if declared else ""
    for index, line in enumerate(shaped):
        if line.role is Role.TITLE:
            return index
    for index, line in enumerate(shaped):
        if wanted and line.plain == wanted:
            line.role = Role.TITLE
            return index
    for index, line in enumerate(shaped):
        if line.role is not None:
            continue
        if line.statement or line.words > LONGEST_TITLE or line.text.endswith((":", ",", ";")) or not line.plain:
            return None
        if line.text[0].islower() or phrases.ALTERNATIVE.search(line.plain):
            return None
        following = shaped[index + 1] if index + 1 < len(shaped) else None
        if following and line.words <= 4 and _outranks(following, line):
            line.role = Role.BOILERPLATE  # a section's name above the title
            continue
        line.role = Role.TITLE
        return index
    return None


def _outranks(following: _Line, line: _Line) -> bool:
    """Tell whether the line after a very short first line looks more like the title than that line does."""
    near = following.group == line.group
    longer = line.words + 2 < following.words <= LONGEST_TITLE
    credit = phrases.CREDIT.search(following.plain)
    return following.role is None and near and longer and not following.statement and not credit


def _repeated(shaped: Sequence[_Line], head: int | None) -> None:
    """Mark lines that say the title, or an earlier short line, once more."""
    seen: dict[str, int] = {}
    for index, line in enumerate(shaped):
        key = re.sub(r"\W+", " ", line.plain).strip()
        if line.open and not line.prose and key in seen:
            line.role = Role.BOILERPLATE
        elif line.open and head is not None and index > head and line.words <= LONGEST_TITLE and not line.statement:
            stem = re.sub(r"\W+", " ", shaped[head].plain).strip()
            if stem and key.startswith(stem + " ") and len(key) <= len(stem) + 40:
                line.role = Role.BOILERPLATE  # the title with the publisher's name behind it
        seen.setdefault(key, index)


def _lists(shaped: Sequence[_Line]) -> None:
    """Mark the headlines after a label of links, and the caption after a label of a film."""
    for index, line in enumerate(shaped):
        bare = line.plain.strip(" :>-–—»→…|")
        if line.role is not Role.BOILERPLATE or not (_link(line) or _label(line)):
            continue
        single = bool(phrases.MEDIA.fullmatch(bare)) and not phrases.RELATED.fullmatch(bare)
        following = list(shaped[index + 1 :])
        for other in following[:1] if single else following:
            if other.role is None and not _headline(other):
                break
            if other.role is None:
                other.role = Role.BOILERPLATE
                if _link(line) and other.group != line.group:
                    # A link that carries its headline may be followed by a section heading: the endings decide.
                    other.role = None
                    break


def _headline(line: _Line) -> bool:
    """Tell whether a line after a label reads as a headline: no full stop, or a short question."""
    return not line.statement and line.words <= LONGEST_TITLE and not line.text.endswith((":", ",", ";"))


def _captions(shaped: Sequence[_Line]) -> None:
    """Mark captions: lines with a credit, words that stand in for a picture, and the line grouped with a credit."""
    for line in shaped:
        if line.open and line.words <= LONGEST_FURNITURE * 2 and phrases.ALTERNATIVE.search(line.plain):
            if not line.prose or (line.words <= LONGEST_FURNITURE and line.line is not shaped[0].line):
                line.role = Role.CAPTION
        elif line.words <= LONGEST_FURNITURE and phrases.CREDIT.search(line.plain) and not _says(line):
            line.role = Role.CAPTION


def _says(line: _Line) -> bool:
    """Tell whether a line with an agency's name is a sentence of the article: “…, il l'a dit à l'AFP.”"""
    return line.statement and not re.search(r"\([^()]*\)\.?$|©", line.plain)


def _credits(shaped: Sequence[_Line], outlet: str | None) -> None:
    """Mark what stands in one group with a credit, and two short lines before the article as picture and credit."""
    name = squeeze(fold(outlet)) if outlet else None
    for index, line in enumerate(shaped):
        if line.open and name and line.plain == name:
            line.role = Role.CAPTION
        for other in shaped[max(0, index - 1) : index + 2]:
            if line.open and other.group == line.group and other.role is Role.CAPTION and not line.statement:
                if line.words <= LONGEST_TITLE and not line.text.endswith((":", ",")):
                    line.role = Role.CAPTION
    for line in reversed(shaped):
        index = shaped.index(line)
        if line.open and index + 1 < len(shaped) and shaped[index + 1].role is Role.CAPTION:
            if shaped[index + 1].group == line.group and not line.statement and line.words <= LONGEST_TITLE:
                line.role = Role.CAPTION


def _ending(shaped: Sequence[_Line]) -> None:
    """Mark what follows the article's last paragraph, the author's box with its prose included."""
    for index in range(len(shaped) - 1, -1, -1):
        line = shaped[index]
        if line.role is not None and line.role is not Role.TITLE:
            continue
        if line.role is Role.TITLE:
            return
        if not line.prose or _author(shaped, index):
            line.role = Role.BOILERPLATE
            continue
        return


def _author(shaped: Sequence[_Line], index: int) -> bool:
    """Tell whether a paragraph near the end presents the author: a trade, and the name on a line nearby."""
    line = shaped[index]
    if index < 2 or index < len(shaped) // 2 or not phrases.AUTHOR.search(line.plain):
        return False
    names = [s.plain for s in shaped[max(0, index - 4) : index] if 2 <= s.words <= 5 and not s.prose]
    return any(line.plain.startswith(name) for name in names) or bool(
        re.search(r"^(?:\S+ ){1,3}(?:is|est) ", line.plain)
    )


def _headings(shaped: Sequence[_Line], head: int | None) -> None:
    """Mark lines without a full stop: short ones inside the article are headings, others captions."""
    prose = [i for i, s in enumerate(shaped) if s.open and s.prose]
    first = prose[0] if prose else len(shaped)
    for index, line in enumerate(shaped):
        if not line.open:
            continue
        if (line.prose and not _asks(line)) or line.text[0].islower() or BULLET.match(line.text) or line.statement:
            line.role = Role.BODY
        elif index < first:
            line.role = Role.CAPTION
        else:
            line.role = Role.HEADING if line.words <= LONGEST_HEADING else Role.CAPTION


def _asks(line: _Line) -> bool:
    return line.text.endswith("?") and line.words <= LONGEST_QUESTION and not INNER_STOP.search(line.text)


def _blocks(text: str, shaped: Sequence[_Line], head: int | None) -> tuple[Block, ...]:
    blocks: list[Block] = []
    started = False
    for line in shaped:
        span, role = line.line.span, line.role or Role.BODY
        if role is Role.BODY and not started:
            started = True
            mark = phrases.DATELINE.match(line.text) or phrases.KICKER.match(line.text)
            if mark and line.words > LONGEST_HEADING:
                start, end = trim(text, span.start, span.start + mark.end("kicker"))
                blocks.append(Block(Span(start, end), Role.BOILERPLATE))
                span = Span(*trim(text, span.start + mark.end("kicker"), span.end))
        blocks.append(Block(span, role))
    return tuple(blocks)
