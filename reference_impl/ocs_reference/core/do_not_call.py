"""Do Not Call requests and the entries that they make. Source: desktop, Submitting DoNotCall Requests."""

from collections.abc import Iterable

from ocs_reference.core.cancel import identifiers
from ocs_reference.core.configuration import Tenant
from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.messages import Reply
from ocs_reference.core.records import NO_CALL, RETURNED, named, names
from ocs_reference.core.requests import CHAIN_ATTR, CUSTOMER_ID, HANDLE, PHONE, text, whole
from ocs_reference.core.state import Record
from ocs_reference.core.values import Data, Row
from ocs_reference.core.withdraw import Withdrawal, by_handle, by_identifier, lists_of, scope_of, tenants

DURATION = "GSW_DURATION"
PROHIBITION = Withdrawal(named=NO_CALL, rest=RETURNED, rest_is_dialled=True)


def do_not_call(context: Context, request: Request) -> Result:
    """Mark records NoCall and enter them into the tenant's Do Not Call list.

    By handle all phones of the chain are entered, with RecordOnly that of the record; otherwise the phone and the
    customer identifier of the request. GSW_DURATION is in seconds from now.
    """
    if HANDLE in request.data:
        record = named(context, request)
        data = {**names(record), CHAIN_ATTR: scope_of(request), **_duration(request)}
        rows = by_handle(context, request, record, PROHIBITION)
        phones = [("phone", str(row["contact_info"])) for row in rows]
        _enter(context, request, record.chain.group.campaign.tenant, phones, record)
        return [Reply("DoNotCallAcknowledge", data)]
    meant = tenants(context, request)
    lists = lists_of(context, meant, request)
    given = [(column, text(request.data, key)) for key, column in _COLUMNS.items() if key in request.data]
    for tenant in meant:
        _enter(context, request, tenant, given, None)
    effect = by_identifier(context, request, lists, PROHIBITION)
    return [*effect.events, Reply("DoNotCallAcknowledge", {**identifiers(request), **_duration(request)})]


_COLUMNS = {PHONE: "phone", CUSTOMER_ID: "customer_id"}


def _duration(request: Request) -> Data:
    return {DURATION: request.data[DURATION]} if DURATION in request.data else {}


def known_entries(context: Context) -> dict[tuple[str, str, str], int | None]:
    """Read the Do Not Call tables: expiry times (UTC seconds, None: never) by tenant, column and value.

    An OCS does so when it starts and when it rereads the tables; of several entries for one value the longest counts.
    """
    found: dict[tuple[str, str, str], int | None] = {}
    for tenant in context.configuration.tenants:
        for row in context.store.entries(tenant):
            end = row["expiration"] if isinstance(row["expiration"], int) else None
            for column in _COLUMNS.values():
                if row[column]:
                    key = (tenant, column, str(row[column]))
                    found[key] = _longer(end, found[key]) if key in found else end
    return found


def _longer(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)


def _enter(
    context: Context, request: Request, tenant: Tenant, values: Iterable[tuple[str, str]], record: Record | None
) -> None:
    expiry = context.now + whole(request.data, DURATION) if DURATION in request.data else None
    new = [
        (column, value)
        for column, value in dict.fromkeys(values)
        if not context.state.stays_forbidden(tenant.key, column, value, expiry)
    ]
    row: Row = {
        "phone": None,
        "customer_id": None,
        "dnc_message": text(request.data, "GSW_MESSAGE"),
        "tenant_dbid": tenant.dbid,
        "campaign_dbid": record.chain.group.campaign.dbid if record else 0,
        "list_dbid": record.chain.calling_list.dbid if record else 0,
        "is_internal": 0,
        "time_stamp": context.now,
        "expiration": expiry,
    }
    if new:
        context.store.forbid(tenant.key, [{**row, column: value} for column, value in new])
    context.state.forbidden.update({(tenant.key, column, value): expiry for column, value in new})
