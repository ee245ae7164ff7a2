"""Cases in several processes, told by the events of the engine."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ocs_conformance.engine import CaseFinished, Event, RunFinished, RunStarted, Settings, run
from ocs_conformance.errors import SuiteError, UnreachableError
from ocs_conformance.loading import load_files, load_profile
from ocs_conformance.model import Case, TargetProfile
from ocs_conformance.pytest.parallel import run_parallel

if TYPE_CHECKING:
    from tests.unit.pytest_plugin.conftest import Own

pytest_plugins = "pytester"

MIXED = ("site.passing", "site.failing", "site.inconclusive", "site.inapplicable", "site.rows")


@pytest.fixture
def profile(repository: pytest.Pytester, suite: Path) -> TargetProfile:
    return load_profile(str(suite / "cases" / "targets" / "fake.yaml"))


@pytest.fixture
def mixed(own: Own) -> Sequence[Case]:
    return load_files([own(*MIXED)])


def told(events: Sequence[Event]) -> list[CaseFinished]:
    """What was said of each run of a case, in a fixed order and without what differs from one time to the next."""
    finished = [replace(event, seconds=0.0, conversation=()) for event in events if isinstance(event, CaseFinished)]
    return sorted(finished, key=lambda event: (event.run, event.case.id))


def test_each_case_comes_to_what_it_comes_to_in_one_process(mixed: Sequence[Case], profile: TargetProfile) -> None:
    settings = Settings(repeat=3, shuffle=True, seed=7)
    assert told([*run_parallel(mixed, profile, settings, 2)]) == told([*run(mixed, profile, settings)])


def test_the_run_is_told_from_its_start_to_its_end(mixed: Sequence[Case], profile: TargetProfile) -> None:
    first, *between, last = run_parallel(mixed, profile, Settings(repeat=2, time_scale=3.0), 2)
    assert isinstance(first, RunStarted)
    assert (first.target.name, first.count, first.seed, first.repeat, first.time_scale) == ("Fake OCS", 6, None, 2, 3.0)
    assert {type(event) for event in between} == {CaseFinished}
    assert isinstance(last, RunFinished)
    assert not last.interrupted


def test_a_shuffled_run_without_a_seed_chooses_one(mixed: Sequence[Case], profile: TargetProfile) -> None:
    first, *_ = run_parallel(mixed, profile, Settings(shuffle=True), 2)
    assert isinstance(first, RunStarted)
    assert first.seed is not None


def test_conversations_come_along(mixed: Sequence[Case], profile: TargetProfile) -> None:
    (finished,) = [
        event for event in run_parallel(mixed[:1], profile, Settings(), 2) if isinstance(event, CaseFinished)
    ]
    assert [entry["to"] for entry in finished.conversation] == ["adapter", "adapter", "alice", "adapter"]


def test_nothing_is_printed_and_no_file_is_left(
    repository: pytest.Pytester, mixed: Sequence[Case], profile: TargetProfile, capfd: pytest.CaptureFixture[str]
) -> None:
    before = sorted(repository.path.iterdir())
    list(run_parallel(mixed, profile, Settings(), 2))
    assert (capfd.readouterr(), sorted(repository.path.iterdir())) == (("", ""), before)


def test_the_users_own_pytest_settings_do_not_reach_it(
    repository: pytest.Pytester, mixed: Sequence[Case], profile: TargetProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--maxfail=1 --no-such-option")
    repository.makeini("[pytest]\naddopts = --no-such-option\n")
    repository.makeconftest("raise SystemExit('the conftest was read')")
    repository.makepyfile("def test_of_the_repository(): assert False")
    assert len(told([*run_parallel(mixed, profile, Settings(), 2)])) == len(mixed)


def test_a_process_that_dies_costs_its_case_the_verdict(own: Own, profile: TargetProfile) -> None:
    cases = load_files([own("site.passing", "site.killing", "site.second")])
    finished = told([*run_parallel(cases, profile, Settings(), 2)])
    assert {event.case.id: event.verdict.value for event in finished} == {
        "site.passing": "pass",
        "site.killing": "error",
        "site.second": "pass",
    }
    (killing,) = [event for event in finished if event.case.id == "site.killing"]
    assert killing.reason.startswith("the suite's own process ended while it ran the case: ")


def test_where_every_process_dies_the_run_breaks_off(own: Own, profile: TargetProfile) -> None:
    cases = load_files([own("site.killing")])
    with pytest.raises(SuiteError, match=r"^the run broke off after 0 of 1 cases: "):
        list(run_parallel(cases, profile, Settings(), 2))


def test_an_unreachable_target_is_told_as_by_the_engine(mixed: Sequence[Case], profile: TargetProfile) -> None:
    gone = replace(profile, adapter=replace(profile.adapter, settings={"factory": "no_such_module:create"}))
    with pytest.raises(UnreachableError, match=r"^the adapter no_such_module:create cannot be made: "):
        list(run_parallel(mixed, gone, Settings(), 2))


def test_ctrl_c_ends_every_process_and_the_run_says_so(own: Own, profile: TargetProfile, tmp_path: Path) -> None:
    cases = load_files([own("site.passing", "site.second", "site.third", "site.hanging")])
    events = run_parallel(cases, profile, Settings(), 2)
    assert isinstance(next(events), RunStarted)
    wait_for((tmp_path / "hanging").exists)
    last = events.throw(KeyboardInterrupt())
    assert isinstance(last, RunFinished)
    assert last.interrupted
    assert [pid for pid in pids(tmp_path) if is_alive(pid)] == []


def test_whoever_stops_listening_ends_every_process(own: Own, profile: TargetProfile, tmp_path: Path) -> None:
    cases = load_files([own("site.passing", "site.second", "site.third", "site.hanging")])
    events = run_parallel(cases, profile, Settings(), 2)
    next(events)
    events.close()
    assert [pid for pid in pids(tmp_path) if is_alive(pid)] == []


def pids(folder: Path) -> list[str]:
    """The processes in which the fake target was made."""
    found = [path.name.removeprefix("pid-") for path in folder.glob("pid-*")]
    assert found
    return found


def is_alive(pid: str) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True, check=False).stdout
    return state.strip() not in ("", "Z")


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
