"""Mistakes with RecordReschedule."""

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, HANDLE, Handler
from ocs_reference.core.state import Record
from ocs_reference.core.values import Row
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.outputs import event_key, event_without
from ocs_reference.defects.records import after, before, is_automatic, refused_for, with_record
from ocs_reference.defects.requests import acknowledged

_REQUEST = "RecordReschedule"
_ACKNOWLEDGE = "RecordRescheduleAcknowledge"


def _store_callback(context: Context, record: Record) -> None:
    if record.callback is None:
        return
    row: Row = {**context.policies.outcomes[record.callback.type], "dial_sched_time": record.callback.time}
    context.store.save(record.chain.calling_list.key, [record.row | row])


def _at_once(context: Context, _request: Request, record: Record) -> None:
    _store_callback(context, record)


def _kept_beyond_rejection(handler: Handler, context: Context, request: Request, record: Record) -> Result:
    result = handler(context, request)
    _store_callback(context, record)
    return result


def _forget_callback(_context: Context, _request: Request, record: Record) -> None:
    for other in record.chain.records:
        other.callback = None


def _is_previewed(context: Context, record: Record) -> bool:
    return not is_automatic(context, record)


DEFECTS = (
    Defect(
        "reschedule.stored-at-once",
        "desktop.reschedule.not-final",
        "RecordReschedule writes the callback to the calling list at once",
        after(_REQUEST, _at_once),
    ),
    Defect(
        "reschedule.kept-beyond-rejection",
        "desktop.reschedule.not-final",
        "A record that is rejected after RecordReschedule becomes a callback all the same",
        with_record("RecordReject", _kept_beyond_rejection),
    ),
    Defect(
        "reschedule.forgotten-by-processed",
        "desktop.reschedule.final",
        "RecordProcessed forgets the callback that was asked for before",
        before("RecordProcessed", _forget_callback),
    ),
    Defect(
        "reschedule.only-calls",
        "desktop.reschedule.preview-record",
        "RecordReschedule is refused for records that were not dialled by the OCS",
        refused_for(_REQUEST, 101, _is_previewed),
    ),
    Defect(
        "reschedule.acknowledge-without-list",
        "desktop.reschedule.acknowledged",
        "RecordRescheduleAcknowledge has no calling list",
        event_without(_ACKNOWLEDGE, CALLING_LIST),
    ),
    Defect(
        "reschedule.acknowledge-always-personal",
        "desktop.reschedule.acknowledge-repeats",
        "RecordRescheduleAcknowledge says Personal for either type of callback",
        event_key(_ACKNOWLEDGE, "GSW_CALLBACK_TYPE", "Personal"),
    ),
    Defect(
        "reschedule.finished-record-acknowledged",
        "desktop.reschedule.record-not-found",
        "RecordReschedule for a record that is not open is acknowledged",
        acknowledged(
            _REQUEST,
            [109],
            _ACKNOWLEDGE,
            [CALLING_LIST, CAMPAIGN_NAME, HANDLE, "GSW_CALLBACK_TYPE", "GSW_DATE_TIME"],
        ),
    ),
)
