"""Requests over the Communication DN: on which DNs and of whom they are heard, and who is told of a change unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ocs_reference.core import campaign_groups, sequences
from ocs_reference.core.communication_dn import ERROR_TEXTS

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

OCS, MONITOR, SERVER = 4114, 901, 902
LOAD, START, STOP, STATUS, FORCE = 7, 9, 10, 12, 29
LOADED, UNLOADED, STARTED, STOPPED, SHOWN, REFUSED = 19, 20, 21, 22, 24, 27
INACTIVE = {"GSW_CM_AttrCampaignID": 303, "GSW_CM_AttrGroupID": 205}
APPLICATIONS = {
    "monitor": {"dbid": MONITOR, "tenant": "first"},
    "server": {"dbid": SERVER, "tenant": "first", "connection": "ocs"},
    "stranger": {"dbid": 903, "tenant": "first", "connection": "none"},
}


class Line:
    """A Communication DN: what applications send, and what comes to each."""

    def __init__(self, ocs: CallCentre, document: dict[str, Any], dns: dict[str, Any]) -> None:
        self._ocs = ocs
        ocs.call("environment.load", environment={**document, "applications": APPLICATIONS, "communication_dns": dns})

    def told(self, method: str, **params: Any) -> list[tuple[str, int]]:
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        *events, _ = self._ocs.target.handle(request)
        return [
            (event["params"]["application"], event["params"]["data"]["GSW_CM_MessageType"])
            for event in events
            if event["method"] == "commdn.event"
        ]

    def ask(self, sender: str, number: int, dn: str | None = None, **data: Any) -> list[tuple[str, int]]:
        """Send a request for the inactive group; return who is told what."""
        envelope = {"GSW_CM_AttrOriginAppID": APPLICATIONS[sender]["dbid"], "GSW_CM_AttrTargetAppID": OCS}
        place = {} if dn is None else {"dn": dn}
        asked = {"GSW_CM_MessageType": number, **envelope, **INACTIVE, **data}
        return self.told("commdn.send", application=sender, data=asked, **place)


@pytest.fixture
def line(ocs: CallCentre, document: dict[str, Any]) -> Line:
    """The only Communication DN of a call centre with three applications."""
    return Line(ocs, document, {})


def test_the_other_connected_application_is_told_of_each_change(line: Line) -> None:
    answers = [line.ask("monitor", number) for number in (LOAD, START, STOP, FORCE)]
    notice = ("server", SHOWN)
    assert answers == [[notice, ("monitor", event)] for event in (LOADED, STARTED, STOPPED, UNLOADED)]


def test_nobody_else_is_told_of_a_question_or_a_refusal(line: Line) -> None:
    assert [line.ask("server", number) for number in (STATUS, STOP)] == [[("server", SHOWN)], [("server", REFUSED)]]


def test_a_stranger_is_neither_heard_nor_told(line: Line) -> None:
    assert line.ask("stranger", LOAD) == []
    assert line.ask("server", LOAD) == [("monitor", SHOWN), ("server", LOADED)]


def test_a_change_over_http_is_told_to_all_that_are_connected(ocs: CallCentre, line: Line) -> None:
    ocs.post("/campaigngroups/406?req=Load")
    assert line.told("fence") == [("monitor", SHOWN), ("server", SHOWN)]


@pytest.mark.parametrize(
    ("options", "used"),
    [
        ((True, False, None), (True, False, False)),
        ((False, None, None), (False, True, True)),
        ((None, None, None), (True, True, True)),
        ((False, False, False), (False, False, False)),
        ((True, True, None), (True, True, False)),
    ],
)
def test_the_dns_that_are_used(
    ocs: CallCentre, document: dict[str, Any], options: tuple[bool | None, ...], used: tuple[bool, ...]
) -> None:
    dns = {
        f"dn{place}": {"number": str(place)} | ({} if value is None else {"outbound_contact_server": value})
        for place, value in enumerate(options)
    }
    line = Line(ocs, document, dns)
    assert tuple(line.ask("monitor", STATUS, dn) == [("monitor", SHOWN)] for dn in dns) == used


def test_nobody_is_told_where_no_dn_is_used(ocs: CallCentre, document: dict[str, Any]) -> None:
    line = Line(ocs, document, {"only": {"number": "1", "outbound_contact_server": False}})
    assert line.ask("monitor", LOAD) == [("monitor", LOADED)]


def test_each_error_is_described() -> None:
    numbers = {
        value
        for module in (campaign_groups, sequences)
        for name, value in vars(module).items()
        if name.isupper() and type(value) is int and value < 100 and name != "LARGEST_GOAL"
    }
    assert numbers <= ERROR_TEXTS.keys()
