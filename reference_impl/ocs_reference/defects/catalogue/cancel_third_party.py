"""Mistakes with CM_ReqCancelRecord as calling lists and desktops show them."""

from dataclasses import replace

from ocs_reference.core.communication_dn import INVALID_PARAMETER, PROPERTIES
from ocs_reference.core.configuration import Application
from ocs_reference.core.context import CommandResult, Context, Request
from ocs_reference.core.errors import CommandRefusalError
from ocs_reference.core.requests import ALL_CHAIN, CHAIN_ATTR, PHONE
from ocs_reference.core.values import Data
from ocs_reference.defects.cancellations import in_running_campaigns
from ocs_reference.defects.commands import (
    CommandHandler,
    commanded,
    in_command_context,
    with_command_data,
    with_command_result,
)
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.withdrawals import FirstList, RowsLeftAlone, record_cancel

_NUMBER = 30


def _asked(data: Data) -> Data:
    properties = data[PROPERTIES]
    inner = properties["cancel_record"] if isinstance(properties, dict) else {}
    return dict(inner)


def _whole_chain(data: Data) -> Data:
    return {**data, PROPERTIES: {"cancel_record": {**_asked(data), CHAIN_ATTR: ALL_CHAIN}}}


def _with_agents_alone(
    handler: CommandHandler, context: Context, application: Application, data: Data
) -> CommandResult:
    """Refuse while no agent of a loaded campaign is logged in."""
    if not any(context.state.agents & session.group.agents for session in context.state.active_sessions()):
        raise CommandRefusalError(INVALID_PARAMETER)
    return handler(context, application, data)


def _nobody(_context: Context, _data: Data, result: CommandResult) -> CommandResult:
    return [], result[1]


def _by_phone_alone(_context: Context, data: Data, result: CommandResult) -> CommandResult:
    return (result[0] if PHONE in _asked(data) else []), result[1]


def _first_alone(_context: Context, _data: Data, result: CommandResult) -> CommandResult:
    return result[0][:1], result[1]


def _every_holder(context: Context, data: Data, result: CommandResult) -> CommandResult:
    request = Request("RequestRecordCancel", None, _asked(data))
    told = {record.chain.holder: record_cancel(context, request, record) for record in context.state.open.values()}
    return list(told.values()), result[1]


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"cancel.third-party-{name}", f"desktop.cancel.third-party-{fact}", title, policies)


DEFECTS = (
    _defect(
        "in-memory-alone",
        "all-loaded",
        "CM_ReqCancelRecord is acknowledged, and no row of a calling list is marked",
        in_command_context(_NUMBER, lambda context: replace(context, store=RowsLeftAlone(context.store))),
    ),
    _defect(
        "in-the-first-list",
        "all-loaded",
        "CM_ReqCancelRecord ends at the first calling list in which a row fits",
        in_command_context(_NUMBER, lambda context: replace(context, store=FirstList(context.store))),
    ),
    _defect(
        "in-running-campaigns",
        "all-loaded",
        "CM_ReqCancelRecord looks in the lists of running campaigns, and not in those that are loaded and stopped",
        in_command_context(_NUMBER, in_running_campaigns),
    ),
    _defect(
        "whatever-scope",
        "all-loaded",
        "CM_ReqCancelRecord cancels whole chains, also with RecordOnly",
        with_command_data(_NUMBER, _whole_chain),
    ),
    _defect(
        "needs-an-agent",
        "no-member",
        "CM_ReqCancelRecord is refused while no agent of a loaded campaign is logged in",
        commanded(_NUMBER, _with_agents_alone),
    ),
    _defect(
        "tells-nobody",
        "phone-tells-holder",
        "CM_ReqCancelRecord cancels what is on desktops, and tells no desktop",
        with_command_result(_NUMBER, _nobody),
    ),
    _defect(
        "tells-the-first-holder",
        "phone-tells-holder",
        "CM_ReqCancelRecord tells the first desktop that has such a record, and no further one",
        with_command_result(_NUMBER, _first_alone),
    ),
    _defect(
        "tells-every-holder",
        "phone-tells-holder",
        "CM_ReqCancelRecord tells each desktop that has a record, whatever record it is",
        with_command_result(_NUMBER, _every_holder),
    ),
    _defect(
        "tells-by-phone-alone",
        "customer-tells-holder",
        "CM_ReqCancelRecord by customer id cancels what is on desktops, and tells no desktop",
        with_command_result(_NUMBER, _by_phone_alone),
    ),
    _defect(
        "tells-every-holder-of-a-customer",
        "customer-tells-holder",
        "CM_ReqCancelRecord by customer id tells each desktop that has a record, whoever the customer is",
        with_command_result(_NUMBER, _every_holder),
    ),
)
