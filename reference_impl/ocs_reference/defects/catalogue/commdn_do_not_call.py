"""Mistakes with CM_ReqDoNotCall: what it enters and marks, what is dialed all the same, and what it is answered."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

from ocs_reference.core.communication_dn import ERROR, EV_ERROR, INVALID_PARAMETER, MESSAGE_TYPE, PROPERTIES
from ocs_reference.core.configuration import Application
from ocs_reference.core.context import CommandResult, Context
from ocs_reference.core.records import NO_CALL
from ocs_reference.core.requests import ALL_CHAIN, CHAIN_ATTR, CUSTOMER_ID, PHONE, RECORD_ONLY
from ocs_reference.core.third_party import cancel_record
from ocs_reference.core.values import Data
from ocs_reference.defects.cancellations import in_this_scope, without_key_beside
from ocs_reference.defects.commands import CommandHandler, commanded, with_command_result
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.prohibitions import REQUEST, Entries, remembered, when_read
from ocs_reference.defects.requests import with_default
from ocs_reference.defects.third_party import PROHIBITING, envelope_defects, for_any_server
from ocs_reference.defects.withdrawals import RowsLeftAlone, entered, entered_with_phones, named_by, of_known_records

_NUMBER = PROHIBITING.number
_COLUMNS = {"phone": "customer_id", "customer_id": "phone"}


def _not_by(key: str) -> ChangePolicies:
    """Acknowledge these requests by one of the identifiers, and neither list nor mark anything."""

    def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
        meant = named_by(PROHIBITING.named(data)) == key
        return ([], {}) if meant else handler(context, application, data)

    return commanded(_NUMBER, wrapper)


def _by_name_of_the_field(
    handler: CommandHandler, context: Context, application: Application, data: Data
) -> CommandResult:
    """Mark the first chains in which the field customer_id has the value, and leave the field of the option aside."""
    value = PROHIBITING.named(data).get(CUSTOMER_ID)
    if value is None:
        return handler(context, application, data)
    known = dict(context.state.forbidden)
    result = handler(replace(context, store=RowsLeftAlone(context.store)), application, data)
    context.state.forbidden = known
    for session in context.state.active_sessions():
        for calling_list, chain_id in product(session.group.campaign.lists, range(1, 4)):
            rows = context.store.chain(calling_list.key, chain_id)
            if any(row.get("customer_id") == value for row in rows):
                context.store.dispose(calling_list.key, [row | context.policies.outcomes[NO_CALL] for row in rows])
    return result


def _for_either(entries: Entries, column: str) -> Entries:
    """Let entries in a column stand for the other column, too."""
    return entries | {
        (tenant, _COLUMNS[of], value): end for (tenant, of, value), end in entries.items() if of == column
    }


def _remembered_for_either(column: str) -> ChangePolicies:
    return PROHIBITING.carried_out(remembered(lambda _context, _request, _before, after: _for_either(after, column)))


def _by_their_beginning(_context: Context, entries: Entries) -> Entries:
    longer = {
        (tenant, column, f"{value}{digit}"): end
        for (tenant, column, value), end in entries.items()
        for digit in range(10)
    }
    return entries | longer


def _with_message(_context: Context, _data: Data, result: CommandResult) -> CommandResult:
    told = {**PROHIBITING.named(result[1]), "GSW_MESSAGE": "Incomplete processing: record(s) on desktop"}
    return result[0], {PROPERTIES: {PROHIBITING.key: told}}


def _canceled_too(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
    result = handler(context, application, data)
    properties = data[PROPERTIES]
    if isinstance(properties, dict) and "cancel_record" in properties:
        cancel_record(context, application, data)
    return result


def _unknown_scope_as_record_only(asked: Data) -> Data:
    scope = asked.get(CHAIN_ATTR, ALL_CHAIN)
    return {**asked, CHAIN_ATTR: scope if scope == ALL_CHAIN else RECORD_ONLY}


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"commdn.do-not-call.{name}", f"commdn.do-not-call.{fact}", title, policies)


def _of_identifier(key: str, column: str, fact: str, dialed: str, whom: str) -> Iterator[Defect]:
    """Yield the mistakes that can be made with numbers and with customers alike."""

    def defect(name: str, of: str, title: str, change: ChangePolicies) -> Defect:
        return _defect(f"{whom}-{name}", of, title.format(whom=whom), change)

    listing: Callable[[ChangePolicies], ChangePolicies] = PROHIBITING.carried_out
    yield defect(
        "is-marked-alone",
        fact,
        "CM_ReqDoNotCall marks the records of a {whom} and does not list it",
        listing(entered(REQUEST, lambda _context, request, rows: [] if named_by(request.data) == key else rows)),
    )
    yield defect(
        "must-be-known",
        fact,
        "CM_ReqDoNotCall lists a {whom} only where some record has it",
        listing(entered(REQUEST, of_known_records)),
    )
    yield defect(
        "is-listed-with-its-chain",
        fact,
        "CM_ReqDoNotCall by {whom} lists every number of the chain",
        listing(entered_with_phones(REQUEST, key)),
    )
    yield defect(
        "comes-to-nothing",
        dialed,
        "CM_ReqDoNotCall by {whom} is acknowledged and comes to nothing",
        _not_by(key),
    )
    yield defect(
        "stands-for-both",
        dialed,
        "A {whom} that CM_ReqDoNotCall has listed stands for the other identifier as well",
        _remembered_for_either(column),
    )
    yield defect(
        "is-not-read",
        "read-at-start",
        "The OCS starts without having read what the Do Not Call table has of each {whom}",
        when_read(lambda _context, entries: {each: end for each, end in entries.items() if each[1] != column}),
    )
    yield defect(
        "is-read-for-both",
        "read-at-start",
        "A {whom} that the OCS reads at its start stands for the other identifier as well",
        when_read(lambda _context, entries: _for_either(entries, column)),
    )


_ENTRIES = (
    _defect(
        "read-by-their-beginning",
        "read-at-start",
        "What the OCS reads at its start stands for numbers that begin with it",
        when_read(_by_their_beginning),
    ),
    _defect(
        "field-by-name",
        "customer-id-field",
        "Customers are looked for in the field customer_id, whatever field the option names",
        commanded(_NUMBER, _by_name_of_the_field),
    ),
    _defect(
        "customer-counts-first",
        "with-both",
        "CM_ReqDoNotCall with number and customer lists the customer, and disregards the number",
        PROHIBITING.carried_out(without_key_beside(REQUEST, PHONE, CUSTOMER_ID)),
    ),
    _defect(
        "one-identifier-alone",
        "with-both",
        "CM_ReqDoNotCall with number and customer is refused",
        PROHIBITING.refused(
            INVALID_PARAMETER, lambda _context, data: {PHONE, CUSTOMER_ID} <= set(PROHIBITING.named(data))
        ),
    ),
    _defect(
        "record-by-default",
        "chain-by-default",
        "CM_ReqDoNotCall without GSW_CHAIN_ATTR is for the record alone",
        PROHIBITING.carried_out(with_default(REQUEST, CHAIN_ATTR, RECORD_ONLY)),
    ),
    _defect(
        "never-the-chain",
        "chain-by-default",
        "CM_ReqDoNotCall takes any GSW_CHAIN_ATTR for RecordOnly",
        PROHIBITING.carried_out(in_this_scope(REQUEST, RECORD_ONLY)),
    ),
    _defect(
        "always-the-chain",
        "scope",
        "CM_ReqDoNotCall takes any GSW_CHAIN_ATTR for AllChain",
        PROHIBITING.carried_out(in_this_scope(REQUEST, ALL_CHAIN)),
    ),
)

_ANSWERS = (
    _defect(
        "answered-as-cancel",
        "acknowledge",
        "CM_ReqDoNotCall is answered with CM_EvRecordCanceled",
        PROHIBITING.answered_as(31),
    ),
    _defect(
        "zero-is-nobody",
        "target-zero",
        "CM_ReqDoNotCall whose target is 0 is disregarded",
        PROHIBITING.for_one_ocs(),
    ),
    _defect(
        "says-that-it-is-incomplete",
        "never-incomplete",
        "CM_EvDoNotCallProcessed says that processing is incomplete, as CM_EvRecordCanceled does",
        with_command_result(_NUMBER, _with_message),
    ),
    _defect(
        "names-nobody",
        "needs-one",
        "CM_ReqDoNotCall that names neither a number nor a customer is acknowledged",
        PROHIBITING.acknowledged(lambda _context, data: not {PHONE, CUSTOMER_ID} & set(PROHIBITING.named(data))),
    ),
    _defect(
        "refused-in-silence",
        "error-event",
        "CM_ReqDoNotCall that cannot be carried out is not answered",
        PROHIBITING.unanswered(lambda data: data[MESSAGE_TYPE] == EV_ERROR),
    ),
    _defect(
        "wrong-data-are-passed-over",
        "error-event",
        "CM_ReqDoNotCall with wrong user data is acknowledged and lists nothing",
        PROHIBITING.acknowledged(lambda _context, _data: True),
    ),
    _defect(
        "unknown-scope-is-record-only",
        "error-event",
        "CM_ReqDoNotCall takes a scope that does not exist for RecordOnly",
        PROHIBITING.read_as(_unknown_scope_as_record_only),
    ),
)

DEFECTS = (
    *_of_identifier(PHONE, "phone", "by-phone", "number-is-not-dialed", "number"),
    *_of_identifier(CUSTOMER_ID, "customer_id", "by-customer-id", "customer-is-not-dialed", "customer"),
    *_ENTRIES,
    *_ANSWERS,
    *envelope_defects("commdn.do-not-call", "CM_ReqDoNotCall", PROHIBITING),
    Defect(
        "commdn.do-not-call.for-any-server",
        "commdn.envelope.other-target",
        "CM_ReqDoNotCall is carried out, whatever its target is",
        for_any_server(PROHIBITING),
    ),
    Defect(
        "commdn.do-not-call.cancels-as-well",
        "commdn.cm-req-do-not-call.user-data.gsw-cm-attr-properties",
        "CM_ReqDoNotCall carries out what stands beside do_not_call as well",
        commanded(_NUMBER, _canceled_too),
    ),
    Defect(
        "commdn.do-not-call.error-of-zero-is-an-error",
        "commdn.cm-req-do-not-call.user-data.gsw-cm-attr-error",
        "CM_ReqDoNotCall with a GSW_CM_AttrError of 0 is refused",
        PROHIBITING.refused(INVALID_PARAMETER, lambda _context, data: ERROR in data),
    ),
)
