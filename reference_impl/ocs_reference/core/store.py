"""The interface through which the core reaches calling lists and Do Not Call lists.

Every method may raise :class:`ocs_reference.core.errors.StoreError`. Lists and tenants are named by their keys in the
configuration. Rows are maps by column name; changing one changes nothing in the database.
"""

from collections.abc import Sequence
from typing import Protocol

from ocs_reference.core.values import Row


class Store(Protocol):
    """Calling lists and Do Not Call lists."""

    def retrieve(self, calling_list: str, now: int) -> list[Row]:
        """Mark the records that may be dialled at ``now`` (UTC seconds) Retrieved and return them by record_id.

        A record may be dialled when it is Ready, General or rescheduled by a treatment, due, and within its daily
        window in its own time zone.
        """
        ...

    def callbacks(self, calling_list: str) -> list[Row]:
        """Return the callbacks that are Ready by record_id, whenever they are due: Personal Rescheduled, too."""
        ...

    def chains_with(self, calling_list: str, column: str, value: str) -> list[Row]:
        """Return all rows of all chains in which a row has this value."""
        ...

    def chain(self, calling_list: str, chain_id: int) -> list[Row]:
        """Return the rows of one chain by chain_n."""
        ...

    def next_ids(self, calling_list: str) -> tuple[int, int]:
        """Return an unused record_id and an unused chain_id."""
        ...

    def save(self, calling_list: str, rows: Sequence[Row]) -> None:
        """Write all columns that a dialled record may change, for each (chain_id, chain_n)."""
        ...

    def dispose(self, calling_list: str, rows: Sequence[Row]) -> None:
        """Write record_type, record_status and agent_id only, for each (chain_id, chain_n)."""
        ...

    def insert(self, calling_list: str, row: Row) -> None:
        """Add a record."""
        ...

    def entries(self, tenant: str) -> list[Row]:
        """Return all entries of a tenant's Do Not Call list."""
        ...

    def forbid(self, tenant: str, rows: Sequence[Row]) -> None:
        """Add entries to a tenant's Do Not Call list."""
        ...
