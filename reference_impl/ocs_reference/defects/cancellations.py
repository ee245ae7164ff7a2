"""Mistakes with where a cancellation looks for records, what it leaves behind in memory, and whom it tells."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from ocs_reference.core.configuration import CallingList
from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import Reply
from ocs_reference.core.records import CANCELED
from ocs_reference.core.requests import CHAIN_ATTR, HANDLE, Handler, whole
from ocs_reference.core.state import Chain, Session
from ocs_reference.core.values import Data, GroupStatus, RecordStatus, Row, Value
from ocs_reference.defects.defect import ChangePolicies
from ocs_reference.defects.requests import handled, in_context, with_data, with_result
from ocs_reference.defects.stored import Around
from ocs_reference.defects.withdrawals import matching, named_by

ChangeFound = Callable[[str, str, Sequence[Row]], Sequence[Row]]


def without_key_beside(names: str, dropped: str, *beside: str) -> ChangePolicies:
    """Disregard a key of these requests where one of the keys ``beside`` is there as well."""

    def change(_context: Context, data: Data) -> Data:
        heeded = not any(key in data for key in beside)
        return data if heeded else {key: value for key, value in data.items() if key != dropped}

    return with_data(names, change)


def in_this_scope(names: str, scope: str) -> ChangePolicies:
    """Carry these requests out with one scope wherever they name any."""
    return with_data(names, lambda _context, data: {**data, CHAIN_ATTR: scope} if CHAIN_ATTR in data else data)


def found(names: str, change: ChangeFound) -> ChangePolicies:
    """Change the rows that these requests find by the value of a column; ``change`` gets column, value and rows."""

    class Finding(Around):
        def chains_with(self, calling_list: str, column: str, value: str) -> list[Row]:
            return list(change(column, value, self.inner.chains_with(calling_list, column, value)))

    return in_context(names, lambda context, _request: replace(context, store=Finding(context.store)))


def of_first_records(column: str, value: str, rows: Sequence[Row]) -> Sequence[Row]:
    """Leave only those chains whose first record has the value."""
    meant = {row["chain_id"] for row in rows if row["chain_n"] == 0 and row[column] == value}
    return [row for row in rows if row["chain_id"] in meant]


def of_general_records(_column: str, _value: str, rows: Sequence[Row]) -> Sequence[Row]:
    """Leave only records of type General."""
    return [row for row in rows if row["record_type"] == 2]


def by_beginning(names: str) -> ChangePolicies:
    """Have these requests find what begins with their phone or customer id, and has one character more."""

    class Finding(Around):
        def chains_with(self, calling_list: str, column: str, value: str) -> list[Row]:
            values = [value, *(f"{value}{digit}" for digit in range(10))]
            return [row for each in values for row in self.inner.chains_with(calling_list, column, each)]

    def change(context: Context, request: Request) -> Context:
        return replace(context, store=Finding(context.store)) if CHAIN_ATTR not in request.data else context

    return in_context(names, change)


def in_lists_that_are_not_loaded(names: str) -> ChangePolicies:
    """Cancel what these requests name by phone or customer id in every calling list that is configured."""

    def change(context: Context, request: Request, result: Result) -> Result:
        outcome = context.policies.outcomes[CANCELED]
        for calling_list, row in () if named_by(request.data) == HANDLE else matching(context, request):
            context.store.dispose(calling_list.key, [row | outcome])
        return result

    return with_result(names, change)


def unmatched(names: str, number: int) -> ChangePolicies:
    """Refuse these requests where no row has their phone or customer id."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        if named_by(request.data) != HANDLE and not any(matching(context, request)):
            raise RefusalError(number)
        return handler(context, request)

    return handled(names, wrapper)


def buffers_left_alone(names: str) -> ChangePolicies:
    """Leave records that wait in memory where they are, so that they are delivered all the same."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        waiting = [(session, list(session.buffer)) for session in context.state.sessions.values()]
        known = [(chain, _copy(chain)) for _, chains in waiting for chain in chains]
        result = handler(context, request)
        for session, chains in waiting:
            session.buffer = deque(chains)
        for chain, copy in known:
            chain.records = copy.records
            context.state.chains[chain.calling_list.key, chain.chain_id] = chain
        return result

    return handled(names, wrapper)


def _copy(chain: Chain) -> Chain:
    copy = Chain(chain.calling_list, chain.group, chain.chain_id)
    copy.records = [replace(record, row=dict(record.row)) for record in chain.records]
    return copy


def delivered_again(names: str) -> ChangePolicies:
    """Put what these requests name back into the buffer once its rows are marked."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        meant = list(_chains_named(context, request))
        result = handler(context, request)
        for session, chain in meant:
            identity = (chain.calling_list.key, chain.chain_id)
            if identity not in context.state.chains:
                context.state.chains[identity] = chain
                session.buffer.append(chain)
        return result

    return handled(names, wrapper)


def _chains_named(context: Context, request: Request) -> Iterator[tuple[Session, Chain]]:
    rows: dict[tuple[str, int], list[Row]] = {}
    lists: dict[str, CallingList] = {}
    for calling_list, row in _rows_named(context, request):
        lists[calling_list.key] = calling_list
        rows.setdefault((calling_list.key, int(row["chain_id"] or 0)), []).append(row)
    for (key, chain_id), members in rows.items():
        for session in context.state.active_sessions():
            if lists[key] in session.group.campaign.lists:
                chain = Chain(lists[key], session.group, chain_id)
                for row in members:
                    chain.add(row)
                yield session, chain


def _rows_named(context: Context, request: Request) -> Iterator[tuple[CallingList, Row]]:
    if named_by(request.data) != HANDLE:
        yield from matching(context, request)
        return
    record = context.state.open.get(whole(request.data, HANDLE))
    if record is not None:
        for other in record.chain.records:
            yield record.chain.calling_list, other.row


def with_message(names: str, text: str, when: Callable[[Context, Request], bool]) -> ChangePolicies:
    """Put a GSW_MESSAGE into the acknowledge of these requests where ``when`` holds."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        meant = when(context, request)
        return [
            replace(entry, data={**entry.data, "GSW_MESSAGE": text}) if meant and isinstance(entry, Reply) else entry
            for entry in handler(context, request)
        ]

    return handled(names, wrapper)


def calls_left_alone(names: str) -> ChangePolicies:
    """Leave the records of chains on the wire in memory as they are, so that the end of the call overwrites them."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        chains = [call.record.chain for call in context.state.calls.values() if call.agent is None]
        known = [(record, dict(record.row), record.settled) for chain in chains for record in chain.records]
        result = handler(context, request)
        for record, row, settled in known:
            record.row, record.settled = row, settled
        return result

    return handled(names, wrapper)


def in_running_campaigns(context: Context) -> Context:
    """Look for records in the lists of campaigns that are running, and not of those that are loaded and stopped."""
    running = [session for session in context.state.active_sessions() if session.status == GroupStatus.RUNNING]
    lists = {calling_list.key for session in running for calling_list in session.group.campaign.lists}

    class Finding(Around):
        def chains_with(self, calling_list: str, column: str, value: str) -> list[Row]:
            return self.inner.chains_with(calling_list, column, value) if calling_list in lists else []

    return replace(context, store=Finding(context.store))


def left_out_as_updated(names: str) -> ChangePolicies:
    """Mark those records Updated that the filter of their list leaves out, where these requests cancel their chain."""

    def change(context: Context, _request: Request) -> Context:
        class Disposing(Around):
            def dispose(self, calling_list: str, rows: Sequence[Row]) -> None:
                wanted = context.configuration.lists[calling_list].filter
                self.inner.dispose(calling_list, [_updated_unless(row, wanted) for row in rows])

        return replace(context, store=Disposing(context.store))

    return in_context(names, change)


def _updated_unless(row: Row, wanted: Mapping[str, Value]) -> Row:
    passes = all(row[column] == value for column, value in wanted.items())
    return row if passes else row | {"record_status": RecordStatus.UPDATED}
