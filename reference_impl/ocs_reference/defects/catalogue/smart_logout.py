"""Mistakes with how long an agent who wants to leave has to wait, and with what is dialed meanwhile."""

from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.context import Context, Policies, Request, Result
from ocs_reference.core.logout import TIME
from ocs_reference.core.messages import CallReleased, Input, UserEvent
from ocs_reference.core.requests import CAMPAIGN_NAME, Handler
from ocs_reference.core.state import Departure, Session
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import events, no_event
from ocs_reference.defects.requests import handled, received, unanswered
from ocs_reference.defects.stored import policy

_REQUEST, _ANSWER, _ACKNOWLEDGE = "Logout", "LogOut", "LogOutAcknowledge"
_NEW_WORK = "PreviewRecordRequest"

Seconds = Callable[[Context, Session, Departure, int], int]
Leave = Callable[[Context, Session, str, Departure, bool], bool]


def _time(change: Seconds) -> ChangePolicies:
    """Announce another time: ``change`` gets the right one."""

    def apply(policies: Policies) -> Policies:
        sound = policies.logout_time
        return replace(
            policies,
            logout_time=lambda context, session, departure: change(
                context, session, departure, sound(context, session, departure)
            ),
        )

    return apply


def _leave(change: Leave) -> ChangePolicies:
    """Let agents go at other moments: ``change`` gets whether this is a right one."""

    def apply(policies: Policies) -> Policies:
        sound = policies.may_leave
        return replace(
            policies,
            may_leave=lambda context, session, agent, departure: change(
                context, session, agent, departure, sound(context, session, agent, departure)
            ),
        )

    return apply


def _by_calls(context: Context, session: Session, _departure: Departure, seconds: int) -> int:
    calls = [call for call in context.state.calls.values() if call.agent is None]
    return seconds * len([call for call in calls if call.record.chain.group is session.group])


def _of_the_application(_context: Context, _session: Session, _departure: Departure, seconds: int) -> int:
    return min(seconds, 30)


def _growing(context: Context, session: Session, departure: Departure, seconds: int) -> int:
    timeout = session.group.options.call_wait_connected_timeout
    return timeout + (context.now - departure.until + timeout) if seconds else 0


def _never_zero(_context: Context, session: Session, _departure: Departure, seconds: int) -> int:
    return seconds or session.group.options.call_wait_connected_timeout


def _not_in_time(context: Context, _session: Session, _agent: str, departure: Departure, right: bool) -> bool:
    return right and (departure.had_call or context.now < departure.until)


def _not_after_a_call(context: Context, _session: Session, _agent: str, departure: Departure, right: bool) -> bool:
    return right and (not departure.had_call or context.now >= departure.until)


def _when_one_call_is_over(
    context: Context,
    session: Session,
    _agent: str,
    _departure: Departure,
    right: bool,
) -> bool:
    calls = [call for call in context.state.calls.values() if call.agent is None]
    return right or len([call for call in calls if call.record.chain.group is session.group]) == 1 < len(
        session.group.agents
    )


def _put_off(handler: Handler, context: Context, request: Request) -> Result:
    """Put the end of the waiting off where an agent asks again, and announce it as before."""
    asked_before = context.state.has_departed(request.agent or "")
    told = handler(context, request)
    for (agent, _), departure in context.state.departures.items():
        departure.until += 3600 if asked_before and agent == request.agent else 0
    return told


def _answered_once(handler: Handler, context: Context, request: Request) -> Result:
    is_first = not context.state.has_departed(request.agent or "")
    told = handler(context, request)
    return told if is_first else []


def _acknowledge_after_the_call(context: Context, message: Input) -> Input:
    """Let an agent go as soon as the call is released, whether its record is finished or not."""
    if isinstance(message, CallReleased):
        for (agent, _), departure in context.state.departures.items():
            departure.is_acknowledged = departure.is_acknowledged or agent == message.agent
    return message


def _renamed_campaign(_context: Context, event: UserEvent) -> list[UserEvent]:
    return [replace(event, data={**event.data, CAMPAIGN_NAME: f"{event.data[CAMPAIGN_NAME]}@Group"})]


def _in_minutes(_context: Context, event: UserEvent) -> list[UserEvent]:
    seconds = event.data[TIME]
    assert isinstance(seconds, int)
    return [replace(event, data={**event.data, TIME: seconds // 60})]


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"smart-logout.{name}", f"desktop.smart-logout.{fact}", title, policies)


_TIMES = (
    _defect(
        "time-for-each-call", "timeout", "The time is the option for each call that is on the wire", _time(_by_calls)
    ),
    _defect(
        "timeout-of-the-application",
        "timeout",
        "A longer time of a campaign group is not heeded",
        _time(_of_the_application),
    ),
    _defect("time-in-minutes", "seconds", "GSW_LOGOUT_TIME is in minutes", events(_ANSWER, _in_minutes)),
    _defect(
        "never-zero",
        "time-zero",
        "The time is that of the option where no call is on the wire, too",
        _time(_never_zero),
    ),
    _defect("time-grows", "recalculated", "Each LogOut is answered by a longer time", _time(_growing)),
    _defect("answered-once", "each-request", "A second LogOut gets no answer", handled(_REQUEST, _answered_once)),
    _defect("not-answered", "answered", "LogOut is taken, and not answered by a time", no_event(_ANSWER)),
    _defect(
        "answer-names-the-group",
        "answered",
        "LogOutTime has a group's name for its campaign",
        events(_ANSWER, _renamed_campaign),
    ),
    _defect(
        "unknown-names-unanswered",
        "answered",
        "LogOut with an unknown name gets no answer",
        unanswered(_REQUEST, (103, 105)),
    ),
)

_LEAVING = (
    _defect(
        "acknowledged-at-once",
        "waits-for-calls",
        "LogOutAcknowledge comes right behind LogOutTime",
        _leave(lambda _context, _session, _agent, _departure, _right: True),
    ),
    _defect(
        "acknowledged-when-one-call-is-over",
        "waits-for-calls",
        "LogOutAcknowledge comes as soon as one of the calls is over",
        _leave(_when_one_call_is_over),
    ),
    _defect("not-after-the-time", "after-the-time", "Who gets no call is never let go", _leave(_not_in_time)),
    _defect(
        "put-off-when-asked-again",
        "after-the-time",
        "Who asks again is let go an hour later than announced",
        handled(_REQUEST, _put_off),
    ),
    _defect(
        "not-after-the-call",
        "after-the-call",
        "Who has finished the call has to wait for the time",
        _leave(_not_after_a_call),
    ),
    _defect("never-acknowledged", "acknowledge-unprompted", "LogOutAcknowledge is never sent", no_event(_ACKNOWLEDGE)),
    _defect(
        "acknowledge-names-the-group",
        "acknowledge-unprompted",
        "LogOutAcknowledge has a group's name for its campaign",
        events(_ACKNOWLEDGE, _renamed_campaign),
    ),
    _defect(
        "calls-after-the-acknowledge",
        "no-more-calls",
        "Who has been let go still gets calls",
        policy(takes_calls=lambda _context, _agent: True),
    ),
    _defect(
        "no-call-meanwhile",
        "call-meanwhile",
        "From LogOut on no call reaches the agent, and the calls that were dialed are lost",
        policy(takes_calls=lambda context, agent: not context.state.has_departed(agent)),
    ),
    _defect(
        "still-counted",
        "not-counted",
        "The OCS goes on dialing for those who want to leave",
        policy(is_counted=lambda _context, _session: True),
    ),
    _defect(
        "one-call-at-a-time",
        "not-counted",
        "Nothing is dialed while a call is on the wire, as if its agent were gone",
        policy(is_counted=lambda context, _session: not context.state.calls),
    ),
    _defect(
        "nobody-counts",
        "not-counted",
        "When one agent wants to leave nothing is dialed for the others either",
        policy(is_counted=lambda context, _session: not context.state.departures),
    ),
    _defect(
        "released-is-enough",
        "after-the-call",
        "Whose call is released counts as gone, and is not told",
        received(_acknowledge_after_the_call),
    ),
)

DEFECTS = (*_TIMES, *_LEAVING)
