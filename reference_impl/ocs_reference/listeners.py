"""Listeners of the HTTP interface, HTTP and HTTPS, on cheroot.

Source: http, Guidelines for Client Connections (connections persist; a client's ``Connection: close`` is ignored;
request targets may be in absolute form, as proxies send them).
"""

import logging
import socket
import ssl
from pathlib import Path
from threading import Thread
from wsgiref.types import WSGIApplication

from cheroot.server import HTTPConnection, HTTPRequest, HTTPServer
from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server

from ocs_reference.faults import OperationError
from ocs_reference.web import LARGEST_BODY

HOST = "127.0.0.1"
READ_TIMEOUT = 10
"""Seconds that a client may stay silent within a request."""
IDLE_TIMEOUT = 86400
"""Seconds after which a connection without any request is given up."""

_log = logging.getLogger(__name__)


class _Request(HTTPRequest):
    """A request whose target may be absolute, and whose ``Connection: close`` is not followed."""

    def __init__(self, server: HTTPServer, connection: HTTPConnection) -> None:
        super().__init__(server, connection, proxy_mode=True)

    def read_request_headers(self) -> bool:
        success = bool(super().read_request_headers())  # type: ignore[no-untyped-call]
        if success and self.response_protocol == "HTTP/1.1":
            self.close_connection = False
        return success


class _Connection(HTTPConnection):
    """A connection that may be idle for long, but not within a request."""

    RequestHandlerClass = _Request

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.socket.settimeout(READ_TIMEOUT)


class _Server(Server):
    """A server that says little: what goes wrong with a connection is logged, not printed."""

    ConnectionClass = _Connection
    expiration_interval = 0.1
    keep_alive_conn_limit = 1000
    max_request_body_size = LARGEST_BODY
    max_request_header_size = 1 << 16

    def bind(self, family: int, type: int, proto: int = 0) -> socket.socket:  # noqa: A002, ARG002 - as cheroot has it
        """Open the listening socket; unlike the inherited method, leave nothing open where that fails."""
        opened = socket.create_server(self.bind_addr, backlog=self.request_queue_size)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.bind_addr = opened.getsockname()
        self.socket = opened
        return opened

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        _log.log(min(level, logging.INFO), msg, exc_info=traceback)


class _Tls(BuiltinSSLAdapter):
    """TLS with a client certificate that is checked where it is shown, or required."""

    def __init__(self, certificate: Path, authority: Path, require_client: bool) -> None:
        super().__init__(str(certificate), str(certificate))
        self.context.load_verify_locations(str(authority))
        self.context.verify_mode = ssl.CERT_REQUIRED if require_client else ssl.CERT_OPTIONAL

    def wrap(self, sock: socket.socket) -> object:
        sock.settimeout(READ_TIMEOUT)
        return super().wrap(sock)  # type: ignore[no-untyped-call]


class Listener:
    """A listener in a thread of its own; port 0 is any free port.

    With ``tls``, certificate and authority in PEM format, it speaks HTTPS. Raises ``OperationError``.
    """

    def __init__(
        self,
        application: WSGIApplication,
        port: int,
        tls: tuple[Path, Path] | None = None,
        require_client: bool = False,
    ) -> None:
        self._server = _Server((HOST, port), application, numthreads=4, timeout=IDLE_TIMEOUT, request_queue_size=64)
        if tls is not None:
            self._server.ssl_adapter = _Tls(*tls, require_client)
        try:
            self._server.prepare()
        except OSError as reason:
            raise OperationError(f"port {port} on {HOST} cannot be listened on; it may be in use") from reason
        self.url = f"{'http' if tls is None else 'https'}://{HOST}:{self._server.bind_addr[1]}"
        self._thread = Thread(target=self._server.serve, name=self.url, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and close all connections."""
        self._server.stop()
        self._thread.join()
