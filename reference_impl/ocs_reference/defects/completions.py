"""Mistakes with campaign groups that complete by themselves: what tells them to, when they do, and what comes of it."""

from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.campaign_groups import AUTO_COMPLETION, Parameters
from ocs_reference.core.context import Context, Policies
from ocs_reference.core.messages import ApplicationRequest, Input, Reply, ResourceRequest, UserEvent
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data
from ocs_reference.defects import groups
from ocs_reference.defects.defect import ChangePolicies
from ocs_reference.defects.groups import RESOURCE, Perform
from ocs_reference.defects.outputs import Outputs, sent
from ocs_reference.defects.requests import received

CARRIERS = ("Load", "StartDialing", "SetDialingMode")
IsDepleted = Callable[[Context, Session], bool]


def depleted(change: Callable[[IsDepleted, Context, Session], bool]) -> ChangePolicies:
    """Change what tells whether a campaign group has records left: ``change`` gets the sound answer's function."""

    def apply(policies: Policies) -> Policies:
        sound = policies.is_depleted
        return replace(policies, is_depleted=lambda context, session: change(sound, context, session))

    return apply


def told(*names: str, as_if: Callable[[bool | None], bool | None]) -> ChangePolicies:
    """Have requests carried out as if they told something else about completion; None stands for nothing."""
    return groups.with_parameters(
        names, lambda _session, parameters: replace(parameters, completes=as_if(parameters.completes))
    )


def after(name: str, effect: Callable[[Session, Parameters, bool], None]) -> ChangePolicies:
    """Do something more when a request was carried out; ``effect`` also gets whether the group was to complete."""

    def wrapper(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
        before = session.completes
        notices = perform(context, session, parameters)
        effect(session, parameters, before)
        return notices

    return groups.performed(name, wrapper)


def read_as(change: Callable[[Data], Data]) -> ChangePolicies:
    """Have requests for campaign groups read as if they carried other data, over HTTP and the Communication DN."""

    def apply(_context: Context, message: Input) -> Input:
        if isinstance(message, ResourceRequest) and message.path[0] == RESOURCE:
            return replace(message, body=change(dict(message.body)))
        return replace(message, data=change(dict(message.data))) if isinstance(message, ApplicationRequest) else message

    return received(apply)


def without(data: Data) -> Data:
    """Return data without the attribute."""
    return {key: value for key, value in data.items() if key != AUTO_COMPLETION}


def notices_as(change: Callable[[Outputs], Outputs]) -> ChangePolicies:
    """Change what an input leads to where it has notices of a stop and of an unload."""

    def apply(_context: Context, _message: Input, outputs: Outputs) -> Outputs:
        names = {is_notice(output) for output in outputs}
        return change(outputs) if {"CampaignStopped", "CampaignUnloaded"} <= names else outputs

    return sent(apply)


def is_notice(output: object) -> str:
    """Return which notice of the end of a campaign an output is; an empty text where it is none."""
    name = output.data.get("GSW_USER_EVENT") if isinstance(output, UserEvent) else None
    return name if isinstance(name, str) and name in ("CampaignStopped", "CampaignUnloaded") else ""
