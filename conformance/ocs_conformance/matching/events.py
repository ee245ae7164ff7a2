"""Matches user events at a desktop: by message name or error number, then by data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocs_conformance.matching.values import Difference, match
from ocs_conformance.verdict import ABSENT

__all__ = ["match_event"]


def match_event(expected: Mapping[str, Any], event: Mapping[str, Any]) -> list[Difference]:
    """Every difference between an entry of `expect` and the user data of an event.

    An error is told by GSW_ERROR_NUMBER alone, for the documents leave its GSW_USER_EVENT open (interpretation A05).
    """
    found = _match_name(expected, event)
    if found:
        return found
    found = match(expected.get("data", {}), event)
    for key in expected.get("absent", ()):
        if key in event:
            found.append(Difference(key, ABSENT, event[key], "must not be there"))
    for key in expected.get("save", ()):
        if key not in event:
            found.append(Difference(key, {"$any": True}, ABSENT, "is missing"))
    return found


def _match_name(expected: Mapping[str, Any], event: Mapping[str, Any]) -> list[Difference]:
    number = event.get("GSW_ERROR_NUMBER", ABSENT)
    if "error" in expected:
        wanted = expected["error"] if isinstance(expected["error"], list) else [expected["error"]]
        if any(type(number) is type(error) and number == error for error in wanted):
            return []
        return [_no_such_error(expected["error"], event)]
    name = event.get("GSW_USER_EVENT", ABSENT)
    if number is not ABSENT:
        return [Difference("", expected["message"], {"error": number, "text": event.get("GSW_ERROR")}, "is an error")]
    if name != expected["message"]:
        return [Difference("GSW_USER_EVENT", expected["message"], name, "is another event")]
    return []


def _no_such_error(wanted: Any, event: Mapping[str, Any]) -> Difference:
    if "GSW_ERROR_NUMBER" in event:
        return Difference("GSW_ERROR_NUMBER", wanted, event["GSW_ERROR_NUMBER"], "is another error")
    name = event.get("GSW_USER_EVENT", ABSENT)
    if name == "Error":
        return Difference("GSW_ERROR_NUMBER", wanted, ABSENT, "is missing")
    return Difference("", {"error": wanted}, name, "is no error")
