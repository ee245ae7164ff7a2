"""Calls that the OCS dials by itself: what happens to them where requests, releases and other calls come between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

READY, RETRIEVED, UPDATED = 1, 2, 3
CANNOT = -32002


def dial(ocs: CallCentre, group: str = "predictive") -> dict[str, str]:
    """Return the calls that are on the wire for a group, by phone."""
    calls = ocs.call("telephony.dial", campaign_group=group)[1]["result"]["calls"]
    return {call["data"]["GSW_PHONE"]: call["call"] for call in calls}


def answer(ocs: CallCentre, call: str, agent: str = "dot", **more: Any) -> dict[str, Any]:
    result: dict[str, Any] = ocs.call("telephony.answer", call=call, agent=agent, **{"result": 33, **more})[1]["result"]
    return result


def status(ocs: CallCentre, phone: str) -> list[tuple[Any, ...]]:
    return ocs.rows("dialled", "record_status", "call_result", contact_info=phone)


def test_what_is_due_is_dialed_once(ocs: CallCentre) -> None:
    ocs.login("dot")
    assert set(dial(ocs)) == {"3001", "3002"}
    assert dial(ocs) == dial(ocs)


def test_groups_of_one_campaign_do_not_dial_the_same_records(ocs: CallCentre) -> None:
    ocs.login("dot", "eve")
    assert (set(dial(ocs)), set(dial(ocs, "progressive"))) == ({"3001", "3002"}, set())


def test_the_database_may_fail_while_the_ocs_dials(ocs: CallCentre) -> None:
    ocs.login("dot")
    ocs.call("fault.set", fault="database", state="down")
    assert dial(ocs) == {}
    ocs.call("fault.set", fault="database", state="up")
    assert set(dial(ocs)) == {"3001", "3002"}


def test_a_call_is_answered_once(ocs: CallCentre) -> None:
    ocs.login("dot")
    call = dial(ocs)["3001"]
    assert answer(ocs, call)["connected"]
    assert answer(ocs, call) == {"connected": False}
    assert ocs.call("telephony.end", call="no such call", result=6)[1]["error"]["code"] == CANNOT


def test_a_record_that_was_finished_during_its_call_is_not_finished_again(ocs: CallCentre) -> None:
    ocs.login("dot")
    data = answer(ocs, dial(ocs)["3001"])["data"]
    names = {key: data[key] for key in ("GSW_RECORD_HANDLE", "GSW_CAMPAIGN_NAME", "GSW_CALLING_LIST")}
    ocs.send("dot", "RecordReject", **names)
    assert status(ocs, "3001") == [(READY, 28)]
    ocs.call("telephony.release", agent="dot", data={})
    assert status(ocs, "3001") == [(READY, 28)]
    assert "3001" in dial(ocs)


def test_a_call_ends_with_the_agent_who_logs_out(ocs: CallCentre) -> None:
    ocs.login("dot")
    calls = dial(ocs)
    answer(ocs, calls["3001"])
    ocs.call("agent.logout", agent="dot")
    ocs.login("dot")
    assert answer(ocs, calls["3002"])["connected"]


def test_the_next_delivery_releases_the_last(ocs: CallCentre) -> None:
    ocs.login("dot")
    first, second = ocs.deliver("first", "dot"), ocs.deliver("second", "dot")
    assert first["GSW_RECORD_HANDLE"] != second["GSW_RECORD_HANDLE"]
    assert (
        ocs.call("telephony.share", **{"agent": "dot", "with": "eve", "by": "transfer"})[1]["error"]["code"] == CANNOT
    )


def test_only_the_agent_of_a_call_shares_it(ocs: CallCentre) -> None:
    ocs.login("dot", "eve")
    share = {"with": "eve", "by": "conference"}
    assert ocs.call("telephony.share", agent="dot", **share)[1]["error"]["code"] == CANNOT
    handle = ocs.deliver("first", "dot")["GSW_RECORD_HANDLE"]
    assert ocs.call("telephony.share", agent="dot", **share)[1]["result"]["data"]["GSW_RECORD_HANDLE"] == handle


def test_who_is_taken_in_has_the_call_when_the_other_leaves(ocs: CallCentre) -> None:
    ocs.login("dot", "eve", "fay")
    ocs.deliver("first", "dot")
    ocs.call("telephony.share", **{"agent": "dot", "with": "eve", "by": "conference"})
    ocs.call("telephony.release", agent="dot", data={})
    shared = ocs.call("telephony.share", **{"agent": "eve", "with": "fay", "by": "transfer"})[1]
    assert shared["result"]["data"]["GSW_PHONE"] == "3001"
    assert status(ocs, "3001") == [(RETRIEVED, 28)]


def test_without_an_agent_a_call_finishes_its_record(ocs: CallCentre) -> None:
    ocs.login("dot")
    ocs.call("telephony.end", call=dial(ocs)["3001"], result=7)
    assert status(ocs, "3001") == [(UPDATED, 7)]
