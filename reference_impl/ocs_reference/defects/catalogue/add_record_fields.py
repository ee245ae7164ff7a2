"""Mistakes with the custom fields of AddRecord, and with its times and time zones."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from ocs_reference.core.configuration import CallingList, Field
from ocs_reference.core.context import Context, Request
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.record_data import custom_fields
from ocs_reference.core.requests import CALLING_LIST, text
from ocs_reference.core.values import END_OF_DAY, Data, Row
from ocs_reference.defects.additions import ADD_RECORD, inserted_row, retried
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.requests import refused, sent_data, with_data

_ROW = "desktop.add-record"
_TIME, _ZONE = "GSW_DATE_TIME", "GSW_TZ_NAME"
_TYPES = ("int", "float", "char", "varchar", "datetime")


def _list_of(context: Context, data: Data) -> CallingList | None:
    lists = context.configuration.lists.values()
    return next((each for each in lists if each.name == data.get(CALLING_LIST)), None)


def _fields_of(context: Context, data: Data) -> tuple[Field, ...]:
    found = _list_of(context, data)
    return found.fields if found else ()


def _without_fields(when: Callable[[CallingList, str, object], bool]) -> ChangePolicies:
    """Leave custom fields out of AddRecord for which ``when`` holds; it gets the list, the key and the value."""

    def change(context: Context, data: Data) -> Data:
        found = _list_of(context, data)
        return {
            key: value
            for key, value in data.items()
            if found is None or key not in found.sent or not when(found, key, value)
        }

    return with_data(ADD_RECORD, change)


def _suits(calling_list: CallingList, key: str, value: object) -> bool:
    with suppress(RefusalError):
        custom_fields(calling_list, {key: value})
        return True
    return False


def _lost(kind: str) -> ChangePolicies:
    return _without_fields(lambda found, key, _value: found.sent[key].type == kind)


def _unfit_stays_empty(kind: str) -> ChangePolicies:
    return _without_fields(lambda found, key, value: found.sent[key].type == kind and not _suits(found, key, value))


def _of_types() -> Iterator[Defect]:
    for kind in _TYPES:
        yield Defect(
            f"add-record.{kind}-fields-are-lost",
            f"{_ROW}.send-attribute",
            f"AddRecord stores no field of the type {kind}",
            _lost(kind),
        )
        yield Defect(
            f"add-record.unfit-{kind}-stays-empty",
            f"{_ROW}.inconsistent-field",
            f"A value that does not suit a field of the type {kind} is left out, and the record added without it",
            _unfit_stays_empty(kind),
        )


def _has_another_name(found: CallingList, key: str, _value: object) -> bool:
    return found.sent[key].column != key.lower()


def _signs_are_lost(_context: Context, data: Data) -> Data:
    return {key: abs(value) if isinstance(value, int) else value for key, value in data.items()}


def _absolute(data: Data) -> Data:
    return {key: _without_sign(value) if key.startswith("GSW_") else value for key, value in data.items()}


def _without_sign(value: object) -> object:
    if isinstance(value, str):
        return value.removeprefix("-")
    return abs(value) if isinstance(value, int) else value


def _quotes_doubled(_context: Context, _request: Request, row: Row) -> Row:
    return {column: value.replace("'", "''") if isinstance(value, str) else value for column, value in row.items()}


def _stored_by_column(fits: Callable[[Field, str], bool]) -> ChangePolicies:
    """Store keys of AddRecord in fields for which ``fits`` holds, although they are not their send_attribute."""

    def change(context: Context, request: Request, row: Row) -> Row:
        given = ((key, value) for key, value in request.data.items() if isinstance(value, str))
        fields = _fields_of(context, request.data)
        return {field.column: value for key, value in given for field in fields if fits(field, key)} | row

    return inserted_row(change)


_OF_FIELDS = (
    Defect(
        "add-record.fields-of-another-name-are-lost",
        f"{_ROW}.send-attribute",
        "A field is stored only where its send_attribute is its own name",
        _without_fields(_has_another_name),
    ),
    Defect(
        "add-record.signs-of-fields-are-lost",
        f"{_ROW}.send-attribute",
        "A negative number is stored without its sign",
        with_data(ADD_RECORD, _signs_are_lost),
    ),
    Defect(
        "add-record.quotes-are-doubled",
        f"{_ROW}.send-attribute",
        "A quotation mark is doubled for the database once more than it needs",
        inserted_row(_quotes_doubled),
    ),
    Defect(
        "add-record.fields-without-the-option-by-name",
        f"{_ROW}.no-send-attribute",
        "A field without send_attribute is stored under its own name",
        _stored_by_column(lambda field, key: field.send_attribute is None and key == field.column),
    ),
    Defect(
        "add-record.fields-without-the-option-in-any-case",
        f"{_ROW}.no-send-attribute",
        "A field without send_attribute is stored under its name in capitals",
        _stored_by_column(lambda field, key: field.send_attribute is None and key == field.column.upper()),
    ),
    Defect(
        "add-record.fields-by-either-name",
        f"{_ROW}.no-send-attribute",
        "A field with a send_attribute is stored under its own name as well",
        _stored_by_column(lambda field, key: field.send_attribute is not None and key == field.column),
    ),
    Defect(
        "add-record.negative-without-sign",
        f"{_ROW}.verified",
        "A negative number under a reserved key is read without its sign",
        sent_data(ADD_RECORD, _absolute),
    ),
)


def _read_as(reader: Callable[[str], datetime]) -> ChangePolicies:
    """Take another moment for a GSW_DATE_TIME that should be refused, where ``reader`` can make one of it."""

    def change(_context: Context, data: Data) -> Data:
        with suppress(ValueError):
            return {**data, _TIME: reader(text(data, _TIME)).strftime("%m/%d/%Y %H:%M")}
        return data

    return retried(111, change)


def _days_roll_over(local: str) -> datetime:
    """Read a date with a day that goes beyond the last one of its month."""
    date, _, time = local.partition(" ")
    month, day, year = date.split("/")
    return datetime.strptime(f"{month}/01/{year} {time}", "%m/%d/%Y %H:%M") + timedelta(days=int(day) - 1)


def _hours_roll_over(local: str) -> datetime:
    """Read a time with an hour that goes beyond the last one of its day."""
    date, _, time = local.partition(" ")
    hour, _, minute = time.partition(":")
    return datetime.strptime(f"{date} 00:{minute}", "%m/%d/%Y %H:%M") + timedelta(hours=int(hour))


def _seconds(local: str) -> datetime:
    return datetime.fromtimestamp(int(local), UTC)


def _within_the_day(context: Context, _request: Request, row: Row) -> Row:
    offset = context.configuration.zones_by_dbid[int(row["tz_dbid"] or 0)].offset
    local = int(row["dial_sched_time"] or 0) + offset
    moved = local - local % END_OF_DAY + (local - offset) % END_OF_DAY
    return {**row, "dial_sched_time": moved} if row["dial_sched_time"] else row


def _is_a_leap_day(_context: Context, request: Request) -> bool:
    return text(request.data, _TIME).startswith("02/29/")


def _zone_in_any_case(context: Context, data: Data) -> Data:
    name = text(data, _ZONE).upper()
    return {**data, _ZONE: name} if name in context.configuration.time_zones else data


def _zone_by_its_dbid(context: Context, data: Data) -> Data:
    names = {str(zone.dbid): zone.name for zone in context.configuration.time_zones.values()}
    return {**data, _ZONE: names.get(text(data, _ZONE), data[_ZONE])}


_OF_TIMES = (
    Defect(
        "add-record.days-roll-over",
        f"{_ROW}.not-a-time",
        "A day beyond the last one of its month counts on in the next",
        _read_as(_days_roll_over),
    ),
    Defect(
        "add-record.hours-roll-over",
        f"{_ROW}.not-a-time",
        "An hour beyond the last one of its day counts on in the next",
        _read_as(_hours_roll_over),
    ),
    Defect(
        "add-record.seconds-are-a-time",
        f"{_ROW}.not-a-time",
        "GSW_DATE_TIME may be a number of seconds since 1970",
        _read_as(_seconds),
    ),
    Defect(
        "add-record.iso-time-is-understood",
        f"{_ROW}.not-a-time",
        "GSW_DATE_TIME may have the form of ISO 8601",
        _read_as(datetime.fromisoformat),
    ),
    Defect(
        "add-record.time-moves-within-the-day",
        f"{_ROW}.date-time",
        "The time zone moves the hours of GSW_DATE_TIME and never its day",
        inserted_row(_within_the_day),
    ),
    Defect(
        "add-record.no-leap-days",
        f"{_ROW}.date-time",
        "The 29th of February is no date",
        refused(ADD_RECORD, 111, _is_a_leap_day),
    ),
    Defect(
        "add-record.time-zone-in-any-case",
        f"{_ROW}.time-zone",
        "The name of a time zone may be in small letters",
        with_data(ADD_RECORD, _zone_in_any_case),
    ),
    Defect(
        "add-record.time-zone-by-its-dbid",
        f"{_ROW}.time-zone",
        "GSW_TZ_NAME may be the DBID of the time zone",
        with_data(ADD_RECORD, _zone_by_its_dbid),
    ),
)

DEFECTS = (*_of_types(), *_OF_FIELDS, *_OF_TIMES)
