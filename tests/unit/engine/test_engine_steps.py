"""What each verb does: events and their schemas, fences, captures, rows, calls, the clock and faults."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from ocs_conformance.engine import CaseFinished
from ocs_conformance.engine.conversation import Conversation
from ocs_conformance.engine.steps import VERBS
from ocs_conformance.model import Case
from ocs_conformance.transport.client import AdapterClient, Introduction
from ocs_conformance.transport.connect import Connection
from ocs_conformance.transport.fake import CallableTransport
from ocs_conformance.verdict import ABSENT, Mismatch, Verdict

Converse = Callable[..., CaseFinished]
Json = dict[str, Any]


def acknowledge(handle: Any = 7, **more: Any) -> Json:
    return {"GSW_USER_EVENT": "ReadyTimeAcknowledge", "GSW_APPLICATION_ID": 4114, "GSW_RECORD_HANDLE": handle, **more}


def refusal(number: int) -> Json:
    return {"GSW_ERROR": "No", "GSW_ERROR_NUMBER": number}


Heard = Callable[..., CaseFinished]


def told(finished: CaseFinished) -> list[tuple[str, str, Any, Any, str]]:
    return [(m.step, m.path, m.expected, m.actual, m.message) for m in finished.mismatches]


def test_events_at_one_observer_are_taken_in_order(heard: Heard) -> None:
    finished = heard(
        [acknowledge(1), acknowledge(2)],
        "expect: {at: alice, message: ReadyTimeAcknowledge, data: {GSW_RECORD_HANDLE: 1}}",
        "expect: {at: alice, message: ReadyTimeAcknowledge, data: {GSW_RECORD_HANDLE: 2}}",
    )
    assert finished.verdict == Verdict.PASS


def test_an_event_that_breaks_its_schema_is_found_though_no_step_asks(heard: Heard) -> None:
    finished = heard([acknowledge("7")])
    assert (finished.verdict, finished.mismatches) == (
        Verdict.FAIL,
        (
            Mismatch(
                step="steps[0]",
                path="GSW_RECORD_HANDLE",
                expected="ReadyTimeAcknowledge as in desktop, ReadyTimeAcknowledge Attributes",
                actual="7",
                message='breaks the message schema: "7" is not of type "integer"',
                line=1,
                requirement="desktop.ready-time-acknowledge.attached-data.gsw-record-handle.type",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("event", "name"), [({"GSW_USER_EVENT": "Surprise"}, "Surprise"), ({}, "(no GSW_USER_EVENT)"),
                        ({"GSW_USER_EVENT": "ReadyTime"}, "ReadyTime")],
)  # fmt: skip
def test_an_event_that_the_protocol_does_not_have_is_found(heard: Heard, event: Json, name: str) -> None:
    finished = heard([event])
    assert told(finished) == [
        ("steps[0]", "GSW_USER_EVENT", "an event of the protocol", name, "is no event that goes to desktops")
    ]


def test_a_fence_shows_that_nothing_came(adapter: Any, heard: Heard) -> None:
    finished = heard([acknowledge()], "clear: alice", "nothing: alice", "expect: {at: alice, error: 3}")
    assert adapter.methods() == ["environment.load", "agent.login", "fence"]
    assert told(finished) == [("steps[3]", "", {"error": 3}, ABSENT, "nothing came to alice")]


def test_what_comes_up_to_the_fence_is_seen(adapter: Any, heard: Heard) -> None:
    adapter.results["fence"] = lambda _: adapter.event("alice", refusal(112))
    finished = heard([acknowledge()], "nothing: alice")
    assert told(finished) == [
        ("steps[1]", "", "nothing", acknowledge(), "came to alice all the same"),
        ("steps[1]", "", "nothing", refusal(112), "came to alice all the same"),
    ]


def test_a_fence_is_asked_again_only_when_something_was_asked_for(adapter: Any, heard: Heard) -> None:
    heard([], "nothing: alice", "nothing: bob", "logout: alice", "nothing: alice")
    assert adapter.methods() == ["environment.load", "agent.login", "fence", "agent.logout", "fence"]


def test_without_a_fence_silence_is_a_window_and_the_report_says_so(adapter: Any, heard: Heard) -> None:
    adapter.capabilities = frozenset({"desktop"})
    finished = heard([], "nothing: alice", quiet_window=0.05)
    assert (finished.verdict, finished.notes) == (
        Verdict.PASS,
        ("silence was taken from a window of 0.05 s, as the adapter has no fence",),
    )
    assert 0.05 <= finished.seconds < 5


def test_without_a_fence_an_event_is_waited_for_up_to_the_answer_limit(adapter: Any, heard: Heard) -> None:
    adapter.capabilities = frozenset({"desktop"})
    finished = heard([], "expect: {at: alice, error: 3}", answer_limit=0.05)
    assert (told(finished), finished.notes) == ([("steps[1]", "", {"error": 3}, ABSENT, "nothing came to alice")], ())
    assert 0.05 <= finished.seconds < 5


@pytest.fixture
def unfenced(case_of: Callable[..., Case]) -> tuple[CallableTransport, Conversation]:
    """A conversation with an adapter that has no fence and sends events between answers."""
    transport = CallableTransport(lambda message: [{"jsonrpc": "2.0", "id": message["id"], "result": {}}])
    introduction = Introduction("fake 1", "Nobody", "No OCS", "0", frozenset({"desktop"}), "load")
    connection = Connection(AdapterClient(transport, 5), introduction, None, ExitStack())
    return transport, Conversation(connection, case_of("steps: []"), 0.05, 5)


def test_without_a_fence_an_event_that_comes_between_answers_is_taken(
    unfenced: tuple[CallableTransport, Conversation],
) -> None:
    transport, talk = unfenced
    for handle in (1, 2):
        params = {"agent": "alice", "data": acknowledge(handle)}
        transport.arriving.append({"jsonrpc": "2.0", "method": "desktop.event", "params": params})
    VERBS["expect"](talk, {"at": "alice", "message": "ReadyTimeAcknowledge", "save": {"GSW_RECORD_HANDLE": "handle"}})
    assert (talk.mismatches, talk.resolve("$handle"), talk.seconds < 4) == ([], 1, True)


@pytest.mark.parametrize("value", [7, "7", {"a": {"b": 1}}])
def test_captures_keep_their_type(adapter: Any, heard: Heard, value: Any) -> None:
    heard(
        [acknowledge(7, GSW_EXTRA=value)],
        "expect: {at: alice, message: ReadyTimeAcknowledge, save: {GSW_EXTRA: extra}}",
        "send: {from: alice, message: Any, data: {KEY: $extra, TEXT: '<${extra}>'}, malformed: true}",
    )
    data = adapter.last("desktop.send")["data"]
    assert (data["KEY"], type(data["KEY"]), data["TEXT"]) == (value, type(value), f"<{value}>")


def test_a_request_is_completed_then_cut_then_altered(adapter: Any, converse: Converse) -> None:
    converse("""\
        steps:
          - send:
              from: alice
              message: ReadyTime
              data: {GSW_READY_TIME: 30, GSW_RECORD_HANDLE: 1}
              omit: [GSW_APPLICATION_ID, GSW_READY_TIME, GSW_NOT_THERE]
              alter: {GSW_RECORD_HANDLE: x, GSW_READY_TIME: 0}
              malformed: true
        """)
    assert adapter.last("desktop.send") == {
        "agent": "alice",
        "data": {"GSW_AGENT_REQ_TYPE": "ReadyTime", "GSW_RECORD_HANDLE": "x", "GSW_READY_TIME": 0},
    }


ORDER = (
    "expect: {at: alice, any_order: ["
    "{message: ReadyTimeAcknowledge, save: {GSW_RECORD_HANDLE: any}}, "
    "{message: ReadyTimeAcknowledge, data: {GSW_RECORD_HANDLE: 2}}, "
    "{error: 112, optional: true}]}"
)


@pytest.mark.parametrize(
    "events",
    [
        [acknowledge(1), acknowledge(2)],
        [acknowledge(2), acknowledge(1)],
        [refusal(112), acknowledge(2), acknowledge(1)],
        [acknowledge(2), refusal(112), acknowledge(1)],
        [acknowledge(1), acknowledge(2), refusal(112)],
    ],
)
def test_events_may_come_in_any_order(adapter: Any, heard: Heard, events: list[Json]) -> None:
    finished = heard(
        events, ORDER, "nothing: alice", "send: {from: alice, message: Any, data: {KEY: $any}, malformed: true}"
    )
    assert (finished.mismatches, adapter.last("desktop.send")["data"]["KEY"]) == ((), 1)


def test_what_comes_behind_any_order_is_left_for_the_next_step(heard: Heard) -> None:
    finished = heard([acknowledge(1), acknowledge(2), refusal(109)], ORDER, "expect: {at: alice, error: 109}")
    assert finished.verdict == Verdict.PASS


def test_what_any_order_lacks_is_told(heard: Heard) -> None:
    finished = heard([acknowledge(2)], ORDER)
    assert told(finished) == [("steps[1]", "", {"message": "ReadyTimeAcknowledge"}, ABSENT, "nothing came to alice")]


def test_an_event_that_fits_no_entry_is_told(heard: Heard) -> None:
    finished = heard([acknowledge(1), refusal(109)], ORDER)
    wanted = {"any order of": [{"message": "ReadyTimeAcknowledge", "data": {"GSW_RECORD_HANDLE": 2}}]}
    assert told(finished) == [("steps[1]", "", wanted, refusal(109), "this event fits none of them")]


CARRIED = (
    "expect: {at: alice, one_carries: {GSW_REFERENCE_ID: 5}, any_order: ["
    "{message: ReadyTimeAcknowledge}, {message: ReadyTimeAcknowledge, optional: true}]}"
)


@pytest.mark.parametrize(
    "events",
    [
        [acknowledge(1, GSW_REFERENCE_ID=5)],
        [acknowledge(1), acknowledge(2, GSW_REFERENCE_ID=5)],
        [acknowledge(1, GSW_REFERENCE_ID=5), acknowledge(2, GSW_REFERENCE_ID=5)],
    ],
)
def test_one_of_several_events_is_enough_to_carry_data(heard: Heard, events: list[Json]) -> None:
    assert heard(events, CARRIED, "nothing: alice").verdict == Verdict.PASS


def test_data_that_none_of_the_events_carries_are_told(heard: Heard) -> None:
    events = [acknowledge(1), acknowledge(2, GSW_REFERENCE_ID=6)]
    wanted = {"one carries": {"GSW_REFERENCE_ID": 5}}
    assert told(heard(events, CARRIED)) == [("steps[1]", "", wanted, events, "none of these events carries it")]


ONE = "expect: {at: alice, one_of: [nothing, {error: 112, save: {GSW_ERROR_NUMBER: number}}, {error: 109}]}"
CHOICE = {"one of": ["nothing", {"error": 112}, {"error": 109}]}


@pytest.mark.parametrize("events", [[], [refusal(112)], [refusal(109)]])
def test_one_of_takes_any_entry_and_silence(heard: Heard, events: list[Json]) -> None:
    assert heard(events, ONE, "nothing: alice").verdict == Verdict.PASS


def test_one_of_takes_nothing_else(heard: Heard) -> None:
    finished = heard([refusal(101)], ONE)
    assert told(finished) == [("steps[1]", "", CHOICE, refusal(101), "this event fits none of them")]


def test_one_of_without_nothing_takes_no_silence(heard: Heard) -> None:
    finished = heard([], "expect: {at: alice, one_of: [{error: 112}, {error: 109}]}")
    wanted = {"one of": [{"error": 112}, {"error": 109}]}
    assert told(finished) == [("steps[1]", "", wanted, ABSENT, "nothing came to alice")]


def test_one_of_saves_from_the_entry_that_fits(adapter: Any, heard: Heard) -> None:
    heard([refusal(112)], ONE, "send: {from: alice, message: Any, data: {KEY: $number}, malformed: true}")
    assert adapter.last("desktop.send")["data"]["KEY"] == 112


ROWS = "rows: {list: main, where: {record_id: 1}, expect: [{call_result: 33}]}"


def test_rows_are_read_once_behind_a_fence(adapter: Any, converse: Converse) -> None:
    adapter.results["database.rows"] = {"rows": [{"record_id": 1, "call_result": 28}]}
    finished = converse(f"steps: [{ROWS}]")
    assert adapter.asked[2:] == [("fence", {}), ("database.rows", {"list": "main", "where": {"record_id": 1}})]
    assert told(finished) == [("steps[0]", "row 1.call_result", 33, 28, "differs")]


def test_without_a_fence_rows_are_read_again_until_they_fit(adapter: Any, converse: Converse) -> None:
    adapter.capabilities = frozenset({"desktop", "rows"})
    answers = iter([28, 28, 33])
    adapter.results["database.rows"] = lambda _: {"rows": [{"record_id": 1, "call_result": next(answers)}]}
    finished = converse(f"steps: [{ROWS}]", answer_limit=5.0)
    assert (finished.verdict, adapter.methods()) == (Verdict.PASS, ["environment.load", *["database.rows"] * 3])


def test_the_record_keeps_the_last_reading_of_rows_and_every_event(adapter: Any, converse: Converse) -> None:
    adapter.capabilities = frozenset({"desktop", "rows"})
    answers = iter([28, 28, 33])

    def read(_: Json) -> Json:
        result = next(answers)
        adapter.event("alice", acknowledge(result))
        return {"rows": [{"record_id": 1, "call_result": result}]}

    adapter.results["database.rows"] = read
    finished = converse(f"steps: [login: alice, {ROWS}]", answer_limit=5.0)
    said = [entry[kind] for entry in finished.conversation for kind in ("call", "event", "result") if kind in entry]
    assert said[1:] == [
        {"method": "agent.login", "params": {"agent": "alice"}},
        acknowledge(28),
        acknowledge(28),
        {"method": "database.rows", "params": {"list": "main", "where": {"record_id": 1}}},
        acknowledge(33),
        {"rows": [{"record_id": 1, "call_result": 33}]},
    ]
    assert finished.notes == ("rows were read 3 times, as the adapter has no fence",)


def test_without_a_fence_rows_that_fit_at_once_need_no_note(adapter: Any, converse: Converse) -> None:
    adapter.capabilities = frozenset({"desktop", "rows"})
    adapter.results["database.rows"] = {"rows": [{"record_id": 1, "call_result": 33}]}
    assert converse(f"steps: [{ROWS}]").notes == ()


def test_without_a_fence_rows_that_never_fit_fail_when_the_time_is_over(adapter: Any, converse: Converse) -> None:
    adapter.capabilities = frozenset({"desktop", "rows"})
    adapter.results["database.rows"] = {"rows": []}
    finished = converse(f"steps: [{ROWS}]", answer_limit=0.05)
    assert told(finished) == [("steps[0]", "row 1", {"call_result": 33}, ABSENT, "no row fits")]
    assert 0.05 <= finished.seconds < 5


def test_rows_of_a_do_not_call_list(adapter: Any, converse: Converse) -> None:
    adapter.results["database.rows"] = {"rows": []}
    assert converse("steps: [do_not_call: {tenant: alpha, expect: []}]").verdict == Verdict.PASS
    assert adapter.asked[-1] == ("database.rows", {"do_not_call": "alpha", "where": {}})


def test_a_call_is_delivered_with_data(adapter: Any, converse: Converse) -> None:
    adapter.results["telephony.deliver"] = {"data": {"GSW_RECORD_HANDLE": 7, "GSW_PHONE": "4155550101"}}
    finished = converse("""\
        steps:
          - call:
              list: main
              record: first
              to: alice
              data: {GSW_PHONE: '4155550102'}
              save: {GSW_RECORD_HANDLE: handle, GSW_CHAIN_ID: chain}
          - send: {from: alice, message: Any, data: {KEY: $handle}, malformed: true}
        """)
    assert told(finished) == [
        ("steps[0]", "GSW_PHONE", "4155550102", "4155550101", "differs"),
        ("steps[0]", "GSW_CHAIN_ID", {"$any": True}, ABSENT, "is missing"),
    ]
    assert (adapter.asked[2], adapter.last("desktop.send")["data"]["KEY"]) == (
        ("telephony.deliver", {"list": "main", "record": "first", "agent": "alice"}),
        7,
    )


def test_the_clock_the_database_and_agents_are_asked_for(adapter: Any, converse: Converse) -> None:
    converse("steps: [clock: {advance: 60}, fault: {database: down}, login: bob, logout: bob]")
    assert adapter.asked[2:-1] == [
        ("clock.advance", {"seconds": 60}),
        ("fault.set", {"fault": "database", "state": "down"}),
        ("agent.login", {"agent": "bob"}),
        ("agent.logout", {"agent": "bob"}),
    ]
