"""A desktop that is told 108 asks for its record again, for as long as an answer may take."""

from collections.abc import Callable
from typing import Any

import pytest

from ocs_conformance.engine import CaseFinished
from ocs_conformance.verdict import Verdict

Converse = Callable[..., CaseFinished]
Json = dict[str, Any]

ASK = """
steps:
  - send: {from: alice, message: PreviewRecordRequest, data: {GSW_CAMPAIGN_NAME: Main}}
"""
EMPTY = {
    "GSW_USER_EVENT": "Error",
    "GSW_AGENT_REQ_TYPE": "PreviewRecordRequest",
    "GSW_APPLICATION_ID": 4114,
    "GSW_CAMPAIGN_NAME": "Main",
    "GSW_ERROR": "No Records Available",
    "GSW_ERROR_NUMBER": 108,
}
RECORD = {
    "GSW_USER_EVENT": "PreviewRecord",
    "GSW_APPLICATION_ID": 4114,
    "GSW_CALL_RESULT": 28,
    "GSW_CALLING_LIST": "Main List",
    "GSW_CAMPAIGN_NAME": "Main",
    "GSW_CHAIN_ID": 1,
    "GSW_CPN_DIGITS": "",
    "GSW_FROM": 0,
    "GSW_PHONE": "4155550101",
    "GSW_RECORD_HANDLE": 7,
    "GSW_TZ_OFFSET": 0,
    "GSW_CONTACT_MEDIA_TYPE": "voice",
    "GSW_CAMPAIGN_GROUP_NAME": "Main@All",
    "GSW_CAMPAIGN_GROUP_DESCRIPTION": "",
}
NOTE = "PreviewRecordRequest was repeated, as the OCS answered with error 108 at first"


@pytest.fixture
def answers(adapter: Any) -> Callable[[list[Json]], None]:
    """Answers each request with the next of these events, and with the last one from then on."""

    def script(events: list[Json]) -> None:
        def send(params: Json) -> Json:
            adapter.event(params["agent"], events[0] if len(events) == 1 else events.pop(0))
            return {}

        adapter.results["desktop.send"] = send

    return script


Answers = Callable[[list[Json]], None]


def test_a_record_is_asked_for_until_it_comes(adapter: Any, answers: Answers, converse: Converse) -> None:
    answers([EMPTY, EMPTY, RECORD])
    finished = converse(ASK + "  - expect: {at: alice, message: PreviewRecord, data: {GSW_RECORD_HANDLE: 7}}\n")
    assert (finished.verdict, adapter.methods().count("desktop.send"), finished.notes) == (Verdict.PASS, 3, (NOTE,))


def test_a_record_that_never_comes_is_a_failure_when_the_time_is_over(answers: Answers, converse: Converse) -> None:
    answers([EMPTY])
    finished = converse(ASK + "  - expect: {at: alice, message: PreviewRecord}\n")
    seen = [(m.expected, m.actual, m.message) for m in finished.mismatches]
    told = {"error": 108, "text": "No Records Available"}
    assert (finished.verdict, seen) == (Verdict.FAIL, [("PreviewRecord", told, "is an error")])


def test_a_case_that_expects_the_error_gets_it_at_once(adapter: Any, answers: Answers, converse: Converse) -> None:
    answers([EMPTY, RECORD])
    finished = converse(ASK + "  - expect: {at: alice, error: 108}\n")
    assert (finished.verdict, adapter.methods().count("desktop.send")) == (Verdict.PASS, 1)


def test_any_other_error_is_final(adapter: Any, answers: Answers, converse: Converse) -> None:
    answers([{**EMPTY, "GSW_ERROR_NUMBER": 107}, RECORD])
    finished = converse(ASK + "  - expect: {at: alice, message: PreviewRecord}\n")
    assert (finished.verdict, adapter.methods().count("desktop.send")) == (Verdict.FAIL, 1)
