"""Tells the lines of a copied web page apart: title, heading, caption, boilerplate, body.

General rules, from the shape and the place of a line and from what pages say around articles (`phrases`); never from
what one article is about. What looks like a sentence of the article stays in it: a line is set aside only on evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
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

SHORTEST_STANDFIRST: Final = 9
"""Words from which a line after the title that no full stop ends is taken for a standfirst, not for a caption."""

LONGEST_NAME: Final = 8
"""Words of a line that names the author, trade or place included."""

LONGEST_LABEL: Final = 4
"""Words of a section's name above the title."""

LONGEST_WORD: Final = 25
"""Letters after which a word counts as two, so that a line without spaces isn't taken for a short one."""

PROSE_SHARE: Final = 0.3
"""With less of its characters in prose, what page furniture leaves is a list or a poem: all of it is kept."""

FULL_STOP: Final = re.compile(r"[.!?…][\"'”’»)\]\s\u00a0\u202f]*$")
STATEMENT: Final = re.compile(r"(?:(?<![^\W\d_a-zà-ÿ])\.|…|[^\W\d_]{2}\.|[.!?][\"'”’»)\]])[\"'”’»)\]\s\u00a0\u202f]*$")
INNER_STOP: Final = re.compile(r"[^\W\d_]{2}[.!?][\"'”’»)]*\s+[\"'“‘«(]?\s?[A-ZÀ-ÖØ-Þ]")
PUNCTUATION: Final = " :>-–—»→…|"
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
    _furniture(shaped)
    head = _title(shaped, title)
    if _is_article(shaped):
        _repeated(shaped, head)
        _lists(shaped)
        _captions(shaped)
        _credits(shaped, outlet)
        _ending(shaped)
        _headings(shaped)
    else:
        for line, hint in zip_longest(shaped, hints):
            line.role = hint or (Role.TITLE if line.role is Role.TITLE else Role.BODY)
    return _blocks(text, shaped)


def _shape(line: Line) -> _Line:
    plain = squeeze(fold(line.text).replace("’", "'"))
    words = max(len(plain.split()), len(plain) // LONGEST_WORD)
    ends = bool(FULL_STOP.search(line.text))
    inner = bool(INNER_STOP.search(line.text))
    statement = bool(STATEMENT.search(line.text))
    stopped = (statement and words >= 2) or (ends and words >= 5)
    prose = stopped or (inner and words > LONGEST_FURNITURE) or words > LONGEST_TITLE
    return _Line(line, plain, words, prose or line.text.endswith((":", ",", ";")), statement)


def _is_article(shaped: Sequence[_Line]) -> bool:
    left = [line for line in shaped if line.role is not Role.BOILERPLATE]
    prose = sum(len(line.text) for line in left if line.prose)
    return len(shaped) > 1 and prose >= PROSE_SHARE * sum(len(line.text) for line in left)


def _furniture(shaped: Sequence[_Line]) -> None:
    """Mark what pages say around articles, by phrase."""
    for line in shaped:
        if line.words > LONGEST_FURNITURE or line.role is not None:
            continue
        said = phrases.FURNITURE.search(line.plain) or (not line.statement and _invites(line))
        if said or (not line.prose and phrases.BYLINE.match(line.text)):
            line.role = Role.BOILERPLATE
        elif not line.prose and line.text.isupper() and line.text.endswith(("-", "–", "—")):
            line.role = Role.BOILERPLATE  # a theme on a line of its own


def _invites(line: _Line) -> bool:
    """Tell whether a line that no full stop ends invites, dates, links or labels rather than tells."""
    found = phrases.INVITATION.search(line.plain) or phrases.STAMP.search(line.plain)
    return bool(found) or _link(line) or _label(line)


def _label(line: _Line) -> bool:
    """Tell whether the line is a label of links or films and nothing more."""
    bare = line.plain.strip(PUNCTUATION)
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
        if line.words <= LONGEST_LABEL and _title_below(shaped, index):
            line.role = Role.BOILERPLATE  # a section's name above the title
            continue
        line.role = Role.TITLE
        return index
    return None


def _title_below(shaped: Sequence[_Line], index: int) -> bool:
    """Tell whether a longer line that looks like a title follows in the same group, other labels between."""
    for line in shaped[index + 1 : index + 5]:
        if line.group != shaped[index].group or line.prose or phrases.CREDIT.search(line.plain):
            return False
        if line.open and line.words > shaped[index].words + 2:
            return True
    return False


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
    opened: _Line | None = None
    for line in shaped:
        if line.role is Role.BOILERPLATE:
            if _label(line) or _link(line):
                opened = line
            elif opened is not None and not _lasting(opened):
                opened = None
        elif opened is not None:
            near = _label(opened) or line.group == opened.group
            if line.open and near and _headline(line):
                line.role = Role.BOILERPLATE
                opened = opened if _lasting(opened) else None
            else:
                opened = None


def _lasting(line: _Line) -> bool:
    """Tell whether a label opens a list of any length; a film's label or a link with its headline takes one line."""
    return _label(line) and bool(phrases.RELATED.fullmatch(line.plain.strip(PUNCTUATION)))


def _headline(line: _Line) -> bool:
    """Tell whether a line after a label reads as a headline: no full stop, or a short question."""
    if line.words > LONGEST_HEADING and INNER_STOP.search(line.text):
        return False
    return not line.statement and line.words <= LONGEST_TITLE and not line.text.endswith((":", ",", ";"))


def _captions(shaped: Sequence[_Line]) -> None:
    """Mark lines with a credit and words that stand in for a picture."""
    for index, line in enumerate(shaped):
        if not line.open or line.words > LONGEST_FURNITURE * 2:
            continue
        first = index == 0 or line.words > LONGEST_FURNITURE
        pictured = _alternative(line) and not (line.prose and first)
        credited = line.words <= LONGEST_FURNITURE + 10 and _credited(line) and not _says(line)
        if pictured or credited:
            line.role = Role.CAPTION


def _alternative(line: _Line) -> bool:
    """Tell whether a line describes a picture; with an article and a full stop, “The logo of …”, it is a sentence."""
    return bool(phrases.ALTERNATIVE.search(line.plain)) and not (line.statement and phrases.ARTICLE.match(line.plain))


def _credited(line: _Line) -> bool:
    return bool(phrases.CREDIT.search(line.plain) or phrases.SIGNATURE.search(line.text))


def _says(line: _Line) -> bool:
    """Tell whether a line with an agency's name is a sentence of the article: “…, il l'a dit à l'AFP.”"""
    return line.statement and not re.search(r"\([^()]*\)\.?$|©", line.plain)


def _credits(shaped: Sequence[_Line], outlet: str | None) -> None:
    """Mark a publisher's name on a line of its own, and what stands in one group with a credit."""
    name = squeeze(fold(outlet)) if outlet else None
    for line in shaped:
        if line.open and name and line.plain == name:
            line.role = Role.CAPTION
    for order in (range(1, len(shaped)), range(len(shaped) - 2, -1, -1)):
        for index in order:
            line, other = shaped[index], shaped[index - 1 if order.step > 0 else index + 1]
            short = not line.statement and line.words <= LONGEST_TITLE and not line.text.endswith((":", ","))
            if line.open and short and other.group == line.group and other.role is Role.CAPTION:
                line.role = Role.CAPTION


def _ending(shaped: Sequence[_Line]) -> None:
    """Mark what follows the article's last paragraph, the author's box with its prose included."""
    for index in range(len(shaped) - 1, -1, -1):
        line = shaped[index]
        if line.role is not None and line.role is not Role.TITLE:
            continue
        if line.role is Role.TITLE:
            return
        asked = index > 0 and line.text.endswith(("?", "!")) and shaped[index - 1].open and shaped[index - 1].prose
        if (not line.prose and not asked) or _author(shaped, index):
            line.role = Role.BOILERPLATE
            continue
        return


def _author(shaped: Sequence[_Line], index: int) -> bool:
    """Tell whether a paragraph near the end presents the author: a trade, and the name on a line of its own above."""
    line = shaped[index]
    if index < 2 or index < len(shaped) // 2 or not phrases.AUTHOR.search(line.plain):
        return False
    lines_of_names = (s.plain for s in shaped[:index] if not s.prose and s.words <= LONGEST_NAME)
    names = (re.sub(r"^(?:by|par) ", "", re.split(r" ?[,(|•]", plain)[0]) for plain in lines_of_names)
    return any(name.count(" ") and line.plain.startswith(name + " ") for name in names)


def _headings(shaped: list[_Line]) -> None:
    """Mark lines without a full stop: short ones inside the article are headings, longer ones captions."""
    prose = [i for i, s in enumerate(shaped) if s.open and s.prose]
    first = prose[0] if prose else len(shaped)
    for index, line in enumerate(shaped):
        if not line.open:
            continue
        follows = index + 1 < len(shaped) and shaped[index + 1].open and shaped[index + 1].prose
        if (
            (line.prose and not (follows and _asks(line)))
            or line.text[0].islower()
            or BULLET.match(line.text)
            or line.statement
        ) or (not follows and _asks(line)):
            line.role = Role.BODY
        elif index < first:
            alone = all(
                other.group != line.group for other in shaped[max(0, index - 1) : index + 2] if other is not line
            )
            line.role = Role.BODY if alone and line.words >= SHORTEST_STANDFIRST else Role.CAPTION
        else:
            line.role = Role.HEADING if line.words <= LONGEST_HEADING else Role.CAPTION


def _asks(line: _Line) -> bool:
    return line.text.endswith("?") and line.words <= LONGEST_QUESTION and not INNER_STOP.search(line.text)


def _blocks(text: str, shaped: Sequence[_Line]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    started = False
    for line in shaped:
        span, role = line.line.span, line.role or Role.BODY
        if role is Role.BODY and not started:
            started = True
            mark = phrases.DATELINE.match(line.text) or phrases.KICKER.match(line.text)
            if mark and line.words > LONGEST_HEADING:
                start, end = trim(text, span.start, span.start + mark.end())
                blocks.append(Block(Span(start, end), Role.BOILERPLATE))
                span = Span(*trim(text, span.start + mark.end(), span.end))
        blocks.append(Block(span, role))
    return tuple(blocks)
