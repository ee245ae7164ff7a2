"""Mistakes with the connections of HTTP clients, which the server is to keep."""

from collections.abc import Callable
from wsgiref.types import WSGIEnvironment

from ocs_reference.defects.connections import closing, closing_idle, closing_others
from ocs_reference.defects.defect import Defect

_ROW = "http.connection"

Condition = Callable[[WSGIEnvironment, int], bool]


def _to(word: str, status: int) -> Condition:
    """Requests whose path or query holds a word, answered with a status."""
    return lambda environ, answered: answered == status and word in str(environ["REQUEST_URI"])


def _wants_close(environ: WSGIEnvironment, _status: int) -> bool:
    return str(environ.get("HTTP_CONNECTION", "")).lower() == "close"


def _is_of_type(environ: WSGIEnvironment, status: int) -> bool:
    return status == 400 and environ.get("CONTENT_TYPE") == "text/plain"


_ANSWERS = (
    Defect(
        "http-connections.one-request-each",
        f"{_ROW}.persistent",
        "A connection is closed behind each answer",
        web=closing(lambda _environ, _status: True),
    ),
    Defect(
        "http-connections.two-requests-each",
        f"{_ROW}.persistent",
        "A connection is closed behind its second answer",
        web=closing(lambda _environ, _status: True, after=2),
    ),
    Defect(
        "http-connections.closed-after-an-action",
        f"{_ROW}.persistent",
        "A connection is closed behind an action that was carried out",
        web=closing(lambda environ, status: environ["REQUEST_METHOD"] == "POST" and status == 200),
    ),
    Defect(
        "http-connections.closed-after-all-statuses",
        f"{_ROW}.persistent",
        "A connection is closed behind the status of all campaign groups, which are sent without a length",
        web=closing(lambda environ, _status: environ["REQUEST_URI"].endswith("/campaigngroups")),
    ),
    Defect(
        "http-connections.one-client-only",
        f"{_ROW}.persistent",
        "A new connection puts an end to those of other clients",
        web=closing_others(),
    ),
)

_REFUSALS = (
    Defect(
        "http-connections.closed-after-a-refusal",
        f"{_ROW}.persistent-after-refusal",
        "A connection is closed behind a refusal",
        web=closing(lambda _environ, status: status >= 400),
    ),
    Defect(
        "http-connections.closed-after-410",
        f"{_ROW}.persistent-after-refusal",
        "A connection is closed when the record is gone",
        web=closing(lambda _environ, status: status == 410),
    ),
    Defect(
        "http-connections.closed-after-a-wrong-type",
        f"{_ROW}.persistent-after-refusal",
        "A connection is closed where the media type is a wrong one, as the body is not read",
        web=closing(_is_of_type),
    ),
    Defect(
        "http-connections.closed-after-an-unknown-action",
        f"{_ROW}.persistent-after-refusal",
        "A connection is closed behind an unknown action",
        web=closing(_to("Nonsense", 400)),
    ),
)

_OTHERS = (
    Defect(
        "http-connections.idle-ones-are-closed",
        f"{_ROW}.persistent-while-idle",
        "A connection on which nothing is asked for a minute is closed",
        *closing_idle(60),
    ),
    Defect(
        "http-connections.closed-after-an-hour",
        f"{_ROW}.persistent-while-idle",
        "A connection on which nothing is asked for an hour is closed",
        *closing_idle(3600),
    ),
    Defect(
        "http-connections.closed-after-a-day",
        f"{_ROW}.persistent-while-idle",
        "A connection on which nothing is asked for a day is closed",
        *closing_idle(86400),
    ),
    Defect(
        "http-connections.close-is-obeyed",
        f"{_ROW}.close-is-ignored",
        "A connection is closed when the client says so",
        web=closing(_wants_close),
    ),
)

DEFECTS = (*_ANSWERS, *_REFUSALS, *_OTHERS)
