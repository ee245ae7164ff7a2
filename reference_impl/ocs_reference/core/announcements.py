"""Who hears of a change of a campaign group: the agents who work for it, and a web server.

Source: desktop, Campaign Status Notification from OCS to Desktop; Campaign Group Status Notification.
"""

from collections.abc import Sequence

from ocs_reference.core import web_status
from ocs_reference.core.context import Context
from ocs_reference.core.envelope import notify
from ocs_reference.core.messages import Output, Reply
from ocs_reference.core.state import Session


def announce(context: Context, session: Session, notices: Sequence[Reply]) -> list[Output]:
    """Send notices about a group to each of its agents who is logged in, and post them where that is configured."""
    state = context.state
    agents = sorted(agent for agent in state.agents if state.is_member(agent, session.group))
    told: list[Output] = [notify(context, agent, notice) for notice in notices for agent in agents]
    return told + web_status.on_change(context, session, notices)
