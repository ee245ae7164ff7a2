"""Mistakes with entries of the Do Not Call list: what they name, how long they hold, when they are looked at."""

from collections.abc import Sequence
from dataclasses import replace

from ocs_reference.core.context import Context, Request
from ocs_reference.core.do_not_call import DURATION
from ocs_reference.core.messages import CallsDialed, Input, Reread, TimePassed
from ocs_reference.core.requests import CUSTOMER_ID, HANDLE, PHONE
from ocs_reference.core.values import Data, Row
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_data
from ocs_reference.defects.prohibitions import (
    REQUEST,
    Entries,
    customers_of,
    looked_away,
    never_written,
    read,
    remembered,
    rows_stay_retrieved,
    when_read,
)
from ocs_reference.defects.requests import received, with_data, with_default
from ocs_reference.defects.withdrawals import entered, matching, named_by

_YEAR = 31536000


def _customer_as_phone(context: Context, request: Request, rows: Sequence[Row]) -> Sequence[Row]:
    """Enter the customer id of a record that was named by its handle in the column of phones."""
    if named_by(request.data) != HANDLE:
        return rows
    named = replace(request, data={PHONE: rows[0]["phone"]})
    customers = [row[found.customer_id] for found, row in matching(context, named) if found.customer_id]
    return [*rows, {**rows[0], "phone": customers[0]}]


def _message_cut(_context: Context, _request: Request, rows: Sequence[Row]) -> Sequence[Row]:
    return [{**row, "dnc_message": str(row["dnc_message"]).split(";")[0]} for row in rows]


def _with_customer(context: Context, request: Request, _before: Entries, after: Entries) -> Entries:
    return after | {(tenant, "customer_id", value): None for tenant, value in customers_of(context, request, PHONE)}


def _with_customers(context: Context, request: Request, _before: Entries, after: Entries) -> Entries:
    found = customers_of(context, request, CUSTOMER_ID)
    return after | {(tenant, "customer_id", value): None for tenant, value in found}


def _phones_alone(_context: Context, _request: Request, _before: Entries, after: Entries) -> Entries:
    return {entry: end for entry, end in after.items() if entry[1] == "phone"}


def _nobody_as_well(_context: Context, _request: Request, _before: Entries, after: Entries) -> Entries:
    """Let an entry of a customer stand for records without one, too."""
    return after | {(tenant, column, str(None)): end for (tenant, column, _), end in after.items()}


def _lifted_by_the_second(_context: Context, request: Request, before: Entries, after: Entries) -> Entries:
    value = request.data.get(PHONE, request.data.get(CUSTOMER_ID))
    return {entry: end for entry, end in after.items() if entry not in before or entry[2] != value}


def _first_request_counts(_context: Context, _request: Request, before: Entries, after: Entries) -> Entries:
    return after | before


def _forgotten_with_the_first(context: Context, message: Input) -> Input:
    """Empty the list in memory when the first of its entries ends."""
    if any(end is not None and end <= context.now for end in context.state.forbidden.values()):
        context.state.forbidden.clear()
    return message


def _in_minutes_of_the_day(_context: Context, data: Data) -> Data:
    duration = data.get(DURATION)
    return {**data, DURATION: duration % 86400 + 60} if isinstance(duration, int) else data


def _for_every_tenant(context: Context, entries: Entries) -> Entries:
    return {
        (tenant, column, value): end
        for (_, column, value), end in entries.items()
        for tenant in context.configuration.tenants
    }


def _reread_later(_context: Context, message: Input) -> Input:
    return TimePassed() if isinstance(message, Reread) else message


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"do-not-call.{name}", f"desktop.do-not-call.{fact}", title, policies)


_ENTRIES = (
    _defect(
        "by-handle-enters-the-customer-as-a-phone",
        "handle-customer-entered",
        "DoNotCall by handle enters the customer id as if it were a phone",
        entered(REQUEST, _customer_as_phone),
    ),
    _defect(
        "message-is-cut",
        "message-logged",
        "GSW_MESSAGE is written up to its first semicolon",
        entered(REQUEST, _message_cut),
    ),
    _defect(
        "by-phone-forbids-the-customer",
        "phone-entered-alone",
        "DoNotCall by phone forbids the customers of the chain as well",
        remembered(_with_customer),
    ),
    _defect(
        "by-customer-id-forbids-the-chain",
        "customer-entered-alone",
        "DoNotCall by customer id forbids all customers of the chain",
        remembered(_with_customers),
    ),
    _defect(
        "records-without-customer-are-forbidden",
        "customer-entered-alone",
        "Once a customer is listed, records without a customer are not delivered",
        remembered(_nobody_as_well),
    ),
    _defect(
        "phones-alone-are-looked-up",
        "not-dialed",
        "Records are looked up in the Do Not Call list by their phone alone",
        remembered(_phones_alone),
    ),
    _defect(
        "listed-rows-stay-retrieved",
        "listed-row-becomes-no-call",
        "A row that is listed is not delivered, and stays Retrieved",
        rows_stay_retrieved(),
    ),
    _defect(
        "automatic-sessions-do-not-look",
        "no-automatic-call",
        "The Do Not Call list is looked at for preview records alone",
        looked_away(CallsDialed),
    ),
)

_TIMES = (
    _defect(
        "duration-is-taken-for-a-time-of-day",
        "duration",
        "Of GSW_DURATION whole days are dropped",
        with_data(REQUEST, _in_minutes_of_the_day),
    ),
    _defect(
        "all-entries-end-with-the-first",
        "duration",
        "When an entry ends, the whole Do Not Call list in memory is emptied",
        received(_forgotten_with_the_first),
    ),
    _defect(
        "a-year-by-default",
        "duration",
        "An entry without GSW_DURATION holds for a year",
        with_default(REQUEST, DURATION, _YEAR),
    ),
    _defect(
        "second-request-lifts",
        "duration",
        "A second request for what is listed lifts the entry that the first has made",
        remembered(_lifted_by_the_second),
    ),
    _defect(
        "first-request-counts",
        "duration",
        "A second request does not prolong the life of an entry",
        remembered(_first_request_counts),
    ),
    _defect(
        "entries-with-an-end-are-not-read",
        "duration",
        "When the OCS starts it reads the entries that hold for good",
        read(lambda rows: [row for row in rows if row["expiration"] is None]),
    ),
    _defect(
        "acknowledge-tells-the-end",
        "acknowledge-duration",
        "GSW_DURATION of DoNotCallAcknowledge is the time at which the entry ends",
        event_data(
            "DoNotCallAcknowledge",
            lambda context, _event, data: (
                {**data, DURATION: context.now + int(str(data[DURATION]))} if DURATION in data else data
            ),
        ),
    ),
)

_TABLES = (
    _defect(
        "kept-in-memory-alone",
        "not-dialed",
        "DoNotCall forbids in memory, and writes nothing into the Do Not Call table",
        never_written(),
    ),
    _defect(
        "entries-by-hand-are-not-read",
        "manual-entry-after-restart",
        "When the OCS starts it reads the entries that it has made itself",
        read(lambda rows: [row for row in rows if row["time_stamp"] is not None]),
    ),
    _defect(
        "customers-are-not-read",
        "manual-entry-after-restart",
        "When the OCS starts it reads the phones of the Do Not Call table, and no customers",
        read(lambda rows: [row for row in rows if row["phone"] is not None]),
    ),
    _defect(
        "reread-is-put-off",
        "manual-entry-after-reread",
        "The Do Not Call tables are read at the start of the OCS alone",
        received(_reread_later),
    ),
    _defect(
        "tables-are-read-as-one",
        "list-of-tenant",
        "What is read from the Do Not Call tables holds for all tenants",
        when_read(_for_every_tenant),
    ),
)

DEFECTS = (*_ENTRIES, *_TIMES, *_TABLES)
