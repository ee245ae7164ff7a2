"""The pytest plugin in somebody else's repository, with the suite installed from its wheel."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

CASE_FILE = """\
environment: alpha
cases:
  - id: ours.status-of-the-alpha-group
    title: The status of the running group is told
    requirements: [http.campaign-groups.status-of-one]
    steps:
      - http:
          request: {method: GET, path: '/campaigngroups/${campaign_groups.alpha.dbid}'}
          response: {status: 200, json: {GSW_CM_AttrGroupCampStatus: 5}}
"""

FAILS = CASE_FILE.replace("Status: 5", "Status: 4")

ONLY_OURS = "[pytest]\nocs_target = reference\nocs_bundled = false\n"

START_UP_LIMIT = 5_000
"""Microseconds."""


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def outcome(result: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    """The exit code, and the last line without its time and rules."""
    assert result.stdout, result.stderr
    last = result.stdout.strip().splitlines()[-1]
    return result.returncode, re.sub(r" in [\d.]+s.*", "", last).strip("= ")


def test_plain_pytest_runs_a_case_file_where_the_configuration_names_a_target(run: Run, tmp_path: Path) -> None:
    write(tmp_path, **{"pytest.ini": ONLY_OURS, "status.ocs.yaml": CASE_FILE})
    assert outcome(run("-m", "pytest", "-q")) == (0, "1 passed")


def test_a_case_that_does_not_hold_fails_the_test_run(run: Run, tmp_path: Path) -> None:
    write(tmp_path, **{"pytest.ini": ONLY_OURS, "status.ocs.yaml": FAILS})
    assert outcome(run("-m", "pytest", "-q")) == (1, "1 failed")


def test_the_option_runs_the_bundled_cases_beside_ours(run: Run, tmp_path: Path) -> None:
    write(tmp_path, **{"status.ocs.yaml": CASE_FILE})
    bundled = json.loads(run("-m", "ocs_conformance", "list", "--format", "json").stdout)
    over_a_network = sum(case["id"].startswith("http.connections.") for case in bundled)
    expected = f"{len(bundled) + 1 - over_a_network} passed, {over_a_network} skipped"
    assert outcome(run("-m", "pytest", "-q", "--ocs-target", "reference")) == (0, expected)


@pytest.fixture
def namesakes(tmp_path: Path) -> None:
    """A repository whose own packages bear the names of the suite's folders."""
    own = {f"{name}/__init__.py": f"NAME = 'our own {name}'\n" for name in ("conformance", "cases", "schemas", "tests")}
    test = """\
        from cases import NAME as cases
        from conformance import NAME as conformance
        from schemas import NAME as schemas


        def test_names():
            assert (cases, conformance, schemas) == ("our own cases", "our own conformance", "our own schemas")
    """
    write(tmp_path, **own, **{"tests/test_names.py": "\n".join(line[8:] for line in test.splitlines())})


@pytest.mark.usefixtures("namesakes")
def test_packages_of_the_same_names_stay_the_repository_s_own(run: Run, tmp_path: Path) -> None:
    write(tmp_path, **{"pytest.ini": ONLY_OURS, "cases/status.ocs.yaml": CASE_FILE})
    assert outcome(run("-m", "pytest", "-q")) == (0, "2 passed")


@pytest.mark.usefixtures("namesakes")
def test_without_a_target_nothing_of_ours_is_collected(run: Run, tmp_path: Path) -> None:
    write(tmp_path, **{"cases/status.ocs.yaml": CASE_FILE})
    assert outcome(run("-m", "pytest", "-q")) == (0, "1 passed")


def test_unused_the_plugin_does_not_import_the_suite(run: Run, tmp_path: Path) -> None:
    test = """\
        import sys


        def test_modules():
            assert sorted(name for name in sys.modules if "ocs_" in name) == ["_ocs_conformance_pytest"]
    """
    write(tmp_path, **{"test_modules.py": "\n".join(line[8:] for line in test.splitlines())})
    assert outcome(run("-m", "pytest", "-q")) == (0, "1 passed")


def test_unused_the_plugin_costs_less_than_5_ms_of_start_up(run: Run) -> None:
    def microseconds() -> int:
        told = run("-X", "importtime", "-c", "import pytest, _ocs_conformance_pytest").stderr
        (line,) = [line for line in told.splitlines() if line.endswith("| _ocs_conformance_pytest")]
        return int(line.split("|")[1])

    # The least of a few: what else the machine does can only add to it.
    assert min(microseconds() for _ in range(3)) < START_UP_LIMIT
