"""HTTP over sockets: what goes out is what was asked for, what comes back is whole, and faults are told plainly."""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from ocs_conformance.errors import CaseError, HttpError, UnreachableError
from ocs_conformance.transport.base import HttpRequest, HttpResponse
from ocs_conformance.transport.http_network import NetworkHttp, Tls

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

Serve = Callable[..., "Server"]


def whole_request(line: socket.socket) -> bytes:
    """The next request with its body; empty where the client has gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = line.recv(65536)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += line.recv(65536)
    return head + b"\r\n\r\n" + body


class Server:
    """Says prepared bytes, one after another, to each request that it gets, and keeps the requests' bytes."""

    def __init__(self, says: tuple[bytes, ...], stays: bool) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._says = list(says)
        self._stays = stays
        self.received: list[bytes] = []
        self.lines = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def _serve(self) -> None:
        while not self._ended.is_set():
            line, _ = self._listener.accept()
            with line, contextlib.suppress(ConnectionError):
                self.lines += 1
                self._converse(line)

    def _converse(self, line: socket.socket) -> None:
        line.settimeout(5)
        while self._says and (request := whole_request(line)):
            self.received.append(request)
            for piece in self._says.pop(0).split(b"<pause>"):
                line.sendall(piece)
                self._ended.wait(0.2 if self._stays else 0)
        if self._stays:
            self._ended.wait(5)
        line.shutdown(socket.SHUT_WR)
        while line.recv(65536):  # a line that is closed on unread bytes would take its last answer back
            continue

    def close(self) -> None:
        self._ended.set()
        socket.create_connection(self._listener.getsockname()).close()
        self._thread.join()
        self._listener.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers, and ends them after the test."""
    servers: list[Server] = []

    def start(*says: bytes, stays: bool = False) -> Server:
        servers.append(Server(says, stays))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def reach() -> Iterator[Callable[[Server], NetworkHttp]]:
    """Makes lines to servers, and closes them after the test, before the servers."""
    lines: list[NetworkHttp] = []

    def make(server: Server, path: str = "") -> NetworkHttp:
        lines.append(NetworkHttp(f"http://{server.host}{path}", Tls()))
        return lines[-1]

    yield make
    for line in lines:
        line.close()


Reach = Callable[..., NetworkHttp]


def test_a_request_goes_out_as_it_is_written(serve: Serve, reach: Reach) -> None:
    server = serve(OK)
    headers = (("User-Agent", "a client"), ("X-Same", "1"), ("x-same", "2"), ("Content-Type", "application/json"))
    reach(server).exchange(HttpRequest("POST", "/records/5?req=RecordProcessed", headers, b'{"a": 1}'), 5)
    head = {*server.received[0].decode().split("\r\n")}
    assert head == {
        "POST /records/5?req=RecordProcessed HTTP/1.1",
        f"Host: {server.host}",
        "User-Agent: a client",
        "X-Same: 1",
        "X-Same: 2",
        "Content-Type: application/json",
        "Content-Length: 8",
        "",
        '{"a": 1}',
    }


def test_nothing_is_added_unasked(serve: Serve, reach: Reach) -> None:
    server = serve(OK)
    reach(server).exchange(HttpRequest("GET", "/records/5"), 5)
    assert server.received == [f"GET /records/5 HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode()]


@pytest.mark.parametrize(
    "path", ["/a//b/../c", "//a", "/phones/%2B1%20415", "/a?req=DoNotCall&x=a+b;c", "/a?", "/%C3%BC?a=%26"]
)
def test_a_path_is_not_touched(serve: Serve, reach: Reach, path: str) -> None:
    server = serve(OK)
    reach(server).exchange(HttpRequest("GET", path), 5)
    assert server.received[0].split(b"\r\n")[0] == f"GET {path} HTTP/1.1".encode()


def test_a_path_stands_behind_that_of_the_address(serve: Serve, reach: Reach) -> None:
    server = serve(OK)
    reach(server, "/ocs/").exchange(HttpRequest("GET", "/records/5"), 5)
    assert server.received[0].split(b"\r\n")[0] == b"GET /ocs/records/5 HTTP/1.1"


def test_an_absolute_target_names_scheme_host_and_port(serve: Serve, reach: Reach) -> None:
    server = serve(OK)
    reach(server).exchange(HttpRequest("POST", "/records/15?req=RecordProcessed", absolute=True), 5)
    line = f"POST http://{server.host}/records/15?req=RecordProcessed HTTP/1.1"
    assert server.received[0].partition(b"\r\n")[0] == line.encode()


def test_a_length_that_is_given_goes_out_even_when_it_is_wrong(serve: Serve, reach: Reach) -> None:
    server = serve(OK)
    reach(server).exchange(HttpRequest("POST", "/", (("Content-Length", "3"),), b"abcdef"), 5)
    assert b"Content-Length: 3\r\n" in server.received[0]


def test_a_post_without_body_has_length_zero(serve: Serve, reach: Reach) -> None:
    server = serve(OK)
    reach(server).exchange(HttpRequest("POST", "/"), 5)
    assert b"Content-Length: 0\r\n" in server.received[0]


def test_a_response_comes_back_whole(serve: Serve, reach: Reach) -> None:
    server = serve(b"HTTP/1.1 409 Conflict\r\nWarning: 109\r\nWarning: 112\r\nContent-Length: 3\r\n\r\n\x00\xfe\xff")
    response = reach(server).exchange(HttpRequest("GET", "/"), 5)
    headers = (("Warning", "109"), ("Warning", "112"), ("Content-Length", "3"))
    assert response == HttpResponse(409, headers, b"\x00\xfe\xff")


def test_a_redirect_is_a_response(serve: Serve, reach: Reach) -> None:
    server = serve(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", OK)
    assert reach(server).exchange(HttpRequest("GET", "/"), 5).status == 302


def test_a_body_in_chunks_is_put_together(serve: Serve, reach: Reach) -> None:
    server = serve(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
    assert reach(server).exchange(HttpRequest("GET", "/"), 5).body == b"abc"


def test_a_body_without_length_ends_with_the_connection(serve: Serve, reach: Reach) -> None:
    server = serve(b"HTTP/1.1 200 OK\r\n\r\nabc")
    assert reach(server).exchange(HttpRequest("GET", "/"), 5).body == b"abc"


def test_a_connection_serves_many_requests(serve: Serve, reach: Reach) -> None:
    server = serve(OK, OK, OK)
    line = reach(server)
    for _ in range(3):
        line.exchange(HttpRequest("GET", "/"), 5)
    assert server.lines == 1


def test_a_connection_that_the_server_closed_is_made_anew(serve: Serve, reach: Reach) -> None:
    server = serve(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", OK)
    line = reach(server)
    line.exchange(HttpRequest("GET", "/"), 5)
    assert line.exchange(HttpRequest("GET", "/"), 5).status == 200


def test_a_server_that_says_nothing_is_given_up_at_the_limit(serve: Serve, reach: Reach) -> None:
    server = serve(b"", stays=True)
    begun = time.monotonic()
    with pytest.raises(HttpError) as caught:
        reach(server).exchange(HttpRequest("GET", "/records/5"), 0.5)
    said = f"http://{server.host}: no whole response to GET /records/5 within 0.5 seconds"
    assert (str(caught.value), time.monotonic() - begun < 2.0) == (said, True)


def test_a_server_that_drips_is_given_up_at_the_limit(serve: Serve, reach: Reach) -> None:
    server = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + b"x<pause>" * 20, stays=True)
    begun = time.monotonic()
    with pytest.raises(HttpError, match=r"no whole response to GET / within 0\.5 seconds$"):
        reach(server).exchange(HttpRequest("GET", "/"), 0.5)
    assert time.monotonic() - begun < 2.0


@pytest.mark.parametrize(
    ("says", "complaint"),
    [
        (b"", "Remote end closed connection without response"),
        (b"hello\r\n\r\n", "hello"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "3 bytes read, 6 more expected"),
    ],
)
def test_a_response_that_is_none_is_shown(serve: Serve, reach: Reach, says: bytes, complaint: str) -> None:
    server = serve(says)
    with pytest.raises(HttpError) as caught:
        reach(server).exchange(HttpRequest("PUT", "/lists/1"), 5)
    assert str(caught.value).startswith(f"http://{server.host}: no response to PUT /lists/1: ")
    assert complaint in str(caught.value)


def test_an_address_where_nobody_listens_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(HttpError) as caught:
        NetworkHttp(address, Tls()).exchange(HttpRequest("GET", "/"), 5)
    assert str(caught.value) == f"{address}: no response to GET /: Connection refused"


def unreached(address: str, seconds: float = 5) -> str:
    """What is said of an address that cannot be reached."""
    with pytest.raises(UnreachableError) as caught:
        NetworkHttp(address, Tls()).reach(seconds)
    return str(caught.value)


def test_an_address_is_reached_without_a_request(serve: Serve, reach: Reach) -> None:
    server = serve(OK)
    line = reach(server, "/ocs")
    line.reach(5)
    line.exchange(HttpRequest("GET", "/"), 5)  # its answer shows that the server is through with the line before
    assert (server.lines, len(server.received)) == (2, 1)


def test_an_address_that_cannot_be_reached_is_named_with_the_reason_and_the_key() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
    why = "the HTTP interface cannot be reached: Connection refused"
    assert unreached(f"{address}/ocs") == f"{address}/ocs: {why}; http.url in the target profile names another address"


def test_an_address_without_a_possible_port_is_no_address() -> None:
    why = "the HTTP interface cannot be reached: Port out of range 0-65535"
    assert unreached("http://localhost:70000").startswith(f"http://localhost:70000: {why}; ")


def test_a_server_that_keeps_silent_where_tls_begins_is_given_up_at_the_limit(serve: Serve) -> None:
    server = serve(stays=True)
    begun = time.monotonic()
    said = unreached(f"https://{server.host}", 0.3)
    assert (said.startswith(f"https://{server.host}: "), time.monotonic() - begun < 2.0) == (True, True)


@pytest.mark.parametrize("header", [("X-A", "line\nbreak"), ("X-A", "\u20ac")])
def test_a_header_that_http_cannot_carry_is_the_cases_mistake(
    serve: Serve, reach: Reach, header: tuple[str, str]
) -> None:
    with pytest.raises(CaseError, match=r"^GET / cannot be sent: "):
        reach(serve()).exchange(HttpRequest("GET", "/", (header,)), 5)


CLOSING = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def keep(reach: Reach) -> Iterator[Callable[[Server], NetworkHttp]]:
    """Opens lines of one connection, and closes them after the test."""
    kept: list[NetworkHttp] = []

    def make(server: Server) -> NetworkHttp:
        kept.append(reach(server).connection())
        return kept[-1]

    yield make
    for line in kept:
        line.close()


Keep = Callable[[Server], NetworkHttp]


def test_one_connection_serves_all_requests_of_its_line(serve: Serve, keep: Keep) -> None:
    server = serve(OK, OK, OK)
    line = keep(server)
    assert [line.exchange(HttpRequest("GET", "/"), 5).body for _ in range(3)] == [b"ok"] * 3
    assert server.lines == 1


@pytest.mark.parametrize("says", [CLOSING, OK], ids=["the response says so", "without a word"])
def test_one_connection_that_the_server_closed_is_not_made_anew(serve: Serve, keep: Keep, says: bytes) -> None:
    server = serve(says)
    line = keep(server)
    line.exchange(HttpRequest("GET", "/"), 5)
    for why in ("no response to GET /: ", "the connection is lost already"):
        with pytest.raises(HttpError, match=re.escape(why)):
            line.exchange(HttpRequest("GET", "/"), 5)
    assert server.lines == 1


def test_one_connection_is_another_than_those_of_other_lines(serve: Serve, reach: Reach, keep: Keep) -> None:
    first, second = serve(OK, OK), serve(OK)
    lines = [keep(first), keep(second), reach(second)]
    assert [line.exchange(HttpRequest("GET", "/"), 5).status for line in lines[:2]] == [200, 200]
    assert lines[0].exchange(HttpRequest("GET", "/"), 5).status == 200
    assert (first.lines, second.lines) == (1, 1)


def test_host_is_left_out_where_it_is_not_wanted(serve: Serve, reach: Reach) -> None:
    server = serve(OK)
    reach(server).exchange(HttpRequest("GET", "/", hostless=True), 5)
    assert server.received == [b"GET / HTTP/1.1\r\n\r\n"]
