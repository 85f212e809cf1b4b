"""Readers of other people: Translate Toolkit, Symfony, Qt's lconvert, npm's xliff, each as (source, target) pairs."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clients import HERE, INSTALLED, SYMFONY, call, need

TOOLKIT = INSTALLED / "toolkit" / "bin" / "python"
LCONVERT = Path("/usr/lib/qt6/bin/lconvert")

Pairs = list[tuple[str, str]]
Reader = Callable[[Path], Pairs]


def toolkit_units(path: Path) -> list[dict[str, Any]]:
    """Read with Translate Toolkit: id, source, target, translated, fuzzy of each unit."""
    package = next(INSTALLED.glob("toolkit/lib/python*/site-packages/translate"), INSTALLED / "toolkit")
    need("Translate Toolkit", TOOLKIT, package)
    told = json.loads(call([TOOLKIT, HERE / "toolkit_reader.py", path]).stdout)
    assert "error" not in told, f"Translate Toolkit: {told['error']}"
    units: list[dict[str, Any]] = told["units"]
    return units


def toolkit(path: Path) -> Pairs:
    """Pairs as Translate Toolkit sees them."""
    return [(u["source"], u["target"] or "") for u in toolkit_units(path)]


def symfony(path: Path) -> Pairs:
    """Pairs as Symfony's loader sees them (XLIFF 1.2 and 2.0), its schema check included."""
    need("Symfony's XLIFF loader", "php", SYMFONY / "Translation/autoload.php", SYMFONY / "Config/autoload.php")
    told = json.loads(call(["php", HERE / "symfony.php", path]).stdout)
    assert not told["schema_errors"], f"Symfony: {told['schema_errors']}"
    assert told["error"] is None, f"Symfony: {told['error']}"
    return list(told["messages"].items())


def lconvert(path: Path) -> Pairs:
    """Pairs as Qt's lconvert writes them to PO (XLIFF 1.2)."""
    program = shutil.which("lconvert6") or (LCONVERT if LCONVERT.exists() else shutil.which("lconvert"))
    need("Qt's lconvert", LCONVERT if program is None else Path(program))
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch, "out.po")
        done = call([str(program), "-if", "xlf", "-i", path, "-of", "po", "-o", out])
        assert out.exists(), f"lconvert: {done.stderr}"
        return _po(out.read_text(encoding="utf-8"))


def npm(path: Path) -> Pairs:
    """Pairs as npm's xliff sees them (1.2 and 2.x); a missing target is an empty one."""
    package = INSTALLED / "node_modules" / "xliff" / "package.json"
    need("npm's xliff", "node", package)
    done = call(["node", HERE / "npm_xliff.js", path], env={"NODE_PATH": str(INSTALLED / "node_modules")})
    told = json.loads(done.stdout)
    assert "error" not in told, f"npm xliff: {told['error']}"
    return [
        (unit["source"], unit.get("target") or "")
        for namespace in told["content"]["resources"].values()
        for unit in _npm_units(namespace)
    ]


def _npm_units(container: dict[str, Any]) -> list[dict[str, Any]]:
    units: list[dict[str, Any]] = []
    for unit in container.values():
        if isinstance(unit, dict) and "source" in unit:
            units.append(unit)
        elif isinstance(unit, dict):
            units.extend(_npm_units(unit.get("groupUnits", {})))
    return units


def _po(text: str) -> Pairs:
    """Read the little of PO that lconvert writes."""
    pairs: Pairs = []
    fields = {"msgid": "", "msgstr": ""}
    current = ""
    for line in [*text.splitlines(), ""]:
        word, _, rest = line.partition(" ")
        if word in ("msgid", "msgstr"):
            current, fields[word] = word, _unquote(rest)
        elif line.startswith('"') and current:
            fields[current] += _unquote(line)
        elif not line and current:
            if fields["msgid"]:
                pairs.append((fields["msgid"], fields["msgstr"]))
            fields, current = {"msgid": "", "msgstr": ""}, ""
        else:
            current = current if line.startswith('"') else ""
    return pairs


def _unquote(quoted: str) -> str:
    text: str = json.loads(quoted)
    return text
