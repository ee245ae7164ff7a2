"""Mistakes in which campaign group requests over the Communication DN are refused, and with which GSW_CM_AttrError."""

from dataclasses import replace

from ocs_reference.core import group_commands
from ocs_reference.core.campaign_groups import (
    NOT_LOADED,
)
from ocs_reference.core.communication_dn import ERROR, ERROR_MESSAGE
from ocs_reference.core.configuration import Application
from ocs_reference.core.context import Context
from ocs_reference.core.group_commands import CAMPAIGN_ID, GROUP_ID
from ocs_reference.core.messages import ApplicationEvent, ApplicationRequest, Input
from ocs_reference.core.values import Data, GroupStatus
from ocs_reference.defects import groups
from ocs_reference.defects.commands import (
    FORCE,
    LOAD,
    REFUSED,
    SET,
    START,
    STOP,
    UNLOAD,
    application_data,
    application_events,
    received,
    refused_as,
)
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import Outputs, sent

_INACTIVE, _LOADED, _RUNNING = GroupStatus.NOT_LOADED, GroupStatus.ACTIVE, GroupStatus.RUNNING
_ACTING = (LOAD, UNLOAD, START, STOP, SET, FORCE)


def _defect(name: str, requirement: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"commdn-errors.{name}", f"commdn.{requirement}", title, policies)


def _renumbered(right: int, wrong: int) -> ChangePolicies:
    """Send another number wherever an error is due."""
    return application_data(
        [REFUSED], lambda _context, _event, data: {**data, ERROR: wrong} if data[ERROR] == right else data
    )


def _without_a_word(_context: Context, _event: ApplicationEvent) -> list[ApplicationEvent]:
    return []


def _spare_group_unknown(context: Context, message: Input, outputs: Outputs) -> Outputs:
    """Answer 8 where a group has no campaign at all."""
    if not isinstance(message, ApplicationRequest):
        return outputs
    used = {session.group.group_dbid for session in context.state.sessions.values()}
    unknown = message.data.get(GROUP_ID) not in used
    return [
        replace(output, data={**output.data, ERROR: group_commands.GROUP_NOT_FOUND})
        if isinstance(output, ApplicationEvent) and unknown and output.data.get(ERROR) == group_commands.NOT_CONFIGURED
        else output
        for output in outputs
    ]


def _any_group_of_the_campaign(context: Context, _application: Application, data: Data) -> Data:
    """Take a group of the campaign for one that does not belong to it."""
    found = [
        each.group for each in context.state.sessions.values() if each.group.campaign.dbid == data.get(CAMPAIGN_ID)
    ]
    known = data.get(GROUP_ID) in context.configuration.group_dbids
    if not found or not known or any(group.group_dbid == data.get(GROUP_ID) for group in found):
        return data
    return {**data, GROUP_ID: found[0].group_dbid}


def _text(value: object) -> ChangePolicies:
    return application_data([REFUSED], lambda _context, _event, data: {**data, ERROR_MESSAGE: value})


_NAMES = (
    _defect(
        "unknown-campaign-is-not-loaded",
        "error.campaign-not-found",
        "A request for a campaign that is not configured gets 4",
        _renumbered(3, NOT_LOADED),
    ),
    _defect(
        "unknown-campaign-is-an-unknown-group",
        "error.campaign-not-found",
        "A request for a campaign that is not configured gets 8",
        _renumbered(3, 8),
    ),
    _defect(
        "unknown-group-belongs-to-none",
        "error.group-not-found",
        "A request for a group that is not configured gets 9",
        _renumbered(8, 9),
    ),
    _defect(
        "other-group-is-unknown",
        "error.group-without-campaign",
        "A group that does not work for the campaign is an unknown one",
        _renumbered(9, 8),
    ),
    _defect(
        "spare-group-is-unknown",
        "error.group-without-campaign",
        "A group that works for no campaign is an unknown one",
        sent(_spare_group_unknown),
    ),
    _defect(
        "other-group-is-passed-over",
        "error.group-without-campaign",
        "Where the group does not belong to the campaign, another group of it is taken",
        received(_any_group_of_the_campaign),
    ),
)

_STATES = (
    _defect(
        "not-loaded-is-not-started",
        "error.campaign-not-loaded",
        "What is not loaded gets 6 to a start or an unload",
        refused_as((START, UNLOAD, FORCE), 4, 6),
    ),
    _defect(
        "not-loaded-is-unknown",
        "error.campaign-not-loaded",
        "What is not loaded gets 3, whatever is asked",
        refused_as(_ACTING, 4, 3),
    ),
    _defect(
        "start-loads",
        "error.campaign-not-loaded",
        "A start loads a campaign group that is not loaded",
        groups.allowed("StartDialing", _INACTIVE),
    ),
    _defect(
        "unload-of-nothing",
        "error.campaign-not-loaded",
        "An unload of what is not loaded is acknowledged",
        groups.allowed(("Unload", "ForceUnload"), _INACTIVE),
    ),
    _defect(
        "already-loaded-is-already-started",
        "error.campaign-already-loaded",
        "A second load gets 7",
        groups.renumbered("Load", 7, _LOADED),
    ),
    _defect(
        "load-again",
        "error.campaign-already-loaded",
        "A loaded or running group can be loaded",
        groups.allowed("Load", _LOADED, _RUNNING),
    ),
    _defect(
        "load-while-running-is-not-started",
        "error.campaign-already-loaded",
        "A load of a running group gets 6",
        groups.renumbered("Load", 6, _RUNNING),
    ),
    _defect(
        "not-started-is-already-started",
        "error.campaign-not-started",
        "What does not run gets 7 to a change or a stop",
        groups.renumbered(("SetDialingMode", "StopDialing"), 7, _LOADED),
    ),
    _defect(
        "set-while-loaded",
        "error.campaign-not-started",
        "The parameters of a loaded group can be changed",
        groups.allowed("SetDialingMode", _LOADED),
    ),
    _defect(
        "stop-while-loaded",
        "error.campaign-not-started",
        "A stop of a loaded group is acknowledged",
        groups.allowed("StopDialing", _LOADED),
    ),
    _defect(
        "already-started-is-already-loaded",
        "error.campaign-already-started",
        "A second start gets 5",
        groups.renumbered("StartDialing", 5, _RUNNING),
    ),
    _defect(
        "start-again",
        "error.campaign-already-started",
        "A running group can be started once more",
        groups.allowed("StartDialing", _RUNNING),
    ),
)

_EVENTS = (
    _defect(
        "in-silence", "error.event", "What is refused is not answered", application_events([REFUSED], _without_a_word)
    ),
    _defect("empty-text", "error.text", "GSW_CM_AttrErrorMessage is empty", _text("")),
    _defect("number-for-text", "error.text", "GSW_CM_AttrErrorMessage is a number", _text(0)),
)

DEFECTS = (*_NAMES, *_STATES, *_EVENTS)
