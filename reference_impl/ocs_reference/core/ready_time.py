"""The time in which an agent becomes ready. Source: desktop, ReadyTime Request, with the table of its errors."""

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import Reply
from ocs_reference.core.requests import HANDLE, whole
from ocs_reference.core.values import PREDICTIVE_MODES


def ready_time(context: Context, request: Request) -> Result:
    """Acknowledge the time that an agent still needs for the record on the desktop.

    Refuses with 112 where the handle is not that of a record that this agent processes, 101 where the group's mode
    is not predictive, 120 where the request was made for this record before. 102 and 103 come from the table of keys.
    """
    record = context.state.open.get(whole(request.data, HANDLE))
    if record is None or not context.policies.calls.processes(record.chain, request.agent):
        raise RefusalError(112, HANDLE)
    if context.state.sessions[record.chain.group.key].dial_mode not in PREDICTIVE_MODES:
        raise RefusalError(101)
    if record.ready_time_sent:
        raise RefusalError(120, HANDLE)
    record.ready_time_sent = True
    return [Reply("ReadyTimeAcknowledge", {HANDLE: record.handle})]
