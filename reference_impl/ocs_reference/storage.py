"""Calling lists and Do Not Call lists in a database, through SQLAlchemy Core.

SQLite in memory is the default; a URL names another database. Each object works in tables of its own, whose names
begin with its prefix, and drops them at its end.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from ocs_reference.columns import calling_list_columns, do_not_call_columns
from ocs_reference.core.configuration import CallingList, Configuration
from ocs_reference.core.errors import StoreError
from ocs_reference.core.values import RecordStatus, RecordType, Row, Value

IN_MEMORY = "sqlite://"
_COMPILED = 20_000  # Each list of each environment has a dozen statements, which are compiled once.

_SAVED = (
    "contact_info",
    "contact_info_type",
    "record_type",
    "record_status",
    "call_result",
    "attempt",
    "dial_sched_time",
    "call_time",
    "daily_from",
    "daily_till",
    "tz_dbid",
    "agent_id",
)
_PLACE = ("chain_id", "chain_n")
_DISPOSED = ("record_type", "record_status", "agent_id")
_DIALLED_TYPES = (RecordType.GENERAL, RecordType.CAMPAIGN_RESCHEDULED)
_CALLBACK_TYPES = (RecordType.PERSONAL_RESCHEDULED, RecordType.PERSONAL_CALLBACK, RecordType.CAMPAIGN_CALLBACK)

_T = TypeVar("_T")


@dataclass(frozen=True)
class _ListStatements:
    """The statements of one calling list, built once, so that each is compiled once.

    A bound value of a row is named ``at_<column>``, because an update may not bind the name of a column that it sets.
    """

    insert: sa.Insert
    delete: sa.Delete
    select: sa.Select[Any]
    chain: sa.Select[Any]
    next_ids: sa.Select[Any]
    retrieve: sa.Executable
    callbacks: sa.Select[Any]
    save: sa.Update
    saved: tuple[str, ...]
    dispose: sa.Update
    chains_with: Mapping[str, sa.Select[Any]]


def _statements(table: sa.Table, calling_list: CallingList, zones: Mapping[int, int]) -> _ListStatements:
    c = table.c
    saved = (*_SAVED, *(field.column for field in calling_list.fields))
    searched = ("contact_info", calling_list.customer_id) if calling_list.customer_id else ("contact_info",)
    return _ListStatements(
        insert=table.insert(),
        delete=table.delete(),
        select=table.select().order_by(c.record_id),
        chain=table.select().where(c.chain_id == sa.bindparam("chain")).order_by(c.chain_n),
        next_ids=sa.select(*(sa.func.max(column).label(column.name) for column in (c.record_id, c.chain_id))),
        retrieve=_retrieval(table, zones, calling_list.filter),
        callbacks=_callbacks(table),
        save=_update(table, saved),
        saved=saved,
        dispose=_update(table, _DISPOSED),
        chains_with={column: _chains_with(table, column) for column in searched},
    )


def _update(table: sa.Table, columns: Sequence[str]) -> sa.Update:
    place = (table.c[column] == sa.bindparam(f"at_{column}") for column in _PLACE)
    return table.update().where(*place).values({column: sa.bindparam(f"at_{column}") for column in columns})


def _chains_with(table: sa.Table, column: str) -> sa.Select[Any]:
    chains = sa.select(table.c.chain_id).where(table.c[column] == sa.bindparam("value"))
    return table.select().where(table.c.chain_id.in_(chains)).order_by(table.c.chain_id, table.c.chain_n)


def _retrieval(table: sa.Table, zones: Mapping[int, int], wanted: Mapping[str, Value]) -> sa.Executable:
    """Build the update that retrieves; its constants are written out, because each bound value costs time."""
    c, now = table.c, sa.bindparam("now", type_=sa.Integer)
    cases = ((c.tz_dbid == _constant(dbid), _constant(offset)) for dbid, offset in zones.items())
    offset = sa.case(*cases, else_=_constant(0))
    local = (now + offset) % _constant(86400)
    return (
        table.update()
        .where(c.record_status == _constant(RecordStatus.READY))
        .where(sa.or_(*(c.record_type == _constant(kind) for kind in _DIALLED_TYPES)))
        .where(c.dial_sched_time <= now, local >= c.daily_from, local <= c.daily_till)
        .where(*(c[column] == value for column, value in wanted.items()))
        .values(record_status=_constant(RecordStatus.RETRIEVED))
        .returning(*c)
    )


def _callbacks(table: sa.Table) -> sa.Select[Any]:
    c = table.c
    kinds = sa.or_(*(c.record_type == _constant(kind) for kind in _CALLBACK_TYPES))
    return table.select().where(c.record_status == _constant(RecordStatus.READY), kinds).order_by(c.record_id)


def _constant(number: int) -> sa.ColumnElement[int]:
    return sa.literal_column(str(int(number)), sa.Integer())


class Tables:
    """The tables of one environment, the rows that they begin with, and which of them were written to."""

    def __init__(self, prefix: str, configuration: Configuration, rows: Mapping[str, Sequence[Row]]) -> None:
        zones = {dbid: zone.offset for dbid, zone in configuration.zones_by_dbid.items()}
        self.metadata = sa.MetaData()
        self.lists = {
            key: _statements(sa.Table(f"{prefix}_{key}", self.metadata, *calling_list_columns(entry)), entry, zones)
            for key, entry in configuration.lists.items()
        }
        forbidden = {
            key: sa.Table(f"{prefix}_gsw_donotcall_list_{tenant.dbid}", self.metadata, *do_not_call_columns())
            for key, tenant in configuration.tenants.items()
        }
        self.forbidden = {key: (table.insert(), table.delete(), table.select()) for key, table in forbidden.items()}
        self.tenants = {key: tenant.dbid for key, tenant in configuration.tenants.items()}
        self.rows = rows
        self.callbacks: dict[str, list[Row]] = {}
        self.touched: set[str] = set(self.lists)
        self.touched_forbidden: set[str] = set()


class Database:
    """One connection to a database; it satisfies the core's interface for the tables in use.

    While ``down`` is set every statement of the OCS fails. ``rows``, ``forbidden`` and ``restore`` are not the OCS's
    and still work. All methods raise ``StoreError`` where the database fails.
    """

    def __init__(self, url: str = IN_MEMORY, prefix: str = "ocs") -> None:
        self._engine = _engine(url)
        self._connection = _attempt(self._engine.connect)
        self._prefix = prefix
        self._all: list[Tables] = []
        self._tables: Tables | None = None
        self.down = False

    @property
    def tables(self) -> Tables:
        """The tables in use."""
        assert self._tables is not None, "no environment is loaded"
        return self._tables

    def create(self, configuration: Configuration, rows: Mapping[str, Sequence[Row]]) -> Tables:
        """Create the tables of an environment; ``restore`` fills them."""
        tables = Tables(f"{self._prefix}_{len(self._all)}", configuration, rows)
        _attempt(lambda: tables.metadata.create_all(self._connection))
        self._all.append(tables)
        return tables

    def restore(self, tables: Tables) -> None:
        """Use these tables, and put back what was written to since the last time."""
        self._tables = tables
        self.down = False
        for key in tables.touched:
            self._run(tables.lists[key].delete)
            if tables.rows[key]:
                self._run(tables.lists[key].insert, tables.rows[key])
            tables.callbacks.pop(key, None)
        for key in tables.touched_forbidden:
            self._run(tables.forbidden[key][1])
        tables.touched.clear()
        tables.touched_forbidden.clear()

    def rows(self, calling_list: str) -> list[Row]:
        """Return all rows of a calling list by record_id."""
        return self._read(self.tables.lists[calling_list].select)

    def forbidden(self, tenant: str) -> list[Row]:
        """Return all entries of a tenant's Do Not Call list."""
        return self._read(self.tables.forbidden[tenant][2])

    def insert_forbidden(self, tenant: str, row: Row) -> None:
        """Add an entry to a Do Not Call list by hand; columns that are not given are empty."""
        self.tables.touched_forbidden.add(tenant)
        entry: Row = {column.name: None for column in do_not_call_columns()}
        self._run(self.tables.forbidden[tenant][0], [entry | {"tenant_dbid": self.tables.tenants[tenant]} | row])

    def close(self) -> None:
        """Drop the tables and close the connection."""
        for tables in self._all:
            _attempt(partial(tables.metadata.drop_all, self._connection))
        self._connection.close()
        self._engine.dispose()

    def retrieve(self, calling_list: str, now: int) -> list[Row]:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        rows = self._read(self.tables.lists[calling_list].retrieve, {"now": now})
        if rows:
            self._touch(calling_list)
        return sorted(rows, key=_record_id)

    def callbacks(self, calling_list: str) -> list[Row]:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        known = self.tables.callbacks
        if calling_list not in known:  # Read once for each state of the list: they are asked for at every login.
            known[calling_list] = self._read(self.tables.lists[calling_list].callbacks)
        return [dict(row) for row in known[calling_list]]

    def chains_with(self, calling_list: str, column: str, value: str) -> list[Row]:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        return self._read(self.tables.lists[calling_list].chains_with[column], {"value": value})

    def chain(self, calling_list: str, chain_id: int) -> list[Row]:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        return self._read(self.tables.lists[calling_list].chain, {"chain": chain_id})

    def next_ids(self, calling_list: str) -> tuple[int, int]:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        [highest] = self._read(self.tables.lists[calling_list].next_ids)
        return int(highest["record_id"] or 0) + 1, int(highest["chain_id"] or 0) + 1

    def save(self, calling_list: str, rows: Sequence[Row]) -> None:
        """See :class:`ocs_reference.core.store.Store`."""
        statements = self.tables.lists[calling_list]
        self._update(calling_list, statements.save, statements.saved, rows)

    def dispose(self, calling_list: str, rows: Sequence[Row]) -> None:
        """See :class:`ocs_reference.core.store.Store`."""
        self._update(calling_list, self.tables.lists[calling_list].dispose, _DISPOSED, rows)

    def insert(self, calling_list: str, row: Row) -> None:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        self._touch(calling_list)
        self._run(self.tables.lists[calling_list].insert, [row])

    def entries(self, tenant: str) -> list[Row]:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        return self.forbidden(tenant)

    def forbid(self, tenant: str, rows: Sequence[Row]) -> None:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        self.tables.touched_forbidden.add(tenant)
        self._run(self.tables.forbidden[tenant][0], rows)

    def _update(self, calling_list: str, statement: sa.Update, columns: Sequence[str], rows: Sequence[Row]) -> None:
        self._require_up()
        if rows:
            self._touch(calling_list)
            self._run(statement, [{f"at_{column}": row[column] for column in (*_PLACE, *columns)} for row in rows])

    def _touch(self, calling_list: str) -> None:
        """Note that a list is written to: it is put back at the next restore, and what is known of it is outdated."""
        self.tables.touched.add(calling_list)
        self.tables.callbacks.pop(calling_list, None)

    def _require_up(self) -> None:
        if self.down:
            raise StoreError("the connection to the database is lost")

    def _read(self, statement: sa.Executable, values: Row | None = None) -> list[Row]:
        result = self._run(statement, values)
        keys = tuple(map(str, result.keys()))
        return [dict(zip(keys, row, strict=True)) for row in result]

    def _run(self, statement: sa.Executable, values: Row | Sequence[Row] | None = None) -> sa.CursorResult[Any]:
        return _attempt(lambda: self._connection.execute(statement, values))


def _engine(url: str) -> sa.Engine:
    if url == IN_MEMORY:
        arguments = {"check_same_thread": False}
        return sa.create_engine(
            url,
            poolclass=StaticPool,
            connect_args=arguments,
            isolation_level="AUTOCOMMIT",
            query_cache_size=_COMPILED,
        )
    return _attempt(lambda: sa.create_engine(url, isolation_level="AUTOCOMMIT", query_cache_size=_COMPILED))


def _attempt(operation: Callable[[], _T]) -> _T:
    try:
        return operation()
    except (SQLAlchemyError, OverflowError, UnicodeError) as reason:
        # The last two are the driver's words for a number or a text that the database cannot hold.
        raise StoreError(str(reason).splitlines()[0]) from reason


def _record_id(row: Row) -> int:
    return int(row["record_id"] or 0)
