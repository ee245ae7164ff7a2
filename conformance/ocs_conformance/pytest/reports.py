"""The suite's own reports of a pytest run, written by the process that controls it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from ocs_conformance.engine.events import RunFinished, RunStarted
from ocs_conformance.model import TargetProfile
from ocs_conformance.pytest.parcel import Parcel
from ocs_conformance.reporting import write_reports
from ocs_conformance.reporting.files import report_folder
from ocs_conformance.reporting.jsonl import JsonlWriter
from ocs_conformance.reporting.text import verdict_sentence

__all__ = ["Reports"]


class Reports:
    """Writes report.jsonl while cases finish, and the other reports from it at the end, into DIR/<target>/<time>/.

    `rerun` are the words of a command that lacks only the case to run again. Raises UsageError or SuiteError where a
    folder or file cannot be written.
    """

    def __init__(self, base: Path, profile: TargetProfile, time_scale: float, rerun: Sequence[str]) -> None:
        self._started = datetime.now(UTC)
        self._began = perf_counter()
        self._time_scale = time_scale
        self._rerun = tuple(rerun)
        self._folder = report_folder(base, profile.name, self._started)
        self._open = ExitStack()
        self._writer: JsonlWriter | None = None
        self._left = 0
        self._paths: list[Path] = []

    def add(self, parcel: Parcel) -> None:
        """Write one finished case; the first one tells what the run is against."""
        if self._writer is None:
            self._writer = self._open.enter_context(JsonlWriter(self._folder))
            self._left = parcel.count
            self._writer.write(
                RunStarted(parcel.target, self._started, parcel.count, None, 1, self._time_scale, self._rerun)
            )
        self._writer.write(parcel.record)
        self._left -= 1

    def finish(self) -> None:
        """Complete the reports; a run that left cases out counts as interrupted, one without any leaves nothing."""
        if self._writer is None:
            self._folder.rmdir()
            return
        with self._open:
            self._writer.write(RunFinished(datetime.now(UTC), perf_counter() - self._began, self._left > 0))
        self._paths = write_reports(self._folder)

    def summary(self) -> list[str]:
        """The verdict and the paths of the reports."""
        if self._writer is None:
            return ["ocs-conformance: no case was run, so there is no report"]
        sentence = f"ocs-conformance: {verdict_sentence(self._writer.totals)}"
        return [sentence, *(f"ocs-conformance: report: {path}" for path in self._paths)]
