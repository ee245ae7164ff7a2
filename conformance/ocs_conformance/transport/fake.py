"""A transport made of a function, for tests of whatever speaks to an adapter."""

from __future__ import annotations

from collections.abc import Callable

from ocs_conformance.transport.base import Json

__all__ = ["CallableTransport"]


class CallableTransport:
    """Answers each message with what a function returns for it; `arriving` are notifications that come next."""

    def __init__(self, function: Callable[[Json], list[Json]]) -> None:
        self._function = function
        self.arriving: list[Json] = []
        self.closed = False

    def __str__(self) -> str:
        return "the fake adapter"

    def exchange(self, message: Json | None, seconds: float) -> list[Json]:  # noqa: ARG002 - nothing is waited for
        """What has arrived, then what the function returns for the message."""
        arrived, self.arriving = self.arriving, []
        return arrived if message is None else arrived + self._function(message)

    def close(self) -> None:
        """Note that the line is closed."""
        self.closed = True
