"""A call centre that runs on the reference OCS, and short ways to speak with it."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from ocs_reference.adapter import InProcess
from ocs_reference.environment_file import load

ENVIRONMENT = Path(__file__).parent / "call-centre.yaml"
APPLICATION_ID = 4114

Data = dict[str, Any]


class CallCentre:
    """An OCS in memory with the test's environment; events are those of the latest request, by agent."""

    def __init__(self, target: InProcess) -> None:
        self.target = target
        self._requests = 0

    def call(self, method: str, **params: Any) -> tuple[list[tuple[str, Data]], Data]:
        self._requests += 1
        request = {"jsonrpc": "2.0", "id": self._requests, "method": method, "params": params}
        *events, response = self.target.handle(request)
        return [(event["params"]["agent"], event["params"]["data"]) for event in events], response

    def login(self, *agents: str) -> list[Data]:
        return [data for agent in agents for _agent, data in self.call("agent.login", agent=agent)[0]]

    def send_raw(self, agent: str, data: Data) -> list[tuple[str, Data]]:
        return self.call("desktop.send", agent=agent, data=data)[0]

    def send(self, agent: str, request: str, **data: Any) -> list[tuple[str, Data]]:
        return self.send_raw(agent, {"GSW_AGENT_REQ_TYPE": request, "GSW_APPLICATION_ID": APPLICATION_ID, **data})

    def ask(self, agent: str, request: str, **data: Any) -> Data:
        """Send a request that has one answer, and return its data."""
        [(receiver, answer)] = self.send(agent, request, **data)
        assert receiver == agent
        return answer

    def error(self, agent: str, request: str, **data: Any) -> int:
        number = self.ask(agent, request, **data)["GSW_ERROR_NUMBER"]
        assert isinstance(number, int)
        return number

    def preview(self, agent: str = "ann") -> Data:
        """Request a preview record and return the keys that record-related requests need."""
        record = self.ask(agent, "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview")
        return {key: record[key] for key in ("GSW_RECORD_HANDLE", "GSW_CAMPAIGN_NAME", "GSW_CALLING_LIST")}

    def deliver(self, record: str, agent: str) -> Data:
        answer = self.call("telephony.deliver", list="dialled", record=record, agent=agent)[1]["result"]["data"]
        assert isinstance(answer, dict)
        return answer

    def advance(self, seconds: int) -> None:
        self.call("clock.advance", seconds=seconds)

    def rows(self, calling_list: str, *columns: str, **where: Any) -> list[tuple[Any, ...]]:
        rows = self.call("database.rows", list=calling_list, where=where)[1]["result"]["rows"]
        return [tuple(row[column] for column in columns) for row in rows]

    def do_not_call(self, tenant: str, *columns: str) -> list[tuple[Any, ...]]:
        rows = self.call("database.rows", do_not_call=tenant, where={})[1]["result"]["rows"]
        return [tuple(row[column] for column in columns) for row in rows]

    def http(
        self, method: str, target: str, body: Data | bytes | None = None, kind: str = "application/json"
    ) -> tuple[int, dict[str, str], bytes]:
        raw = json.dumps(body).encode() if isinstance(body, dict) else body or b""
        answer: list[Any] = []
        environ: Any = {
            "REQUEST_METHOD": method,
            "REQUEST_URI": target,
            "PATH_INFO": quote(urlsplit(target).path, safe="/%"),
            "QUERY_STRING": urlsplit(target).query,
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(raw)),
            "wsgi.input": io.BytesIO(raw),
        }
        body_out = b"".join(self.target.wsgi(environ, lambda status, headers: answer.extend((status, headers))))  # type: ignore[arg-type]
        return int(answer[0][:3]), dict(answer[1]), body_out

    def post(self, target: str, body: Data | None = None) -> tuple[int, str | None]:
        """Post a request and return status and Warning."""
        status, headers, _body = self.http("POST", target, body)
        return status, headers.get("Warning")

    def waiting(self) -> list[tuple[str, Data]]:
        """Return the events that came since the last request of the adapter protocol."""
        return self.call("fence")[0]


@pytest.fixture(scope="session")
def document() -> Data:
    """The environment with every default written out."""
    return load(ENVIRONMENT)


@pytest.fixture(scope="session")
def in_process() -> Iterator[InProcess]:
    """One OCS for the whole run; ``ocs`` loads its environment afresh."""
    made = InProcess()
    yield made
    made.close()


@pytest.fixture
def ocs(in_process: InProcess, document: Data) -> CallCentre:
    """A call centre in which nobody is logged in."""
    centre = CallCentre(in_process)
    assert "result" in centre.call("environment.load", environment=document)[1]
    return centre
