"""Mistakes when an agent is put into other groups of agents."""

from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.context import Context
from ocs_reference.core.messages import AgentAssigned, Input, UserEvent
from ocs_reference.core.notifications import ASSIGNED, STARTED
from ocs_reference.core.requests import CAMPAIGN_NAME, GROUP_NAME
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import Outputs, event_data, event_key, no_event, sent
from ocs_reference.defects.requests import received

_DESCRIPTION, _GROUP_DESCRIPTION = "GSW_CAMPAIGN_DESCRIPTION", "GSW_CAMPAIGN_GROUP_DESCRIPTION"


def _told(change: Callable[[Context, AgentAssigned, Outputs], Outputs]) -> ChangePolicies:
    """Change what an assignment leads to."""

    def apply(context: Context, message: Input, outputs: Outputs) -> Outputs:
        return change(context, message, outputs) if isinstance(message, AgentAssigned) else outputs

    return sent(apply)


def _taken(change: Callable[[Context, AgentAssigned], AgentAssigned]) -> ChangePolicies:
    """Have another assignment carried out than was made."""
    return received(
        lambda context, message: change(context, message) if isinstance(message, AgentAssigned) else message
    )


def _copied(source: str, key: str) -> ChangePolicies:
    return event_data(ASSIGNED, lambda _context, _event, data: {**data, key: data[source]})


def _swapped(_context: Context, _event: UserEvent, data: Data) -> Data:
    return {**data, _DESCRIPTION: data[_GROUP_DESCRIPTION], _GROUP_DESCRIPTION: data[_DESCRIPTION]}


def _groups_before(context: Context, agent: str) -> frozenset[str]:
    return frozenset(session.group.agent_group for session in context.state.sessions_of(agent))


def _stays(context: Context, message: AgentAssigned) -> AgentAssigned:
    return replace(message, groups=message.groups | _groups_before(context, message.agent))


def _as_before(context: Context, message: AgentAssigned) -> AgentAssigned:
    return replace(message, groups=_groups_before(context, message.agent) or message.groups)


def _one_at_most(context: Context, message: AgentAssigned) -> AgentAssigned:
    kept = sorted(message.groups & _groups_before(context, message.agent) or message.groups)
    return replace(message, groups=frozenset(kept[:1]))


def _with_the_old_session(context: Context, message: AgentAssigned, outputs: Outputs) -> Outputs:
    """Tell of the session that the agent had as configured."""
    groups = context.configuration.groups.values()
    old = next((group for group in groups if message.agent in group.agents), None)
    if old is None:
        return outputs
    named = {CAMPAIGN_NAME: old.campaign.name, GROUP_NAME: old.name}
    return [
        replace(output, data={**output.data, **named}) if isinstance(output, UserEvent) else output
        for output in outputs
    ]


def _as_a_start(_context: Context, _message: AgentAssigned, outputs: Outputs) -> Outputs:
    start = {"GSW_USER_EVENT": STARTED, "GSW_CAMPAIGN_MODE": "Preview"}
    return [
        replace(output, data={**output.data, **start}) if isinstance(output, UserEvent) else output
        for output in outputs
    ]


def _to_who_left(context: Context, message: AgentAssigned, outputs: Outputs) -> Outputs:
    context.state.agents.add(message.agent)
    return outputs


def _of_a_first_group(context: Context, message: AgentAssigned, outputs: Outputs) -> Outputs:
    had_one = any(message.agent in group.agents for group in context.configuration.groups.values())
    return [] if had_one else outputs


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"assignment.{name}", f"desktop.status.{fact}", title, policies)


DEFECTS = (
    _defect("is-silent", "assigned", "An agent who is assigned to a group is not told", no_event(ASSIGNED)),
    _defect(
        "is-told-as-a-start",
        "assigned",
        "An agent who is assigned to a group gets CampaignStarted instead of CampaignGroupAssigned",
        _told(_as_a_start),
    ),
    _defect(
        "tells-of-one-session",
        "assigned",
        "An agent who comes to a group with several sessions is told of the first one",
        _told(lambda _context, _message, outputs: outputs[:1]),
    ),
    _defect(
        "one-group-at-most",
        "assigned",
        "An agent stays in the first group, and a further one is not noticed",
        _taken(_one_at_most),
    ),
    _defect(
        "is-told-of-a-first-group",
        "assigned",
        "An agent is told of the first assignment to a group, and of no change",
        _told(_of_a_first_group),
    ),
    _defect(
        "logs-agents-in",
        "assigned",
        "An agent who is assigned to a group counts as logged in from then on",
        _told(_to_who_left),
    ),
    _defect(
        "change-names-the-old-group",
        "assignment-changed",
        "CampaignGroupAssigned names the session of the group that the agent leaves",
        _told(_with_the_old_session),
    ),
    _defect(
        "change-is-not-noticed",
        "assignment-changed",
        "An agent who has a group stays in it, whatever assignment follows",
        _taken(_as_before),
    ),
    _defect(
        "old-group-stays",
        "assignment-changed",
        "An agent who is assigned to another group stays in the old one as well",
        _taken(_stays),
    ),
    _defect(
        "names-the-campaign-for-the-group",
        "assignment-changed",
        "GSW_CAMPAIGN_GROUP_NAME of CampaignGroupAssigned is the name of the campaign",
        _copied(CAMPAIGN_NAME, GROUP_NAME),
    ),
    _defect(
        "descriptions-are-swapped",
        "assigned",
        "CampaignGroupAssigned has the descriptions of campaign and group under each other's keys",
        event_data(ASSIGNED, _swapped),
    ),
    _defect(
        "without-descriptions",
        "assigned",
        "The descriptions of CampaignGroupAssigned are empty",
        event_data(ASSIGNED, lambda _context, _event, data: {**data, _DESCRIPTION: "", _GROUP_DESCRIPTION: ""}),
    ),
    _defect(
        "with-another-application-id",
        "assigned",
        "CampaignGroupAssigned carries the least application id that there can be",
        event_key(ASSIGNED, "GSW_APPLICATION_ID", 101),
    ),
)
