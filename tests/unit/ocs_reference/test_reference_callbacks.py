"""Callbacks that fall due: when, for whom, and what happens in between. It is noon in the records' zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre, Data

ONE_O_CLOCK = 1772485200


def asked_for(ocs: CallCentre, agent: str, kind: str, time: str, **data: object) -> Data:
    """Make a callback of the next preview record."""
    names = ocs.preview(agent)
    keys = {key: names[key] for key in ("GSW_RECORD_HANDLE", "GSW_CAMPAIGN_NAME")}
    ocs.ask(agent, "RecordReschedule", **keys, GSW_CALLBACK_TYPE=kind, GSW_DATE_TIME=time)
    ocs.ask(agent, "RecordProcessed", **names, **data)
    return names


def came(ocs: CallCentre, seconds: int) -> list[tuple[str, str]]:
    """Let time pass; return agent and phone of the scheduled calls that came."""
    events, _response = ocs.call("clock.advance", seconds=seconds)
    return [(agent, data["GSW_PHONE"]) for agent, data in events if data["GSW_USER_EVENT"] == "ScheduledCall"]


def test_a_scheduled_call_carries_the_record_the_type_and_the_local_time(ocs: CallCentre) -> None:
    ocs.login("ann")
    asked_for(ocs, "ann", "Personal", "03/02/2026 13:00", GSW_CALL_RESULT=6)
    [(agent, data)], _response = ocs.call("clock.advance", seconds=3600)
    assert agent == "ann"
    assert data["GSW_USER_EVENT"] == "ScheduledCall"
    assert (data["GSW_CALLBACK_TYPE"], data["GSW_DATE_TIME"]) == ("Personal", "03/02/2026 13:00")
    assert (data["GSW_PHONE"], data["GSW_CALL_RESULT"], data["CUSTOMER"]) == ("1001", 6, "C1")


def test_what_falls_due_in_between_happens_at_its_moment(ocs: CallCentre) -> None:
    ocs.login("ann")
    asked_for(ocs, "ann", "Personal", "03/02/2026 13:00")
    assert came(ocs, 86400) == [("ann", "1001")]
    assert ocs.rows("chains", "record_type", "record_status", chain_n=0, chain_id=1) == [(5, 4)]


def test_a_callback_of_the_group_goes_to_an_agent_without_a_record_if_there_is_one(ocs: CallCentre) -> None:
    ocs.login("ann", "ben")
    asked_for(ocs, "ben", "Campaign", "03/02/2026 12:20")
    ocs.preview("ann")
    assert came(ocs, 1200) == [("ben", "1001")]


def test_a_callback_of_the_group_goes_to_a_busy_agent_rather_than_to_nobody(ocs: CallCentre) -> None:
    ocs.login("ann")
    asked_for(ocs, "ann", "Campaign", "03/02/2026 12:20")
    ocs.preview("ann")
    assert came(ocs, 1200) == [("ann", "1001")]


def test_a_personal_callback_waits_for_its_agent(ocs: CallCentre) -> None:
    ocs.login("ann", "ben")
    asked_for(ocs, "ann", "Personal", "03/02/2026 13:00")
    ocs.call("agent.logout", agent="ann")
    assert came(ocs, 7200) == []
    assert [data["GSW_USER_EVENT"] for data in ocs.login("ann")] == ["CampaignStarted", "ScheduledCall"]


def test_a_callback_is_not_sent_while_the_database_fails_and_comes_when_it_is_back(ocs: CallCentre) -> None:
    ocs.login("ann")
    asked_for(ocs, "ann", "Personal", "03/02/2026 13:00")
    ocs.call("fault.set", fault="database", state="down")
    assert came(ocs, 3600) == []
    ocs.call("fault.set", fault="database", state="up")
    assert came(ocs, 60) == [("ann", "1001")]


@pytest.mark.parametrize(("action", "expected"), [("StopDialing", []), ("Load", [("ann", "1001")])])
def test_only_a_running_session_sends_scheduled_calls(
    ocs: CallCentre, action: str, expected: list[tuple[str, str]]
) -> None:
    ocs.login("ann")
    asked_for(ocs, "ann", "Personal", "03/02/2026 13:00")
    ocs.post(f"/campaigngroups/401?req={action}")
    assert came(ocs, 3600) == expected


def test_a_callback_that_waits_comes_when_its_session_is_started(ocs: CallCentre) -> None:
    ocs.login("ann")
    asked_for(ocs, "ann", "Personal", "03/02/2026 13:00")
    ocs.post("/campaigngroups/401?req=StopDialing")
    assert came(ocs, 3600) == []
    ocs.post("/campaigngroups/401?req=StartDialing")
    assert "ScheduledCall" in [data["GSW_USER_EVENT"] for _agent, data in ocs.waiting()]


def test_a_callback_that_is_forbidden_meanwhile_is_not_sent(ocs: CallCentre) -> None:
    ocs.login("ann")
    asked_for(ocs, "ann", "Personal", "03/02/2026 13:00")
    ocs.ask("ann", "DoNotCall", GSW_PHONE="1001")
    assert came(ocs, 3600) == []
    assert ocs.rows("chains", "record_type", chain_id=1, chain_n=0) == [(7,)]


def test_outside_of_the_daily_window_a_scheduled_call_waits_for_its_beginning(ocs: CallCentre) -> None:
    ocs.login("ann")
    asked_for(ocs, "ann", "Personal", "03/02/2026 20:00", GSW_FROM=28800, GSW_UNTIL=64800)
    assert came(ocs, 19 * 3600 + 3599) == []
    assert came(ocs, 1) == [("ann", "1001")]


def test_callbacks_of_the_group_are_left_to_agents_in_predictive_mode_unless_they_are_dialed(ocs: CallCentre) -> None:
    ocs.login("dot")
    names = ocs.deliver("first", "dot")
    keys = {key: names[key] for key in ("GSW_RECORD_HANDLE", "GSW_CAMPAIGN_NAME")}
    ocs.ask("dot", "RecordReschedule", **keys, GSW_CALLBACK_TYPE="Campaign", GSW_DATE_TIME="03/02/2026 13:00")
    ocs.ask("dot", "RecordProcessed", **keys, GSW_CALLING_LIST=names["GSW_CALLING_LIST"])
    assert ocs.rows("dialled", "dial_sched_time", contact_info="3001") == [(ONE_O_CLOCK,)]
    assert came(ocs, 3600) == [("dot", "3001")]
