"""Mistakes with the row that AddRecord inserts for resources of the HTTP interface."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from ocs_reference.core.context import Context, Request
from ocs_reference.core.values import Row
from ocs_reference.defects.defect import ChangePolicies
from ocs_reference.defects.requests import in_context, over_http
from ocs_reference.defects.stored import Around

ADD_RECORD = "AddRecord"

Written = Callable[[Context, Request, Row], Iterable[Row]]
ChangeRow = Callable[[Context, Request, Row], Row]


def written(resource: str, rows: Written) -> ChangePolicies:
    """Insert other rows than AddRecord asks for: ``rows`` gets the request and the row, and gives those instead."""

    def laid_around(context: Context, request: Request) -> Context:
        class Inserting(Around):
            def insert(self, calling_list: str, row: Row) -> None:
                for each in rows(context, request, dict(row)):
                    self.inner.insert(calling_list, each)

        return replace(context, store=Inserting(context.store))

    return over_http(resource, in_context(ADD_RECORD, laid_around))


def changed(resource: str, change: ChangeRow) -> ChangePolicies:
    """Change the row that AddRecord inserts."""
    return written(resource, lambda context, request, row: [change(context, request, row)])


def nothing_written(resource: str) -> ChangePolicies:
    """Answer AddRecord as if the row were there."""
    return written(resource, lambda _context, _request, _row: [])
