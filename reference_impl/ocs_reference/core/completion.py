"""Campaign groups that stop and unload by themselves when they have no records left.

Source: auto-completion, Scenario; Processing.
"""

from collections.abc import Sequence

from ocs_reference.core import campaign_groups
from ocs_reference.core.announcements import announce
from ocs_reference.core.context import Context
from ocs_reference.core.errors import StoreError
from ocs_reference.core.messages import Output
from ocs_reference.core.retrieval import fill
from ocs_reference.core.state import Session
from ocs_reference.core.values import GroupStatus


def complete(context: Context) -> Sequence[Output]:
    """Stop and unload each running group that was told to complete and has nothing left to dial."""
    outputs: list[Output] = []
    for session in context.state.sessions.values():
        if (
            session.completes
            and session.status == GroupStatus.RUNNING
            and context.policies.is_depleted(context, session)
        ):
            for request in ("StopDialing", "Unload"):
                outputs += announce(context, session, campaign_groups.act(context, session, request, {}))
    return outputs


def is_depleted(context: Context, session: Session) -> bool:
    """Tell whether all records that a group had retrieved are finished, and its lists have no more for now."""
    if any(chain.group is session.group for chain in context.state.chains.values()):
        return False
    try:
        fill(context, session)
    except StoreError:
        return False
    return not session.buffer
