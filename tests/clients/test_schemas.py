"""Our files against the published schemas, as xmllint and OASIS's own modules see them (checks 1, 2, 14, 15)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from align.formats.check import check
from clients import schemas
from clients.conftest import Event

pytestmark = pytest.mark.client


def test_our_memories_are_valid_against_dtd_and_schema(event: Event) -> None:
    for path in (event.bitext, event.partial, event.folder / "draft.fr-en.tmx", event.folder / "bitext.fr-en.tmx"):
        assert not schemas.tmx_complaints(path)


@pytest.mark.parametrize("profile", ["generic", "omegat", "lokalize", "weblate"])
def test_every_profile_is_valid_strict_xliff_12(event: Event, profile: str) -> None:
    path = event.export(f"article.{profile}.xlf", "--as", "xliff", "--for", profile)
    assert not schemas.xliff_complaints(path)


def test_the_draft_that_align_run_writes_is_valid_strict_xliff_12(event: Event) -> None:
    assert not schemas.xliff_complaints(event.draft)


def test_our_xliff_21_is_valid_by_the_core_schema_that_20_and_21_share(event: Event) -> None:
    assert not schemas.xliff_complaints(event.export("article.2.1.xlf", "--as", "xliff", "--xliff", "2.1"))


def test_our_xliff_21_is_valid_with_its_modules_and_by_our_own_checks(event: Event, data_dir: Path) -> None:
    path = event.export("article.2.1.xlf", "--as", "xliff", "--xliff", "2.1")
    assert not schemas.xliff21_complaints(path, data_dir / "schemas" / "xliff2.1")
    assert not check(path).problems


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_facts_of_one_language_leave_the_files_valid(
    event: Event, version: str, request: pytest.FixtureRequest
) -> None:
    findings = event.folder / "findings.json"
    options = ("--as", "xliff", "--xliff", version, "--findings", findings, "--target-facts")
    path = event.export(f"facts.fr-en.{version}.xlf", *options)
    assert b"not found in" in path.read_bytes()
    assert not check(path).problems
    if version == "1.2":
        assert not schemas.xliff_complaints(path)
    else:
        folder: Path = request.getfixturevalue("data_dir")
        assert not schemas.xliff21_complaints(path, folder / "schemas" / "xliff2.1")


def test_our_own_checks_find_nothing_wrong_in_what_we_write(event: Event) -> None:
    written = [event.draft, event.bitext, event.partial, *event.folder.glob("*.tmx")]
    assert len(written) > 4
    for path in written:
        report = check(path)
        assert not report.complaints, [str(c) for c in report.complaints]


def test_the_event_has_something_to_show(event: Event) -> None:
    value = json.loads((event.folder / "alignment.json").read_text(encoding="utf-8"))
    assert len(value["source"]["segments"]) == 11
    assert any("draft" in s for s in value["source"]["segments"])
