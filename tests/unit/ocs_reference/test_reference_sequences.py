"""Campaign sequences of the reference: what the cases leave open, and what happens where campaigns or stores fail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ocs_reference.environment_file import load

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

ENVIRONMENT = load(Path(__file__).parent / "sequence.yaml")
NOW = 1772481600
LOAD, UNLOAD, START, STOP, SET_MODE, STATUS = 7, 8, 9, 10, 11, 12
LOADED, UNLOADED, STARTED, STOPPED, SHOWN, REFUSED = 19, 20, 21, 22, 24, 27
NORTH = {"campaignDBID": 301, "dialMode": 1, "optMethod": 1, "optMethodValue": 70}
SOUTH = {"campaignDBID": 302, "dialMode": 2, "optMethod": 3, "optMethodValue": 120}


class SequenceOfTheCallers:
    """The sequence of the only group, and the application that asks for it."""

    def __init__(self, ocs: CallCentre) -> None:
        self.ocs = ocs
        ocs.call("environment.load", environment=ENVIRONMENT)
        self.call("agent.login", agent="ann")

    def call(self, method: str, **params: Any) -> list[dict[str, Any]]:
        return self.ocs.target.handle({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})

    def ask(self, number: int, *items: dict[str, Any], campaign: int = 0, **more: Any) -> tuple[int, Any]:
        """Send a request; return the type of the answer, and its error or the statuses of the items."""
        named = {f"scheduleItem-{n}": item for n, item in enumerate(items, 1)}
        schedule = {"startTime": NOW, "nItems": len(items), **named}
        data: dict[str, Any] = {
            "GSW_CM_AttrOriginAppID": 900,
            "GSW_CM_AttrTargetAppID": 4114,
            "GSW_CM_MessageType": number,
        }
        data |= {"GSW_CM_AttrCampaignID": campaign, "GSW_CM_AttrGroupID": 201, **more}
        data |= {"GSW_CM_AttrProperties": {"campaign_schedule": schedule}}
        told = self.call("commdn.send", application="monitor", data=data)
        answer = next(each["params"]["data"] for each in told if each.get("method") == "commdn.event")
        properties = answer.get("GSW_CM_AttrProperties", {})
        statuses = [item["status"] for key, item in properties.get("campaign_schedule", {}).items() if "Item-" in key]
        return answer["GSW_CM_MessageType"], answer.get("GSW_CM_AttrError", statuses)

    def runs(self, *items: dict[str, Any]) -> None:
        assert self.ask(LOAD, *items) == (LOADED, [4] * len(items))
        assert self.ask(START, *items)[0] == STARTED

    def dial(self, group: str = "north") -> list[str]:
        answer = self.call("telephony.dial", campaign_group=group)[-1]["result"]
        return [call["data"]["GSW_PHONE"] for call in answer["calls"]]

    def statuses(self) -> list[int]:
        statuses: list[int] = self.ask(STATUS)[1]
        return statuses

    def advance(self, seconds: int) -> list[str]:
        """Move the clock; return what the agent is told."""
        events = self.call("clock.advance", seconds=seconds)
        return [each["params"]["data"]["GSW_USER_EVENT"] for each in events if each.get("method") == "desktop.event"]


@pytest.fixture
def sequence(ocs: CallCentre) -> SequenceOfTheCallers:
    """A group with two campaigns, an agent, and an application."""
    return SequenceOfTheCallers(ocs)


def test_no_more_attempts_are_made_than_an_item_allows(sequence: SequenceOfTheCallers) -> None:
    sequence.runs({**NORTH, "stopAtDials": 2}, SOUTH)
    assert sequence.dial() == ["1001", "1002"]
    assert sequence.statuses() == [4, 5]
    assert sequence.dial("south") == ["2001"]


def test_the_limit_of_an_item_ends_with_it(sequence: SequenceOfTheCallers) -> None:
    sequence.runs({**NORTH, "stopAtDials": 1})
    assert sequence.dial() == ["1001"]
    sequence.ask(START, NORTH, campaign=301)
    assert sequence.dial() == ["1001", "1002", "1003"]


def test_a_sequence_can_be_started_again_behind_its_last_item(sequence: SequenceOfTheCallers) -> None:
    sequence.runs({**NORTH, "stopAtDials": 1})
    sequence.dial()
    assert sequence.statuses() == [4]
    assert sequence.ask(START, NORTH)[0] == STARTED
    assert sequence.statuses() == [5]


def test_items_end_at_their_moments_while_the_clock_moves_on(sequence: SequenceOfTheCallers) -> None:
    sequence.runs({**NORTH, "stopAtTime": NOW + 60}, {**SOUTH, "stopAtTime": NOW + 120, "sleepBeforeNextStart": 0})
    assert sequence.advance(3600) == ["CampaignStopped", "CampaignStarted", "CampaignStopped"]
    assert sequence.statuses() == [4, 4]


def test_an_item_whose_time_is_over_is_passed_over(sequence: SequenceOfTheCallers) -> None:
    sequence.runs({**NORTH, "stopAtTime": NOW - 1}, SOUTH)
    assert sequence.statuses() == [4, 5]


def test_an_item_whose_campaign_was_unloaded_is_passed_over(sequence: SequenceOfTheCallers) -> None:
    assert sequence.ask(LOAD, NORTH, SOUTH)[0] == LOADED
    sequence.ask(UNLOAD, NORTH, campaign=301)
    sequence.ask(START, NORTH, SOUTH)
    assert sequence.statuses() == [0, 5]


def test_a_campaign_that_is_stopped_by_hand_passes_the_turn_on(sequence: SequenceOfTheCallers) -> None:
    sequence.runs(NORTH, SOUTH)
    sequence.ask(STOP, NORTH, campaign=301)
    assert sequence.statuses() == [4, 5]


def test_an_item_ends_when_the_database_is_back(sequence: SequenceOfTheCallers) -> None:
    sequence.runs({**NORTH, "stopAtContacts": 1}, SOUTH)
    calls = sequence.call("telephony.dial", campaign_group="north")[-1]["result"]["calls"]
    sequence.call("fault.set", fault="database", state="down")
    sequence.call("telephony.answer", call=calls[0]["call"], agent="ann", result=33)
    sequence.call("fault.set", fault="database", state="up")
    sequence.advance(1)
    assert sequence.statuses() == [4, 5]


@pytest.mark.parametrize(("requests", "error"), [([LOAD], 5), ([START, START], 7), ([STOP], 6), ([SET_MODE], 6)])
def test_a_loaded_sequence_refuses_what_its_state_does_not_allow(
    sequence: SequenceOfTheCallers, requests: list[int], error: int
) -> None:
    sequence.ask(LOAD, NORTH, SOUTH)
    answers = [sequence.ask(number, NORTH, SOUTH, GSW_CM_AttrDialMode=2) for number in requests]
    assert answers[-1] == (REFUSED, error)


def test_a_sequence_is_unloaded_by_its_schedule(sequence: SequenceOfTheCallers) -> None:
    sequence.runs(NORTH, SOUTH)
    assert sequence.ask(UNLOAD, NORTH, SOUTH)[0] == UNLOADED
    assert sequence.ask(STATUS) == (REFUSED, 13)
    assert sequence.ask(LOAD, NORTH, SOUTH) == (LOADED, [4, 4])


def test_a_group_that_is_not_configured_has_no_sequence(sequence: SequenceOfTheCallers) -> None:
    assert sequence.ask(LOAD, NORTH, GSW_CM_AttrGroupID=999) == (REFUSED, 8)
