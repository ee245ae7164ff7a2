"""Mistakes in the user data of dialed calls: those of the record, and of its session."""

from uuid import UUID, uuid5

from ocs_reference.core.context import Context
from ocs_reference.core.requests import APPLICATION_ID, CALLING_LIST, CAMPAIGN_NAME, GROUP_NAME, HANDLE
from ocs_reference.core.state import Call, chain_number
from ocs_reference.core.values import Data
from ocs_reference.defects.calls import (
    call_data,
    rewritten,
    until_answered,
    with_key,
    with_record_key,
    without,
)
from ocs_reference.defects.defect import ChangePolicies, Defect

_CHAIN_ID = "GSW_CHAIN_ID"
_CALL_RESULT = "GSW_CALL_RESULT"
_ATTEMPT_GUID = "GSW_CALL_ATTEMPT_GUID"
_GROUP_GUID = "GSW_CAMPAIGN_GROUP_GUID"
_OPTIMIZATION = ("GSW_OPTIMIZE_BY", "GSW_OPTIMIZE_GOAL")
_LOCATION = ("GSW_COUNTRY_CODE", "GSW_POSTAL_CODE", "GSW_TZ_CODE", "GSW_D_AREA_CODE")
_LOCATION_NAMES = ("GSW_STATE_CODE", "GSW_TZ_JAVA_NAME", "GSW_D_STATE_CODE", "GSW_D_TZ_JAVA_NAME", "GSW_DEVICE_MASK")
_NOWHERE = UUID(int=0)


def _without_fields(_context: Context, call: Call, data: Data) -> Data:
    return {key: value for key, value in data.items() if key not in call.record.chain.calling_list.sent}


def _under_their_columns(_context: Context, call: Call, data: Data) -> Data:
    fields = call.record.chain.calling_list.sent
    return {fields[key].column if key in fields else key: value for key, value in data.items()}


def _with_every_field(_context: Context, call: Call, data: Data) -> Data:
    fields = call.record.chain.calling_list.fields
    return {**data, **{field.column: str(call.record.row[field.column]) for field in fields}}


def _handle_alone(_context: Context, _call: Call, data: Data) -> Data:
    return {key: data[key] for key in (APPLICATION_ID, HANDLE)}


def _own_guid(call: Call) -> str:
    return str(uuid5(_NOWHERE, f"{call.record.handle}"))


def _guid_of_the_moment(context: Context, call: Call) -> str:
    return str(uuid5(_NOWHERE, f"{call.record.handle} {call.agent} {context.now}"))


def _as_configured(_context: Context, call: Call, data: Data) -> Data:
    group = call.record.chain.group
    configured = {"GSW_OPTIMIZE_BY": int(group.optimize_by), "GSW_OPTIMIZE_GOAL": group.optimize_goal}
    return {key: configured.get(key, value) for key, value in data.items()}


def _in_every_mode(context: Context, call: Call, data: Data) -> Data:
    session = context.state.sessions[call.record.chain.group.key]
    return {**data, "GSW_OPTIMIZE_BY": int(session.optimize_by), "GSW_OPTIMIZE_GOAL": session.optimize_goal}


def _tenant_by_its_name(_context: Context, call: Call) -> str:
    return call.record.chain.group.campaign.tenant.name


def _numbered(value: object) -> object:
    return len(str(value))


def _d(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"calls.{name}", f"desktop.calls.{fact}", title, policies)


DEFECTS = (
    Defect(
        "calls.handle-is-the-place-in-the-list",
        "desktop.calls.default-data",
        "The handle that a call carries is the number of the row in its list",
        with_record_key(HANDLE, lambda record: record.row["record_id"]),
    ),
    Defect(
        "calls.chain-is-the-place-in-it",
        "desktop.calls.default-data",
        "GSW_CHAIN_ID of a call is chain_n",
        with_record_key(_CHAIN_ID, chain_number),
    ),
    Defect(
        "calls.group-by-its-campaign",
        "desktop.calls.default-data",
        "GSW_CAMPAIGN_GROUP_NAME of a call is the name of the campaign",
        with_record_key(GROUP_NAME, lambda record: record.chain.group.campaign.name),
    ),
    Defect(
        "calls.campaign-by-its-group",
        "desktop.calls.default-data",
        "GSW_CAMPAIGN_NAME of a call is the name of the campaign group",
        with_record_key(CAMPAIGN_NAME, lambda record: record.chain.group.name),
    ),
    Defect(
        "calls.list-by-its-number",
        "desktop.calls.default-data",
        "GSW_CALLING_LIST of a call is the DBID of the calling list",
        with_record_key(CALLING_LIST, lambda record: str(record.chain.calling_list.dbid)),
    ),
    Defect(
        "calls.without-application-id",
        "desktop.calls.application-id",
        "A call does not tell which OCS has dialed it",
        without(APPLICATION_ID),
    ),
    Defect(
        "calls.application-id-of-the-list",
        "desktop.calls.application-id",
        "A call carries the DBID of the calling list as application id",
        with_record_key(APPLICATION_ID, lambda record: record.chain.calling_list.dbid),
    ),
    Defect(
        "calls.call-result-is-a-text",
        "desktop.calls.call-result",
        "GSW_CALL_RESULT of a call is a text",
        with_record_key(_CALL_RESULT, lambda record: str(record.row["call_result"])),
    ),
    Defect(
        "calls.no-call-result-yet",
        "desktop.calls.call-result",
        "A call carries no call result, because the record is not finished",
        without(_CALL_RESULT),
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
    _d(
        "bare-until-answered",
        "data-from-dialing",
        "A call carries nothing but its handle until it is answered",
        until_answered(_handle_alone),
    ),
    _d(
        "fields-when-answered",
        "data-from-dialing",
        "User-defined fields are attached to a call when it is answered",
        until_answered(_without_fields),
    ),
    _d(
        "handle-when-answered",
        "default-data",
        "A call has no handle of a record before it is answered",
        until_answered(lambda _context, _call, data: {**data, HANDLE: 0}),
    ),
    _d(
        "every-field-travels",
        "custom-fields",
        "User-defined fields travel with a call without a send_attribute, too, under their columns",
        call_data(_with_every_field),
    ),
    _d(
        "no-group-description",
        "group-description",
        "A call carries the description of its campaign in place of that of its group",
        without("GSW_CAMPAIGN_GROUP_DESCRIPTION"),
    ),
    _d(
        "tenant-by-its-name",
        "tenant-name",
        "GSW_TENANT_NAME of a call is the name of the tenant",
        with_key("GSW_TENANT_NAME", _tenant_by_its_name),
    ),
    _d(
        "tenant-name-is-empty",
        "tenant-name-default",
        "GSW_TENANT_NAME of a call is empty where the tenant has no option customer_name",
        rewritten("GSW_TENANT_NAME", lambda name: "" if name == "undefined" else name),
    ),
    _d(
        "offset-is-a-text",
        "tz-offset",
        "GSW_TZ_OFFSET of a call is a text",
        rewritten("GSW_TZ_OFFSET", str),
    ),
    _d(
        "offset-in-whole-hours",
        "tz-offset",
        "GSW_TZ_OFFSET of a call is cut to whole hours",
        rewritten("GSW_TZ_OFFSET", lambda offset: offset // 3600 * 3600),
    ),
    _d(
        "offset-without-sign",
        "tz-offset",
        "GSW_TZ_OFFSET of a call has lost its sign",
        rewritten("GSW_TZ_OFFSET", abs),
    ),
    _d("location-left-out", "client-location", "A call tells nothing of where the client is", without(*_LOCATION)),
    _d(
        "location-as-numbers",
        "client-location",
        "Codes of client and device travel with a call as numbers",
        rewritten(_LOCATION, _numbered),
    ),
    _d(
        "location-names-as-numbers",
        "location-names",
        "Names of regions and time zones travel with a call as numbers",
        rewritten(_LOCATION_NAMES, _numbered),
    ),
    _d("attempts-as-text", "attempts", "GSW_ATTEMPTS of a call is a text", rewritten("GSW_ATTEMPTS", str)),
    _d(
        "attempts-not-counted",
        "attempts",
        "GSW_ATTEMPTS of a call is 1 at all times",
        rewritten("GSW_ATTEMPTS", lambda _attempts: 1),
    ),
    _d(
        "attempt-guid-of-the-record",
        "attempt-guid",
        "GSW_CALL_ATTEMPT_GUID is the same in all attempts for a record",
        with_record_key(_ATTEMPT_GUID, lambda record: str(record.row["contact_info"])),
    ),
    _d(
        "attempt-guid-of-the-moment",
        "attempt-guid",
        "A call gets another GSW_CALL_ATTEMPT_GUID when it is answered",
        with_key(_ATTEMPT_GUID, _guid_of_the_moment),
    ),
    _d(
        "attempt-guid-of-the-call",
        "attempt-guid-of-chain",
        "Each call of a chain has a GSW_CALL_ATTEMPT_GUID of its own",
        with_key(_ATTEMPT_GUID, lambda _context, call: _own_guid(call)),
    ),
    _d(
        "group-guid-of-the-call",
        "group-guid",
        "GSW_CAMPAIGN_GROUP_GUID is another one in each call",
        with_key(_GROUP_GUID, lambda _context, call: _own_guid(call)),
    ),
    _d(
        "group-guid-of-the-server",
        "group-guid",
        "GSW_CAMPAIGN_GROUP_GUID is the same for all campaign groups",
        with_key(_GROUP_GUID, lambda _context, _call: str(_NOWHERE)),
    ),
    _d(
        "reports-counted-from-two",
        "report-number",
        "GSW_HIST_SEQUENCE_NUM of a call is 2",
        rewritten("GSW_HIST_SEQUENCE_NUM", lambda _number: 2),
    ),
    _d("no-optimization", "optimization", "Calls carry no optimization", without(*_OPTIMIZATION)),
    _d(
        "optimization-as-configured",
        "optimization",
        "Calls carry the configured optimization of the group, not that of the session",
        call_data(_as_configured),
    ),
    _d(
        "optimization-in-every-mode",
        "optimization-predictive-only",
        "Calls of every mode carry an optimization",
        call_data(_in_every_mode),
    ),
)
