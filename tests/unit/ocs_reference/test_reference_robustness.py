"""What clients may do to the HTTP interface: junk, half requests, silence, and many of them at once."""

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from ocs_reference import listeners
from ocs_reference.certificates import Certificates, make
from ocs_reference.instance import Instance
from ocs_reference.listeners import Listener
from ocs_reference.storage import Database
from ocs_reference.web import SERVER, application

STATUS = b"GET /campaigngroups/401 HTTP/1.1\r\nHost: ocs\r\n\r\n"
SECONDS = 5.0

Connect = Callable[[], socket.socket]
Response = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def instance(document: dict[str, Any]) -> Iterator[Instance]:
    """An OCS with the test's environment."""
    database = Database()
    made = Instance(database, "")
    made.load(document)
    yield made
    database.close()


@pytest.fixture(scope="module")
def port(instance: Instance) -> Iterator[int]:
    """The port of an HTTP listener."""
    listener = Listener(application(instance), 0)
    yield int(listener.url.rsplit(":", 1)[1])
    listener.close()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates made for this run."""
    return make(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def secure_port(instance: Instance, certificates: Certificates) -> Iterator[int]:
    """The port of an HTTPS listener."""
    listener = Listener(application(instance), 0, (certificates.server, certificates.authority))
    yield int(listener.url.rsplit(":", 1)[1])
    listener.close()


@pytest.fixture
def connect(port: int) -> Iterator[Connect]:
    """Opens connections to the HTTP listener; all are closed after the test."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=SECONDS))


def response(line: socket.socket, method: str = "GET") -> Response:
    found = http.client.HTTPResponse(line, method=method)
    found.begin()
    return found.status, dict(found.getheaders()), found.read()


def asked(line: socket.socket, request: bytes = STATUS) -> Response:
    line.sendall(request)
    return response(line)


def post(target: str, body: bytes = b"", *headers: bytes) -> bytes:
    lines = (f"POST {target} HTTP/1.1".encode(), b"Host: ocs", *headers)
    return b"\r\n".join([*lines, b"", body])


JUNK = {
    "no-request": b"what is this\r\n\r\n",
    "line-feeds-only": b"GET /campaigngroups HTTP/1.1\nHost: ocs\n\n",
    "no-protocol": b"GET /campaigngroups\r\n\r\n",
    "other-protocol": b"GET /campaigngroups SIP/2.0\r\n\r\n",
    "no-version": b"GET /campaigngroups HTTP/one\r\n\r\n",
    "later-version": b"GET /campaigngroups HTTP/3.0\r\n\r\n",
    "small-letters": b"get /campaigngroups HTTP/1.1\r\n\r\n",
    "no-slash": b"GET campaigngroups HTTP/1.1\r\n\r\n",
    "fragment": b"GET /campaigngroups#401 HTTP/1.1\r\n\r\n",
    "tunnel": b"CONNECT /campaigngroups HTTP/1.1\r\n\r\n",
    "bad-address": b"GET http://[::1 HTTP/1.1\r\n\r\n",
    "header-without-colon": b"GET /campaigngroups HTTP/1.1\r\nHost ocs\r\n\r\n",
    "length-is-a-word": post("/records/1?req=RecordReject", b"", b"Content-Length: many"),
    "length-is-negative": post("/records/1?req=RecordReject", b"", b"Content-Length: -5"),
    "length-is-huge": post("/records/1?req=RecordReject", b"", b"Content-Length: " + b"9" * 30),
    "unknown-coding": post("/records/1?req=RecordReject", b"", b"Transfer-Encoding: rot13"),
    "chunk-without-length": post("/records/1?req=RecordReject", b"xyz\r\n\r\n", b"Transfer-Encoding: chunked"),
    "long-target": b"GET /" + b"a" * (1 << 17) + b" HTTP/1.1\r\n\r\n",
    "many-headers": b"GET / HTTP/1.1\r\n" + b"X-A: 1\r\n" * 20000 + b"\r\n",
    "half-a-character": b"POST /lists/%C3?req=AddRecord HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
    "zero-bytes": bytes(64) + b"\r\n\r\n",
    "all-bytes": bytes(range(256)) + b"\r\n\r\n",
    "tls-hello": bytes.fromhex("160301004a010000460303") + bytes(70) + b"\r\n\r\n",
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_is_refused_like_a_wrong_request_and_harms_nobody(
    connect: Connect, junk: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    neighbour, line = connect(), connect()
    status, headers, body = asked(line, junk)
    assert (400 <= status < 506, headers["Server"], headers["Warning"]) == (True, SERVER, "101")
    assert body.startswith(f"<HTML><body>{status} ".encode())
    assert [word for word in (b"Traceback", b"File ", b"Error(") if word in body] == []
    assert asked(neighbour)[0] == 200
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a": ' + b"1" * 100_000 + b"}",
        b'{"a": 1e400}',
        b'{"a": "\\ud800"}',
        b'{"a": "\xff"}',
        b"\x00",
    ],
    ids=["deep-list", "deep-object", "huge-number", "infinite-number", "half-a-pair", "no-utf-8", "zero"],
)
def test_a_body_that_no_request_has_is_refused_and_the_connection_stays(connect: Connect, body: bytes) -> None:
    line = connect()
    headers = (b"Content-Type: application/json", b"Content-Length: %d" % len(body))
    assert asked(line, post("/records/1?req=RecordReject", body, *headers))[0] == 400
    assert asked(line)[0] == 200


def test_a_fault_of_the_server_is_told_without_its_inside(capfd: pytest.CaptureFixture[str]) -> None:
    def broken(_environ: object, _start_response: object) -> list[bytes]:
        raise ValueError("a secret")

    listener = Listener(broken, 0)
    try:
        with socket.create_connection(("127.0.0.1", int(listener.url.rsplit(":", 1)[1])), timeout=SECONDS) as line:
            status, headers, body = asked(line)
    finally:
        listener.close()
    assert (status, headers["Server"], b"secret" in body) == (500, SERVER, False)
    assert capfd.readouterr() == ("", "")


def test_head_has_no_body_that_could_be_taken_for_the_next_response(connect: Connect) -> None:
    line = connect()
    line.sendall(STATUS.replace(b"GET", b"HEAD"))
    assert response(line, "HEAD")[0] == 400
    assert asked(line)[0] == 200


def test_half_a_request_is_given_up(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "READ_TIMEOUT", 0.1)
    line = connect()
    line.sendall(b"GET /campaigngroups/401 HT")
    status, headers, _body = response(line)
    assert (status, headers["Connection"], line.recv(1)) == (408, "close", b"")


def test_half_a_body_is_given_up(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "READ_TIMEOUT", 0.1)
    line = connect()
    status, headers, _body = asked(line, post("/records/1?req=RecordReject", b'{"a"', b"Content-Length: 50"))
    assert (status, headers["Connection"], line.recv(1)) == (408, "close", b"")


def test_a_connection_that_says_nothing_is_kept(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "READ_TIMEOUT", 0.1)
    silent, used = connect(), connect()
    assert asked(used)[0] == 200
    time.sleep(0.3)
    assert (asked(silent)[0], asked(used)[0]) == (200, 200)


def test_a_request_that_comes_byte_by_byte_is_carried_out(connect: Connect) -> None:
    line = connect()
    for index in range(len(STATUS)):
        line.sendall(STATUS[index : index + 1])
    assert response(line)[0] == 200


@pytest.mark.parametrize("said", [b"", STATUS[:20], post("/records/1?req=RecordReject", b"{", b"Content-Length: 9")])
def test_slow_clients_keep_nobody_waiting(connect: Connect, said: bytes) -> None:
    for _client in range(40):
        connect().sendall(said)
    began = time.monotonic()
    assert asked(connect())[0] == 200
    assert time.monotonic() - began < SECONDS / 2


def test_clients_that_never_shake_hands_keep_nobody_waiting(secure_port: int, certificates: Certificates) -> None:
    context = ssl.create_default_context(cafile=str(certificates.authority))
    address = ("127.0.0.1", secure_port)
    with ExitStack() as opened:
        for said in [b""] * 20 + [b"\x16\x03\x01"] * 20 + [STATUS] * 3:
            opened.enter_context(socket.create_connection(address, timeout=SECONDS)).sendall(said)
        line = opened.enter_context(socket.create_connection(address, timeout=SECONDS))
        secured = opened.enter_context(context.wrap_socket(line, server_hostname="127.0.0.1"))
        assert (asked(secured)[0], asked(secured)[0]) == (200, 200)


def test_clients_that_vanish_within_a_request_harm_nobody(connect: Connect, capfd: pytest.CaptureFixture[str]) -> None:
    for said in (b"", STATUS[:20], STATUS):
        line = connect()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, bytes([1, 0, 0, 0, 0, 0, 0, 0]))
        line.sendall(said)
        line.close()
    assert asked(connect())[0] == 200
    assert capfd.readouterr() == ("", "")


def test_two_hundred_connections_are_served_in_turn_and_all_at_once(connect: Connect) -> None:
    lines = [connect() for _client in range(200)]
    assert {asked(line)[0] for line in lines} == {200}
    for line in lines:
        line.sendall(STATUS)
    answers = [response(line) for line in lines]
    assert {(status, headers.get("Connection")) for status, headers, _body in answers} == {(200, None)}


def test_records_that_many_clients_add_at_once_are_all_there(connect: Connect, instance: Instance) -> None:
    before = len(instance.rows("chains"))

    def add(line: socket.socket, first: int) -> None:
        for number in range(first, first + 10):
            body = json.dumps({"GSW_CAMPAIGN_NAME": "Preview", "GSW_PHONE": str(number), "GSW_TZ_NAME": "PST"}).encode()
            statuses.append(
                asked(line, post("/lists/Chains?req=AddRecord", body, b"Content-Length: %d" % len(body)))[0]
            )

    statuses: list[int] = []
    threads = [threading.Thread(target=add, args=(connect(), 10_000 + 10 * index)) for index in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    added = [row["contact_info"] for row in instance.rows("chains")][before:]
    assert (set(statuses), sorted(map(str, added))) == ({200}, [str(number) for number in range(10_000, 10_200)])
