"""Mistakes with the open record that a request names by its handle, and with the chain of that record."""

from collections.abc import Callable, Sequence

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import UserEvent
from ocs_reference.core.requests import HANDLE, Handler, whole
from ocs_reference.core.state import Record
from ocs_reference.core.values import Data, Row
from ocs_reference.defects.defect import ChangePolicies
from ocs_reference.defects.outputs import event_data
from ocs_reference.defects.requests import handled

RecordWrapper = Callable[[Handler, Context, Request, Record], Result]
ChangeRecord = Callable[[Context, Request, Record], None]


def with_record(names: str | Sequence[str], wrapper: RecordWrapper) -> ChangePolicies:
    """Lay ``wrapper`` around the handlers of these requests where the handle names an open record; it gets that, too."""

    def around(handler: Handler, context: Context, request: Request) -> Result:
        record = context.state.open.get(whole(request.data, HANDLE))
        return handler(context, request) if record is None else wrapper(handler, context, request, record)

    return handled(names, around)


def before(names: str | Sequence[str], change: ChangeRecord) -> ChangePolicies:
    """Change the record of these requests, or its chain, before they are carried out."""

    def wrapper(handler: Handler, context: Context, request: Request, record: Record) -> Result:
        change(context, request, record)
        return handler(context, request)

    return with_record(names, wrapper)


def after(names: str | Sequence[str], change: ChangeRecord) -> ChangePolicies:
    """Change the record of these requests, or its chain, once they have been carried out."""

    def wrapper(handler: Handler, context: Context, request: Request, record: Record) -> Result:
        result = handler(context, request)
        change(context, request, record)
        return result

    return with_record(names, wrapper)


def refused_for(
    names: str | Sequence[str], number: int, when: Callable[[Context, Request, Record], bool]
) -> ChangePolicies:
    """Refuse these requests for records for which ``when`` holds, where they should be carried out."""

    def check(context: Context, request: Request, record: Record) -> None:
        if when(context, request, record):
            raise RefusalError(number)

    return before(names, check)


def event_of_record(names: str | Sequence[str], change: Callable[[Context, Record, Data], Data]) -> ChangePolicies:
    """Change the data of these events about an open record; ``change`` gets the record."""

    def changed(context: Context, event: UserEvent, data: Data) -> Data:
        record = context.state.open.get(whole(event.data, HANDLE))
        return data if record is None else change(context, record, data)

    return event_data(names, changed)


def stored(context: Context, record: Record) -> Row:
    """Return the row of a record as the calling list has it."""
    chain = record.chain
    rows = context.store.chain(chain.calling_list.key, chain.chain_id)
    return next(row for row in rows if row["chain_n"] == record.row["chain_n"])


def keep_open(context: Context, _request: Request, record: Record) -> None:
    """Keep the handles of a chain in use that was finished."""
    chain = record.chain
    context.state.chains[chain.calling_list.key, chain.chain_id] = chain
    context.state.open.update({other.handle: other for other in chain.records if other.handle})
