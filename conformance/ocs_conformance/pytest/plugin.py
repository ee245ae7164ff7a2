"""The hooks of the pytest plugin where a target is named: collection, selection, and each case's test report."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from ocs_conformance.engine import select
from ocs_conformance.errors import SuiteError, UnreachableError, UsageError
from ocs_conformance.loading import SUFFIX, load_profile
from ocs_conformance.pytest import parcel
from ocs_conformance.pytest.items import BUNDLED, BundledSuite, CaseFile, CaseItem, Catalogue
from ocs_conformance.pytest.reports import Reports
from ocs_conformance.pytest.sessions import SESSION, provide

__all__ = ["OWN_FAULT", "Controller", "Judging", "register"]

OWN_FAULT = 3
"""The exit code where the target cannot be reached, or the reports cannot be written."""


def register(config: pytest.Config, target: str, named: Sequence[str]) -> None:
    """Make pytest judge a target, by the bundled cases that are `named` or by those that its options ask for."""
    config.pluginmanager.register(Judging(config, target, named), "ocs_conformance_judging")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Controller(config, target), "ocs_conformance_controller")


def _rerun(target: str) -> tuple[str, ...]:
    """The words of a command that lacks only the case to run again."""
    return "pytest", "--ocs-target", target


class Judging:
    """What each process does that collects and runs cases."""

    def __init__(self, config: pytest.Config, target: str, named: Sequence[str]) -> None:
        self._config = config
        self._target = target
        self._named = named
        self._catalogue = Catalogue(_rerun(target))
        self._count = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Read the target profile; a mistake in it ends the run before it begins."""
        try:
            provide(self._config, load_profile(self._target), self._config.getoption("ocs_time_scale"))
        except SuiteError as error:
            raise pytest.UsageError(str(error)) from error

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> CaseFile | None:
        """Case files of the repository."""
        if not file_path.name.endswith(SUFFIX):
            return None
        return CaseFile.from_parent(parent, path=file_path, catalogue=self._catalogue)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """The bundled cases stand beside whatever pytest finds for the paths of its command line."""
        report = yield
        if isinstance(collector, pytest.Session) and report.passed:
            found = [] if self._only_bundled else report.result
            report.result = [*found, *self._bundled(collector)]
        return report

    @property
    def _only_bundled(self) -> bool:
        """Whether the command line names bundled cases and no path beside them."""
        return bool(self._named) and not self._paths_are_named

    @property
    def _paths_are_named(self) -> bool:
        return self._config.args_source is pytest.Config.ArgsSource.ARGS

    def _bundled(self, session: pytest.Session) -> list[BundledSuite]:
        unwanted = self._config.getoption("ocs_no_bundled") or not self._config.getini("ocs_bundled")
        if not self._named and (unwanted or self._paths_are_named):
            return []
        suite = BundledSuite.from_parent(
            session, name=BUNDLED, nodeid=BUNDLED, named=self._named, catalogue=self._catalogue
        )
        return [suite]

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Deselect the cases that no pattern fits; a pattern that fits nothing is a collection error."""
        patterns = config.getoption("ocs_select")
        cases = [item.case for item in items if isinstance(item, CaseItem)]
        try:
            wanted = {case.id for case in select(cases, patterns)}
        except UsageError as error:
            report = pytest.CollectReport("--ocs-select", "failed", str(error), [])
            session.ihook.pytest_collectreport(report=report)
            return
        dropped = [item for item in items if isinstance(item, CaseItem) and item.case.id not in wanted]
        if dropped:
            config.hook.pytest_deselected(items=dropped)
            items[:] = [item for item in items if item not in dropped]

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Count the cases that are about to run."""
        self._count = sum(isinstance(item, CaseItem) for item in session.items)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put on a case's report what the controller needs, and where a skipped case stands."""
        report = yield
        if isinstance(item, CaseItem) and call.when == "call":
            if report.skipped and item.record is not None:
                report.longrepr = (str(item.path), item.case.line, f"not applicable: {item.record.reason}")
            self._attach(report, item, call)
        return report

    def _attach(self, report: pytest.TestReport, item: CaseItem, call: pytest.CallInfo[None]) -> None:
        target = self._config.stash[SESSION].target
        if call.excinfo is not None and isinstance(call.excinfo.value, UnreachableError):
            parcel.attach_unreachable(report, str(call.excinfo.value))
        elif item.record is not None and target is not None and self._config.getoption("ocs_report"):
            parcel.attach(report, parcel.pack(item.record, target, self._count))


class Controller:
    """What only the process does that the user started: ends a run without a target, and writes reports."""

    def __init__(self, config: pytest.Config, target: str) -> None:
        self._config = config
        self._target = target
        self._reports: Reports | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Make the folder for reports; one that cannot be made ends the run before it begins."""
        base: Path | None = self._config.getoption("ocs_report")
        if base is not None and not self._config.getoption("collectonly"):
            try:
                profile, time_scale = load_profile(self._target), self._config.getoption("ocs_time_scale")
                self._reports = Reports(base, profile, time_scale, _rerun(self._target))
            except SuiteError as error:
                raise pytest.UsageError(str(error)) from error

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the case off the report before any other plugin sees it."""
        unreachable = parcel.take_unreachable(report)
        if unreachable is not None:
            pytest.exit(unreachable, returncode=OWN_FAULT)
        text = parcel.take(report)
        if text is not None and self._reports is not None:
            try:
                self._reports.add(parcel.Parcel.of_data(json.loads(text)))
            except SuiteError as error:
                self._reports = None
                pytest.exit(str(error), returncode=OWN_FAULT)

    def pytest_sessionfinish(self) -> None:
        """Complete the reports."""
        if self._reports is not None:
            try:
                self._reports.finish()
            except SuiteError as error:
                self._reports = None
                pytest.exit(str(error), returncode=OWN_FAULT)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say where the reports are."""
        if self._reports is not None:
            for line in self._reports.summary():
                terminalreporter.write_line(line)
