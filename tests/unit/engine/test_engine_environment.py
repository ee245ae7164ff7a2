"""The environment that a case gets: loaded, restored, refused, and under the target's own names."""

from collections.abc import Callable
from typing import Any

import pytest

from ocs_conformance.engine import Session
from ocs_conformance.model import Case
from ocs_conformance.verdict import ABSENT, Mismatch, Verdict

CaseOf = Callable[..., Case]
Sessions = Callable[..., Session]


def configured(adapter: Any) -> list[str]:
    return [method for method in adapter.methods() if method.startswith("environment.")]


def test_the_environment_is_reset_before_each_case_and_loaded_where_it_changes(
    adapter: Any, session: Sessions, case_of: CaseOf
) -> None:
    one, other = case_of("steps: []"), case_of("steps: []", environment={"environment": "other"})
    opened = session()
    for case in (one, one, other, other, one):
        opened.converse(case)
    asked = [(method, params.get("environment")) for method, params in adapter.asked]
    assert [each for each in asked if each[0].startswith("environment.")] == [
        ("environment.load", one.environment),
        ("environment.reset", None),
        ("environment.load", other.environment),
        ("environment.reset", None),
        ("environment.load", one.environment),
    ]


def test_a_standing_environment_is_not_reset(adapter: Any, session: Sessions, case_of: CaseOf) -> None:
    adapter.environment = "standing"
    opened = session()
    for _ in range(3):
        opened.converse(case_of("steps: []"))
    assert configured(adapter) == ["environment.load"]


@pytest.mark.parametrize("method", ["environment.load", "environment.reset"])
def test_events_that_still_come_from_the_case_before_count_for_nothing(
    adapter: Any, session: Sessions, case_of: CaseOf, method: str
) -> None:
    opened = session()
    opened.converse(case_of("steps: []"))
    late = {"GSW_USER_EVENT": "Late"}
    adapter.event("alice", late)
    other = {"environment": "other", "application_id": 4114} if method == "environment.load" else None
    finished = opened.converse(case_of("steps: [login: alice]", **({"environment": other} if other else {})))
    said = [(entry["step"], entry["event"]) for entry in finished.conversation if "event" in entry]
    assert (finished.verdict, said, configured(adapter)[1]) == (Verdict.PASS, [("environment", late)], method)


def test_names_and_dbids_are_those_of_the_target(adapter: Any, session: Sessions, case_of: CaseOf) -> None:
    adapter.results["environment.load"] = {"identities": {"lists": {"main": {"dbid": 7151}}, "application_id": 5000}}
    adapter.results["database.rows"] = {"rows": [{"a": 7151, "b": "Main List", "c": 5000, "d": "2001"}]}
    expected = "{a: $lists.main.dbid, b: $lists.main.name, c: $application_id, d: $agents.alice.login_id}"
    opened = session()
    finished = [opened.converse(case_of(f"steps: [rows: {{list: main, expect: [{expected}]}}]")) for _ in range(2)]
    assert [each.verdict for each in finished] == [Verdict.PASS, Verdict.PASS]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (-32001, "the target declares it, and refuses it: not like that"),
        (-32003, "the target failed: not like that"),
    ],
)
@pytest.mark.parametrize("method", ["environment.load", "environment.reset"])
def test_a_target_that_cannot_be_configured_is_inconclusive_and_the_mismatch_says_why(
    adapter: Any, session: Sessions, case_of: CaseOf, method: str, code: int, message: str
) -> None:
    opened = session()
    if method == "environment.reset":
        opened.converse(case_of("steps: [login: alice]"))
    adapter.results[method] = code
    finished = opened.converse(case_of("given: [login: alice]\nsteps: [login: bob]"))
    assert (finished.verdict, finished.reason, finished.mismatches, adapter.methods()[-1]) == (
        Verdict.INCONCLUSIVE,
        "the preamble did not get to where the case begins",
        (Mismatch("environment", "", method, ABSENT, message, 0),),
        method,
    )


@pytest.mark.parametrize("code", [-32001, -32002, -32003])
def test_behind_a_refused_reset_the_environment_is_loaded_again_by_the_same_adapter(
    adapter: Any, session: Sessions, case_of: CaseOf, code: int
) -> None:
    opened = session()
    opened.converse(case_of("steps: [login: alice]"))
    adapter.results["environment.reset"] = code
    opened.converse(case_of("steps: [login: alice]"))
    good = opened.converse(case_of("steps: [login: alice]"))
    assert (good.verdict, configured(adapter), adapter.made) == (
        Verdict.PASS,
        ["environment.load", "environment.reset", "environment.load"],
        1,
    )


@pytest.mark.parametrize("code", [-32001, -32002, -32003])
def test_behind_a_refused_load_the_environment_is_loaded_again_by_the_same_adapter(
    adapter: Any, session: Sessions, case_of: CaseOf, code: int
) -> None:
    opened = session()
    adapter.results["environment.load"] = code
    opened.converse(case_of("steps: [login: alice]"))
    adapter.results["environment.load"] = {"identities": {}}
    good = opened.converse(case_of("steps: [login: alice]"))
    assert (good.verdict, configured(adapter), adapter.made) == (Verdict.PASS, ["environment.load"] * 2, 1)


def test_an_environment_that_the_adapter_does_not_understand_is_an_error_and_gets_a_fresh_one(
    adapter: Any, session: Sessions, case_of: CaseOf
) -> None:
    adapter.results["environment.load"] = -32602
    opened = session()
    finished = [opened.converse(case_of("steps: [login: alice]")) for _ in range(2)]
    reason = "the adapter refused environment.load with error -32602: not like that"
    assert ([(f.verdict, f.reason) for f in finished], adapter.made) == ([(Verdict.ERROR, reason)] * 2, 2)
