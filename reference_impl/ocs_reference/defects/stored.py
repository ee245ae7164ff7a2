"""Mistakes in what is written to and read from calling lists and Do Not Call lists, and in choices and outcomes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ocs_reference.core.context import Policies
from ocs_reference.core.store import Store
from ocs_reference.core.values import Row
from ocs_reference.defects.defect import ChangePolicies

ChangeRows = Callable[[Sequence[Row]], Sequence[Row]]


class Around:
    """A store around a store; subclasses change what passes through."""

    def __init__(self, inner: Store) -> None:
        self.inner = inner

    def retrieve(self, calling_list: str, now: int) -> list[Row]:
        """Retrieve records."""
        return self.inner.retrieve(calling_list, now)

    def callbacks(self, calling_list: str) -> list[Row]:
        """Find callbacks."""
        return self.inner.callbacks(calling_list)

    def chains_with(self, calling_list: str, column: str, value: str) -> list[Row]:
        """Find chains by a value."""
        return self.inner.chains_with(calling_list, column, value)

    def chain(self, calling_list: str, chain_id: int) -> list[Row]:
        """Find one chain."""
        return self.inner.chain(calling_list, chain_id)

    def next_ids(self, calling_list: str) -> tuple[int, int]:
        """Find unused numbers."""
        return self.inner.next_ids(calling_list)

    def save(self, calling_list: str, rows: Sequence[Row]) -> None:
        """Write dialled records back."""
        self.inner.save(calling_list, rows)

    def dispose(self, calling_list: str, rows: Sequence[Row]) -> None:
        """Write type, status and agent."""
        self.inner.dispose(calling_list, rows)

    def insert(self, calling_list: str, row: Row) -> None:
        """Add a record."""
        self.inner.insert(calling_list, row)

    def entries(self, tenant: str) -> list[Row]:
        """Read a Do Not Call list."""
        return self.inner.entries(tenant)

    def forbid(self, tenant: str, rows: Sequence[Row]) -> None:
        """Add Do Not Call entries."""
        self.inner.forbid(tenant, rows)


def around_store(kind: Callable[[Store], Store]) -> ChangePolicies:
    """Lay a store around the database."""

    def apply(policies: Policies) -> Policies:
        sound = policies.store
        return replace(policies, store=lambda database: kind(sound(database)))

    return apply


def saved(change: Callable[[Row], Row]) -> ChangePolicies:
    """Change each row that is written when a record is finished."""

    class Saving(Around):
        def save(self, calling_list: str, rows: Sequence[Row]) -> None:
            self.inner.save(calling_list, [change(dict(row)) for row in rows])

    return around_store(Saving)


def saved_rows(change: ChangeRows) -> ChangePolicies:
    """Change which rows are written when a chain is finished."""

    class Saving(Around):
        def save(self, calling_list: str, rows: Sequence[Row]) -> None:
            self.inner.save(calling_list, change(rows))

    return around_store(Saving)


def disposed(change: ChangeRows) -> ChangePolicies:
    """Change the rows whose type and status are written by cancellations and do-not-call requests."""

    class Disposing(Around):
        def dispose(self, calling_list: str, rows: Sequence[Row]) -> None:
            self.inner.dispose(calling_list, change(rows))

    return around_store(Disposing)


def inserted(change: Callable[[Row], Row]) -> ChangePolicies:
    """Change each row that is added."""

    class Inserting(Around):
        def insert(self, calling_list: str, row: Row) -> None:
            self.inner.insert(calling_list, change(dict(row)))

    return around_store(Inserting)


def forbidden(change: ChangeRows) -> ChangePolicies:
    """Change the Do Not Call entries that are added."""

    class Forbidding(Around):
        def forbid(self, tenant: str, rows: Sequence[Row]) -> None:
            self.inner.forbid(tenant, change(rows))

    return around_store(Forbidding)


def retrieved(change: Callable[[list[Row]], list[Row]]) -> ChangePolicies:
    """Change the records that are retrieved from a calling list."""

    class Retrieving(Around):
        def retrieve(self, calling_list: str, now: int) -> list[Row]:
            return change(self.inner.retrieve(calling_list, now))

    return around_store(Retrieving)


def outcome(name: str, **columns: Any) -> ChangePolicies:
    """Let records come to another end: other columns for an outcome of the core's table."""

    def apply(policies: Policies) -> Policies:
        return replace(policies, outcomes={**policies.outcomes, name: {**policies.outcomes[name], **columns}})

    return apply


def policy(**changes: Any) -> ChangePolicies:
    """Substitute whole policies."""
    return lambda policies: replace(policies, **changes)
