"""Ctrl-C and SIGTERM during a run: the run ends with its report, and no process is left behind."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator
from types import FrameType
from typing import Any, Self

from ocs_conformance.engine.events import Event, RunFinished

__all__ = ["Interruption"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """While it is open, the first signal interrupts the engine at once, but never whoever consumes its events.

    So a report line is written whole or not at all, and the source of the events still gets to say that it is over.
    Further signals change nothing: they often come in pairs, and everything is ending already.
    """

    def __init__(self) -> None:
        self._asked = False
        self._deferring = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._handle) for number in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        first, self._asked = not self._asked, True
        if first and not self._deferring:
            raise KeyboardInterrupt

    def guard(self, events: Generator[Event, None, None]) -> Iterator[Event]:
        """The events, with an interruption handed to their source, again where something in it swallowed the first."""
        event = self._next(events)
        while event is not None:
            yield event
            over = isinstance(event, RunFinished)
            event = self._next(events, interrupting=self._asked and not over)
        self._deferring = False

    def _next(self, events: Generator[Event, None, None], *, interrupting: bool = False) -> Event | None:
        try:
            self._deferring = False
            event = events.throw(KeyboardInterrupt()) if interrupting else next(events, None)
            self._deferring = True
        except KeyboardInterrupt:
            # The signal came when the source was not at work; one that has ended by it raises this once more.
            self._deferring = True
            event = events.throw(KeyboardInterrupt())
        return event
