"""Runs of many cases: the stream of events, the order, the choice, and how a run ends."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from ocs_conformance.engine import CaseFinished, CaseStarted, RunFinished, RunStarted, Settings, order, run, select
from ocs_conformance.errors import UnreachableError, UsageError
from ocs_conformance.model import Case, TargetProfile
from ocs_conformance.verdict import Verdict

CaseOf = Callable[..., Case]
Profile = Callable[..., TargetProfile]


@pytest.fixture
def cases(case_of: CaseOf) -> list[Case]:
    """Ten cases that pass."""
    return [case_of("steps: [login: alice]", id=f"desktop.{number}") for number in range(10)]


def test_a_run_tells_what_happens_in_order(adapter: Any, profile: Profile, cases: list[Case]) -> None:
    before = datetime.now(UTC)
    events = list(run(cases[:2], profile(), Settings(time_scale=2.0, repeat=2, seed=5)))
    started, finished = events[0], events[-1]
    assert isinstance(started, RunStarted)
    assert isinstance(finished, RunFinished)
    facts = (started.target.name, started.count, started.seed, started.repeat, started.time_scale)
    assert facts == ("No OCS", 2, None, 2, 2.0)
    assert before <= started.started <= finished.finished <= datetime.now(UTC)
    assert (finished.interrupted, finished.seconds > 0) == (False, True)
    told = [(type(event), event.case.id, event.run) for event in events[1:-1]]  # type: ignore[union-attr]
    assert told == [
        (kind, case.id, number) for number in (1, 2) for case in cases[:2] for kind in (CaseStarted, CaseFinished)
    ]
    assert (adapter.made, adapter.closed) == (1, 1)


def test_a_shuffled_run_tells_its_seed(adapter: Any, profile: Profile) -> None:
    started = next(run([], profile(), Settings(shuffle=True, seed=5)))
    assert isinstance(started, RunStarted)
    assert started.seed == 5


def test_a_target_that_cannot_be_reached_gives_no_event(adapter: Any, profile: Profile, cases: list[Case]) -> None:
    adapter.results["initialize"] = RuntimeError("dead")
    with pytest.raises(UnreachableError):
        next(run(cases, profile(), Settings()))


def test_an_interrupt_inside_a_case_ends_the_run_and_says_so(adapter: Any, profile: Profile, cases: list[Case]) -> None:
    def interrupted(_: dict[str, Any]) -> dict[str, Any]:
        if adapter.methods().count("agent.login") == 2:
            raise KeyboardInterrupt
        return {}

    adapter.results["agent.login"] = interrupted
    events = list(run(cases, profile(), Settings()))
    assert [type(event) for event in events] == [RunStarted, CaseStarted, CaseFinished, CaseStarted, RunFinished]
    assert isinstance(events[-1], RunFinished)
    assert (events[-1].interrupted, adapter.closed) == (True, 1)


def test_an_interrupt_thrown_in_ends_the_run_and_says_so(adapter: Any, profile: Profile, cases: list[Case]) -> None:
    stream = run(cases, profile(), Settings())
    next(stream)
    last = stream.throw(KeyboardInterrupt())
    assert isinstance(last, RunFinished)
    assert (last.interrupted, adapter.closed, list(stream)) == (True, 1, [])


def test_a_run_that_is_given_up_ends_its_adapter(adapter: Any, profile: Profile, cases: list[Case]) -> None:
    stream = run(cases, profile(), Settings())
    next(stream)
    stream.close()
    assert adapter.closed == 1


def test_a_broken_adapter_does_not_end_the_run(adapter: Any, profile: Profile, cases: list[Case]) -> None:
    adapter.results["agent.login"] = RuntimeError("no more")
    verdicts = [event.verdict for event in run(cases, profile(), Settings()) if isinstance(event, CaseFinished)]
    assert (verdicts, adapter.made) == ([Verdict.ERROR] * 10, 10)


def ids(cases: list[Case], **settings: Any) -> list[tuple[int, str]]:
    return [(number, case.id) for number, case in order(cases, Settings(**settings))]


def test_the_order_is_that_of_the_cases(cases: list[Case]) -> None:
    assert ids(cases, repeat=2) == [(number, case.id) for number in (1, 2) for case in cases]


def test_a_shuffled_order_is_repeatable_by_its_seed(cases: list[Case]) -> None:
    first = ids(cases, shuffle=True, seed=7, repeat=2)
    assert first == ids(cases, shuffle=True, seed=7, repeat=2)
    assert first != ids(cases, shuffle=True, seed=8, repeat=2)
    assert sorted(first) == ids(cases, repeat=2)


def test_each_run_is_shuffled_anew(cases: list[Case]) -> None:
    drawn = ids(cases, shuffle=True, seed=7, repeat=2)
    assert [name for _, name in drawn[:10]] != [name for _, name in drawn[10:]]


def test_the_cases_keep_their_place_when_an_order_is_shuffled(cases: list[Case]) -> None:
    before = list(cases)
    ids(cases, shuffle=True, seed=7)
    assert cases == before


@pytest.fixture
def some(case_of: CaseOf) -> list[Case]:
    """Cases that differ in id, requirement and alias."""
    names = ["desktop.reject", "desktop.reject-key[one]", "desktop.reject-key[two]", "http.records.get"]
    made = [case_of("steps: []", id=name) for name in names]
    return [*made, case_of("steps: []", id="http.lists.get", aliases=("http.old",))]


@pytest.mark.parametrize(
    ("patterns", "chosen"),
    [
        ([], [0, 1, 2, 3, 4]),
        (["desktop.reject"], [0]),
        (["desktop.reject-key"], [1, 2]),
        (["desktop.reject-key[two]"], [2]),
        (["desktop.reject-key[*]"], [1, 2]),
        (["*[one]"], [1]),
        (["http.*.get"], [3, 4]),
        (["http.????s.get"], [4]),
        (["http.lists.get", "desktop.reject"], [0, 4]),
        (["desktop.rej"], []),
        (["desktop.reject-key[eno]"], []),
        (["desktop.re.ect"], []),
        (["http.old"], [4]),
    ],
)
def test_patterns_choose_cases(some: list[Case], patterns: list[str], chosen: list[int]) -> None:
    if chosen:
        assert select(some, patterns) == [some[index] for index in chosen]
    else:
        with pytest.raises(UsageError) as caught:
            select(some, patterns)
        complaint = f"no case fits {patterns[0]!r}; `ocs-conformance list` shows all ids and requirements"
        assert str(caught.value) == complaint


def test_a_requirement_chooses_its_cases(some: list[Case]) -> None:
    assert select(some, ["desktop.r"]) == some


def test_one_pattern_that_fits_nothing_is_told_though_others_fit(some: list[Case]) -> None:
    with pytest.raises(UsageError, match="no case fits 'nothing'"):
        select(some, ["desktop.*", "nothing"])
