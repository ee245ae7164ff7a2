"""The readings of the documents' open points that a target shows: recorded where they are seen, and pinned."""

from collections.abc import Callable
from typing import Any

import pytest

from ocs_conformance.engine import CaseFinished
from ocs_conformance.verdict import ShownReading, Verdict

Json = dict[str, Any]
Heard = Callable[..., CaseFinished]
TAKEN = "ReadyTimeAcknowledge"
LOST = "{$reading: {lost.not-found: 109, lost.invalid: 112}}"


def refusal(number: int, **more: Any) -> Json:
    return {"GSW_ERROR": "No", "GSW_ERROR_NUMBER": number, **more}


def acknowledge(**more: Any) -> Json:
    return {"GSW_USER_EVENT": "ReadyTimeAcknowledge", "GSW_APPLICATION_ID": 4114, "GSW_RECORD_HANDLE": 7, **more}


def readings(finished: CaseFinished) -> list[tuple[str, str]]:
    return [(reading.name, reading.step) for reading in finished.readings]


@pytest.mark.parametrize(
    ("event", "step", "name"),
    [
        (refusal(112), f"expect: {{at: alice, error: {LOST}}}", "lost.invalid"),
        (refusal(109), f"expect: {{at: alice, one_of: [{{error: {LOST}}}, nothing]}}", "lost.not-found"),
        (acknowledge(), f"expect: {{at: alice, one_of: [{{error: 1}}, {{message: {TAKEN}, reading: a.b}}]}}", "a.b"),
        (acknowledge(GSW_X="1"),
         f"expect: {{at: alice, message: {TAKEN}, data: {{GSW_X: {{$reading: {{x.text: '1', x.number: 1}}}}}}}}",
         "x.text"),
        (acknowledge(),
         f"expect: {{at: alice, any_order: [{{message: {TAKEN}, optional: true, reading: a.came, otherwise: a.not}}]}}",
         "a.came"),
    ],
)  # fmt: skip
def test_an_event_shows_a_reading(heard: Heard, event: Json, step: str, name: str) -> None:
    finished = heard([event], step)
    assert (finished.verdict, readings(finished)) == (Verdict.PASS, [(name, "steps[1]")])


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ("expect: {at: alice, one_of: [{error: 1}, {nothing: true, reading: a.silence}]}", "a.silence"),
        ("expect: {at: alice, any_order: [{error: 1, optional: true, reading: a.came, otherwise: a.not}]}", "a.not"),
    ],
)
def test_silence_shows_a_reading(heard: Heard, step: str, name: str) -> None:
    assert readings(heard([], step)) == [(name, "steps[1]")]


def test_what_does_not_fit_shows_nothing(heard: Heard) -> None:
    finished = heard([refusal(101)], f"expect: {{at: alice, error: {LOST}}}")
    assert (finished.verdict, finished.readings) == (Verdict.FAIL, ())


def test_rows_show_a_reading(adapter: Any, heard: Heard) -> None:
    adapter.results["database.rows"] = {"rows": [{"chain_id": 1, "record_status": 2}]}
    finished = heard([], "rows: {list: main, expect: [{record_status: {$reading: {s.ready: 1, s.taken: 2}}}]}")
    assert readings(finished) == [("s.taken", "steps[1]")]


@pytest.mark.parametrize(
    ("rows", "expected"), [([{"phone": "1"}, {"customer_id": "C"}], "x.both"), ([{"phone": "1"}], "x.phone")]
)
def test_entries_of_the_do_not_call_list_may_be_there(
    adapter: Any, heard: Heard, rows: list[Json], expected: str
) -> None:
    adapter.results["database.rows"] = {"rows": rows}
    may_be = "{row: {customer_id: C}, optional: true, reading: x.both, otherwise: x.phone}"
    finished = heard([], f"do_not_call: {{tenant: main, expect: [{{phone: '1'}}, {may_be}]}}")
    assert (finished.verdict, readings(finished)) == (Verdict.PASS, [(expected, "steps[1]")])


def test_a_tolerated_reading_carries_its_note(adapter: Any, session: Any, case_of: Any) -> None:
    case = case_of(
        "steps:\n  - login: alice\n  - expect: {at: alice, one_of: [{error: 1}, {nothing: true, reading: a.silence}]}",
        tolerated={"a.silence": "Better an answer."},
    )
    finished = session().converse(case)
    assert finished.readings == (ShownReading("a", "silence", "steps[1]", "Better an answer."),)


def test_of_a_pinned_interpretation_one_reading_passes(heard: Heard) -> None:
    step = f"expect: {{at: alice, error: {LOST}}}"
    verdicts = [heard([refusal(number)], step, pins={"lost": "invalid"}).verdict for number in (112, 109)]
    assert verdicts == [Verdict.PASS, Verdict.FAIL]


def test_a_pin_forbids_a_silence_that_is_accepted_otherwise(heard: Heard) -> None:
    step = "expect: {at: alice, one_of: [{error: 1, reading: a.refused}, {nothing: true, reading: a.silence}]}"
    verdicts = [heard([], step, pins=pins).verdict for pins in ({}, {"a": "refused"})]
    assert verdicts == [Verdict.PASS, Verdict.FAIL]
