"""Mistakes that show where one interface meets what another one, or the dialing itself, has at hand."""

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.messages import CallsDialed
from ocs_reference.core.requests import HANDLE, Handler, whole
from ocs_reference.defects.cancellations import buffers_left_alone, calls_left_alone
from ocs_reference.defects.defect import ChangePolicies, Defect, both
from ocs_reference.defects.prohibitions import REQUEST, looked_away
from ocs_reference.defects.requests import handled, over_http
from ocs_reference.defects.third_party import CANCELING, PROHIBITING

_PROCESSED = "RecordProcessed"


def _stays_open(handler: Handler, context: Context, request: Request) -> Result:
    """Finish a record, and go on knowing its handle."""
    handle = whole(request.data, HANDLE)
    record = context.state.open.get(handle)
    result = handler(context, request)
    if record is not None:
        context.state.open[handle] = record
        context.state.chains[record.chain.calling_list.key, record.chain.chain_id] = record.chain
    return result


def _not_in_memory(request: str) -> ChangePolicies:
    """Mark rows of calling lists alone: neither what waits to be dialed nor what is on the wire is looked at."""
    return both(buffers_left_alone(request), calls_left_alone(request))


DEFECTS = (
    Defect(
        "across.finished-over-http-alone",
        "desktop.processed.record-not-found",
        "A record that a client has finished over HTTP is still open for the desktop",
        over_http("records", handled(_PROCESSED, _stays_open)),
    ),
    Defect(
        "across.number-on-the-wire-is-not-canceled",
        "commdn.cancel.by-phone",
        "CM_ReqCancelRecord by number does not see what waits in memory or is on the wire",
        CANCELING.carried_out(_not_in_memory(CANCELING.spec.name)),
    ),
    Defect(
        "across.customer-on-the-wire-is-not-canceled",
        "commdn.cancel.by-customer-id",
        "CM_ReqCancelRecord by customer does not see what waits in memory or is on the wire",
        CANCELING.carried_out(_not_in_memory(CANCELING.spec.name)),
    ),
    Defect(
        "across.listed-records-in-memory-are-dialed",
        "desktop.do-not-call.no-automatic-call",
        "What DoNotCall lists is checked when it is retrieved, and not when it is dialed",
        both(_not_in_memory(REQUEST), looked_away(CallsDialed)),
    ),
    Defect(
        "across.listed-numbers-in-memory-are-dialed",
        "commdn.do-not-call.number-is-not-dialed",
        "What CM_ReqDoNotCall lists as a number is checked when it is retrieved, and not when it is dialed",
        both(PROHIBITING.carried_out(_not_in_memory(REQUEST)), looked_away(CallsDialed)),
    ),
    Defect(
        "across.listed-customers-in-memory-are-dialed",
        "commdn.do-not-call.customer-is-not-dialed",
        "What CM_ReqDoNotCall lists as a customer is checked when it is retrieved, and not when it is dialed",
        both(PROHIBITING.carried_out(_not_in_memory(REQUEST)), looked_away(CallsDialed)),
    ),
)
