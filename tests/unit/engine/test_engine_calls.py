"""What the verbs about calls ask of an adapter, and what they find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ocs_conformance.engine import CaseFinished
from ocs_conformance.verdict import ABSENT, Verdict

Json = dict[str, Any]
Heard = Callable[..., CaseFinished]

FIRST = {"call": "c1", "data": {"GSW_PHONE": "1", "GSW_RECORD_HANDLE": 7}}
SECOND = {"call": "c2", "data": {"GSW_PHONE": "2", "GSW_RECORD_HANDLE": 8}}


def told(finished: CaseFinished) -> list[tuple[str, str, Any, Any, str]]:
    return [(m.step, m.path, m.expected, m.actual, m.message) for m in finished.mismatches]


def test_dial_takes_the_calls_in_any_order_and_keeps_what_they_are_called(adapter: Any, heard: Heard) -> None:
    adapter.results["telephony.dial"] = {"calls": [SECOND, FIRST]}
    finished = heard(
        [],
        "dial: {group: main, expect: [$one, $two]}".replace(
            "$one", "{data: {GSW_PHONE: '1'}, save: {call: one, GSW_RECORD_HANDLE: h}}"
        ).replace("$two", "{save: {call: two}}"),
        "ends: {call: $one, result: $h}",
        "ends: {call: $two, result: 6}",
    )
    asked = [params for method, params in adapter.asked if method in ("telephony.dial", "telephony.end")]
    assert (finished.verdict, asked) == (
        Verdict.PASS,
        [{"campaign_group": "main"}, {"call": "c1", "result": 7}, {"call": "c2", "result": 6}],
    )


@pytest.mark.parametrize(
    ("calls", "expected", "mismatch"),
    [
        ([FIRST], "[]", ("steps[1]", "", ABSENT, FIRST["data"], "no row like this was expected")),
        ([], "[{data: {GSW_PHONE: '1'}}]", ("steps[1]", "row 1", {"GSW_PHONE": "1"}, ABSENT, "no row fits")),
        ([SECOND], "[{data: {GSW_PHONE: '1'}}]", ("steps[1]", "row 1.GSW_PHONE", "1", "2", "differs")),
        ([FIRST], "[{absent: [GSW_PHONE]}]", ("steps[1]", "GSW_PHONE", ABSENT, "1", "must not be there")),
    ],
    ids=["one-too-many", "one-too-few", "another-one", "with-a-key-that-must-not-be-there"],
)
def test_dial_is_the_whole_set_of_calls(
    adapter: Any, heard: Heard, calls: list[Json], expected: str, mismatch: tuple[Any, ...]
) -> None:
    adapter.results["telephony.dial"] = {"calls": calls}
    finished = heard([], f"dial: {{group: main, expect: {expected}}}")
    assert told(finished) == [mismatch]


def test_an_answered_call_is_told_by_its_user_data(adapter: Any, heard: Heard) -> None:
    adapter.results["telephony.answer"] = {"connected": True, "data": FIRST["data"]}
    finished = heard([], "answer: {call: c1, by: alice, result: 9, data: {GSW_PHONE: '2'}}")
    assert (adapter.last("telephony.answer"), told(finished)) == (
        {"call": "c1", "agent": "alice", "result": 9},
        [("steps[1]", "GSW_PHONE", "2", "1", "differs")],
    )


@pytest.mark.parametrize(
    ("connected", "step", "mismatch"),
    [
        (False, "answer: {call: c, by: alice}", (True, False, "the call did not reach the agent")),
        (True, "answer: {call: c, by: alice, connected: false}", (False, True, "the call reached the agent")),
    ],
)
def test_whether_a_call_reaches_its_agent_is_looked_at(
    adapter: Any, heard: Heard, connected: bool, step: str, mismatch: tuple[Any, ...]
) -> None:
    adapter.results["telephony.answer"] = {"connected": connected, "data": {}}
    assert told(heard([], step)) == [("steps[1]", "connected", *mismatch)]


def test_an_answer_without_an_engaged_agent_is_asked_for(adapter: Any, heard: Heard) -> None:
    adapter.results["telephony.answer"] = {"connected": True, "data": FIRST["data"]}
    heard([], "answer: {call: c1, by: alice, engaged: false, data: {GSW_PHONE: '1'}}")
    assert adapter.last("telephony.answer") == {"call": "c1", "agent": "alice", "result": 33, "engaged": False}


@pytest.mark.parametrize(
    ("method", "more", "step"),
    [
        (
            "telephony.answer",
            {"connected": True},
            "answer: {call: c1, by: alice, engaging: {data: {GSW_ASSURED_HANDLE: 8}}}",
        ),
        (
            "telephony.deliver",
            {},
            "call: {list: main, record: first, to: alice, engaging: {data: {GSW_ASSURED_HANDLE: 8}}}",
        ),
    ],
)
def test_what_the_engaging_call_carries_is_looked_at(
    adapter: Any, heard: Heard, method: str, more: Json, step: str
) -> None:
    answer = {**more, "data": FIRST["data"]}
    adapter.results[method] = {**answer, "engaging": {"GSW_ASSURED_HANDLE": 7}}
    assert told(heard([], step)) == [("steps[1]", "GSW_ASSURED_HANDLE", 8, 7, "differs")]
    adapter.results[method] = answer
    wanted = {"data": {"GSW_ASSURED_HANDLE": 8}}
    assert told(heard([], step)) == [("steps[1]", "engaging", wanted, ABSENT, "no engaging call seized the agent")]


def test_a_release_has_no_user_data_unless_it_says_so(adapter: Any, heard: Heard) -> None:
    heard([], "release: {agent: alice}", "release: {agent: alice, data: {CODE: 4}}")
    asked = [params for method, params in adapter.asked if method == "telephony.release"]
    assert asked == [{"agent": "alice", "data": {}}, {"agent": "alice", "data": {"CODE": 4}}]


def test_what_a_shared_call_carries_is_looked_at(adapter: Any, heard: Heard) -> None:
    adapter.results["telephony.share"] = {"data": FIRST["data"]}
    finished = heard([], "share: {from: alice, to: bob, by: transfer, data: {GSW_RECORD_HANDLE: 8}}")
    assert (adapter.last("telephony.share"), told(finished)) == (
        {"agent": "alice", "with": "bob", "by": "transfer"},
        [("steps[1]", "GSW_RECORD_HANDLE", 8, 7, "differs")],
    )
