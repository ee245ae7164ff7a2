"""Campaign groups of the reference that complete by themselves: what keeps them going, and when the store fails."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ocs_reference.environment_file import load

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

ENVIRONMENT = load(Path(__file__).parent / "sequence.yaml")
COMPLETING = {"GSW_AUTO_COMPLETION": 1}


class SouthernGroup:
    """A campaign group with one record, which was told to complete."""

    def __init__(self, ocs: CallCentre) -> None:
        self.ocs = ocs
        ocs.call("environment.load", environment={**ENVIRONMENT, "applications": {}})
        ocs.login("ann")
        ocs.post("/campaigngroups/402?req=Load")
        ocs.post("/campaigngroups/402?req=StartDialing", COMPLETING)

    def status(self) -> bool:
        """Whether the group still runs."""
        return b'"GSW_CM_AttrGroupCampStatus": 5' in self.ocs.http("GET", "/campaigngroups/402")[2]

    def dial(self) -> list[Any]:
        calls: list[Any] = self.ocs.call("telephony.dial", campaign_group="south")[1]["result"]["calls"]
        return calls


@pytest.fixture
def group(ocs: CallCentre) -> SouthernGroup:
    """A running group that completes behind its only record."""
    return SouthernGroup(ocs)


def test_a_call_on_the_wire_keeps_a_group_going(group: SouthernGroup) -> None:
    [call] = group.dial()
    assert group.status()
    group.ocs.call("telephony.end", call=call["call"], result=7)
    assert not group.status()


def test_a_record_on_a_desktop_keeps_a_group_going_until_it_is_stale(group: SouthernGroup) -> None:
    [call] = group.dial()
    group.ocs.call("telephony.answer", call=call["call"], agent="ann", result=33)
    assert group.status()
    group.ocs.advance(3600)
    assert not group.status()


def test_a_rejected_record_keeps_a_group_going(group: SouthernGroup) -> None:
    [call] = group.dial()
    group.ocs.call("telephony.answer", call=call["call"], agent="ann", result=33)
    data = call["data"]
    names = {key: data[key] for key in ("GSW_RECORD_HANDLE", "GSW_CAMPAIGN_NAME", "GSW_CALLING_LIST")}
    assert group.ocs.ask("ann", "RecordReject", **names)["GSW_USER_EVENT"] == "RecordRejectAcknowledge"
    assert group.status()


def test_a_group_does_not_complete_while_the_database_is_down(group: SouthernGroup) -> None:
    [call] = group.dial()
    group.ocs.call("fault.set", fault="database", state="down")
    group.ocs.call("telephony.end", call=call["call"], result=7)
    assert group.status()
    group.ocs.call("fault.set", fault="database", state="up")
    group.ocs.advance(3600)
    assert group.status()
