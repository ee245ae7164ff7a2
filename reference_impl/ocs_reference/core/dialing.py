"""Calls that the OCS dials by itself, from dialing to release.

Source: desktop, Event Overview; Default Record Information; Updating Call Results and Custom Fields; Chained Records.
"""

from collections.abc import Sequence

from ocs_reference.core.context import Context
from ocs_reference.core.messages import (
    CallConnected,
    CallData,
    CallEnded,
    CallImpossible,
    CallReleased,
    CallsDialed,
    CallShared,
    DialedCalls,
    Output,
)
from ocs_reference.core.records import PROCESSED, close_if_possible
from ocs_reference.core.retrieval import fill, withdraw_forbidden
from ocs_reference.core.state import Call, Session, primary
from ocs_reference.core.values import PREVIEW_MODES, GroupStatus


def dial(context: Context, message: CallsDialed) -> Sequence[Output]:
    """Dial every record that may be dialed for a group, and tell of the calls of the group that are on the wire."""
    session = context.state.sessions[message.group]
    if session.status == GroupStatus.RUNNING and session.dial_mode not in PREVIEW_MODES:
        _dial_all(context, session)
    calls = context.state.calls.items()
    on_the_wire = [(name, call) for name, call in calls if call.agent is None]
    data = context.policies.record_data
    return [
        DialedCalls(
            tuple(
                (name, data(context, call.record))
                for name, call in on_the_wire
                if call.record.chain.group is session.group
            )
        )
    ]


def _dial_all(context: Context, session: Session) -> None:
    withdraw_forbidden(context, session)
    if not session.buffer:
        fill(context, session)
    while session.buffer:
        record = primary(context.policies.next_chain(session).records)
        context.state.give_handle(record)
        record.row |= {"attempt": int(record.row["attempt"] or 0) + 1, "call_time": context.now}
        context.state.calls[str(record.handle)] = Call(record)


def connect(context: Context, message: CallConnected) -> Sequence[Output]:
    """Connect an answered call with an agent, who has the record on the desktop from now on."""
    call = context.state.calls.get(message.call)
    if call is None or call.agent is not None or message.agent not in context.state.agents:
        return [CallImpossible("the call is not on the wire, or the agent is not there")]
    call.agent = message.agent
    call.record.row["call_result"] = message.result
    call.record.chain.holder = message.agent
    call.record.chain.opened_at = context.now
    return [CallData(context.policies.record_data(context, call.record))]


def end(context: Context, message: CallEnded) -> Sequence[Output]:
    """End a call that reached nobody: its record is finished with the call result."""
    call = context.state.calls.pop(message.call, None)
    if call is not None:
        call.record.row["call_result"] = message.result
        close_if_possible(context, call.record.chain, PROCESSED)
    return []


def release(context: Context, message: CallReleased) -> Sequence[Output]:
    """Release the call of an agent."""
    for name, call in list(context.state.calls.items()):
        if call.agent == message.agent:
            del context.state.calls[name]
    return []


def share(context: Context, message: CallShared) -> Sequence[Output]:
    """Take another agent in on a call."""
    call = next((call for call in context.state.calls.values() if call.agent == message.giver), None)
    if call is None:
        return [CallImpossible(f"agent {message.giver} has no call")]
    return [CallData(context.policies.record_data(context, call.record))]
