"""Cancellation of records. Source: desktop, Canceling Records."""

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.messages import Reply
from ocs_reference.core.records import CANCELED, PROCESSED, named, names
from ocs_reference.core.requests import CHAIN_ATTR, CUSTOMER_ID, HANDLE, PHONE
from ocs_reference.core.values import Data
from ocs_reference.core.withdraw import Withdrawal, by_handle, by_identifier, lists_of, scope_of, tenants

CANCELLATION = Withdrawal(named=CANCELED, rest=PROCESSED, rest_is_dialled=False)
INCOMPLETE = "Incomplete processing: record(s) on desktop"


def cancel(context: Context, request: Request) -> Result:
    """Cancel a record or its chain; the handle ranks above the phone, the phone above the customer identifier."""
    if HANDLE in request.data:
        record = named(context, request)
        data = {**names(record), CHAIN_ATTR: scope_of(request)}
        by_handle(context, request, record, CANCELLATION)
        return [Reply("RecordCancelAcknowledge", data)]
    lists = lists_of(context, tenants(context, request), request)
    effect = by_identifier(context, request, lists, CANCELLATION)
    data = identifiers(request)
    if effect.on_desktop:
        data["GSW_MESSAGE"] = INCOMPLETE
    return [*effect.events, Reply("RecordCancelAcknowledge", data)]


def identifiers(request: Request) -> Data:
    """Return what an acknowledge of a request without a handle carries: its scope and the identifiers given."""
    given: Data = {key: request.data[key] for key in (PHONE, CUSTOMER_ID) if key in request.data}
    return {CHAIN_ATTR: scope_of(request), **given}
