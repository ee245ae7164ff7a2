"""The statements of calling lists and Do Not Call lists, as the driver takes them.

They are written with SQLAlchemy Core and compiled once for all tables of one shape: compiling costs more than running.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from ocs_reference.columns import calling_list_columns, do_not_call_columns
from ocs_reference.core.configuration import CallingList
from ocs_reference.core.values import RecordStatus, RecordType, Row, Value

SAVED = (
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
"""Columns that a finished record may have changed; user-defined ones stand beside them."""

PLACE = ("chain_id", "chain_n")
DISPOSED = ("record_type", "record_status", "agent_id")
_DIALLED_TYPES = (RecordType.GENERAL, RecordType.CAMPAIGN_RESCHEDULED)
_CALLBACK_TYPES = (RecordType.PERSONAL_RESCHEDULED, RecordType.PERSONAL_CALLBACK, RecordType.CAMPAIGN_CALLBACK)
_TEMPLATE = "a table of this shape"


@dataclass(frozen=True)
class Statement:
    """A statement for a driver: its text, and the names of its values in their order.

    ``is_positional`` says that values go as a tuple, and not by name. Values of ``floats`` are texts that the database
    takes as numbers.
    """

    text: str
    names: tuple[str, ...]
    is_positional: bool
    floats: frozenset[str]

    def values_of(self, rows: Sequence[Row]) -> list[Any]:
        """Arrange the values of each row; what a row lacks is empty."""
        return [self._values(row) for row in rows]

    def _values(self, row: Row) -> Any:
        if self.floats:
            row = {name: _number(value) if name in self.floats else value for name, value in row.items()}
        if self.is_positional:
            return tuple(row.get(name) for name in self.names)
        return {name: row.get(name) for name in self.names}


def _number(value: Value | None) -> Any:
    return None if value is None else float(value)


Build = Callable[[sa.Table], sa.Executable]


class Shape:
    """The statements of all tables with the same columns, searched, filtered and dialed in the same way."""

    def __init__(self, columns: Sequence[sa.Column[Any]], builders: Mapping[str, Build], dialect: sa.Dialect) -> None:
        floats = {column.name for column in columns if isinstance(column.type, sa.Float)}
        table = sa.Table(sa.quoted_name(_TEMPLATE, quote=True), sa.MetaData(), *columns)
        names = {prefix + name for prefix in ("", AT) for name in floats}
        self._statements = {name: _compiled(build(table), dialect, names) for name, build in builders.items()}

    def of(self, table: str) -> dict[str, Statement]:
        """Return the statements of one table, by name."""
        return {
            name: Statement(each.text.replace(_TEMPLATE, table), each.names, each.is_positional, each.floats)
            for name, each in self._statements.items()
        }


AT = "at_"
"""Begins the name of a bound value of an update, which may not bind the name of a column that it sets."""


def _compiled(statement: sa.Executable, dialect: sa.Dialect, floats: Iterable[str]) -> Statement:
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # every statement here has it
    positions = compiled.positiontup
    names = tuple(compiled.params) if positions is None else tuple(positions)
    return Statement(str(compiled), names, positions is not None, frozenset(floats) & frozenset(names))


class ListShape:
    """What decides on the statements of a calling list, and the builders of these."""

    def __init__(self, calling_list: CallingList, zones: Mapping[int, int]) -> None:
        self.calling_list = calling_list
        self.zones = zones
        self.saved = (*SAVED, *(field.column for field in calling_list.fields))

    @cached_property
    def key(self) -> object:
        """Equal for lists whose statements differ in the table's name only."""
        fields = tuple((field.column, field.type) for field in self.calling_list.fields)
        wanted = tuple(self.calling_list.filter.items())
        return fields, self.calling_list.customer_id, wanted, tuple(self.zones.items())

    def columns(self) -> list[sa.Column[Any]]:
        """Build the columns of the table."""
        return calling_list_columns(self.calling_list)

    def builders(self) -> dict[str, Build]:
        """Return how each statement is built from the table."""
        customer_id = self.calling_list.customer_id
        searched = ("contact_info", customer_id) if customer_id else ("contact_info",)
        return {
            "insert": lambda table: table.insert(),
            "delete": lambda table: table.delete(),
            "select": lambda table: table.select().order_by(table.c.record_id),
            "chain": _chain,
            "next_ids": _next_ids,
            "retrieve": lambda table: _retrieval(table, self.zones, self.calling_list.filter),
            "callbacks": _callbacks,
            "save": lambda table: _update(table, self.saved),
            "dispose": lambda table: _update(table, DISPOSED),
            **{f"with_{column}": _searching(column) for column in searched},
        }


DO_NOT_CALL: Mapping[str, Build] = {
    "insert": lambda table: table.insert(),
    "delete": lambda table: table.delete(),
    "select": lambda table: table.select(),
}
"""The builders of the statements of a Do Not Call list."""


def do_not_call_shape(dialect: sa.Dialect) -> Shape:
    """Build the statements of Do Not Call lists."""
    return Shape(do_not_call_columns(), DO_NOT_CALL, dialect)


def _chain(table: sa.Table) -> sa.Executable:
    return table.select().where(table.c.chain_id == sa.bindparam("chain")).order_by(table.c.chain_n)


def _next_ids(table: sa.Table) -> sa.Executable:
    return sa.select(*(sa.func.max(column).label(column.name) for column in (table.c.record_id, table.c.chain_id)))


def _update(table: sa.Table, columns: Sequence[str]) -> sa.Executable:
    place = (table.c[column] == sa.bindparam(f"{AT}{column}") for column in PLACE)
    return table.update().where(*place).values({column: sa.bindparam(f"{AT}{column}") for column in columns})


def _searching(column: str) -> Build:
    def build(table: sa.Table) -> sa.Executable:
        chains = sa.select(table.c.chain_id).where(table.c[column] == sa.bindparam("value"))
        return table.select().where(table.c.chain_id.in_(chains)).order_by(table.c.chain_id, table.c.chain_n)

    return build


def _retrieval(table: sa.Table, zones: Mapping[int, int], wanted: Mapping[str, Value]) -> sa.Executable:
    """Build the update that retrieves; its constants are written out, so that it has one value to bind."""
    c, now = table.c, sa.bindparam("now", type_=sa.Integer)
    cases = ((c.tz_dbid == _constant(dbid), _constant(offset)) for dbid, offset in zones.items())
    offset = sa.case(*cases, else_=_constant(0))
    local = (now + offset) % _constant(86400)
    return (
        table.update()
        .where(c.record_status == _constant(RecordStatus.READY))
        .where(sa.or_(*(c.record_type == _constant(kind) for kind in _DIALLED_TYPES)))
        .where(c.dial_sched_time <= now, local >= c.daily_from, local <= c.daily_till)
        .where(*(c[column] == _written(value) for column, value in wanted.items()))
        .values(record_status=_constant(RecordStatus.RETRIEVED))
        .returning(*c)
    )


def _callbacks(table: sa.Table) -> sa.Executable:
    c = table.c
    kinds = sa.or_(*(c.record_type == _constant(kind) for kind in _CALLBACK_TYPES))
    return table.select().where(c.record_status == _constant(RecordStatus.READY), kinds).order_by(c.record_id)


def _constant(number: int) -> sa.ColumnElement[int]:
    return sa.literal_column(str(int(number)), sa.Integer())


def _written(value: Value) -> sa.ColumnElement[Any]:
    """Write a value of a filter out; quotes in a text are doubled, as SQL has it."""
    return _constant(value) if isinstance(value, int) else sa.literal_column("'" + value.replace("'", "''") + "'")
