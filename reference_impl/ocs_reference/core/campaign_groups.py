"""Campaign groups: loaded, started, changed, stopped, unloaded, and their status.

Source: http, HTTP Requests for the campaigngroups Resource, with the numbers of commdn (GSW_CM_AttrError).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ocs_reference.core import notifications
from ocs_reference.core.configuration import CampaignGroup
from ocs_reference.core.context import Context
from ocs_reference.core.errors import GroupRefusalError
from ocs_reference.core.messages import Reply, ResourceAnswer
from ocs_reference.core.records import PROCESSED, REJECTED, RETURNED, close_as
from ocs_reference.core.state import Session
from ocs_reference.core.values import PREVIEW_MODES, Data, DialMode, GroupStatus, OptimizeBy

NOT_LOADED, ALREADY_LOADED, NOT_STARTED, ALREADY_STARTED = 4, 5, 6, 7
NOT_CONFIGURED, INVALID_PARAMETER, INVALID_MODE = 9, 10, 11

DIAL_MODE = "GSW_CM_AttrDialMode"
OPTIMIZE_BY = "GSW_CM_AttrOptimizeBy"
OPTIMIZE_GOAL = "GSW_CM_AttrOptimizeGoal"
AUTO_COMPLETION = "GSW_AUTO_COMPLETION"

TRANSITIONS: Mapping[DialMode, frozenset[DialMode]] = {
    DialMode.PREDICTIVE: frozenset({DialMode.PROGRESSIVE}),
    DialMode.PROGRESSIVE: frozenset({DialMode.PREDICTIVE}),
    DialMode.PREDICTIVE_WITH_SEIZING: frozenset({DialMode.PROGRESSIVE_WITH_SEIZING}),
    DialMode.PROGRESSIVE_WITH_SEIZING: frozenset({DialMode.PREDICTIVE_WITH_SEIZING}),
}
"""Modes that a running session may change to; a mode that is not here cannot be left."""

PERCENTAGES = frozenset({OptimizeBy.BUSY_FACTOR, OptimizeBy.OVERDIAL_RATE})


@dataclass(frozen=True)
class Parameters:
    """Dialling parameters of a request, and whether the group shall complete by itself; None for what it leaves out."""

    mode: DialMode | None = None
    optimize_by: OptimizeBy | None = None
    goal: int | None = None
    completes: bool | None = None


@dataclass(frozen=True)
class GroupAction:
    """A row of the table of campaign group requests: in which states it is refused, and what it does otherwise.

    ``refused`` gives HTTP status and GSW_CM_AttrError by state. ``perform`` returns what the group's agents are told.
    """

    perform: Callable[[Context, Session, Parameters], list[Reply]]
    refused: Mapping[GroupStatus, tuple[int, int]]


def read_parameters(body: Data) -> Parameters:
    """Read the dialling parameters of a body; raises ``GroupRefusalError`` 400 with 10 for what is not one."""
    try:
        mode = DialMode(_number(body, DIAL_MODE)) if DIAL_MODE in body else None
        optimize_by = OptimizeBy(_number(body, OPTIMIZE_BY)) if OPTIMIZE_BY in body else None
    except ValueError:
        raise GroupRefusalError(400, INVALID_PARAMETER) from None
    goal = _number(body, OPTIMIZE_GOAL) if OPTIMIZE_GOAL in body else None
    return Parameters(mode, optimize_by, goal, _completes(body))


def _completes(body: Data) -> bool | None:
    if AUTO_COMPLETION not in body:
        return None
    value = _number(body, AUTO_COMPLETION)
    if value > 1:
        raise GroupRefusalError(400, INVALID_PARAMETER)
    return value == 1


def _number(body: Data, key: str) -> int:
    value = body[key]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise GroupRefusalError(400, INVALID_PARAMETER)
    return value


def _apply(session: Session, parameters: Parameters) -> None:
    optimize_by = parameters.optimize_by or session.optimize_by
    goal = session.optimize_goal if parameters.goal is None else parameters.goal
    if optimize_by in PERCENTAGES and goal > 100:
        raise GroupRefusalError(400, INVALID_PARAMETER)
    session.dial_mode = parameters.mode or session.dial_mode
    session.optimize_by, session.optimize_goal = optimize_by, goal
    if parameters.completes is not None:
        session.completes = parameters.completes


def load(context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    """Load a group with its configured parameters, or those of the request."""
    group = session.group
    session.dial_mode, session.optimize_by = group.dial_mode, group.optimize_by
    session.optimize_goal = group.optimize_goal
    session.is_ivr = context.state.ivr_groups.get(group.agent_group, group.is_ivr)
    session.completes = False
    _apply(session, parameters)
    _enter(context, session, GroupStatus.ACTIVE)
    return [notifications.notice(session, notifications.LOADED)]


def start(context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    """Start dialling; parameters that are left out keep their configured values.

    Of one group of agents no more than one session dials by itself; a second one is refused.
    """
    _require_free_agents(context, session.group, parameters.mode or session.dial_mode)
    _apply(session, parameters)
    _enter(context, session, GroupStatus.RUNNING)
    return [notifications.notice(session, notifications.STARTED)]


def _require_free_agents(context: Context, group: CampaignGroup, mode: DialMode) -> None:
    if mode not in PREVIEW_MODES and _is_dialed_for(context, group):
        raise GroupRefusalError(409, INVALID_MODE)


def launch(context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    """Load a group and start dialling at once; the request must have all dialling parameters.

    The document has no more than the name; this is what the name says.
    """
    if parameters.mode is None or parameters.optimize_by is None or parameters.goal is None:
        raise GroupRefusalError(400, INVALID_PARAMETER)
    _require_free_agents(context, session.group, parameters.mode)
    return [*load(context, session, parameters), *start(context, session, parameters)]


def _is_dialed_for(context: Context, group: CampaignGroup) -> bool:
    sessions = context.state.sessions.values()
    others = (session for session in sessions if session.group.agent_group == group.agent_group)
    return any(each.status == GroupStatus.RUNNING and each.dial_mode not in PREVIEW_MODES for each in others)


def set_mode(context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    """Change the parameters of a running group; its agents hear of a change of mode."""
    if parameters == Parameters():
        raise GroupRefusalError(400, INVALID_PARAMETER)
    before = session.dial_mode
    if parameters.mode not in {None, before} and parameters.mode not in TRANSITIONS.get(before, frozenset()):
        raise GroupRefusalError(409, INVALID_MODE)
    _apply(session, parameters)
    session.changed_at = context.now
    changed = session.dial_mode != before
    return [notifications.notice(session, notifications.MODE_CHANGED)] if changed else []


def stop(context: Context, session: Session, _parameters: Parameters) -> list[Reply]:
    """Stop dialling; records that wait in the buffer go back, open records stay with their agents."""
    while session.buffer:
        close_as(context, session.buffer[0], RETURNED)
        session.buffer.popleft()
    while session.continued:
        close_as(context, session.continued[0], PROCESSED)
        del session.continued[0]
    session.previewing.clear()
    _enter(context, session, GroupStatus.ACTIVE)
    return [notifications.notice(session, notifications.STOPPED)]


def unload(context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    """Unload a group; a running one is stopped first."""
    told = stop(context, session, parameters) if session.status == GroupStatus.RUNNING else []
    session.previewing.clear()
    _enter(context, session, GroupStatus.NOT_LOADED)
    return [*told, notifications.notice(session, notifications.UNLOADED)]


def force_unload(context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    """Unload a group at once; its open records go back as if they had been rejected."""
    for chain in context.state.held_chains():
        if chain.group is session.group:
            close_as(context, chain, REJECTED)
    return unload(context, session, parameters)


def _enter(context: Context, session: Session, status: GroupStatus) -> None:
    session.status = status
    session.changed_at = context.now


_INACTIVE = {GroupStatus.NOT_LOADED: (410, NOT_LOADED)}

GROUP_ACTIONS: Mapping[str, GroupAction] = {
    "Load": GroupAction(load, {GroupStatus.ACTIVE: (409, ALREADY_LOADED), GroupStatus.RUNNING: (409, ALREADY_LOADED)}),
    "StartDialing": GroupAction(start, {**_INACTIVE, GroupStatus.RUNNING: (409, ALREADY_STARTED)}),
    "SetDialingMode": GroupAction(set_mode, {**_INACTIVE, GroupStatus.ACTIVE: (409, NOT_STARTED)}),
    "StopDialing": GroupAction(stop, {**_INACTIVE, GroupStatus.ACTIVE: (409, NOT_STARTED)}),
    "Unload": GroupAction(unload, _INACTIVE),
    "ForceUnload": GroupAction(force_unload, _INACTIVE),
    "Launch": GroupAction(
        launch, {GroupStatus.ACTIVE: (409, ALREADY_LOADED), GroupStatus.RUNNING: (409, ALREADY_STARTED)}
    ),
    "Stage": GroupAction(
        load, {GroupStatus.ACTIVE: (409, ALREADY_LOADED), GroupStatus.RUNNING: (409, ALREADY_STARTED)}
    ),
    "Complete": GroupAction(unload, _INACTIVE),
}


def act(context: Context, session: Session, name: str, body: Data) -> list[Reply]:
    """Carry out a request for a group; raises ``GroupRefusalError`` where its state or its body forbids it."""
    action = context.policies.group_actions[name]
    parameters = read_parameters(body)
    if session.status in action.refused:
        raise GroupRefusalError(*action.refused[session.status])
    return action.perform(context, session, parameters)


def find(context: Context, identifier: str) -> Session:
    """Return the session of the group with this DBID; raises ``GroupRefusalError`` 404 for an unknown one."""
    for session in context.state.sessions.values():
        if str(session.group.dbid) == identifier:
            return session
    raise GroupRefusalError(404, NOT_CONFIGURED)


def status_of_one(context: Context, session: Session) -> ResourceAnswer:
    """Answer with the status of one group."""
    body: Data = {"GSW_CM_MessageType": 24, **status(session)}
    body["GSW_CM_AttrOriginAppID"] = context.configuration.application_id
    return ResourceAnswer(200, body=body, version=session.changed_at)


def status_of_all(context: Context) -> ResourceAnswer:
    """Answer with the status of every configured group, active or not."""
    sessions = list(context.state.sessions.values())
    body: Data = {
        "GSW_CM_MessageType": 46,
        "CampaignGroups": {session.group.name: status(session) for session in sessions},
        "GSW_CM_AttrOriginAppID": context.configuration.application_id,
    }
    return ResourceAnswer(200, body=body, version=max((session.changed_at for session in sessions), default=0))


def status(session: Session) -> Data:
    """Return which group a session is of, its status and, while it is loaded, its parameters."""
    group = session.group
    told: Data = {
        "GSW_CM_AttrCampaignID": group.campaign.dbid,
        "GSW_CM_AttrGroupID": group.group_dbid,
        "GSW_CM_AttrGroupCampStatus": int(session.status),
    }
    if session.status != GroupStatus.NOT_LOADED:
        told[DIAL_MODE] = int(session.dial_mode)
        told[OPTIMIZE_BY] = int(session.optimize_by)
        told[OPTIMIZE_GOAL] = session.optimize_goal
        told["GSW_CM_AttrProperties"] = {"camp_group_data": {}}
    return told
