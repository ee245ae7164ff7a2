"""A case has the same verdict whatever database the reference keeps its lists in."""

from pathlib import Path

import pytest

from ocs_conformance.engine import CaseFinished, Settings, run
from ocs_conformance.loading import load_bundled
from ocs_conformance.model import AdapterProfile, HttpProfile, TargetProfile
from ocs_conformance.verdict import Verdict


@pytest.fixture(params=["file", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    is_file = request.param == "file"
    return f"sqlite:///{tmp_path / 'lists.db'}" if is_file else str(request.getfixturevalue("postgresql"))


def test_every_case_passes_on_another_database(url: str) -> None:
    command = ["{python}", "-m", "ocs_reference", "adapter", "--database", url]
    target = TargetProfile(
        "database", url, Path(__file__), AdapterProfile("stdio", {"command": command}), HttpProfile()
    )
    events = [event for event in run(load_bundled(), target, Settings()) if isinstance(event, CaseFinished)]
    assert {event.case.id: event.verdict for event in events} == {case.id: Verdict.PASS for case in load_bundled()}
