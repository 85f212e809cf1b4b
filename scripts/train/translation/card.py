"""The model card and the lines for NOTICE: what the model is, learnt from, licensed under, and how good it measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from align.models import Package
from translation.settings import Settings
from translation.weights import LEARNT, Pack


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of one package on one development set, without align's repairs.

    ``names`` and ``numbers`` are those kept of those there, where they were counted.
    """

    name: str
    sentences: int
    bleu: float
    chrf: float
    names: tuple[int, int] | None = None
    numbers: tuple[int, int] | None = None


def card(settings: Settings, pack: Pack, package: Package, measured: Sequence[Measured]) -> str:
    """Write the card as Markdown: the recipe, the record of the run in ``pack``, and what was measured."""
    tongues = settings.languages
    title = f"# {tongues.source_name} → {tongues.target_name} {package.version}"
    parts = [title, *_facts(settings, pack), *_data(settings, pack.run), *_figures(settings, measured)]
    if settings.gate.weaknesses:
        parts += ["", "Weaknesses:", "", *(f"- {line}" for line in settings.gate.weaknesses)]
    return "\n".join([*parts, ""])


def _facts(settings: Settings, pack: Pack) -> Iterator[str]:
    shape = pack.shape
    yield ""
    yield "A Transformer for translation without a network, as an Argos package: CTranslate2 int8, SentencePiece, and a"
    yield "sentence splitter made of rules (`minisbd/`) for Argos Translate."
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield (
        f"| architecture | pre-norm, {shape.encoder} encoder and {shape.decoder} decoder layers, width {shape.width},"
        f" feed-forward {shape.feed_forward:,}, {shape.heads} heads, shared embeddings;"
        f" {pack.parameters / 1e6:.1f} M parameters |"
    )
    yield f"| vocabulary | {shape.vocabulary:,} SentencePiece unigram pieces, shared, byte fallback |"
    if pack.run:
        yield f"| training | {_run(pack.run)} |"
    yield f"| licence | {settings.package.licence} |"


def _run(run: Mapping[str, Any]) -> str:
    parts = [
        f"{run.get('device', 'unknown device')}, {run.get('numbers', '?')}",
        f"{run.get('seconds', 0) / 60:.0f} minutes, {run.get('steps', 0):,} steps,"
        f" {run.get('target_pieces', 0) / 1e6:.1f} M target pieces",
        "Muon and AdamW, label smoothing",
    ]
    if run.get("began_from"):
        parts.insert(0, f"begun from {run['began_from']}")
    if run.get("averaged"):
        parts.append(f"mean of {run['averaged']} checkpoints")
    return "; ".join(parts)


def _data(settings: Settings, run: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield "| learnt from | pairs | licence |"
    yield "|---|---|---|"
    for corpus in run.get(LEARNT, {}).values():
        yield f"| {corpus['source']} | {corpus['pairs']:,} | {corpus['licence']} |"
    if run.get("unrecorded"):
        yield f"| what {run['unrecorded']} was trained on: its own card says | | |"
    if settings.prepare.held_out:
        yield ""
        yield f"No pair has a line of the test sets below ({', '.join(settings.prepare.held_out)} were kept apart)."


def _figures(settings: Settings, measured: Sequence[Measured]) -> Iterator[str]:
    yield ""
    if not measured:
        yield "Not measured."
        return
    yield f"| beam {settings.gate.beam} | sentences | BLEU | chrF | names kept | numbers kept |"
    yield "|---|---|---|---|---|---|"
    for m in measured:
        kept = " | ".join(f"{k[0] / max(1, k[1]):.1%}" if k else "" for k in (m.names, m.numbers))
        yield f"| {m.name} | {m.sentences:,} | {m.bleu:.1f} | {m.chrf:.1f} | {kept} |"
    for name, figures in settings.gate.published.items():
        told = ", ".join(f"{s} {f}" for s, f in zip(settings.gate.sets, figures, strict=False))
        yield ""
        yield f"Published BLEU of {name}: {told}."


def notice(settings: Settings, run: Mapping[str, Any] | None = None) -> str:
    """Return NOTICE's lines on the package: its licence, and what the recipe, or a run by its record, learns from."""
    rows = [(c.source, c.licence) for c in settings.corpora]
    if run is not None:
        rows = [(corpus["source"], corpus["licence"]) for corpus in run.get(LEARNT, {}).values()]
    lines = [f"{settings.package.licence}. Trained for this project; its README.md is the model card.", "Trained on:"]
    return "\n".join([*lines, *(f"  {source} ({licence})" for source, licence in rows)]) + "\n"


def licence_fault(settings: Settings, run: Mapping[str, Any]) -> str | None:
    """Say what binds the weights of a run to another licence than the recipe's, or None."""
    bound = [c for c in run.get(LEARNT, {}).values() if c["share_alike"] and c["licence"] != settings.package.licence]
    if not bound:
        return None
    return f"{bound[0]['source']} is under {bound[0]['licence']}, and so are weights that learnt from it"
