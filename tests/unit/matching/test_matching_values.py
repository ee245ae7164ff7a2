"""Matching of values: strict about type, by subset for maps, by matchers where the value is not the point."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocs_conformance.errors import CaseError
from ocs_conformance.matching import Difference, match, wrong_argument
from ocs_conformance.verdict import ABSENT


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (28, 28),
        ("28", "28"),
        ("", ""),
        (None, None),
        (True, True),
        ({}, {"a": 1}),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": {"b": {"c": "d"}}}, {"a": {"b": {"c": "d", "e": 1}, "f": 2}}),
        ([], []),
        ([1, {"a": 2}], [1, {"a": 2, "b": 3}]),
        ({"$other": 1}, {"$other": 1}),
    ],
)
def test_what_is_equal_fits(expected: Any, actual: Any) -> None:
    assert match(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual", "message"),
    [
        (28, 29, "differs"),
        (28, "28", "has the right value as a text instead of an integer"),
        ("28", 28, "has the right value as an integer instead of a text"),
        (1, True, "differs"),
        (True, 1, "differs"),
        (0, False, "differs"),
        (1, 1.0, "differs"),
        ("True", True, "has the right value as a truth value instead of a text"),
        (None, 0, "differs"),
        (1, ABSENT, "is missing"),
        ({"a": 1}, [1], "is a list instead of a map"),
        ({}, "a", "is a text instead of a map"),
        ([1], {"a": 1}, "is a map instead of a list"),
        ([1, 2], [1], "has 1 items instead of 2"),
        ([1], 1, "is an integer instead of a list"),
    ],
)
def test_what_is_not_equal_differs(expected: Any, actual: Any, message: str) -> None:
    assert match(expected, actual) == [Difference("", expected, actual, message)]


def test_every_difference_is_told_with_its_path() -> None:
    expected = {"a": {"b": 1, "c": [1, {"d": "x"}]}, "e": 5, "f": True}
    actual = {"a": {"b": "1", "c": [2, {"d": "y"}]}, "f": 1}
    assert match(expected, actual) == [
        Difference("a.b", 1, "1", "has the right value as a text instead of an integer"),
        Difference("a.c[0]", 1, 2, "differs"),
        Difference("a.c[1].d", "x", "y", "differs"),
        Difference("e", 5, ABSENT, "is missing"),
        Difference("f", True, 1, "differs"),
    ]


def test_the_path_begins_where_it_is_told() -> None:
    assert match({"a": 1}, {}, "body") == [Difference("body.a", 1, ABSENT, "is missing")]


@pytest.mark.parametrize(
    ("matcher", "fitting", "others", "message"),
    [
        ({"$any": True}, [0, "", None, [], {}], [], "is missing"),
        ({"$type": "integer"}, [0, -5], ["1", True, 1.0, None, [], {}], "has another type"),
        ({"$type": "string"}, ["", "1"], [1, None, [], {}], "has another type"),
        ({"$type": "object"}, [{}, {"a": 1}], ["{}", [], 1], "has another type"),
        ({"$type": "array"}, [[], [1]], ["[]", {}, 1], "has another type"),
        ({"$one_of": [1, "2", {"$type": "array"}]}, [1, "2", []], [2, "1", True, None], "is none of these"),
        ({"$not": 28}, ["28", 29, None], [28], "must be something else"),
        ({"$not": {"$type": "integer"}}, ["28", None], [28], "must be something else"),
        ({"$matches": "[0-9]+"}, ["0", "4155"], ["", "a1", "1a", 1, None], "does not have this form"),
        ({"$contains": "cord"}, ["Record", "cord"], ["Cord", "", 5, ["cord"]], "lacks this part"),
        ({"$range": [1, 3]}, [1, 2, 3], [0, 4, "2", True, 2.0, None], "is outside this range"),
        ({"$loosely": "No Records Available"},
         ["no record available", "NoRecordsAvailable.", "No records  available!"],
         ["No Records", "", 5, None], "says something else"),
    ],
)  # fmt: skip
def test_a_matcher(matcher: dict[str, Any], fitting: list[Any], others: list[Any], message: str) -> None:
    (argument,) = matcher.values()
    assert [match(matcher, value) for value in fitting] == [[]] * len(fitting)
    assert [match(matcher, value, "p") for value in others] == [
        [Difference("p", argument, value, message)] for value in others
    ]


@pytest.mark.parametrize(
    "matcher",
    [
        {"$any": True},
        {"$type": "string"},
        {"$one_of": [1, "a"]},
        {"$not": 1},
        {"$matches": ".*"},
        {"$contains": "("},
        {"$range": [0, 9]},
        {"$loosely": "absent"},
    ],
)
def test_no_matcher_fits_what_is_absent(matcher: dict[str, Any]) -> None:
    (argument,) = matcher.values()
    assert match({"a": matcher}, {}) == [Difference("a", argument, ABSENT, "is missing")]


def test_exactly_allows_no_other_keys() -> None:
    expected = {"$exactly": {"a": 1, "b": {"$any": True}}}
    assert match(expected, {"a": 1, "b": None}) == []
    assert match({"x": expected}, {"x": {"a": 2, "c": 3}}) == [
        Difference("x.a", 1, 2, "differs"),
        Difference("x.b", True, ABSENT, "is missing"),
        Difference("x.c", ABSENT, 3, "is not allowed"),
    ]


@pytest.mark.parametrize(
    ("matcher", "sentence"),
    [
        ({"$any": 1}, "$any cannot be 1; allowed: true"),
        ({"$type": []}, "$type cannot be []; allowed: integer, string, object, array"),
        ({"$one_of": "ab"}, "$one_of cannot be 'ab'; allowed: a list of values and matchers"),
        ({"$matches": "("}, "$matches cannot be '('; allowed: a regular expression"),
        ({"$contains": 1}, "$contains cannot be 1; allowed: a text"),
        ({"$range": [2, 1]}, "$range cannot be [2, 1]; allowed: a list of two integers, the lower one first"),
        ({"$range": [1, "2"]}, "$range cannot be [1, '2']; allowed: a list of two integers, the lower one first"),
        ({"$loosely": None}, "$loosely cannot be None; allowed: a text"),
        ({"$exactly": []}, "$exactly cannot be []; allowed: a map"),
    ],
)
def test_a_matcher_that_cannot_be_carried_out_is_the_cases_mistake(matcher: dict[str, Any], sentence: str) -> None:
    ((operator, argument),) = matcher.items()
    assert wrong_argument(operator, argument) == sentence
    with pytest.raises(CaseError) as caught:
        match({"a": [matcher]}, {"a": [5]})
    assert str(caught.value) == sentence


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_characters="$")), inner),
    max_leaves=10,
)


@given(JSON)
def test_everything_fits_itself(value: Any) -> None:
    assert match(value, value) == []


@given(JSON, JSON)
def test_what_fits_exactly_both_ways_is_equal(one: Any, other: Any) -> None:
    if match(one, other) == [] and match(other, one) == []:
        assert one == other


@given(st.dictionaries(st.text("abc", min_size=1), st.integers(), min_size=1), st.data())
def test_a_key_that_is_lost_is_found(value: dict[str, int], data: st.DataObject) -> None:
    lost = data.draw(st.sampled_from(sorted(value)))
    seen = {key: inner for key, inner in value.items() if key != lost}
    assert match(value, seen) == [Difference(lost, value[lost], ABSENT, "is missing")]
