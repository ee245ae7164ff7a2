"""`requirements`, `show REQUIREMENT`, `show INTERPRETATION`, `messages` and `validate` on the bundled ledger."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ocs_conformance import resources

Ocs = Callable[..., "subprocess.CompletedProcess[str]"]

KEYS = [
    "id",
    "document",
    "section",
    "level",
    "statement",
    "seen",
    "interpretation",
    "cases",
    "reason",
    "planned",
]


def rows(ocs: Ocs, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ocs("requirements", "--format", "json", *options).stdout)
    return found


def test_the_ledger_as_json_is_a_list_of_objects(ocs: Ocs) -> None:
    found = rows(ocs)
    assert {tuple(row) for row in found} == {tuple(KEYS)}
    assert len(found) > 700


def test_each_row_has_a_case_a_reason_or_the_work_that_it_waits_for(ocs: Ocs) -> None:
    assert [row["id"] for row in rows(ocs) if not row["cases"] and not row["reason"] and not row["planned"]] == []


@pytest.mark.parametrize("document", ["desktop", "commdn", "http", "auto-completion"])
def test_the_rows_of_one_document(ocs: Ocs, document: str) -> None:
    assert {row["document"] for row in rows(ocs, "--document", document)} == {document}


def test_the_untested_rows_are_those_without_a_case(ocs: Ocs) -> None:
    untested = {row["id"] for row in rows(ocs, "--untested")}
    assert untested == {row["id"] for row in rows(ocs) if not row["cases"]}


def test_the_rows_of_a_profile(ocs: Ocs) -> None:
    chains = rows(ocs, "--profile", "chains")
    assert {row["level"] for row in chains} <= {"must", "should"}
    assert "desktop.chains.others-delivered" in {row["id"] for row in chains}


def test_the_text_of_a_profile_ends_with_its_denominators(ocs: Ocs) -> None:
    lines = ocs("requirements", "--profile", "chains").stdout.splitlines()[-3:]
    found = rows(ocs, "--profile", "chains")
    core = [row for row in found if row["level"] == "must"]
    assert lines == [
        "chains: Records of one chain are asked for, delivered and finished together",
        f"core: {len(core)} requirements, {sum(bool(row['cases']) for row in core)} of them with a case",
        f"full: {len(found)} requirements, {sum(bool(row['cases']) for row in found)} of them with a case",
    ]


def test_an_unknown_profile_is_told(ocs: Ocs) -> None:
    done = ocs("requirements", "--profile", "chain")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("there is no profile chain; did you mean chains? known: ")


def test_the_text_ends_with_totals(ocs: Ocs) -> None:
    lines = ocs("requirements", "--document", "http").stdout.splitlines()
    found = rows(ocs, "--document", "http")
    levels = [sum(row["level"] == level for row in found) for level in ("must", "should", "may")]
    tested = sum(bool(row["cases"]) for row in found)
    reasons = sum(row["reason"] is not None for row in found)
    assert lines[-2:] == [
        "{} requirements: {} must, {} should, {} may".format(len(found), *levels),
        f"{tested} with a case, {reasons} with a reason, {len(found) - tested - reasons} waiting for work",
    ]


def test_the_text_shows_each_row_with_its_case(ocs: Ocs) -> None:
    text = ocs("requirements", "--document", "desktop").stdout
    (row,) = [row for row in rows(ocs) if row["id"] == "desktop.ready-time.duplicate"]
    assert f"  {row['id']} (must, desktop)\n    {row['statement']}\n    {row['cases'][0]}" in text


def test_markdown_has_a_table_row_for_each_requirement(ocs: Ocs) -> None:
    lines = ocs("requirements", "--format", "markdown").stdout.splitlines()
    assert lines[:2] == ["| requirement | level | seen | statement | cases |", "|---|---|---|---|---|"]
    assert [line.split("`")[1] for line in lines[2:] if line.startswith("| ")] == [row["id"] for row in rows(ocs)]


def test_show_has_a_requirement_with_its_cases(ocs: Ocs) -> None:
    shown = yaml.safe_load(ocs("show", "desktop.ready-time.duplicate").stdout)
    (row,) = [row for row in rows(ocs) if row["id"] == "desktop.ready-time.duplicate"]
    assert shown == row
    assert "desktop.ready-time.second-for-same-record-is-refused" in shown["cases"]


def test_show_has_all_that_a_group_stands_for(ocs: Ocs) -> None:
    shown = json.loads(ocs("show", "desktop.ready-time-acknowledge.attached-data", "--format", "json").stdout)
    assert {row["id"].rpartition("attached-data.")[2] for row in shown} >= {
        "gsw-record-handle",
        "gsw-record-handle.type",
    }


def test_show_has_an_interpretation_with_its_readings_and_cases(ocs: Ocs) -> None:
    shown = json.loads(ocs("show", "not-found-code", "--format", "json").stdout)
    assert [(reading["name"], reading["value"]) for reading in shown["readings"]] == [
        ("record-not-found", 109),
        ("invalid-handle", 112),
    ]
    assert shown["cases"]


def test_what_has_no_such_id_is_told_with_the_nearest(ocs: Ocs) -> None:
    done = ocs("show", "desktop.ready-time.duplicat")
    assert (done.returncode, done.stdout) == (2, "")
    sentence = "there is no case, requirement or interpretation desktop.ready-time.duplicat; "
    assert done.stderr.startswith(f"{sentence}did you mean desktop.ready-time.duplicate? ")


def test_messages_has_each_message_with_its_keys(ocs: Ocs) -> None:
    found = json.loads(ocs("messages", "--format", "json").stdout)
    (ready,) = [each for each in found if each["message"] == "ReadyTime"]
    assert [(key["key"], key["mandatory"]) for key in ready["keys"]] == [
        ("GSW_AGENT_REQ_TYPE", True),
        ("GSW_APPLICATION_ID", True),
        ("GSW_READY_TIME", True),
        ("GSW_RECORD_HANDLE", True),
        ("GSW_REFERENCE_ID", False),
    ]
    assert {each["interface"] for each in found} == {"desktop", "commdn", "http"}


def test_messages_as_text_ends_with_their_number(ocs: Ocs) -> None:
    lines = ocs("messages", "--interface", "http").stdout.splitlines()
    number = len([*(resources.schemas_folder() / "http").glob("*.schema.json")])
    assert lines[-1] == f"{number} messages; * marks a mandatory key"


def test_the_table_in_the_docs_is_what_the_command_prints(ocs: Ocs) -> None:
    if not (docs := Path(__file__).parents[3] / "docs" / "messages.md").is_file():
        pytest.fail(f"{docs} is missing; make docs writes it")
    assert docs.read_text(encoding="utf-8").partition("<!-- messages -->\n")[2] == (
        ocs("messages", "--format", "markdown").stdout
    )


def test_validate_finds_the_bundled_ledger_whole(ocs: Ocs) -> None:
    done = ocs("validate")
    assert (done.returncode, done.stdout.endswith(", no mistakes\n"), done.stderr) == (0, True, "")


def test_a_single_ledger_file_is_checked_by_itself(ocs: Ocs, tmp_path: Path) -> None:
    shutil.copy(resources.cases_folder() / "requirements" / "http.yaml", tmp_path / "mine.yaml")
    assert ocs("validate", "mine.yaml").stdout == "0 cases in 1 file, no mistakes\n"
