"""Mistakes with RecordReject: what becomes of the record, its chain and its handle."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import Reply
from ocs_reference.core.records import REJECTED, processed
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, HANDLE, Handler
from ocs_reference.core.state import Record
from ocs_reference.core.values import RecordStatus, RecordType, Row
from ocs_reference.defects.defect import ChangePolicies, Defect, both
from ocs_reference.defects.outputs import event_without, no_event
from ocs_reference.defects.records import after, keep_open, stored, with_record
from ocs_reference.defects.requests import acknowledged, handled, in_context, renumbered
from ocs_reference.defects.stored import Around, retrieved

_REQUEST = "RecordReject"
_ASK = "PreviewRecordRequest"
_ACKNOWLEDGE = "RecordRejectAcknowledge"


def _rows(change: Callable[[Context, Request, Record, Record], Row]) -> ChangePolicies:
    """Write other values to the rows of a rejected chain; ``change`` gets the record of the request and each one."""

    def write(context: Context, request: Request, record: Record) -> None:
        sound = {**context.policies.outcomes[REJECTED], "agent_id": _login(context, request, record)}
        rows = [other.row | sound | change(context, request, record, other) for other in record.chain.records]
        context.store.dispose(record.chain.calling_list.key, rows)

    return after(_REQUEST, write)


def _login(context: Context, request: Request, record: Record) -> str:
    return context.configuration.agents[request.agent or record.chain.holder or ""]


def _the_others(change: Row) -> ChangePolicies:
    return _rows(lambda _context, _request, record, other: {} if other is record else change)


def _as_processed(handler: Handler, context: Context, request: Request, record: Record) -> Result:
    """Reject a record that has a callback as if it were finished."""
    if record.callback is None:
        return handler(context, request)
    return [Reply(_ACKNOWLEDGE, reply.data) for reply in processed(context, request) if isinstance(reply, Reply)]


def _without_a_note(context: Context, _request: Request | None = None) -> Context:
    """Deliver records without writing their new agent to the rows."""

    class Silent(Around):
        def dispose(self, calling_list: str, rows: Sequence[Row]) -> None:
            self.inner.dispose(calling_list, [row for row in rows if row["record_type"] == RecordType.NO_CALL])

    return replace(context, store=Silent(context.store))


def _time_runs_on(context: Context, request: Request, record: Record) -> None:
    keep_open(context, request, record)
    for other in record.chain.records:
        context.state.open.pop(other.handle, None)


def _back_to_its_agent(handler: Handler, context: Context, request: Request) -> Result:
    """Hand out what was rejected to nobody but the agent who did."""
    known = set(context.state.open)
    result = handler(_without_a_note(context), request)
    for handle in set(context.state.open) - known:
        record = context.state.open[handle]
        if stored(context, record)["agent_id"] not in ("", context.configuration.agents[request.agent or ""]):
            _put_back(context, record)
            raise RefusalError(108, CAMPAIGN_NAME)
    return result


def _put_back(context: Context, record: Record) -> None:
    """Undo a delivery: the chain is the first again to be delivered."""
    chain = record.chain
    del context.state.open[record.handle]
    record.handle = 0
    chain.holder = None
    context.state.sessions[chain.group.key].buffer.appendleft(chain)


DEFECTS = (
    Defect(
        "reject.is-not-acknowledged",
        "desktop.reject.acknowledged",
        "RecordReject is carried out in silence",
        no_event(_ACKNOWLEDGE),
    ),
    Defect(
        "reject.acknowledge-has-the-handle-alone",
        "desktop.reject.acknowledged",
        "RecordRejectAcknowledge names the record, and neither campaign nor calling list",
        event_without(_ACKNOWLEDGE, CAMPAIGN_NAME, CALLING_LIST),
    ),
    Defect(
        "reject.row-is-updated",
        "desktop.reject.row-reset",
        "The row of a rejected record gets the status of one that was finished",
        _rows(
            lambda _context, _request, record, other: {"record_status": RecordStatus.UPDATED} if other is record else {}
        ),
    ),
    Defect(
        "reject.row-is-of-no-type",
        "desktop.reject.row-reset",
        "The type of a rejected record is taken away in place of being set to General",
        _rows(lambda _context, _request, record, other: {"record_type": RecordType.NONE} if other is record else {}),
    ),
    Defect(
        "reject.callback-stays",
        "desktop.reject.row-reset",
        "A record that is rejected after RecordReschedule becomes a callback all the same",
        with_record(_REQUEST, _as_processed),
    ),
    Defect(
        "reject.rest-of-the-chain-stays-retrieved",
        "desktop.reject.chain-reset",
        "Of a rejected chain only the record that the request names goes back to the calling list",
        _the_others({"record_status": RecordStatus.RETRIEVED}),
    ),
    Defect(
        "reject.rest-of-the-chain-is-updated",
        "desktop.reject.chain-reset",
        "The other rows of a rejected chain get the status of a chain that was finished",
        _the_others({"record_status": RecordStatus.CHAIN_UPDATED}),
    ),
    Defect(
        "reject.agent-is-not-noted",
        "desktop.reject.agent-id",
        "The row of a rejected record does not name the agent",
        _rows(lambda _context, _request, _record, other: {"agent_id": other.row["agent_id"]}),
    ),
    Defect(
        "reject.agent-of-the-first-stays",
        "desktop.reject.agent-id",
        "Where a row of a rejected record names an agent already, that agent stays",
        both(
            in_context(_ASK, _without_a_note),
            _rows(
                lambda context, request, record, other: {
                    "agent_id": stored(context, other)["agent_id"] or _login(context, request, record)
                }
            ),
        ),
    ),
    Defect(
        "reject.agent-by-user-name",
        "desktop.reject.agent-id",
        "The row of a rejected record has the agent's user name in place of the login id",
        _rows(lambda _context, request, record, _other: {"agent_id": request.agent or record.chain.holder}),
    ),
    Defect(
        "reject.next-agent-is-not-noted",
        "desktop.reject.agent-id-of-next",
        "The row of a rejected record names the agent who rejected it until the next agent finishes it",
        in_context(_ASK, _without_a_note),
    ),
    Defect(
        "reject.becomes-stale",
        "desktop.reject.never-stale",
        "The time of a rejected record runs on, and marks it Stale in the end",
        after(_REQUEST, _time_runs_on),
    ),
    Defect(
        "reject.never-comes-back",
        "desktop.reject.delivered-again",
        "What an agent rejected is not retrieved any more",
        retrieved(lambda rows: [row for row in rows if not row["agent_id"]]),
    ),
    Defect(
        "reject.comes-back-to-its-agent-alone",
        "desktop.reject.to-another-agent",
        "A rejected record is kept for the agent who rejected it",
        handled(_ASK, _back_to_its_agent),
    ),
    Defect(
        "reject.waits-for-processed",
        "desktop.reject.final",
        "A rejected record stays open until RecordProcessed comes",
        after(_REQUEST, keep_open),
    ),
    Defect(
        "reject.lost-handle-is-acknowledged",
        "desktop.reject.record-not-found",
        "RecordReject with a handle that is not there is acknowledged",
        acknowledged(_REQUEST, [109], _ACKNOWLEDGE, [CALLING_LIST, CAMPAIGN_NAME, HANDLE]),
    ),
    Defect(
        "reject.lost-handle-is-an-invalid-request",
        "desktop.reject.record-not-found",
        "RecordReject with a handle that is not there is refused as an invalid request",
        renumbered(_REQUEST, [109], 101),
    ),
)
