"""What is in the Do Not Call list is not dialled, whenever it came there and wherever the record waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

STATE = ("record_status", "record_type")
NO_CALL = (3, 7)
ALWAYS = {"GSW_TZ_NAME": "GMT", "GSW_FROM": 0, "GSW_UNTIL": 86400}


def add(ocs: CallCentre, phone: str, calling_list: str = "Chains", campaign: str = "Preview", **data: Any) -> None:
    body = {"GSW_CAMPAIGN_NAME": campaign, "GSW_PHONE": phone, **ALWAYS, **data}
    assert ocs.post(f"/lists/{calling_list}?req=AddRecord", body) == (200, None)


@pytest.fixture
def twin(ocs: CallCentre) -> CallCentre:
    """A call centre with one more chain, the last one, of a phone that is the primary one of the first chain."""
    add(ocs, "1001")
    ocs.login("ann", "ben")
    return ocs


def previewed(ocs: CallCentre, agent: str) -> str | int:
    """The phone of the next preview record, or the number of the error."""
    record = ocs.ask(agent, "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview")
    answer: str | int = record.get("GSW_PHONE") or record["GSW_ERROR_NUMBER"]
    return answer


def test_a_phone_entered_by_handle_is_not_dialled_from_another_chain_of_the_buffer(twin: CallCentre) -> None:
    twin.send("ann", "DoNotCall", **twin.preview("ann"))
    assert [previewed(twin, "ann"), previewed(twin, "ann")] == ["2001", 108]
    assert twin.rows("chains", *STATE, chain_id=3) == [NO_CALL]


def test_a_phone_entered_for_one_campaign_is_not_dialled_for_another(ocs: CallCentre) -> None:
    ocs.login("ann", "dot")
    ocs.deliver("first", "dot")
    ocs.send("ann", "DoNotCall", GSW_PHONE="3002", GSW_CAMPAIGN_NAME="Preview")
    answer = ocs.call("telephony.deliver", list="dialled", record="second", agent="dot")[1]
    assert answer["error"]["code"] == -32002
    assert ocs.rows("dialled", *STATE, contact_info="3002") == [NO_CALL]


def test_a_chained_record_whose_phone_was_entered_meanwhile_is_not_sent(ocs: CallCentre) -> None:
    add(ocs, "1002")
    ocs.login("ann", "ben")
    first = ocs.preview("ann")
    ocs.preview("ben")
    ocs.send("ben", "DoNotCall", **ocs.preview("ben"))
    answers = ocs.send("ann", "ChainedRecordRequest", GSW_RECORD_HANDLE=first["GSW_RECORD_HANDLE"])
    assert [answer.get("GSW_PHONE") for _agent, answer in answers] == ["a@b", None]
    ocs.send("ann", "RecordReject", **first)
    assert ocs.rows("chains", *STATE, contact_info="1002") == [NO_CALL] * 2


def test_a_forbidden_phone_that_is_added_to_an_open_chain_is_not_sent(ocs: CallCentre) -> None:
    ocs.post("/phones/9001?req=DoNotCall", {"GSW_TENANT_DBID": 101})
    ocs.login("ann")
    names = ocs.preview()
    add(ocs, "9001", GSW_CHAIN_ID=1)
    answers = ocs.send("ann", "ChainedRecordRequest", GSW_RECORD_HANDLE=names["GSW_RECORD_HANDLE"])
    assert [answer.get("GSW_PHONE") for _agent, answer in answers] == ["1002", "a@b", None]


def test_records_that_wait_are_delivered_while_the_database_is_down(twin: CallCentre) -> None:
    twin.send("ann", "DoNotCall", GSW_PHONE="9999")
    twin.preview("ann")
    twin.call("fault.set", fault="database", state="down")
    assert previewed(twin, "ann") == "2001"


def test_an_entry_without_end_outlasts_one_that_ends(ocs: CallCentre) -> None:
    ocs.login("ann")
    for duration in ({"GSW_DURATION": 60}, {"GSW_DURATION": 30}, {}, {"GSW_DURATION": 60}):
        ocs.send("ann", "DoNotCall", GSW_PHONE="9001", **duration)
    assert ocs.do_not_call("first", "phone", "expiration") == [("9001", 1772481660), ("9001", None)]
    ocs.advance(61)
    add(ocs, "9001")
    assert [previewed(ocs, "ann") for _request in range(3)] == ["1001", "2001", 108]


def test_nobody_who_has_gone_is_told_of_a_record(ocs: CallCentre) -> None:
    ocs.login("ann", "ben")
    ocs.preview("ann")
    ocs.call("fault.set", fault="database", state="down")
    ocs.call("agent.logout", agent="ann")
    ocs.call("fault.set", fault="database", state="up")
    assert [agent for agent, _event in ocs.send("ben", "DoNotCall", GSW_PHONE="1001")] == ["ben"]
