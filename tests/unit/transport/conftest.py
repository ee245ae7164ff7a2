"""Target profiles for adapters that the tests bring along."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ocs_conformance.model import AdapterProfile, HttpProfile, TargetProfile
from ocs_conformance.transport.connect import Connection, connect

HERE = Path(__file__).parent

MakeProfile = Callable[..., TargetProfile]
Connect = Callable[..., Connection]


@pytest.fixture
def profile() -> MakeProfile:
    """Makes a profile of a transport and its settings; limits as for a test that waits for them."""

    def make(
        transport: str, settings: dict[str, Any], http: HttpProfile | None = None, start_limit: float = 10.0
    ) -> TargetProfile:
        return TargetProfile(
            name="test",
            title="A test's adapter",
            file=HERE / "test.yaml",
            adapter=AdapterProfile(transport, settings),
            http=http or HttpProfile(),
            answer_limit=0.5,
            start_limit=start_limit,
        )

    return make


@pytest.fixture
def adapter_settings() -> Callable[[str, str], dict[str, Any]]:
    """The settings of a transport, stdio or tcp, to the adapter that behaves in a given way."""

    def make(transport: str, way: str) -> dict[str, Any]:
        settings = {"command": ["{python}", "misbehaving_adapter.py", way], "cwd": "."}
        if transport == "stdio":
            return settings
        return {"start": {**settings, "command": [*settings["command"], "tcp"]}}

    return make


@pytest.fixture
def connected(profile: MakeProfile, adapter_settings: Callable[[str, str], dict[str, Any]]) -> Iterator[Connect]:
    """Connects to the adapter that behaves in a given way, and closes the connection after the test."""
    opened: list[Connection] = []

    def make(transport: str, way: str, start_limit: float = 10.0) -> Connection:
        opened.append(connect(profile(transport, adapter_settings(transport, way), start_limit=start_limit), 1.0))
        return opened[-1]

    yield make
    for connection in opened:
        connection.close()
