"""Mistakes in what a PreviewRecord carries."""

from collections.abc import Callable

from ocs_reference.core.context import Context
from ocs_reference.core.state import Record, chain_number
from ocs_reference.core.values import END_OF_DAY, UNKNOWN_CALL_RESULT, Data
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_key
from ocs_reference.defects.records import event_of_record

_EVENT = "PreviewRecord"
_GROUP_DESCRIPTION = "GSW_CAMPAIGN_GROUP_DESCRIPTION"
_OFFSET = "GSW_TZ_OFFSET"


def _column(record: Record, column: str) -> int:
    return int(record.row[column] or 0)


def _offset(context: Context, record: Record) -> int:
    return context.configuration.zones_by_dbid[_column(record, "tz_dbid")].offset


def _with(key: str, value: Callable[[Context, Record], object]) -> ChangePolicies:
    return event_of_record(_EVENT, lambda context, record, data: {**data, key: value(context, record)})


def _fields(change: Callable[[Record, Data], Data]) -> ChangePolicies:
    """Change the custom fields: ``change`` gets those that travel, by key, and gives what travels instead."""

    def apply(_context: Context, record: Record, data: Data) -> Data:
        sent = record.chain.calling_list.sent
        custom = {key: value for key, value in data.items() if key in sent}
        return {**{key: value for key, value in data.items() if key not in sent}, **change(record, custom)}

    return event_of_record(_EVENT, apply)


def _under_their_columns(record: Record, custom: Data) -> Data:
    sent = record.chain.calling_list.sent
    return {sent[key].column: value for key, value in custom.items()}


def _with_silent_fields(record: Record, custom: Data) -> Data:
    fields = record.chain.calling_list.fields
    return {**{field.column: record.row[field.column] for field in fields if field.send_attribute is None}, **custom}


def _without_empty_description(_context: Context, _record: Record, data: Data) -> Data:
    return {key: value for key, value in data.items() if key != _GROUP_DESCRIPTION or value}


_NAMES = (
    Defect(
        "preview-record.list-by-its-number",
        "desktop.preview.names",
        "GSW_CALLING_LIST of a PreviewRecord is the DBID of the calling list",
        _with("GSW_CALLING_LIST", lambda _context, record: str(record.chain.calling_list.dbid)),
    ),
    Defect(
        "preview-record.group-by-its-campaign",
        "desktop.preview.names",
        "GSW_CAMPAIGN_GROUP_NAME of a PreviewRecord is the name of the campaign",
        _with("GSW_CAMPAIGN_GROUP_NAME", lambda _context, record: record.chain.group.campaign.name),
    ),
    Defect(
        "preview-record.campaign-by-its-group",
        "desktop.preview.names",
        "GSW_CAMPAIGN_NAME of a PreviewRecord is the name of the campaign group",
        _with("GSW_CAMPAIGN_NAME", lambda _context, record: record.chain.group.name),
    ),
    Defect(
        "preview-record.description-of-the-campaign",
        "desktop.preview.group-description",
        "GSW_CAMPAIGN_GROUP_DESCRIPTION of a PreviewRecord is the description of the campaign",
        _with(_GROUP_DESCRIPTION, lambda _context, record: record.chain.group.campaign.description),
    ),
    Defect(
        "preview-record.empty-description-is-left-out",
        "desktop.preview.group-description",
        "A PreviewRecord has no key for the description of a campaign group that has none",
        event_of_record(_EVENT, _without_empty_description),
    ),
)

_COLUMNS = (
    Defect(
        "preview-record.call-result-is-unknown",
        "desktop.preview.record-from-list",
        "A PreviewRecord has an unknown call result because its own call is still to come",
        event_key(_EVENT, "GSW_CALL_RESULT", UNKNOWN_CALL_RESULT),
    ),
    Defect(
        "preview-record.chain-is-the-place-in-it",
        "desktop.preview.record-from-list",
        "GSW_CHAIN_ID of a PreviewRecord is chain_n",
        _with("GSW_CHAIN_ID", lambda _context, record: chain_number(record)),
    ),
    Defect(
        "preview-record.from-in-minutes",
        "desktop.preview.record-from-list",
        "GSW_FROM of a PreviewRecord is in minutes",
        _with("GSW_FROM", lambda _context, record: _column(record, "daily_from") // 60),
    ),
    Defect(
        "preview-record.until-is-the-end-of-the-day",
        "desktop.preview.record-from-list",
        "GSW_UNTIL of a PreviewRecord is the end of the day, whatever the row says",
        event_key(_EVENT, "GSW_UNTIL", END_OF_DAY),
    ),
    Defect(
        "preview-record.phone-type-counts-from-1",
        "desktop.preview.record-from-list",
        "GSW_PHONE_TYPE of a PreviewRecord is off by one",
        _with("GSW_PHONE_TYPE", lambda _context, record: _column(record, "contact_info_type") + 1),
    ),
    Defect(
        "preview-record.call-time-of-the-delivery",
        "desktop.preview.call-time",
        "GSW_CALL_TIME of a PreviewRecord is the time at which it is delivered",
        _with("GSW_CALL_TIME", lambda context, _record: str(context.now)),
    ),
    Defect(
        "preview-record.attempts-of-this-session",
        "desktop.preview.attempts",
        "GSW_ATTEMPTS of a PreviewRecord counts from the start of the session",
        event_key(_EVENT, "GSW_ATTEMPTS", 0),
    ),
    Defect(
        "preview-record.phone-as-caller-id",
        "desktop.preview.no-caller-id",
        "GSW_CPN_DIGITS of a PreviewRecord is the phone to dial where no CPN digits are configured",
        _with("GSW_CPN_DIGITS", lambda _context, record: record.row["contact_info"]),
    ),
)

_TIME_ZONES = (
    Defect(
        "preview-record.offset-in-minutes",
        "desktop.preview.tz-offset",
        "GSW_TZ_OFFSET of a PreviewRecord is in minutes",
        _with(_OFFSET, lambda context, record: _offset(context, record) // 60),
    ),
    Defect(
        "preview-record.offset-from-the-zone-to-utc",
        "desktop.preview.tz-offset",
        "GSW_TZ_OFFSET of a PreviewRecord has the wrong sign",
        _with(_OFFSET, lambda context, record: -_offset(context, record)),
    ),
    Defect(
        "preview-record.offset-in-summer-is-taken-away",
        "desktop.preview.tz-offset-in-summer",
        "GSW_TZ_OFFSET has the hour of daylight saving time taken away instead of added",
        _with(_OFFSET, lambda context, record: _offset(context, record) - 3600),
    ),
)

_CUSTOM = (
    Defect(
        "preview-record.fields-under-their-columns",
        "desktop.preview.custom-fields",
        "Custom fields travel in a PreviewRecord under the names of their columns",
        _fields(_under_their_columns),
    ),
    Defect(
        "preview-record.fields-travel-with-calls-only",
        "desktop.preview.custom-fields",
        "A PreviewRecord carries no custom fields",
        _fields(lambda _record, _custom: {}),
    ),
    Defect(
        "preview-record.fields-are-texts",
        "desktop.preview.custom-field-types",
        "All custom fields travel as texts",
        _fields(lambda _record, custom: {key: str(value) for key, value in custom.items()}),
    ),
    Defect(
        "preview-record.silent-fields-travel",
        "desktop.preview.no-send-attribute",
        "A custom field without send_attribute travels under the name of its column",
        _fields(_with_silent_fields),
    ),
)

DEFECTS = (*_NAMES, *_COLUMNS, *_TIME_ZONES, *_CUSTOM)
