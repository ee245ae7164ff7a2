"""Mistakes with records that are canceled while they are on desktops: who is told what, and how their rows end."""

from ocs_reference.core.cancel import INCOMPLETE
from ocs_reference.core.context import Context, Request
from ocs_reference.core.messages import UserEvent
from ocs_reference.core.records import STALE
from ocs_reference.core.requests import ALL_CHAIN, CHAIN_ATTR, HANDLE, PHONE, RECORD_ONLY
from ocs_reference.core.values import RecordStatus
from ocs_reference.defects.cancellations import with_message
from ocs_reference.defects.defect import ChangePolicies, Defect, both
from ocs_reference.defects.outputs import event_key, event_without, no_event
from ocs_reference.defects.stored import outcome
from ocs_reference.defects.withdrawals import (
    RECORD_CANCEL,
    desktops_left_alone,
    named_by,
    told_only,
    told_to_all_holders,
)

_REQUEST = "RequestRecordCancel"
_ACKNOWLEDGE = "RecordCancelAcknowledge"
_MESSAGE = "GSW_MESSAGE"


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"cancel.{name}", f"desktop.cancel.{fact}", title, policies)


def _by_handle(_context: Context, request: Request) -> bool:
    return named_by(request.data) == HANDLE


def _not_by_handle(context: Context, request: Request) -> bool:
    return not _by_handle(context, request)


def _any_on_a_desktop(context: Context, request: Request) -> bool:
    return _not_by_handle(context, request) and any(context.state.held_chains())


def _has_the_phone(_context: Context, request: Request, event: UserEvent) -> bool:
    return PHONE not in request.data or event.data[PHONE] == request.data[PHONE]


def _by_phone(_context: Context, request: Request, _event: UserEvent) -> bool:
    return named_by(request.data) == PHONE


_TOLD = (
    _defect(
        "nobody-is-told",
        "holder-told",
        "RequestRecordCancel by phone or customer id cancels what is on desktops, and tells no desktop",
        no_event(RECORD_CANCEL),
    ),
    _defect(
        "every-desktop-is-told",
        "holder-told",
        "RecordCancel goes to every other desktop that has a record, whatever record it is",
        told_to_all_holders(_REQUEST),
    ),
    _defect(
        "told-by-the-own-phone-alone",
        "chain-holder-told",
        "A desktop is told of a canceled chain where the record on it has the phone, and not for another of the chain",
        told_only(_REQUEST, _has_the_phone),
    ),
    _defect(
        "not-told-by-customer-id",
        "chain-holder-told-by-customer-id",
        "Desktops are told of records that are canceled by phone, and not of those canceled by customer id",
        told_only(_REQUEST, _by_phone),
    ),
    Defect(
        "record-cancel.always-record-only",
        "desktop.record-cancel.all-chain",
        "RecordCancel has the scope RecordOnly, because it names one record",
        event_key(RECORD_CANCEL, CHAIN_ATTR, RECORD_ONLY),
    ),
    Defect(
        "record-cancel.always-all-chain",
        "desktop.record-cancel.record-only",
        "RecordCancel has the scope AllChain, whatever was asked for",
        event_key(RECORD_CANCEL, CHAIN_ATTR, ALL_CHAIN),
    ),
    Defect(
        "record-cancel.without-scope",
        "desktop.record-cancel.record-only",
        "RecordCancel has no scope, so that the desktop takes it for AllChain",
        event_without(RECORD_CANCEL, CHAIN_ATTR),
    ),
)

_ACKNOWLEDGES = (
    _defect(
        "acknowledge-has-the-default-scope",
        "acknowledge-scope",
        "RecordCancelAcknowledge has AllChain, whatever was asked for",
        event_key(_ACKNOWLEDGE, CHAIN_ATTR, ALL_CHAIN),
    ),
    _defect(
        "acknowledge-has-the-other-scope",
        "acknowledge-scope",
        "RecordCancelAcknowledge has RecordOnly, whatever was asked for",
        event_key(_ACKNOWLEDGE, CHAIN_ATTR, RECORD_ONLY),
    ),
    _defect(
        "incomplete-processing-is-not-said",
        "incomplete-message",
        "RecordCancelAcknowledge says nothing of records on desktops",
        event_without(_ACKNOWLEDGE, _MESSAGE),
    ),
    _defect(
        "incomplete-processing-has-other-words",
        "incomplete-message",
        "RecordCancelAcknowledge tells of records on desktops in words of its own",
        event_key(_ACKNOWLEDGE, _MESSAGE, "The record is being processed"),
    ),
    _defect(
        "incomplete-processing-is-always-said",
        "complete-no-message",
        "RecordCancelAcknowledge by phone or customer id says that processing is incomplete, wherever the records are",
        with_message(_REQUEST, INCOMPLETE, _not_by_handle),
    ),
    _defect(
        "incomplete-processing-for-any-record",
        "complete-no-message",
        "RecordCancelAcknowledge says that processing is incomplete while any record at all is on a desktop",
        with_message(_REQUEST, INCOMPLETE, _any_on_a_desktop),
    ),
    _defect(
        "incomplete-processing-by-handle",
        "by-handle-no-message",
        "RecordCancelAcknowledge says that processing is incomplete where the handle's record is on the own desktop",
        with_message(_REQUEST, INCOMPLETE, _by_handle),
    ),
)

_ENDS = (
    _defect(
        "finishing-overwrites",
        "held-record-ends-canceled",
        "A record that was canceled on a desktop ends as that desktop finishes it",
        desktops_left_alone(_REQUEST),
    ),
    _defect(
        "time-out-makes-ready",
        "not-handled-again",
        "A record that was canceled on a desktop is Ready again when its stale time-out is over",
        both(desktops_left_alone(_REQUEST), outcome(STALE, record_status=RecordStatus.READY)),
    ),
)

DEFECTS = (*_TOLD, *_ACKNOWLEDGES, *_ENDS)
