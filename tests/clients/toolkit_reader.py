"""Reads TMX and XLIFF files with Translate Toolkit and prints one JSON object a file; run by its own Python."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from translate.storage import factory, xliff2


def store(path: Path) -> Any:
    """Open one file; XLIFF 2 needs its own class, the factory doesn't know it."""
    if path.suffix in {".xlf", ".xliff"} and b"document:2." in path.read_bytes()[:2000]:
        return xliff2.Xliff2File.parsefile(str(path))
    return factory.getobject(str(path))


def units(path: Path) -> list[dict[str, Any]]:
    """List the units that have a source."""
    return [
        {
            "id": unit.getid(),
            "source": str(unit.source),
            "target": None if unit.target is None else str(unit.target),
            "translated": bool(unit.istranslated()),
            "fuzzy": bool(unit.isfuzzy()),
        }
        for unit in store(path).units
        if unit.source
    ]


for name in sys.argv[1:]:
    told: dict[str, Any] = {"file": name}
    try:
        told["units"] = units(Path(name))
    except Exception as error:  # noqa: BLE001  whatever a foreign reader raises is the finding
        told["error"] = f"{type(error).__name__}: {error}"
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
