"""Mistakes with what tells campaign groups to complete: requests, interfaces, values, and places in a request."""

from dataclasses import replace

from ocs_reference.core.campaign_groups import AUTO_COMPLETION, INVALID_PARAMETER, Parameters
from ocs_reference.core.configuration import Application
from ocs_reference.core.context import CommandResult, Context
from ocs_reference.core.errors import GroupRefusalError
from ocs_reference.core.group_commands import CAMPAIGN_ID, GROUP_ID
from ocs_reference.core.messages import Reply, ResourceRequest
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data, GroupStatus
from ocs_reference.defects import groups
from ocs_reference.defects.commands import CommandHandler, commanded, with_command_data
from ocs_reference.defects.completions import CARRIERS, after, read_as, told, without
from ocs_reference.defects.defect import ChangePolicies, Defect, both
from ocs_reference.defects.groups import RESOURCE, Perform
from ocs_reference.defects.requests import resource_request

_NUMBERS = {"load": 7, "start": 9, "set-dialing-mode": 11}
_PROPERTIES = "GSW_CM_AttrProperties"


def _untold(_completes: bool | None) -> bool | None:
    return None


def _http_without(request: ResourceRequest) -> ResourceRequest:
    return replace(request, body=without(dict(request.body))) if request.path[0] == RESOURCE else request


def _zero_is_one(data: Data) -> Data:
    return {**data, AUTO_COMPLETION: 1} if data.get(AUTO_COMPLETION) == 0 else data


def _all_but_zero_are_one(data: Data) -> Data:
    return {**data, AUTO_COMPLETION: 1} if data.get(AUTO_COMPLETION, 0) != 0 else data


def _refuse_attribute(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    if parameters.completes is not None:
        raise GroupRefusalError(400, INVALID_PARAMETER)
    return perform(context, session, parameters)


def _turns_on(session: Session, parameters: Parameters, before: bool) -> None:
    session.completes = bool(parameters.completes) or before


def _status_turns_on(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
    for session in context.state.sessions.values():
        named = (session.group.campaign.dbid, session.group.group_dbid)
        if data.get(AUTO_COMPLETION) == 1 and named == (data.get(CAMPAIGN_ID), data.get(GROUP_ID)):
            session.completes = True
    return handler(context, application, data)


def _zero_stops(session: Session, parameters: Parameters, before: bool) -> None:
    if before and parameters.completes is False:
        session.status = GroupStatus.ACTIVE


def _absence_unloads(session: Session, parameters: Parameters, before: bool) -> None:
    if before and parameters.completes is None:
        session.status = GroupStatus.NOT_LOADED


def _in_the_properties(data: Data) -> Data:
    """Read the attribute in the properties, and nowhere else."""
    properties = data.get(_PROPERTIES)
    inside = properties.get(AUTO_COMPLETION) if isinstance(properties, dict) else None
    return without(data) if inside is None else {**data, AUTO_COMPLETION: inside}


def _wrong_in_the_properties(data: Data) -> Data:
    """Take the attribute in the properties for a dialing parameter that does not exist."""
    properties = data.get(_PROPERTIES)
    is_inside = isinstance(properties, dict) and AUTO_COMPLETION in properties
    return {**data, "GSW_CM_AttrDialMode": 99} if is_inside else data


def _deaf(interface: str, name: str, requirement: str, change: ChangePolicies) -> Defect:
    return Defect(
        f"auto-completion.{name}-is-not-heard-{interface}",
        requirement,
        f"The attribute in {name} is passed over ({interface.replace('-', ' ')})",
        change,
    )


DEFECTS = (
    _deaf("on-any-interface", "load", "auto-completion.requests.load", told("Load", as_if=_untold)),
    _deaf("on-any-interface", "start", "auto-completion.requests.start-dialing", told("StartDialing", as_if=_untold)),
    _deaf(
        "on-any-interface",
        "set-dialing-mode",
        "auto-completion.requests.set-dialing-mode",
        told("SetDialingMode", as_if=_untold),
    ),
    *(
        _deaf("over-commdn", name, f"commdn.auto-completion.by-{name}", with_command_data(number, without))
        for name, number in _NUMBERS.items()
    ),
    Defect(
        "auto-completion.not-over-http",
        "auto-completion.interface.http",
        "The attribute is passed over in every request over HTTP",
        resource_request(_http_without),
    ),
    Defect(
        "auto-completion.not-over-commdn",
        "auto-completion.interface.commdn",
        "The attribute is passed over in every request over the Communication DN",
        both(*(with_command_data(number, without) for number in _NUMBERS.values())),
    ),
    Defect(
        "auto-completion.refused",
        "auto-completion.requests",
        "Requests with the attribute are refused as ones with an invalid parameter",
        groups.performed(CARRIERS, _refuse_attribute),
    ),
    Defect(
        "auto-completion.zero-counts-as-one",
        "auto-completion.disabled.by-zero",
        "The presence of the attribute is enough, whatever its value",
        read_as(_zero_is_one),
    ),
    Defect(
        "auto-completion.zero-counts-as-one-over-commdn",
        "commdn.auto-completion.disabled",
        "Over the Communication DN the value 0 turns completion on",
        both(*(with_command_data(number, _zero_is_one) for number in _NUMBERS.values())),
    ),
    Defect(
        "auto-completion.always",
        "auto-completion.disabled.by-absence",
        "Every campaign group completes, unless a request says that it shall not",
        told(*CARRIERS, as_if=lambda completes: completes is not False),
    ),
    Defect(
        "auto-completion.any-value-but-zero",
        "auto-completion.disabled.other-values",
        "Every value but 0 turns completion on",
        read_as(_all_but_zero_are_one),
    ),
    Defect(
        "auto-completion.zero-stops",
        "auto-completion.disabled.later-zero",
        "SetDialingMode with 0 stops a campaign group that was told to complete",
        after("SetDialingMode", _zero_stops),
    ),
    Defect(
        "auto-completion.absence-unloads",
        "auto-completion.disabled.later-absence",
        "SetDialingMode without the attribute unloads a campaign group that was told to complete",
        after("SetDialingMode", _absence_unloads),
    ),
    Defect(
        "auto-completion.in-any-request",
        "auto-completion.requests.no-other",
        "The attribute turns completion on in whichever request it stands",
        both(*(after(name, _turns_on) for name in ("StopDialing", "Unload", "ForceUnload", "Load"))),
    ),
    Defect(
        "auto-completion.in-status-requests",
        "auto-completion.requests.no-other",
        "The attribute turns completion on in a request for the status",
        commanded(12, _status_turns_on),
    ),
    Defect(
        "auto-completion.in-the-properties-only",
        "auto-completion.place.top-level",
        "The attribute is looked for in the properties, and nowhere else",
        read_as(_in_the_properties),
    ),
    Defect(
        "auto-completion.wrong-in-the-properties",
        "auto-completion.place.properties",
        "A request with the attribute in its properties is refused",
        read_as(_wrong_in_the_properties),
    ),
)
