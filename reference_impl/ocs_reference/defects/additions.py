"""Mistakes with AddRecord: what is read of the request, and the row that comes of it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.requests import KEYS, Handler
from ocs_reference.core.values import Data, Row
from ocs_reference.defects.defect import ChangePolicies
from ocs_reference.defects.requests import handled, in_context, over_http, sent_data
from ocs_reference.defects.stored import Around

ADD_RECORD = "AddRecord"

Written = Callable[[Context, Request, Row], Iterable[Row]]
ChangeRow = Callable[[Context, Request, Row], Row]


def inserted_rows(rows: Written) -> ChangePolicies:
    """Insert other rows than AddRecord asks for: ``rows`` gets the request and the row, and gives those instead."""

    def laid_around(context: Context, request: Request) -> Context:
        class Inserting(Around):
            def insert(self, calling_list: str, row: Row) -> None:
                for each in rows(context, request, dict(row)):
                    self.inner.insert(calling_list, each)

        return replace(context, store=Inserting(context.store))

    return in_context(ADD_RECORD, laid_around)


def inserted_row(change: ChangeRow) -> ChangePolicies:
    """Change the row that AddRecord inserts, on both interfaces."""
    return inserted_rows(lambda context, request, row: [change(context, request, row)])


def written(resource: str, rows: Written) -> ChangePolicies:
    """Like ``inserted_rows``, for resources of one type of the HTTP interface alone."""
    return over_http(resource, inserted_rows(rows))


def changed(resource: str, change: ChangeRow) -> ChangePolicies:
    """Like ``inserted_row``, for resources of one type of the HTTP interface alone."""
    return over_http(resource, inserted_row(change))


def nothing_written(resource: str) -> ChangePolicies:
    """Answer AddRecord as if the row were there."""
    return written(resource, lambda _context, _request, _row: [])


def retried(number: int, change: Callable[[Context, Data], Data]) -> ChangePolicies:
    """Carry AddRecord out with other data where it should be refused with this error."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        try:
            return handler(context, request)
        except RefusalError as refusal:
            if refusal.number != number:
                raise
            return handler(context, replace(request, data=change(context, dict(request.data))))

    return handled(ADD_RECORD, wrapper)


def unfit_is_missing(*keys: str) -> ChangePolicies:
    """Take keys of AddRecord whose values they cannot have for keys that are not there."""

    def change(data: Data) -> Data:
        return {key: value for key, value in data.items() if key not in keys or KEYS[key].fits(value)}

    return sent_data(ADD_RECORD, change)


def other_default(column: str, key: str, value: int | str) -> ChangePolicies:
    """Store another default in a column where AddRecord does not have its key."""
    return inserted_row(lambda _context, request, row: row if key in request.data else {**row, column: value})
