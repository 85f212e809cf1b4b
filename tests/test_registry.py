"""Adapters are found through entry points, loaded when chosen, and say what they are."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from align import registry
from align.errors import NotReady, UsageError

GROUPS: tuple[registry.Group, ...] = (
    "segmenters",
    "translators",
    "similarity",
    "aligners",
    "extractors",
    "formats",
    "reports",
)
ADAPTERS = [(group, name) for group in GROUPS for name in registry.names(group)]


@pytest.mark.parametrize(("group", "name"), ADAPTERS, ids=lambda v: str(v))
def test_every_adapter_declared_can_be_loaded_and_is_documented(group: registry.Group, name: str) -> None:
    adapter = registry.load(group, name)
    assert callable(adapter)
    assert adapter.__doc__


def test_an_unknown_name_is_wrong_usage_and_the_names_there_are_are_listed() -> None:
    with pytest.raises(UsageError, match="tmx") as caught:
        registry.load("formats", "pdf")
    assert caught.value.exit_code == 2


def test_an_adapter_whose_library_is_missing_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("odd", "a_package_that_is_not_there:Odd", "align.formats")
    monkeypatch.setattr(registry, "_group", lambda group: {"odd": point})
    with pytest.raises(NotReady, match="a_package_that_is_not_there"):
        registry.load("formats", "odd")


def test_a_bare_checkout_is_told_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    registry._group.cache_clear()
    monkeypatch.setattr(registry, "entry_points", lambda group: [])
    with pytest.raises(NotReady, match="pip install"):
        registry.names("formats")
    registry._group.cache_clear()


def test_what_is_not_chosen_is_never_imported() -> None:
    code = (
        "import sys; from align import registry\n"
        "registry.load('formats', 'tmx')\n"
        "print(sorted(m for m in sys.modules if m.startswith('align.formats.xliff') or m == 'ctranslate2'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
