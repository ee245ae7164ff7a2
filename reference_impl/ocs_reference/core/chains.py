"""The rest of a chain. Source: desktop, Chained Records."""

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.messages import Reply
from ocs_reference.core.records import named, names
from ocs_reference.core.retrieval import mark_forbidden
from ocs_reference.core.state import Record, chain_number


def chained_record_request(context: Context, request: Request) -> Result:
    """Send the records of a chain that were not delivered yet, then the end marker.

    No record is sent twice: a later request brings what was added since, and is ignored where nothing was.
    """
    record = named(context, request)
    chain = record.chain
    mark_forbidden(context, chain)
    rest = sorted((other for other in chain.records if _is_due(other)), key=chain_number)
    if chain.requested and not rest:
        return []
    chain.requested = True
    replies: Result = [_chained_record(context, other) for other in rest]
    return [*replies, Reply("ChainedRecordsDataEnd", {**names(record), "GSW_CHAIN_ID": chain.chain_id})]


def _is_due(record: Record) -> bool:
    return not record.handle and not record.settled


def _chained_record(context: Context, record: Record) -> Reply:
    context.state.give_handle(record)
    return Reply("ChainedRecord", context.policies.record_data(context, record))
