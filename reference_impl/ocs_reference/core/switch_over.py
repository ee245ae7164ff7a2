"""What primary and backup do when they change places.

Source: desktop, Characteristics of Event Structures; Campaign Status Notification from OCS to Desktop.
"""

from collections.abc import Sequence

from ocs_reference.core.context import Context
from ocs_reference.core.do_not_call import known_entries
from ocs_reference.core.envelope import notify
from ocs_reference.core.errors import StoreError
from ocs_reference.core.messages import Output, SteppedDown, TookOver
from ocs_reference.core.records import RETURNED, close_if_possible
from ocs_reference.core.state import Session, State
from ocs_reference.core.values import GroupStatus, RecordStatus, Row


def take_over(context: Context, message: TookOver) -> Sequence[Output]:
    """Become primary: go on with the sessions of the former primary, and tell every agent who is logged in.

    What a former primary that is dead had retrieved may be dialled again.
    """
    state, former = context.state, message.former
    for key, session in state.sessions.items():
        _continue(session, former.sessions[key], context.now)
    state.agents, state.members = set(former.agents), dict(former.members)
    state.last_handle = max(state.last_handle, former.last_handle)
    try:
        state.forbidden = known_entries(context)
        if not message.former_lives:
            _put_back(context, former)
    except StoreError:
        state.forbidden = dict(former.forbidden)
    told = context.policies.login_notices
    return [notify(context, agent, notice) for agent in sorted(state.agents) for notice in told(context, agent)]


def _continue(session: Session, former: Session, now: int) -> None:
    session.status, session.dial_mode = former.status, former.dial_mode
    session.optimize_by, session.optimize_goal = former.optimize_by, former.optimize_goal
    session.changed_at = now


def _put_back(context: Context, former: State) -> None:
    ready: Row = {"record_status": RecordStatus.READY}
    for chain in former.chains.values():
        rows = context.store.chain(chain.calling_list.key, chain.chain_id)
        taken = [row | ready for row in rows if row["record_status"] == RecordStatus.RETRIEVED]
        context.store.dispose(chain.calling_list.key, taken)


def step_down(context: Context, _message: SteppedDown) -> Sequence[Output]:
    """Become backup: finish what is open on desktops and on the wire, and begin nothing new."""
    for session in context.state.sessions.values():
        for chain in list(session.buffer):
            close_if_possible(context, chain, RETURNED)
        session.buffer.clear()
        session.previewing.clear()
        session.status = GroupStatus.NOT_LOADED
    return []
