"""Mistakes in what the HTTP interface takes for a request: method, headers, body and the pairs in it."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from wsgiref.types import WSGIEnvironment

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.messages import Input, ResourceAnswer, ResourceRequest
from ocs_reference.core.requests import CALLING_LIST, CUSTOMER_ID, HANDLE, KEYS, PHONE, Handler
from ocs_reference.defects import web
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.groups import RESOURCE
from ocs_reference.defects.outputs import http_answer, http_request
from ocs_reference.defects.requests import handled, received, resource_request

_ROW = "http.request"
_DATE_TIME, _TIME_ZONE = "GSW_DATE_TIME", "GSW_TZ_NAME"
_NOT_JSON = b"?"
_OF_THE_URI = {"records": HANDLE, "phones": PHONE, "customer_ids": CUSTOMER_ID, "lists": CALLING_LIST}


def _any_method(environ: WSGIEnvironment) -> None:
    if environ["REQUEST_METHOD"] != "GET":
        environ["REQUEST_METHOD"] = "POST"


def _get_carries_out(request: ResourceRequest) -> ResourceRequest:
    carried_out = request.method == "GET" and request.path[0] != RESOURCE
    return replace(request, method="POST") if carried_out else request


def _is_get(environ: WSGIEnvironment) -> bool:
    return bool(environ["REQUEST_METHOD"] == "GET")


def _any_media_type(environ: WSGIEnvironment) -> None:
    environ["CONTENT_TYPE"] = "application/json"


def _has_other_header(environ: WSGIEnvironment) -> bool:
    return any(name.startswith("HTTP_X_") for name in environ)


def _wants_another_type(environ: WSGIEnvironment) -> bool:
    wanted = environ.get("HTTP_ACCEPT", "*/*")
    return "*/*" not in wanted and "application/json" not in wanted


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _empty_where_it_is_no_json(raw: bytes) -> bytes:
    return raw if _read(raw) is not None else b""


def _empty_where_it_is_no_object(raw: bytes) -> bytes:
    return raw if _read(raw) is None or isinstance(_read(raw), dict) else b""


def _up_to_the_end_of_the_object(raw: bytes) -> bytes:
    try:
        found, _ = json.JSONDecoder().raw_decode(raw.decode().strip())
    except ValueError:
        return raw
    return json.dumps(found).encode()


def _first_pair(raw: bytes) -> bytes:
    found = _read(raw)
    return json.dumps(dict(list(found.items())[:1])).encode() if isinstance(found, dict) else raw


def _quotes_end_texts(raw: bytes) -> bytes:
    return raw.replace(rb"\"", b'"')


def _refused_where_a_key_stands_twice(raw: bytes) -> bytes:
    pairs: list[str] = re.findall(r'"(\w+)"\s*:', raw.decode())
    return raw if len(set(pairs)) == len(pairs) else _NOT_JSON


def _as_latin_1(raw: bytes) -> bytes:
    return raw.decode("latin-1").encode()


def _latin_letters_only(raw: bytes) -> bytes:
    return raw.decode().encode("latin-1", "replace").decode("latin-1").encode()


def _without_escaped_letters(raw: bytes) -> bytes:
    return re.sub(rb"\\u[0-9a-fA-F]{4}", b"", raw)


def _over_the_uri(request: ResourceRequest) -> ResourceRequest:
    key = _OF_THE_URI.get(request.path[0], "")
    return replace(request, path=(request.path[0], str(request.body[key]))) if key in request.body else request


def _reserved_pairs_only(request: ResourceRequest) -> ResourceRequest:
    if request.action != "AddRecord":
        return request
    return replace(request, body={key: value for key, value in request.body.items() if key.startswith("GSW_")})


def _emptied(handler: Handler, context: Context, request: Request) -> Result:
    """Empty the user-defined fields that an update over HTTP does not carry."""
    handle = request.data.get(HANDLE)
    record = context.state.open.get(handle) if isinstance(handle, int) and request.agent is None else None
    if record is not None:
        for key, field in record.chain.calling_list.sent.items():
            if key not in request.data:
                record.row[field.column] = None
    return handler(context, request)


def _number_is_a_text(key: str, value: object) -> bool:
    return key in KEYS and str not in KEYS[key].types and isinstance(value, str)


def _no_texts_for_numbers(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    wrong = any(_number_is_a_text(key, value) for key, value in request.body.items())
    return ResourceAnswer(500, 101) if wrong and request.path[0] == "lists" else answer


def _time(text: object) -> datetime | None:
    try:
        return datetime.strptime(str(text), "%m/%d/%Y %H:%M").replace(tzinfo=UTC)
    except ValueError:
        return None


def _without_an_unreadable_time(request: ResourceRequest) -> ResourceRequest:
    if request.action != "AddRecord" or _DATE_TIME not in request.body or _time(request.body[_DATE_TIME]):
        return request
    return replace(request, body={key: value for key, value in request.body.items() if key != _DATE_TIME})


def _any_time(context: Context, message: Input) -> Input:
    """Have a callback at no time, or in the past, read as one in two days."""
    if not isinstance(message, ResourceRequest) or message.action != "RecordReschedule":
        return message
    now = datetime.fromtimestamp(context.now, UTC)
    wanted = message.body.get(_DATE_TIME)
    if not isinstance(wanted, str) or (_time(wanted) or now) > now:
        return message
    later = (now + timedelta(days=2)).strftime("%m/%d/%Y %H:%M")
    return replace(message, body={**message.body, _DATE_TIME: later})


def _any_time_zone(context: Context, message: Input) -> Input:
    zones = list(context.configuration.time_zones)
    if not isinstance(message, ResourceRequest) or message.body.get(_TIME_ZONE, zones[0]) in zones:
        return message
    wanted = message.body[_TIME_ZONE]
    return replace(message, body={**message.body, _TIME_ZONE: zones[0] if isinstance(wanted, str) else wanted})


_METHODS_AND_HEADERS = (
    Defect(
        "http-requests.any-method",
        f"{_ROW}.post",
        "Every method but GET is taken for POST",
        web=http_request(_any_method),
    ),
    Defect(
        "http-requests.post-alone",
        f"{_ROW}.get",
        "GET is refused, as in releases that knew POST alone",
        web=web.answered(400, _is_get),
    ),
    Defect(
        "http-requests.get-carries-out",
        f"{_ROW}.get-of-campaign-groups-only",
        "GET with a req is carried out like POST, but for campaign groups",
        resource_request(_get_carries_out),
    ),
    Defect(
        "http-requests.get-needs-a-media-type",
        f"{_ROW}.get-without-body",
        "GET without a Content-type is refused",
        web=web.answered(400, lambda environ: _is_get(environ) and not environ.get("CONTENT_TYPE")),
    ),
    Defect(
        "http-requests.any-media-type",
        f"{_ROW}.media-type",
        "A body is read as JSON, whatever its media type",
        web=http_request(_any_media_type),
    ),
    Defect(
        "http-requests.unknown-header",
        f"{_ROW}.other-headers-are-ignored",
        "A request with a header of the client's own is refused",
        web=web.answered(400, _has_other_header),
    ),
    Defect(
        "http-requests.accept-is-heeded",
        f"{_ROW}.other-headers-are-ignored",
        "A request is answered with 406 where Accept has no JSON",
        web=web.answered(406, _wants_another_type),
    ),
    Defect(
        "http-requests.condition-is-heeded",
        f"{_ROW}.other-headers-are-ignored",
        "A POST with If-None-Match is answered with 412",
        web=web.answered(412, lambda environ: not _is_get(environ) and "HTTP_IF_NONE_MATCH" in environ),
    ),
)

_BODIES = (
    Defect(
        "http-requests.no-json-is-no-body",
        f"{_ROW}.json-object",
        "A body that is not JSON counts as none",
        web=web.body(_empty_where_it_is_no_json),
    ),
    Defect(
        "http-requests.no-json-is-no-body-for-groups",
        "http.campaign-groups.bad-body",
        "A campaign group request whose body is not JSON is carried out as if it had none",
        web=web.body(_empty_where_it_is_no_json),
    ),
    Defect(
        "http-requests.no-object-is-no-body",
        f"{_ROW}.json-object",
        "A body that is JSON and no object counts as none",
        web=web.body(_empty_where_it_is_no_object),
    ),
    Defect(
        "http-requests.behind-the-object",
        f"{_ROW}.json-object",
        "What stands behind the object of a body is passed over",
        web=web.body(_up_to_the_end_of_the_object),
    ),
    Defect(
        "http-requests.first-pair-alone",
        f"{_ROW}.json-object",
        "Of a body's pairs the first is read and the others are lost",
        web=web.body(_first_pair),
    ),
    Defect(
        "http-requests.quotation-mark-ends-a-text",
        f"{_ROW}.json-object",
        "A quotation mark ends a text, escaped or not",
        web=web.body(_quotes_end_texts),
    ),
    Defect(
        "http-requests.key-twice",
        f"{_ROW}.repeated-key",
        "A body in which a key stands twice is refused",
        web=web.body(_refused_where_a_key_stands_twice),
    ),
    Defect(
        "http-requests.bodies-are-latin-1",
        f"{_ROW}.national-characters",
        "Bodies are read as Latin-1, and not as UTF-8",
        web=web.body(_as_latin_1),
    ),
    Defect(
        "http-requests.latin-letters-only",
        f"{_ROW}.national-characters",
        "Letters beyond Latin-1 are stored as question marks",
        web=web.body(_latin_letters_only),
    ),
    Defect(
        "http-requests.escaped-letters-are-lost",
        f"{_ROW}.national-characters",
        "Letters that JSON writes with an escape are lost",
        web=web.body(_without_escaped_letters),
    ),
)

_PAIRS = (
    Defect(
        "http-requests.body-over-uri",
        f"{_ROW}.uri-over-body",
        "A handle, number, customer ID or list in the body counts before that of the URI",
        resource_request(_over_the_uri),
    ),
    Defect(
        "http-requests.update-empties-the-rest",
        f"{_ROW}.partial-update",
        "User-defined fields that an update leaves out become empty",
        handled(("RecordProcessed", "UpdateCallCompletionStats"), _emptied),
    ),
    Defect(
        "http-requests.reserved-pairs-only",
        f"{_ROW}.full-representation",
        "AddRecord passes over the user-defined fields",
        resource_request(_reserved_pairs_only),
    ),
    Defect(
        "http-requests.texts-for-numbers-break-it",
        f"{_ROW}.numbers-as-texts",
        "A number that comes as a text ends in an internal error",
        http_answer(_no_texts_for_numbers),
    ),
    Defect(
        "http-requests.unreadable-time-is-none",
        f"{_ROW}.desktop-pairs",
        "A GSW_DATE_TIME that is no time is passed over in AddRecord",
        resource_request(_without_an_unreadable_time),
    ),
    Defect(
        "http-requests.any-time",
        f"{_ROW}.desktop-pairs",
        "A callback at no time, or at one that has passed, is put off for two days",
        received(_any_time),
    ),
    Defect(
        "http-requests.any-time-zone",
        f"{_ROW}.desktop-pairs",
        "A time zone that is not configured is taken for another one",
        received(_any_time_zone),
    ),
)

DEFECTS = (*_METHODS_AND_HEADERS, *_BODIES, *_PAIRS)
