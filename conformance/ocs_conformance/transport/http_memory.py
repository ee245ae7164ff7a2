"""Carries HTTP to a WSGI application in this process, without a socket."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes

from ocs_conformance.errors import HttpError
from ocs_conformance.transport.base import HttpRequest, HttpResponse, WsgiApplication

__all__ = ["MemoryHttp"]

HOST = "ocs.example"


class MemoryHttp:
    """Calls a WSGI application (PEP 3333); one that hangs cannot be interrupted, so `seconds` bounds nothing here."""

    def __init__(self, application: WsgiApplication) -> None:
        self._application = application

    def exchange(self, request: HttpRequest, seconds: float) -> HttpResponse:  # noqa: ARG002 - see the class
        """The application's response, read to its end; raises HttpError where it raises or says nothing."""
        started: list[tuple[int, tuple[tuple[str, str], ...]]] = []
        written: list[bytes] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: object = None
        ) -> Callable[[bytes], None]:
            del exc_info  # nothing has gone out yet, so the later response always stands
            started[:] = [(int(status.split(" ", 1)[0]), tuple(headers))]
            return written.append

        try:
            written.extend(_consumed(self._application(_environ(request), start_response)))
        except Exception as error:
            raise HttpError(f"the HTTP application in memory raised {type(error).__name__}: {error}") from error
        if not started:
            raise HttpError("the HTTP application in memory started no response")
        status, headers = started[0]
        return HttpResponse(status, headers, b"" if _has_no_body(request, status) else b"".join(written))

    def close(self) -> None:
        """Nothing is open."""


def _consumed(chunks: Iterable[bytes]) -> list[bytes]:
    try:
        return list(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()


def _has_no_body(request: HttpRequest, status: int) -> bool:
    """Whether a server would hold a body back (RFC 9110, sections 9.3.2, 15.3.5 and 15.4.5)."""
    return request.method == "HEAD" or status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}


def _environ(request: HttpRequest) -> dict[str, Any]:
    path, _, query = request.path.partition("?")
    target = f"http://{HOST}{request.path}" if request.absolute else request.path
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": target,
        "REQUEST_URI": target,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        **({} if request.hostless else {"HTTP_HOST": HOST}),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if request.body or request.method in {"POST", "PUT", "PATCH"}:
        environ["CONTENT_LENGTH"] = str(len(request.body))
    environ.update(_header_variables(request.headers))
    return environ


def _header_variables(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The variables of the request's headers; one that comes twice is joined by a comma."""
    variables: dict[str, str] = {}
    for name, value in headers:
        key = name.upper().replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        variables[key] = f"{variables[key]},{value}" if key in variables else value
    return variables
