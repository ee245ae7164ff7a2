"""Mistakes with RecordReschedule, and those that RecordReschedule and ScheduledRecordReschedule have in common."""

from dataclasses import replace

from ocs_reference.core.callbacks import callback_type
from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.requests import (
    ALL_CHAIN,
    CALLING_LIST,
    CAMPAIGN_NAME,
    CHAIN_ATTR,
    HANDLE,
    RECORD_ONLY,
    Handler,
    text,
)
from ocs_reference.core.state import Callback, Record
from ocs_reference.core.values import END_OF_DAY, Data, RecordType, Row
from ocs_reference.defects.callbacks import (
    BOTH,
    OTHER,
    RESCHEDULE,
    due,
    first_counts,
    first_zone,
    in_group,
    in_zone,
    is_callback,
    noted,
    store_callback,
    take_callback,
    utc,
)
from ocs_reference.defects.defect import Defect, both
from ocs_reference.defects.outputs import event_key, event_without
from ocs_reference.defects.records import after, before, is_automatic, refused_for, with_record
from ocs_reference.defects.requests import acknowledged, refused, sent_data, unanswered
from ocs_reference.defects.stored import outcome, saved_rows

_REQUEST = RESCHEDULE
_ACKNOWLEDGE = "RecordRescheduleAcknowledge"
_NAMES = (CALLING_LIST, CAMPAIGN_NAME, HANDLE, "GSW_CALLBACK_TYPE", "GSW_DATE_TIME")


def _kept_beyond_rejection(handler: Handler, context: Context, request: Request, record: Record) -> Result:
    result = handler(context, request)
    store_callback(context, record)
    return result


def _forget_callback(_context: Context, _request: Request, record: Record) -> None:
    for other in record.chain.records:
        other.callback = None


def _is_previewed(context: Context, record: Record) -> bool:
    return not is_automatic(context, record)


def _refused_and_noted(handler: Handler, context: Context, request: Request, record: Record) -> Result:
    try:
        return handler(context, request)
    except RefusalError as refusal:
        if refusal.number == 110:
            record.callback = Callback(text(request.data, "GSW_CALLBACK_TYPE"), context.now)
        raise


def _with_type_as_documented(data: Data) -> Data:
    value = data.get("GSW_CALLBACK_TYPE")
    return {**data, "GSW_CALLBACK_TYPE": value.capitalize()} if isinstance(value, str) else data


def _with_treatment_as_documented(data: Data) -> Data:
    known = {name.lower(): name for name in ("RecordTreatPersonal", "RecordTreatCampaign")}
    value = data.get("GSW_TREATMENT")
    return {**data, "GSW_TREATMENT": known.get(value.lower(), value)} if isinstance(value, str) else data


def _with_scope_as_documented(data: Data) -> Data:
    known = {name.lower(): name for name in (ALL_CHAIN, RECORD_ONLY)}
    value = data.get(CHAIN_ATTR)
    return {**data, CHAIN_ATTR: known.get(value.lower(), value)} if isinstance(value, str) else data


def _when_the_window_begins(context: Context, row: Row, moment: int) -> int:
    offset = context.configuration.zones_by_dbid[int(row["tz_dbid"] or 0)].offset
    time = int(row["dial_sched_time"] or 0)
    begin = time - (time + offset) % END_OF_DAY + int(row["daily_from"] or 0)
    return max(begin, context.now) if row["daily_from"] else moment


DEFECTS = (
    Defect(
        "reschedule.stored-at-once",
        "desktop.reschedule.not-final",
        "RecordReschedule writes the callback to the calling list at once",
        after(_REQUEST, lambda context, _request, record: store_callback(context, record)),
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
            _NAMES,
        ),
    ),
    Defect(
        "reschedule.changes-the-open-record",
        "desktop.reschedule.not-final",
        "RecordReschedule changes the open record, so that logout and time-out make it a callback, too",
        after(_REQUEST, lambda context, _request, record: take_callback(context, record)),
    ),
    Defect(
        "reschedule.first-counts",
        "desktop.reschedule.final",
        "Of two callbacks that are asked for before RecordProcessed the first counts",
        first_counts(BOTH),
    ),
    Defect(
        "reschedule.types-mixed-up",
        "desktop.reschedule.callback-type",
        "A personal callback becomes one of the group, and the other way round",
        noted(BOTH, lambda _context, _record, callback: replace(callback, type=OTHER[callback.type])),
    ),
    Defect(
        "reschedule.personal-callback-as-rescheduled",
        "desktop.enumerations.type-personal-callback",
        "The row of a personal callback is Personal Rescheduled",
        outcome("Personal", record_type=RecordType.PERSONAL_RESCHEDULED),
    ),
    Defect(
        "reschedule.time-read-as-utc",
        "desktop.reschedule.time-of-record",
        "RecordReschedule reads its time as UTC",
        in_zone(_REQUEST, utc),
    ),
    Defect(
        "reschedule.time-read-in-the-first-zone",
        "desktop.reschedule.time-of-record",
        "RecordReschedule reads its time in one zone for all records",
        in_zone(_REQUEST, first_zone),
    ),
    Defect(
        "reschedule.short-years-only",
        "desktop.keys.date-time-long-year",
        "A year of four digits is refused",
        refused(
            BOTH, 111, lambda _context, request: len(str(request.data["GSW_DATE_TIME"])) == len("MM/DD/YYYY HH:MM")
        ),
    ),
    Defect(
        "reschedule.long-years-only",
        "desktop.keys.date-time-short-year",
        "A year of two digits is refused",
        refused(BOTH, 111, lambda _context, request: len(str(request.data["GSW_DATE_TIME"])) == len("MM/DD/YY HH:MM")),
    ),
    Defect(
        "reschedule.past-accepted",
        "desktop.reschedule.past",
        "A callback in the past is confirmed",
        both(*(acknowledged(name, [110], f"{name}Acknowledge", _NAMES) for name in BOTH)),
    ),
    Defect(
        "reschedule.past-stored",
        "desktop.reschedule.past",
        "A callback in the past is refused, and noted all the same",
        with_record(BOTH, _refused_and_noted),
    ),
    Defect(
        "reschedule.any-text-accepted",
        "desktop.reschedule.not-a-time",
        "A text that is no time is confirmed",
        both(*(acknowledged(name, [111], f"{name}Acknowledge", _NAMES) for name in BOTH)),
    ),
    Defect(
        "keys.callback-type-in-any-case",
        "desktop.keys.values-case-sensitive",
        "GSW_CALLBACK_TYPE is taken without regard to case",
        sent_data(BOTH, _with_type_as_documented),
    ),
    Defect(
        "keys.treatment-in-any-case",
        "desktop.keys.values-case-sensitive",
        "GSW_TREATMENT is taken without regard to case",
        sent_data("RecordProcessed", _with_treatment_as_documented),
    ),
    Defect(
        "keys.scope-in-any-case",
        "desktop.keys.values-case-sensitive",
        "GSW_CHAIN_ATTR is taken without regard to case",
        sent_data("RequestRecordCancel", _with_scope_as_documented),
    ),
    Defect(
        "reschedule.scope-refused",
        "desktop.reschedule.scope-ignored",
        "RecordReschedule with GSW_CHAIN_ATTR is refused",
        refused(_REQUEST, 101, lambda _context, request: CHAIN_ATTR in request.data),
    ),
    Defect(
        "reschedule.rest-stays-retrieved",
        "desktop.reschedule.chain-is-released",
        "Of a chain with a callback nothing else is written back",
        saved_rows(lambda rows: [row for row in rows if callback_type(dict(row))] or rows),
    ),
    Defect(
        "reschedule.only-of-preview-records",
        "desktop.reschedule.predictive-call",
        "The record of a predictive call cannot be rescheduled",
        refused_for(BOTH, 101, is_automatic),
    ),
    Defect(
        "reschedule.not-of-scheduled-calls",
        "desktop.reschedule.scheduled-call",
        "RecordReschedule is refused for scheduled calls",
        refused_for(_REQUEST, 101, is_callback),
    ),
    Defect(
        "reschedule.first-group-is-meant",
        "desktop.reschedule.group-name",
        "Of several groups of a campaign RecordReschedule takes the first, whichever it names",
        in_group(_REQUEST, 0),
    ),
    Defect(
        "reschedule.last-group-is-meant",
        "desktop.reschedule.group-name",
        "Of several groups of a campaign RecordReschedule takes the last, whichever it names",
        in_group(_REQUEST, -1),
    ),
    Defect(
        "reschedule.another-campaign-is-not-answered",
        "desktop.reschedule.group-name",
        "RecordReschedule with a campaign that is not that of its group is not answered",
        unanswered(_REQUEST, [103]),
    ),
    Defect(
        "reschedule.daily-window-ignored",
        "desktop.reschedule.daily-window",
        "A callback is dialed at its time, in the daily window or not",
        due(lambda context, row, _moment: max(int(row["dial_sched_time"] or 0), context.now)),
    ),
    Defect(
        "reschedule.dialed-when-the-window-begins",
        "desktop.reschedule.daily-window",
        "A callback is dialed when the daily window of its day begins",
        due(_when_the_window_begins),
    ),
)
