"""Mistakes with ChainedRecordRequest, the records that it brings, and the end marker."""

from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.messages import Reply
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, GROUP_NAME, HANDLE, PHONE, Handler
from ocs_reference.core.state import Record, primary
from ocs_reference.core.values import Data, RecordStatus
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_key, event_twice
from ocs_reference.defects.records import after, before, event_of_record, is_automatic, refused_for, stored, with_record
from ocs_reference.defects.requests import acknowledged, refused, renumbered

_REQUEST = "ChainedRecordRequest"
_RECORD = "ChainedRecord"
_END = "ChainedRecordsDataEnd"
_CHAIN_ID = "GSW_CHAIN_ID"
_MEDIA_TYPE = "GSW_CONTACT_MEDIA_TYPE"
_GROUP_DESCRIPTION = "GSW_CAMPAIGN_GROUP_DESCRIPTION"
_OF_THE_ROW = {
    "GSW_ATTEMPTS": "attempt",
    "GSW_PHONE_TYPE": "contact_info_type",
    "GSW_FROM": "daily_from",
    "GSW_UNTIL": "daily_till",
}


def _answer(change: Callable[[Context, Record, list[Reply], Reply], Result]) -> ChangePolicies:
    """Change the answer as a whole: ``change`` gets the record of the request, the records, and the end marker."""

    def wrapper(handler: Handler, context: Context, request: Request, record: Record) -> Result:
        replies = [reply for reply in handler(context, request) if isinstance(reply, Reply)]
        # A request that was ignored has no end marker.
        return change(context, record, replies[:-1], replies[-1]) if replies else []

    return with_record(_REQUEST, wrapper)


def _records(change: Callable[[Record, Data], Data]) -> ChangePolicies:
    return event_of_record(_RECORD, lambda _context, record, data: change(record, data))


def _forget_what_was_sent(context: Context, _request: Request, record: Record) -> None:
    for other in record.chain.records:
        if other is not record:
            context.state.open.pop(other.handle, None)
            other.handle = 0


def _close(context: Context, _request: Request, record: Record) -> None:
    context.state.open.pop(record.handle)


def _close_the_others(context: Context, _request: Request, record: Record) -> None:
    for other in record.chain.records:
        if other is not record:
            context.state.open.pop(other.handle, None)


def _under_the_handle_of_the_request(_context: Context, record: Record, replies: list[Reply], end: Reply) -> Result:
    return [*(replace(reply, data={**reply.data, HANDLE: record.handle}) for reply in replies), end]


def _initial_record(context: Context, record: Record) -> Reply:
    return Reply(_RECORD, context.policies.record_data(context, record))


def _of_the_whole_list(context: Context, record: Record, replies: list[Reply], end: Reply) -> Result:
    others: list[Reply] = []
    for chain in context.state.chains.values():
        if chain.calling_list is record.chain.calling_list and chain.holder is None:
            for other in chain.records:
                context.state.give_handle(other)
                others.append(Reply(_RECORD, context.policies.record_data(context, other)))
    return [*replies, *others, end]


def _drop_what_was_added(context: Context, _request: Request, record: Record) -> None:
    # What the OCS retrieved itself is marked so in the list; an added record is there as it was added.
    record.chain.records = [
        other
        for other in record.chain.records
        if other.handle or stored(context, other)["record_status"] != RecordStatus.READY
    ]


def _drop_changes_of_the_others(context: Context, _request: Request, record: Record) -> None:
    for other in record.chain.records:
        if other is not record:
            other.row = stored(context, other)


def _with_fields_that_stay(record: Record, data: Data) -> Data:
    fields = record.chain.calling_list.fields
    return {**data, **{each.column: record.row[each.column] for each in fields if each.send_attribute is None}}


def _with_custom_fields_of_the_primary(record: Record, data: Data) -> Data:
    row = primary(record.chain.records).row
    return {**data, **{key: row[field.column] for key, field in record.chain.calling_list.sent.items()}}


def _with_optional_keys_of_the_primary(record: Record, data: Data) -> Data:
    row = primary(record.chain.records).row
    return {**data, **{key: row[column] for key, column in _OF_THE_ROW.items() if key in data}}


_ANSWER = (
    Defect(
        "chains.last-record-is-left-out",
        "desktop.chains.others-delivered",
        "ChainedRecordRequest brings the records of a chain up to the one before the last",
        _answer(lambda _context, _record, replies, end: [*replies[:-1], end]),
    ),
    Defect(
        "chains.records-come-twice",
        "desktop.chains.others-delivered",
        "Each ChainedRecord is sent twice",
        event_twice(_RECORD),
    ),
    Defect(
        "chains.initial-record-comes-twice",
        "desktop.chains.initial-record",
        "The initial record is sent both ahead of the others and in its place among them",
        _answer(
            lambda context, record, replies, end: [
                _initial_record(context, record),
                _initial_record(context, record),
                *replies,
                end,
            ]
        ),
    ),
    Defect(
        "chains.one-record-is-not-answered",
        "desktop.chains.single-record",
        "ChainedRecordRequest for a chain of one record is not answered",
        _answer(lambda _context, record, replies, end: [] if len(record.chain.records) == 1 else [*replies, end]),
    ),
    Defect(
        "chains.whole-list-comes",
        "desktop.chains.no-other-chain",
        "ChainedRecordRequest brings all records of the list that were retrieved, of whatever chain",
        _answer(_of_the_whole_list),
    ),
    Defect(
        "chains.added-record-stays-away",
        "desktop.chains.added-record",
        "A record that was added after the chain was retrieved does not come with the others",
        before(_REQUEST, _drop_what_was_added),
    ),
    Defect(
        "chains.end-marker-comes-first",
        "desktop.chains.end-marker",
        "ChainedRecordsDataEnd is sent ahead of the records",
        _answer(lambda _context, _record, replies, end: [end, *replies]),
    ),
    Defect(
        "chains.end-marker-behind-each-record",
        "desktop.chains.end-marker",
        "ChainedRecordsDataEnd is sent behind each record",
        _answer(lambda _context, _record, replies, end: [each for reply in replies for each in (reply, end)] or [end]),
    ),
    Defect(
        "chains.end-marker-names-the-group",
        "desktop.chains.end-marker-names",
        "ChainedRecordsDataEnd has the name of the campaign group in place of the campaign's",
        event_of_record(_END, lambda _context, record, data: {**data, CAMPAIGN_NAME: record.chain.group.name}),
    ),
    Defect(
        "chains.end-marker-is-of-no-record",
        "desktop.chains.end-marker-handle",
        "ChainedRecordsDataEnd carries a handle that no record has",
        event_key(_END, HANDLE, 0),
    ),
)
"""What comes, how often, and in which order."""

_REQUESTS = (
    Defect(
        "chains.come-again",
        "desktop.chains.once",
        "A second ChainedRecordRequest delivers the records of the chain again",
        before(_REQUEST, _forget_what_was_sent),
    ),
    Defect(
        "chains.request-closes-the-record",
        "desktop.chains.not-final",
        "ChainedRecordRequest finishes the record that it names",
        after(_REQUEST, _close),
    ),
    Defect(
        "chains.lost-handle-gets-the-end-marker",
        "desktop.chains.record-not-found",
        "ChainedRecordRequest with a handle that is not there is answered as if its chain were at an end",
        acknowledged(_REQUEST, [109], _END, [HANDLE]),
    ),
    Defect(
        "chains.lost-handle-has-no-chain",
        "desktop.chains.record-not-found",
        "ChainedRecordRequest with a handle that is not there gets the number for a chain that is not there",
        renumbered(_REQUEST, [109], 114),
    ),
    Defect(
        "chains.only-in-preview",
        "desktop.chains.any-mode",
        "ChainedRecordRequest is refused in every dialing mode but Preview",
        refused_for(_REQUEST, 101, is_automatic),
    ),
    Defect(
        "chains.campaign-name-is-asked-for",
        "desktop.chains.campaign-name-optional",
        "ChainedRecordRequest without a campaign name is refused, as it was in old releases",
        refused(_REQUEST, 102, lambda _context, request: CAMPAIGN_NAME not in request.data),
    ),
    Defect(
        "chains.one-handle-for-all",
        "desktop.chains.own-handle",
        "Every record of a chain comes under the handle of the request",
        _answer(_under_the_handle_of_the_request),
    ),
    Defect(
        "chains.other-handles-name-nothing",
        "desktop.chains.own-handle",
        "Handles of chained records are sent, and not kept",
        after(_REQUEST, _close_the_others),
    ),
    Defect(
        "chains.changes-of-others-are-lost",
        "desktop.chains.changes-kept",
        "RecordProcessed writes the changes of the record that it names, and forgets those of the rest of the chain",
        before("RecordProcessed", _drop_changes_of_the_others),
    ),
)
"""What the request and the handles that it brings do."""

_KEYS = (
    Defect(
        "chains.all-fields-travel",
        "desktop.chains.send-attribute-needed",
        "A ChainedRecord carries fields without send_attribute under the names of their columns",
        _records(_with_fields_that_stay),
    ),
    Defect(
        "chains.call-result-of-the-primary",
        "desktop.chains.record-from-list",
        "A ChainedRecord carries the call result of the primary record of its chain",
        _records(lambda record, data: {**data, "GSW_CALL_RESULT": primary(record.chain.records).row["call_result"]}),
    ),
    Defect(
        "chains.phone-of-the-primary",
        "desktop.chains.record-from-list",
        "A ChainedRecord carries the phone of the primary record of its chain",
        _records(lambda record, data: {**data, PHONE: primary(record.chain.records).row["contact_info"]}),
    ),
    Defect(
        "chains.custom-fields-of-the-primary",
        "desktop.chains.record-from-list",
        "A ChainedRecord carries the custom fields of the primary record of its chain",
        _records(_with_custom_fields_of_the_primary),
    ),
    Defect(
        "chains.optional-keys-of-the-primary",
        "desktop.chains.optional-fields",
        "GSW_PHONE_TYPE, GSW_FROM and GSW_UNTIL of a ChainedRecord are those of the primary record of its chain",
        _records(_with_optional_keys_of_the_primary),
    ),
    Defect(
        "chains.attempts-begin-at-zero",
        "desktop.chains.optional-fields",
        "GSW_ATTEMPTS of a ChainedRecord is 0, as if the record were new",
        event_key(_RECORD, "GSW_ATTEMPTS", 0),
    ),
    Defect(
        "chains.call-time-is-now",
        "desktop.chains.call-time",
        "GSW_CALL_TIME of a ChainedRecord is the time of its delivery",
        event_of_record(_RECORD, lambda context, _record, data: {**data, "GSW_CALL_TIME": str(context.now)}),
    ),
    Defect(
        "chains.offset-counts-westward",
        "desktop.chains.tz-offset",
        "GSW_TZ_OFFSET of a ChainedRecord is positive for a time zone west of UTC",
        event_of_record(
            _RECORD,
            lambda context, record, data: {
                **data,
                "GSW_TZ_OFFSET": -context.configuration.zones_by_dbid[int(record.row["tz_dbid"] or 0)].offset,
            },
        ),
    ),
    Defect(
        "chains.list-by-dbid",
        "desktop.chains.list-name",
        "A ChainedRecord has the DBID of its calling list in place of its name",
        _records(lambda record, data: {**data, CALLING_LIST: str(record.chain.calling_list.dbid)}),
    ),
    Defect(
        "chains.campaign-is-the-group",
        "desktop.chains.campaign-name",
        "GSW_CAMPAIGN_NAME of a ChainedRecord is the name of the campaign group",
        _records(lambda record, data: {**data, CAMPAIGN_NAME: record.chain.group.name}),
    ),
    Defect(
        "chains.chain-id-is-the-record-id",
        "desktop.chains.chain-id",
        "A ChainedRecord carries its record_id under GSW_CHAIN_ID",
        _records(lambda record, data: {**data, _CHAIN_ID: record.row["record_id"]}),
    ),
    Defect(
        "chains.any-medium",
        "desktop.chains.media-type",
        "A ChainedRecord leaves it open by which medium its customer is reached",
        event_key(_RECORD, _MEDIA_TYPE, "any"),
    ),
    Defect(
        "chains.group-is-the-campaign",
        "desktop.chains.campaign-group",
        "A ChainedRecord has the name of the campaign in place of the campaign group's",
        _records(lambda record, data: {**data, GROUP_NAME: record.chain.group.campaign.name}),
    ),
    Defect(
        "chains.group-is-not-described",
        "desktop.chains.group-description",
        "The description of the campaign group in a ChainedRecord is always empty",
        event_key(_RECORD, _GROUP_DESCRIPTION, ""),
    ),
    Defect(
        "chains.name-stands-for-the-description",
        "desktop.chains.group-description",
        "A ChainedRecord has the name of its campaign group where that has no description",
        _records(
            lambda record, data: {**data, _GROUP_DESCRIPTION: data[_GROUP_DESCRIPTION] or record.chain.group.name}
        ),
    ),
)
"""What a ChainedRecord carries."""

DEFECTS = (*_ANSWER, *_REQUESTS, *_KEYS)
