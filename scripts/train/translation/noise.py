"""Pairs that teach copying: an invented name, number or hashtag put into both sides alike.

Small models bend what they have never seen. A pair whose two sides share a name or a number says where it belongs; the
same pair once more, with another one there, teaches to carry over letters instead of meanings.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from translation.pairs import Pair
from translation.settings import Preparing

NAME = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-ÖØ-Þ][a-zà-ÿ]{3,}(?![\w-])")
NUMBER = re.compile(r"(?<![\w.,])\d{2,}(?![\w.,]|\s\d)")

HEADS = ("Ka", "Mo", "Vel", "Dra", "Tsi", "Oub", "Lév", "Bar", "Nor", "Zha", "Gui", "Sör", "Pra", "Yel", "Chev", "Fé")
MIDDLES = ("ra", "li", "dou", "ken", "mi", "sta", "vo", "ré", "ll", "ngo", "bri", "", "", "")
TAILS = ("nov", "tier", "sson", "aki", "ouf", "mann", "ez", "iev", "ard", "ini", "wski", "oumé", "berg", "ul", "as")
WORDS = ("Justice", "Climat", "Pour", "Stop", "Avec", "Droits", "Liberté", "Now", "Vote", "Ville", "COP", "Day", "Non")


def noisy(pair: Pair, settings: Preparing, rng: random.Random) -> Iterator[Pair]:
    """Yield further forms of a pair, each by its share: another name, another number, a hashtag."""
    if rng.random() < settings.names:
        yield from _exchanged(pair, NAME, lambda old: name(rng))
    if rng.random() < settings.numbers:
        yield from _exchanged(pair, NUMBER, lambda old: number(old, rng))
    if rng.random() < settings.hashtags:
        tag = hashtag(rng)
        yield _tagged(pair, tag, rng.random() < 0.3)


def _exchanged(pair: Pair, pattern: re.Pattern[str], make: Callable[[str], str]) -> Iterator[Pair]:
    """Yield the pair with one thing exchanged that stands exactly once on either side."""
    left, right = pattern.findall(pair.left), pattern.findall(pair.right)
    for old in left:
        if left.count(old) == 1 and right.count(old) == 1 and pair.left.count(old) == pair.right.count(old) == 1:
            new = make(old)
            yield Pair(pair.left.replace(old, new), pair.right.replace(old, new))
            return


def _tagged(pair: Pair, tag: str, first: bool) -> Pair:
    return Pair(*(f"{tag} {side}" if first else f"{side} {tag}" for side in pair))


def name(rng: random.Random) -> str:
    """Invent a name."""
    return rng.choice(HEADS) + rng.choice(MIDDLES) + rng.choice(TAILS)


def number(old: str, rng: random.Random) -> str:
    """Make another number with as many digits."""
    return str(rng.randrange(10 ** (len(old) - 1), 10 ** len(old)))


def hashtag(rng: random.Random) -> str:
    """Invent a hashtag, at times with digits or an underscore."""
    middle = rng.choice(("", "", "4", "_"))
    return f"#{rng.choice(WORDS)}{middle}{name(rng)}{rng.choice(('', '', str(rng.randrange(10, 2030))))}"
