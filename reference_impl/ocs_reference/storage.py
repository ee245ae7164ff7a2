"""Calling lists and Do Not Call lists in a database, through SQLAlchemy Core.

SQLite in memory is the default; a URL names another database. Each object works in tables of its own, whose names
begin with its prefix, and drops them at its end.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from ocs_reference.columns import do_not_call_columns
from ocs_reference.core.configuration import Configuration
from ocs_reference.core.errors import StoreError
from ocs_reference.core.values import Row
from ocs_reference.statements import AT, DISPOSED, PLACE, ListShape, Shape, Statement, do_not_call_shape

IN_MEMORY = "sqlite://"

_T = TypeVar("_T")


class Tables:
    """The tables of one environment, the rows that they begin with, and which of them were written to."""

    def __init__(
        self, prefix: str, configuration: Configuration, rows: Mapping[str, Sequence[Row]], shapes: "_Shapes"
    ) -> None:
        zones = {dbid: zone.offset for dbid, zone in configuration.zones_by_dbid.items()}
        self.metadata = sa.MetaData()
        self.lists: dict[str, Mapping[str, Statement]] = {}
        self.saved: dict[str, tuple[str, ...]] = {}
        for key, entry in configuration.lists.items():
            shape = ListShape(entry, zones)
            table = sa.Table(sa.quoted_name(f"{prefix}_{key}", quote=True), self.metadata, *shape.columns())
            self.lists[key] = shapes.of_list(shape).of(table.name)
            self.saved[key] = shape.saved
        self.forbidden: dict[str, Mapping[str, Statement]] = {}
        for key, tenant in configuration.tenants.items():
            name = sa.quoted_name(f"{prefix}_gsw_donotcall_list_{tenant.dbid}", quote=True)
            table = sa.Table(name, self.metadata, *do_not_call_columns())
            self.forbidden[key] = shapes.do_not_call.of(table.name)
        self.tenants = {key: tenant.dbid for key, tenant in configuration.tenants.items()}
        self.rows = rows
        self.callbacks: dict[str, list[Row]] = {}
        self.touched: set[str] = set(self.lists)
        self.touched_forbidden: set[str] = set()


class _Shapes:
    """Compiled statements by the shape of their tables."""

    def __init__(self, dialect: sa.Dialect) -> None:
        self._dialect = dialect
        self._lists: dict[object, Shape] = {}
        self.do_not_call = do_not_call_shape(dialect)

    def of_list(self, shape: ListShape) -> Shape:
        """Return the statements of lists of this shape, compiled at the first one."""
        if shape.key not in self._lists:
            self._lists[shape.key] = Shape(shape.columns(), shape.builders(), self._dialect)
        return self._lists[shape.key]


class Database:
    """One connection to a database; it satisfies the core's interface for the tables in use.

    While ``down`` is set every statement of the OCS fails. ``rows``, ``forbidden`` and ``restore`` are not the OCS's
    and still work. All methods raise ``StoreError`` where the database fails.
    """

    def __init__(self, url: str = IN_MEMORY, prefix: str = "ocs") -> None:
        self._engine = _engine(url)
        self._connection = _attempt(self._engine.connect)
        self._driver = self._connection.connection
        self._error = self._engine.dialect.loaded_dbapi.Error
        self._prefix = prefix
        self._shapes = _Shapes(self._engine.dialect)
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
        tables = Tables(f"{self._prefix}_{len(self._all)}", configuration, rows, self._shapes)
        _attempt(lambda: tables.metadata.create_all(self._connection))
        self._all.append(tables)
        return tables

    def restore(self, tables: Tables) -> None:
        """Use these tables, and put back what was written to since the last time."""
        self._tables = tables
        self.down = False
        for key in tables.touched:
            self._run(tables.lists[key]["delete"])
            if tables.rows[key]:
                self._run(tables.lists[key]["insert"], tables.rows[key])
            tables.callbacks.pop(key, None)
        for key in tables.touched_forbidden:
            self._run(tables.forbidden[key]["delete"])
        tables.touched.clear()
        tables.touched_forbidden.clear()

    def rows(self, calling_list: str) -> list[Row]:
        """Return all rows of a calling list by record_id."""
        return self._read(self.tables.lists[calling_list]["select"])

    def forbidden(self, tenant: str) -> list[Row]:
        """Return all entries of a tenant's Do Not Call list."""
        return self._read(self.tables.forbidden[tenant]["select"])

    def insert_forbidden(self, tenant: str, row: Row) -> None:
        """Add an entry to a Do Not Call list by hand; columns that are not given are empty."""
        self.tables.touched_forbidden.add(tenant)
        entry: Row = {column.name: None for column in do_not_call_columns()}
        self._run(self.tables.forbidden[tenant]["insert"], [entry | {"tenant_dbid": self.tables.tenants[tenant]} | row])

    def close(self) -> None:
        """Drop the tables and close the connection."""
        for tables in self._all:
            _attempt(partial(tables.metadata.drop_all, self._connection))
        self._connection.close()
        self._engine.dispose()

    def retrieve(self, calling_list: str, now: int) -> list[Row]:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        rows = self._read(self.tables.lists[calling_list]["retrieve"], [{"now": now}])
        if rows:
            self._touch(calling_list)
        return sorted(rows, key=_record_id)

    def callbacks(self, calling_list: str) -> list[Row]:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        known = self.tables.callbacks
        if calling_list not in known:  # Read once for each state of the list: they are asked for at every login.
            known[calling_list] = self._read(self.tables.lists[calling_list]["callbacks"])
        return [dict(row) for row in known[calling_list]]

    def chains_with(self, calling_list: str, column: str, value: str) -> list[Row]:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        return self._read(self.tables.lists[calling_list][f"with_{column}"], [{"value": value}])

    def chain(self, calling_list: str, chain_id: int) -> list[Row]:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        return self._read(self.tables.lists[calling_list]["chain"], [{"chain": chain_id}])

    def next_ids(self, calling_list: str) -> tuple[int, int]:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        [highest] = self._read(self.tables.lists[calling_list]["next_ids"])
        return int(highest["record_id"] or 0) + 1, int(highest["chain_id"] or 0) + 1

    def save(self, calling_list: str, rows: Sequence[Row]) -> None:
        """See :class:`ocs_reference.core.store.Store`."""
        self._update(calling_list, "save", self.tables.saved[calling_list], rows)

    def dispose(self, calling_list: str, rows: Sequence[Row]) -> None:
        """See :class:`ocs_reference.core.store.Store`."""
        self._update(calling_list, "dispose", DISPOSED, rows)

    def insert(self, calling_list: str, row: Row) -> None:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        self._touch(calling_list)
        self._run(self.tables.lists[calling_list]["insert"], [row])

    def entries(self, tenant: str) -> list[Row]:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        return self.forbidden(tenant)

    def forbid(self, tenant: str, rows: Sequence[Row]) -> None:
        """See :class:`ocs_reference.core.store.Store`."""
        self._require_up()
        self.tables.touched_forbidden.add(tenant)
        self._run(self.tables.forbidden[tenant]["insert"], rows)

    def _update(self, calling_list: str, name: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        self._require_up()
        if rows:
            self._touch(calling_list)
            statement = self.tables.lists[calling_list][name]
            self._run(statement, [{AT + column: row[column] for column in (*PLACE, *columns)} for row in rows])

    def _touch(self, calling_list: str) -> None:
        """Note that a list is written to: it is put back at the next restore, and what is known of it is outdated."""
        self.tables.touched.add(calling_list)
        self.tables.callbacks.pop(calling_list, None)

    def _require_up(self) -> None:
        if self.down:
            raise StoreError("the connection to the database is lost")

    def _read(self, statement: Statement, values: Sequence[Row] = ()) -> list[Row]:
        cursor = self._run(statement, values)
        keys = [column[0] for column in cursor.description]
        found = [dict(zip(keys, row, strict=True)) for row in self._attempt(cursor.fetchall)]
        return [_with_texts(row) for row in found] if any(_has_float(row) for row in found) else found

    def _run(self, statement: Statement, rows: Sequence[Row] = ()) -> Any:
        """Run a statement by the driver itself, which is several times faster than any layer above it."""
        return self._attempt(partial(self._execute, statement, rows))

    def _execute(self, statement: Statement, rows: Sequence[Row]) -> Any:
        cursor = self._driver.cursor()
        values = statement.values_of(rows)
        if len(values) > 1:
            cursor.executemany(statement.text, values)
        elif values:
            cursor.execute(statement.text, values[0])
        else:
            cursor.execute(statement.text)
        return cursor

    def _attempt(self, operation: Callable[[], _T]) -> _T:
        return _attempt(operation, self._error)


def _has_float(row: Row) -> bool:
    return any(isinstance(value, float) for value in row.values())


def _with_texts(row: Row) -> Row:
    """Write numbers with a fraction as texts, in which they travel (desktop, Custom Data Formats)."""
    return {key: str(value) if isinstance(value, float) else value for key, value in row.items()}


def _engine(url: str) -> sa.Engine:
    if url == IN_MEMORY:
        arguments = {"check_same_thread": False}
        return sa.create_engine(
            url,
            poolclass=StaticPool,
            connect_args=arguments,
            isolation_level="AUTOCOMMIT",
        )
    return _attempt(lambda: sa.create_engine(url, isolation_level="AUTOCOMMIT"))


def _attempt(operation: Callable[[], _T], error: type[Exception] = SQLAlchemyError) -> _T:
    try:
        return operation()
    except (error, SQLAlchemyError, OverflowError, ValueError) as reason:
        # The last two are said of a number or a text that the database cannot hold.
        raise StoreError(str(reason).splitlines()[0]) from reason


def _record_id(row: Row) -> int:
    return int(row["record_id"] or 0)
