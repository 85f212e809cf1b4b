"""Measure which lines are set aside: precision and recall of furniture, headings and captions.

    python scripts/bench/boilerplate.py [-v]

Counted in lines (a theme or a dateline before a sentence counts as a line). Three sets: our own table of copied pages
(tests/cases/pages.txt), the invented events (kind title, body, or listed under `dropped`) and the four real articles.
Beside ours: a baseline that sets aside every line without a full stop, one that keeps everything, and trafilatura's
choice where it is installed and given the lines as paragraphs. -v names the lines that went wrong.
"""

from __future__ import annotations

import html
import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from _data import ROOT, data_dir

sys.path.insert(0, str(ROOT / "tests"))
from align.documents import read_bytes
from align.model import Role, Span
from page_cases import pages

KEPT, ASIDE, TITLE = "kept", "set aside", "title"


@dataclass(frozen=True)
class Sheet:
    """A page with the stretches of its text whose kind is known."""

    name: str
    language: str
    text: str
    kinds: tuple[tuple[Span, str], ...]


def _kind(role: Role) -> str:
    return TITLE if role is Role.TITLE else ASIDE if role.set_aside else KEPT


def own() -> Iterator[Sheet]:
    for page in pages():
        position, kinds = 0, []
        for line, role in page.roles:
            start = page.text.index(line, position)
            position = start + len(line)
            kinds.append((Span(start, position), _kind(role)))
        yield Sheet(page.name, page.language, page.text, tuple(kinds))


def annotated(path: Path, texts: Path) -> Iterator[Sheet]:
    gold = json.loads(path.read_text(encoding="utf-8"))
    for document in gold["documents"]:
        text = (texts / document["path"]).read_bytes().decode("utf-8")
        lines = text.split("\n")
        kinds = [
            (Span(s["start"], s["end"]), TITLE if s["kind"] == "title" else KEPT)
            for s in gold["sentences"]
            if s["doc"] == document["id"]
        ]
        for dropped in gold["dropped"]:
            if dropped["doc"] == document["id"]:
                start = sum(len(line) + 1 for line in lines[: dropped["line"] - 1])
                start = text.index(dropped["text"].strip(), start)
                kinds.append((Span(start, start + len(dropped["text"].strip())), ASIDE))
        yield Sheet(document["id"], document["lang"], text, tuple(sorted(kinds, key=lambda k: k[0])))


def ours(sheet: Sheet) -> Callable[[Span], str]:
    document = read_bytes(sheet.text.encode("utf-8"), name=f"{sheet.name}.txt", language=sheet.language)

    def kind(span: Span) -> str:
        covering = max(document.blocks, key=lambda b: b.span.overlap(span))
        return _kind(covering.role)

    return kind


def keep_all(sheet: Sheet) -> Callable[[Span], str]:
    return lambda span: KEPT


def full_stops(sheet: Sheet) -> Callable[[Span], str]:
    first = sheet.kinds[0][0]

    def kind(span: Span) -> str:
        if span == first:
            return TITLE
        line = sheet.text[span.start : sheet.text.find("\n", span.end) % (len(sheet.text) + 1)].strip()
        return KEPT if re.search(r"[.!?…:][\"'”’»)\s]*$", line) else ASIDE

    return kind


def extractor(sheet: Sheet) -> Callable[[Span], str]:
    import trafilatura

    lines = [line for line in sheet.text.split("\n") if line.strip()]
    markup = "<html><body><article>" + "".join(f"<p>{html.escape(x)}</p>" for x in lines) + "</article></body></html>"
    text = trafilatura.extract(markup, favor_precision=True, include_comments=False) or ""
    main = re.sub(r"\s+", " ", text)
    return lambda span: KEPT if re.sub(r"\s+", " ", span.of(sheet.text)) in main else ASIDE


METHODS: dict[str, Callable[[Sheet], Callable[[Span], str]]] = {
    "align": ours,
    "no full stop, no text": full_stops,
    "trafilatura, lines as paragraphs": extractor,
    "keep everything": keep_all,
}


def measure(name: str, sheets: list[Sheet], verbose: bool) -> None:
    lines = Counter(kind for sheet in sheets for _, kind in sheet.kinds)
    print(f"\n{name}: {len(sheets)} pages; {', '.join(f'{n} {k}' for k, n in sorted(lines.items()))}")
    for method, make in METHODS.items():
        seen: Counter[tuple[str, str]] = Counter()
        for sheet in sheets:
            kind_of = make(sheet)
            for span, gold in sheet.kinds:
                given = kind_of(span)
                seen[gold, given] += 1
                if verbose and method == "align" and given != gold:
                    print(f"    {sheet.name}: {gold} taken as {given}: {span.of(sheet.text)[:90]!r}")
        print(f"  {method:34}{_scores(seen, ASIDE)}   {_scores(seen, TITLE)}   {_lost(seen)}")


def _scores(seen: Counter[tuple[str, str]], kind: str) -> str:
    right = seen[kind, kind]
    given = sum(n for (_, g), n in seen.items() if g == kind)
    gold = sum(n for (k, _), n in seen.items() if k == kind)
    return f"{kind} P {right / max(1, given):.3f} R {right / max(1, gold):.3f}"


def _lost(seen: Counter[tuple[str, str]]) -> str:
    return f"{seen[KEPT, ASIDE]} lines of text lost, {seen[ASIDE, KEPT]} of furniture kept"


def full_stop_check(path: Path, verbose: bool) -> None:
    """Count the lines of news sentences that end in a full stop and are set aside: forty lines make a page."""
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        rows = [line.rstrip("\n").split("\t") for line in stream]
    for column, language in enumerate(("fr", "en")):
        lines = [row[column] for row in rows if len(row) > column and row[column].strip()]
        total = aside = 0
        for start in range(0, len(lines), 40):
            text = "\n\n".join(lines[start : start + 40])
            for block in read_bytes(text.encode("utf-8"), name="page.txt", language=language).blocks:
                words = block.span.of(text)
                if words.rstrip("»”\"' \u00a0\u202f").endswith("."):
                    total, aside = total + 1, aside + block.role.set_aside
                    if verbose and block.role.set_aside:
                        print(f"    {block.role.value}: {words[:110]}")
        print(f"  {language}: {aside} of {total} news lines that end in a full stop are set aside")


def main() -> None:
    verbose = "-v" in sys.argv
    measure("own pages", list(own()), verbose)
    folder = data_dir()
    events = [s for p in sorted((folder / "gold" / "events").glob("*/event.json")) for s in annotated(p, p.parent)]
    measure("invented events", events, verbose)
    news = folder / "data" / "mt" / "authored-news.tsv.xz"
    measure("real articles", list(annotated(folder / "gold" / "seeds" / "seeds.json", folder)), verbose)
    if news.is_file():
        print("\nnews lines, furniture among them (look with -v)")
        full_stop_check(news, verbose)


if __name__ == "__main__":
    main()
