"""Mistakes with the modes of sessions, with several campaigns of one group of agents, and with agents who left."""

from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.campaign_groups import INVALID_MODE, Parameters
from ocs_reference.core.context import Context, Policies, Request
from ocs_reference.core.errors import GroupRefusalError
from ocs_reference.core.messages import AgentLoggedOut, DesktopRequest, Input, Reply, UserEvent
from ocs_reference.core.notifications import MODE_CHANGED, STARTED, notice
from ocs_reference.core.requests import CAMPAIGN_NAME, GROUP_NAME, REFERENCE_ID
from ocs_reference.core.state import Session
from ocs_reference.core.values import PREVIEW_MODES, SEIZING_MODES, Data, GroupStatus
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.groups import Perform, performed
from ocs_reference.defects.outputs import Outputs, event_data, sent

_MODE = "GSW_CAMPAIGN_MODE"
_GROUP_DESCRIPTION = "GSW_CAMPAIGN_GROUP_DESCRIPTION"
_ASK = "CampaignStatusRequest"

Condition = Callable[[Session], bool]


def _reads(right: str, wrong: str) -> ChangePolicies:
    def change(_context: Context, _event: UserEvent, data: Data) -> Data:
        return {**data, _MODE: wrong} if data.get(_MODE) == right else data

    return event_data((STARTED, MODE_CHANGED), change)


def _mode(topic: str, right: str, wrong: str) -> Defect:
    return Defect(
        f"status-mode.{topic}-reads-{wrong.lower().replace(' ', '-')}",
        f"desktop.status.mode-{topic}",
        f"The mode of a session in {right} reads {wrong}",
        _reads(right, wrong),
    )


def _of_the_same_agents(context: Context, session: Session) -> list[Session]:
    sessions = context.state.sessions.values()
    return [each for each in sessions if each is not session and each.group.agent_group == session.group.agent_group]


def _alone(action: str, stands_aside: Condition, becomes: GroupStatus) -> ChangePolicies:
    """Have a request take the other sessions of the same agents for which ``stands_aside`` holds to another status."""

    def wrapper(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
        told = perform(context, session, parameters)
        for other in _of_the_same_agents(context, session):
            if stands_aside(other):
                other.status = becomes
        return told

    return performed(action, wrapper)


def _is_loaded(session: Session) -> bool:
    return session.status == GroupStatus.ACTIVE


def _is_in_preview(session: Session) -> bool:
    return session.status == GroupStatus.RUNNING and session.dial_mode in PREVIEW_MODES


def _refused_beside_preview(
    perform: Perform, context: Context, session: Session, parameters: Parameters
) -> list[Reply]:
    if any(_is_in_preview(other) for other in _of_the_same_agents(context, session)):
        raise GroupRefusalError(409, INVALID_MODE)
    return perform(context, session, parameters)


def _begun_in_spite(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    try:
        return perform(context, session, parameters)
    except GroupRefusalError:
        session.status = GroupStatus.RUNNING
        raise


def _told_of_parameters(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    perform(context, session, parameters)
    return [notice(session, MODE_CHANGED)]


def _with_old_mode(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    before = replace(session)
    told = perform(context, session, parameters)
    return [notice(before, each.name) for each in told] if before.dial_mode in SEIZING_MODES else told


def _unknown_agents_are_answered(policies: Policies) -> Policies:
    """Answer CampaignStatusRequest of every agent of the configuration, who is logged in or not."""

    def apply(context: Context, message: Input, outputs: Outputs) -> Outputs:
        is_asked = isinstance(message, DesktopRequest) and message.data.get("GSW_AGENT_REQ_TYPE") == _ASK
        if not is_asked or not isinstance(message, DesktopRequest) or message.agent in context.state.agents:
            return outputs
        spec = policies.requests[_ASK]
        told = spec.handler(context, Request(_ASK, message.agent, message.data))
        return [_event(context, message.agent, each) for each in told if isinstance(each, Reply)]

    return sent(apply)(policies)


def _event(context: Context, agent: str, reply: Reply) -> UserEvent:
    own = context.configuration.application_id
    return UserEvent(agent, {"GSW_USER_EVENT": reply.name, "GSW_APPLICATION_ID": own, **reply.data})


def _unknown_agents_are_refused(context: Context, message: Input, outputs: Outputs) -> Outputs:
    if not isinstance(message, DesktopRequest) or message.agent in context.state.agents:
        return outputs
    if message.data.get("GSW_AGENT_REQ_TYPE") != _ASK:
        return outputs
    reference = {key: message.data[key] for key in (REFERENCE_ID,) if key in message.data}
    error = {"GSW_ERROR": "Agent Not Found", "GSW_ERROR_NUMBER": 104, **reference}
    return [_event(context, message.agent, Reply("Error", error))]


def _who_left_is_kept(context: Context, message: Input, outputs: Outputs) -> Outputs:
    if isinstance(message, AgentLoggedOut):
        context.state.agents.add(message.agent)
    return outputs


def _first_started(told: list[Reply]) -> list[Reply]:
    started = [each for each in told if each.name == STARTED]
    return [each for each in told if each not in started[1:]]


def _campaign_for_group(_context: Context, _event: UserEvent, data: Data) -> Data:
    return {**data, _GROUP_DESCRIPTION: data["GSW_CAMPAIGN_DESCRIPTION"]}


def _group_for_campaign(_context: Context, _event: UserEvent, data: Data) -> Data:
    return {**data, _GROUP_DESCRIPTION: data[GROUP_NAME], CAMPAIGN_NAME: data[CAMPAIGN_NAME]}


DEFECTS = (
    _mode("predictive-seizing", "Predictive with Seizing", "Predictive"),
    _mode("progressive-seizing", "Progressive with Seizing", "Progressive"),
    _mode("push-preview", "Push Preview", "Preview"),
    _mode("power-gvp", "Power GVP", "Power"),
    _mode("progressive-gvp", "Progressive GVP", "Progressive"),
    Defect(
        "status-mode.old-mode-of-a-change-with-seizing",
        "desktop.status.any-mode-change",
        "A change between modes with seizing is told with the mode that the session had before",
        performed("SetDialingMode", _with_old_mode),
    ),
    Defect(
        "status-mode.any-request-is-told",
        "desktop.status.mode-unchanged",
        "Each request that sets the mode is told, also where the session has that mode already",
        performed("SetDialingMode", _told_of_parameters),
    ),
    Defect(
        "status-notice.started-with-the-campaigns-description-for-the-group",
        "desktop.status.started-group-description",
        "GSW_CAMPAIGN_GROUP_DESCRIPTION of CampaignStarted is the description of the campaign",
        event_data(STARTED, _campaign_for_group),
    ),
    Defect(
        "status-notice.started-with-the-groups-name-for-its-description",
        "desktop.status.started-group-description",
        "GSW_CAMPAIGN_GROUP_DESCRIPTION of CampaignStarted is the name of the group",
        event_data(STARTED, _group_for_campaign),
    ),
    Defect(
        "status-several.one-is-loaded",
        "desktop.status.several-loaded",
        "A session that is loaded takes the place of another one that is loaded for the same agents",
        _alone("Load", _is_loaded, GroupStatus.NOT_LOADED),
    ),
    Defect(
        "status-several.one-runs-in-preview",
        "desktop.status.several-preview",
        "A session that starts ends those that run in Preview for the same agents",
        _alone("StartDialing", _is_in_preview, GroupStatus.ACTIVE),
    ),
    Defect(
        "status-several.all-stop",
        "desktop.status.several-preview",
        "When one session stops, those that run in Preview for the same agents stop as well",
        _alone("StopDialing", _is_in_preview, GroupStatus.ACTIVE),
    ),
    Defect(
        "status-several.one-runs-at-login",
        "desktop.status.several-preview",
        "Of several sessions that run for the same agents an agent is told of the first one",
        lambda policies: replace(
            policies,
            login_notices=lambda context, agent: _first_started(policies.login_notices(context, agent)),
        ),
    ),
    Defect(
        "status-several.automatic-ends-preview",
        "desktop.status.automatic-beside-preview",
        "A session that starts in an automatic mode ends those in Preview for the same agents",
        _alone("StartDialing", _is_in_preview, GroupStatus.ACTIVE),
    ),
    Defect(
        "status-several.automatic-not-beside-preview",
        "desktop.status.automatic-beside-preview",
        "A session is not started in an automatic mode while one runs in Preview for the same agents",
        performed("StartDialing", _refused_beside_preview),
    ),
    Defect(
        "status-several.second-automatic-begins-in-spite",
        "desktop.status.one-automatic",
        "A second session in an automatic mode is refused, and runs all the same",
        performed("StartDialing", _begun_in_spite),
    ),
    Defect(
        "status-request.unknown-agent-is-answered",
        "desktop.status.request-of-unknown-agent",
        "CampaignStatusRequest is answered to agents who are not logged in",
        _unknown_agents_are_answered,
    ),
    Defect(
        "status-request.unknown-agent-is-refused",
        "desktop.status.request-of-unknown-agent",
        "CampaignStatusRequest of agents who are not logged in is refused by error 104",
        sent(_unknown_agents_are_refused),
    ),
    Defect(
        "status.logged-out-agents-are-told",
        "desktop.status.request-of-unknown-agent",
        "Agents stay known to the OCS after they have logged out",
        sent(_who_left_is_kept),
    ),
)
