"""Mistakes with the Do Not Call list in memory: what it has, for how long, when it is read and when it is looked at."""

from collections.abc import Callable, Iterable, Sequence

from ocs_reference.core.configuration import CallingList
from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.messages import Input, Reread, Restarted
from ocs_reference.core.records import NO_CALL
from ocs_reference.core.requests import HANDLE, Handler
from ocs_reference.core.state import Session
from ocs_reference.core.values import RecordType, Row
from ocs_reference.defects.defect import ChangePolicies, both
from ocs_reference.defects.outputs import Outputs, sent
from ocs_reference.defects.requests import handled, received, with_result
from ocs_reference.defects.stored import Around, around_store
from ocs_reference.defects.third_party import PROHIBITING
from ocs_reference.defects.withdrawals import matching, named_by

REQUEST = "DoNotCall"
COMMAND = 32

Entries = dict[tuple[str, str, str], int | None]
ChangeEntries = Callable[[Context, Request, Entries, Entries], Entries]


def over_commdn(change: ChangePolicies) -> ChangePolicies:
    """Make a change of DoNotCall for requests of applications alone; the desktop's requests stay as they are."""
    return PROHIBITING.carried_out(change)


def remembered(change: ChangeEntries) -> ChangePolicies:
    """Change what DoNotCall leaves in memory: ``change`` gets the entries before and after, and gives others."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        before = dict(context.state.forbidden)
        result = handler(context, request)
        context.state.forbidden = change(context, request, before, context.state.forbidden)
        return result

    return handled(REQUEST, wrapper)


def marked_too(key: str, meant: Callable[[Context, Request, CallingList], bool]) -> ChangePolicies:
    """Mark what DoNotCall names by ``key`` in further calling lists as well."""

    def change(context: Context, request: Request, result: Result) -> Result:
        outcome = context.policies.outcomes[NO_CALL]
        for calling_list, row in matching(context, request) if named_by(request.data) == key else ():
            if meant(context, request, calling_list):
                context.store.dispose(calling_list.key, [row | outcome])
        return result

    return with_result(REQUEST, change)


def sessions_of_list(context: Context, calling_list: CallingList) -> list[Session]:
    """Return the sessions that are loaded or running and work with a calling list."""
    return [session for session in context.state.active_sessions() if calling_list in session.group.campaign.lists]


def looked_away(kind: type[Input]) -> ChangePolicies:
    """Leave the Do Not Call list aside while an input of this kind is dealt with."""
    put_aside: dict[int, Entries] = {}

    def before(context: Context, message: Input) -> Input:
        if isinstance(message, kind):
            put_aside[id(context)] = context.state.forbidden
            context.state.forbidden = {}
        return message

    def after(context: Context, _message: Input, outputs: Outputs) -> Outputs:
        context.state.forbidden = put_aside.pop(id(context), context.state.forbidden)
        return outputs

    return both(received(before), sent(after))


def when_read(change: Callable[[Context, Entries], Entries]) -> ChangePolicies:
    """Change what the OCS has in memory once it has read the Do Not Call tables."""

    def apply(context: Context, message: Input, outputs: Outputs) -> Outputs:
        if isinstance(message, Restarted | Reread):
            context.state.forbidden = change(context, context.state.forbidden)
        return outputs

    return sent(apply)


def read(change: Callable[[list[Row]], list[Row]]) -> ChangePolicies:
    """Change the rows of Do Not Call tables that the OCS reads."""

    class Reading(Around):
        def entries(self, tenant: str) -> list[Row]:
            return change(self.inner.entries(tenant))

    return around_store(Reading)


class _NeverWritten(Around):
    def forbid(self, tenant: str, rows: Sequence[Row]) -> None:
        pass


def never_written() -> ChangePolicies:
    """Keep entries in memory alone."""
    return around_store(_NeverWritten)


class _StayingRetrieved(Around):
    """A store in which rows that were just retrieved are not written back as NoCall."""

    is_fresh = False

    def retrieve(self, calling_list: str, now: int) -> list[Row]:
        self.is_fresh = True
        return self.inner.retrieve(calling_list, now)

    def chains_with(self, calling_list: str, column: str, value: str) -> list[Row]:
        self.is_fresh = False
        return self.inner.chains_with(calling_list, column, value)

    def dispose(self, calling_list: str, rows: Sequence[Row]) -> None:
        left = [row for row in rows if not (self.is_fresh and row["record_type"] == RecordType.NO_CALL)]
        self.inner.dispose(calling_list, left)


def rows_stay_retrieved() -> ChangePolicies:
    """Leave rows that are listed Retrieved when they are retrieved."""
    return around_store(_StayingRetrieved)


def customers_of(context: Context, request: Request, key: str) -> Iterable[tuple[str, str]]:
    """Yield each customer id in the chains that a request by ``key`` names, with the tenants' keys."""
    if named_by(request.data) == key != HANDLE:
        for calling_list, row in matching(context, request):
            value = row[calling_list.customer_id] if calling_list.customer_id else None
            for session in sessions_of_list(context, calling_list) if value else ():
                yield session.group.campaign.tenant.key, str(value)
