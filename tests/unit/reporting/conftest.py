"""Builds the events of a run as the engine would yield them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ocs_conformance.engine.events import CaseFinished, Event, RunFinished, RunStarted, TargetInfo
from ocs_conformance.model import Case
from ocs_conformance.reporting.jsonl import JsonlWriter, read_report
from ocs_conformance.reporting.record import Report
from ocs_conformance.verdict import Mismatch, Verdict

STARTED = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TARGET = TargetInfo("site", "Example", "Example OCS", "8.1", "example-adapter 1.0", ("http", "telephony"))
RERUN = ("ocs-conformance", "run", "--target", "our site.yaml", "checks")

CASE = Case(
    id="desktop.ready-time.is-acknowledged",
    base_id="desktop.ready-time.is-acknowledged",
    title="ReadyTime is acknowledged",
    file="cases/desktop/ready-time.yaml",
    line=12,
    column=5,
    requirements=("desktop.ready-time.acknowledge",),
    environment={"environment": "alpha"},
    environment_digest="e" * 64,
    given=(),
    steps=(),
    digest="d" * 64,
)

CONVERSATION: tuple[dict[str, Any], ...] = (
    {"t": 0.001, "step": "given[0]", "from": "suite", "to": "adapter", "call": {"method": "fence", "params": {}}},
    {"t": 0.002, "step": "given[0]", "from": "adapter", "to": "suite", "result": {}},
    {"t": 0.003, "step": "steps[0]", "from": "target", "to": "alice", "event": {"GSW_ERROR": 112}},
    {
        "t": 0.004,
        "step": "steps[1]",
        "from": "suite",
        "to": "http",
        "request": {"method": "POST", "path": "/records/1", "headers": {"Host": "a"}, "body": "{}"},
    },
    {
        "t": 0.005,
        "step": "steps[1]",
        "from": "http",
        "to": "suite",
        "response": {"status": 410, "headers": {"Warning": "112"}, "body": ""},
    },
    {"t": 0.006, "step": "steps[2]", "from": "adapter", "to": "suite", "error": {"code": -32003, "message": "down"}},
)

MISMATCH = Mismatch("steps[0]", "GSW_ERROR", 120, 112, "another error than expected", 17)


class Build:
    """Makes events; every argument changes a field of a plain one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def started(self, count: int, **changes: Any) -> RunStarted:
        plain = RunStarted(TARGET, STARTED, count, seed=None, repeat=1, time_scale=1.0, rerun=RERUN)
        return replace(plain, **changes)

    def case(self, **changes: Any) -> Case:
        return replace(CASE, **changes)

    def passed(self, **changes: Any) -> CaseFinished:
        """A case that passed; `case` takes the changes of the case itself."""
        case = self.case(**changes.pop("case", {}))
        return replace(CaseFinished(case, 1, Verdict.PASS, "", 0.25, (), CONVERSATION), **changes)

    def failed(self, **changes: Any) -> CaseFinished:
        plain = {"verdict": Verdict.FAIL, "reason": "another error than expected", "mismatches": (MISMATCH,)}
        return self.passed(**{**plain, **changes})

    def other(self, verdict: Verdict, reason: str, **changes: Any) -> CaseFinished:
        return self.passed(verdict=verdict, reason=reason, conversation=(), **changes)

    def ended(self, interrupted: bool = False) -> RunFinished:
        return RunFinished(STARTED + timedelta(seconds=2), 2.0, interrupted)

    def events(self, *finished: CaseFinished) -> list[Event]:
        """A whole run of these cases."""
        return [self.started(len(finished)), *finished, self.ended()]

    def file(self, events: Iterable[Event]) -> Path:
        """The report.jsonl that a run with these events leaves."""
        with JsonlWriter(self._folder) as writer:
            for event in events:
                writer.write(event)
        return writer.path

    def report(self, *finished: CaseFinished) -> Report:
        """The report of a whole run of these cases, written and read back."""
        return read_report(self.file(self.events(*finished)))


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Events of a run, and reports made of them in a folder of the test's own."""
    return Build(tmp_path)
