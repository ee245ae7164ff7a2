"""Mistakes with AddRecord on the handle of an open record, with other keys, and while the database fails."""

from collections.abc import Iterator
from dataclasses import replace
from wsgiref.types import WSGIEnvironment

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import StoreError
from ocs_reference.core.messages import ResourceAnswer, ResourceRequest
from ocs_reference.core.requests import CAMPAIGN_NAME, Handler
from ocs_reference.core.reschedule import utc_seconds
from ocs_reference.core.values import Row
from ocs_reference.defects import web
from ocs_reference.defects.additions import changed
from ocs_reference.defects.defect import ChangePolicies, Defect, both
from ocs_reference.defects.outputs import http_answer
from ocs_reference.defects.requests import handled, over_http, refused, resource_request, without_keys

_RECORDS, _LISTS, _ADD = "records", "lists", "AddRecord"
_ROW = "http.records.add-record"
_OTHER_KEY, _TIME = "GSW_CAMPAIGN", "GSW_DATE_TIME"
_WITHDRAWALS = ("DoNotCall", "RequestRecordCancel")
_BY_WORD = {"phones": "phones", "customer-ids": "customer_ids"}

_STORED = {
    "gsw-agent-id": "GSW_AGENT_ID",
    "gsw-attempts": "GSW_ATTEMPTS",
    "gsw-call-result": "GSW_CALL_RESULT",
    "gsw-call-time": "GSW_CALL_TIME",
    "gsw-chain-n": "GSW_CHAIN_N",
    "gsw-date-time": _TIME,
    "gsw-from": "GSW_FROM",
    "gsw-until": "GSW_UNTIL",
    "gsw-phone-type": "GSW_PHONE_TYPE",
    "gsw-record-status": "GSW_RECORD_STATUS",
    "gsw-record-type": "GSW_RECORD_TYPE",
}


def _lost(handler: Handler, context: Context, request: Request) -> Result:
    """Carry a request out as far as the database lets it, and say that all is well."""
    try:
        return handler(context, request)
    except StoreError:
        return []


def _keys() -> Iterator[Defect]:
    for word, key in _STORED.items():
        ignored = over_http(_RECORDS, without_keys(_ADD, key))
        if key == "GSW_RECORD_TYPE":
            ignored = changed(_RECORDS, lambda _context, _request, row: {**row, "record_type": 2})
        if key == _TIME:
            ignored = changed(_RECORDS, lambda _context, _request, row: {**row, "dial_sched_time": 0})
        title = f"AddRecord on a handle ignores {key}"
        yield Defect(f"http-added-records.{word}-is-ignored", f"{_ROW}.{word}", title, ignored)


def _withdrawals() -> Iterator[Defect]:
    for word, resource in _BY_WORD.items():
        yield Defect(
            f"http-added-records.lost-with-the-database.{word}",
            f"http.{word}.database-failure",
            f"Requests for {word} are answered with 200 while the database fails, and forgotten",
            over_http(resource, handled(_WITHDRAWALS, _lost)),
        )
        yield Defect(
            f"http-added-records.unknown-campaign-is-any.{word}",
            f"http.{word}.cancel-in-unknown-campaign",
            f"RequestRecordCancel for {word} pays no heed to the campaign",
            over_http(resource, without_keys("RequestRecordCancel", CAMPAIGN_NAME)),
        )


def _has_reason(_context: Context, request: Request) -> bool:
    return request.agent is None and "GSW_MESSAGE" in request.data


def _with_other_key(request: ResourceRequest) -> ResourceRequest:
    if _OTHER_KEY not in request.body:
        return request
    return replace(request, body={**request.body, CAMPAIGN_NAME: request.body[_OTHER_KEY]})


def _refusing_other_key(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    return replace(answer, status=400, warning=102) if _OTHER_KEY in request.body else answer


def _time_has_passed(context: Context, request: Request) -> bool:
    zone = context.configuration.time_zones.get(str(request.data.get("GSW_TZ_NAME")))
    if zone is None or _TIME not in request.data:
        return False
    return utc_seconds(str(request.data[_TIME]), zone.offset) < context.now


def _now_for_the_past(context: Context, request: Request, row: Row) -> Row:
    return {**row, "dial_sched_time": context.now} if _time_has_passed(context, request) else row


def _has_no_body(environ: WSGIEnvironment) -> bool:
    of_a_record = environ["PATH_INFO"].startswith("/records/")
    return bool(environ["REQUEST_METHOD"] == "POST" and of_a_record and environ.get("CONTENT_LENGTH", "0") in ("", "0"))


def _adding_where_refused() -> ChangePolicies:
    """Add a record whose campaign stands under the other key, and tell that this key is not known."""
    return both(resource_request(_with_other_key), http_answer(_refusing_other_key))


_REST = (
    Defect(
        "http-added-records.refused-by-the-other-key-and-added",
        "http.lists.other-campaign-key",
        "AddRecord with the campaign under GSW_CAMPAIGN is refused, and the record added",
        _adding_where_refused(),
    ),
    Defect(
        "http-added-records.past-times-are-refused",
        "http.lists.time-in-the-past",
        "AddRecord on a list refuses a time that has passed",
        over_http(_LISTS, refused(_ADD, 111, _time_has_passed)),
    ),
    Defect(
        "http-added-records.past-times-are-now",
        "http.lists.time-in-the-past",
        "AddRecord on a list stores the present time for one that has passed",
        changed(_LISTS, _now_for_the_past),
    ),
    Defect(
        "http-added-records.lost-with-the-database",
        f"{_ROW}-database-failure",
        "AddRecord on a handle is answered with 200 while the database fails, and adds nothing",
        over_http(_RECORDS, handled(_ADD, _lost)),
    ),
    Defect(
        "http-added-records.end-is-lost-with-the-database",
        "http.records.finish-during-database-failure",
        "A request that finishes a record is answered with 200 while the database fails, and forgotten",
        over_http(_RECORDS, handled(("RecordProcessed", *_WITHDRAWALS), _lost)),
    ),
    Defect(
        "http-added-records.reasons-are-refused",
        "http.tenant.mandatory.gsw-message",
        "A request by phone or customer ID with GSW_MESSAGE is refused",
        both(*(over_http(each, refused(_WITHDRAWALS, 103, _has_reason)) for each in _BY_WORD.values())),
    ),
    Defect(
        "http-added-records.no-body-no-action",
        "http.records.without-body",
        "A request for a record without a body is answered with 200, and nothing is done",
        web=web.answered(200, _has_no_body),
    ),
)

DEFECTS = (*_keys(), *_withdrawals(), *_REST)
