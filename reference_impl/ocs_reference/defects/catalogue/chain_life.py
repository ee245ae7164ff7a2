"""Mistakes with chains as a whole, once they are finished, and with the answer that brings them."""

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.requests import ALL_CHAIN, CHAIN_ATTR, REFERENCE_ID, Handler
from ocs_reference.core.state import Record
from ocs_reference.core.values import RecordStatus, Row
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.outputs import event_without
from ocs_reference.defects.records import after, with_record
from ocs_reference.defects.requests import renumbered, unanswered

_PROCESSED = "RecordProcessed"
_OF_A_HANDLE = ("UpdateCallCompletionStats", _PROCESSED, "RequestRecordCancel")


def _others_are_ready(context: Context, _request: Request, record: Record) -> None:
    ready: Row = {"record_status": RecordStatus.READY}
    others = [other.row | ready for other in record.chain.records if other is not record]
    context.store.dispose(record.chain.calling_list.key, others)


def _others_are_ready_if_record_only(context: Context, request: Request, record: Record) -> None:
    if request.data.get(CHAIN_ATTR, ALL_CHAIN) != ALL_CHAIN:
        _others_are_ready(context, request, record)


def _result_of_all(handler: Handler, context: Context, request: Request, record: Record) -> Result:
    if request.data.get(CHAIN_ATTR) == ALL_CHAIN and "GSW_CALL_RESULT" in request.data:
        result = request.data["GSW_CALL_RESULT"]
        assert isinstance(result, int)
        for other in record.chain.records:
            other.row = other.row | {"call_result": result}
    return handler(context, request)


DEFECTS = (
    Defect(
        "chain-life.rest-is-delivered-again",
        "desktop.processed.chain-finished",
        "RecordProcessed makes the other records of its chain Ready, though they were on the desktop",
        after(_PROCESSED, _others_are_ready),
    ),
    Defect(
        "chain-life.handles-are-an-invalid-request",
        "desktop.processed.chain-handles-closed",
        "A handle whose chain was finished is refused as an invalid request",
        renumbered(_OF_A_HANDLE, [109], 101),
    ),
    Defect(
        "chain-life.handles-are-not-answered",
        "desktop.processed.chain-handles-closed",
        "A request with a handle whose chain was finished is not answered",
        unanswered(_OF_A_HANDLE, [109]),
    ),
    Defect(
        "chain-life.processed-alone-by-its-scope",
        "desktop.processed.scope-ignored",
        "RecordProcessed with RecordOnly finishes its record, and makes the others of the chain Ready",
        after(_PROCESSED, _others_are_ready_if_record_only),
    ),
    Defect(
        "chain-life.processed-together-by-its-scope",
        "desktop.processed.scope-ignored",
        "RecordProcessed with AllChain writes its call result to all records of the chain",
        with_record(_PROCESSED, _result_of_all),
    ),
    Defect(
        "chain-life.answer-without-reference-id",
        "desktop.chains.reference-id",
        "No event of the answer to ChainedRecordRequest carries the reference id",
        event_without(("ChainedRecord", "ChainedRecordsDataEnd"), REFERENCE_ID),
    ),
)
