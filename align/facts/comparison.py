"""The comparison of one event, step by step: claims, support both ways, verdicts, bands, reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from align.facts import reasons
from align.facts.actors import others
from align.facts.clauses import ClauseExtractor
from align.facts.confidence import Judge, Support, band, coefficients, links
from align.facts.conflicts import Conflict, conflicts
from align.facts.contrasts import opposites
from align.facts.labels import relabelled
from align.facts.leftovers import leftovers, translated
from align.facts.lexicon import lexicon
from align.facts.statuses import statuses
from align.facts.support import Look, alike_sentences, bundle, look_both_ways
from align.facts.verdicts import documents_in_order, evidence, identifier, nearest, of_window, passage
from align.facts.wording import found_words
from align.model import Alignment, Claim, Document, Draft, Finding, Findings, Span, Verdict
from align.signature import compose, digest

VERSION = 2

SHARED = 0.5
"""From this probability on a claim counts as told on the other side."""

LEAST = 0.2
"""A passage that holds less of a claim's weight than this is no evidence for it, however near its sentence comes;
asked where the other side has more than one sentence to choose from."""

WEAK_DRAFT = 0.35
"""A draft scored lower than this, or longer than ``LONG_DRAFT`` words, is a reason to doubt what depends on it."""

LONG_DRAFT = 60


class Comparison:
    """Everything one comparison needs, made once."""

    def __init__(self, alignment: Alignment, *, neighbours: bool = True) -> None:
        self.alignment = alignment
        self.drafts = alignment.draft_of()
        self.documents = alignment.documents()
        extractor = ClauseExtractor()
        self.signature = compose(
            "facts", v=VERSION, claims=extractor.signature.replace("|", "/"), support=_fingerprint(), near=neighbours
        )
        # Names are made one over all documents, so both sides are extracted together.
        everything = extractor.extract((*alignment.source, *alignment.target))
        here = {d.id for d in alignment.source}
        self._claims = {True: [c for c in everything if c.document in here]}
        self._claims[False] = [c for c in everything if c.document not in here]
        made = bundle(alignment.source, alignment.target, self.drafts, neighbours=neighbours)
        self.source, self.target = look_both_ways(made, self._claims[True], self._claims[False])
        # Texts that translate each other tell next to nothing alone: most “only” of theirs are other words.
        self.translated = alignment.mode == "parallel"
        known = links(alignment)
        self.from_source = Judge(self.source, self.target, known)
        self.from_target = Judge(self.target, self.source, known)

    def findings(self) -> Findings:
        """Give every claim its verdict, in reading order."""
        documents = (*self.alignment.source, *self.alignment.target)
        order = {d.id: i for i, d in enumerate(documents)}
        here = self._supports(self.source, self.from_source, self.alignment.target)
        there = self._supports(self.target, self.from_target, self.alignment.source)
        differing = self._differing()
        # What differs is told on both sides: it can't be on one side only.
        made = self._only("only_source", self.source, here, {c.source for c in differing})
        made += self._only("only_target", self.target, there, {c.target for c in differing})
        made += self._shared(here, there)
        made += [self._differs(self.source, self.target, c) for c in differing]
        inside = [*self._inside(self.alignment.source, True), *self._inside(self.alignment.target, False)]
        return Findings(
            documents, tuple(documents_in_order(made, order)), self.signature, self._warnings(), tuple(inside)
        )

    def _differing(self) -> list[Conflict]:
        """List what differs: of two sentences one thing in each slot, the most telling first."""
        made = conflicts(self.source, self.target)
        seen = {(c.source, c.target, c.slot) for c in made}
        told = [*relabelled(self.source, self.target), *statuses(self.source, self.target)]
        told += [*opposites(self.source, self.target), *others(self.source, self.target)]
        once: set[tuple[str, str, str]] = set()
        for c in told:
            key = (self.source.claims[c.source].segment, self.target.claims[c.target].segment, c.slot)
            if key not in once:
                once.add(key)
                made.append(c)
        for c in leftovers(self.source, self.target, translated(self.alignment)):
            key = (self.source.claims[c.source].segment, self.target.claims[c.target].segment, c.slot)
            if (c.source, c.target, c.slot) not in seen and key not in once:
                made.append(c)
        return self._once(made)

    def _once(self, found: Sequence[Conflict]) -> list[Conflict]:
        """Tell a difference once that two articles repeat (a headline and its story): where it stands firmest."""
        best: dict[tuple[str, ...], Conflict] = {}
        for c in found:
            documents = self.source.claims[c.source].document, self.target.claims[c.target].document
            key = (*documents, c.slot, *(v.casefold() for v in c.values))
            if key not in best or c.ground > best[key].ground:
                best[key] = c
        return [c for c in found if any(c is b for b in best.values())]

    def told_words(self) -> dict[str, dict[int, float]]:
        """Map documents and the offsets of their words to how well the other side tells them, 0–1."""
        made: dict[str, dict[int, float]] = {}
        for claim, found, around, words in self.word_evidence():
            told = {start: told_word(found.score, around, share) for start, share in words}
            made.setdefault(claim.document, {}).update(told)
        return made

    def word_evidence(self) -> Iterator[tuple[Claim, Support, float, list[tuple[int, float]]]]:
        """Give each claim, its best support, what its sentence is worth, and its words: offset and how well found.

        A sentence is worth its best likeness to one of the other side, and half the aligner's score.
        """
        for look, other, judge in (
            (self.source, self.target, self.from_source),
            (self.target, self.source, self.from_target),
        ):
            likeness = alike_sentences(look, other)
            for i, claim in enumerate(look.claims):
                found = judge.support(i)
                if found is not None:
                    near = float(likeness[look.here.place[claim.segment]].max(initial=0.0))
                    around = (near + 0.5 * judge.link(i, found.window)) / 1.5
                    yield claim, found, around, [(s.start, share) for s, share, _ in found_words(look, i, found.window)]

    def told_share(self, source: bool) -> float:
        """Average how well the other side tells one side's claims, by their length; 0 without claims."""
        look, judge = (self.source, self.from_source) if source else (self.target, self.from_target)
        rated = [(judge.support(i), len(c.span)) for i, c in enumerate(look.claims)]
        length = sum(n for _, n in rated)
        return sum(s.score * n for s, n in rated if s is not None) / length if length else 0.0

    def _supports(self, look: Look, judge: Judge, documents: Sequence[Document]) -> list[list[Support]]:
        """List for each claim its support in each document of the other side, best first."""
        made = []
        for i in range(len(look.claims)):
            rated = [judge.support(i, d.id) for d in documents]
            if len(look.there.segments) > 1:
                rated = [_with_evidence(s) for s in rated]
            made.append(sorted((s for s in rated if s is not None), key=lambda s: (-s.score, s.window)))
        return made

    # --- only one side -----------------------------------------------------------------------------------------------

    def _only(self, verdict: Verdict, look: Look, supports: list[list[Support]], differing: set[int]) -> list[Finding]:
        """Tell the claims that the other side doesn't: neighbouring ones of a sentence as one finding."""
        made: list[Finding] = []
        alone = [i not in differing and (not s or s[0].score < SHARED) for i, s in enumerate(supports)]
        for run in runs(look.claims, alone):
            first, last = look.claims[run[0]], look.claims[run[-1]]
            span = Span(first.span.start, last.span.end)
            text = span.of(self.documents[first.document].text)
            told = passage(replace(first, span=span, text=text), self.drafts)
            score = max((supports[i][0].score for i in run if supports[i]), default=0.0)
            heaviest = max(run, key=lambda i: (look.mass[i], -i))
            window, share = look.best(heaviest)
            pieces = self._pieces(look, heaviest, [window]) if window >= 0 else []
            made.append(
                Finding(
                    identifier(told),
                    verdict,
                    band(score, verdict, self._doubts(look, run) + self.translated),
                    round(score, 4),
                    (told,),
                    nearest=nearest(look, heaviest, self.drafts),
                    reason=reasons.only_reason(share, pieces, look.there.documents),
                )
            )
        return made

    # --- both sides --------------------------------------------------------------------------------------------------

    def _shared(self, here: list[list[Support]], there: list[list[Support]]) -> list[Finding]:
        """Tell the claims that the other side tells too.

        A source claim's evidence are the target's clauses that hold it; a target claim is shown beside the source
        sentences that hold it, for a source sentence may tell more than that.
        """
        made = []
        for look, supports in ((self.source, here), (self.target, there)):
            for i, found in enumerate(supports):
                kept = [s for s in found if s.score >= SHARED]
                if kept:
                    made.append(self._told_twice(look, i, kept))
        return made

    def _told_twice(self, look: Look, claim: int, kept: list[Support]) -> Finding:
        told = passage(look.claims[claim], self.drafts)
        score = kept[0].score
        from_source = look is self.source
        if from_source:
            holding = [p for s in kept for p in evidence(look, claim, s.window, self.drafts)]
        else:
            holding = [p for s in kept for p in of_window(look.there, s.window, round(s.score, 4), self.drafts)]
        pieces = self._pieces(look, claim, [s.window for s in kept])
        side = reasons.side_name(look.here.documents, look.there.documents, "source" if from_source else "target")
        return Finding(
            identifier(told),
            "shared",
            band(score, "shared", self._doubts(look, [claim]) + bool(pieces)),
            round(score, 4),
            (told,) if from_source else tuple(holding),
            tuple(holding) if from_source else (told,),
            reason=reasons.shared_reason(pieces, side),
        )

    def _differs(self, look: Look, other: Look, found: Conflict) -> Finding:
        one, two = look.claims[found.source], other.claims[found.target]
        told, there = passage(one, self.drafts), passage(two, self.drafts, round(found.ground, 4))
        later = reasons.later(self.documents[one.document], self.documents[two.document])
        extra = f"{there.document}:{there.span.start}:{found.slot}:{found.values[0]}"
        doubts = self._doubts(look, [found.source]) + (0 if found.exact else 1)
        return Finding(
            identifier(told, extra),
            "differs",
            band(found.ground, "differs", doubts),
            round(found.ground, 4),
            (told,),
            (there,),
            slot=found.slot,
            values=found.values,
            reason=f"{found.reason}{later}{reasons.attributed(one, two)}",
            relation=found.relation,
        )

    def _inside(self, documents: tuple[Document, ...], source: bool) -> list[Finding]:
        """List what documents of one side tell differently: each against those behind it."""
        made: list[Finding] = []
        for n, document in enumerate(documents[:-1]):
            rest = documents[n + 1 :]
            mine = [c for c in self._claims[source] if c.document == document.id]
            names = {d.id for d in rest}
            theirs = [c for c in self._claims[source] if c.document in names]
            one, two = look_both_ways(bundle((document,), rest, {}), mine, theirs)
            made.extend(self._differs(one, two, c) for c in conflicts(one, two, inside=True))
        return made

    # --- doubts ------------------------------------------------------------------------------------------------------

    def _pieces(self, look: Look, claim: int, windows: Sequence[int]) -> list[str]:
        return reasons.missing_pieces(look, claim, windows, self.documents[look.claims[claim].document])

    def _doubts(self, look: Look, claims: Sequence[int]) -> int:
        """Count what lowers the band: a weak or long draft, nothing but common words to go by, unresolved dates."""
        weak = any(self._weak(self.drafts.get(look.claims[i].segment)) for i in claims)
        anchors = [a for i in claims for a in look.claims[i].anchors]
        bare = not anchors and max(float(look.mass[i]) for i in claims) < 1.0
        loose = any(getattr(a.value, "precision", "") == "unresolved" for a in anchors)
        return min(2, weak + bare + loose)

    @staticmethod
    def _weak(draft: Draft | None) -> bool:
        if draft is None:
            return False
        low = draft.score is not None and draft.score < WEAK_DRAFT
        return low or bool(draft.warnings) or len(draft.text.split()) > LONG_DRAFT

    def _warnings(self) -> tuple[str, ...]:
        """Say what makes all of it less certain."""
        found = []
        languages = {d.language.split("-")[0] for d in (*self.alignment.source, *self.alignment.target)}
        if len(languages) == 2 and not self.alignment.drafts:
            by = "names, numbers and a word list" if lexicon(*sorted(languages)) else "names and numbers"
            found.append(f"No drafts were at hand: the comparison rests on {by} alone.")
        unread = sorted(languages - {"fr", "en"})
        if unread:
            names = ", ".join(unread)
            found.append(
                f"Clauses, dates and negation are read in French and English only; {names} is compared by words."
            )
        return tuple(found)


def told_word(claim: float, sentence: float, share: float) -> float:
    """Rate a word by its claim's support first, then by its sentence, then by itself; 0–1."""
    return (claim + 0.75 * sentence + 0.25 * share) / 2


def _with_evidence(found: Support | None) -> Support | None:
    """Keep a support below ``SHARED`` where its passage holds next to nothing of the claim itself."""
    if found is None or found.score < SHARED or found.features[0] >= LEAST:
        return found
    return replace(found, score=SHARED - 0.01)


def runs(claims: Sequence[Claim], kept: Sequence[bool]) -> list[list[int]]:
    """Group the kept claims: those that follow each other in one sentence, on one person's word, belong together."""
    made: list[list[int]] = []
    for i, claim in enumerate(claims):
        if not kept[i]:
            continue
        before = claims[i - 1] if made and made[-1][-1] == i - 1 else None
        if before is not None and (before.segment, before.attribution) == (claim.segment, claim.attribution):
            made[-1].append(i)
        else:
            made.append([i])
    return made


def _fingerprint() -> str:
    """Name the fitted coefficients in a few letters, so that a signature tells when they change."""
    return digest([f"{name}:{value}" for name, value in coefficients().items()], 6)
