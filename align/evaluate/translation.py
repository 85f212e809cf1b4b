"""BLEU and chrF of drafts, by sacreBLEU."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from align.errors import NotReady, UsageError


@dataclass(frozen=True, slots=True)
class TranslationScore:
    """BLEU and chrF of a draft, with sacreBLEU's signatures."""

    sentences: int
    bleu: float
    chrf: float
    signatures: tuple[str, str]


def score_translation(reference: Sequence[str], draft: Sequence[str]) -> TranslationScore:
    """Score drafts against references, line by line (sacreBLEU; Post 2018, Popović 2015).

    Raises:
        NotReady: the extra ``score`` isn't installed.
        UsageError: the two sides differ in length or are empty.
    """
    if len(reference) != len(draft) or not reference:
        raise UsageError(
            f"the reference has {len(reference)} lines, the draft {len(draft)}",
            mend="give one draft a reference line: align translate --segmented --as text",
        )
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
    except ModuleNotFoundError:
        raise NotReady("BLEU and chrF need sacrebleu", mend="pip install 'align-bitext[score]'") from None
    bleu, chrf = BLEU(), CHRF()
    figures = bleu.corpus_score(list(draft), [list(reference)]), chrf.corpus_score(list(draft), [list(reference)])
    return TranslationScore(
        len(reference), figures[0].score, figures[1].score, (str(bleu.get_signature()), str(chrf.get_signature()))
    )
