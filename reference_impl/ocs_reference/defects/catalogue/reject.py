"""Mistakes with RecordReject: what becomes of the record, its chain and its handle."""

from collections.abc import Callable

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import Reply
from ocs_reference.core.records import REJECTED, processed
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, HANDLE, Handler
from ocs_reference.core.state import Record
from ocs_reference.core.values import RecordStatus, Row
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_data, no_event
from ocs_reference.defects.records import after, keep_open, with_record
from ocs_reference.defects.requests import acknowledged, handled, renumbered
from ocs_reference.defects.stored import outcome, retrieved

_REQUEST = "RecordReject"
_ACKNOWLEDGE = "RecordRejectAcknowledge"


def _then_written(change: Callable[[Context, Request, Record, Record], Row]) -> ChangePolicies:
    """Write the rows of a rejected chain once more: ``change`` gets each record, behind the one that was rejected."""

    def write(context: Context, request: Request, record: Record) -> None:
        outcome_of_reject = context.policies.outcomes[REJECTED]
        rows = [
            other.row | outcome_of_reject | {"agent_id": _login(context, request, record)} | change_of
            for other in record.chain.records
            for change_of in [change(context, request, record, other)]
        ]
        context.store.dispose(record.chain.calling_list.key, rows)

    return after(_REQUEST, write)


def _login(context: Context, request: Request, record: Record) -> str:
    return context.configuration.agents[request.agent or record.chain.holder or ""]


def _is_processed(handler: Handler, context: Context, request: Request, record: Record) -> Result:
    if record.callback is None:
        return handler(context, request)
    return [
        Reply(_ACKNOWLEDGE, reply.data) for reply in processed(context, request) if isinstance(reply, Reply)
    ]


def _back_to_its_agent(handler: Handler, context: Context, request: Request) -> Result:
    """Hand out what was rejected to nobody but the agent who did."""
    before = set(context.state.open)
    result = handler(context, request)
    for handle in set(context.state.open) - before:
        record = context.state.open[handle]
        chain = record.chain
        noted = record.row["agent_id"]
        if noted and noted != context.configuration.agents[request.agent or ""]:
            del context.state.open[handle]
            record.handle = 0
            chain.holder = None
            context.state.sessions[chain.group.key].buffer.appendleft(chain)
            raise RefusalError(108, CAMPAIGN_NAME)
    return result
