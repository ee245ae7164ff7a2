"""Calls that the OCS dials by itself, from dialing to release.

Source: desktop, Event Overview; Updating Call Results and Custom Fields; RecordProcessed; Virtual Agent Support for
Notifications.
"""

from collections.abc import Sequence
from contextlib import suppress

from ocs_reference.core.call_data import begin_attempt
from ocs_reference.core.context import Context
from ocs_reference.core.errors import StoreError
from ocs_reference.core.messages import (
    CallConnected,
    CallData,
    CallEnded,
    CallImpossible,
    CallReleased,
    CallsDialed,
    DialedCalls,
    Output,
)
from ocs_reference.core.records import PROCESSED, close_if_possible
from ocs_reference.core.retrieval import deliver, fill, mark_forbidden, withdraw_forbidden
from ocs_reference.core.sharing import hand_over
from ocs_reference.core.state import Call, Record, Session, chain_number
from ocs_reference.core.treatments import conclude
from ocs_reference.core.values import SEIZING_MODES


def dial(context: Context, message: CallsDialed) -> Sequence[Output]:
    """Dial every record that may be dialed for a group, and tell of the calls of the group that are on the wire."""
    session = context.state.sessions[message.group]
    if context.policies.calls.dials(context, session):
        with suppress(StoreError):
            _dial_all(context, session)
    data = context.policies.calls.data
    calls = context.state.calls.items()
    found = [(name, call) for name, call in calls if call.agent is None and call.record.chain.group is session.group]
    return [DialedCalls(tuple((name, data(context, call)) for name, call in found))]


def _dial_all(context: Context, session: Session) -> None:
    _continue_chains(context, session)
    withdraw_forbidden(context, session)
    fill(context, session)
    for _ in range(len(session.buffer)):
        if not context.policies.calls.dials(context, session):
            return
        chain = context.policies.next_chain(session)
        may_dial = context.policies.calls.may_dial
        record = next((each for each in sorted(chain.records, key=chain_number) if may_dial(context, each)), None)
        if record is None:
            session.buffer.append(chain)
        else:
            place(context, record)


def _continue_chains(context: Context, session: Session) -> None:
    """Dial the next records of chains for which a treatment wants that (desktop, Chained Records)."""
    chains, session.continued = session.continued, []
    for chain in chains:
        mark_forbidden(context, chain)
        record = context.policies.calls.next_in_chain(context, chain) if context.state.is_open(chain) else None
        if record is not None:
            place(context, record)
        elif context.state.is_open(chain):
            close_if_possible(context, chain, PROCESSED)


def place(context: Context, record: Record) -> str:
    """Dial a record: its call is on the wire from now on. Return the name of the call."""
    context.state.give_handle(record)
    if record.chain.attempt is None:
        record.chain.attempt = begin_attempt(context, record)
    record.row |= {"attempt": int(record.row["attempt"] or 0) + 1, "call_time": context.now}
    name = str(record.handle)
    context.state.calls[name] = Call(record, context.now)
    context.state.sessions[record.chain.group.key].dials += 1
    return name


def connect(context: Context, message: CallConnected) -> Sequence[Output]:
    """Connect an answered call with an agent, who has the record on the desktop from now on.

    A call whose result has a treatment is not connected: it ends with that treatment.
    """
    call = context.state.calls.get(message.call)
    if call is None or call.agent is not None:
        return [CallImpossible("the call is not on the wire")]
    session = context.state.sessions[call.record.chain.group.key]
    policies = context.policies.calls
    if not policies.reaches_agent(context, call, message.result):
        conclude(context, message.call, message.result)
        return [CallImpossible("the call was not for an agent")]
    if not context.state.is_open(call.record.chain) or not policies.is_free(context, session, message.agent):
        return [CallImpossible(f"agent {message.agent} is not ready for a call of this group")]
    call.agent, call.answered_at = message.agent, context.now
    session.contacts += 1
    call.record.row["call_result"] = message.result
    deliver(context, call.record, message.agent)
    seizes = session.dial_mode in SEIZING_MODES
    call.is_overdialed = seizes and not message.engaged
    engaging = policies.engaging_data(context, call) if seizes and message.engaged else None
    return [CallData(policies.data(context, call), engaging)]


def end(context: Context, message: CallEnded) -> Sequence[Output]:
    """End a call that reached nobody; its record is finished with the call result, or treated."""
    if message.call not in context.state.calls:
        return [CallImpossible(f"no call {message.call} is on the wire")]
    conclude(context, message.call, message.result)
    return []


def release(context: Context, message: CallReleased) -> Sequence[Output]:
    """Release the call of an agent, or of a port of an IVR; who was taken in keeps it, or leaves it to the other."""
    for name, call in list(context.state.calls.items()):
        if message.agent in call.others:
            call.others.remove(message.agent)
        elif call.agent == message.agent and call.others:
            hand_over(call, call.others[0])
        elif call.agent == message.agent:
            _over(context, name, call, message)
    return []


def _over(context: Context, name: str, call: Call, message: CallReleased) -> None:
    del context.state.calls[name]
    chain = call.record.chain
    policies = context.policies.calls
    if not policies.stays_ready(context, chain.group, message.agent):
        context.state.not_ready.add(message.agent)
    if context.state.is_open(chain):
        call.record.row |= policies.changes_on_release(context, call, message.data)
        if policies.ends_with_call(context, call):
            close_if_possible(context, chain, PROCESSED)


def hang_up(context: Context, agent: str) -> None:
    """Take an agent who logs out off every call."""
    for name, call in list(context.state.calls.items()):
        if agent in call.others:
            call.others.remove(agent)
        elif call.agent == agent:
            del context.state.calls[name]
    context.state.not_ready.discard(agent)
