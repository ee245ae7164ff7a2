"""Mistakes with scheduled calls: what ScheduledCall carries, and what comes of the call."""

from dataclasses import replace

from ocs_reference.core.context import Context, Policies
from ocs_reference.core.messages import DesktopRequest, Input, UserEvent
from ocs_reference.core.requests import CALLING_LIST, HANDLE, whole
from ocs_reference.core.state import Record
from ocs_reference.core.values import Data, RecordStatus, Row
from ocs_reference.defects.callbacks import (
    CALLBACK_TYPE,
    OTHER,
    SCHEDULED_CALL,
    first_zone,
    is_callback,
    shown_in_zone,
    utc,
)
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.outputs import Outputs, event_data, event_key, event_without, no_event, sent
from ocs_reference.defects.records import event_of_record, refused_for
from ocs_reference.defects.stored import outcome, saved

_RESERVED: Data = {"GSW_ATTEMPTS": 77, "GSW_PHONE_TYPE": 9, "GSW_FROM": 3, "GSW_UNTIL": 5, "GSW_TZ_OFFSET": 60}


def _only_with_a_request(_context: Context, message: Input, outputs: Outputs) -> Outputs:
    if isinstance(message, DesktopRequest):
        return outputs
    return [each for each in outputs if not (isinstance(each, UserEvent) and _is_scheduled_call(each))]


def _is_scheduled_call(event: UserEvent) -> bool:
    return event.data.get("GSW_USER_EVENT") == SCHEDULED_CALL


def _with_other_type(_context: Context, _event: UserEvent, data: Data) -> Data:
    return {**data, CALLBACK_TYPE: OTHER[str(data[CALLBACK_TYPE])]}


def _with_every_field(_context: Context, record: Record, data: Data) -> Data:
    return {**data, **{key: value for key, value in record.row.items() if value is not None}}


def _still_due(row: Row) -> Row:
    finished = row["record_status"] == RecordStatus.UPDATED and row["record_type"] in {5, 6}
    return {**row, "record_status": RecordStatus.READY} if finished else row


def _rejected_with_its_type(policies: Policies) -> Policies:
    left = {key: value for key, value in policies.outcomes["rejected"].items() if key != "record_type"}
    return replace(policies, outcomes={**policies.outcomes, "rejected": left})


DEFECTS = (
    Defect(
        "scheduled-call.never-sent",
        "desktop.scheduled-call.at-its-time",
        "Callbacks that are due are not sent to desktops",
        no_event(SCHEDULED_CALL),
    ),
    Defect(
        "scheduled-call.only-with-a-request",
        "desktop.scheduled-call.unprompted",
        "A scheduled call is sent only when a request of the agent has come",
        sent(_only_with_a_request),
    ),
    Defect(
        "scheduled-call.types-mixed-up",
        "desktop.scheduled-call.callback-type",
        "ScheduledCall says Campaign for a personal callback, and Personal for one of the group",
        event_data(SCHEDULED_CALL, _with_other_type),
    ),
    Defect(
        "scheduled-call.another-list",
        "desktop.scheduled-call.names",
        "ScheduledCall has the key of the calling list for its name",
        event_of_record(
            SCHEDULED_CALL, lambda _context, record, data: {**data, CALLING_LIST: record.chain.calling_list.key}
        ),
    ),
    Defect(
        "scheduled-call.result-of-a-new-record",
        "desktop.scheduled-call.record-from-list",
        "ScheduledCall has the call result of a record that was never called",
        event_key(SCHEDULED_CALL, "GSW_CALL_RESULT", 28),
    ),
    Defect(
        "scheduled-call.record-as-chain",
        "desktop.scheduled-call.chain-id",
        "GSW_CHAIN_ID of ScheduledCall is the handle of the record",
        event_data(SCHEDULED_CALL, lambda _context, event, data: {**data, "GSW_CHAIN_ID": whole(event.data, HANDLE)}),
    ),
    Defect(
        "scheduled-call.due-time-as-call-time",
        "desktop.scheduled-call.call-time",
        "GSW_CALL_TIME of ScheduledCall is the time of the callback",
        event_of_record(
            SCHEDULED_CALL, lambda _context, record, data: {**data, "GSW_CALL_TIME": str(record.row["dial_sched_time"])}
        ),
    ),
    Defect(
        "scheduled-call.time-in-utc",
        "desktop.scheduled-call.time-of-record",
        "GSW_DATE_TIME of ScheduledCall is in UTC",
        shown_in_zone(utc),
    ),
    Defect(
        "scheduled-call.time-in-the-first-zone",
        "desktop.scheduled-call.time-of-record",
        "GSW_DATE_TIME of ScheduledCall is in the same zone for all records",
        shown_in_zone(first_zone),
    ),
    Defect(
        "scheduled-call.other-optional-values",
        "desktop.scheduled-call.optional-values",
        "Attempts, phone type, window and offset of ScheduledCall are not those of the record",
        event_data(SCHEDULED_CALL, lambda _context, _event, data: {**data, **_RESERVED}),
    ),
    Defect(
        "scheduled-call.without-fields",
        "desktop.scheduled-call.send-attribute",
        "ScheduledCall carries no field of the list",
        event_without(SCHEDULED_CALL, "CUSTOMER_CODE"),
    ),
    Defect(
        "scheduled-call.with-every-field",
        "desktop.scheduled-call.no-send-attribute",
        "ScheduledCall carries every column by its name",
        event_of_record(SCHEDULED_CALL, _with_every_field),
    ),
    Defect(
        "scheduled-call.handle-of-nothing",
        "desktop.scheduled-call.handle",
        "The handle of ScheduledCall opens nothing",
        event_data(SCHEDULED_CALL, lambda _context, event, data: {**data, HANDLE: whole(event.data, HANDLE) + 1000}),
    ),
    Defect(
        "scheduled-call.not-processed",
        "desktop.scheduled-call.accepted",
        "RecordProcessed is refused for scheduled calls",
        refused_for("RecordProcessed", 101, is_callback),
    ),
    Defect(
        "scheduled-call.comes-again",
        "desktop.scheduled-call.accepted",
        "A callback that was finished stays due",
        saved(_still_due),
    ),
    Defect(
        "scheduled-call.rejected-stays-callback",
        "desktop.scheduled-call.rejected",
        "A scheduled call that is rejected keeps its type",
        _rejected_with_its_type,
    ),
    Defect(
        "scheduled-call.rejected-is-finished",
        "desktop.scheduled-call.rejected",
        "A scheduled call that is rejected is Updated",
        outcome("rejected", record_status=RecordStatus.UPDATED),
    ),
    Defect(
        "scheduled-call.rejected-comes-again",
        "desktop.scheduled-call.rejected-is-new",
        "A scheduled call that is rejected comes again as a scheduled call",
        _rejected_with_its_type,
    ),
    Defect(
        "scheduled-call.rejected-is-lost",
        "desktop.scheduled-call.rejected-is-new",
        "A scheduled call that is rejected does not come back",
        outcome("rejected", record_status=RecordStatus.UPDATED),
    ),
)
