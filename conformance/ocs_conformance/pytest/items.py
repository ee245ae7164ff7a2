"""Cases and case files as pytest's nodes."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ocs_conformance import resources
from ocs_conformance.errors import SuiteError
from ocs_conformance.loading import groups, load_bundled, load_files, load_requirements
from ocs_conformance.model import Case
from ocs_conformance.pytest.sessions import SESSION
from ocs_conformance.reporting.display import cut
from ocs_conformance.reporting.record import CaseRecord
from ocs_conformance.reporting.text import failure_lines, headline
from ocs_conformance.verdict import Verdict

__all__ = ["BUNDLED", "BundledFile", "BundledSuite", "CaseFile", "CaseItem", "Catalogue", "NotPassedError"]

BUNDLED = "ocs"
"""The path under which the bundled cases are collected; there is no such folder."""

_LEVELS = ("must", "should", "may")
_WIDTH = 100


class NotPassedError(Exception):
    """A case came to another verdict than `pass`."""

    def __init__(self, record: CaseRecord) -> None:
        super().__init__(record.reason)
        self.record = record


class Catalogue:
    """What a collection knows of all its cases: how to run one again, their levels, and who has which id."""

    def __init__(self, rerun: Sequence[str]) -> None:
        self.rerun = rerun
        self._places: dict[str, str] = {}
        self._ledger: dict[str, str] | None = None

    def enter(self, cases: Iterable[Case]) -> None:
        """Take note of a file's cases; raises SuiteError for an id that another file has."""
        for case in cases:
            place = f"{case.file}:{case.line}:{case.column}"
            other = self._places.setdefault(case.id, place)
            if other != place:
                raise SuiteError(f"{place}: the id {case.id} is taken by {other}; an id is used once")

    def level(self, case: Case) -> str:
        """The strongest level among the requirements of a case."""
        if self._ledger is None:
            rows = load_requirements()
            levels = {name: {rows[row].level for row in meant} for name, meant in groups(rows.values()).items()}
            self._ledger = {name: min(found, key=_LEVELS.index) for name, found in levels.items()}
        return min((self._ledger[name] for name in case.requirements), key=_LEVELS.index)


class CaseItem(pytest.Item):
    """One case: passes, fails with a message that shows what was said, or is skipped as not applicable.

    `record` is what came of it, None before it has run; `word` is what leads pytest to it on a command line.
    """

    def __init__(self, *, case: Case, word: str, catalogue: Catalogue, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.case = case
        self.record: CaseRecord | None = None
        self._word = word
        self._rerun = catalogue.rerun
        self.add_marker(pytest.mark.ocs_area(name=case.area))
        self.add_marker(pytest.mark.ocs_level(name=catalogue.level(case)))
        for requirement in case.requirements:
            self.add_marker(pytest.mark.ocs_requirement(id=requirement))

    def runtest(self) -> None:
        """Have the engine run the case; raises UnreachableError where there is no target."""
        self.record = CaseRecord.of(self.config.stash[SESSION].converse(self.case, 1), self._word)
        if self.record.verdict is Verdict.NOT_APPLICABLE:
            pytest.skip(self.record.reason)
        if self.record.verdict is not Verdict.PASS:
            raise NotPassedError(self.record)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The message of a case that did not pass, in at most 25 lines."""
        if isinstance(excinfo.value, NotPassedError):
            record = excinfo.value.record
            # Above it pytest shows the id, and in its summary the first line alone.
            _, *lines = failure_lines(record, self._rerun)
            return "\n".join([cut(f"{record.verdict.upper()} {headline(record)}", _WIDTH), *lines])
        if isinstance(excinfo.value, SuiteError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case stands; lines count from 0."""
        # Where the node id ends in this name, pytest -v shows its dots as colons, and nobody can copy it.
        return self.path, self.case.line - 1, f"case {self.name}"


def _item(parent: pytest.Collector, file: str, case: Case, catalogue: Catalogue) -> CaseItem:
    # The node id is given as text, as pytest then sees brackets in it in the same way wherever it reads it again. Its
    # file counts from the root folder, and the one of a command line from where it is typed.
    nodeid, word = (f"{where}::{case.id}" for where in (parent.nodeid, file))
    return CaseItem.from_parent(parent, name=case.id, nodeid=nodeid, case=case, word=word, catalogue=catalogue)


class CaseFile(pytest.File):
    """A case file of the repository that pytest runs in; its mistakes are one collection error."""

    def __init__(self, *, catalogue: Catalogue, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._catalogue = catalogue

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """An item for each case, in the order of the file."""
        folder = Path.cwd()
        shown = self.path.relative_to(folder) if self.path.is_relative_to(folder) else self.path
        try:
            cases = load_files([shown])
            self._catalogue.enter(cases)
        except SuiteError as error:
            raise self.CollectError(str(error)) from error
        return [_item(self, case.file, case, self._catalogue) for case in cases]


class BundledSuite(pytest.Collector):
    """The bundled cases, or those of them that `named` holds: node ids of cases, of files, or beginnings of these."""

    def __init__(self, *, named: Sequence[str], catalogue: Catalogue, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._named = [name.rstrip("/") for name in named]
        self._catalogue = catalogue

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """A collector for each case file."""
        try:
            files = self._files(load_bundled())
            for cases in files.values():
                self._catalogue.enter(cases)
        except SuiteError as error:
            raise self.CollectError(str(error)) from error
        return [self._file(file, cases) for file, cases in files.items()]

    def _files(self, cases: Iterable[Case]) -> dict[str, list[Case]]:
        files: dict[str, list[Case]] = {}
        idle = set(self._named)
        for case in cases:
            fitting = {name for name in self._named if _is_under(name, f"{_nodeid(case.file)}::{case.id}")}
            if fitting or not self._named:
                files.setdefault(case.file, []).append(case)
            idle -= fitting
        if idle:
            command = shlex.join([*self._catalogue.rerun, "--collect-only", "-q", BUNDLED])
            raise SuiteError(f"not found: {min(idle)}; `{command}` shows the bundled cases")
        return files

    def _file(self, file: str, cases: Sequence[Case]) -> BundledFile:
        nodeid, path = _nodeid(file), resources.data_folder() / file
        kwargs = {"name": nodeid, "nodeid": nodeid, "path": path, "cases": cases, "catalogue": self._catalogue}
        return BundledFile.from_parent(self, **kwargs)


def _nodeid(file: str) -> str:
    return f"{BUNDLED}/{file.partition('/')[2]}"


def _is_under(name: str, nodeid: str) -> bool:
    return nodeid == name or nodeid.startswith((f"{name}/", f"{name}::", f"{name}["))


class BundledFile(pytest.Collector):
    """The cases of one bundled case file.

    It is no `pytest.File`: `--lf` leaves out files that do not exist at their node id's path.
    """

    def __init__(self, *, cases: Sequence[Case], catalogue: Catalogue, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._cases = cases
        self._catalogue = catalogue

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """An item for each case, in the order of the file."""
        return (_item(self, self.nodeid, case, self._catalogue) for case in self._cases)
