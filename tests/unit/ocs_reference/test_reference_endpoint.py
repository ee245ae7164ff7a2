"""The adapter protocol in process: methods, order, and what is refused."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from ocs_reference.adapter import CAPABILITIES, create

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre


def test_initialize_names_target_and_capabilities(ocs: CallCentre) -> None:
    me = {"name": "ocs-reference", "version": "0.1.0"}
    answer = ocs.call("initialize", protocol=1, suite={"name": "suite", "version": "1"})[1]
    assert answer["result"] == {
        "protocol": 1,
        "adapter": me,
        "target": {"vendor": "ocs-conformance", **me},
        "capabilities": list(CAPABILITIES),
        "environment": "load",
    }


def test_events_come_before_the_response(ocs: CallCentre) -> None:
    request = {"jsonrpc": "2.0", "id": 7, "method": "agent.login", "params": {"agent": "ann"}}
    messages = ocs.target.handle(request)
    assert [message.get("method", message.get("id")) for message in messages] == ["desktop.event", 7]


def test_events_of_http_come_with_the_next_request(ocs: CallCentre) -> None:
    ocs.login("guy")
    ocs.post("/campaigngroups/405?req=StartDialing")
    assert [event["GSW_USER_EVENT"] for _agent, event in ocs.waiting()] == ["CampaignStarted"]


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("what", {}, -32601),
        ("fence", [], -32602),
        ("fence", {"more": 1}, -32602),
        ("agent.login", {}, -32602),
        ("agent.login", {"agent": 1}, -32602),
        ("agent.login", {"agent": "nobody"}, -32002),
        ("clock.advance", {"seconds": True}, -32602),
        ("clock.advance", {"seconds": 0}, -32602),
        ("fault.set", {"fault": "switch", "state": "down"}, -32001),
        ("fault.set", {"fault": "database", "state": "gone"}, -32602),
        ("initialize", {"protocol": 2, "suite": {}}, -32001),
        ("database.rows", {"where": {}}, -32602),
        ("database.rows", {"list": "chains", "do_not_call": "first", "where": {}}, -32602),
        ("database.rows", {"list": "none", "where": {}}, -32002),
        ("database.rows", {"do_not_call": "none", "where": {}}, -32002),
        ("database.rows", {"list": "chains", "where": {"none": 1}}, -32602),
        ("telephony.deliver", {"list": "dialled", "record": "none", "agent": "dot"}, -32002),
        ("telephony.deliver", {"list": "dialled", "record": "first", "agent": "dot"}, -32002),
        ("environment.load", {"environment": {"environment": "broken"}}, -32602),
    ],
)
def test_what_cannot_be_carried_out_is_an_error(ocs: CallCentre, method: str, params: Any, code: int) -> None:
    [response] = ocs.target.handle({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
    assert (response["id"], response["error"]["code"]) == (1, code)


@pytest.mark.parametrize(
    "message",
    [None, [], {"id": 1, "method": "fence"}, {"jsonrpc": "2.0", "method": "fence"}, {"jsonrpc": "2.0", "id": 1}],
)
def test_what_is_no_request_is_an_error(ocs: CallCentre, message: object) -> None:
    [response] = ocs.target.handle(message)
    assert response["error"]["code"] == -32600


@pytest.mark.parametrize("method", ["environment.load", "environment.reset"])
def test_a_fresh_environment_forgets_everything(ocs: CallCentre, document: dict[str, Any], method: str) -> None:
    ocs.login("ann")
    ocs.send("ann", "DoNotCall", **ocs.preview())
    ocs.post("/campaigngroups/401?req=StopDialing")
    ocs.advance(60)
    ocs.call("fault.set", fault="database", state="down")
    ocs.call(method, **({"environment": document} if method == "environment.load" else {}))
    assert ocs.error("ann", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview") == 104
    ocs.login("ann")
    assert ocs.preview()["GSW_RECORD_HANDLE"] == 1
    ocs.send("ann", "RecordReject", GSW_RECORD_HANDLE=1, GSW_CAMPAIGN_NAME="Preview", GSW_CALLING_LIST="Chains")
    state = (ocs.rows("chains", "record_type", "record_status", chain_id=1), ocs.do_not_call("first", "phone"))
    assert state == ([(2, 1)] * 3, [])


def test_an_environment_with_other_options_is_another_one(ocs: CallCentre, document: dict[str, Any]) -> None:
    changed = copy.deepcopy(document)
    changed["options"]["stale_clean_timeout"] = 1
    ocs.call("environment.load", environment=changed)
    ocs.login("ann")
    ocs.preview()
    ocs.advance(60)
    assert ocs.rows("chains", "record_status", record_id=1) == [(4,)]


def test_rows_are_found_by_value_and_type(ocs: CallCentre) -> None:
    assert (ocs.rows("chains", "record_id", chain_n=1), ocs.rows("chains", "record_id", chain_n="1")) == ([(2,)], [])


def test_without_an_environment_there_is_nothing_to_ask(ocs: CallCentre) -> None:
    target = create()
    [response] = target.handle({"jsonrpc": "2.0", "id": 1, "method": "environment.reset", "params": {}})
    target.close()
    assert response["error"] == {"code": -32002, "message": "no environment is loaded"}
