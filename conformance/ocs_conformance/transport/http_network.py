"""Carries HTTP over real sockets, by requests' adapter, with each request going out as it was written."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import BaseHTTPResponse, HTTPHeaderDict
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError as UrllibError
from urllib3.exceptions import ReadTimeoutError
from urllib3.util import SKIP_HEADER

from ocs_conformance.errors import CaseError, HttpError, UnreachableError
from ocs_conformance.transport.base import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from ocs_conformance.model import TlsProfile
    from ocs_conformance.transport.context import Context

__all__ = ["NetworkHttp", "Tls"]

UNASKED = ("User-Agent", "Accept-Encoding")
CHUNK = 1 << 16

AFTERTHOUGHT = 1.0
"""Seconds in which a server is expected to refuse a certificate after the handshake, as TLS 1.3 has it."""

REFUSALS = ("CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED")
"""What the names of alerts hold by which a server refuses the client's certificate, or asks for one."""


@dataclass(frozen=True, slots=True)
class Tls:
    """Paths for HTTPS: the authority to trust (None: the well-known ones), and a client certificate with its key."""

    ca: str | None = None
    certificate: str | None = None
    key: str | None = None

    @classmethod
    def of(cls, profile: TlsProfile, context: Context) -> Tls:
        """The files that a profile names; raises UnreachableError where one does not exist."""
        return cls(
            _existing("ca", profile.ca, context),
            _existing("certificate", profile.certificate, context),
            _existing("key", profile.key, context),
        )


def _existing(key: str, text: str | None, context: Context) -> str | None:
    if text is None:
        return None
    path = context.path(text)
    if not path.is_file():
        raise UnreachableError(f"there is no file {path}, which the target profile names as http.tls.{key}")
    return str(path)


class _Adapter(HTTPAdapter):
    """Sends a target as it stands, and leaves out what only a browser-like session needs."""

    def request_url(self, request: requests.PreparedRequest, proxies: object) -> str:  # noqa: ARG002 - requests' call
        """The target that the request carries, not taken apart and quoted anew."""
        return request.path_url

    def build_response(self, req: requests.PreparedRequest, resp: BaseHTTPResponse) -> requests.Response:
        """A response without cookies and encodings: only what came is of interest."""
        response = requests.Response()
        response.raw = resp
        response.request = req
        return response


class _ClosedError(OSError):
    """The target has closed a connection that was to be kept."""

    def __init__(self) -> None:
        super().__init__("the target has closed the connection")


class _Once(HTTPConnection):
    """A connection that is opened once."""

    def connect(self) -> None:
        _open_once(self)
        super().connect()


class _OnceSecured(HTTPSConnection):
    """The same over TLS."""

    def connect(self) -> None:
        _open_once(self)
        super().connect()


def _open_once(connection: HTTPConnection) -> None:
    if getattr(connection, "was_opened", False):
        raise _ClosedError
    connection.was_opened = True  # type: ignore[attr-defined]  # a mark of ours


class _OncePool(HTTPConnectionPool):
    ConnectionCls = _Once


class _OnceSecuredPool(HTTPSConnectionPool):
    ConnectionCls = _OnceSecured


class _KeepingAdapter(_Adapter):
    """Opens no connection anew."""

    def init_poolmanager(self, *sizes: Any, **settings: Any) -> None:
        """Pools of connections that are opened once."""
        super().init_poolmanager(*sizes, **settings)
        self.poolmanager.pool_classes_by_scheme = {"http": _OncePool, "https": _OnceSecuredPool}


class _Request(requests.PreparedRequest):
    """A request that needs no preparation."""

    def __init__(self, address: str, request: HttpRequest) -> None:
        super().__init__()
        self.method = request.method
        self.url = address
        self.headers = _headers(request)  # type: ignore[assignment]  # requests' own cannot hold a header twice
        self.body = request.body or None
        self._target = (address if request.absolute else urlsplit(address).path) + request.path

    @property
    def path_url(self) -> str:
        """The target: path and query as they were given, behind the address or the path that it may have."""
        return self._target


def _headers(request: HttpRequest) -> HTTPHeaderDict:
    """The request's headers, the length of its body, and marks against what urllib3 adds unasked."""
    headers = HTTPHeaderDict()
    for name, value in request.headers:
        headers.add(name, value)
    for name in (*UNASKED, "Host") if request.hostless else UNASKED:
        headers.setdefault(name, SKIP_HEADER)
    if request.body and "Transfer-Encoding" not in headers:
        headers.setdefault("Content-Length", str(len(request.body)))
    return headers


class NetworkHttp:
    """Keeps a connection to one HTTP or HTTPS address open between requests.

    Paths go out as they are written, but that urllib3 writes the digits of percent-encoding in capitals. Redirects are
    not followed, and no proxy or netrc of the environment is heeded. An answer may take `seconds` to begin and as long
    again to end.
    """

    def __init__(self, address: str, tls: Tls) -> None:
        self._address = address.rstrip("/")
        self._tls = tls
        self._authority = tls.ca
        self._certificate = (tls.certificate, tls.key or tls.certificate) if tls.certificate else None
        self._adapter = _Adapter()

    def __str__(self) -> str:
        return self._address

    def exchange(self, request: HttpRequest, seconds: float) -> HttpResponse:
        """The response of the target, its body as it came.

        Raises HttpError where none comes or it breaks off, CaseError for a header that HTTP cannot carry.
        """
        end = time.monotonic() + seconds
        try:
            raw = self._adapter.send(
                _Request(self._address, request),
                timeout=seconds,
                verify=self._authority or True,
                cert=self._certificate,
            ).raw
            return HttpResponse(raw.status, tuple(raw.headers.items()), _body(raw, end))
        except (UrllibError, OSError) as error:
            raise HttpError(_explained(self._address, request, seconds, error)) from error
        except ValueError as error:
            raise CaseError(f"{request.method} {request.path} cannot be sent: {error}") from error

    def connection(self) -> NetworkHttp:
        """See `OpensConnections`."""
        return _KeptHttp(self._address, self._tls)

    def reach(self, seconds: float, named: str = "http.url") -> None:
        """Open a connection and close it again, with nothing asked.

        Raises UnreachableError, in one line, where it cannot be opened within `seconds` or TLS fails on it; `named` is
        what names the address in the target profile.
        """
        try:
            parts = urlsplit(self._address)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            with socket.create_connection((parts.hostname or "", port), seconds) as line:
                if parts.scheme == "https":
                    self._shake_hands(line, parts.hostname, min(seconds, AFTERTHOUGHT))
        except (OSError, ValueError) as error:
            raise UnreachableError(_unreached(self._address, error, named)) from error

    def _shake_hands(self, line: socket.socket, host: str | None, seconds: float) -> None:
        context = ssl.create_default_context(cafile=self._authority or DEFAULT_CA_BUNDLE_PATH)
        if self._certificate:
            context.load_cert_chain(*self._certificate)
        with context.wrap_socket(line, server_hostname=host) as secured:
            secured.settimeout(seconds)
            _hear_out(secured)

    def close(self) -> None:
        """Close the connection."""
        self._adapter.close()


class _KeptHttp(NetworkHttp):
    """One connection; when it is lost, it is lost."""

    def __init__(self, address: str, tls: Tls) -> None:
        super().__init__(address, tls)
        self._adapter = _KeepingAdapter()
        self._lost = False

    def exchange(self, request: HttpRequest, seconds: float) -> HttpResponse:
        """See `NetworkHttp`; raises HttpError, too, where the target has closed the connection."""
        if self._lost:
            raise HttpError(f"{self}: the connection is lost already")
        try:
            return super().exchange(request, seconds)
        except HttpError:
            self._lost = True
            raise


def _body(raw: BaseHTTPResponse, end: float) -> bytes:
    """What follows the headers; raises TimeoutError where it is still coming when the time is over."""
    chunks: list[bytes] = []
    while chunk := raw.read1(CHUNK, decode_content=False):
        chunks.append(chunk)
        if time.monotonic() > end:
            raw.close()
            raise TimeoutError
    raw.release_conn()
    return b"".join(chunks)


def _hear_out(line: ssl.SSLSocket) -> None:
    """Raise what the server has against the client's certificate; any other end of the connection is as good."""
    with contextlib.suppress(OSError):
        # Only the socket below ends its half, so that there is still an answer to read.
        socket.socket.shutdown(line, socket.SHUT_WR)
    try:
        line.recv(1)
    except ssl.SSLError as error:
        if any(word in str(error.reason) for word in REFUSALS):
            raise
    except OSError:
        pass


def _explained(address: str, request: HttpRequest, seconds: float, error: Exception) -> str:
    """One line: which address, what went wrong, and what in the profile has to do with it."""
    cause = _cause(error)
    asked = f"{request.method} {request.path}"
    # a server that misses a client certificate sends an alert, and may be gone before it is read
    if address.startswith("https:") and isinstance(cause, ssl.SSLError | ConnectionError):
        return _untrusting(address, cause)
    if isinstance(error, requests.Timeout) or isinstance(cause, TimeoutError | ReadTimeoutError):
        return f"{address}: no whole response to {asked} within {seconds:g} seconds"
    return f"{address}: no response to {asked}: {_why(cause)}"


def _unreached(address: str, error: Exception, named: str) -> str:
    if isinstance(error, ssl.SSLError):
        return _untrusting(address, error)
    return (
        f"{address}: the HTTP interface cannot be reached: {_why(error)}; "
        f"{named} in the target profile names another address"
    )


def _untrusting(address: str, cause: BaseException) -> str:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"{address}: its certificate is not trusted: {cause.verify_message}; "
            "the authority to trust is named by http.tls.ca in the target profile"
        )
    return (
        f"{address}: the TLS connection failed: {_why(cause)}; if a client certificate is asked for, "
        "it is named by http.tls.certificate in the target profile"
    )


def _why(cause: BaseException) -> object:
    return getattr(cause, "strerror", None) or cause


def _cause(error: BaseException) -> BaseException:
    """The innermost of the errors that requests and urllib3 have wrapped around one another."""
    within = (getattr(error, "reason", None), *error.args, error.__cause__)
    inner = next((part for part in within if isinstance(part, BaseException)), None)
    return error if inner is None else _cause(inner)
