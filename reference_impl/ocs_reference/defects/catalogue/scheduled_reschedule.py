"""Mistakes with ScheduledRecordReschedule."""

from dataclasses import replace

from ocs_reference.core.callbacks import callback_type
from ocs_reference.core.context import Context, Policies
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, HANDLE
from ocs_reference.core.state import Callback, Record
from ocs_reference.defects.callbacks import (
    CALLBACK_TYPE,
    DATE_TIME,
    SCHEDULED_RESCHEDULE,
    first_zone,
    in_group,
    in_zone,
    is_callback,
    noted,
    store_callback,
    take_callback,
    utc,
)
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.outputs import event_key, event_without
from ocs_reference.defects.records import after, refused_for
from ocs_reference.defects.requests import acknowledged, unanswered, with_default

_ACKNOWLEDGE = "ScheduledRecordRescheduleAcknowledge"
_NAMES = (CALLING_LIST, CAMPAIGN_NAME, HANDLE, CALLBACK_TYPE, DATE_TIME)


def _unknown(policies: Policies) -> Policies:
    known = {name: spec for name, spec in policies.requests.items() if name != SCHEDULED_RESCHEDULE}
    return replace(policies, requests=known)


def _never_scheduled(context: Context, record: Record) -> bool:
    return not is_callback(context, record)


def _old_time(_context: Context, record: Record, callback: Callback) -> Callback:
    return replace(callback, time=int(record.row["dial_sched_time"] or 0))


def _old_type(_context: Context, record: Record, callback: Callback) -> Callback:
    return replace(callback, type=callback_type(record.row) or callback.type)


DEFECTS = (
    Defect(
        "scheduled-reschedule.unknown-request",
        "desktop.scheduled-record-reschedule.attached-data.gsw-agent-req-type",
        "ScheduledRecordReschedule is no request that the OCS knows",
        _unknown,
    ),
    Defect(
        "scheduled-reschedule.only-of-what-was-previewed",
        "desktop.scheduled-reschedule.scheduled-call",
        "ScheduledRecordReschedule is refused for scheduled calls",
        refused_for(SCHEDULED_RESCHEDULE, 101, is_callback),
    ),
    Defect(
        "scheduled-reschedule.only-of-scheduled-calls",
        "desktop.reschedule.same-as-scheduled",
        "ScheduledRecordReschedule is refused as invalid for records that were never scheduled",
        refused_for(SCHEDULED_RESCHEDULE, 101, _never_scheduled),
    ),
    Defect(
        "scheduled-reschedule.never-scheduled-is-a-database-error",
        "desktop.scheduled-reschedule.never-scheduled",
        "ScheduledRecordReschedule for a record that was never scheduled gets 113",
        refused_for(SCHEDULED_RESCHEDULE, 113, _never_scheduled),
    ),
    Defect(
        "scheduled-reschedule.acknowledge-without-list",
        "desktop.scheduled-reschedule.acknowledged",
        "ScheduledRecordRescheduleAcknowledge has no calling list",
        event_without(_ACKNOWLEDGE, CALLING_LIST),
    ),
    Defect(
        "scheduled-reschedule.acknowledge-without-handle",
        "desktop.scheduled-reschedule.acknowledged",
        "ScheduledRecordRescheduleAcknowledge has no handle",
        event_without(_ACKNOWLEDGE, HANDLE),
    ),
    Defect(
        "scheduled-reschedule.acknowledge-always-personal",
        "desktop.scheduled-reschedule.acknowledge-repeats",
        "ScheduledRecordRescheduleAcknowledge says Personal for either type of callback",
        event_key(_ACKNOWLEDGE, CALLBACK_TYPE, "Personal"),
    ),
    Defect(
        "scheduled-reschedule.acknowledge-with-old-time",
        "desktop.scheduled-reschedule.acknowledge-repeats",
        "ScheduledRecordRescheduleAcknowledge has the time for which the callback was scheduled before",
        event_key(_ACKNOWLEDGE, DATE_TIME, "03/02/2026 13:00"),
    ),
    Defect(
        "scheduled-reschedule.acknowledge-with-another-phone",
        "desktop.scheduled-reschedule.acknowledge-phone",
        "ScheduledRecordRescheduleAcknowledge has a phone that is not the record's",
        event_key(_ACKNOWLEDGE, "GSW_PHONE", "0"),
    ),
    Defect(
        "scheduled-reschedule.old-time",
        "desktop.scheduled-reschedule.new-time",
        "ScheduledRecordReschedule leaves a callback the time that it had",
        noted(SCHEDULED_RESCHEDULE, _old_time),
    ),
    Defect(
        "scheduled-reschedule.old-type",
        "desktop.scheduled-reschedule.new-type",
        "ScheduledRecordReschedule leaves a callback the type that it had",
        noted(SCHEDULED_RESCHEDULE, _old_type),
    ),
    Defect(
        "scheduled-reschedule.personal-by-default",
        "desktop.scheduled-reschedule.type-unchanged",
        "Without GSW_CALLBACK_TYPE the callback becomes personal",
        with_default(SCHEDULED_RESCHEDULE, CALLBACK_TYPE, "Personal"),
    ),
    Defect(
        "scheduled-reschedule.campaign-by-default",
        "desktop.scheduled-reschedule.type-unchanged",
        "Without GSW_CALLBACK_TYPE the callback becomes one of the group",
        with_default(SCHEDULED_RESCHEDULE, CALLBACK_TYPE, "Campaign"),
    ),
    Defect(
        "scheduled-reschedule.stored-at-once",
        "desktop.scheduled-reschedule.not-final",
        "ScheduledRecordReschedule writes the callback to the calling list at once",
        after(SCHEDULED_RESCHEDULE, lambda context, _request, record: store_callback(context, record)),
    ),
    Defect(
        "scheduled-reschedule.changes-the-open-record",
        "desktop.scheduled-reschedule.not-final",
        "ScheduledRecordReschedule changes the open record, so that logout and time-out make it a callback, too",
        after(SCHEDULED_RESCHEDULE, lambda context, _request, record: take_callback(context, record)),
    ),
    Defect(
        "scheduled-reschedule.time-read-as-utc",
        "desktop.scheduled-reschedule.time-of-record",
        "ScheduledRecordReschedule reads its time as UTC",
        in_zone(SCHEDULED_RESCHEDULE, utc),
    ),
    Defect(
        "scheduled-reschedule.time-read-in-the-first-zone",
        "desktop.scheduled-reschedule.time-of-record",
        "ScheduledRecordReschedule reads its time in one zone for all records",
        in_zone(SCHEDULED_RESCHEDULE, first_zone),
    ),
    Defect(
        "scheduled-reschedule.finished-record-acknowledged",
        "desktop.scheduled-reschedule.record-not-found",
        "ScheduledRecordReschedule for a record that is not open is acknowledged",
        acknowledged(SCHEDULED_RESCHEDULE, [109], _ACKNOWLEDGE, _NAMES),
    ),
    Defect(
        "scheduled-reschedule.first-group-is-meant",
        "desktop.scheduled-reschedule.group-name",
        "Of several groups of a campaign ScheduledRecordReschedule takes the first, whichever it names",
        in_group(SCHEDULED_RESCHEDULE, 0),
    ),
    Defect(
        "scheduled-reschedule.last-group-is-meant",
        "desktop.scheduled-reschedule.group-name",
        "Of several groups of a campaign ScheduledRecordReschedule takes the last, whichever it names",
        in_group(SCHEDULED_RESCHEDULE, -1),
    ),
    Defect(
        "scheduled-reschedule.another-campaign-is-not-answered",
        "desktop.scheduled-reschedule.group-name",
        "ScheduledRecordReschedule with a campaign that is not that of its group is not answered",
        unanswered(SCHEDULED_RESCHEDULE, [103]),
    ),
)
