"""Record information as user data, and user data as changes of a record."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from ocs_reference.core.configuration import CallingList, Field, Script
from ocs_reference.core.context import Context
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.state import Chain, Record
from ocs_reference.core.values import INTEGERS, MEDIA_TYPES, PREDICTIVE_MODES, Data, Row

MODIFIABLE = {
    "GSW_CALL_RESULT": "call_result",
    "GSW_FROM": "daily_from",
    "GSW_PHONE": "contact_info",
    "GSW_PHONE_TYPE": "contact_info_type",
    "GSW_UNTIL": "daily_till",
}
"""Mandatory fields that a desktop may change, by key (desktop, Modifiable Mandatory Genesys Fields)."""

_NOBODY = frozenset({None, "", "0"})
"""Values of agent_id in the row of a record that no agent has had; a new record may bear a zero."""

_DATES = ("%m/%d/%Y", "%m/%d/%y", "%m/%d/%Y %H:%M", "%m/%d/%y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%y %H:%M:%S")


def _moment(text: str) -> datetime:
    """Read what a column of dates and times takes: ISO 8601, or dates as GSW_DATE_TIME has them."""
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    for form in _DATES:
        with suppress(ValueError):
            return datetime.strptime(text, form).replace(tzinfo=UTC)
    raise ValueError(text)


_READERS: Mapping[str, Callable[[str], object]] = {"float": float, "datetime": _moment}


def record_data(context: Context, record: Record) -> Data:
    """Build the record information that every record-related event and call carries.

    Source: desktop, Default Record Information, and the attached data of PreviewRecord and ChainedRecord.
    """
    row, chain = record.row, record.chain
    group, campaign = chain.group, chain.group.campaign
    contact_type = int(row["contact_info_type"] or 0)
    zone = context.configuration.zones_by_dbid[int(row["tz_dbid"] or 0)]
    tenant = campaign.tenant
    data: Data = {
        "GSW_APPLICATION_ID": context.configuration.application_id,
        "GSW_RECORD_HANDLE": record.handle,
        "GSW_RECORD_URI": f"{context.record_uri}/records/{record.handle}",
        "GSW_CAMPAIGN_NAME": campaign.name,
        "GSW_CAMPAIGN_GROUP_NAME": group.name,
        "GSW_CAMPAIGN_GROUP_DBID": str(group.dbid),
        "GSW_CAMPAIGN_GROUP_DESCRIPTION": group.description,
        "GSW_TENANT_NAME": tenant.customer_name,
        "GSW_TENANT_CCID": tenant.customer_name,
        "GSW_CALLING_LIST": chain.calling_list.name,
        "GSW_CHAIN_ID": chain.chain_id,
        "GSW_PHONE": row["contact_info"],
        "GSW_PHONE_TYPE": contact_type,
        "GSW_CONTACT_MEDIA_TYPE": MEDIA_TYPES.get(contact_type, "voice"),
        "GSW_CALL_RESULT": row["call_result"],
        "GSW_CALL_TIME": str(row["call_time"]),
        "GSW_ATTEMPTS": row["attempt"],
        "GSW_FROM": row["daily_from"],
        "GSW_UNTIL": row["daily_till"],
        "GSW_TZ_NAME": zone.name,
        "GSW_TZ_OFFSET": zone.offset,
        "InteractionType": "Outbound",
        "InteractionSubtype": "OutboundNew",
    }
    session = context.state.sessions[group.key]
    if session.dial_mode in PREDICTIVE_MODES:
        data["GSW_OPTIMIZE_BY"] = int(session.optimize_by)
        data["GSW_OPTIMIZE_GOAL"] = session.optimize_goal
    script = _script(chain)
    if script is not None:
        data["GSW_SCRIPT_ID"] = script.dbid
    if row["agent_id"] not in _NOBODY:
        data["GSW_AGENT_ID"] = row["agent_id"]
    return data | _fields(chain.calling_list, row)


def _script(chain: Chain) -> Script | None:
    """Return the script of a record (desktop, Attaching Scripts to OCS User Events and Telephony Events)."""
    return chain.calling_list.script or chain.group.campaign.script or chain.group.script


def _fields(calling_list: CallingList, row: Row) -> Data:
    """Build the fields that travel by send_attribute (desktop, Send Attributes; Custom Data Formats)."""
    data: Data = {key: row[column] for key, column in calling_list.sent_columns.items()}
    for key, field in calling_list.sent.items():
        value = row[field.column]
        if value is not None:
            data[key] = value if field.type == "int" else str(value)
    return data


def changes(calling_list: CallingList, data: Data) -> Row:
    """Read the changes of a record from a request: modifiable mandatory fields and custom fields that travel."""
    found: Row = {
        column: value
        for key, column in MODIFIABLE.items()
        if (value := data.get(key)) is not None and isinstance(value, int | str)
    }
    found.update(custom_fields(calling_list, data))
    return found


def custom_fields(calling_list: CallingList, data: Data) -> Row:
    """Read the custom fields of a request; a field without ``send_attribute`` is out of reach."""
    return {
        column.column: _column_value(column, key, data[key]) for key, column in calling_list.sent.items() if key in data
    }


def _column_value(column: Field, key: str, value: object) -> int | str:
    expected = int if column.type == "int" else str
    if not isinstance(value, expected) or isinstance(value, bool):
        raise RefusalError(103, key)
    if isinstance(value, int) and value not in INTEGERS:
        raise RefusalError(103, key)
    try:
        _READERS.get(column.type, str)(str(value))
    except ValueError:
        raise RefusalError(103, key) from None
    return value
