"""The web gateway in front of the reference: the printed request reaches the OCS, and nothing else does."""

import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from ocs_reference.core.messages import ApplicationEvent, UserEvent
from ocs_reference.gateway import LOAD_PATH, gateway
from ocs_reference.instance import Instance
from ocs_reference.listeners import Listener
from ocs_reference.storage import Database

Data = dict[str, Any]

APPLICATIONS = {
    "stranger": {"dbid": 900, "tenant": "first", "connection": "none"},
    "manager": {"dbid": 901, "tenant": "first", "connection": "ocs"},
}
PROPERTY = {"key": "GSW_AUTO_COMPLETION", "value": 1}


class Front:
    """A gateway over a socket, and what the OCS behind it said."""

    def __init__(self, instance: Instance, url: str) -> None:
        self.instance = instance
        self.url = url
        self.heard: list[tuple[str, Any]] = []
        instance.listen = self._hear

    def _hear(self, event: UserEvent | ApplicationEvent) -> None:
        if isinstance(event, ApplicationEvent):
            self.heard.append((event.application, event.data["GSW_CM_MessageType"]))

    def post(self, body: Any, path: str = LOAD_PATH, method: str = "POST") -> tuple[int, Data]:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        response = requests.request(method, self.url + path, data=raw, timeout=5)
        return response.status_code, response.json()["status"]


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Instance, str]]:
    """An OCS with a gateway in front of it."""
    database = Database()
    instance = Instance(database, "http://localhost")
    listener = Listener(gateway(instance), 0)
    yield instance, listener.url
    listener.close()
    database.close()


@pytest.fixture
def front(running: tuple[Instance, str], document: Data) -> Front:
    """The gateway of an OCS that knows two applications, of which one is connected."""
    instance, url = running
    instance.load({**document, "applications": APPLICATIONS})
    return Front(instance, url)


@pytest.fixture
def idle(front: Front) -> Data:
    """The data of a request for a campaign group that is not loaded."""
    document = front.instance.document
    group = next(each for each in document["campaign_groups"].values() if each["state"] == "inactive")
    return {
        "campaignId": document["campaigns"][group["campaign"]]["dbid"],
        "groupId": document["agent_groups"][group["group"]]["dbid"],
    }


def test_the_printed_request_loads_a_campaign_group(front: Front, idle: Data) -> None:
    assert front.post({"data": {**idle, "requestProperties": [PROPERTY]}}) == (200, {"code": 1})
    assert front.heard == [("manager", 19)]


def test_properties_may_be_left_out(front: Front, idle: Data) -> None:
    assert front.post({"data": idle}) == (200, {"code": 1})
    assert front.heard == [("manager", 19)]


def test_what_the_ocs_refuses_is_on_its_way_all_the_same(front: Front, idle: Data) -> None:
    assert front.post({"data": {**idle, "campaignId": 999999}}) == (200, {"code": 1})
    assert front.heard == [("manager", 27)]


def test_a_property_does_not_take_the_place_of_an_identifier(front: Front, idle: Data) -> None:
    properties = [{"key": "GSW_CM_AttrTargetAppID", "value": 7}, {"key": "GSW_CM_AttrCampaignID", "value": 7}]
    front.post({"data": {**idle, "requestProperties": properties}})
    assert front.heard == [("manager", 19)]


@pytest.mark.parametrize(
    "change",
    [
        {"campaignId": "101"},
        {"campaignId": True},
        {"campaignId": 0},
        {"campaignId": None},
        {"groupId": -1},
        {"groupId": 1.5},
        {"requestProperties": {"GSW_AUTO_COMPLETION": 1}},
        {"requestProperties": ["GSW_AUTO_COMPLETION"]},
        {"requestProperties": [{"key": "GSW_AUTO_COMPLETION"}]},
        {"requestProperties": [{**PROPERTY, "type": "int"}]},
        {"requestProperties": [{"key": 1, "value": 1}]},
        {"requestProperties": [{"key": "GSW_AUTO_COMPLETION", "value": True}]},
        {"requestProperties": [{"key": "GSW_AUTO_COMPLETION", "value": {}}]},
        {"requestProperties": [PROPERTY, None]},
    ],
)
def test_a_wrong_type_is_refused(front: Front, idle: Data, change: Data) -> None:
    status, told = front.post({"data": {**idle, **change}})
    assert (status, told["code"], front.heard) == (400, 400, [])


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b"[]", b"7", b"{}", b'{"data": []}', b'{"data": {}}', b"[" * 100_000, b'{"data": "\\ud800"}'],
)
def test_a_malformed_body_is_refused(front: Front, body: bytes) -> None:
    status, told = front.post(body)
    assert (status, told["code"], front.heard) == (400, 400, [])


@pytest.mark.parametrize(
    "path",
    ["/", "/ocs/v3/servers/156", "/ocs/v3/servers/157/load-campaign", f"{LOAD_PATH}/", "/ocs/v3/servers/156/start"],
)
def test_an_unknown_path_is_not_there(front: Front, idle: Data, path: str) -> None:
    assert (front.post({"data": idle}, path)[0], front.heard) == (404, [])


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_campaign_is_loaded_by_post_only(front: Front, idle: Data, method: str) -> None:
    assert (front.post({"data": idle}, method=method)[0], front.heard) == (405, [])


def test_without_a_connected_application_nothing_is_passed_on(front: Front, idle: Data, document: Data) -> None:
    front.instance.load({**document, "applications": {"stranger": APPLICATIONS["stranger"]}})
    assert (front.post({"data": idle})[0], front.heard) == (503, [])


def test_without_an_environment_nothing_is_passed_on() -> None:
    database = Database()
    listener = Listener(gateway(Instance(database, "")), 0)
    try:
        response = requests.post(listener.url + LOAD_PATH, json={"data": {"campaignId": 1, "groupId": 1}}, timeout=5)
    finally:
        listener.close()
        database.close()
    assert response.status_code == 503


def test_a_body_in_chunks_is_read(front: Front, idle: Data) -> None:
    chunks = iter([b'{"data": ', json.dumps(idle).encode(), b"}"])
    assert requests.post(front.url + LOAD_PATH, data=chunks, timeout=5).status_code == 200
    assert front.heard == [("manager", 19)]


def test_a_body_that_is_broken_off_is_refused(front: Front) -> None:
    address = urlsplit(front.url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=5) as line:
        line.sendall(f"POST {LOAD_PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".encode())
        assert line.recv(65536).startswith(b"HTTP/1.1 400 ")
    assert front.heard == []
