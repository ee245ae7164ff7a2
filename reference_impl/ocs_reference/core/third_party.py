"""What applications ask for over the Communication DN: records that must not be dialed.

Source: commdn, Record Cancellation from a Third-Party Application; DoNotCall Requests from a Third-Party Application.
"""

from collections.abc import Mapping

from ocs_reference.core.cancel import cancel
from ocs_reference.core.communication_dn import INVALID_PARAMETER, PROPERTIES
from ocs_reference.core.configuration import Application
from ocs_reference.core.context import Command, CommandResult, Context, Request
from ocs_reference.core.do_not_call import do_not_call
from ocs_reference.core.errors import CommandRefusalError, NotConfiguredError, RefusalError
from ocs_reference.core.group_commands import GROUP_COMMANDS
from ocs_reference.core.messages import Reply, UserEvent
from ocs_reference.core.requests import CAMPAIGN_NAME, CHAIN_ATTR, CUSTOMER_ID, PHONE, Handler, RequestSpec
from ocs_reference.core.values import Data

CAMPAIGN_NOT_FOUND = 3


def _specified(name: str, handler: Handler, *optional: str) -> RequestSpec:
    return RequestSpec(name, handler, (), (PHONE, CUSTOMER_ID, CHAIN_ATTR, *optional), one_of=(PHONE, CUSTOMER_ID))


CANCEL_RECORD = _specified("RequestRecordCancel", cancel, CAMPAIGN_NAME)
DO_NOT_CALL = _specified("DoNotCall", do_not_call)


def cancel_record(context: Context, application: Application, data: Data) -> CommandResult:
    """Cancel records by phone or customer id; 3 where the campaign that is named is not loaded."""
    return withdraw(context, application, data, CANCEL_RECORD, "cancel_record")


def do_not_call_record(context: Context, application: Application, data: Data) -> CommandResult:
    """Enter a phone or customer id into the Do Not Call list of the application's tenant."""
    return withdraw(context, application, data, DO_NOT_CALL, "do_not_call")


def _properties(data: Data, name: str) -> Data:
    properties = data.get(PROPERTIES)
    inner = properties.get(name) if isinstance(properties, dict) else None
    if not isinstance(inner, dict):
        raise CommandRefusalError(INVALID_PARAMETER)
    return inner


def withdraw(context: Context, application: Application, data: Data, spec: RequestSpec, name: str) -> CommandResult:
    """Carry out a request whose properties of this name say what a row of the table of desktop requests asks for.

    Keys that the request does not have here, such as the handle or the duration of a desktop's, are disregarded.
    """
    asked = _properties(data, name)
    properties = {key: asked[key] for key in spec.optional if key in asked}
    _require_loaded(context, properties)
    try:
        spec.check(properties)
        result = spec.handler(context, Request(spec.name, None, properties, application.tenant))
    except NotConfiguredError:
        raise CommandRefusalError(CAMPAIGN_NOT_FOUND) from None
    except RefusalError:
        raise CommandRefusalError(INVALID_PARAMETER) from None
    events = [entry for entry in result if isinstance(entry, UserEvent)]
    [told] = [entry.data for entry in result if isinstance(entry, Reply)]
    return events, {PROPERTIES: {name: told}}


def _require_loaded(context: Context, properties: Data) -> None:
    named = properties.get(CAMPAIGN_NAME)
    loaded = {session.group.campaign.name for session in context.state.active_sessions()}
    if isinstance(named, str) and named not in loaded:
        raise CommandRefusalError(CAMPAIGN_NOT_FOUND)


COMMANDS: Mapping[int, Command] = {
    30: Command("CM_ReqCancelRecord", cancel_record, acknowledge=31, for_every_ocs=True),
    32: Command("CM_ReqDoNotCall", do_not_call_record, acknowledge=33, for_every_ocs=True),
    **GROUP_COMMANDS,
}
"""Requests by GSW_CM_MessageType."""
