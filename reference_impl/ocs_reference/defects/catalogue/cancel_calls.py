"""Mistakes with the cancellation of dialed calls and of scheduled calls."""

from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.context import Context, Request
from ocs_reference.core.messages import UserEvent
from ocs_reference.core.records import CANCELED, PROCESSED
from ocs_reference.core.requests import CALLING_LIST, HANDLE, whole
from ocs_reference.core.state import Record
from ocs_reference.core.values import Data, RecordType
from ocs_reference.defects.cancellations import calls_left_alone, delivered_again
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import no_event
from ocs_reference.defects.records import event_of_record, is_automatic, refused_for
from ocs_reference.defects.requests import in_context
from ocs_reference.defects.withdrawals import RECORD_CANCEL

_REQUEST = "RequestRecordCancel"


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"cancel.{name}", f"desktop.cancel.{fact}", title, policies)


def _is_scheduled(_context: Context, record: Record) -> bool:
    return record.row["record_type"] in (RecordType.PERSONAL_CALLBACK, RecordType.CAMPAIGN_CALLBACK)


def _as_processed(when: Callable[[Context, Record], bool]) -> ChangePolicies:
    """End records that are canceled by handle, and for which ``when`` holds, like those that were finished."""

    def change(context: Context, request: Request) -> Context:
        record = context.state.open.get(whole(request.data, HANDLE))
        if record is None or not when(context, record):
            return context
        outcomes = {**context.policies.outcomes, CANCELED: context.policies.outcomes[PROCESSED]}
        return replace(context, policies=replace(context.policies, outcomes=outcomes))

    return in_context(_REQUEST, change)


def _is_for_a_scheduled_call(context: Context, event: UserEvent) -> bool:
    record = context.state.open.get(whole(event.data, HANDLE))
    return record is not None and _is_scheduled(context, record)


def _campaign_for_list(context: Context, record: Record, data: Data) -> Data:
    return {**data, CALLING_LIST: record.chain.group.campaign.name} if is_automatic(context, record) else data


DEFECTS = (
    _defect(
        "dialed-call-ends-as-processed",
        "dialed-call",
        "The record of a dialed call ends like one that was finished when it is canceled, because it was dialed",
        _as_processed(is_automatic),
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
    _defect(
        "scheduled-call-ends-as-processed",
        "scheduled-call",
        "The record of a scheduled call ends like one that was finished when it is canceled",
        _as_processed(_is_scheduled),
    ),
    _defect(
        "scheduled-call-cannot-be-canceled",
        "scheduled-call",
        "RequestRecordCancel by handle is refused for a scheduled call, which has to be rescheduled",
        refused_for(_REQUEST, 101, _is_scheduled),
    ),
    Defect(
        "record-cancel.not-for-scheduled-calls",
        "desktop.record-cancel.scheduled-call",
        "RecordCancel goes to desktops that have preview records, and not to those that have scheduled calls",
        no_event(RECORD_CANCEL, _is_for_a_scheduled_call),
    ),
    Defect(
        "record-cancel.of-a-dialed-call-names-no-list",
        "desktop.record-cancel.dialed-call",
        "RecordCancel for a dialed call has the name of the campaign in place of that of the calling list",
        event_of_record(RECORD_CANCEL, _campaign_for_list),
    ),
)
