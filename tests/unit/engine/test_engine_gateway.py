"""Load requests over a web gateway: what it is asked, and which of its answers are differences."""

import json
import socket
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from ocs_conformance.engine import CaseFinished, Session
from ocs_conformance.errors import UnreachableError
from ocs_conformance.model import Case, CommdnProfile
from ocs_conformance.transport.gws import load_request
from ocs_conformance.verdict import ABSENT, Verdict

from .conftest import ENVIRONMENT

Json = dict[str, Any]
Sessions = Callable[..., Session]

WITH_APPLICATION = {**ENVIRONMENT, "applications": {"monitor": {"dbid": 900, "tenant": "alpha"}}}
LOAD = """\
steps:
  - command:
      from: monitor
      message: CM_ReqLoadCampaign
      data: {GSW_CM_AttrCampaignID: 101, GSW_CM_AttrGroupID: 732, GSW_AUTO_COMPLETION: 1}
"""
PRINTED = {
    "data": {"campaignId": 101, "requestProperties": [{"key": "GSW_AUTO_COMPLETION", "value": 1}], "groupId": 732}
}


class Gateway(HTTPServer):
    """Answers each request with one status, and keeps path and body."""

    def __init__(self, status: int) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.status = status
        self.asked: list[tuple[str, Json]] = []
        self.url = f"http://127.0.0.1:{self.server_port}/ocs/v3/servers/156"


class Answering(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, json.loads(raw)))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def gateway() -> Iterator[Callable[[int], Gateway]]:
    """Starts gateways that answer with a status; all are closed after the test."""
    started: list[tuple[Gateway, Thread]] = []

    def start(status: int) -> Gateway:
        made = Gateway(status)
        started.append((made, Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})))
        started[-1][1].start()
        return made

    yield start
    for made, thread in started:
        made.shutdown()
        thread.join()
        made.server_close()


@pytest.fixture
def loaded(session: Sessions, case_of: Callable[..., Case]) -> Callable[..., CaseFinished]:
    """Runs the case that loads a campaign group, with a gateway at an address."""

    def run(url: str, *capabilities: str) -> CaseFinished:
        needed = frozenset(capabilities or {"commdn.load"})
        case = case_of(LOAD, environment=WITH_APPLICATION, capabilities=needed)
        return session(commdn=CommdnProfile("gws", url)).converse(case)

    return run


def test_the_printed_request_is_made_of_user_data() -> None:
    envelope = {"GSW_CM_MessageType": 7, "GSW_CM_AttrOriginAppID": 900, "GSW_CM_AttrTargetAppID": 4114}
    asked = {"GSW_CM_AttrCampaignID": 101, "GSW_CM_AttrGroupID": 732, "GSW_AUTO_COMPLETION": 1}
    request = load_request({**envelope, **asked})
    assert (request.method, request.path, json.loads(request.body)) == ("POST", "/load-campaign", PRINTED)


def test_properties_of_the_request_are_properties_there() -> None:
    identifiers = {"GSW_CM_AttrCampaignID": 101, "GSW_CM_AttrGroupID": 732}
    request = load_request({**identifiers, "GSW_CM_AttrProperties": {"a": "é"}, "b": 2, "GSW_CM_AttrDialMode": 1})
    properties = json.loads(request.body)["data"]["requestProperties"]
    assert properties == [{"key": "a", "value": "é"}, {"key": "b", "value": 2}]


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_a_gateway_that_takes_the_request_is_all_that_is_asked(
    adapter: Any, gateway: Callable[[int], Gateway], loaded: Callable[..., CaseFinished], status: int
) -> None:
    made = gateway(status)
    finished = loaded(made.url)
    assert (finished.verdict, made.asked) == (Verdict.PASS, [("/ocs/v3/servers/156/load-campaign", PRINTED)])
    assert "commdn.send" not in adapter.methods()


@pytest.mark.parametrize("status", [400, 404, 302, 500, 503])
def test_any_other_status_is_a_difference(
    gateway: Callable[[int], Gateway], loaded: Callable[..., CaseFinished], status: int
) -> None:
    finished = loaded(gateway(status).url)
    assert finished.verdict is Verdict.FAIL
    assert [(m.step, m.path, m.expected, m.actual, m.message) for m in finished.mismatches] == [
        ("steps[0]", "status", "200 to 299", status, "the gateway refused the request")
    ]


def test_a_gateway_that_says_nothing_is_a_difference(loaded: Callable[..., CaseFinished]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        finished = loaded(url)
    assert finished.verdict is Verdict.FAIL
    assert [(m.path, m.actual, m.message) for m in finished.mismatches] == [
        ("status", ABSENT, f"no response: {url}: no whole response to POST /load-campaign within 0.2 seconds")
    ]


def test_a_case_that_listens_to_applications_goes_through_the_adapter(
    adapter: Any, gateway: Callable[[int], Gateway], loaded: Callable[..., CaseFinished]
) -> None:
    adapter.capabilities = adapter.capabilities | {"commdn"}
    made = gateway(200)
    assert (loaded(made.url, "commdn").verdict, made.asked) == (Verdict.PASS, [])
    assert "commdn.send" in adapter.methods()


def test_a_gateway_alone_is_no_communication_dn(
    gateway: Callable[[int], Gateway], loaded: Callable[..., CaseFinished]
) -> None:
    finished = loaded(gateway(200).url, "commdn")
    assert (finished.verdict, finished.reason) == (Verdict.NOT_APPLICABLE, "the target does not declare: commdn")


def test_without_a_gateway_the_adapter_is_asked(adapter: Any, session: Sessions, case_of: Callable[..., Case]) -> None:
    case = case_of(LOAD, environment=WITH_APPLICATION, capabilities=frozenset({"commdn.load"}))
    assert session().converse(case).verdict is Verdict.NOT_APPLICABLE
    adapter.capabilities = adapter.capabilities | {"commdn"}
    assert session().converse(case).verdict is Verdict.PASS
    assert adapter.last("commdn.send")["data"]["GSW_AUTO_COMPLETION"] == 1


def test_a_gateway_without_an_address_is_told(session: Sessions) -> None:
    with pytest.raises(UnreachableError, match=r"the address of the gateway is not known; name it under commdn\.url"):
        session(commdn=CommdnProfile("gws"))


def test_a_gateway_that_is_not_there_is_told(session: Sessions) -> None:
    with pytest.raises(UnreachableError, match=r"commdn\.url in the target profile names another address"):
        session(commdn=CommdnProfile("gws", "http://127.0.0.1:1/ocs"))
