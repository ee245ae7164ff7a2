"""Message schemas by wire name, and what an event or a response claims to be."""

import inspect
import json
from pathlib import Path
from typing import Any

import pytest

from ocs_conformance import messages, resources
from ocs_conformance.errors import SuiteError
from ocs_conformance.messages import Breach

ACKNOWLEDGE = {"GSW_USER_EVENT": "ReadyTimeAcknowledge", "GSW_APPLICATION_ID": 4114, "GSW_RECORD_HANDLE": 1}

PREFIX = "desktop.ready-time-acknowledge.attached-data"


def test_a_message_knows_its_mandatory_keys_and_their_types() -> None:
    found = messages.find("desktop", "ReadyTime")
    assert found is not None
    assert (found.direction, found.document, found.section, found.requirement, found.required, dict(found.types)) == (
        "request",
        "desktop",
        "ReadyTime Attached Data",
        "desktop.ready-time.attached-data",
        ("GSW_AGENT_REQ_TYPE", "GSW_APPLICATION_ID", "GSW_READY_TIME", "GSW_RECORD_HANDLE"),
        {
            "GSW_AGENT_REQ_TYPE": "string",
            "GSW_APPLICATION_ID": "integer",
            "GSW_READY_TIME": "integer",
            "GSW_RECORD_HANDLE": "integer",
            "GSW_REFERENCE_ID": "integer",
        },
    )


@pytest.mark.parametrize("name", ["", "None", "../desktop/ReadyTime", "readytime", "R" * 5000, "\ud800", "a\0"])
def test_a_name_of_no_message_is_none(name: str) -> None:
    assert messages.find("desktop", name) is None


def test_every_message_has_a_direction() -> None:
    files = {path.name.split(".")[0] for path in (resources.schemas_folder() / "desktop").glob("*.json")}
    assert {*messages.names("desktop", "request"), *messages.names("desktop", "event")} == files


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"GSW_USER_EVENT": "ReadyTimeAcknowledge"}, "ReadyTimeAcknowledge"),
        ({"GSW_ERROR_NUMBER": 3}, "Error"),
        ({"GSW_ERROR_NUMBER": "3", "GSW_USER_EVENT": "ReadyTimeAcknowledge"}, "Error"),
        ({"GSW_USER_EVENT": "ReadyTime"}, None),
        ({"GSW_USER_EVENT": 5}, None),
        ({"GSW_USER_EVENT": "E" * 5000}, None),
        ({}, None),
    ],
)
def test_an_event_is_what_it_claims_to_be(data: dict[str, Any], name: str | None) -> None:
    found = messages.event("desktop", data)
    assert (found and found.name) == name


@pytest.mark.parametrize("body", [None, [], "24", {}, {"GSW_CM_MessageType": True}, {"GSW_CM_MessageType": "24"}])
def test_a_body_without_the_number_of_a_message_is_none(body: Any) -> None:
    assert messages.http_response(body) is None


def test_a_body_with_the_number_of_a_message_is_that_message() -> None:
    found = messages.http_response({"GSW_CM_MessageType": 24})
    assert found is not None
    assert (found.name, found.direction) == ("CampaignGroupStatus", "response")


def test_right_data_have_no_breach() -> None:
    found = messages.find("desktop", "ReadyTimeAcknowledge")
    assert found is not None
    assert found.breaches(ACKNOWLEDGE) == []


def test_every_breach_is_told() -> None:
    found = messages.find("desktop", "ReadyTimeAcknowledge")
    assert found is not None
    data = {**ACKNOWLEDGE, "GSW_RECORD_HANDLE": "1", "GSW_REFERENCE_ID": "x"}
    assert sorted(found.breaches(data), key=lambda breach: breach.path) == [
        Breach("GSW_RECORD_HANDLE", '"1" is not of type "integer"', "1", f"{PREFIX}.gsw-record-handle.type"),
        Breach("GSW_REFERENCE_ID", '"x" is not of type "integer"', "x", f"{PREFIX}.gsw-reference-id.type"),
    ]


def test_a_missing_key_breaks_the_requirement_that_it_is_there() -> None:
    found = messages.find("desktop", "ReadyTimeAcknowledge")
    assert found is not None
    data = {key: value for key, value in ACKNOWLEDGE.items() if key != "GSW_RECORD_HANDLE"}
    assert [breach.requirement for breach in found.breaches(data)] == [f"{PREFIX}.gsw-record-handle"]


def test_a_key_of_somebody_else_breaks_no_requirement_of_its_own() -> None:
    found = messages.find("desktop", "ReadyTimeAcknowledge")
    assert found is not None
    assert [breach.requirement for breach in found.breaches({**ACKNOWLEDGE, "colour": True})] == [None]


def test_the_digest_knows_values_and_not_the_order_of_keys() -> None:
    values = [{"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": "1", "b": 2}, [1, 2], [2, 1]]
    assert len({resources.digest(value) for value in values}) == 4


def test_a_suite_without_its_data_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "ocs_conformance"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(package / "resources.py"))
    find = inspect.unwrap(resources.data_folder)
    with pytest.raises(SuiteError) as caught:
        find()
    assert str(caught.value) == (
        f"the suite's cases and schemas are missing beside {package}; install ocs-conformance again"
    )
    (package / "_data" / "schemas").mkdir(parents=True)
    assert find() == package / "_data"


def test_the_data_folder_holds_cases_and_schemas() -> None:
    folder = resources.data_folder()
    assert [folder / "cases", folder / "schemas"] == [resources.cases_folder(), resources.schemas_folder()]
    assert resources.schema("suite/case-file.schema.json") == json.loads(
        Path(folder / "schemas/suite/case-file.schema.json").read_text(encoding="utf-8")
    )
