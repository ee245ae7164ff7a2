"""New records. Source: desktop, Adding Records to a Calling List; http, the lists and records resources."""

from ocs_reference.core.configuration import CallingList, CampaignGroup
from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import NotConfiguredError, RefusalError
from ocs_reference.core.messages import Reply
from ocs_reference.core.preview import find_session
from ocs_reference.core.record_data import custom_fields
from ocs_reference.core.records import open_record
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, HANDLE, text, whole
from ocs_reference.core.reschedule import utc_seconds
from ocs_reference.core.values import INTEGERS, UNKNOWN_CALL_RESULT, Data, GroupStatus, RecordStatus, RecordType, Row

DEFAULTS = {
    "contact_info_type": ("GSW_PHONE_TYPE", 2),
    "record_type": ("GSW_RECORD_TYPE", RecordType.GENERAL),
    "record_status": ("GSW_RECORD_STATUS", RecordStatus.READY),
    "call_result": ("GSW_CALL_RESULT", UNKNOWN_CALL_RESULT),
    "attempt": ("GSW_ATTEMPTS", 0),
    "daily_from": ("GSW_FROM", 8 * 3600),
    "daily_till": ("GSW_UNTIL", 18 * 3600),
}
"""Column, key and default of what may be left out (desktop, AddRecord Attached Data)."""

_TIME, _AGENT = "GSW_DATE_TIME", "GSW_AGENT_ID"

NEEDED = {
    RecordType.CAMPAIGN_RESCHEDULED: (_TIME,),
    RecordType.PERSONAL_RESCHEDULED: (_TIME, _AGENT),
    RecordType.PERSONAL_CALLBACK: (_TIME, _AGENT),
    RecordType.CAMPAIGN_CALLBACK: (_TIME,),
}
"""Keys without which a new chain cannot have a type (desktop, Adding Records to a Calling List)."""


def add_record(context: Context, request: Request) -> Result:
    """Insert a record into a list of a loaded campaign.

    Refuses with 103 for an unknown list or time zone, 106 where the campaign is not loaded, 114 for an absent chain,
    115 where the pair of chain and number is taken, 116 where the fields of a record do not suit its type.
    """
    group, calling_list = _target(context, request)
    row = _row(context, request, group, calling_list)
    context.store.insert(calling_list.key, row)
    _join(context, calling_list, row)
    names: Data = {CALLING_LIST: calling_list.name, CAMPAIGN_NAME: group.campaign.name}
    return [Reply("AddRecordAcknowledge", names)]


def _join(context: Context, calling_list: CallingList, row: Row) -> None:
    """Let a retrieved chain grow by the record, so that it comes to the desktop with the rest of the chain."""
    chain = context.state.chains.get((calling_list.key, int(row["chain_id"] or 0)))
    if chain is not None:
        chain.add({field.column: None for field in calling_list.fields} | row)


def _target(context: Context, request: Request) -> tuple[CampaignGroup, CallingList]:
    """Return where a record is to be added; an open record decides before a group's name, that before a campaign's."""
    if HANDLE in request.data:
        return _of_record(context, request)
    group = _group(context, request)
    for calling_list in group.campaign.lists:
        if calling_list.name == request.data[CALLING_LIST]:
            return group, calling_list
    raise NotConfiguredError(CALLING_LIST)


def _of_record(context: Context, request: Request) -> tuple[CampaignGroup, CallingList]:
    chain = open_record(context, request).chain
    if request.agent is not None and request.data[CALLING_LIST] != chain.calling_list.name:
        raise RefusalError(103, CALLING_LIST)
    if whole(request.data, "GSW_CHAIN_ID", chain.chain_id) != chain.chain_id:
        raise RefusalError(103, "GSW_CHAIN_ID")
    return chain.group, chain.calling_list


def _group(context: Context, request: Request) -> CampaignGroup:
    if request.agent is not None:
        session = find_session(context, request.agent, request.data)
        if session.status == GroupStatus.NOT_LOADED:
            raise RefusalError(106, CAMPAIGN_NAME)
        return session.group
    name = request.data[CAMPAIGN_NAME]
    if all(campaign.name != name for campaign in context.configuration.campaigns.values()):
        raise NotConfiguredError(CAMPAIGN_NAME)
    for session in context.state.active_sessions():
        if session.group.campaign.name == name:
            return session.group
    raise RefusalError(106, CAMPAIGN_NAME)


def _row(context: Context, request: Request, group: CampaignGroup, calling_list: CallingList) -> Row:
    data = request.data
    zone = context.configuration.time_zones.get(text(data, "GSW_TZ_NAME"))
    if zone is None:
        raise RefusalError(103, "GSW_TZ_NAME")
    row: Row = {column: whole(data, key, default) for column, (key, default) in DEFAULTS.items()}
    row |= {
        "contact_info": text(data, "GSW_PHONE"),
        "dial_sched_time": utc_seconds(text(data, "GSW_DATE_TIME"), zone.offset) if "GSW_DATE_TIME" in data else 0,
        "call_time": _call_time(data.get("GSW_CALL_TIME", 0)),
        "tz_dbid": zone.dbid,
        "campaign_id": group.campaign.dbid,
        "agent_id": text(data, "GSW_AGENT_ID", "0"),
        "group_id": group.group_dbid,
        "app_id": context.configuration.application_id,
    }
    return row | custom_fields(calling_list, data) | _place(context, request, calling_list)


def _call_time(value: object) -> int:
    text_of_time = str(value)
    digits = text_of_time.isascii() and text_of_time.isdigit() and len(text_of_time) <= 10
    if not digits or int(text_of_time) not in INTEGERS:
        raise RefusalError(103, "GSW_CALL_TIME")
    return int(text_of_time)


def _place(context: Context, request: Request, calling_list: CallingList) -> Row:
    """Return record_id, chain_id and chain_n; a record of an existing chain takes the type of the chain.

    A new chain begins with 0, whatever number the request has.
    """
    record_id, chain_id = context.store.next_ids(calling_list.key)
    if "GSW_CHAIN_ID" not in request.data:
        _require_fields(request)
        return {"record_id": record_id, "chain_id": chain_id, "chain_n": 0}
    chain_id, number = whole(request.data, "GSW_CHAIN_ID"), whole(request.data, "GSW_CHAIN_N")
    members = context.store.chain(calling_list.key, chain_id)
    if not members:
        raise RefusalError(114, "GSW_CHAIN_ID")
    taken = [int(row["chain_n"] or 0) for row in members]
    if number and number in taken:
        raise RefusalError(115, "GSW_CHAIN_N")
    place: Row = {"record_id": record_id, "chain_id": chain_id, "chain_n": number or max(taken) + 1}
    return place | {"record_type": members[0]["record_type"]}


def _require_fields(request: Request) -> None:
    record_type = RecordType(whole(request.data, "GSW_RECORD_TYPE", RecordType.GENERAL))
    for key in NEEDED.get(record_type, ()):
        if key not in request.data:
            raise RefusalError(116, key)
