"""How many sentences of our OmegaT project find their draft, beside the article put in as it is.

    scripts/bench/omegat_project.py [ARTICLE.fr.txt]...

For each French article (without arguments: the corpus and the development events) OmegaT opens the project that
``align export --as omegat-project`` lays out, and, as the baseline, a project with the untouched article under
OmegaT's own segmentation and the same memory. Printed: our segments, and how many of them OmegaT offers their draft
for at 100 %. Ends with 3 when OmegaT isn't installed.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path

from align import pipeline
from align.formats import omegat
from align.formats.bitext import bitext_memory, draft_memory
from align.model import Alignment, Bead, Draft

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
driver = importlib.import_module("clients.omegat")  # the driver that the tests use


def articles() -> list[Path]:
    """The French articles of the corpus, of the tests' events and of the development events."""
    from _data import data_dir

    folders = [ROOT / "corpus", ROOT / "tests" / "fixtures" / "events", data_dir() / "gold" / "events"]
    return [path for folder in folders for path in sorted(folder.glob("*/fr.*.txt"))]


def aligned(path: Path) -> Alignment:
    """An alignment of one article with nothing, its drafts being numbers: no model is needed to count matches."""
    (document,) = pipeline.load([path], "fr").documents
    drafts = tuple(Draft(s.id, f"Draft {n}.") for n, s in enumerate(document.segments))
    beads = tuple(Bead((s.id,), ()) for s in document.segments)
    return Alignment("comparable", (document,), (), beads, drafts=drafts)


def matched(path: Path) -> tuple[int, int, int]:
    """Count the different sentences of an article, and those that find their draft: in our project, as it is."""
    alignment = aligned(path)
    drafts = draft_memory(alignment.source, alignment.drafts, "fr", "en")
    wanted = {unit.source for unit in drafts}
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch, "project")
        for name, data in omegat.project(alignment, bitext=bitext_memory(alignment), drafts=drafts).items():
            place = project / name
            (place if name.endswith("/") else place.parent).mkdir(parents=True, exist_ok=True)
            if not name.endswith("/"):
                place.write_bytes(data)
        ours = driver.translate(project)
        memory = next((project / "tm" / "mt").glob("*.tmx"))
        plain = {path.name: path.read_text(encoding="utf-8")}
        theirs = driver.with_memory(plain, memory, place="tm/mt", look=True)
    found = [len({m.source for m in outcome.matches if m.score == 100} & wanted) for outcome in (ours, theirs)]
    return len(wanted), found[0], found[1]


def main() -> int:
    if not driver.JAR.exists():
        print("OmegaT isn't installed: .ci/clients installs it", file=sys.stderr)
        return 3
    totals = [0, 0, 0]
    print(f"{'article':32} {'sentences':>9} {'project':>8} {'as it is':>8}")
    for path in [Path(name) for name in sys.argv[1:]] or articles():
        counts = matched(path)
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
        print(f"{path.name:32} {counts[0]:9} {counts[1]:8} {counts[2]:8}", flush=True)
    print(f"{'all':32} {totals[0]:9} {totals[1]:8} {totals[2]:8}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
