"""Mistakes with headers of requests, and with those that tell of the server and of what it sends."""

from collections.abc import Callable, Iterator
from wsgiref.types import WSGIEnvironment

from ocs_reference.defects import web
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.outputs import Headers, http_headers

_VARIABLES = {"media-type": "CONTENT_TYPE", "host": "HTTP_HOST", "user-agent": "HTTP_USER_AGENT"}

Condition = Callable[[WSGIEnvironment], bool]


def _lacks(variable: str) -> Condition:
    return lambda environ: variable not in environ and environ.get("CONTENT_LENGTH", "0") not in ("", "0")


def _missing() -> Iterator[Defect]:
    for word, variable in _VARIABLES.items():
        yield Defect(
            f"http-headers.without-{word}-nothing-is-done",
            f"http.request.without-{word}",
            "A request without the header is answered with 200, and nothing is done",
            web=web.answered(200, _lacks(variable)),
        )


def _without_port(environ: WSGIEnvironment) -> bool:
    host = str(environ.get("HTTP_HOST", ":"))
    return ":" not in host and environ["REQUEST_METHOD"] == "POST"


def _foreign(environ: WSGIEnvironment) -> bool:
    return str(environ.get("HTTP_HOST", "")).partition(":")[0] not in ("", "127.0.0.1", "localhost", "ocs.example")


def _kind(environ: WSGIEnvironment) -> str:
    return str(environ.get("CONTENT_TYPE", ""))


def _longer(_status: str, headers: Headers) -> Headers:
    return [(name, str(int(value) + 1) if name == "Content-length" else value) for name, value in headers]


def _of_no_version(_status: str, headers: Headers) -> Headers:
    return [(name, "OCS" if name == "Server" else value) for name, value in headers]


_REST = (
    Defect(
        "http-headers.host-needs-a-port",
        "http.request.host-without-port",
        "A request whose Host has no port is refused",
        web=web.answered(400, _without_port),
    ),
    Defect(
        "http-headers.host-must-be-known",
        "http.request.host-without-port",
        "A request whose Host is another name than the server's own is refused",
        web=web.answered(400, _foreign),
    ),
    Defect(
        "http-headers.media-type-has-no-parameters",
        "http.request.media-type",
        "A media type with a charset behind it is taken for another one",
        web=web.answered(400, lambda environ: ";" in _kind(environ)),
    ),
    Defect(
        "http-headers.media-type-has-no-capitals",
        "http.request.media-type",
        "A media type with capitals is taken for another one",
        web=web.answered(400, lambda environ: _kind(environ) != _kind(environ).lower()),
    ),
    Defect(
        "http-headers.never-changed",
        "http.campaign-groups.conditional-get",
        "GET with If-None-Match is answered with 304, whatever the tag",
        web=web.answered(304, lambda environ: "HTTP_IF_NONE_MATCH" in environ),
    ),
    Defect(
        "http-headers.server-without-version",
        "http.response.server-version",
        "The header Server has the name of the server alone",
        web=http_headers(_of_no_version),
    ),
    Defect(
        "http-headers.one-octet-too-many",
        "http.response.content-length",
        "Content-length counts an octet that does not come",
        web=http_headers(_longer),
    ),
)

DEFECTS = (*_missing(), *_REST)
