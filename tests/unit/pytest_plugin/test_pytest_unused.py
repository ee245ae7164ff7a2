"""Without a target, the installed plugin changes nothing."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.pytest_plugin.conftest import Own

pytest_plugins = "pytester"


def test_case_files_are_not_collected_without_a_target(repository: pytest.Pytester, own: Own) -> None:
    own("site.first")
    repository.makepyfile("def test_of_the_repository(): pass")
    repository.runpytest_inprocess().assert_outcomes(passed=1)


PROGRAM = """
import sys, pytest
before = set(sys.modules)
import _ocs_conformance_pytest
print(sorted({*sys.modules} - before))
"""


def test_only_the_lone_module_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == "['_ocs_conformance_pytest']\n"


def test_options_that_need_a_target_say_so(repository: pytest.Pytester) -> None:
    result = repository.runpytest_inprocess("--ocs-select", "desktop.*")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert result.errlines[0] == "ERROR: --ocs-select and --ocs-report need a target: --ocs-target NAME or FILE"


def test_the_help_has_a_group_of_its_own(repository: pytest.Pytester) -> None:
    result = repository.runpytest_inprocess("--help")
    result.stdout.fnmatch_lines(["ocs-conformance, judging an Outbound Contact Server:", "  --ocs-target=NAME|FILE"])


@pytest.mark.parametrize("text", ["0", "-1", "inf", "fast"])
def test_a_time_scale_is_a_positive_number(repository: pytest.Pytester, text: str) -> None:
    result = repository.runpytest_inprocess(f"--ocs-time-scale={text}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*argument --ocs-time-scale: invalid*value: '{text}'"])


def test_the_markers_are_described(repository: pytest.Pytester) -> None:
    result = repository.runpytest_inprocess("--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.ocs_area(name):*", "", "@pytest.mark.ocs_level(name):*"])
