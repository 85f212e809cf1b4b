"""The law of the house: a room imports what lies below it, never a neighbour, never anything above."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "align"

GROUND = {"model", "protocols", "errors", "text"}
# So plain (standard library only) that every room may state what it is.
SIGNATURE = {"signature"}
ROOMS = {"documents", "segmenters", "translators", "similarity", "aligners", "facts", "formats", "reports"}
ROOF = {"commands"}
STAIRS = {
    path.stem if path.is_file() else path.name
    for path in PACKAGE.iterdir()
    if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.stem != "__init__"
} - (GROUND | SIGNATURE | ROOMS | ROOF)
FORBIDDEN = {"torch", "stanza", "spacy", "minisbd", "requests", "urllib.request", "http.client", "socket"}


def modules() -> list[Path]:
    """Every module of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def place(path: Path) -> str:
    """The room that a module stands in ('' for the package itself)."""
    parts = path.relative_to(PACKAGE).parts
    return "" if parts == ("__init__.py",) else parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Every dotted name that a module imports, wherever the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: imports are written from the package's root"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rooms_of(path: Path) -> set[str]:
    """The rooms that a module imports from."""
    parts = [name.split(".") for name in imports(path)]
    return {p[1] for p in parts if p[0] == "align" and len(p) > 1} - {"__version__"}


def test_every_module_stands_on_a_known_floor() -> None:
    assert {place(p) for p in modules()} >= GROUND | SIGNATURE | ROOMS | ROOF
    assert {"registry", "workspace", "pipeline", "models"} <= STAIRS


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_what_lies_below_it(path: Path) -> None:
    here = place(path)
    below = {
        **dict.fromkeys(GROUND | SIGNATURE, GROUND | SIGNATURE),
        **dict.fromkeys(ROOMS, GROUND | SIGNATURE),
        **dict.fromkeys(STAIRS, GROUND | SIGNATURE | ROOMS | STAIRS),
        **dict.fromkeys(ROOF, GROUND | SIGNATURE | ROOMS | STAIRS | ROOF),
        "": GROUND | SIGNATURE | STAIRS,
    }[here]
    assert rooms_of(path) - {here} <= below


@pytest.mark.parametrize("name", sorted(GROUND | SIGNATURE))
def test_the_ground_floor_needs_the_standard_library_alone(name: str) -> None:
    outside = {i.split(".")[0] for i in imports(PACKAGE / f"{name}.py")} - {"align", "__future__"}
    assert outside <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nothing_imports_what_reaches_the_network_or_weighs_gigabytes(path: Path) -> None:
    names = imports(path)
    if path == PACKAGE / "models" / "fetch.py":  # `align models add`, told to fetch
        names = {n for n in names if not n.startswith(("urllib", "http"))}
    assert not {n for n in names if any(n == f or n.startswith(f + ".") for f in FORBIDDEN)}
    assert not {n for n in names if n.startswith("argostranslate.translate") or n == "argostranslate"}


def test_no_module_builds_xml_from_string_templates() -> None:
    for path in modules():
        text = path.read_text(encoding="utf-8")
        for opening in ('"<tu', "'<tu", 'f"<', "f'<", '"<trans-unit', '"<xliff', '"<tmx '):
            assert opening not in text, f"{path.relative_to(ROOT)} writes mark-up as text: {opening}"


def test_imports_form_no_circle_between_modules() -> None:
    known = {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in modules()}
    graph = {}
    for name, path in known.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        top = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.module]
        pairs = {(str(n.module), f"{n.module}.{a.name}") for n in top for a in n.names}
        reached = {full if full in known else module for module, full in pairs}
        graph[name] = {r for r in reached if r in known and r != name}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name not in done:
            for reached in sorted(graph[name]):
                visit(reached, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())
