"""What a carrier of the adapter protocol and a carrier of HTTP must do, and the words that both speak."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

__all__ = [
    "HostsWsgi",
    "HttpRequest",
    "HttpResponse",
    "HttpTransport",
    "Json",
    "OpensConnections",
    "Transport",
    "WsgiApplication",
    "cut",
]

Json = dict[str, Any]

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Transport(Protocol):
    """One line to an adapter; `str()` of it names the adapter by its command, address or factory."""

    def exchange(self, message: Json | None, seconds: float) -> list[Json]:
        """Send a message and return all that was received up to and including its response, in order of arrival.

        With None: wait at most `seconds` and return as soon as anything arrived; [] when nothing did.
        Raises AdapterError where the adapter hangs, dies, sends anything but JSON objects, or answers what nobody
        asked.
        """

    def close(self) -> None:
        """End the line and whatever was started for it; a second call does nothing."""


@runtime_checkable
class HostsWsgi(Protocol):
    """A transport whose adapter lives in this process and brings its HTTP interface as a WSGI application."""

    @property
    def wsgi(self) -> WsgiApplication | None:
        """The application, if this adapter has one."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """An HTTP request as it is to go out.

    `path` is already percent-encoded and holds the query; `headers` go out as they are, with Host and Content-Length
    beside them where they are not given; `hostless` leaves Host out. `absolute` puts scheme, host and port before the
    path, as to a proxy (RFC 9112, section 3.2.2).
    """

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    absolute: bool = False
    hostless: bool = False


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An HTTP response as it came back; a header that came twice stands in `headers` twice."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first header of that name, without regard to case; None where it is absent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


class HttpTransport(Protocol):
    """One line to the HTTP interface of a target."""

    def exchange(self, request: HttpRequest, seconds: float) -> HttpResponse:
        """Send a request and return its response; raises HttpError where none comes back within `seconds`."""

    def close(self) -> None:
        """Close what is open; a second call does nothing."""


@runtime_checkable
class OpensConnections(Protocol):
    """A line to an HTTP interface over a network, where connections are opened, kept and closed."""

    def connection(self) -> HttpTransport:
        """A line of one connection, opened by its first request.

        Once the target has closed it, further requests raise HttpError instead of opening another one.
        """


def cut(text: str, limit: int = 200) -> str:
    """A text short enough for a message, with the number of characters left out."""
    return text if len(text) <= limit else f"{text[:limit]}... ({len(text) - limit} more characters)"
