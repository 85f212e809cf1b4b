"""OmegaT in console mode (Debian: omegat, default-jre-headless).

Its exit status stays 0 when a memory fails to load: look at the translated text and at `Outcome.load_error`.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from clients import call, need

JAR = Path("/usr/share/omegat/OmegaT.jar")
FOLDERS = ("source", "target", "omegat", "glossary", "dictionary", "tm", "tm/auto", "tm/enforce", "tm/mt")
TROUBLE = re.compile(r"warn|error|exception|severe|fatal", re.IGNORECASE)
NOISE = re.compile(r"PLUGIN|UnsupportedLookAndFeel|userPrefs|Preferences|[Nn]ashorn", re.IGNORECASE)


@dataclass(frozen=True)
class Outcome:
    """What OmegaT made of a project: target texts by name, its log's complaints, the memories it saved."""

    targets: dict[str, str] = field(default_factory=dict)
    load_error: bool = False
    complaints: tuple[str, ...] = ()
    saved: dict[str, bytes] = field(default_factory=dict)
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


def translate(project: Path) -> Outcome:
    """Open ``project`` in a copy, translate it and read what came out."""
    needed()
    with tempfile.TemporaryDirectory() as scratch:
        copy, home = Path(scratch, project.name), Path(scratch, "home")
        home.mkdir()
        shutil.copytree(project, copy)
        done = call(
            [
                "java",
                "-Djava.awt.headless=true",
                "-XX:TieredStopAtLevel=1",
                f"-Duser.home={home}",
                "-jar",
                JAR,
                copy,
                f"--config-dir={Path(scratch, 'config')}",
                "--mode=console-translate",
            ]
        )
        log = done.stdout + done.stderr
        target = copy / "target"
        return Outcome(
            targets={
                p.relative_to(target).as_posix(): p.read_text(encoding="utf-8")
                for p in sorted(target.rglob("*"))
                if p.is_file()
            },
            load_error="TF_TM_LOAD_ERROR" in log or done.returncode != 0,
            complaints=tuple(x.strip() for x in log.splitlines() if TROUBLE.search(x) and not NOISE.search(x)),
            saved={p.name: p.read_bytes() for p in sorted([*copy.glob("*.tmx"), *copy.glob("omegat/*.tmx")])},
            log=log,
        )


def with_memory(
    source: dict[str, str],
    memory: Path | None,
    *,
    place: str = "tm/auto",
    source_language: str = "FR",
    target_language: str = "EN",
    sentences: bool = True,
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
        return translate(project)
