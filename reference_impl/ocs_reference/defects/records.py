"""Mistakes with the open record that a request names by its handle, and with the chain of that record."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import UserEvent
from ocs_reference.core.record_data import MODIFIABLE
from ocs_reference.core.requests import HANDLE, Handler, whole
from ocs_reference.core.state import Record
from ocs_reference.core.values import END_OF_DAY, PREVIEW_MODES, UNKNOWN_CALL_RESULT, Data, Row
from ocs_reference.defects.defect import ChangePolicies
from ocs_reference.defects.outputs import event_data
from ocs_reference.defects.requests import handled, with_data

RecordWrapper = Callable[[Handler, Context, Request, Record], Result]
ChangeRecord = Callable[[Context, Request, Record], None]


def with_record(names: str | Sequence[str], wrapper: RecordWrapper) -> ChangePolicies:
    """Lay ``wrapper`` around the handlers of these requests where the handle names an open record, which it gets."""

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


def refused_for(names: str | Sequence[str], number: int, when: Callable[[Context, Record], bool]) -> ChangePolicies:
    """Refuse these requests for records for which ``when`` holds, where they should be carried out."""

    def check(context: Context, _request: Request, record: Record) -> None:
        if when(context, record):
            raise RefusalError(number)

    return before(names, check)


def data_for_record(names: str | Sequence[str], change: Callable[[Context, Record, Data], Data]) -> ChangePolicies:
    """Have these requests carried out with other data than were sent, once they have been checked."""

    def wrapper(handler: Handler, context: Context, request: Request, record: Record) -> Result:
        return handler(context, replace(request, data=change(context, record, dict(request.data))))

    return with_record(names, wrapper)


def event_of_record(names: str | Sequence[str], change: Callable[[Context, Record, Data], Data]) -> ChangePolicies:
    """Change the data of these events about an open record; ``change`` gets the record."""

    def changed(context: Context, event: UserEvent, data: Data) -> Data:
        record = context.state.open.get(whole(event.data, HANDLE))
        return data if record is None else change(context, record, data)

    return event_data(names, changed)


def is_automatic(context: Context, record: Record) -> bool:
    """Tell whether the session of a record dials by itself."""
    return context.state.sessions[record.chain.group.key].dial_mode not in PREVIEW_MODES


def stored(context: Context, record: Record) -> Row:
    """Return the row of a record as the calling list has it."""
    chain = record.chain
    rows = context.store.chain(chain.calling_list.key, chain.chain_id)
    return next(row for row in rows if row["chain_n"] == record.row["chain_n"])


def forget_changes(context: Context, _request: Request, record: Record) -> None:
    """Put the records of a chain back to what the calling list has."""
    for other in record.chain.records:
        other.row = stored(context, other)


def what_was_not_updated(context: Context, record: Record, data: Data) -> Data:
    """Leave out of a request the modifiable fields that an earlier request changed."""
    row = stored(context, record)
    updated = {key for key, column in MODIFIABLE.items() if record.row[column] != row[column]}
    return {key: value for key, value in data.items() if key not in updated}


def no_custom_fields(names: str | Sequence[str]) -> ChangePolicies:
    """Have these requests change no custom fields."""
    return with_data(
        names, lambda _context, data: {key: value for key, value in data.items() if key.startswith("GSW_")}
    )


def sets_the_rest(names: str | Sequence[str]) -> ChangePolicies:
    """Have these requests set the modifiable fields that they leave out to what a new record has."""
    new: Data = {
        "GSW_CALL_RESULT": UNKNOWN_CALL_RESULT,
        "GSW_PHONE_TYPE": 0,
        "GSW_FROM": 0,
        "GSW_UNTIL": END_OF_DAY,
    }
    return with_data(names, lambda _context, data: {**new, **data})


def keep_open(context: Context, _request: Request, record: Record) -> None:
    """Keep the handles of a chain in use that was finished."""
    chain = record.chain
    context.state.chains[chain.calling_list.key, chain.chain_id] = chain
    context.state.open.update({other.handle: other for other in chain.records if other.handle})
