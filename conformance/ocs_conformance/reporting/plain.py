"""Displays of a run that need no terminal: one that counts only, and one with a line now and then."""

from __future__ import annotations

import time
from collections.abc import Iterable
from types import TracebackType
from typing import Self, TextIO

from ocs_conformance.engine.events import CaseFinished, CaseStarted, Event, RunStarted
from ocs_conformance.reporting.record import CaseRecord
from ocs_conformance.verdict import Verdict

__all__ = ["PlainProgress", "QuietProgress"]


class QuietProgress:
    """Counts, and shows only what it is told to say; the other displays show more.

    A context manager that consumes events; `say` puts lines where they do not disturb the display.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._begun = time.monotonic()
        self.total = 0
        self.done = 0
        self.not_passing = 0
        self.current = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def write(self, event: Event | CaseRecord) -> None:
        """Takes one event."""
        match event:
            case RunStarted():
                self.total = event.count * event.repeat
                self._begun = time.monotonic()
            case CaseStarted():
                self.current = event.case.id
            case CaseFinished() | CaseRecord():
                self.done += 1
                self.not_passing += event.verdict not in (Verdict.PASS, Verdict.NOT_APPLICABLE)

    def say(self, lines: Iterable[str]) -> None:
        """Shows lines of text that stay."""
        for line in lines:
            self._stream.write(line + "\n")
        self._stream.flush()

    def status(self) -> str:
        """How far the run has come: `12 of 160 cases, 1 not passing, 850 a second`."""
        elapsed = time.monotonic() - self._begun
        speed = f", {self.done / elapsed:.0f} a second" if self.done and elapsed > 0 else ""
        return f"{self.done} of {self.total} cases, {self.not_passing} not passing{speed}"


class PlainProgress(QuietProgress):
    """A line each time that another 10 percent of the cases are done."""

    def write(self, event: Event | CaseRecord) -> None:
        """Takes one event."""
        before = self._tenths()
        super().write(event)
        if isinstance(event, CaseFinished | CaseRecord) and self._tenths() > before:
            self.say([f"{self._tenths() * 10:3}%  {self.status()}"])

    def _tenths(self) -> int:
        return self.done * 10 // self.total if self.total else 0
