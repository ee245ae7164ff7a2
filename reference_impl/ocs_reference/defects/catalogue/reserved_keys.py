"""Mistakes with the meaning and the range of reserved keys in events."""

from datetime import UTC, datetime

from ocs_reference.core.context import Context
from ocs_reference.core.messages import UserEvent
from ocs_reference.core.requests import APPLICATION_ID, HANDLE
from ocs_reference.core.state import Record
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import Defect, both
from ocs_reference.defects.outputs import event_data, record_data, record_key
from ocs_reference.defects.requests import sent_data


def _counted(data: Data, step: int) -> Data:
    handle = data.get(HANDLE)
    return {**data, HANDLE: handle + step} if isinstance(handle, int) else data


def _handles_from_zero(_context: Context, _event: UserEvent, data: Data) -> Data:
    return _counted(data, -1)


def _from_shifted(context: Context, record: Record, data: Data) -> Data:
    zone = context.configuration.zones_by_dbid[int(record.row["tz_dbid"] or 0)]
    return {**data, "GSW_FROM": int(record.row["daily_from"] or 0) + zone.offset}


def _offset_in_milliseconds(context: Context, record: Record, data: Data) -> Data:
    zone = context.configuration.zones_by_dbid[int(record.row["tz_dbid"] or 0)]
    return {**data, "GSW_TZ_OFFSET": zone.offset * 1000}


def _time_of_iso(_context: Context, _event: UserEvent, data: Data) -> Data:
    moment = datetime.strptime(str(data["GSW_DATE_TIME"]), "%m/%d/%Y %H:%M").replace(tzinfo=UTC)
    return {**data, "GSW_DATE_TIME": moment.strftime("%Y-%m-%dT%H:%M")}


DEFECTS = (
    Defect(
        "reserved-keys.application-id-below-range",
        "desktop.keys.application-id-range",
        "Record events carry the number of the server in a cluster instead of the DBID of the OCS application",
        record_key(APPLICATION_ID, lambda _record: 1),
    ),
    Defect(
        "reserved-keys.handles-from-zero",
        "desktop.keys.handle-range",
        "Record handles are counted from 0",
        both(event_data("*", _handles_from_zero), sent_data("*", lambda data: _counted(data, 1))),
    ),
    Defect(
        "reserved-keys.from-shifted",
        "desktop.keys.never-negative",
        "GSW_FROM is shifted by the offset of the record's time zone",
        record_data(_from_shifted),
    ),
    Defect(
        "reserved-keys.offset-in-milliseconds",
        "desktop.keys.tz-offset-range",
        "GSW_TZ_OFFSET is in milliseconds",
        record_data(_offset_in_milliseconds),
    ),
    Defect(
        "reserved-keys.time-of-iso",
        "desktop.keys.date-time-in-events",
        "GSW_DATE_TIME in RecordRescheduleAcknowledge has year, month and day in the order of ISO 8601",
        event_data("RecordRescheduleAcknowledge", _time_of_iso),
    ),
    Defect(
        "reserved-keys.dbid-of-campaign",
        "desktop.keys.group-dbid",
        "GSW_CAMPAIGN_GROUP_DBID is the DBID of the campaign",
        record_key("GSW_CAMPAIGN_GROUP_DBID", lambda record: str(record.chain.group.campaign.dbid)),
    ),
    Defect(
        "reserved-keys.zone-by-dbid",
        "desktop.keys.tz-name",
        "GSW_TZ_NAME is the DBID of the time zone instead of its name",
        record_key("GSW_TZ_NAME", lambda record: str(record.row["tz_dbid"])),
    ),
    Defect(
        "reserved-keys.type-in-small-letters",
        "desktop.keys.interaction-type",
        "InteractionType is written in small letters",
        record_key("InteractionType", lambda _record: "outbound"),
    ),
    Defect(
        "reserved-keys.subtype-of-callback",
        "desktop.keys.interaction-subtype",
        "InteractionSubtype is that of a callback for every record",
        record_key("InteractionSubtype", lambda _record: "OutboundCallback"),
    ),
)
