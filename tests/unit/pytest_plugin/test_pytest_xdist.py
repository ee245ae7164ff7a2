"""The plugin under pytest-xdist: the same cases, verdicts and reports, whichever process ran them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ocs_conformance.reporting.jsonl import read_report

if TYPE_CHECKING:
    from tests.unit.pytest_plugin.conftest import Own

pytest_plugins = "pytester"

MIXED = ("site.passing", "site.failing", "site.inapplicable", "site.rows", "site.breaking")


@pytest.mark.parametrize("mode", ["load", "loadfile", "worksteal"])
def test_outcomes_are_the_same_in_workers(repository: pytest.Pytester, own: Own, mode: str) -> None:
    own(*MIXED)
    result = repository.runpytest_subprocess("--ocs-target", "fake", "-n", "2", "--dist", mode)
    result.assert_outcomes(passed=6, failed=3, skipped=1)


def test_the_controller_writes_one_whole_report(repository: pytest.Pytester, own: Own) -> None:
    own(*MIXED)
    repository.runpytest_subprocess(
        "--ocs-target", "fake", "-n", "2", "--ocs-report", "out", "--junitxml", "pytest.xml"
    )
    (path,) = repository.path.glob("out/fake/*/report.jsonl")
    written = read_report(path)
    assert (written.header.count, written.footer.interrupted, sorted(case.id for case in written.cases)) == (
        10,
        False,
        [
            "desktop.other.wrong-handle",
            "desktop.ready-time.each[first]",
            "desktop.ready-time.each[second]",
            "desktop.ready-time.is-acknowledged",
            "site.breaking",
            "site.failing",
            "site.inapplicable",
            "site.passing",
            "site.rows[first]",
            "site.rows[second]",
        ],
    )
    assert "ocs_case" not in repository.path.joinpath("pytest.xml").read_text(encoding="utf-8")


def test_bundled_cases_are_chosen_by_node_id_in_workers(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing")
    result = repository.runpytest_subprocess("--ocs-target", "fake", "-n", "2", "ocs/desktop/ready-time.yaml")
    result.assert_outcomes(passed=3)


def test_a_collection_error_is_said_once(repository: pytest.Pytester, own: Own) -> None:
    own("site.first", file="one")
    own("site.first", file="two")
    result = repository.runpytest_subprocess("--ocs-target", "fake", "-n", "2")
    # pytest's own closing summary names the file once more, cut to the screen's width or not.
    errors = [line for line in result.outlines if "is used once" in line and not line.startswith("ERROR ")]
    assert errors == ["two.ocs.yaml:3:5: the id site.first is taken by one.ocs.yaml:3:5; an id is used once"]


def test_an_unreachable_target_ends_the_run_with_one_line(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing", "site.second")
    profile = "target: gone\nadapter: {transport: tcp, host: 127.0.0.1, port: 1}\n"
    repository.path.joinpath("gone.yaml").write_text(profile, encoding="utf-8")
    result = repository.runpytest_subprocess("--ocs-target", "gone.yaml", "-n", "2")
    assert result.ret == 3
    assert len([line for line in result.outlines + result.errlines if "127.0.0.1:1" in line]) == 1
