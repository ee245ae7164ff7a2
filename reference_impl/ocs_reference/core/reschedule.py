"""Callbacks. Source: desktop, Scheduling and Rescheduling Records; http, the row RecordReschedule."""

from datetime import UTC, datetime

from ocs_reference.core.callbacks import callback_type
from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import Reply
from ocs_reference.core.records import named, names, processed
from ocs_reference.core.requests import text
from ocs_reference.core.state import Callback, Record
from ocs_reference.core.values import Data

_FORMATS = ("%m/%d/%Y %H:%M", "%m/%d/%y %H:%M")


def utc_seconds(local: str, offset: int) -> int:
    """Read a GSW_DATE_TIME, given in a zone ``offset`` seconds from UTC; refuses with 111 for any other text."""
    for form in _FORMATS:
        try:
            moment = datetime.strptime(local, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return int(moment.timestamp()) - offset
    raise RefusalError(111, "GSW_DATE_TIME")


def reschedule(context: Context, request: Request) -> Result:
    """Note a callback for an open record; it is stored when the record is finalised. 110 for a time in the past."""
    record, callback = _note_callback(context, request)
    return [Reply("RecordRescheduleAcknowledge", _confirmed(request, record, callback))]


def reschedule_scheduled(context: Context, request: Request) -> Result:
    """Do what ``reschedule`` does; the type may be left out, and then stays as it is (102 for what is no callback)."""
    record, callback = _note_callback(context, request)
    data = {**_confirmed(request, record, callback), "GSW_PHONE": record.row["contact_info"]}
    return [Reply("ScheduledRecordRescheduleAcknowledge", data)]


def reschedule_finally(context: Context, request: Request) -> Result:
    """Reschedule a record and release it at once, as the HTTP interface does."""
    _note_callback(context, request)
    return processed(context, request)


def _confirmed(request: Request, record: Record, callback: Callback) -> Data:
    times = {"GSW_CALLBACK_TYPE": callback.type, "GSW_DATE_TIME": request.data["GSW_DATE_TIME"]}
    return {**names(record), **times}


def _note_callback(context: Context, request: Request) -> tuple[Record, Callback]:
    record = named(context, request)
    zone = context.configuration.zones_by_dbid[int(record.row["tz_dbid"] or 0)]
    time = utc_seconds(text(request.data, "GSW_DATE_TIME"), zone.offset)
    if time < context.now:
        raise RefusalError(110, "GSW_DATE_TIME")
    record.callback = Callback(_type(request, record), time)
    return record, record.callback


def _type(request: Request, record: Record) -> str:
    if "GSW_CALLBACK_TYPE" in request.data:
        return text(request.data, "GSW_CALLBACK_TYPE")
    before = record.callback.type if record.callback else callback_type(record.row)
    if before is None:
        raise RefusalError(102, "GSW_CALLBACK_TYPE")
    return before
