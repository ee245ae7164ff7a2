"""Matching of sets of rows: neither order nor other columns count."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocs_conformance.matching import Difference, match_rows
from ocs_conformance.verdict import ABSENT

HOME = {"record_id": 1, "contact_info": "4155550101", "call_result": 28}
WORK = {"record_id": 2, "contact_info": "4155550102", "call_result": 28}


def optional(row: dict[str, Any]) -> dict[str, Any]:
    return {"row": row, "optional": True}


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ([], []),
        ([{}], [HOME]),
        ([{"record_id": 2}, {"record_id": 1}], [HOME, WORK]),
        ([HOME, HOME], [HOME, HOME]),
        ([{"call_result": 28}, {"record_id": 1}], [HOME, WORK]),
        ([{}, {"call_result": 28}, {"record_id": 1}], [HOME, WORK, {"record_id": 3}]),
        ([{"contact_info": {"$contains": "0102"}}], [WORK]),
        ([HOME, optional(WORK)], [HOME, WORK]),
        ([HOME, optional(WORK)], [HOME]),
        ([optional({}), HOME], [HOME]),
        ([optional({}), HOME], [HOME, WORK]),
    ],
)
def test_rows_that_fit(expected: list[Any], actual: list[Any]) -> None:
    assert match_rows(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual", "differences"),
    [
        ([HOME], [], [Difference("row 1", HOME, ABSENT, "no row fits")]),
        ([], [HOME], [Difference("", ABSENT, HOME, "no row like this was expected")]),
        ([HOME, HOME], [HOME], [Difference("row 2", HOME, ABSENT, "no row fits")]),
        ([HOME], [HOME, HOME], [Difference("", ABSENT, HOME, "no row like this was expected")]),
        ([HOME, {"record_id": 2, "call_result": 33, "agent_id": ""}], [WORK, HOME],
         [Difference("row 2.call_result", 33, 28, "differs"),
          Difference("row 2.agent_id", "", ABSENT, "is missing")]),
        ([{"record_id": 3}, {"record_id": 4}], [HOME, WORK],
         [Difference("row 1.record_id", 3, 1, "differs"), Difference("row 2.record_id", 4, 2, "differs")]),
        ([{"record_id": 2, "call_result": 33}, {"record_id": 1, "call_result": 33}], [HOME, WORK],
         [Difference("row 1.call_result", 33, 28, "differs"), Difference("row 2.call_result", 33, 28, "differs")]),
        ([optional(HOME)], [HOME, HOME], [Difference("", ABSENT, HOME, "no row like this was expected")]),
        ([optional(HOME)], [WORK], [Difference("", ABSENT, WORK, "no row like this was expected")]),
        ([optional(HOME), WORK], [HOME], [Difference("row 2", WORK, ABSENT, "no row fits")]),
    ],
)  # fmt: skip
def test_rows_that_differ(expected: list[Any], actual: list[Any], differences: list[Difference]) -> None:
    assert match_rows(expected, actual) == differences


ROWS = st.lists(st.fixed_dictionaries({"a": st.integers(0, 2)}, optional={"b": st.sampled_from("xy")}), max_size=6)


@given(ROWS, st.data())
def test_any_order_of_rows_fits(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    assert match_rows(rows, data.draw(st.permutations(rows))) == []


@given(ROWS, st.data())
def test_rows_demanded_by_some_of_their_columns_fit(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    keep = st.sets(st.sampled_from("ab"))
    demanded = []
    for row in rows:
        kept = data.draw(keep)
        demanded.append({column: value for column, value in row.items() if column in kept})
    assert match_rows(demanded, data.draw(st.permutations(rows))) == []


@given(ROWS.filter(bool), st.data())
def test_a_row_that_is_lost_is_found(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    seen = data.draw(st.permutations(rows[:at] + rows[at + 1 :]))
    (difference,) = match_rows(rows, seen)
    assert (difference.actual, difference.message) == (ABSENT, "no row fits")


@given(ROWS, st.data())
def test_a_row_too_many_is_found(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    (difference,) = match_rows(rows, data.draw(st.permutations([*rows, {"a": 9}])))
    assert difference == Difference("", ABSENT, {"a": 9}, "no row like this was expected")
