"""What the verbs about the OCS itself ask of an adapter, and the observers beside desktops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from ocs_conformance.engine import CaseFinished, Session
from ocs_conformance.model import Case
from ocs_conformance.verdict import Verdict

from .conftest import ENVIRONMENT

Json = dict[str, Any]
Heard = Callable[..., CaseFinished]


def told(finished: CaseFinished) -> list[tuple[str, str, Any, Any, str]]:
    return [(m.step, m.path, m.expected, m.actual, m.message) for m in finished.mismatches]


@pytest.mark.parametrize(
    ("step", "method", "params"),
    [
        ("clock: {advance: 60}", "clock.advance", {"seconds": 60}),
        ("fault: {database: down}", "fault.set", {"fault": "database", "state": "down"}),
        ("assign: {agent: alice, groups: [main]}", "agent.assign", {"agent": "alice", "groups": ["main"]}),
        (
            "configure: {agent_group: main, ivr_group: false}",
            "agent_group.configure",
            {"agent_group": "main", "ivr_group": False},
        ),
        ("switch_over: {former: dead}", "ocs.switch_over", {"former": "dead"}),
        ("restart: target", "ocs.restart", {}),
        ("reread: do_not_call", "ocs.reread", {}),
        (
            "edit: {do_not_call: alpha, insert: {phone: '1', expiration: 5}}",
            "database.insert",
            {"do_not_call": "alpha", "row": {"phone": "1", "expiration": 5}},
        ),
    ],
)  # fmt: skip
def test_a_verb_is_one_request(adapter: Any, heard: Heard, step: str, method: str, params: Json) -> None:
    finished = heard([], step)
    assert (finished.verdict, adapter.last(method)) == (Verdict.PASS, params)


WITH_APPLICATION = {**ENVIRONMENT, "applications": {"monitor": {"dbid": 900, "tenant": "alpha"}}}
CANCEL = """
command:
  from: monitor
  message: CM_ReqCancelRecord
  data: {GSW_CM_AttrProperties: {cancel_record: {GSW_PHONE: '1'}}}
"""


def commanded(
    adapter: Any, answer: Json, case_of: Callable[..., Case], session: Callable[..., Session], step: str
) -> CaseFinished:
    def answered(_params: Json) -> Json:
        params = {"application": "monitor", "data": answer}
        adapter._events.append({"jsonrpc": "2.0", "method": "commdn.event", "params": params})
        return {}

    adapter.capabilities = adapter.capabilities | {"commdn"}
    adapter.results["commdn.send"] = answered
    steps = "steps:\n  - " + CANCEL.strip().replace("\n", "\n    ") + f"\n  - {step}\n"
    case = case_of(steps, environment=WITH_APPLICATION, capabilities=frozenset({"commdn"}))
    return session().converse(case)


def event(number: int, **more: Any) -> Json:
    return {"GSW_CM_MessageType": number, "GSW_CM_AttrOriginAppID": 4114, "GSW_CM_AttrTargetAppID": 900, **more}


def test_a_command_has_its_number_and_both_applications_filled_in(
    adapter: Any, case_of: Callable[..., Case], session: Callable[..., Session]
) -> None:
    finished = commanded(adapter, event(31), case_of, session, "expect: {at: monitor, message: CM_EvRecordCanceled}")
    assert (finished.verdict, adapter.last("commdn.send")) == (
        Verdict.PASS,
        {
            "application": "monitor",
            "data": {
                "GSW_CM_MessageType": 30,
                "GSW_CM_AttrOriginAppID": 900,
                "GSW_CM_AttrTargetAppID": 4114,
                "GSW_CM_AttrProperties": {"cancel_record": {"GSW_PHONE": "1"}},
            },
        },
    )


@pytest.mark.parametrize(
    ("answer", "step", "mismatch"),
    [
        (
            event(33),
            "expect: {at: monitor, message: CM_EvRecordCanceled}",
            ("steps[1]", "GSW_CM_MessageType", "CM_EvRecordCanceled", 33, "is another event"),
        ),
        (
            event(27, GSW_CM_AttrError=10),
            "expect: {at: monitor, error: 3}",
            ("steps[1]", "GSW_CM_AttrError", 3, 10, "is another error"),
        ),
        (
            event(99),
            "clear: monitor",
            ("steps[0]", "GSW_CM_MessageType", "an event of the protocol", 99, "is no event that goes to applications"),
        ),
    ],
    ids=["another-event", "another-error", "no-event-of-the-protocol"],
)
def test_an_event_at_an_application_is_told_by_its_number(
    adapter: Any,
    case_of: Callable[..., Case],
    session: Callable[..., Session],
    answer: Json,
    step: str,
    mismatch: tuple[Any, ...],
) -> None:
    assert told(commanded(adapter, answer, case_of, session, step)) == [mismatch]


def test_posts_are_events_at_the_web_server(
    adapter: Any, case_of: Callable[..., Case], session: Callable[..., Session]
) -> None:
    def post(_params: Json) -> Json:
        requests.post(adapter.last("environment.load")["web_server"], json={"GSW_CAMPAIGN_GROUP_NAME": "G"}, timeout=5)
        return {}

    adapter.capabilities = adapter.capabilities | {"web-posts"}
    adapter.results["clock.advance"] = post
    steps = """
    steps:
      - clock: {advance: 10}
      - expect: {at: web-server, message: CampaignGroupStatePost, data: {GSW_CAMPAIGN_GROUP_NAME: H}}
    """
    finished = session().converse(case_of(steps, capabilities=frozenset({"clock", "web-posts"})))
    assert told(finished) == [("steps[1]", "GSW_CAMPAIGN_GROUP_NAME", "H", "G", "differs")]


def test_a_case_that_looks_at_no_posts_starts_no_web_server(adapter: Any, heard: Heard) -> None:
    heard([])
    assert "web_server" not in adapter.last("environment.load")
