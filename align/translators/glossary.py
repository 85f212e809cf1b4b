"""Terms that a draft is to use: read from a file, checked there, and reported where a draft doesn't use them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from align.errors import BrokenFormat, UnreadableDocument, UsageError
from align.model import Draft, Segment
from align.protocols import Progress, Translator
from align.signature import compose, digest
from align.text import fold, squeeze


@dataclass(frozen=True, slots=True)
class Term:
    """A source term and the ways in which it may be translated, the first one preferred."""

    source: str
    targets: tuple[str, ...]


def read_glossary(path: Path) -> tuple[Term, ...]:
    """Read a glossary: a line a term, ``source TAB target``, several targets between ``|``, ``#`` opens a comment.

    A third column is for remarks. The same source on two lines gathers the targets of both.

    Raises:
        UsageError: there is no such file.
        UnreadableDocument: it isn't UTF-8.
        BrokenFormat: a line has no tab, or a side is empty; the message names it.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError("there is no such glossary", where=str(path), mend="check the path") from error
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"is not UTF-8 (byte {error.start})", where=str(path), mend="save the glossary as UTF-8"
        ) from error
    gathered: dict[str, list[str]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = [squeeze(column) for column in line.split("\t")]
        targets = [t.strip() for t in columns[1].split("|") if t.strip()] if len(columns) > 1 else []
        if not columns[0] or not targets:
            raise BrokenFormat(
                "a term needs a source, a tab and a target", where=f"{path}:{number}", mend="write: loi<TAB>law|act"
            )
        known = gathered.setdefault(columns[0], [])
        known.extend(t for t in targets if t not in known)
    if not gathered:
        raise BrokenFormat("has no terms", where=str(path), mend="write a line a term: loi<TAB>law|act")
    return tuple(Term(source, tuple(targets)) for source, targets in gathered.items())


class GlossaryTranslator:
    """Passes segments on to ``translator`` and adds a warning to each draft that doesn't use a term of its source."""

    name = "glossary"

    def __init__(self, terms: Sequence[Term], translator: Translator) -> None:
        self._terms = [(term, _pattern(term.source), [_pattern(t) for t in term.targets]) for term in terms]
        self._translator = translator
        self.source_language = translator.source_language
        self.target_language = translator.target_language

    @property
    def signature(self) -> str:
        """The terms' digest and the signature of the translator behind."""
        content = digest(part for term, _, _ in self._terms for part in (term.source, *term.targets))
        return compose("glossary", terms=len(self._terms), content=content, then=self._translator.signature)

    def translate(self, segments: Sequence[Segment], progress: Progress | None = None) -> list[Draft]:
        """Draft every segment; one draft a segment, in order."""
        drafts = self._translator.translate(segments, progress)
        return [self._checked(s, d) for s, d in zip(segments, drafts, strict=True)]

    def _checked(self, segment: Segment, draft: Draft) -> Draft:
        source, text = fold(segment.text), fold(draft.text)
        missing = []
        for term, pattern, targets in self._terms:
            if pattern.search(source) and not any(target.search(text) for target in targets):
                wanted = " or ".join(f"“{t}”" for t in term.targets)
                missing.append(f"term not used: “{term.source}” should be {wanted}")
        return replace(draft, warnings=(*draft.warnings, *missing)) if missing else draft


def _pattern(term: str) -> re.Pattern[str]:
    """Match a folded term as whole words, each with a short ending of number or gender."""
    words = [re.escape(word) + r"(?:e?s|x|e)?" for word in re.split(r"[\s\u00a0]+", fold(term)) if word]
    return re.compile(r"(?<!\w)" + r"[\s\u00a0]+".join(words) + r"(?!\w)")
