"""Mistakes with campaign groups: in which states their requests are refused, what they do, and how a group is shown."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ocs_reference.core.campaign_groups import GroupAction, Parameters
from ocs_reference.core.context import Context
from ocs_reference.core.messages import Input, Reply, ResourceAnswer, ResourceRequest
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data, GroupStatus
from ocs_reference.defects.defect import ChangePolicies
from ocs_reference.defects.outputs import Outputs, sent

RESOURCE = "campaigngroups"

Perform = Callable[[Context, Session, Parameters], list[Reply]]
Wrapper = Callable[[Perform, Context, Session, Parameters], list[Reply]]
ChangeStatus = Callable[[Session, Data], Data | None]


def actions(names: str | Sequence[str], change: Callable[[GroupAction], GroupAction]) -> ChangePolicies:
    """Change the rows of these requests in the table of campaign group requests."""
    wanted = [names] if isinstance(names, str) else names
    return lambda policies: replace(
        policies,
        group_actions={
            name: change(action) if name in wanted else action for name, action in policies.group_actions.items()
        },
    )


def performed(names: str | Sequence[str], wrapper: Wrapper) -> ChangePolicies:
    """Lay ``wrapper`` around what these requests do: it gets that, the context, the session and the parameters."""

    def change(action: GroupAction) -> GroupAction:
        perform = action.perform
        return replace(
            action, perform=lambda context, session, parameters: wrapper(perform, context, session, parameters)
        )

    return actions(names, change)


def with_parameters(names: str | Sequence[str], change: Callable[[Session, Parameters], Parameters]) -> ChangePolicies:
    """Have these requests carried out with other dialling parameters than were sent, once those have been checked."""
    return performed(
        names, lambda perform, context, session, parameters: perform(context, session, change(session, parameters))
    )


def allowed(names: str | Sequence[str], *states: GroupStatus) -> ChangePolicies:
    """Carry these requests out in states that forbid them."""
    return actions(
        names,
        lambda action: replace(
            action, refused={state: refusal for state, refusal in action.refused.items() if state not in states}
        ),
    )


def refused(names: str | Sequence[str], state: GroupStatus, status: int, number: int) -> ChangePolicies:
    """Refuse these requests in a state with this status and this number, whether it forbids them or not."""
    return actions(names, lambda action: replace(action, refused={**action.refused, state: (status, number)}))


def renumbered(names: str | Sequence[str], number: int, *states: GroupStatus) -> ChangePolicies:
    """Refuse these requests with a wrong number where one of these states, or any by default, forbids them."""
    return actions(
        names,
        lambda action: replace(
            action,
            refused={
                state: (status, number if state in states or not states else sound)
                for state, (status, sound) in action.refused.items()
            },
        ),
    )


def shown(change: ChangeStatus, *, alone: bool = True, among_all: bool = True) -> ChangePolicies:
    """Change the statuses that are shown: of a group by itself, among all groups, or both; None leaves a group out."""

    def apply(context: Context, message: Input, outputs: Outputs) -> Outputs:
        if not isinstance(message, ResourceRequest) or message.path[0] != RESOURCE:
            return outputs
        return [
            replace(output, body=_changed(context, message, output.body))
            if isinstance(output, ResourceAnswer) and isinstance(output.body, dict)
            else output
            for output in outputs
        ]

    def _changed(context: Context, message: ResourceRequest, body: Data) -> Data:
        sessions = context.state.sessions.values()
        if len(message.path) > 1:
            (session,) = (session for session in sessions if str(session.group.dbid) == message.path[1])
            return (change(session, body) or {}) if alone else body
        return {**body, "CampaignGroups": _of_all(body, list(sessions))} if among_all else body

    def _of_all(body: Data, sessions: Sequence[Session]) -> Data:
        statuses = body["CampaignGroups"]
        assert isinstance(statuses, dict)
        found = {session.group.name: change(session, statuses[session.group.name]) for session in sessions}
        return {name: status for name, status in found.items() if status is not None}

    return sent(apply)
