"""Where reports go: the folder of a run, the files beside report.jsonl, and clear sentences where they cannot."""

from __future__ import annotations

import errno
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ocs_conformance.errors import SuiteError, UsageError
from ocs_conformance.reporting import write_reports
from ocs_conformance.reporting.files import refusal, report_folder, write_text
from ocs_conformance.reporting.html import render_html
from ocs_conformance.reporting.jsonl import read_report
from ocs_conformance.reporting.junit import render_junit

if TYPE_CHECKING:
    from tests.unit.reporting.conftest import Build

MOMENT = datetime(2026, 3, 1, 13, 5, 9, tzinfo=timezone(timedelta(hours=1)))


def test_the_folder_of_a_run_is_made_with_those_above_it(tmp_path: Path) -> None:
    folder = report_folder(tmp_path / "reports", "reference-tcp", MOMENT)
    assert (folder, folder.is_dir()) == (tmp_path / "reports/reference-tcp/20260301T120509Z", True)


def test_a_second_run_in_the_same_second_has_a_folder_of_its_own(tmp_path: Path) -> None:
    folders = [report_folder(tmp_path, "reference", MOMENT).name for _ in range(3)]
    assert folders == ["20260301T120509Z", "20260301T120509Z-2", "20260301T120509Z-3"]


@pytest.mark.parametrize(
    ("target", "name"), [("my site/one", "my-site-one"), ("..", "target"), ("../up", "-up"), ("Zürich", "Zürich")]
)
def test_the_name_of_a_target_never_leads_elsewhere(tmp_path: Path, target: str, name: str) -> None:
    assert report_folder(tmp_path, target, MOMENT).parent == tmp_path / name


def test_a_base_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("")
    with pytest.raises(UsageError) as caught:
        report_folder(tmp_path / "reports", "reference", MOMENT)
    path = tmp_path / "reports" / "reference"
    assert (
        str(caught.value) == f"cannot create {path}: Not a directory; name a folder that is there and that you may use"
    )


def test_a_full_disk_is_a_fault_and_not_wrong_usage() -> None:
    fault = refusal(OSError(errno.ENOSPC, "No space left on device"), "write", Path("a.xml"))
    said = "cannot write a.xml: No space left on device; free some space and run again"
    assert (type(fault), str(fault)) == (SuiteError, said)


def test_a_device_that_is_full_is_told(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(SuiteError, match="No space left on device; free some space"):
        write_text(Path("/dev/full"), "text")


def test_page_and_junit_are_written_beside_the_report(build: Build, tmp_path: Path) -> None:
    report = read_report(build.file(build.events(build.passed(), build.failed(case={"id": "b"}))))
    assert write_reports(tmp_path) == [tmp_path / name for name in ("report.jsonl", "report.html", "junit.xml")]
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == render_html(report)
    assert (tmp_path / "junit.xml").read_text(encoding="utf-8") == render_junit(report)


def test_without_a_report_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file or directory"):
        write_reports(tmp_path)
    assert list(tmp_path.iterdir()) == []
