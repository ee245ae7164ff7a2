"""Mistakes with the cancellation of records that the OCS dials by itself."""

from dataclasses import replace

from ocs_reference.core.context import Context, Request
from ocs_reference.core.records import CANCELED, PROCESSED
from ocs_reference.core.requests import CALLING_LIST, HANDLE, whole
from ocs_reference.core.state import Record
from ocs_reference.core.values import Data
from ocs_reference.defects.cancellations import calls_left_alone, delivered_again
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.records import event_of_record, is_automatic, refused_for
from ocs_reference.defects.requests import in_context
from ocs_reference.defects.withdrawals import RECORD_CANCEL

_REQUEST = "RequestRecordCancel"


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"cancel.{name}", f"desktop.cancel.{fact}", title, policies)


def _dialed_as_processed(context: Context, request: Request) -> Context:
    record = context.state.open.get(whole(request.data, HANDLE))
    if record is None or not is_automatic(context, record):
        return context
    outcomes = {**context.policies.outcomes, CANCELED: context.policies.outcomes[PROCESSED]}
    return replace(context, policies=replace(context.policies, outcomes=outcomes))


def _campaign_for_list(context: Context, record: Record, data: Data) -> Data:
    return {**data, CALLING_LIST: record.chain.group.campaign.name} if is_automatic(context, record) else data


DEFECTS = (
    _defect(
        "dialed-call-ends-as-processed",
        "dialed-call",
        "The record of a dialed call ends like one that was finished when it is canceled, because it was dialed",
        in_context(_REQUEST, _dialed_as_processed),
    ),
    _defect(
        "dialed-call-cannot-be-canceled",
        "dialed-call",
        "RequestRecordCancel by handle is refused for a dialed call, because it is too late",
        refused_for(_REQUEST, 101, is_automatic),
    ),
    _defect(
        "dialed-again",
        "not-dialed-again",
        "What was canceled is Canceled in the list, and goes back to what is dialed next",
        delivered_again(_REQUEST),
    ),
    _defect(
        "treated-after-the-call",
        "not-dialed-again",
        "A record that is canceled while its call is on the wire ends as its call result says",
        calls_left_alone(_REQUEST),
    ),
    Defect(
        "record-cancel.of-a-dialed-call-names-no-list",
        "desktop.record-cancel.dialed-call",
        "RecordCancel for a dialed call has the name of the campaign in place of that of the calling list",
        event_of_record(RECORD_CANCEL, _campaign_for_list),
    ),
)
