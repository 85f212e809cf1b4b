"""What a number counts: a key for the noun behind it that is the same in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from align.facts.lexicon import lexicon
from align.facts.terms import stemmer
from align.facts.vocabulary import listed, table

STATE = "~"
"""Keys that begin so are states of persons: dead, hurt, missing."""

REACH = 9
"""How many words behind a number are searched for what it counts."""


@dataclass(frozen=True)
class _Nouns:
    keys: Mapping[str, str]
    wider: Mapping[str, str]


@cache
def _nouns(language: str) -> _Nouns:
    keys: dict[str, str] = {}
    wider: dict[str, str] = {}
    for key, above, english, french in table("counted", 4):
        if above != "-":
            wider[key] = above
        for word in {"en": english, "fr": french}.get(language, "").split("|"):
            if word:
                keys.setdefault(word.lower(), key)
    return _Nouns(keys, wider)


def wider(key: str) -> str:
    """Return the key that ``key`` falls under: ``person`` of ``man``, nothing for a key of its own."""
    return _nouns("en").wider.get(key, "")


def is_listed(key: str) -> bool:
    """True for a key of the table (or none, or a state), false for a stem that was merely looked up."""
    return not key or key.startswith(STATE) or key in _known_keys()


@cache
def _known_keys() -> frozenset[str]:
    return frozenset(row[0] for row in table("counted", 4))


def under(key: str, above: str) -> bool:
    """True when ``key`` falls under ``above``, at any remove."""
    seen = wider(key)
    while seen and seen != above:
        seen = wider(seen)
    return bool(seen)


def counted(words: Sequence[str], language: str, *, one: bool = False) -> str:
    """Name what a number counts from the lower-cased ``words`` behind it (up to the clause's end), or "".

    States of persons (``~dead``) win over the noun, several are joined with ``+``: « des dizaines de personnes
    enlevées, torturées » counts ``~abducted+~tortured``. ``one`` asks for a singular, as ordinals do.
    """
    near = list(words[:REACH])
    if language == "fr":
        while near and (near[0] in listed("fr", "opening") or _counts(near[0], language)):
            near.pop(0)
    else:
        while near and (near[0] in listed("en", "opening") or _counts(near[0], language)):
            near.pop(0)
    if not near or not near[0][0].isalpha() or near[0] in listed(language, "stop"):
        return _states(near, language) if near and near[0] in listed(language, "auxiliary") else ""
    head, place = _first(near, language) if one else _head(near, language)
    if not head:  # « une quarantaine d'autres ont été blessées »
        return _states(near, language)
    key = _key(head, language)
    if key.startswith(STATE):
        return key
    if wider(key) or key == "person" or _is_adjectival(near, place, language):
        states = _states(near[place + 1 :], language)
        if states == "~missing" and not (wider(key) or key == "person"):
            states = ""  # things are missing, too
        if states:
            return states
    return key


def _counts(word: str, language: str) -> bool:
    return any(row[2] == word and row[0] == language and row[1] in ("unit", "tens") for row in table("numbers", 4))


def state_before(words: Sequence[str], language: str) -> str:
    """Name the state that a verb right before a number gives: “killing three people”, « tuant trois personnes »."""
    key = _nouns(language).keys.get(words[-1], "") if words else ""
    return key if key.startswith(STATE) else ""


def _head(near: Sequence[str], language: str) -> tuple[str, int]:
    """Pick the noun of the phrase: the first plural in English, the first noun in French."""
    stop = listed(language, "stop")
    keys = _nouns(language).keys
    if language == "fr":
        for place, word in enumerate(near[:3]):
            if word in stop:
                break
            if word not in listed("fr", "before-noun") and word[0].isalpha():
                return word, place
        return "", 0
    for place, word in enumerate(near[:4]):
        if word in stop or not word[0].isalpha():
            break
        if (
            keys.get(word, "").startswith(STATE)
            or word in listed("en", "plural")
            or (word.endswith("s") and not word.endswith("ss"))
        ):
            return word, place
    return near[0], 0


def told_before(words: Sequence[str], language: str) -> str:
    """Name what a bare figure counts from the words before: “the number of dead has risen to five”."""
    keys = _nouns(language).keys
    for place in range(len(words) - 1, -1, -1):
        if words[place] in (".", ";", ":", "?", "!"):
            return ""
        if words[place] in listed(language, "toll"):
            return STATE + "dead"
        if words[place] in ("number", "nombre", "total") and place + 1 < len(words):
            found = _states(words[place + 1 : place + 8], language)
            return found or next((keys[w] for w in words[place + 1 : place + 5] if w in keys), "")
    return ""


def _first(near: Sequence[str], language: str) -> tuple[str, int]:
    """Pick the noun of an ordinal: the first that the table knows, else the first word."""
    for place, word in enumerate(near[:4]):
        if word in listed(language, "stop"):
            break
        if word in _nouns(language).keys:
            return word, place
    return _head(near[:1], language)


def _is_adjectival(near: Sequence[str], place: int, language: str) -> bool:
    """True where an unknown plural is followed by was/were/had been: it may be persons (“100 gays had been …”)."""
    rest = near[place + 1 : place + 3]
    return any(w in ("were", "had", "have", "are", "ont", "sont", "auraient", "étaient", "avaient") for w in rest)


def _states(words: Sequence[str], language: str) -> str:
    """List the states of persons that the words behind the noun name; a new clause ends the search."""
    keys = _nouns(language).keys
    found: list[str] = []
    for place, word in enumerate(words):
        if word in (";", ":", ".", "qui", "who", "while", "mais", "but") or _another(words, place, language):
            break
        pair = " ".join(words[place : place + 3])
        key = keys.get(word) or keys.get(pair) or keys.get(" ".join(words[place : place + 2]))
        if key and key.startswith(STATE) and key not in found:
            found.append(key)
    return "+".join(sorted(found))


def _another(words: Sequence[str], place: int, language: str) -> bool:
    """True where another subject begins: “two were hurt and a third died”."""
    if words[place] not in ("and", "et") or place + 1 >= len(words):
        return False
    return words[place + 1] in listed(language, "article") or _counts(words[place + 1], language)


@lru_cache(maxsize=4096)
def _key(word: str, language: str) -> str:
    """Map a noun to its key: the table first, then the statistical lexicon into English, then its stem."""
    known = _nouns(language).keys.get(word)
    if known:
        return known
    if language != "en":
        pairs = lexicon(language, "en")
        best = pairs.of(word) if pairs is not None and pairs.keyed == language else ()
        if best and best[0].forward >= 0.2:
            return best[0].stem
    return stemmer(language)(word)
