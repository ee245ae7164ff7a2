"""Mistakes with ReadyTime."""

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.records import PROCESSED, close_as
from ocs_reference.core.requests import HANDLE, REFERENCE_ID, REQUEST_TYPE, Handler
from ocs_reference.core.state import Record
from ocs_reference.core.tables import REQUESTS
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.outputs import event_without
from ocs_reference.defects.records import after
from ocs_reference.defects.requests import acknowledged, handled, misnumbered, refused, renumbered, sent_data

_TIME = "GSW_READY_TIME"
_OWN_KEYS = {REQUEST_TYPE, REFERENCE_ID, *REQUESTS["ReadyTime"].required}


def _forget_the_first(handler: Handler, context: Context, request: Request) -> Result:
    result = handler(context, request)
    for record in context.state.open.values():
        record.ready_time_sent = False
    return result


def _finish(context: Context, _request: Request, record: Record) -> None:
    close_as(context, record.chain, PROCESSED)


def _has_other_keys(_context: Context, request: Request) -> bool:
    return not _OWN_KEYS.issuperset(request.data)


def _zero_as_one(data: Data) -> Data:
    return {**data, _TIME: 1} if data.get(_TIME) == 0 else data


def _without_sign(data: Data) -> Data:
    time = data.get(_TIME)
    return {**data, _TIME: abs(time)} if isinstance(time, int) else data


DEFECTS = (
    Defect(
        "ready-time.second-is-taken",
        "desktop.ready-time.duplicate",
        "A second ReadyTime for a record replaces the first instead of being refused",
        handled("ReadyTime", _forget_the_first),
    ),
    Defect(
        "ready-time.second-has-other-number",
        "desktop.ready-time.duplicate",
        "A second ReadyTime is refused with the number of an invalid request",
        renumbered("ReadyTime", [120], 101),
    ),
    Defect(
        "ready-time.lost-handle-is-not-found",
        "desktop.ready-time.invalid-handle",
        "ReadyTime for a handle that is not there gets the number that other requests have for it",
        renumbered("ReadyTime", [112], 109),
    ),
    Defect(
        "ready-time.any-mode",
        "desktop.ready-time.not-predictive",
        "ReadyTime is acknowledged in every dialing mode",
        acknowledged("ReadyTime", [101], "ReadyTimeAcknowledge", [HANDLE]),
    ),
    Defect(
        "ready-time.finishes-the-record",
        "desktop.ready-time.not-final",
        "ReadyTime finishes the record",
        after("ReadyTime", _finish),
    ),
    Defect(
        "ready-time.other-pairs-refused",
        "desktop.ready-time.other-pairs-ignored",
        "ReadyTime with a key that its table does not have is an invalid request",
        refused("ReadyTime", 101, _has_other_keys),
    ),
    Defect(
        "ready-time.acknowledge-without-handle",
        "desktop.ready-time.acknowledged",
        "ReadyTimeAcknowledge has no handle",
        event_without("ReadyTimeAcknowledge", HANDLE),
    ),
    Defect(
        "ready-time.other-numbers",
        "desktop.ready-time.refused-by-its-table",
        "ReadyTime has the number of records that are not found for every handle that names none",
        misnumbered("ReadyTime", [103, 112], 109),
    ),
    Defect(
        "ready-time.incomplete-is-invalid",
        "desktop.ready-time.attribute-missing",
        "ReadyTime without a mandatory key has the number of an invalid request",
        misnumbered("ReadyTime", [102], 101),
    ),
    Defect(
        "ready-time.wrong-is-invalid",
        "desktop.ready-time.bad-value",
        "ReadyTime with a wrong time has the number of an invalid request",
        misnumbered("ReadyTime", [103], 101),
    ),
    Defect(
        "ready-time.zero-seconds",
        "desktop.ready-time.bad-value",
        "ReadyTime with a time of 0 is acknowledged",
        sent_data("ReadyTime", _zero_as_one),
    ),
    Defect(
        "ready-time.without-sign",
        "desktop.ready-time.bad-value",
        "A time below 0 is taken without its sign",
        sent_data("ReadyTime", _without_sign),
    ),
    Defect(
        "ready-time.stranger-has-no-handle",
        "desktop.ready-time.agent-unknown",
        "ReadyTime of an unknown agent has the number of an invalid handle",
        misnumbered("ReadyTime", [104], 112),
    ),
)
