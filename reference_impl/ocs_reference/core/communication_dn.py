"""The envelope of the Communication DN: which user events are requests to this OCS, and how they are answered.

Source: commdn, OCS and API Requests; Mandatory Attributes; User Event Attributes for User Data (TKVList).
"""

from collections.abc import Mapping, Sequence

from ocs_reference.core.configuration import Application
from ocs_reference.core.context import Command, Context
from ocs_reference.core.errors import CommandRefusalError, StoreError
from ocs_reference.core.messages import ApplicationEvent, ApplicationRequest, Output
from ocs_reference.core.values import Data

MESSAGE_TYPE = "GSW_CM_MessageType"
ORIGIN = "GSW_CM_AttrOriginAppID"
TARGET = "GSW_CM_AttrTargetAppID"
ERROR = "GSW_CM_AttrError"
ERROR_MESSAGE = "GSW_CM_AttrErrorMessage"
PROPERTIES = "GSW_CM_AttrProperties"

EV_ERROR = 27
DATABASE_ERROR = 14
INVALID_PARAMETER = 10

ERROR_TEXTS = {
    3: "There is no such campaign",
    4: "The campaign is not loaded",
    5: "The campaign is loaded already",
    6: "The campaign has not been started",
    7: "The campaign runs already",
    8: "There is no such group",
    9: "The group does not work for this campaign",
    10: "A parameter is invalid",
    11: "The campaign cannot run in this mode now",
    12: "The sequence is wrong",
    13: "No such sequence is loaded",
    14: "The request cannot be carried out now",
}
"""GSW_CM_AttrErrorMessage by GSW_CM_AttrError."""


def answer(context: Context, message: ApplicationRequest) -> Sequence[Output]:
    """Answer a user event of an application.

    Events that are no requests, that come from an application which is not connected, or that are for another OCS are
    disregarded in silence; where the table of commands says so, a request without a receiver is for every OCS.
    """
    data = message.data
    application = context.configuration.applications[message.application]
    command = _command(context.policies.commands, data)
    heard = context.policies.hears(application) and context.policies.listens_to(context, message.dn)
    if command is None or not heard or data.get(ORIGIN) != application.dbid or not _is_ours(context, command, data):
        return []
    try:
        events, answered = command.handler(context, application, data)
    except CommandRefusalError as refusal:
        events, answered = [], _refused(refusal.number)
    except StoreError:
        events, answered = [], _refused(DATABASE_ERROR)
    return [*events, addressed(context, application, {MESSAGE_TYPE: command.acknowledge, **answered})]


def hears(application: Application) -> bool:
    """Tell whether requests of an application are dealt with (commdn, OCS and API Requests)."""
    return application.is_connected


def listens_to(context: Context, dn: str | None) -> bool:
    """Tell whether the OCS works with a Communication DN (commdn, Special OCS Option).

    Where the option is true for some it works with these; else with all for which it is not false.
    """
    options = context.configuration.communication_dns
    if dn is None:
        return True
    return options[dn] is True if True in options.values() else options[dn] is None


def _command(commands: Mapping[int, Command], data: Data) -> Command | None:
    number = data.get(MESSAGE_TYPE)
    return commands.get(number) if isinstance(number, int) and not isinstance(number, bool) else None


def _is_ours(context: Context, command: Command, data: Data) -> bool:
    target = data.get(TARGET)
    return target == context.configuration.application_id or (target == 0 and command.for_every_ocs)


def _refused(number: int) -> Data:
    return {MESSAGE_TYPE: EV_ERROR, ERROR: number, ERROR_MESSAGE: ERROR_TEXTS[number]}


def addressed(context: Context, application: Application, data: Data) -> ApplicationEvent:
    """Return an event for an application, with its sender and its receiver."""
    return ApplicationEvent(
        application.key, {ORIGIN: context.configuration.application_id, TARGET: application.dbid, **data}
    )
