"""The command line as a user has it: a process in a folder of its own, with a case file that the reference passes."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CASE = """\
environment: alpha
cases:
  - id: own.preview.record-is-delivered
    title: An agent of a preview session who asks for a record gets one
    requirements: [desktop.preview.record-delivered]
    given:
      - {use: running-session, with: {agent: alice, campaign: $campaigns.alpha.name}}
    steps:
      - send: {from: alice, message: PreviewRecordRequest, data: {GSW_CAMPAIGN_NAME: $campaigns.alpha.name}}
      - expect: {at: alice, message: PreviewRecord, data: {GSW_PHONE: '4155550101', GSW_CALLING_LIST: Alpha List}}
"""

Ocs = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def ocs(tmp_path: Path) -> Ocs:
    """Runs `ocs-conformance` with these words in the test's folder; options are those of subprocess.run."""

    def run(*words: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        plain: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": tmp_path, "timeout": 60}
        command = [sys.executable, "-m", "ocs_conformance", *map(str, words)]
        return subprocess.run(command, encoding="utf-8", check=False, **{**plain, **options})

    return run


@pytest.fixture
def own_case(tmp_path: Path) -> Path:
    """A case file that the reference passes."""
    file = tmp_path / "own.ocs.yaml"
    file.write_text(CASE, encoding="utf-8")
    return file


@pytest.fixture
def failing_case(tmp_path: Path) -> Path:
    """The same file with one expected value changed."""
    file = tmp_path / "changed.ocs.yaml"
    file.write_text(CASE.replace("4155550101", "4155550199"), encoding="utf-8")
    return file
