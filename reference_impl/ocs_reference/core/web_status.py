"""What is posted to a web or application server about campaign groups.

Source: desktop, Campaign Group Status Notification from OCS to Web or Application Server.
"""

from collections.abc import Iterable, Iterator

from ocs_reference.core.context import Context
from ocs_reference.core.messages import Reply, StatePost
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data, GroupStatus


def on_change(context: Context, session: Session, notices: Iterable[Reply]) -> list[StatePost]:
    """Post once for each notice that the agents of a group get, where posts are configured."""
    if not session.group.options.send_campaigngroup_states:
        return []
    bodies = [context.policies.state_post(session, notice.name) for notice in notices]
    session.posted_at = context.now
    return [StatePost(body) for body in bodies if body is not None]


def at_intervals(context: Context) -> list[StatePost]:
    """Post about each active group whose interval is over."""
    posts = []
    for session in context.state.active_sessions():
        if session.group.options.send_campaigngroup_states and next_post(session) <= context.now:
            session.posted_at = context.now
            body = context.policies.state_post(session, None)
            posts += [StatePost(body)] if body is not None else []
    return posts


def next_post(session: Session) -> int:
    """Return when the next periodic post about a group is due, in UTC seconds."""
    return max(session.posted_at, session.changed_at) + session.group.options.campaigngroup_states_interval


def moments(context: Context) -> Iterator[int]:
    """Yield the moments at which periodic posts fall due."""
    active = context.state.active_sessions()
    return (next_post(session) for session in active if session.group.options.send_campaigngroup_states)


def state_post(session: Session, _change: str | None) -> Data | None:
    """Build the body of a post about a group; ``_change`` is the notice that led to it, None for a periodic one."""
    group, campaign = session.group, session.group.campaign
    body: Data = {
        "GSW_TENANT_NAME": campaign.tenant.customer_name,
        "GSW_TENANT_CCID": campaign.tenant.customer_name,
        "GSW_CAMPAIGN_GROUP_NAME": group.name,
        "GSW_CAMPAIGN_GROUP_GUID": group.guid,
        "GSW_GROUP_NAME": group.agent_group_name,
        "GSW_CAMPAIGN_NAME": campaign.name,
        "GSW_CAMPAIGN_TEMPLATE_NAME": group.script.name if group.script else "",
        "GSW_QUEUE_NAME": "",
        "GSW_OPTIMIZE_BY": int(session.optimize_by),
        "GSW_OPTIMIZE_GOAL": session.optimize_goal,
    }
    return body | ({"GSW_DIAL_MODE": int(session.dial_mode)} if session.status == GroupStatus.RUNNING else {})
