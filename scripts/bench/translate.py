"""Speed, quality, cold start and memory of drafts: Argos Translate's own pipeline, raw CTranslate2, and ours.

Usage: translate.py [--argos PYTHON] [--sentences 500] [--rounds 3] [--cold FILE]

PYTHON is the interpreter of an environment with the whole of argostranslate (torch too); without it those rows are left
out, with the reason. The same package serves on all sides; Argos gets a copy with a blank spaCy pipeline inside and
ARGOS_CHUNK_TYPE=SPACY, else it goes online for a sentence splitter. The ways run in turn, round by round, on one
machine; a ratio is the median of the rounds' ratios. Wall seconds suffer from other load, CPU seconds hardly do.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from _data import TestSet, parallel
from align.model import Segment, Span
from align.models import route
from align.translators.argos import ArgosTranslator
from align.translators.engine import LENGTH_PENALTY, Engine, available_cores

CHILD = """
import json, resource, sys, time
import argostranslate.translate as argos
from argostranslate import sbd
translation = argos.get_translation_from_codes("fr", "en")
# The outer translation keeps what it translated before: a second round would measure nothing.
translation = getattr(translation, "underlying", translation)
translation.translate("Bonjour le monde.")
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
splitter = translation.sentencizer
for line in sys.stdin:
    texts = json.loads(line)
    begin, used = time.perf_counter(), cpu()
    drafts = translation.translate("\\n".join(texts)).split("\\n")
    took = time.perf_counter() - begin, cpu() - used
    begin = time.perf_counter()
    for text in texts:
        splitter.split_sentences(text)
    print(json.dumps({"wall": took[0], "cpu": took[1], "splitting": time.perf_counter() - begin, "drafts": drafts,
                      "peak": next(int(x.split()[1]) for x in open("/proc/self/status") if "VmHWM" in x)}), flush=True)
"""


@dataclass
class Way:
    """One way to draft, and what its rounds took."""

    name: str
    run: Callable[[list[str]], list[str]]
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)


class Argos:
    """Argos Translate in a process of its own, kept warm."""

    def __init__(self, python: Path, package: Path, folder: Path) -> None:
        copy = folder / "packages" / package.name
        shutil.copytree(package, copy, ignore=shutil.ignore_patterns("confidence.json", "minisbd"))
        code = f"import spacy; spacy.blank('fr').to_disk({str(copy / 'spacy')!r})"
        subprocess.run([str(python), "-c", code], check=True, capture_output=True)
        self.python = python
        self.env = {
            **os.environ,
            **{f"XDG_{kind}_HOME": str(folder / kind) for kind in ("DATA", "CONFIG", "CACHE")},
            "ARGOS_PACKAGES_DIR": str(folder / "packages"),
            "ARGOS_CHUNK_TYPE": "SPACY",
            "ARGOS_COMPUTE_TYPE": "int8",
            "ORT_DISABLE_TELEMETRY": "1",
        }
        self._child: subprocess.Popen[str] | None = None
        self.splitting: list[float] = []
        self.last: dict[str, Any] = {}

    def __call__(self, texts: list[str]) -> list[str]:
        if self._child is None:
            self._child = subprocess.Popen(
                [str(self.python), "-c", CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env=self.env,
            )
        to, back = _pipes(self._child)
        to.write(json.dumps(texts) + "\n")
        to.flush()
        while not (line := back.readline()).startswith("{"):
            if not line:
                raise RuntimeError("Argos Translate ended")
        self.last = json.loads(line)
        self.splitting.append(self.last["splitting"])
        return list(self.last["drafts"])

    def close(self) -> None:
        if self._child is not None:
            _pipes(self._child)[0].close()
            self._child.wait()


def _pipes(child: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert child.stdin is not None
    assert child.stdout is not None
    return child.stdin, child.stdout


def raw(package: Path) -> Callable[[list[str]], list[str]]:
    """CTranslate2 on sorted, padded batches with Argos' search settings, a worker a core: nothing but the model."""
    engine = Engine(package)
    model = engine._loaded()

    def draft(texts: list[str]) -> list[str]:
        answers = model.translate_batch(
            [engine.encode(t) for t in texts],
            beam_size=4,
            max_batch_size=2048,
            batch_type="tokens",
            length_penalty=LENGTH_PENALTY,
            replace_unknowns=True,
        )
        tokenizer = engine._loaded_tokenizer()
        return [tokenizer.decode(a.hypotheses[0]) for a in answers]

    return draft


def ours(package: Path, **settings: Any) -> Callable[[list[str]], list[str]]:
    translator = ArgosTranslator([package], **settings)

    def draft(texts: list[str]) -> list[str]:
        segments = [Segment(f"s{n}", "d", Span(0, len(t)), t) for n, t in enumerate(texts)]
        return [d.text for d in translator.translate(segments)]

    return draft


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure(ways: list[Way], chosen: TestSet, rounds: int) -> None:
    """Run the ways in turn; forget what was computed of these sentences before each."""
    from align.translators import checks, protect

    for way in ways:
        way.run(chosen.source[:8])
    for _ in range(rounds):
        for way in ways:
            for known in (*vars(checks).values(), *vars(protect).values()):
                if hasattr(known, "cache_clear"):
                    known.cache_clear()
            begin, used = time.perf_counter(), cpu()
            way.drafts = way.run(chosen.source)
            wall, spent = time.perf_counter() - begin, cpu() - used
            argos = way.run if isinstance(way.run, Argos) else None
            way.wall.append(argos.last["wall"] if argos else wall)
            way.cpu.append(argos.last["cpu"] if argos else spent)


def ratios(way: Way, base: Way) -> str:
    """Tell how many times as fast a way is: the medians of the rounds' ratios, of wall and of CPU seconds."""
    pairs = ((base.wall, way.wall), (base.cpu, way.cpu))
    return "; ".join(f"{statistics.median(b / a for b, a in zip(*pair, strict=True)):.2f}" for pair in pairs)


def table(ways: list[Way], chosen: TestSet) -> None:
    import sacrebleu

    base = {way.name: way for way in ways}
    columns = [name for name in ("Argos Translate, beam 4", "raw CTranslate2, beam 4") if name in base]
    print(
        f"{len(chosen.source)} sentences of {chosen.name}, {available_cores()} cores, "
        f"rounds in turn: {len(ways[0].wall)}"
    )
    head = " | ".join(f"speed / {name.split(',')[0]} (wall; CPU)" for name in columns)
    print(f"| way | sentences/s | {head} | BLEU | chrF |\n|---|---|{'---|' * len(columns)}---|---|")
    for way in ways:
        speed = len(chosen.source) / statistics.median(way.wall)
        bleu = sacrebleu.corpus_bleu(way.drafts, [chosen.reference]).score
        chrf = sacrebleu.corpus_chrf(way.drafts, [chosen.reference]).score
        beside = " | ".join(ratios(way, base[name]) for name in columns)
        print(f"| {way.name} | {speed:.1f} | {beside} | {bleu:.2f} | {chrf:.2f} |")


def cold(argos: Argos | None, article: Path, rounds: int) -> None:
    """Time one command on one article, from its start to its end, in turn; and its peak memory."""
    mine = [str(Path(sys.executable).with_name("align")), "translate", str(article), "--no-cache", "--quiet"]
    commands: dict[str, tuple[list[str], dict[str, str]]] = {"align translate": (mine, dict(os.environ))}
    if argos is not None:
        command = [str(argos.python.with_name("argos-translate")), "--from", "fr", "--to", "en"]
        commands["argos-translate"] = (command, argos.env)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, (command, env) in commands.items():
            begin = time.perf_counter()
            with article.open("rb") as text:
                child = subprocess.Popen(
                    command, env=env, stdin=text, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                _, status, used = os.wait4(child.pid, 0)
            if status:
                raise RuntimeError(f"{name} ended with {status}")
            taken[name].append((time.perf_counter() - begin, used.ru_maxrss / 1024))
    print(f"one cold command on {article.name} ({len(article.read_text(encoding='utf-8').split())} words)")
    print("| command | seconds | peak memory, MB |\n|---|---|---|")
    for name, found in taken.items():
        print(f"| {name} | {statistics.median(f[0] for f in found):.2f} | {max(f[1] for f in found):.0f} |")
    if len(taken) == 2:
        pairs = zip(taken["argos-translate"], taken["align translate"], strict=True)
        print(f"ratio {statistics.median(a[0] / b[0] for a, b in pairs):.1f}")
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--argos", type=Path, default=None)
    parser.add_argument("--sentences", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cold", type=Path, default=Path(__file__).parents[2] / "tests/fixtures/docs/article.fr.txt")
    arguments = parser.parse_args()
    package = route("fr", "en")[0].path
    chosen = parallel("newstest2013").part(0, arguments.sentences)
    with tempfile.TemporaryDirectory() as folder:
        argos = Argos(arguments.argos, package, Path(folder)) if arguments.argos else None
        # First, while this process is small: a child's peak is never below that of the process it was forked from.
        cold(argos, arguments.cold, max(3, arguments.rounds))
        ways = [
            Way("raw CTranslate2, beam 4", raw(package)),
            Way("align, beam 4", ours(package)),
            Way("align, beam 4, no repairs", ours(package, repairs=False)),
            Way("align, beam 2", ours(package, beam_size=2)),
            Way("align, beam 1", ours(package, beam_size=1)),
        ]
        if argos is not None:
            ways.insert(0, Way("Argos Translate, beam 4", argos))
        else:
            print("Argos Translate is left out: no interpreter was given (--argos PYTHON)")
        measure(ways, chosen, arguments.rounds)
        table(ways, chosen)
        if argos is not None:
            share = statistics.median(argos.splitting) / statistics.median(ways[0].wall)
            print(f"splitting into sentences costs Argos Translate {share:.1%} of its time")
            print(f"peak memory of Argos Translate {argos.last['peak'] / 1024:.0f} MB, ", end="")
            argos.close()
        print(
            f"of this process with five translators {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
        )


if __name__ == "__main__":
    main()
