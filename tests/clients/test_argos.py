"""Argos Translate itself, with all it needs, installs the bundled package and runs it without a network.

It brings torch (1.5 GB), so nothing here installs it: $ARGOS_PYTHON names a Python that has `argostranslate`.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from clients.conftest import align

PYTHON = os.environ.get("ARGOS_PYTHON")

pytestmark = [
    pytest.mark.client,
    pytest.mark.skipif(not PYTHON, reason="set ARGOS_PYTHON to a Python that has argostranslate whole"),
]

PROGRAM = """
import json, socket, sys

def refuse(*_, **__):
    raise RuntimeError("Argos Translate asked for the network")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from argostranslate import package
package.install_from_path(sys.argv[1])
from argostranslate import sbd, translate
(own,) = package.get_installed_packages()
text = sys.argv[2]
print(json.dumps([sbd.MiniSBDSentencizer(own).split_sentences(text), translate.translate(text, "fr", "en")]))
"""
PARTS = ["M. Dupont est venu avec Mme. Martin.", "« Bonjour ! »", "Le maire a fermé le pont, dit-il."]


def test_argos_translate_runs_the_bundled_package_without_a_network(tmp_path: Path) -> None:
    file = tmp_path / "fr_en.argosmodel"
    align("models", "export", "fr_en", "-o", file)
    folders = {name: str(tmp_path / name) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    env = {**os.environ, **folders, "ORT_DISABLE_TELEMETRY": "1"}
    env.pop("PYTHONPATH", None)
    done = subprocess.run(
        [str(PYTHON), "-c", PROGRAM, file, " ".join(PARTS)],
        capture_output=True,
        text=True,
        env=env,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    sentences, draft = json.loads(done.stdout.splitlines()[-1])
    assert sentences == PARTS
    assert "Dupont" in draft
    assert "Martin" in draft
    assert "bridge" in draft
