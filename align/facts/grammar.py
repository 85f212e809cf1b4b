"""The closed-class words of French and English as patterns: what cuts, frames, denies or softens a clause."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from align.facts.vocabulary import base, plain, table

Modality = Literal["asserted", "reported", "possible"]


@dataclass(frozen=True)
class Grammar:
    """The closed-class words of a language, as patterns over lower-cased text with plain apostrophes."""

    cuts: re.Pattern[str]
    coordinate: re.Pattern[str]
    verbs: re.Pattern[str]
    report: re.Pattern[str]
    source: re.Pattern[str]
    that: re.Pattern[str]
    bare_that: re.Pattern[str]
    participle: re.Pattern[str]
    negation: re.Pattern[str]
    denial: re.Pattern[str]
    reported: re.Pattern[str]
    possible: re.Pattern[str]
    joins: re.Pattern[str]


def is_negated(text: str, language: str) -> bool:
    """True when ``text`` denies; « ne … que » and “not only” don't."""
    grammar = grammar_of(base(language))
    return grammar is not None and grammar.negation.search(plain(text)) is not None


def is_denied(text: str, language: str) -> bool:
    """True when ``text`` denies by its grammar: “not”, “nobody”, « ne … pas », but not “refuse” or “without”."""
    grammar = grammar_of(base(language))
    if grammar is None:
        return False
    return grammar.denial.search(ORNAMENT.sub(r"\1", plain(text))) is not None


ORNAMENT = re.compile(
    r"(\b(?:avant|à moins|de peur|de crainte) qu(?:e |')(?:[^\s,;]+ ){0,4}?)n(?:e |')(?![^,;.]*\bpas\b)"
)
"""A « ne » that denies nothing: « avant que le train n'arrive »."""

LEXICAL = frozenset(
    {
        "deny",
        "denied",
        "denies",
        "denying",
        "refuse",
        "refused",
        "refuses",
        "refusing",
        "impossible",
        "unable",
        "without",
        "failed to",
        "fails to",
        "sans",
        "dément",
        "démenti",
        "démentent",
        "nie",
        "nié",
        "nient",
        "refusent",
        "refusé",
    }
)
"""Words of the negation list that deny by their meaning, not by grammar."""


def count_negations(text: str, language: str) -> int:
    """Count the negations of ``text``: « ne … pas » is one, “no less than” none."""
    grammar = grammar_of(base(language))
    return 0 if grammar is None else len(grammar.negation.findall(plain(text)))


def implies_denial(word: str, language: str, *, weakly: bool = False) -> bool:
    """True for a word that denies by its meaning: “avoid”, “lack”, « éviter »; ``weakly``: “few”, “only”, « sauf »."""
    return word in _lists(base(language)).get("restricts" if weakly else "implied", ())


AFFIXED = {
    "en": re.compile(r"(?:(?:un|in|im|ir|il|dis|non-?)(?P<rest>\w{4,})|(?P<rest2>\w{3,})less)$"),
    "fr": re.compile(r"(?:in|im|ir|il|non-?)(?P<rest>\w{4,})$"),
}
"""Words that an affix denies: “inconclusive”, “contactless”, « inconnu »."""


def denied_stem(word: str, language: str) -> str:
    """Return what a word denies by its affix: “conclusive” of “inconclusive”; "" where it has none."""
    pattern = AFFIXED.get(base(language))
    match = pattern.match(word) if pattern else None
    return "" if match is None else next(g for g in match.groups() if g)


def modality(text: str, language: str) -> Modality:
    """Tell whether ``text`` asserts, reports from hearsay (« auraient été », “allegedly”) or holds possible."""
    grammar = grammar_of(base(language))
    if grammar is None:
        return "asserted"
    bare = plain(re.sub(r"(?<=\w )May\b", "-", text))  # the month
    if grammar.reported.search(bare):
        return "reported"
    return "possible" if grammar.possible.search(bare) else "asserted"


@cache
def _lists(language: str) -> Mapping[str, tuple[str, ...]]:
    return {kind: tuple(words.split("|")) for tongue, kind, words in table("clauses", 3) if tongue == language}


def _any(words: Sequence[str]) -> str:
    ordered = sorted(words, key=lambda w: (-len(w), w))
    return "|".join(re.escape(w) for w in ordered)


@cache
def grammar_of(language: str) -> Grammar | None:
    """Compile the grammar of a language; None where no words are known."""
    lists = _lists(language)
    if not lists:
        return None
    french = language == "fr"
    verb_forms = rf"\b(?:{_any(lists['auxiliary'] + lists['verb'] + lists['report'])})(?!\w)"
    endings = r"\b\w{2,}(?:aient|èrent|eront|iront|ait|era|ira)\b" if french else r"\b\w{2,}[^e\W]ed\b"
    report = _any(lists["report"])
    that = rf"\b(?:{report})(?: \w+){{0,4}}? (?:que |qu')" if french else rf"\b(?:{report})(?: \w+){{0,4}}? that "
    participle = (
        r"(?:,\s|\s)(?P<cut>(?:en|tout en) \w+ant\b)|,\s(?P<cut2>\w+(?:ée?s?|ant|is|us?e?s?)\b)"
        if french
        else r",\s(?P<cut>\w{3,}ing\b)|(?<!,)\s(?P<cut2>(?:led|run|headed|backed|founded|owned|organised) by\b)"
    )
    subject, auxiliary = _any(lists["subject"]), _any(lists["auxiliary"])
    bare = r"(?!)" if french else rf"\b(?:{report})\s(?=(?:{subject})\b(?:\s[^\s,;:]+){{0,3}}?\s(?:{auxiliary})\b)"
    return Grammar(
        cuts=re.compile(rf"\s(?P<cut>(?:{_any(lists['relative'] + lists['subordinate'])})\b)"),
        coordinate=re.compile(rf"\s(?P<cut>(?:{_any(lists['coordinate'])})\s)"),
        verbs=re.compile(f"{verb_forms}|{endings}"),
        report=re.compile(rf"\b(?:{report})\b"),
        source=re.compile(rf"(?:{_any(lists['source'])})\b\s*"),
        that=re.compile(that),
        bare_that=re.compile(bare),
        participle=re.compile(participle),
        negation=_negation(language, lists["negation"]),
        denial=_negation(language, [w for w in lists["negation"] if w not in LEXICAL]),
        reported=re.compile(rf"\b(?:{_any(lists['reported'])})\b"),
        possible=re.compile(rf"\b(?:{_any(lists['possible'])})\b"),
        joins=re.compile(rf"\s*(?:{_any(lists['coordinate'])})\b"),
    )


def _negation(language: str, words: Sequence[str]) -> re.Pattern[str]:
    if language == "fr":  # « ne … que » restricts, « avant qu'il ne » is a mere ornament, « pas seulement » adds
        only = r"(?: les?| la) seule?s?\b| uniquement| seulement| longtemps| moins\b| plus d"
        closing = r"(?:pas|plus|jamais|rien|aucune?|personne|point|ni|nulle?)"
        open_to = rf"\b{closing}\b(?! qu[e']|{only})"
        subject = r"\b(?:personne|aucune?|rien|nulle?)\b[^.;,]{0,60}?\bn(?:e\b|')"
        both = rf"\bn(?:e\b|'(?!importe))(?:\s*(?!qu[e'])[^\s,;.]+){{0,5}}?\s*{open_to}"
        restricted = rf"(?:\s*\S+){{1,7}}?(?:\s+qu[e']|\s+pas(?:{only})|\s+non seulement|\s+guère)"
        alone = rf"(?<!qu'il )(?<!qu'elle )(?<!qu'ils )\bn(?:e\b|'(?!importe))(?!{restricted})"
        steps = "(?<!un )(?<!premier )(?<!faux )(?<!deux )(?<!trois )(?<!quelques )(?<!-)"
        bare = rf"{steps}\bpas\b(?!-| à pas|{only})"
        others = _any([w for w in words if w not in ("ne", "n'", "pas", "non", "jamais", "rien")])
        refusal = r"|refus(?:e|é|és|ée|ées|ent)" if "refuse" in words else ""
        others = rf"\b(?:{others}{refusal})\b|^jamais\b|(?:^|, )rien\b(?! que)|{subject}"
        return re.compile(rf"{both}|{alone}|{bare}|{others}|(?:^|[,;:] )non\b(?! seulement| plus)")
    listed = _any([w for w in words if w != "n't"])
    quantity = r"(?! (?:only|just|least|means least|mistaking|less|more than|fewer|later|sooner|longer than|matter)\b)"
    return re.compile(
        rf"(?<!next to )(?<!\bor )(?!(?<=, )not\b|no (?:to|doubt)\b)\b(?:{listed})\b{quantity}|n't\b(?! only)"
    )
