"""What applications ask of campaign groups over the Communication DN: load, start, change, stop, unload, status.

Source: commdn, Communication Structure; Data Enumeration Values for GSW_CM_MessageType; Enumeration Values for
GSW_CM_AttrError.
"""

from collections.abc import Mapping

from ocs_reference.core import campaign_groups, sequences
from ocs_reference.core.announcements import announce
from ocs_reference.core.configuration import Application
from ocs_reference.core.context import Command, CommandResult, Context
from ocs_reference.core.errors import CommandRefusalError, GroupRefusalError
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data

CAMPAIGN_ID = "GSW_CM_AttrCampaignID"
GROUP_ID = "GSW_CM_AttrGroupID"
CAMPAIGN_NOT_FOUND, GROUP_NOT_FOUND, NOT_CONFIGURED, INVALID_PARAMETER = 3, 8, 9, 10


def acting(name: str, request: str, acknowledge: int) -> Command:
    """Build the row of a request that acts on a campaign group, or on the sequence where it names no campaign."""

    def handler(context: Context, application: Application, data: Data) -> CommandResult:
        group = _whole(data, GROUP_ID)
        if data.get(CAMPAIGN_ID, 0) == 0:
            return sequences.act(context, name, group, data)
        session = find(context, _whole(data, CAMPAIGN_ID), group)
        try:
            notices = campaign_groups.act(context, session, name, data)
        except GroupRefusalError as refusal:
            raise CommandRefusalError(refusal.number) from None
        told = context.policies.change_notices(context, session, application.key)
        return [*announce(context, session, notices), *told], told_of(session)

    return Command(request, handler, acknowledge)


def find(context: Context, campaign_dbid: int, group_dbid: int) -> Session:
    """Return the session of a campaign and an agent group; refuses with 3, 8 or 9 where one or both are unknown."""
    if all(campaign.dbid != campaign_dbid for campaign in context.configuration.campaigns.values()):
        raise CommandRefusalError(CAMPAIGN_NOT_FOUND)
    if group_dbid not in context.configuration.group_dbids:
        raise CommandRefusalError(GROUP_NOT_FOUND)
    for session in context.state.sessions.values():
        if (session.group.campaign.dbid, session.group.group_dbid) == (campaign_dbid, group_dbid):
            return session
    raise CommandRefusalError(NOT_CONFIGURED)


def told_of(session: Session) -> Data:
    """Return what each event about a campaign group carries: which it is, its status and its parameters."""
    return campaign_groups.status(session)


def status(context: Context, _application: Application, data: Data) -> CommandResult:
    """Tell the status of a campaign group, or that of a sequence where no campaign is named."""
    group = _whole(data, GROUP_ID)
    if data.get(CAMPAIGN_ID, 0) == 0:
        return [], sequences.status(context, group)
    return [], told_of(find(context, _whole(data, CAMPAIGN_ID), group))


def _whole(data: Data, key: str) -> int:
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise CommandRefusalError(INVALID_PARAMETER)
    return value


GROUP_COMMANDS: Mapping[int, Command] = {
    7: acting("Load", "CM_ReqLoadCampaign", acknowledge=19),
    8: acting("Unload", "CM_ReqUnloadCampaign", acknowledge=20),
    9: acting("StartDialing", "CM_ReqStartDialing", acknowledge=21),
    10: acting("StopDialing", "CM_ReqStopDialing", acknowledge=22),
    11: acting("SetDialingMode", "CM_ReqSetDialingMode", acknowledge=23),
    12: Command("CM_ReqGetCampaignStatus", status, acknowledge=24),
    29: acting("ForceUnload", "CM_ReqForceUnloadCampaign", acknowledge=20),
}
"""Requests about campaign groups by GSW_CM_MessageType."""
