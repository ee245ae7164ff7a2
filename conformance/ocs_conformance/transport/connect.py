"""Reaches a target as its profile says: the line to the adapter, the introduction, and the HTTP interface."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from ocs_conformance.errors import UnreachableError, UsageError
from ocs_conformance.model import COMMDN, COMMDN_LOAD, TargetProfile
from ocs_conformance.transport.base import HostsWsgi, HttpTransport, Json, OpensConnections, Transport
from ocs_conformance.transport.client import AdapterClient, Introduction
from ocs_conformance.transport.context import Context

if TYPE_CHECKING:
    from ocs_conformance.transport.gws import Gateway
    from ocs_conformance.transport.web_server import WebServer

__all__ = ["HTTP_CONNECTIONS", "Connection", "connect"]

OWN = ("memory", "stdio", "tcp")
GROUP = "ocs_conformance.transports"

HTTP_CONNECTIONS = "http.connections"
"""What a target can be asked for where HTTP goes over a network: connections that are opened, kept and closed."""

Connect = Callable[[Mapping[str, Any], Context], Transport]


class Connection:
    """An adapter that has introduced itself, and the target's HTTP interface where it is known."""

    def __init__(
        self,
        adapter: AdapterClient,
        introduction: Introduction,
        http: HttpTransport | None,
        owned: ExitStack,
        gateway: Gateway | None = None,
    ) -> None:
        self.adapter = adapter
        self.introduction = introduction
        self.http = http
        self.gateway = gateway
        self._owned = owned
        self.spellings: dict[str, str] = {}
        self._web_server: WebServer | None = None

    @property
    def capabilities(self) -> frozenset[str]:
        """What the adapter declares, and what the lines beside it have by themselves."""
        declared = self.introduction.capabilities
        own = {
            HTTP_CONNECTIONS: "http" in declared and isinstance(self.http, OpensConnections),
            COMMDN_LOAD: COMMDN in declared or self.gateway is not None,
        }
        return declared | {name for name, is_there in own.items() if is_there}

    def web_server(self) -> WebServer:
        """The server that takes what the target posts; it listens from the first call on."""
        if self._web_server is None:
            from ocs_conformance.transport.web_server import WebServer  # noqa: PLC0415 - few cases look at posts

            self._web_server = WebServer()
            self._owned.callback(self._web_server.close)
        return self._web_server

    def take_events(self) -> list[Json]:
        """Every event since the last call: what the adapter brought, then what was posted."""
        events = self.adapter.take_events()
        return events if self._web_server is None else events + self._web_server.take()

    def close(self) -> None:
        """End everything that belongs to the connection: both lines, processes, temporary files."""
        self._owned.close()


def connect(profile: TargetProfile, time_scale: float) -> Connection:
    """Reach a target; starts processes where the profile says so.

    `time_scale` multiplies the profile's limits. Raises UnreachableError where the adapter cannot be started, or it
    or the HTTP interface cannot be reached; UsageError for a transport that is not installed; AdapterError where the
    adapter misbehaves while it introduces itself;
    nothing is left open then.
    """
    context = Context(profile.file.parent, profile.start_limit * time_scale, profile.answer_limit * time_scale)
    with ExitStack() as owned:
        owned.callback(context.close)
        transport = _transport(profile.adapter.transport)(profile.adapter.settings, context)
        client = AdapterClient(transport, context.answer_limit)
        owned.callback(client.close)
        introduction = client.initialize(context.start_limit)
        http = _http(profile, introduction, transport, context)
        if http is not None:
            owned.callback(http.close)
        gateway = _gateway(profile, introduction, context)
        if gateway is not None:
            owned.callback(gateway.close)
        return Connection(client, introduction, http, owned.pop_all(), gateway)


def _transport(name: str) -> Connect:
    """The function that connects by a transport, the suite's own or an installed package's."""
    if name in OWN:
        own: Connect = importlib.import_module(f"ocs_conformance.transport.{name}").connect
        return own
    from importlib.metadata import entry_points  # noqa: PLC0415 - 30 ms, and only for transports of others

    installed = entry_points(group=GROUP)
    if name not in installed.names:
        known = ", ".join(sorted(installed.names | set(OWN)))
        raise UsageError(f"there is no transport {name!r}; known are {known}")
    foreign: Connect = installed[name].load()
    return foreign


def _http(
    profile: TargetProfile, introduction: Introduction, transport: Transport, context: Context
) -> HttpTransport | None:
    if profile.http.transport == "memory":
        return _hosted(transport)
    address = profile.http.url or (introduction.secure_http if profile.http.secure else introduction.http)
    if address is None:
        return None
    from ocs_conformance.transport.http_network import NetworkHttp, Tls  # noqa: PLC0415 - brings in requests

    line = NetworkHttp(address, Tls.of(profile.http.tls, context))
    line.reach(context.start_limit)
    return line


def _gateway(profile: TargetProfile, introduction: Introduction, context: Context) -> Gateway | None:
    if profile.commdn.transport != "gws":
        return None
    from ocs_conformance.transport import gws  # noqa: PLC0415 - brings in requests

    return gws.connect(profile, introduction.gateway, context)


def _hosted(transport: Transport) -> HttpTransport | None:
    from ocs_conformance.transport.http_memory import MemoryHttp  # noqa: PLC0415 - most targets are not in process

    if not isinstance(transport, HostsWsgi):
        raise UnreachableError(f"{transport} is no process of ours: the profile's http.transport cannot be memory")
    return None if transport.wsgi is None else MemoryHttp(transport.wsgi)
