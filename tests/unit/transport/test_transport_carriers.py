"""Every carrier brings user data back as it was sent, and events that come between requests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocs_conformance.errors import UnreachableError, UsageError
from ocs_conformance.model import AdapterProfile, HttpProfile, TargetProfile
from ocs_conformance.transport.connect import Connection, connect

HERE = Path(__file__).parent
COMMAND = ["{python}", "misbehaving_adapter.py", "late_event"]

CARRIERS: dict[str, dict[str, Any]] = {
    "memory": {"factory": "memory_adapters:behaving"},
    "stdio": {"command": COMMAND, "cwd": "."},
    "tcp": {"start": {"command": [*COMMAND, "tcp"], "cwd": "."}},
}

LISTS = st.dictionaries(
    st.text(),
    st.recursive(st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner), max_leaves=8),
    max_size=5,
)


@pytest.fixture(scope="module", params=CARRIERS)
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """One adapter of each carrier for all tests, which echoes user data and sends an event late after a fence."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(HERE)
        adapter = AdapterProfile(request.param, CARRIERS[request.param])
        opened = connect(TargetProfile("test", "Test", HERE / "test.yaml", adapter, HttpProfile()), 1.0)
        yield opened
        opened.close()


def ordered(value: object) -> object:
    """A value in which the order of keys counts."""
    return [(key, ordered(inner)) for key, inner in value.items()] if isinstance(value, dict) else (type(value), value)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LISTS)
def test_user_data_come_back_as_they_were_sent(connection: Connection, data: dict[str, Any]) -> None:
    connection.adapter.call("desktop.send", {"agent": "alice", "data": data})
    [event] = connection.adapter.take_events()
    assert ordered(event["data"]) == ordered(data)


def test_a_message_larger_than_any_buffer_comes_back(connection: Connection) -> None:
    data = {f"key{number}": "x" * 1000 for number in range(2000)}
    connection.adapter.call("desktop.send", {"agent": "alice", "data": data})
    assert connection.adapter.take_events() == [{"agent": "alice", "interface": "desktop", "data": data}]


@pytest.mark.parametrize("connection", ["stdio", "tcp"], indirect=True)
def test_an_event_between_requests_is_gathered_while_waiting(connection: Connection) -> None:
    connection.adapter.call("fence", {})
    connection.adapter.wait(5.0)
    assert connection.adapter.take_events() == [{"agent": "alice", "interface": "desktop", "data": {"late": 1}}]


def test_a_wait_ends_when_nothing_comes(connection: Connection) -> None:
    connection.adapter.wait(0.05)
    assert connection.adapter.take_events() == []


def test_a_transport_that_nobody_has_is_named_with_those_that_are_known() -> None:
    adapter = AdapterProfile("carrier-pigeon", {})
    with pytest.raises(UsageError, match=r"^there is no transport 'carrier-pigeon'; known are memory, stdio, tcp"):
        connect(TargetProfile("test", "Test", HERE / "test.yaml", adapter, HttpProfile()), 1.0)


def test_http_in_memory_needs_an_adapter_in_memory() -> None:
    adapter = AdapterProfile("stdio", CARRIERS["stdio"])
    with pytest.raises(
        UnreachableError, match=r"is no process of ours: the profile's http.transport cannot be memory$"
    ):
        connect(TargetProfile("test", "Test", HERE / "test.yaml", adapter, HttpProfile(transport="memory")), 1.0)


def test_a_transport_of_another_package_is_found_by_its_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "pigeon-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: pigeon\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text("[ocs_conformance.transports]\npigeon = pigeon_carrier:connect\n")
    (tmp_path / "pigeon_carrier.py").write_text(
        "from memory_adapters import behaving\n"
        "from ocs_conformance.transport.memory import MemoryTransport\n"
        "def connect(settings, context):\n"
        "    return MemoryTransport(behaving(), settings['name'])\n"
    )
    monkeypatch.syspath_prepend(HERE)
    monkeypatch.syspath_prepend(tmp_path)
    adapter = AdapterProfile("pigeon", {"name": "Paul"})
    opened = connect(TargetProfile("test", "Test", HERE / "test.yaml", adapter, HttpProfile()), 1.0)
    opened.close()
    assert opened.introduction.adapter == "memory-adapter 1.0"
