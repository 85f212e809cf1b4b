"""The documentation is true: its commands run, its links lead somewhere, every command and option is told.

In README.md and docs/, a block fenced as ``sh`` is run line by line in a scratch folder that holds the example texts
of tests/fixtures/docs; a line may end in ``# ends with N``. Blocks fenced as ``console`` are for reading.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from align.commands import VERBS
from align.commands import cli as group
from conftest import ROOT, Caller

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
EXAMPLES = ROOT / "tests" / "fixtures" / "docs"
STATUS = re.compile(r"#\s*ends with (\d+)\s*$")


def commands(page: Path) -> list[str]:
    """The lines of a page's ``sh`` blocks, continuation lines joined, comments left out."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]


@pytest.mark.parametrize("page", [p for p in PAGES if commands(p)], ids=lambda p: p.name)
def test_the_commands_of_a_page_run(
    page: Path, tmp_path: Path, cli: Caller, monkeypatch: pytest.MonkeyPatch, offline_env: dict[str, str]
) -> None:
    scratch = tmp_path / "scratch"
    shutil.copytree(EXAMPLES, scratch)
    monkeypatch.chdir(scratch)
    for line in commands(page):
        stated = STATUS.search(line)
        code, told = call(STATUS.sub("", line), cli, offline_env)
        assert code == (int(stated.group(1)) if stated else 0), f"{page.name}: {line}\n{told}"


def call(line: str, cli: Caller, env: dict[str, str]) -> tuple[int, str]:
    """Run one line: `align …` (also with `> FILE`) in this process, all else in a shell."""
    words = shlex.split(line, comments=True)
    if words[0] == "align" and not {"|", "<", "&&", "||", ";"} & set(words):
        if ">" in words[-2:]:
            called = cli(*words[1:-2])
            Path(words[-1]).write_bytes(called.stdout)
        else:
            called = cli(*words[1:])
        return called.code, called.stderr
    env = {**env, "PATH": f"{Path(sys.executable).parent}:{env['PATH']}"}
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=env, timeout=120, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} points at {target}"


def verbs() -> list[tuple[str, click.Command]]:
    """Every command and subcommand with its full name."""
    found: list[tuple[str, click.Command]] = []
    context = click.Context(group)
    for name in VERBS:
        command = group.get_command(context, name)
        assert command is not None, name
        found.append((name, command))
        if isinstance(command, click.Group):
            found.extend((f"{name} {n}", c) for n, c in sorted(command.commands.items()))
    return found


@pytest.mark.parametrize(("name", "command"), verbs(), ids=lambda v: v if isinstance(v, str) else "")
def test_every_command_has_help_with_an_example(name: str, command: click.Command) -> None:
    assert command.help
    assert f"align {name.split()[0]}" in command.help, "an example stands in the help"
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"align {name} {option.opts[0]} has no help"


@pytest.mark.parametrize(("name", "command"), verbs(), ids=lambda v: v if isinstance(v, str) else "")
def test_every_command_can_be_quiet_and_verbose(name: str, command: click.Command) -> None:
    if not isinstance(command, click.Group):
        spelt = {spelling for parameter in command.params for spelling in parameter.opts}
        assert spelt >= {"--quiet", "--verbose"}, f"align {name}"


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_stands_in_the_contract(name: str) -> None:
    assert f"align {name}" in (ROOT / "docs/cli.md").read_text(encoding="utf-8")


def test_the_reference_page_is_what_the_commands_say_of_themselves() -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts/reference.py", "--check"], check=False)
    assert done.returncode == 0, "docs/reference.md is old; to fix: .venv/bin/python scripts/reference.py"


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from align.commands.console import report_errors; from align.commands import cli\n"
        "report_errors(cli, ['--help'])\n"
        "heavy = {'numpy', 'scipy', 'lxml', 'ctranslate2', 'babel', 'argostranslate', 'sentencepiece', 'sqlite3'}\n"
        "print(sorted(set(sys.modules) & heavy), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert all(verb in done.stdout for verb in VERBS)
