"""The adapter protocol as lines: one JSON object a line in UTF-8, over stdio or TCP."""

import json
import socket
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from threading import Thread
from typing import NoReturn

from ocs_reference.adapter import Endpoint
from ocs_reference.faults import OperationError
from ocs_reference.instance import Instance
from ocs_reference.listeners import HOST
from ocs_reference.rpc import INVALID_REQUEST, Message, failure

PARSE_ERROR = -32700


class _Out:
    """The way to the other end; messages for one that has gone are dropped."""

    def __init__(self, send: Callable[[bytes], object]) -> None:
        self._send = send
        self.is_gone = False

    def write(self, message: Message) -> None:
        """Send a message as one line."""
        if self.is_gone:
            return
        try:
            self._send(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        except OSError:
            self.is_gone = True


def converse(
    instance: Instance, addresses: dict[str, str], lines: Iterable[bytes], send: Callable[[bytes], object]
) -> None:
    """Carry out requests line by line until shutdown, the end of the lines, or an other end that has gone.

    Events are sent when they arise, under the lock of the instance, as are responses: the order of the lines is the
    order of what happened.
    """
    endpoint = Endpoint(instance, addresses)
    out = _Out(send)
    endpoint.send_at_once(out.write)
    with closing(endpoint), suppress(ConnectionError):
        for line in lines:
            with instance.lock:
                for message in _answers(endpoint, line):
                    out.write(message)
            if endpoint.is_over or out.is_gone:
                return


def _answers(endpoint: Endpoint, line: bytes) -> list[Message]:
    try:
        message = json.loads(line.decode(), parse_constant=_refuse)
        if b"\\u" in line:
            json.dumps(message, ensure_ascii=False).encode()  # fails for half a surrogate pair, which is no text
    except (ValueError, RecursionError):
        return [failure(None, PARSE_ERROR, "the line is not JSON in UTF-8")]
    if isinstance(message, list):
        return [failure(None, INVALID_REQUEST, "batches are not supported")]
    return endpoint.handle(message)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


class AdapterListener:
    """The adapter protocol on a TCP port: conversations one after another, all about one OCS."""

    def __init__(self, instance: Instance, addresses: dict[str, str], port: int) -> None:
        try:
            self._socket = socket.create_server((HOST, port))
        except OSError as reason:
            raise OperationError(f"port {port} on {HOST} cannot be listened on; it may be in use") from reason
        self.address = f"{HOST}:{self._socket.getsockname()[1]}"
        self._instance = instance
        self._addresses = addresses
        self._open: socket.socket | None = None
        self._thread = Thread(target=self._serve, name=self.address, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _peer = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open = connection
            with connection, connection.makefile("rb") as lines:
                converse(self._instance, self._addresses, lines, connection.sendall)

    def close(self) -> None:
        """End the conversation and stop listening."""
        for open_socket in (self._socket, self._open):
            _shut(open_socket)
        self._thread.join()


def _shut(open_socket: socket.socket | None) -> None:
    if open_socket is None:
        return
    with suppress(OSError):
        open_socket.shutdown(socket.SHUT_RDWR)
    open_socket.close()
