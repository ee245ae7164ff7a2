"""Mistakes with AddRecord and chains: new ones, places, the chain of an open record."""

from dataclasses import replace

from ocs_reference.core.configuration import CallingList
from ocs_reference.core.context import Context, Request
from ocs_reference.core.requests import CALLING_LIST, HANDLE, PHONE, text, whole
from ocs_reference.core.state import Record, chain_number, primary
from ocs_reference.core.values import Data, Row
from ocs_reference.defects.additions import ADD_RECORD, inserted_row, retried
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.records import data_for_record, refused_for
from ocs_reference.defects.requests import in_context, refused, renumbered, unanswered, with_data, without_keys
from ocs_reference.defects.stored import Around

_ROW = "desktop.add-record"
_CHAIN, _NUMBER = "GSW_CHAIN_ID", "GSW_CHAIN_N"


def _list_of(context: Context, data: Data) -> CallingList | None:
    lists = context.configuration.lists.values()
    return next((each for each in lists if each.name == data.get(CALLING_LIST)), None)


def _last_chain(context: Context, data: Data) -> Data:
    found = _list_of(context, data)
    return {_CHAIN: context.store.next_ids(found.key)[1] - 1, **data} if found and HANDLE not in data else data


def _chain_of_the_phone(context: Context, data: Data) -> Data:
    found = _list_of(context, data)
    rows = context.store.chains_with(found.key, "contact_info", text(data, PHONE)) if found else []
    return {_CHAIN: rows[0]["chain_id"], **data} if rows else data


def _chain_of_the_handle(context: Context, data: Data) -> Data:
    record = context.state.open.get(whole(data, HANDLE))
    return {_CHAIN: record.chain.chain_id, **data} if record else data


def _highest_again(_context: Context, request: Request, row: Row) -> Row:
    return {**row, "chain_n": int(row["chain_n"] or 0) - 1} if _has_no_number(request) else row


def _zero_again(_context: Context, request: Request, row: Row) -> Row:
    return {**row, "chain_n": 0} if _has_no_number(request) else row


def _has_no_number(request: Request) -> bool:
    return _CHAIN in request.data and not request.data.get(_NUMBER)


def _zero_as_it_stands(_context: Context, request: Request, row: Row) -> Row:
    return {**row, "chain_n": 0} if request.data.get(_NUMBER) == 0 else row


def _counted_from_one(_context: Context, request: Request, row: Row) -> Row:
    return {**row, "chain_n": int(row["chain_n"] or 0) - 1} if request.data.get(_NUMBER) else row


def _without(key: str, data: Data) -> Data:
    return {name: value for name, value in data.items() if name != key}


def _number_is_in_the_list(context: Context, request: Request) -> bool:
    found = _list_of(context, request.data)
    highest = context.store.next_ids(found.key)[1] if found else 0
    number = request.data.get(_NUMBER)
    rows = (row for chain in range(highest) for row in context.store.chain(found.key if found else "", chain))
    return bool(number) and any(row["chain_n"] == number for row in rows)


def _number_without_chain_is_taken(context: Context, request: Request) -> bool:
    return _CHAIN not in request.data and _number_is_in_the_list(context, request)


def _rows_of_chain(context: Context, data: Data) -> list[Row]:
    found = _list_of(context, data)
    return context.store.chain(found.key, whole(data, _CHAIN)) if found and _CHAIN in data else []


def _is_before_the_last(context: Context, request: Request) -> bool:
    taken = [int(row["chain_n"] or 0) for row in _rows_of_chain(context, request.data)]
    number = whole(request.data, _NUMBER)
    return bool(number) and number < max(taken, default=0) and number not in taken


def _renumbered(context: Context, _request: Request) -> Context:
    class Counting(Around):
        def chain(self, calling_list: str, chain_id: int) -> list[Row]:
            return [{**row, "chain_n": place} for place, row in enumerate(self.inner.chain(calling_list, chain_id))]

    return replace(context, store=Counting(context.store))


def _without_absent_place(_context: Context, data: Data) -> Data:
    return _without(_CHAIN, data) if _NUMBER in data else data


def _without_handle_of_another_chain(context: Context, data: Data) -> Data:
    record = context.state.open.get(whole(data, HANDLE))
    other = record is not None and whole(data, _CHAIN, record.chain.chain_id) != record.chain.chain_id
    return _without(HANDLE, data) if other and _rows_of_chain(context, data) else data


def _is_no_primary(_context: Context, record: Record) -> bool:
    return chain_number(record) != chain_number(primary(record.chain.records))


def _handle_of_the_primary(_context: Context, record: Record, data: Data) -> Data:
    return {**data, HANDLE: primary(record.chain.records).handle}


DEFECTS = (
    Defect(
        "add-record.into-the-last-chain",
        f"{_ROW}.new-chain",
        "A record that is added without a chain joins the chain that was made last",
        with_data(ADD_RECORD, _last_chain),
    ),
    Defect(
        "add-record.into-the-chain-of-the-phone",
        f"{_ROW}.new-chain",
        "A record joins the chain in which its phone is already",
        with_data(ADD_RECORD, _chain_of_the_phone),
    ),
    Defect(
        "add-record.into-the-chain-of-the-handle",
        f"{_ROW}.new-chain",
        "A record that is added with a handle joins the chain of that record, although no chain is asked for",
        with_data(ADD_RECORD, _chain_of_the_handle),
    ),
    Defect(
        "add-record.number-without-chain-is-taken",
        f"{_ROW}.new-chain",
        "A number without a chain is taken where any chain of the list has it",
        refused(ADD_RECORD, 115, _number_without_chain_is_taken),
    ),
    Defect(
        "add-record.highest-number-again",
        f"{_ROW}.next-number",
        "A record that is added to a chain gets the highest number that the chain has",
        inserted_row(_highest_again),
    ),
    Defect(
        "add-record.next-number-is-zero",
        f"{_ROW}.next-number",
        "A record that is added to a chain without a number gets the number 0",
        inserted_row(_zero_again),
    ),
    Defect(
        "add-record.number-zero-as-it-stands",
        f"{_ROW}.number-zero",
        "A record that is added to a chain with GSW_CHAIN_N 0 gets that number",
        inserted_row(_zero_as_it_stands),
    ),
    Defect(
        "add-record.number-is-ignored",
        f"{_ROW}.chain-and-number",
        "A record that is added to a chain gets the next number, whatever GSW_CHAIN_N says",
        without_keys(ADD_RECORD, _NUMBER),
    ),
    Defect(
        "add-record.numbers-from-one",
        f"{_ROW}.chain-and-number",
        "GSW_CHAIN_N is taken for a number that counts from 1",
        inserted_row(_counted_from_one),
    ),
    Defect(
        "add-record.number-of-the-whole-list",
        f"{_ROW}.chain-and-number",
        "A number that any chain of the list has is taken in every chain",
        refused(ADD_RECORD, 115, _number_is_in_the_list),
    ),
    Defect(
        "add-record.numbers-only-grow",
        f"{_ROW}.chain-and-number",
        "A record can be added to a chain behind its last one only",
        refused(ADD_RECORD, 116, _is_before_the_last),
    ),
    Defect(
        "add-record.places-are-counted",
        f"{_ROW}.duplicate",
        "A place is taken where its number is below the number of records in the chain",
        in_context(ADD_RECORD, _renumbered),
    ),
    Defect(
        "add-record.another-number-for-a-taken-one",
        f"{_ROW}.duplicate",
        "A record for a place that is taken gets the next one of the chain",
        retried(115, lambda _context, data: _without(_NUMBER, data)),
    ),
    Defect(
        "add-record.taken-place-is-a-wrong-value",
        f"{_ROW}.duplicate",
        "AddRecord for a place that is taken gets 103",
        renumbered(ADD_RECORD, [115], 103),
    ),
    Defect(
        "add-record.new-chain-for-an-absent-one",
        f"{_ROW}.absent-chain",
        "A record for a chain that does not exist begins a chain with another id",
        retried(114, lambda _context, data: _without(_CHAIN, data)),
    ),
    Defect(
        "add-record.new-chain-for-an-absent-place",
        f"{_ROW}.absent-chain",
        "A record for a place in a chain that does not exist begins a chain with another id",
        retried(114, _without_absent_place),
    ),
    Defect(
        "add-record.absent-chain-is-no-record",
        f"{_ROW}.absent-chain",
        "AddRecord to a chain that does not exist gets 109",
        renumbered(ADD_RECORD, [114], 109),
    ),
    Defect(
        "add-record.any-chain-beside-a-handle",
        f"{_ROW}.chain-mismatch",
        "Where AddRecord has a chain, its handle is passed over",
        without_keys(ADD_RECORD, HANDLE),
    ),
    Defect(
        "add-record.other-chain-beside-a-handle",
        f"{_ROW}.chain-mismatch",
        "Where AddRecord has a chain that is there, the record goes into it, whatever the chain of its handle is",
        with_data(ADD_RECORD, _without_handle_of_another_chain),
    ),
    Defect(
        "add-record.unknown-handle-is-not-answered",
        f"{_ROW}.attached-data.gsw-record-handle",
        "AddRecord with a handle that names no record gets no answer",
        unanswered(ADD_RECORD, [109]),
    ),
    Defect(
        "add-record.only-the-first-record-becomes-a-callback",
        f"{_ROW}.reschedule-added",
        "RecordReschedule is refused for a record that is not the first of its chain",
        refused_for("RecordReschedule", 117, _is_no_primary),
    ),
    Defect(
        "add-record.first-record-becomes-the-callback",
        f"{_ROW}.reschedule-added",
        "RecordReschedule for an added record reschedules the first one of the chain",
        data_for_record("RecordReschedule", _handle_of_the_primary),
    ),
)
