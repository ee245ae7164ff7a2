"""What a case comes to: each verdict, and what becomes of the adapter."""

from collections.abc import Callable
from typing import Any

import pytest

from ocs_conformance.engine import CaseFinished, Session, TargetInfo
from ocs_conformance.errors import UnreachableError
from ocs_conformance.model import Case
from ocs_conformance.verdict import ABSENT, Mismatch, Verdict

Converse = Callable[..., CaseFinished]
CaseOf = Callable[..., Case]
Sessions = Callable[..., Session]

ACKNOWLEDGE = {"GSW_USER_EVENT": "ReadyTimeAcknowledge", "GSW_APPLICATION_ID": 4114, "GSW_RECORD_HANDLE": 7}
READY = {"GSW_READY_TIME": 30, "GSW_RECORD_HANDLE": 7}
SENT = {"GSW_AGENT_REQ_TYPE": "ReadyTime", "GSW_APPLICATION_ID": 4114, **READY}
ASKED = """\
steps:
  - send: {from: alice, message: ReadyTime, data: {GSW_READY_TIME: 30, GSW_RECORD_HANDLE: 7}}
  - expect: {at: alice, message: ReadyTimeAcknowledge, data: {GSW_RECORD_HANDLE: 7}}
"""
FAILED = "what was seen is not what must be seen"
REFUSALS = [
    (-32001, "the target declares it, and refuses it: not like that"),
    (-32003, "the target failed: not like that"),
]


def acknowledging(adapter: Any) -> None:
    adapter.results["desktop.send"] = lambda params: adapter.event(params["agent"], ACKNOWLEDGE)


def without_time(finished: CaseFinished) -> list[dict[str, Any]]:
    return [{key: value for key, value in entry.items() if key != "t"} for entry in finished.conversation]


def test_a_target_that_does_what_it_must_passes(adapter: Any, session: Sessions, case_of: CaseOf) -> None:
    acknowledging(adapter)
    case = case_of(ASKED)
    finished = session().converse(case, 3)
    assert finished == CaseFinished(case, 3, Verdict.PASS, "", finished.seconds, (), finished.conversation, ())
    assert without_time(finished) == [
        {
            "step": "environment",
            "from": "suite",
            "to": "adapter",
            "call": {
                "method": "environment.load",
                "params": {"environment": "small", "digest": case.environment_digest},
            },
        },
        {
            "step": "steps[0]",
            "from": "alice",
            "to": "adapter",
            "call": {"method": "desktop.send", "params": {"agent": "alice", "data": SENT}},
        },
        {"step": "steps[0]", "from": "target", "to": "alice", "event": ACKNOWLEDGE},
        {"step": "end", "from": "suite", "to": "adapter", "call": {"method": "fence", "params": {}}},
    ]


def test_every_mismatch_is_told(adapter: Any, converse: Converse) -> None:
    adapter.results["desktop.send"] = lambda _: adapter.event("alice", {**ACKNOWLEDGE, "GSW_RECORD_HANDLE": 8})
    adapter.results["database.rows"] = {"rows": []}
    finished = converse(ASKED + "  - expect: {at: bob, error: 3}\n  - rows: {list: main, expect: [{record_id: 1}]}\n")
    assert (finished.verdict, finished.reason, finished.mismatches) == (
        Verdict.FAIL,
        FAILED,
        (
            Mismatch("steps[1]", "GSW_RECORD_HANDLE", 7, 8, "differs", 2),
            Mismatch("steps[2]", "", {"error": 3}, ABSENT, "nothing came to bob", 3),
            Mismatch("steps[3]", "row 1", {"record_id": 1}, ABSENT, "no row fits", 4),
        ),
    )


def test_a_case_whose_preamble_fails_is_inconclusive_and_goes_no_further(adapter: Any, converse: Converse) -> None:
    finished = converse("given: [expect: {at: alice, error: 3}, login: bob]\nsteps: [login: alice]")
    assert (finished.verdict, finished.reason, [m.step for m in finished.mismatches], adapter.methods()) == (
        Verdict.INCONCLUSIVE,
        "the preamble did not get to where the case begins",
        ["given[0]"],
        ["environment.load", "fence"],
    )


def test_a_case_that_needs_what_the_target_lacks_is_not_applicable(
    adapter: Any, session: Sessions, case_of: CaseOf
) -> None:
    adapter.capabilities = frozenset({"desktop", "fence"})
    case = case_of(ASKED, capabilities=frozenset({"desktop", "telephony", "rows"}))
    assert session().converse(case) == CaseFinished(
        case, 1, Verdict.NOT_APPLICABLE, "the target does not declare: rows, telephony", 0.0, (), ()
    )
    assert adapter.methods() == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (RuntimeError("no more"), "the adapter scripted_adapter:create raised RuntimeError: no more"),
        ({"extra": 1},
         "the adapter scripted_adapter:create gave a malformed answer to desktop.send: result: "
         "Additional properties are not allowed ('extra' was unexpected)"),
        (-32601, "the adapter refused desktop.send with error -32601: not like that"),
    ],
)  # fmt: skip
def test_a_broken_adapter_is_an_error_and_the_next_case_gets_a_fresh_one(
    adapter: Any, session: Sessions, case_of: CaseOf, answer: Any, reason: str
) -> None:
    adapter.results["desktop.send"] = answer
    opened = session()
    broken = opened.converse(case_of(ASKED))
    acknowledging(adapter)
    good = opened.converse(case_of(ASKED))
    assert (broken.verdict, broken.reason, good.verdict) == (Verdict.ERROR, reason, Verdict.PASS)
    assert (adapter.made, adapter.closed, adapter.methods()) == (
        2,
        1,
        ["environment.load", "desktop.send", "environment.load", "desktop.send", "fence"],
    )


def test_what_was_seen_before_the_adapter_broke_is_kept(adapter: Any, converse: Converse) -> None:
    adapter.results["agent.login"] = RuntimeError("no more")
    finished = converse("steps: [expect: {at: alice, error: 3}, login: alice]")
    assert (finished.verdict, [m.step for m in finished.mismatches]) == (Verdict.ERROR, ["steps[0]"])
    assert without_time(finished)[-1]["call"] == {"method": "agent.login", "params": {"agent": "alice"}}


def test_after_ten_cases_in_a_row_in_which_it_broke_an_adapter_is_not_started_again(
    adapter: Any, session: Sessions, case_of: CaseOf
) -> None:
    opened = session()
    adapter.results["desktop.send"] = RuntimeError("no more")
    reasons = [opened.converse(case_of(ASKED)).reason for _ in range(12)]
    broke = "the adapter scripted_adapter:create raised RuntimeError: no more"
    over = "the adapter of test broke in 10 cases in a row, and is not started again"
    assert (reasons, adapter.made) == ([broke] * 10 + [over] * 2, 10)


def test_a_case_that_goes_well_starts_the_count_anew(adapter: Any, session: Sessions, case_of: CaseOf) -> None:
    opened = session()
    for _ in range(3):
        adapter.results["desktop.send"] = RuntimeError("no more")
        broken = [opened.converse(case_of(ASKED)).verdict for _ in range(9)]
        acknowledging(adapter)
        assert [*broken, opened.converse(case_of(ASKED)).verdict] == [Verdict.ERROR] * 9 + [Verdict.PASS]


def test_after_three_failed_starts_in_a_row_there_are_no_more(adapter: Any, session: Sessions, case_of: CaseOf) -> None:
    opened = session()
    adapter.results["desktop.send"] = RuntimeError("no more")
    adapter.results["initialize"] = lambda _: RuntimeError("not again")
    reasons = [opened.converse(case_of(ASKED)).reason for _ in range(6)]
    again = "the adapter scripted_adapter:create raised RuntimeError: not again"
    over = "the adapter of test could not be started again (3 attempts)"
    assert reasons == ["the adapter scripted_adapter:create raised RuntimeError: no more", *[again] * 3, *[over] * 2]
    assert adapter.made == 4


def test_a_start_that_succeeds_sets_the_count_back(adapter: Any, session: Sessions, case_of: CaseOf) -> None:
    opened = session()
    adapter.results["desktop.send"] = RuntimeError("no more")
    starts = iter([1, 1, 0, 1, 1, 0])
    introduction = adapter._introduction()
    adapter.results["initialize"] = lambda _: RuntimeError("not again") if next(starts) else introduction
    reasons = [opened.converse(case_of(ASKED)).reason.rpartition(" ")[2] for _ in range(7)]
    assert reasons == ["more", "again", "again", "more", "again", "again", "more"]


@pytest.mark.parametrize("answer", [RuntimeError("dead"), {"protocol": 2}, -32603])
def test_a_target_that_cannot_be_reached_at_first_is_told_so(adapter: Any, session: Sessions, answer: Any) -> None:
    adapter.results["initialize"] = answer
    with pytest.raises(UnreachableError, match=r"^target test: the adapter"):
        session()
    assert adapter.closed == 1


@pytest.mark.parametrize(("code", "message"), REFUSALS)
@pytest.mark.parametrize(("part", "verdict"), [("steps", Verdict.FAIL), ("given", Verdict.INCONCLUSIVE)])
def test_a_refusal_that_is_the_targets_is_a_mismatch(
    adapter: Any, session: Sessions, case_of: CaseOf, code: int, part: str, verdict: Verdict, message: str
) -> None:
    adapter.results["agent.login"] = code
    opened = session()
    finished = opened.converse(case_of(f"{part}: [login: alice]"))
    assert (finished.verdict, finished.mismatches) == (
        verdict,
        (Mismatch(f"{part}[0]", "", "agent.login", ABSENT, message, 1),),
    )
    opened.converse(case_of("steps: []"))
    assert adapter.made == 1


@pytest.mark.parametrize("method", ["agent.login", "environment.load"])
def test_what_the_environment_lacks_cannot_be_tested(
    adapter: Any, session: Sessions, case_of: CaseOf, method: str
) -> None:
    adapter.results[method] = -32002
    opened = session()
    finished = [opened.converse(case_of("steps: [login: alice]")) for _ in range(2)]
    assert [(f.verdict, f.reason) for f in finished] == [(Verdict.INCONCLUSIVE, "not testable: not like that")] * 2
    assert adapter.made == 1


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ("send: {from: alice, message: ReadyTime, data: {GSW_READY_TIME: soon, GSW_RECORD_HANDLE: 7}}",
         'this ReadyTime breaks its message schema ("soon" is not of type "integer"); '
         "if so it shall be: malformed: true"),
        ("login: $handle", "$handle has no value here, for the step that saves it did not succeed"),
        ("login: Carol", 'agent.login cannot be asked for: params.agent: "Carol" does not match "^[a-z][a-z0-9_-]*$"'),
        ("rows: {list: main, expect: [{a: {$range: 1}}]}",
         "$range cannot be 1; allowed: a list of two integers, the lower one first"),
        ("http: {request: {method: GET, path: /}, response: {status: 200}}",
         "the target's HTTP address is not known; name it in the profile under http.url"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_carried_out_is_an_error(
    adapter: Any, session: Sessions, case_of: CaseOf, step: str, reason: str
) -> None:
    adapter.results["database.rows"] = {"rows": [{"a": 1}]}
    opened = session()
    finished = opened.converse(case_of(f"steps: [{step}]"))
    assert (finished.verdict, finished.reason) == (Verdict.ERROR, f"the case cannot be carried out: {reason}")
    opened.converse(case_of("steps: []"))
    assert adapter.made == 1


def test_a_step_that_leans_on_a_failed_one_adds_nothing(adapter: Any, converse: Converse) -> None:
    finished = converse("""\
        steps:
          - expect: {at: alice, message: ReadyTimeAcknowledge, save: {GSW_RECORD_HANDLE: handle}}
          - login: $handle
          - expect: {at: bob, error: 3}
        """)
    assert (finished.verdict, [m.step for m in finished.mismatches]) == (Verdict.FAIL, ["steps[0]", "steps[2]"])


def test_a_session_tells_whom_it_speaks_to(adapter: Any, session: Sessions) -> None:
    adapter.capabilities = frozenset({"rows", "desktop"})
    assert session().target == TargetInfo("test", "Nobody", "No OCS", "0", "scripted 1", ("desktop", "rows"))


def test_a_closed_session_has_said_good_bye(adapter: Any, session: Sessions) -> None:
    opened = session()
    opened.close()
    opened.close()
    assert (adapter.asked[-1], adapter.closed) == (("shutdown", {}), 1)


def test_what_a_step_lacks_after_another_one_has_failed_is_a_fail(adapter: Any, converse: Converse) -> None:
    adapter.results["telephony.dial"] = {"calls": []}
    adapter.results["telephony.end"] = -32002
    finished = converse("steps:\n  - dial: {group: main, expect: [{}]}\n  - ends: {call: c1, result: 6}")
    assert (finished.verdict, [m.step for m in finished.mismatches]) == (Verdict.FAIL, ["steps[0]"])


def test_what_a_step_lacks_by_itself_is_inconclusive(adapter: Any, converse: Converse) -> None:
    adapter.results["telephony.end"] = -32002
    finished = converse("steps:\n  - ends: {call: c1, result: 6}")
    assert (finished.verdict, finished.reason) == (Verdict.INCONCLUSIVE, "not testable: not like that")
