"""Who hears of a change of a campaign group: the agents who work for it, a web server, and applications.

Source: desktop, Campaign Status Notification from OCS to Desktop; Campaign Group Status Notification;
commdn, Protocol Sequencing.
"""

from collections.abc import Sequence

from ocs_reference.core import campaign_groups, web_status
from ocs_reference.core.communication_dn import MESSAGE_TYPE, addressed
from ocs_reference.core.context import Context
from ocs_reference.core.envelope import notify
from ocs_reference.core.messages import ApplicationEvent, Output, Reply
from ocs_reference.core.state import Session


def announce(context: Context, session: Session, notices: Sequence[Reply]) -> list[Output]:
    """Send notices about a group to each of its agents who is logged in, and post them where that is configured."""
    state = context.state
    agents = sorted(agent for agent in state.agents if state.is_member(agent, session.group))
    told: list[Output] = [notify(context, agent, notice) for notice in notices for agent in agents]
    return told + web_status.on_change(context, session, notices)


CAMPAIGN_STATUS = 24


def change_notices(context: Context, session: Session, asked_by: str | None) -> list[ApplicationEvent]:
    """Tell applications what became of a group: all that are connected but the one that asked for it."""
    configuration = context.configuration
    dns = configuration.communication_dns
    if dns and not any(context.policies.listens_to(context, dn) for dn in dns):
        return []
    told = {MESSAGE_TYPE: CAMPAIGN_STATUS, **campaign_groups.status(session)}
    others = (
        each for each in configuration.applications.values() if context.policies.hears(each) and each.key != asked_by
    )
    return [addressed(context, application, told) for application in others]
