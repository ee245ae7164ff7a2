"""Record information as user data, and user data as changes of a record."""

from ocs_reference.core.configuration import CallingList, Field
from ocs_reference.core.context import Context
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.state import Record
from ocs_reference.core.values import INTEGERS, MEDIA_TYPES, PREDICTIVE_MODES, Data, Row

MODIFIABLE = {
    "GSW_CALL_RESULT": "call_result",
    "GSW_FROM": "daily_from",
    "GSW_PHONE": "contact_info",
    "GSW_PHONE_TYPE": "contact_info_type",
    "GSW_UNTIL": "daily_till",
}
"""Mandatory fields that a desktop may change, by key (desktop, Modifiable Mandatory Genesys Fields)."""

_READERS = {"int": int, "float": float}


def record_data(context: Context, record: Record) -> Data:
    """Build the record information that every record-related event and call carries.

    Source: desktop, Default Record Information, and the attached data of PreviewRecord and ChainedRecord.
    """
    row, chain = record.row, record.chain
    group, campaign = chain.group, chain.group.campaign
    contact_type = int(row["contact_info_type"] or 0)
    zone = context.configuration.zones_by_dbid[int(row["tz_dbid"] or 0)]
    data: Data = {
        "GSW_APPLICATION_ID": context.configuration.application_id,
        "GSW_RECORD_HANDLE": record.handle,
        "GSW_RECORD_URI": f"{context.record_uri}/records/{record.handle}",
        "GSW_CAMPAIGN_NAME": campaign.name,
        "GSW_CAMPAIGN_GROUP_NAME": group.name,
        "GSW_CAMPAIGN_GROUP_DBID": str(group.dbid),
        "GSW_CAMPAIGN_GROUP_DESCRIPTION": group.description,
        "GSW_TENANT_NAME": campaign.tenant.name,
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
    for key, column in chain.calling_list.sent.items():
        value = row[column.column]
        if value is not None:
            data[key] = value if column.type == "int" else str(value)
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
        _READERS.get(column.type, str)(value)
    except ValueError:
        raise RefusalError(103, key) from None
    return value
