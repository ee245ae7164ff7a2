"""The files that the contenders run: the same requests, as each of them would have them written.

The request is `GET /campaigngroups/115`: its answer does not depend on what ran before, so that the server does the
same work for everyone in every round, and its body is worth checking. Each contender demands the status, the media
type and three keys of the JSON.
"""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.server import Server

__all__ = ["write_case_file", "write_hand_written", "write_loop", "write_profile", "write_tavern"]

GROUP = 115
EXPECTED = {"GSW_CM_AttrCampaignID": 139, "GSW_CM_AttrGroupID": 234, "GSW_CM_AttrGroupCampStatus": 5}

LOOP = """\
import requests

EXPECTED = {expected}

with requests.Session() as session:
    for _ in range({count}):
        response = session.get("{url}/campaigngroups/{group}", timeout=5)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "application/json"
        assert EXPECTED.items() <= response.json().items()
print("{count} answered")
"""

HAND_WRITTEN = """\
import pytest
import requests

EXPECTED = {expected}


@pytest.fixture(scope="module")
def session():
    with requests.Session() as session:
        yield session


@pytest.mark.parametrize("number", range({count}))
def test_status(session, number):
    response = session.get("{url}/campaigngroups/{group}", timeout=5)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert EXPECTED.items() <= response.json().items()
"""

TAVERN = """\
test_name: status
marks:
  - parametrize:
      key: number
      vals: {numbers}
stages:
  - name: ask
    request: {{url: '{url}/campaigngroups/{group}', method: GET}}
    response:
      strict: [json:off]
      status_code: 200
      headers: {{content-type: application/json}}
      json: {expected}
"""

CASES = """\
environment: alpha
cases:
  - id: benchmark.status
    title: The status of a campaign group is told
    requirements: [http.campaign-groups.status-of-one]
    for_each: {rows}
    steps:
      - http:
          request: {{method: GET, path: /campaigngroups/{group}}}
          response:
            status: 200
            headers: {{Content-Type: application/json}}
            json: {expected}
"""

PROFILE = """\
target: benchmark
adapter: {{transport: tcp, host: {host}, port: {port}}}
http: {{url: '{url}'}}
"""


def write_loop(folder: Path, url: str, count: int) -> Path:
    """A program that sends `count` requests over one connection."""
    return _write(folder / "loop.py", LOOP.format(url=url, group=GROUP, count=count, expected=EXPECTED))


def write_hand_written(folder: Path, url: str, count: int) -> Path:
    """A parametrized test of `count` items, with one connection for all."""
    return _write(folder / "test_hand.py", HAND_WRITTEN.format(url=url, group=GROUP, count=count, expected=EXPECTED))


def write_tavern(folder: Path, url: str, count: int) -> Path:
    """A Tavern test of `count` items."""
    text = TAVERN.format(url=url, group=GROUP, numbers=list(range(count)), expected=json.dumps(EXPECTED))
    return _write(folder / "test_status.tavern.yaml", text)


def write_case_file(folder: Path, count: int) -> Path:
    """A case file that expands to `count` cases."""
    rows = json.dumps([{"name": f"n{number}"} for number in range(count)])
    text = CASES.format(rows=rows, group=GROUP, expected=json.dumps(EXPECTED))
    return _write(folder / "status.ocs.yaml", text)


def write_profile(folder: Path, server: Server) -> Path:
    """A target profile of the server that is up."""
    return _write(folder / "benchmark.yaml", PROFILE.format(host=server.host, port=server.port, url=server.url))


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
