"""Mistakes of an HTTP server as such: what it reads of a request, and what becomes of a response on its way out."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from io import BytesIO
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from ocs_reference.core.campaign_groups import GROUP_ACTIONS
from ocs_reference.core.tables import RESOURCES
from ocs_reference.defects.defect import ChangeWeb
from ocs_reference.defects.outputs import Headers, http_request

ACTIONS = frozenset({*GROUP_ACTIONS, "Launch", "Stage", "Complete", *(action for _, action in RESOURCES)})
"""Every value of ``req`` that the document knows, also those that the reference does not."""

Condition = Callable[[WSGIEnvironment], bool]


def answered(status: int, when: Condition) -> ChangeWeb:
    """Answer such requests at once with a status and an empty body; a refusal has the number of an invalid request."""

    def apply(web: WSGIApplication) -> WSGIApplication:
        def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            if not when(environ):
                return web(environ, start_response)
            warning = [("Warning", "101")] if status >= HTTPStatus.BAD_REQUEST else []
            start_response(_line(status), [("Server", "OCS"), *warning, ("Content-length", "0")])
            return [b""]

        return serve

    return apply


def length_of(environ: WSGIEnvironment) -> int:
    """Return the length that a request gives for its body; 0 where it gives none that is a number."""
    length = environ.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdigit() else 0


def cut_off(when: Condition) -> ChangeWeb:
    """Close the connection at such requests, and carry nothing out."""

    def apply(web: WSGIApplication) -> WSGIApplication:
        def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            if when(environ):
                raise ConnectionAbortedError(environ.get("PATH_INFO", ""))
            return web(environ, start_response)

        return serve

    return apply


def unanswered(when: Callable[[int], bool]) -> ChangeWeb:
    """Carry requests out, and send no response where its status is such a one."""

    def apply(web: WSGIApplication) -> WSGIApplication:
        def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            def start(line: str, headers: Headers, *more: Any) -> Any:
                if when(_status(line)):
                    raise ConnectionAbortedError(line)
                return start_response(line, headers, *more)

            return web(environ, start)

        return serve

    return apply


def status(old: int, new: int) -> ChangeWeb:
    """Send another status, whoever decided on the first, with the same headers and body."""

    def apply(web: WSGIApplication) -> WSGIApplication:
        def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            def start(line: str, headers: Headers, *more: Any) -> Any:
                return start_response(_line(new) if _status(line) == old else line, headers, *more)

            return web(environ, start)

        return serve

    return apply


def body(change: Callable[[bytes], bytes]) -> ChangeWeb:
    """Have the bodies of requests read as others."""

    def apply(environ: WSGIEnvironment) -> None:
        length = length_of(environ)
        if length:
            changed = change(environ["wsgi.input"].read(length))
            environ.update({"wsgi.input": BytesIO(changed), "CONTENT_LENGTH": str(len(changed))})

    return http_request(apply)


def _line(number: int) -> str:
    return f"{number} {HTTPStatus(number).phrase}"


def _status(line: str) -> int:
    return int(line.partition(" ")[0])
