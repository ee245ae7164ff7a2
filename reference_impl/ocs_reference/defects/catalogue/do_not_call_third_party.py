"""Mistakes with CM_ReqDoNotCall, as calling lists, Do Not Call lists and desktops show them."""

from ocs_reference.core.communication_dn import INVALID_PARAMETER
from ocs_reference.core.configuration import Application
from ocs_reference.core.context import CommandResult, Context
from ocs_reference.core.errors import CommandRefusalError
from ocs_reference.core.requests import CUSTOMER_ID, PHONE
from ocs_reference.core.values import Data
from ocs_reference.defects.commands import CommandHandler, commanded
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.prohibitions import COMMAND, REQUEST, over_commdn, remembered
from ocs_reference.defects.withdrawals import (
    in_every_list,
    named_by,
    rows_left_alone,
    told_only,
    told_to_all_holders,
)


def _with_agents_alone(
    handler: CommandHandler, context: Context, application: Application, data: Data
) -> CommandResult:
    """Refuse while no agent of a loaded campaign is logged in."""
    if not any(context.state.agents & session.group.agents for session in context.state.active_sessions()):
        raise CommandRefusalError(INVALID_PARAMETER)
    return handler(context, application, data)


def _not_told_by(key: str) -> ChangePolicies:
    return over_commdn(told_only(REQUEST, lambda _context, request, _event: named_by(request.data) != key))


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"do-not-call.third-party-{name}", f"desktop.do-not-call.{fact}", title, policies)


DEFECTS = (
    _defect(
        "phone-in-memory-alone",
        "third-party-phone-rows",
        "CM_ReqDoNotCall by phone is acknowledged, and no row of a calling list is marked",
        over_commdn(rows_left_alone(REQUEST, PHONE)),
    ),
    _defect(
        "customer-id-in-memory-alone",
        "third-party-customer-rows",
        "CM_ReqDoNotCall by customer id is acknowledged, and no row of a calling list is marked",
        over_commdn(rows_left_alone(REQUEST, CUSTOMER_ID)),
    ),
    _defect(
        "for-all-tenants",
        "list-of-tenant",
        "CM_ReqDoNotCall makes entries in the Do Not Call lists of all tenants",
        over_commdn(in_every_list(REQUEST)),
    ),
    _defect(
        "needs-an-agent",
        "third-party-no-member",
        "CM_ReqDoNotCall is refused while no agent of a loaded campaign is logged in",
        commanded(COMMAND, _with_agents_alone),
    ),
    _defect(
        "holder-is-not-told-of-phones",
        "third-party-phone-tells-holder",
        "CM_ReqDoNotCall by phone concerns what is on desktops, and tells no desktop",
        _not_told_by(PHONE),
    ),
    _defect(
        "holder-is-not-told-of-customers",
        "third-party-customer-tells-holder",
        "CM_ReqDoNotCall by customer id concerns what is on desktops, and tells no desktop",
        _not_told_by(CUSTOMER_ID),
    ),
    _defect(
        "tells-every-holder",
        "record-cancel-sent",
        "CM_ReqDoNotCall tells each desktop that has a record, whatever record it is",
        over_commdn(told_to_all_holders(REQUEST)),
    ),
    _defect(
        "holds-from-the-next-start",
        "not-dialed",
        "What CM_ReqDoNotCall enters counts when the OCS has been restarted",
        over_commdn(remembered(lambda _context, _request, before, _after: before)),
    ),
)
