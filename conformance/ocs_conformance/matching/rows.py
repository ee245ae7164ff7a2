"""Matches sets of rows, where order does not count, against entries of which some need not be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ocs_conformance.matching.pairing import pair
from ocs_conformance.matching.readings import shown
from ocs_conformance.matching.values import Difference, match
from ocs_conformance.verdict import ABSENT

__all__ = ["match_rows", "row_of", "shown_by_rows"]

Row = Mapping[str, Any]


def row_of(entry: Row) -> Row:
    """The columns that an entry of `expect` demands: the entry itself, or its `row` where it says more of it."""
    demanded = entry.get("row")
    return demanded if isinstance(demanded, Mapping) else entry


def match_rows(expected: Sequence[Row], actual: Sequence[Row]) -> list[Difference]:
    """Every difference between the rows demanded and the rows found, each row by the columns that are named.

    Rows that fit are paired off first, and each of the others with the one that is most like it, so that the
    differences are those of the rows, and columns, that are really wrong. A row that need not be there is not missed.
    """
    wanted, seen = _pair_off(expected, actual)
    found: list[Difference] = []
    for index, row in wanted:
        place = f"row {index + 1}"
        if seen:
            found += _closest(row, seen, place)
        else:
            found.append(Difference(place, dict(row), ABSENT, "no row fits"))
    return found + [Difference("", ABSENT, dict(row), "no row like this was expected") for row in seen]


def shown_by_rows(expected: Sequence[Row], actual: Sequence[Row]) -> Iterator[str]:
    """The readings that rows showed by fitting those that are demanded, or by not being there."""
    partner = _partners(expected, actual)
    for column, row in partner.items():
        yield from shown(row_of(expected[row]), actual[column])
    placed = set(partner.values())
    for index, entry in enumerate(expected):
        name = "reading" if index in placed else "otherwise"
        if row_of(entry) is not entry and name in entry:
            yield entry[name]


def _is_optional(entry: Row) -> bool:
    return row_of(entry) is not entry and "optional" in entry


def _closest(row: Row, seen: list[Row], place: str) -> list[Difference]:
    """What sets a row apart from the one that is most like it, which is taken out of `seen`."""
    attempts = [match(dict(row), other, place) for other in seen]
    best = min(range(len(seen)), key=lambda index: len(attempts[index]))
    del seen[best]
    return attempts[best]


def _pair_off(expected: Sequence[Row], actual: Sequence[Row]) -> tuple[list[tuple[int, Row]], list[Row]]:
    """What must still be there, and what is left of the rows found, when as many as possible have been paired."""
    partner = _partners(expected, actual)
    placed = set(partner.values())
    left = [row for column, row in enumerate(actual) if column not in partner]
    lacking = (index for index, entry in enumerate(expected) if index not in placed and not _is_optional(entry))
    return [(index, row_of(expected[index])) for index in lacking], left


def _partners(expected: Sequence[Row], actual: Sequence[Row]) -> dict[int, int]:
    """Which demanded row each row that was found is paired with, by their numbers, for as many as possible.

    Rows that must be there are placed before those that need not.
    """
    rows = [dict(row_of(entry)) for entry in expected]
    fits = [[column for column, seen in enumerate(actual) if not match(row, seen)] for row in rows]
    partner: dict[int, int] = {}
    for row in sorted(range(len(expected)), key=lambda index: _is_optional(expected[index])):
        pair(row, fits, partner)
    return partner
