"""Readings of the documents' open points: which of them a value showed, and what is left of a step under a pin."""

from typing import Any

import pytest

from ocs_conformance.matching import (
    AnyOrder,
    match,
    match_rows,
    narrowed,
    readings_in,
    shown,
    shown_by_event,
    shown_by_rows,
)

LOST = {"$reading": {"lost.not-found": 109, "lost.invalid": 112}}


@pytest.mark.parametrize(
    ("expected", "actual", "names"),
    [
        (LOST, 112, ["lost.invalid"]),
        ({"a": LOST, "b": 1}, {"a": 109, "b": 1, "c": 2}, ["lost.not-found"]),
        ({"a": [LOST, LOST]}, {"a": [109, 112]}, ["lost.not-found", "lost.invalid"]),
        ({"$reading": {"one.a": 1, "two.a": 1, "one.b": {"$type": "integer"}}}, 1, ["one.a", "two.a"]),
        ({"$reading": {"one.a": {"$matches": "x+"}}}, "xx", ["one.a"]),
        ({"a": {"$reading": {"x.there": {"$any": True}, "x.not": {"$absent": True}}}}, {}, ["x.not"]),
        (LOST, 113, []),
        ({"a": LOST}, {}, []),
        (7, 7, []),
    ],
)
def test_the_readings_that_a_value_showed(expected: Any, actual: Any, names: list[str]) -> None:
    assert [*shown(expected, actual)] == names


def test_a_value_fits_any_reading_that_is_offered() -> None:
    assert (match(LOST, 109), [found.message for found in match(LOST, 113)]) == (
        [],
        ["is none of the accepted readings"],
    )


def test_an_event_shows_the_reading_of_its_entry_and_of_its_number() -> None:
    entry = {"error": LOST, "data": {"GSW_A": {"$reading": {"a.text": "1"}}}, "reading": "answer.refused"}
    event = {"GSW_ERROR_NUMBER": 109, "GSW_A": "1"}
    assert [*shown_by_event(entry, event)] == ["answer.refused", "lost.not-found", "a.text"]


def test_rows_show_readings_in_the_order_of_what_was_found() -> None:
    expected: list[dict[str, Any]] = [{"id": 1, "status": {"$reading": {"s.ready": 1, "s.taken": 2}}}, {"id": 2}]
    assert [*shown_by_rows(expected, [{"id": 2, "status": 5}, {"id": 1, "status": 2}])] == ["s.taken"]


def test_a_row_that_may_be_there_shows_a_reading_whether_it_is_there_or_not() -> None:
    row = {"row": {"id": 2}, "optional": True, "reading": "x.there", "otherwise": "x.missing"}
    shown_readings = [[*shown_by_rows([{"id": 1}, row], rows)] for rows in ([{"id": 1}, {"id": 2}], [{"id": 1}])]
    assert shown_readings == [["x.there"], ["x.missing"]]


@pytest.mark.parametrize(("pin", "fits"), [("there", [False, True]), ("missing", [True, False])])
def test_a_pin_settles_whether_a_row_must_be_there(pin: str, fits: list[bool]) -> None:
    row = {"row": {"id": 2}, "optional": True, "reading": "x.there", "otherwise": "x.missing"}
    expected = narrowed([row], {"x": pin})
    assert [match_rows(expected, rows) == [] for rows in ([], [{"id": 2}])] == fits


def test_optional_entries_that_nothing_came_for_are_told() -> None:
    entries: list[dict[str, Any]] = [
        {"message": "A", "optional": True, "reading": "x.came", "otherwise": "x.missed"},
        {"message": "B"},
    ]
    wanted = AnyOrder(entries)
    wanted.take({"GSW_USER_EVENT": "B"})
    assert wanted.missed == [entries[0]]


BODY = {
    "at": "alice",
    "one_of": [
        {"error": LOST},
        {"nothing": True, "reading": "answer.silence"},
        {"message": "A", "reading": "answer.done"},
    ],
}


def test_all_readings_of_a_step_are_found() -> None:
    optional = {"any_order": [{"message": "A", "optional": True, "reading": "x.came", "otherwise": "x.missed"}]}
    assert [*readings_in(BODY)] == ["lost.not-found", "lost.invalid", "answer.silence", "answer.done"]
    assert [*readings_in(optional)] == ["x.came", "x.missed"]


def test_data_that_have_a_key_called_reading_are_no_reading() -> None:
    assert [*readings_in({"data": {"reading": "a.b"}})] == []


@pytest.mark.parametrize(
    ("pins", "left"),
    [
        ({"other": "a"}, BODY["one_of"]),
        (
            {"lost": "invalid"},
            [{"error": {"$reading": {"lost.invalid": 112}}}, *BODY["one_of"][1:]],
        ),
        ({"answer": "done"}, [{"error": LOST}, {"message": "A", "reading": "answer.done"}]),
        (
            {"answer": "silence", "lost": "not-found"},
            [{"error": {"$reading": {"lost.not-found": 109}}}, {"nothing": True, "reading": "answer.silence"}],
        ),
    ],
)
def test_a_pin_leaves_one_reading(pins: dict[str, str], left: Any) -> None:
    assert narrowed(BODY, pins) == {"at": "alice", "one_of": left}


@pytest.mark.parametrize(
    ("pin", "left"),
    [
        ("came", [{"message": "A", "reading": "x.came", "otherwise": "x.missed"}]),
        ("missed", []),
    ],
)
def test_a_pin_makes_an_optional_event_due_or_forbids_it(pin: str, left: Any) -> None:
    entry = {"message": "A", "optional": True, "reading": "x.came", "otherwise": "x.missed"}
    assert narrowed({"any_order": [entry]}, {"x": pin}) == {"any_order": left}
