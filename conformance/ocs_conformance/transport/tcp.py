"""Carries the adapter protocol over TCP, to an adapter that listens or to one that is started for it."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from ocs_conformance.errors import AdapterError, UnreachableError
from ocs_conformance.transport.context import Context
from ocs_conformance.transport.line import LineTransport
from ocs_conformance.transport.process import Process
from ocs_conformance.transport.wire import Drain, Wire

__all__ = ["connect"]


def connect(settings: Mapping[str, Any], context: Context) -> LineTransport:
    """A transport to `host` and `port`, or to the command of `start`.

    A started command prints, as its first line, a JSON object with the key `adapter`: "host:port". Raises
    UnreachableError where it cannot be started, does not print that, or nobody listens.
    """
    with ExitStack() as owned:
        if "start" not in settings:
            address = (settings["host"], settings["port"])
            return _joined(f"the adapter at {_text(address)}", address, context, None, owned)
        process = Process(settings["start"], context)
        owned.callback(process.end, 0.0)
        address = _announced(process, context.start_limit)
        return _joined(f"{process.name} at {_text(address)}", address, context, process, owned)


def _joined(
    name: str, address: tuple[str, int], context: Context, process: Process | None, owned: ExitStack
) -> LineTransport:
    try:
        line = owned.enter_context(socket.create_connection(address, context.start_limit))
    except (OSError, UnicodeError) as error:  # UnicodeError: the name of no host
        why = getattr(error, "strerror", None) or error
        raise UnreachableError(f"{name} cannot be reached: {why}") from error
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    writer = os.dup(line.fileno())
    owned.callback(os.close, writer)
    drains = [process.log, Drain(process.stdout)] if process else []
    wire = Wire(name, line.fileno(), writer, lambda: _fate(process), drains)
    owned.callback(wire.close)
    return LineTransport(wire, owned.pop_all())


def _fate(process: Process | None) -> str:
    return (process and process.fate()) or "closed the connection"


def _announced(process: Process, seconds: float) -> tuple[str, int]:
    """The address in the first line that the process prints."""
    wire = Wire(
        process.name, process.stdout, process.stdin, lambda: process.fate() or "closed its output", [process.log]
    )
    try:
        announcement = wire.next_message(time.monotonic() + seconds)
        if announcement is None:
            raise wire.fault(f"did not announce its address within {seconds:g} seconds")
    except AdapterError as error:
        raise UnreachableError(str(error)) from error
    finally:
        wire.close()
    try:
        host, _, port = announcement["adapter"].rpartition(":")
        return host.strip("[]"), int(port)
    except (KeyError, AttributeError, ValueError):
        said = f'{process.name} announced no address (a line such as {{"adapter": "127.0.0.1:4000"}})'
        raise UnreachableError(f"{said}: {announcement}") from None


def _text(address: tuple[str, int]) -> str:
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
