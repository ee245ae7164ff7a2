"""The web server that takes what a target posts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from ocs_conformance.transport.web_server import WebServer


@pytest.fixture
def server() -> Iterator[WebServer]:
    server = WebServer()
    yield server
    server.close()


def event(data: Any) -> dict[str, Any]:
    return {"agent": "web-server", "interface": "web", "data": data}


def test_a_post_is_an_event_once(server: WebServer) -> None:
    answer = requests.post(server.url, json={"GSW_CAMPAIGN_GROUP_NAME": "West", "GSW_DIAL_MODE": 1}, timeout=5)
    posted = event({"GSW_CAMPAIGN_GROUP_NAME": "West", "GSW_DIAL_MODE": 1})
    assert (answer.status_code, server.take(), server.take()) == (200, [posted], [])


def test_posts_stand_in_their_order(server: WebServer) -> None:
    with requests.Session() as session:
        for number in range(3):
            session.post(server.url, json={"n": number}, timeout=5)
    assert server.take() == [event({"n": number}) for number in range(3)]


@pytest.mark.parametrize("body", ["", "no JSON", "[1]", "\udcff"], ids=["empty", "text", "array", "no-utf-8"])
def test_what_is_no_json_object_is_kept_as_the_body(server: WebServer, body: str) -> None:
    requests.post(server.url, data=body.encode("utf-8", "surrogateescape"), timeout=5)
    assert server.take() == [event({"body": {"[1]": [1], "\udcff": "\ufffd"}.get(body, body)})]


def test_a_server_that_is_down_refuses_and_notes(server: WebServer) -> None:
    server.is_down = True
    answer = requests.post(server.url, json={"n": 1}, timeout=5)
    assert (answer.status_code, server.take()) == (503, [event({"n": 1})])


def test_other_methods_are_no_posts(server: WebServer) -> None:
    answer = requests.put(server.url, json={"n": 1}, timeout=5)
    assert (answer.status_code, server.take()) == (501, [])
