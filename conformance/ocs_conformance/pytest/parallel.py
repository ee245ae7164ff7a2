"""Runs cases in several processes with pytest-xdist, and tells what happens in the engine's own events."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from random import SystemRandom
from time import perf_counter
from typing import Any

from ocs_conformance.engine import CaseFinished, Event, RunFinished, RunStarted, Settings, TargetInfo
from ocs_conformance.errors import SuiteError, UnreachableError
from ocs_conformance.model import Case, TargetProfile
from ocs_conformance.pytest.parcel import Parcel
from ocs_conformance.pytest.relay import Job
from ocs_conformance.reporting.record import CaseRecord
from ocs_conformance.verdict import Verdict

__all__ = ["run_parallel"]

_PATIENCE = 12.0
"""Seconds for workers to end their adapters and themselves; pytest-xdist gives them ten."""


def run_parallel(
    cases: Sequence[Case], profile: TargetProfile, settings: Settings, workers: int
) -> Generator[Event, None, None]:
    """Run cases against a target in so many processes, each with a connection of its own.

    The events are those of `engine.run` without CaseStarted; cases finish in any order. A case whose process died has
    the verdict `error`. Ctrl-C ends all processes and becomes a RunFinished that says so. Raises UnreachableError
    where the target cannot be reached, SuiteError where the run breaks off by itself.
    """
    began, started = perf_counter(), datetime.now(UTC)
    if settings.shuffle and settings.seed is None:
        # Every process must come to the same order.
        settings = replace(settings, seed=SystemRandom().randrange(2**31))
    job = Job(tuple(cases), profile, settings)
    child = _Child(job, workers)
    interrupted = False
    reached = False
    try:
        for target, finished in _results(child, job):
            if not reached:
                seed = settings.seed if settings.shuffle else None
                reached = True
                yield RunStarted(
                    target, started, len(cases), seed, settings.repeat, settings.time_scale, settings.rerun
                )
            yield finished
    except KeyboardInterrupt:
        interrupted = True
        if not reached:
            raise
    finally:
        child.end()
    yield RunFinished(datetime.now(UTC), perf_counter() - began, interrupted)


def _results(child: _Child, job: Job) -> Iterator[tuple[TargetInfo, CaseFinished]]:
    """What came of each run of a case; runs that were lost come last, as it takes another to know the target."""
    cases = {case.id: case for case in job.cases}
    target: TargetInfo | None = None
    lost: list[CaseFinished] = []
    count = 0
    for message in child.messages():
        if "unreachable" in message:
            raise UnreachableError(message["unreachable"])
        if "lost" in message:
            lost.append(_lost(message, cases))
        else:
            parcel = Parcel.of_data(message["case"])
            target = parcel.target
            count += 1
            yield target, _finished(parcel.record, cases)
    if target is None or count + len(lost) != job.count:
        raise SuiteError(f"the run broke off after {count} of {job.count} cases: {child.last_words()}")
    for finished in lost:
        yield target, finished


def _finished(record: CaseRecord, cases: Mapping[str, Case]) -> CaseFinished:
    return CaseFinished(
        cases[record.id],
        record.run,
        record.verdict,
        record.reason,
        record.seconds,
        record.mismatches,
        record.conversation,
        record.notes,
    )


def _lost(message: Mapping[str, str], cases: Mapping[str, Case]) -> CaseFinished:
    number, _, case_id = message["lost"].partition("::")[2].partition(":")
    reason = f"the suite's own process ended while it ran the case: {message['why']}"
    return CaseFinished(cases[case_id], int(number), Verdict.ERROR, reason, 0.0, (), ())


class _Child:
    """The process that controls the workers, in a process group of its own: Ctrl-C reaches it only through us."""

    def __init__(self, job: Job, workers: int) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        self._popen = subprocess.Popen(
            [sys.executable, "-P", "-m", "ocs_conformance.pytest.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=_surroundings(),
            start_new_session=True,
        )
        assert self._popen.stdin is not None
        with suppress(BrokenPipeError), self._popen.stdin as stream:
            stream.write(pickle.dumps(sys.path) + pickle.dumps((job, workers)))

    def messages(self) -> Iterator[dict[str, Any]]:
        """The lines that the process writes, until it closes its output."""
        assert self._popen.stdout is not None
        return map(json.loads, self._popen.stdout)

    def last_words(self) -> str:
        """The last line that the process, or pytest in it, had to say."""
        self._popen.wait()
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")

    def end(self) -> None:
        """Interrupt the process where it is still at work, and see to it that nothing of its group is left."""
        try:
            if self._popen.poll() is None:
                os.killpg(self._popen.pid, signal.SIGINT)
            self._popen.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            pass
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._popen.pid, signal.SIGKILL)
            self._popen.wait()
            assert self._popen.stdout is not None
            self._popen.stdout.close()
            self._said.close()


def _surroundings() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
