"""The transport that stdio and tcp share: one message a line, over a wire."""

from __future__ import annotations

import time
from contextlib import ExitStack

from ocs_conformance.transport.answers import AnswerCheck
from ocs_conformance.transport.base import Json
from ocs_conformance.transport.wire import Wire

__all__ = ["LineTransport"]


class LineTransport:
    """Speaks over a wire and owns what was opened for it.

    What arrives behind an answer waits for the next exchange.
    """

    def __init__(self, wire: Wire, owned: ExitStack) -> None:
        self._wire = wire
        self._owned = owned
        self._check = AnswerCheck(wire.name)

    def __str__(self) -> str:
        return self._wire.name

    def exchange(self, message: Json | None, seconds: float) -> list[Json]:
        """See `Transport.exchange`."""
        end = time.monotonic() + seconds
        if message is None:
            return self._arrived(end)
        self._check.ask(message)
        self._wire.send(message)
        received: list[Json] = []
        while (next_one := self._wire.next_message(end)) is not None:
            received.append(next_one)
            if self._check.is_answer(next_one):
                return received
        raise self._wire.fault(f"did not answer {message['method']} within {seconds:g} seconds")

    def close(self) -> None:
        """End the line, and the process if one was started."""
        self._owned.close()

    def _arrived(self, end: float) -> list[Json]:
        received: list[Json] = []
        while (next_one := self._wire.next_message(0 if received else end)) is not None:
            self._check.is_answer(next_one)
            received.append(next_one)
        return received
