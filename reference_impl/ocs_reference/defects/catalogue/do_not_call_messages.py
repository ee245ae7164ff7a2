"""Mistakes in what DoNotCall is answered by, and whom it tells."""

from dataclasses import replace

from ocs_reference.core.cancel import INCOMPLETE
from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.messages import Reply, UserEvent
from ocs_reference.core.requests import (
    ALL_CHAIN,
    CALLING_LIST,
    CAMPAIGN_NAME,
    CHAIN_ATTR,
    CUSTOMER_ID,
    HANDLE,
    PHONE,
    RECORD_ONLY,
    whole,
)
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_key, event_without, no_event
from ocs_reference.defects.records import after, keep_open
from ocs_reference.defects.requests import acknowledged, not_required, renumbered, with_result
from ocs_reference.defects.withdrawals import identifier_not_asked_for, told_only, told_to_all_holders

_REQUEST = "DoNotCall"
_ACKNOWLEDGE = "DoNotCallAcknowledge"


def _incomplete_message(_context: Context, _request: Request, result: Result) -> Result:
    """Say in the acknowledge what that of a cancellation says while a record is on a desktop."""
    told = any(isinstance(entry, UserEvent) for entry in result)
    return [
        replace(entry, data={**entry.data, "GSW_MESSAGE": INCOMPLETE}) if told and isinstance(entry, Reply) else entry
        for entry in result
    ]


def _of_one_record(context: Context, _request: Request, event: UserEvent) -> bool:
    return len(context.state.open[whole(event.data, HANDLE)].chain.records) == 1


def _of_the_phone(_context: Context, request: Request, event: UserEvent) -> bool:
    return PHONE not in request.data or event.data[PHONE] == request.data[PHONE]


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"do-not-call.{name}", f"desktop.do-not-call.{fact}", title, policies)


_NOTIFICATIONS = (
    _defect(
        "holder-is-not-told",
        "record-cancel-sent",
        "The desktop that holds a record is not told of a DoNotCall that names it",
        told_only(_REQUEST, lambda _context, _request, _event: False),
    ),
    _defect(
        "every-holder-is-told",
        "record-cancel-sent",
        "DoNotCall by phone or customer id sends RecordCancel to each desktop that has a record, whatever record it is",
        told_to_all_holders(_REQUEST),
    ),
    _defect(
        "holder-of-a-chain-is-not-told",
        "chain-holder-told",
        "RecordCancel is sent for records without a chain only",
        told_only(_REQUEST, _of_one_record),
    ),
    _defect(
        "holder-of-another-number-is-not-told",
        "chain-holder-told",
        "RecordCancel is sent only where the record on the desktop has the phone of the request",
        told_only(_REQUEST, _of_the_phone),
    ),
    _defect(
        "incomplete-processing-is-told",
        "no-incomplete-message",
        "DoNotCallAcknowledge has the message on incomplete processing that belongs to cancellations",
        with_result(_REQUEST, _incomplete_message),
    ),
)

_ANSWERS = (
    _defect(
        "not-acknowledged",
        "acknowledged",
        "DoNotCall is carried out and not acknowledged",
        no_event(_ACKNOWLEDGE),
    ),
    _defect(
        "acknowledge-lacks-names",
        "acknowledge-names",
        "DoNotCallAcknowledge with a handle has neither campaign nor calling list",
        event_without(_ACKNOWLEDGE, CAMPAIGN_NAME, CALLING_LIST),
    ),
    _defect(
        "acknowledge-lacks-identifier",
        "acknowledge-identifier",
        "DoNotCallAcknowledge does not say whom it concerns",
        event_without(_ACKNOWLEDGE, HANDLE, PHONE, CUSTOMER_ID),
    ),
    _defect(
        "acknowledge-always-all-chain",
        "acknowledge-scope",
        "DoNotCallAcknowledge always has the scope AllChain",
        event_key(_ACKNOWLEDGE, CHAIN_ATTR, ALL_CHAIN),
    ),
    _defect(
        "acknowledge-always-record-only",
        "acknowledge-scope",
        "DoNotCallAcknowledge always has the scope RecordOnly, the default of its own table",
        event_key(_ACKNOWLEDGE, CHAIN_ATTR, RECORD_ONLY),
    ),
    _defect(
        "stays-open",
        "handle-final",
        "A record stays open after DoNotCall by handle until RecordProcessed comes",
        after(_REQUEST, keep_open),
    ),
    _defect(
        "lost-handle-is-acknowledged",
        "record-not-found",
        "DoNotCall with a handle that is not there is acknowledged",
        acknowledged(_REQUEST, [109], _ACKNOWLEDGE, [CALLING_LIST, CAMPAIGN_NAME, HANDLE]),
    ),
    _defect(
        "lost-handle-has-number-of-chains",
        "record-not-found",
        "DoNotCall with a handle that is not there is refused with the number of a chain that is not found",
        renumbered(_REQUEST, [109], 114),
    ),
    _defect(
        "handle-needs-no-names",
        "handle-needs-names",
        "DoNotCall with a handle is carried out without the names of campaign and calling list",
        not_required(_REQUEST, CAMPAIGN_NAME, CALLING_LIST),
    ),
    _defect(
        "nothing-identified-is-acknowledged",
        "identifier-needed",
        "DoNotCall without handle, phone and customer id is acknowledged and comes to nothing",
        identifier_not_asked_for(_REQUEST),
    ),
)

DEFECTS = (*_NOTIFICATIONS, *_ANSWERS)
