"""Drives sequences against two targets in step, until they differ or the time is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from ocs_conformance.exploration.actions import Stage, sequences, stage_of
from ocs_conformance.exploration.comparison import Excuses, difference
from ocs_conformance.exploration.side import Observation, Side
from ocs_conformance.loading import load_interpretations
from ocs_conformance.model import TargetProfile

__all__ = ["Exploration", "Finding", "explore"]

Json = dict[str, Any]
_BATCH = 100


@dataclass(frozen=True)
class Finding:
    """The shortest sequence found on which two targets differ.

    `actions` have agents and values put in. `at` is the number of the action after which they differ, counted from 0;
    that many as there are actions stands for the rows at the end. `observations` are those of the target that counts
    as right, the logins first.
    """

    stage: Stage
    actions: tuple[Json, ...]
    at: int
    sentence: str
    logins: tuple[Observation, ...]
    observations: tuple[Observation, ...]
    conversations: tuple[tuple[Json, ...], tuple[Json, ...]]


@dataclass(frozen=True)
class Exploration:
    """What an exploration came to: how many sequences were tried, and what was found."""

    sequences: int
    finding: Finding | None


class _Different(Exception):  # noqa: N818 - tells Hypothesis that the two sides differ
    pass


def explore(
    target: TargetProfile, against: TargetProfile, environment: Mapping[str, Any], *, seconds: float, first_seed: int
) -> Exploration:
    """Explore a target beside another that counts as right, for at most so many seconds.

    The same seed gives the same sequences. Raises UnreachableError where a target cannot be reached, UsageError where
    one lacks what an exploration needs, AdapterError where an adapter breaks.
    """
    stage = stage_of(environment)
    sides = Side(target, environment, stage), Side(against, environment, stage)
    explorer = _Explorer(stage, sides, monotonic() + seconds)
    try:
        number = first_seed
        while explorer.finding is None and monotonic() < explorer.deadline:
            explorer.batch(number)
            number += 1
        return Exploration(explorer.tried, explorer.finding)
    finally:
        for side in sides:
            side.close()


class _Explorer:
    def __init__(self, stage: Stage, sides: tuple[Side, Side], deadline: float) -> None:
        self._stage = stage
        self._sides = sides
        self._excuses = Excuses(load_interpretations())
        self.deadline = deadline
        self.finding: Finding | None = None
        self.tried = 0

    def batch(self, number: int) -> None:
        """Try some sequences; the first that tells the sides apart is made as short as it can be."""

        @seed(number)
        @settings(
            max_examples=_BATCH,
            database=None,
            derandomize=False,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            print_blob=False,
        )
        @given(sequences(self._stage))
        def agree(actions: list[Json]) -> None:
            if self.finding is None and monotonic() > self.deadline:
                return
            self.tried += 1
            found = self._compare(actions)
            if found is not None:
                self.finding = found
                raise _Different

        try:
            agree()
        except _Different:
            return

    def _compare(self, actions: list[Json]) -> Finding | None:
        target, right = self._sides
        logins = right.begin()
        begun = next((s for pair in zip(target.begin(), logins, strict=True) if (s := self._differ(*pair))), None)
        observations: list[Observation] = []
        for number, action in enumerate(actions):
            observations.append(right.perform(action))
            sentence = begun or self._differ(target.perform(action), observations[-1])
            if sentence:
                return self._finding(number, sentence, logins, observations)
        observations.append(right.end())
        sentence = self._differ(target.end(), observations[-1])
        return self._finding(len(actions), sentence, logins, observations) if sentence else None

    def _differ(self, one: Observation, other: Observation) -> str | None:
        return difference(one, other, self._excuses)

    def _finding(self, at: int, sentence: str, logins: list[Observation], observations: list[Observation]) -> Finding:
        target, right = self._sides
        conversations = tuple(target.said), tuple(right.said)
        performed = tuple(right.performed[len(logins) :])
        return Finding(self._stage, performed, at, sentence, tuple(logins), tuple(observations), conversations)
