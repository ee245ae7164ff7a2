"""Agents who are taken in on a call, and what they may do with its record.

Source: the record sharing of consultations, transfers and conferences; desktop, Virtual Agent Support for
Notifications (transfers from an IVR).
"""

from collections.abc import Callable, Mapping, Sequence

from ocs_reference.core.context import Context, Request
from ocs_reference.core.messages import CallData, CallImpossible, CallShared, Output
from ocs_reference.core.state import Call, Chain, Right

READING = frozenset({"ChainedRecordRequest"})
"""Requests that an agent may make who is only consulted."""


def share(context: Context, message: CallShared) -> Sequence[Output]:
    """Take another agent in on a call, whose user data this agent sees, too."""
    call = next((call for call in context.state.calls.values() if call.agent == message.giver), None)
    if call is None:
        return [CallImpossible(f"agent {message.giver} has no call")]
    is_elsewhere = context.state.on_a_call(message.taker) and message.taker not in call.others
    if message.taker not in context.state.agents or is_elsewhere:
        return [CallImpossible(f"agent {message.taker} is not there, or on another call")]
    context.policies.calls.sharing[message.by](call, message.taker)
    return [CallData(context.policies.calls.data(context, call))]


def consult(call: Call, taker: str) -> None:
    """Let another agent read the record."""
    _take_in(call, taker)
    call.record.chain.rights[taker] = Right.READ


def confer(call: Call, taker: str) -> None:
    """Give another agent the same rights as the one who has the call."""
    _take_in(call, taker)
    call.record.chain.rights[taker] = Right.FULL


def hand_over(call: Call, taker: str) -> None:
    """Move a call with its record to an agent who was taken in; whoever gives a conference away keeps the rights."""
    chain = call.record.chain
    if call.agent is not None and chain.rights.get(taker) != Right.FULL:
        chain.rights[call.agent] = Right.NONE
    _take_in(call, taker)
    call.others.remove(taker)
    call.agent = chain.holder = taker
    chain.rights[taker] = Right.FULL


def _take_in(call: Call, taker: str) -> None:
    if taker not in call.others:
        call.others.append(taker)


SHARING: Mapping[str, Callable[[Call, str], None]] = {
    "consultation": consult,
    "transfer": hand_over,
    "conference": confer,
}
"""What becomes of call and record, by the way in which the call is shared."""


def may(chain: Chain, request: Request) -> bool:
    """Tell whether a request is within the rights of its agent; agents who never were on the call are not judged."""
    right = chain.rights.get(request.agent or "", Right.FULL)
    return right == Right.FULL or (right == Right.READ and request.name in READING)


def processes(chain: Chain, agent: str | None) -> bool:
    """Tell whether an agent processes the record of a call at present: the one who has it, or takes part in full."""
    return agent is not None and (chain.holder == agent or chain.rights.get(agent) == Right.FULL)
