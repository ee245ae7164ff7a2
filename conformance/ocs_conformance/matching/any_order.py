"""Matches events that may come in any order, against entries of which some need not come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ocs_conformance.matching.events import match_event
from ocs_conformance.matching.pairing import pair
from ocs_conformance.matching.values import match

__all__ = ["AnyOrder"]

Entry = Mapping[str, Any]


class AnyOrder:
    """Entries of `any_order` and the events that have come; an event takes one entry, a required one before others.

    Which entry an event is for may show only when later ones have come: events taken before then move to others.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        # Those that demand most come first, so that what is told to be lacking is what nothing came for.
        self._entries = sorted(entries, key=lambda entry: ("optional" in entry, -len(entry.get("data", ()))))
        self._required = sum("optional" not in entry for entry in entries)
        self._events: list[Mapping[str, Any]] = []
        self._fits: list[list[int]] = []
        self._fits_required: list[list[int]] = []
        self._taken: dict[int, int] = {}

    @property
    def lacking(self) -> list[Entry]:
        """The required entries for which no event has come."""
        return [entry for column, entry in enumerate(self._entries[: self._required]) if column not in self._taken]

    @property
    def full(self) -> bool:
        """Whether each entry, an optional one too, has its event."""
        return len(self._taken) == len(self._entries)

    def take(self, event: Mapping[str, Any]) -> bool:
        """Find an entry for one more event; False where no entry is left that it fits."""
        row = len(self._events)
        self._events.append(event)
        self._fits.append([column for column, entry in enumerate(self._entries) if not match_event(entry, event)])
        self._fits_required.append([column for column in self._fits[row] if column < self._required])
        return pair(row, self._fits_required, self._taken) or pair(row, self._fits, self._taken)

    @property
    def missed(self) -> list[Entry]:
        """The optional entries for which no event has come."""
        return [
            entry for column, entry in enumerate(self._entries) if column not in self._taken and "optional" in entry
        ]

    def carries(self, data: Mapping[str, Any]) -> bool:
        """Whether at least one of the events that were taken has all these data."""
        return any(not match(data, event) for _, event in self.taken())

    def taken(self) -> list[tuple[Entry, Mapping[str, Any]]]:
        """Each entry that has an event, with that event, in the order of the events."""
        placed = sorted((row, column) for column, row in self._taken.items())
        return [(self._entries[column], self._events[row]) for row, column in placed]
