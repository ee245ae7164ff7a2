"""A primary OCS and, after a switch-over that the former primary survived, its backup; both work on one database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ocs_reference.core.configuration import Configuration
from ocs_reference.core.context import Policies
from ocs_reference.core.messages import (
    AgentAssigned,
    AgentLoggedIn,
    AgentLoggedOut,
    CallConnected,
    CallEnded,
    CallReleased,
    CallShared,
    DesktopRequest,
    Input,
    Output,
    ResourceRequest,
    SteppedDown,
    TimePassed,
    TookOver,
)
from ocs_reference.core.ocs import Ocs
from ocs_reference.core.requests import APPLICATION_ID
from ocs_reference.core.state import State
from ocs_reference.core.store import Store


class Pair:
    """One OCS, or two of which one is primary; the arguments are those of :class:`Ocs`."""

    def __init__(
        self, configuration: Configuration, store: Store, record_uri: str, now: int, policies: Policies
    ) -> None:
        self._make: Callable[[Configuration, int], Ocs] = lambda own, begin: Ocs(
            own, store, record_uri, begin, policies
        )
        self._first = self._primary = self._make(configuration, now)
        self._backup: Ocs | None = None

    def reset(self, now: int) -> None:
        """Let the first OCS be primary again, as it was configured; the other is gone."""
        self._primary, self._backup = self._first, None
        self._first.reset(now)

    def handle(self, message: Input, now: int) -> Sequence[Output]:
        """Give an input to those whom it is for, and return what it leads to; ``now`` is in UTC seconds."""
        if self._backup is None:
            return self._primary.handle(message, now)
        is_meant = _BACKUP_ONLY.get(type(message))
        if is_meant is not None and is_meant(self._backup.context.state, message):
            return self._backup.handle(message, now)
        outputs = self._primary.handle(message, now)
        return [*outputs, *self._backup.handle(message, now)] if self._reaches_both(message) else outputs

    def _reaches_both(self, message: Input) -> bool:
        if isinstance(message, DesktopRequest):
            assert self._backup is not None
            return message.data.get(APPLICATION_ID) == self._backup.context.configuration.application_id
        return isinstance(message, AgentLoggedIn | AgentLoggedOut | AgentAssigned | CallReleased | TimePassed)

    def next_moment(self, until: int) -> int:
        """Return the first moment at which something falls due for one of them, ``until`` at the latest."""
        return min(each.next_moment(until) for each in (self._primary, self._backup) if each is not None)

    def switch_over(self, now: int, *, former_lives: bool) -> Sequence[Output]:
        """Make the other one primary; a former primary that is dead comes back, if it does, without memory."""
        former, successor = self._primary, self._backup or self._other(now)
        outputs = successor.handle(TookOver(former.context.state, former_lives), now)
        if former_lives:
            outputs = [*outputs, *former.handle(SteppedDown(), now)]
        self._primary, self._backup = successor, former if former_lives else None
        return outputs

    def _other(self, now: int) -> Ocs:
        own = self._primary.context.configuration
        assert own.backup_application_id is not None
        other = replace(own, application_id=own.backup_application_id, backup_application_id=own.application_id)
        return self._make(other, now)


def _knows_call(state: State, message: CallConnected | CallEnded) -> bool:
    return message.call in state.calls


def _shares_call(state: State, message: CallShared) -> bool:
    return any(call.agent == message.giver for call in state.calls.values())


def _has_record(state: State, message: ResourceRequest) -> bool:
    is_record = len(message.path) == 2 and message.path[0] == "records"
    return is_record and message.path[1] in {str(handle) for handle in state.open}


_BACKUP_ONLY: Mapping[type, Callable[[State, Any], bool]] = {
    CallConnected: _knows_call,
    CallEnded: _knows_call,
    CallShared: _shares_call,
    ResourceRequest: _has_record,
}
"""Inputs about what was begun before a switch-over: they are for the backup, where it knows the call or the record."""
