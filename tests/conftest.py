"""What every test stands on: no network, caches of its own, development data where it is at hand."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent


def development_data() -> Path | None:
    """The folder of development data: $ALIGN_DATA, else a folder beside the checkout; None where there is none."""
    chosen = Path(os.environ["ALIGN_DATA"]) if os.environ.get("ALIGN_DATA") else ROOT.parent / "shared"
    return chosen if (chosen / "gold").is_dir() else None


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of development data, or a skip that says so."""
    found = development_data()
    if found is None:
        pytest.skip("development data are not at hand (set ALIGN_DATA)")
    return found


@pytest.fixture(scope="module")
def bench_named(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], ModuleType]]:
    """Load ``scripts/bench/NAME.py``, whose neighbours it may import; drafts have a cache of their own."""
    benches = ROOT / "scripts" / "bench"

    def loaded(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"{name}_bench", benches / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALIGN_CACHE", str(tmp_path_factory.mktemp("drafts")))
        patch.setenv("ALIGN_DATA", str(data_dir))
        patch.syspath_prepend(str(benches))
        yield loaded


class NetworkForbidden(AssertionError):
    """A test tried to reach the network."""


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise NetworkForbidden("this suite runs offline: nothing may open a connection")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Refuse every connection that isn't to a local (Unix) socket, in this process."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != getattr(socket, "AF_UNIX", None):
            _refuse()
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", _refuse)
    monkeypatch.setattr(socket, "getaddrinfo", _refuse)
    monkeypatch.setattr(socket, "create_connection", _refuse)


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep caches, settings and packages of this machine's user out of the tests, in child processes too."""
    home = tmp_path_factory.mktemp("home")
    before = dict(os.environ)
    os.environ.update(
        HOME=str(home),
        XDG_DATA_HOME=str(home / "data"),
        XDG_CONFIG_HOME=str(home / "config"),
        XDG_CACHE_HOME=str(home / "cache"),
        ALIGN_CACHE=str(home / "drafts"),
        ORT_DISABLE_TELEMETRY="1",
        NO_COLOR="1",
    )
    os.environ.pop("ARGOS_PACKAGES_DIR", None)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def offline_env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment for child processes whose Python refuses every connection, too."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "sitecustomize.py").write_text(
        "import socket\n"
        "def _refuse(*a, **k): raise RuntimeError('the network was asked for: ' + repr(a[1:]))\n"
        "socket.socket.connect = _refuse\nsocket.socket.connect_ex = _refuse\nsocket.getaddrinfo = _refuse\n",
        encoding="utf-8",
    )
    return {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in (str(folder), os.environ.get("PYTHONPATH")) if p)}


@dataclass(frozen=True)
class Called:
    """What a call of the command line gave."""

    code: int
    stdout: bytes
    stderr: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.stdout.decode("utf-8")


Caller = Callable[..., Called]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Caller:
    """Call ``align`` in this process: ``cli("pair", "a.txt", "b.txt", stdin=b"")`` → exit code, stdout, stderr."""

    def call(*arguments: object, stdin: bytes = b"") -> Called:
        from align.commands import cli as group
        from align.commands.console import report_errors

        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = report_errors(group, [str(a) for a in arguments])
            out.flush()
            err.flush()
        return Called(code, out.buffer.getvalue(), err.buffer.getvalue().decode("utf-8"))  # type: ignore[attr-defined]

    return call
