"""No case passes on a target that does nothing useful, whatever carries it."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import null_targets
import pytest

from ocs_conformance.engine import CaseFinished, Settings, run
from ocs_conformance.loading import load_bundled
from ocs_conformance.model import AdapterProfile, Case, HttpProfile, TargetProfile
from ocs_conformance.verdict import Verdict
from ocs_reference.adapter import create

Json = dict[str, Any]


def profile(adapter: AdapterProfile, http: HttpProfile | None = None) -> TargetProfile:
    # Short, since a target that answers 108 for ever is asked again and again until the limit is over.
    return TargetProfile(
        "null", "A null target", Path(__file__), adapter, http or HttpProfile("memory"), answer_limit=0.25
    )


def passing(cases: list[Case], target: TargetProfile) -> list[str]:
    events = list(run(cases, target, Settings(time_scale=0.2)))
    finished = [event for event in events if isinstance(event, CaseFinished)]
    assert len(finished) == len(cases)
    return [event.case.id for event in finished if event.verdict is Verdict.PASS]


@pytest.mark.parametrize("kind", null_targets.KINDS)
def test_no_case_passes_on_a_null_target_in_memory(kind: str) -> None:
    target = profile(AdapterProfile("memory", {"factory": f"null_targets:{kind}"}))
    assert passing(list(load_bundled()), target) == []


@pytest.mark.parametrize("kind", ["silent", "refusing", "always_success", "echo", "always_109"])
def test_no_case_passes_on_a_null_target_on_stdio(kind: str) -> None:
    command = [sys.executable, null_targets.__file__, kind]
    target = profile(AdapterProfile("stdio", {"command": command}), HttpProfile())
    assert passing(list(load_bundled()), target) == []


class WorkingDesktop:
    """The reference OCS behind its adapter, with a web server in front that is none of its own."""

    status = 200
    echo = False

    def __init__(self) -> None:
        self._reference = create()
        self.wsgi = null_targets.constant_http(self.status, echo=self.echo)

    def handle(self, message: Json) -> list[Json]:
        return self._reference.handle(message)

    def close(self) -> None:
        self._reference.close()


@pytest.fixture
def http_target(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, bool], TargetProfile]:
    def make(status: int, echo: bool) -> TargetProfile:
        made = type("Made", (WorkingDesktop,), {"status": status, "echo": echo})
        monkeypatch.setitem(null_targets.KINDS, "made", made)
        return profile(AdapterProfile("memory", {"factory": "null_targets:made"}))

    return make


@pytest.mark.parametrize("echo", [False, True], ids=["empty", "echo"])
@pytest.mark.parametrize("status", [200, 400, 404, 409, 410, 500])
def test_no_http_case_passes_on_a_constant_web_server_before_a_working_ocs(
    http_target: Callable[[int, bool], TargetProfile], status: int, echo: bool
) -> None:
    cases = [case for case in load_bundled() if "http" in case.capabilities]
    assert passing(cases, http_target(status, echo)) == []
