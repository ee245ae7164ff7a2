"""Mistakes with RequestRecordCancel and RecordCancel."""

from ocs_reference.core.context import Context, Request
from ocs_reference.core.messages import UserEvent
from ocs_reference.core.records import CANCELED
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, CUSTOMER_ID, HANDLE, PHONE
from ocs_reference.core.values import Data, RecordStatus
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_data, event_key, event_to_everybody, event_without, no_event
from ocs_reference.defects.records import after, event_of_record, keep_open
from ocs_reference.defects.requests import acknowledged, not_required, refused, renumbered
from ocs_reference.defects.withdrawals import (
    RECORD_CANCEL,
    identifier_not_asked_for,
    named_by,
    rows_left_alone,
    with_outcome,
)

_REQUEST = "RequestRecordCancel"
_ACKNOWLEDGE = "RecordCancelAcknowledge"


def _lacks_names(_context: Context, request: Request) -> bool:
    return named_by(request.data) != HANDLE and not {CAMPAIGN_NAME, CALLING_LIST} <= request.data.keys()


def _new_handle(context: Context, event: UserEvent, data: Data) -> Data:
    """Give the record on the desktop another handle, of which the desktop knows nothing."""
    record = context.state.open[int(str(event.data[HANDLE]))]
    return {**data, HANDLE: context.state.give_handle(record)}


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"cancel.{name}", f"desktop.cancel.{fact}", title, policies)


_REQUESTS = (
    _defect(
        "by-handle-ends-as-processed",
        "by-handle",
        "A record that is canceled by handle ends like one that was finished",
        with_outcome(_REQUEST, HANDLE, CANCELED, record_status=RecordStatus.UPDATED),
    ),
    _defect(
        "by-phone-in-memory-alone",
        "by-phone",
        "RequestRecordCancel by phone cancels what the OCS has in memory, and no rows of calling lists",
        rows_left_alone(_REQUEST, PHONE),
    ),
    _defect(
        "not-acknowledged",
        "acknowledged",
        "RequestRecordCancel is carried out and not acknowledged",
        no_event(_ACKNOWLEDGE),
    ),
    _defect(
        "acknowledge-lacks-names",
        "acknowledge-names",
        "RecordCancelAcknowledge with a handle has neither campaign nor calling list",
        event_without(_ACKNOWLEDGE, CAMPAIGN_NAME, CALLING_LIST),
    ),
    _defect(
        "stays-open",
        "handle-final",
        "A record stays open after RequestRecordCancel by handle until RecordProcessed comes",
        after(_REQUEST, keep_open),
    ),
    _defect(
        "lost-handle-is-acknowledged",
        "record-not-found",
        "RequestRecordCancel with a handle that is not there is acknowledged",
        acknowledged(_REQUEST, [109], _ACKNOWLEDGE, [CALLING_LIST, CAMPAIGN_NAME, HANDLE]),
    ),
    _defect(
        "lost-handle-has-number-of-chains",
        "record-not-found",
        "RequestRecordCancel with a handle that is not there is refused with the number of a chain that is not found",
        renumbered(_REQUEST, [109], 114),
    ),
    _defect(
        "handle-needs-no-names",
        "handle-needs-names",
        "RequestRecordCancel with a handle is carried out without the names of campaign and calling list",
        not_required(_REQUEST, CAMPAIGN_NAME, CALLING_LIST),
    ),
    _defect(
        "phone-needs-names",
        "phone-needs-no-names",
        "RequestRecordCancel by phone is refused without the names of campaign and calling list",
        refused(_REQUEST, 102, _lacks_names),
    ),
    _defect(
        "nothing-identified-is-acknowledged",
        "identifier-needed",
        "RequestRecordCancel without handle, phone and customer id is acknowledged and comes to nothing",
        identifier_not_asked_for(_REQUEST),
    ),
)

_NOTIFICATIONS = (
    Defect(
        "record-cancel.has-a-new-handle",
        "desktop.record-cancel.of-the-held-record",
        "RecordCancel has a handle of its own in place of that under which the desktop has the record",
        event_data(RECORD_CANCEL, _new_handle),
    ),
    Defect(
        "record-cancel.has-the-group-for-the-campaign",
        "desktop.record-cancel.of-the-held-record",
        "RecordCancel has the name of the campaign group in place of that of the campaign",
        event_of_record(RECORD_CANCEL, lambda _context, record, data: {**data, CAMPAIGN_NAME: record.chain.group.name}),
    ),
    Defect(
        "record-cancel.customer-id-is-left-empty",
        "desktop.record-cancel.customer-id",
        "RecordCancel leaves the customer id empty",
        event_key(RECORD_CANCEL, CUSTOMER_ID, ""),
    ),
    Defect(
        "record-cancel.goes-to-everybody",
        "desktop.do-not-call.record-cancel-sent",
        "RecordCancel goes to every agent who is logged in",
        event_to_everybody(RECORD_CANCEL),
    ),
)

DEFECTS = (*_REQUESTS, *_NOTIFICATIONS)
