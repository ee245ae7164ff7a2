"""The suite's own reports of a pytest run, and what other plugins see of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from ocs_conformance.reporting.jsonl import read_report
from ocs_conformance.reporting.record import Report

if TYPE_CHECKING:
    from tests.unit.pytest_plugin.conftest import Own

pytest_plugins = "pytester"

WORDS = ("--ocs-target", "fake", "--ocs-no-bundled", "--ocs-report", "out")


def folder(repository: pytest.Pytester) -> Path:
    """Where the only run left its reports."""
    (found,) = (repository.path / "out" / "fake").iterdir()
    return found


def report(repository: pytest.Pytester) -> Report:
    return read_report(folder(repository) / "report.jsonl")


def test_a_run_leaves_the_three_reports(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing")
    repository.runpytest_inprocess(*WORDS)
    assert sorted(path.name for path in folder(repository).iterdir()) == ["junit.xml", "report.html", "report.jsonl"]


def test_the_report_holds_each_case_with_its_verdict(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing", "site.failing", "site.inconclusive", "site.inapplicable", "site.breaking")
    repository.runpytest_inprocess(*WORDS)
    assert {case.id: case.verdict.value for case in report(repository).cases} == {
        "site.passing": "pass",
        "site.failing": "fail",
        "site.inconclusive": "inconclusive",
        "site.inapplicable": "not applicable",
        "site.breaking": "error",
    }


def test_the_report_is_that_of_a_whole_run(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing", "site.second")
    repository.runpytest_inprocess("--ocs-time-scale", "2", *WORDS)
    written = report(repository)
    header = (written.header.target.name, written.header.count, written.header.repeat, written.header.time_scale)
    assert (header, written.footer.verdict) == (("Fake OCS", 2, 1, 2.0), "conforming")


def test_conversations_are_in_the_report(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing")
    repository.runpytest_inprocess(*WORDS)
    (case,) = report(repository).cases
    assert [(entry["from"], entry["to"]) for entry in case.conversation] == [
        ("suite", "adapter"),
        ("alice", "adapter"),
        ("target", "alice"),
        ("suite", "adapter"),
    ]


@pytest.mark.parametrize("words", [(), ("-n", "2")], ids=["alone", "workers"])
def test_the_reports_name_the_command_that_runs_a_case_again(
    repository: pytest.Pytester, own: Own, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    repository.makeini("[pytest]\n")
    own("site.failing", file="checks/site")
    monkeypatch.chdir(repository.path / "checks")
    repository.runpytest_subprocess("--ocs-target", "fake", "--ocs-report", "../out", "site.ocs.yaml", "ocs", *words)
    tree = ElementTree.parse(folder(repository) / "junit.xml")
    said = [str(failure.text).rpartition("again: ")[2] for failure in tree.iter("failure")]
    assert sorted(said) == [
        "pytest --ocs-target fake ocs/desktop/other.yaml::desktop.other.wrong-handle",
        "pytest --ocs-target fake site.ocs.yaml::site.failing",
    ]
    for command in said:
        repository.runpytest_subprocess(*command.split()[1:]).assert_outcomes(failed=1)


def test_the_end_of_the_run_names_verdict_and_reports(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing")
    result = repository.runpytest_inprocess(*WORDS)
    said = [line.removeprefix("ocs-conformance: ") for line in result.outlines if line.startswith("ocs-conformance:")]
    place = Path("out", "fake", folder(repository).name)
    assert said == [
        "Fake OCS 1 (profile fake) conforms in the executed cases: 1 of 1 cases executed, 0 not applicable",
        *(f"report: {place / name}" for name in ("report.jsonl", "report.html", "junit.xml")),
    ]


def test_a_run_that_stops_early_leaves_a_report_without_a_verdict(repository: pytest.Pytester, own: Own) -> None:
    own("site.failing", "site.passing")
    repository.runpytest_inprocess("-x", *WORDS)
    assert report(repository).footer.verdict == "interrupted"


def test_a_run_without_cases_leaves_no_folder(repository: pytest.Pytester) -> None:
    result = repository.runpytest_inprocess(*WORDS)
    assert "ocs-conformance: no case was run, so there is no report" in result.outlines
    assert list((repository.path / "out" / "fake").iterdir()) == []


def test_collecting_alone_makes_no_folder(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing")
    repository.runpytest_inprocess("--collect-only", *WORDS)
    assert not (repository.path / "out").exists()


def test_a_folder_that_cannot_be_made_is_wrong_usage(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing")
    (repository.path / "out").write_text("a file\n", encoding="utf-8")
    result = repository.runpytest_inprocess(*WORDS)
    line = "ERROR: cannot create out/fake: Not a directory; name a folder that is there and that you may use"
    assert (result.ret, result.errlines) == (pytest.ExitCode.USAGE_ERROR, [line, ""])


def test_the_junit_file_of_pytest_has_no_conversations(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing", "site.failing")
    repository.runpytest_inprocess("--junitxml", "pytest.xml", *WORDS)
    tree = ElementTree.parse(repository.path / "pytest.xml")
    cases = [(case.get("classname"), case.get("name"), [part.tag for part in case]) for case in tree.iter("testcase")]
    assert cases == [("site.ocs.yaml", "site.passing", []), ("site.ocs.yaml", "site.failing", ["failure"])]


def test_plugins_that_see_test_reports_see_no_conversations(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing")
    result = repository.inline_run(*WORDS)
    assert [each.user_properties for each in result.getreports("pytest_runtest_logreport")] == [[], [], []]
