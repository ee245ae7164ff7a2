"""What the engine tells its consumers: one frozen event for each thing that happens in a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ocs_conformance.model import Case
from ocs_conformance.verdict import Mismatch, ShownReading, Verdict

__all__ = ["CaseFinished", "CaseStarted", "Event", "RunFinished", "RunStarted", "TargetInfo"]


@dataclass(frozen=True, slots=True)
class TargetInfo:
    """The target as its adapter introduced it, and the profile by which it was reached."""

    profile: str
    vendor: str
    name: str
    version: str
    adapter: str
    capabilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The target has been reached and `count` cases are about to run, each `repeat` times; `started` is UTC.

    `rerun` are the words of a command that lacks only the case to run again; empty where no command began the run.
    """

    target: TargetInfo
    started: datetime
    count: int
    seed: int | None
    repeat: int
    time_scale: float
    rerun: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseStarted:
    """A case begins; `run` counts repetitions from 1."""

    case: Case
    run: int


@dataclass(frozen=True, slots=True)
class CaseFinished:
    """A case has its verdict.

    `reason` says in one sentence why the verdict is not `pass` (empty otherwise). `conversation` is the list of
    everything said, as plain data: each entry has `t` (seconds since the case began), `step`, `from`, `to` and what
    was said. `notes` are remarks that change no verdict, `readings` the readings of the documents' open points that
    the target showed. Secret values are already masked.
    """

    case: Case
    run: int
    verdict: Verdict
    reason: str
    seconds: float
    mismatches: tuple[Mismatch, ...]
    conversation: tuple[dict[str, Any], ...]
    notes: tuple[str, ...] = ()
    readings: tuple[ShownReading, ...] = ()


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run is over; `interrupted` says that it was ended before its last case."""

    finished: datetime
    seconds: float
    interrupted: bool


Event = RunStarted | CaseStarted | CaseFinished | RunFinished
