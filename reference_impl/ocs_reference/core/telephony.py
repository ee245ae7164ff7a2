"""Calls that the OCS dials in an automatic mode. Source: desktop, Event Overview; Default Record Information."""

from ocs_reference.core.context import Context
from ocs_reference.core.messages import CallAnswered, CallData, CallImpossible
from ocs_reference.core.retrieval import deliver, fill, withdraw_forbidden
from ocs_reference.core.state import Record, Session
from ocs_reference.core.values import ANSWER, PREVIEW_MODES, GroupStatus


def answered(context: Context, call: CallAnswered) -> CallData | CallImpossible:
    """Put the record of an answered call on an agent's desktop; the call's user data carry its information."""
    if call.agent not in context.state.agents:
        return CallImpossible(f"agent {call.agent} is not logged in")
    session = _session(context, call)
    if session is None:
        return CallImpossible(f"no group of agent {call.agent} dials list {call.list} in an automatic mode")
    record = _buffered(context, session, call)
    if record is None:
        return CallImpossible(f"the record is not ready to be dialled from list {call.list}")
    session.buffer.remove(record.chain)
    deliver(context, record, call.agent)
    record.row |= {
        "attempt": int(record.row["attempt"] or 0) + 1,
        "call_time": context.now,
        "call_result": ANSWER,
    }
    return CallData(context.policies.record_data(context, record))


def _session(context: Context, call: CallAnswered) -> Session | None:
    for session in context.state.sessions_of(call.agent):
        dials = session.status == GroupStatus.RUNNING and session.dial_mode not in PREVIEW_MODES
        if dials and any(calling_list.key == call.list for calling_list in session.group.campaign.lists):
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
