"""Primary and backup change places: whose memory holds what, and what becomes of what was under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

FIRST, SECOND = 4114, 4115
RETRIEVED, UPDATED = 2, 3
CANNOT = -32002


@pytest.fixture
def pair(ocs: CallCentre, document: dict[str, Any]) -> CallCentre:
    """A call centre whose OCS has a backup; ann is logged in."""
    ocs.call("environment.load", environment={**document, "backup_application_id": SECOND})
    ocs.login("ann")
    return ocs


def switch(pair: CallCentre, former: str) -> list[tuple[str, Any, Any]]:
    """Let the two change places; return who is told what by whom."""
    events, _ = pair.call("ocs.switch_over", former=former)
    return [(agent, data["GSW_USER_EVENT"], data["GSW_APPLICATION_ID"]) for agent, data in events]


def preview(pair: CallCentre, own: int) -> dict[str, Any]:
    data = {"GSW_APPLICATION_ID": own, "GSW_CAMPAIGN_NAME": "Preview"}
    [(_, record)] = pair.send("ann", "PreviewRecordRequest", **data)
    return {key: record.get(key) for key in ("GSW_RECORD_HANDLE", "GSW_CAMPAIGN_NAME", "GSW_CALLING_LIST", "GSW_PHONE")}


def finish(pair: CallCentre, record: dict[str, Any], own: int) -> list[str]:
    events = pair.send("ann", "RecordProcessed", **{**record, "GSW_APPLICATION_ID": own})
    return [data["GSW_USER_EVENT"] for _, data in events]


def test_an_environment_without_a_backup_has_no_switch_over(ocs: CallCentre) -> None:
    assert ocs.call("ocs.switch_over", former="alive")[1]["error"]["code"] == CANNOT


@pytest.mark.parametrize("former", ["alive", "dead"])
def test_agents_who_are_there_are_told_by_the_new_primary(pair: CallCentre, former: str) -> None:
    pair.login("guy")
    assert switch(pair, former) == [("ann", "CampaignStarted", SECOND), ("guy", "CampaignLoaded", SECOND)]


def test_a_backup_comes_back_with_what_it_had(pair: CallCentre) -> None:
    record = preview(pair, FIRST)
    switch(pair, "alive")
    switch(pair, "alive")
    assert finish(pair, record, FIRST) == ["RecordProcessedAcknowledge"]


def test_an_ocs_that_was_dead_comes_back_without_memory(pair: CallCentre) -> None:
    record = preview(pair, FIRST)
    switch(pair, "dead")
    switch(pair, "alive")
    assert finish(pair, record, FIRST) == ["Error"]


def test_records_of_a_dead_primary_are_given_out_anew(pair: CallCentre) -> None:
    lost = preview(pair, FIRST)
    switch(pair, "dead")
    phones = {preview(pair, SECOND)["GSW_PHONE"] for _ in range(2)}
    assert lost["GSW_PHONE"] in phones
    assert pair.rows("chains", "record_status", chain_n=0) == [(RETRIEVED,), (RETRIEVED,)]


def test_records_that_nobody_had_yet_go_to_the_new_primary(pair: CallCentre) -> None:
    open_one = preview(pair, FIRST)
    switch(pair, "alive")
    other = preview(pair, SECOND)
    assert {open_one["GSW_PHONE"], other["GSW_PHONE"]} == {"1001", "2001"}
    assert open_one["GSW_RECORD_HANDLE"] != other["GSW_RECORD_HANDLE"]


def test_a_record_uri_reaches_whoever_has_the_record(pair: CallCentre) -> None:
    before = preview(pair, FIRST)["GSW_RECORD_HANDLE"]
    switch(pair, "alive")
    after = preview(pair, SECOND)["GSW_RECORD_HANDLE"]
    answers = [pair.post(f"/records/{handle}?req=RecordProcessed", {}) for handle in (before, after)]
    assert answers == [(200, None), (200, None)]
    assert pair.rows("chains", "record_status", chain_n=0) == [(UPDATED,), (UPDATED,)]


def test_a_call_on_the_wire_is_the_former_primarys(pair: CallCentre) -> None:
    pair.login("dot")
    calls = pair.call("telephony.dial", campaign_group="predictive")[1]["result"]["calls"]
    switch(pair, "alive")
    answer = pair.call("telephony.answer", call=calls[0]["call"], agent="dot", result=33)[1]["result"]
    assert (answer["connected"], answer["data"]["GSW_APPLICATION_ID"]) == (True, FIRST)
    assert pair.call("telephony.dial", campaign_group="predictive")[1]["result"]["calls"] == []


def test_entries_of_the_do_not_call_list_hold_for_the_new_primary(pair: CallCentre) -> None:
    pair.call("database.insert", do_not_call="first", row={"phone": "1001"})
    switch(pair, "dead")
    assert preview(pair, SECOND)["GSW_PHONE"] != "1001"


def test_an_assignment_outlives_the_switch_over(pair: CallCentre) -> None:
    pair.call("agent.assign", agent="ann", groups=["idle"])
    assert switch(pair, "alive") == [("ann", "CampaignLoaded", SECOND)]


def test_sessions_go_on_while_the_database_fails(pair: CallCentre) -> None:
    pair.call("fault.set", fault="database", state="down")
    assert switch(pair, "dead") == [("ann", "CampaignStarted", SECOND)]


def test_time_is_divided_for_both(pair: CallCentre) -> None:
    record = preview(pair, FIRST)
    switch(pair, "alive")
    pair.advance(30 * 60)
    assert finish(pair, record, FIRST) == ["Error"]


def test_reset_gives_the_first_its_place_back(pair: CallCentre) -> None:
    switch(pair, "alive")
    pair.call("environment.reset")
    assert [data["GSW_APPLICATION_ID"] for data in pair.login("ann")] == [FIRST]
