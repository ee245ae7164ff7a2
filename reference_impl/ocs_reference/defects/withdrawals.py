"""Mistakes with requests that withdraw records by handle, phone or customer id: RequestRecordCancel and DoNotCall."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from ocs_reference.core.configuration import CallingList
from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.messages import Reply, UserEvent
from ocs_reference.core.records import names as names_of
from ocs_reference.core.requests import (
    ALL_CHAIN,
    APPLICATION_ID,
    CHAIN_ATTR,
    CUSTOMER_ID,
    HANDLE,
    PHONE,
    Handler,
    RequestSpec,
    text,
)
from ocs_reference.core.state import Record
from ocs_reference.core.values import Data, Row
from ocs_reference.defects.defect import ChangePolicies
from ocs_reference.defects.requests import handled, in_context, respecified, with_data, with_result
from ocs_reference.defects.stored import Around

RECORD_CANCEL = "RecordCancel"

ChangeEntries = Callable[[Context, Request, Sequence[Row]], Sequence[Row]]


def named_by(data: Data) -> str | None:
    """Return the key by which a request names records: the handle before the phone before the customer id."""
    return next((key for key in (HANDLE, PHONE, CUSTOMER_ID) if key in data), None)


def matching(context: Context, request: Request) -> Iterator[tuple[CallingList, Row]]:
    """Yield the rows of all chains, in whatever list, in which a row has the phone or customer id of a request."""
    phone = PHONE in request.data
    value = text(request.data, PHONE if phone else CUSTOMER_ID)
    for calling_list in context.configuration.lists.values():
        column = "contact_info" if phone else calling_list.customer_id
        if column is not None:
            for row in context.store.chains_with(calling_list.key, column, value):
                yield calling_list, row


def in_scope(names: str | Sequence[str], key: str, scope: str) -> ChangePolicies:
    """Carry out these requests, where they name records by ``key``, with this scope, whatever they say."""
    return with_data(names, lambda _context, data: {**data, CHAIN_ATTR: scope} if named_by(data) == key else data)


def identifier_not_asked_for(names: str | Sequence[str]) -> ChangePolicies:
    """Carry these requests out where nothing says which records they mean; they mean none."""

    def change(spec: RequestSpec) -> RequestSpec:
        return replace(spec, one_of=(), optional=(*spec.optional, *spec.one_of))

    return respecified(names, change)


class RowsLeftAlone(Around):
    """A store in which no row is marked."""

    def dispose(self, calling_list: str, rows: Sequence[Row]) -> None:
        """Mark nothing."""


def rows_left_alone(names: str | Sequence[str], key: str) -> ChangePolicies:
    """Carry these requests, where they name records by ``key``, out in memory, and write no row."""

    def change(context: Context, request: Request) -> Context:
        return replace(context, store=RowsLeftAlone(context.store)) if named_by(request.data) == key else context

    return in_context(names, change)


def with_outcome(names: str | Sequence[str], key: str, outcome: str, **columns: int) -> ChangePolicies:
    """Give records that these requests name by ``key`` another end: other columns for an outcome of the table."""

    def change(context: Context, request: Request) -> Context:
        if named_by(request.data) != key:
            return context
        outcomes = context.policies.outcomes
        changed = {**outcomes, outcome: {**outcomes[outcome], **columns}}
        return replace(context, policies=replace(context.policies, outcomes=changed))

    return in_context(names, change)


class FirstList(Around):
    """A store in which the search for chains ends at the first calling list in which a row fits."""

    found = False

    def chains_with(self, calling_list: str, column: str, value: str) -> list[Row]:
        """Find chains by a value, if nothing was found before."""
        rows = [] if self.found else self.inner.chains_with(calling_list, column, value)
        self.found = self.found or bool(rows)
        return rows


def first_list_alone(names: str | Sequence[str]) -> ChangePolicies:
    """End the search of these requests at the first calling list in which a row fits."""
    return in_context(names, lambda context, _request: replace(context, store=FirstList(context.store)))


def entered(names: str | Sequence[str], change: ChangeEntries) -> ChangePolicies:
    """Change the Do Not Call entries that these requests make."""
    return _entering(names, lambda context, request, tenant, rows: [(tenant, change(context, request, rows))])


def _entering(
    names: str | Sequence[str],
    change: Callable[[Context, Request, str, Sequence[Row]], Iterable[tuple[str, Sequence[Row]]]],
) -> ChangePolicies:
    """Change the entries of requests in the tables and, as what is written there, in memory."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        known = dict(context.state.forbidden)

        class Entering(Around):
            def forbid(self, tenant: str, rows: Sequence[Row]) -> None:
                for other, entries in change(context, request, tenant, rows):
                    if entries:
                        self.inner.forbid(other, entries)
                        known.update(_in_memory(other, entries))

        result = handler(replace(context, store=Entering(context.store)), request)
        context.state.forbidden = known
        return result

    return handled(names, wrapper)


def _in_memory(tenant: str, rows: Sequence[Row]) -> dict[tuple[str, str, str], int | None]:
    return {
        (tenant, column, str(row[column])): row["expiration"] if isinstance(row["expiration"], int) else None
        for row in rows
        for column in ("phone", "customer_id")
        if row[column] is not None
    }


def entered_with_phones(names: str | Sequence[str], key: str) -> ChangePolicies:
    """Enter beside what these requests name by ``key`` every phone of its chains."""

    def change(context: Context, request: Request, rows: Sequence[Row]) -> Sequence[Row]:
        if named_by(request.data) != key:
            return rows
        known = {row["phone"] for row in rows}
        phones = {row["contact_info"] for _, row in matching(context, request)}
        return [*rows, *({**rows[0], "customer_id": None, "phone": phone} for phone in phones - known)]

    return entered(names, change)


def of_known_records(context: Context, request: Request, rows: Sequence[Row]) -> Sequence[Row]:
    """Leave out entries for a phone or customer id that no record has."""
    return rows if named_by(request.data) == HANDLE or any(matching(context, request)) else []


def in_every_list(names: str | Sequence[str]) -> ChangePolicies:
    """Make the Do Not Call entries of these requests for all tenants."""

    def change(
        context: Context, _request: Request, _tenant: str, rows: Sequence[Row]
    ) -> Iterable[tuple[str, Sequence[Row]]]:
        for key, other in context.configuration.tenants.items():
            yield key, [{**row, "tenant_dbid": other.dbid} for row in rows]

    return _entering(names, change)


def told_only(names: str | Sequence[str], when: Callable[[Context, Request, UserEvent], bool]) -> ChangePolicies:
    """Send the RecordCancel that these requests lead to only where ``when`` holds."""

    def change(context: Context, request: Request, result: Result) -> Result:
        return [entry for entry in result if isinstance(entry, Reply) or when(context, request, entry)]

    return with_result(names, change)


def record_cancel(context: Context, request: Request, record: Record) -> UserEvent:
    """Build the RecordCancel of a request for the desktop that has this record."""
    column = record.chain.calling_list.customer_id
    data = {
        "GSW_USER_EVENT": RECORD_CANCEL,
        APPLICATION_ID: context.configuration.application_id,
        **names_of(record),
        CHAIN_ATTR: text(request.data, CHAIN_ATTR, ALL_CHAIN),
        PHONE: record.row["contact_info"],
        CUSTOMER_ID: str(record.row[column] or "") if column else "",
    }
    return UserEvent(record.chain.holder or "", data)


def _any_record_of(context: Context, request: Request, agent: str) -> UserEvent:
    return record_cancel(
        context, request, next(each for each in context.state.open.values() if each.chain.holder == agent)
    )


def told_to_all_holders(names: str | Sequence[str]) -> ChangePolicies:
    """Send RecordCancel to each other desktop that has a record, whatever record it is."""

    def change(context: Context, request: Request, result: Result) -> Result:
        if named_by(request.data) == HANDLE:
            return result
        holders = {chain.holder for chain in context.state.held_chains() if chain.holder != request.agent}
        events = [_any_record_of(context, request, agent) for agent in sorted(filter(None, holders))]
        return [*events, *(entry for entry in result if isinstance(entry, Reply))]

    return with_result(names, change)


def desktops_left_alone(names: str | Sequence[str]) -> ChangePolicies:
    """Leave records on desktops in memory as they are, so that they overwrite their rows when they are finished."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        held = [record for chain in context.state.held_chains() for record in chain.records]
        known = [(record, dict(record.row), record.settled) for record in held]
        result = handler(context, request)
        for record, row, settled in known:
            record.row, record.settled = row, settled
        return result

    return handled(names, wrapper)
