"""OmegaT in console mode (Debian: omegat, default-jre-headless).

Its exit status stays 0 when a memory fails to load: look at the translated text and at `Outcome.load_error`.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from clients import HERE, call, need

JAR = Path("/usr/share/omegat/OmegaT.jar")
FOLDERS = ("source", "target", "omegat", "glossary", "dictionary", "tm", "tm/auto", "tm/enforce", "tm/mt")
TROUBLE = re.compile(r"warn|error|exception|severe|fatal", re.IGNORECASE)
NOISE = re.compile(r"PLUGIN|UnsupportedLookAndFeel|userPrefs|Preferences|[Nn]ashorn", re.IGNORECASE)


@dataclass(frozen=True)
class Match:
    """What OmegaT offers the translator for a sentence: ``score`` in per cent, the memories it comes from."""

    source: str
    translation: str
    score: int
    memories: str


@dataclass(frozen=True)
class Outcome:
    """What OmegaT made of a project.

    Target texts by name, its log's complaints, the memories it exported and saved by name, its entries in order, the
    matches it offers.
    """

    targets: dict[str, str] = field(default_factory=dict)
    load_error: bool = False
    complaints: tuple[str, ...] = ()
    saved: dict[str, bytes] = field(default_factory=dict)
    entries: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    log: str = ""

    @property
    def target(self) -> str:
        """The one translated document."""
        (text,) = self.targets.values()
        return text


def needed() -> None:
    """Skip where OmegaT isn't installed."""
    need("OmegaT", "java", JAR)


def lay_out(folder: Path, *, source_language: str = "FR", target_language: str = "EN", sentences: bool = True) -> None:
    """Make an empty OmegaT project, as its own wizard would."""
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    root = etree.Element("omegat")
    project = etree.SubElement(root, "project", version="1.0")
    for name in ("source_dir", "target_dir", "tm_dir", "glossary_dir", "glossary_file", "dictionary_dir"):
        etree.SubElement(project, name).text = "__DEFAULT__"
    etree.SubElement(project, "source_lang").text = source_language
    etree.SubElement(project, "target_lang").text = target_language
    etree.SubElement(project, "sentence_seg").text = str(sentences).lower()
    etree.SubElement(project, "support_default_translations").text = "true"
    etree.SubElement(project, "remove_tags").text = "false"
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    (folder / "omegat.project").write_bytes(data)


def translate(
    project: Path, edits: Mapping[str, str] | None = None, *, author: str = "ana", look: bool = True
) -> Outcome:
    """Open a copy of ``project``, type the ``edits`` (target by source) as ``author``, translate, read the outcome.

    ``look`` asks OmegaT for its entries and matches too; over a memory of thousands of units that takes a minute.
    """
    needed()
    with tempfile.TemporaryDirectory() as scratch:
        copy, home = Path(scratch, project.name), Path(scratch, "home")
        home.mkdir()
        shutil.copytree(project, copy)
        if edits:
            lines = "".join(f"{source}\t{target}\n" for source, target in edits.items())
            (copy / "edits.tsv").write_text(lines, encoding="utf-8")
        done = call(
            [
                "java",
                "-Djava.awt.headless=true",
                "-XX:TieredStopAtLevel=1",
                f"-Duser.home={home}",
                f"-Duser.name={author}",
                "-jar",
                JAR,
                copy,
                f"--config-dir={Path(scratch, 'config')}",
                "--mode=console-translate",
                *([f"--script={HERE / 'omegat_edit.groovy'}"] if look or edits else []),
            ]
        )
        log = done.stdout + done.stderr
        return Outcome(
            targets=_texts(copy / "target"),
            load_error="TF_TM_LOAD_ERROR" in log or done.returncode != 0,
            complaints=tuple(x.strip() for x in log.splitlines() if TROUBLE.search(x) and not NOISE.search(x)),
            saved={p.name: p.read_bytes() for p in sorted([*copy.glob("*.tmx"), *copy.glob("omegat/*.tmx")])},
            entries=tuple(_lines(copy / "entries.tsv")),
            matches=tuple(
                Match(source, translation, int(score), memories)
                for source, translation, score, memories in (x.split("\t") for x in _lines(copy / "matches.tsv"))
            ),
            log=log,
        )


def _texts(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8")
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []


def with_memory(
    source: dict[str, str],
    memory: Path | None,
    *,
    place: str = "tm/auto",
    source_language: str = "FR",
    target_language: str = "EN",
    sentences: bool = True,
    look: bool = False,
) -> Outcome:
    """Translate texts (by file name) in a fresh project with at most one memory in ``place``."""
    needed()
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch, "project")
        lay_out(project, source_language=source_language, target_language=target_language, sentences=sentences)
        for name, text in source.items():
            (project / "source" / name).write_text(text, encoding="utf-8")
        if memory is not None:
            shutil.copy(memory, project / place / memory.name)
        return translate(project, look=look)
