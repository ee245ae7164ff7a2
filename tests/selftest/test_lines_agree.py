"""The suite and the reference spell lines in different ways, and read in each other's what was meant."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ocs_conformance.loading import load_bundled
from ocs_conformance.transport.lines import LineDecoder, encode
from ocs_reference.instance import Instance
from ocs_reference.lines import converse
from ocs_reference.storage import Database

Json = dict[str, Any]

INTEGERS = st.integers() | st.sampled_from([2**31 - 1, -(2**31), 2**31, 2**63 - 1, -(2**63), 2**64])
VALUES = st.recursive(INTEGERS | st.text(), lambda inner: st.dictionaries(st.text(), inner), max_leaves=10)


@pytest.fixture(scope="module")
def instance() -> Iterator[Instance]:
    """The reference with the environment of the first bundled case."""
    database = Database()
    made = Instance(database, "http://localhost")
    made.load(dict(load_bundled()[0].environment))
    yield made
    database.close()


def ordered(value: object) -> object:
    """A value in which the order of keys and the types of scalars count."""
    return [(key, ordered(inner)) for key, inner in value.items()] if isinstance(value, dict) else (type(value), value)


def said(instance: Instance, *requests: Json) -> list[Json]:
    """Every message that the reference sends for the suite's requests, as the suite reads them."""
    decoder = LineDecoder()
    converse(instance, {}, map(encode, requests), decoder.feed)
    messages = iter(decoder.next_message, None)
    return [message for message in messages if message is not None]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VALUES)
@example({"b": {"\u2028": "\0"}, "a": {"\U0001f600": "\x7f\x85"}, "": 2**63})
def test_user_data_come_back_as_they_were_sent(instance: Instance, value: Any) -> None:
    agent = next(iter(instance.document["agents"]))
    data = {
        "GSW_AGENT_REQ_TYPE": "Unknown",
        "GSW_APPLICATION_ID": instance.document["application_id"],
        "GSW_REFERENCE_ID": value,
    }
    params = {"agent": agent, "data": data}
    event, answer = said(instance, {"jsonrpc": "2.0", "id": 1, "method": "desktop.send", "params": params})
    assert answer["result"] == {}
    assert ordered(event["params"]["data"]["GSW_REFERENCE_ID"]) == ordered(value)
