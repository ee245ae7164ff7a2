"""Whatever a target says in events, rows, calls and responses: its case ends with a verdict, and a report of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ocs_conformance.engine import CaseFinished
from ocs_conformance.reporting.jsonl import encoded
from ocs_conformance.reporting.record import as_record
from ocs_conformance.verdict import Verdict

if TYPE_CHECKING:
    from tests.unit.engine.conftest import Scripted

Json = dict[str, Any]

some = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

HALF = "\ud800"
"""Half a surrogate pair, which JSON can spell and UTF-8 cannot."""

KEYS = st.sampled_from(
    ["GSW_USER_EVENT", "GSW_ERROR_NUMBER", "GSW_ERROR", "GSW_APPLICATION_ID", "GSW_RECORD_HANDLE", "GSW_PHONE"]
)
NAMES = st.sampled_from(["PreviewRecord", "RecordCancel", "Error", "RecordReject", "CampaignStarted", HALF])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | NAMES
JUNK = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS | st.text(), inner), max_leaves=6
)
USER_DATA = st.dictionaries(KEYS, SCALARS | st.dictionaries(KEYS, SCALARS, max_size=2), max_size=5)
EXPECTATIONS = st.sampled_from(
    [
        "expect: {at: alice, message: PreviewRecord, save: {GSW_RECORD_HANDLE: handle}}",
        "expect: {at: alice, error: [109, 112]}",
        "expect: {at: alice, any_order: [{message: RecordCancel}, {message: PreviewRecord, optional: true}]}",
        "expect: {at: alice, one_of: [nothing, {message: RecordCancel, data: {GSW_PHONE: {$matches: '.*'}}}]}",
        "nothing: alice",
        "clear: alice",
    ]
)
LEVELS = st.sampled_from([0] * 9 + [100, 400, 800])


def nested(value: Any, levels: int) -> Any:
    for _ in range(levels):
        value = {"GSW_PHONE": value}
    return value


def is_reported(finished: CaseFinished) -> bool:
    """Whether a case has a verdict, and a line in the report that is JSON in UTF-8."""
    record = json.loads(encoded(as_record(finished).data()).decode())
    return bool(record["verdict"] in {"pass", "fail", "error", "inconclusive"})


@some
@given(USER_DATA, LEVELS, EXPECTATIONS, st.sampled_from([frozenset(), frozenset({"GSW_PHONE"})]))
@example({"GSW_USER_EVENT": {}}, 0, "nothing: alice", frozenset())
@example({"GSW_USER_EVENT": "PreviewRecord"}, 400, "nothing: alice", frozenset({"GSW_PHONE"}))
@example({"GSW_USER_EVENT": "PreviewRecord"}, 800, "nothing: alice", frozenset({"GSW_PHONE"}))
def test_an_event_of_any_kind_is_judged(
    heard: Callable[..., CaseFinished], data: Json, levels: int, step: str, secrets: frozenset[str]
) -> None:
    event = {**data, "GSW_PHONE": nested(data, levels)} if levels else data
    assert is_reported(heard([event], step, secrets=secrets))


@some
@given(st.sampled_from(["database.rows", "telephony.deliver", "agent.login", "environment.load"]), JUNK)
def test_a_result_of_any_kind_is_judged(
    adapter: Scripted, converse: Callable[..., CaseFinished], method: str, result: Any
) -> None:
    adapter.results[method] = lambda _params: None if isinstance(result, int) else result
    finished = converse(
        """
        steps:
          - login: alice
          - rows: {list: main, expect: [{record_id: {$any: true}}]}
          - call: {list: main, record: first, to: alice, data: {GSW_PHONE: '1'}, save: {GSW_RECORD_HANDLE: handle}}
        """
    )
    assert is_reported(finished)
    adapter.results = {"environment.load": {"identities": {}}}


@pytest.fixture
def answered(adapter: Scripted, converse: Callable[..., CaseFinished]) -> Callable[..., CaseFinished]:
    """Runs a case that saves a value of a response and sends it back, against an application that says this."""

    def run(status: str, headers: list[tuple[str, str]], body: bytes, **facts: Any) -> CaseFinished:
        def application(_environ: Json, start_response: Callable[..., Any]) -> Iterable[bytes]:
            start_response(status, headers)
            return [body]

        adapter.wsgi = application
        return converse(
            """
            steps:
              - http:
                  request: {method: GET, path: /campaigngroups}
                  response: {status: 200, headers: {Warning: {$any: true}}, json: {a: {$any: true}}, save: {a: value}}
              - send: {from: alice, message: RecordReject, malformed: true, data: {GSW_PHONE: $value}}
              - http:
                  request: {method: POST, path: '/phones/${value}', json: {a: $value}}
                  response: {status: 200}
            """,
            **facts,
        )

    return run


STATUSES = st.sampled_from(["200 OK", "204 No Content", "400 Bad Request", "999", "x", ""])
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["Content-Type", "content-type", "Warning", ""]), st.sampled_from(["application/json", "1", ""])
    ),
    max_size=3,
)
JSON = st.dictionaries(st.sampled_from(["GSW_CM_MessageType", "a", "b"]), JUNK | st.sampled_from([24, 46]))


@some
@given(STATUSES, HEADERS, st.binary(max_size=20) | JSON.map(lambda value: json.dumps(value).encode()), LEVELS)
@example("200 OK", [("Warning", "1")], json.dumps({"GSW_CM_MessageType": 24, "a": HALF}).encode(), 0)
@example("200 OK", [("Warning", "1")], b'{"GSW_CM_MessageType": 24, "a": NaN}', 0)
@example("200 OK", [("Warning", "1")], b"24", 400)
@example("200 OK", [("Warning", "1")], b"24", 800)
def test_a_response_of_any_kind_is_judged(
    answered: Callable[..., CaseFinished], status: str, headers: list[tuple[str, str]], body: bytes, levels: int
) -> None:
    whole = b'{"GSW_CM_MessageType": 24, "a": ' * levels + body + b"}" * levels
    assert is_reported(answered(status, headers, whole, secrets=frozenset({"a"})))


@pytest.mark.parametrize("body", [b'{"a": NaN}', b'{"a": "\\ud800"}', b'{"a": Infinity}', b"{", b"\xff"])
def test_a_body_that_is_no_json_is_a_mismatch(answered: Callable[..., CaseFinished], body: bytes) -> None:
    finished = answered("200 OK", [("Warning", "1")], body)
    assert finished.verdict == Verdict.FAIL
    assert [mismatch.path for mismatch in finished.mismatches] == ["body"]
