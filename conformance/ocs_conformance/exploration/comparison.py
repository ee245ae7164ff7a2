"""Where two targets did not come to the same, and whether the documents leave that open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, zip_longest
from typing import Any

from ocs_conformance import messages
from ocs_conformance.exploration.side import Observation
from ocs_conformance.model import Interpretation

__all__ = ["Excuses", "difference"]

Json = dict[str, Any]
_NOTHING: Json = {}


class Excuses:
    """Pairs of outcomes that the documents leave open, as the catalogue of interpretations has them."""

    def __init__(self, catalogue: Mapping[str, Interpretation]) -> None:
        self._pairs: set[frozenset[Any]] = set()
        self._silent: set[Any] = set()
        for entry in catalogue.values():
            accepted = [reading for reading in entry.readings if reading.refused is None]
            values = [reading.value for reading in accepted if isinstance(reading.value, int | str)]
            self._pairs |= {frozenset(pair) for pair in combinations(values, 2)}
            if any(reading.name in ("silence", "ignored") for reading in accepted):
                self._silent |= set(values)

    def equal(self, one: Any, other: Any) -> bool:
        """Whether two values are the same, or two accepted readings of one open point."""
        return one == other or (_plain(one) and _plain(other) and frozenset((one, other)) in self._pairs)

    def silent(self, value: Any) -> bool:
        """Whether silence stands beside this value in some open point."""
        return _plain(value) and value in self._silent


def _plain(value: Any) -> bool:
    return isinstance(value, int | str)


def difference(one: Observation, other: Observation, excuses: Excuses) -> str | None:
    """A sentence on the first thing in which two observations differ; None where nothing does."""
    return next(_differences(one, other, excuses), None)


def _differences(one: Observation, other: Observation, excuses: Excuses) -> Iterator[str]:
    for key in ("refused", "status"):
        if not excuses.equal(one.get(key), other.get(key)):
            yield f"{key}: {one.get(key)} and {other.get(key)}"
    if not excuses.equal(_number(one.get("warning")), _number(other.get("warning"))):
        yield f"Warning: {one.get('warning')} and {other.get('warning')}"
    if "data" in one and "data" in other:
        yield from _of_data("the call", one["data"], other["data"], (), excuses)
    for agent in sorted({*one.get("events", {}), *other.get("events", {})}):
        heard = one.get("events", {}).get(agent, []), other.get("events", {}).get(agent, [])
        for event, counterpart in zip_longest(*heard, fillvalue=_NOTHING):
            yield from _of_events(agent, event, counterpart, excuses)
    yield from _of_rows(one, other, excuses)


def _number(text: Any) -> Any:
    return int(text) if isinstance(text, str) and text.isdigit() else text


def _of_events(agent: str, one: Json, other: Json, excuses: Excuses) -> Iterator[str]:
    names = _name(one), _name(other)
    numbers = one.get("GSW_ERROR_NUMBER"), other.get("GSW_ERROR_NUMBER")
    if not one or not other:
        if not excuses.silent(numbers[0] or numbers[1]):
            yield f"{agent} hears {names[0]} on one side and {names[1]} on the other"
        return
    if None not in numbers and excuses.equal(*numbers):
        return
    if names[0] != names[1]:
        yield f"{agent} hears {names[0]} on one side and {names[1]} on the other"
        return
    message = messages.event("desktop", one)
    yield from _of_data(f"{names[0]} at {agent}", one, other, message.required if message else (), excuses)


def _name(event: Json) -> str:
    if not event:
        return "nothing"
    number = event.get("GSW_ERROR_NUMBER")
    return str(event.get("GSW_USER_EVENT")) if number is None else f"error {number}"


def _of_data(what: str, one: Json, other: Json, required: tuple[str, ...], excuses: Excuses) -> Iterator[str]:
    """Optional keys may be missing on a side; where both have a key, it must say the same."""
    for key in sorted({*one, *other}):
        if key in one and key in other:
            if not excuses.equal(one[key], other[key]):
                yield f"{key} in {what}: {one[key]!r} and {other[key]!r}"
        elif key in required:
            yield f"{key} in {what} is on one side only"


def _of_rows(one: Observation, other: Observation, excuses: Excuses) -> Iterator[str]:
    for name, rows in one.get("rows", {}).items():
        counterparts = other["rows"][name]
        if len(rows) != len(counterparts):
            yield f"list {name} has {len(rows)} records and {len(counterparts)}"
            continue
        for row, counterpart in zip(rows, counterparts, strict=True):
            for column, value in row.items():
                if not excuses.equal(value, counterpart[column]):
                    place = f"chain {row['chain_id']}, record {row['chain_n']} of list {name}"
                    yield f"{column} of {place}: {value!r} and {counterpart[column]!r}"
    for name, entries in one.get("do_not_call", {}).items():
        if entries != other["do_not_call"][name]:
            yield f"the Do Not Call list of {name}: {entries} and {other['do_not_call'][name]}"
