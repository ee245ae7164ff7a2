"""Mistakes with CM_ReqCancelRecord: what it reaches, whom it needs, and what it is answered."""

from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.communication_dn import ERROR, EV_ERROR, INVALID_PARAMETER, MESSAGE_TYPE, PROPERTIES
from ocs_reference.core.configuration import Application
from ocs_reference.core.context import CommandResult, Context, Request
from ocs_reference.core.records import CANCELED
from ocs_reference.core.requests import ALL_CHAIN, CAMPAIGN_NAME, CHAIN_ATTR, CUSTOMER_ID, PHONE, RECORD_ONLY
from ocs_reference.core.third_party import CAMPAIGN_NOT_FOUND, do_not_call_record
from ocs_reference.core.values import Data, RecordStatus
from ocs_reference.defects.cancellations import (
    by_beginning,
    found,
    in_running_campaigns,
    in_this_scope,
    of_general_records,
    unmatched,
    without_key_beside,
)
from ocs_reference.defects.commands import CommandHandler, commanded, in_command_context
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.requests import with_default, without_keys
from ocs_reference.defects.third_party import CANCELING, envelope_defects, for_any_server, nobody_works
from ocs_reference.defects.withdrawals import FirstList, matching, rows_left_alone, with_outcome

_REQUEST, _NUMBER = CANCELING.spec.name, CANCELING.number
_INCOMPLETE = "Incomplete processing: record(s) on desktop"


def _with_message(when: Callable[[Context, Data], bool]) -> ChangePolicies:
    """Say in the answer that processing is incomplete where ``when`` holds of what was asked, and not elsewhere."""

    def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
        says = when(context, CANCELING.named(data))
        events, answered = handler(context, application, data)
        told = {key: value for key, value in CANCELING.named(answered).items() if key != "GSW_MESSAGE"}
        return events, {PROPERTIES: {CANCELING.key: told | ({"GSW_MESSAGE": _INCOMPLETE} if says else {})}}

    return commanded(_NUMBER, wrapper)


def _is_on_a_desktop(context: Context, asked: Data) -> bool:
    """Tell whether the very record that has the number, and not another one of its chain, is on a desktop."""
    held = [record for chain in context.state.held_chains() for record in chain.records if record.handle]
    return any(record.row["contact_info"] == asked.get(PHONE) for record in held)


def _is_held_somewhere(context: Context, asked: Data) -> bool:
    """Tell whether a desktop has a record of the number or customer, in whatever campaign."""
    request = Request(_REQUEST, None, asked)
    chains = {(calling_list.key, row["chain_id"]) for calling_list, row in matching(context, request)}
    return any((chain.calling_list.key, chain.chain_id) in chains for chain in context.state.held_chains())


def _is_of_no_campaign(context: Context, data: Data) -> bool:
    named = CANCELING.named(data)
    names = [campaign.name for campaign in context.configuration.campaigns.values()]
    return CAMPAIGN_NAME in named and named[CAMPAIGN_NAME] not in names


def _is_of_a_campaign(context: Context, data: Data) -> bool:
    return CAMPAIGN_NAME in CANCELING.named(data) and not _is_of_no_campaign(context, data)


def _unknown_scope_as_record_only(asked: Data) -> Data:
    scope = asked.get(CHAIN_ATTR, ALL_CHAIN)
    return {**asked, CHAIN_ATTR: scope if scope == ALL_CHAIN else RECORD_ONLY}


def _empty_for_any_number(
    handler: CommandHandler, context: Context, application: Application, data: Data
) -> CommandResult:
    """Cancel the first chain of every loaded calling list where the number is an empty text."""
    if CANCELING.named(data).get(PHONE) != "":
        return handler(context, application, data)
    canceled = context.policies.outcomes[CANCELED]
    for session in context.state.active_sessions():
        for calling_list in session.group.campaign.lists:
            context.store.dispose(
                calling_list.key, [row | canceled for row in context.store.chain(calling_list.key, 1)]
            )
    return [], {}


def _listed_too(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
    result = handler(context, application, data)
    properties = data[PROPERTIES]
    if isinstance(properties, dict) and "do_not_call" in properties:
        do_not_call_record(context, application, data)
    return result


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"commdn.cancel.{name}", f"commdn.cancel.{fact}", title, policies)


_REACH = (
    _defect(
        "ends-as-processed",
        "by-phone",
        "A record that CM_ReqCancelRecord names by its number ends like one that was finished",
        CANCELING.carried_out(with_outcome(_REQUEST, PHONE, CANCELED, record_status=RecordStatus.UPDATED)),
    ),
    _defect(
        "general-records-alone",
        "by-phone",
        "CM_ReqCancelRecord finds records of type General, and no callbacks and rescheduled ones",
        CANCELING.carried_out(found(_REQUEST, of_general_records)),
    ),
    _defect(
        "by-the-beginning-of-the-number",
        "by-phone",
        "CM_ReqCancelRecord finds numbers that begin with the one that is asked for",
        CANCELING.carried_out(by_beginning(_REQUEST)),
    ),
    _defect(
        "customer-counts-first",
        "with-customer-id",
        "CM_ReqCancelRecord with number and customer cancels what the customer has, and disregards the number",
        CANCELING.carried_out(without_key_beside(_REQUEST, PHONE, CUSTOMER_ID)),
    ),
    _defect(
        "one-identifier-alone",
        "with-customer-id",
        "CM_ReqCancelRecord with number and customer is refused",
        CANCELING.refused(INVALID_PARAMETER, lambda _context, data: {PHONE, CUSTOMER_ID} <= set(CANCELING.named(data))),
    ),
    _defect(
        "customers-in-memory-alone",
        "by-customer-id",
        "CM_ReqCancelRecord by customer is acknowledged, and no row of a calling list is marked",
        CANCELING.carried_out(rows_left_alone(_REQUEST, CUSTOMER_ID)),
    ),
    _defect(
        "customer-is-no-campaign",
        "by-customer-id",
        "CM_ReqCancelRecord by customer alone gets the error of a campaign that is not found",
        CANCELING.refused(CAMPAIGN_NOT_FOUND, lambda _context, data: PHONE not in CANCELING.named(data)),
    ),
    _defect(
        "in-whatever-campaign",
        "in-campaign",
        "CM_ReqCancelRecord disregards the name of a campaign",
        CANCELING.carried_out(without_keys(_REQUEST, CAMPAIGN_NAME)),
    ),
    _defect(
        "in-the-first-list",
        "every-campaign",
        "CM_ReqCancelRecord without a campaign ends at the first calling list in which a row fits",
        in_command_context(_NUMBER, lambda context: replace(context, store=FirstList(context.store))),
    ),
    _defect(
        "in-running-campaigns",
        "every-campaign",
        "CM_ReqCancelRecord looks in the lists of running campaigns, and not in those that are loaded and stopped",
        in_command_context(_NUMBER, in_running_campaigns),
    ),
    _defect(
        "record-by-default",
        "chain-by-default",
        "CM_ReqCancelRecord without GSW_CHAIN_ATTR is for the record alone",
        CANCELING.carried_out(with_default(_REQUEST, CHAIN_ATTR, RECORD_ONLY)),
    ),
    _defect(
        "never-the-chain",
        "all-chain",
        "CM_ReqCancelRecord takes any GSW_CHAIN_ATTR for RecordOnly",
        CANCELING.carried_out(in_this_scope(_REQUEST, RECORD_ONLY)),
    ),
    _defect(
        "always-the-chain",
        "record-only",
        "CM_ReqCancelRecord takes any GSW_CHAIN_ATTR for AllChain",
        CANCELING.carried_out(in_this_scope(_REQUEST, ALL_CHAIN)),
    ),
    _defect(
        "needs-an-agent",
        "no-agent-needed",
        "CM_ReqCancelRecord is refused while no agent of a loaded campaign is logged in",
        CANCELING.refused(INVALID_PARAMETER, nobody_works),
    ),
)

_ANSWERS = (
    _defect(
        "answered-as-do-not-call",
        "acknowledge",
        "CM_ReqCancelRecord is answered with CM_EvDoNotCallProcessed",
        CANCELING.answered_as(33),
    ),
    _defect(
        "nothing-to-cancel",
        "without-match",
        "CM_ReqCancelRecord is refused where no record has the number",
        CANCELING.carried_out(unmatched(_REQUEST, 109)),
    ),
    _defect(
        "zero-is-nobody",
        "target-zero",
        "CM_ReqCancelRecord whose target is 0 is disregarded",
        CANCELING.for_one_ocs(),
    ),
    _defect(
        "always-complete",
        "incomplete",
        "CM_EvRecordCanceled says nothing of records that desktops have",
        _with_message(lambda _context, _asked: False),
    ),
    _defect(
        "incomplete-for-the-number-alone",
        "incomplete",
        "CM_EvRecordCanceled says that processing is incomplete only where the very record of the number is held",
        _with_message(_is_on_a_desktop),
    ),
    _defect(
        "always-incomplete",
        "complete",
        "CM_EvRecordCanceled says that processing is incomplete in any case",
        _with_message(lambda _context, _asked: True),
    ),
    _defect(
        "incomplete-by-any-desktop",
        "complete",
        "CM_EvRecordCanceled says that processing is incomplete while some desktop has some record",
        _with_message(lambda context, _asked: bool(context.state.held_chains())),
    ),
    _defect(
        "incomplete-by-another-campaign",
        "complete",
        "CM_EvRecordCanceled says that processing is incomplete while a desktop of another campaign has the number",
        _with_message(_is_held_somewhere),
    ),
)

_REFUSALS = (
    _defect(
        "refused-in-silence",
        "error-event",
        "CM_ReqCancelRecord that cannot be carried out is not answered",
        CANCELING.unanswered(lambda data: data[MESSAGE_TYPE] == EV_ERROR),
    ),
    _defect(
        "names-nobody",
        "needs-phone",
        "CM_ReqCancelRecord that names neither a number nor a customer is acknowledged",
        CANCELING.acknowledged(lambda _context, data: not {PHONE, CUSTOMER_ID} & set(CANCELING.named(data))),
    ),
    _defect(
        "not-loaded-is-invalid",
        "campaign-not-loaded",
        "CM_ReqCancelRecord for a campaign that is not loaded gets the error of an invalid parameter",
        CANCELING.renumbered({CAMPAIGN_NOT_FOUND: INVALID_PARAMETER}),
    ),
    _defect(
        "not-loaded-is-empty",
        "campaign-not-loaded",
        "CM_ReqCancelRecord for a campaign that is not loaded is acknowledged and cancels nothing",
        CANCELING.acknowledged(_is_of_a_campaign),
    ),
    _defect(
        "unknown-campaign-is-empty",
        "unknown-campaign",
        "CM_ReqCancelRecord for a campaign that does not exist is acknowledged and cancels nothing",
        CANCELING.acknowledged(_is_of_no_campaign),
    ),
    _defect(
        "wrong-parameter-is-no-campaign",
        "invalid-parameter",
        "CM_ReqCancelRecord with an invalid parameter gets the error of a campaign that is not found",
        CANCELING.renumbered({INVALID_PARAMETER: CAMPAIGN_NOT_FOUND}),
    ),
    _defect(
        "wrong-parameter-is-passed-over",
        "invalid-parameter",
        "CM_ReqCancelRecord with an invalid parameter is acknowledged and cancels nothing",
        CANCELING.acknowledged(lambda _context, _data: True),
    ),
    _defect(
        "unknown-scope-is-record-only",
        "invalid-parameter",
        "CM_ReqCancelRecord takes a scope that does not exist for RecordOnly",
        CANCELING.read_as(_unknown_scope_as_record_only),
    ),
    _defect(
        "empty-number-is-any",
        "invalid-parameter",
        "CM_ReqCancelRecord with an empty number finds every number",
        commanded(_NUMBER, _empty_for_any_number),
    ),
)

DEFECTS = (
    *_REACH,
    *_ANSWERS,
    *_REFUSALS,
    *envelope_defects("commdn.cancel", "CM_ReqCancelRecord", CANCELING),
    Defect(
        "commdn.cancel.for-any-server",
        "commdn.envelope.other-target",
        "CM_ReqCancelRecord is carried out, whatever its target is",
        for_any_server(CANCELING),
    ),
    Defect(
        "commdn.cancel.lists-as-well",
        "commdn.cm-req-cancel-record.user-data.gsw-cm-attr-properties",
        "CM_ReqCancelRecord carries out what stands beside cancel_record as well",
        commanded(_NUMBER, _listed_too),
    ),
    Defect(
        "commdn.cancel.error-of-zero-is-an-error",
        "commdn.cm-req-cancel-record.user-data.gsw-cm-attr-error",
        "CM_ReqCancelRecord with a GSW_CM_AttrError of 0 is refused",
        CANCELING.refused(INVALID_PARAMETER, lambda _context, data: ERROR in data),
    ),
)
