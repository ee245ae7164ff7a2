"""Runs cases in pytest-xdist's workers for `parallel`, and hands what comes of them to the process that asked.

As a plugin it serves both sides: a worker collects one item for each run of a case and judges it; the controller sends
the job to its workers and writes a line of JSON for each finished item.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

import pytest

from ocs_conformance.engine import CaseFinished, Settings, order
from ocs_conformance.errors import UnreachableError
from ocs_conformance.model import Case, TargetProfile
from ocs_conformance.pytest import parcel
from ocs_conformance.pytest.sessions import SESSION, provide
from ocs_conformance.reporting.record import CaseRecord

__all__ = [
    "Job",
    "Relay",
    "RunItem",
    "Runs",
    "pytest_configure",
    "pytest_make_collect_report",
    "pytest_runtest_makereport",
]

_JOB = pytest.StashKey["Job"]()
_INPUT = "ocs_job"


@dataclass(frozen=True, slots=True)
class Job:
    """All that a worker must know."""

    cases: tuple[Case, ...]
    profile: TargetProfile
    settings: Settings

    @property
    def count(self) -> int:
        """How many results there will be."""
        return len(self.cases) * self.settings.repeat


class Relay:
    """The controller's side; writes to `out` a line with `case`, `lost` (an item and why), or `unreachable`."""

    def __init__(self, job: Job, out: BinaryIO) -> None:
        self._job = pickle.dumps(job)
        self._out = out

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Send the job to a worker that is being started."""
        node.workerinput[_INPUT] = self._job

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hand on what became of an item; a worker that died is told by a report that carries nothing."""
        unreachable = parcel.take_unreachable(report)
        text = parcel.take(report)
        if unreachable is not None:
            self._write({"unreachable": unreachable})
        elif text is not None:
            self._out.write(f'{{"case":{text}}}\n'.encode())
            self._out.flush()
        elif report.failed:
            self._write({"lost": report.nodeid, "why": report.longreprtext.strip().rpartition("\n")[2]})

    def _write(self, message: dict[str, str]) -> None:
        self._out.write(json.dumps(message).encode() + b"\n")
        self._out.flush()


class RunItem(pytest.Item):
    """One run of a case; it passes whatever the verdict is."""

    def __init__(self, *, case: Case, number: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._case = case
        self._number = number
        self.finished: CaseFinished | None = None

    def runtest(self) -> None:
        """Have the engine run the case; raises UnreachableError where there is no target."""
        self.finished = self.config.stash[SESSION].converse(self._case, self._number)


class Runs(pytest.Collector):
    """Every run of every case, in the engine's order."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """An item for each run of a case, named by `run:id`."""
        job = self.config.stash[_JOB]
        for number, case in order(job.cases, job.settings):
            name = f"{number}:{case.id}"
            yield RunItem.from_parent(self, name=name, nodeid=f"{self.nodeid}::{name}", case=case, number=number)


def pytest_configure(config: pytest.Config) -> None:
    """Take the job from the controller."""
    packed = getattr(config, "workerinput", {}).get(_INPUT)
    if packed is not None:
        job = config.stash[_JOB] = pickle.loads(packed)  # noqa: S301 - from our own controller
        provide(config, job.profile, job.settings.time_scale)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The job's cases are all that there is to run."""
    report = yield
    if isinstance(collector, pytest.Session) and report.passed:
        report.result = [Runs.from_parent(collector, name="runs", nodeid="runs")]
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put what came of a case on its report."""
    report = yield
    if isinstance(item, RunItem) and call.when == "call":
        target = item.config.stash[SESSION].target
        if call.excinfo is not None and isinstance(call.excinfo.value, UnreachableError):
            parcel.attach_unreachable(report, str(call.excinfo.value))
        elif item.finished is not None and target is not None:
            parcel.attach(report, parcel.pack(CaseRecord.of(item.finished), target, item.config.stash[_JOB].count))
    return report
