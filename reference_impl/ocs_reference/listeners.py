"""Listeners of the HTTP interface, HTTP and HTTPS, on cheroot.

Source: http, Guidelines for Client Connections (connections persist; a client's ``Connection: close`` is ignored;
request targets may be in absolute form, as proxies send them).

A client that is slow, or says nothing, keeps a thread busy only while it is within a request or a TLS handshake, and
where all threads are busy there are more of them.
"""

import logging
import socket
import ssl
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from wsgiref.types import WSGIApplication

from cheroot.server import HTTPConnection, HTTPRequest, HTTPServer
from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server

from ocs_reference.faults import OperationError
from ocs_reference.web import LARGEST_BODY, refusal_of_junk

HOST = "127.0.0.1"
READ_TIMEOUT = 10
"""Seconds that a client may stay silent within a request."""
NEVER = 10 * 365 * 86400
"""Seconds after which a connection without any request is given up: the document has no such time."""
THREADS, MOST_THREADS = 4, 512
WAITING = 512
"""Connections that may wait to be accepted."""

_log = logging.getLogger(__name__)


class _Request(HTTPRequest):
    """A request whose target may be absolute, and whose ``Connection: close`` is not followed."""

    def __init__(self, server: HTTPServer, connection: HTTPConnection) -> None:
        super().__init__(server, connection, proxy_mode=True)

    def read_request_headers(self) -> bool:
        success = bool(super().read_request_headers())  # type: ignore[no-untyped-call]
        if success and not self.inheaders.get(b"Content-Length", b"0").strip().isdigit():
            # Where such a body ends nobody knows, and what is left of it would be taken for the next request.
            self.simple_response("400 Bad Request", "the length of the body is no number")
            return False
        if success and self.response_protocol == "HTTP/1.1":
            self.close_connection = False
        return success

    def simple_response(self, status: str, msg: str = "") -> None:
        """Refuse what cannot be read as a request, in the words of the interface; the connection is closed then."""
        self.close_connection = True
        answer = refusal_of_junk(status, msg)
        with suppress(OSError):
            self.conn.wfile.write(answer)

    def send_headers(self) -> None:
        """Close the connection behind a response that says so."""
        if any(name.lower() == b"connection" and value.lower() == b"close" for name, value in self.outheaders):
            self.close_connection = True
        super().send_headers()


class _Connection(HTTPConnection):
    """A connection that may be idle for long, but not within a request."""

    RequestHandlerClass = _Request

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.socket.settimeout(READ_TIMEOUT)
        self.was_heard = False
        self.is_secured = not isinstance(self.socket, ssl.SSLSocket)

    def communicate(self) -> bool:
        """Deal with one request, behind the TLS handshake where there was none yet."""
        try:
            if not self.is_secured:
                self.is_secured = True
                self.socket.do_handshake()
                return True
            return bool(super().communicate())  # type: ignore[no-untyped-call]
        except OSError as lost:
            _log.debug("%s: a connection was lost: %s", self.remote_addr, lost)
            return False
        finally:
            self.server.served()


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

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._lock = Lock()
        self._busy = 0

    def served(self) -> None:
        """Count a thread as free again."""
        with self._lock:
            self._busy -= 1

    def process_conn(self, conn: _Connection) -> None:
        """Have a connection served once there is something to read; nobody waits for the first request of a new one."""
        if not conn.was_heard:
            conn.was_heard = True
            self.put_conn(conn)
            return
        with self._lock:
            self._busy += 1
            if self._busy > len(self.requests._threads):  # its own count of idle ones lags behind
                self.requests.grow(THREADS)
        super().process_conn(conn)

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        _log.log(min(level, logging.INFO), msg, exc_info=traceback)


class _Tls(BuiltinSSLAdapter):
    """TLS with a client certificate that is checked where it is shown, or required."""

    def __init__(self, certificate: Path, authority: Path, require_client: bool) -> None:
        super().__init__(str(certificate), str(certificate))
        self.context.load_verify_locations(str(authority))
        self.context.verify_mode = ssl.CERT_REQUIRED if require_client else ssl.CERT_OPTIONAL

    def wrap(self, sock: socket.socket) -> object:
        """Wrap a socket; the handshake comes with the first bytes, so that nobody waits for a client without any."""
        return self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False), {}


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
        self._server = _Server(
            (HOST, port),
            application,
            numthreads=THREADS,
            max=MOST_THREADS,
            timeout=NEVER,
            request_queue_size=WAITING,
        )
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
