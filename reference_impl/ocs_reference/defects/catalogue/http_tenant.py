"""Mistakes with the tenant for which a request by phone or customer ID over HTTP is meant."""

from collections.abc import Sequence
from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.requests import Handler
from ocs_reference.core.values import Data, Row
from ocs_reference.defects.defect import ChangePolicies, Defect, both
from ocs_reference.defects.requests import acknowledged, handled, over_http, with_data, without_keys
from ocs_reference.defects.stored import Around
from ocs_reference.defects.withdrawals import in_every_list

_NAMES = ("DoNotCall", "RequestRecordCancel")
_NAME, _DBID = "GSW_TENANT_NAME", "GSW_TENANT_DBID"


class _Unlisted(Around):
    def forbid(self, tenant: str, rows: Sequence[Row]) -> None:
        pass


def _has_tenant(data: Data) -> bool:
    return _NAME in data or _DBID in data


def _for_all_without_one(handler: Handler, context: Context, request: Request) -> Result:
    """Carry a request without a tenant out for each that is configured."""
    if _has_tenant(request.data):
        return handler(context, request)
    return [
        entry
        for tenant in context.configuration.tenants.values()
        for entry in handler(context, replace(request, data={**request.data, _DBID: tenant.dbid}))
    ]


def _first_without_one(context: Context, data: Data) -> Data:
    first = next(iter(context.configuration.tenants.values()))
    return data if _has_tenant(data) else {**data, _DBID: first.dbid}


def _rows_of_all(handler: Handler, context: Context, request: Request) -> Result:
    """Carry a request out for its tenant, and then mark the records of all others."""
    result = handler(context, request)
    unlisted = replace(context, store=_Unlisted(context.store))
    for tenant in context.configuration.tenants.values():
        handler(unlisted, replace(request, data={**request.data, _DBID: tenant.dbid}))
    return result


def _name_over_dbid(_context: Context, data: Data) -> Data:
    return {key: value for key, value in data.items() if key != _DBID or _NAME not in data}


def _defect(name: str, fact: str, title: str, change: ChangePolicies) -> Defect:
    by_either = both(over_http("phones", change), over_http("customer_ids", change))
    return Defect(f"tenant.{name}", f"http.tenant.{fact}", title, by_either)


DEFECTS = (
    _defect(
        "all-where-none-is-named",
        "is-needed",
        "A request by phone or customer ID without a tenant is for all tenants",
        handled(_NAMES, _for_all_without_one),
    ),
    _defect(
        "first-where-none-is-named",
        "is-needed",
        "A request by phone or customer ID without a tenant is for the first that is configured",
        with_data(_NAMES, _first_without_one),
    ),
    _defect(
        "unknown-is-answered-with-success",
        "unknown",
        "A request for a tenant that does not exist is answered with 200 and comes to nothing",
        acknowledged(_NAMES, [103], "Acknowledge"),
    ),
    _defect(
        "name-is-ignored",
        "by-name",
        "The name of a tenant is not understood, its DBID is",
        without_keys(_NAMES, _NAME),
    ),
    _defect(
        "dbid-is-ignored",
        "by-dbid",
        "The DBID of a tenant is not understood, its name is",
        without_keys(_NAMES, _DBID),
    ),
    _defect(
        "name-over-dbid",
        "dbid-over-name",
        "Where a body has both, the name of the tenant counts before its DBID",
        with_data(_NAMES, _name_over_dbid),
    ),
    _defect(
        "rows-of-all-tenants",
        "is-separate",
        "A request for one tenant marks the records of the others as well",
        handled(_NAMES, _rows_of_all),
    ),
    _defect(
        "one-list-for-all-tenants",
        "is-separate",
        "DoNotCall for one tenant makes its entry in the lists of the others as well",
        in_every_list("DoNotCall"),
    ),
)
