"""A call that the OCS dials and that an agent answers, in one go. Source: desktop, Event Overview."""

from collections.abc import Sequence

from ocs_reference.core.context import Context
from ocs_reference.core.dialing import connect, place, release
from ocs_reference.core.errors import StoreError
from ocs_reference.core.messages import CallAnswered, CallConnected, CallImpossible, CallReleased, Output
from ocs_reference.core.retrieval import fill, withdraw_forbidden
from ocs_reference.core.state import Record, Session
from ocs_reference.core.values import ANSWER


def answered(context: Context, call: CallAnswered) -> Sequence[Output]:
    """Dial a record and connect the call with an agent, whose call before this one is released."""
    release(context, CallReleased(call.agent, {}))
    session = _session(context, call)
    if session is None:
        return [CallImpossible(f"agent {call.agent} is not ready, or no group of the agent dials list {call.list}")]
    try:
        record = _buffered(context, session, call)
    except StoreError:
        return [CallImpossible("the database does not answer")]
    if record is None:
        return [CallImpossible(f"the record is not ready to be dialled from list {call.list}")]
    session.buffer.remove(record.chain)
    return connect(context, CallConnected(place(context, record), call.agent, ANSWER))


def _session(context: Context, call: CallAnswered) -> Session | None:
    policies = context.policies.calls
    for session in context.state.sessions_of(call.agent):
        has_list = any(calling_list.key == call.list for calling_list in session.group.campaign.lists)
        if has_list and policies.dials(context, session) and policies.is_free(context, session, call.agent):
            return session
    return None


def _buffered(context: Context, session: Session, call: CallAnswered) -> Record | None:
    identity = (call.list, call.chain_id)
    withdraw_forbidden(context, session)
    if identity not in context.state.chains:
        fill(context, session)
    chain = context.state.chains.get(identity)
    if chain is None or chain not in session.buffer:
        return None
    return next((record for record in chain.records if record.row["chain_n"] == call.chain_n), None)
