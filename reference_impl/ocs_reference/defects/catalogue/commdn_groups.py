"""Mistakes in what campaign group requests over the Communication DN do, and in what their answers say."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from ocs_reference.core.campaign_groups import (
    ALREADY_STARTED,
    DIAL_MODE,
    GROUP_ACTIONS,
    INVALID_PARAMETER,
    OPTIMIZE_BY,
    OPTIMIZE_GOAL,
    Parameters,
)
from ocs_reference.core.configuration import Application
from ocs_reference.core.context import CommandResult, Context
from ocs_reference.core.errors import CommandRefusalError, GroupRefusalError
from ocs_reference.core.messages import Reply
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data, DialMode, GroupStatus, OptimizeBy
from ocs_reference.defects import commands, groups
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.groups import Perform

_LOADED, _RUNNING = GroupStatus.ACTIVE, GroupStatus.RUNNING


def _defect(name: str, requirement: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"commdn-groups.{name}", f"commdn.{requirement}", title, policies)


def _nothing(_perform: Perform, _context: Context, _session: Session, _parameters: Parameters) -> list[Reply]:
    return []


def _ends_in(name: str, status: GroupStatus, before: GroupStatus | None = None) -> ChangePolicies:
    """Have a request leave the group in another status, where it was in ``before`` or anyhow."""

    def wrapper(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
        meant = before in (None, session.status)
        told = perform(context, session, parameters)
        session.status = status if meant else session.status
        return told

    return groups.performed(name, wrapper)


def _does(name: str, other: str) -> ChangePolicies:
    return groups.performed(
        name, lambda _perform, context, session, parameters: GROUP_ACTIONS[other].perform(context, session, parameters)
    )


def _without_parameters(name: str, change: Callable[[Session], None]) -> ChangePolicies:
    """Have a request without dialling parameters change the session before it is carried out."""

    def wrapper(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
        if parameters != Parameters():
            return perform(context, session, parameters)
        told = perform(context, session, parameters) if name != "SetDialingMode" else []
        change(session)
        return told

    return groups.performed(name, wrapper)


def _goal_of_one(session: Session) -> None:
    session.optimize_goal = 1


def _kept(name: str, key: str) -> ChangePolicies:
    changes = {"mode": {"mode": None}, "optimization": {"optimize_by": None}, "goal": {"goal": None}}
    return groups.with_parameters(name, lambda _session, parameters: replace(parameters, **changes[key]))


def _reset(_session: Session, parameters: Parameters) -> Parameters:
    return Parameters(
        parameters.mode or DialMode.PREDICTIVE, parameters.optimize_by or OptimizeBy.OVERDIAL_RATE, parameters.goal or 0
    )


def _unload_all(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    """Unload by force every campaign group of the campaign."""
    for other in context.state.active_sessions():
        if other.group.campaign == session.group.campaign and other is not session:
            other.status = GroupStatus.NOT_LOADED
    return perform(context, session, parameters)


def _running_all_the_same(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    try:
        return perform(context, session, parameters)
    except GroupRefusalError:
        session.status = _RUNNING
        raise


def _refused_and_done(number: int) -> ChangePolicies:
    def wrapper(
        handler: commands.CommandHandler, context: Context, application: Application, data: Data
    ) -> CommandResult:
        result = handler(context, application, data)
        if {DIAL_MODE, OPTIMIZE_BY, OPTIMIZE_GOAL} <= {*data}:
            return result
        raise CommandRefusalError(INVALID_PARAMETER)

    return commands.commanded(number, wrapper)


def _of_parameters(name: str, word: str, request: str) -> Iterator[Defect]:
    for key in ("mode", "optimization", "goal"):
        title = f"{request} keeps the configured {key}, whatever it says"
        yield _defect(f"{word}-keeps-the-{key}", f"{word}.parameters", title, _kept(name, key))


DEFECTS = (
    _defect(
        "load-does-nothing",
        "load.acknowledge",
        "A load is acknowledged, and the group stays as it is",
        groups.performed("Load", _nothing),
    ),
    _defect("load-starts", "load.acknowledge", "A load starts dialing as well", _ends_in("Load", _RUNNING)),
    _defect(
        "load-is-answered-as-a-start",
        "load.acknowledge",
        "A load is acknowledged with CM_EvDialingStarted",
        commands.acknowledged_as(commands.LOAD, commands.STARTED),
    ),
    *_of_parameters("Load", "load", "CM_ReqLoadCampaign"),
    _defect(
        "load-needs-no-configuration",
        "load.without-parameters",
        "A load without parameters sets a goal of 1",
        _without_parameters("Load", _goal_of_one),
    ),
    _defect(
        "unload-does-nothing",
        "unload.acknowledge",
        "An unload is acknowledged, and the group stays loaded",
        _ends_in("Unload", _LOADED),
    ),
    _defect(
        "unload-is-answered-as-a-load",
        "unload.acknowledge",
        "An unload is acknowledged with CM_EvCampaignLoaded",
        commands.acknowledged_as(commands.UNLOAD, commands.LOADED),
    ),
    _defect(
        "unload-stops-only",
        "unload.while-running",
        "An unload of a running group stops it and leaves it loaded",
        _ends_in("Unload", _LOADED, before=_RUNNING),
    ),
    _defect(
        "unload-goes-on",
        "unload.while-running",
        "An unload of a running group is acknowledged, and dialing goes on",
        _ends_in("Unload", _RUNNING, before=_RUNNING),
    ),
    *(
        _defect(
            f"{word}-refused-and-done",
            f"{word}.without-parameters",
            f"A {title} that lacks one of the three parameters is refused, and carried out all the same",
            _refused_and_done(number),
        )
        for word, title, number in (
            ("load", "load", commands.LOAD),
            ("start", "start", commands.START),
            ("set-dialing-mode", "change", commands.SET),
        )
    ),
    _defect(
        "start-does-nothing",
        "start.acknowledge",
        "A start is acknowledged, and nothing is dialed",
        _ends_in("StartDialing", _LOADED),
    ),
    _defect(
        "start-is-refused-and-runs",
        "start.acknowledge",
        "A start that is refused when it has begun leaves the group running",
        groups.performed("StartDialing", _running_all_the_same),
    ),
    _defect(
        "start-is-answered-as-a-load",
        "start.acknowledge",
        "A start is acknowledged with CM_EvCampaignLoaded",
        commands.acknowledged_as(commands.START, commands.LOADED),
    ),
    *_of_parameters("StartDialing", "start", "CM_ReqStartDialing"),
    _defect(
        "start-needs-no-configuration",
        "start.without-parameters",
        "A start without parameters sets a goal of 1",
        _without_parameters("StartDialing", _goal_of_one),
    ),
    _defect("stop-unloads", "stop.acknowledge", "A stop unloads the group", _does("StopDialing", "Unload")),
    _defect(
        "stop-goes-on",
        "stop.acknowledge",
        "A stop is acknowledged, and dialing goes on",
        _ends_in("StopDialing", _RUNNING),
    ),
    _defect(
        "stop-is-answered-as-an-unload",
        "stop.acknowledge",
        "A stop is acknowledged with CM_EvCampaignUnloaded",
        commands.acknowledged_as(commands.STOP, commands.UNLOADED),
    ),
    _defect(
        "set-does-nothing",
        "set-dialing-mode.acknowledge",
        "A change is acknowledged, and nothing changes",
        groups.performed("SetDialingMode", _nothing),
    ),
    _defect(
        "set-keeps-the-goal",
        "set-dialing-mode.acknowledge",
        "A change of parameters keeps the goal",
        _kept("SetDialingMode", "goal"),
    ),
    _defect(
        "set-keeps-the-optimization",
        "set-dialing-mode.acknowledge",
        "A change of parameters keeps the optimization",
        _kept("SetDialingMode", "optimization"),
    ),
    _defect(
        "set-keeps-the-mode",
        "set-dialing-mode.acknowledge",
        "A change of parameters keeps the mode",
        _kept("SetDialingMode", "mode"),
    ),
    _defect(
        "set-is-answered-as-a-start",
        "set-dialing-mode.acknowledge",
        "A change is acknowledged with CM_EvDialingStarted",
        commands.acknowledged_as(commands.SET, commands.STARTED),
    ),
    _defect(
        "set-without-parameters-clears",
        "set-dialing-mode.without-parameters",
        "A change without parameters sets a goal of 1",
        _without_parameters("SetDialingMode", _goal_of_one),
    ),
    _defect(
        "set-clears-what-is-left-out",
        "set-dialing-mode.without-parameters",
        "A change of parameters sets what it leaves out to Predictive, overdial rate and 0",
        groups.with_parameters("SetDialingMode", _reset),
    ),
    _defect(
        "force-unload-waits",
        "force-unload.effect",
        "A forced unload is refused while the group runs",
        groups.refused("ForceUnload", _RUNNING, 409, ALREADY_STARTED),
    ),
    _defect(
        "force-unload-stops-only",
        "force-unload.effect",
        "A forced unload leaves the group loaded",
        _ends_in("ForceUnload", _LOADED),
    ),
    _defect(
        "force-unload-of-a-campaign",
        "force-unload.effect",
        "A forced unload is for every group of the campaign",
        groups.performed("ForceUnload", _unload_all),
    ),
    _defect(
        "force-unload-is-answered-as-a-stop",
        "force-unload.response",
        "A forced unload is acknowledged with CM_EvDialingStopped",
        commands.acknowledged_as(commands.FORCE, commands.STOPPED),
    ),
)
