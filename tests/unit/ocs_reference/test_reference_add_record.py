"""New records: what they need, where they go, and what comes of them in memory and over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ocs_reference.core.add_record import NEEDED
from ocs_reference.core.requests import KEYS
from ocs_reference.core.values import RecordStatus, RecordType

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

NEW: dict[str, Any] = {
    "GSW_CAMPAIGN_NAME": "Preview",
    "GSW_CALLING_LIST": "Chains",
    "GSW_PHONE": "4001",
    "GSW_TZ_NAME": "PST",
}
OVER_HTTP = {key: value for key, value in NEW.items() if key != "GSW_CALLING_LIST"}


def test_every_type_but_general_needs_a_time_and_personal_ones_an_agent() -> None:
    addable = {kind for kind in RecordType if KEYS["GSW_RECORD_TYPE"].fits(int(kind))}
    personal = {kind for kind, keys in NEEDED.items() if "GSW_AGENT_ID" in keys}
    assert addable - NEEDED.keys() == {RecordType.GENERAL}
    assert all("GSW_DATE_TIME" in keys for keys in NEEDED.values())
    assert personal == {RecordType.PERSONAL_RESCHEDULED, RecordType.PERSONAL_CALLBACK}


def test_the_one_status_that_cannot_be_asked_for_is_the_one_that_the_enumeration_leaves_out() -> None:
    refused = [status for status in RecordStatus if not KEYS["GSW_RECORD_STATUS"].fits(int(status))]
    assert refused == [RecordStatus.CHAIN_UPDATED]


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"GSW_RECORD_TYPE": 6}, (409, "116")),
        ({"GSW_RECORD_TYPE": 5, "GSW_DATE_TIME": "03/05/2035 10:30"}, (409, "116")),
        ({"GSW_RECORD_STATUS": 7}, (400, "103")),
        ({"GSW_CHAIN_ID": 9}, (400, "114")),
        ({"GSW_CHAIN_ID": 9, "GSW_CHAIN_N": 1}, (400, "114")),
        ({"BALANCE": "plenty"}, (400, "103")),
    ],
)
def test_what_cannot_be_added_is_refused_over_http_as_on_the_desktop(
    ocs: CallCentre, change: dict[str, Any], answer: tuple[int, str]
) -> None:
    ocs.login("ann")
    assert ocs.post("/lists/Chains?req=AddRecord", OVER_HTTP | change) == answer
    assert str(ocs.error("ann", "AddRecord", **NEW | change)) == answer[1]
    assert ocs.rows("chains", "record_id") == [(1,), (2,), (3,), (4,)]


def test_a_type_without_its_fields_is_no_matter_in_a_chain_that_has_a_type(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.ask("ann", "AddRecord", **NEW, GSW_CHAIN_ID=1, GSW_RECORD_TYPE=5)
    assert ocs.rows("chains", "chain_n", "record_type", contact_info="4001") == [(3, 2)]


def test_a_new_chain_begins_with_0_whatever_number_is_asked_for(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.ask("ann", "AddRecord", **NEW, GSW_CHAIN_N=4)
    assert ocs.rows("chains", "chain_id", "chain_n", contact_info="4001") == [(3, 0)]


def test_the_record_of_the_handle_decides_and_the_acknowledge_names_its_campaign(ocs: CallCentre) -> None:
    ocs.login("ann")
    handle = ocs.preview()["GSW_RECORD_HANDLE"]
    names = NEW | {"GSW_CAMPAIGN_NAME": "Dialled", "GSW_CAMPAIGN_GROUP_NAME": "Dialled@Dialled"}
    answer = ocs.ask("ann", "AddRecord", **names, GSW_RECORD_HANDLE=handle, GSW_CHAIN_ID=1)
    assert (answer["GSW_USER_EVENT"], answer["GSW_CAMPAIGN_NAME"]) == ("AddRecordAcknowledge", "Preview")
    assert ocs.rows("chains", "chain_id", "chain_n", contact_info="4001") == [(1, 3)]


@pytest.mark.parametrize(
    ("change", "number"), [({"GSW_CALLING_LIST": "Dialled"}, 103), ({"GSW_RECORD_HANDLE": 99}, 109)]
)
def test_a_handle_must_be_known_and_of_the_list(ocs: CallCentre, change: dict[str, Any], number: int) -> None:
    ocs.login("ann")
    handle = ocs.preview()["GSW_RECORD_HANDLE"]
    assert ocs.error("ann", "AddRecord", **NEW | {"GSW_RECORD_HANDLE": handle} | change) == number


def test_a_record_added_to_a_chain_that_waits_comes_with_it(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.preview()
    ocs.ask("ann", "AddRecord", **NEW, GSW_CHAIN_ID=2)
    handle = ocs.preview()["GSW_RECORD_HANDLE"]
    chained, _marker = ocs.send("ann", "ChainedRecordRequest", GSW_RECORD_HANDLE=handle)
    assert (chained[1]["GSW_USER_EVENT"], chained[1]["GSW_PHONE"]) == ("ChainedRecord", "4001")


@pytest.mark.parametrize("state", ["down", "up"])
def test_a_failed_insert_leaves_the_open_chain_as_it_was(ocs: CallCentre, state: str) -> None:
    ocs.login("ann")
    handle = ocs.preview()["GSW_RECORD_HANDLE"]
    ocs.call("fault.set", fault="database", state=state)
    ocs.send("ann", "AddRecord", **NEW, GSW_RECORD_HANDLE=handle, GSW_CHAIN_ID=1)
    ocs.call("fault.set", fault="database", state="up")
    answers = ocs.send("ann", "ChainedRecordRequest", GSW_RECORD_HANDLE=handle)
    phones = [event["GSW_PHONE"] for _agent, event in answers[:-1]]
    assert phones == ["1002", "a@b", *(["4001"] if state == "up" else [])]
