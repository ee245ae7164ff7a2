"""Matches sets of rows, where order does not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ocs_conformance.matching.pairing import pair
from ocs_conformance.matching.readings import shown
from ocs_conformance.matching.values import Difference, match
from ocs_conformance.verdict import ABSENT

__all__ = ["match_rows", "shown_by_rows"]


def match_rows(expected: Sequence[Mapping[str, Any]], actual: Sequence[Mapping[str, Any]]) -> list[Difference]:
    """Every difference between the rows demanded and the rows found, each row by the columns that are named.

    Rows that fit are paired off first, and each of the others with the one that is most like it, so that the
    differences are those of the rows, and columns, that are really wrong.
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


def shown_by_rows(expected: Sequence[Mapping[str, Any]], actual: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The readings that rows showed by fitting those that are demanded."""
    for column, row in _partners(expected, actual).items():
        yield from shown(expected[row], actual[column])


def _closest(row: Mapping[str, Any], seen: list[Mapping[str, Any]], place: str) -> list[Difference]:
    """What sets a row apart from the one that is most like it, which is taken out of `seen`."""
    attempts = [match(dict(row), other, place) for other in seen]
    best = min(range(len(seen)), key=lambda index: len(attempts[index]))
    del seen[best]
    return attempts[best]


def _pair_off(
    expected: Sequence[Mapping[str, Any]], actual: Sequence[Mapping[str, Any]]
) -> tuple[list[tuple[int, Mapping[str, Any]]], list[Mapping[str, Any]]]:
    """What is left on both sides when as many rows as possible have been paired."""
    partner = _partners(expected, actual)
    placed = set(partner.values())
    left = [row for column, row in enumerate(actual) if column not in partner]
    return [(row, wanted) for row, wanted in enumerate(expected) if row not in placed], left


def _partners(expected: Sequence[Mapping[str, Any]], actual: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Which demanded row each row that was found is paired with, by their numbers, for as many as possible."""
    fits = [[column for column, seen in enumerate(actual) if not match(dict(row), seen)] for row in expected]
    partner: dict[int, int] = {}
    for row in range(len(expected)):
        pair(row, fits, partner)
    return partner
