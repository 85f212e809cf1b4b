"""Nothing leaves the machine: no module opens a connection at import, no run asks for one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from align import readiness
from conftest import ROOT

MODULES = sorted(
    ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for p in (ROOT / "align").rglob("*.py")
)


def test_every_module_imports_without_network_files_or_output(tmp_path: Path, offline_env: dict[str, str]) -> None:
    code = (
        "import builtins, importlib, os, sys\n"
        "real = builtins.open\n"
        "def guarded(file, mode='r', *a, **k):\n"
        "    if set(mode) & set('wax+'): raise RuntimeError(f'written at import: {file}')\n"
        "    return real(file, mode, *a, **k)\n"
        "builtins.open = guarded\n"
        "os.mkdir = os.makedirs = lambda p, *a, **k: (_ for _ in ()).throw(RuntimeError(f'made at import: {p}'))\n"
        f"for name in {MODULES!r}: importlib.import_module(name)\n"
        "heavy = sorted(set(sys.modules) & {'torch', 'stanza', 'spacy', 'onnxruntime', 'argostranslate.translate'})\n"
        "assert not heavy, heavy\n"
    )
    env = {**offline_env, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stderr[-1500:]
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_finds_this_machine_ready_and_offline() -> None:
    found = {check.name: check for check in readiness.checks("fr", "en")}
    assert readiness.ready(list(found.values())), found
    assert "no connection was asked for" in found["offline"].detail


def test_the_doctor_would_notice_a_connection(tmp_path: Path) -> None:
    code = (
        "from align import readiness, pipeline\n"
        "def leak(*a, **k):\n"
        "    import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)\n"
        "pipeline.translator = leak\n"
        "readiness.trial('fr', 'en')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert "a connection was asked for" in done.stderr


def test_this_suite_refuses_connections() -> None:
    import socket

    with pytest.raises(AssertionError, match="offline"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
