"""Matches what comes to desktops, applications and the web server: by message name or error number, then by data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ocs_conformance import messages
from ocs_conformance.matching.readings import shown
from ocs_conformance.matching.values import Difference, match
from ocs_conformance.verdict import ABSENT

__all__ = ["is_silence", "match_data", "match_event", "shown_by_event"]


def match_event(expected: Mapping[str, Any], event: Mapping[str, Any]) -> list[Difference]:
    """Every difference between an entry of `expect` and the user data of an event.

    An error of the desktop protocol is told by GSW_ERROR_NUMBER alone, for the documents leave its GSW_USER_EVENT open.
    An entry whose condition does not hold fits no event.
    """
    return _match_condition(expected) or _match_name(expected, event) or match_data(expected, event)


def match_data(expected: Mapping[str, Any], data: Mapping[str, Any]) -> list[Difference]:
    """Every difference between user data and what a step says under `data`, `absent` and `save`."""
    found = match(expected.get("data", {}), data)
    for key in expected.get("absent", ()):
        if key in data:
            found.append(Difference(key, ABSENT, data[key], "must not be there"))
    for key in expected.get("save", ()):
        if key not in data:
            found.append(Difference(key, {"$any": True}, ABSENT, "is missing"))
    return found


def shown_by_event(expected: Mapping[str, Any], event: Mapping[str, Any]) -> Iterator[str]:
    """The readings that an event showed by fitting an entry."""
    if "reading" in expected:
        yield expected["reading"]
    yield from shown(expected.get("error"), messages.error_number(event))
    yield from shown(expected.get("data"), event)


def is_silence(entry: Any) -> bool:
    """Whether an entry of `one_of` stands for no event at all: `nothing`, or a map that names its reading, too."""
    return entry == "nothing" or (isinstance(entry, dict) and "nothing" in entry)


def _match_condition(expected: Mapping[str, Any]) -> list[Difference]:
    """What keeps an entry from counting at all: the value under `when` is not what it must be."""
    condition = expected.get("when")
    return match(condition["is"], condition["value"], "when") if condition else []


def _match_name(expected: Mapping[str, Any], event: Mapping[str, Any]) -> list[Difference]:
    number = messages.error_number(event)
    if "error" in expected:
        wanted = expected["error"]
        if number is not None and not match({"$one_of": wanted} if isinstance(wanted, list) else wanted, number):
            return []
        return [_no_such_error(wanted, event)]
    if number is not None:
        return [Difference("", expected["message"], {"error": number, "text": event.get("GSW_ERROR")}, "is an error")]
    if messages.name_of(event) != expected["message"]:
        key = "GSW_CM_MessageType" if "GSW_CM_MessageType" in event else "GSW_USER_EVENT"
        return [Difference(key, expected["message"], event.get(key, ABSENT), "is another event")]
    return []


def _no_such_error(wanted: Any, event: Mapping[str, Any]) -> Difference:
    number = messages.error_number(event)
    if number is not None:
        key = "GSW_ERROR_NUMBER" if "GSW_ERROR_NUMBER" in event else "GSW_CM_AttrError"
        return Difference(key, wanted, number, "is another error")
    name = event.get("GSW_USER_EVENT", ABSENT)
    if name == "Error":
        return Difference("GSW_ERROR_NUMBER", wanted, ABSENT, "is missing")
    return Difference("", {"error": wanted}, name, "is no error")
