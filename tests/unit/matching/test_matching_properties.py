"""What holds of matching whatever is demanded and whatever was seen."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ocs_conformance.errors import CaseError
from ocs_conformance.matching import (
    OPERATORS,
    AnyOrder,
    match,
    match_event,
    match_rows,
    narrowed,
    readings_in,
    shown,
    shown_by_event,
    shown_by_rows,
    wrong_argument,
)
from ocs_conformance.verdict import ABSENT

Json = dict[str, Any]

KEYS = st.sampled_from(["a", "b", "c"])
SCALARS = st.sampled_from([None, True, False, 0, 1, 2, 1.0, "", "a", "ab", "1"])
PLAIN = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)
"""Plain values of so few kinds that two of them are often alike."""

READINGS = st.sampled_from(["x.one", "x.two", "y.one", "y.two"])


def matchers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """Every matcher with a right argument, around values and other matchers."""
    return st.one_of(
        st.just({"$any": True}),
        st.just({"$absent": True}),
        st.fixed_dictionaries({"$type": st.sampled_from(["integer", "string", "object", "array"])}),
        st.fixed_dictionaries({"$one_of": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"$not": inner}),
        st.fixed_dictionaries({"$matches": st.sampled_from(["", "a+", "[0-9]"])}),
        st.fixed_dictionaries({"$contains": st.sampled_from(["", "a", "b"])}),
        st.fixed_dictionaries({"$range": st.sampled_from([[0, 0], [0, 1], [1, 2]])}),
        st.fixed_dictionaries({"$loosely": st.sampled_from(["", "a", "A b"])}),
        st.fixed_dictionaries({"$exactly": st.dictionaries(KEYS, inner, max_size=2)}),
        st.fixed_dictionaries({"$reading": st.dictionaries(READINGS, inner, max_size=3)}),
    )


EXPECTED = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3) | matchers(inner),
    max_leaves=6,
)


def equals(expected: Any, actual: Any) -> bool:
    return type(expected) is type(actual) and bool(expected == actual)


def covers(expected: Any, actual: Any) -> bool:
    """What a plain value fits, said in another way: more keys in maps, and nothing else, make no difference."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(
            key in actual and covers(value, actual[key]) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(actual, list) and len(expected) == len(actual) and all(map(covers, expected, actual))
    return equals(expected, actual)


def fits(expected: Any, actual: Any) -> bool:
    return match(expected, actual) == []


def reordered(draw: st.DrawFn, value: Any) -> Any:
    """The same value with the keys of its maps in any order."""
    if isinstance(value, dict):
        return {key: reordered(draw, value[key]) for key in draw(st.permutations(list(value)))}
    return [reordered(draw, item) for item in value] if isinstance(value, list) else value


@settings(max_examples=300)
@given(PLAIN, PLAIN)
def test_a_plain_value_fits_what_it_covers_and_nothing_else(expected: Any, actual: Any) -> None:
    assert fits(expected, actual) == covers(expected, actual)
    assert fits(expected, expected)


@given(st.dictionaries(KEYS, PLAIN), PLAIN)
def test_a_map_that_is_exact_fits_what_fits_both_ways(expected: Json, actual: Any) -> None:
    exact = fits({"$exactly": expected}, actual)
    assert exact == (fits(expected, actual) and set(actual) == set(expected))


@settings(max_examples=300)
@given(EXPECTED, PLAIN | st.just(ABSENT))
def test_matchers_are_put_together_by_logic(expected: Any, actual: Any) -> None:
    one, other = expected, {"$type": "integer"}
    assert fits({"$one_of": [one, other]}, actual) == (
        actual is not ABSENT and (fits(one, actual) or fits(other, actual))
    )
    assert fits({"$not": one}, actual) == (actual is not ABSENT and not fits(one, actual))
    assert fits({"$reading": {"x.one": one, "x.two": other}}, actual) == (fits(one, actual) or fits(other, actual))
    assert fits({"a": one}, {} if actual is ABSENT else {"a": actual, "b": 1}) == fits(one, actual)
    assert fits([one], [actual]) == fits(one, actual)


@settings(max_examples=300)
@given(st.data(), EXPECTED, PLAIN)
def test_the_order_of_keys_does_not_matter(data: st.DataObject, expected: Any, actual: Any) -> None:
    other_expected = data.draw(st.composite(reordered)(expected))
    other_actual = data.draw(st.composite(reordered)(actual))
    told = {(found.path, found.message) for found in match(expected, actual)}
    assert {(found.path, found.message) for found in match(other_expected, other_actual)} == told


@given(EXPECTED, PLAIN)
def test_each_difference_says_where_and_what(expected: Any, actual: Any) -> None:
    for found in match(expected, actual, "top"):
        assert found.path.startswith("top")
        assert found.message


ANYTHING = st.recursive(
    SCALARS | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(KEYS | st.sampled_from([*OPERATORS, "$unknown", "$", ""]), inner, max_size=2)
    ),
    max_leaves=8,
)


def operators_in(value: Any) -> list[tuple[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = [*value.items()] if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in OPERATORS else []
    return own + [found for each in inner for found in operators_in(each)]


@settings(max_examples=500)
@given(ANYTHING, ANYTHING)
@example({"$matches": "a{99999999999}"}, "a")
@example({"$matches": "(" * 5000 + ")" * 5000}, "a")
def test_matching_raises_for_a_wrong_argument_only(expected: Any, actual: Any) -> None:
    complaint = None
    try:
        match(expected, actual)
    except CaseError as error:
        complaint = str(error)
    assert complaint in [None, *(wrong_argument(*operator) for operator in operators_in(expected))]


WORDS = st.lists(st.sampled_from(["record", "Records", "no", "112", "S"]), max_size=4)


@given(st.data(), WORDS)
def test_a_text_fits_loosely_in_any_case_number_and_punctuation(data: st.DataObject, words: list[str]) -> None:
    between = st.sampled_from(["", " ", "  ", "-", ". "])
    written = "".join(
        data.draw(between) + data.draw(st.sampled_from([word, word.upper(), word.lower() + "s"])) for word in words
    )
    assume(not any(word.endswith(("s", "S")) for word in words) or "ss" not in written.lower())
    assert fits({"$loosely": " ".join(words)}, written)
    assert not fits({"$loosely": " ".join([*words, "more"])}, written)


ROWS = st.lists(st.dictionaries(KEYS, EXPECTED, max_size=2), max_size=4)
SEEN = st.lists(st.dictionaries(KEYS, SCALARS, max_size=3), max_size=4)


@settings(max_examples=200)
@given(st.data(), ROWS, SEEN)
def test_rows_fit_where_some_order_fits_row_by_row(
    data: st.DataObject, expected: list[Json], actual: list[Json]
) -> None:
    by_hand = any(all(map(fits, expected, order)) for order in permutations(actual)) and len(expected) == len(actual)
    assert (match_rows(expected, actual) == []) == by_hand
    shuffled = data.draw(st.permutations(expected)), data.draw(st.permutations(actual))
    assert (match_rows(*shuffled) == []) == by_hand


EVENTS = st.fixed_dictionaries({"GSW_USER_EVENT": st.sampled_from("AB")}, optional={"n": st.sampled_from([1, 2])})
ENTRIES: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {"message": st.sampled_from("AB")},
    optional={"data": st.fixed_dictionaries({"n": st.sampled_from([1, 2])}), "optional": st.just(True)},
)


def most_pairs(entries: list[Json], events: list[Json]) -> int:
    """How many events can have an entry of their own at once, found by trying."""
    for size in range(min(len(entries), len(events)), 0, -1):
        for some in combinations(entries, size):
            for order in permutations(events, size):
                if not any(map(match_event, some, order)):
                    return size
    return 0


@settings(max_examples=200)
@given(st.lists(ENTRIES, max_size=4), st.lists(EVENTS, max_size=4))
def test_as_many_events_are_placed_as_can_be_in_whatever_order_they_come(
    entries: list[Json], events: list[Json]
) -> None:
    wanted = AnyOrder(entries)
    taken = sum([wanted.take(event) for event in events])
    required = [entry for entry in entries if "optional" not in entry]
    assert taken == len(wanted.taken()) == most_pairs(entries, events)
    assert len(wanted.lacking) == len(required) - most_pairs(required, events)
    assert all(match_event(entry, event) == [] for entry, event in wanted.taken())
    assert len(wanted.lacking) + len(wanted.missed) + taken == len(entries)
    assert wanted.full == (taken == len(entries))


def values_of(expected: Any, actual: Any) -> list[tuple[str, Any, Any]]:
    """Each reading that a value which fits may show: its name, its own value, and what is there."""
    match expected, actual:
        case {"$reading": options}, _:
            return [(name, value, actual) for name, value in options.items()]
        case {"$exactly": inner}, _:
            return values_of(inner, actual)
        case {"$one_of": choices}, _:
            return values_of(next((choice for choice in choices if fits(choice, actual)), None), actual)
        case dict(), dict() if OPERATORS.keys().isdisjoint(expected):
            pairs = [(value, actual.get(key, ABSENT)) for key, value in expected.items()]
        case list(), list():
            pairs = [*zip(expected, actual, strict=True)]
        case _:
            pairs = []
    return [found for value, seen in pairs for found in values_of(value, seen)]


@settings(max_examples=500)
@given(EXPECTED, PLAIN)
@example({"$exactly": {"a": {"$reading": {"x.one": 1, "x.two": {"$absent": True}}}}}, {"a": 1})
@example({"$one_of": [2, {"$reading": {"x.one": 1}}]}, 1)
@example({"$not": {"$reading": {"x.one": {"$absent": True}}}}, {})
def test_readings_are_shown_by_values_that_fit_them(expected: Any, actual: Any) -> None:
    assume(fits(expected, actual))
    offered = values_of(expected, actual)
    names = [*shown(expected, actual)]
    for name in names:
        assert any(name == other and fits(value, seen) for other, value, seen in offered)
    assert bool(names) == bool(offered)
    assert set(names) <= set(readings_in(expected))


PINS = st.dictionaries(st.sampled_from("xyz"), st.sampled_from(["one", "two"]))


@settings(max_examples=500)
@given(EXPECTED, PINS, PLAIN)
@example({"$not": {"$reading": {"x.one": 1, "x.two": 2}}}, {"x": "one"}, 2)
def test_a_pin_never_lets_more_pass(expected: Any, pins: dict[str, str], actual: Any) -> None:
    left = narrowed(expected, pins)
    assert fits(expected, actual) or not fits(left, actual)
    assert narrowed(left, pins) == left
    assert narrowed(expected, {}) == expected
    if fits(left, actual):
        assert all(pins.get(name[0], name[2:]) == name[2:] for name in shown(left, actual))


READING_ENTRIES: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {"message": st.sampled_from("AB"), "reading": READINGS}, optional={"optional": st.just(True), "otherwise": READINGS}
)


@given(st.lists(ENTRIES | READING_ENTRIES, max_size=4), PINS)
def test_a_pin_leaves_no_entry_of_another_reading(entries: list[Json], pins: dict[str, str]) -> None:
    left = narrowed({"any_order": entries}, pins)["any_order"]
    names = [entry["reading"] for entry in left if "reading" in entry]
    assert all(pins.get(name[0], name[2:]) == name[2:] for name in names)
    assert sum("optional" in entry for entry in left) <= sum("optional" in entry for entry in entries)
    assert [entry for entry in entries if "reading" not in entry] == [entry for entry in left if "reading" not in entry]


@given(st.fixed_dictionaries({"message": st.just("A"), "data": st.dictionaries(KEYS, EXPECTED)}), EVENTS)
def test_an_event_shows_what_its_data_show(entry: Json, event: Json) -> None:
    assert [*shown_by_event(entry, event)] == [*shown(entry["data"], event)]


OPEN = {"$reading": {"x.one": 1, "y.one": 2}}


@given(st.data(), st.lists(st.tuples(st.integers(0, 3), st.sampled_from([1, 2])), max_size=4))
def test_rows_show_a_reading_each(data: st.DataObject, rows: list[tuple[int, int]]) -> None:
    expected = [{"a": a, "b": OPEN} for a, _ in rows]
    actual = data.draw(st.permutations([{"a": a, "b": b, "c": 0} for a, b in rows]))
    assert sorted(shown_by_rows(expected, actual)) == sorted({1: "x.one", 2: "y.one"}[b] for _, b in rows)


@pytest.mark.parametrize("operator", OPERATORS)
@given(actual=PLAIN)
def test_a_key_with_the_name_of_a_matcher_stands_for_itself_beside_others(operator: str, actual: Any) -> None:
    assert fits({operator: actual, "a": 1}, {operator: actual, "a": 1})
