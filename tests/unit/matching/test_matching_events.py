"""Matching of user events, one by one and in any order."""

from itertools import permutations
from typing import Any

import pytest

from ocs_conformance.matching import AnyOrder, Difference, match_event
from ocs_conformance.verdict import ABSENT

PREVIEW = {"GSW_USER_EVENT": "PreviewRecord", "GSW_RECORD_HANDLE": 7, "GSW_PHONE": "4155550101"}
REFUSAL = {"GSW_USER_EVENT": "Error", "GSW_ERROR_NUMBER": 112, "GSW_ERROR": "Record not found"}


@pytest.mark.parametrize(
    ("expected", "event"),
    [
        ({"message": "PreviewRecord"}, PREVIEW),
        ({"message": "PreviewRecord", "data": {"GSW_PHONE": {"$matches": "[0-9]+"}}}, PREVIEW),
        ({"message": "PreviewRecord", "absent": ["GSW_CHAIN_ID"], "save": {"GSW_RECORD_HANDLE": "handle"}}, PREVIEW),
        ({"error": 112}, REFUSAL),
        ({"error": [109, 112], "data": {"GSW_ERROR": {"$loosely": "record not found"}}}, REFUSAL),
        ({"error": 112}, {"GSW_ERROR_NUMBER": 112}),
        ({"error": 112}, {"GSW_USER_EVENT": "RecordReject", "GSW_ERROR_NUMBER": 112}),
    ],
)
def test_an_event_that_fits(expected: dict[str, Any], event: dict[str, Any]) -> None:
    assert match_event(expected, event) == []


@pytest.mark.parametrize(
    ("expected", "event", "difference"),
    [
        ({"message": "ChainedRecord", "data": {"A": 1}}, PREVIEW,
         Difference("GSW_USER_EVENT", "ChainedRecord", "PreviewRecord", "is another event")),
        ({"message": "ChainedRecord"}, {}, Difference("GSW_USER_EVENT", "ChainedRecord", ABSENT, "is another event")),
        ({"message": "PreviewRecord"}, REFUSAL,
         Difference("", "PreviewRecord", {"error": 112, "text": "Record not found"}, "is an error")),
        ({"message": "PreviewRecord"}, {**PREVIEW, "GSW_ERROR_NUMBER": 3},
         Difference("", "PreviewRecord", {"error": 3, "text": None}, "is an error")),
        ({"error": 112}, PREVIEW, Difference("", {"error": 112}, "PreviewRecord", "is no error")),
        ({"error": 112}, {"GSW_USER_EVENT": "Error"}, Difference("GSW_ERROR_NUMBER", 112, ABSENT, "is missing")),
        ({"error": 109}, REFUSAL, Difference("GSW_ERROR_NUMBER", 109, 112, "is another error")),
        ({"error": [109, 110]}, REFUSAL, Difference("GSW_ERROR_NUMBER", [109, 110], 112, "is another error")),
        ({"error": 112}, {"GSW_ERROR_NUMBER": "112"},
         Difference("GSW_ERROR_NUMBER", 112, "112", "is another error")),
        ({"error": 1}, {"GSW_ERROR_NUMBER": True}, Difference("GSW_ERROR_NUMBER", 1, True, "is another error")),
    ],
)  # fmt: skip
def test_an_event_of_another_name_has_that_one_difference(
    expected: dict[str, Any], event: dict[str, Any], difference: Difference
) -> None:
    assert match_event(expected, event) == [difference]


def test_every_difference_of_the_data_is_told() -> None:
    expected = {
        "message": "PreviewRecord",
        "data": {"GSW_RECORD_HANDLE": "7", "GSW_CHAIN_ID": 1},
        "absent": ["GSW_PHONE", "GSW_ERROR"],
        "save": {"GSW_PHONE": "phone", "GSW_CALLING_LIST": "list"},
    }
    assert match_event(expected, PREVIEW) == [
        Difference("GSW_RECORD_HANDLE", "7", 7, "has the right value as an integer instead of a text"),
        Difference("GSW_CHAIN_ID", 1, ABSENT, "is missing"),
        Difference("GSW_PHONE", ABSENT, "4155550101", "must not be there"),
        Difference("GSW_CALLING_LIST", {"$any": True}, ABSENT, "is missing"),
    ]


def event(name: str, **data: Any) -> dict[str, Any]:
    return {"GSW_USER_EVENT": name, **data}


ANY_A = {"message": "A"}
A_ONE = {"message": "A", "data": {"n": 1}}
OPTIONAL_A = {"message": "A", "optional": True}
OPTIONAL_B = {"message": "B", "optional": True}


def test_an_event_takes_a_required_entry_before_an_optional_one() -> None:
    wanted = AnyOrder([OPTIONAL_A, A_ONE])
    assert (wanted.lacking, wanted.full) == ([A_ONE], False)
    assert wanted.take(event("A", n=1))
    assert (wanted.lacking, wanted.full, wanted.taken()) == ([], False, [(A_ONE, event("A", n=1))])


def test_an_event_that_fits_no_entry_is_not_taken() -> None:
    wanted = AnyOrder([A_ONE, OPTIONAL_B])
    assert [wanted.take(event("A", n=2)), wanted.take(event("C"))] == [False, False]
    assert (wanted.lacking, wanted.taken()) == ([A_ONE], [])


def test_an_entry_takes_one_event_only() -> None:
    wanted = AnyOrder([ANY_A])
    assert [wanted.take(event("A")), wanted.take(event("A"))] == [True, False]


@pytest.mark.parametrize("entries", list(permutations([ANY_A, A_ONE, OPTIONAL_A, OPTIONAL_B])))
def test_events_that_can_all_be_placed_are_placed_in_any_order(entries: list[dict[str, Any]]) -> None:
    orders = list(permutations([event("A", n=1), event("A", n=2), event("A", n=3), event("B")]))
    outcomes = []
    for events in orders:
        wanted = AnyOrder(entries)
        outcomes.append(([wanted.take(each) for each in events], wanted.full))
        assert (A_ONE, event("A", n=1)) in wanted.taken()
    assert outcomes == [([True] * 4, True)] * len(orders)


@pytest.mark.parametrize("events", [[event("A", n=1), event("A", n=2)], [event("A", n=2), event("A", n=1)]])
def test_required_entries_are_filled_as_soon_as_can_be(events: list[dict[str, Any]]) -> None:
    wanted = AnyOrder([ANY_A, OPTIONAL_A, A_ONE])
    assert [wanted.take(each) for each in events] == [True, True]
    assert wanted.lacking == []


@pytest.mark.parametrize(("value", "fits"), [(23, True), (24, True), (27, False), ("23", False)])
def test_an_entry_counts_only_where_its_condition_holds(value: object, fits: bool) -> None:
    entry = {"message": "PreviewRecord", "when": {"value": value, "is": {"$range": [23, 24]}}}
    assert (match_event(entry, PREVIEW) == []) is fits
