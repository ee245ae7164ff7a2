"""Mistakes in what DoNotCall does: which rows it marks, and what it enters in the Do Not Call list."""

from collections.abc import Sequence
from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.records import NO_CALL
from ocs_reference.core.requests import (
    CHAIN_ATTR,
    CUSTOMER_ID,
    HANDLE,
    PHONE,
    RECORD_ONLY,
    Handler,
    text,
    whole,
)
from ocs_reference.core.values import Data, RecordStatus, RecordType, Row
from ocs_reference.defects.defect import ChangePolicies, Defect, both
from ocs_reference.defects.requests import (
    handled,
    in_context,
    with_data,
    with_default,
    without_keys,
)
from ocs_reference.defects.stored import Around
from ocs_reference.defects.withdrawals import (
    desktops_left_alone,
    entered,
    entered_with_phones,
    in_every_list,
    in_scope,
    matching,
    named_by,
    of_known_records,
    rows_left_alone,
    with_outcome,
)

_REQUEST = "DoNotCall"


def _any_scope_is_record_only(_context: Context, data: Data) -> Data:
    return {**data, CHAIN_ATTR: RECORD_ONLY} if CHAIN_ATTR in data else data


def _phone_before_handle(_context: Context, data: Data) -> Data:
    return {key: value for key, value in data.items() if key != HANDLE} if PHONE in data else data


def _customer_before_phone(_context: Context, data: Data) -> Data:
    return {key: value for key, value in data.items() if key != PHONE} if CUSTOMER_ID in data else data


def _list_not_consulted(handler: Handler, context: Context, request: Request) -> Result:
    """Make entries in the table alone, and check what is retrieved against nothing."""
    known = dict(context.state.forbidden)
    result = handler(context, request)
    context.state.forbidden = known
    return result


def _buffer_left_alone(handler: Handler, context: Context, request: Request) -> Result:
    """Mark rows, and go on delivering what has been retrieved before."""
    waiting = {key: list(session.buffer) for key, session in context.state.sessions.items()}
    records = {id(chain): list(chain.records) for chains in waiting.values() for chain in chains}
    result = handler(context, request)
    for key, chains in waiting.items():
        for chain in chains:
            chain.records = records[id(chain)]
            for record in chain.records:
                record.settled = False
            context.state.chains[chain.calling_list.key, chain.chain_id] = chain
        buffer = context.state.sessions[key].buffer
        buffer.clear()
        buffer.extend(chains)
    return result


def _rest_is_updated(handler: Handler, context: Context, request: Request) -> Result:
    """Let the records that a request with RecordOnly leaves out end as if they were finished."""
    record = context.state.open.get(whole(request.data, HANDLE))
    result = handler(context, request)
    if text(request.data, CHAIN_ATTR) != RECORD_ONLY:
        return result
    if record is None:
        chains = list(matching(context, request))
    else:
        calling_list = record.chain.calling_list
        chains = [(calling_list, row) for row in context.store.chain(calling_list.key, record.chain.chain_id)]
    for calling_list, row in chains:
        if row["record_type"] != RecordType.NO_CALL:
            context.store.dispose(calling_list.key, [row | {"record_status": RecordStatus.UPDATED}])
    return result


def _with_the_rest_of_the_chain(context: Context, request: Request, rows: Sequence[Row]) -> Sequence[Row]:
    """Enter for RecordOnly what the other records of the chain have under the column of the entry."""
    if text(request.data, CHAIN_ATTR) != RECORD_ONLY:
        return rows
    key, column = (CUSTOMER_ID, "customer_id") if rows[0]["phone"] is None else (PHONE, "phone")
    chains = matching(context, replace(request, data={key: rows[0][column]}))
    values = {row["contact_info" if key == PHONE else found.customer_id or ""] for found, row in chains}
    return [{**rows[0], column: value} for value in sorted(values, key=str)]


def _every_chain(key: str) -> ChangePolicies:
    """Find every chain of a list in which one has the identifier."""

    class Searching(Around):
        def chains_with(self, calling_list: str, column: str, value: str) -> list[Row]:
            if not self.inner.chains_with(calling_list, column, value):
                return []
            chains = range(1, self.inner.next_ids(calling_list)[1])
            return [row for chain in chains for row in self.inner.chain(calling_list, chain)]

    def laid_around(context: Context, request: Request) -> Context:
        return replace(context, store=Searching(context.store)) if named_by(request.data) == key else context

    return in_context(_REQUEST, laid_around)


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"do-not-call.{name}", f"desktop.do-not-call.{fact}", title, policies)


_ROWS = (
    _defect(
        "by-handle-marks-nothing",
        "handle-chain",
        "DoNotCall by handle makes its entries, and finishes the record like any other",
        with_outcome(_REQUEST, HANDLE, NO_CALL, record_type=RecordType.GENERAL),
    ),
    _defect(
        "by-handle-for-the-record-alone",
        "handle-chain",
        "DoNotCall by handle marks the record of the handle, and not its chain",
        in_scope(_REQUEST, HANDLE, RECORD_ONLY),
    ),
    _defect(
        "phone-before-handle",
        "handle-first",
        "The phone of a request counts before its handle",
        with_data(_REQUEST, _phone_before_handle),
    ),
    _defect(
        "by-phone-for-the-record-alone",
        "phone-chain",
        "DoNotCall by phone marks the rows that have the phone, and not their chains",
        in_scope(_REQUEST, PHONE, RECORD_ONLY),
    ),
    _defect(
        "by-phone-for-every-chain",
        "phone-chain",
        "DoNotCall by phone marks every chain of a calling list in which the phone stands",
        _every_chain(PHONE),
    ),
    _defect(
        "by-customer-id-for-the-record-alone",
        "customer-chain",
        "DoNotCall by customer id marks the rows that have the customer id, and not their chains",
        in_scope(_REQUEST, CUSTOMER_ID, RECORD_ONLY),
    ),
    _defect(
        "by-customer-id-for-every-chain",
        "customer-chain",
        "DoNotCall by customer id marks every chain of a calling list in which the customer stands",
        _every_chain(CUSTOMER_ID),
    ),
    _defect(
        "record-only-by-default",
        "default-all-chain",
        "DoNotCall without a scope is for the record only, which is the default of the acknowledge's table",
        with_default(_REQUEST, CHAIN_ATTR, RECORD_ONLY),
    ),
    _defect(
        "any-scope-is-record-only",
        "default-all-chain",
        "Wherever DoNotCall has a scope it is taken for RecordOnly",
        with_data(_REQUEST, _any_scope_is_record_only),
    ),
    _defect(
        "scope-is-ignored",
        "record-only",
        "DoNotCall ignores GSW_CHAIN_ATTR",
        without_keys(_REQUEST, CHAIN_ATTR),
    ),
    _defect(
        "record-only-ends-the-chain",
        "record-only-others-dialable",
        "Records that DoNotCall with RecordOnly leaves out are updated, and not delivered any more",
        handled(_REQUEST, _rest_is_updated),
    ),
    _defect(
        "desktops-overwrite-the-row",
        "held-record-ends-no-call",
        "A record on a desktop stays as it is in memory, and overwrites the row that DoNotCall has marked",
        desktops_left_alone(_REQUEST),
    ),
)

_ENTRIES = (
    _defect(
        "by-handle-enters-one-phone",
        "handle-phones-entered",
        "DoNotCall by handle enters one phone of the chain",
        entered(_REQUEST, lambda _context, _request, rows: rows[:1]),
    ),
    _defect(
        "by-phone-enters-the-chain",
        "phone-entered-alone",
        "DoNotCall by phone enters every phone of the chain",
        entered_with_phones(_REQUEST, PHONE),
    ),
    _defect(
        "unknown-phone-is-not-entered",
        "phone-entered-alone",
        "DoNotCall by phone enters a phone only where some record has it",
        entered(_REQUEST, of_known_records),
    ),
    _defect(
        "by-customer-id-enters-phones",
        "customer-entered-alone",
        "DoNotCall by customer id enters the phones of the customer as well",
        entered_with_phones(_REQUEST, CUSTOMER_ID),
    ),
    _defect(
        "customer-id-before-phone",
        "phone-and-customer-id",
        "Where DoNotCall has both, the customer id is entered in place of the phone",
        with_data(_REQUEST, _customer_before_phone),
    ),
    _defect(
        "record-only-enters-the-chain",
        "record-only-entered",
        "DoNotCall with RecordOnly enters what all records of the chain have",
        entered(_REQUEST, _with_the_rest_of_the_chain),
    ),
    _defect(
        "one-list-for-all-tenants",
        "list-of-tenant",
        "Entries are made in the Do Not Call lists of all tenants",
        in_every_list(_REQUEST),
    ),
    _defect(
        "list-is-not-consulted",
        "not-dialed",
        "Records are retrieved without a look at the Do Not Call list",
        handled(_REQUEST, _list_not_consulted),
    ),
    _defect(
        "counts-from-the-next-start",
        "in-running-session",
        "What DoNotCall by phone or customer id enters counts when the OCS has been restarted",
        both(
            rows_left_alone(_REQUEST, PHONE),
            rows_left_alone(_REQUEST, CUSTOMER_ID),
            handled(_REQUEST, _buffer_left_alone),
            handled(_REQUEST, _list_not_consulted),
        ),
    ),
    _defect(
        "buffer-is-not-searched",
        "phone-retrieved",
        "DoNotCall marks rows, and what has been retrieved before is delivered without another look at the list",
        both(handled(_REQUEST, _buffer_left_alone), handled(_REQUEST, _list_not_consulted)),
    ),
)

DEFECTS = (*_ROWS, *_ENTRIES)
