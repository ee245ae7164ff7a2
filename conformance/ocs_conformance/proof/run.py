"""Carries out a proof: the sound target first, then every trial, over several processes, resumable."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from ocs_conformance.engine import CaseFinished, Session
from ocs_conformance.errors import UsageError
from ocs_conformance.loading import groups, load_requirements
from ocs_conformance.model import Case, TargetProfile
from ocs_conformance.proof.defects import NamedDefect, named_defects, with_defect
from ocs_conformance.proof.mutants import Mutation, mutants
from ocs_conformance.proof.observed import observe
from ocs_conformance.proof.trials import Trial, TrialResult, outcome_of

__all__ = ["Proof", "conversation_of", "prove"]

_TIME_SCALE = 0.1
"""Nothing is worth waiting for in a proof: a sound answer in memory takes less than a millisecond."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The results of all trials, and what had to be left out.

    `waiting` are defects whose requirement waits for a case, as the ledger says; `inapplicable` are cases that cannot
    be run on the target, and `unheard` defects that only such cases could notice: another target proves these.
    """

    results: tuple[TrialResult, ...]
    waiting: tuple[str, ...]
    inapplicable: frozenset[str] = frozenset()
    unheard: tuple[str, ...] = ()


def prove(
    profile: TargetProfile,
    cases: Sequence[Case],
    *,
    workers: int = 1,
    kept: Path | None = None,
    only: Callable[[str], bool] = lambda _name: True,
    tell: Callable[[TrialResult, int, int], None] = lambda _result, _done, _all: None,
) -> Proof:
    """Carry out every trial on a target; the results stand in the order of the trials.

    `kept` is a file to which each result is added when it is there, and from which those of an earlier, interrupted
    proof of the same trials are taken. `only` chooses trials by name. `tell` hears of each result, with how many are
    there and how many there will be. Raises Unsound where the target, as it is, does not pass all cases.
    """
    prover = _Prover(profile, cases, only)
    results = {name: result for name, result in _read(kept).items() if prover.trials.get(name) == result.trial}
    open_trials = [name for name in prover.trials if name not in results]
    for result in _carried_out(prover, open_trials, workers):
        results[result.trial.name] = result
        if kept is not None:
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(result.data()) + "\n")
        tell(result, len(results), len(prover.trials))
    prover.close()
    done = tuple(results[name] for name in prover.trials)
    return Proof(done, prover.waiting, prover.inapplicable, prover.unheard)


def conversation_of(profile: TargetProfile, cases: Sequence[Case], name: str, case: Case) -> CaseFinished:
    """One case with one trial; raises UsageError where there is no trial of that name."""
    prover = _Prover(profile, cases, lambda trial: trial == name)
    if name not in prover.trials:
        raise UsageError(f"there is no defect and no mutant {name}")
    (finished,) = prover.conversations(name, [case])
    prover.close()
    return finished


def _read(kept: Path | None) -> dict[str, TrialResult]:
    if kept is None or not kept.is_file():
        return {}
    lines = kept.read_text(encoding="utf-8").splitlines()
    found = (TrialResult.of_data(json.loads(line)) for line in lines if line.endswith("}"))
    return {result.trial.name: result for result in found}


_prover: _Prover | None = None


def _carried_out(prover: _Prover, names: Sequence[str], workers: int) -> Iterator[TrialResult]:
    if workers <= 1:
        yield from map(prover.carry_out, names)
        return
    # Forked, so that cases, schemas and what was observed need not be loaded once more by each process.
    global _prover  # noqa: PLW0603 - what the forked processes inherit
    _prover = prover
    prover.close()
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
        yield from pool.map(_in_worker, names, chunksize=4)


def _in_worker(name: str) -> TrialResult:
    assert _prover is not None
    return _prover.carry_out(name)


class _Prover:
    """The trials on one target, and what carries each out."""

    def __init__(self, profile: TargetProfile, cases: Sequence[Case], only: Callable[[str], bool]) -> None:
        self._profile = profile
        self._cases = {case.id: case for case in cases}
        self._cited = _cited(cases)
        self._session: Session | None = None
        self._process = os.getpid()
        observed = observe(self._sound(), cases)
        self.inapplicable = frozenset(observed.inapplicable)
        self._mutations: dict[str, Mutation] = {}
        self.trials: dict[str, Trial] = {}
        found = [*((self._trial_of(defect), None) for defect in named_defects(profile)), *mutants(observed)]
        rows = load_requirements()
        waits = {name for name, row in rows.items() if row.planned}
        self.waiting = tuple(
            trial.name for trial, _ in found if not trial.cases and waits.issuperset(trial.requirements)
        )
        self.unheard = tuple(trial.name for trial, _ in found if not trial.cases and self._is_unheard(trial))
        for trial, mutation in found:
            if only(trial.name) and trial.name not in self.waiting and trial.name not in self.unheard:
                self.trials[trial.name] = trial
                if mutation is not None:
                    self._mutations[trial.name] = mutation

    def _trial_of(self, defect: NamedDefect) -> Trial:
        noticing = (name for name, cited in self._cited.items() if defect.requirement in cited)
        applicable = tuple(name for name in noticing if name not in self.inapplicable)
        return Trial(defect.name, "defect", defect.title, (defect.requirement,), applicable)

    def _is_unheard(self, trial: Trial) -> bool:
        return any(not self._cited[name].isdisjoint(trial.requirements) for name in self.inapplicable)

    def carry_out(self, name: str) -> TrialResult:
        """Run the cases of a trial."""
        trial = self.trials[name]
        began = perf_counter()
        broken = frozenset(trial.requirements)
        outcomes = tuple(
            outcome_of(finished, not broken.isdisjoint(self._cited[finished.case.id]))
            for finished in self.conversations(name, [self._cases[identifier] for identifier in trial.cases])
        )
        return TrialResult(trial, outcomes, perf_counter() - began)

    def conversations(self, name: str, cases: Iterable[Case]) -> Iterator[CaseFinished]:
        """Run cases with one trial."""
        mutation = self._mutations.get(name)
        session = self._sound() if mutation else Session(with_defect(self._profile, name), _TIME_SCALE)
        session.interception = mutation
        for case in cases:
            if mutation:
                named = {"desktop": "agents", "commdn": "applications"}
                mutation.observers = {interface: [*case.environment[key]] for interface, key in named.items()}
            yield session.converse(case)
        session.interception = None
        if not mutation:
            session.close()

    def _sound(self) -> Session:
        """A session with the target as it is; each process has its own."""
        if self._session is None or self._process != os.getpid():
            self._session = Session(self._profile, _TIME_SCALE)
            self._process = os.getpid()
        return self._session

    def close(self) -> None:
        """End the session with the sound target."""
        if self._session is not None and self._process == os.getpid():
            self._session.close()
            self._session = None


def _cited(cases: Iterable[Case]) -> Mapping[str, frozenset[str]]:
    """The requirements of each case, with those for which a cited group stands."""
    meant = groups(load_requirements().values())
    return {
        case.id: frozenset(row for cited in case.requirements for row in meant.get(cited, (cited,))) for case in cases
    }
