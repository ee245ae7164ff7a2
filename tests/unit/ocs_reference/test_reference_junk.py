"""Junk of any kind, on any interface of the reference: it is answered, and the conversation goes on."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ocs_reference.core.requests import KEYS
from ocs_reference.core.tables import REQUESTS, RESOURCES
from ocs_reference.instance import Instance
from ocs_reference.lines import converse
from ocs_reference.storage import Database

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

Data = dict[str, Any]
Place = tuple[str | int, ...]

some = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

HALF = "\ud800"
"""Half a surrogate pair, which JSON can spell and UTF-8 cannot."""

TEXTS = st.text(max_size=10) | st.sampled_from([HALF, "\0", "²", "x" * 300])
NUMBERS = st.integers() | st.sampled_from([2**31, 2**63, -(2**63) - 1, 10**30])
SCALARS = st.none() | st.booleans() | NUMBERS | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
JUNK = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8
)
LEVELS = st.sampled_from([0] * 9 + [400, 900])
"""How deep a value is nested: deeper than Python can follow, now and then."""

PARAMETERS: dict[str, Data] = {
    "initialize": {"protocol": 1, "suite": {}},
    "environment.load": {"environment": {}},
    "environment.reset": {},
    "agent.login": {"agent": "ann"},
    "agent.logout": {"agent": "ann"},
    "desktop.send": {"agent": "ann", "data": {"GSW_AGENT_REQ_TYPE": "RecordReject", "GSW_APPLICATION_ID": 4114}},
    "telephony.deliver": {"list": "dialled", "record": "first", "agent": "dot"},
    "clock.advance": {"seconds": 60},
    "fault.set": {"fault": "database", "state": "up"},
    "database.rows": {"list": "chains", "where": {"record_id": 1}},
    "fence": {},
}
"""Right parameters of every method but the last one, `shutdown`."""


def request_of(method: str, params: Data) -> Data:
    return {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}


def answered(messages: list[Data]) -> Data:
    """The response of what an endpoint returned: the last message, behind nothing but events, and no internal error."""
    *events, response = messages
    assert {event["method"] for event in events} <= {"desktop.event"}
    assert ("result" in response) != ("error" in response)
    assert response.get("error", {"code": 0})["code"] != -32603, response
    return response


def nested(value: Any, levels: int) -> Any:
    for _ in range(levels):
        value = {"a": value}
    return value


def works(ocs: CallCentre) -> bool:
    """Whether the OCS still serves an agent."""
    ocs.call("environment.reset")
    ocs.login("ann")
    return bool(ocs.preview()["GSW_RECORD_HANDLE"] == 1)


@some
@given(JUNK)
def test_what_is_no_request_is_refused(ocs: CallCentre, message: Any) -> None:
    assert answered(ocs.target.handle(message))["error"]["code"] == -32600


@st.composite
def requests(draw: st.DrawFn) -> Data:
    """A request whose parameters are right but for some that are junk, missing or too many."""
    method = draw(st.sampled_from([*PARAMETERS]))
    params: Data = copy.deepcopy(PARAMETERS[method])
    for name in draw(st.lists(st.sampled_from([*params, "more"]), max_size=2)):
        if draw(st.booleans()):
            params[name] = draw(JUNK)
        else:
            params.pop(name, None)
    return request_of(method, params)


@some
@given(requests())
@example(request_of("clock.advance", {"seconds": 2**63}))
def test_parameters_of_any_kind_are_answered(ocs: CallCentre, request: Data) -> None:
    assert answered(ocs.target.handle(request))["id"] == request["id"]
    ocs.send("ann", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview")
    assert works(ocs)


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """The way to every key and item inside a value."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield (*place, key)
        yield from places(inner, (*place, key))


def lose(holder: Any, key: str | int, _junk: Any) -> None:
    holder.pop(key)


def replace(holder: Any, key: str | int, junk: Any) -> None:
    holder[key] = junk


def add(holder: Any, _key: str | int, junk: Any) -> None:
    if isinstance(holder, dict):
        holder["record_id"] = junk
    else:
        holder.append(junk)


def changed(document: Data, place: Place, change: Callable[[Any, Any, Any], None], junk: Any) -> Data:
    """A copy of a document that was changed at its end of the way."""
    whole = copy.deepcopy(document)
    holder: Any = whole
    for key in place[:-1]:
        holder = holder[key]
    change(holder, place[-1], junk)
    return whole


SIMPLE = st.sampled_from([{}, [], 0, "", 2**63, {"type": "int"}])


@some
@given(st.data(), st.sampled_from([lose, replace, add]), JUNK | SIMPLE, LEVELS)
def test_an_environment_that_is_none_is_refused_or_forgotten(
    ocs: CallCentre, document: Data, data: st.DataObject, change: Any, junk: Any, levels: int
) -> None:
    place = data.draw(st.sampled_from([*places(document)]))
    wrong = changed(document, place, change, nested(junk, levels))
    answered(ocs.target.handle(request_of("environment.load", {"environment": wrong})))
    assert ocs.call("environment.load", environment=document)[1]["result"] == {"identities": {}}
    assert works(ocs)


@pytest.fixture(scope="module")
def instance() -> Iterator[Instance]:
    """An OCS for conversations by lines."""
    database = Database()
    yield Instance(database, "http://localhost")
    database.close()


def line(value: Any) -> bytes:
    return json.dumps(value).encode()


LINES = st.one_of(
    st.binary(max_size=40).map(lambda data: data.replace(b"\n", b" ")),
    JUNK.map(line),
    requests().map(line),
    st.sampled_from([b"[" * 5000, b'{"id": ' * 5000, b'{"id": NaN}', b'{"id": %s}' % (b"9" * 5000)]),
)


@some
@given(st.lists(LINES, max_size=5))
@example([line(request_of(HALF, {}))])
@example([line(request_of("fence", {HALF: 1}))])
@example([line(request_of("?", {})).replace(b"?", b"\xed\xa0\x80")])
def test_each_line_has_one_answer(instance: Instance, document: Data, lines: list[bytes]) -> None:
    load = line(request_of("environment.load", {"environment": document}))
    sent: list[bytes] = []
    converse(instance, {}, [one + b"\n" for one in [load, *lines, load]], sent.append)
    responses = [message for message in map(json.loads, sent) if "method" not in message]
    assert len(responses) == len(lines) + 2
    assert all(answered([response]) for response in responses)
    assert responses[-1]["result"] == {"identities": {}}


VALUES = st.sampled_from([0, 1, -1, 2**31, 2**63, "", "1", "Preview", "Chains", "1001", "03/03/2036 10:00", HALF])
USER_DATA = st.dictionaries(st.sampled_from([*KEYS, "CODE", "BALANCE", "CUSTOMER", "x"]), VALUES | JUNK, max_size=6)
SOMETIMES_SILENT = {"CampaignStatusRequest", "PreviewRecordRequest"}


@some
@given(st.sampled_from([*REQUESTS, "Unknown"]), USER_DATA, st.booleans(), LEVELS)
@example("RecordProcessed", {"CUSTOMER": HALF}, True, 0)
@example("AddRecord", {"GSW_CALLING_LIST": "Chains", "GSW_PHONE": HALF, "GSW_TZ_NAME": "PST"}, True, 0)
@example("DoNotCall", {"GSW_PHONE": HALF}, True, 0)
@example("ReadyTime", {}, True, 900)
def test_user_data_of_any_kind_are_refused_or_answered_once(
    ocs: CallCentre, name: str, data: Data, with_names: bool, levels: int
) -> None:
    ocs.call("environment.reset")
    ocs.login("ann")
    names = ocs.preview() if with_names else {}
    envelope = {"GSW_AGENT_REQ_TYPE": name, "GSW_APPLICATION_ID": 4114, "GSW_REFERENCE_ID": nested(1, levels)}
    whole = {**envelope, **names, **data}
    *events, response = ocs.target.handle(request_of("desktop.send", {"agent": "ann", "data": whole}))
    is_foreign = whole["GSW_APPLICATION_ID"] != 4114 and isinstance(whole["GSW_APPLICATION_ID"], int)
    if "result" in answered([*events, response]) and not is_foreign and name not in SOMETIMES_SILENT:
        assert len(events) >= 1
    assert {event["params"]["data"]["GSW_APPLICATION_ID"] for event in events} <= {4114}
    assert works(ocs)


PATHS = st.builds(
    "/{}/{}?req={}".format,
    st.sampled_from(["records", "phones", "customer_ids", "lists", "campaigngroups", "agents"]),
    st.sampled_from(["1", "1001", "C1", "Chains", "401", "%ff", "%00", "a/b"]),
    st.sampled_from([*{action for _, action in RESOURCES}, "SetDialingMode", "StopDialing"]),
)
TARGETS = PATHS | st.text(st.characters(max_codepoint=255), max_size=20)
HOSTS = st.sampled_from(["", "", "", "http://ocs.example", "http://[", "http://\xff"])
BODIES = st.binary(max_size=20) | (JUNK | USER_DATA).map(line)
LENGTHS = st.none() | st.text(st.characters(max_codepoint=255), max_size=3) | st.just("9" * 5000)


@some
@given(st.sampled_from(["POST", "POST", "GET", "PUT", ""]), HOSTS, TARGETS, BODIES, LENGTHS)
@example("POST", "", "/records/1?req=RecordProcessed", b"{}", "²")
@example("POST", "", "/records/1?req=RecordProcessed", line({"CUSTOMER": HALF}), None)
@example("POST", "", "/records/1?req=RecordProcessed", line({HALF: 1.5}), None)
@example("POST", "", "/records/1?req=RecordProcessed", b'{"a": ' * 900 + b"1" + b"}" * 900, None)
@example("POST", "http://[", "/records/1?req=RecordProcessed", b"{}", None)
def test_http_requests_of_any_kind_have_a_documented_status(
    ocs: CallCentre, method: str, host: str, target: str, body: bytes, length: str | None
) -> None:
    ocs.call("environment.reset")
    ocs.login("ann")
    ocs.preview()
    path, _, query = target.partition("?")
    environ: Any = {
        "REQUEST_METHOD": method,
        "REQUEST_URI": host + target,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)) if length is None else length,
        "wsgi.input": io.BytesIO(body),
    }
    statuses: list[int] = []
    ocs.target.wsgi(environ, lambda status, _headers: statuses.append(int(status[:3])))  # type: ignore[arg-type]
    assert statuses == [status for status in statuses[:1] if status in {200, 400, 404, 409, 410}]
    assert works(ocs)
