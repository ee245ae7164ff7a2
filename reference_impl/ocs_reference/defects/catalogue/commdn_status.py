"""Mistakes in the status of campaign groups as applications see it, in whom a request means, and in its parameters."""

from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.campaign_groups import DIAL_MODE, INVALID_PARAMETER, OPTIMIZE_BY, OPTIMIZE_GOAL, Parameters
from ocs_reference.core.context import Context
from ocs_reference.core.errors import GroupRefusalError
from ocs_reference.core.group_commands import CAMPAIGN_ID, GROUP_ID
from ocs_reference.core.messages import ApplicationEvent, Reply
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data, DialMode, GroupStatus, OptimizeBy
from ocs_reference.defects import commands, groups
from ocs_reference.defects.commands import application_data
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.groups import Perform

_LOADED, _RUNNING = GroupStatus.ACTIVE, GroupStatus.RUNNING
_NEIGHBOURS = {mode: [*DialMode][(place + 1) % len(DialMode)] for place, mode in enumerate(DialMode)}
_STATUS = "GSW_CM_AttrGroupCampStatus"


def _defect(name: str, requirement: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"commdn-groups.{name}", f"commdn.{requirement}", title, policies)


def _refuse_goal(refuses: Callable[[int], bool]) -> ChangePolicies:
    def wrapper(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
        if parameters.goal is not None and refuses(parameters.goal):
            raise GroupRefusalError(400, INVALID_PARAMETER)
        return perform(context, session, parameters)

    return groups.performed(("Load", "StartDialing", "SetDialingMode"), wrapper)


def _optimized(change: Callable[[OptimizeBy | None], OptimizeBy | None]) -> ChangePolicies:
    return groups.with_parameters(
        ("Load", "StartDialing", "SetDialingMode"),
        lambda _session, parameters: replace(parameters, optimize_by=change(parameters.optimize_by)),
    )


def _run_as(mode: DialMode) -> ChangePolicies:
    return groups.with_parameters(
        ("StartDialing", "SetDialingMode"),
        lambda _session, parameters: replace(
            parameters, mode=_NEIGHBOURS[mode] if parameters.mode == mode else parameters.mode
        ),
    )


def _session_of(context: Context, data: Data) -> Session | None:
    named = (data.get(CAMPAIGN_ID), data.get(GROUP_ID))
    sessions = context.state.sessions.values()
    return next((each for each in sessions if (each.group.campaign.dbid, each.group.group_dbid) == named), None)


def _shown(change: Callable[[Session, Data], Data], event: int = commands.SHOWN) -> ChangePolicies:
    """Change the status and the parameters of a campaign group as an event shows them."""

    def apply(context: Context, _event: ApplicationEvent, data: Data) -> Data:
        session = _session_of(context, data)
        return data if session is None else change(session, data)

    return application_data([event], apply)


def _as_configured(session: Session, data: Data) -> Data:
    group = session.group
    told = {DIAL_MODE: group.dial_mode, OPTIMIZE_BY: group.optimize_by, OPTIMIZE_GOAL: group.optimize_goal}
    return {**data, **{key: int(value) for key, value in told.items() if key in data}}


def _loaded_only(session: Session, data: Data) -> Data:
    running = session.status == _RUNNING
    return data if running else {key: value for key, value in data.items() if key != DIAL_MODE}


def _shown_as(status: GroupStatus, number: int) -> ChangePolicies:
    return _shown(lambda session, data: {**data, _STATUS: number} if session.status == status else data)


def _campaign_group_id(context: Context, _event: ApplicationEvent, data: Data) -> Data:
    session = _session_of(context, data)
    return data if session is None else {**data, GROUP_ID: session.group.dbid}


def _swapped(_context: Context, _event: ApplicationEvent, data: Data) -> Data:
    return {**data, CAMPAIGN_ID: data[GROUP_ID], GROUP_ID: data[CAMPAIGN_ID]} if GROUP_ID in data else data


def _read(change: Callable[[Context, Data], Data]) -> ChangePolicies:
    return commands.received(lambda context, _application, data: change(context, data))


def _first_of_the_group(context: Context, data: Data) -> Data:
    """Take the first campaign of a group for the one that is named."""
    found = [each.group for each in context.state.sessions.values() if each.group.group_dbid == data.get(GROUP_ID)]
    return {**data, CAMPAIGN_ID: found[0].campaign.dbid} if found else data


def _first_of_the_campaign(context: Context, data: Data) -> Data:
    found = [
        each.group for each in context.state.sessions.values() if each.group.campaign.dbid == data.get(CAMPAIGN_ID)
    ]
    return {**data, GROUP_ID: found[0].group_dbid} if found else data


def _campaign_group_or_group(context: Context, data: Data) -> Data:
    """Take the DBID of a campaign group for that of its agent group."""
    named = data.get(GROUP_ID)
    found = [each.group for each in context.state.sessions.values() if each.group.dbid == named]
    return {**data, GROUP_ID: found[0].group_dbid} if found else data


_STATUSES = (
    _defect(
        "status-is-answered-as-a-load",
        "status.response",
        "A status request is answered with CM_EvCampaignLoaded",
        commands.acknowledged_as(commands.STATUS, commands.LOADED),
    ),
    _defect(
        "status-as-configured",
        "status.parameters",
        "The status shows the configured parameters, whatever runs",
        _shown(_as_configured),
    ),
    _defect(
        "status-of-loaded-without-mode",
        "status.parameters",
        "The status of a loaded group lacks its dial mode",
        _shown(_loaded_only),
    ),
    _defect(
        "status-mode-alone",
        "status.parameters",
        "The status shows a goal of 0",
        _shown(lambda _session, data: {**data, OPTIMIZE_GOAL: 0}),
    ),
    _defect(
        "not-loaded-is-inactive",
        "status.not-loaded",
        "A group that is not loaded has the status 3",
        _shown_as(GroupStatus.NOT_LOADED, 3),
    ),
    _defect("loaded-is-running", "status.loaded", "A loaded group has the status 5", _shown_as(_LOADED, 5)),
    _defect("running-is-active", "status.running", "A running group has the status 4", _shown_as(_RUNNING, 4)),
    _defect(
        "ids-swapped",
        "event.campaign-and-group",
        "Events have campaign and group the wrong way round",
        application_data(None, _swapped),
    ),
    _defect(
        "group-id-of-the-campaign-group",
        "event.group-id",
        "Events have the DBID of the campaign group as their group",
        application_data(None, _campaign_group_id),
    ),
    _defect(
        "first-campaign-of-a-group",
        "event.group-id",
        "Of the campaigns of an agent group the first is taken",
        _read(_first_of_the_group),
    ),
    _defect(
        "first-group-of-a-campaign",
        "event.group-id",
        "Of the agent groups of a campaign the first is taken",
        _read(_first_of_the_campaign),
    ),
    _defect(
        "campaign-group-for-group",
        "event.group-id",
        "A request may name the campaign group instead of the agent group",
        _read(_campaign_group_or_group),
    ),
)

_PARAMETERS = (
    _defect(
        "goal-0-is-refused", "goal.percent", "A goal of 0 percent is refused", _refuse_goal(lambda goal: goal == 0)
    ),
    _defect(
        "goal-100-is-refused",
        "goal.percent",
        "A goal of 100 percent is refused",
        _refuse_goal(lambda goal: goal == 100),
    ),
    _defect(
        "goal-is-always-percent",
        "goal.seconds",
        "A goal above 100 is refused, whatever is optimized",
        _refuse_goal(lambda goal: goal > 100),
    ),
    _defect(
        "wait-time-is-busy-factor",
        "optimize-by.values",
        "The wait time is taken for the busy factor",
        _optimized(lambda by: OptimizeBy.BUSY_FACTOR if by == OptimizeBy.WAIT_TIME else by),
    ),
    _defect(
        "overdial-rate-is-busy-factor",
        "optimize-by.values",
        "The overdial rate is taken for the busy factor",
        _optimized(lambda by: OptimizeBy.BUSY_FACTOR if by == OptimizeBy.OVERDIAL_RATE else by),
    ),
    _defect(
        "busy-factor-is-overdial-rate",
        "optimize-by.values",
        "The busy factor is taken for the overdial rate",
        _optimized(lambda by: OptimizeBy.OVERDIAL_RATE if by == OptimizeBy.BUSY_FACTOR else by),
    ),
    *(
        _defect(
            f"mode-{mode}-runs-as-{_NEIGHBOURS[mode]}",
            f"dial-mode.{mode.name.lower().replace('_', '-').replace('seizing', 'engage')}",
            f"A group that is started in mode {mode} runs in mode {_NEIGHBOURS[mode]}",
            _run_as(mode),
        )
        for mode in DialMode
    ),
)

_ACKNOWLEDGES = tuple(
    _defect(
        f"{word}-acknowledged-as-configured",
        f"{word}.acknowledge",
        f"The event that acknowledges a {title} tells the configured parameters, whatever counts",
        _shown(_as_configured, event),
    )
    for word, title, event in (
        ("load", "load", commands.LOADED),
        ("start", "start", commands.STARTED),
        ("set-dialing-mode", "change", commands.CHANGED),
    )
)

DEFECTS = (*_STATUSES, *_PARAMETERS, *_ACKNOWLEDGES)
