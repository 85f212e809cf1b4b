"""Small repairs of a draft, without a second thought of the machine: last mark, figures, doubled words, names."""

from __future__ import annotations

import re

from align.text import WORD, fold
from align.translators import checks
from align.translators import language as tongue

_END = re.compile(r"[.!?…:;,]+$")
_DOUBLE = re.compile(r"\b([^\W\d_]{5,})(?: \1\b)+")
_CLOSERS = "\"'»”’)] \u00a0\u202f"


def mended(source: str, draft: str, source_language: str, target_language: str) -> str:
    """Return ``draft`` with its last mark, doubled words, figures and names mended where the source leaves no doubt."""
    draft = doubles(source, marks(source, draft))
    draft = _numbers(source, draft, source_language, target_language)
    draft = _names(source, draft, source_language, target_language)
    return _ending(source, draft)


def marks(source: str, draft: str) -> str:
    """Shorten a mark that the machine went on repeating: to three dots, or to one of any other."""

    def short(match: re.Match[str]) -> str:
        return match.group() if match.group() in source else match.group(1) * (3 if match.group(1) == "." else 1)

    return re.sub(r"([^\w\s])(?:\s?\1){3,}", short, draft)


def doubles(source: str, draft: str) -> str:
    """Drop a long word that the machine said twice at once (“media media”), unless the source repeats a word so."""
    return draft if _DOUBLE.search(source) else _DOUBLE.sub(r"\1", draft)


def _ending(source: str, draft: str) -> str:
    """Give the draft the source's last mark: a full stop lost, doubled or added (a headline has none)."""
    body, closers = _split_closers(draft)
    wanted = _END.search(source.rstrip(_CLOSERS))
    has = _END.search(body)
    mark = wanted.group() if wanted else ""
    if not body or (has.group() if has else "") == mark:
        return draft
    if not mark:
        # An abbreviation may end the draft of a headline: only marks that are no part of a word go.
        return re.sub(r"(?<=\w{4})[.;,:]+$", "", body) + closers
    if has is None:
        quoted = bool(re.match(r"[\"»”]", closers.strip())) and not source.rstrip().endswith(tuple('"»”'))
        return body + closers + mark if quoted else body + mark + closers
    if len(has.group()) > len(mark) and set(has.group()) == {mark[0]} and mark in ".!?":
        return body[: has.start()] + mark + closers
    return draft


def _split_closers(text: str) -> tuple[str, str]:
    body = text.rstrip(_CLOSERS)
    return body, text[len(body) :]


def _numbers(source: str, draft: str, source_language: str, target_language: str) -> str:
    """Exchange the one figure that the source doesn't have for the one figure of the source that is missing."""
    missing = [loss.item for loss in checks.number_losses(source, draft, source_language, target_language)]
    if len(missing) != 1 or not missing[0][:1].isdigit():
        return draft
    ours: set[str] = set(map("{:g}".format, _word_values(source, source_language)))
    for numeral in checks.numbers(source):
        ours |= checks.readings(numeral)
    odd = [
        m
        for m in checks.DIGITS.finditer(draft)
        if not checks.readings(m.group()) & ours and m.group() not in re.findall(r"\d+", source)
    ]
    if len(odd) != 1 or not _alike(missing[0], odd[0].group()):
        return draft
    return draft[: odd[0].start()] + localised(missing[0], source_language, target_language) + draft[odd[0].end() :]


def _word_values(text: str, language: str) -> list[float]:
    table = tongue.number_words(language)
    return [table[fold(m.group())] for m in WORD.finditer(text) if fold(m.group()) in table]


def _alike(one: str, other: str) -> bool:
    ones, others = re.sub(r"\D", "", one), re.sub(r"\D", "", other)
    return bool(ones and others) and (ones[0] == others[0] or ones[-1] == others[-1])


def localised(numeral: str, source_language: str, target_language: str) -> str:
    """Write a numeral with the target language's separators, after CLDR: ``70.000`` becomes ``70,000``."""
    ours, theirs = tongue.separators(source_language), tongue.separators(target_language)
    if ours is None or theirs is None or re.fullmatch(r"\d+", numeral):
        return numeral
    compact = re.sub(r"(?<=\d)[\u00a0\u202f ’'](?=\d{3})", "\0", numeral)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", compact):
        compact = re.sub(r"[.,]", "\0", compact)
    elif ours[0] in compact:
        compact = compact.replace(ours[0], theirs[0])
    return compact.replace("\0", theirs[1])


def _names(source: str, draft: str, source_language: str, target_language: str) -> str:
    """Spell a name as the source does where the draft has a near-miss that is no name of its own."""
    exonyms = tongue.exonyms(source_language, target_language)
    source_words = {fold(w) for w in re.findall(r"[^\W_]+", source)}
    for match in checks.names(source, source_language):
        name = match.group("name")
        key = fold(name)
        if len(key) < 5 or key in exonyms or key in fold(draft):
            continue
        near = [
            word
            for word in re.finditer(r"[A-ZÀ-ÖØ-Þ][^\W_]+", draft)
            if fold(word.group()) not in source_words and _near_miss(name, word.group())
        ]
        if len(near) == 1:
            draft = draft[: near[0].start()] + name + draft[near[0].end() :]
    return draft


def _near_miss(name: str, word: str) -> bool:
    """Tell a misspelling (*Kadyov* for *Kadyrov*) from a name of the other language (*Moscow* for *Moscou*)."""
    return checks.likeness(fold(name), fold(word)) >= 0.8 and fold(name)[:2] == fold(word)[:2]
