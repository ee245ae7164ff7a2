"""Mistakes with CampaignStatusRequest."""

from collections.abc import Callable
from dataclasses import replace
from weakref import WeakKeyDictionary

from ocs_reference.core.context import Context, Policies, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import Reply
from ocs_reference.core.notifications import LOADED, STARTED, STOPPED, UNLOADED, notice
from ocs_reference.core.requests import APPLICATION_ID, REFERENCE_ID, Handler
from ocs_reference.core.state import State
from ocs_reference.core.values import Data, GroupStatus
from ocs_reference.defects.defect import ChangePolicies, Defect, both
from ocs_reference.defects.outputs import event_without
from ocs_reference.defects.requests import handled, respecified, sent_data

_ASK = "CampaignStatusRequest"

Notices = list[Reply]


def _answer(change: Callable[[Context, str, Result], Result]) -> ChangePolicies:
    """Change the answer: ``change`` gets the agent and the sound answer."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        return change(context, request.agent or "", handler(context, request))

    return handled(_ASK, wrapper)


def _told_once(policies: Policies) -> Policies:
    """Work out what an agent is told when that is first wanted, and tell the same ever after."""
    memory: WeakKeyDictionary[State, dict[str, Notices]] = WeakKeyDictionary()
    sound = policies.login_notices

    def told(context: Context, agent: str) -> Notices:
        return memory.setdefault(context.state, {}).setdefault(agent, sound(context, agent))

    return replace(policies, login_notices=told)


def _answered_once(policies: Policies) -> Policies:
    memory: WeakKeyDictionary[State, set[str]] = WeakKeyDictionary()

    def change(context: Context, agent: str, told: Result) -> Result:
        answered = memory.setdefault(context.state, set())
        first = agent not in answered
        answered.add(agent)
        return told if first else []

    return _answer(change)(policies)


def _with_acknowledge(_context: Context, _agent: str, told: Result) -> Result:
    return [Reply(f"{_ASK}Acknowledge", {}), *told]


def _with_stopped(context: Context, agent: str, told: Result) -> Result:
    sessions = context.state.sessions_of(agent)
    return [*told, *(notice(session, STOPPED) for session in sessions if session.status == GroupStatus.ACTIVE)]


def _with_unloaded(context: Context, agent: str, told: Result) -> Result:
    sessions = context.state.sessions_of(agent)
    return [*told, *(notice(session, UNLOADED) for session in sessions if session.status == GroupStatus.NOT_LOADED)]


def _refused_without_session(_context: Context, _agent: str, told: Result) -> Result:
    if not told:
        raise RefusalError(106)
    return told


def _addressed_only(data: Data) -> Data:
    # Data without a request type are nobody's, and ignored.
    return data if APPLICATION_ID in data else {}


def _without_address(data: Data) -> Data:
    return {key: value for key, value in data.items() if key != APPLICATION_ID}


_MAY_BE_REFUSED = respecified(_ASK, lambda spec: replace(spec, always_silent=False))
_NEEDS_AN_ADDRESS = respecified(_ASK, lambda spec: replace(spec, required=(APPLICATION_ID,)))

DEFECTS = (
    Defect(
        "status-request.is-ignored",
        "desktop.status.request-answered",
        "CampaignStatusRequest is not known and not answered",
        _answer(lambda _context, _agent, _told: []),
    ),
    Defect(
        "status-request.repeats-the-login",
        "desktop.status.request-answered",
        "CampaignStatusRequest is answered by what the agent was told at the login, whatever has changed since",
        _told_once,
    ),
    Defect(
        "status-request.is-acknowledged",
        "desktop.status.request-kinds",
        "CampaignStatusRequest is acknowledged before it is answered",
        _answer(_with_acknowledge),
    ),
    Defect(
        "status-request.loaded-session-is-also-stopped",
        "desktop.status.request-kinds",
        "The answer for a session that is loaded and not started also holds CampaignStopped",
        _answer(_with_stopped),
    ),
    Defect(
        "status-request.is-answered-once",
        "desktop.status.request-at-any-time",
        "Only the first CampaignStatusRequest of an agent is answered",
        _answered_once,
    ),
    Defect(
        "status-request.without-address-is-ignored",
        "desktop.status.request-without-application-id",
        "CampaignStatusRequest without an application id is ignored",
        sent_data(_ASK, _addressed_only),
    ),
    Defect(
        "status-request.without-address-is-refused",
        "desktop.status.request-without-application-id",
        "CampaignStatusRequest without an application id is refused as other requests are",
        both(_MAY_BE_REFUSED, _NEEDS_AN_ADDRESS),
    ),
    Defect(
        "status-request.any-address-is-answered",
        "desktop.status.request-narrowed",
        "CampaignStatusRequest is answered whatever application id it carries",
        sent_data(_ASK, _without_address),
    ),
    Defect(
        "status-request.is-refused-without-session",
        "desktop.status.request-never-refused",
        "CampaignStatusRequest of an agent without a session is refused, because no campaign is active",
        both(_MAY_BE_REFUSED, _answer(_refused_without_session)),
    ),
    Defect(
        "status-request.tells-what-is-not-loaded",
        "desktop.status.request-without-session",
        "CampaignStatusRequest is answered by CampaignUnloaded for sessions that are not loaded",
        _answer(_with_unloaded),
    ),
    Defect(
        "status-request.reference-id-gets-lost",
        "desktop.status.request-reference-id",
        "The notices that answer CampaignStatusRequest are those of a login, without the reference id",
        event_without((STARTED, LOADED), REFERENCE_ID),
    ),
)
