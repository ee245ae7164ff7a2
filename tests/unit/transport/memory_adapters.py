"""Endpoints in memory for tests, found by their dotted names."""

from collections.abc import Callable, Iterable
from typing import Any

Json = dict[str, Any]

INTRODUCTION = {
    "protocol": 1,
    "adapter": {"name": "memory-adapter", "version": "1.0"},
    "target": {"vendor": "Nobody", "name": "No OCS", "version": "0"},
    "capabilities": ["desktop", "http", "fence"],
    "environment": "standing",
}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("X-Path", environ["RAW_URI"])])
    return [b"hello"]


class Endpoint:
    """Echoes user data; at a fence does what it was made for."""

    def __init__(self, at_fence: Callable[[Json], list[Json]]) -> None:
        self._at_fence = at_fence
        self.closed = 0

    def handle(self, message: Json) -> list[Json]:
        if message["method"] == "fence":
            return self._at_fence(message)
        result = INTRODUCTION if message["method"] == "initialize" else {}
        answer = {"jsonrpc": "2.0", "id": message["id"], "result": result}
        if message["method"] == "desktop.send":
            return [{"jsonrpc": "2.0", "method": "desktop.event", "params": message["params"]}, answer]
        return [answer]

    def close(self) -> None:
        self.closed += 1


class HostingEndpoint(Endpoint):
    """Brings an HTTP interface along."""

    wsgi = staticmethod(application)


def behaving() -> Endpoint:
    return Endpoint(lambda message: [{"jsonrpc": "2.0", "id": message["id"], "result": {}}])


def hosting() -> HostingEndpoint:
    return HostingEndpoint(lambda message: [{"jsonrpc": "2.0", "id": message["id"], "result": {}}])


def raising() -> Endpoint:
    def fail(message: Json) -> list[Json]:
        raise KeyError("preview")

    return Endpoint(fail)


def silent() -> Endpoint:
    return Endpoint(lambda _: [])


def foreign() -> Endpoint:
    return Endpoint(lambda _: [{"jsonrpc": "2.0", "id": 99, "result": {}}])


def twice() -> Endpoint:
    return Endpoint(lambda message: [{"jsonrpc": "2.0", "id": message["id"], "result": {}}] * 2)


def broken() -> Endpoint:
    raise OSError("the database is locked")


class Clinging(Endpoint):
    """Cannot be closed, as after a fault that it has not got over."""

    def close(self) -> None:
        super().close()
        raise OSError("the database is locked")


def clinging() -> Clinging:
    return Clinging(lambda message: [{"jsonrpc": "2.0", "id": message["id"], "result": {}}])
