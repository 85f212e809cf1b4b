"""Sentences that tell the same but for a piece: what is left over on both sides differs, and so does a negation.

Two sentences tell the same when they hold most of each other's words, or when the aligner links them in texts that
translate each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from align.facts.agreement import unmatched
from align.facts.conflicts import Conflict, close, same_digits, same_weekday, tells
from align.facts.contrasts import english, has_opposites, left_over
from align.facts.grammar import denied_stem, implies_denial, is_denied
from align.facts.likeness import cognate
from align.facts.stances import undone
from align.facts.support import Look, alike_sentences
from align.facts.terms import stemmer, terms
from align.facts.vocabulary import plain
from align.facts.wording import strange_names
from align.model import Alignment, Anchor, AnchorKind, Claim, Quantity, Relation, Slot, Span
from align.text import fold

ALIKE = 0.47
"""Two sentences that hold so much of each other tell the same: what is left over on both sides differs."""

AS_GOOD_AS_THE_SAME = 0.5
"""From here on what is left over on both sides stands for each other: rounded figures too, and names of any kind."""

ALIKE_BUT_NOT = 0.5
"""The same, for a negation on one side alone."""

DENIED = 0.25
"""How much of the negated clause some clause of the other sentence must hold: else it is a piece of its own."""

LEFTOVERS: Mapping[Slot, tuple[AnchorKind, ...]] = {
    "number": ("number",),
    "date": ("date",),
    "place": ("place",),
    "actor": ("person", "organisation", "place"),
}
"""Which kinds of anchors fill a slot."""


LINKED = 0.7
"""Score from which a bead of texts that translate each other says that its two sentences tell the same."""

AS_LONG = 0.7
"""A translation is at least so long, as a share of the longer of the two; a summary isn't."""

OTHERWISE = "the sentences tell the same otherwise"


def translated(alignment: Alignment) -> frozenset[tuple[str, str]]:
    """List the sentences (source id, target id) that an alignment of translations links firmly, one to one."""
    if alignment.mode != "parallel":
        return frozenset()
    size = {name: len(s.text) for name, s in alignment.segments().items()}
    pairs = [(b.source[0], b.target[0]) for b in alignment.beads if b.kind == "1-1" and b.score >= LINKED]
    return frozenset((a, b) for a, b in pairs if AS_LONG * max(size[a], size[b]) <= min(size[a], size[b]))


def leftovers(source: Look, target: Look, linked: Set[tuple[str, str]] = frozenset()) -> list[Conflict]:
    """List what sentences that tell the same otherwise don't have in common: denied, or told with another value."""
    made = [*_polarities(source, target)]
    for place, other, likeness in _alike_sentences(source, target, ALIKE, linked):
        pair = _Pair(source, target, place, other, likeness)
        found = list(pair.by_anchors())
        if likeness >= AS_GOOD_AS_THE_SAME:
            slots = {c.slot for c in found}
            found += [c for c in (pair.one_more_number(), pair.other_version()) if c and "number" not in slots][:1]
            if not slots & {"actor", "place"}:
                found += pair.by_names()
        made.extend(found)
    return made


_Left = tuple[int, Anchor]
"""A claim's number and an anchor of it."""


@dataclass(frozen=True)
class _Pair:
    """Two sentences, by their places, that tell the same otherwise."""

    source: Look
    target: Look
    place: int
    other: int
    likeness: float

    def by_anchors(self) -> Iterator[Conflict]:
        """Pair anchors that agree with nothing on the other side."""
        around = _anchors_around(self.target, self.other)
        before = _anchors_around(self.source, self.place)
        used: set[Span] = set()
        for slot, kinds in LEFTOVERS.items():
            left = [
                (i, a)
                for i, a in _anchors_of(self.source, self.place)
                if a.kind in kinds and a.span not in used and _alone(a, around, self.source, self.place, self.other)
            ]
            right = [
                (d, a)
                for d, a in _anchors_of(self.target, self.other)
                if a.kind in kinds and _alone(a, before, self.target, self.other, self.place)
            ]
            found = self._first(left, right)
            if found is not None:
                used.add(found[0][1].span)
                yield self._conflict(slot, *found)

    def one_more_number(self) -> Conflict | None:
        """Pair numbers one to one: “the 6 and the 6” and “the 6 and the 7” leave a 6 and a 7, of which one is alone."""
        mine = [(i, a) for i, a in _anchors_of(self.source, self.place) if a.kind == "number"]
        yours = [(d, a) for d, a in _anchors_of(self.target, self.other) if a.kind == "number"]
        if len(mine) != len(yours):
            return None
        left, right = list(mine), list(yours)
        for one in mine:
            agreeing = next((two for two in right if not unmatched([one[1]], [two[1]])), None)
            if agreeing is not None:
                left.remove(one)
                right.remove(agreeing)
        left = [x for x in left if right and (_is_new(x, yours) or any(_is_new(y, mine) for y in right))]
        found = self._first(left, right)
        return self._conflict("number", *found) if found else None

    def other_version(self) -> Conflict | None:
        """Pair words that end in another number: iPhone6 and iPhone7, G7 and G20."""
        mine, yours = _versions(self.source, self.place), _versions(self.target, self.other)
        for (name, number), (span, text) in mine.items():
            rest = [v for (n, k), v in yours.items() if n == name and k != number and (n, k) not in mine]
            if rest and (name, number) not in yours:
                return self._of_spans("number", (span, text), rest[0])
        return None

    def by_names(self) -> list[Conflict]:
        """Pair names that the other side's sentence holds no word of, whether or not they were read as anchors."""
        left = strange_names(self.source, self.place, self.other, _anchors_around(self.target, self.other))
        right = strange_names(self.target, self.other, self.place, _anchors_around(self.source, self.place))
        for one in left:
            for two in right:
                if (one.firm or two.firm) and not _spelt_alike(one.text, two.text):
                    made = self._of_spans("actor", (one.span, one.text), (two.span, two.text))
                    return [made] if made else []
        return []

    def _first(self, left: Sequence[_Left], right: Sequence[_Left]) -> tuple[_Left, _Left] | None:
        return next(((x, y) for x in left for y in right if _stand_for(x[1], y[1], self.likeness)), None)

    def _conflict(self, slot: Slot, one: _Left, two: _Left) -> Conflict:
        values = (one[1].text, two[1].text)
        firm = self.likeness >= AS_GOOD_AS_THE_SAME
        relation: Relation = "bound differs" if _overlap(one[1], two[1]) else "incompatible"
        return Conflict(one[0], two[0], slot, values, self.likeness, OTHERWISE, firm, relation)

    def _of_spans(self, slot: Slot, one: tuple[Span, str], two: tuple[Span, str]) -> Conflict | None:
        i, d = _claim_of(self.source, self.place, one[0]), _claim_of(self.target, self.other, two[0])
        if i is None or d is None:
            return None
        return Conflict(i, d, slot, (one[1], two[1]), self.likeness, OTHERWISE, self.likeness >= AS_GOOD_AS_THE_SAME)


def _anchors_of(look: Look, place: int) -> list[_Left]:
    segment = look.here.segments[place].id
    return [(i, a) for i, c in enumerate(look.claims) if c.segment == segment for a in c.anchors if tells(a, c)]


def _is_new(one: _Left, others: Sequence[_Left]) -> bool:
    return bool(unmatched([one[1]], [a for _, a in others]))


def _claim_of(look: Look, place: int, span: Span) -> int | None:
    """Return the claim of a sentence that holds a span."""
    segment = look.here.segments[place].id
    return next((i for i, c in enumerate(look.claims) if c.segment == segment and c.span.overlap(span)), None)


def _versions(look: Look, place: int) -> dict[tuple[str, str], tuple[Span, str]]:
    """Map the words of a sentence that end in digits, as (letters, digits), to where they stand."""
    segment = look.here.segments[place]
    return {
        (fold(m[1]), m[2]): (Span(segment.span.start + m.start(), segment.span.start + m.end()), m.group())
        for m in re.finditer(r"\b([^\W\d_]+)-?(\d+)\b", segment.text)
    }


def _spelt_alike(one: str, two: str) -> bool:
    """True for names of one spelling, of cognate parts, or of the same initials in another order (OTAN and NATO)."""
    a, b = fold(one), fold(two)
    if max(len(a), len(b)) < SHORTEST or _initials(one, two) or _initials(two, one):
        return True  # « Rê » and “Ra”, « CAN » and “Africa Cup”: too little to go by
    if a == b or (one.isupper() and two.isupper() and sorted(a) == sorted(b)):
        return True
    left, right = re.findall(r"\w+", a), re.findall(r"\w+", b)
    same = sum(any(x == y or cognate(x, y) >= COGNATE for y in right) for x in left)
    return 2 * same > max(len(left), len(right))


def _initials(short: str, name: str) -> bool:
    """True where a name's capitals are all among the letters of an acronym, which may stand for it."""
    capitals = {c for c in name if c.isupper()}
    return 2 <= len(short) <= 6 and short.isupper() and not name.isupper() and capitals <= set(short)


SHORTEST = 3
"""Letters of the shortest name that is told apart from another one."""

COGNATE = 0.6
"""From here on two names are the same name in another language."""


def _overlap(one: Anchor, two: Anchor) -> bool:
    """True for figures of which one may hold where the other does: “at least three” and “nine”."""
    a, b = one.value, two.value
    return isinstance(a, Quantity) and isinstance(b, Quantity) and a.low <= b.high and b.low <= a.high


def _stand_for(one: Anchor, two: Anchor, likeness: float) -> bool:
    """True when two anchors that are left over may fill one slot with different values.

    Between sentences as good as the same any figure stands for any other; between others rounded figures agree.
    """
    firm = likeness >= AS_GOOD_AS_THE_SAME
    if isinstance(one.value, Quantity) and isinstance(two.value, Quantity):
        if same_digits(one.text, two.text):
            return False
        units = {one.value.unit, two.value.unit}
        return (len(units) == 1 or (firm and "" in units)) and (firm or not close(one.value, two.value))
    if _spelt_alike(one.text, two.text) and not {one.kind, two.kind} & {"number", "date"}:
        return False
    return (firm or one.kind == two.kind) and not same_weekday(one, two)


def _alike_sentences(
    source: Look, target: Look, least: float, linked: Set[tuple[str, str]] = frozenset()
) -> Iterator[tuple[int, int, float]]:
    """Pair sentences that are each other's best, and hold enough of each other; or that translate each other."""
    if not source.sentences.size:
        return
    both = alike_sentences(source, target)
    known = {(source.here.place.get(a, -1), target.here.place.get(b, -1)) for a, b in linked}
    documents = [s.document for s in target.here.segments]
    for place in range(both.shape[0]):
        for document in dict.fromkeys(documents):
            inside = [k for k, d in enumerate(documents) if d == document]
            firm = [k for k in inside if (place, k) in known]
            other = firm[0] if firm else max(inside, key=lambda k: (both[place, k], -k))
            likeness = float(both[place, other])
            if firm or (likeness >= least and both[:, other].argmax() == place):
                yield place, other, max(likeness, ALIKE) if firm else likeness


def _anchors_around(look: Look, place: int) -> list[Anchor]:
    """List the anchors of a sentence and of its neighbours."""
    document = look.here.segments[place].document
    near = {s.id for s in look.here.segments[max(0, place - 1) : place + 2] if s.document == document}
    return [a for c in look.claims if c.segment in near for a in c.anchors]


def _alone(anchor: Anchor, others: Sequence[Anchor], look: Look, place: int, other: int) -> bool:
    """True when nothing on the other side agrees with an anchor, by value or by a word of it that is found there."""
    if not unmatched([anchor], others):
        return False
    if anchor.kind in ("number", "date"):
        return True
    window = look.there.single[other]
    origin = look.here.segments[place].span.start
    words = [
        float(look.finds[n, window])
        for t, n in zip(look.here.words[place], look.here.numbers[place], strict=True)
        if anchor.span.start <= origin + t.start < anchor.span.end and t.form[0].isalpha()
    ]
    return not words or max(words) < 0.6


def _polarities(source: Look, target: Look) -> Iterator[Conflict]:
    """Pair sentences that tell the same but of which only one is negated."""
    here_there = (source.here.language, target.here.language)
    for place, other, likeness in _alike_sentences(source, target, ALIKE_BUT_NOT):
        one, two = source.here.segments[place].id, target.here.segments[other].id
        mine = [i for i, c in enumerate(source.claims) if c.segment == one]
        yours = [d for d, c in enumerate(target.claims) if c.segment == two]
        left = [i for i in mine if _denies(source.claims[i], source.here.language)]
        right = [d for d in yours if _denies(target.claims[d], target.here.language)]
        if bool(left) == bool(right) or not mine or not yours:
            continue
        if is_denied(
            (target.here.segments[other] if left else source.here.segments[place]).text, here_there[bool(left)]
        ):
            continue  # in a frame: “I do not think that it was”
        bare, negated = ((target, other), (source, place)) if left else ((source, place), (target, other))
        if _denied_otherwise(*bare, *negated) or has_opposites(source, target, place, other):
            continue
        rated = [
            (float(source.pairs[i, d] if left else target.pairs[d, i]), -i, -d)
            for i in (left or mine)
            for d in (right or yours)
        ]
        share, i, d = max(rated)
        if share >= DENIED:
            texts = (source.claims[-i].text, target.claims[-d].text)
            yield Conflict(-i, -d, "status", texts, likeness, "only one of the two is negated", False)


def _denies(claim: Claim, language: str) -> bool:
    """True for a negated claim, unless what it negates is a denial itself: « n'exclut pas », “did not refuse”."""
    if not is_denied(claim.text, language):
        return False
    lowered = plain(claim.text)
    words = terms(claim.text, language)
    return not any(implies_denial(t.form, language) and undone(lowered, t, language) for t in words)


def _denied_otherwise(look: Look, place: int, negated: Look, other: int) -> bool:
    """True where a sentence without a negation denies by a word: “avoid”, “inconclusive” for « pas concluant »."""
    language = look.here.language
    words, others = look.here.words[place], negated.here.words[other]
    left = [w.term.form for w in left_over(look, place, other)]
    if any(implies_denial(w, language) or implies_denial(w, language, weakly=True) for w in left):
        return True
    if any(implies_denial(t.form, language) for t in words) and not any(
        implies_denial(t.form, negated.here.language) for t in others
    ):
        return True
    bare = [r for t in words if (r := denied_stem(t.form, language))]
    meant = {stemmer("en")(stem) for r in bare for stem, _ in english(r, language)}
    there = negated.here.language
    told = {stemmer("en")(stem) for t in others for stem, _ in english(t.form, there)}
    return any(a == b or (len(a) >= ROOT and a[:ROOT] == b[:ROOT]) for a in meant for b in told)


ROOT = 4
"""Letters that two words of one root share at least: lucky and luck."""
