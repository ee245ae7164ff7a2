"""Smart logout: what lets an agent go, and what ends an intention to leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre


@pytest.fixture
def waiting(ocs: CallCentre) -> CallCentre:
    """A call centre in which dot waits to leave while two calls are on the wire."""
    ocs.login("dot")
    dial(ocs)
    assert leave(ocs) == [("LogOut", 30)]
    return ocs


def dial(ocs: CallCentre) -> list[str]:
    calls = ocs.call("telephony.dial", campaign_group="predictive")[1]["result"]["calls"]
    return [call["call"] for call in calls]


def leave(ocs: CallCentre, **more: Any) -> list[tuple[str, Any]]:
    """Send LogOut; return the names of the answers, with the time or the number of the error."""
    events = ocs.send("dot", "Logout", GSW_CAMPAIGN_NAME="Dialled", **more)
    return [
        (data["GSW_USER_EVENT"], data.get("GSW_LOGOUT_TIME", data.get("GSW_ERROR_NUMBER"))) for _agent, data in events
    ]


def told(ocs: CallCentre, method: str, **params: Any) -> list[str]:
    return [data["GSW_USER_EVENT"] for _agent, data in ocs.call(method, **params)[0]]


def test_without_calls_the_agent_goes_at_once(ocs: CallCentre) -> None:
    ocs.login("dot")
    assert leave(ocs) == [("LogOut", 0), ("LogOutAcknowledge", None)]


def test_both_spellings_of_the_request_are_understood(ocs: CallCentre) -> None:
    ocs.login("dot")
    [(_, answer), _] = ocs.send("dot", "LogOut", GSW_CAMPAIGN_NAME="Dialled")
    assert answer["GSW_LOGOUT_TIME"] == 0


def test_the_time_counts_down_and_ends_to_the_second(waiting: CallCentre) -> None:
    waiting.advance(29)
    assert leave(waiting) == [("LogOut", 1)]
    assert told(waiting, "clock.advance", seconds=1) == ["LogOutAcknowledge"]


def test_an_acknowledge_that_falls_due_in_a_long_time_comes_once(waiting: CallCentre) -> None:
    assert told(waiting, "clock.advance", seconds=86400) == ["LogOutAcknowledge"]


def test_the_last_call_that_ends_lets_the_agent_go(waiting: CallCentre) -> None:
    first, second = dial(waiting)
    assert told(waiting, "telephony.end", call=first, result=6) == []
    assert told(waiting, "telephony.end", call=second, result=6) == ["LogOutAcknowledge"]


def test_the_acknowledge_carries_the_reference_of_the_latest_request(waiting: CallCentre) -> None:
    leave(waiting, GSW_REFERENCE_ID=1)
    leave(waiting, GSW_REFERENCE_ID=2)
    [(_, data)] = waiting.call("clock.advance", seconds=30)[0]
    assert data["GSW_REFERENCE_ID"] == 2


def test_who_logs_out_in_earnest_is_not_told(waiting: CallCentre) -> None:
    waiting.call("agent.logout", agent="dot")
    assert told(waiting, "clock.advance", seconds=60) == []


def test_a_login_ends_the_intention_to_leave(waiting: CallCentre) -> None:
    waiting.call("agent.logout", agent="dot")
    waiting.login("dot")
    assert told(waiting, "clock.advance", seconds=60) == []
    assert leave(waiting) == [("LogOut", 30)]


def test_nothing_is_dialed_for_who_has_left(ocs: CallCentre) -> None:
    ocs.login("dot")
    leave(ocs)
    assert dial(ocs) == []
    ocs.call("agent.logout", agent="dot")
    assert dial(ocs) == []


def test_a_request_for_a_record_behind_it_is_refused_with_a_text_of_its_own(waiting: CallCentre) -> None:
    answer = waiting.ask("dot", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview")
    assert (answer["GSW_ERROR_NUMBER"], answer["GSW_ERROR"]) == (101, "Agent smartly logged out")


def test_in_preview_there_is_nothing_to_leave(ocs: CallCentre) -> None:
    ocs.login("ann")
    answer = ocs.ask("ann", "Logout", GSW_CAMPAIGN_NAME="Preview")
    assert (answer["GSW_ERROR_NUMBER"], answer["GSW_ERROR"]) == (101, "There is no 'Auto' campaign started")
