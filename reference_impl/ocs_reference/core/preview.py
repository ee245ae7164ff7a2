"""The preview session of an agent, and preview records.

Source: desktop, PreviewDialingModeStart Request; Preview Record Request and Acknowledgment.
"""

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import Reply
from ocs_reference.core.requests import CAMPAIGN_NAME, GROUP_NAME
from ocs_reference.core.retrieval import deliver, fill, withdraw_forbidden
from ocs_reference.core.state import Session, primary
from ocs_reference.core.values import Data, DialMode, GroupStatus


def find_session(context: Context, agent: str, data: Data) -> Session:
    """Return the session of the agent's group that a request names; the group's name ranks above the campaign's.

    Refuses with 105 for a group name that is not one of the agent's groups, 103 for an unknown campaign, 105
    for a campaign that the agent does not work for. Of several groups of one campaign, the most active is meant.
    """
    sessions = list(context.state.sessions_of(agent))
    if GROUP_NAME in data:
        found = [session for session in sessions if session.group.name == data[GROUP_NAME]]
    else:
        known = any(campaign.name == data[CAMPAIGN_NAME] for campaign in context.configuration.campaigns.values())
        if not known:
            raise RefusalError(103, CAMPAIGN_NAME)
        found = [session for session in sessions if session.group.campaign.name == data[CAMPAIGN_NAME]]
    if not found:
        raise RefusalError(105, GROUP_NAME if GROUP_NAME in data else CAMPAIGN_NAME)
    return max(found, key=lambda session: session.status)


def start(context: Context, request: Request) -> Result:
    """Link an agent with a campaign; 106 where it is not loaded, 118 where the link is there already."""
    agent = request.agent or ""
    session = find_session(context, agent, request.data)
    if session.status == GroupStatus.NOT_LOADED:
        raise RefusalError(106, CAMPAIGN_NAME)
    if agent in session.previewing:
        raise RefusalError(118, CAMPAIGN_NAME)
    session.previewing.add(agent)
    return [Reply("PreviewDialingModeStartAcknowledge", {CAMPAIGN_NAME: session.group.campaign.name})]


def over(context: Context, request: Request) -> Result:
    """Remove the link of an agent with a campaign; 119 where there is none."""
    agent = request.agent or ""
    session = find_session(context, agent, request.data)
    if session.status == GroupStatus.NOT_LOADED:
        raise RefusalError(106, CAMPAIGN_NAME)
    if agent not in session.previewing:
        raise RefusalError(119, CAMPAIGN_NAME)
    session.previewing.remove(agent)
    return [Reply("PreviewDialingModeOverAcknowledge", {CAMPAIGN_NAME: session.group.campaign.name})]


def record_request(context: Context, request: Request) -> Result:
    """Send the next preview record.

    Where agent_preview_mode_start is set, requests before PreviewDialingModeStart are ignored. Refuses with 107
    where the campaign does not run in Preview mode, 108 where there is no record to send.
    """
    agent = request.agent or ""
    session = find_session(context, agent, request.data)
    if session.status != GroupStatus.RUNNING or session.dial_mode != DialMode.PREVIEW:
        raise RefusalError(107, CAMPAIGN_NAME)
    if session.group.options.agent_preview_mode_start and agent not in session.previewing:
        return []
    withdraw_forbidden(context, session)
    if not session.buffer:
        fill(context, session)
    if not session.buffer:
        raise RefusalError(108, CAMPAIGN_NAME)
    record = deliver(context, primary(context.policies.next_chain(session).records), agent)
    digits = session.group.options.cpn_digits
    return [Reply("PreviewRecord", {**context.policies.record_data(context, record), "GSW_CPN_DIGITS": digits})]
