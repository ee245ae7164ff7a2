"""Requests that applications send to the Communication DN. Source: commdn, UserEvent Structure."""

from collections.abc import Sequence

from ocs_reference.core.context import Context
from ocs_reference.core.messages import ApplicationRequest, Output

MESSAGE_TYPE = "GSW_CM_MessageType"


def answer(_context: Context, _message: ApplicationRequest) -> Sequence[Output]:
    """Answer a user event of an application; one that is no request of the protocol gets none."""
    return []
