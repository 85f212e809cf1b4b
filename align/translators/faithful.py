"""One package, used with care: a first pass over all sentences, then second thoughts for those that lost something.

Second thoughts, in this order: the next hypotheses of the first search, which cost nothing; the sentence cut in two; a
search that may not repeat itself; other stand-ins for protected tokens; stand-ins for names that were lost. What each
costs and saves: ``scripts/bench/repairs.py``. Of all candidates the one with the best balance of
log-probability and losses is taken. Every step looks at one sentence alone, so a draft doesn't depend on the company it
came in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from align.model import Span
from align.text import fold
from align.translators import checks, cuts
from align.translators import language as tongue
from align.translators.checks import Loss
from align.translators.engine import Engine, Hypothesis
from align.translators.mending import mended
from align.translators.protect import Masked, Token, mask, tokens

NEXT_BEST = 4
"""Hypotheses looked at in second thoughts."""

PRICE = 0.25
"""Mean log-probability (nats a piece) that a loss of weight 1 is worth; ``scripts/bench/choices.py`` tries others."""

ATTEMPTS = 3
"""Sets of stand-ins tried before a sentence is translated around its protected tokens."""

GRAVE = {"loop", "copy", "unfinished", "protected", "short"}
"""Losses of which a draft is rid at the price of a cut."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible draft of one sentence, its losses, and the hypotheses that it is the best of."""

    text: str
    hypothesis: Hypothesis
    losses: tuple[Loss, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        """The balance by which candidates are compared; more is better."""
        return self.hypothesis.log_probability - PRICE * sum(checks.WEIGHTS[loss.kind] for loss in self.losses)


@dataclass(frozen=True, slots=True)
class Task:
    """A sentence on its way through the machine: its text and the tokens that must not change."""

    text: str
    protected: tuple[Token, ...] = field(default=())


class FaithfulEngine:
    """Drafts sentences with one package and repairs what can be repaired."""

    def __init__(self, engine: Engine, *, beam_size: int, alternatives: int = 0, repairs: bool = True) -> None:
        self.engine = engine
        self._beam_size = beam_size
        # A narrow search is enough for a sentence that is searched again under conditions, and half the work.
        self.second_beam = min(2, beam_size)
        self._alternatives = alternatives
        self._repairs = repairs
        self._source, self._target = engine.source, engine.target
        self._scripts = tongue.scripts(engine.source)

    def draft(self, sentences: Sequence[str], done: Callable[[Sequence[int]], None] | None = None) -> list[Candidate]:
        """Draft each sentence; one candidate a sentence, in order."""
        tasks = [Task(s, tokens(s, self._scripts) if self._repairs else ()) for s in sentences]
        best = self._first(tasks, done)
        if self._repairs:
            for second_thought in self.second_thoughts:
                second_thought(self, tasks, best)
            self._around_tokens(tasks, best)
        found = [c if c is not None else Candidate("", _NOTHING) for c in best]
        return self._with_alternatives(tasks, found)

    # --- passes -----------------------------------------------------------------------------------------------------

    def _first(self, tasks: Sequence[Task], done: Callable[[Sequence[int]], None] | None) -> list[Candidate | None]:
        masked = [mask(t.text, t.protected, 0) if t.protected else None for t in tasks]
        texts = [m.text if m else t.text for m, t in zip(masked, tasks, strict=True)]
        # A search keeps as many hypotheses as its beam is wide: to be told of them all takes no more time.
        count = self._beam_size if self._repairs else 1
        best: list[Candidate | None] = [None] * len(tasks)
        for i, hypotheses in self._answers(texts, beam_size=self._beam_size, count=count, done=done):
            first = next(hypotheses, None)
            if first is None:
                best[i] = Candidate("", _NOTHING)
            elif masked[i] is not None or not tasks[i].protected:
                self._choose(best, i, tasks[i], masked[i], chain([first], hypotheses))
        return best

    def _choose(
        self,
        best: list[Candidate | None],
        i: int,
        task: Task,
        masked: Masked | None,
        hypotheses: Iterable[Hypothesis],
    ) -> None:
        """Offer hypotheses in turn until one has lost nothing."""
        for hypothesis in hypotheses:
            restored = masked.restore(hypothesis.text) if masked else hypothesis.text
            if restored is not None:
                self._offer(best, i, self._judged(task, restored, hypothesis))
            if (kept := best[i]) is not None and not _worth(kept):
                break

    def _cut_in_two(self, tasks: Sequence[Task], best: list[Candidate | None]) -> None:
        """Translate the halves of sentences that loop, were copied or lost a part."""
        grave = [i for i, c in enumerate(best) if c and _kinds(c) & GRAVE and not tasks[i].protected]
        chosen = [i for i in grave if len(tasks[i].text.split()) >= 8]
        texts = [part for i in chosen for part in cuts.halves(tasks[i].text)]
        found = self._ask(texts, beam_size=self.second_beam)
        for n, i in enumerate(chosen):
            pair = found[2 * n : 2 * n + 2]
            if all(pair):
                whole = _together([h[0] for h in pair], " ")
                self._offer(best, i, self._judged(tasks[i], whole.text, whole))

    def _search_without_loops(self, tasks: Sequence[Task], best: list[Candidate | None]) -> None:
        """Search again where words went round, first with long repetitions forbidden, then with short ones too."""
        for strictness in ({"no_repeat_ngram_size": 3}, {"no_repeat_ngram_size": 2, "repetition_penalty": 1.3}):
            chosen = [i for i, c in enumerate(best) if c and _kinds(c) & {"loop", "unfinished"}]
            self._again(tasks, best, chosen, 0, beam_size=self.second_beam, **strictness)

    def _search_wider(self, tasks: Sequence[Task], best: list[Candidate | None]) -> None:
        """Ask for next hypotheses where a narrow first search left none."""
        if self._beam_size < NEXT_BEST:
            chosen = [i for i, c in enumerate(best) if c and _kinds(c) - {"name", "quotation"}]
            self._again(tasks, best, chosen, 0, beam_size=NEXT_BEST, count=NEXT_BEST)

    def _other_stand_ins(self, tasks: Sequence[Task], best: list[Candidate | None]) -> None:
        """Ask again with other stand-ins for protected tokens where these were lost."""
        for attempt in range(1, ATTEMPTS):
            chosen = [i for i, c in enumerate(best) if c is None]
            self._again(tasks, best, chosen, attempt, beam_size=self._beam_size, count=NEXT_BEST)

    def _again(
        self, tasks: Sequence[Task], best: list[Candidate | None], chosen: Sequence[int], attempt: int, **search: Any
    ) -> None:
        """Ask for the chosen sentences again, with the given set of stand-ins, and offer what comes."""
        masked = {i: mask(tasks[i].text, tasks[i].protected, attempt) for i in chosen if tasks[i].protected}
        able = [i for i in chosen if not tasks[i].protected or masked[i] is not None]
        texts = [m.text if (m := masked.get(i)) else tasks[i].text for i in able]
        for i, hypotheses in zip(able, self._ask(texts, **search), strict=True):
            self._choose(best, i, tasks[i], masked.get(i), hypotheses)

    def _keep_names(self, tasks: Sequence[Task], best: list[Candidate | None]) -> None:
        """Carry names that were lost through the machine as it carries protected tokens."""
        chosen: dict[int, Masked] = {}
        for i, candidate in enumerate(best):
            missing = {loss.item for loss in candidate.losses if loss.kind == "name"} if candidate else set()
            named = [
                Token("name", Span(*m.span("name")), self._named(m.group("name")))
                for m in checks.names(tasks[i].text, self._source)
                if m.group("name") in missing
            ]
            apart = [n for n in named if not any(n.span.overlap(t.span) for t in tasks[i].protected)]
            together = sorted((*tasks[i].protected, *apart), key=lambda t: t.span)
            masked = mask(tasks[i].text, together, 0) if apart else None
            if masked is not None:
                chosen[i] = masked
        found = self._ask([m.text for m in chosen.values()], beam_size=self.second_beam)
        for (i, masked), hypotheses in zip(chosen.items(), found, strict=True):
            self._choose(best, i, tasks[i], masked, hypotheses)

    def _named(self, name: str) -> str:
        """Return a name as the target language writes it, or as it is."""
        return (*tongue.exonyms(self._source, self._target).get(fold(name), ()), name)[0]

    second_thoughts: tuple[Callable[[FaithfulEngine, Sequence[Task], list[Candidate | None]], None], ...] = (
        _cut_in_two,
        _search_without_loops,
        _search_wider,
        _other_stand_ins,
        _keep_names,
    )
    """What is tried on sentences that lost something, in this order; each looks only at those that it may help."""

    def _around_tokens(self, tasks: Sequence[Task], best: list[Candidate | None]) -> None:
        """Translate what stands between the protected tokens where no stand-in came through."""
        chosen = [i for i, c in enumerate(best) if c is None]
        plans = {i: _between(tasks[i]) for i in chosen}
        texts = [text for i in chosen for text, _ in plans[i]]
        found = iter(self._ask([t.strip() for t in texts], beam_size=self.second_beam))
        for i in chosen:
            parts: list[str] = []
            hypotheses: list[Hypothesis] = []
            for text, token in plans[i]:
                answer = next(found)
                if answer and answer[0].text.strip(" .") and any(c.isalpha() for c in text):
                    hypotheses.append(answer[0])
                    parts.append(_spaced_like(text, answer[0].text))
                else:
                    parts.append(text)
                parts.append(token)
            whole = _together(hypotheses, " ") if hypotheses else _NOTHING
            best[i] = self._judged(tasks[i], "".join(parts), whole)

    def _ask(self, texts: Sequence[str], **settings: Any) -> list[list[Hypothesis]]:
        """Return each text's hypotheses, in order; see `_answers`."""
        found = {i: list(hypotheses) for i, hypotheses in self._answers(texts, **settings)}
        return [found[i] for i in range(len(texts))]

    def _answers(self, texts: Sequence[str], **settings: Any) -> Iterator[tuple[int, Iterator[Hypothesis]]]:
        """Ask the model; what has no mark at its end (a headline, a menu) is asked with a full stop, and given without.

        Models are trained on sentences: a bare headline makes them drop or invent words.
        """
        open_ended = [self._repairs and bool(_OPEN_END.search(text)) for text in texts]
        sent = [text + "." if bare else text for text, bare in zip(texts, open_ended, strict=True)]
        for i, hypotheses in self.engine.search(sent, **settings):
            yield i, map(_without_stop, hypotheses) if open_ended[i] else hypotheses

    # --- judging ----------------------------------------------------------------------------------------------------

    def _judged(self, task: Task, draft: str, hypothesis: Hypothesis) -> Candidate:
        """Mend what needs no second thought and compare the draft with its sentence."""
        if not self._repairs:
            return Candidate(draft, hypothesis)
        draft = mended(task.text, draft, self._source, self._target)
        found = list(checks.losses(task.text, draft, self._source, self._target))
        if not hypothesis.finished:
            found.append(Loss("unfinished", "the draft stops before its end"))
        return Candidate(draft, hypothesis, tuple(found))

    @staticmethod
    def _offer(best: list[Candidate | None], i: int, candidate: Candidate) -> None:
        current = best[i]
        if current is None or candidate.value > current.value + 1e-9:
            best[i] = candidate

    def _with_alternatives(self, tasks: Sequence[Task], found: list[Candidate]) -> list[Candidate]:
        if not self._alternatives:
            return found
        wanted = self._alternatives + 1
        masked = [mask(t.text, t.protected, 0) if t.protected else None for t in tasks]
        texts = [m.text if m else t.text for m, t in zip(masked, tasks, strict=True)]
        answers = self._ask(texts, beam_size=self._beam_size, count=wanted)
        complete = []
        for task, candidate, mask_used, hypotheses in zip(tasks, found, masked, answers, strict=True):
            others: list[str] = []
            for hypothesis in hypotheses:
                text = mask_used.restore(hypothesis.text) if mask_used else hypothesis.text
                text = mended(task.text, text, self._source, self._target) if text is not None else None
                if text is not None and text != candidate.text and text not in others:
                    others.append(text)
            complete.append(replace(candidate, others=tuple(others[: self._alternatives])))
        return complete


def _kinds(candidate: Candidate) -> set[str]:
    return {loss.kind for loss in candidate.losses}


def _worth(candidate: Candidate) -> bool:
    """Tell whether the next hypotheses are worth a look: for quotation marks they aren't."""
    return bool(_kinds(candidate) - {"quotation"})


_OPEN_END = re.compile(r"[^\W_]{2}\s*$")


def _without_stop(hypothesis: Hypothesis) -> Hypothesis:
    return replace(hypothesis, text=hypothesis.text.rstrip(" ."))


_NOTHING = Hypothesis("", 0.0, 0)


def _together(hypotheses: Sequence[Hypothesis], between: str) -> Hypothesis:
    """Join hypotheses of parts into one with their mean log-probability (weighted by length)."""
    length = sum(h.length for h in hypotheses)
    total = sum(h.log_probability * (h.length + 1) for h in hypotheses)
    mean = total / max(1, length + len(hypotheses))
    score = mean * (length + 1) / float((length + 1) ** 0.2)
    return Hypothesis(between.join(h.text for h in hypotheses), score, length, all(h.finished for h in hypotheses))


def _between(task: Task) -> list[tuple[str, str]]:
    """Cut a sentence at its protected tokens: pairs of the text before one, and it."""
    parts: list[tuple[str, str]] = []
    end = 0
    for token in task.protected:
        parts.append((task.text[end : token.span.start], token.text))
        end = token.span.end
    return [*parts, (task.text[end:], "")]


def _spaced_like(source: str, draft: str) -> str:
    """Give a part's draft the white space at its edges, and no full stop that the part hadn't."""
    if not source.rstrip().endswith((".", "!", "?", "…")):
        draft = draft.rstrip(" .")
    head = source[: len(source) - len(source.lstrip())]
    tail = source[len(source.rstrip()) :]
    return head + draft.strip() + tail
