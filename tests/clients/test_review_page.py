"""Drives the review page in a real browser: keys in, review.json out, and back into the alignment."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from align import reviewing
from align.model import Alignment, Bead, Document, Segment, Span
from align.reports import review

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)

pytestmark = [
    pytest.mark.client,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed"),
]

DRIVER = """
const out = document.body.appendChild(document.createElement("pre"));
out.id = "out";
URL.createObjectURL = (blob) => { blob.text().then((written) => { out.textContent = written; }); return "#"; };
HTMLAnchorElement.prototype.click = () => {};
for (const key of KEYS) {
  const pressed = { key: key.replace("^", ""), ctrlKey: key.startsWith("^"), bubbles: true };
  document.body.dispatchEvent(new KeyboardEvent("keydown", pressed));
}
document.querySelector("button[data-do=download]").click();
"""


def alignment() -> Alignment:
    def document(key: str, sentences: list[str]) -> Document:
        segments, position = [], 0
        for number, sentence in enumerate(sentences, 1):
            span = Span(position, position + len(sentence))
            segments.append(Segment(f"{key}.s{number:04d}", key, span, sentence, number - 1))
            position += len(sentence) + 1
        return Document(key, key, "\n".join(sentences), (), tuple(segments))

    french = document("fr", ["Un <b>.", "Deux.", "Trois.", "Quatre."])
    english = document("en", ["One.", "Two.", "Three.", "Four."])
    beads = (
        Bead(("fr.s0001",), ("en.s0001",), 0.6, "partial"),
        Bead(("fr.s0002", "fr.s0003"), ("en.s0002",), 0.9, "equivalent"),
        Bead(("fr.s0004",), ("en.s0004",), 0.95, "equivalent"),
        Bead((), ("en.s0003",), 0.8),
    )
    return Alignment("comparable", (french,), (english,), beads)


def press(keys: list[str], tmp_path: Path) -> list[dict[str, object]]:
    page = review.render(alignment(), "Review")
    page = re.sub(r"<meta http-equiv=[^>]*>", "", page)  # the driver's script isn't the page's own
    page = page.replace("</body>", f"<script>{DRIVER.replace('KEYS', json.dumps(keys))}</script></body>")
    path = tmp_path / "review.html"
    path.write_text(page, encoding="utf-8")
    call = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    call += [f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=2000", "--dump-dom", path.as_uri()]
    shown = subprocess.run(call, capture_output=True, text=True, timeout=60, check=True).stdout
    found = re.search(r'<pre id="out">(.*?)</pre>', shown, re.DOTALL)
    assert found, shown[-2000:]
    written = tmp_path / "review.json"
    written.write_text(html.unescape(found[1]), encoding="utf-8")
    decisions: list[dict[str, object]] = json.loads(written.read_text(encoding="utf-8"))["decisions"]
    return decisions


@pytest.mark.parametrize(
    ("keys", "beads"),
    [
        ([], ["1-1 0.6", "23-2 0.9", "4-4 0.95", "-3 0.8"]),
        (["a"], ["1-1 1.0", "23-2 0.9", "4-4 0.95", "-3 0.8"]),
        (["a", "^z"], ["1-1 0.6", "23-2 0.9", "4-4 0.95", "-3 0.8"]),
        (["k"], ["1- 1.0", "-1 1.0", "23-2 0.9", "4-4 0.95", "-3 0.8"]),
        (["ArrowDown", "s"], ["1-1 0.6", "2-2 1.0", "3- 1.0", "4-4 0.95", "-3 0.8"]),
        (["m"], ["123-12 1.0", "4-4 0.95", "-3 0.8"]),
        (["ArrowDown", "u"], ["12-1 1.0", "3-2 1.0", "4-4 0.95", "-3 0.8"]),
        (["ArrowDown", "d"], ["1-1 0.6", "2-2 1.0", "34-4 1.0", "-3 0.8"]),
        (
            ["ArrowDown", "s", "ArrowDown", " ", "ArrowDown", "ArrowDown", "ArrowRight", " "],
            ["1-1 0.6", "2-2 1.0", "3-3 1.0", "4-4 0.95"],
        ),
    ],
)
def test_keys_become_decisions_and_decisions_become_beads(keys: list[str], beads: list[str], tmp_path: Path) -> None:
    press(keys, tmp_path)
    applied = reviewing.apply(alignment(), reviewing.load(tmp_path / "review.json"))
    made = [
        f"{''.join(i[-1] for i in b.source)}-{''.join(i[-1] for i in b.target)} {b.score}"
        for b in applied.alignment.beads
    ]
    assert made == beads
    assert applied.vanished == ()


def _last(ids: tuple[str, ...]) -> str:
    return "".join(key[-1] for key in ids)
