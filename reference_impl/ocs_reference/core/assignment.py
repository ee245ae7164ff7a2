"""Agents that are assigned to agent groups while the OCS runs. Source: desktop, Campaign Group Agent Assignment."""

from collections.abc import Sequence

from ocs_reference.core.context import Context
from ocs_reference.core.messages import AgentAssigned, IvrGroupChanged, Output


def assign(context: Context, message: AgentAssigned) -> Sequence[Output]:
    """Put an agent into agent groups, and into no others."""
    context.state.members[message.agent] = message.groups
    return []


def change_ivr_group(context: Context, message: IvrGroupChanged) -> Sequence[Output]:
    """Note whether an agent group is an IVR group: sessions heed it when they are loaded the next time."""
    context.state.ivr_groups[message.agent_group] = message.is_ivr
    return []
