"""Numerals: figures and number words put together, before it is known what they measure or count.

« quatre-vingt-dix-sept » is 97, « des dizaines de milliers » 20,000 to 99,999, “two thirds” 66.7 per cent, “between 5
and 10” an interval. French and English; figures alone in other languages.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from align.facts.vocabulary import listed, plain, table
from align.model import Span

TOKEN = re.compile(
    r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d])(?:,\d+)?|\d+(?:[.,]\d+)*|[^\W\d_]+'(?=[^\W\d_])|[^\W\d_]+|\S"
)
TOKEN_EN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+'(?=[^\W\d_])|[^\W\d_]+|\S")
COLLECTIVE = (0.85, 1.2)
"""« une dizaine », “a dozen”: from a little below to a fifth above."""


@dataclass(frozen=True, slots=True)
class Token:
    """A lower-cased word, figure or sign and where it stands."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that has been read: its interval, the token behind it, and how it was written."""

    low: float
    high: float
    end: int
    kind: str = "cardinal"  # cardinal, collective, ordinal, share
    words: bool = True


@dataclass(frozen=True)
class Words:
    """The number words of a language by kind, its bounds and all units."""

    kinds: Mapping[str, tuple[str, int]]
    fractions: Mapping[str, int]
    before: tuple[tuple[tuple[str, ...], str], ...]
    after: tuple[tuple[tuple[str, ...], str], ...]


@cache
def words_of(language: str) -> Words:
    """Read the number words and bounds of a language."""
    kinds: dict[str, tuple[str, int]] = {}
    fractions: dict[str, int] = {}
    for tongue, kind, word, value in table("numbers", 4):
        if tongue == language and kind == "fraction":
            fractions[word] = int(value)
        elif tongue == language:
            kinds[word] = (kind, int(value))
    bounds: dict[str, list[tuple[tuple[str, ...], str]]] = {"before": [], "after": []}
    for tongue, place, kind, phrase in table("bounds", 4):
        if tongue == language:
            bounds[place].append((tuple(t.word for t in tokens(phrase, language)), kind))
    before, after = (tuple(sorted(bounds[p], key=lambda b: -len(b[0]))) for p in ("before", "after"))
    return Words(kinds, fractions, before, after)


def tokens(text: str, language: str) -> list[Token]:
    """Cut ``text`` into words, figures and signs; in English a space never groups digits."""
    pattern = TOKEN_EN if language == "en" else TOKEN
    return [Token(m.group(), m.start(), m.end()) for m in pattern.finditer(plain(text))]


def figure(word: str, language: str) -> float | None:
    """Read digits: 1,200 is 1200 in English and 1.2 in French, 70.000 the other way round; None for 3.10.2."""
    bare = word.replace(" ", "")
    group, point = (",", ".") if language == "en" else (".", ",")
    if re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+(?:\{point}\d+)?", bare):
        return float(bare.replace(group, "").replace(point, "."))
    if re.fullmatch(r"\d{1,3}(?:,000)+", bare):
        return float(bare.replace(",", ""))
    if re.fullmatch(r"\d+(?:[.,]\d+)?", bare):
        return float(bare.replace(",", "."))
    return None


@cache
def units() -> dict[tuple[str, ...], tuple[str, float]]:
    """Map the words of every unit to its base unit and factor."""
    found: dict[tuple[str, ...], tuple[str, float]] = {}
    for unit, factor, names in table("units", 3):
        for name in names.split("|"):
            found.setdefault(tuple(t.word for t in tokens(name, "en")), (unit, float(factor)))
    return found


class Numerals:
    """Reads the numerals of one text; a place is the number of a token."""

    def __init__(self, text: str, language: str, taken: Sequence[Span]) -> None:
        self.text = text
        self.language = language
        self.tokens = tokens(text, language)
        self.words = words_of(language)
        self.free = [not any(s.start < t.end and t.start < s.end for s in taken) for t in self.tokens]

    def word(self, place: int) -> str:
        """Return the word at a place, or nothing beyond the ends."""
        return self.tokens[place].word if 0 <= place < len(self.tokens) else ""

    def near(self, place: int) -> bool:
        """True when the token follows the one before it with nothing but a space or nothing in between."""
        return 0 < place < len(self.tokens) and self.tokens[place].start - self.tokens[place - 1].end <= 1

    def unit(self, place: int) -> tuple[str, float, int] | None:
        """Find a unit at ``place`` (a hyphen or de may stand before it): its name, factor and the token behind."""
        start = place + (self.word(place) in ("-", "de", "d'", "of"))
        while self.word(start) in listed(self.language, "between"):  # « deux dernières années », “six long months”
            start += 1
        for length in (4, 3, 2, 1):
            words = tuple(self.word(start + k) for k in range(length))
            if all(words) and words in units():
                unit, factor = units()[words]
                return unit, factor, start + length
        return None

    def amount(self, place: int) -> Amount | None:
        """Read the number that begins at ``place``: a fraction, an ordinal, a collective, a cardinal or a range."""
        first = self._fraction(place) or self._ordinal(place) or self._plain(place)
        if first is None or first.kind != "cardinal":
            return first
        return self._range(place, first) or first

    def _plain(self, place: int) -> Amount | None:
        return self._collective(place) or self._cardinal(place)

    def _cardinal(self, place: int) -> Amount | None:
        value = figure(self.word(place), self.language) if self.word(place)[:1].isdigit() else None
        if value is not None:
            if place and self.tokens[place].start == self.tokens[place - 1].end and self.word(place - 1)[-1].isalpha():
                return None  # A2, covid19: a name
            return self._scaled(value, place + 1, words=False)
        if self.word(place) in ("a", "un", "une") and self.word(place + 1) in listed("*", "long-time"):
            return Amount(1, 1, place + 1)
        article = self.language == "en" and self.word(place) in ("a", "an")
        start = place + 1 if article else place
        if article and self.words.kinds.get(self.word(start), ("", 0))[0] not in ("hundred", "scale"):
            return None
        return self._spelled(start, article)

    def _scaled(self, value: float, place: int, words: bool) -> Amount:
        kind, factor = self.words.kinds.get(self.word(place), ("", 0))
        if kind == "scale" and self.near(place):
            return self._scaled(value * factor, place + 1, words)
        if kind in ("collective", "collectives") and self.near(place):  # “2 dozen”
            return Amount(value * factor, value * factor, place + 1, "collective", words)
        return Amount(value, value, place, "cardinal", words)

    def _spelled(self, place: int, article: bool) -> Amount | None:
        """Compose number words: hundreds multiply, scales close a group, « quatre-vingt » is four twenties."""
        total, group, seen = 0.0, -1.0, place
        here = place
        while here < len(self.tokens):
            joined = self._joiner(here, group)
            kind, value = self.words.kinds.get(self.word(here + joined), ("", 0))
            if not self._fits(kind, value, group) or (here > place and not self.near(here)):
                break
            if here == place and kind == "unit" and value == 1 and not self._counts_one(here):
                return None
            if self.word(here + joined) == "cents" and group < 0:
                break  # cents of a euro or a dollar
            if kind == "hundred":
                group = (group if group > 0 else 1) * 100
            elif kind == "scale":
                total, group = total + (group if group > 0 else 1) * value, 0.0
            elif value == 20 and group % 10 == 4 and self.language == "fr":
                group += 76
            else:
                group = max(group, 0) + value
            here += joined + 1
            seen = here
        if seen == place:
            return None
        number = total + max(group, 0)
        number, seen = self._and_a_half(number, seen)
        if article:
            return Amount(number * COLLECTIVE[0], number * COLLECTIVE[1], seen, "collective")
        return Amount(number, number, seen)

    def _joiner(self, place: int, group: float) -> int:
        """Count the tokens (hyphen, et, and) that join the number word behind them to the group so far."""
        if group < 0:
            return 0
        if self.word(place) in ("-", "‑"):
            return 1
        if self.language == "fr" and self.word(place) == "et" and group >= 20:
            return 1 if self.word(place + 1) in ("un", "une", "onze") else 0
        if self.language == "en" and self.word(place) == "and" and group >= 100:
            return 1 if self.words.kinds.get(self.word(place + 1), ("", 0))[0] in ("unit", "tens") else 0
        return 0

    def _fits(self, kind: str, value: int, group: float) -> bool:
        """True when a number word can go on from the group so far (-1: nothing yet)."""
        if kind == "unit":
            room = 20 if self.language == "fr" and group % 100 in (60, 80) else 10
            return (
                group < 0
                or group % 100 == 0
                or (group % 100 >= 20 and group % 10 == 0 and 0 < value < room)
                or (self.language == "fr" and group % 100 in (10, 70, 90) and 7 <= value <= 9)
            )
        if kind == "tens":
            return group < 0 or group % 100 == 0 or (self.language == "fr" and value == 20 and group % 100 == 4)
        if kind == "hundred":
            return group < 100
        return kind == "scale"

    def _counts_one(self, place: int) -> bool:
        """True where “one” counts rather than points (“the one”, “no one”, “one of”); « un » only beside a bound."""
        after, before = self.word(place + 1), self.word(place - 1)
        if self.language == "fr":
            return after in ("seul", "seule", "million", "milliard") or before in ("moins", "seulement", "exactement")
        if self.words.kinds.get(after, ("", 0))[0] in ("hundred", "scale"):
            return True
        if before in ("no", "any", "some", "every", "this", "that", "the", "which", "each", "another", "-", "for"):
            return False
        return bool(after) and after[0].isalpha() and after not in listed("en", "not-after-one")

    def _and_a_half(self, number: float, place: int) -> tuple[float, int]:
        here = [self.word(place + k) for k in range(3)]
        if here[:2] in (["et", "demi"], ["et", "demie"]):
            return number + 0.5, place + 2
        if here == ["and", "a", "half"]:
            return number + 0.5, place + 3
        return number, place

    def _collective(self, place: int) -> Amount | None:
        """Read « une dizaine », « des centaines de milliers », “two dozen”, “tens of thousands”."""
        start, count = place, 0.0
        head = self.word(place)
        if head.endswith("s") and self.words.kinds.get(head, ("", 0))[0] == "scale":
            low, high = _spread(self.words.kinds[head][1], "collectives", 1.0, counted_exactly=False)
            return Amount(low, high, place + 1, "collective")  # « par millions »
        if (head, self.word(place + 1)) == ("a", "few"):
            start, count, head = place + 2, 1.0, "few"
        elif head in ("une", "un", "a", "an", "des", "les", "ces", "several", "plusieurs", "many", "quelques"):
            start, count = place + 1, 1.0
            if head in ("un", "une") and self.word(start) == "demi":
                start, count = start + 1 + (self.word(start + 1) == "-"), 0.5
        elif head == "half" and self.word(place + 1) in ("a", "an"):
            start, count = place + 2, 0.5
        else:
            number = self._spelled(place, article=False)
            if number is not None:
                start, count = number.end, number.low
        kind, value = self.words.kinds.get(self.word(start), ("", 0))
        if count == 0.5 and kind in ("scale", "hundred"):
            return Amount(value / 2, value / 2, start + 1)
        if kind not in ("collective", "collectives"):
            vague = head in ("des", "several", "plusieurs", "few", "quelques") and kind in ("scale", "hundred")
            if not vague:
                return None
            count = 1.0
            kind = "collectives"
        low, high = _spread(value, kind, count, counted_exactly=count > 1)
        end = start + 1
        if self.word(end) in ("de", "d'", "of"):
            inner, factor = self.words.kinds.get(self.word(end + 1), ("", 0))
            if inner in ("scale", "collective", "collectives") and factor > value:
                low, high, end = low * factor, (high + 1) * factor - 1, end + 2
        return Amount(low, high, end, "collective")

    def _ordinal(self, place: int) -> Amount | None:
        start = place
        if (
            self.word(place) in ("a", "une", "un")
            and self.words.kinds.get(self.word(place + 1), ("", 0))[0] == "ordinal"
        ):
            if self.language == "fr" or self.words.fractions.get(self.word(place + 1)) is None or self._series(place):
                start = place + 1
            else:
                return None
        word, after = self.word(start), self.word(start + 1)
        if (
            word[:1].isdigit()
            and start + 1 < len(self.tokens)
            and self.tokens[start + 1].start == self.tokens[start].end
        ):
            if after in _SUFFIXES.get(self.language, ()):
                value = figure(word, self.language)
                return Amount(value, value, start + 2, "ordinal") if value is not None else None
            return None
        if self._is_roman(start):
            number = float(_roman(word[:-1]))
            return Amount(number, number, start + 1, "ordinal")
        number_before = self._tens_before_ordinal(start)
        if number_before is not None:
            return number_before
        kind, value_ = self.words.kinds.get(word, ("", 0))
        if kind != "ordinal" or self._not_ordinal(start):
            return None
        return Amount(value_, value_, start + 1, "ordinal")

    def _is_roman(self, place: int) -> bool:
        """True for a Roman ordinal (XXe, « le IIe siècle »), not for Le, Ville or Vie."""
        token = self.tokens[place]
        written = self.text[token.start : token.end]
        if self.language != "fr" or not re.fullmatch(r"[IVXL]+e", written):
            return False
        return len(written) > 2 or self.word(place + 1) in ("siècle", "arrondissement", "république", "siècles")

    def _tens_before_ordinal(self, place: int) -> Amount | None:
        kind, value = self.words.kinds.get(self.word(place), ("", 0))
        if kind != "tens":
            return None
        skip = 2 if self.word(place + 1) in ("et", "-") else 1
        inner, unit = self.words.kinds.get(self.word(place + skip), ("", 0))
        if inner == "ordinal" and unit < 20:
            return Amount(value + unit, value + unit, place + skip + 1, "ordinal")
        return None

    def _series(self, place: int) -> bool:
        """True where “a third” goes on a series rather than dividing: no “of” behind it."""
        return self.word(place + 2) not in ("of", "-")

    def _not_ordinal(self, place: int) -> bool:
        word, before, after = self.word(place), self.word(place - 1), self.word(place + 1)
        if after in listed("*", "not-after-first"):
            return True
        if word in ("second", "seconds", "seconde", "secondes"):
            return (
                before in ("a", "une", "per", "par", "split", "of")
                and after not in ("time", "fois")
                and word != "second"
            )
        if word == "first":
            return (
                before in ("at", "home", "when")
                or after in ("of", ",")
                or (after.endswith("ed") and before not in ("the", "its", "his", "her", "their", "s"))
            )
        if word in ("premier", "première") and self.text[self.tokens[place].start].isupper() and self.language == "fr":
            return place > 0 and after in ("ministre",)
        return False

    def _fraction(self, place: int) -> Amount | None:
        """Read shares: “a third of”, « la moitié », “two thirds”, “three in ten”."""
        word = self.word(place)
        if word == "half" and self.word(place + 1) in ("a", "an") and self.unit(place + 2) is not None:
            return Amount(0.5, 0.5, place + 2)
        if word == "half" and self.word(place + 1) in ("of", "the", "its", "their", "his", "all"):
            return Amount(50, 50, place + 1, "share")
        if word == "la" and self.word(place + 1) == "moitié":
            return Amount(50, 50, place + 2, "share")
        article = word in ("a", "un", "one", "une")
        top = Amount(1, 1, place + 1) if article else self._spelled_or_digit(place)
        if top is None:
            return None
        at = top.end + (self.word(top.end) == "-")
        bottom = self.words.fractions.get(self.word(at))
        if bottom is not None and top.low < bottom:
            partitive = self.word(at + 1) in ("of", "des", "de", "du", "d'", "le", "les", "la")
            partitive = partitive or (article and self.word(place - 1) in ("d'", "by"))
            if (partitive and self.word(at + 2) not in ("heure", "an", "finale")) or (top.low > 1 and self.near(at)):
                share = top.low / bottom * 100
                return Amount(share, share, at + 1, "share")
        return self._out_of(top, place)

    def _spelled_or_digit(self, place: int) -> Amount | None:
        value = figure(self.word(place), self.language) if self.word(place)[:1].isdigit() else None
        if value is not None:
            return Amount(value, value, place + 1, words=False)
        return self._spelled(place, article=False)

    def _out_of(self, top: Amount, place: int) -> Amount | None:
        """Read “three in ten”, « une personne sur cinq », “two out of three voters”."""
        end = top.end
        for _ in range(2):
            if self.word(end)[:1].isalpha() and self.word(end) not in ("out", "sur", "in", "et", "and"):
                end += 1
        if end > top.end and self.word(end) not in ("out", "sur", "in"):
            return None
        here = self.word(end)
        skip = 1 if here in ("in", "sur") else 2 if (here, self.word(end + 1)) == ("out", "of") else 0
        if not skip:
            return None
        bottom = self._spelled_or_digit(end + skip)
        if (
            bottom is None
            or self.word(bottom.end) == "-"
            or not 0 < top.low < bottom.low
            or bottom.low not in (2, 3, 4, 5, 6, 7, 8, 9, 10, 100)
        ):
            return None
        share = top.low / bottom.low * 100
        return Amount(share, share, bottom.end, "share")

    def _range(self, place: int, first: Amount) -> Amount | None:
        """Read “between 5 and 10”, « de 5 à 10 », “two or three”, 100-250; what falls (3-1) is a score."""
        joiner, before = self.word(first.end), self.word(place - 1)
        pairs = {"en": ("to", "or"), "fr": ("à", "ou")}.get(self.language, ())
        between = joiner in ("and", "et") and before in ("between", "entre")
        dash = joiner in ("-", "–") and not first.words
        if not (joiner in pairs or between or dash):
            return None
        unit = self.unit(first.end)
        second = self._plain(first.end + 1)
        if second is None or unit is not None or not self.free[first.end + 1]:
            return None
        if dash and self.word(second.end) == "-":
            return None
        scale = second.low / first.low if first.low else 0
        low = first.low
        if scale >= 1000 and second.low >= 1e6 and low < 1000 and not self._ends_in_scale(first):
            low *= 10 ** (3 * math.floor(math.log10(second.low) / 3))  # “2 to 3 million”
        if low < second.high:
            return Amount(low, second.high, second.end)
        return None

    def _ends_in_scale(self, amount: Amount) -> bool:
        return self.words.kinds.get(self.word(amount.end - 1), ("", 0))[0] == "scale"


def _spread(value: int, kind: str, count: float, counted_exactly: bool) -> tuple[float, float]:
    """Give the interval of a collective: a counted one lies near, an open plural runs from two to the next power."""
    if counted_exactly:
        return value * count, value * count
    if count == 0.5:
        return value * 0.5 * COLLECTIVE[0], value * 0.5 * COLLECTIVE[1]
    if kind == "collective":
        return value * COLLECTIVE[0], value * COLLECTIVE[1]
    if value == 1000:
        return 2000.0, 99999.0
    if value in (10, 12, 20):
        return 2.0 * value, 99.0
    return 2.0 * value, value * 10.0 - 1


def _roman(numeral: str) -> int:
    values = {"i": 1, "v": 5, "x": 10, "l": 50}
    total = 0
    for letter, after in zip(numeral, [*numeral[1:], ""], strict=True):
        total += -values[letter] if after and values[after] > values[letter] else values[letter]
    return total


_SUFFIXES = {
    "en": ("st", "nd", "rd", "th"),
    "fr": ("er", "ers", "re", "ère", "ères", "e", "es", "ème", "èmes", "nd", "nde"),
}
