"""Mistakes in how requests for a record are refused over HTTP: records that are gone, wrong pairs, wrong requests."""

import re
from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.campaign_groups import GROUP_ACTIONS
from ocs_reference.core.context import Context
from ocs_reference.core.messages import Input, ResourceAnswer, ResourceRequest
from ocs_reference.core.records import PROCESSED, close_as
from ocs_reference.core.tables import RESOURCES
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import Outputs, http_answer, http_status, sent
from ocs_reference.defects.records import after, keep_open
from ocs_reference.defects.requests import resource_request
from ocs_reference.defects.stored import policy

_RECORDS = "records"
_ROW = "http.records"

Condition = Callable[[Context, int], bool]


def _gone(when: Condition, status: int = 410, warning: int | None = None) -> ChangePolicies:
    """Answer requests for a record that is not there in another way where ``when`` holds for its handle."""

    def apply(context: Context, message: Input, outputs: Outputs) -> Outputs:
        if not isinstance(message, ResourceRequest) or message.path[0] != _RECORDS:
            return outputs
        return [
            replace(output, status=status, warning=warning or output.warning)
            if isinstance(output, ResourceAnswer) and output.status == 410 and when(context, int(message.path[1]))
            else output
            for output in outputs
        ]

    return sent(apply)


def _was_there(context: Context, handle: int) -> bool:
    return 0 < handle <= context.state.last_handle


def _never_was(context: Context, handle: int) -> bool:
    return not _was_there(context, handle)


def _finished_by_a_mistake(context: Context, message: Input, outputs: Outputs) -> Outputs:
    if not isinstance(message, ResourceRequest) or message.path[0] != _RECORDS or not message.path[1].isdigit():
        return outputs
    record = context.state.open.get(int(message.path[1]))
    if record is not None and any(isinstance(output, ResourceAnswer) and output.status == 400 for output in outputs):
        close_as(context, record.chain, PROCESSED)
    return outputs


def _number_at_the_start(request: ResourceRequest) -> ResourceRequest:
    """Read a handle as far as it is a number."""
    if request.path[0] != _RECORDS or len(request.path) != 2:
        return request
    digits = re.match("[0-9]*", request.path[1])
    return replace(request, path=(_RECORDS, digits[0] if digits and digits[0] else "0"))


def _is_no_number(request: ResourceRequest) -> bool:
    return request.path[0] == _RECORDS and len(request.path) == 2 and not request.path[1].isdigit()


def _internal_error_without_a_number(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    return replace(answer, status=500) if _is_no_number(request) else answer


def _time_is_missing(_request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    return replace(answer, warning=102) if answer.warning in (110, 111) else answer


def _of_whatever_resource(request: ResourceRequest) -> ResourceRequest:
    """Go by the req value alone."""
    if request.path[0] == _RECORDS and request.action in GROUP_ACTIONS:
        return replace(request, path=("campaigngroups", *request.path[1:]))
    return request


def _unknown_action(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    known = request.action in {*(action for _, action in RESOURCES), *GROUP_ACTIONS}
    return answer if known or request.path[0] != _RECORDS else replace(answer, status=404)


def _processed_by_default(request: ResourceRequest) -> ResourceRequest:
    return replace(request, action=request.action or "RecordProcessed") if request.path[0] == _RECORDS else request


DEFECTS = (
    Defect(
        "http-records.finished-record-is-not-found",
        f"{_ROW}.finished-record-is-gone",
        "A request for a record that is finished is answered with 404",
        _gone(_was_there, status=404),
    ),
    Defect(
        "http-records.processed-record-stays-open",
        f"{_ROW}.finished-record-is-gone",
        "A record that is finished by RecordProcessed still takes requests over HTTP",
        after("RecordProcessed", keep_open),
    ),
    Defect(
        "http-records.unknown-record-is-not-found",
        f"{_ROW}.unknown-record-is-gone",
        "A request for a handle that was never given is answered with 404",
        _gone(_never_was, status=404),
    ),
    Defect(
        "http-records.unknown-record-is-done",
        f"{_ROW}.unknown-record-is-gone",
        "A request for a handle that was never given is answered with 200",
        _gone(_never_was, status=200),
    ),
    Defect(
        "http-records.stale-record-stays-open",
        f"{_ROW}.stale-record-is-gone",
        "A record stays open when its stale timeout is over",
        policy(is_stale=lambda _chain, _now: False),
    ),
    Defect(
        "http-records.gone-has-other-number",
        f"{_ROW}.gone-warning",
        "The header Warning of a 410 for a record that was there is 101",
        _gone(_was_there, warning=101),
    ),
    Defect(
        "http-records.unknown-has-other-number",
        f"{_ROW}.unknown-record-warning",
        "The header Warning of a 410 for a handle that was never given is 103",
        _gone(_never_was, warning=103),
    ),
    Defect(
        "http-records.handle-is-cut-short",
        f"{_ROW}.handle-that-is-no-number",
        "A record handle is read up to the first character that is no digit",
        resource_request(_number_at_the_start),
    ),
    Defect(
        "http-records.handle-is-not-checked",
        f"{_ROW}.handle-that-is-no-number",
        "A request for a record handle that is no number is answered with 500",
        http_answer(_internal_error_without_a_number),
    ),
    Defect(
        "http-records.bad-body-finishes",
        f"{_ROW}.bad-body",
        "A request for a record with a missing or wrong pair is answered with 400 and finishes the record",
        sent(_finished_by_a_mistake),
    ),
    Defect(
        "http-records.bad-reschedule-is-internal",
        f"{_ROW}.bad-body",
        "RecordReschedule for a record with a missing or wrong pair is answered with 500",
        http_status(_RECORDS, "RecordReschedule", 400, 500),
    ),
    Defect(
        "http-records.bad-time-is-a-missing-one",
        "http.response.wrong-pair-warning",
        "A time that is none, or that has passed, is told by the number of a missing pair",
        http_answer(_time_is_missing),
    ),
    Defect(
        "http-records.unknown-action-is-not-found",
        f"{_ROW}.unknown-request",
        "A request for a record with a req value that does not exist is answered with 404",
        http_answer(_unknown_action),
    ),
    Defect(
        "http-records.no-action-processes",
        f"{_ROW}.unknown-request",
        "A request for a record without a req value is taken for RecordProcessed",
        resource_request(_processed_by_default),
    ),
    Defect(
        "http-records.action-of-groups-goes-to-a-group",
        f"{_ROW}.wrong-resource",
        "A request for a record with a req value of campaign groups goes to the group whose DBID is the handle",
        resource_request(_of_whatever_resource),
    ),
)
