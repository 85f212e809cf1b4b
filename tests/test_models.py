"""Packages: found where Argos Translate keeps them, installed whole or not at all, preferred in a known order."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from align import models
from align.errors import AlignError, NotReady, UsageError
from conftest import Caller

BUNDLED = models.bundled()[0]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that Argos Translate's packages are in."""
    place = tmp_path / "packages"
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(place))
    return place


def package(place: Path, name: str = "", **facts: str) -> Path:
    """Write a small package folder that looks right and holds no real model."""
    metadata = {"from_code": "fr", "to_code": "en", "package_version": "1.0", "from_name": "", "to_name": "", **facts}
    made = place / (name or f"translate-{metadata['from_code']}_{metadata['to_code']}-{metadata['package_version']}")
    (made / "model").mkdir(parents=True)
    (made / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    (made / "model" / "model.bin").write_bytes(b"model of " + made.name.encode())
    (made / "sentencepiece.model").write_bytes(b"pieces")
    return made


def archive(source: Path, file: Path, **extra: bytes) -> Path:
    """Zip a package folder, with further entries (``__`` in a name stands for a slash)."""
    with zipfile.ZipFile(file, "w") as made:
        for path in sorted(source.rglob("*")):
            if path.is_file():
                made.write(path, f"{source.name}/{path.relative_to(source).as_posix()}")
        for name, data in extra.items():
            made.writestr(name.replace("__", "/"), data)
    return file


def test_the_bundled_package_has_what_it_needs() -> None:
    assert (BUNDLED.source, BUNDLED.target, BUNDLED.origin) == ("fr", "en", "bundled")
    assert (BUNDLED.path / "README.md").is_file(), "a model without its card"
    assert BUNDLED.size() < 120e6


def test_a_better_package_that_is_installed_goes_before_the_bundled_one(folder: Path) -> None:
    package(folder, package_version="1.9")
    package(folder, package_version="1.10")
    package(folder, from_code="en", to_code="es")
    found = models.packages()
    assert [(p.version, p.origin) for p in found if p.target == "en"] == [
        ("1.10", "installed"),
        ("1.9", "installed"),
        (BUNDLED.version, "bundled"),
    ]
    assert models.route("fr", "en")[0].version == "1.10"
    assert models.route("fr-CA", "en-GB")[0].version == "1.10", "regions count only where a package has them"


def test_a_given_package_goes_before_all_others(folder: Path, tmp_path: Path) -> None:
    package(folder, package_version="2.0")
    given = package(tmp_path / "mine", package_version="0.5")
    assert models.route("fr", "en", [given])[0] == models.given_packages([given])[0]
    file = archive(given, tmp_path / "mine.argosmodel")
    unpacked = models.route("fr", "en", [file])[0]
    assert (unpacked.version, unpacked.origin) == ("0.5", "given")
    assert models.route("fr", "en", [file])[0].path == unpacked.path, "unpacked once"


def test_a_third_language_serves_where_there_is_no_direct_package(folder: Path) -> None:
    for source, target in (("fr", "de"), ("de", "it"), ("en", "it")):
        package(folder, from_code=source, to_code=target)
    assert [(p.source, p.target) for p in models.route("fr", "it")] == [("fr", "en"), ("en", "it")]
    assert [(p.source, p.target) for p in models.route("de", "it")] == [("de", "it")]
    package(folder, from_code="fr", to_code="it")
    assert [(p.source, p.target) for p in models.route("fr", "it")] == [("fr", "it")]


def test_regional_codes_of_argos_are_understood(folder: Path) -> None:
    package(folder, from_code="en", to_code="pt")
    package(folder, from_code="en", to_code="pb")
    assert models.route("en", "pt-BR")[0].target == "pb"
    assert models.route("en", "pt-PT")[0].target == "pt"


def test_no_route_says_which_pair_where_was_looked_and_what_helps(folder: Path) -> None:
    assert models.find("de", "en") is None
    with pytest.raises(NotReady) as caught:
        models.route("de", "en")
    told = str(caught.value)
    assert "de to en" in told
    assert str(folder) in told
    assert "align models add" in told


def test_stray_and_broken_folders_are_passed_over(folder: Path) -> None:
    (folder / "stray").mkdir(parents=True)
    (folder / "a file").write_text("no package", encoding="utf-8")
    (package(folder, "broken") / "metadata.json").write_text("{", encoding="utf-8")
    (package(folder, "headless") / "model" / "model.bin").unlink()
    (package(folder, "wordless") / "sentencepiece.model").unlink()
    package(folder, "splitter", type="sbd")
    assert models.installed() == ()
    assert models.route("fr", "en")[0].origin == "bundled"


def test_a_given_folder_that_is_no_package_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match=r"metadata\.json"):
        models.route("fr", "en", [tmp_path])


def test_the_user_s_own_argos_folder_is_looked_into(tmp_path: Path) -> None:
    package(tmp_path / "argos-translate" / "packages", package_version="3.0")
    # In a process of its own: Argos Translate reads the environment once, when it is imported.
    env = {k: v for k, v in os.environ.items() if k != "ARGOS_PACKAGES_DIR"}
    code = "from align import models; assert models.route('fr', 'en')[0].version == '3.0'"
    subprocess.run([sys.executable, "-c", code], check=True, env={**env, "XDG_DATA_HOME": str(tmp_path)})


def test_looking_for_packages_makes_no_folder_where_argos_was_never_used(tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "ARGOS"))}
    code = (
        "import sys; from align import models; models.route('fr', 'en')\n"
        "assert 'argostranslate.translate' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={**env, "HOME": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_cannot_be_written_to_is_no_obstacle(tmp_path: Path) -> None:
    home = tmp_path / "home"
    package(home / ".local" / "share" / "argos-translate" / "packages", package_version="4.0")
    (home / ".config").write_text("a file where a folder should be", encoding="utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "ARGOS"))}
    code = "from align import models; print(models.route('fr', 'en')[0].version)"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env={**env, "HOME": str(home)}
    )
    assert done.stdout.strip() == "4.0", done.stderr


# --- installing ------------------------------------------------------------------------------------------------------


def test_an_installed_package_is_found_by_argos_translate_too(folder: Path, tmp_path: Path) -> None:
    file = archive(package(tmp_path / "source"), tmp_path / "fr_en.argosmodel")
    installed = models.install(file)
    assert installed.path == folder / "translate-fr_en-1.0"
    code = (
        "from argostranslate import package\n"
        "print([(p.from_code, p.package_version) for p in package.get_installed_packages()])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=dict(os.environ)
    )
    assert done.stdout.strip() == "[('fr', '1.0')]"
    assert models.install(file).path == installed.path, "the same again is no fault"


def test_another_package_of_the_same_name_is_replaced_only_on_demand(folder: Path, tmp_path: Path) -> None:
    models.install(archive(package(tmp_path / "one"), tmp_path / "one.argosmodel"))
    changed = package(tmp_path / "two")
    (changed / "sentencepiece.model").write_bytes(b"others")
    file = archive(changed, tmp_path / "two.argosmodel")
    with pytest.raises(UsageError, match="--force"):
        models.install(file)
    assert (models.install(file, force=True).path / "sentencepiece.model").read_bytes() == b"others"
    assert [p.name for p in folder.iterdir()] == ["translate-fr_en-1.0"], "nothing is left behind"


def test_an_older_version_beside_the_new_one_is_named(folder: Path, tmp_path: Path) -> None:
    models.install(archive(package(tmp_path / "a", package_version="1.0"), tmp_path / "a.argosmodel"))
    new = models.install(archive(package(tmp_path / "b", package_version="1.1"), tmp_path / "b.argosmodel"))
    assert [p.version for p in models.superseded(new)] == ["1.0"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("second top folder", "one top folder"),
        ("parent", "outside its folder"),
        ("absolute", "outside its folder"),
        ("no model", r"model/model\.bin"),
        ("no tokenizer", "tokenizer"),
        ("no metadata", r"metadata\.json"),
        ("no from_code", "from_code"),
        ("sbd", "type"),
        ("link", "link"),
        ("cut", "zip"),
        ("text", "zip"),
    ],
)
def test_what_is_not_sound_is_not_installed(folder: Path, tmp_path: Path, fault: str, told: str) -> None:
    source = package(tmp_path / "source", **({"type": "sbd"} if fault == "sbd" else {}))
    if fault == "no model":
        (source / "model" / "model.bin").unlink()
    if fault == "no tokenizer":
        (source / "sentencepiece.model").unlink()
    if fault == "no metadata":
        (source / "metadata.json").unlink()
    if fault == "no from_code":
        (source / "metadata.json").write_text('{"to_code": "en"}', encoding="utf-8")
    file = archive(source, tmp_path / "bad.argosmodel")
    with zipfile.ZipFile(file, "a") as made:
        if fault == "second top folder":
            made.writestr("other/file", b"")
        if fault == "parent":
            made.writestr(f"{source.name}/../../evil", b"")
        if fault == "absolute":
            made.writestr("/evil", b"")
        if fault == "link":
            entry = zipfile.ZipInfo(f"{source.name}/link")
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            made.writestr(entry, "/etc/passwd")
    if fault == "cut":
        file.write_bytes(file.read_bytes()[:-40])
    if fault == "text":
        file.write_text("no zip at all", encoding="utf-8")
    with pytest.raises(AlignError, match=told):
        models.install(file)
    assert not folder.exists() or list(folder.iterdir()) == []


def test_an_export_can_be_installed_and_is_the_same_every_time(folder: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.argosmodel", tmp_path / "two.argosmodel"
    models.export(BUNDLED, one)
    models.export(BUNDLED, two)
    assert one.read_bytes() == two.read_bytes()
    installed = models.install(one)
    assert {p.relative_to(installed.path) for p in installed.path.rglob("*")} == {
        p.relative_to(BUNDLED.path) for p in BUNDLED.path.rglob("*")
    }


def test_only_what_was_installed_can_be_removed(folder: Path) -> None:
    package(folder)
    models.remove(models.installed()[0])
    assert list(folder.iterdir()) == []
    with pytest.raises(UsageError, match="bundled"):
        models.remove(BUNDLED)


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_list_says_what_is_there(cli: Caller, folder: Path) -> None:
    package(folder, package_version="7.1")
    facts = json.loads(cli("models", "list", "--json").text)
    assert [(f["from"], f["to"], f["version"], f["origin"]) for f in facts] == [
        ("fr", "en", "7.1", "installed"),
        ("fr", "en", BUNDLED.version, "bundled"),
    ]
    assert "7.1" in cli("models", "list").text


def test_a_package_goes_in_and_out_by_command(cli: Caller, folder: Path, tmp_path: Path) -> None:
    file = archive(package(tmp_path / "source"), tmp_path / "fr_en.argosmodel")
    added = cli("models", "add", file)
    assert (added.code, added.stdout) == (0, b"")
    assert "fr→en 1.0" in added.stderr
    assert cli("models", "remove", "fr_en").code == 0
    assert cli("models", "remove", "fr_en").code == 2
    assert cli("models", "add", tmp_path / "nowhere.argosmodel").code == 2
    (tmp_path / "text.argosmodel").write_text("no", encoding="utf-8")
    bad = cli("models", "add", tmp_path / "text.argosmodel")
    assert bad.code == 3
    assert "zip" in bad.stderr
    exported = tmp_path / "out.argosmodel"
    assert cli("models", "export", "fr_en", "-o", exported).code == 0
    assert zipfile.is_zipfile(exported)


def test_a_package_that_was_replaced_is_loaded_anew(folder: Path) -> None:
    from align.translators.argos import ArgosTranslator

    place = folder / BUNDLED.path.name
    shutil.copytree(BUNDLED.path, place)
    before = ArgosTranslator([place]).signature
    (place / "model" / "config.json").write_text('{"layer_norm_epsilon": 1e-05}', encoding="utf-8")
    assert ArgosTranslator([place]).signature != before
