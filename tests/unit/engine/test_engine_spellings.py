"""A request that has two names: the second is tried where the first is refused, and kept where it is understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ocs_conformance.engine import CaseFinished, Session
from ocs_conformance.model import Case
from ocs_conformance.verdict import ShownReading, Verdict

Json = dict[str, Any]

LOGOUT = "send: {from: alice, message: Logout, data: {GSW_CAMPAIGN_NAME: Main}}"
TIME = {"GSW_USER_EVENT": "LogOut", "GSW_APPLICATION_ID": 4114, "GSW_CAMPAIGN_NAME": "Main", "GSW_LOGOUT_TIME": 0}
REFUSED = {"GSW_ERROR": "Invalid Request", "GSW_ERROR_NUMBER": 101, "GSW_APPLICATION_ID": 4114}


@pytest.fixture
def understands(adapter: Any) -> Callable[..., None]:
    """Makes the target understand a smart logout under these names."""

    def make(*names: str) -> None:
        def answer(params: Json) -> Json:
            known = params["data"]["GSW_AGENT_REQ_TYPE"] in names
            return dict(adapter.event("alice", TIME if known else REFUSED))

        adapter.results["desktop.send"] = answer

    return make


def sent(adapter: Any) -> list[str]:
    return [params["data"]["GSW_AGENT_REQ_TYPE"] for method, params in adapter.asked if method == "desktop.send"]


@pytest.mark.parametrize(
    "step",
    [
        "expect: {at: alice, message: LogOutTime}",
        "expect: {at: alice, one_of: [{message: LogOutTime}, {message: LogOutAcknowledge}]}",
        "expect: {at: alice, any_order: [{message: LogOutTime}]}",
    ],
)
def test_the_second_name_is_tried_and_told(
    adapter: Any, understands: Callable[..., None], heard: Callable[..., CaseFinished], step: str
) -> None:
    understands("LogOut")
    finished = heard([], LOGOUT, step)
    assert (finished.verdict, sent(adapter), finished.notes, finished.readings) == (
        Verdict.PASS,
        ["Logout", "LogOut"],
        ("Logout was sent as LogOut, as the OCS refused the first name",),
        (ShownReading("logout-request-name", "log-out", "steps[2]", None),),
    )


def test_what_a_target_understands_is_kept_for_later_cases(
    adapter: Any,
    understands: Callable[..., None],
    session: Callable[..., Session],
    case_of: Callable[..., Case],
) -> None:
    understands("LogOut")
    opened = session()
    case = case_of(f"steps:\n  - {LOGOUT}\n  - expect: {{at: alice, message: LogOutTime}}")
    verdicts = [opened.converse(case).verdict for _ in range(2)]
    assert (verdicts, sent(adapter)) == ([Verdict.PASS, Verdict.PASS], ["Logout", "LogOut", "LogOut"])


@pytest.mark.parametrize("names", [("Logout",), ("Logout", "LogOut")])
def test_a_first_name_that_is_understood_stays(
    adapter: Any, understands: Callable[..., None], heard: Callable[..., CaseFinished], names: tuple[str, ...]
) -> None:
    understands(*names)
    finished = heard([], LOGOUT, "expect: {at: alice, message: LogOutTime}")
    assert (finished.verdict, sent(adapter), finished.readings) == (Verdict.PASS, ["Logout"], ())


def test_a_refusal_under_both_names_is_the_first_one(
    adapter: Any, understands: Callable[..., None], heard: Callable[..., CaseFinished]
) -> None:
    understands()
    finished = heard([], LOGOUT, "expect: {at: alice, error: 101}", "nothing: alice")
    assert (finished.verdict, sent(adapter)) == (Verdict.PASS, ["Logout", "LogOut"])
