"""Smart logout: agents who tell in advance that they want to leave, and wait until no call is under way for them.

Source: desktop, Smart Logout; Agent Logout Protocol; LogOut, LogOutTime and LogOutAcknowledge.
"""

from collections.abc import Iterator

from ocs_reference.core import envelope
from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import NO_AUTO_CAMPAIGN, RefusalError
from ocs_reference.core.messages import Reply, UserEvent
from ocs_reference.core.preview import find_session
from ocs_reference.core.requests import CAMPAIGN_NAME, REFERENCE_ID
from ocs_reference.core.state import Departure, Session
from ocs_reference.core.values import PREVIEW_MODES, Data, GroupStatus

TIME = "GSW_LOGOUT_TIME"


def logout(context: Context, request: Request) -> Result:
    """Tell an agent when logout is possible; refuses with 101 where the session does not run in an automatic mode."""
    agent = request.agent or ""
    session = find_session(context, agent, request.data)
    if session.status != GroupStatus.RUNNING or session.dial_mode in PREVIEW_MODES:
        raise RefusalError(101, CAMPAIGN_NAME, NO_AUTO_CAMPAIGN)
    departure = context.state.departures.setdefault(
        (agent, session.group.key), Departure(context.now + session.group.options.call_wait_connected_timeout)
    )
    departure.is_acknowledged = False
    departure.reference = request.data.get(REFERENCE_ID)
    seconds = context.policies.logout_time(context, session, departure)
    return [Reply("LogOut", {**_campaign(session), TIME: seconds})]


def logout_time(context: Context, session: Session, departure: Departure) -> int:
    """Return the seconds that an agent still has to wait: none where no call of the group is on the wire."""
    return max(departure.until - context.now, 0) if _is_dialing(context, session) else 0


def acknowledge_due(context: Context) -> list[UserEvent]:
    """Acknowledge the departures for which the OCS waits for nothing any more."""
    events = []
    for (agent, key), departure in context.state.departures.items():
        session = context.state.sessions[key]
        waits = agent in context.state.agents and not departure.is_acknowledged
        if waits and context.policies.may_leave(context, session, agent, departure):
            departure.is_acknowledged = True
            events.append(envelope.notify(context, agent, _acknowledge(session, departure)))
    return events


def may_leave(context: Context, session: Session, agent: str, departure: Departure) -> bool:
    """Tell whether an agent may log out: the time is over, a call was finished, or no call is under way.

    While the agent has a call the OCS waits, whatever the time.
    """
    if _has_call(context, agent):
        departure.had_call = True
        return False
    return departure.had_call or logout_time(context, session, departure) == 0


def is_counted(context: Context, session: Session) -> bool:
    """Tell whether the OCS may dial for a group: not where all of its agents who are there want to leave."""
    leaving = {agent for agent, _ in context.state.departures}
    members = {agent for agent in leaving if context.state.is_member(agent, session.group)}
    return not members or bool(set(context.state.logged_in(session.group)) - leaving)


def takes_calls(context: Context, agent: str) -> bool:
    """Tell whether a dialed call may reach an agent: not once a departure was acknowledged."""
    departures = context.state.departures.items()
    return not any(who == agent and departure.is_acknowledged for (who, _), departure in departures)


def moments(context: Context) -> Iterator[int]:
    """Yield when announced times are over, in UTC seconds."""
    return (departure.until for departure in context.state.departures.values() if not departure.is_acknowledged)


def _is_dialing(context: Context, session: Session) -> bool:
    calls = context.state.calls.values()
    return any(call.agent is None and call.record.chain.group is session.group for call in calls)


def _has_call(context: Context, agent: str) -> bool:
    sessions = context.state.sessions
    held = (chain for chain in context.state.held_chains() if chain.holder == agent)
    return any(sessions[chain.group.key].dial_mode not in PREVIEW_MODES for chain in held)


def _campaign(session: Session) -> Data:
    return {CAMPAIGN_NAME: session.group.campaign.name}


def _acknowledge(session: Session, departure: Departure) -> Reply:
    reference: Data = {} if departure.reference is None else {REFERENCE_ID: departure.reference}
    return Reply("LogOutAcknowledge", {**_campaign(session), **reference})


def forget(context: Context, agent: str) -> None:
    """Let an agent who logs in begin afresh."""
    for place in [place for place in context.state.departures if place[0] == agent]:
        del context.state.departures[place]
