"""Mistakes in what the requests for campaign groups do over HTTP."""

from dataclasses import replace

from ocs_reference.core.campaign_groups import (
    ALREADY_STARTED,
    GROUP_ACTIONS,
    INVALID_PARAMETER,
    PERCENTAGES,
    Parameters,
)
from ocs_reference.core.context import Context
from ocs_reference.core.errors import GroupRefusalError
from ocs_reference.core.messages import Input, Reply, ResourceRequest, UserEvent
from ocs_reference.core.state import Session
from ocs_reference.core.values import GroupStatus
from ocs_reference.defects import groups, web
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.groups import RESOURCE, Perform
from ocs_reference.defects.outputs import Outputs, sent

_LOADED, _RUNNING = GroupStatus.ACTIVE, GroupStatus.RUNNING
_ROW = "http.campaign-groups"


def _nothing(_perform: Perform, _context: Context, _session: Session, _parameters: Parameters) -> list[Reply]:
    return []


def _ends_in(status: GroupStatus, *names: str) -> ChangePolicies:
    """Let requests do everything as they should, and leave the group in another status."""

    def wrapper(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
        told = perform(context, session, parameters)
        session.status = status
        return told

    return groups.performed(names, wrapper)


def _does(name: str, other: str) -> ChangePolicies:
    return groups.performed(
        name, lambda _perform, context, session, parameters: GROUP_ACTIONS[other].perform(context, session, parameters)
    )


def _refuse_above_100(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    if (parameters.goal or 0) > 100:
        raise GroupRefusalError(400, INVALID_PARAMETER)
    return perform(context, session, parameters)


def _at_most_100(session: Session, parameters: Parameters) -> Parameters:
    percent = (parameters.optimize_by or session.optimize_by) in PERCENTAGES
    return replace(parameters, goal=min(parameters.goal or 0, 100)) if percent else parameters


def _untold(_context: Context, message: Input, outputs: Outputs) -> Outputs:
    if isinstance(message, ResourceRequest) and message.path[0] == RESOURCE:
        return [output for output in outputs if not isinstance(output, UserEvent)]
    return outputs


DEFECTS = (
    Defect(
        "campaign-groups.load-starts-dialing",
        f"{_ROW}.load",
        "Load starts dialing as well",
        _ends_in(_RUNNING, "Load"),
    ),
    Defect(
        "campaign-groups.load-does-nothing",
        f"{_ROW}.load",
        "Load is answered with success, and the campaign group stays as it is",
        groups.performed("Load", _nothing),
    ),
    Defect(
        "campaign-groups.load-needs-a-body",
        f"{_ROW}.load-without-body",
        "A POST without a body is refused, whether or not the action needs one",
        web=web.answered(
            400, lambda environ: environ["REQUEST_METHOD"] == "POST" and environ.get("CONTENT_LENGTH", "") in ("", "0")
        ),
    ),
    Defect(
        "campaign-groups.start-leaves-it-loaded",
        f"{_ROW}.start-dialing-runs",
        "StartDialing tells the agents, and the campaign group does not run",
        _ends_in(_LOADED, "StartDialing"),
    ),
    Defect(
        "campaign-groups.start-in-the-configured-mode",
        f"{_ROW}.dial-mode",
        "StartDialing dials in the configured mode, whatever the request says",
        groups.with_parameters("StartDialing", lambda _session, parameters: replace(parameters, mode=None)),
    ),
    Defect(
        "campaign-groups.start-with-the-configured-optimization",
        f"{_ROW}.optimize-by",
        "StartDialing keeps the configured optimization, whatever the request says",
        groups.with_parameters("StartDialing", lambda _session, parameters: replace(parameters, optimize_by=None)),
    ),
    Defect(
        "campaign-groups.start-with-the-configured-goal",
        f"{_ROW}.optimize-goal",
        "StartDialing keeps the configured goal, whatever the request says",
        groups.with_parameters("StartDialing", lambda _session, parameters: replace(parameters, goal=None)),
    ),
    Defect(
        "campaign-groups.set-does-nothing",
        f"{_ROW}.set-dialing-mode",
        "SetDialingMode is answered with success and changes nothing",
        groups.performed("SetDialingMode", _nothing),
    ),
    Defect(
        "campaign-groups.set-changes-the-mode-alone",
        f"{_ROW}.set-dialing-mode",
        "SetDialingMode changes the mode, and optimization and goal stay",
        groups.with_parameters("SetDialingMode", lambda _session, parameters: Parameters(parameters.mode, None, None)),
    ),
    Defect(
        "campaign-groups.goal-always-in-percent",
        f"{_ROW}.goal-in-seconds",
        "A goal above 100 is refused whatever is optimized",
        groups.performed(("StartDialing", "SetDialingMode"), _refuse_above_100),
    ),
    Defect(
        "campaign-groups.goal-above-100-is-100",
        f"{_ROW}.goal-in-percent",
        "A goal above 100 percent is taken for 100",
        groups.with_parameters(("StartDialing", "SetDialingMode"), _at_most_100),
    ),
    Defect(
        "campaign-groups.stop-unloads",
        f"{_ROW}.stop-dialing",
        "StopDialing unloads the campaign group",
        _does("StopDialing", "Unload"),
    ),
    Defect(
        "campaign-groups.stop-goes-on",
        f"{_ROW}.stop-dialing",
        "StopDialing tells the agents, and the campaign group goes on running",
        _ends_in(_RUNNING, "StopDialing"),
    ),
    Defect(
        "campaign-groups.unload-leaves-it-loaded",
        f"{_ROW}.unload",
        "Unload tells the agents, and the campaign group stays loaded",
        _ends_in(_LOADED, "Unload"),
    ),
    Defect(
        "campaign-groups.force-unload-waits-for-the-stop",
        f"{_ROW}.force-unload",
        "ForceUnload is refused while the campaign group runs",
        groups.refused("ForceUnload", _RUNNING, 409, ALREADY_STARTED),
    ),
    Defect(
        "campaign-groups.force-unload-stops-only",
        f"{_ROW}.force-unload",
        "ForceUnload of a running campaign group leaves it loaded",
        _ends_in(_LOADED, "ForceUnload"),
    ),
    Defect(
        "campaign-groups.http-tells-no-desktop",
        f"{_ROW}.desktops-are-told",
        "Agents are not told of what HTTP requests do to their campaign groups",
        sent(_untold),
    ),
)
