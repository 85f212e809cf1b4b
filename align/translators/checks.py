"""What a draft lost: numbers, dates, names, protected tokens, quotation marks and negation, compared with the source.

Each loss is a sentence for a person. A check speaks only where it can know: a number is there in any notation or in
words; a name counts as lost where neither it nor a close spelling nor its name in the other language is in the draft.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from align.text import WORD, fold
from align.translators import language as tongue
from align.translators.protect import tokens

LossKind: TypeAlias = Literal[
    "number", "date", "name", "protected", "quotation", "negation", "loop", "copy", "short", "unfinished", "term"
]

WEIGHTS: dict[LossKind, float] = {
    "loop": 3.0, "copy": 4.0, "unfinished": 3.0, "protected": 3.0, "short": 2.0,
    "number": 1.0, "date": 1.0, "name": 0.5, "negation": 1.0, "quotation": 0.3, "term": 0.3,
}  # fmt: skip
"""How much a loss counts when hypotheses are compared."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something of the source that the draft lacks, or something wrong with the draft itself."""

    kind: LossKind
    message: str
    item: str = ""


@lru_cache(maxsize=16384)
def losses(source: str, draft: str, source_language: str, target_language: str) -> tuple[Loss, ...]:
    """Compare a draft with its source; the order of the losses is that of the checks above."""
    found = [
        *_protected(source, draft, source_language),
        *number_losses(source, draft, source_language, target_language),
        *_dates(source, draft, source_language, target_language),
        *_names(source, draft, source_language, target_language),
        *_quotations(source, draft),
        *_negation(source, draft, source_language, target_language),
        *_shape(_without_tokens(source, source_language), _without_tokens(draft, source_language)),
    ]
    return tuple(found)


# --- protected tokens ------------------------------------------------------------------------------------------------


def _protected(source: str, draft: str, source_language: str) -> Iterator[Loss]:
    wanted = Counter((t.kind, t.text) for t in tokens(source, tongue.scripts(source_language)))
    for (kind, text), count in wanted.items():
        if draft.count(text) < count:
            yield Loss("protected", f"{kind} not in the draft: {text}", text)


# --- numbers ---------------------------------------------------------------------------------------------------------

DIGITS = re.compile(r"(?<![\w#@/])\d+(?:[.,\u00a0\u202f ’']\d{3}(?!\d))*(?:[.,]\d+)?|\d+")
_DIGIT_RUN = re.compile(r"\d+")


def numbers(text: str) -> list[str]:
    """List the numerals of a text as written, thousands and decimals kept together."""
    return [match.group() for match in DIGITS.finditer(text)]


def readings(numeral: str) -> frozenset[str]:
    """Return what a numeral can mean under either convention, as plain decimals: ``70.000`` is 70000 or 70."""
    plain = re.sub(r"[\u00a0\u202f ’']", "", numeral)
    found = {_plain(plain.replace(",", "").replace(".", "")) if re.fullmatch(r"\d{1,3}([.,]\d{3})+", plain) else plain}
    if re.search(r"[.,]", plain):
        whole, _, part = plain.replace(",", ".").rpartition(".")
        found.add(_plain(f"{whole.replace('.', '')}.{part}"))
    return frozenset(_plain(f) for f in found)


def _plain(numeral: str) -> str:
    whole, mark, part = numeral.replace(",", ".").partition(".")
    part = part.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{part}" if mark and part else whole


@lru_cache(maxsize=16384)
def number_losses(source: str, draft: str, source_language: str, target_language: str) -> tuple[Loss, ...]:
    """List the numbers of the source, in digits or words, that the draft has in no notation."""
    bare_source, bare_draft = _without_tokens(source, source_language), _without_tokens(draft, source_language)
    written, words = numbers(bare_source), _number_words(bare_source, source_language, target_language)
    if not written and not words:
        return ()
    there = _values(bare_draft, target_language)
    lost = [n for n in written if not readings(n) & there and not _in_pieces(n, bare_draft)]
    for match, value in words:
        if value not in there and not (_counts_more(bare_source, match) and there):
            lost.append(match.group())
    return tuple(Loss("number", f"number not in the draft: {item}", item) for item in lost)


@lru_cache(maxsize=4096)
def _number_words(source: str, source_language: str, target_language: str) -> tuple[tuple[re.Match[str], str], ...]:
    """List the number words of a text with their values, where both languages' number words are known."""
    known = tongue.number_words(source_language)
    if not known or not tongue.number_words(target_language):
        return ()
    unsure = tongue.UNSURE_NUMBER_WORDS.get(source_language, set())
    found = ((match, fold(match.group())) for match in WORD.finditer(source))
    return tuple(
        (match, f"{known[word]:g}")
        for match, word in found
        if word in known and word not in unsure and not _part_of_compound(source, match)
    )


def _values(text: str, language: str) -> frozenset[str]:
    """Collect the values of a text's numerals (in either notation) and number words."""
    found: set[str] = set()
    for numeral in numbers(text):
        found |= readings(numeral)
    table = tongue.number_words(language)
    if table:
        folded = fold(text)
        for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)?", folded):
            for part in (word, *word.split("-"), word.removesuffix("s"), word.removesuffix("th")):
                if part in table:
                    found.add(f"{table[part]:g}")
    return frozenset(found)


def _in_pieces(numeral: str, draft: str) -> bool:
    """Tell whether the digits are there otherwise cut: ``15 h 30`` as 15:30, ``1er`` as 1st, ``20/04`` as 4/20."""
    runs = _DIGIT_RUN.findall(numeral)
    there = _DIGIT_RUN.findall(draft)
    joined = re.sub(r"\D", "", draft)
    if len(runs) == 1 and len(runs[0]) >= 3:
        return runs[0] in there or runs[0] in joined
    return all(run in there or run.lstrip("0") in there for run in runs) and len(runs) == 1


def _part_of_compound(text: str, match: re.Match[str]) -> bool:
    around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    return "-" in around or match.group()[:1].isupper()


def _counts_more(text: str, match: re.Match[str]) -> bool:
    """Tell whether another number word follows (``deux cents``, ``trois mille``): together they are one number."""
    return bool(re.match(r"\s(?:cents?|mille|millions?|milliards?|dix\w*|vingts?)\b", text[match.end() :]))


def _without_tokens(text: str, source_language: str) -> str:
    parts: list[str] = []
    end = 0
    for token in tokens(text, tongue.scripts(source_language)):
        parts.append(text[end : token.span.start])
        end = token.span.end
    return " ".join([*parts, text[end:]])


# --- dates -----------------------------------------------------------------------------------------------------------


def _dates(source: str, draft: str, source_language: str, target_language: str) -> Iterator[Loss]:
    here, other = tongue.calendar(source_language), tongue.calendar(target_language)
    if not here or not other:
        return
    unsure = tongue.UNSURE_CALENDAR.get(source_language, set())
    told = [(match, fold(match.group())) for match in WORD.finditer(source)]
    told = [(match, word) for match, word in told if word in here and len(word) >= 3]
    told = [(match, word) for match, word in told if word not in unsure or _beside_number(source, match)]
    if not told:
        return
    there = {other[word] for word in _calendar_words(draft) if word in other}
    digits = set(_DIGIT_RUN.findall(draft))
    for match, word in told:
        kind, number = here[word]
        if (kind, number) not in there and not (kind == "month" and digits & {str(number), f"{number:02d}"}):
            yield Loss("date", f"{kind} not in the draft: {match.group()}", match.group())


def _calendar_words(text: str) -> list[str]:
    return [fold(word).rstrip(".").removesuffix("'s") for word in re.findall(r"[^\W\d_]+(?:['’]s)?", text)]


def _beside_number(text: str, match: re.Match[str]) -> bool:
    return bool(re.search(r"(?:\d|er)\s$", text[: match.start()]) or re.match(r"\s\d{4}\b", text[match.end() :]))


# --- names -----------------------------------------------------------------------------------------------------------

NAME = re.compile(r"(?<![\w’'.-])(?:[dlDLqQ][’'])?(?P<name>[A-ZÀ-ÖØ-Þ][\w-]*\w)(?![\w’'])")
DETERMINER = re.compile(
    r"(?:^|[\s(«“\"’'])(?:les?|la|l[’']|du|des|aux?|une?|ce[st]?|cette|ces|[mts](?:on|a|es)|leurs?|nos|vos|notre|votre|"
    r"the|an?|its?|his|her|their|our|der|die|das|den|dem|ein\w*|el|los|las|il|lo|gli|i)\s?$",
    re.IGNORECASE,
)
_INSIDE = re.compile(r"(?:[\w)%][»”\"’')]?[,;]?|\b(?:MM?|Mr|Mrs|Ms|Dr|Pr|Me|Mgr|[A-Z])\.)\s(?:[dlDL][’'])?$")
"""What stands before a word that opens neither a sentence nor a quotation."""

ROMAN = re.compile(r"[IVXLC]+(?:er?|ème)?")
CLOSE = 0.62
"""Likeness (1 − edits / length) from which a word of the draft is another spelling of a name."""


@lru_cache(maxsize=4096)
def names(text: str, language: str) -> tuple[re.Match[str], ...]:
    """List what is beyond doubt a name that a translation keeps: people, above all, and acronyms.

    Left out are words that open a sentence or a quotation (their capital says nothing), months and numerals, and what
    stands after an article (*l'État*, *les Allemands*): such words are translated as often as they are kept.
    """
    found: list[re.Match[str]] = []
    calendar = tongue.calendar(language)
    for match in NAME.finditer(text):
        word = match.group("name")
        before = text[: match.start("name")]
        if fold(word) in calendar or ROMAN.fullmatch(word) or fold(word) in tongue.NOT_NAMES:
            continue
        if word.isupper() and len(word) <= 6:
            found.append(match)
            continue
        opening = not _INSIDE.search(before)
        if not opening and not DETERMINER.search(before):
            found.append(match)
    return tuple(found)


def _names(source: str, draft: str, source_language: str, target_language: str) -> Iterator[Loss]:
    if source.isupper():
        return
    wanted = names(_without_tokens(source, source_language), source_language)
    if not wanted:
        return
    folded_draft = fold(draft)
    there = [fold(w) for w in re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", draft)]
    seen: set[str] = set()
    for match in wanted:
        name = match.group("name")
        key = fold(name)
        if key in seen:
            continue
        seen.add(key)
        if name_survives(key, folded_draft, there, source_language, target_language):
            continue
        yield Loss("name", f"name not found in the draft: {name}", name)


def name_survives(key: str, draft: str, words: list[str], source_language: str, target_language: str) -> bool:
    """Tell whether a folded name is in a folded draft: as it is, in the other language, or in a close spelling."""
    others = [fold(other) for other in tongue.exonyms(source_language, target_language).get(key, ())]
    # Four letters serve for the adjectives too: Germany, German.
    if key in draft or any(other[: max(4, len(other) - 3)] in draft for other in others):
        return True
    bare = key.replace("-", " ")
    if bare in draft.replace("-", " "):
        return True
    singular = {word.removesuffix("'s").removesuffix("s") for word in words}
    if len(key) <= 6 and (tongue.ACRONYMS.get(key, key) in singular or any(sorted(key) == sorted(w) for w in words)):
        return True
    return any(likeness(key, word.removesuffix("'s")) >= CLOSE for word in words if word[:1] == key[:1])


def likeness(one: str, other: str) -> float:
    """Rate two spellings: 1 − edits / length of the longer (OSA distance)."""
    from rapidfuzz.distance import OSA

    return float(OSA.normalized_similarity(one, other))


# --- quotation, negation, shape --------------------------------------------------------------------------------------

_OPENING = re.compile(r"[«“„]|(?<![\w.!?…,])[\"](?=\w)|(?<![\w.!?…,])''(?=\w)")
_ANY_QUOTE = re.compile(r"[«»“”„\"]|''")


def _quotations(source: str, draft: str) -> Iterator[Loss]:
    wanted = len(_OPENING.findall(source))
    if wanted and not _ANY_QUOTE.search(draft):
        yield Loss("quotation", "quotation marks not in the draft")
    elif wanted and len(_ANY_QUOTE.findall(draft)) < len(_ANY_QUOTE.findall(source)):
        yield Loss("quotation", "fewer quotation marks than in the source")


def _negation(source: str, draft: str, source_language: str, target_language: str) -> Iterator[Loss]:
    theirs = tongue.NEGATION.get(target_language.split("-")[0])
    base = source_language.split("-")[0]
    ours = tongue.SURE_NEGATION if base == "fr" else tongue.NEGATION.get(base)
    if ours is None or theirs is None:
        return
    match = ours.search(source)
    if match and not theirs.search(draft):
        yield Loss("negation", f"no negation in the draft; the source has: {match.group()}", match.group())


def _shape(source: str, draft: str) -> Iterator[Loss]:
    loop = repetition(draft)
    here, there = len(WORD.findall(source)), len(WORD.findall(draft))
    if loop and not repetition(source):
        yield Loss("loop", f"words repeated: {loop}", loop)
    elif there > 3 * here + 20:  # also where the source repeats itself, and the draft went on and on
        yield Loss("loop", f"much longer than the source ({there} words for {here}): something may be made up")
    if copied(source, draft):
        yield Loss("copy", "left untranslated")
    if here >= 8 and there < 0.45 * here:
        yield Loss("short", f"much shorter than the source ({there} words for {here}): something may be missing")


def repetition(text: str) -> str | None:
    """Return what a text repeats at once: one word twice more, several words once more, a mark four times more."""
    marks = re.search(r"([^\w\s])(?:\s?\1){4,}", text)
    if marks:
        return marks.group(1)
    words = [fold(w) for w in re.findall(r"\w+(?:['’]\w+)?", text)]
    if len(set(words)) == len(words):
        return None
    for size in range(1, 9):
        times = 3 if size == 1 else 2
        for start in range(len(words) - size * times + 1):
            if words[start] != words[start + size]:
                continue
            gram = words[start : start + size]
            if all(words[start + k * size : start + (k + 1) * size] == gram for k in range(1, times)):
                return " ".join(gram)
    return None


def copied(source: str, draft: str) -> bool:
    """Tell whether a draft is its source: four words or more, all but the names and numbers the same."""
    ours = [fold(w) for w in WORD.findall(source) if not w[:1].isupper() and not w[:1].isdigit()]
    if len(ours) < 4:
        return len(ours) >= 2 and fold(source) == fold(draft)
    there = Counter(fold(w) for w in WORD.findall(draft))
    kept = sum(min(count, there[word]) for word, count in Counter(ours).items())
    return kept >= 0.7 * len(ours)
