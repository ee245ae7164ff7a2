"""Mistakes with ReadyTime."""

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.requests import HANDLE, Handler
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.requests import acknowledged, handled, renumbered


def _forget_the_first(handler: Handler, context: Context, request: Request) -> Result:
    result = handler(context, request)
    for record in context.state.open.values():
        record.ready_time_sent = False
    return result


def _once_for_all(handler: Handler, context: Context, request: Request) -> Result:
    result = handler(context, request)
    for record in context.state.open.values():
        record.ready_time_sent = True
    return result


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
)
