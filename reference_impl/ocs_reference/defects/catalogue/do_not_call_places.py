"""Mistakes with where DoNotCall looks for what it names, and with whom it concerns."""

from collections.abc import Sequence
from dataclasses import replace

from ocs_reference.core.configuration import CallingList
from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import Reply, UserEvent
from ocs_reference.core.requests import (
    CALLING_LIST,
    CAMPAIGN_NAME,
    CUSTOMER_ID,
    GROUP_NAME,
    HANDLE,
    PHONE,
    Handler,
    whole,
)
from ocs_reference.core.values import Data, GroupStatus, RecordStatus, RecordType, Row
from ocs_reference.core.withdraw import tenants
from ocs_reference.defects.cancellations import by_beginning, found
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.prohibitions import REQUEST, marked_too, sessions_of_list
from ocs_reference.defects.requests import handled, in_context, unanswered, with_data, with_result
from ocs_reference.defects.stored import Around
from ocs_reference.defects.withdrawals import named_by, told_only


def _is_not_loaded(context: Context, _request: Request, calling_list: CallingList) -> bool:
    return not sessions_of_list(context, calling_list)


def _is_of_another_tenant(context: Context, request: Request, calling_list: CallingList) -> bool:
    own = tenants(context, request)
    return any(session.group.campaign.tenant not in own for session in sessions_of_list(context, calling_list))


def _in_running_campaigns(key: str) -> ChangePolicies:
    """Mark rows in the lists of running campaigns alone, where the request names records by ``key``."""

    def change(context: Context, request: Request) -> Context:
        class Disposing(Around):
            def dispose(self, calling_list: str, rows: Sequence[Row]) -> None:
                sessions = sessions_of_list(context, context.configuration.lists[calling_list])
                if any(session.status == GroupStatus.RUNNING for session in sessions):
                    self.inner.dispose(calling_list, rows)

        return replace(context, store=Disposing(context.store)) if named_by(request.data) == key else context

    return in_context(REQUEST, change)


def _campaign_before_group(_context: Context, data: Data) -> Data:
    return {key: value for key, value in data.items() if key != GROUP_NAME} if CAMPAIGN_NAME in data else data


def _first_holder_alone(_context: Context, _request: Request, result: Result) -> Result:
    events = [entry for entry in result if isinstance(entry, UserEvent)]
    return [*events[:1], *(entry for entry in result if isinstance(entry, Reply))]


def _of_the_customer(_context: Context, request: Request, event: UserEvent) -> bool:
    return CUSTOMER_ID not in request.data or event.data[CUSTOMER_ID] == request.data[CUSTOMER_ID]


def _initial_record(context: Context, data: Data) -> Data:
    """Take the handle of a record for that of the first of its chain that was delivered."""
    record = context.state.open.get(whole(data, HANDLE))
    if record is None:
        return data
    return {**data, HANDLE: min(other.handle for other in record.chain.records if other.handle)}


def _general_and_ready(_column: str, _value: str, rows: Sequence[Row]) -> Sequence[Row]:
    return [
        row for row in rows if (row["record_type"], row["record_status"]) == (RecordType.GENERAL, RecordStatus.READY)
    ]


def _unknown_is_acknowledged(handler: Handler, context: Context, request: Request) -> Result:
    """Acknowledge a request for a handle that was never given out, as if its record had been finished long ago."""
    try:
        return handler(context, request)
    except RefusalError:
        if whole(request.data, HANDLE) <= context.state.last_handle:
            raise
        keys = (CALLING_LIST, CAMPAIGN_NAME, HANDLE)
        return [Reply("DoNotCallAcknowledge", {key: request.data[key] for key in keys})]


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"do-not-call.{name}", f"desktop.do-not-call.{fact}", title, policies)


DEFECTS = (
    _defect(
        "by-phone-in-running-campaigns",
        "phone-all-loaded",
        "DoNotCall by phone looks in the lists of running campaigns, and not in those that are loaded and stopped",
        _in_running_campaigns(PHONE),
    ),
    _defect(
        "by-customer-id-in-running-campaigns",
        "customer-all-loaded",
        "DoNotCall by customer id looks in the lists of running campaigns alone",
        _in_running_campaigns(CUSTOMER_ID),
    ),
    _defect(
        "by-phone-in-lists-that-are-not-loaded",
        "phone-not-loaded",
        "DoNotCall by phone marks rows in lists that no loaded campaign works with",
        marked_too(PHONE, _is_not_loaded),
    ),
    _defect(
        "by-customer-id-in-lists-that-are-not-loaded",
        "customer-not-loaded",
        "DoNotCall by customer id marks rows in lists that no loaded campaign works with",
        marked_too(CUSTOMER_ID, _is_not_loaded),
    ),
    _defect(
        "by-phone-at-every-tenant",
        "members-only",
        "DoNotCall by phone marks rows of tenants for which its agent does not work",
        marked_too(PHONE, _is_of_another_tenant),
    ),
    _defect(
        "by-customer-id-at-every-tenant",
        "members-only",
        "DoNotCall by customer id marks rows of tenants for which its agent does not work",
        marked_too(CUSTOMER_ID, _is_of_another_tenant),
    ),
    _defect(
        "outsider-is-not-answered",
        "members-only",
        "DoNotCall of an agent who is in no group gets no answer",
        unanswered(REQUEST, [106]),
    ),
    _defect(
        "campaign-name-before-group-name",
        "group-name",
        "Where DoNotCall names a campaign beside a campaign group, the campaign counts",
        with_data(REQUEST, _campaign_before_group),
    ),
    _defect(
        "first-holder-alone-is-told",
        "record-cancel-sent",
        "One desktop is told of a DoNotCall, though several have what it names",
        with_result(REQUEST, _first_holder_alone),
    ),
    _defect(
        "holder-of-another-customer-is-not-told",
        "chain-holder-told-by-customer-id",
        "RecordCancel is sent only where the record on the desktop is of the customer of the request",
        told_only(REQUEST, _of_the_customer),
    ),
    _defect(
        "holder-is-not-told-of-customers",
        "chain-holder-told-by-customer-id",
        "RecordCancel is sent for requests by phone alone",
        told_only(REQUEST, lambda _context, request, _event: CUSTOMER_ID not in request.data),
    ),
    _defect(
        "initial-record-is-meant",
        "record-only",
        "DoNotCall by the handle of a chained record concerns the record with which the chain came",
        with_data(REQUEST, _initial_record),
    ),
    _defect(
        "by-phone-only-what-would-be-dialed",
        "phone-chain",
        "DoNotCall marks rows that are General and Ready, and leaves those of other types and statuses",
        found(REQUEST, _general_and_ready),
    ),
    _defect(
        "by-phone-what-begins-alike",
        "phone-chain",
        "DoNotCall by phone marks what begins with the phone",
        by_beginning(REQUEST),
    ),
    _defect(
        "by-customer-id-what-begins-alike",
        "customer-chain",
        "DoNotCall by customer id marks what begins with the customer id",
        by_beginning(REQUEST),
    ),
    _defect(
        "unknown-handle-is-acknowledged",
        "unknown-handle",
        "DoNotCall with a handle that was never given out is acknowledged",
        handled(REQUEST, _unknown_is_acknowledged),
    ),
)
