"""What the suite starts, it ends: in order, by force, and even when the suite itself is killed."""

import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ocs_conformance.errors import UnreachableError
from ocs_conformance.transport.connect import Connection, connect

Connect = Callable[..., Connection]
Settings = Callable[[str, str], dict[str, Any]]

HERE = Path(__file__).parent
CARRIERS = ["stdio", "tcp"]


def is_alive(process: int) -> bool:
    """Whether a process is there and no zombie, which waits for somebody else to notice its end."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    ).stdout
    return state.strip()[:1] not in {"", "Z"}


def vanishes(process: int, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while is_alive(process):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("transport", CARRIERS)
def test_what_an_adapter_leaves_behind_ends_with_the_connection(
    profile: Callable[..., Any], adapter_settings: Settings, transport: str
) -> None:
    connection = connect(profile(transport, adapter_settings(transport, "have_a_child")), 1.0)
    connection.adapter.call("fence", {})
    [event] = connection.adapter.take_events()
    connection.close()
    assert vanishes(event["data"]["process"])


@pytest.mark.parametrize("transport", CARRIERS)
def test_nothing_is_left_when_the_suite_is_killed(
    profile: Callable[..., Any], adapter_settings: Settings, transport: str
) -> None:
    script = f"""
        import os, signal
        from pathlib import Path
        from ocs_conformance.model import AdapterProfile, HttpProfile, TargetProfile
        from ocs_conformance.transport.connect import connect
        adapter = AdapterProfile({transport!r}, {adapter_settings(transport, "have_a_child")!r})
        connection = connect(TargetProfile("t", "t", Path({str(HERE)!r}) / "t.yaml", adapter, HttpProfile()), 1.0)
        connection.adapter.call("fence", {{}})
        print(connection.adapter.take_events()[0]["data"]["process"], flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=False, timeout=30
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert vanishes(int(killed.stdout))


def test_a_connection_can_be_closed_twice(connected: Connect) -> None:
    connection = connected("stdio", "behave")
    assert [connection.close(), connection.close()] == [None, None]  # type: ignore[func-returns-value]


def test_an_adapter_that_listens_on_is_ended_without_delay(
    profile: Callable[..., Any], adapter_settings: Settings
) -> None:
    connection = connect(profile("tcp", adapter_settings("tcp", "behave")), 1.0)
    begun = time.monotonic()
    connection.close()
    assert time.monotonic() - begun < 0.9


def open_descriptors() -> set[str]:
    return {entry.name for entry in Path("/dev/fd").iterdir()}


@pytest.mark.parametrize("transport", CARRIERS)
def test_no_descriptor_stays_open(profile: Callable[..., Any], adapter_settings: Settings, transport: str) -> None:
    before = open_descriptors()
    connect(profile(transport, adapter_settings(transport, "behave")), 1.0).close()
    assert open_descriptors() == before


def test_a_temporary_folder_lasts_as_long_as_the_connection(profile: Callable[..., Any]) -> None:
    command = ["{python}", "misbehaving_adapter.py", "tell_words", "{folder}"]
    connection = connect(profile("stdio", {"command": command, "cwd": "."}), 1.0)
    connection.adapter.call("fence", {})
    folder = Path(connection.adapter.take_events()[0]["data"]["2"])
    was_there = folder.is_dir()
    connection.close()
    assert (was_there, folder.exists()) == (True, False)


def test_a_command_that_does_not_exist_cannot_be_started(profile: Callable[..., Any]) -> None:
    with pytest.raises(
        UnreachableError,
        match=r"^the adapter `no-such-adapter -v` cannot be started: No such file or directory: no-such-adapter$",
    ):
        connect(profile("stdio", {"command": ["no-such-adapter", "-v"]}), 1.0)


def test_a_file_that_is_not_executable_cannot_be_started(profile: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "adapter"
    file.write_text("#!/bin/sh\n")
    with pytest.raises(UnreachableError) as caught:
        connect(profile("stdio", {"command": [str(file)]}), 1.0)
    assert str(caught.value) == f"the adapter `{file}` cannot be started: Permission denied: {file}"


def test_an_address_where_nobody_listens_cannot_be_reached(profile: Callable[..., Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(UnreachableError) as caught:
        connect(profile("tcp", {"host": "127.0.0.1", "port": port}), 1.0)
    assert str(caught.value) == f"the adapter at 127.0.0.1:{port} cannot be reached: Connection refused"


def test_a_name_that_no_host_has_cannot_be_reached(profile: Callable[..., Any]) -> None:
    with pytest.raises(UnreachableError, match=r"^the adapter at ocs.invalid:4000 cannot be reached: "):
        connect(profile("tcp", {"host": "ocs.invalid", "port": 4000}), 1.0)


def test_settings_reach_the_process(profile: Callable[..., Any], tmp_path: Path) -> None:
    script = "import os; from pathlib import Path; Path('seen').write_text(os.environ['WORD'])"
    settings = {"command": ["{python}", "-c", script], "cwd": str(tmp_path), "env": {"WORD": "{folder}"}}
    with pytest.raises(Exception, match=r"ended with exit status 0"):
        connect(profile("stdio", settings), 1.0)
    assert "ocs-conformance-" in (tmp_path / "seen").read_text()
