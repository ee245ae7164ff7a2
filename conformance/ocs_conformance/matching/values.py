"""Matches values: strict about type, by subset for maps, by operators where a value itself is not the point."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ocs_conformance.errors import CaseError
from ocs_conformance.verdict import ABSENT

__all__ = ["OPERATORS", "Difference", "match", "wrong_argument"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where what was seen does not fit: the path inside the value, both sides, and a sentence."""

    path: str
    expected: Any
    actual: Any
    message: str


def match(expected: Any, actual: Any, path: str = "") -> list[Difference]:
    """Every difference between what is demanded and what is there.

    A map fits when each of its keys fits; lists fit item by item; all other values must be equal and of one type.
    Raises CaseError for a matcher that cannot be carried out.
    """
    if isinstance(expected, dict):
        if len(expected) == 1:
            name = next(iter(expected))
            if name[:1] == "$" and name in OPERATORS:
                if mistake := wrong_argument(name, expected[name]):
                    raise CaseError(mistake)
                return OPERATORS[name](expected[name], actual, path)
        return _match_map(expected, actual, path)
    if isinstance(expected, list):
        return _match_list(expected, actual, path)
    if type(expected) is type(actual) and expected == actual:
        return []
    return [Difference(path, expected, actual, _why(expected, actual))]


def _why(expected: Any, actual: Any) -> str:
    if actual is ABSENT:
        return "is missing"
    if type(expected) is not type(actual) and str(expected) == str(actual):
        return f"has the right value as {_kind(actual)} instead of {_kind(expected)}"
    return "differs"


def _kind(value: Any) -> str:
    names = {int: "an integer", str: "a text", dict: "a map", list: "a list", bool: "a truth value"}
    return names.get(type(value), type(value).__name__)


def _match_map(expected: Mapping[str, Any], actual: Any, path: str) -> list[Difference]:
    if not isinstance(actual, dict):
        return [Difference(path, dict(expected), actual, f"is {_kind(actual)} instead of a map")]
    found: list[Difference] = []
    for key, value in expected.items():
        seen = actual.get(key, ABSENT)
        if seen == value and type(seen) is type(value) and not isinstance(value, dict | list):
            continue
        found += match(value, seen, f"{path}.{key}" if path else key)
    return found


def _match_list(expected: list[Any], actual: Any, path: str) -> list[Difference]:
    if not isinstance(actual, list):
        return [Difference(path, expected, actual, f"is {_kind(actual)} instead of a list")]
    if len(expected) != len(actual):
        return [Difference(path, expected, actual, f"has {len(actual)} items instead of {len(expected)}")]
    pairs = enumerate(zip(expected, actual, strict=True))
    return [difference for index, (want, seen) in pairs for difference in match(want, seen, f"{path}[{index}]")]


def _operator(sentence: str, fits: Callable[[Any, Any], bool]) -> Callable[[Any, Any, str], list[Difference]]:
    def apply(argument: Any, actual: Any, path: str) -> list[Difference]:
        if actual is not ABSENT and fits(argument, actual):
            return []
        message = "is missing" if actual is ABSENT else sentence
        return [Difference(path, argument, actual, message)]

    return apply


def _exactly(argument: Any, actual: Any, path: str) -> list[Difference]:
    found = match(argument, actual, path)
    if isinstance(argument, dict) and isinstance(actual, dict):
        extra = [key for key in actual if key not in argument]
        found += [Difference(f"{path}.{key}" if path else key, ABSENT, actual[key], "is not allowed") for key in extra]
    return found


def _absent(_argument: Any, actual: Any, path: str) -> list[Difference]:
    return [] if actual is ABSENT else [Difference(path, ABSENT, actual, "must not be there")]


def _reading(options: Any, actual: Any, path: str) -> list[Difference]:
    """One of the readings must fit, and there may be one by which nothing is there."""
    if any(not match(value, actual) for value in options.values()):
        return []
    message = "is missing" if actual is ABSENT else "is none of the accepted readings"
    return [Difference(path, options, actual, message)]


def _says(text: str, actual: Any) -> bool:
    """Whether a text says the same; case, blanks, punctuation and a plural s do not count (interpretation A03)."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    pattern = "".join(f"{word.removesuffix('s')}s?" for word in words)
    return isinstance(actual, str) and re.fullmatch(pattern, re.sub(r"[^a-z0-9]", "", actual.lower())) is not None


def _is_expression(argument: Any) -> bool:
    try:
        return isinstance(argument, str) and re.compile(argument) is not None
    except (re.error, OverflowError, RecursionError):  # a count that is too large, parentheses too deep
        return False


def _is_range(argument: Any) -> bool:
    return (
        isinstance(argument, list)
        and len(argument) == 2
        and all(map(_is_integer, argument))
        and argument == sorted(argument)
    )


_TYPES: Mapping[str, type] = {"integer": int, "string": str, "object": dict, "array": list}


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _has_type(name: Any, actual: Any) -> bool:
    return _is_integer(actual) if name == "integer" else isinstance(actual, _TYPES[name])


OPERATORS: Mapping[str, Callable[[Any, Any, str], list[Difference]]] = {
    "$any": _operator("is missing", lambda _, actual: actual is not ABSENT),
    "$type": _operator("has another type", _has_type),
    "$one_of": _operator("is none of these", lambda options, actual: any(not match(o, actual) for o in options)),
    "$not": _operator("must be something else", lambda argument, actual: bool(match(argument, actual))),
    "$matches": _operator(
        "does not have this form",
        lambda pattern, actual: isinstance(actual, str) and re.fullmatch(pattern, actual) is not None,
    ),
    "$contains": _operator("lacks this part", lambda part, actual: isinstance(actual, str) and part in actual),
    "$range": _operator(
        "is outside this range", lambda ends, actual: _is_integer(actual) and ends[0] <= actual <= ends[1]
    ),
    "$loosely": _operator("says something else", _says),
    "$absent": _absent,
    "$reading": _reading,
    "$exactly": _exactly,
}
"""The matchers that cases may use, by the name that they write."""

_ARGUMENTS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "$any": (lambda argument: argument is True, "true"),
    "$type": (lambda argument: isinstance(argument, str) and argument in _TYPES, ", ".join(_TYPES)),
    "$one_of": (lambda argument: isinstance(argument, list) and bool(argument), "a list of values and matchers"),
    "$matches": (_is_expression, "a regular expression"),
    "$contains": (lambda argument: isinstance(argument, str), "a text"),
    "$range": (_is_range, "a list of two integers, the lower one first"),
    "$loosely": (lambda argument: isinstance(argument, str), "a text"),
    "$absent": (lambda argument: argument is True, "true"),
    "$reading": (lambda argument: isinstance(argument, dict), "readings of cases/interpretations.yaml"),
    "$exactly": (lambda argument: isinstance(argument, dict), "a map"),
}


def wrong_argument(operator: str, argument: Any) -> str | None:
    """What is wrong with that which stands behind a matcher, with what is allowed there; None if nothing is."""
    fits, allowed = _ARGUMENTS.get(operator, (None, ""))
    return None if fits is None or fits(argument) else f"{operator} cannot be {argument!r}; allowed: {allowed}"
