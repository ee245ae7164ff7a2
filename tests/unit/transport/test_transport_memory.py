"""The carrier in memory, and HTTP to an application in this process."""

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ocs_conformance.errors import AdapterError, HttpError, UnreachableError
from ocs_conformance.model import HttpProfile
from ocs_conformance.transport.base import HttpRequest, HttpResponse
from ocs_conformance.transport.connect import Connection, connect
from ocs_conformance.transport.http_memory import MemoryHttp

StartResponse = Callable[..., Any]


@pytest.fixture
def made(profile: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Connection]:
    """Connects to an endpoint of memory_adapters, with HTTP in memory."""
    monkeypatch.syspath_prepend(Path(__file__).parent)
    http = HttpProfile(transport="memory")
    return lambda factory: connect(profile("memory", {"factory": f"memory_adapters:{factory}"}, http), 1.0)


@pytest.mark.parametrize(
    ("factory", "complaint"),
    [
        ("raising", "raised KeyError: 'preview'"),
        ("silent", "did not answer fence"),
        ("foreign", 'answered a request that was never made (id 99): {"jsonrpc": "2.0", "id": 99, "result": {}}'),
        ("twice", 'answered request 2 twice: {"jsonrpc": "2.0", "id": 2, "result": {}}'),
    ],
)
def test_a_fault_names_the_factory(made: Callable[[str], Connection], factory: str, complaint: str) -> None:
    connection = made(factory)
    with pytest.raises(AdapterError) as caught:
        connection.adapter.call("fence", {})
    connection.close()
    assert str(caught.value) == f"the adapter memory_adapters:{factory} {complaint}"


def test_an_endpoint_that_cannot_be_closed_is_let_go_all_the_same(made: Callable[[str], Connection]) -> None:
    connection = made("clinging")
    assert connection.adapter.call("fence", {}) == {}
    connection.close()


@pytest.mark.parametrize(
    ("factory", "why"),
    [
        ("memory_adapters:broken", "OSError: the database is locked"),
        ("memory_adapters:absent", "AttributeError: module 'memory_adapters' has no attribute 'absent'"),
        ("no_such_module:create", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("memory_adapters", 'ValueError: a factory is written "package.module:callable"'),
    ],
)
def test_a_factory_that_fails_cannot_be_reached(
    profile: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, factory: str, why: str
) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent)
    with pytest.raises(UnreachableError) as caught:
        connect(profile("memory", {"factory": factory}), 1.0)
    assert str(caught.value) == f"the adapter {factory} cannot be made: {why}"


def test_an_endpoint_says_nothing_unasked(made: Callable[[str], Connection]) -> None:
    connection = made("behaving")
    connection.adapter.wait(60)
    assert connection.adapter.take_events() == []


def test_an_endpoints_application_is_its_http_interface(made: Callable[[str], Connection]) -> None:
    http = made("hosting").http
    assert http is not None
    answer = http.exchange(HttpRequest("GET", "/records/1"), 5)
    assert answer == HttpResponse(200, (("X-Path", "/records/1"),), b"hello")


def test_an_endpoint_without_application_has_no_http_interface(made: Callable[[str], Connection]) -> None:
    assert made("behaving").http is None


def seen(request: HttpRequest) -> dict[str, Any]:
    """The environment of an application that gets the request."""
    environs: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        environs.append(environ)
        start_response("204 No Content", [])
        return []

    MemoryHttp(application).exchange(request, 5)
    return environs[0]


def test_a_path_is_decoded_as_wsgi_demands_and_kept_raw_beside_it() -> None:
    environ = seen(HttpRequest("GET", "/customer_ids/M%C3%BCller%2F1?req=DoNotCall&x=%20"))
    assert {key: environ[key] for key in ("PATH_INFO", "QUERY_STRING", "RAW_URI")} == {
        "PATH_INFO": "/customer_ids/Müller/1".encode().decode("latin-1"),
        "QUERY_STRING": "req=DoNotCall&x=%20",
        "RAW_URI": "/customer_ids/M%C3%BCller%2F1?req=DoNotCall&x=%20",
    }


def test_an_absolute_target_is_kept_raw_beside_the_path() -> None:
    environ = seen(HttpRequest("GET", "/records/15?req=DoNotCall", absolute=True))
    assert {key: environ[key] for key in ("PATH_INFO", "QUERY_STRING", "RAW_URI", "REQUEST_URI")} == {
        "PATH_INFO": "/records/15",
        "QUERY_STRING": "req=DoNotCall",
        "RAW_URI": "http://ocs.example/records/15?req=DoNotCall",
        "REQUEST_URI": "http://ocs.example/records/15?req=DoNotCall",
    }


def test_headers_become_variables() -> None:
    environ = seen(
        HttpRequest("POST", "/", (("Content-Type", "application/json"), ("X-A", "1"), ("x-a", "2")), b'{"a": 1}')
    )
    keys = ("CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_X_A", "REQUEST_METHOD")
    assert {key: environ[key] for key in keys} == {
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": "8",
        "HTTP_X_A": "1,2",
        "REQUEST_METHOD": "POST",
    }


def test_a_body_can_be_read() -> None:
    body: io.BytesIO = seen(HttpRequest("POST", "/", (), b"\x00\xff"))["wsgi.input"]
    assert body.read() == b"\x00\xff"


class Chunks:
    """An iterable of a response that notes whether it was closed."""

    def __init__(self) -> None:
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield b"a"
        yield b"b"

    def close(self) -> None:
        self.closed = True


def test_a_response_is_read_to_its_end_and_closed() -> None:
    chunks = Chunks()

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return chunks

    answer = MemoryHttp(application).exchange(HttpRequest("GET", "/"), 5)
    assert (answer.body, chunks.closed) == (b"ab", True)


def test_an_application_that_raises_gives_no_response() -> None:
    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        raise KeyError("handle")

    with pytest.raises(HttpError, match=r"^the HTTP application in memory raised KeyError: 'handle'$"):
        MemoryHttp(application).exchange(HttpRequest("GET", "/"), 5)


def test_an_application_that_starts_no_response_gives_none() -> None:
    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        return [b"hello"]

    with pytest.raises(HttpError, match=r"^the HTTP application in memory started no response$"):
        MemoryHttp(application).exchange(HttpRequest("GET", "/"), 5)


def test_headers_are_found_without_regard_to_case() -> None:
    response = HttpResponse(200, (("Warning", "109"), ("warning", "112")))
    assert (response.header("WARNING"), response.header("Content-Type")) == ("109", None)
