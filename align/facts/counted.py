"""What a number counts: a key for the noun behind it that is the same in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from align.facts.lexicon import lexicon
from align.facts.terms import stemmer
from align.facts.vocabulary import table

STATE = "~"
"""Keys that begin so are states of persons: dead, hurt, missing."""

REACH = 9
"""How many words behind a number are searched for what it counts."""

STOP = {
    "en": frozenset(
        "a an the of to in on at by for from with as and or but that which who whom whose when while where if than then "
        "is are was were be been being has have had do does did will would shall should may might can could must not no "
        "it its they their them he his she her we our you your this these those there here after before since until "
        "during against between into over under about around per each every any some other both all more most less "
        "also only just still even so very too out up down off away ago earlier later now".split()
    ),
    "fr": frozenset(
        "le la les l' un une des du de d' à au aux en dans sur sous par pour avec sans chez entre vers et ou mais que qu' "
        "qui dont où quand lorsque si comme ce cet cette ces son sa ses leur leurs notre nos votre vos mon ma mes il elle "
        "ils elles on nous vous je j' se s' ne n' pas plus moins est sont était étaient été être a ont avait avaient avoir "
        "sera seront aura auront ait soit auraient aurait seraient serait après avant depuis pendant contre selon donc "
        "aussi encore déjà très trop bien y c' t' m' quant afin alors ainsi puis".split()
    ),
}
"""Words that end a noun phrase."""

BEFORE_NOUN = {
    "fr": frozenset(
        "nouveaux nouvelles nouvel nouveau nouvelle autres autre grands grandes grand grande petits petites petit petite "
        "jeunes premiers premières derniers dernières dernier dernière anciens anciennes ancien ancienne bons bonnes "
        "vieux vieilles seuls seules seul seule longs longues simples véritables prochains prochaines différents "
        "différentes principaux principales mêmes".split()
    )
}
"""French adjectives that stand before their noun."""

IRREGULAR = frozenset("people men women children police staff aircraft feet".split())
"""English plurals without an s."""


@dataclass(frozen=True)
class _Nouns:
    keys: Mapping[str, str]
    wider: Mapping[str, str]


@lru_cache(maxsize=None)
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


def counted(words: Sequence[str], language: str) -> str:
    """Name what a number counts from the lower-cased ``words`` behind it (up to the clause's end), or "".

    States of persons (``~dead``) win over the noun, several are joined with ``+``: « des dizaines de personnes
    enlevées, torturées » counts ``~abducted+~tortured``.
    """
    near = list(words[:REACH])
    if language == "fr":
        while near and (near[0] in OPENING["fr"] or _counts(near[0], language)):
            near.pop(0)
    else:
        while near and (near[0] in OPENING["en"] or _counts(near[0], language)):
            near.pop(0)
    if not near or not near[0][0].isalpha() or near[0] in STOP.get(language, frozenset()):
        return ""
    head, place = _head(near, language)
    if not head:  # « une quarantaine d'autres ont été blessées »
        return _states(near, language)
    key = _key(head, language)
    if key.startswith(STATE):
        return key
    if wider(key) or key == "person" or _is_adjectival(near, place, language):
        states = _states(near[place + 1 :], language)
        if states:
            return states
    return key


OPENING = {
    "fr": frozenset("de d' des du ces ses leurs l' les".split()),
    "en": frozenset("of the these those their his her its other".split()),
}
"""What may stand between a number and its noun: “two of the five calls”."""


def _counts(word: str, language: str) -> bool:
    return any(row[2] == word and row[0] == language and row[1] in ("unit", "tens") for row in table("numbers", 4))


def state_before(words: Sequence[str], language: str) -> str:
    """Name the state that a verb right before a number gives: “killing three people”, « tuant trois personnes »."""
    key = _nouns(language).keys.get(words[-1], "") if words else ""
    return key if key.startswith(STATE) else ""


def _head(near: Sequence[str], language: str) -> tuple[str, int]:
    """Pick the noun of the phrase: the first plural in English, the first noun in French."""
    stop = STOP.get(language, frozenset())
    keys = _nouns(language).keys
    if language == "fr":
        for place, word in enumerate(near[:3]):
            if word in stop:
                break
            if word not in BEFORE_NOUN["fr"] and word[0].isalpha():
                return word, place
        return "", 0
    for place, word in enumerate(near[:4]):
        if word in stop or not word[0].isalpha():
            break
        if (
            keys.get(word, "").startswith(STATE)
            or word in IRREGULAR
            or (word.endswith("s") and not word.endswith("ss"))
        ):
            return word, place
    return near[0], 0


def _is_adjectival(near: Sequence[str], place: int, language: str) -> bool:
    """True where an unknown plural is followed by was/were/had been: it may be persons (“100 gays had been …”)."""
    rest = near[place + 1 : place + 3]
    return any(w in ("were", "had", "have", "are", "ont", "sont", "auraient", "étaient", "avaient") for w in rest)


def _states(words: Sequence[str], language: str) -> str:
    """List the states of persons that the words behind the noun name; a new clause ends the search."""
    keys = _nouns(language).keys
    found: list[str] = []
    for place, word in enumerate(words):
        if word in (";", ":", ".", "qui", "who", "while", "mais", "but"):
            break
        pair = " ".join(words[place : place + 3])
        key = keys.get(word) or keys.get(pair) or keys.get(" ".join(words[place : place + 2]))
        if key and key.startswith(STATE) and key not in found:
            found.append(key)
    return "+".join(sorted(found))


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
