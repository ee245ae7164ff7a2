"""Mistakes with the values that AddRecord stores, and with what it stores where a key is not there."""

from collections.abc import Iterator, Mapping

from ocs_reference.core.configuration import Field
from ocs_reference.core.context import Context, Request
from ocs_reference.core.requests import CALLING_LIST
from ocs_reference.core.state import State
from ocs_reference.core.values import END_OF_DAY, Data, RecordStatus, RecordType, Row
from ocs_reference.defects.additions import ADD_RECORD, inserted_row, other_default
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.requests import sent_data, with_data, without_keys
from ocs_reference.defects.stored import inserted

_ROW = "desktop.add-record"

_STORED: Mapping[str, tuple[str, str]] = {
    "agent": ("agent", "GSW_AGENT_ID"),
    "attempts": ("attempts", "GSW_ATTEMPTS"),
    "call-result": ("call-result", "GSW_CALL_RESULT"),
    "call-time": ("call-time", "GSW_CALL_TIME"),
    "from": ("daily-window", "GSW_FROM"),
    "until": ("daily-window", "GSW_UNTIL"),
    "status": ("status", "GSW_RECORD_STATUS"),
}
"""Rule and key by the word of a defect that stores the default in place of what the key says."""

_DEFAULTS: Mapping[str, tuple[str, str, int | str, str]] = {
    "phone-type-default": ("contact_info_type", "GSW_PHONE_TYPE", 1, "has a home phone"),
    "status-default": ("record_status", "GSW_RECORD_STATUS", RecordStatus.RETRIEVED, "counts as retrieved"),
    "attempts-default": ("attempt", "GSW_ATTEMPTS", 1, "has been attempted once"),
    "call-time-default": ("call_time", "GSW_CALL_TIME", 1, "was called a second after 1970 began"),
    "date-time-default": ("dial_sched_time", "GSW_DATE_TIME", 1, "was due a second after 1970 began"),
    "from-default": ("daily_from", "GSW_FROM", 0, "may be dialed from midnight on"),
    "until-default": ("daily_till", "GSW_UNTIL", END_OF_DAY, "may be dialed until midnight"),
    "agent-default": ("agent_id", "GSW_AGENT_ID", "", "has an empty agent id"),
}
"""Column, key, wrong default and what is then so, by rule."""


def _of_keys() -> Iterator[Defect]:
    for word, (rule, key) in _STORED.items():
        title = f"A record that is added with {key} is stored with the default in place of the value"
        yield Defect(f"add-record.{word}-is-not-stored", f"{_ROW}.{rule}", title, without_keys(ADD_RECORD, key))
    for rule, (column, key, value, what) in _DEFAULTS.items():
        title = f"A record that is added without {key} {what}"
        yield Defect(f"add-record.other-{rule}", f"{_ROW}.{rule}", title, other_default(column, key, value))


def _counted_from_one(column: str, key: str) -> ChangePolicies:
    """Store the next higher value of an enumeration."""

    def change(_context: Context, request: Request, row: Row) -> Row:
        return {**row, column: int(row[column] or 0) + 1} if key in request.data else row

    return inserted_row(change)


def _general_is_unknown(row: Row) -> Row:
    return {**row, "record_type": RecordType.UNKNOWN} if row["record_type"] == RecordType.GENERAL else row


def _only_digits(row: Row) -> Row:
    return {**row, "contact_info": "".join(filter(str.isdigit, str(row["contact_info"])))}


def _small_letters(row: Row) -> Row:
    return {**row, "contact_info": str(row["contact_info"]).lower()}


def _agent_is_the_sender(context: Context, request: Request, row: Row) -> Row:
    sender = context.configuration.agents.get(request.agent or "")
    return {**row, "agent_id": sender} if sender and "GSW_AGENT_ID" in request.data else row


def _times_as_texts_only(data: Data) -> Data:
    return {key: value for key, value in data.items() if key != "GSW_CALL_TIME" or isinstance(value, str)}


def _zero_is_nothing(data: Data) -> Data:
    return {key: value for key, value in data.items() if value != 0}


def _time_of_utc(context: Context, _request: Request, row: Row) -> Row:
    scheduled = int(row["dial_sched_time"] or 0)
    return {**row, "dial_sched_time": scheduled + _offset(context, row) if scheduled else 0}


def _window_in_utc(context: Context, request: Request, row: Row) -> Row:
    window = {"GSW_FROM": "daily_from", "GSW_UNTIL": "daily_till"}
    moved = {
        column: (int(row[column] or 0) - _offset(context, row)) % END_OF_DAY
        for key, column in window.items()
        if key in request.data
    }
    return row | moved


def _offset(context: Context, row: Row) -> int:
    return context.configuration.zones_by_dbid[int(row["tz_dbid"] or 0)].offset


def _of_last_century(_context: Context, data: Data) -> Data:
    date, _, time = str(data.get("GSW_DATE_TIME", "")).partition(" ")
    month, _, rest = date.partition("/")
    day, _, year = rest.partition("/")
    return {**data, "GSW_DATE_TIME": f"{month}/{day}/19{year} {time}"} if len(year) == 2 else data


def _on_the_hour(row: Row) -> Row:
    scheduled = int(row["dial_sched_time"] or 0)
    return {**row, "dial_sched_time": scheduled - scheduled % 3600}


def _first_zone(context: Context, _request: Request, row: Row) -> Row:
    return {**row, "tz_dbid": next(iter(context.configuration.zones_by_dbid))}


def _whole_numbers_only(context: Context, request: Request, row: Row) -> Row:
    floats = {field.column for field in _fields(context, request) if field.type == "float"}
    return row | {column: str(int(float(str(row[column])))) for column in floats & row.keys()}


def _fields(context: Context, request: Request) -> tuple[Field, ...]:
    name = request.data.get(CALLING_LIST)
    return next((each.fields for each in context.configuration.lists.values() if each.name == name), ())


def _as_the_last_one() -> ChangePolicies:
    """Take what a request leaves out from the request before it."""
    before: list[tuple[State, Data]] = []

    def change(context: Context, data: Data) -> Data:
        last: Data = next((each for state, each in before if state is context.state), {})
        before[:] = [(context.state, data)]
        return {**last, **data}

    return with_data(ADD_RECORD, change)


_OF_VALUES = (
    Defect(
        "add-record.phone-types-from-one",
        f"{_ROW}.phone-type",
        "Phone types are stored one too high",
        _counted_from_one("contact_info_type", "GSW_PHONE_TYPE"),
    ),
    Defect(
        "add-record.statuses-from-one",
        f"{_ROW}.status",
        "Record statuses are stored one too high",
        _counted_from_one("record_status", "GSW_RECORD_STATUS"),
    ),
    Defect(
        "add-record.general-is-stored-as-unknown",
        f"{_ROW}.any-type",
        "A record that is added as General is stored as Unknown",
        inserted(_general_is_unknown),
    ),
    Defect(
        "add-record.phone-in-small-letters",
        f"{_ROW}.phone",
        "An address is stored in small letters",
        inserted(_small_letters),
    ),
    Defect(
        "add-record.only-digits-of-a-phone",
        f"{_ROW}.phone",
        "Only the digits of the phone are stored",
        inserted(_only_digits),
    ),
    Defect(
        "add-record.agent-is-the-sender",
        f"{_ROW}.agent",
        "The agent who adds the record is stored in place of the one that the request names",
        inserted_row(_agent_is_the_sender),
    ),
    Defect(
        "add-record.call-time-as-text-only",
        f"{_ROW}.call-time",
        "GSW_CALL_TIME is passed over where it is a number",
        sent_data(ADD_RECORD, _times_as_texts_only),
    ),
    Defect(
        "add-record.zero-is-nothing",
        f"{_ROW}.daily-window",
        "A key of the value 0 counts as one that is not there",
        sent_data(ADD_RECORD, _zero_is_nothing),
    ),
    Defect(
        "add-record.window-is-stored-in-utc",
        f"{_ROW}.daily-window",
        "The daily window is moved from the record's time zone to UTC",
        inserted_row(_window_in_utc),
    ),
    Defect(
        "add-record.scheduled-in-utc",
        f"{_ROW}.date-time",
        "GSW_DATE_TIME is read as UTC",
        inserted_row(_time_of_utc),
    ),
    Defect(
        "add-record.years-of-two-digits-are-long-ago",
        f"{_ROW}.date-time",
        "A year of two digits is one of the last century",
        with_data(ADD_RECORD, _of_last_century),
    ),
    Defect(
        "add-record.scheduled-on-the-hour",
        f"{_ROW}.date-time",
        "The minutes of GSW_DATE_TIME are lost",
        inserted(_on_the_hour),
    ),
    Defect(
        "add-record.first-time-zone",
        f"{_ROW}.time-zone",
        "The row refers to the first time zone that is configured",
        inserted_row(_first_zone),
    ),
    Defect(
        "add-record.fractions-are-lost",
        f"{_ROW}.send-attribute",
        "A number with a fraction is stored without it",
        inserted_row(_whole_numbers_only),
    ),
    Defect(
        "add-record.as-the-last-one",
        f"{_ROW}.attempts-default",
        "What a request leaves out is taken from the one before it",
        _as_the_last_one(),
    ),
)

DEFECTS = (*_OF_VALUES, *_of_keys())
