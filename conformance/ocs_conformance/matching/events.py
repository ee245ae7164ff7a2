"""Matches user events at a desktop: by message name or error number, then by data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ocs_conformance.matching.readings import shown
from ocs_conformance.matching.values import Difference, match
from ocs_conformance.verdict import ABSENT

__all__ = ["is_silence", "match_event", "shown_by_event"]


def match_event(expected: Mapping[str, Any], event: Mapping[str, Any]) -> list[Difference]:
    """Every difference between an entry of `expect` and the user data of an event.

    An error is told by GSW_ERROR_NUMBER alone, for the documents leave its GSW_USER_EVENT open.
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


def shown_by_event(expected: Mapping[str, Any], event: Mapping[str, Any]) -> Iterator[str]:
    """The readings that an event showed by fitting an entry."""
    if "reading" in expected:
        yield expected["reading"]
    yield from shown(expected.get("error"), event.get("GSW_ERROR_NUMBER"))
    yield from shown(expected.get("data"), event)


def is_silence(entry: Any) -> bool:
    """Whether an entry of `one_of` stands for no event at all: `nothing`, or a map that names its reading, too."""
    return entry == "nothing" or (isinstance(entry, dict) and "nothing" in entry)


def _match_name(expected: Mapping[str, Any], event: Mapping[str, Any]) -> list[Difference]:
    number = event.get("GSW_ERROR_NUMBER", ABSENT)
    if "error" in expected:
        wanted = expected["error"]
        if number is not ABSENT and not match({"$one_of": wanted} if isinstance(wanted, list) else wanted, number):
            return []
        return [_no_such_error(wanted, event)]
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
