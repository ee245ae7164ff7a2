"""What stands between target and suite changes what comes in during bodies, and only there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ocs_conformance.engine import CaseFinished, Session
from ocs_conformance.model import Case
from ocs_conformance.transport.base import HttpRequest, HttpResponse
from ocs_conformance.verdict import Verdict

Json = dict[str, Any]
ACKNOWLEDGE = {"GSW_USER_EVENT": "ReadyTimeAcknowledge", "GSW_APPLICATION_ID": 4114, "GSW_RECORD_HANDLE": 7}
EXPECT = "expect: {at: alice, message: ReadyTimeAcknowledge, data: {GSW_RECORD_HANDLE: 7}}"


class Swallowing:
    """Lets no event through, and answers every HTTP request with 299."""

    def events(self, arrived: Sequence[Json]) -> Sequence[Json]:
        assert arrived
        return []

    def response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        assert request.method == "GET"
        return replace(response, status=299)


def heard(adapter: Any, session: Callable[..., Session], case: Case) -> CaseFinished:
    adapter.results["agent.login"] = lambda _params: adapter.event("alice", ACKNOWLEDGE)
    opened = session()
    opened.interception = Swallowing()
    return opened.converse(case)


def test_events_of_a_body_pass_through_it(adapter: Any, session: Any, case_of: Callable[..., Case]) -> None:
    finished = heard(adapter, session, case_of(f"steps:\n  - login: alice\n  - {EXPECT}"))
    assert [mismatch.message for mismatch in finished.mismatches] == ["nothing came to alice"]


def test_events_of_a_preamble_do_not(adapter: Any, session: Any, case_of: Callable[..., Case]) -> None:
    finished = heard(adapter, session, case_of(f"given:\n  - login: alice\n  - {EXPECT}\nsteps: [logout: alice]"))
    assert finished.verdict is Verdict.PASS


def test_responses_of_a_body_pass_through_it(adapter: Any, session: Any, case_of: Callable[..., Case]) -> None:
    def answering(_environ: Json, start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [])
        return [b""]

    adapter.wsgi = answering
    step = "http: {request: {method: GET, path: /}, response: {status: 200}}"
    finished = heard(adapter, session, case_of(f"given:\n  - {step}\nsteps:\n  - {step}"))
    assert [(mismatch.step, mismatch.actual) for mismatch in finished.mismatches] == [("steps[0]", 299)]
