"""What pytest makes of each verdict, and what it says of a case that did not pass."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.pytest_plugin.conftest import Own

pytest_plugins = "pytester"

WORDS = ("--ocs-target", "fake", "--ocs-no-bundled")


def message(result: pytest.RunResult) -> list[str]:
    """The lines between the heading of the only failure and the summary."""
    begin = next(index for index, line in enumerate(result.outlines) if line.startswith("____"))
    end = next(index for index, line in enumerate(result.outlines) if "short test summary" in line)
    return result.outlines[begin + 1 : end]


@pytest.mark.parametrize(
    ("case_id", "outcome"),
    [
        ("site.passing", "passed"),
        ("site.failing", "failed"),
        ("site.inconclusive", "failed"),
        ("site.breaking", "failed"),
        ("site.inapplicable", "skipped"),
    ],
)
def test_a_verdict_is_an_outcome(repository: pytest.Pytester, own: Own, case_id: str, outcome: str) -> None:
    own(case_id)
    repository.runpytest_inprocess(*WORDS).assert_outcomes(**{outcome: 1})


def test_a_failed_case_shows_expected_and_actual_and_what_was_said(repository: pytest.Pytester, own: Own) -> None:
    own("site.failing")
    lines = message(repository.runpytest_inprocess(*WORDS))
    assert [line for line in lines if " -> " not in line] == [
        "FAIL steps[1] (line 8) GSW_RECORD_HANDLE: differs",
        "  A case",
        "  site.ocs.yaml:3",
        "  what was seen is not what must be seen",
        "  steps[1] (line 8): differs",
        "  path: GSW_RECORD_HANDLE",
        "  expected | actual",
        "  8        | 7",
        "  conversation, entries 1 to 3 of 4:",
        "  again: pytest --ocs-target fake site.ocs.yaml::site.failing",
    ]
    assert [line.split()[1:4] for line in lines if " -> " in line] == [
        ["suite", "->", "adapter"],
        ["alice", "->", "adapter"],
        ["target", "->", "alice"],
    ]


def test_an_inconclusive_case_says_so_first(repository: pytest.Pytester, own: Own) -> None:
    own("site.inconclusive")
    assert message(repository.runpytest_inprocess(*WORDS))[:4] == [
        "INCONCLUSIVE given[0] (line 7): nothing came to alice",
        "  A case",
        "  site.ocs.yaml:3",
        "  the preamble did not get to where the case begins",
    ]


def test_an_error_says_whose_fault_it_is(repository: pytest.Pytester, own: Own) -> None:
    own("site.breaking")
    assert message(repository.runpytest_inprocess(*WORDS))[:4] == [
        "ERROR the adapter fake_ocs_target:create raised RuntimeError: the line is cut",
        "  A case",
        "  site.ocs.yaml:3",
        "  the adapter fake_ocs_target:create raised RuntimeError: the line is cut",
    ]


@pytest.mark.skipif(pytest.version_tuple < (9, 0), reason="pytest shows the first line of a message since 9.0")
def test_the_short_summary_says_what_is_wrong_and_where(
    repository: pytest.Pytester, own: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    own("site.failing")
    monkeypatch.setenv("COLUMNS", "120")
    result = repository.runpytest_subprocess(*WORDS)
    said = "FAILED site.ocs.yaml::site.failing - FAIL steps[1] (line 8) GSW_RECORD_HANDLE: differs"
    assert [line for line in result.outlines if line.startswith("FAILED ")] == [said]


def test_the_case_behind_a_broken_adapter_gets_a_fresh_one(repository: pytest.Pytester, own: Own) -> None:
    own("site.breaking", "site.passing")
    repository.runpytest_inprocess(*WORDS).assert_outcomes(failed=1, passed=1)


def test_a_case_that_is_not_applicable_is_skipped_at_its_place(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing", "site.inapplicable")
    result = repository.runpytest_inprocess("-rs", *WORDS)
    result.stdout.fnmatch_lines(["SKIPPED [[]1[]] site.ocs.yaml:9: not applicable: the target does not declare: rows"])


def test_verbose_output_shows_node_ids_that_can_be_copied(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing")
    result = repository.runpytest_inprocess(*WORDS, "-v")
    result.stdout.fnmatch_lines(["site.ocs.yaml::site.passing PASSED*"])


def test_an_item_stands_where_its_case_stands(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing", "site.second")
    items, _ = repository.inline_genitems(*WORDS)
    assert [item.location for item in items] == [
        ("site.ocs.yaml", 2, "case site.passing"),
        ("site.ocs.yaml", 8, "case site.second"),
    ]


@pytest.mark.parametrize(
    ("target", "line"),
    [
        ("nowhere", "ERROR: there is no target nowhere; known: fake, or the path of a profile (.yaml)"),
        ("absent.yaml", "ERROR: absent.yaml:0:0: cannot be read: No such file or directory"),
    ],
)
def test_a_wrong_target_is_wrong_usage(repository: pytest.Pytester, target: str, line: str) -> None:
    result = repository.runpytest_inprocess("--ocs-target", target)
    assert (result.ret, result.errlines, result.outlines) == (pytest.ExitCode.USAGE_ERROR, [line, ""], [])


UNREACHABLE = "target: gone\nadapter: {transport: memory, factory: 'no_such_module:create'}\n"
SENTENCE = "the adapter no_such_module:create cannot be made: ModuleNotFoundError: No module named 'no_such_module'"


def test_an_unreachable_target_ends_the_run_with_one_line(repository: pytest.Pytester, own: Own) -> None:
    own("site.passing", "site.failing")
    repository.path.joinpath("gone.yaml").write_text(UNREACHABLE, encoding="utf-8")
    result = repository.runpytest_inprocess("--ocs-target", "gone.yaml", "--ocs-no-bundled")
    assert result.ret == 3
    assert [line for line in result.outlines if "no_such_module" in line] == [f"! _pytest.outcomes.Exit: {SENTENCE} !"]


def test_the_target_is_let_go_when_pytest_ends(repository: pytest.Pytester, own: Own, tmp_path: Path) -> None:
    own("site.passing")
    repository.runpytest_inprocess(*WORDS)
    assert (tmp_path / "closed").exists()


def test_no_target_is_reached_while_cases_are_only_collected(
    repository: pytest.Pytester, own: Own, tmp_path: Path
) -> None:
    own("site.passing")
    repository.runpytest_inprocess("--collect-only", *WORDS)
    assert not (tmp_path / "closed").exists()


def test_ctrl_c_lets_the_target_go(repository: pytest.Pytester, own: Own, tmp_path: Path) -> None:
    own("site.hanging")
    with subprocess.Popen([sys.executable, "-m", "pytest", *WORDS], stdout=subprocess.PIPE) as process:
        wait_for(tmp_path / "hanging")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert process.returncode == pytest.ExitCode.INTERRUPTED
    assert (tmp_path / "closed").exists()


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} did not appear"
        time.sleep(0.01)
