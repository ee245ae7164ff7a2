"""Mistakes with what AddRecord on a calling list leaves in the table."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from ocs_reference.core.configuration import CallingList
from ocs_reference.core.context import Context, Request
from ocs_reference.core.errors import StoreError
from ocs_reference.core.messages import Input
from ocs_reference.core.requests import CALLING_LIST
from ocs_reference.core.state import Record, State
from ocs_reference.core.values import Data, RecordStatus, RecordType, Row
from ocs_reference.defects.additions import changed, nothing_written, written
from ocs_reference.defects.defect import ChangePolicies, Defect, both
from ocs_reference.defects.records import before
from ocs_reference.defects.requests import over_http, received, with_data, without_keys

_LISTS = "lists"
_REQUEST = "AddRecord"
_ROW = "http.lists"
_PLACE = ("GSW_CHAIN_ID", "GSW_CHAIN_N")

_STORED = {
    "phone-type": "GSW_PHONE_TYPE",
    "record-status": "GSW_RECORD_STATUS",
    "record-type": "GSW_RECORD_TYPE",
    "call-result": "GSW_CALL_RESULT",
    "attempts": "GSW_ATTEMPTS",
    "call-time": "GSW_CALL_TIME",
    "from": "GSW_FROM",
    "until": "GSW_UNTIL",
    "agent-id": "GSW_AGENT_ID",
}


def _written_later() -> ChangePolicies:
    """Write an added row when the next request comes."""
    waiting: list[tuple[State, str, Row]] = []

    def put_off(context: Context, request: Request, row: Row) -> list[Row]:
        waiting.append((context.state, _list_of(context, request.data).key, row))
        return []

    def write(context: Context, message: Input) -> Input:
        # What an OCS was told before its reset is lost.
        with suppress(StoreError):
            for state, calling_list, row in waiting:
                if state is context.state:
                    context.store.insert(calling_list, row)
        waiting.clear()
        return message

    return both(written(_LISTS, put_off), received(write))


def _list_of(context: Context, data: Data) -> CallingList:
    return next(each for each in context.configuration.lists.values() if each.name == data[CALLING_LIST])


def _by_column_name(calling_list: CallingList, data: Data) -> Row:
    """Read the keys that are the name of a user-defined field."""
    columns = {field.column for field in calling_list.fields}
    return {key: value for key, value in data.items() if key in columns and isinstance(value, int | str)}


def _added_by_column_name(context: Context, request: Request, row: Row) -> Row:
    return row | _by_column_name(_list_of(context, request.data), request.data)


def _changed_by_column_name(_context: Context, request: Request, record: Record) -> None:
    record.row |= _by_column_name(record.chain.calling_list, request.data)


def _type_as_called(_context: Context, _request: Request, row: Row) -> Row:
    six = row["record_type"] == RecordType.CAMPAIGN_CALLBACK
    return {**row, "record_type": RecordType.CAMPAIGN_RESCHEDULED} if six else row


def _time_of_utc(context: Context, _request: Request, row: Row) -> Row:
    zone = context.configuration.zones_by_dbid[int(row["tz_dbid"] or 0)]
    scheduled = int(row["dial_sched_time"] or 0)
    return {**row, "dial_sched_time": scheduled + zone.offset if scheduled else 0}


def _zone_of_the_first(context: Context, _request: Request, row: Row) -> Row:
    return {**row, "tz_dbid": next(iter(context.configuration.zones_by_dbid))}


def _reserved_keys(_context: Context, data: Data) -> Data:
    return {key: value for key, value in data.items() if key.startswith("GSW_")}


def _last_chain(context: Context, data: Data) -> Data:
    """Add to the chain that was made last where no chain is named."""
    keys = [each.key for each in context.configuration.lists.values() if each.name == data[CALLING_LIST]]
    return {"GSW_CHAIN_ID": context.store.next_ids(keys[0])[1] - 1, **data} if keys else data


def _from_one(_context: Context, request: Request, row: Row) -> Row:
    return row if any(key in request.data for key in _PLACE) else {**row, "chain_n": 1}


def _always_first(_context: Context, request: Request, row: Row) -> Row:
    return row if request.data.get("GSW_CHAIN_N") else {**row, "chain_n": 0}


def _zero_as_it_stands(_context: Context, request: Request, row: Row) -> Row:
    return {**row, "chain_n": 0} if request.data.get("GSW_CHAIN_N") == 0 else row


def _other_default(column: str, key: str, value: int | str | None) -> ChangePolicies:
    """Store another default in a column where AddRecord does not have its key; None stands for the time that it is."""

    def change(context: Context, request: Request, row: Row) -> Row:
        return row if key in request.data else {**row, column: context.now if value is None else value}

    return changed(_LISTS, change)


_DEFAULTS: Mapping[str, tuple[str, str, int | str | None, str]] = {
    "phone-type": ("contact_info_type", "GSW_PHONE_TYPE", 0, "has no phone type"),
    "record-type": ("record_type", "GSW_RECORD_TYPE", RecordType.UNKNOWN, "is of type Unknown"),
    "record-status": ("record_status", "GSW_RECORD_STATUS", RecordStatus.NONE, "has no status"),
    "attempts": ("attempt", "GSW_ATTEMPTS", 1, "has been attempted once"),
    "call-time": ("call_time", "GSW_CALL_TIME", None, "was called when it was added"),
    "date-time": ("dial_sched_time", "GSW_DATE_TIME", None, "is scheduled for the time when it was added"),
    "from": ("daily_from", "GSW_FROM", 0, "may be dialed from midnight on"),
    "until": ("daily_till", "GSW_UNTIL", 86400, "may be dialed until midnight"),
    "agent-id": ("agent_id", "GSW_AGENT_ID", "", "has an empty agent id"),
    "chain-n": ("chain_n", "GSW_CHAIN_N", 1, "is the second one of its chain"),
}


def _one_by_one() -> Iterator[Defect]:
    for word, (column, key, value, title) in _DEFAULTS.items():
        change = _other_default(column, key, value)
        yield Defect(
            f"http-lists.other-default-of-{word}",
            f"{_ROW}.defaults",
            f"A record that is added without {key} {title}",
            change,
        )
    for word, key in _STORED.items():
        title = f"A record that is added with {key} is stored with the default in place of the value"
        change = over_http(_LISTS, without_keys(_REQUEST, key))
        yield Defect(f"http-lists.{word}-is-not-stored", f"{_ROW}.values-are-stored", title, change)


_ROWS = (
    Defect(
        "http-lists.record-is-not-added",
        f"{_ROW}.add-record",
        "AddRecord for a list is answered with 200 and adds nothing",
        nothing_written(_LISTS),
    ),
    Defect(
        "http-lists.row-is-written-later",
        f"{_ROW}.row-exists-on-ok",
        "AddRecord for a list is answered before its row is written",
        _written_later(),
    ),
    Defect(
        "http-lists.fields-are-not-stored",
        f"{_ROW}.values-are-stored",
        "User-defined fields of an added record are not stored",
        over_http(_LISTS, with_data(_REQUEST, _reserved_keys)),
    ),
    Defect(
        "http-lists.time-zone-is-not-stored",
        f"{_ROW}.values-are-stored",
        "An added record has the first time zone that is configured",
        changed(_LISTS, _zone_of_the_first),
    ),
    Defect(
        "http-lists.type-as-the-example-is-called",
        f"{_ROW}.record-type-is-a-number",
        "A record that is added with GSW_RECORD_TYPE 6 is stored as Campaign Rescheduled",
        changed(_LISTS, _type_as_called),
    ),
    Defect(
        "http-lists.callback-time-is-utc",
        f"{_ROW}.callback-time",
        "GSW_DATE_TIME of an added record is read as UTC",
        changed(_LISTS, _time_of_utc),
    ),
    Defect(
        "http-lists.callback-time-is-not-stored",
        f"{_ROW}.callback-time",
        "A record that is added with GSW_DATE_TIME is not scheduled",
        over_http(_LISTS, without_keys(_REQUEST, "GSW_DATE_TIME")),
    ),
    Defect(
        "http-lists.column-names-are-keys",
        f"{_ROW}.send-attribute-only",
        "A key that is the name of a field is stored in that field, which has another send attribute or none",
        both(
            changed(_LISTS, _added_by_column_name),
            over_http("records", before("RecordProcessed", _changed_by_column_name)),
        ),
    ),
    Defect(
        "http-lists.no-new-chain",
        f"{_ROW}.new-chain",
        "A record that is added without a chain joins the chain that was made last",
        over_http(_LISTS, with_data(_REQUEST, _last_chain)),
    ),
    Defect(
        "http-lists.new-chain-begins-with-one",
        f"{_ROW}.new-chain",
        "The first record of a new chain has the number 1",
        changed(_LISTS, _from_one),
    ),
    Defect(
        "http-lists.next-number-is-zero",
        f"{_ROW}.next-of-chain",
        "A record that is added to a chain without a number gets the number 0",
        both(changed(_LISTS, _always_first), changed("records", _always_first)),
    ),
    Defect(
        "http-lists.number-zero-is-taken",
        f"{_ROW}.next-of-chain",
        "A record that is added to a chain with GSW_CHAIN_N 0 gets that number",
        changed(_LISTS, _zero_as_it_stands),
    ),
    Defect(
        "http-lists.number-is-ignored",
        f"{_ROW}.number-in-chain",
        "A record that is added to a chain gets the next number, whatever GSW_CHAIN_N says",
        over_http(_LISTS, without_keys(_REQUEST, "GSW_CHAIN_N")),
    ),
)

DEFECTS = (*_ROWS, *_one_by_one())
