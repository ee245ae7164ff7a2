"""What is said of a case, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["ABSENT", "Mismatch", "ShownReading", "Verdict"]

ABSENT = "(absent)"
"""Stands in a mismatch for a value that is not there."""


class Verdict(StrEnum):
    """The five things that a case can come to."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not applicable"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One difference between what a step demands and what was seen.

    `step` is a path such as `steps[2]`, or `end` for the fence that closes a body; `path` leads to the value inside
    what was compared, and is empty for the whole; `expected` and `actual` are plain data; `line` is the step's line in
    the case file. `requirement` is set where the difference breaks one that the case itself does not cite, as a breach
    of a message schema does.
    """

    step: str
    path: str
    expected: Any
    actual: Any
    message: str
    line: int = 0
    requirement: str | None = None


@dataclass(frozen=True, slots=True)
class ShownReading:
    """One reading of an open point of the documents, as a target showed it at a step.

    `note` is set where the reading is only tolerated, and says in what it falls short.
    """

    interpretation: str
    reading: str
    step: str
    note: str | None = None

    @property
    def name(self) -> str:
        """The reading as cases name it: `interpretation.reading`."""
        return f"{self.interpretation}.{self.reading}"
