"""Whatever an adapter does wrong is told of the adapter, with what it said, within the limit."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from ocs_conformance.errors import AdapterError, UnreachableError
from ocs_conformance.transport.connect import Connection, connect

Connect = Callable[..., Connection]
Settings = Callable[[str, str], dict[str, Any]]

CARRIERS = ["stdio", "tcp"]
SLACK = 2.0

FAULTS = {
    "hang": "did not answer fence within 0.5 seconds; it said: waiting for the OCS",
    "die": "ended with exit status 4; it said: Traceback: | out of memory",
    "be_killed": "was ended by signal 9",
    "junk": "sent a line that is not JSON: 'Loading configuration...'",
    "not_utf8": ('sent a line that is not UTF-8: \'{"jsonrpc": "2.0", "id": 2, "result": {"name": "M\\\\xfcller"}}\''),
    "not_an_object": "sent a line that is not a JSON object: '[1, 2]'",
    "half_and_stop": (
        'did not answer fence within 0.5 seconds, in the middle of a line: \'{"jsonrpc": "2.0", "id": 2, "res\''
    ),
    "half_and_exit": 'ended with exit status 0, in the middle of a line: \'{"jsonrpc": "2.0", "id": 2, "res\'',
    "foreign_id": ('answered a request that was never made (id 99): {"jsonrpc": "2.0", "id": 99, "result": {}}'),
    "neither": 'sent neither an answer nor a notification: {"jsonrpc": "2.0", "result": {}}',
    "wrong_shape": (
        "gave a malformed answer to fence: result: Additional properties are not allowed ('done' was unexpected)"
    ),
    "wrong_event": (
        "sent a notification that the protocol does not have: params.data.GSW_RECORD_HANDLE: "
        "1.5 is not valid under any of the schemas listed in the 'anyOf' keyword"
    ),
    "unknown_notification": (
        'sent a notification that the protocol does not have: method: "desktop.event" was expected'
    ),
}


def adapter_name(transport: str, way: str) -> str:
    """What a message calls the adapter: its command, and its address where it has one."""
    if transport == "stdio":
        return rf"the adapter `\S+ misbehaving_adapter.py {way}`"
    return rf"the adapter `\S+ misbehaving_adapter.py {way} tcp` at 127.0.0.1:\d+"


@pytest.mark.parametrize("transport", CARRIERS)
@pytest.mark.parametrize("way", FAULTS)
def test_a_fault_names_the_adapter_and_what_it_did(connected: Connect, transport: str, way: str) -> None:
    connection = connected(transport, way)
    with pytest.raises(AdapterError) as caught:
        connection.adapter.call("fence", {})
    assert re.fullmatch(f"{adapter_name(transport, way)} {re.escape(FAULTS[way])}", str(caught.value))


@pytest.mark.parametrize("transport", CARRIERS)
@pytest.mark.parametrize("way", ["hang", "half_and_stop"])
def test_a_silent_adapter_is_given_up_at_its_limit(connected: Connect, transport: str, way: str) -> None:
    connection = connected(transport, way)
    begun = time.monotonic()
    with pytest.raises(AdapterError):
        connection.adapter.call("fence", {})
    assert 0.5 <= time.monotonic() - begun < 0.5 + SLACK


@pytest.mark.parametrize("transport", CARRIERS)
def test_an_id_answered_twice_is_seen_at_the_next_request(connected: Connect, transport: str) -> None:
    connection = connected(transport, "twice")
    connection.adapter.call("fence", {})
    with pytest.raises(AdapterError, match=r"answered request 2 twice: \{.*\}$"):
        connection.adapter.call("agent.login", {"agent": "alice"})


@pytest.mark.parametrize("transport", CARRIERS)
def test_an_id_answered_twice_is_seen_while_waiting(connected: Connect, transport: str) -> None:
    connection = connected(transport, "twice")
    connection.adapter.call("fence", {})
    with pytest.raises(AdapterError, match=r"answered request 2 twice"):
        connection.adapter.wait(2.0)


@pytest.mark.parametrize("transport", CARRIERS)
def test_a_log_of_any_length_blocks_nobody(connected: Connect, transport: str) -> None:
    assert connected(transport, "chatter").adapter.call("fence", {}) == {}


def test_an_adapter_on_stdio_that_dies_at_start_is_told_with_its_last_words(connected: Connect) -> None:
    with pytest.raises(
        AdapterError, match=r"`\S+ misbehaving_adapter.py die_at_start` ended with exit status 3; it said: no licence$"
    ):
        connected("stdio", "die_at_start")


def test_an_adapter_on_tcp_that_dies_at_start_cannot_be_reached(connected: Connect) -> None:
    with pytest.raises(UnreachableError, match=r"die_at_start tcp` ended with exit status 3; it said: no licence$"):
        connected("tcp", "die_at_start")


def test_an_adapter_on_stdio_may_take_the_start_limit_to_introduce_itself(connected: Connect) -> None:
    with pytest.raises(AdapterError, match=r"say_nothing` did not answer initialize within 0.7 seconds$"):
        connected("stdio", "say_nothing", start_limit=0.7)


def test_an_adapter_on_tcp_that_never_announces_itself_cannot_be_reached(connected: Connect) -> None:
    with pytest.raises(UnreachableError, match=r"say_nothing tcp` did not announce its address within 0.7 seconds$"):
        connected("tcp", "say_nothing", start_limit=0.7)


def test_an_announcement_without_an_address_is_shown(connected: Connect) -> None:
    with pytest.raises(UnreachableError, match=r"announced no address \(.*\): \{'adapter': 'here'\}$"):
        connected("tcp", "announce_nonsense")


def test_a_time_scale_stretches_limits(profile: Callable[..., Any], adapter_settings: Settings) -> None:
    stretched = profile("stdio", adapter_settings("stdio", "say_nothing"), start_limit=0.4)
    with pytest.raises(AdapterError, match=r"did not answer initialize within 0.8 seconds"):
        connect(stretched, 2.0)
