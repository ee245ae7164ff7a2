"""Cancellation and do-not-call, by handle, phone and customer identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

STATE = ("record_status", "record_type")
CANCELED, NO_CALL, READY, RETRIEVED, UPDATED = (5, 2), (3, 7), (1, 2), (2, 2), (3, 2)


@pytest.mark.parametrize(
    ("request_type", "acknowledge", "state"),
    [
        ("RequestRecordCancel", "RecordCancelAcknowledge", CANCELED),
        ("DoNotCall", "DoNotCallAcknowledge", NO_CALL),
    ],
)
def test_by_handle_the_whole_chain_is_withdrawn_and_closed(
    ocs: CallCentre, request_type: str, acknowledge: str, state: tuple[int, int]
) -> None:
    ocs.login("ann")
    names = ocs.preview()
    answer = ocs.ask("ann", request_type, **names)
    expected = {"GSW_USER_EVENT": acknowledge, "GSW_APPLICATION_ID": 4114, **names, "GSW_CHAIN_ATTR": "AllChain"}
    assert answer == expected
    assert ocs.rows("chains", *STATE, chain_id=1) == [state] * 3
    assert ocs.error("ann", "RecordProcessed", **names) == 109


@pytest.mark.parametrize(
    ("request_type", "states"),
    [("RequestRecordCancel", [CANCELED, UPDATED, UPDATED]), ("DoNotCall", [NO_CALL, READY, READY])],
)
def test_by_handle_record_only_withdraws_one_record(
    ocs: CallCentre, request_type: str, states: list[tuple[int, int]]
) -> None:
    ocs.login("ann")
    answer = ocs.ask("ann", request_type, **ocs.preview(), GSW_CHAIN_ATTR="RecordOnly")
    assert (answer["GSW_CHAIN_ATTR"], ocs.rows("chains", *STATE, chain_id=1)) == ("RecordOnly", states)


@pytest.mark.parametrize(
    ("scope", "phones"), [("AllChain", [("1001",), ("1002",), ("a@b",)]), ("RecordOnly", [("1001",)])]
)
def test_by_handle_the_phones_in_scope_are_entered(ocs: CallCentre, scope: str, phones: list[tuple[str]]) -> None:
    ocs.login("ann")
    ocs.send("ann", "DoNotCall", **ocs.preview(), GSW_CHAIN_ATTR=scope)
    assert ocs.do_not_call("first", "phone") == phones


def test_an_entry_says_where_it_came_from(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.preview()
    ocs.send("ann", "DoNotCall", **ocs.preview(), GSW_MESSAGE="asked for it", GSW_DURATION=60)
    columns = ("phone", "customer_id", "dnc_message", "tenant_dbid", "campaign_dbid", "list_dbid", "time_stamp")
    assert ocs.do_not_call("first", *columns, "expiration") == [
        ("2001", None, "asked for it", 101, 301, 151, 1772481600, 1772481660)
    ]


def test_by_phone_only_the_phone_is_entered_and_the_chain_marked(ocs: CallCentre) -> None:
    ocs.login("ann")
    answer = ocs.ask("ann", "DoNotCall", GSW_PHONE="1002")
    assert answer == {
        "GSW_USER_EVENT": "DoNotCallAcknowledge",
        "GSW_APPLICATION_ID": 4114,
        "GSW_CHAIN_ATTR": "AllChain",
        "GSW_PHONE": "1002",
    }
    assert ocs.do_not_call("first", "phone", "customer_id", "expiration") == [("1002", None, None)]
    assert ocs.rows("chains", *STATE, chain_id=1) == [NO_CALL] * 3


def test_by_customer_the_customer_is_entered_and_the_chain_marked(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.send("ann", "DoNotCall", GSW_CUSTOMER_ID="C2")
    entered = ocs.do_not_call("first", "phone", "customer_id")
    assert (entered, ocs.rows("chains", *STATE, chain_id=2)) == ([(None, "C2")], [NO_CALL])


def test_by_phone_record_only_leaves_the_others_to_be_dialled(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.send("ann", "DoNotCall", GSW_PHONE="1001", GSW_CHAIN_ATTR="RecordOnly")
    record = ocs.ask("ann", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview")
    assert (record["GSW_PHONE"], ocs.rows("chains", *STATE, record_id=1)) == ("1002", [NO_CALL])


def test_a_phone_is_entered_once(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.send("ann", "DoNotCall", GSW_PHONE="5555")
    ocs.send("ann", "DoNotCall", GSW_PHONE="5555")
    assert ocs.do_not_call("first", "phone") == [("5555",)]


def test_another_tenant_is_not_touched(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.send("ann", "DoNotCall", GSW_PHONE="1001")
    assert (ocs.do_not_call("second", "phone"), ocs.rows("other", *STATE)) == ([], [READY])


@pytest.mark.parametrize(
    ("identifier", "phone"), [({"GSW_PHONE": "1001"}, "1001"), ({"GSW_CUSTOMER_ID": "C1"}, "1001")]
)
@pytest.mark.parametrize("request_type", ["DoNotCall", "RequestRecordCancel"])
def test_the_desktop_that_holds_the_record_is_told(
    ocs: CallCentre, request_type: str, identifier: dict[str, str], phone: str
) -> None:
    ocs.login("ann", "ben")
    names = ocs.preview("ann")
    told = [event for agent, event in ocs.send("ben", request_type, **identifier) if agent == "ann"]
    assert told == [
        {
            "GSW_USER_EVENT": "RecordCancel",
            "GSW_APPLICATION_ID": 4114,
            **names,
            "GSW_CHAIN_ATTR": "AllChain",
            "GSW_PHONE": phone,
            "GSW_CUSTOMER_ID": "C1",
        }
    ]


@pytest.mark.parametrize("final", ["RecordProcessed", "RecordReject"])
def test_a_record_canceled_on_a_desktop_stays_canceled(ocs: CallCentre, final: str) -> None:
    ocs.login("ann", "ben")
    names = ocs.preview("ann")
    ocs.send("ben", "RequestRecordCancel", GSW_PHONE="1001")
    ocs.send("ann", final, **names)
    assert ocs.rows("chains", *STATE, chain_id=1) == [CANCELED] * 3


@pytest.mark.parametrize(("request_type", "message"), [("RequestRecordCancel", True), ("DoNotCall", False)])
def test_only_a_cancellation_says_that_a_record_is_on_a_desktop(
    ocs: CallCentre, request_type: str, message: bool
) -> None:
    ocs.login("ann", "ben")
    ocs.preview("ann")
    [answer] = [event for agent, event in ocs.send("ben", request_type, GSW_PHONE="1001") if agent == "ben"]
    expected = "Incomplete processing: record(s) on desktop" if message else None
    assert answer.get("GSW_MESSAGE") == expected


def test_a_buffered_chain_is_withdrawn_before_it_is_delivered(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.preview()
    ocs.send("ann", "RequestRecordCancel", GSW_PHONE="2001")
    number = ocs.error("ann", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview")
    assert (number, ocs.rows("chains", *STATE, chain_id=2)) == (108, [CANCELED])


def test_the_handle_ranks_above_the_phone(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.send("ann", "RequestRecordCancel", **ocs.preview(), GSW_PHONE="2001")
    assert ocs.rows("chains", "chain_id", record_status=5) == [(1,), (1,), (1,)]


@pytest.mark.parametrize("without", ["GSW_CAMPAIGN_NAME", "GSW_CALLING_LIST"])
@pytest.mark.parametrize("request_type", ["DoNotCall", "RequestRecordCancel"])
def test_with_a_handle_the_names_are_mandatory(ocs: CallCentre, request_type: str, without: str) -> None:
    ocs.login("ann")
    names: dict[str, Any] = ocs.preview()
    del names[without]
    assert ocs.error("ann", request_type, **names) == 102


@pytest.mark.parametrize("request_type", ["DoNotCall", "RequestRecordCancel"])
def test_without_a_handle_an_identifier_is_mandatory(ocs: CallCentre, request_type: str) -> None:
    ocs.login("ann")
    assert ocs.error("ann", request_type, GSW_CAMPAIGN_NAME="Preview") == 102


def test_a_scope_that_is_none_gives_103(ocs: CallCentre) -> None:
    ocs.login("ann")
    assert ocs.error("ann", "DoNotCall", **ocs.preview(), GSW_CHAIN_ATTR="Chain") == 103


def test_a_record_with_a_forbidden_phone_is_not_dialled(ocs: CallCentre) -> None:
    ocs.post("/phones/2001?req=DoNotCall", {"GSW_TENANT_DBID": 101})
    added = {"GSW_CAMPAIGN_NAME": "Preview", "GSW_PHONE": "2001", "GSW_TZ_NAME": "PST", "GSW_FROM": 0}
    ocs.post("/lists/Chains?req=AddRecord", added)
    ocs.login("ann")
    ocs.preview()
    number = ocs.error("ann", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview")
    assert (number, ocs.rows("chains", *STATE, chain_id=3)) == (108, [NO_CALL])


def test_the_name_of_a_group_ranks_above_that_of_a_campaign(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = {"GSW_CAMPAIGN_NAME": "Dialled", "GSW_CAMPAIGN_GROUP_NAME": "Preview@Previewers"}
    ocs.send("ann", "RequestRecordCancel", GSW_PHONE="2001", **names)
    assert ocs.rows("chains", *STATE, chain_id=2) == [CANCELED]


def test_the_name_of_no_group_gives_105(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = {"GSW_CAMPAIGN_NAME": "Preview", "GSW_CAMPAIGN_GROUP_NAME": "Preview@Nobody"}
    assert ocs.error("ann", "RequestRecordCancel", GSW_PHONE="2001", **names) == 105


def test_a_record_canceled_while_its_call_is_on_the_wire_ends_canceled(ocs: CallCentre) -> None:
    ocs.login("dot")
    calls = ocs.call("telephony.dial", campaign_group="predictive")[1]["result"]["calls"]
    [call] = [each["call"] for each in calls if each["data"]["GSW_PHONE"] == "3001"]
    ocs.send("dot", "RequestRecordCancel", GSW_PHONE="3001")
    ocs.call("telephony.end", call=call, result=6)
    assert ocs.rows("dialled", *STATE, "call_result", record_id=1) == [(*CANCELED, 6)]
