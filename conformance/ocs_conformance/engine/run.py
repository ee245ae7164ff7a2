"""Runs many cases and tells what happens as a stream of events."""

from __future__ import annotations

import random
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

from ocs_conformance.engine.events import CaseStarted, Event, RunFinished, RunStarted
from ocs_conformance.engine.session import Session
from ocs_conformance.model import Case, TargetProfile

__all__ = ["Settings", "order", "run"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run goes: time limits are multiplied by `time_scale`; `seed` makes a shuffled order repeatable.

    `rerun` changes nothing in the run: RunStarted hands it on.
    """

    time_scale: float = 1.0
    repeat: int = 1
    shuffle: bool = False
    seed: int | None = None
    rerun: tuple[str, ...] = ()


def order(cases: Sequence[Case], settings: Settings) -> Iterator[tuple[int, Case]]:
    """Each case with the number of its run, from 1; shuffled anew for each run where that is asked for."""
    dice = random.Random(settings.seed)  # noqa: S311 - an order, not a secret
    for number in range(1, settings.repeat + 1):
        row = list(cases)
        if settings.shuffle:
            dice.shuffle(row)
        for case in row:
            yield number, case


def run(cases: Sequence[Case], profile: TargetProfile, settings: Settings) -> Generator[Event, None, None]:
    """Run cases against a target; the last event is RunFinished, also where the run is interrupted.

    Ctrl-C ends the run after the event at hand: KeyboardInterrupt, from inside or thrown in, becomes a RunFinished
    that says so. Raises UnreachableError where the target cannot be reached.
    """
    began = perf_counter()
    session = Session(profile, settings.time_scale)
    interrupted = False
    try:
        seed = settings.seed if settings.shuffle else None
        started = datetime.now(UTC)
        yield RunStarted(
            session.target, started, len(cases), seed, settings.repeat, settings.time_scale, settings.rerun
        )
        for number, case in order(cases, settings):
            yield CaseStarted(case, number)
            yield session.converse(case, number)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        session.close()
    yield RunFinished(datetime.now(UTC), perf_counter() - began, interrupted)
