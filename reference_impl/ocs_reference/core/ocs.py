"""The entrance of the core: one object, one method, no I/O."""

from collections.abc import Callable, Sequence

from ocs_reference.core import (
    assignment,
    communication_dn,
    completion,
    dialing,
    envelope,
    logout,
    resources,
    scheduled_calls,
    sequences,
    sharing,
    switch_over,
    web_status,
)
from ocs_reference.core.configuration import Configuration
from ocs_reference.core.context import Context, Policies
from ocs_reference.core.do_not_call import known_entries
from ocs_reference.core.messages import (
    AgentAssigned,
    AgentLoggedIn,
    AgentLoggedOut,
    ApplicationRequest,
    CallAnswered,
    CallConnected,
    CallEnded,
    CallReleased,
    CallsDialed,
    CallShared,
    DesktopRequest,
    Input,
    IvrGroupChanged,
    Output,
    Reread,
    ResourceRequest,
    Restarted,
    SteppedDown,
    TimePassed,
    TookOver,
)
from ocs_reference.core.moments import next_moment
from ocs_reference.core.records import PROCESSED, STALE, close_if_possible
from ocs_reference.core.state import State
from ocs_reference.core.store import Store
from ocs_reference.core.tables import POLICIES
from ocs_reference.core.telephony import answered


class Ocs:
    """An Outbound Contact Server.

    ``record_uri`` is scheme, host and port of the HTTP interface, for GSW_RECORD_URI; ``now`` is in UTC seconds.
    """

    def __init__(
        self, configuration: Configuration, store: Store, record_uri: str, now: int, policies: Policies = POLICIES
    ) -> None:
        state = State(configuration, now)
        self.context = Context(configuration, state, policies.store(store), policies, record_uri, now)

    def reset(self, now: int) -> None:
        """Forget everything: sessions as configured, nobody logged in, no record retrieved."""
        self.context.state = State(self.context.configuration, now)
        self.context.now = now

    def handle(self, message: Input, now: int) -> Sequence[Output]:
        """Take one input and return what it leads to, in order; ``now`` is in UTC seconds."""
        self.context.now = now
        policies = self.context.policies
        received = policies.receive(self.context, message)
        return policies.send(self.context, received, _outputs(self.context, received))

    def next_moment(self, until: int) -> int:
        """Return the first moment at which something falls due after the latest input, ``until`` at the latest."""
        return next_moment(self.context, until)


def _outputs(context: Context, message: Input) -> Sequence[Output]:
    outputs = _HANDLERS[type(message)](context, message)
    if scheduled_calls.is_occasion(message):
        outputs = [*outputs, *scheduled_calls.send_due(context)]
    if context.state.departures:
        outputs = [*outputs, *logout.acknowledge_due(context)]
    if context.state.sequences:
        outputs = [*outputs, *sequences.advance(context)]
    if any(session.completes for session in context.state.sessions.values()):
        outputs = [*outputs, *completion.complete(context)]
    return outputs


def _logged_in(context: Context, message: AgentLoggedIn) -> Sequence[Output]:
    context.state.agents.add(message.agent)
    logout.forget(context, message.agent)
    notices = context.policies.login_notices(context, message.agent)
    return [envelope.notify(context, message.agent, notice) for notice in notices]


def _logged_out(context: Context, message: AgentLoggedOut) -> Sequence[Output]:
    context.state.agents.discard(message.agent)
    for session in context.state.sessions_of(message.agent):
        session.previewing.discard(message.agent)
    for chain in context.state.held_chains():
        if chain.holder == message.agent:
            close_if_possible(context, chain, PROCESSED)
    dialing.hang_up(context, message.agent)
    return []


def _resource_requested(context: Context, message: ResourceRequest) -> Sequence[Output]:
    reply, events = resources.answer(context, message)
    return [*events, reply]


def _time_passed(context: Context, _message: TimePassed) -> Sequence[Output]:
    for chain in context.state.held_chains():
        if context.policies.is_stale(chain, context.now):
            close_if_possible(context, chain, STALE)
    return web_status.at_intervals(context)


def _restarted(context: Context, _message: Restarted) -> Sequence[Output]:
    entries = known_entries(context)
    context.state = State(context.configuration, context.now)
    context.state.forbidden = entries
    return []


def _reread(context: Context, _message: Reread) -> Sequence[Output]:
    context.state.forbidden = known_entries(context)
    return []


_HANDLERS: dict[type, Callable[..., Sequence[Output]]] = {
    AgentLoggedIn: _logged_in,
    AgentLoggedOut: _logged_out,
    DesktopRequest: envelope.answer,
    ResourceRequest: _resource_requested,
    ApplicationRequest: communication_dn.answer,
    CallAnswered: answered,
    CallsDialed: dialing.dial,
    CallConnected: dialing.connect,
    CallEnded: dialing.end,
    CallReleased: dialing.release,
    CallShared: sharing.share,
    AgentAssigned: assignment.assign,
    IvrGroupChanged: assignment.change_ivr_group,
    TookOver: switch_over.take_over,
    SteppedDown: switch_over.step_down,
    Restarted: _restarted,
    Reread: _reread,
    TimePassed: _time_passed,
}
