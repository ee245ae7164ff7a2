"""Mistakes in the user data of dialed calls."""

from collections.abc import Callable

from ocs_reference.core.context import Context
from ocs_reference.core.requests import APPLICATION_ID, CALLING_LIST, CAMPAIGN_NAME, GROUP_NAME, HANDLE, whole
from ocs_reference.core.state import Record, chain_number
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import call_data

_CHAIN_ID = "GSW_CHAIN_ID"
_CALL_RESULT = "GSW_CALL_RESULT"


def _record(context: Context, data: Data) -> Record:
    return context.state.open[whole(data, HANDLE)]


def _with(key: str, value: Callable[[Record], object]) -> ChangePolicies:
    return call_data(lambda context, data: {**data, key: value(_record(context, data))})


def _without(key: str) -> ChangePolicies:
    return call_data(lambda _context, data: {name: value for name, value in data.items() if name != key})


def _is_custom(record: Record, key: str) -> bool:
    return key in record.chain.calling_list.sent


def _without_fields(context: Context, data: Data) -> Data:
    record = _record(context, data)
    return {key: value for key, value in data.items() if not _is_custom(record, key)}


def _under_their_columns(context: Context, data: Data) -> Data:
    record = _record(context, data)
    fields = record.chain.calling_list.sent
    return {fields[key].column if _is_custom(record, key) else key: value for key, value in data.items()}


DEFECTS = (
    Defect(
        "calls.handle-is-the-place-in-the-list",
        "desktop.calls.default-data",
        "The handle that a call carries is the number of the row in its list",
        _with(HANDLE, lambda record: record.row["record_id"]),
    ),
    Defect(
        "calls.chain-is-the-place-in-it",
        "desktop.calls.default-data",
        "GSW_CHAIN_ID of a call is chain_n",
        _with(_CHAIN_ID, chain_number),
    ),
    Defect(
        "calls.group-by-its-campaign",
        "desktop.calls.default-data",
        "GSW_CAMPAIGN_GROUP_NAME of a call is the name of the campaign",
        _with(GROUP_NAME, lambda record: record.chain.group.campaign.name),
    ),
    Defect(
        "calls.campaign-by-its-group",
        "desktop.calls.default-data",
        "GSW_CAMPAIGN_NAME of a call is the name of the campaign group",
        _with(CAMPAIGN_NAME, lambda record: record.chain.group.name),
    ),
    Defect(
        "calls.list-by-its-number",
        "desktop.calls.default-data",
        "GSW_CALLING_LIST of a call is the DBID of the calling list",
        _with(CALLING_LIST, lambda record: str(record.chain.calling_list.dbid)),
    ),
    Defect(
        "calls.without-application-id",
        "desktop.calls.application-id",
        "A call does not tell which OCS has dialed it",
        _without(APPLICATION_ID),
    ),
    Defect(
        "calls.application-id-of-the-list",
        "desktop.calls.application-id",
        "A call carries the DBID of the calling list as application id",
        _with(APPLICATION_ID, lambda record: record.chain.calling_list.dbid),
    ),
    Defect(
        "calls.call-result-is-a-text",
        "desktop.calls.call-result",
        "GSW_CALL_RESULT of a call is a text",
        _with(_CALL_RESULT, lambda record: str(record.row["call_result"])),
    ),
    Defect(
        "calls.no-call-result-yet",
        "desktop.calls.call-result",
        "A call carries no call result, because the record is not finished",
        _without(_CALL_RESULT),
    ),
    Defect(
        "calls.fields-travel-with-previews-only",
        "desktop.calls.custom-fields",
        "A call carries no custom fields",
        call_data(_without_fields),
    ),
    Defect(
        "calls.fields-under-their-columns",
        "desktop.calls.custom-fields",
        "Custom fields travel with a call under the names of their columns",
        call_data(_under_their_columns),
    ),
)
