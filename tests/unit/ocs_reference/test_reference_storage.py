"""Calling lists and Do Not Call lists in databases: SQLite in memory, SQLite in a file, PostgreSQL."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from ocs_reference.core.configuration import Configuration
from ocs_reference.core.errors import StoreError
from ocs_reference.core.values import Row
from ocs_reference.environment import configuration_of, rows_of
from ocs_reference.storage import Database, Tables

NOW = 1772481600


@pytest.fixture(params=["memory", "file", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URLs of the databases that are tried."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql"))
    return "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path / 'lists.db'}"


@pytest.fixture(scope="module")
def configuration(document: dict[str, Any]) -> Configuration:
    """The configuration of the test's environment."""
    return configuration_of(document)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database whose tables nobody else has."""
    opened = Database(url, prefix=f"test_{uuid4().hex[:8]}")
    yield opened
    opened.close()


@pytest.fixture
def tables(database: Database, configuration: Configuration, document: dict[str, Any]) -> Tables:
    """The environment's tables, in use."""
    made = database.create(configuration, rows_of(document, configuration))
    database.restore(made)
    return made


def picked(rows: list[Row], *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def test_a_list_begins_with_its_records(database: Database, tables: Tables) -> None:
    columns = ("record_id", "contact_info", "contact_info_type", "chain_n", "tz_dbid", "code", "balance", "remark")
    assert picked(database.rows("chains"), *columns) == [
        (1, "1001", 1, 0, 122, 11, "1.5", "kept"),
        (2, "1002", 2, 1, 122, 11, None, None),
        (3, "a@b", 10, 2, 122, None, None, None),
        (4, "2001", 1, 0, 122, None, None, None),
    ]


def test_retrieval_takes_what_is_due_and_within_its_window(database: Database, tables: Tables) -> None:
    retrieved = database.retrieve("dialled", NOW)
    assert picked(retrieved, "contact_info", "record_status") == [("3001", 2), ("3002", 2)]
    assert picked(database.rows("dialled"), "record_status") == [(2,), (2,), (1,), (1,)]


def test_what_was_retrieved_is_not_retrieved_again(database: Database, tables: Tables) -> None:
    database.retrieve("dialled", NOW)
    assert database.retrieve("dialled", NOW) == []


def test_save_writes_what_a_dialled_record_may_change(database: Database, tables: Tables) -> None:
    row = database.chain("chains", 1)[1]
    changes: Row = {
        "record_status": 3,
        "contact_info": "9",
        "balance": "2.25",
        "code": 7,
        "agent_id": "a",
        "record_id": 9,
    }
    database.save("chains", [row | changes])
    columns = ("record_id", "record_status", "contact_info", "balance", "code", "agent_id")
    assert picked(database.chain("chains", 1), *columns)[1] == (2, 3, "9", "2.25", 7, "a")


def test_dispose_writes_type_status_and_agent_only(database: Database, tables: Tables) -> None:
    row = database.chain("chains", 2)[0]
    database.dispose("chains", [row | {"record_type": 7, "record_status": 5, "agent_id": "a", "contact_info": "9"}])
    assert picked(database.chain("chains", 2), "record_type", "record_status", "agent_id", "contact_info") == [
        (7, 5, "a", "2001")
    ]


@pytest.mark.parametrize(("column", "value", "chains"), [("contact_info", "1002", [1, 1, 1]), ("customer", "C2", [2])])
def test_chains_are_found_whole(database: Database, tables: Tables, column: str, value: str, chains: list[int]) -> None:
    assert [row["chain_id"] for row in database.chains_with("chains", column, value)] == chains


def test_next_ids_are_above_all_that_are_used(database: Database, tables: Tables) -> None:
    assert database.next_ids("chains") == (5, 3)


def test_restore_puts_back_what_was_written(
    database: Database, tables: Tables, configuration: Configuration, document: dict[str, Any]
) -> None:
    before = database.rows("chains")
    database.retrieve("chains", NOW)
    database.insert("chains", {"record_id": 5, "contact_info": "5", "chain_id": 3, "chain_n": 0})
    database.forbid("first", [{"phone": "1", "tenant_dbid": 101, "list_dbid": 10**17, "time_stamp": NOW}])
    entered = picked(database.forbidden("first"), "phone", "tenant_dbid", "list_dbid", "expiration")
    database.restore(tables)
    assert entered == [("1", 101, 10**17, None)]
    assert (database.rows("chains"), database.forbidden("first")) == (before, [])


def test_while_the_database_is_down_nothing_works_for_the_ocs(database: Database, tables: Tables) -> None:
    database.down = True
    with pytest.raises(StoreError, match="the connection to the database is lost"):
        database.retrieve("chains", NOW)
    assert picked(database.rows("chains"), "record_status") == [(1,), (1,), (1,), (1,)]


def test_tables_are_dropped_at_the_end(url: str, configuration: Configuration, document: dict[str, Any]) -> None:
    opened = Database(url, prefix=f"gone_{uuid4().hex[:8]}")
    opened.restore(opened.create(configuration, rows_of(document, configuration)))
    opened.close()
    engine = sa.create_engine(url)
    names = sa.inspect(engine).get_table_names()
    engine.dispose()
    assert [name for name in names if name.startswith("gone_")] == []


def test_a_database_that_cannot_be_reached_is_told() -> None:
    with pytest.raises(StoreError, match="connection"):
        Database("postgresql+psycopg://postgres@127.0.0.1:1/test")


def test_only_what_the_filter_of_a_list_lets_pass_is_retrieved(
    database: Database, configuration: Configuration, document: dict[str, Any]
) -> None:
    filtered = replace(configuration.lists["chains"], filter={"code": 11})
    narrowed = replace(configuration, lists={**configuration.lists, "chains": filtered})
    database.restore(database.create(narrowed, rows_of(document, narrowed)))
    assert picked(database.retrieve("chains", NOW), "contact_info") == [("1001",), ("1002",)]
