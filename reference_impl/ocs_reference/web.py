"""The HTTP interface as a WSGI application. Source: http, Client Requests and HTTP Responses."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from ocs_reference import __version__
from ocs_reference.core.messages import ResourceAnswer, ResourceRequest
from ocs_reference.core.values import Data
from ocs_reference.instance import Instance, NotLoadedError

SERVER = f"OCS/{__version__}"
LARGEST_BODY = 1 << 20
JSON = "application/json"

REASONS = {
    200: "OK",
    400: "Bad Request",
    404: "Not Found",
    409: "Conflict",
    410: "Gone",
    500: "Internal Server Error",
}

Headers = list[tuple[str, str]]


class _BadRequestError(Exception):
    """A request that cannot be read; the message says why."""


def application(instance: Instance) -> WSGIApplication:
    """Return the HTTP interface of an OCS."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = _answer(instance, environ)
        headers, body = _rendered(answer)
        start_response(f"{answer.status} {REASONS[answer.status]}", headers)
        return [body]

    return serve


def _answer(instance: Instance, environ: WSGIEnvironment) -> ResourceAnswer:
    try:
        return instance.request(_read(environ))
    except _BadRequestError as reason:
        return ResourceAnswer(400, 101, f"101 Invalid Request: {reason}")
    except NotLoadedError as reason:
        return ResourceAnswer(500, 101, str(reason))


def _read(environ: WSGIEnvironment) -> ResourceRequest:
    body = _body(environ)
    actions = [value for name, value in parse_qsl(environ.get("QUERY_STRING", ""), True) if name == "req"]
    if len(actions) > 1:
        raise _BadRequestError("the parameter req is given more than once")
    return ResourceRequest(environ["REQUEST_METHOD"], _path(environ), actions[0] if actions else None, body)


def _path(environ: WSGIEnvironment) -> tuple[str, ...]:
    """Return the segments of the path, decoded one by one, so that a name may hold a slash."""
    target = environ.get("REQUEST_URI", "").encode("latin-1")
    try:
        if target.startswith(b"/"):
            path = target.partition(b"?")[0]
        else:
            path = urlsplit(target).path or quote(environ.get("PATH_INFO", ""), encoding="latin-1").encode()
        return tuple(unquote_to_bytes(segment).decode() for segment in path.strip(b"/").split(b"/"))
    except UnicodeDecodeError:
        raise _BadRequestError("the path is not UTF-8") from None
    except ValueError:
        raise _BadRequestError("the target is no URI") from None


def _body(environ: WSGIEnvironment) -> Data:
    raw = _raw_body(environ)
    if not raw.strip():
        return {}
    kind = environ.get("CONTENT_TYPE", "").split(";")[0].strip().lower()
    if kind not in {"", JSON}:
        raise _BadRequestError(f"the content type must be {JSON}")
    return _object(raw)


def _raw_body(environ: WSGIEnvironment) -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    if environ.get("wsgi.input_terminated"):
        length = str(LARGEST_BODY)
    if not (length.isascii() and length.isdigit() and len(length) < 20) or int(length) > LARGEST_BODY:
        raise _BadRequestError("the length of the body is wrong")
    raw: bytes = environ["wsgi.input"].read(int(length)) if int(length) else b""
    return raw


def _object(raw: bytes) -> Data:
    try:
        body = json.loads(raw.decode(), parse_constant=_refuse_constant)
        if b"\\u" in raw:
            json.dumps(body, ensure_ascii=False).encode()  # fails for half a surrogate pair, which is no text
        if not isinstance(body, dict):
            raise _BadRequestError("the body is not an object")
        _require_tkvlist(body)
    except (ValueError, RecursionError):
        raise _BadRequestError("the body is not JSON") from None
    return body


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _require_tkvlist(body: dict[str, Any]) -> None:
    for key, value in body.items():
        if isinstance(value, dict):
            _require_tkvlist(value)
        elif not isinstance(value, int | str) or isinstance(value, bool):
            raise _BadRequestError(f"{key} is neither a whole number nor a text nor an object")


def _rendered(answer: ResourceAnswer) -> tuple[Headers, bytes]:
    headers: Headers = [("Server", SERVER)]
    body = b""
    if answer.warning is not None:
        headers.append(("Warning", str(answer.warning)))
    if isinstance(answer.body, str):
        reason = f"{answer.status} {REASONS[answer.status]}"
        body = f"<HTML><body>{reason} : {_escaped(answer.body)}</body></HTML>".encode()
        headers.append(("Content-type", "text/html; charset=utf-8"))
    elif answer.body is not None:
        body = json.dumps(answer.body, ensure_ascii=False).encode()
        headers += [("Cache-control", "private"), ("Etag", str(answer.version)), ("Content-type", JSON)]
    return [*headers, ("Content-length", str(len(body)))], body


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
