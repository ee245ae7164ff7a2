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


class _BrokenOffError(Exception):
    """A body that does not keep to its own framing."""


def application(instance: Instance) -> WSGIApplication:
    """Return the HTTP interface of an OCS."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            answer, more = _answer(instance, environ), []
        except _BrokenOffError:
            # Where the next request begins nobody knows.
            answer, more = _refused("the body is broken off"), [("Connection", "close")]
        headers, body = _rendered(answer)
        start_response(f"{answer.status} {REASONS[answer.status]}", [*headers, *more])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return serve


def refusal_of_junk(status: str, reason: str) -> bytes:
    """Return the whole response to what cannot be read as a request of HTTP, of which it is the last one."""
    number, _, phrase = status.partition(" ")
    body = _page(status, f"101 Invalid Request: {reason or phrase}")
    headers = [("Server", SERVER), ("Warning", "101"), ("Connection", "close"), *_of_page(body)]
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"HTTP/1.1 {number} {phrase}\r\n{head}\r\n".encode() + body


def _answer(instance: Instance, environ: WSGIEnvironment) -> ResourceAnswer:
    try:
        return instance.request(_read(environ))
    except _BadRequestError as reason:
        return _refused(str(reason))
    except NotLoadedError as reason:
        return ResourceAnswer(500, 101, str(reason))


def _refused(reason: str) -> ResourceAnswer:
    return ResourceAnswer(400, 101, f"101 Invalid Request: {reason}")


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
    try:
        raw: bytes = environ["wsgi.input"].read(int(length)) if int(length) else b""
    except OSError:
        raise  # nobody is there to answer
    except Exception as fault:
        # The server's stream has errors of its own for bad chunks and for more of them than may come.
        raise _BrokenOffError from fault
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
        body = _page(f"{answer.status} {REASONS[answer.status]}", answer.body)
        return [*headers, *_of_page(body)], body
    if answer.body is not None:
        body = json.dumps(answer.body, ensure_ascii=False).encode()
        headers += [("Cache-control", "private"), ("Etag", str(answer.version)), ("Content-type", JSON)]
    return [*headers, ("Content-length", str(len(body)))], body


def _page(status: str, text: str) -> bytes:
    return f"<HTML><body>{status} : {_escaped(text)}</body></HTML>".encode()


def _of_page(body: bytes) -> Headers:
    return [("Content-type", "text/html; charset=utf-8"), ("Content-length", str(len(body)))]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
