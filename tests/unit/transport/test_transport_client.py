"""The client numbers requests, checks messages against their schemas, and keeps events in order."""

from typing import Any

import pytest

from ocs_conformance import __version__
from ocs_conformance.errors import AdapterError, CaseError, RefusedError
from ocs_conformance.transport.client import AdapterClient, Introduction
from ocs_conformance.transport.fake import CallableTransport

Json = dict[str, Any]

INTRODUCTION = {
    "protocol": 1,
    "adapter": {"name": "example", "version": "1.2"},
    "target": {"vendor": "Example", "name": "Example OCS", "version": "8.1.5"},
    "capabilities": ["desktop", "fence"],
    "environment": "reset",
    "http": {"url": "http://127.0.0.1:8080"},
}


def event(**data: object) -> Json:
    return {"jsonrpc": "2.0", "method": "desktop.event", "params": {"agent": "alice", "data": data}}


def answering(*members: Json) -> CallableTransport:
    """A fake that answers the requests, one after another, with these members of a response."""
    rest = list(members)
    return CallableTransport(lambda request: [{"jsonrpc": "2.0", "id": request["id"], **rest.pop(0)}])


def test_initialize_tells_who_asks() -> None:
    asked: list[Json] = []

    def introduce(request: Json) -> list[Json]:
        asked.append(request)
        return [{"jsonrpc": "2.0", "id": request["id"], "result": INTRODUCTION}]

    AdapterClient(CallableTransport(introduce), 5).initialize()
    suite = {"name": "ocs-conformance", "version": __version__}
    assert asked == [{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocol": 1, "suite": suite}}]


def test_initialize_tells_who_answers() -> None:
    assert AdapterClient(answering({"result": INTRODUCTION}), 5).initialize() == Introduction(
        adapter="example 1.2",
        vendor="Example",
        name="Example OCS",
        version="8.1.5",
        capabilities=frozenset({"desktop", "fence"}),
        environment="reset",
        http="http://127.0.0.1:8080",
        secure_http=None,
    )


def test_requests_are_counted_from_one() -> None:
    numbers: list[int] = []

    def count(request: Json) -> list[Json]:
        numbers.append(request["id"])
        return [{"jsonrpc": "2.0", "id": request["id"], "result": {}}]

    client = AdapterClient(CallableTransport(count), 5)
    client.call("fence", {})
    client.call("agent.login", {"agent": "alice"})
    assert numbers == [1, 2]


def test_a_call_gives_the_result() -> None:
    rows: Json = {"rows": [{"record_id": 1, "agent_id": None}]}
    client = AdapterClient(answering({"result": rows}), 5)
    assert client.call("database.rows", {"list": "preview", "where": {}}) == rows


def test_events_are_kept_in_order_and_given_once() -> None:
    transport = answering({"result": {}}, {"result": {}})
    client = AdapterClient(transport, 5)
    transport.arriving = [event(a=1), event(b="2")]
    client.call("fence", {})
    transport.arriving = [event(c={"d": 3})]
    client.wait(0.1)
    taken = [client.take_events(), client.take_events()]
    told = ({"a": 1}, {"b": "2"}, {"c": {"d": 3}})
    assert taken == [[{"agent": "alice", "interface": "desktop", "data": data} for data in told], []]


def test_what_comes_to_an_application_bears_its_interface() -> None:
    transport = answering({"result": {}})
    client = AdapterClient(transport, 5)
    params = {"application": "monitor", "data": {"GSW_CM_MessageType": 31}}
    transport.arriving = [{"jsonrpc": "2.0", "method": "commdn.event", "params": params}]
    client.call("fence", {})
    assert client.take_events() == [
        {"agent": "monitor", "interface": "commdn", "data": {"GSW_CM_MessageType": 31}},
    ]


def test_an_error_is_a_refusal_with_its_code() -> None:
    client = AdapterClient(answering({"error": {"code": -32002, "message": "no such record"}}), 5)
    with pytest.raises(RefusedError) as caught:
        client.call("fence", {})
    refusal = caught.value
    assert (refusal.method, refusal.code, refusal.reason) == ("fence", RefusedError.ENVIRONMENT_LACKS, "no such record")


def test_the_conversation_goes_on_after_a_refusal() -> None:
    client = AdapterClient(answering({"error": {"code": -32001, "message": "no"}}, {"result": {}}), 5)
    with pytest.raises(RefusedError):
        client.call("fence", {})
    assert client.call("fence", {}) == {}


@pytest.mark.parametrize(
    ("members", "complaint"),
    [
        ({"result": {"rows": [{"record_id": 1.5}]}}, "result.rows[0].record_id: 1.5 is not of types"),
        ({"result": {}}, 'result: "rows" is a required property'),
        ({"error": {"code": "-1", "message": "no"}}, 'error.code: "-1" is not of type "integer"'),
        ({"error": {"code": -1, "message": ""}}, 'error.message: "" is shorter than 1 character'),
        ({}, 'the message: "result" is a required property'),
    ],
)
def test_an_answer_that_breaks_its_schema_is_the_adapters_fault(members: Json, complaint: str) -> None:
    client = AdapterClient(answering(members), 5)
    with pytest.raises(AdapterError) as caught:
        client.call("database.rows", {"list": "preview", "where": {}})
    assert str(caught.value).startswith(f"the fake adapter gave a malformed answer to database.rows: {complaint}")


def test_a_request_that_breaks_its_schema_is_never_sent() -> None:
    client = AdapterClient(answering(), 5)
    with pytest.raises(CaseError) as caught:
        client.call("agent.login", {"agent": "Alice!"})
    said = 'agent.login cannot be asked for: params.agent: "Alice!" does not match "^[a-z][a-z0-9_-]*$"'
    assert str(caught.value) == said


def test_a_method_that_the_protocol_lacks_is_never_asked_for() -> None:
    with pytest.raises(CaseError, match=r"^the adapter protocol has no method 'telephony\.sing'$"):
        AdapterClient(answering(), 5).call("telephony.sing", {})


def test_a_long_fault_is_cut() -> None:
    client = AdapterClient(answering({"result": {"x" * 5000: 1}}), 5)
    with pytest.raises(AdapterError) as caught:
        client.call("fence", {})
    assert len(str(caught.value)) < 400


def test_closing_says_good_bye() -> None:
    methods: list[str] = []

    def note(request: Json) -> list[Json]:
        methods.append(request["method"])
        return [{"jsonrpc": "2.0", "id": request["id"], "result": {}}]

    transport = CallableTransport(note)
    AdapterClient(transport, 5).close()
    assert (methods, transport.closed) == (["shutdown"], True)


def test_closing_a_broken_line_says_nothing() -> None:
    methods: list[str] = []

    def note(request: Json) -> list[Json]:
        methods.append(request["method"])
        return [{"jsonrpc": "2.0", "id": request["id"], "result": {"odd": 1}}]

    transport = CallableTransport(note)
    client = AdapterClient(transport, 5)
    with pytest.raises(AdapterError):
        client.call("fence", {})
    client.close()
    assert (methods, transport.closed) == (["fence"], True)


def test_a_refused_good_bye_still_closes_the_line() -> None:
    transport = answering({"error": {"code": -32603, "message": "not now"}})
    AdapterClient(transport, 5).close()
    assert transport.closed
