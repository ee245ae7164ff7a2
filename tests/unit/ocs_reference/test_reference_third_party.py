"""Records over the Communication DN: which keys an application's request has, and whose list it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

OCS = 4114
CANCEL, DO_NOT_CALL, CANCELED, PROCESSED, REFUSED = 30, 32, 31, 33, 27
KEYS = {CANCEL: "cancel_record", DO_NOT_CALL: "do_not_call"}
APPLICATIONS = {"monitor": {"dbid": 901, "tenant": "first"}, "branch": {"dbid": 902, "tenant": "second"}}


class Line:
    """The Communication DN of a call centre with an application of each tenant."""

    def __init__(self, ocs: CallCentre) -> None:
        self.ocs = ocs
        self._requests = 0

    def asks(self, number: int, sender: str = "monitor", **asked: Any) -> dict[str, Any]:
        """Ask for records, and return the data of the answer, which comes behind the events at desktops."""
        self._requests += 1
        data = {
            "GSW_CM_MessageType": number,
            "GSW_CM_AttrOriginAppID": APPLICATIONS[sender]["dbid"],
            "GSW_CM_AttrTargetAppID": OCS,
            "GSW_CM_AttrProperties": {KEYS[number]: asked},
        }
        params = {"application": sender, "data": data}
        request = {"jsonrpc": "2.0", "id": self._requests, "method": "commdn.send", "params": params}
        *_desktops, answer, _response = self.ocs.target.handle(request)
        found = answer["params"]["data"]
        assert isinstance(found, dict)
        return found

    def kind(self, number: int, sender: str = "monitor", **asked: Any) -> int:
        """Ask for records, and return GSW_CM_MessageType of the answer."""
        kind = self.asks(number, sender, **asked)["GSW_CM_MessageType"]
        assert isinstance(kind, int)
        return kind


@pytest.fixture
def line(ocs: CallCentre, document: dict[str, Any]) -> Line:
    """A Communication DN that two applications may use."""
    ocs.call("environment.load", environment={**document, "applications": APPLICATIONS})
    return Line(ocs)


def test_an_application_has_no_record_handle(line: Line) -> None:
    line.ocs.login("ann")
    held = line.ocs.preview()
    assert line.kind(CANCEL, **held) == REFUSED
    assert line.kind(CANCEL, GSW_PHONE="2001", GSW_RECORD_HANDLE=held["GSW_RECORD_HANDLE"]) == CANCELED
    assert line.ocs.rows("chains", "contact_info", record_status=5) == [("2001",)]


def test_an_application_gives_no_duration(line: Line) -> None:
    assert line.kind(DO_NOT_CALL, GSW_PHONE="2001", GSW_DURATION="a day") == PROCESSED
    assert line.ocs.do_not_call("first", "phone", "expiration") == [("2001", None)]


def test_a_number_is_listed_whatever_campaign_stands_beside_it(line: Line) -> None:
    assert line.kind(DO_NOT_CALL, GSW_PHONE="2001", GSW_CAMPAIGN_NAME="Nobody's") == PROCESSED
    assert line.ocs.rows("chains", "contact_info", record_type=7) == [("2001",)]


def test_an_application_asks_for_its_own_tenant(line: Line) -> None:
    assert line.kind(DO_NOT_CALL, "branch", GSW_PHONE="1001") == PROCESSED
    assert (line.ocs.do_not_call("first", "phone"), line.ocs.do_not_call("second", "phone")) == ([], [("1001",)])
    assert (line.ocs.rows("chains", "contact_info", record_type=7), line.ocs.rows("other", "record_type")) == (
        [],
        [(7,)],
    )


def test_the_answer_tells_what_was_asked_and_what_is_left(line: Line) -> None:
    line.ocs.login("ann")
    line.ocs.preview()
    told = line.asks(CANCEL, GSW_PHONE="1002")["GSW_CM_AttrProperties"]
    message = "Incomplete processing: record(s) on desktop"
    assert told == {"cancel_record": {"GSW_CHAIN_ATTR": "AllChain", "GSW_PHONE": "1002", "GSW_MESSAGE": message}}


def test_a_database_that_is_down_is_an_error(line: Line) -> None:
    line.ocs.call("fault.set", fault="database", state="down")
    assert [line.kind(number, GSW_PHONE="2001") for number in KEYS] == [REFUSED, REFUSED]
    line.ocs.call("fault.set", fault="database", state="up")
    assert line.kind(CANCEL, GSW_PHONE="2001") == CANCELED
