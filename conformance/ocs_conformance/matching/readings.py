"""Readings of open points of the documents: which of those that are accepted a target showed, and pins to one of them.

In an expanded case a matcher `$reading` holds a map from `interpretation.reading` to what shows that reading; entries
of `one_of` and `any_order` name the reading that they stand for under `reading`, an optional entry also, under
`otherwise`, the one that its absence stands for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ocs_conformance.matching.values import OPERATORS, match
from ocs_conformance.verdict import ABSENT

__all__ = ["narrowed", "readings_in", "shown"]

READING = "$reading"


def shown(expected: Any, actual: Any) -> Iterator[str]:
    """The readings by which a value fits: of each interpretation that a `$reading` offers, the first that does."""
    if isinstance(expected, Mapping):
        options = expected.get(READING)
        if isinstance(options, Mapping):
            yield from _fitting(options, actual)
        elif (operator := _operator(expected)) is not None:
            yield from _shown_by_operator(operator, expected[operator], actual)
        elif isinstance(actual, Mapping):
            for key, value in expected.items():
                if isinstance(value, dict | list):
                    yield from shown(value, actual.get(key, ABSENT))
    elif isinstance(expected, list) and isinstance(actual, list):
        for value, item in zip(expected, actual, strict=False):
            yield from shown(value, item)


def _fitting(options: Mapping[str, Any], actual: Any) -> Iterator[str]:
    seen: set[str] = set()
    for name, value in options.items():
        interpretation = name.partition(".")[0]
        if interpretation not in seen and not match(value, actual):
            seen.add(interpretation)
            yield name


def _shown_by_operator(operator: str, argument: Any, actual: Any) -> Iterator[str]:
    """The readings inside a matcher: of the first choice that fits, or of a map; others show none by fitting."""
    if operator == "$one_of":
        fitting = (option for option in argument if not match(option, actual))
        yield from shown(next(fitting, None), actual)
    elif operator == "$exactly":
        yield from shown(argument, actual)


def _operator(value: Mapping[str, Any]) -> str | None:
    name = next(iter(value), "")
    return name if len(value) == 1 and name in OPERATORS else None


def readings_in(value: Any) -> Iterator[str]:
    """Every reading that a step offers or names, as `interpretation.reading`."""
    if isinstance(value, Mapping):
        options = value.get(READING)
        if isinstance(options, Mapping):
            yield from options
        for key in ("reading", "otherwise"):
            if isinstance(value.get(key), str) and _is_entry(value):
                yield value[key]
        for inner in value.values():
            yield from readings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from readings_in(inner)


def narrowed(value: Any, pins: Mapping[str, str]) -> Any:
    """A step's body in which nothing but the pinned readings is accepted.

    `pins` maps an interpretation to the one reading that counts; others stay open. An optional entry that the pin
    demands is no longer optional, and one that it excludes is gone. What `$not` excludes stays excluded.
    """
    if isinstance(value, Mapping):
        if _operator(value) == "$not":
            return value
        options = value.get(READING)
        if isinstance(options, Mapping):
            return {READING: {name: narrowed(inner, pins) for name, inner in options.items() if _counts(name, pins)}}
        return {key: narrowed(inner, pins) for key, inner in _as_pinned(value, pins).items()}
    if isinstance(value, list):
        return [narrowed(inner, pins) for inner in value if not _is_excluded(inner, pins)]
    return value


def _is_entry(value: Mapping[str, Any]) -> bool:
    """Whether this is an entry of `one_of`, `any_order` or rows, and no data that happen to have such a key."""
    return "reading" in value and any(key in value for key in ("message", "error", "nothing", "row"))


def _counts(name: str, pins: Mapping[str, str]) -> bool:
    interpretation, _, reading = name.partition(".")
    return pins.get(interpretation, reading) == reading


def _is_excluded(entry: Any, pins: Mapping[str, str]) -> bool:
    return isinstance(entry, Mapping) and _is_entry(entry) and not _counts(entry["reading"], pins)


def _as_pinned(entry: Mapping[str, Any], pins: Mapping[str, str]) -> Mapping[str, Any]:
    if "optional" not in entry or not _is_entry(entry) or entry["reading"].partition(".")[0] not in pins:
        return entry
    return {key: inner for key, inner in entry.items() if key != "optional"}
