"""Agents that are assigned to agent groups while the OCS runs. Source: desktop, Campaign Group Agent Assignment."""

from collections.abc import Sequence

from ocs_reference.core.context import Context
from ocs_reference.core.envelope import notify
from ocs_reference.core.messages import AgentAssigned, IvrGroupChanged, Output
from ocs_reference.core.notifications import ASSIGNED, notice
from ocs_reference.core.values import GroupStatus


def assign(context: Context, message: AgentAssigned) -> Sequence[Output]:
    """Put an agent into agent groups, and into no others; who is there is told of each loaded session that is new."""
    state, agent = context.state, message.agent
    before = list(state.sessions_of(agent))
    state.members[agent] = message.groups
    after = list(state.sessions_of(agent))
    for session in before:
        if session not in after:
            session.previewing.discard(agent)
    if agent not in state.agents:
        return []
    added = (session for session in after if session not in before and session.status != GroupStatus.NOT_LOADED)
    return [notify(context, agent, notice(session, ASSIGNED)) for session in added]


def change_ivr_group(context: Context, message: IvrGroupChanged) -> Sequence[Output]:
    """Note whether an agent group is an IVR group: sessions heed it when they are loaded the next time."""
    context.state.ivr_groups[message.agent_group] = message.is_ivr
    return []
