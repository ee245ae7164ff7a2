"""Mistakes in which notices about sessions are sent, and to whom: at login and when a session changes."""

from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.campaign_groups import Parameters
from ocs_reference.core.context import Context, Policies
from ocs_reference.core.messages import AgentLoggedIn, Input, Output, Reply, ResourceRequest, UserEvent
from ocs_reference.core.notifications import LOADED, STARTED, STOPPED, UNLOADED, notice
from ocs_reference.core.requests import GROUP_NAME
from ocs_reference.core.state import Session
from ocs_reference.core.values import GroupStatus
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import Outputs, sent

Notices = list[Reply]


def _at_login(change: Callable[[Notices], Notices]) -> ChangePolicies:
    """Change what an agent is told at login, and on CampaignStatusRequest."""

    def apply(policies: Policies) -> Policies:
        sound = policies.login_notices
        return replace(policies, login_notices=lambda context, agent: change(sound(context, agent)))

    return apply


def _without(name: str) -> Callable[[Notices], Notices]:
    return lambda told: [each for each in told if each.name != name]


def _loaded_instead(told: Notices) -> Notices:
    return [replace(each, name=LOADED) for each in told]


def _started_wherever_loaded(policies: Policies) -> Policies:
    def told(context: Context, agent: str) -> Notices:
        sessions = context.state.sessions_of(agent)
        return [notice(session, STARTED) for session in sessions if session.status != GroupStatus.NOT_LOADED]

    return replace(policies, login_notices=told)


def _at_change(action: str, change: Callable[[Session, Notices], Notices]) -> ChangePolicies:
    """Change what the agents of a campaign group are told when a request for it is carried out."""

    def apply(policies: Policies) -> Policies:
        sound = policies.group_actions[action]

        def perform(context: Context, session: Session, parameters: Parameters) -> Notices:
            return change(session, sound.perform(context, session, parameters))

        return replace(policies, group_actions={**policies.group_actions, action: replace(sound, perform=perform)})

    return apply


def _silent(_session: Session, _told: Notices) -> Notices:
    return []


def _instead(name: str) -> Callable[[Session, Notices], Notices]:
    return lambda session, told: [notice(session, name) for _each in told]


def _with_configured_mode(session: Session, told: Notices) -> Notices:
    configured = replace(session, dial_mode=session.group.dial_mode)
    return [notice(configured, each.name) for each in told]


def _told_to(kind: type, others: Callable[[Context, Session], frozenset[str]]) -> ChangePolicies:
    """Send the notices to which an input of a kind leads to other agents as well, where these are logged in."""

    def apply(context: Context, message: Input, outputs: Outputs) -> Outputs:
        if not isinstance(message, kind):
            return outputs
        events = [output for output in outputs if isinstance(output, UserEvent)]
        about = {event.data.get(GROUP_NAME): event for event in events}
        more: list[Output] = []
        for session in context.state.sessions.values():
            if session.group.name in about:
                meant = others(context, session) & context.state.agents - {event.agent for event in events}
                more += [replace(about[session.group.name], agent=agent) for agent in sorted(meant)]
        return [*more, *outputs]

    return sent(apply)


def _of_the_group(_context: Context, session: Session) -> frozenset[str]:
    return session.group.agents


def _of_the_campaign(context: Context, session: Session) -> frozenset[str]:
    groups = context.configuration.groups.values()
    return frozenset(agent for each in groups if each.campaign is session.group.campaign for agent in each.agents)


def _everybody(context: Context, _session: Session) -> frozenset[str]:
    return frozenset(context.configuration.agents)


_LOGIN = (
    Defect(
        "status.login-tells-of-one-session",
        "desktop.status.login-each-session",
        "An agent of several sessions is told of the first one only",
        _at_login(lambda told: told[:1]),
    ),
    Defect(
        "status.login-to-running-session-is-silent",
        "desktop.status.login-running",
        "An agent who logs in while a session runs is not told of it",
        _at_login(_without(STARTED)),
    ),
    Defect(
        "status.login-to-running-session-tells-that-it-is-loaded",
        "desktop.status.login-running",
        "An agent who logs in while a session runs gets CampaignLoaded only",
        _at_login(_loaded_instead),
    ),
    Defect(
        "status.login-to-loaded-session-is-silent",
        "desktop.status.login-loaded",
        "An agent who logs in while a session is loaded is not told of it",
        _at_login(_without(LOADED)),
    ),
    Defect(
        "status.login-to-loaded-session-tells-that-it-runs",
        "desktop.status.login-loaded",
        "An agent who logs in while a session is loaded gets CampaignStarted",
        _started_wherever_loaded,
    ),
    Defect(
        "status.login-is-told-to-colleagues",
        "desktop.status.login-not-repeated",
        "When an agent logs in the notice goes to all agents of the group",
        _told_to(AgentLoggedIn, _of_the_group),
    ),
)

_CHANGE = (
    Defect(
        "status.load-is-silent",
        "desktop.status.loaded",
        "No agent is told when a session is loaded",
        _at_change("Load", _silent),
    ),
    Defect(
        "status.load-is-told-as-a-start",
        "desktop.status.loaded",
        "When a session is loaded its agents get CampaignStarted",
        _at_change("Load", _instead(STARTED)),
    ),
    Defect(
        "status.start-is-silent",
        "desktop.status.started",
        "No agent is told when dialing begins",
        _at_change("StartDialing", _silent),
    ),
    Defect(
        "status.start-is-told-as-a-load",
        "desktop.status.started",
        "When dialing begins the agents get CampaignLoaded",
        _at_change("StartDialing", _instead(LOADED)),
    ),
    Defect(
        "status.start-is-told-with-the-configured-mode",
        "desktop.status.started",
        "CampaignStarted carries the mode that is configured, not the one in which dialing begins",
        _at_change("StartDialing", _with_configured_mode),
    ),
    Defect(
        "status.stop-is-silent",
        "desktop.status.stopped",
        "No agent is told when dialing stops",
        _at_change("StopDialing", _silent),
    ),
    Defect(
        "status.stop-is-told-as-an-unload",
        "desktop.status.stopped",
        "When dialing stops the agents get CampaignUnloaded",
        _at_change("StopDialing", _instead(UNLOADED)),
    ),
    Defect(
        "status.unload-is-silent",
        "desktop.status.unloaded",
        "No agent is told when a session is unloaded",
        _at_change("Unload", _silent),
    ),
    Defect(
        "status.unload-is-told-as-a-stop",
        "desktop.status.unloaded",
        "When a session is unloaded its agents get CampaignStopped",
        _at_change("Unload", _instead(STOPPED)),
    ),
    Defect(
        "status.mode-change-is-silent",
        "desktop.status.mode-changed",
        "No agent is told when the mode of a running session changes",
        _at_change("SetDialingMode", _silent),
    ),
    Defect(
        "status.mode-change-is-told-as-a-start",
        "desktop.status.mode-changed",
        "When the mode of a running session changes its agents get CampaignStarted again",
        _at_change("SetDialingMode", _instead(STARTED)),
    ),
    Defect(
        "status.mode-change-is-told-with-the-configured-mode",
        "desktop.status.mode-changed",
        "CampaignModeChanged carries the mode that is configured, not the new one",
        _at_change("SetDialingMode", _with_configured_mode),
    ),
    Defect(
        "status.change-is-told-to-all-groups-of-the-campaign",
        "desktop.status.each-group",
        "A change of one session is told to agents of all campaign groups of its campaign",
        _told_to(ResourceRequest, _of_the_campaign),
    ),
    Defect(
        "status.change-is-told-to-everybody",
        "desktop.status.each-group",
        "A change of one session is told to all agents who are logged in",
        _told_to(ResourceRequest, _everybody),
    ),
)

DEFECTS = (*_LOGIN, *_CHANGE)
