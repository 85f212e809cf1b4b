"""Numbers as intervals with what they count, in French and English; digits alone in other languages.

« des dizaines » is [20, 99], “more than 100” (100, ∞), « environ 40 » [36, 44], “a third of” 33.3 per cent, “a fourth”
behind “three” the fourth of a series. Units are converted to a base unit (``units.tsv``), so that « 10 km » and
“six miles” can be compared.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from align.facts.counted import counted, state_before, told_before, under
from align.facts.numerals import COLLECTIVE, Amount, Numerals
from align.facts.vocabulary import base, plain
from align.model import Anchor, Quantity, Span

NEAR = 0.10
"""“Around” allows a tenth either way."""

SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
LETTERS = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "md": 1e9, "mds": 1e9, "tn": 1e12}


def find(text: str, language: str, taken: Sequence[Span] = ()) -> list[Anchor]:
    """Find the numbers of ``text`` outside the spans that are ``taken`` (dates, tags); spans count in ``text``."""
    tongue = base(language)
    reader = _Reader(text, tongue, taken)
    return reader.read()


class _Reader(Numerals):
    """One reading of one text."""

    def read(self) -> list[Anchor]:
        found: list[Anchor] = []
        place = 0
        while place < len(self.tokens):
            if not self.free[place]:
                place += 1
                continue
            clock = self._clock(place)
            if clock is not None:
                found.append(clock[0])
                place = clock[1]
                continue
            amount = self.amount(place)
            if amount is None:
                place += 1
                continue
            anchor, place = self._anchor(place, amount)
            if anchor is not None:
                found.append(anchor)
        return found

    # --- clock times ----------------------------------------------------------------------------------------------

    def _clock(self, place: int) -> tuple[Anchor, int] | None:
        """Read 22:30, 22 h 30, 10.07 pm, 1200 GMT as minutes after midnight."""
        match = _CLOCK.match(plain(self.text), self.tokens[place].start) if self.word(place)[0].isdigit() else None
        if match is None:
            return None
        if match["four"]:
            hour, minute = int(match["four"][:2]), int(match["four"][2:])
        else:
            hour = int(match["hour"])
            minute = int(match["french"] or match["colon"] or match["point"] or 0)
        if hour > 24 or minute > 59:
            return None
        half = (match["half"] or match["needed"] or "").replace(".", "")
        if half == "pm" and hour < 12:
            hour += 12
        elif half == "am" and hour == 12:
            hour = 0
        value = float(hour * 60 + minute)
        end = place
        while end < len(self.tokens) and self.tokens[end].start < match.end():
            end += 1
        last = match.end() - match.group().endswith(("pm.", "am."))
        span = Span(match.start(), last)
        return Anchor("number", span, span.of(self.text), Quantity(value, value, "", "clock")), end

    # --- from amounts to anchors ----------------------------------------------------------------------------------

    def _anchor(self, place: int, amount: Amount) -> tuple[Anchor | None, int]:
        low, high = amount.low, amount.high
        start, end = place, amount.end
        unit, factor = "", 1.0
        if amount.kind == "ordinal":
            unit = "ordinal"
        elif amount.kind == "share":
            unit = "percent"
        else:
            start, end, unit, factor = self._measure(start, end)
        bound = ""
        if amount.kind != "ordinal" and unit != "clock":
            start, bound = self._bound_before(start)
            if not bound:
                end, bound = self._bound_after(end)
        if bound and amount.kind == "collective" and math.isclose(high * COLLECTIVE[0], low * COLLECTIVE[1]):
            low = high = low / COLLECTIVE[0]  # “more than a hundred” starts at a hundred
        low, high = _bend(low * factor, high * factor, bound, amount.kind == "cardinal")
        if not all(self.free[start:end]):
            return None, max(end, place + 1)
        span = Span(self.tokens[start].start, self.tokens[end - 1].end)
        noun = (
            ""
            if unit and unit != "ordinal"
            else counted(self._behind(end), self.language, one=amount.kind == "ordinal")
        )
        if not unit and (not noun or noun == "person" or under(noun, "person")):
            noun = state_before([t.word for t in self.tokens[max(0, start - 2) : start]], self.language) or noun
        if not unit and not noun:
            noun = told_before([t.word for t in self.tokens[max(0, start - 25) : start]], self.language)
        low, high = (round(v, 6) if math.isfinite(v) else v for v in (low, high))
        return Anchor("number", span, span.of(self.text), Quantity(low, high, noun, unit)), end

    def _measure(self, start: int, end: int) -> tuple[int, int, str, float]:
        """Take in a currency sign before the number or a unit behind it."""
        sign = SYMBOLS.get(self.word(start - 1))
        letter = LETTERS.get(self.word(end), 0.0) if self.word(end - 1)[0].isdigit() else 0.0
        if sign and start:
            joined = start > 1 and self.tokens[start - 2].end == self.tokens[start - 1].start
            back = (
                start - 2 if joined and self.word(start - 2) in ("us", "a", "c", "ca", "au", "nz", "hk") else start - 1
            )
            ahead = self.words.kinds.get(self.word(end), ("", 0))[0] == "scale"
            if letter and not ahead:
                return back, end + 1, sign, letter
            return back, end, sign, 1.0
        if letter and self.word(end) != "m" and self.unit(end + 1) is not None:
            unit, factor, after = self.unit(end + 1) or ("", 1.0, end)
            return start, after, unit, factor * letter
        if self.word(end) == "m" and SYMBOLS.get(self.word(end + 1)):
            return start, end + 2, SYMBOLS[self.word(end + 1)], 1e6
        found = self.unit(end)
        if found is None:
            return start, end, "", 1.0
        unit, factor, after = found
        if self._is_hour(start, after, factor):
            return start, after, "clock", 60.0
        if self.word(after) == "-" and self.word(after + 1) in ("old", "olds"):
            after += 2
        elif self.word(after) == "old":
            after += 1
        return start, after, unit, factor

    def _is_hour(self, start: int, after: int, factor: float) -> bool:
        """True for an hour of the day: « à 16 heures », « 2 heures du matin », but not « pendant trois heures »."""
        if self.language != "fr" or not math.isclose(factor, 1 / 24, rel_tol=1e-3):
            return False
        if self.word(after) == "du" and self.word(after + 1) in ("matin", "soir"):
            return True
        before = self.word(start - 1)
        return before in ("à", "vers", "dès", "avant", "après") and self.word(after) not in ("de", "d'", "plus")

    def _bound_before(self, start: int) -> tuple[int, str]:
        for phrase, kind in self.words.before:
            at = start - len(phrase)
            if at >= 0 and all(self.word(at + k) == w for k, w in enumerate(phrase)):
                return at, kind
        if self.word(start - 1) in ("the", "les", "des", "de", "d'", "l'"):
            return (start, "")
        return start, ""

    def _bound_after(self, end: int) -> tuple[int, str]:
        at = end + (self.word(end) == "-")
        if at < len(self.tokens) and self.text[self.tokens[at].start].isupper():
            return end, ""  # a name: “the iPhone 6 Plus”
        for phrase, kind in self.words.after:
            if all(self.word(at + k) == w for k, w in enumerate(phrase)):
                return at + len(phrase), kind
        return end, ""

    def _behind(self, end: int) -> list[str]:
        """List the words behind a number, up to the end of its clause."""
        found: list[str] = []
        for token in self.tokens[end : end + 24]:
            if token.word in _ENDS:
                break
            if token.word[0].isalnum() or token.word == ",":
                found.append(token.word)
        return found


def _bend(low: float, high: float, bound: str, stated: bool) -> tuple[float, float]:
    """Bend an interval with the words around the number; ``stated`` where both its ends were written."""
    if low < high and bound in ("least", "above", "most") and not math.isinf(high) and stated:
        return low, high  # “at least 100 to 250”: the range itself is what can be compared
    if bound in ("least", "above"):
        return low, math.inf
    if bound == "most":
        return 0.0, high
    if bound == "near" and low == high:
        slack = max(abs(low) * NEAR, 1.0 if 2 < low < 10 and low.is_integer() else 0.0)
        return low - slack, high + slack
    if bound == "nearly" and low == high:
        return low * (1 - NEAR), high
    return low, high


_ENDS = frozenset({".", ";", ":", "?", "!", "(", ")", "«", "»", '"', "“", "”", "–", "—"})
_CLOCK = re.compile(
    r"(?P<four>[012]\d[0-5]\d) ?(?:gmt\b|utc\b|hours\b|hrs\b)"
    r"|(?P<hour>\d{1,2})(?:"
    r"(?: ?h(?: ?(?P<french>[0-5]\d))?|:(?P<colon>[0-5]\d))(?![\w:]|[.,]\d)(?: ?(?P<half>[ap]\.?m\b\.?))?"
    r"|(?:[.:](?P<point>[0-5]\d))? ?(?P<needed>[ap]\.?m\b\.?))"
)
