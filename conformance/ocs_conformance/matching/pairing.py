"""Pairs what was seen with what is demanded, where several demands may fit one thing."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["pair"]


def pair(row: int, fits: Sequence[Sequence[int]], partner: dict[int, int], tried: set[int] | None = None) -> bool:
    """Give `row` one of the columns that fit it, and say whether there was one.

    `fits` lists the columns of each row; `partner` holds the row of each taken column and is changed. A row that was
    placed before moves to another column where that makes room (an augmenting path), so that as many rows as can be
    are placed, whatever their order.
    """
    tried = set() if tried is None else tried
    for column in fits[row]:
        if column not in tried:
            tried.add(column)
            if column not in partner or pair(partner[column], fits, partner, tried):
                partner[column] = row
                return True
    return False
