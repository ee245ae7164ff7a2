"""Open records: updates, chains, finalisation, rejection, the time-out, ready time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre


def test_an_update_is_acknowledged_and_not_written_yet(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = ocs.preview()
    answer = ocs.ask("ann", "UpdateCallCompletionStats", **names, CODE=22)
    assert answer == {"GSW_USER_EVENT": "UpdateCallCompletionStatsAcknowledge", "GSW_APPLICATION_ID": 4114, **names}
    assert ocs.rows("chains", "code", record_id=1) == [(11,)]


def test_finalisation_writes_all_changes_that_were_made(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = ocs.preview()
    ocs.send("ann", "UpdateCallCompletionStats", **names, CODE=22, GSW_CALL_RESULT=6, GSW_PHONE="1009", BALANCE="2.25")
    answer = ocs.ask("ann", "RecordProcessed", **names, GSW_CALL_RESULT=33, GSW_FROM=60)
    assert answer == {"GSW_USER_EVENT": "RecordProcessedAcknowledge", "GSW_APPLICATION_ID": 4114, **names}
    columns = ("record_status", "record_type", "call_result", "contact_info", "daily_from", "code", "balance")
    assert ocs.rows("chains", *columns, record_id=1) == [(3, 2, 33, "1009", 60, 22, "2.25")]


def test_finalisation_closes_the_whole_chain(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = ocs.preview()
    ocs.send("ann", "RecordProcessed", **names)
    assert ocs.rows("chains", "record_status", "agent_id", chain_id=1) == [(3, "2001")] * 3
    assert ocs.error("ann", "RecordProcessed", **names) == 109


def test_a_field_without_send_attribute_is_out_of_reach(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.send("ann", "RecordProcessed", **ocs.preview(), remark="changed", REMARK="changed")
    assert ocs.rows("chains", "remark", record_id=1) == [("kept",)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"GSW_CALL_RESULT": 54},
        {"GSW_CALL_RESULT": "33"},
        {"GSW_PHONE_TYPE": 12},
        {"CODE": "22"},
        {"CODE": 1 << 40},
        {"BALANCE": "much"},
        {"GSW_TREATMENT": "Personal"},
        {"GSW_CALLING_LIST": "Dialled"},
        {"GSW_CAMPAIGN_NAME": "Dialled"},
    ],
)
def test_wrong_data_are_refused_and_the_record_stays_open(ocs: CallCentre, wrong: dict[str, Any]) -> None:
    ocs.login("ann")
    names = ocs.preview()
    refused = ocs.error("ann", "RecordProcessed", **(names | wrong))
    assert (refused, ocs.rows("chains", "record_status", record_id=1)) == (103, [(2,)])


@pytest.mark.parametrize(("treatment", "record_type"), [("RecordTreatCampaign", 3), ("RecordTreatPersonal", 4)])
def test_a_treatment_reschedules_the_record(ocs: CallCentre, treatment: str, record_type: int) -> None:
    ocs.login("ann")
    ocs.send("ann", "RecordProcessed", **ocs.preview(), GSW_TREATMENT=treatment)
    assert ocs.rows("chains", "record_type", "record_status", record_id=1) == [(record_type, 1)]


def test_rejection_gives_the_chain_back_as_it_was(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = ocs.preview()
    ocs.send("ann", "UpdateCallCompletionStats", **names, CODE=22)
    answer = ocs.ask("ann", "RecordReject", **names)
    assert answer == {"GSW_USER_EVENT": "RecordRejectAcknowledge", "GSW_APPLICATION_ID": 4114, **names}
    rows = ocs.rows("chains", "record_type", "record_status", "agent_id", "code", chain_id=1)
    assert rows == [(2, 1, "2001", 11), (2, 1, "2001", 11), (2, 1, "2001", None)]


def test_a_rejected_record_is_delivered_again(ocs: CallCentre) -> None:
    ocs.login("ann", "ben")
    ocs.send("ann", "RecordReject", **ocs.preview())
    phones = [ocs.ask("ben", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview")["GSW_PHONE"] for _request in range(2)]
    assert phones == ["2001", "1001"]


def test_a_rejected_record_names_its_next_agent_at_once(ocs: CallCentre) -> None:
    ocs.login("ann", "ben")
    ocs.send("ann", "RecordReject", **ocs.preview())
    noted = []
    for _request in range(2):
        ocs.ask("ben", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview")
        noted += ocs.rows("chains", "agent_id", "record_status", chain_id=1, chain_n=0)
    assert noted == [("2001", 1), ("2002", 2)]


def test_a_rejected_record_is_delivered_although_its_agent_cannot_be_noted(ocs: CallCentre) -> None:
    ocs.login("ann", "ben")
    for _chain in range(2):
        ocs.send("ann", "RecordReject", **ocs.preview())
    ocs.preview("ben")
    ocs.call("fault.set", fault="database", state="down")
    names = ocs.preview("ben")
    ocs.call("fault.set", fault="database", state="up")
    assert ocs.rows("chains", "agent_id", record_status=2) == [("2002",), ("2001",), ("2001",), ("2001",)]
    assert ocs.ask("ben", "RecordProcessed", **names)["GSW_USER_EVENT"] == "RecordProcessedAcknowledge"


def test_the_rest_of_a_chain_comes_in_order_and_ends_with_the_marker(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = ocs.preview()
    answers = [event for _agent, event in ocs.send("ann", "ChainedRecordRequest", GSW_RECORD_HANDLE=1)]
    assert [(event["GSW_USER_EVENT"], event.get("GSW_PHONE")) for event in answers] == [
        ("ChainedRecord", "1002"),
        ("ChainedRecord", "a@b"),
        ("ChainedRecordsDataEnd", None),
    ]
    end = {"GSW_USER_EVENT": "ChainedRecordsDataEnd", "GSW_APPLICATION_ID": 4114, **names, "GSW_CHAIN_ID": 1}
    assert answers[-1] == end


def test_a_second_request_for_a_chain_is_ignored(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.preview()
    ocs.send("ann", "ChainedRecordRequest", GSW_RECORD_HANDLE=1)
    assert ocs.send("ann", "ChainedRecordRequest", GSW_RECORD_HANDLE=1) == []


@pytest.mark.parametrize("fetched", [False, True])
def test_a_record_added_to_an_open_chain_comes_with_the_next_request(ocs: CallCentre, fetched: bool) -> None:
    ocs.login("ann")
    names = ocs.preview()
    if fetched:
        ocs.send("ann", "ChainedRecordRequest", GSW_RECORD_HANDLE=1)
    ocs.send("ann", "AddRecord", **names, GSW_PHONE="1004", GSW_TZ_NAME="GMT", GSW_CHAIN_ID=1)
    answers = ocs.send("ann", "ChainedRecordRequest", GSW_RECORD_HANDLE=1)
    phones = [event.get("GSW_PHONE") for _agent, event in answers]
    assert phones == (["1004", None] if fetched else ["1002", "a@b", "1004", None])


def test_a_record_added_to_an_open_chain_is_finalised_with_it(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = ocs.preview()
    ocs.send("ann", "AddRecord", **names, GSW_PHONE="1004", GSW_TZ_NAME="GMT", GSW_CHAIN_ID=1, CODE=5)
    ocs.send("ann", "RecordProcessed", **names)
    rows = ocs.rows("chains", "chain_n", "record_status", "code", contact_info="1004")
    assert rows == [(3, 3, 5)]


def test_a_chain_of_one_record_is_the_marker_alone(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.preview()
    handle = ocs.preview()["GSW_RECORD_HANDLE"]
    answer = ocs.ask("ann", "ChainedRecordRequest", GSW_RECORD_HANDLE=handle)
    assert answer["GSW_USER_EVENT"] == "ChainedRecordsDataEnd"


def test_a_chained_record_is_finalised_with_its_own_changes(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = ocs.preview()
    ocs.send("ann", "ChainedRecordRequest", GSW_RECORD_HANDLE=1)
    ocs.send("ann", "UpdateCallCompletionStats", **(names | {"GSW_RECORD_HANDLE": 2}), GSW_CALL_RESULT=33)
    ocs.send("ann", "RecordProcessed", **names, GSW_CALL_RESULT=7)
    assert ocs.rows("chains", "record_status", "call_result", chain_id=1) == [(3, 7), (3, 33), (3, 28)]


def test_a_record_whose_time_is_over_becomes_stale(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = ocs.preview()
    ocs.advance(30 * 60 - 1)
    open_before = ocs.rows("chains", "record_status", record_id=1)
    ocs.advance(1)
    stale = ocs.rows("chains", "record_status", record_id=1)
    assert (open_before, stale, ocs.error("ann", "RecordProcessed", **names)) == ([(2,)], [(4,)], 109)


def test_records_left_at_logout_are_given_back_as_updated(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.preview()
    ocs.call("agent.logout", agent="ann")
    assert ocs.rows("chains", "record_status", chain_id=1) == [(3,), (3,), (3,)]


def test_ready_time_is_acknowledged_once(ocs: CallCentre) -> None:
    ocs.login("dot")
    handle = ocs.deliver("first", "dot")["GSW_RECORD_HANDLE"]
    first = ocs.ask("dot", "ReadyTime", GSW_READY_TIME=30, GSW_RECORD_HANDLE=handle)
    second = ocs.error("dot", "ReadyTime", GSW_READY_TIME=30, GSW_RECORD_HANDLE=handle)
    acknowledge = {"GSW_USER_EVENT": "ReadyTimeAcknowledge", "GSW_APPLICATION_ID": 4114, "GSW_RECORD_HANDLE": handle}
    assert (first, second) == (acknowledge, 120)


@pytest.mark.parametrize("time", [0, -1, "30"])
def test_a_ready_time_that_is_not_positive_gives_103(ocs: CallCentre, time: object) -> None:
    ocs.login("dot")
    handle = ocs.deliver("first", "dot")["GSW_RECORD_HANDLE"]
    assert ocs.error("dot", "ReadyTime", GSW_READY_TIME=time, GSW_RECORD_HANDLE=handle) == 103


def test_ready_time_of_an_agent_who_is_not_logged_in_gives_104(ocs: CallCentre) -> None:
    assert ocs.error("dot", "ReadyTime", GSW_READY_TIME=30, GSW_RECORD_HANDLE=1) == 104


def test_ready_time_for_a_handle_of_no_open_record_gives_112(ocs: CallCentre) -> None:
    ocs.login("dot")
    assert ocs.error("dot", "ReadyTime", GSW_READY_TIME=30, GSW_RECORD_HANDLE=1) == 112


def test_ready_time_outside_predictive_modes_gives_101(ocs: CallCentre) -> None:
    ocs.login("eve")
    handle = ocs.deliver("first", "eve")["GSW_RECORD_HANDLE"]
    assert ocs.error("eve", "ReadyTime", GSW_READY_TIME=30, GSW_RECORD_HANDLE=handle) == 101


def test_a_delivered_call_counts_as_an_attempt(ocs: CallCentre) -> None:
    ocs.login("dot")
    data = ocs.deliver("second", "dot")
    names = ("GSW_PHONE", "GSW_CALL_RESULT", "GSW_ATTEMPTS", "GSW_CALL_TIME", "GSW_OPTIMIZE_BY", "GSW_OPTIMIZE_GOAL")
    assert [data[name] for name in names] == ["3002", 33, 1, "1772481600", 2, 5]


def test_a_callback_is_stored_when_the_record_is_finalised(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = ocs.preview()
    callback = {"GSW_CALLBACK_TYPE": "Personal", "GSW_DATE_TIME": "03/03/2026 09:30"}
    answer = ocs.ask("ann", "RecordReschedule", **names, **callback)
    before = ocs.rows("chains", "record_type", "record_status", "dial_sched_time", record_id=1)
    ocs.send("ann", "RecordProcessed", **names)
    after = ocs.rows("chains", "record_type", "record_status", "dial_sched_time", record_id=1)
    assert answer == {"GSW_USER_EVENT": "RecordRescheduleAcknowledge", "GSW_APPLICATION_ID": 4114, **names, **callback}
    assert (before, after) == ([(2, 2, 0)], [(5, 1, 1772559000)])


@pytest.mark.parametrize(("time", "number"), [("03/02/26 11:59", 110), ("25/45/00", 111), ("tomorrow", 111)])
def test_a_callback_in_the_past_or_unreadable_is_refused(ocs: CallCentre, time: str, number: int) -> None:
    ocs.login("ann")
    names = ocs.preview()
    callback = {"GSW_CALLBACK_TYPE": "Campaign", "GSW_DATE_TIME": time}
    assert ocs.error("ann", "RecordReschedule", **names, **callback) == number
