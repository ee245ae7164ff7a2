"""Mistakes with ReadyTime."""

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.records import PROCESSED, close_as
from ocs_reference.core.requests import HANDLE, REFERENCE_ID, REQUEST_TYPE, Handler, whole
from ocs_reference.core.state import Record
from ocs_reference.core.tables import REQUESTS
from ocs_reference.core.values import Data, DialMode, OptimizeBy
from ocs_reference.defects.calls import decided
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.outputs import event_without
from ocs_reference.defects.records import after, refused_for
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


def _is_seizing(context: Context, record: Record) -> bool:
    return context.state.sessions[record.chain.group.key].dial_mode == DialMode.PREDICTIVE_WITH_SEIZING


def _is_not_used(context: Context, record: Record) -> bool:
    session = context.state.sessions[record.chain.group.key]
    algorithm = session.group.options.predictive_algorithm or ""
    return "small_group" not in algorithm or session.optimize_by != OptimizeBy.OVERDIAL_RATE


def _is_advanced(_context: Context, record: Record) -> bool:
    return record.chain.group.options.predictive_algorithm == "advanced_small_group"


def _has_no_call(context: Context, request: Request) -> bool:
    return request.agent is not None and not context.state.on_a_call(request.agent)


def _another_has_one(context: Context, request: Request) -> bool:
    own = request.data.get(HANDLE)
    return any(record.ready_time_sent for handle, record in context.state.open.items() if handle != own)


def _by_the_configured_mode(handler: Handler, context: Context, request: Request) -> Result:
    record = context.state.open.get(whole(request.data, HANDLE))
    session = context.state.sessions[record.chain.group.key] if record is not None else None
    if session is None:
        return handler(context, request)
    mode, session.dial_mode = session.dial_mode, session.group.dial_mode
    try:
        return handler(context, request)
    finally:
        session.dial_mode = mode


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
    Defect(
        "ready-time.not-with-seizing",
        "desktop.ready-time.with-seizing",
        "ReadyTime is refused in Predictive with Seizing",
        refused_for("ReadyTime", 101, _is_seizing),
    ),
    Defect(
        "ready-time.bad-algorithm",
        "desktop.ready-time.algorithms",
        "ReadyTime under another algorithm or optimization is refused as a bad value",
        refused_for("ReadyTime", 103, _is_not_used),
    ),
    Defect(
        "ready-time.of-anybody",
        "desktop.ready-time.own-record",
        "ReadyTime is acknowledged for every open record, whoever has it",
        decided("processes", lambda _sound, _chain, _agent: True),
    ),
    Defect(
        "ready-time.one-algorithm",
        "desktop.ready-time.acknowledged",
        "ReadyTime is for the algorithm small_group alone",
        refused_for("ReadyTime", 101, _is_advanced),
    ),
    Defect(
        "ready-time.during-the-call",
        "desktop.ready-time.acknowledged",
        "ReadyTime is refused once the call is released",
        refused("ReadyTime", 112, _has_no_call),
    ),
    Defect(
        "ready-time.one-at-a-time",
        "desktop.ready-time.duplicate",
        "ReadyTime is a duplicate where another record has one",
        refused("ReadyTime", 120, _another_has_one),
    ),
    Defect(
        "ready-time.mode-as-configured",
        "desktop.ready-time.not-predictive",
        "ReadyTime goes by the configured mode of the group, not by that of the session",
        handled("ReadyTime", _by_the_configured_mode),
    ),
)
