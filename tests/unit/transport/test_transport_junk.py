"""Whatever an adapter or an HTTP server sends: an answer that the protocol allows, or the fault that it is."""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ocs_conformance.errors import AdapterError, HttpError, RefusedError, UnreachableError
from ocs_conformance.transport.base import HttpRequest
from ocs_conformance.transport.client import AdapterClient
from ocs_conformance.transport.context import Context
from ocs_conformance.transport.http_network import NetworkHttp, Tls
from ocs_conformance.transport.line import LineTransport
from ocs_conformance.transport.memory import MemoryTransport
from ocs_conformance.transport.tcp import connect
from ocs_conformance.transport.wire import Wire

Json = dict[str, Any]

HALF = "\ud800"
"""Half a surrogate pair, which JSON can spell and UTF-8 cannot."""

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(HALF)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=6
)
NO_JSON = st.sampled_from([b"bytes", {1, 2}, object(), {("a", "b"): 1}, {1: 2}, (1, 2), 1j])

EVENT = {"agent": "alice", "data": {"GSW_USER_EVENT": "RecordCancel"}}


def members(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """What could be a message, as far as its keys go."""
    return st.fixed_dictionaries(
        {},
        optional={
            "jsonrpc": st.just("2.0") | values,
            "id": st.sampled_from([1, 1, 1, 2, None, True, "1"]) | values,
            "method": st.just("desktop.event") | values,
            "params": st.just(EVENT) | values,
            "result": st.just({}) | values,
            "error": st.just({"code": -32001, "message": "no"}) | values,
        },
    )


class Endpoint:
    """Answers every request with the same."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def handle(self, _message: Json) -> Any:
        return self._answer

    def close(self) -> None:
        """Nothing is open."""


def outcome(client: AdapterClient) -> type[AdapterError] | None:
    """How a request went: None for the answer that the protocol has, else the kind of the fault."""
    try:
        assert client.call("fence", {}) == {}
    except AdapterError as error:
        return type(error)
    finally:
        client.close()
    assert all(set(event) == {"agent", "interface", "data"} for event in client.take_events())
    return None


ANYTHING = JSON | NO_JSON | st.lists(members(JSON | NO_JSON) | JSON, max_size=3)


@settings(max_examples=200)
@given(ANYTHING)
@example(None)
@example([{"jsonrpc": "2.0", "id": {1, 2}, "result": {}}])
@example([{"id": {("a",): 1}}])
@example([1])
def test_an_object_in_this_process_answers_right_or_is_told_of(answer: Any) -> None:
    outcome(AdapterClient(MemoryTransport(Endpoint(answer), "the adapter"), 0.1))


def test_what_a_right_and_a_refusing_endpoint_come_to() -> None:
    answer: Json = {"jsonrpc": "2.0", "id": 1, "result": {}}
    refusal: Json = {"jsonrpc": "2.0", "id": 1, "error": {"code": -32001, "message": "no"}}
    event: Json = {"jsonrpc": "2.0", "method": "desktop.event", "params": EVENT}
    answers = [[answer], [event, answer], [refusal], [event], []]
    outcomes = [outcome(AdapterClient(MemoryTransport(Endpoint(each), "it"), 0.1)) for each in answers]
    assert outcomes == [None, None, RefusedError, AdapterError, AdapterError]


def line_transport(said: bytes, stays: bool) -> LineTransport:
    """A transport to an adapter that has said all that it will say, and has gone or stays silent."""
    theirs, ours = os.pipe()
    nobody, writer = os.pipe()
    os.set_blocking(ours, False)
    os.write(ours, said)
    owned = ExitStack()
    for descriptor in (theirs, writer, nobody):
        owned.callback(os.close, descriptor)
    if stays:
        owned.callback(os.close, ours)
    else:
        os.close(ours)
    wire = Wire("the adapter", theirs, writer, lambda: "has gone")
    owned.callback(wire.close)
    return LineTransport(wire, owned)


LINES = st.one_of(
    st.binary(max_size=30),
    members(JSON).map(lambda message: json.dumps(message).encode()),
    st.sampled_from([b"", b"[" * 3000, b'{"a":' * 3000, b'{"id": 1, "result": "\xed\xa0\x80"}']),
)


@settings(max_examples=150)
@given(st.lists(LINES, max_size=3), st.booleans(), st.booleans())
def test_a_line_in_bytes_answers_right_or_is_told_of(lines: list[bytes], is_whole: bool, stays: bool) -> None:
    said = b"\n".join(lines) + (b"\n" if is_whole else b"")
    outcome(AdapterClient(line_transport(said, stays), 0.005))


@pytest.mark.parametrize("host", ["..", "a" * 70])
def test_what_is_the_name_of_no_host_cannot_be_reached(tmp_path: Path, host: str) -> None:
    with pytest.raises(UnreachableError, match=rf"^the adapter at {host}:4000 cannot be reached: .*label"):
        connect({"host": host, "port": 4000}, Context(tmp_path, 0.5, 0.5))


@pytest.fixture
def served() -> Iterator[Callable[[bytes], NetworkHttp]]:
    """Makes HTTP lines to a server that sends the same bytes to everybody, and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))
    saying = [b""]

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(1 << 16)
                connection.sendall(saying[0])
                connection.shutdown(socket.SHUT_RDWR)

    thread = Thread(target=serve, daemon=True)
    thread.start()

    def make(said: bytes) -> NetworkHttp:
        saying[0] = said
        return NetworkHttp(f"http://127.0.0.1:{listener.getsockname()[1]}", Tls())

    yield make
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


HEADERS = st.sampled_from(
    [b"Content-Length: 3", b"Content-Length: x", b"Content-Length: -1", b"Transfer-Encoding: chunked", b"A", b": b"]
)
RESPONSES = st.builds(
    lambda start, headers, body: b"\r\n".join([start, *headers, b"", body]),
    st.sampled_from(
        [b"HTTP/1.1 200 OK", b"HTTP/1.1 204", b"HTTP/1.1 100 Continue", b"HTTP/9 abc", b"HTTP/1.1 99999 x"]
    ),
    st.lists(HEADERS | st.binary(max_size=9), max_size=3),
    st.binary(max_size=9),
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=30) | RESPONSES)
def test_bytes_of_an_http_server_are_a_response_or_none(served: Callable[[bytes], NetworkHttp], said: bytes) -> None:
    line = served(said)
    try:
        outcome = f"status {line.exchange(HttpRequest('GET', '/'), 1.0).status}"
    except HttpError as error:
        outcome = str(error)
    finally:
        line.close()
    assert re.search(r"^status \d{3}|: no (whole )?response to GET /", outcome)
