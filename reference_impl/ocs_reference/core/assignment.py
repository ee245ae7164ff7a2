"""Agents that are assigned to agent groups while the OCS runs. Source: desktop, Campaign Group Agent Assignment."""

from collections.abc import Sequence

from ocs_reference.core.context import Context
from ocs_reference.core.messages import AgentAssigned, Output


def assign(context: Context, message: AgentAssigned) -> Sequence[Output]:
    """Put an agent into agent groups, and into no others."""
    context.state.members[message.agent] = message.groups
    return []
