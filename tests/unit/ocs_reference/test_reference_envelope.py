"""Routing, mandatory keys, references and errors of desktop messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ocs_reference.core.requests import KEYS
from ocs_reference.core.tables import REQUESTS

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

VALID = {"GSW_CALLBACK_TYPE": "Personal", "GSW_TZ_NAME": "PST", "GSW_PHONE": "1"}
NEEDED = [
    (name, key) for name, spec in REQUESTS.items() for key in (*spec.required, *spec.with_handle) if name != "AddRecord"
]


def whole_request(name: str) -> dict[str, Any]:
    spec = REQUESTS[name]
    keys = {"GSW_RECORD_HANDLE", *spec.with_handle, *spec.required} if spec.with_handle else {*spec.required}
    data = {key: VALID.get(key, "text" if str in KEYS[key].types else 7) for key in keys}
    return {**data, "GSW_AGENT_REQ_TYPE": name, "GSW_APPLICATION_ID": 4114}


def test_a_message_without_a_request_type_is_not_answered(ocs: CallCentre) -> None:
    ocs.login("ann")
    assert ocs.send_raw("ann", {"GSW_APPLICATION_ID": 4114, "GSW_REFERENCE_ID": 1}) == []


def test_a_request_for_another_ocs_is_not_answered(ocs: CallCentre) -> None:
    ocs.login("ann")
    assert ocs.send("ann", "PreviewRecordRequest", GSW_APPLICATION_ID=4115, GSW_CAMPAIGN_NAME="Preview") == []


def test_an_unknown_request_type_is_refused_with_its_reference(ocs: CallCentre) -> None:
    ocs.login("ann")
    assert ocs.ask("ann", "previewRecordRequest", GSW_REFERENCE_ID=9) == {
        "GSW_USER_EVENT": "Error",
        "GSW_APPLICATION_ID": 4114,
        "GSW_ERROR": "Invalid Request",
        "GSW_ERROR_NUMBER": 101,
        "GSW_ERROR_DESCRIPTION": "Invalid Request: GSW_AGENT_REQ_TYPE",
        "GSW_REFERENCE_ID": 9,
    }


@pytest.mark.parametrize(("name", "key"), NEEDED)
def test_a_missing_mandatory_key_is_refused_with_102(ocs: CallCentre, name: str, key: str) -> None:
    ocs.login("ann")
    data = whole_request(name)
    del data[key]
    assert [event["GSW_ERROR_NUMBER"] for _agent, event in ocs.send_raw("ann", data)] == [102]


@pytest.mark.parametrize(("name", "key"), NEEDED)
def test_a_mandatory_key_of_the_wrong_type_is_refused_with_103(ocs: CallCentre, name: str, key: str) -> None:
    ocs.login("ann")
    wrong = 7 if str in KEYS[key].types else "not-a-number"
    answers = ocs.send_raw("ann", whole_request(name) | {key: wrong})
    assert [event["GSW_ERROR_NUMBER"] for _agent, event in answers] == [103]


def test_an_agent_who_is_not_logged_in_is_unknown(ocs: CallCentre) -> None:
    assert ocs.error("ann", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview") == 104


def test_every_answer_of_several_carries_the_reference(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = ocs.preview()
    answers = ocs.send("ann", "ChainedRecordRequest", GSW_RECORD_HANDLE=names["GSW_RECORD_HANDLE"], GSW_REFERENCE_ID=3)
    assert [event["GSW_REFERENCE_ID"] for _agent, event in answers] == [3, 3, 3]


def test_a_database_that_is_down_is_told_with_113(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = ocs.preview()
    ocs.call("fault.set", fault="database", state="down")
    assert ocs.error("ann", "RecordProcessed", **names) == 113


def test_a_record_is_still_open_after_the_database_came_back(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = ocs.preview()
    ocs.call("fault.set", fault="database", state="down")
    ocs.send("ann", "RecordProcessed", **names)
    ocs.call("fault.set", fault="database", state="up")
    assert ocs.ask("ann", "RecordProcessed", **names)["GSW_USER_EVENT"] == "RecordProcessedAcknowledge"
