"""Notifications about campaigns. Source: desktop, Campaign Status Notification from OCS to Desktop."""

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.messages import Reply
from ocs_reference.core.state import Session
from ocs_reference.core.values import MODE_NAMES, Data, GroupStatus

STARTED = "CampaignStarted"
STOPPED = "CampaignStopped"
LOADED = "CampaignLoaded"
UNLOADED = "CampaignUnloaded"
MODE_CHANGED = "CampaignModeChanged"
ASSIGNED = "CampaignGroupAssigned"

_WITH_MODE = frozenset({STARTED, MODE_CHANGED})
_AT_LOGIN = {GroupStatus.RUNNING: STARTED, GroupStatus.ACTIVE: LOADED}


def notice(session: Session, name: str) -> Reply:
    """Build a notification about a session."""
    group = session.group
    data: Data = {
        "GSW_CAMPAIGN_NAME": group.campaign.name,
        "GSW_CAMPAIGN_DESCRIPTION": group.campaign.description,
        "GSW_CAMPAIGN_GROUP_NAME": group.name,
        "GSW_CAMPAIGN_GROUP_DESCRIPTION": group.description,
    }
    if name in _WITH_MODE:
        data["GSW_CAMPAIGN_MODE"] = MODE_NAMES[session.dial_mode]
    return Reply(name, data)


def login_notices(context: Context, agent: str) -> list[Reply]:
    """Tell an agent about each session that is loaded or running for one of the agent's groups."""
    return [
        notice(session, _AT_LOGIN[session.status])
        for session in context.state.sessions_of(agent)
        if session.status in _AT_LOGIN
    ]


def status_request(context: Context, request: Request) -> Result:
    """Answer CampaignStatusRequest with what the agent was told at login; nothing where there is nothing to tell."""
    return [*context.policies.login_notices(context, request.agent or "")]
