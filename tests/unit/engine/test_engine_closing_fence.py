"""The fence behind the last step: what that step led to is recorded and checked too."""

from collections.abc import Callable
from typing import Any

import pytest

from ocs_conformance.engine import CaseFinished, Session
from ocs_conformance.model import Case
from ocs_conformance.verdict import ABSENT, Mismatch, Verdict

Converse = Callable[..., CaseFinished]

ACKNOWLEDGE = {"GSW_USER_EVENT": "ReadyTimeAcknowledge", "GSW_APPLICATION_ID": 4114, "GSW_RECORD_HANDLE": 7}


def test_a_closing_fence_shows_what_the_last_step_led_to(adapter: Any, converse: Converse) -> None:
    adapter.results["fence"] = lambda _: adapter.event("alice", {**ACKNOWLEDGE, "GSW_RECORD_HANDLE": "7"})
    finished = converse("steps: [login: alice]")
    assert (finished.verdict, [(m.step, m.path, m.actual) for m in finished.mismatches]) == (
        Verdict.FAIL,
        [("end", "GSW_RECORD_HANDLE", "7")],
    )


def test_what_comes_behind_the_last_step_is_recorded_and_costs_nothing_when_it_is_right(
    adapter: Any, converse: Converse
) -> None:
    adapter.results["fence"] = lambda _: adapter.event("alice", ACKNOWLEDGE)
    finished = converse("steps: [login: alice]")
    assert (finished.verdict, [e["event"] for e in finished.conversation if "event" in e]) == (
        Verdict.PASS,
        [ACKNOWLEDGE],
    )


def test_a_body_that_fails_is_closed_by_a_fence_too(adapter: Any, converse: Converse) -> None:
    adapter.results["agent.login"] = -32003
    finished = converse("steps: [login: alice]")
    assert (finished.verdict, adapter.methods()) == (Verdict.FAIL, ["environment.load", "agent.login", "fence"])


def test_nothing_is_fenced_twice(adapter: Any, converse: Converse) -> None:
    converse("steps: [login: alice, nothing: alice]")
    assert adapter.methods() == ["environment.load", "agent.login", "fence"]


def test_a_case_that_uses_no_desktop_is_not_closed_by_a_fence(
    adapter: Any, session: Callable[..., Session], case_of: Callable[..., Case]
) -> None:
    session().converse(case_of("steps: [clock: {advance: 1}]", capabilities=frozenset({"clock"})))
    assert adapter.methods() == ["environment.load", "clock.advance"]


def test_without_a_fence_nobody_waits_behind_the_last_step(adapter: Any, converse: Converse) -> None:
    adapter.capabilities = frozenset({"desktop"})
    finished = converse("steps: [login: alice]", quiet_window=60.0, answer_limit=60.0)
    assert (finished.verdict, finished.notes, adapter.methods()) == (
        Verdict.PASS,
        (),
        ["environment.load", "agent.login"],
    )


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (-32001, "the target declares it, and refuses it: not like that"),
        (-32003, "the target failed: not like that"),
    ],
)
def test_a_closing_fence_that_is_refused_is_a_mismatch(
    adapter: Any, converse: Converse, code: int, message: str
) -> None:
    adapter.results["fence"] = code
    finished = converse("steps: [login: alice]")
    assert (finished.verdict, finished.mismatches) == (
        Verdict.FAIL,
        (Mismatch("end", "", "fence", ABSENT, message, 1),),
    )


def test_an_adapter_that_breaks_at_the_closing_fence_is_an_error(adapter: Any, converse: Converse) -> None:
    adapter.results["fence"] = RuntimeError("no more")
    finished = converse("steps: [login: alice]")
    assert (finished.verdict, finished.reason) == (
        Verdict.ERROR,
        "the adapter scripted_adapter:create raised RuntimeError: no more",
    )


def test_an_event_for_nobody_is_noted(adapter: Any, converse: Converse) -> None:
    adapter.results["agent.login"] = lambda _: adapter.event("nobody", ACKNOWLEDGE)
    finished = converse("steps: [login: alice]")
    assert finished.notes == ("an event came for nobody, whom the environment does not have",)
