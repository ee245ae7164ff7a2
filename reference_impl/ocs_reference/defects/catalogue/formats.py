"""Mistakes with what travels with a record besides its own columns: custom fields, send_attributes, agents, tenants."""

from collections.abc import Callable

from ocs_reference.core.context import Context
from ocs_reference.core.state import Record
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_data, event_key, record_data, record_key

_TYPES = "desktop.preview.custom-field-types"
_MANDATORY = "desktop.preview.mandatory-field-send-attribute"
_CPN_DIGITS = "GSW_CPN_DIGITS"


def _fields_of(kind: str, change: Callable[[str], object]) -> ChangePolicies:
    """Have custom fields of a type travel with another value."""

    def changed(_context: Context, record: Record, data: Data) -> Data:
        sent = record.chain.calling_list.sent
        return {
            key: change(str(value)) if key in sent and sent[key].type == kind else value for key, value in data.items()
        }

    return record_data(changed)


def _digits_as_number(value: str) -> object:
    return int(value) if value.isdigit() else value


def _without_columns(_context: Context, record: Record, data: Data) -> Data:
    return {key: value for key, value in data.items() if key not in record.chain.calling_list.sent_columns}


def _columns_as_text(_context: Context, record: Record, data: Data) -> Data:
    return data | {key: str(data[key]) for key in record.chain.calling_list.sent_columns}


def _columns_of_a_new_record(_context: Context, record: Record, data: Data) -> Data:
    return data | {key: 0 for key in record.chain.calling_list.sent_columns if isinstance(data[key], int)}


def _under_one_key_alone(_context: Context, record: Record, data: Data) -> Data:
    taken = {"chain_id": "GSW_CHAIN_ID", "daily_from": "GSW_FROM", "contact_info": "GSW_PHONE"}
    moved = {taken[column] for column in record.chain.calling_list.sent_columns.values() if column in taken}
    return {key: value for key, value in data.items() if key not in moved}


def _tenant(value: Callable[[Record], object]) -> ChangePolicies:
    return record_key("GSW_TENANT_CCID", value)


def _empty_by_default(_context: Context, _record: Record, data: Data) -> Data:
    return {**data, "GSW_TENANT_CCID": ""} if data.get("GSW_TENANT_CCID") == "undefined" else data


_FIELDS = (
    Defect("formats.int-as-text", _TYPES, "INT fields travel as texts", _fields_of("int", str)),
    Defect(
        "formats.digits-as-number",
        _TYPES,
        "Texts of digits travel as integers",
        _fields_of("varchar", _digits_as_number),
    ),
    Defect("formats.char-as-code", _TYPES, "CHAR fields of one letter travel as its code", _fields_of("char", ord)),
    Defect(
        "formats.float-as-integer",
        _TYPES,
        "FLOAT fields travel as integers, without their fraction",
        _fields_of("float", lambda value: int(float(value))),
    ),
    Defect(
        "formats.date-without-time",
        _TYPES,
        "DATETIME fields travel without the time of the day",
        _fields_of("datetime", lambda value: value[:10]),
    ),
)

_COLUMNS = (
    Defect(
        "formats.mandatory-fields-stay",
        _MANDATORY,
        "The send_attribute of fields of the default format is not heeded",
        record_data(_without_columns),
    ),
    Defect(
        "formats.mandatory-fields-as-text",
        _MANDATORY,
        "Fields of the default format travel as texts under their send_attribute",
        record_data(_columns_as_text),
    ),
    Defect(
        "formats.mandatory-fields-of-a-new-record",
        _MANDATORY,
        "Fields of the default format travel with the value of a new record under their send_attribute",
        record_data(_columns_of_a_new_record),
    ),
    Defect(
        "formats.mandatory-fields-move",
        _MANDATORY,
        "A field of the default format with a send_attribute does not travel under its reserved key any more",
        record_data(_under_one_key_alone),
    ),
)

_OWNERS = (
    Defect(
        "formats.agent-by-user-name",
        "desktop.keys.agent-id",
        "GSW_AGENT_ID is the user name of the agent who gets the record, and no login id",
        record_key("GSW_AGENT_ID", lambda record: record.chain.holder or "nobody"),
    ),
    Defect(
        "formats.contact-center-by-tenant-name",
        "desktop.keys.tenant-ccid",
        "GSW_TENANT_CCID is the name of the tenant",
        _tenant(lambda record: record.chain.group.campaign.tenant.name),
    ),
    Defect(
        "formats.contact-center-by-tenant-dbid",
        "desktop.keys.tenant-ccid-default",
        "GSW_TENANT_CCID is the DBID of the tenant",
        _tenant(lambda record: record.chain.group.campaign.tenant.dbid),
    ),
    Defect(
        "formats.contact-center-empty-by-default",
        "desktop.keys.tenant-ccid-default",
        "GSW_TENANT_CCID is an empty text where the tenant has no option for it",
        record_data(_empty_by_default),
    ),
    Defect(
        "formats.caller-id-never-sent",
        "desktop.preview.caller-id",
        "GSW_CPN_DIGITS of a PreviewRecord is always empty",
        event_key("PreviewRecord", _CPN_DIGITS, ""),
    ),
    Defect(
        "formats.caller-id-with-a-plus",
        "desktop.preview.caller-id",
        "GSW_CPN_DIGITS of a PreviewRecord begin with a plus",
        event_data("PreviewRecord", lambda _context, _event, data: {**data, _CPN_DIGITS: f"+{data[_CPN_DIGITS]}"}),
    ),
)

DEFECTS = (*_FIELDS, *_COLUMNS, *_OWNERS)
