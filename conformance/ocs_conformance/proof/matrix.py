"""The kill matrix: which trial killed which case at which step, and what is not proven."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ocs_conformance.model import Case
from ocs_conformance.proof.equivalents import Equivalents
from ocs_conformance.proof.trials import Outcome, Trial, TrialResult

__all__ = ["CaseProof", "Matrix", "matrix_of"]


@dataclass(frozen=True, slots=True)
class CaseProof:
    """How one case is proven: the trials that killed it, each with the outcome.

    `by_defect` says that a named defect must have killed it, because it cites more than regular requirements on keys.
    """

    case: str
    by_defect: bool
    kills: tuple[tuple[Trial, Outcome], ...]
    tried: tuple[str, ...]

    @property
    def proven(self) -> bool:
        """Whether it was killed for a requirement that it cites, by a defect where one is due."""
        return any(
            outcome.attributed and (trial.kind == "defect" or not self.by_defect) for trial, outcome in self.kills
        )


@dataclass(frozen=True, slots=True)
class Matrix:
    """The outcome of a proof, read both ways.

    `equivalent` maps trials that nothing killed, and that need not be killed, to the reason; `stale` are patterns of
    equivalents that no trial needs any more.
    """

    results: tuple[TrialResult, ...]
    cases: tuple[CaseProof, ...]
    equivalent: Mapping[str, str]
    stale: tuple[str, ...]

    @property
    def unproven(self) -> tuple[CaseProof, ...]:
        """Cases that no trial has shown to fail for a reason that they state."""
        return tuple(proof for proof in self.cases if not proof.proven)

    @property
    def survivors(self) -> tuple[TrialResult, ...]:
        """Trials that no case killed, and that are no equivalents."""
        return tuple(
            result for result in self.results if not _noticed(result) and result.trial.name not in self.equivalent
        )

    @property
    def whole(self) -> bool:
        """Whether everything is proven."""
        return not (self.unproven or self.survivors or self.stale)

    def data(self) -> dict[str, Any]:
        """The matrix as plain data."""
        return {
            "whole": self.whole,
            "trials": [result.data() for result in self.results],
            "cases": [
                {
                    "case": proof.case,
                    "proven": proof.proven,
                    "needs": "defect" if proof.by_defect else "defect or mutant",
                    "killed_by": [
                        {"trial": trial.name, "kind": trial.kind, **_where(outcome)} for trial, outcome in proof.kills
                    ],
                }
                for proof in self.cases
            ],
            "equivalent": dict(self.equivalent),
            "survivors": [result.trial.name for result in self.survivors],
            "unproven": [proof.case for proof in self.unproven],
            "stale": list(self.stale),
        }


def _where(outcome: Outcome) -> dict[str, Any]:
    return {"step": outcome.step, "path": outcome.path, "attributed": outcome.attributed}


def _noticed(result: TrialResult) -> bool:
    """A defect must be noticed by a case that cites its requirement; a mutant may break what any case looks at."""
    return any(outcome.attributed or result.trial.kind == "mutant" for outcome in result.kills)


def matrix_of(
    results: Sequence[TrialResult], cases: Sequence[Case], regular: Iterable[str], equivalents: Equivalents
) -> Matrix:
    """The matrix of a proof; `regular` are the requirements that are made from the message schemas."""
    regular = frozenset(regular)
    kills: dict[str, list[tuple[Trial, Outcome]]] = {case.id: [] for case in cases}
    tried: dict[str, list[str]] = {case.id: [] for case in cases}
    for result in results:
        for outcome in result.outcomes:
            tried[outcome.case].append(result.trial.name)
            if outcome.killed:
                kills[outcome.case].append((result.trial, outcome))
    proofs = tuple(
        CaseProof(case.id, not regular.issuperset(case.requirements), tuple(kills[case.id]), tuple(tried[case.id]))
        for case in cases
    )
    silent = [result.trial.name for result in results if not _noticed(result)]
    reasons = {name: reason for name in silent if (reason := equivalents.reason(name)) is not None}
    stale = equivalents.stale(silent, (result.trial.name for result in results))
    return Matrix(tuple(results), proofs, reasons, tuple(stale))
