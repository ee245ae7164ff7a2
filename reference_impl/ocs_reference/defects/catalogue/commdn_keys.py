"""Mistakes with the keys of campaign group requests over the Communication DN, one for each: made from a table."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ocs_reference.core.campaign_groups import AUTO_COMPLETION, DIAL_MODE, INVALID_PARAMETER, OPTIMIZE_BY, OPTIMIZE_GOAL
from ocs_reference.core.communication_dn import MESSAGE_TYPE, ORIGIN, PROPERTIES, TARGET
from ocs_reference.core.configuration import Application
from ocs_reference.core.context import Context
from ocs_reference.core.group_commands import CAMPAIGN_ID, GROUP_COMMANDS, GROUP_ID
from ocs_reference.core.values import Data
from ocs_reference.defects.commands import (
    FORCE,
    LOAD,
    LOADED,
    REFUSED,
    SET,
    SHOWN,
    START,
    STARTED,
    STATUS,
    UNLOAD,
    received,
    refused_for,
)
from ocs_reference.defects.defect import Defect

_ENVELOPE = (MESSAGE_TYPE, ORIGIN, TARGET)
_PARAMETERS = (DIAL_MODE, OPTIMIZE_BY, OPTIMIZE_GOAL, AUTO_COMPLETION)
_NOT_USED = (0, 1, 2, 3, 4, 5, 6, 13, 14, 15, 16, 17, 18, 25, 26, 28)
_OWN = (LOADED, STARTED, SHOWN, REFUSED)
_NAMES = {command.name: number for number, command in GROUP_COMMANDS.items()}


def _kebab(name: str) -> str:
    return re.sub(r"_|(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


@dataclass(frozen=True)
class _Guess:
    """Reads requests of one number without a key, or with a wrong value there, as if they had the right one."""

    number: int
    key: str
    missing: bool

    def __call__(self, context: Context, application: Application, data: Data) -> Data:
        """Give the data that are read instead."""
        named = data.get(MESSAGE_TYPE) == self.number or (self.key == MESSAGE_TYPE and MESSAGE_TYPE not in data)
        wrong = self.key not in data if self.missing else not isinstance(data.get(self.key, 0), int)
        if not (named and wrong):
            return data
        return {**data, self.key: self._right(context, application, data)}

    def _right(self, context: Context, application: Application, data: Data) -> int:
        found: dict[str, Callable[[], int]] = {
            MESSAGE_TYPE: lambda: self.number,
            ORIGIN: lambda: application.dbid,
            TARGET: lambda: context.configuration.application_id,
            GROUP_ID: lambda: _other_half(context, data)[1],
            CAMPAIGN_ID: lambda: _other_half(context, data)[0],
        }
        return found[self.key]()


def _other_half(context: Context, data: Data) -> tuple[int, int]:
    """Return campaign and group of the first campaign group that has one of the two that a request names."""
    groups = [session.group for session in context.state.sessions.values()]
    pairs = [(group.campaign.dbid, group.group_dbid) for group in groups]
    named = {data.get(CAMPAIGN_ID), data.get(GROUP_ID)}
    return next(pair for pair in pairs if named & {*pair})


def _mandatory(number: int) -> tuple[str, ...]:
    if number == FORCE:
        return _ENVELOPE
    return (*_ENVELOPE, GROUP_ID, CAMPAIGN_ID) if number == UNLOAD else (*_ENVELOPE, GROUP_ID)


def _optional(number: int) -> tuple[str, ...]:
    names = tuple(key for key in (CAMPAIGN_ID, GROUP_ID) if key not in _mandatory(number))
    return (*names, PROPERTIES, *(_PARAMETERS if number in (LOAD, START, SET) else ()))


def _of_key(number: int, name: str, key: str) -> Iterator[Defect]:
    row = f"commdn.{_kebab(name)}.user-data.{_kebab(key)}"
    trial = f"commdn-keys.{_kebab(name)}.{_kebab(key)}"
    if key in _mandatory(number):
        title = f"What lacks {key} is taken for a right {name}"
        yield Defect(f"{trial}.not-asked-for", row, title, received(_Guess(number, key, missing=True)))
        if key != MESSAGE_TYPE:
            title = f"{name} with a text under {key} is carried out"
            yield Defect(f"{trial}.of-any-type", f"{row}.type", title, received(_Guess(number, key, missing=False)))
        return
    title = f"{name} with {key} is refused"
    yield Defect(
        f"{trial}.not-understood", row, title, refused_for([number], INVALID_PARAMETER, lambda data: key in data)
    )


def _of_keys() -> Iterator[Defect]:
    for number, command in GROUP_COMMANDS.items():
        for key in (*_mandatory(number), *_optional(number)):
            yield from _of_key(number, command.name, key)


def _load_by(number: int) -> Callable[[Context, Application, Data], Data]:
    return lambda _context, _application, data: (
        {**data, MESSAGE_TYPE: LOAD} if data.get(MESSAGE_TYPE) == number else data
    )


def _status_by(number: int) -> Callable[[Context, Application, Data], Data]:
    return lambda _context, _application, data: (
        {**data, MESSAGE_TYPE: STATUS} if data.get(MESSAGE_TYPE) == number else data
    )


def _by_name(_context: Context, _application: Application, data: Data) -> Data:
    number = _NAMES.get(str(data.get(MESSAGE_TYPE)))
    return data if number is None else {**data, MESSAGE_TYPE: number}


def _of_types() -> Iterator[Defect]:
    row = "commdn.message-type.requests-not-used"
    for number in (*_NOT_USED, *_OWN):
        title = f"An event under message type {number} loads the campaign group that it names"
        yield Defect(f"commdn-types.{number}-loads", row, title, received(_load_by(number)))
    for number in (6, 13, 28):
        title = f"An event under message type {number} is answered with the status of the campaign group"
        yield Defect(f"commdn-types.{number}-tells-the-status", row, title, received(_status_by(number)))


DEFECTS = (
    *_of_keys(),
    *_of_types(),
    Defect(
        "commdn-types.names-for-numbers",
        "commdn.cm-req-load-campaign.user-data.gsw-cm-message-type",
        "A request may bear its name instead of its number",
        received(_by_name),
    ),
)
