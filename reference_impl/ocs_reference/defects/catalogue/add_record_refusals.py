"""Mistakes with AddRecord requests that must not be carried out as they stand."""

from collections.abc import Iterator, Mapping

from ocs_reference.core.context import Context, Request
from ocs_reference.core.requests import text
from ocs_reference.core.values import Data, Row
from ocs_reference.defects.additions import ADD_RECORD, inserted_row, retried, unfit_is_missing
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.requests import misnumbered, with_data

_ROW = "desktop.add-record"

_OPTIONAL: Mapping[str, str] = {
    "gsw-agent-id": "GSW_AGENT_ID",
    "gsw-attempts": "GSW_ATTEMPTS",
    "gsw-call-result": "GSW_CALL_RESULT",
    "gsw-campaign-group-name": "GSW_CAMPAIGN_GROUP_NAME",
    "gsw-chain-id": "GSW_CHAIN_ID",
    "gsw-chain-n": "GSW_CHAIN_N",
    "gsw-date-time": "GSW_DATE_TIME",
    "gsw-from": "GSW_FROM",
    "gsw-phone-type": "GSW_PHONE_TYPE",
    "gsw-record-handle": "GSW_RECORD_HANDLE",
    "gsw-record-status": "GSW_RECORD_STATUS",
    "gsw-record-type": "GSW_RECORD_TYPE",
    "gsw-until": "GSW_UNTIL",
}


def _of_keys() -> Iterator[Defect]:
    for name, key in _OPTIONAL.items():
        yield Defect(
            f"add-record.unfit-{name}-is-missing",
            f"{_ROW}.attached-data.{name}",
            f"A {key} with a value that it cannot have counts as one that is not there",
            unfit_is_missing(key),
        )


def _unreadable_call_time_is_none(_context: Context, data: Data) -> Data:
    whole = text(data, "GSW_CALL_TIME").isdigit()
    return {key: value for key, value in data.items() if key != "GSW_CALL_TIME" or whole}


def _long_ago(_context: Context, data: Data) -> Data:
    return {**data, "GSW_DATE_TIME": "01/01/1970 00:00"}


def _day_before_month(_context: Context, data: Data) -> Data:
    month, _, rest = text(data, "GSW_DATE_TIME").partition("/")
    day, _, time = rest.partition("/")
    return {**data, "GSW_DATE_TIME": f"{day}/{month}/{time}"}


def _first_zone(context: Context, data: Data) -> Data:
    zones = context.configuration.time_zones
    return data if data["GSW_TZ_NAME"] in zones else {**data, "GSW_TZ_NAME": next(iter(zones))}


def _window_turned_round(_context: Context, _request: Request, row: Row) -> Row:
    window = sorted((int(row["daily_from"] or 0), int(row["daily_till"] or 0)))
    return {**row, "daily_from": window[0], "daily_till": window[1]}


_OF_REQUESTS = (
    Defect(
        "add-record.unreadable-call-time-is-none",
        f"{_ROW}.attached-data.gsw-call-time",
        "A GSW_CALL_TIME that is no number of seconds counts as one that is not there",
        with_data(ADD_RECORD, _unreadable_call_time_is_none),
    ),
    Defect(
        "add-record.cannot-be-added-is-no-records",
        f"{_ROW}.cannot-be-added",
        "AddRecord that cannot be carried out gets 108",
        misnumbered(ADD_RECORD, [113, 116], 108),
    ),
    Defect(
        "add-record.unreadable-time-is-long-ago",
        f"{_ROW}.not-a-time",
        "A GSW_DATE_TIME that is no date and time is the beginning of 1970",
        retried(111, _long_ago),
    ),
    Defect(
        "add-record.day-before-month",
        f"{_ROW}.not-a-time",
        "A GSW_DATE_TIME with the day before the month is understood",
        retried(111, _day_before_month),
    ),
    Defect(
        "add-record.unreadable-time-is-no-record",
        f"{_ROW}.not-a-time",
        "AddRecord with a GSW_DATE_TIME that is no date and time gets 109",
        misnumbered(ADD_RECORD, [111], 109),
    ),
    Defect(
        "add-record.first-zone-for-an-unknown-one",
        f"{_ROW}.time-zone",
        "A time zone that is not configured is the first one that is",
        with_data(ADD_RECORD, _first_zone),
    ),
    Defect(
        "add-record.window-turned-round",
        f"{_ROW}.daily-window",
        "A daily window that ends before it begins is turned round",
        inserted_row(_window_turned_round),
    ),
)

DEFECTS = (*_OF_REQUESTS, *_of_keys())
