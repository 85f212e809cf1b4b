"""The typed anchors of a document's sentences, with values that are the same in both languages.

``Finder`` looks at all the documents first, so that a last name takes the full name told elsewhere and a word at the
head of a sentence is known for a name where it is capitalised inside others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from align.facts import dates, name_kinds, names, numbers, places, quotations
from align.facts.names import Name
from align.facts.places import Place
from align.facts.vocabulary import base
from align.model import Anchor, Document, Segment, Span
from align.text import fold, squeeze

COVERED = ("en", "fr")
"""Languages with number words, calendar words and cues. Others get figures, ISO dates, tags, quotations, places and
world-wide bodies, but no other names: capitals mean too many things in too many languages."""


@dataclass
class _Register:
    """The names of all the documents: full names of persons by their last word, kinds by folded text."""

    people: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)


class Finder:
    """Finds the anchors of segments; made once for the documents that are compared."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = list(documents)
        pairs = [(s.text, d.language) for d in self._documents for s in d.active]
        self._known = names.capitals(pairs)
        self._register = _Register()
        self._found: dict[tuple[str, str], tuple[list[Place], list[Name], list[Anchor]]] = {}
        for document in self._documents:
            for segment in document.active:
                self._scan(document, segment)
        self._settle()
        self._recall()
        self._spread()

    def of(self, document: Document, segment: Segment, quoted: Sequence[Span] = ()) -> list[Anchor]:
        """List the anchors of a segment in order; spans are document offsets."""
        found_places, found_names, others = self._found[document.id, segment.id]
        named = [self._valued(name) for name in found_names]
        here = [*others, *named, *self._placed(found_places, named, segment.text, document.language)]
        offset = segment.span.start
        moved = [Anchor(a.kind, Span(a.span.start + offset, a.span.end + offset), a.text, a.value) for a in here]
        moved += quotations.anchors(document.text, quoted, segment.span)
        return sorted(moved, key=lambda a: (a.span.start, -a.span.end, a.kind))

    def _scan(self, document: Document, segment: Segment) -> None:
        """Find what a sentence shows on its own, and note its names."""
        text, language = segment.text, document.language
        tagged = quotations.tags(text)
        dated = [
            a
            for a in dates.find(text, language, document.provenance.published)
            if not any(a.span.overlap(t.span) for t in tagged)
        ]
        taken = [a.span for a in (*tagged, *dated)]
        counted = numbers.find(text, language, taken)
        found_places = [p for p in places.find(text, language) if not any(p.span.overlap(t) for t in taken)]
        found: list[Name] = []
        found.extend(names.bodies(text, taken))
        taken += [n.span for n in found]
        for run in names.runs(text, language, self._known, taken, found_places) if covered(language) else ():
            found.extend(name_kinds.classify(run, text, language, found_places))
        self._found[document.id, segment.id] = (found_places, found, [*tagged, *dated, *counted])
        for name in found:
            self._note(name)

    def _note(self, name: Name) -> None:
        folded = fold(name.text)
        # What nothing speaks for counts a little, so that it decides only where there is nothing better.
        self._register.kinds.setdefault(folded, Counter())[name.kind] += 10 * name.weight + 1
        self._register.spelled.setdefault(folded, name.text)

    def _settle(self) -> None:
        """Give last names the full name told elsewhere, where more than capitals speaks for a person."""
        full: dict[str, Counter[str]] = {}
        for folded, kinds in self._register.kinds.items():
            words = folded.split()
            if kinds.most_common(1)[0][0] == "person" and len(words) > 1 and kinds["person"] >= 2:
                full.setdefault(names.transliterated(words[-1]), Counter())[folded] += sum(kinds.values())
        for folded, kinds in sorted(self._register.kinds.items()):
            first, _, rest = folded.partition(" ")
            sure = kinds.most_common(1)[0][0] == "organisation" and kinds["organisation"] >= 2
            sure = sure and (bool(rest) or kinds["organisation"] >= 30)
            if sure and len(first) > 3 and not names.is_common(first):
                self._register.bodies.setdefault(first, self._register.spelled[folded])
        for last, choices in full.items():
            best = sorted(choices.items(), key=lambda c: (-c[1], -len(c[0]), c[0]))
            self._register.people[last] = self._register.spelled[best[0][0]]

    def _recall(self) -> None:
        """Find last names again at the head of a sentence, where a capital alone says nothing."""
        for document in self._documents:
            for segment in document.active:
                _, found, others = self._found[document.id, segment.id]
                for word in names.words(segment.text):
                    span = Span(word.start, word.end)
                    if not (word.first and word.capital and len(word.text) > 3):
                        continue
                    if names.transliterated(word.text) not in self._register.people:
                        continue
                    if not any(n.span.overlap(span) for n in found) and not any(a.span.overlap(span) for a in others):
                        found.append(Name(span, word.text, "person", 1))

    def _spread(self) -> None:
        """Find bodies of several words again where a paper writes them smaller: SOS homophobie for SOS Homophobie."""
        bodies = sorted(
            (
                f
                for f, k in self._register.kinds.items()
                if " " in f and k.most_common(1)[0][0] == "organisation" and k["organisation"] >= 10
            ),
            key=lambda f: (-len(f), f),
        )
        if not bodies:
            return
        pattern = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(b) for b in bodies) + r")(?!\w)")
        for document in self._documents:
            for segment in document.active:
                found_places, found, others = self._found[document.id, segment.id]
                folded = fold(segment.text)
                if len(folded) != len(segment.text):
                    continue
                for match in pattern.finditer(folded):
                    span = Span(*match.span())
                    if segment.text[span.start].isupper() and not any(n.span.overlap(span) == len(span) for n in found):
                        kept = [n for n in found if not n.span.overlap(span)]
                        found = [*kept, Name(span, span.of(segment.text), "organisation", 1)]
                self._found[document.id, segment.id] = (found_places, found, others)

    def _valued(self, name: Name) -> Anchor:
        noted = self._register.kinds.get(fold(name.text))
        kind = noted.most_common(1)[0][0] if noted else name.kind
        words = fold(name.text).split()
        whole = self._register.people.get(names.transliterated(words[-1]))
        body = self._register.bodies.get(words[0])
        value = names.known_body(name.text) or self._spelling(name.text)
        if len(words) == 1 and whole is not None and not name.text.isupper():
            kind, value = "person", whole
        elif len(words) == 1 and body is not None and kind != "place":
            kind, value = "organisation", names.known_body(name.text) or body
        elif kind == "person" and body is not None and name.weight < 3:
            kind = "organisation"  # “Marlow Motors” beside “the Marlow works”
        elif kind == "person":
            value = self._full(name.text, whole)
        return Anchor(kind, name.span, name.text, value)  # type: ignore[arg-type]

    def _full(self, text: str, whole: str | None) -> str:
        """Choose one spelling for a person: the one noted where it is the same person in another script of letters."""
        if whole is not None and names.transliterated(whole) == names.transliterated(text):
            return whole
        return squeeze(text)

    def _spelling(self, text: str) -> str:
        bare = re.sub(r"^(?:(?:the|le|la|les)\s+|l['’]\s*)", "", squeeze(text), flags=re.IGNORECASE)
        return self._register.spelled.get(fold(bare), bare)

    def _placed(self, found: Sequence[Place], named: Sequence[Anchor], text: str, language: str) -> list[Anchor]:
        made: list[Anchor] = []
        for place in found:
            if any(place.span.overlap(n.span) for n in named):
                continue
            kind = "place"
            if place.kind == "seat":
                kind = places.use_of_seat(text, place.span, language)
            made.append(Anchor(kind, place.span, place.span.of(text), place.name))  # type: ignore[arg-type]
        return made


def of_text(text: str, language: str) -> list[Anchor]:
    """Find the anchors of one text on its own, quotations included."""
    segment = Segment("t.s0001", "t", Span(0, len(text)), text)
    document = Document("t", language, text, segments=(segment,))
    return Finder([document]).of(document, segment, quotations.quotations(text))


def covered(language: str) -> bool:
    """True where words for numbers, dates and names are known; elsewhere far less is read."""
    return base(language) in COVERED
